"""The public notice (公告), A4; printed at 141 % it is A3. It holds no customer's name, number or illness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.documents.document import Document, Furniture
from desktop.documents.faces import NOTE, POSTER, POSTER_TITLE, Align, Face, Ink, Style
from desktop.documents.lines import marked
from desktop.documents.sheet import MM, Sheet
from desktop.errors import OwnerError
from desktop.notices.facts import Facts
from desktop.notices.sheets import seal_line
from desktop.notices.texts import Printed, Unfilled, load, printed, table
from desktop.notices.wording import for_everyone
from desktop.words import say, spoken_date, zh

_LEFT, _RIGHT, _TEXT = 23.0, 187.0, 54.0
_TOP, _BOTTOM = 95.5, 242.0
_SIZES = (14.0, 13.5, 13.0, 12.5, 12.0)
_WEEKDAYS = "一二三四五六日"
_CONTACT = POSTER.sized(12)
_STRONG = Style(Face.SANS_MEDIUM, 15, 20)


@dataclass(frozen=True, slots=True)
class PosterWords:
    """What the poster says. `day` is the day of printing, written out."""

    title: str
    shop: str
    band: str
    band_day: str
    sections: tuple[Printed, ...]
    contact: str
    phone: str
    address: str
    number: str
    day: str


def poster_words(facts: Facts, number: str, day: date) -> PosterWords:
    """Fill the poster. Raises OwnerError for a place that is empty."""
    setting = for_everyone(facts)
    file = table("poster")
    needed = ("shop_name", "contact_name", "shop_phone", "shop_address", "last_trading_day")
    if lacking := [place for place in needed if not setting.places[place].strip()]:
        raise Unfilled(lacking)
    assert facts.closing is not None
    route, last = facts.closing.route.value, facts.closing.last_trading_day
    return PosterWords(
        title=file["title"][route],
        shop=setting.places["shop_name"],
        band=file["day"][route],
        band_day=f"{setting.places['last_trading_day']}（星期{_WEEKDAYS[last.weekday()]}）",
        sections=printed(load("poster").paragraphs, setting),
        contact=setting.places["contact_name"],
        phone=setting.places["shop_phone"],
        address=setting.places["shop_address"],
        number=number,
        day=spoken_date(day, "zh_CN"),
    )


def draw_poster(path: Path | None, words: PosterWords, *, practice: bool) -> Document:
    """Write the poster (or keep it in memory without a path)."""
    furniture = Furniture(words.shop, zh("Public notice"), words.number)
    with Document(path, furniture, title=words.title, practice=practice) as paper:
        _draw(paper.sheet(header=False, footer=False), words, practice=practice)
    return paper


def _draw(sheet: Sheet, words: PosterWords, *, practice: bool) -> None:
    sheet.box(12.6, 13.4, 184.8, 270.2, pt=3)
    sheet.box(14.9, 15.7, 180.2, 265.6, pt=0.6)
    middle = (_LEFT + _RIGHT) / 2
    sheet.text(middle, 44, words.title, POSTER_TITLE, align=Align.CENTRE)
    sheet.text(middle, 56.5, words.shop, Style(Face.SANS_MEDIUM, 16, 20), align=Align.CENTRE)
    sheet.fill(_LEFT, 64, _RIGHT - _LEFT, 21)
    sheet.text(middle, 72.2, words.band, Style(Face.SANS_MEDIUM, 13, 16), align=Align.CENTRE, ink=Ink.WHITE)
    sheet.text(middle, 81, words.band_day, Style(Face.SANS_BOLD, 20, 24), align=Align.CENTRE, ink=Ink.WHITE)
    _draw_sections(sheet, words)
    sheet.rule(_LEFT, 246, _RIGHT, pt=0.6)
    sheet.text(_LEFT, 254, f"{zh('Contact')}\u3000{words.contact}", _CONTACT)
    sheet.text(_LEFT, 261.6, f"{zh('Phone')}\u3000{words.phone}", _STRONG)
    room = 88.0
    address = f"{zh('Address')}\u3000{words.address}"
    style = _CONTACT if sheet.text_width(address, _CONTACT) <= room else _CONTACT.sized(10)
    sheet.paragraph(_LEFT, 268.8, room, address, style, align=Align.LEFT)
    seal_line(sheet, _RIGHT, 254.4, words.shop, words.day, _CONTACT, practice=practice)
    sheet.text(_LEFT, 278.4, zh("No. {number}", number=words.number), NOTE)
    sheet.text(_RIGHT, 278.4, zh(say("Page {page} of {pages}", page=1, pages=1)), NOTE, align=Align.RIGHT)


def _draw_sections(sheet: Sheet, words: PosterWords) -> None:
    width = _RIGHT - _TEXT
    for size in _SIZES:
        style = POSTER.sized(size)
        blocks = [sheet.lines(marked(s.body, style.face), width, style) for s in words.sections]
        step, lines = style.leading / MM, sum(map(len, blocks))
        gap = min(3.6, (_BOTTOM - _TOP - (lines - 1) * step) / max(len(blocks) - 1, 1))
        if gap >= 2.0:
            break
    else:
        raise OwnerError(
            say("The text of the public notice does not fit on one page."),
            meaning=say("No public notice has been made."),
            todo=say("Join record groups of the same kind in step 2, then make it again."),
        )
    y = _TOP
    for section, block in zip(words.sections, blocks, strict=True):
        sheet.text(_LEFT, y, section.head, Style(Face.SANS_BOLD, 15, 20))
        y = sheet.set_lines(_TEXT, y, block, style, width=width) + gap
