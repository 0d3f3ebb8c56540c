"""What the owner does with the case file while it is open; keys and copies are made behind the scenes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop.errors import OwnerError
from desktop.jobs.job import Job
from desktop.jobs.runner import JobRunner
from desktop.ui.page import Page
from desktop.vault.backup import Backup, backups
from desktop.vault.key import WrongSecret
from desktop.wizard.case_panel import CasePanel, breakable
from desktop.wizard.cases import Cases
from desktop.wizard.keeper import Keeper
from desktop.wizard.waits import spoken
from desktop.words import Sentence, say

if TYPE_CHECKING:
    from desktop.session import Session

OWNER = "case"
"""Owner of a backup among the jobs of the case: no step."""


class Desk(QObject):
    """Opens the panel of the case file on a page. `sheet_asked` carries the session; `ended` follows each short job.

    Backups are jobs of the case, shown in the status strip with stop; what takes a third of a second runs beside it.
    """

    sheet_asked = Signal(object)
    ended = Signal()
    trouble = Signal(object)

    def __init__(self, cases: Cases, keeper: Keeper, jobs: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._cases, self._keeper, self._jobs = cases, keeper, jobs
        self._panel: CasePanel | None = None
        self._page: Page | None = None
        self._session: Session | None = None
        self._then: Callable[[Any], object] | None = None
        self._backing_up = False
        self.runner = JobRunner(self)
        self.runner.succeeded.connect(self._done)
        self.runner.failed.connect(self._failed)
        self.runner.ended.connect(self._short_ended)
        jobs.succeeded.connect(self._backed_up)
        jobs.failed.connect(self._backup_failed)
        jobs.ended.connect(self._job_ended)

    @property
    def busy(self) -> bool:
        """Whether a key is being made or the keyring is asked."""
        return self.runner.busy

    def wait(self) -> None:
        """Wait for what is being made: the case is about to be closed."""
        self._then, self._session = None, None
        self.runner.wait()

    def toggle(self, page: Page, session: Session) -> None:
        """Open the panel on this page; pressed again it goes."""
        if page.panel is not None and page.panel.property("case"):
            page.close_panel()
            return
        panel = CasePanel(session.vault.path, session.vault.case_code)
        panel.backup_asked.connect(self._back_up)
        panel.passphrase_asked.connect(self._change_passphrase)
        panel.sheet_asked.connect(self._new_sheet)
        panel.keeping_asked.connect(self._keep)
        panel.destroyed.connect(lambda: self._dropped(panel))
        page.open_panel(panel)
        self._panel, self._page, self._session = panel, page, session
        panel.show_backups(backups(session.vault))
        panel.set_busy(self._backing_up)
        panel.focus_first()
        self._look_at_keyring()

    # ---- asked for

    @Slot(object)
    def _back_up(self, folder: Path) -> None:
        panel, session = self._panel, self._session
        if panel is None or session is None:
            return
        try:
            self._jobs.start(say("Back up the case"), self._cases.back_up(session, folder), OWNER)
        except OwnerError as error:
            panel.tell("error", *error.sentences())
            return
        self._backing_up = True
        panel.tell("ok")
        panel.set_busy(True)

    @Slot(str, str)
    def _change_passphrase(self, old: str, new: str) -> None:
        seconds = self._keeper.seconds_to_wait()
        if self._panel is None or self._session is None:
            return
        if seconds:
            self._panel.show_fault("old", spoken(seconds))
            return
        self._behind(say("Setting the passphrase"), self._cases.change_passphrase(self._session, old, new), self._set)

    @Slot()
    def _new_sheet(self) -> None:
        if self._session is not None:
            self.sheet_asked.emit(self._session)

    @Slot(bool)
    def _keep(self, on: bool) -> None:
        if self._session is None or self.runner.busy:
            self._look_at_keyring()
            return
        self._behind(say("Asking the keyring of this PC"), self._cases.keep(self._session, on), self._kept)

    def _look_at_keyring(self) -> None:
        if self._session is not None:
            name, job = say("Asking the keyring of this PC"), self._cases.keeping(self._session)
            self._behind(name, job, self._show_keeping)

    # ---- answered

    def _set(self, _: object) -> None:
        self._keeper.right()
        if self._panel is not None:
            self._panel.show_home()
        self._tell("ok", say("From now on the new passphrase opens the case."))

    def _kept(self, on: bool) -> None:
        if self._session is not None:
            self._keeper.note_remembered(self._session.vault.path, on)
        if on:
            self._tell("ok", say("This PC remembers the passphrase. It can be forgotten here at any time."))
        else:
            self._tell("ok", say("This PC has forgotten the passphrase."))

    def _show_keeping(self, keeping: Any) -> None:
        if self._session is not None and self._panel is not None:
            self._keeper.note_remembered(self._session.vault.path, keeping.kept)
            self._panel.show_keeping(keeping)

    @Slot(object)
    def _backed_up(self, result: object) -> None:
        if self._backing_up and isinstance(result, Backup) and self._session is not None:
            if self._panel is not None:
                self._panel.show_backups(backups(self._session.vault))
            place = breakable(str(result.path))
            self._tell("ok", say("The backup lies in {place}. It was opened and checked.", place=place))

    @Slot(object)
    def _backup_failed(self, error: object) -> None:
        if self._backing_up and self._panel is not None and isinstance(error, OwnerError):
            self._panel.tell("error", *error.sentences())

    @Slot()
    def _job_ended(self) -> None:
        if self._backing_up and self._panel is not None:
            self._panel.set_busy(False)
        self._backing_up = False

    # ---- behind

    def _behind(self, name: Sentence, job: Job[Any], then: Callable[[Any], object]) -> None:
        if self.runner.busy:
            job.close()
            return
        self._then = then
        if self._panel is not None:
            self._panel.set_busy(True)
        self.runner.start(name, job)

    @Slot(object)
    def _done(self, result: object) -> None:
        then, self._then = self._then, None
        if then is not None:
            then(result)

    @Slot(object)
    def _failed(self, error: object) -> None:
        self._then = None
        if isinstance(error, WrongSecret) and self._panel is not None:
            self._keeper.wrong()
            self._panel.show_fault("old", error.happened)
        elif isinstance(error, OwnerError) and self._panel is not None:
            self._panel.tell("error", *error.sentences())
        else:
            self.trouble.emit(error)

    @Slot()
    def _short_ended(self) -> None:
        if self._panel is not None:
            self._panel.set_busy(self._backing_up)
        self.ended.emit()

    def _tell(self, tone: Any, sentence: Sentence) -> None:
        if self._panel is not None:
            self._panel.tell(tone, sentence)
        elif self._page is not None and self._session is not None:
            self._page.say(tone, sentence)

    def _dropped(self, panel: CasePanel) -> None:
        if self._panel is panel:
            self._panel = None
