"""The rail: the shop, the seven steps with their states, the next date."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout

from desktop.ui import icons
from desktop.ui.paint import draw_words, focus_ring
from desktop.ui.theme import colour, font, px, theme
from desktop.ui.widgets import FocusSeen, IconView, Label, column, frame, row
from desktop.wizard.overview import Overview
from desktop.wizard.standing import ICONS, Standing, State
from desktop.words import tr

WIDE, MIDDLE, NARROW = 232, 196, 64
_INK = {
    State.OPEN: "warn",
    State.DONE: "accent",
    State.RUNNING: "accent",
    State.LOCKED: "text2",
    State.NOT_STARTED: "text3",
}
_WORD_INK = {State.OPEN: "warn", State.NOT_STARTED: "text3"}


class RailItem(FocusSeen, QAbstractButton):
    """One step: circle with its number, name, state with icon."""

    def __init__(self, number: int, owner: Rail) -> None:
        super().__init__()
        self._number = number
        self._owner = owner
        self._standing: Standing | None = None
        self._current = False
        self._narrow = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_standing(self, standing: Standing, current: bool, narrow: bool) -> None:
        """Show a state; `narrow` leaves the circle with a small icon."""
        self._standing, self._current, self._narrow = standing, current, narrow
        name, words = tr(standing.step.name), tr(standing.words)
        self.setText(name)
        self.setEnabled(standing.state != State.NOT_STARTED or current)
        self.setAccessibleName(tr("Step {n}: {name}, {state}", n=self._number, name=name, state=words))
        self.setToolTip(f"{name}: {words}" if narrow else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        words = look.metrics(15, 600).height() + look.metrics(14).height() + px(8)
        return QSize(px(NARROW - 16), max(px(52), words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._owner.step_focus(self, 1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.note_focus(event)
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._standing is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._current or (self.isEnabled() and self.underMouse()):
            painter.setBrush(colour("surface" if self._current else "sunken"))
            painter.drawRoundedRect(self.rect(), px(8), px(8))
        if self._current:
            painter.setBrush(colour("accent"))
            painter.drawRoundedRect(QRectF(0, (self.height() - px(24)) / 2, px(3), px(24)), 1.5, 1.5)
        self._paint_circle(painter, self._standing.state)
        if self._narrow:
            self._paint_corner(painter, self._standing.state)
        else:
            self._paint_words(painter, self._standing)
        if self.hasFocus() and self.by_key:
            focus_ring(painter, self.rect())
        painter.end()

    def _circle(self) -> QRectF:
        side = px(28)
        left = (self.width() - side) / 2 if self._narrow else px(14)
        return QRectF(left, (self.height() - side) / 2, side, side)

    def _paint_circle(self, painter: QPainter, state: State) -> None:
        circle = self._circle()
        painter.setPen(Qt.PenStyle.NoPen)
        ink = "text2"
        if self._current:
            painter.setBrush(colour("accentfill"))
            ink = "onaccent"
        elif state in (State.DONE, State.RUNNING):
            painter.setBrush(colour("tint"))
            ink = "accent"
        elif state == State.LOCKED:
            painter.setBrush(colour("sunken"))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("warn" if state == State.OPEN else "edge"), 1.3))
        painter.drawEllipse(circle.adjusted(0.7, 0.7, -0.7, -0.7))
        painter.setPen(colour(ink))
        painter.setFont(font(15, 600))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))

    def _paint_corner(self, painter: QPainter, state: State) -> None:
        if not ICONS[state]:
            return
        circle, side = self._circle(), px(14)
        at = QRectF(circle.right() - side * 0.45, circle.bottom() - side * 0.55, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("surface" if self._current else "rail"))
        painter.drawEllipse(at.adjusted(-1, -1, 1, 1))
        icons.draw(painter, ICONS[state], at, colour(_INK[state]))

    def _paint_words(self, painter: QPainter, standing: Standing) -> None:
        look = theme()
        first, second = look.metrics(15, 600).height(), look.metrics(14).height()
        top = (self.height() - first - second) / 2
        left = px(54)
        painter.setPen(colour("text"))
        box = QRectF(left, top, self.width() - left - px(6), first)
        draw_words(painter, box, tr(standing.step.name), 15, 600 if self._current else 500)
        box = QRectF(left, top + first, box.width(), second)
        icon = ICONS[standing.state]
        if icon:
            side = px(14)
            at = QPointF(int(box.x()), int(box.center().y() - side / 2 + 0.5))
            icons.draw(painter, icon, QRectF(at, QSize(side, side).toSizeF()), colour(_INK[standing.state]))
            box.adjust(px(20), 0, 0, 0)
        painter.setPen(colour(_WORD_INK.get(standing.state, "text2")))
        draw_words(painter, box, tr(standing.words), 14)


class Rail(QFrame):
    """All steps at a glance. `picked` carries the number of a step, from 0."""

    picked = Signal(int)

    def __init__(self, count: int) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName(tr("Steps"))
        self._name, self._line = Label(kind="h3", wrap=True), Label(kind="small", wrap=True)
        self._head = frame("clear", column(self._name, self._line, gap=3, margins=(14, 8, 6, 8)))
        self._date, self._left = Label(kind="small", wrap=True), Label(kind="smallname", wrap=True)
        date_row = row(
            IconView("clock", "text2", 18), column(self._date, self._left, gap=0), gap=10, margins=(14, 8, 6, 14)
        )
        date_row.setStretch(1, 1)
        self._foot = frame("clear", date_row)
        self._items = [RailItem(number + 1, self) for number in range(count)]
        box = QVBoxLayout(self)
        box.setContentsMargins(px(8), px(10), px(8), 0)
        box.setSpacing(px(6))
        box.addWidget(self._head)
        for number, item in enumerate(self._items):
            item.clicked.connect(lambda _=False, n=number: self.picked.emit(n))
            box.addWidget(item)
        box.addStretch(1)
        box.addWidget(self._foot)

    def show_all(self, standings: Sequence[Standing], current: int, about: Overview, wide: int) -> None:
        """Show every step; `wide` is 232, 196 or 64 px."""
        narrow = wide == NARROW
        self.setFixedWidth(px(wide))
        self._head.setVisible(not narrow)
        self._foot.setVisible(not narrow and about.next_date is not None)
        self._name.setText(about.name)
        self._line.setText(str(about.line or ""))
        self._line.setVisible(about.line is not None)
        self._date.setText(str(about.next_date or ""))
        self._left.setText(str(about.days_left or ""))
        self._left.setVisible(about.days_left is not None)
        for number, (item, standing) in enumerate(zip(self._items, standings, strict=True)):
            item.show_standing(standing, number == current, narrow)

    def items(self) -> tuple[RailItem, ...]:
        """The steps as buttons, in order."""
        return tuple(self._items)

    def step_focus(self, item: RailItem, by: int) -> None:
        """Move the keyboard to the next enabled step up or down."""
        place = self._items.index(item) + by
        while 0 <= place < len(self._items):
            if self._items[place].isEnabled():
                self._items[place].setFocus(Qt.FocusReason.TabFocusReason)
                return
            place += by
