"""The marks that say at a glance how it ended: bar and five figures, different even in black and white at half size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from desktop.documents.document import margins
from desktop.documents.faces import FACT, FIGURE, SMALL, STATUS, Face, Ink, Style
from desktop.documents.lines import Text
from desktop.documents.sheet import Sheet

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
        sheet.hatch(area.left, y, BAR_HEIGHT, BAR_HEIGHT)
        _warning(sheet, area.left + BAR_HEIGHT / 2, y + 1.6)
        sheet.rule(area.left + BAR_HEIGHT, y, area.left + BAR_HEIGHT, y + BAR_HEIGHT, pt=2)
        sheet.box(area.left, y, area.width, BAR_HEIGHT, pt=2)
    else:
        sheet.box(area.left, y, area.width, BAR_HEIGHT, pt=2, dash="6 4")
    start = area.left + (6 if outcome is Outcome.UNFINISHED else 17.2)
    width = sheet.text(start, y + 9.7, words, STATUS, ink=ink)
    divider = max(area.left + 57.8, start + width + 4)
    sheet.rule(divider, y + 3, divider, y + BAR_HEIGHT - 3, pt=0.7, ink=ink)
    _bar_text(sheet, divider + 4, y, area.right - divider - 8, sums, remark, ink)
    return y + BAR_HEIGHT


def figures(sheet: Sheet, y: float, items: Sequence[Figure]) -> float:
    """Figures side by side between thin upright rules, from `y` downwards; returns the height of the rule below."""
    area = margins(sheet)
    step = area.width / len(items)
    for place, item in enumerate(items):
        left = area.left + place * step + (2.8 if place else 0)
        if place:
            sheet.rule(area.left + place * step, y, area.left + place * step, y + 12, pt=0.6)
        room = step - 4 - sheet.text_width(item.unit, SMALL) - 1.4
        size = FIGURE.size
        while size > 11 and sheet.text_width(item.value, FIGURE.sized(size)) > room:
            size -= 0.5
        width = sheet.text(left, y + 6.1, item.value, FIGURE.sized(size))
        sheet.text(left + width + 1.4, y + 6.1, item.unit, SMALL)
        sheet.text(left, y + 11.2, item.label, SMALL)
    sheet.rule(area.left, y + 13.6, area.right, pt=0.6)
    return y + 13.6


def _bar_text(sheet: Sheet, x: float, y: float, width: float, sums: Text, remark: Text, ink: Ink) -> None:
    style = Style(Face.SANS_BOLD if ink is Ink.BLACK else Face.SANS_MEDIUM, 10.5, 13.5)
    lines = sheet.lines(sums, width, style)
    if len(lines) > 1:
        style = style.sized(9.5)
        lines = sheet.lines(sums, width, style)
    small = FACT.sized(9)
    following = sheet.lines(remark, width, small)
    total = len(lines) * style.leading + len(following) * small.leading
    top = y + BAR_HEIGHT / 2 - total / 2 * 25.4 / 72
    below = sheet.set_lines(x, top + 3.7, lines, style, ink=ink)
    sheet.set_lines(x, below + 0.1, following, small, ink=ink)


def _warning(sheet: Sheet, x: float, y: float) -> None:
    """A triangle 10.8 mm high with an exclamation mark, on white so that the hatch does not touch it."""
    outer = ((x, y), (x + 6, y + 10.4), (x - 6, y + 10.4))
    sheet.polygon(outer, ink=Ink.WHITE)
    sheet.polygon(outer, pt=1.8, round_joins=True)
    sheet.fill(x - 0.5, y + 3.5, 1.0, 3.6)
    sheet.fill(x - 0.5, y + 7.9, 1.0, 1.0)
