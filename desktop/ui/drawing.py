"""Draws a paper beside the window: setting its type and reading the fonts takes longer than a click may wait."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from desktop.errors import OwnerError
from desktop.jobs.job import Job, Progress
from desktop.jobs.runner import JobRunner
from desktop.words import say


class Drawing(QObject):
    """One paper at a time; of wishes that come meanwhile only the newest is drawn. `failed` carries an OwnerError."""

    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner = JobRunner(self)
        self._show: Callable[[bytes], object] | None = None
        self._next: tuple[Callable[[], bytes], Callable[[bytes], object]] | None = None
        runner.succeeded.connect(self._drawn)
        runner.failed.connect(self._failed)
        runner.ended.connect(self._go_on)
        self.destroyed.connect(lambda: _let_go(runner))

    @property
    def busy(self) -> bool:
        """Whether a paper is being drawn."""
        return self._runner.busy

    def wish(self, draw: Callable[[], bytes], show: Callable[[bytes], object]) -> None:
        """Draw in a thread of its own, which must not touch the case, then show in the window's."""
        self._next = draw, show
        if not self._runner.busy:
            self._go_on()

    @Slot(object)
    def _drawn(self, pdf: object) -> None:
        assert isinstance(pdf, bytes)
        if self._show is not None and self._next is None:
            self._show(pdf)

    @Slot(object)
    def _failed(self, error: object) -> None:
        if not isinstance(error, OwnerError):
            assert isinstance(error, BaseException)
            raise error
        self.failed.emit(error)

    @Slot()
    def _go_on(self) -> None:
        wish, self._next = self._next, None
        if wish is not None:
            draw, self._show = wish
            self._runner.start(say("Drawing the paper"), _drawing(draw))


def _let_go(runner: JobRunner) -> None:
    """The page is gone; nobody looks at what is still being drawn."""
    runner.blockSignals(True)
    runner.wait()


def _drawing(draw: Callable[[], bytes]) -> Job[bytes]:
    yield Progress(0)
    return draw()
