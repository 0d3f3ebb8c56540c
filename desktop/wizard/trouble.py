"""What escapes: an OwnerError is shown where the owner looks, a bug is logged without personal data and shown once."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from desktop.errors import OwnerError
from desktop.words import say, tr

if TYPE_CHECKING:
    from desktop.jobs.runner import JobRunner
    from desktop.ui.page import Page

LOG = logging.getLogger("pharmacy-closeout")


class Trouble(QObject):
    """`to_show(error, details)`: an OwnerError for the owner; `details` is empty unless there is a report to copy."""

    to_show = Signal(object, str)

    def __init__(self, version: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._version = version
        self._seen: set[str] = set()
        self._before: Callable[..., object] | None = None

    def listen(self) -> None:
        """Take everything that nobody caught in the window's thread."""
        self._before = sys.excepthook
        sys.excepthook = self.caught

    def stop(self) -> None:
        """Give the hook back."""
        if self._before is not None and sys.excepthook == self.caught:
            sys.excepthook = self._before

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """The hook itself."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.report(error)

    @Slot(object)
    def report(self, error: object) -> None:
        """Show an OwnerError; log a bug, and show it the first time it happens."""
        if isinstance(error, OwnerError):
            self.to_show.emit(error, "")
        elif isinstance(error, BaseException):
            from desktop.system.crash import details

            text = details(type(error), error, error.__traceback__, self._version)
            LOG.error("%s", text)
            if text not in self._seen:
                self._seen.add(text)
                self.to_show.emit(a_bug(), text)


def a_bug() -> OwnerError:
    """What is said of a bug."""
    return OwnerError(
        say("Something went wrong in the program itself."),
        meaning=say("What was written to the case before is safe; the last act may be missing."),
        todo=say("Try again. If it happens again, copy the details and send them to whoever looks after the program."),
    )


def show_in(page: Page, error: OwnerError, details: str) -> None:
    """Say it in the page; a report can be copied from there."""
    if details:
        words = ("copy", tr("Copy the details"))
        page.say("error", *error.sentences(), answers=[words], on=lambda _key: copy(details))
    else:
        page.show_error(error)


def ask_to_stop(page: Page | None, jobs: JobRunner, then: Callable[[], object]) -> None:
    """A job is running while the case is to be closed: stop it and do `then`, or stay. Without a page nobody is asked.

    `then` comes a turn after the job's end, when everything that hears of it has heard.
    """

    def ended() -> None:
        jobs.ended.disconnect(ended)
        QTimer.singleShot(0, jobs, then)

    def stop() -> None:
        jobs.ended.connect(ended)
        jobs.stop()

    if page is None:
        stop()
        return
    answers = [("stop", tr("Stop it and close")), ("stay", tr("Keep it running"))]
    bar = page.say("ask", say("A task is still running. It can be stopped and goes on next time."), answers=answers)

    def answered(key: str) -> None:
        page.clear_message()
        if key == "stop":
            stop()

    bar.answered.connect(answered)


def copy(text: str) -> None:
    """Put a report on the clipboard."""
    QGuiApplication.clipboard().setText(text)
