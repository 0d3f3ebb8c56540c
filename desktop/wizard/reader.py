"""Reads a large case beside the window, so that no click waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop.jobs.job import Job, Progress
from desktop.jobs.runner import JobRunner
from desktop.words import say

if TYPE_CHECKING:
    from desktop.session import Reading, Session

SMALL = 500
"""Up to so many people a case is read in a moment, in the turn in which it is shown."""


class Reader(QObject):
    """`done` when what was missing has been read: whoever was told to wait asks again."""

    done = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = JobRunner(self)
        self._runner.failed.connect(self._give_up)
        self._runner.ended.connect(self.done)
        self._given_up = False

    def ready(self, readings: Sequence[Reading[Any]]) -> bool:
        """Whether these can be shown now. If not, they are being read, or will be when `done` has made room."""
        missing = [reading for reading in readings if not self._session.knows(reading)]
        if not missing or self._given_up or not self.is_large:
            return True
        if not self._runner.busy:
            self._runner.start(say("Reading the case"), _reading(self._session, missing))
        return False

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._runner.busy

    def wait(self) -> None:
        """Let go of the case: what is being read is read to its end and forgotten."""
        self._runner.blockSignals(True)
        self._runner.wait()

    @property
    def is_large(self) -> bool:
        """Whether reading this case takes longer than a click may wait."""
        from desktop.inventory.store import more_people_than

        return more_people_than(self._session.vault, SMALL)

    @Slot()
    def _give_up(self) -> None:
        """What cannot be read here is read where it is shown, and fails there, in words."""
        self._given_up = True


def _reading(session: Session, missing: Sequence[Reading[Any]]) -> Job[None]:
    for done, reading in enumerate(missing):
        yield Progress(done, len(missing))
        session.once(reading)
