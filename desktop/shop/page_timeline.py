"""The dates of a closing: as a line true to time, and one below the other with the law behind each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QToolTip, QWidget

from desktop.shop.records import Milestone
from desktop.shop.timeline import overdue
from desktop.ui.paint import text_width
from desktop.ui.theme import colour, font, px, theme
from desktop.ui.widgets import Label, clear, column, frame
from desktop.words import spoken_date, tr

SIDE = 16
"""Room at both ends of the line, px."""


class _Dot(QWidget):
    """One dot on the line: filled when the day has come."""

    def __init__(self, *, passed: bool, first: bool, last: bool) -> None:
        super().__init__()
        self._passed, self._first, self._last = passed, first, last
        self.setFixedWidth(px(24))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, at, radius = self.width() // 2, px(12), px(5)
        top, bottom = (at if self._first else 0), (at if self._last else self.height())
        painter.fillRect(middle, top, px(2), bottom - top, colour("line"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accentfill"))
        painter.drawEllipse(QPointF(middle + px(1), at), radius, radius)
        if not self._passed:
            painter.setBrush(colour("surface"))
            painter.drawEllipse(QPointF(middle + px(1), at), radius - px(2), radius - px(2))
        painter.end()


class DatesLine(QFrame):
    """All dates on one line, as far apart as they are in time, and today; the colour of overdue duties warns."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._dates: tuple[Milestone, ...] = ()
        self._today = date.min
        theme().changed.connect(self.update)

    def show_dates(self, dates: Sequence[Milestone], today: date) -> None:
        """Show these, earliest first."""
        self._dates, self._today = tuple(dates), today
        late = sum(overdue(one, today) for one in dates)
        self.setAccessibleName(
            tr("{n} dates, {late} of them overdue, today is {day}", n=len(dates), late=late, day=today)
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(400), px(22) + 2 * theme().metrics(14).height() + px(10))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(240), self.sizeHint().height())

    def place(self, day: date) -> float:
        """Where a day stands, px from the left."""
        days = [*(one.day for one in self._dates), self._today]
        first, span = min(days), max(1, (max(days) - min(days)).days)
        return px(SIDE) + (day - first).days / span * (self.width() - 2 * px(SIDE))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._dates:
            near = min(self._dates, key=lambda one: abs(self.place(one.day) - event.pos().x()))
            words = [f"{spoken_date(near.day)}  {near.name}", _distance(near, self._today)]
            QToolTip.showText(event.globalPos(), "\n".join(words), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._dates:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = theme().metrics(14).height()
        middle, radius = words + px(11), px(5)
        left, right, now = px(SIDE), self.width() - px(SIDE), self.place(self._today)
        painter.fillRect(QRectF(left, middle - px(1), right - left, px(2)), colour("line"))
        painter.fillRect(QRectF(left, middle - px(1), now - left, px(2)), colour("accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        for one in self._dates:
            painter.setBrush(colour("warn" if overdue(one, self._today) else "accentfill"))
            painter.drawEllipse(QPointF(self.place(one.day), middle), radius, radius)
            if one.day >= self._today:
                painter.setBrush(colour("surface"))
                painter.drawEllipse(QPointF(self.place(one.day), middle), radius - px(2), radius - px(2))
        painter.fillRect(QRectF(now - px(1), middle - px(9), px(2), px(18)), colour("text"))
        above = sorted(self._dates, key=lambda one: (not one.required, one.day))
        self._write(painter, [(one.day, _short(one.day), "text2") for one in above], 0, words)
        self._write(painter, [(self._today, tr("today"), "text")], middle + px(11), words)
        painter.end()

    def _write(self, painter: QPainter, marks: Sequence[tuple[date, str, str]], top: int, high: int) -> None:
        """Words centred on their days; those that would touch others are left to the list below."""
        painter.setFont(font(14))
        taken: list[QRectF] = []
        for day, words, token in marks:
            width = text_width(theme().metrics(14), words)
            start = min(max(0.0, self.place(day) - width / 2), self.width() - width)
            box = QRectF(start, top, width, high)
            if not any(box.adjusted(-px(8), 0, px(8), 0).intersects(other) for other in taken):
                painter.setPen(colour(token))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
                taken.append(box)


class TimelineView(QFrame):
    """Dates from top to bottom, each with what falls on it and the law behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(2, 1)
        self.setAccessibleName(tr("Dates of this closing"))

    def show_dates(self, dates: Sequence[Milestone], today: date) -> None:
        """Show these; days that have passed say so."""
        clear(self._grid)
        for number, milestone in enumerate(dates):
            passed = milestone.day < today
            day = Label(spoken_date(milestone.day), "name")
            state = Label(_distance(milestone, today), "small", tone="warn" if overdue(milestone, today) else "")
            name = Label(str(milestone.name), "name" if milestone.required else "body", wrap=True)
            basis = Label(milestone.basis or tr("Our proposal"), "small", wrap=True)
            left, right = column(day, state, gap=0), column(name, basis, gap=0)
            right.setContentsMargins(0, 0, 0, px(12))
            left.setAlignment(Qt.AlignmentFlag.AlignTop)
            dot = _Dot(passed=passed, first=number == 0, last=number == len(dates) - 1)
            self._grid.addWidget(frame("clear", left), number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(dot, number, 1)
            self._grid.addWidget(frame("clear", right), number, 2)


def _distance(milestone: Milestone, today: date) -> str:
    days = (milestone.day - today).days
    if days == 0:
        return tr("Today")
    if overdue(milestone, today):
        return tr("Overdue by {n} days, unless it is done", n=-days)
    return tr("In {n} days", n=days) if days > 0 else tr("{n} days ago", n=-days)


def _short(day: date) -> str:
    """A day without its year."""
    return spoken_date(day).removeprefix(f"{day.year}年").removesuffix(f" {day.year}")
