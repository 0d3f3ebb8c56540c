"""The panel at the right of a page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.ui.law import LawQuote, Quote
from desktop.ui.scroll import Scroll
from desktop.ui.theme import px
from desktop.ui.widgets import Button, Label, clear, column, row
from desktop.words import tr


class SidePanel(QFrame):
    """A panel of 324 at the right: title and ×, a body that scrolls, actions pinned below it."""

    closed = Signal()
    WIDTH = 324

    def __init__(self, title: str, *, closable: bool = True) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAccessibleName(title)
        self.setFixedWidth(px(self.WIDTH))
        self._title = Label(title, "h2", wrap=True)
        head = row(self._title, gap=8, margins=(20, 16, 8, 6))
        head.setStretch(0, 1)
        if closable:
            head.addWidget(
                Button("", "quiet", icon="x", name=tr("Close"), on=self.closed.emit),
                alignment=Qt.AlignmentFlag.AlignTop,
            )
        inner = QWidget()
        self.body: QVBoxLayout = column(gap=8, margins=(20, 0, 20, 12))
        inner_box = column(self.body, gap=0)
        inner_box.addStretch(1)
        inner.setLayout(inner_box)
        self.foot: QVBoxLayout = column(gap=8, margins=(20, 4, 20, 14))
        self.setLayout(column(head, Scroll(inner), self.foot, gap=0))

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def clear(self) -> None:
        """Empty body and actions, to fill them anew."""
        clear(self.body)
        clear(self.foot)

    def add(self, *items: QWidget | int) -> None:
        """Add widgets to the body; a number is a space."""
        for item in items:
            if isinstance(item, int):
                self.body.addSpacing(px(item))
            else:
                self.body.addWidget(item)

    def add_quotes(self, quotes: Sequence[LawQuote]) -> None:
        """Add the law's words, one below the other."""
        for quote in quotes:
            self.body.addWidget(Quote(quote))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
