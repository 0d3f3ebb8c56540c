"""The parts that papers are built from: section heads, facts, check boxes, digest, signatures and seal place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.documents.document import margins
from desktop.documents.faces import FACT, HEAD, NOTE, SMALL, TITLE, Align, Face, Style
from desktop.documents.lines import Text
from desktop.documents.sheet import MM, Sheet
from desktop.words import zh

BOX = 3.6
"""Side of a box to be ticked, mm."""
LABEL = 13.0
"""Width of the label column beside facts, mm."""
GROUPS_IN_ROW = 8
NAME_WIDTH = 34.0
"""Room for a signer's printed name, mm."""
NAME_STYLE = Style(Face.SANS_MEDIUM, 8, 8.9)
"""A long name: three lines of it are as high as a row of the signature block."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value. `strong` sets the label in bold."""

    label: str
    value: Text
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Signer:
    """A row of the signature block: what the person is here, printed name, post."""

    role: str
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A line to write on: its label and the width of the line in mm."""

    label: str
    width: float


def title(sheet: Sheet, text: str, *, y: float = 27.5, style: Style = TITLE) -> None:
    """The title in the middle of the type area."""
    area = margins(sheet)
    sheet.text((area.left + area.right) / 2, y, text, style, align=Align.CENTRE)


def section_head(sheet: Sheet, y: float, text: str, note: str = "") -> float:
    """A head on baseline `y` with an optional note at the right edge. Returns the first baseline below it."""
    area = margins(sheet)
    sheet.text(area.left, y, text, HEAD)
    if note:
        sheet.text(area.right, y, note, NOTE, align=Align.RIGHT)
    return y + 5.8


def facts(
    sheet: Sheet, y: float, rows: Sequence[Fact], *, style: Style = FACT, label: float = LABEL,
    x: float | None = None, width: float | None = None, gap: float = 0.0,
) -> float:  # fmt: skip
    """Labels with values that wrap beside them, first baseline `y`, `gap` mm between rows. Gives the next baseline."""
    left = margins(sheet).left if x is None else x
    whole = margins(sheet).width if width is None else width
    for row in rows:
        sheet.text(left, y, row.label, style.bold if row.strong else style)
        y = sheet.paragraph(left + label, y, whole - label, row.value, style) + gap
    return y


def fact_pair(sheet: Sheet, y: float, first: Fact, second: Fact, *, style: Style = FACT) -> float:
    """Two short facts in one row, each kept to its half. Returns the next baseline."""
    area = margins(sheet)
    half = 82.0
    ends = [
        facts(sheet, y, (first,), style=style, width=half - 4),
        facts(
            sheet, y, (second,), style=style, x=area.left + half, width=area.width - half,
            label=sheet.text_width(second.label, style) + 4,
        ),
    ]  # fmt: skip
    return max(ends)


def tick_box(sheet: Sheet, x: float, y: float, text: Text, style: Style) -> float:
    """An empty box and its text on baseline `y`. Returns where the text ends, mm. Never filled in advance."""
    sheet.box(x, y - BOX + 0.5, BOX, BOX, pt=0.7)
    return x + BOX + 1.6 + sheet.text(x + BOX + 1.6, y, text, style)


def blank_line(sheet: Sheet, x: float, y: float, blank: Blank, style: Style = SMALL) -> float:
    """A label and a line to write on. Returns where the line ends, mm."""
    start = x + sheet.text(x, y, blank.label, style) + 2
    sheet.rule(start, y + 1.0, start + blank.width)
    return start + blank.width


def digest_block(
    sheet: Sheet, digest: str, code: str, *, heading: str, hint: str, warning: str, y: float = 210.0
) -> None:
    """Code and digest in groups of four between two rules; first and last group bold, to be read out by telephone.

    `digest` is 64 hexadecimal characters, `code` what the QR holds. Height 27.5 mm.
    """
    area = margins(sheet)
    sheet.rule(area.left, y, area.right, pt=0.6)
    sheet.qr(area.left, y + 2.7, 22, code)
    x = area.left + 27.9
    sheet.text(x, y + 5.6, heading, SMALL.bold)
    sheet.text(area.right, y + 5.6, hint, NOTE, align=Align.RIGHT)
    draw_digest(sheet, x, y + 11.8, digest)
    sheet.text(x, y + 22.8, warning, NOTE)
    sheet.rule(area.left, y + 27.4, area.right, pt=0.6)


def draw_digest(sheet: Sheet, x: float, y: float, digest: str, *, cell: float = 2.75, step: float = 6.1) -> None:
    """64 hexadecimal characters in two rows of eight groups, each character in the middle of its cell."""
    groups = [digest[start : start + 4].upper() for start in range(0, 64, 4)]
    gap = 5.4
    for place, group in enumerate(groups):
        row, column = divmod(place, GROUPS_IN_ROW)
        ends = place in (0, len(groups) - 1)
        style = Style(Face.SANS_BOLD if ends else Face.SANS, 11.5, 15)
        left = x + column * (4 * cell + gap)
        sheet.spread(left, y + row * step, group, style, cell)


def signatures(sheet: Sheet, signers: Sequence[Signer], declaration: str, *, y: float = 242.8) -> None:
    """What is declared, and a row of 10 mm for each person with places for signature and date."""
    area = margins(sheet)
    sheet.paragraph(area.left, y, area.width, declaration, FACT)
    sheet.text(92, y + 5.2, zh("Signature"), NOTE)
    sheet.text(127, y + 5.2, zh("Date"), NOTE)
    for place, signer in enumerate(signers):
        line = y + 12.3 + 10 * place
        role = area.left + sheet.text(area.left, line - 1.2, signer.role, SMALL)
        style = Style(Face.SANS_MEDIUM, 10.5, 14.5)
        while style.size > 8 and sheet.text_width(signer.name, style) > NAME_WIDTH:
            style = style.sized(style.size - 0.5)
        post = max(70.5, 57 + _signer_name(sheet, role, line - 1.2, signer.name, style) + 2)
        if 91 - post >= 9:
            sheet.paragraph(post, line - 1.2, 91 - post, signer.post, SMALL, align=Align.LEFT)
        sheet.rule(92, line, 124)
        sheet.rule(127, line, 147)


def _signer_name(sheet: Sheet, role: float, y: float, name: str, style: Style) -> float:
    """The printed name on `y`; one that no size makes short enough stands in lines beside the `role`."""
    if sheet.text_width(name, style) <= NAME_WIDTH:
        return sheet.text(57, y, name, style)
    left = role + 3
    lines = sheet.lines(name, 57 + NAME_WIDTH - left, NAME_STYLE, align=Align.LEFT)
    sheet.set_lines(left, y - (len(lines) - 1) * NAME_STYLE.leading / MM, lines, NAME_STYLE)
    return NAME_WIDTH


def seal_place(
    sheet: Sheet, shop: str, day: str, *, x: float = 167.9, y: float = 256.2, signs: bool = False,
    practice: bool = False, style: Style = SMALL,
) -> None:  # fmt: skip
    """Name and date that the seal is pressed over, centred at `x`. Without a company seal the owner `signs` here.

    A practice paper gets no seal place: nobody shall seal it by mistake.
    """
    note = zh("(signature or seal here)") if signs else zh("(seal here)")
    step = 5.2 * style.size / 9
    lines = sheet.lines(shop, 42, style, align=Align.LEFT)
    top = y - (len(lines) - 1) * style.leading / MM
    sheet.set_lines(x - 21, top, lines, style, width=42, align=Align.CENTRE)
    sheet.text(x, y + step, day, style, align=Align.CENTRE)
    if not practice:
        sheet.text(x, y + step + 5.6, note, NOTE, align=Align.CENTRE)
