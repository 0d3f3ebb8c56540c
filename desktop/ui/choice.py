"""A large button with icon, head and one line: the ways to go on."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.ui import icons
from desktop.ui.paint import draw_words, focus_ring, text_width
from desktop.ui.theme import colour, font, px, theme
from desktop.ui.widgets import FocusSeen


class BigChoice(FocusSeen, QAbstractButton):
    """A way to go on: icon, head, one line. `filled` is for the one first choice; `chosen` shows where one is."""

    def __init__(
        self, icon: str, head: str, line: str = "", *, filled: bool = False, high: int = 68, arrow: bool = False,
        on: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._icon, self._line, self._filled, self._high, self._arrow = icon, line, filled, high, arrow
        self._whole_line = line
        self.setText(head)
        self.setAccessibleName(head)
        self.setAccessibleDescription(line)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if on is not None:
            self.clicked.connect(lambda _=False: on())
        theme().changed.connect(self.update)

    def set_line(self, line: str) -> None:
        """Change the second line."""
        self._line = line if self._line or not self._whole_line else ""
        self._whole_line = line
        self.setAccessibleDescription(line)
        self.setToolTip(line)
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Little room: the head alone."""
        self._line = "" if compact else self._whole_line
        self.updateGeometry()
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Show whether this is where one is."""
        self.setCheckable(True)
        self.setChecked(chosen)
        self.update()

    @property
    def _large(self) -> bool:
        return self._high > 70

    def _head_font(self) -> tuple[int, int]:
        return (17, 600) if self._large else (15, 600)

    def _small(self) -> int:
        return 15 if self._large else 14

    def sizeHint(self) -> QSize:
        look = theme()
        lines = look.metrics(*self._head_font()).height() + (look.metrics(self._small()).height() if self._line else 0)
        percent = look.percent
        widest = max(_width(self.text(), *self._head_font(), percent), _width(self._line, self._small(), 400, percent))
        return QSize(widest + px(54 + 16), max(px(self._high if self._line else min(self._high, 48)), lines + px(18)))

    def minimumSizeHint(self) -> QSize:
        return QSize(_width(self.text(), *self._head_font(), theme().percent) + px(54 + 16), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.note_focus(event)
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_box(painter)
        side, left = px(24), px(22 if self._large else 16)
        ink = "onaccent" if self._filled else "accent" if self.isEnabled() else "distext"
        middle = self.rect().toRectF().center().y()
        box = self.rect().toRectF().adjusted(left, 0, 0, 0)
        box.setSize(QSize(side, side).toSizeF())
        box.moveTop(int(middle - side / 2))
        icons.draw(painter, self._icon, box, colour(ink))
        self._paint_words(painter)
        if self._arrow:
            box.moveLeft(self.width() - px(36))
            small = box.adjusted(px(2), px(2), -px(4), -px(4))
            icons.draw(painter, "chevron-right", small, colour("onaccent" if self._filled else "text2"))
        if self.hasFocus() and self.by_key:
            focus_ring(painter, self.rect(), 10)
            if self._filled:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(colour("onaccent"), 2))
                painter.drawRoundedRect(self.rect().toRectF().adjusted(4, 4, -4, -4), px(7), px(7))
        painter.end()

    def _paint_box(self, painter: QPainter) -> None:
        chosen = self.isCheckable() and self.isChecked()
        fill = "surface"
        if self._filled:
            fill = "accentpress" if self.isDown() else "accenthover" if self.underMouse() else "accentfill"
        elif self.isEnabled() and (self.isDown() or self.underMouse()) and not chosen:
            fill = "tint"
        inset = 1.0 if chosen else 0.5
        painter.setPen(
            Qt.PenStyle.NoPen if self._filled else QPen(colour("accent" if chosen else "line"), 2 if chosen else 1)
        )
        painter.setBrush(colour(fill))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), px(10), px(10))

    def heightForWidth(self, width: int) -> int:
        first = theme().metrics(*self._head_font()).height()
        return max(self.sizeHint().height(), first + self._line_height(width) + px(20))

    def _line_height(self, width: int) -> int:
        """How high the second line is: two rows where one is not enough."""
        if not self._line:
            return 0
        return _wrapped_height(self._line, self._small(), max(1, width - self._room_beside()), theme().percent)

    def _room_beside(self) -> int:
        return px(65 if self._large else 54) + px(44 if self._arrow else 12)

    def _paint_words(self, painter: QPainter) -> None:
        look = theme()
        left = px(65 if self._large else 54)
        box = self.rect().toRectF().adjusted(left, 0, -(self._room_beside() - left), 0)
        first = look.metrics(*self._head_font()).height() + px(2)
        second = self._line_height(self.width())
        box.setTop((self.height() - first - second) / 2)
        box.setHeight(first)
        painter.setPen(colour("onaccent" if self._filled else "text" if self.isEnabled() else "distext"))
        draw_words(painter, box, self.text(), *self._head_font())
        if self._line:
            box.translate(0, first)
            box.setHeight(second)
            painter.setPen(colour("onaccent" if self._filled else "text2"))
            painter.setFont(font(self._small()))
            painter.drawText(box, Qt.TextFlag.TextWordWrap, self._line)


# A layout asks a hundred times before it is content; words are measured once for each text size (`percent`).


@lru_cache(maxsize=64)
def _width(words: str, size: int, weight: int, percent: int) -> int:
    return text_width(theme().metrics(size, weight), words)


@lru_cache(maxsize=64)
def _wrapped_height(words: str, size: int, room: int, percent: int) -> int:
    box = theme().metrics(size).boundingRect(0, 0, room, 9999, Qt.TextFlag.TextWordWrap, words)
    return int(box.height())
