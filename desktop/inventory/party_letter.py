"""The letter to a firm that holds customers' data for the shop: return it, delete it, say so in writing (PIPL 21).

Geometry of the window letter (documents/window_letter.py), always one page; the lower third is the 回执 that the firm
fills in, stamps and sends back. The words are in resources/letters/zh_CN/third_party.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from desktop.documents.blocks import Blank, blank_line, seal_place, tick_box
from desktop.documents.document import PORTRAIT, Document, Furniture
from desktop.documents.faces import CONSENT, LETTER, LETTER_TITLE, NOTE, SMALL, Align, Face, Ink, Style
from desktop.documents.lines import marked
from desktop.documents.sheet import MM, Sheet
from desktop.documents.window_letter import ADDRESS, FOLDS, Address, address_block, fold_marks, letterhead
from desktop.errors import OwnerError
from desktop.inventory import store, store_parties
from desktop.inventory.records import GROUP_NAMES, GroupKind, Source
from desktop.inventory.records_parties import Asks, PartyRequest
from desktop.resources import resource
from desktop.session import Session
from desktop.shop import store as shop_store
from desktop.shop.records import Closing, Role, Route, Shop
from desktop.words import say, spoken_date, zh

_SETTINGS = (CONSENT, Style(Face.SERIF, 10.5, 14.6), Style(Face.SERIF, 10, 14.2), Style(Face.SERIF, 10, 13.2))
_TITLE_Y = 89.0
_TEXT_Y = 97.3
_LAST_TEXT = 179.0
_SIGNED = 187.0
"""Name and day stand here: a seal of 40 mm over them ends at the fold."""
_CHINESE = "zh_CN"


@dataclass(frozen=True, slots=True)
class PartyWords:
    """The words of one letter, filled."""

    title: str
    greeting: str
    paragraphs: tuple[str, ...]
    """With **emphasis** for the heads of the points."""


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """A letter as it was made. `data` is empty when it was written to a file."""

    data: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class _Sender:
    shop: Shop
    closing: Closing
    contact: str
    custodian: str
    custodian_phone: str


def make_letter(session: Session, source_id: int, path: Path | None) -> MadeLetter:
    """Draw the letter to one third party, to a file or into memory, and remember that it was made.

    Raises `OwnerError` where shop or dates are missing, and for an address that no window holds.
    """
    sender = _sender(session)
    source = store.source(session.vault, source_id)
    request = store_parties.request(session.vault, source_id)
    words = letter_words(session, source, request)
    texts = letter_texts()
    day = spoken_date(session.today, _CHINESE)
    furniture = Furniture(sender.shop.name, texts["paper"], status=texts["case"].format(code=session.vault.case_code))
    with Document(path, furniture, title=words.title, practice=session.vault.practice) as paper:
        sheet = paper.sheet(header=False)
        letterhead(sheet, sender.shop.name, f"{sender.shop.address}\u3000{zh('Phone')} {sender.shop.phone}")
        fold_marks(sheet)
        _draw_address(sheet, source)
        sheet.text(132, 37.9, zh("Date"), NOTE)
        sheet.text(132, 43.4, day, LETTER.sized(10.5))
        sheet.text((PORTRAIT.left + PORTRAIT.right) / 2, _TITLE_Y, words.title, LETTER_TITLE, align=Align.CENTRE)
        _draw_text(sheet, words)
        contact = f"{zh('Contact')}\u3000{sender.contact}\u3000{sender.shop.phone}"
        sheet.text(PORTRAIT.left, _SIGNED, contact, CONSENT)
        seal_place(sheet, sender.shop.name, day, y=_SIGNED, practice=session.vault.practice, style=SMALL.sized(9.5))
        _draw_slip(sheet, sender.shop.name, texts["slip"])
    store_parties.made(session.vault, source_id, session.today, paper.digest)
    return MadeLetter(paper.data, paper.digest)


def letter_words(session: Session, source: Source, request: PartyRequest) -> PartyWords:
    """What the letter says: the sentences whose conditions hold, numbered and filled."""
    sender, texts = _sender(session), letter_texts()
    flags = {request.party.value, sender.closing.route.value}
    flags |= {"return"} if request.asks is Asks.RETURN else set()
    flags |= {"custodian"} if sender.custodian and sender.custodian_phone else set()
    places = _places(session, source, sender)
    paragraphs = [_filled(item, places) for item in _holding(texts["opening"], flags)]
    points = list(_holding(texts["point"], flags))
    for number, item in zip("一二三四五六七八九", points, strict=False):
        paragraphs.append(f"**{number}、{item['head']}**{_filled(item, places)}")
    paragraphs += [_filled(item, places) for item in _holding(texts["after"], flags)]
    title = texts["title_return" if request.asks is Asks.RETURN else "title_delete"]
    return PartyWords(title, texts["greeting"].format_map(places), tuple(paragraphs))


@cache
def letter_texts() -> Mapping[str, Any]:
    """The file of the letter's words."""
    return tomllib.loads(resource("letters", "zh_CN", "third_party.toml").read_text(encoding="utf-8"))


def _holding(items: Iterable[Mapping[str, Any]], flags: set[str]) -> Iterable[Mapping[str, Any]]:
    """The items whose conditions all hold."""
    return (
        item for item in items
        if all((name[1:] not in flags) if name.startswith("!") else (name in flags) for name in item["when"])
    )  # fmt: skip


def _filled(item: Mapping[str, Any], places: Mapping[str, str]) -> str:
    # What the owner typed must not end in the middle of an emphasis.
    return str(item["text"]).format_map(places)


def _places(session: Session, source: Source, sender: _Sender) -> dict[str, str]:
    closing = sender.closing
    over = "_over" if session.today > closing.last_trading_day else ""
    reason = letter_texts()["reason"][closing.route.value + over]
    groups = store.groups_of(session.vault, source.id)
    kinds = [zh(GROUP_NAMES[group.kind]) for group in groups if group.kind is not GroupKind.UNKNOWN]
    people = sum(group.people or 0 for group in groups)
    return {
        "party": _plain(source.name),
        "reason": reason.format(day=spoken_date(closing.last_trading_day, _CHINESE)),
        "what": "、".join(dict.fromkeys(kinds)) or zh("personal data of customers"),
        "people": letter_texts()["people"].format(people=f"{people:,}") if people else "",
        "answer_by": spoken_date(store_parties.answer_day(session.today), _CHINESE),
        "custodian_name": _plain(sender.custodian),
        "custodian_phone": sender.custodian_phone,
    }


def _plain(typed: str) -> str:
    """A name as it was typed, without the sign that would begin an emphasis."""
    return typed.replace("*", "")


def _sender(session: Session) -> _Sender:
    vault = session.vault
    shop, closing = shop_store.read_shop(vault), shop_store.read_closing(vault)
    if shop is None or closing is None or not shop.phone.strip() or not shop.address.strip():
        raise OwnerError(
            say("The letter needs the shop, its address and phone, and the last trading day."),
            meaning=say("No letter to the third party has been made."),
            todo=say("Fill this in under step 1, then make the letter again."),
        )
    operator = shop_store.person(vault, Role.OPERATOR) or shop_store.person(vault, Role.OWNER)
    keeper = shop_store.person(vault, Role.CUSTODIAN)
    return _Sender(
        shop, closing, operator.name if operator else shop.name, keeper.name if keeper else "",
        keeper.phone if keeper else "",
    )  # fmt: skip


def _draw_address(sheet: Sheet, source: Source) -> None:
    """The firm's address in the window; without an address its name alone, for letters that are handed over."""
    if source.place.strip():
        if address_block(sheet, Address("", source.place, source.name)):
            return
        raise OwnerError(
            say("The name or address of {name} is too long for the window of the envelope.", name=source.name),
            meaning=say("No letter to the third party has been made."),
            todo=say("Shorten it, then make the letter again."),
        )
    sheet.paragraph(ADDRESS.left, 40.0, ADDRESS.right - ADDRESS.left, source.name, LETTER, align=Align.LEFT)


def _draw_text(sheet: Sheet, words: PartyWords) -> None:
    for style in _SETTINGS:
        blocks = [sheet.lines(marked(text, style.face), PORTRAIT.width, style, indent=2) for text in words.paragraphs]
        step = style.leading / MM
        if _TEXT_Y + step * sum(len(lines) for lines in blocks) <= _LAST_TEXT:
            break
    else:
        raise AssertionError("the words of the file fit on the page at the smallest setting")
    sheet.text(PORTRAIT.left, _TEXT_Y, words.greeting, style)
    y = _TEXT_Y + step
    for lines in blocks:
        y = sheet.set_lines(PORTRAIT.left, y, lines, style, width=PORTRAIT.width)


def _draw_slip(sheet: Sheet, shop: str, words: Mapping[str, Any]) -> None:
    """The 回执: nothing is filled in advance, whoever signs says for himself what was done."""
    fold, middle = FOLDS[1], (PORTRAIT.left + PORTRAIT.right) / 2
    sheet.rule(12, fold, 198, dash="4 3")
    note = zh("cut along this line")
    width = sheet.text_width(note, SMALL) + 8
    sheet.fill(middle - width / 2, fold - 2, width, 4, Ink.WHITE)
    sheet.text(middle, fold + 1.1, note, SMALL, align=Align.CENTRE)
    end = PORTRAIT.left + sheet.text(PORTRAIT.left, 219.4, words["title"], Style(Face.SERIF_BOLD, 15, 20, tracking=1))
    to = words["to"].format(shop=shop)
    sheet.paragraph(end + 6, 219.2, PORTRAIT.right - end - 6, to, SMALL.sized(9.5), align=Align.LEFT)
    y = 228.6
    for key in ("returned", "deleted", "kept", "refused"):
        head, first, second = words[key]
        x = tick_box(sheet, PORTRAIT.left, y, head, CONSENT) + 4
        if first:
            x = blank_line(sheet, x, y, Blank(first, 28), SMALL.sized(9.5)) + 3
        blank_to_edge(sheet, x, y, second)
        y += 8.0
    blank_to_edge(sheet, PORTRAIT.left, y, words["others"])
    x, y = PORTRAIT.left, y + 11.5
    for label, width in zip(words["signer"][:3], (44.0, 20.0, 22.0), strict=True):
        x = blank_line(sheet, x, y, Blank(label, width), SMALL.sized(9.5)) + 2.5
    blank_to_edge(sheet, x, y, words["signer"][3])


def blank_to_edge(sheet: Sheet, x: float, y: float, label: str) -> None:
    """A label and a line to write on that ends with the type area."""
    style = SMALL.sized(9.5)
    room = PORTRAIT.right - x - sheet.text_width(label, style) - 2
    blank_line(sheet, x, y, Blank(label, room), style)


def no_request_needed(route: Route | None) -> bool:
    """A change of shareholders leaves the same company in charge: what it entrusts to others may simply go on."""
    return route is Route.SHARE_SALE
