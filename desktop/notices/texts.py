"""The texts of notices: files with named places under resources/letters, filled with the facts of the case.

A sentence is printed when its conditions hold; a place that a printed sentence needs and that is empty stops the
notice with a sentence that names what is missing. The statutory sentences are in the files, not in the code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from desktop.errors import OwnerError
from desktop.resources import resource
from desktop.words import Sentence, say

POINTS = "一二三四五六七八九十"

PLACE_NAMES: dict[str, Sentence] = {
    "shop_name": say("name of the shop"),
    "shop_phone": say("phone of the shop"),
    "shop_address": say("address of the shop"),
    "contact_name": say("contact person"),
    "last_trading_day": say("last trading day"),
    "last_short": say("last trading day"),
    "erasure_day": say("day of deletion"),
    "erasure_short": say("day of deletion"),
    "request_until": say("last day for requests"),
    "request_short": say("last day for requests"),
    "collect_until": say("last day for medicines and refunds"),
    "collect_short": say("last day for medicines and refunds"),
    "custodian_name": say("name of the custodian"),
    "custodian_phone": say("phone of the custodian"),
    "recipient_name": say("name of the recipient"),
    "recipient_contact": say("contact person of the recipient"),
    "recipient_phone": say("phone of the recipient"),
    "recipient_address": say("address of the recipient"),
    "recipient_purpose": say("purpose of the recipient"),
    "recipient_method": say("how the recipient handles the data"),
    "recipient_retention": say("how long the recipient keeps the data"),
    "sealed_kinds": say("basis and last day of the sealed records"),
    "sealed_until": say("basis and last day of the sealed records"),
    "paper_kinds": say("basis and last day of the sealed records"),
    "asked_items": say("fields that the recipient needs"),
    "handing_over": say("how the shop ends"),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence with named places. `carries` are the rows of the table of notice contents that it serves."""

    text: str
    when: tuple[str, ...]
    articles: str
    carries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `numbered` ones begin with 一、二、三 and a bold head."""

    head: str
    numbered: bool
    when: tuple[str, ...]
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """The words of the 回执."""

    title: str
    subtitle: str
    yes: str
    general: str
    sensitive: str
    no: str
    signature: str
    date: str
    phone: str
    guardian: str


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A text as its file says it: paragraphs, the rows of a table with the paragraphs after it, the slip."""

    name: str
    title: str
    title_going_on: str
    """For routes on which the shop goes on in other hands; empty where the title fits them all."""
    paragraphs: tuple[Paragraph, ...]
    rows: tuple[Paragraph, ...]
    after: tuple[Paragraph, ...]
    slip: Slip | None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a text is filled with: the named places, and the conditions that hold."""

    places: Mapping[str, str]
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Printed:
    """A paragraph ready to be set: bold head ("一、删除。") and body, which may hold **emphasis**."""

    head: str
    body: str


def load(name: str) -> NoticeText:
    """The text of that name, e.g. "deletion"."""
    return _load(name)


def table(name: str) -> Mapping[str, Any]:
    """A file of short texts, e.g. "kinds" or "sms"."""
    return _read(name)


def holds(when: Iterable[str], flags: frozenset[str]) -> bool:
    """Whether all conditions hold: "x", "!x" (not x), "x|y" (either)."""
    return all(
        any((part[1:] not in flags) if part.startswith("!") else (part in flags) for part in condition.split("|"))
        for condition in when
    )


def printed(paragraphs: tuple[Paragraph, ...], setting: Setting) -> tuple[Printed, ...]:
    """The paragraphs whose conditions hold, numbered anew and filled. Raises OwnerError for empty places."""
    result: list[Printed] = []
    point = 0
    lacking: list[str] = []
    for paragraph in paragraphs:
        phrases = [phrase.text for phrase in paragraph.phrases if holds(phrase.when, setting.flags)]
        if not phrases or not holds(paragraph.when, setting.flags):
            continue
        lacking += [place for text in phrases for place in empty_places(text, setting.places)]
        head = paragraph.head
        if paragraph.numbered:
            head, point = f"{POINTS[point]}、{head}", point + 1
        if not lacking:
            result.append(Printed(head, "".join(text.format_map(setting.places) for text in phrases)))
    if lacking:
        raise Unfilled(lacking)
    return tuple(result)


def filled(text: str, setting: Setting) -> str:
    """One short text, filled. Raises OwnerError for empty places."""
    if lacking := empty_places(text, setting.places):
        raise Unfilled(lacking)
    return text.format_map(setting.places)


def named_places(text: str) -> tuple[str, ...]:
    """The named places of a text, in their order."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name)


def empty_places(text: str, places: Mapping[str, str]) -> list[str]:
    """The places of a text that have no value. A place nobody knows is a mistake in the file."""
    return [name for name in named_places(text) if not places[name].strip()]


class Unfilled(OwnerError):
    """A notice cannot be made: facts that it must state are missing."""

    def __init__(self, places: Iterable[str]) -> None:
        self.places = tuple(dict.fromkeys(places))
        names = list(dict.fromkeys(PLACE_NAMES[place] for place in self.places))
        super().__init__(
            say("The notices still need: {names}.", names=listed(names)),
            meaning=say("No notice has been made: a half-filled one would tell customers too little."),
            todo=say("Fill this in under step 1 or step 3, then make the notices again."),
        )


def listed(names: list[Sentence]) -> Sentence:
    """Several names in one sentence."""
    first, *rest = names
    return say("{first}, {rest}", first=first, rest=listed(rest)) if rest else first


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resource("letters", "zh_CN", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _load(name: str) -> NoticeText:
    file = _read(name)
    title = file["title"] if isinstance(file["title"], str) else ""
    slip = Slip(**file["slip"]) if "slip" in file else None
    body = file.get("paragraph", file.get("section", []))
    rows = [{"head": row["head"], "when": row.get("when", []), "sentences": [row]} for row in file.get("row", [])]
    going_on = file.get("title_going_on", "")
    return NoticeText(
        name, title, going_on, _paragraphs(body), _paragraphs(rows), _paragraphs(file.get("after", [])), slip
    )


def _paragraphs(items: list[dict[str, Any]]) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(
            item.get("head", ""),
            bool(item.get("numbered", False)),
            tuple(item.get("when", [])),
            tuple(
                Phrase(s["text"], tuple(s.get("when", [])), s.get("articles", ""), tuple(s.get("carries", [])))
                for s in item["sentences"]
            ),
        )
        for item in items
    )
