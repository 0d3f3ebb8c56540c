"""Letters for window envelopes: address block, fold marks, and the zone where nothing but the address may stand.

Geometry: GB/T 22585-2008 window envelope DL 220 × 110 (window 25 ± 2 from the left, 30 ± 1.5 from the top, 100 × 40 or
100 × 50), A4 folded at 105 and 210 mm with the address outside, so that the sheet may shift 10 mm sideways, 5 mm down.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.documents.document import PORTRAIT
from desktop.documents.faces import CAPTION, LETTER, NOTE, NUMBER, Align, Face, Style
from desktop.documents.lines import Line
from desktop.documents.sheet import Sheet
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
_STEPS = {2: (7.0, 40.0), 3: (7.0, 38.5), 4: (7.0, 38.0), 5: (5.6, 37.6), 6: (4.7, 37.2)}
"""For each number of lines: leading and first baseline, mm."""
_CODE = Style(Face.SANS, 12, 19.6)


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

    A long address is set smaller (10.5 pt), then in three lines; a long name likewise, then in two lines, parted after
    its dot. Returns False when it does not fit even so: the letter must not go out like that, someone has to shorten
    the address.
    """
    address, address_style = _fitting(sheet, to.address, LETTER, ((12, 2), (10.5, 2), (10.5, 3)))
    name_face = Face.SERIF_BOLD if sheet.fonts.draws(to.name, Face.SERIF_BOLD) else Face.SERIF
    recipient = f"{to.name}\u3000{zh('to the hands of')}"
    sizes = ((13, 1), (12, 1), (10.5, 1), (10.5, 2)) if len(address) < 3 else ((10.5, 1), (10.5, 2))
    name, name_style = _fitting(sheet, recipient, LETTER.with_face(name_face), sizes)
    if not address or not name:
        return False
    lines = [(line, address_style) for line in address] + [(line, name_style) for line in name]
    step, y = _STEPS[len(lines) + bool(to.postcode)]
    if to.postcode:
        sheet.text(ADDRESS.left, y, to.postcode, _CODE)
        y += step
    for line, style in lines:
        sheet.set_lines(ADDRESS.left, y, (line,), style)
        y += step
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
    sheet.qr(PORTRAIT.right - 20, 35.2, 20, code, quick=True)


def window_outline(sheet: Sheet) -> None:
    """The window at both ends of its play, dashed: for the test sheet that is printed first."""
    for x, y, width, height in ((VISIBLE.left, VISIBLE.top, 100, 40), (27, 31.5, 100, 50)):
        sheet.box(x, y, width, height, dash="3 2")
    sheet.box(ADDRESS.left, ADDRESS.top, ADDRESS.right - ADDRESS.left, ADDRESS.bottom - ADDRESS.top, dash="1 1")


def _fitting(
    sheet: Sheet, text: str, style: Style, choices: tuple[tuple[float, int], ...]
) -> tuple[tuple[Line, ...], Style]:
    """The text in the first of `choices` (size in pt, most lines) that holds it inside the address; () if none does."""
    width = ADDRESS.right - ADDRESS.left
    for size, most in choices:
        sized = style.sized(size)
        parted = _parted(sheet, text, width, sized) if most > 1 else text
        lines = sheet.lines(parted, width, sized, align=Align.LEFT)
        if len(lines) <= most:
            return lines, sized
    return (), style


def _parted(sheet: Sheet, text: str, width: float, style: Style) -> str:
    """A name with a dot parted after the last dot that leaves a first line which fits; other text as it is."""
    dots = [place + 1 for place, character in enumerate(text) if character in "·•"]
    if sheet.text_width(text, style) <= width or not dots:
        return text
    fitting = [place for place in dots if sheet.text_width(text[:place], style) <= width]
    return f"{text[: fitting[-1]]}\n{text[fitting[-1] :]}" if fitting else text
