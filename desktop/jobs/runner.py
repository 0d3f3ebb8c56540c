"""The only threading code of the program: runs one job at a time and tells the window about it.

The generator lives wholly in the worker thread. What it yields reaches the window at most five times a second; stop
takes effect between two units by closing the generator. Signals from the worker arrive in slots of objects that live
in the window's thread, so nothing here needs a lock but the newest progress, which is one assignment.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from desktop.errors import OwnerError
from desktop.jobs.job import Job, Progress
from desktop.jobs.pace import Pace, spoken
from desktop.words import Sentence, say

EVERY_MS = 200
"""Five reports a second are as many as people can read."""
USUAL_TURN = sys.getswitchinterval()
SHORT_TURN = 0.0005
"""Seconds for which a job may hold Python's lock while the window waits for it.

The window lets go of the lock at every call into Qt that can take time, dozens of times in one repaint, and waits for
it again each time. While a job computes in plain Python, each of these waits lasts a whole turn: with the usual 5 ms a
repaint takes 0.1 s and is felt, with 0.5 ms it is not, and the job itself gets as much done as before.
"""


Around: TypeAlias = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class JobState:
    """What is known of the running job: its name, who owns it, how far it is, and how long it may still take."""

    name: Sentence
    owner: str
    progress: Progress
    left: Sentence | None = None
    stopping: bool = False

    @property
    def part(self) -> float | None:
        """0 to 1, or None while the total is not known."""
        total = self.progress.total
        return None if not total else min(1.0, self.progress.done / total)


class _Worker(QThread):
    """Iterates one generator to its end, or until it is asked to stop."""

    def __init__(self, job: Job[Any], around: Around, parent: QObject) -> None:
        super().__init__(parent)
        self._job = job
        self._around = around
        self.newest: Progress | None = None
        self.result: object = None
        self.error: BaseException | None = None
        self.was_stopped = False

    def run(self) -> None:
        with self._around():  # entered and left in this thread
            self._iterate()

    def _iterate(self) -> None:
        try:
            while True:
                self.newest = next(self._job)
                if self.isInterruptionRequested():
                    self.was_stopped = True
                    self._job.close()
                    return
        except StopIteration as end:
            self.result = end.value
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the window's thread
            self.error = error


class JobRunner(QObject):
    """Runs jobs one at a time. Signals: `started`, `progressed` carry a JobState; `succeeded` the result; `failed` the
    exception; `stopped` nothing; `ended` follows each of the last three.
    """

    started = Signal(object)
    progressed = Signal(object)
    succeeded = Signal(object)
    stopped = Signal()
    failed = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None, *, around: Around = nullcontext) -> None:
        """`around` is entered while a job runs, in its thread: what keeps the PC awake, for example."""
        super().__init__(parent)
        self._around = around
        self._worker: _Worker | None = None
        self._state: JobState | None = None
        self._pace = Pace(time.monotonic())
        self._shown: Progress | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._report)

    @property
    def busy(self) -> bool:
        """Whether a job is running."""
        return self._worker is not None

    @property
    def state(self) -> JobState | None:
        """The running job, or None."""
        return self._state

    def start(self, name: Sentence, job: Job[Any], owner: str = "") -> None:
        """Run a job. `name` is shown in the status strip; `owner` names the step whose page shows it large.

        Raises OwnerError while another job is running: the owner sees which one and can stop it.
        """
        if self._state is not None:
            job.close()
            raise OwnerError(
                say("Another task is still running: {name}.", name=self._state.name),
                todo=say("Wait until it has finished, or press Stop at the bottom of the window."),
            )
        self._state = JobState(name, owner, Progress(0))
        self._pace = Pace(time.monotonic())
        self._shown = None
        self._worker = _Worker(job, self._around, self)
        self._worker.finished.connect(self._finish)
        self.started.emit(self._state)
        self._timer.start()
        sys.setswitchinterval(SHORT_TURN)
        self._worker.start()

    @Slot()
    def stop(self) -> None:
        """Ask the job to stop after the unit at hand."""
        if self._worker is not None and self._state is not None:
            self._worker.requestInterruption()
            state = self._state
            self._state = JobState(state.name, state.owner, state.progress, None, stopping=True)
            self.progressed.emit(self._state)

    def wait(self) -> None:
        """Stop and wait until the unit at hand has been finished; used when the window closes."""
        worker = self._worker
        if worker is not None:
            worker.requestInterruption()
            worker.wait()
            self._finish()

    @Slot()
    def _report(self) -> None:
        worker, state = self._worker, self._state
        if worker is None or state is None or worker.newest is None or worker.newest is self._shown:
            return
        self._shown = worker.newest
        left = None if state.stopping else spoken(self._pace.left(self._shown, time.monotonic()))
        self._state = JobState(state.name, state.owner, self._shown, left, state.stopping)
        self.progressed.emit(self._state)

    @Slot()
    def _finish(self) -> None:
        worker = self._worker
        if worker is None or not worker.isFinished():
            return
        self._timer.stop()
        sys.setswitchinterval(USUAL_TURN)  # while another runner is still at work this only makes its turns longer
        self._report()
        self._worker = None
        self._state = None
        worker.deleteLater()
        if worker.error is not None:
            self.failed.emit(worker.error)
        elif worker.was_stopped:
            self.stopped.emit()
        else:
            self.succeeded.emit(worker.result)
        self.ended.emit()


def emit_is_sound(signal_owner: JobRunner) -> bool:
    """Whether emitting a signal leaves Python's objects alone.

    PySide6 6.12.0 under Python before 3.12 loses one reference to True at every emit and aborts after about 570.
    """
    before = sys.getrefcount(True)
    for _ in range(200):
        signal_owner.ended.emit()
    return sys.getrefcount(True) > before - 100
