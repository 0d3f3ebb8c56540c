"""A place to drop files on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QFrame,
)

from desktop.ui.theme import colour, px
from desktop.ui.widgets import Button, IconView, Label, column, row


class FileDrop(QFrame):
    """Drop files here or choose them: `chosen` carries a list of Path. The dialog is the system's own."""

    chosen = Signal(list)

    def __init__(
        self, words: str, button: str, *, pattern: str = "", folder: bool = False, many: bool = True,
        slim: bool = False,
    ) -> None:  # fmt: skip
        """`pattern` is Qt's filter, such as "*.csv *.xlsx"; `folder` asks for a folder instead of files.

        `slim`: for a panel, with the button below the words.
        """
        super().__init__()
        self.setObjectName("clear")
        self.setAcceptDrops(True)
        self._pattern, self._folder, self._many, self._over = pattern, folder, many, False
        self.button = Button(button, "secondary", small=True, icon="folder-open", on=self._ask)
        icon, told = IconView("upload", "accent", 24), Label(words, "second", wrap=True)
        box: QBoxLayout
        if slim:
            head = row(icon, told, gap=12)
            head.setStretch(1, 1)
            box = column(head, row(self.button), gap=10, margins=(16, 12, 16, 14))
        else:
            box = row(icon, told, self.button, gap=14, margins=(20, 14, 16, 14))
            box.setStretch(1, 1)
        self.setLayout(box)
        self.setAccessibleName(words)

    def take(self, paths: Sequence[Path]) -> None:
        """As if these had been dropped."""
        fitting = [p for p in paths if p.is_dir() == self._folder]
        if fitting:
            self.chosen.emit(fitting if self._many else fitting[:1])

    def _ask(self) -> None:
        if self._folder:
            found = QFileDialog.getExistingDirectory(self, self.button.text())
            names = [found] if found else []
        else:
            names, _ = QFileDialog.getOpenFileNames(self, self.button.text(), "", self._pattern)
        self.take([Path(name) for name in names])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self._over = True
            self.update()

    def dragLeaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        self.update()
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour("accent" if self._over else "edge"), px(2) if self._over else 1.4)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(colour("tint" if self._over else "surface"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), px(10), px(10))
        painter.end()
