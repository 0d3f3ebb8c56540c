"""The panel of the case file itself: where it lies, backup, passphrase, recovery sheet, what this PC remembers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.disk.records import Volume
from desktop.ui.blocks import MessageBar, SidePanel, Tone
from desktop.ui.forms import Choice, Form, PassphraseField, SecretField
from desktop.ui.widgets import Button, CheckBox, Hairline, Label, clear, column, frame, row
from desktop.vault.backup import BackupMade
from desktop.wizard.cases import Keeping
from desktop.words import Sentence, say, spoken_date, tr

_GB = 2**30


class CasePanel(SidePanel):
    """What can be asked for here: a backup in a folder, another passphrase, another sheet, to be remembered or not."""

    backup_asked = Signal(object)
    passphrase_asked = Signal(str, str)
    sheet_asked = Signal()
    keeping_asked = Signal(bool)

    def __init__(self, path: Path, code: str) -> None:
        super().__init__(tr("Case"))
        self.setProperty("case", True)
        self._messages: QVBoxLayout = column(gap=0)
        self.body.addLayout(self._messages)
        self._home = frame("clear", self._home_words(path, code))
        self._change = frame("clear", self._change_words())
        self.add(self._home, self._change)
        self._change.hide()
        self.find_drives()

    # ---- the parts

    def _home_words(self, path: Path, code: str) -> QVBoxLayout:
        return column(
            Label(path.name, "name", wrap=True), Label(breakable(str(path.parent)), "small", wrap=True),
            Label(tr("Case number {code}", code=code), "small"), 4,
            Hairline(), 4, *self._backup_words(), 4,
            Hairline(), 4, *self._key_words(), gap=8,
        )  # fmt: skip

    def _backup_words(self) -> list[QWidget]:
        self._last = Label(kind="small", wrap=True)
        self.drives = Choice([], placeholder=tr("Plug in a USB stick"))
        self.drives.setAccessibleName(tr("Drive for the backup"))
        self.back_up = Button(tr("Back up to this drive"), icon="usb", on=self._back_up)
        self.look = Button(tr("Look again"), "link", small=True, on=self.find_drives)
        self.folder = Button(tr("Back up to a folder"), icon="folder", on=self._choose_folder)
        why = tr("The copy is opened and checked at once. Backups hold customers too: they stand in the erasure plan.")
        head = Label(tr("Backup"), "h3")
        drive = row(self.drives, self.look, gap=4)
        drive.setStretch(0, 1)
        return [head, self._last, frame("clear", drive), self.back_up, self.folder, Label(why, "small", wrap=True)]

    def _key_words(self) -> list[QWidget]:
        self.change = Button(tr("Change the passphrase"), icon="key", on=self.show_change)
        self.sheet = Button(tr("New recovery sheet"), icon="document", on=self.sheet_asked.emit)
        self.keep = CheckBox(tr("Remember the passphrase on this PC"))
        self.keep.clicked.connect(self.keeping_asked)
        self.keep.setEnabled(False)
        self._keep_words = Label(tr("Looking whether this PC can do that."), "small", wrap=True)
        return [Label(tr("Passphrase"), "h3"), self.change, self.sheet, self.keep, self._keep_words]

    def _change_words(self) -> QVBoxLayout:
        self.old, self.new, self.again = SecretField(), PassphraseField(), SecretField()
        self._form = Form()
        self._form.add("old", tr("The passphrase until now"), self.old)
        self._form.add("new", tr("New passphrase"), self.new)
        self._form.add("again", tr("The new passphrase once more"), self.again)
        self.again.done.connect(self._change_now)
        self.set_button = Button(tr("Change"), on=self._change_now)
        self.leave = Button(tr("Back"), "link", on=self.show_home)
        why = tr("The recovery sheet stays valid. Backups made before still open with the old passphrase.")
        return column(self._form, Label(why, "small", wrap=True), row(self.leave, None, self.set_button), gap=12)

    # ---- showing

    def focus_first(self) -> None:
        """Put the keyboard where most go: the backup."""
        (self.back_up if self.back_up.isEnabled() else self.folder).setFocus()

    def show_home(self) -> None:
        """The first view."""
        for field in (self.old, self.new, self.again):
            field.clear()
        self._form.clear_errors()
        self.set_title(tr("Case"))
        self._change.hide()
        self._home.show()
        self.change.setFocus()

    def show_change(self) -> None:
        """The form for another passphrase."""
        self.tell("ok")
        self.set_title(tr("Change the passphrase"))
        self._home.hide()
        self._change.show()
        self.old.setFocus()

    def show_backups(self, made: Sequence[BackupMade]) -> None:
        """The newest backup with its day and place, and how many there are."""
        if not made:
            self._last.setText(tr("There is no backup yet."))
            return
        day, place = spoken_date(made[-1].time.astimezone()), breakable(made[-1].path)
        self._last.setText(tr("Backups: {n}. The newest of {day}: {place}", n=len(made), day=day, place=place))

    def show_keeping(self, keeping: Keeping) -> None:
        """Whether this PC remembers, and why not when it cannot."""
        self.keep.setEnabled(keeping.usable)
        self.keep.setChecked(keeping.kept)
        self._keep_words.setText(str(keeping.words))

    def show_fault(self, key: str, sentence: Sentence) -> None:
        """What is wrong at a field of the passphrase form."""
        self._form.show_error(key, sentence)
        self._form.field(key).widget.setFocus()

    def tell(self, tone: Tone, *sentences: Sentence | str) -> None:
        """Say something at the top of the panel; without sentences the message goes."""
        clear(self._messages)
        if sentences:
            self._messages.addWidget(MessageBar(tone, sentences))

    def set_busy(self, busy: bool) -> None:
        """While a key is being made or a backup is written nothing can be asked for twice."""
        for button in (self.back_up, self.folder, self.change, self.sheet, self.set_button):
            button.setEnabled(not busy)
        self.back_up.setEnabled(not busy and self.drives.count() > 0)

    def find_drives(self) -> None:
        """Look for drives that can be pulled out and written to."""
        from desktop.disk.volumes import removable_drives

        drives = [volume for volume in removable_drives() if not volume.read_only]
        self.drives.set_options([(str(volume.mount_point), _drive_words(volume)) for volume in drives])
        if drives and not self.drives.key():
            self.drives.choose(str(drives[0].mount_point))
        self.back_up.setEnabled(bool(drives))

    # ---- asking

    def _back_up(self) -> None:
        if self.drives.key():
            self.backup_asked.emit(Path(self.drives.key()))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Back up to a folder"))
        if chosen:
            self.backup_asked.emit(Path(chosen))

    def _change_now(self) -> None:
        self._form.clear_errors()
        if not self.set_button.isEnabled():
            return
        if not self.old.text():
            self.show_fault("old", say("Please enter the passphrase that opens the case now."))
        elif not self.new.enough():
            self.show_fault("new", say("The passphrase is too easy to guess."))
        elif self.new.text() != self.again.text():
            self.show_fault("again", say("The two passphrases differ."))
        else:
            self.passphrase_asked.emit(self.old.text(), self.new.text())


def breakable(place: str) -> str:
    """A place that may be broken into lines after each of its parts."""
    return place.replace("/", "/\u200b").replace("\\", "\\\u200b")


def _drive_words(volume: Volume) -> str:
    name = volume.label or str(volume.mount_point)
    free = f"{volume.free / _GB:.1f}"
    return tr("{name}: {free} GB free, {system}", name=name, free=free, system=volume.file_system)
