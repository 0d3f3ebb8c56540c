"""The 回执: third panel of the consent letter, cut off on the fold. Boxes are never filled in advance."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.documents.blocks import Blank, blank_line, tick_box
from desktop.documents.document import PORTRAIT
from desktop.documents.faces import CAPTION, CONSENT, SMALL, Align, Face, Ink, Style
from desktop.documents.lines import marked
from desktop.documents.sheet import Sheet
from desktop.documents.window_letter import FOLDS
from desktop.notices.texts import Slip
from desktop.notices.wording import ConsentItem
from desktop.words import zh

_QR = 18.0
_PLACES = (73.5, 108.5, 135.0, 164.0)
"""Where the boxes of a row stand, mm: four in a row."""


@dataclass(frozen=True, slots=True)
class SlipWords:
    """The words of the slip with the items that can be ticked, and the recipient it is about."""

    words: Slip
    items: tuple[ConsentItem, ...]
    recipient: str


def draw_slip(sheet: Sheet, slip: SlipWords) -> None:
    """Cut line, heads, boxes, places for signature."""
    words, fold = slip.words, FOLDS[1]
    sheet.rule(12, fold, 198, dash="4 3")
    note = zh("cut along this line")
    width = sheet.text_width(note, SMALL) + 8
    middle = (PORTRAIT.left + PORTRAIT.right) / 2
    sheet.fill(middle - width / 2, fold - 2, width, 4, Ink.WHITE)
    sheet.text(middle, fold + 1.1, note, SMALL, align=Align.CENTRE)
    title = Style(Face.SERIF_BOLD, 15, 20, tracking=1)
    end = PORTRAIT.left + sheet.text(PORTRAIT.left, 219.2, words.title, title)
    sheet.text(end + 7, 219.0, words.subtitle, SMALL.sized(10.5).bold)
    tick_box(sheet, PORTRAIT.left, 232.2, marked(words.yes, Face.SERIF), CONSENT)
    y = 239.2
    for head, sensitive in ((words.general, False), (words.sensitive, True)):
        y = _draw_items(sheet, y, head, tuple(item for item in slip.items if item.sensitive is sensitive))
    tick_box(sheet, PORTRAIT.left, max(y + 0.9, 253.6), marked(words.no, Face.SERIF), CONSENT)
    x = PORTRAIT.left
    for blank in (Blank(words.signature, 42), Blank(words.date, 30), Blank(words.phone, 30)):
        x = blank_line(sheet, x, 265.0, blank, SMALL.sized(9.5)) + 5
    end = PORTRAIT.left + sheet.text(PORTRAIT.left, 273.4, words.guardian, SMALL.sized(9.5))
    sheet.rule(end + 3, 274.4, PORTRAIT.right)


def draw_slip_person(sheet: Sheet, slip: SlipWords, number: str, name: str, scan: str) -> None:
    """Number, customer, recipient and the code that lets a scanner find the letter again."""
    parts = (
        f"{zh('Letter number')} {number}",
        f"{zh('Customer')} {name}",
        f"{zh('Recipient')} {slip.recipient}",
    )
    text = "\u3000".join(parts)
    style = SMALL if sheet.text_width(text, SMALL) <= PORTRAIT.width - _QR - 6 else CAPTION.sized(8)
    lines = sheet.lines(text, PORTRAIT.width - _QR - 6, style, align=Align.LEFT)
    sheet.set_lines(PORTRAIT.left, 225.4 if len(lines) == 1 else 223.6, lines, style)
    sheet.qr(PORTRAIT.right - _QR, 214.2, _QR, scan, quick=True)


def _draw_items(sheet: Sheet, y: float, head: str, items: tuple[ConsentItem, ...]) -> float:
    """A caption with its boxes, four in a row. Returns the next baseline."""
    if not items:
        return y
    sheet.text(PORTRAIT.left + 5.3, y, head, CONSENT)
    for place, item in enumerate(items):
        row, column = divmod(place, len(_PLACES))
        tick_box(sheet, _PLACES[column], y + row * 5.6, item.name, CONSENT)
    return y + 7.0 + (len(items) - 1) // len(_PLACES) * 5.6
