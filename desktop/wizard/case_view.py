"""An open case: band, rail, the page of a step, foot. It keeps nothing: every refresh asks the case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from desktop.gates import OpenPoint
from desktop.jobs.runner import JobRunner
from desktop.ui.page import SHORT, Page
from desktop.ui.theme import px, theme
from desktop.ui.widgets import IconView, Label, column, frame, row
from desktop.wizard import rail as rail_module
from desktop.wizard.foot import Foot
from desktop.wizard.overview import Overview
from desktop.wizard.rail import Rail
from desktop.wizard.reader import Reader
from desktop.wizard.standing import Gates, NotYetRead, Standing, State, current, standings
from desktop.wizard.steps import Step
from desktop.words import say, tr

if TYPE_CHECKING:
    from desktop.session import Session

FULL_RAIL_FROM, NARROW_RAIL_BELOW = 1200, 1000
_STEP = "step "
"""Targets that begin so are steps, not places in the page."""


class CaseView(QFrame):
    """`shown` after another step or a new reading; `closing_asked` with last words when the case is finished."""

    shown = Signal()
    closing_asked = Signal(object)

    def __init__(
        self,
        session: Session,
        jobs: JobRunner,
        steps: Sequence[Step],
        about: Callable[[Session], Overview],
        at: int | None = None,
    ) -> None:
        """`at` is the step to show; without it the first that is not done."""
        super().__init__()
        self.setObjectName("canvas")
        self._session, self._jobs, self._steps, self._about = session, jobs, tuple(steps), about
        self._pages: dict[int, Page] = {}
        self._retired = False
        self._gates, self._reader = Gates(), Reader(session, self)
        self._page_waits, self._jump_then = False, ""
        self._reader.done.connect(self._has_read)
        self.standings: tuple[Standing, ...] = ()
        self.overview = Overview("")
        self.rail, self.foot = Rail(len(steps)), Foot()
        self._stack = QStackedWidget()
        self.at = -1
        self._lay_out()
        self.rail.picked.connect(self.show_step)
        self.foot.back.connect(lambda: self.show_step(self.at - 1))
        self.foot.on.connect(self._on)
        self.foot.jump.connect(self._jump)
        for keys, button in (("Alt+Left", self.foot.back_button), ("Alt+Right", self.foot.next_button)):
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        jobs.started.connect(self._job_changed)
        # Gates are asked a turn after the page has shown the result, so that no click waits for both.
        self._fresh = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._after_job)
        jobs.ended.connect(self._later.start)
        self._read()
        self._gates.ready = self._ready
        self.show_step(current(self.standings) if at is None else at)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self.at]

    @property
    def stands(self) -> tuple[int, int]:
        """The first step that is not done, and how many points are open in it."""
        at = current(self.standings)
        return at, len(self.standings[at].open_points)

    @property
    def is_up_to_date(self) -> bool:
        """Whether nothing is being read that page or rail wait for."""
        return not self._reader.busy and not self._later.isActive()

    def show_step(self, number: int) -> None:
        """Show a step's page; steps that cannot be reached yet stay closed."""
        if not 0 <= number < len(self._steps):
            return
        fresh, self._jump_then = number not in self._pages, ""
        if fresh:
            self._pages[number] = self._make(number)
            self._stack.addWidget(self._pages[number])
        self.at = number
        self._stack.setCurrentWidget(self._pages[number])
        self.page.setFocus()
        self._measure()
        if fresh and self._reader.is_large:  # a click waits for the making of the page, and then for what it shows
            self._page_waits = True
            self._later.start()
            self._look_again()
        else:
            self.refresh()

    def retire(self) -> None:
        """The case is being closed: nothing here may ask it again."""
        self._retired = True
        self._reader.wait()
        for page in self._pages.values():
            page.retire()

    @Slot()
    def refresh(self) -> None:
        """Ask the case again: page, rail, foot."""
        if self._retired:
            return
        self._refresh_page()
        self._look_again()

    def go_to(self, key: str, target: str = "") -> None:
        """Show the step with this key and jump to a place in it."""
        keys = [step.key for step in self._steps]
        if key in keys:
            self.show_step(keys.index(key))
            if target and self._page_waits:
                self._jump_then = target
            elif target:
                self.page.jump(target)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()
        self._show_standings()

    def _lay_out(self) -> None:
        right = column(self._stack, self.foot, gap=0)
        right.setStretch(0, 1)
        across = row(self.rail, right, gap=0)
        across.setStretch(1, 1)
        box = column(gap=0)
        if self._session.vault.practice:
            box.addWidget(self._band())
        box.addLayout(across, 1)
        self.setLayout(box)

    def _band(self) -> QWidget:
        """The band of a practice case, with the invented PINs: nobody has to remember them."""
        sentence = Label(
            tr("An invented pharmacy: try what you like, none of your data is touched."), "smalltext", tone="warn"
        )
        owner, _, witness = (self._session.vault.fact("practice_pins") or "").partition(" ")
        pins = tr("PINs for practice: owner {owner}, witness {witness}", owner=owner, witness=witness) if owner else ""
        head = Label(tr("Practice"), "smallname", tone="warn")
        hint = Label(pins, "smalltext", tone="warn")
        band_row = row(IconView("flask", "warn", 18), head, 4, sentence, None, hint, gap=8, margins=(22, 4, 22, 4))
        band = frame("band", band_row)
        band.setMinimumHeight(px(32))
        return band

    def _make(self, number: int) -> Page:
        step = self._steps[number]
        page = step.make_page(self._session, self._jobs)
        page.key = step.key
        page.set_head(step.purpose, step.skip)
        page.changed.connect(self._page_changed)
        page.jump_requested.connect(self.go_to)
        page.closing_asked.connect(self.closing_asked)
        return page

    @Slot()
    def _look_again(self) -> None:
        if self._retired:
            return
        self._read()
        self._show_standings()
        self.shown.emit()

    def _ready(self, step: Step) -> bool:
        return self._reader.ready(step.readings())

    def _refresh_page(self) -> None:
        """Show the page anew, or wait until what it shows has been read."""
        self._page_waits = self.at >= 0 and not self._ready(self._steps[self.at])
        if self.at >= 0 and not self._page_waits:
            self.page.refresh()
            target, self._jump_then = self._jump_then, ""
            if target:
                self.page.jump(target)

    @Slot()
    def _has_read(self) -> None:
        if self._retired:
            return
        if self._page_waits:
            self._refresh_page()
        self._look_again()

    @Slot(object)
    def _job_changed(self, state: object) -> None:
        self._fresh = False
        self._look_again()

    @Slot()
    def _page_changed(self) -> None:
        self._fresh = True  # whoever emits this has read the case
        if self.page.has_job or self._later.isActive():
            self._later.start()
        else:
            self._look_again()

    @Slot()
    def _after_job(self) -> None:
        if self._retired:
            return
        if self._page_waits or not self._fresh:
            self._refresh_page()
        self._look_again()

    def _read(self) -> None:
        """Ask every gate; what must be read first is asked when it has been, and until then all stands as it stood."""
        running = self._jobs.state.owner if self._jobs.state else ""
        with suppress(NotYetRead):
            self.standings = standings(self._steps, self._session, running, self._gates)
        self.overview = self._about(self._session)

    def _show_standings(self) -> None:
        if self.at < 0:
            return
        wide = rail_module.WIDE
        if self._width() < FULL_RAIL_FROM:
            wide = rail_module.NARROW if self._width() < NARROW_RAIL_BELOW else rail_module.MIDDLE
        self.rail.show_all(self.standings, self.at, self.overview, wide)
        points = self._in_the_way()
        last = self.at == len(self._steps) - 1
        self.foot.show_points(points, first=self.at == 0, last=last, compact=self.compact)

    def _in_the_way(self) -> tuple[OpenPoint, ...]:
        """What keeps Next closed; of a step that is not reached yet, the step before it that is not done."""
        standing = self.standings[self.at]
        if standing.state != State.NOT_STARTED:
            return standing.open_points
        first = current(self.standings)
        name = self.standings[first].step.name
        return (OpenPoint(say("Finish step {n} {name} first", n=first + 1, name=name), f"{_STEP}{first}"),)

    @Slot(str)
    def _jump(self, target: str) -> None:
        if target.startswith(_STEP):
            self.show_step(int(target.removeprefix(_STEP)))
        else:
            self.page.jump(target)

    @property
    def compact(self) -> bool:
        """Whether the window is too small, measured by the text, for second lines."""
        return self._width() < NARROW_RAIL_BELOW or self.height() * 100 / theme().percent < SHORT - 44

    def _width(self) -> float:
        return self.width() * 100 / theme().percent

    def _measure(self) -> None:
        if self.at >= 0:
            self.page.set_compact(self.compact)

    @Slot()
    def _on(self) -> None:
        if self.at + 1 < len(self._steps):
            self.show_step(self.at + 1)
        else:
            self.page.attempt(self.page.finish)
