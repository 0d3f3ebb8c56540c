"""Who comes in, and how: new case, open, forgotten passphrase, practice, unlock. Keys are made behind the scenes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.errors import OwnerError
from desktop.jobs.job import Job
from desktop.jobs.runner import JobRunner
from desktop.wizard.cases import Cases
from desktop.wizard.keeper import Keeper
from desktop.words import Sentence, say

if TYPE_CHECKING:
    from desktop.session import Session
    from desktop.vault.vault import Vault
    from desktop.wizard.doors import Door, LockScreen


class Entrance(QObject):
    """`view_made` carries what is to be shown, `entered` an open session, `left` goes back to the first window."""

    view_made = Signal(object)
    entered = Signal(object)
    unlocked = Signal()
    left = Signal()
    busy = Signal(bool)
    trouble = Signal(object)

    def __init__(self, cases: Cases, keeper: Keeper, name_of: Callable[[Session], str], parent: QObject) -> None:
        super().__init__(parent)
        self._cases, self._keeper, self._name_of = cases, keeper, name_of
        self.runner = JobRunner(self)
        self.runner.succeeded.connect(self._done)
        self.runner.failed.connect(self._failed)
        self.runner.stopped.connect(self._stopped)
        self._then: Callable[[Any], object] | None = None
        self._waiting: Session | None = None
        self._new: Session | None = None  # a case that nobody has had yet: its sheet is still being made
        self._arrived: object = None  # what a job gave, until its turn comes
        self._turn = 0
        self._door: Door | None = None

    @Slot()
    def new(self) -> None:
        """Ask for what a new case needs."""
        from desktop.wizard.doors import NewCase

        door = NewCase(self._cases.folder)
        door.ready.connect(self._create)
        self._show(door)

    def open(self, path: Path | None) -> Door:
        """Ask for the passphrase of a case."""
        from desktop.wizard.doors import OpenCase

        door = OpenCase(path, self._cases.folder, self._keeper.is_remembered)
        door.ready.connect(self._open)
        door.remembered.connect(self._open_remembered)
        door.restore_asked.connect(self.restore)
        self._show(door)
        door.wait(self._keeper.seconds_to_wait())
        return door

    @Slot()
    def restore(self) -> None:
        """Ask for a backup, its secret, and where the case is to lie."""
        from desktop.wizard.door_restore import RestoreCase

        door = RestoreCase(self._cases.folder)
        door.ready.connect(self._restore)
        self._show(door)
        door.wait(self._keeper.seconds_to_wait())

    def renew_sheet(self, session: Session, shop: str) -> None:
        """Another recovery sheet for the open case; the old one stays valid until the new one is known to be kept."""
        from desktop.numbers import new_code

        code = new_code()
        name, job = say("Making the recovery sheet"), self._cases.sheet(session, shop, code)
        self._behind(name, job, lambda pdf: self._show_other_sheet(session, pdf, code))

    @Slot()
    def practise(self) -> None:
        """Make a practice case and open it."""
        self._behind(say("Making the practice pharmacy"), self._cases.practice(), self._enter)

    def lock_screen(
        self, shop: str, jobs: JobRunner, vault: Vault, session: Callable[[], Session | None]
    ) -> LockScreen:
        """The screen in front of a locked case; `session` gives it while a job still holds it open."""
        from desktop.wizard.doors import LockScreen

        screen = LockScreen(shop, jobs)
        path = vault.path
        screen.ready.connect(lambda secret: self._unlock(secret, path, session))
        screen.left.connect(self.left)
        self._door = screen
        screen.wait(self._keeper.seconds_to_wait())
        if invented := vault.fact("practice_passphrase"):
            screen.fill_in(invented)
        return screen

    def show_error(self, error: OwnerError, view: QWidget) -> None:
        """Say it in the door that is shown; without one, in the door to a case."""
        from desktop.wizard.doors import Door

        (view if isinstance(view, Door) else self.open(None)).show_error(error)

    def forget(self) -> None:
        """Let go of a case that nobody entered, and wait for what is still being made; it leads nowhere any more."""
        self._new = None
        self.runner.wait()
        self._turn += 1
        arrived, self._arrived = self._arrived, None
        if arrived is not None:
            from desktop.session import Session

            if isinstance(arrived, Session):
                arrived.vault.close()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.vault.close()
        self._door = None  # it goes with the view that holds it
        self.busy.emit(False)

    # ---- the ways in

    @Slot(str, object, str)
    def _create(self, shop: str, path: Path, passphrase: str) -> None:
        from desktop.numbers import new_code

        code = new_code()
        job = self._cases.create(path, shop, passphrase, code)
        self._behind(say("Making the case"), job, lambda session: self._sheet_of_new(session, shop, code))

    def _sheet_of_new(self, session: Session, shop: str, code: str) -> None:
        self._new = session
        self._make_sheet(session, shop, code)

    def _make_sheet(self, session: Session, shop: str, code: str) -> None:
        self._waiting = session
        job = self._cases.sheet(session, shop, code)
        self._behind(say("Making the recovery sheet"), job, lambda pdf: self._show_sheet(pdf, code))

    def _show_sheet(self, pdf: bytes, code: str) -> None:
        from desktop.wizard.recovery import RecoveryView

        self._new = None
        view = RecoveryView(pdf, code)
        view.confirmed.connect(self._sheet_confirmed)
        self._door = None
        self.view_made.emit(view)
        view.focus_first()

    def _show_other_sheet(self, session: Session, pdf: bytes, code: str) -> None:
        from desktop.wizard.recovery import RecoveryView

        view = RecoveryView(pdf, code, instead=True)
        view.left.connect(self.unlocked)
        view.confirmed.connect(lambda: self._set_code(session, code))
        self._door = None
        self.view_made.emit(view)
        view.focus_first()

    def _set_code(self, session: Session, code: str) -> None:
        job = self._cases.set_code(session, code)
        self._behind(say("Setting the recovery code"), job, lambda _: self.unlocked.emit())

    @Slot()
    def _sheet_confirmed(self) -> None:
        if self._waiting is not None:
            self._cases.note_recovery_checked(self._waiting)
            self._enter(self._waiting)

    @Slot(object, str, bool)
    def _open(self, path: Path, secret: str, by_code: bool) -> None:
        job = self._cases.open(path, code=secret) if by_code else self._cases.open(path, passphrase=secret)
        self._behind(say("Opening the case"), job, self._ask_passphrase if by_code else self._enter)

    @Slot(object)
    def _open_remembered(self, path: Path) -> None:
        self._behind(say("Opening the case"), self._cases.open_remembered(path), self._enter)

    @Slot(object, object, str, bool)
    def _restore(self, backup: Path, target: Path, secret: str, by_code: bool) -> None:
        given = {"code": secret} if by_code else {"passphrase": secret}
        job = self._cases.restore(backup, target, **given)
        self._behind(say("Restoring the case"), job, self._ask_passphrase if by_code else self._enter)

    def _ask_passphrase(self, session: Session) -> None:
        from desktop.wizard.doors import NewPassphrase

        self._waiting = session
        self._keeper.right()
        door = NewPassphrase()
        door.ready.connect(lambda secret: self._set_passphrase(session, secret))
        self._show(door)

    def _set_passphrase(self, session: Session, secret: str) -> None:
        job = self._cases.new_passphrase(session, secret)
        self._behind(say("Setting the passphrase"), job, lambda _: self._enter(session))

    def _unlock(self, secret: str, path: Path, session: Callable[[], Session | None]) -> None:
        opened = session()
        if opened is None:
            self._behind(say("Unlocking"), self._cases.open(path, passphrase=secret), self._enter)
            return

        def known(_: object) -> None:
            if session() is None:  # the job ended meanwhile and the key was forgotten
                self._unlock(secret, path, session)
            else:
                self._keeper.right()
                self.unlocked.emit()

        self._behind(say("Unlocking"), self._cases.check(opened, secret), known)

    def _enter(self, session: Session) -> None:
        self._keeper.right()
        if self._cases.recovery_checked(session):
            self._waiting = None
            self.entered.emit(session)
            return
        # The program was closed before the sheet was kept: that sheet is void, here is another.
        self._waiting = session
        make = self._cases.new_code(session)
        name = self._name_of(session)
        self._behind(say("Making the recovery sheet"), make, lambda code: self._make_sheet(session, name, code))

    # ---- behind

    def _show(self, door: Door) -> None:
        door.left.connect(self._turn_back)
        self._door = door
        self.view_made.emit(door)
        door.focus_first()

    @Slot()
    def _turn_back(self) -> None:
        self.forget()
        self.left.emit()

    def _behind(self, name: Sentence, job: Job[Any], then: Callable[[Any], object]) -> None:
        """Run something that takes its time while the window waits politely."""
        if self.runner.busy:
            job.close()
            return
        self._then = then
        self._set_busy(True)
        self.runner.start(name, job)

    def _set_busy(self, busy: bool) -> None:
        if self._door is not None:
            self._door.set_busy(busy)
        self.busy.emit(busy)

    @Slot(object)
    def _done(self, result: object) -> None:
        then, self._then = self._then, None
        turn, self._arrived = self._turn, result
        QTimer.singleShot(0, self, lambda: self._go_on(turn, then, result))

    def _go_on(self, turn: int, then: Callable[[Any], object] | None, result: object) -> None:
        if turn != self._turn:  # forgotten meanwhile: the window was closed
            return
        self._arrived = None
        self._set_busy(False)
        if then is not None:
            then(result)

    @Slot()
    def _stopped(self) -> None:
        self._then = None
        self._set_busy(False)
        self._take_back_new()

    def _take_back_new(self) -> None:
        """A case that came to no sheet goes again: it would stand in the way of the next attempt."""
        new, self._new = self._new, None
        if new is not None:
            self._waiting = None
            self._cases.take_back(new)

    @Slot(object)
    def _failed(self, error: object) -> None:
        from desktop.vault.key import WrongSecret
        from desktop.wizard.doors import LockScreen, OpenCase, SecretDoor

        self._then = None
        self._set_busy(False)
        self._take_back_new()
        door: QWidget | None = self._door
        remembered = isinstance(door, OpenCase) and door.by_keyring
        if isinstance(error, WrongSecret) and not remembered:
            self._keeper.wrong()
        if not isinstance(error, OwnerError) or self._door is None:
            self.trouble.emit(error)
            return
        self._door.show_error(error)
        if isinstance(door, OpenCase) and remembered:
            door.ask_for_secret()
        elif isinstance(error, WrongSecret) and isinstance(door, SecretDoor | LockScreen):
            door.wait(self._keeper.seconds_to_wait())
            door.focus_first()

    def door_closed(self) -> None:
        """The window shows something else now."""
        self._door = None
