"""A body that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.ui.theme import px


class Scroll(QScrollArea):
    """A body that scrolls when there is no room for it, on whatever is behind it."""

    LEAST = 320

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        body.setObjectName("scrolled")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(body)

    def minimumSizeHint(self) -> QSize:
        inner = self.widget().minimumSizeHint().width() if self.widget() is not None else 0
        return QSize(min(inner, px(self.LEAST)), px(60))
