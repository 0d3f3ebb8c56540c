"""Sheets of 3 × 7 adhesive labels, 63.5 × 38.1 mm each: one mark, one number, nothing personal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from desktop.documents.document import Document
from desktop.documents.faces import NOTE, SMALL, Align, Face, Ink, Style
from desktop.documents.sheet import Sheet

LEFT, TOP = 7.25, 15.15
WIDTH, HEIGHT = 63.5, 38.1
PITCH = 66.0
ACROSS, DOWN = 3, 7
PER_SHEET = ACROSS * DOWN
MARGIN = 3.0
STRIP = 8.0


class Strip(Enum):
    """How the strip at the top of a label is drawn."""

    BLACK = "sealed: black strip"
    HATCHED = "to be destroyed: hatched field"
    DASHED = "undecided: dashed frame"


@dataclass(frozen=True, slots=True)
class Label:
    """One label: strip with two texts, QR code, large number, kind of container, up to three small lines."""

    strip: Strip
    heading: str
    side: str
    code: str
    serial: str
    form: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offset:
    """Correction for a printer that feeds crookedly, mm (steps of 0.5)."""

    x: float = 0.0
    y: float = 0.0


def draw_labels(paper: Document, labels: Sequence[Label], *, start: int = 0, offset: Offset | None = None) -> None:
    """Draw labels onto as many sheets as needed, the first at position `start` (0 to 20) of a partly used sheet."""
    shift = offset or Offset()
    sheet: Sheet | None = None
    for place, label in enumerate(labels, start):
        if sheet is None or place % PER_SHEET == 0:
            sheet = paper.sheet(header=False, footer=False)
        row, column = divmod(place % PER_SHEET, ACROSS)
        draw_label(sheet, LEFT + shift.x + column * PITCH, TOP + shift.y + row * HEIGHT, label)


def draw_label(sheet: Sheet, x: float, y: float, label: Label) -> None:
    """One label with its upper left corner at (x, y)."""
    left, top, width = x + MARGIN, y + MARGIN, WIDTH - 2 * MARGIN
    _strip(sheet, left, top, width, label)
    code_top = top + STRIP + 3.5
    sheet.qr(left, code_top, 18, label.code)
    column = left + 22.4
    sheet.text(column, code_top + 5.7, label.serial, Style(Face.SANS_BOLD, 22, 26))
    sheet.text(left + width, code_top + 5.7, label.form, SMALL, align=Align.RIGHT)
    for place, text in enumerate(label.lines):
        style = SMALL.with_face(Face.SANS_MEDIUM) if place == 0 else NOTE
        sheet.text(column, code_top + 10.7 + 3.95 * place, text, style)


def _strip(sheet: Sheet, x: float, y: float, width: float, label: Label) -> None:
    ink, inner = Ink.BLACK, x + 2.3
    if label.strip is Strip.BLACK:
        sheet.fill(x, y, width, STRIP)
        ink = Ink.WHITE
    elif label.strip is Strip.HATCHED:
        sheet.hatch(x, y, STRIP - 1, STRIP)
        sheet.box(x, y, STRIP - 1, STRIP, pt=0.8)
        sheet.box(x, y, width, STRIP, pt=0.8)
        inner = x + STRIP + 1.3
    else:
        sheet.box(x, y, width, STRIP, pt=0.8, dash="3 2")
    sheet.text(inner, y + 5.6, label.heading, Style(Face.SANS_BOLD, 13.5, 17), ink=ink)
    sheet.text(x + width - 2.3, y + 5.4, label.side, Style(Face.SANS_MEDIUM, 10.5, 14), ink=ink, align=Align.RIGHT)
