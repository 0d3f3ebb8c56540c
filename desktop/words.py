"""What the program says: English in the code, Chinese from `resources/words/zh_CN/*.json`.

Logic says `say("Files: {n}", n=3)` and gets a `Sentence`; a page turns it into text with `tr`, a paper with `zh`.
One JSON object per room maps the English sentence to the Chinese one; the same sentence has one translation everywhere.
The window's language is the only ambient state of the program, as it is in Qt itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from string import Formatter

from desktop.resources import resource

LANGUAGES = ("zh_CN", "en")
_window_language = "zh_CN"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with named places, not yet in any language."""

    text: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return tr(self)


def say(text: str, /, **values: object) -> Sentence:
    """A sentence for later: `text` is the English source and the key of its translation."""
    return Sentence(text, tuple(values.items()))


def use(language: str) -> None:
    """Set the window's language: "zh_CN" or "en"."""
    global _window_language
    if language not in LANGUAGES:
        raise ValueError(language)
    _window_language = language


def language() -> str:
    """The window's language."""
    return _window_language


def tr(text: str | Sentence, /, **values: object) -> str:
    """The sentence in the window's language."""
    return _render(text, values, _window_language)


def zh(text: str | Sentence, /, **values: object) -> str:
    """The sentence in Chinese, for paper: papers are Chinese whatever the window speaks."""
    return _render(text, values, "zh_CN")


def catalogue() -> Mapping[str, str]:
    """Every English sentence with its Chinese one."""
    return _catalogue()


@cache
def _catalogue() -> dict[str, str]:
    merged: dict[str, str] = {}
    for file in sorted(resource("words", "zh_CN").glob("*.json")):
        merged.update(_read(file))
    return merged


@cache
def _first() -> dict[str, str]:
    """What the first window says; the words of the rooms are read when one of them speaks."""
    return _read(resource("words", "zh_CN", "ui.json")) | _read(resource("words", "zh_CN", "wizard.json"))


def _read(file: Path) -> dict[str, str]:
    read: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return read


def _chinese(text: str) -> str:
    return _first().get(text) or _catalogue().get(text, text)


def _render(text: str | Sentence, values: Mapping[str, object], lang: str) -> str:
    if isinstance(text, Sentence):
        values = dict(text.values)
        text = text.text
    pattern = _chinese(text) if lang == "zh_CN" else _for_one(text, values)
    return _Places(lang).vformat(pattern, (), values) if values else pattern


_ONE = {"people": "person", "parties": "party", "entries": "entry"}
_ONE_DOES = {"have": "has", "are": "is", "were": "was", "do": "does"}
_COUNTED = (
    r"\{(?P<place>\w+)\}(?P<kind> (?:more|record|sensitive|sure|text|third|unreadable|usual))*"
    r" (?P<noun>carriers|checks|dates|days|decisions|entries|exceptions|faults|fields|files|groups|hours|items|kinds"
    r"|letters|messages|minutes|months|ones|pages|parties|parts|people|places|questions|records|requests|rows|seconds"
    r"|sources|values|years)\b(?: (?P<verb>have|are|were|do)\b)?"
)
"""A number and what it counts; compiled when English is first spoken, Chinese needs nothing of this."""


def _for_one(text: str, values: Mapping[str, object]) -> str:
    """The English sentence with what is counted, and a verb behind it, in the singular where the number is 1."""
    ones = {name for name, value in values.items() if isinstance(value, int | str) and value in (1, "1")}
    if not ones:
        return text

    def single(found: re.Match[str]) -> str:
        if found["place"] not in ones:
            return found[0]
        noun, verb = found["noun"], found["verb"]
        head = found[0][: found.start("noun") - found.start()]
        return head + _ONE.get(noun, noun[:-1]) + (f" {_ONE_DOES[verb]}" if verb else "")

    return re.sub(_COUNTED, single, text)


class _Places(Formatter):
    """Fills `{named}` places: sentences in their language, dates as people write them, numbers with commas."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, Sentence):
            return _render(value, {}, self.lang)
        if isinstance(value, date):
            return spoken_date(value, self.lang)
        if isinstance(value, int) and not isinstance(value, bool) and not format_spec:
            return f"{value:,}"
        return str(super().format_field(value, format_spec))


def spoken_date(day: date, lang: str | None = None) -> str:
    """2026年11月21日 / 21 Nov 2026; a datetime is shown with hours and minutes."""
    lang = lang or _window_language
    clock = f" {day:%H:%M}" if isinstance(day, datetime) else ""
    if lang == "zh_CN":
        return f"{day.year}年{day.month}月{day.day}日{clock}"
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{day.day} {months[day.month - 1]} {day.year}{clock}"
