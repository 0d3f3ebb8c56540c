"""Letters for window envelopes: address block, fold marks, and the zone where nothing but the address may stand.

Geometry: GB/T 22585-2008 window envelope DL 220 × 110 (window 25 ± 2 from the left, 30 ± 1.5 from the top, 100 × 40 or
100 × 50), A4 folded at 105 and 210 mm with the address outside, so that the sheet may shift 10 mm sideways, 5 mm down.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.documents.document import PORTRAIT
from desktop.documents.faces import CAPTION, LETTER, NOTE, NUMBER, Align, Face, Style
from desktop.documents.lines import Line
from desktop.documents.qr import LETTER_MASK
from desktop.documents.sheet import MM, Sheet
from desktop.words import zh

FOLDS = (105.0, 210.0)
HOLE = 148.5


@dataclass(frozen=True, slots=True)
class Zone:
    """A rectangle on the sheet, mm."""

    left: float
    top: float
    right: float
    bottom: float


ADDRESS = Zone(28, 33.5, 111, 61.5)
"""Where the address stands."""
VISIBLE = Zone(13, 23.5, 127, 81.5)
"""What may show through the window: nothing but the address."""
_STEP = 7.0
_FIRST = 38.0
_CODE = Style(Face.SANS, 12, 19.6)
_NAME = LETTER.with_face(Face.SERIF_BOLD)


@dataclass(frozen=True, slots=True)
class Address:
    """To whom: `postcode` may be empty; `name` without 收."""

    postcode: str
    address: str
    name: str


def fold_marks(sheet: Sheet) -> None:
    """Marks for folding and for the punch, x 5 to 10 mm."""
    for y in FOLDS:
        sheet.rule(5, y, 10, y)
    sheet.rule(5, HOLE, 7.5, HOLE)


def letterhead(sheet: Sheet, shop: str, contact: str) -> None:
    """Sender above the window: ends at y 22."""
    sheet.text(PORTRAIT.left, 15.4, shop, Style(Face.SANS_BOLD, 12.5, 16))
    sheet.text(PORTRAIT.left, 20.8, contact, NOTE)


def address_block(sheet: Sheet, to: Address) -> bool:
    """Postcode, address, name and 收 inside the window at every play of the sheet.

    A long address is set smaller (10.5 pt), then in three lines. Returns False when it does not fit even so: the
    letter must not go out like that, someone has to shorten the address.
    """
    width = ADDRESS.right - ADDRESS.left
    lines, style = _address_lines(sheet, to.address, width)
    name = f"{to.name}\u3000{zh('to the hands of')}"
    name_style = next((s for s in (_NAME, _NAME.sized(10.5)) if sheet.text_width(name, s) <= width), None)
    if not lines or name_style is None:
        return False
    rows = 1 + len(lines) + bool(to.postcode)
    step = _STEP if rows <= 4 else 5.6
    y = _FIRST if rows <= 4 else _FIRST - 0.4
    if to.postcode:
        sheet.text(ADDRESS.left, y, to.postcode, _CODE)
        y += step
    for line in lines:
        sheet.set_lines(ADDRESS.left, y, (line,), style)
        y += step
    sheet.text(ADDRESS.left, y + 0.3, name, name_style)
    return True


def letter_labels(sheet: Sheet, day: str) -> None:
    """The static part beside the window: captions and date. Draw it on the form."""
    sheet.text(132, 37.9, zh("Letter number"), NOTE)
    sheet.text(132, 49.8, zh("Date"), NOTE)
    sheet.text(132, 55.2, day, LETTER.sized(10.5))
    sheet.text(PORTRAIT.right, 61.2, zh("Holds only the number; nothing to do with the internet or payment"), CAPTION,
               align=Align.RIGHT)  # fmt: skip


def letter_number(sheet: Sheet, number: str, code: str) -> None:
    """The person's part beside the window: number and QR code of 20 mm (holding `code`)."""
    sheet.text(132, 43.4, number, NUMBER)
    sheet.qr(PORTRAIT.right - 20, 35.2, 20, code, mask=LETTER_MASK)


def window_outline(sheet: Sheet) -> None:
    """The window at both ends of its play, dashed: for the test sheet that is printed first."""
    for x, y, width, height in ((VISIBLE.left, VISIBLE.top, 100, 40), (27, 31.5, 100, 50)):
        sheet.box(x, y, width, height, dash="3 2")
    sheet.box(ADDRESS.left, ADDRESS.top, ADDRESS.right - ADDRESS.left, ADDRESS.bottom - ADDRESS.top, dash="1 1")


def _address_lines(sheet: Sheet, address: str, width: float) -> tuple[tuple[Line, ...], Style]:
    small = LETTER.sized(10.5)
    for style, most in ((LETTER, 2), (small, 2), (small, 3)):
        lines = sheet.lines(address, width, style, align=Align.LEFT)
        if len(lines) <= most:
            return lines, style
    return (), small


def em(style: Style) -> float:
    """One em of a style in mm."""
    return style.size / MM
