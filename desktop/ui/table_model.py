"""Rows of frozen cells as a Qt model: nothing is copied, so 50,000 rows cost as much as 50."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias, cast

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.ui.cells import Cell, Column, Group, Number, Row, Text, words_of

Line: TypeAlias = Row | Group
Index: TypeAlias = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class TableModel(QAbstractTableModel):
    """A view of a sequence of rows. The sequence may be lazy: only rows in sight are asked for."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._lines: Sequence[Line] = ()
        self._places: dict[str, int] | None = None

    def show(self, lines: Sequence[Line]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._lines = lines
        self._places = None
        self.endResetModel()

    def replace(self, lines: Sequence[Line]) -> None:
        """Show the same rows with new contents, keeping selection and scroll position."""
        if len(lines) != len(self._lines):
            self.show(lines)
            return
        self._lines = lines
        self._places = None
        if lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(self.columns) - 1))

    def line(self, number: int) -> Line:
        """The row or group with this number."""
        return self._lines[number]

    def cell(self, index: Index) -> Cell | None:
        """The cell at an index; None in a group row."""
        line = self._lines[index.row()]
        if isinstance(line, Group) or index.column() >= len(line.cells):
            return None
        return line.cells[index.column()]

    def place(self, key: str) -> int | None:
        """The number of the row with this key; a lazy sequence that has a `place` of its own makes no rows for it."""
        own = getattr(self._lines, "place", None)
        if own is not None:
            return cast("int | None", own(key))
        if self._places is None:
            self._places = {line.key: number for number, line in enumerate(self._lines)}
        return self._places.get(key)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self._lines[index.row()]
        if isinstance(line, Group):
            return f"{line.text} {line.note}".strip() if index.column() == 0 else None
        words = words_of(line.cells[index.column()]) if index.column() < len(line.cells) else ""
        if role == Qt.ItemDataRole.AccessibleTextRole and words:
            title = self.columns[index.column()].title
            return f"{title}: {words}" if title else words
        return words or None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._lines[index.row()], Group):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort what is shown; a table with groups is not sortable."""
        self.show(ordered(self._lines, column, order))


def ordered(lines: Sequence[Line], column: int, order: Qt.SortOrder) -> Sequence[Line]:
    """The rows by one column; with groups among them they stay as they are.

    A lazy sequence that has an `ordered` of its own makes no rows for it.
    """
    own = getattr(lines, "ordered", None)
    if own is not None:
        return cast("Sequence[Line]", own(column, order == Qt.SortOrder.DescendingOrder))
    if any(isinstance(line, Group) for line in lines):
        return lines
    return sorted(lines, key=lambda line: _rank(line, column), reverse=order == Qt.SortOrder.DescendingOrder)


def _rank(line: Line, column: int) -> tuple[int, float, str]:
    cell = line.cells[column] if isinstance(line, Row) and column < len(line.cells) else Text("")
    if isinstance(cell, Number) and isinstance(cell.value, int):
        return (0, cell.value, "")
    return (1, 0.0, words_of(cell))
