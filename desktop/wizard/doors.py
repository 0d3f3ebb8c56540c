"""The ways into a case: a new one, an existing one, the recovery sheet, and the lock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from desktop.app import ENDING
from desktop.errors import OwnerError
from desktop.jobs.runner import JobRunner, JobState
from desktop.ui.blocks import MessageBar, Scroll
from desktop.ui.forms import Form, PassphraseField, SecretField, TextField
from desktop.ui.progress import Bar, percent_words
from desktop.ui.theme import px
from desktop.ui.widgets import Button, Card, Label, column, frame, row
from desktop.wizard.cases import proposed_path
from desktop.wizard.waits import spoken
from desktop.words import Sentence, say, tr

CARD_WIDTH = 560


class Door(QFrame):
    """A centred card that scrolls when the window is small; errors stand at its top."""

    left = Signal()

    def __init__(self, head: str, line: str, *, width: int = CARD_WIDTH) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.card = Card(margins=(28, 24), gap=14)
        self.card.setMaximumWidth(px(width))
        self._message: MessageBar | None = None
        self._slot = column(gap=0)
        self.card.body.addLayout(self._slot)
        self.card.body.addWidget(Label(head, "h1", wrap=True))
        if line:
            self.card.body.addWidget(Label(line, "second", wrap=True))
        holder = QWidget()
        middle = row(None, self.card, None, gap=0, margins=(16, 16, 16, 16))
        middle.setStretch(1, 100)
        box: QVBoxLayout = column(None, middle, None, gap=0)
        box.setStretch(2, 1)
        holder.setLayout(box)
        self.setLayout(column(Scroll(holder), gap=0))

    def show_error(self, error: OwnerError) -> None:
        """Say what happened at the top of the card."""
        self.clear_error()
        self._message = MessageBar.of_error(error)
        self._slot.addWidget(self._message)

    def clear_error(self) -> None:
        """Take the message away."""
        if self._message is not None:
            self._message.hide()
            self._message.deleteLater()
            self._message = None

    def set_busy(self, busy: bool) -> None:
        """While a key is being made nothing can be pressed twice."""
        buttons = cast(list[Button], self.findChildren(Button))
        for button in buttons:
            button.setEnabled(not busy)

    def focus_first(self) -> None:
        """Put the keyboard where the owner will type."""


class NewCase(Door):
    """Name, place, passphrase. `ready` carries shop, path, passphrase."""

    ready = Signal(str, object, str)

    def __init__(self, folder: Path) -> None:
        super().__init__(tr("New case"), tr("One case for one shop, in one encrypted file on this PC."))
        self._folder = folder
        self._path: Path | None = None
        self.name = TextField(tr("As on the business licence"))
        self.place = Label(kind="small", wrap=True)
        self.passphrase = PassphraseField()
        self.again = SecretField()
        self._form = Form()
        self._form.add("name", tr("Name of the pharmacy"), self.name)
        self._form.add_wide(self._place_row())
        self._form.add("passphrase", tr("Passphrase"), self.passphrase)
        self._form.add("again", tr("The same passphrase once more"), self.again)
        self.card.body.addWidget(self._form)
        self.go = Button(tr("Make the case"), "primary", on=self._go)
        self.card.body.addLayout(row(Button(tr("Back"), on=self.left.emit), None, self.go))
        self.name.textChanged.connect(self._show_place)
        self.again.done.connect(self._go)
        # What has been mended is no longer called wrong.
        self.name.textChanged.connect(lambda _: self._form.field("name").set_error(""))
        self.passphrase.edited.connect(lambda *_: self._form.field("passphrase").set_error(""))
        self.again.edited.connect(lambda *_: self._form.field("again").set_error(""))
        self._show_place()

    def focus_first(self) -> None:
        self.name.setFocus()

    @property
    def path(self) -> Path:
        """Where the case will lie."""
        return self._path or proposed_path(self._folder, self.name.text())

    def _place_row(self) -> QFrame:
        holder = QFrame()
        holder.setObjectName("clear")
        box = row(self.place, Button(tr("Another folder"), "link", small=True, on=self._choose))
        box.setStretch(0, 1)
        holder.setLayout(box)
        return holder

    @Slot()
    def _show_place(self) -> None:
        named = bool(self.name.text().strip())
        self.place.setText(tr("The case lies in {place}", place=str(self.path if named else self.path.parent)))

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Another folder"), str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self._show_place()

    def _go(self) -> None:
        self._form.clear_errors()
        faults: list[tuple[str, Sentence]] = []
        if not self.name.text().strip():
            faults.append(("name", say("Please enter the name.")))
        if not self.passphrase.enough():
            faults.append(("passphrase", say("The passphrase is too easy to guess.")))
        elif self.passphrase.text() != self.again.text():
            faults.append(("again", say("The two passphrases differ.")))
        for key, sentence in faults:
            self._form.show_error(key, sentence)
        if faults:
            self._form.field(faults[0][0]).widget.setFocus()
            return
        self.ready.emit(self.name.text().strip(), self.path, self.passphrase.text())


class SecretDoor(Door):
    """A door that the passphrase or the recovery code opens. `_given` says what was typed, or what is wrong with it."""

    def __init__(self, head: str, line: str) -> None:
        super().__init__(head, line)
        self._by_code = False
        self.secret = SecretField()
        self.code = TextField(tr("Scan the QR code, or type the six groups"))
        self._form = Form()
        self._form.add("passphrase", tr("Passphrase"), self.secret)
        hint = tr("It is on the recovery sheet. Spaces and small letters do not matter.")
        self._form.add("code", tr("Recovery code"), self.code, hint)
        self.forgot = Button(tr("Forgot the passphrase"), "link", on=self._swap)
        self.secret.done.connect(self._go)
        self.code.returnPressed.connect(self._go)

    def _close_card(self, words: str) -> None:
        """The last row: back, the other secret, the button that goes on."""
        self.card.body.addWidget(self._form)
        self.go = Button(words, "primary", on=self._go)
        self.card.body.addLayout(row(Button(tr("Back"), on=self.left.emit), self.forgot, None, self.go))
        self._waiting = _Waiting(self.go, self.card.body)
        self._show()

    def wait(self, seconds: int) -> None:
        """No further try for some seconds, said in words."""
        self.secret.clear()
        self._waiting.begin(seconds)

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        self._waiting.hold()

    def _show(self) -> None:
        self._form.field("passphrase").setVisible(not self._by_code)
        self._form.field("code").setVisible(self._by_code)
        self.forgot.set_words(tr("Use the passphrase") if self._by_code else tr("Forgot the passphrase"))

    def _swap(self) -> None:
        self._by_code = not self._by_code
        self._show()
        self._secret_field().setFocus()

    def _secret_field(self) -> QWidget:
        return self.code if self._by_code else self.secret

    def _go(self) -> None:
        """The button was pressed."""

    def _given(self) -> str | None:
        """The passphrase or the plain code; None when there is none yet, which stands at the field then."""
        if not self._by_code:
            return self.secret.text() or None
        from desktop.numbers import read_code

        reading = read_code(self.code.text())
        if reading.code is None:
            groups = ", ".join(str(n) for n in reading.wrong_groups)
            self._form.show_error(
                "code", say("Something is wrong in group {groups}: compare it with the sheet.", groups=groups)
            )
        return reading.code


class OpenCase(SecretDoor):
    """Choose a case, type a secret, or let this PC remember. `ready` carries path, secret, whether it is the code;
    `remembered` the path.
    """

    ready = Signal(object, str, bool)
    remembered = Signal(object)
    restore_asked = Signal()

    def __init__(
        self, path: Path | None, folder: Path, is_remembered: Callable[[Path], bool] = lambda _: False
    ) -> None:
        super().__init__(tr("Open a case"), "")
        self._folder, self._path, self._is_remembered = folder, path, is_remembered
        self.by_keyring = False
        self.place = Label(kind="name", wrap=True)
        self.choose = Button(tr("Choose a file"), small=True, icon="folder-open", on=self._choose)
        place = row(self.place, self.choose)
        place.setStretch(0, 1)
        self.card.body.addLayout(place)
        self.without_typing = Button(tr("Open with the remembered passphrase"), icon="key", on=self._recall)
        self._recall_row = frame("clear", row(self.without_typing, None, gap=0))
        self.card.body.addWidget(self._recall_row)
        self._close_card(tr("Open"))
        self.restore = Button(tr("Restore from a backup"), "link", small=True, on=self.restore_asked.emit)
        self.restore.setProperty("flush", True)
        self.card.body.addLayout(row(self.restore, None))

    def focus_first(self) -> None:
        if self._path is None:
            self.choose.setFocus()
        elif self._recall_row.isHidden():
            self._secret_field().setFocus()
        else:
            self.without_typing.setFocus()

    def set_path(self, path: Path) -> None:
        """Choose a case."""
        self._path = path
        self._show()

    def ask_for_secret(self) -> None:
        """What this PC remembers did not open the case: it is typed."""
        self.by_keyring = False
        self._is_remembered = lambda _: False
        self._show()
        self.focus_first()

    def _show(self) -> None:
        super()._show()
        self.place.setText(self._path.name if self._path else tr("No case chosen yet"))
        self._recall_row.setVisible(self._path is not None and self._is_remembered(self._path))

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Choose a file"), str(self._folder), f"*{ENDING}")
        if chosen:
            self.set_path(Path(chosen))
            self.focus_first()

    def _recall(self) -> None:
        self.clear_error()
        self.by_keyring = True
        self.remembered.emit(self._path)

    def _go(self) -> None:
        self._form.clear_errors()
        if not self.go.isEnabled():
            return
        if self._path is None:
            self.show_error(
                OwnerError(say("No case has been chosen yet."), todo=say("Choose the file of the case first."))
            )
            return
        secret = self._given()
        if secret is not None:
            self.by_keyring = False
            self.ready.emit(self._path, secret, self._by_code)


class NewPassphrase(Door):
    """After opening by recovery code: a new passphrase. `ready` carries it."""

    ready = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Set a new passphrase"), tr("The case is open. From now on the new passphrase opens it."))
        self.passphrase, self.again = PassphraseField(), SecretField()
        self._form = Form()
        self._form.add("passphrase", tr("Passphrase"), self.passphrase)
        self._form.add("again", tr("The same passphrase once more"), self.again)
        self.card.body.addWidget(self._form)
        self.card.body.addLayout(row(None, Button(tr("Set the passphrase"), "primary", on=self._go)))
        self.again.done.connect(self._go)

    def focus_first(self) -> None:
        self.passphrase.setFocus()

    def _go(self) -> None:
        self._form.clear_errors()
        if not self.passphrase.enough():
            self._form.show_error("passphrase", say("The passphrase is too easy to guess."))
        elif self.passphrase.text() != self.again.text():
            self._form.show_error("again", say("The two passphrases differ."))
        else:
            self.ready.emit(self.passphrase.text())


class LockScreen(Door):
    """Nothing but the shop's name, a passphrase, and a running job without names. `ready` carries the passphrase."""

    ready = Signal(str)

    def __init__(self, shop: str, jobs: JobRunner) -> None:
        super().__init__(shop, tr("Locked. Nothing is lost."), width=400)
        self._jobs = jobs
        self.secret = SecretField()
        self._form = Form()
        self._form.add("passphrase", tr("Passphrase"), self.secret)
        self.card.body.addWidget(self._form)
        self.go = Button(tr("Unlock"), "primary", on=self._go)
        self.card.body.addLayout(row(Button(tr("Close the case"), "link", on=self.left.emit), None, self.go))
        self._waiting = _Waiting(self.go, self.card.body)
        self.secret.done.connect(self._go)
        self._bar, self._percent = Bar(6), Label(kind="small")
        self._stop = Button(tr("Stop"), "quiet", icon="stop", on=jobs.stop)
        self._job_head = Label(tr("A task is still running."), "small")
        self._job = QWidget()
        line = row(self._bar, self._percent, self._stop)
        line.setStretch(0, 1)
        self._job.setLayout(column(self._job_head, line, gap=4))
        self.card.body.addWidget(self._job)
        jobs.progressed.connect(self._show_job)
        jobs.started.connect(self._show_job)
        jobs.ended.connect(self._show_job)
        self._show_job()

    def fill_in(self, passphrase: str) -> None:
        """A practice case has an invented passphrase, which nobody was told: it stands there already."""
        self.secret.line.setText(passphrase)
        self._form.add_wide(Label(tr("Practice: the invented passphrase is filled in."), "small", wrap=True))

    def focus_first(self) -> None:
        self.secret.setFocus()

    def wait(self, seconds: int) -> None:
        """No further try for some seconds, said in words."""
        self.secret.clear()
        self._waiting.begin(seconds)

    def set_busy(self, busy: bool) -> None:
        self.go.setEnabled(not busy)
        self._waiting.hold()

    def _go(self) -> None:
        if self.secret.text() and self.go.isEnabled():
            self.ready.emit(self.secret.text())

    @Slot()
    @Slot(object)
    def _show_job(self, state: object = None) -> None:
        now: JobState | None = self._jobs.state
        self._job.setVisible(now is not None)
        if now is not None:
            self._bar.setVisible(now.part is not None)
            self._bar.set_part(now.part or 0.0)
            self._percent.setText(percent_words(now))
            self._stop.setEnabled(not now.stopping)


class _Waiting:
    """Counts the wait after wrong tries down below a button, and keeps the button closed meanwhile."""

    def __init__(self, button: Button, box: QVBoxLayout) -> None:
        self._button = button
        self._label = Label(kind="small", tone="warn", wrap=True)
        self._label.hide()
        box.addWidget(self._label)
        self._left = 0
        self._timer = QTimer(button)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    def begin(self, seconds: int) -> None:
        self._left = seconds
        if seconds > 0:
            self._timer.start()
        self._show()

    def hold(self) -> None:
        if self._left > 0:
            self._button.setEnabled(False)

    def _tick(self) -> None:
        self._left -= 1
        self._show()

    def _show(self) -> None:
        if self._left <= 0:
            self._timer.stop()
        self._label.setVisible(self._left > 0)
        self._label.setText(tr(spoken(self._left)) if self._left > 0 else "")
        self._button.setEnabled(self._left <= 0)
