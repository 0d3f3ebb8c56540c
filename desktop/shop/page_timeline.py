"""The line of dates of a closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QWidget

from desktop.shop.records import Milestone
from desktop.ui.theme import colour, px, theme
from desktop.ui.widgets import Label, clear, column, frame
from desktop.words import spoken_date, tr


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
            state = Label(
                _distance(milestone.day, today), "small", tone="warn" if passed and milestone.required else ""
            )
            name = Label(str(milestone.name), "name" if milestone.required else "body", wrap=True)
            basis = Label(milestone.basis or tr("Our proposal"), "small", wrap=True)
            left, right = column(day, state, gap=0), column(name, basis, gap=0)
            right.setContentsMargins(0, 0, 0, px(12))
            left.setAlignment(Qt.AlignmentFlag.AlignTop)
            dot = _Dot(passed=passed, first=number == 0, last=number == len(dates) - 1)
            self._grid.addWidget(frame("clear", left), number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(dot, number, 1)
            self._grid.addWidget(frame("clear", right), number, 2)


def _distance(day: date, today: date) -> str:
    days = (day - today).days
    if days == 0:
        return tr("Today")
    return tr("In {n} days", n=days) if days > 0 else tr("{n} days ago", n=-days)
