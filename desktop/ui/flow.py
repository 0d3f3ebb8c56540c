"""A layout that fills rows from left to right and begins a new row when one is full."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


class FlowLayout(QLayout):
    """Rows of widgets at their size hints; `right` aligns each row to the right edge. Height follows width."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8, row_gap: int = 4, right: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._row_gap = row_gap
        self._right = right
        self.setContentsMargins(0, 0, 0, 0)
        if parent is not None:
            policy = parent.sizePolicy()
            policy.setHeightForWidth(True)
            policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
            parent.setSizePolicy(policy)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def clear(self) -> None:
        """Take every widget out and let it go."""
        while self._items:
            widget = self._items.pop().widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(h.width() for h in hints) + self._gap * max(0, len(hints) - 1)
        return self._with_margins(QSize(width, max((h.height() for h in hints), default=0)))

    def minimumSize(self) -> QSize:
        least = QSize()
        for item in self._shown():
            least = least.expandedTo(item.minimumSize())
        return self._with_margins(least)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _with_margins(self, size: QSize) -> QSize:
        edge = self.contentsMargins()
        return size + QSize(edge.left() + edge.right(), edge.top() + edge.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        edge = self.contentsMargins()
        area = rect.marginsRemoved(edge)
        rows = self._rows(area.width())
        y = area.y()
        if move:  # in the middle of whatever height there is
            used = sum(max(i.sizeHint().height() for i in r) for r in rows) + self._row_gap * (len(rows) - 1)
            y += max(0, (area.height() - used) // 2)
        for row in rows:
            height = max(item.sizeHint().height() for item in row)
            if move:
                self._place_row(row, area, y, height)
            y += height + self._row_gap
        return max(0, y - self._row_gap - rect.y()) + edge.bottom() if self._shown() else 0

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            need = item.sizeHint().width()
            if not rows or used + self._gap + need > width:
                rows.append([item])
                used = need
            else:
                rows[-1].append(item)
                used += self._gap + need
        return rows

    def _place_row(self, row: list[QLayoutItem], area: QRect, y: int, height: int) -> None:
        total = sum(i.sizeHint().width() for i in row) + self._gap * (len(row) - 1)
        x = area.x() + (max(0, area.width() - total) if self._right else 0)
        for item in row:
            size = item.sizeHint()
            width = min(size.width(), area.width())
            item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), QSize(width, size.height())))
            x += width + self._gap
