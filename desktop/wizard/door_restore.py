"""The way back from a backup: which file, where the case is to lie, passphrase or recovery code."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from desktop.app import ENDING
from desktop.errors import OwnerError
from desktop.ui.widgets import Button, Label, frame, row
from desktop.wizard.cases import proposed_path
from desktop.wizard.doors import SecretDoor
from desktop.words import say, tr

_STAMP = re.compile(r"-\d{8}-\d{4}$")
"""What a backup's name has after the name of its case: day and minute."""


class RestoreCase(SecretDoor):
    """`ready` carries the backup, the new place of the case, the secret, and whether that is the recovery code."""

    ready = Signal(object, object, str, bool)

    def __init__(self, folder: Path) -> None:
        super().__init__(
            tr("Restore from a backup"),
            tr("The backup is copied to this PC and opened there. A case that is there already is not touched."),
        )
        self._folder = folder
        self._backup: Path | None = None
        self.backup_words, self.place_words = Label(kind="name", wrap=True), Label(kind="small", wrap=True)
        self.choose = Button(tr("Choose the backup"), small=True, icon="folder-open", on=self._choose)
        self.other = Button(tr("Another folder"), "link", small=True, on=self._choose_folder)
        for words, button in ((self.backup_words, self.choose), (self.place_words, self.other)):
            line = row(words, button, gap=8)
            line.setStretch(0, 1)
            self.card.body.addWidget(frame("clear", line))
        self._close_card(tr("Restore and open"))

    def focus_first(self) -> None:
        (self._secret_field() if self._backup else self.choose).setFocus()

    @property
    def target(self) -> Path:
        """Where the case will lie: a free name in the folder, after the shop as the backup is."""
        return proposed_path(self._folder, _STAMP.sub("", self._backup.stem) if self._backup else "")

    def set_backup(self, backup: Path) -> None:
        """Choose the backup."""
        self._backup = backup
        self._show()

    def set_folder(self, folder: Path) -> None:
        """Choose where the case is to lie."""
        self._folder = folder
        self._show()

    def _show(self) -> None:
        super()._show()
        self.backup_words.setText(self._backup.name if self._backup else tr("No backup chosen yet"))
        place = tr("The case lies in {place}", place=str(self.target)) if self._backup else ""
        self.place_words.setText(place)
        self.place_words.setVisible(self._backup is not None)
        self.other.setVisible(self._backup is not None)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Choose the backup"), str(self._folder), f"*{ENDING}")
        if chosen:
            self.set_backup(Path(chosen))
            self.focus_first()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Another folder"), str(self._folder))
        if chosen:
            self.set_folder(Path(chosen))

    def _go(self) -> None:
        self._form.clear_errors()
        if not self.go.isEnabled():
            return
        if self._backup is None:
            self.show_error(
                OwnerError(say("No backup has been chosen yet."), todo=say("Choose the file of the backup first."))
            )
            return
        secret = self._given()
        if secret is not None:
            self.ready.emit(self._backup, self.target, secret, self._by_code)
