"""Three-line tables: rules at top, head, rows and bottom, no vertical rules, no grey.

A row never splits; heads repeat on every sheet; every sheet ends with its own foot sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.documents.faces import NOTE, TABLE, Align, Style
from desktop.documents.lines import Line, Text, plain
from desktop.documents.sheet import MM, Sheet

SIDE = 0.8
PAD = 1.0
_ASCENT = 0.88
_FOOT_GAP = 4.2


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in mm; `air` is empty space before the column (2.5 between a right-aligned and a left-aligned one)."""

    head: str
    width: float
    align: Align = Align.LEFT
    air: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """The form of a table. `least` is the least height of a row in mm (8 for handwriting)."""

    columns: tuple[Column, ...]
    style: Style = TABLE
    least: float = 0.0

    @property
    def width(self) -> float:
        """Outer width, mm."""
        return sum(column.width + column.air for column in self.columns)


@dataclass(frozen=True, slots=True)
class Place:
    """Where drawing goes on: the sheet, and the height reached on it (mm from the top)."""

    sheet: Sheet
    y: float


NextSheet = Callable[[], Place]
"""Makes the next sheet with its title; answers where the table goes on."""
Foot = Callable[[range], Text]
"""The sentence under the rows with these indexes that stand on one sheet."""

_Cells = tuple[tuple[Line, ...], ...]


def draw_table(
    at: Place, x: float, table: Table, rows: Sequence[tuple[Text, ...]], *, bottom: float,
    next_sheet: NextSheet | None = None, foot: Foot | None = None, foot_style: Style = NOTE,
) -> Place:  # fmt: skip
    """Draw `rows` from `at` downwards, never below `bottom` mm; `next_sheet` gives further sheets.

    The top rule stands at `at.y`. Returns the place under the table (under its foot sentence if there is one).
    Raises ValueError for an empty cell (unknown is 不详, not applicable —), for a row that fits on no sheet, and when
    sheets run out.
    """
    _refuse_gaps(table, rows)
    reserve = _foot_height(foot_style) if foot else 0.0
    cells = [_break(at.sheet, table, row) for row in rows]
    head = _break(at.sheet, table, tuple(column.head for column in table.columns), bold=True)
    sheet, y, first = at.sheet, _draw_head(at.sheet, x, at.y, table, head), 0
    for index, row in enumerate(cells):
        height = max(_height(row, table.style), table.least)
        if y + height + reserve > bottom + 1e-6:
            if index == first or next_sheet is None:
                raise ValueError("a row fits on no sheet" if index == first else "no further sheet")
            _close(sheet, x, y, table, foot, range(first, index), foot_style)
            following = next_sheet()
            sheet, first = following.sheet, index
            y = _draw_head(sheet, x, following.y, table, head)
        if index > first:
            sheet.rule(x, y, x + table.width)
        _draw_row(sheet, x, y, table, row)
        y += height
    return Place(sheet, _close(sheet, x, y, table, foot, range(first, len(rows)), foot_style))


def draw_blank_rows(sheet: Sheet, x: float, y: float, table: Table, count: int, *, height: float = 8.0) -> float:
    """A table to be filled in by hand: head and `count` empty rows. Returns the height of its bottom rule."""
    head = _break(sheet, table, tuple(column.head for column in table.columns), bold=True)
    y = _draw_head(sheet, x, y, table, head)
    for place in range(count):
        if place:
            sheet.rule(x, y, x + table.width)
        y += height
    sheet.rule(x, y, x + table.width, pt=1.2)
    return y


def table_height(sheet: Sheet, table: Table, rows: Sequence[tuple[Text, ...]]) -> float:
    """How high head and rows are together, mm: for papers that must know before they draw."""
    head = _break(sheet, table, tuple(column.head for column in table.columns), bold=True)
    heights = [max(_height(_break(sheet, table, row), table.style), table.least) for row in rows]
    return _height(head, table.style) + sum(heights)


def _refuse_gaps(table: Table, rows: Sequence[tuple[Text, ...]]) -> None:
    for number, row in enumerate(rows, 1):
        if len(row) != len(table.columns):
            raise ValueError(f"row {number} has {len(row)} cells for {len(table.columns)} columns")
        for column, cell in zip(table.columns, row, strict=True):
            if not plain(cell).strip():
                raise ValueError(f"row {number} has an empty cell under {column.head}")


def _break(sheet: Sheet, table: Table, row: tuple[Text, ...], *, bold: bool = False) -> _Cells:
    style = table.style.bold if bold else table.style
    return tuple(
        sheet.lines(cell, column.width - 2 * SIDE, style, align=Align.LEFT)
        for column, cell in zip(table.columns, row, strict=True)
    )


def _height(cells: _Cells, style: Style) -> float:
    most = max(len(lines) for lines in cells)
    return (style.size + (most - 1) * style.leading) / MM + 2 * PAD


def _draw_head(sheet: Sheet, x: float, y: float, table: Table, head: _Cells) -> float:
    sheet.rule(x, y, x + table.width, pt=1.2)
    _draw_row(sheet, x, y, table, head, bold=True)
    y += _height(head, table.style)
    sheet.rule(x, y, x + table.width, pt=0.8)
    return y


def _draw_row(sheet: Sheet, x: float, y: float, table: Table, cells: _Cells, *, bold: bool = False) -> None:
    style = table.style.bold if bold else table.style
    baseline = y + PAD + _ASCENT * style.size / MM
    for column, lines in zip(table.columns, cells, strict=True):
        x += column.air
        sheet.set_lines(x + SIDE, baseline, lines, style, width=column.width - 2 * SIDE, align=column.align)
        x += column.width


def _foot_height(style: Style) -> float:
    """Room for a foot sentence of two lines."""
    return _FOOT_GAP + style.leading / MM + 1.0


def _close(sheet: Sheet, x: float, y: float, table: Table, foot: Foot | None, shown: range, style: Style) -> float:
    sheet.rule(x, y, x + table.width, pt=1.2)
    if foot is None:
        return y
    return sheet.paragraph(x, y + _FOOT_GAP, table.width, foot(shown), style, align=Align.LEFT)
