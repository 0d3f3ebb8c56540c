"""Paints every kind of cell of a table from its frozen spec; head and cells share one geometry."""

from __future__ import annotations

from functools import singledispatchmethod

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.ui import icons
from desktop.ui.badge_paint import badge_size, draw_badge
from desktop.ui.cells import Cell, Column, Group, Link, Meter, Number, Pill, Row, State, Tag, Text, Tick, TwoLine
from desktop.ui.paint import draw_bar, draw_words, hairline, text_width
from desktop.ui.table_model import Index, TableModel
from desktop.ui.theme import colour, font, px, theme
from desktop.ui.widgets import draw_tick

FIRST_PAD = 17
PAD = 8
NUMBER_PAD = 22
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def cell_box(rect: QRect, column: int, spec: Column) -> QRectF:
    """Where the contents of a cell stand; the head uses it too, so titles stay above their numbers."""
    left = px(FIRST_PAD if column == 0 else PAD)
    return QRectF(rect.adjusted(left, 0, -px(NUMBER_PAD if spec.right else PAD), 0))


def cell_width(cell: Cell) -> int:
    """How wide a cell would like to be, without paddings."""
    look = theme()
    match cell:
        case Tag() | Pill():
            return badge_size(cell).width()
        case State():
            return text_width(look.metrics(14 if cell.wrap else 15), cell.text) + (px(28) if cell.icon else 0)
        case Text():
            size = 14 if cell.small else 15
            return text_width(look.metrics(size, cell.weight), cell.text) + (px(30) if cell.icon else 0)
        case TwoLine():
            widest = max(text_width(look.metrics(15, 500), cell.text), text_width(look.metrics(14), cell.under))
            return widest + (px(30) if cell.icon else 0)
        case Number():
            return text_width(look.metrics(15), cell.text)
        case Meter():
            return px(120) + text_width(look.metrics(14), cell.text)
        case Link():
            return text_width(look.metrics(15, 500), cell.text) + px(24)
        case Tick():
            return px(32) + text_width(look.metrics(15), cell.text)


def row_height(row: Row) -> int:
    """44 for one line, 52 for two, 56 where a sentence may wrap."""
    look = theme()
    high = px(44)
    if any(isinstance(c, TwoLine) for c in row.cells):
        high = max(px(52), look.metrics(15, 500).height() + look.metrics(14).height() + px(10))
    if any(isinstance(c, State | Text) and c.wrap for c in row.cells):
        high = max(px(56), 2 * look.metrics(15).height() + px(12))
    return high


def wrapped_height(cell: Cell, column: int, spec: Column, width: int) -> int:
    """How high a sentence that may wrap is in a column of this width, with its paddings; 0 for other cells."""
    if not isinstance(cell, State | Text) or not cell.wrap:
        return 0
    room = int(cell_box(QRect(0, 0, width, 1), column, spec).width())
    room -= (px(28) if isinstance(cell, State) else px(30)) if cell.icon else 0
    size = 14 if isinstance(cell, State) or cell.small else 15
    box = (
        theme().metrics(size).boundingRect(QRect(0, 0, max(room, px(40)), 10_000), Qt.TextFlag.TextWordWrap, cell.text)
    )
    return box.height() + px(12)


class CellDelegate(QStyledItemDelegate):
    """One painter for all cells."""

    def __init__(self, view: QTableView, model: TableModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        cell = self._model.cell(index)
        return QSize(cell_width(cell) if cell is not None else 0, px(44))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        line = self._model.line(index.row())
        painter.save()
        painter.setClipRect(rect)
        if isinstance(line, Group):
            self._paint_group(painter, rect, line, index)
        else:
            state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
            self._paint_row(painter, rect, line, index, bool(state & QStyle.StateFlag.State_Selected))
        hairline(painter, rect.x(), rect.bottom(), rect.width())
        painter.restore()

    def _paint_group(self, painter: QPainter, rect: QRect, group: Group, index: Index) -> None:
        painter.fillRect(rect, colour("canvas"))
        left = rect.x() - self._view.columnViewportPosition(index.column()) + self._view.columnViewportPosition(0)
        box = QRectF(left + px(FIRST_PAD), rect.y(), self._view.viewport().width() - px(FIRST_PAD), rect.height())
        if group.icon:
            side = px(18)
            icons.draw(
                painter, group.icon, QRectF(box.x(), int(box.center().y() - side / 2), side, side), colour("text2")
            )
            box.adjust(side + px(10), 0, 0, 0)
        painter.setPen(colour("text"))
        room = min(text_width(theme().metrics(14, 600), group.text), int(box.width() * 0.6))
        draw_words(painter, QRectF(box.x(), box.y(), room, box.height()), group.text, 14, 600, middle=True)
        painter.setPen(colour("text2"))
        draw_words(painter, box.adjusted(room + px(14), 0, 0, 0), group.note, 14)

    def _paint_row(self, painter: QPainter, rect: QRect, row: Row, index: Index, selected: bool) -> None:
        if selected:
            painter.fillRect(rect, colour("tint"))
            if index.column() == 0:
                painter.fillRect(rect.x(), rect.y(), px(3), rect.height(), colour("accent"))
        if index.column() >= len(row.cells):
            return
        cell = row.cells[index.column()]
        box = cell_box(rect, index.column(), self._model.columns[index.column()])
        painter.setPen(colour("text2") if row.dim else colour("text"))
        self._draw(cell, painter, box, row.dim)

    @singledispatchmethod
    def _draw(self, cell: object, painter: QPainter, box: QRectF, dim: bool) -> None:
        raise TypeError(type(cell))

    @_draw.register
    def _text(self, cell: Text, painter: QPainter, box: QRectF, dim: bool) -> None:
        box = self._lead_icon(painter, box, cell.icon)
        size = 14 if cell.small else 15
        painter.setPen(_ink(cell.tone, dim))
        if cell.wrap:
            painter.setFont(font(size, cell.weight))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, cell.text)
        else:
            draw_words(painter, box, cell.text, size, cell.weight, middle=cell.elide == "middle")

    @_draw.register
    def _two(self, cell: TwoLine, painter: QPainter, box: QRectF, dim: bool) -> None:
        box = self._lead_icon(painter, box, cell.icon)
        look = theme()
        first, second = look.metrics(15, 500).height(), look.metrics(14).height()
        top = box.y() + (box.height() - first - second) / 2
        painter.setPen(_ink(cell.tone, dim))
        draw_words(painter, QRectF(box.x(), top, box.width(), first), cell.text, 15, 500, middle=True)
        painter.setPen(colour("text2"))
        draw_words(painter, QRectF(box.x(), top + first, box.width(), second), cell.under, 14, middle=True)

    @_draw.register
    def _number(self, cell: Number, painter: QPainter, box: QRectF, dim: bool) -> None:
        painter.setPen(_ink(cell.tone, dim))
        painter.setFont(font(15))
        painter.drawText(box, RIGHT, cell.text)

    @_draw.register
    def _tag(self, cell: Tag, painter: QPainter, box: QRectF, dim: bool) -> None:
        draw_badge(painter, QPointF(box.x(), box.center().y()), cell)

    @_draw.register
    def _pill(self, cell: Pill, painter: QPainter, box: QRectF, dim: bool) -> None:
        draw_badge(painter, QPointF(box.x(), box.center().y()), cell)

    @_draw.register
    def _state(self, cell: State, painter: QPainter, box: QRectF, dim: bool) -> None:
        if cell.icon:
            side = px(16)
            at = QRectF(int(box.x()), int(box.center().y() - side / 2), side, side)
            icons.draw(painter, cell.icon, at, colour(cell.tone))
            box = box.adjusted(px(28), 0, 0, 0)
        painter.setPen(_ink(cell.word_tone, False))
        if cell.wrap:
            painter.setFont(font(14))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, cell.text)
        else:
            draw_words(painter, box, cell.text, 15)

    @_draw.register
    def _meter(self, cell: Meter, painter: QPainter, box: QRectF, dim: bool) -> None:
        words = text_width(theme().metrics(14), cell.text) + px(10) if cell.text else 0
        bar = QRectF(box.x(), box.center().y() - px(3), max(px(40), box.width() - words), px(6))
        draw_bar(painter, bar, cell.done / cell.total if cell.total else 0)
        painter.setPen(colour("text2"))
        draw_words(painter, QRectF(bar.right() + px(10), box.y(), words, box.height()), cell.text, 14)

    @_draw.register
    def _link(self, cell: Link, painter: QPainter, box: QRectF, dim: bool) -> None:
        if not cell.text:
            return
        room = min(text_width(theme().metrics(15, 500), cell.text), int(box.width()) - px(20))
        painter.setPen(colour("accent"))
        draw_words(painter, QRectF(box.x(), box.y(), room, box.height()), cell.text, 15, 500)
        side = px(16)
        at = QRectF(int(box.x()) + room + px(3), int(box.center().y() - side / 2), side, side)
        icons.draw(painter, "chevron-right", at, colour("accent"))

    @_draw.register
    def _tick(self, cell: Tick, painter: QPainter, box: QRectF, dim: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = px(22)
        draw_tick(painter, QRectF(int(box.x()), int(box.center().y() - side / 2), side, side), cell.on, not dim)
        painter.setPen(_ink("text", dim))
        draw_words(painter, box.adjusted(px(32), 0, 0, 0), cell.text, 15)

    def _lead_icon(self, painter: QPainter, box: QRectF, name: str) -> QRectF:
        if not name:
            return box
        side = px(20)
        icons.draw(painter, name, QRectF(int(box.x()), int(box.center().y() - side / 2), side, side), colour("text2"))
        return box.adjusted(px(30), 0, 0, 0)


def _ink(tone: str, dim: bool) -> QColor:
    return colour("text2") if dim and tone == "text" else colour(tone)
