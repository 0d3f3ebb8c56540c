"""The recovery sheet: print it or save it on a USB stick, then type one group back, so that it is known to work."""

from __future__ import annotations

import secrets
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.errors import OwnerError
from desktop.ui.blocks import MessageBar, Scroll
from desktop.ui.forms import Choice, Form, TextField
from desktop.ui.theme import px
from desktop.ui.widgets import Button, Label, clear, column, frame, row
from desktop.words import Sentence, say, tr

GROUPS = 6


class RecoveryView(QFrame):
    """Shows the sheet. `confirmed` once it was printed or saved and a group was typed back."""

    confirmed = Signal()
    left = Signal()

    def __init__(self, sheet: bytes, code: str, *, instead: bool = False) -> None:
        """`instead` of a sheet that is valid until this one is confirmed: then there is a way back."""
        super().__init__()
        from desktop.ui.preview import PdfView

        self.setObjectName("canvas")
        self._code = code
        self._instead = instead
        self._kept = False
        self._asked = secrets.randbelow(GROUPS) + 1
        self.preview = PdfView()
        self.preview.show_bytes(sheet, tr("Recovery sheet"))
        self.preview.printed.connect(self._keep)
        self.preview.saved.connect(self._keep)
        self.preview.trouble.connect(self._show_error)
        self._slot = column(gap=0)
        inner = frame("scrolled", self._words())
        left = Scroll(inner)
        left.setMaximumWidth(px(480))
        box = row(left, self.preview, gap=24, margins=(24, 24, 24, 24))
        box.setStretch(0, 2)
        box.setStretch(1, 3)
        self.setLayout(box)
        self._show()

    def focus_first(self) -> None:
        """Put the keyboard on the first thing to do."""
        self.print_button.setFocus()

    @property
    def asked_group(self) -> int:
        """Which group is to be typed back, 1 to 6."""
        return self._asked

    def _words(self) -> QVBoxLayout:
        why = tr("If the passphrase is forgotten, only this sheet opens the case. Lock it away, not beside the PC.")
        self.print_button = Button(tr("Print"), "primary", icon="printer", on=self.preview.print_now)
        self.drives = Choice([], placeholder=tr("Plug in a USB stick"))
        self.save_button = Button(tr("Save on the USB stick"), icon="usb", on=self._save)
        self.look_button = Button(tr("Look again"), "link", small=True, on=self._find_drives)
        self._form = Form()
        self.typed = TextField()
        question = tr("Type group {n} of the sheet, five characters", n=self._asked)
        self._form.add("group", question, self.typed, tr("Or scan the QR code with the till's scanner."))
        self.typed.returnPressed.connect(self._confirm)
        self.go = Button(tr("Go on"), "primary", on=self._confirm)
        self._missing = Label(kind="small", tone="warn", wrap=True)
        self._find_drives()
        head = [Label(tr("Keep the recovery sheet"), "h1", wrap=True), Label(why, "second", wrap=True)]
        if self._instead:
            until = tr("The old sheet is valid until you press Go on. After that it only opens backups made before.")
            head.append(Label(until, "small", wrap=True))
        self.back_button = Button(tr("Keep the old sheet"), on=self.left.emit)
        last = row(self.back_button, None, self.go) if self._instead else row(None, self.go)
        drive = row(self.drives, self.look_button)
        drive.setStretch(0, 1)
        return column(
            self._slot, *head, 6,
            row(self.print_button, None), Label(tr("No printer? Save it on a USB stick."), "small", wrap=True), drive,
            row(self.save_button, None), 12, self._form, self._missing, last, None, gap=10,
        )  # fmt: skip

    def _find_drives(self) -> None:
        from desktop.disk.volumes import removable_drives

        drives = [v for v in removable_drives() if not v.read_only]
        self.drives.set_options([(str(v.mount_point), f"{v.label or v.mount_point}") for v in drives])
        if drives:
            self.drives.choose(str(drives[0].mount_point))
        self.save_button.setEnabled(bool(drives))

    def _save(self) -> None:
        if self.drives.key():
            self.preview.save_to(Path(self.drives.key()) / f"{tr('Recovery sheet')}.pdf")

    @Slot()
    @Slot(object)
    def _keep(self, where: object = None) -> None:
        self._kept = True
        self._say("ok", say("The sheet is kept. Now type one group back."))
        self._show()
        self.typed.setFocus()

    def _show(self) -> None:
        self._form.setEnabled(self._kept)
        self.go.setEnabled(self._kept)
        self._missing.setText("" if self._kept else tr("Print the sheet or save it on a USB stick first."))

    def _confirm(self) -> None:
        from desktop.numbers import code_groups, read_code

        if not self._kept:
            return
        wanted = str(code_groups(self._code)[self._asked - 1])
        plain = "".join(self.typed.text().upper().split()).replace("-", "")
        if plain == wanted or read_code(self.typed.text()).code == self._code:
            self.confirmed.emit()
        else:
            self._form.show_error(
                "group", say("This is not group {n} of the sheet: compare it once more.", n=self._asked)
            )

    @Slot(object)
    def _show_error(self, error: object) -> None:
        if isinstance(error, OwnerError):
            self._say("error", *error.sentences())

    def _say(self, tone: str, *sentences: Sentence) -> None:
        clear(self._slot)
        self._slot.addWidget(MessageBar("ok" if tone == "ok" else "error", sentences))
