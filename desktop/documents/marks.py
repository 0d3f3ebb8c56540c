"""The marks that say at a glance how it ended: bar and five figures, different even in black and white at half size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from desktop.documents.document import margins
from desktop.documents.faces import FIGURE, SMALL, STATUS, Align, Face, Ink, Style
from desktop.documents.lines import Line, Text
from desktop.documents.sheet import MM, Sheet

BAR_HEIGHT = 14.0


class Outcome(Enum):
    """How the bar is drawn."""

    COMPLETE = "black bar with a tick"
    EXCEPTIONS = "white bar, strong frame, hatched field with a warning sign"
    UNFINISHED = "white bar, dashed frame"


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the figures under the bar: `value` already written out, its unit, and what it counts."""

    value: str
    unit: str
    label: str


def status_bar(sheet: Sheet, y: float, outcome: Outcome, words: str, sums: Text, remark: Text) -> float:
    """The bar from `y` downwards: the status in `words`, beside it the sums and a remark. Returns its lower edge."""
    area = margins(sheet)
    ink = Ink.WHITE if outcome is Outcome.COMPLETE else Ink.BLACK
    if outcome is Outcome.COMPLETE:
        sheet.fill(area.left, y, area.width, BAR_HEIGHT)
        tick = ((area.left + 5, y + 7.3), (area.left + 7.9, y + 10.3), (area.left + 12.4, y + 4.4))
        sheet.polygon(tick, pt=2.4, ink=Ink.WHITE, closed=False)
    elif outcome is Outcome.EXCEPTIONS:
        sheet.hatch(area.left + 0.4, y + 0.4, BAR_HEIGHT - 0.4, BAR_HEIGHT - 0.8)
        _warning(sheet, area.left + BAR_HEIGHT / 2, y + 1.6)
        sheet.rule(area.left + BAR_HEIGHT, y, area.left + BAR_HEIGHT, y + BAR_HEIGHT, pt=2)
        sheet.box(area.left, y, area.width, BAR_HEIGHT, pt=2)
    else:
        sheet.box(area.left, y, area.width, BAR_HEIGHT, pt=2, dash="6 4")
    start = area.left + (6 if outcome is Outcome.UNFINISHED else 17.2)
    width = sheet.text(start, y + 9.7, words, STATUS, ink=ink)
    nearest = start + width + 4
    divider = max(area.left + 57.8, nearest)
    texts = _bar_texts(sheet, area.right - divider - 8, sums, remark, ink)
    if len(texts[0][0]) > 1:
        divider = nearest
        texts = _bar_texts(sheet, area.right - divider - 8, sums, remark, ink)
    sheet.rule(divider, y + 3, divider, y + BAR_HEIGHT - 3, pt=0.7, ink=ink)
    height = sum(len(lines) * style.leading for lines, style in texts) / MM
    baseline = y + BAR_HEIGHT / 2 - height / 2 + texts[0][1].size * 0.97 / MM
    for lines, style in texts:
        baseline = sheet.set_lines(divider + 4, baseline, lines, style, ink=ink)
    return y + BAR_HEIGHT


def figures(sheet: Sheet, y: float, items: Sequence[Figure]) -> float:
    """Figures side by side between thin upright rules, from `y` downwards; returns the height of the rule below."""
    area = margins(sheet)
    step = area.width / len(items)
    style = FIGURE
    while style.size > 11 and any(_figure_width(sheet, item, style) > step - 4 for item in items):
        style = style.sized(style.size - 0.5)
    for place, item in enumerate(items):
        left = area.left + place * step + (2.8 if place else 0)
        if place:
            sheet.rule(area.left + place * step, y, area.left + place * step, y + 12, pt=0.6)
        width = sheet.text(left, y + 6.1, item.value, style)
        sheet.text(left + width + 1.4, y + 6.1, item.unit, SMALL)
        sheet.text(left, y + 11.2, item.label, SMALL)
    sheet.rule(area.left, y + 13.6, area.right, pt=0.6)
    return y + 13.6


def _figure_width(sheet: Sheet, item: Figure, style: Style) -> float:
    return sheet.text_width(item.value, style) + 1.4 + sheet.text_width(item.unit, SMALL)


def _bar_texts(
    sheet: Sheet, width: float, sums: Text, remark: Text, ink: Ink
) -> tuple[tuple[tuple[Line, ...], Style], tuple[tuple[Line, ...], Style]]:
    """Sums and remark in the largest sizes that fit the height of the bar."""
    face = Face.SANS_BOLD if ink is Ink.BLACK else Face.SANS_MEDIUM
    for size, small, most in ((10.5, 9, 1), (9.5, 9, 1), (9, 8, 2), (8, 8, 2)):
        style, note = Style(face, size, size * 1.28), Style(Face.SANS, small, small * 1.28)
        lines = sheet.lines(sums, width, style, align=Align.LEFT)
        if len(lines) <= most:
            break
    return (lines, style), (sheet.lines(remark, width, note, align=Align.LEFT), note)


def _warning(sheet: Sheet, x: float, y: float) -> None:
    """A triangle 10.8 mm high with an exclamation mark, on white so that the hatch does not touch it."""
    outer = ((x, y), (x + 6, y + 10.4), (x - 6, y + 10.4))
    sheet.polygon(outer, ink=Ink.WHITE)
    sheet.polygon(outer, pt=1.8, round_joins=True)
    sheet.fill(x - 0.5, y + 3.5, 1.0, 3.6)
    sheet.fill(x - 0.5, y + 7.9, 1.0, 1.0)
