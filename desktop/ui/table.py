"""The table: a card without grid, one painter, sensible column widths, everything by keyboard."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStackedLayout, QTableView, QVBoxLayout, QWidget

from desktop.ui import icons
from desktop.ui.cells import Column, Group, Link, Row, Tick, words_of
from desktop.ui.delegate import (
    FIRST_PAD,
    NUMBER_PAD,
    PAD,
    CellDelegate,
    cell_box,
    cell_width,
    row_height,
    wrapped_height,
)
from desktop.ui.paint import draw_words, hairline, text_width
from desktop.ui.table_model import Line, TableModel, ordered
from desktop.ui.theme import colour, font, px, theme
from desktop.ui.widgets import restyle

LOOKED_AT = 100
"""Rows that are measured for column widths; more would cost time without changing them."""


class _Head(QHeaderView):
    """Column titles in the geometry of the cells below them."""

    def __init__(self, model: TableModel, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._table = model
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(px(24))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), max(px(37), theme().metrics(14).height() + px(14)))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        spec = self._table.columns[logicalIndex]
        box = cell_box(rect, logicalIndex, spec)
        painter.save()
        painter.setPen(colour("text2"))
        if spec.right:
            painter.setFont(font(14))
            painter.drawText(
                box.adjusted(-px(PAD), 0, 0, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, spec.title
            )
        else:
            draw_words(painter, box, spec.title, 14)
        if spec.sortable and self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex:
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            at = cell_box(rect, logicalIndex, spec)
            at.setRect(rect.right() - px(16), rect.center().y() - px(6), px(12), px(12))
            icons.draw(painter, "chevron-up" if up else "chevron-down", at, colour("text2"))
        hairline(painter, rect.x(), rect.bottom(), rect.width())
        painter.restore()


class _View(QTableView):
    """The Qt view inside the card."""

    entered_row = Signal(int)
    offered = Signal(int, int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._offer_in_row(self.currentIndex().row())
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()
        else:
            before = self.currentIndex().row()
            super().keyPressEvent(event)
            self._leave_group(-1 if self.currentIndex().row() < before else 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A box is ticked without opening its row."""
        if not self._ticks(event):
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._ticks(event):
            super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        model = self.model()
        if index.isValid() and isinstance(model, TableModel) and isinstance(model.cell(index), Link | Tick):
            self.offered.emit(index.row(), index.column())

    def _ticks(self, event: QMouseEvent) -> bool:
        index, model = self.indexAt(event.position().toPoint()), self.model()
        return index.isValid() and isinstance(model, TableModel) and isinstance(model.cell(index), Tick)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        model = self.model()
        by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason  # the click says where
        if not self.currentIndex().isValid() and model.rowCount() and not by_mouse:
            self.selectionModel().setCurrentIndex(model.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
            self._leave_group(1, select=False)

    def _leave_group(self, step: int, *, select: bool = True) -> None:
        """Group rows are read, not entered: go on in the same direction, or back at the edge."""
        model, row = self.model(), self.currentIndex().row()
        if not isinstance(model, TableModel) or not 0 <= row < model.rowCount() or isinstance(model.line(row), Row):
            return
        ways = (range(row, model.rowCount()), range(row, -1, -1))
        for way in ways if step > 0 else reversed(ways):
            found = next((n for n in way if isinstance(model.line(n), Row)), None)
            if found is not None:
                flag = QItemSelectionModel.SelectionFlag
                how = flag.ClearAndSelect | flag.Rows if select else flag.NoUpdate
                self.selectionModel().setCurrentIndex(model.index(found, 0), how)
                return

    def _offer_in_row(self, row: int) -> None:
        model = self.model()
        for column in range(model.columnCount()) if isinstance(model, TableModel) else ():
            if isinstance(model, TableModel) and isinstance(model.cell(model.index(row, column)), Link | Tick):
                self.offered.emit(row, column)
                return

    def _copy(self) -> None:
        model = self.model()
        if not isinstance(model, TableModel):
            return
        lines = [model.line(i.row()) for i in sorted(self.selectionModel().selectedRows(), key=lambda i: i.row())]
        text = "\n".join("\t".join(words_of(c) for c in line.cells) for line in lines if isinstance(line, Row))
        QGuiApplication.clipboard().setText(text)


class Table(QFrame):
    """Rows in a card. Signals carry the key of the row: `selected` on moving, `opened` on Enter or double click,
    `offered` on what the row offers (a Link or Tick cell by click or Space).
    """

    selected = Signal(str)
    opened = Signal(str)
    offered = Signal(str)

    def __init__(
        self, columns: Sequence[Column], name: str, *, rows_shown: int = 4, parent: QWidget | None = None
    ) -> None:
        """`name` is read by screen readers; `rows_shown` is the least number of rows in sight."""
        super().__init__(parent)
        self.setObjectName("card")
        self.model = TableModel(columns, self)
        self.view = _View(self)
        self._rows_shown = rows_shown
        self._row_high = px(44)
        self._group_rows: list[int] = []
        self._sorting: tuple[int, Qt.SortOrder] | None = None
        self._empty: QWidget | None = None
        self._build(name)
        self._wire()

    def _build(self, name: str) -> None:
        view = self.view
        view.setModel(self.model)
        view.setHorizontalHeader(_Head(self.model, view))
        view.setItemDelegate(CellDelegate(view, self.model))
        view.setAccessibleName(name)
        view.setShowGrid(False)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setMinimumSectionSize(px(24))
        view.verticalHeader().setDefaultSectionSize(self._row_high)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)
        self._stack = QStackedLayout()
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(view)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 4)
        box.addLayout(self._stack)

    def _wire(self) -> None:
        view = self.view
        view.selectionModel().currentRowChanged.connect(self._moved)
        view.doubleClicked.connect(lambda index: self._emit_key(self.opened, index.row()))
        view.entered_row.connect(lambda row: self._emit_key(self.opened, row))
        view.offered.connect(lambda row, _column: self._emit_key(self.offered, row))
        if any(c.sortable for c in self.model.columns):
            view.horizontalHeader().setSectionsClickable(True)
            view.horizontalHeader().sectionClicked.connect(self._sort)
        theme().changed.connect(view.viewport().update)

    def set_empty(self, widget: QWidget) -> None:
        """What to show in place of no rows: an EmptyState. The one before it goes."""
        if self._empty is not None:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
        self._empty = widget
        self._stack.addWidget(widget)
        self._show_empty()

    def show_rows(self, lines: Sequence[Line]) -> None:
        """Show rows and groups; the selected key stays selected where it still exists."""
        key = self.selected_key()
        scroll = self.view.verticalScrollBar().value()
        lines = self._in_order(lines)
        self.model.show(lines)
        self._set_heights(lines)
        self._fit_columns()
        self._show_empty()
        if key is not None:
            self.select(key, scroll_to=False)
        self.view.verticalScrollBar().setValue(scroll)

    def replace_rows(self, lines: Sequence[Line]) -> None:
        """New contents for the same rows, cheaply: for rows that change while a job runs."""
        if len(lines) == self.model.rowCount():
            self.model.replace(self._in_order(lines))
        else:
            self.show_rows(lines)

    def selected_key(self) -> str | None:
        """The key of the selected row."""
        rows = self.view.selectionModel().selectedRows()
        return self.model.line(rows[0].row()).key if rows and rows[0].row() < self.model.rowCount() else None

    def select(self, key: str, *, scroll_to: bool = True) -> bool:
        """Select the row with this key; False when there is none."""
        place = self.model.place(key)
        if place is None:
            return False
        index = self.model.index(place, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.view.selectionModel().setCurrentIndex(index, flags)
        if scroll_to:
            self.view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint().expandedTo(QSize(px(400), 0))

    def minimumSizeHint(self) -> QSize:
        head = self.view.horizontalHeader().sizeHint().height()
        return QSize(px(240), head + self._rows_shown * self._row_high + px(8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.view and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            focused = event.type() == QEvent.Type.FocusIn and isinstance(event, QFocusEvent)
            by_key = isinstance(event, QFocusEvent) and event.reason() in (
                Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason,
            )  # fmt: skip
            self.setProperty("focused", focused and by_key)
            restyle(self)
        elif watched is self.view.viewport() and event.type() == QEvent.Type.Resize:
            self._fit_columns()
        return False

    def _set_heights(self, lines: Sequence[Line]) -> None:
        sample = [lines[n] for n in range(min(len(lines), LOOKED_AT))]
        self._row_high = max((row_height(line) for line in sample if isinstance(line, Row)), default=px(44))
        header = self.view.verticalHeader()
        header.setDefaultSectionSize(self._row_high)
        # Or the header finds every row's place anew for each of a thousand headings, and the view lays itself out.
        header.setUpdatesEnabled(False)
        blocked = header.blockSignals(True)
        for number in self._group_rows:
            if number < len(lines):
                header.resizeSection(number, self._row_high)
        self._group_rows = []
        group_high = _group_height()
        # A lazy sequence says which of its rows are groups: looking for them would read all of it.
        heads = getattr(lines, "heads", None)
        if heads is None and any(isinstance(line, Group) for line in sample):
            heads = [number for number, line in enumerate(lines) if isinstance(line, Group)]
        for number in heads or ():
            header.resizeSection(number, group_high)
            self._group_rows.append(number)
        header.blockSignals(blocked)
        header.setUpdatesEnabled(True)
        self.updateGeometry()

    def _fit_columns(self) -> None:
        columns, model = self.model.columns, self.model
        sample = [model.line(n) for n in range(min(model.rowCount(), LOOKED_AT))]
        widths = [self._wanted(number, spec, sample) for number, spec in enumerate(columns)]
        left = self.view.viewport().width() - sum(widths)
        shares = sum(c.stretch for c in columns)
        if left > 0 and shares:
            widths = [w + left * c.stretch // shares for w, c in zip(widths, columns, strict=True)]
            widths[-1] += self.view.viewport().width() - sum(widths)
        elif left > 0 and widths:
            widths[-1] += left
        elif left < 0:
            widths = self._squeezed(widths, -left)
            left = self.view.viewport().width() - sum(widths)
        for number, width in enumerate(widths):
            if self.view.columnWidth(number) != width:
                self.view.setColumnWidth(number, width)
        fits = left >= 0
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.view.setHorizontalScrollBarPolicy(policy)
        self._fit_rows(sample, widths)

    def _fit_rows(self, sample: list[Line], widths: list[int]) -> None:
        """All rows grow when a sentence needs more than two lines in its column: a verdict is never cut."""
        high = self._row_high
        for line in sample:
            if isinstance(line, Row):
                cells = enumerate(zip(line.cells, self.model.columns, widths, strict=False))
                high = max(high, *(wrapped_height(cell, n, spec, width) for n, (cell, spec, width) in cells), 0)
        header = self.view.verticalHeader()
        if header.defaultSectionSize() != high:
            header.setDefaultSectionSize(high)
            for number in self._group_rows:
                header.resizeSection(number, _group_height())

    def _squeezed(self, widths: list[int], missing: int) -> list[int]:
        """Stretching columns give way, down to 100 px, before the table scrolls sideways."""
        least = [
            min(width, max(px(100), self._title_width(number))) if spec.stretch else width
            for number, (width, spec) in enumerate(zip(widths, self.model.columns, strict=True))
        ]
        spare = sum(widths) - sum(least)
        if spare <= 0:
            return widths
        share = min(1.0, missing / spare)
        return [math.floor(w - (w - low) * share) for w, low in zip(widths, least, strict=True)]

    def _title_width(self, number: int) -> int:
        spec = self.model.columns[number]
        pads = px(FIRST_PAD if number == 0 else PAD) + px(NUMBER_PAD if spec.right else PAD)
        return text_width(theme().metrics(14), spec.title) + pads + (px(16) if spec.sortable else 0)

    def _wanted(self, number: int, spec: Column, sample: list[Line]) -> int:
        pads = px(FIRST_PAD if number == 0 else PAD) + px(NUMBER_PAD if spec.right else PAD)
        least = max(px(spec.width), self._title_width(number))
        if spec.stretch:
            return least
        cells = (line.cells[number] for line in sample if isinstance(line, Row) and number < len(line.cells))
        return max(least, max((cell_width(cell) + pads for cell in cells), default=0))

    def _show_empty(self) -> None:
        if self._empty is not None:
            self._stack.setCurrentWidget(self.view if self.model.rowCount() else self._empty)

    def _emit_key(self, signal: object, row: int) -> None:
        line = self.model.line(row)
        if not isinstance(line, Group) and hasattr(signal, "emit"):
            signal.emit(line.key)

    @Slot()
    def _moved(self) -> None:
        row = self.view.currentIndex().row()
        if row >= 0:
            self._emit_key(self.selected, row)

    def _in_order(self, lines: Sequence[Line]) -> Sequence[Line]:
        """As the owner last sorted."""
        return ordered(lines, *self._sorting) if self._sorting is not None else lines

    @Slot(int)
    def _sort(self, column: int) -> None:
        header = self.view.horizontalHeader()
        if not self.model.columns[column].sortable:
            if self._sorting is not None:  # Qt has moved its mark already
                header.setSortIndicator(*self._sorting)
            return
        key = self.selected_key()
        self._sorting = column, header.sortIndicatorOrder()
        self.model.sort(*self._sorting)
        header.setSortIndicatorShown(True)
        if key is not None:
            self.select(key)


def _group_height() -> int:
    return max(px(36), theme().metrics(14).height() + px(14))
