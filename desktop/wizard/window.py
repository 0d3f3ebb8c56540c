"""The main window. It has no state of its own: it shows what the case says, and the first step that is not done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop.clock import Clock
from desktop.errors import OwnerError
from desktop.ui.theme import theme
from desktop.wizard import trouble
from desktop.wizard.first import FirstView
from desktop.wizard.keeper import Keeper
from desktop.wizard.settings import Settings
from desktop.wizard.steps import STEPS, Step
from desktop.wizard.strip import About as About
from desktop.wizard.strip import Body, Strip
from desktop.words import Sentence, tr

if TYPE_CHECKING:  # the first window waits for nothing that only a case needs
    from desktop.jobs.runner import JobRunner, JobState
    from desktop.session import Session
    from desktop.wizard.case_view import CaseView
    from desktop.wizard.cases import Cases
    from desktop.wizard.desk import Desk
    from desktop.wizard.entrance import Entrance
    from desktop.wizard.idle import Idle
    from desktop.wizard.overview import Overview


class Window(QMainWindow):
    """First window, doors, the open case, the lock: one of them at a time, over the status strip."""

    def __init__(
        self, make_cases: Callable[[], Cases], clock: Clock, settings_file: Path, about: About, *,
        steps: Sequence[Step] = STEPS, read_overview: Callable[[Session], Overview] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._about = about
        self._make_cases, self._steps, self._given_overview = make_cases, tuple(steps), read_overview
        self._keeper = Keeper(settings_file, clock)
        self._keeper.use()
        self._case: CaseView | None = None
        self.session: Session | None = None
        self._farewell: tuple[Sentence, ...] = ()  # what the first window says of the case that was finished
        self._locked_at: int | None = None
        self._back_to: int | None = None  # the step to show again after another recovery sheet
        self._trouble = trouble.Trouble(about.version, self)
        self._trouble.to_show.connect(self._show_trouble)
        self._trouble.listen()
        self._body = Body()
        self.setCentralWidget(self._body)
        self._wire()
        self.resize(*self.settings.size)
        self.show_first()

    # ---- what is shown

    @property
    def view(self) -> QWidget:
        """What fills the window now."""
        return self._body.view

    @property
    def case_view(self) -> CaseView | None:
        """The open case, unless it is locked or none is open."""
        return self._case if self._case is not None and self.view is self._case else None

    @cached_property
    def jobs(self) -> JobRunner:
        """Runs the jobs of the case; made with the first case: the first window has none."""
        from desktop.jobs.runner import JobRunner
        from desktop.system.sleep_inhibit import awake

        made = JobRunner(self, around=awake)
        made.failed.connect(self._job_failed)
        for signal in (made.started, made.progressed):
            signal.connect(self._show_strip)
        made.ended.connect(self._job_ended)
        self.strip.stop.connect(made.stop)
        return made

    @cached_property
    def _idle(self) -> Idle:
        from desktop.wizard.idle import Idle

        made = Idle(self)
        made.timeout.connect(self.lock)
        return made

    @cached_property
    def _cases(self) -> Cases:
        return self._make_cases()

    @cached_property
    def entrance(self) -> Entrance:
        """The ways into a case; made when the first of them is gone."""
        from desktop.wizard.entrance import Entrance

        made = Entrance(self._cases, self._keeper, lambda session: self._read_overview(session).name, self)
        made.view_made.connect(self._show)
        made.entered.connect(self._enter)
        made.unlocked.connect(self._unlock)
        made.left.connect(self.close_case)
        made.busy.connect(self._set_busy)
        made.trouble.connect(self._trouble.report)
        made.runner.progressed.connect(self._show_strip)
        self.strip.stop.connect(made.runner.stop)
        return made

    @cached_property
    def desk(self) -> Desk:
        """What is done with the case file while it is open."""
        from desktop.wizard.desk import Desk

        made = Desk(self._cases, self._keeper, self.jobs, self)
        made.sheet_asked.connect(self._renew_sheet)
        made.ended.connect(self._job_ended)
        made.trouble.connect(self._trouble.report)
        return made

    @property
    def _at_work(self) -> bool:
        """Whether something still needs the key of the case."""
        return self.jobs.busy or ("desk" in self.__dict__ and self.desk.busy)

    def _read_overview(self, session: Session) -> Overview:
        if self._given_overview is not None:
            return self._given_overview(session)
        from desktop.wizard.overview import overview

        return overview(session)

    def show_open(self, path: Path) -> None:
        """Ask for the passphrase of a case that was named from outside."""
        self.entrance.open(path)

    @property
    def strip(self) -> Strip:
        """The status strip."""
        return self._body.strip

    def show_first(self) -> None:
        """The first window."""
        first = FirstView(self._steps, self._keeper.last_case(), self._farewell)
        first.create_asked.connect(lambda: self.entrance.new())
        first.open_asked.connect(lambda: self.entrance.open(None))
        first.go_on.connect(lambda path: self.entrance.open(Path(path)))
        first.practise.connect(lambda: self.entrance.practise())
        self._show(first)
        first.first_choice().setFocus()

    @Slot()
    def lock(self) -> None:
        """Hide the case. The key is forgotten at once, or when the running job ends."""
        self._back_from_sheet()
        view, session = self.case_view, self.session
        if view is None or session is None:
            return
        self._body.close_help()
        self._locked_at = view.at
        screen = self.entrance.lock_screen(view.overview.name, self.jobs, session.vault, lambda: self.session)
        self._body.show_over(screen)
        if not self._at_work:
            self._forget()
        self._show_strip()
        screen.focus_first()

    @Slot()
    @Slot(object)
    def close_case(self, farewell: tuple[Sentence, ...] = ()) -> None:
        """Back to the first window, which says `farewell` until another case is closed."""
        if self.jobs.busy:
            self._ask_to_stop(lambda: self.close_case(farewell))
            return
        self._farewell = farewell
        self._forget()
        self._locked_at = None
        self.show_first()

    # ---- coming in

    @Slot(object)
    def _enter(self, session: Session) -> None:
        self.session = session
        self._unlock()

    @Slot()
    def _unlock(self) -> None:
        at = self._back_to if self._locked_at is None else self._locked_at
        self._locked_at = self._back_to = None
        self._show_case(at)

    @Slot()
    def show_case_file(self) -> None:
        """The panel of the case file: backup, passphrase, recovery sheet; pressed again it goes."""
        if self.case_view is not None and self.session is not None:
            self.desk.toggle(self.case_view.page, self.session)

    @Slot(object)
    def _renew_sheet(self, session: Session) -> None:
        if self.case_view is not None:
            self._back_to = self.case_view.at
            self.entrance.renew_sheet(session, self.case_view.overview.name)

    def _back_from_sheet(self) -> None:
        """A recovery sheet that was not confirmed is left: the one before stays valid."""
        if self.session is not None and self._locked_at is None and self.case_view is None:
            self.entrance.runner.wait()
            self._unlock()

    def _job_state(self) -> JobState | None:
        """What runs in the case or at its door; asking makes neither."""
        state = self.jobs.state if "jobs" in self.__dict__ else None
        return state or (self.entrance.runner.state if "entrance" in self.__dict__ else None)

    def _show_case(self, at: int | None) -> None:
        assert self.session is not None
        from desktop.wizard.case_view import CaseView

        view = CaseView(self.session, self.jobs, self._steps, self._read_overview, at)
        view.shown.connect(self._case_shown)
        view.closing_asked.connect(self.close_case)
        self._show(view)
        self._case = view
        self.entrance.door_closed()
        self._case_shown()
        self._restart_idle()

    @Slot(bool)
    def _set_busy(self, busy: bool) -> None:
        if isinstance(self.view, FirstView):
            self.view.setEnabled(not busy)
        self._show_strip()

    # ---- jobs of the case

    @Slot(object)
    def _job_failed(self, error: object) -> None:
        view = self.case_view
        if isinstance(error, OwnerError) and view is not None and view.page.shown_error is error:
            return
        self._trouble.report(error)

    @Slot()
    def _job_ended(self) -> None:
        if self._locked_at is not None and not self._at_work:
            self._forget()
        self._show_strip()

    def _ask_to_stop(self, then: Callable[[], object]) -> None:
        trouble.ask_to_stop(self.case_view.page if self.case_view is not None else None, self.jobs, then)

    # ---- settings

    @property
    def settings(self) -> Settings:
        """What is remembered about this PC."""
        return self._keeper.now

    @Slot()
    def switch_language(self) -> None:
        """Chinese to English and back; every page is made again."""
        self._keeper.other_language()
        self._rebuild()

    @Slot(str)
    def set_mode(self, mode: str) -> None:
        """Light, dark, or like the system."""
        self._keeper.save(replace(self.settings, mode=mode))
        self._keeper.use()

    @Slot(int)
    def set_percent(self, percent: int) -> None:
        """Text size; every page is made again."""
        self._keeper.save(replace(self.settings, percent=percent))
        self._rebuild()

    @Slot(int)
    def set_idle(self, minutes: int) -> None:
        """Minutes without use until the window locks itself."""
        self._keeper.save(replace(self.settings, idle_minutes=minutes))
        self.strip.set_idle_minutes(minutes)
        self._restart_idle()

    def _rebuild(self) -> None:
        self._keeper.use()
        view = self.view
        self._body.renew_strip()
        self._wire_strip()
        if view is not None and view is self._case:
            self._show_case(self._case.at)
        elif self.session is not None and self._locked_at is None:
            self._back_from_sheet()
        elif self._locked_at is None:
            self._forget_waiting()
            self.show_first()  # behind the lock the screen stays as it is until it is opened
        self._show_strip()

    # ---- small things

    def _wire(self) -> None:
        self._wire_strip()
        for keys, act in (("F1", self.show_help), ("Ctrl+L", self.lock)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        QGuiApplication.instance().commitDataRequest.connect(lambda _manager: self.jobs.wait())  # type: ignore[union-attr]

    def _wire_strip(self) -> None:
        strip = self.strip
        if "jobs" in self.__dict__:
            strip.stop.connect(self.jobs.stop)
        if "entrance" in self.__dict__:
            strip.stop.connect(self.entrance.runner.stop)
        for asked, act in (
            (strip.case, self.show_case_file), (strip.lock, self.lock), (strip.help, self.show_help),
            (strip.language_asked, self.switch_language), (strip.mode, self.set_mode),
            (strip.percent, self.set_percent), (strip.idle, self.set_idle),
        ):  # fmt: skip
            asked.connect(act)
        strip.set_idle_minutes(self.settings.idle_minutes)

    @Slot(object)
    def _show(self, view: QWidget) -> None:
        self._body.close_help()
        self._drop_case_view()
        if not isinstance(view, FirstView):
            theme().load_later()
        self._body.show_alone(view)
        self._show_strip()

    @Slot()
    @Slot(object)
    def _show_strip(self, state: object = None) -> None:
        view = self.case_view
        locked = self._locked_at is not None
        self.strip.set_open(view is not None)
        key = view.page.key if view is not None else ""
        wide = self.width() * 100 / theme().percent >= 1180
        compact = view is not None and view.compact
        self.strip.show_job(None if locked else self._job_state(), key, compact=compact, wide=wide)
        self.strip.set_left_margin((96 if wide else 40) if isinstance(self.view, FirstView) else 22)
        if view is not None:
            self.strip.show_words(tr("Nothing is running • every change is written to the case at once"))
        elif locked or self.session is not None:
            self.strip.show_words("")
        else:
            self.strip.show_words(self._about.words)
        title = tr("Pharmacy Closeout")
        self.setWindowTitle(f"{title} - {view.overview.name}" if view is not None and view.overview.name else title)

    @Slot()
    def _case_shown(self) -> None:
        view, session = self.case_view, self.session
        self._show_strip()
        if view is None or session is None or session.vault.practice:
            return
        self._keeper.note_recent(session.vault.path, view.overview.title, *view.stands)

    @Slot()
    def show_help(self) -> None:
        """The help of this page at the right; pressed again it goes."""
        if self.case_view is not None:
            from desktop.wizard.help import toggle_help

            toggle_help(self.case_view.page)
        elif self._body.help is not None or self._locked_at is None:
            self._body.open_help()

    @Slot(object, str)
    def _show_trouble(self, error: OwnerError, details: str) -> None:
        self._back_from_sheet()
        page = self.case_view.page if self.case_view is not None else None
        if page is not None:
            trouble.show_in(page, error, details)
        else:
            self.entrance.show_error(error, self.view)

    def _forget_waiting(self) -> None:
        if "entrance" in self.__dict__:
            self.entrance.forget()

    def _drop_case_view(self) -> None:
        view, self._case = self._case, None
        if view is not None:
            view.retire()
            self._body.drop(view)

    def _forget(self) -> None:
        """Give the case back: widgets of it, connections, key."""
        self._drop_case_view()
        session, self.session = self.session, None
        if "desk" in self.__dict__:
            self.desk.wait()
        if session is not None:
            session.vault.close()

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_strip()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.jobs.busy and self.case_view is not None:
            event.ignore()
            self._ask_to_stop(self.close)
            return
        self.jobs.wait()
        self._forget_waiting()
        if not self.isMaximized():
            self._keeper.save(replace(self.settings, size=(self.width(), self.height())))
        self._forget()
        self._trouble.stop()
        event.accept()

    def _restart_idle(self) -> None:
        if self.case_view is not None:
            self._idle.watch(self.windowHandle(), self.settings.idle_minutes)
