"""The body of the window: one view at a time, and below it the status strip over the full width.

The strip has the running job with stop, then lock, display, language, help.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from desktop.ui.theme import SCALES, px, theme
from desktop.ui.widgets import Button, Label, column, row
from desktop.wizard.settings import spoken_day
from desktop.words import language, tr

if TYPE_CHECKING:  # nothing runs yet when the first window is shown, and no menu is open
    from PySide6.QtWidgets import QMenu

    from desktop.jobs.runner import JobState
    from desktop.wizard.help import HelpOver
    from desktop.wizard.strip_job import StripJob

IDLE_CHOICES = (1, 3, 5, 10, 20, 30, 60)


@dataclass(frozen=True, slots=True)
class About:
    """What the first window says at its foot."""

    version: str
    rules_until: str = ""

    @property
    def words(self) -> str:
        """The version, and up to which day the law was read."""
        until = tr("rules as of {day}", day=spoken_day(self.rules_until)) if self.rules_until else ""
        return " • ".join(t for t in (tr("Version {v}", v=self.version), until) if t)


class Strip(QFrame):
    """What can be asked for here: stop, lock, another language, help, a mode, a text size, an idle time."""

    stop = Signal()
    case = Signal()
    lock = Signal()
    language_asked = Signal()
    help = Signal()
    mode = Signal(str)
    percent = Signal(int)
    idle = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self._idle_words = Label(kind="small")
        self._job: StripJob | None = None
        self.case_button = Button(tr("Case"), "quiet", icon="archive", on=self.case.emit)
        self.lock_button = Button(tr("Lock"), "quiet", icon="lock", on=self.lock.emit)
        self._display = Button(tr("Display"), "quiet", icon="settings", on=self._open_display)
        self.language_button = Button("English" if language() == "zh_CN" else "中文", "quiet", icon="globe")
        self.language_button.clicked.connect(self.language_asked)
        self.help_button = Button(tr("Help F1"), "quiet", icon="help", on=self.help.emit)
        right = (self.case_button, self.lock_button, self._display, self.language_button, self.help_button)
        self._box = row(self._idle_words, None, *right, gap=8, margins=(22, 3, 13, 4))
        self.setLayout(self._box)
        self._idle_minutes = 10
        self.show_job(None, "", compact=False, wide=True)

    def set_open(self, case: bool) -> None:
        """Whether a case is open: without one there is nothing to back up and nothing to lock."""
        self.case_button.setVisible(case)
        self.lock_button.setVisible(case)

    def set_left_margin(self, margin: int) -> None:
        """Where the strip begins: below the words of the first window it is further in."""
        self._box.setContentsMargins(px(margin), px(3), px(13), px(4))

    def minimumSizeHint(self) -> QSize:
        """Little: what does not fit is left out, see `StripJob.fit`."""
        return QSize(px(480), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._job is not None and not self._job.isHidden():
            self._job.fit(self.width() - self._beside_job())

    def _beside_job(self) -> int:
        """The width of everything else that is shown; layouts keep what they measured before, so it is added up."""
        edge = self._box.contentsMargins()
        total = edge.left() + edge.right()
        for place in range(self._box.count()):
            widget = self._box.itemAt(place).widget()
            if widget is not None and widget is not self._job and not widget.isHidden():
                total += widget.sizeHint().width() + self._box.spacing()
        return total

    def show_words(self, words: str) -> None:
        """What stands at the left while nothing runs."""
        self._idle_words.setText(words)

    def set_idle_minutes(self, minutes: int) -> None:
        """After how many minutes the window locks itself, for the menu."""
        self._idle_minutes = minutes

    def show_job(self, state: JobState | None, page_key: str, *, compact: bool, wide: bool) -> None:
        """The running job, or none. On the page that owns it, what the page shows larger is left out."""
        self._idle_words.setVisible(state is None)
        if state is None:
            if self._job is not None:
                self._job.hide()
            return
        if self._job is None:
            from desktop.wizard.strip_job import StripJob

            self._job = StripJob(self.stop.emit)
            self._box.insertWidget(1, self._job)
        self._job.show()
        self._job.show_state(state, page_key, compact=compact, wide=wide)
        self._fit()

    def _open_display(self) -> None:
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        modes = (("system", tr("Like the system")), ("light", tr("Light")), ("dark", tr("Dark")))
        self._choices(menu, [(w, theme().mode == m, partial(self.mode.emit, m)) for m, w in modes])
        menu.addSeparator()
        sizes = [(tr("Text {n} %", n=s), theme().percent == s, partial(self.percent.emit, s)) for s in SCALES]
        self._choices(menu, sizes)
        menu.addSeparator()
        choices = sorted({*IDLE_CHOICES, self._idle_minutes})
        waits = [
            (tr("Lock after {n} min without use", n=n), n == self._idle_minutes, partial(self.idle.emit, n))
            for n in choices
        ]
        self._choices(menu, waits)
        menu.popup(self._display.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _choices(self, menu: QMenu, choices: Sequence[tuple[str, bool, Callable[[], None]]]) -> None:
        from PySide6.QtGui import QAction, QActionGroup

        group = QActionGroup(menu)
        for words, on, act in choices:
            action = QAction(words, menu)
            action.setCheckable(True)
            action.setChecked(on)
            action.setActionGroup(group)
            action.triggered.connect(lambda _=False, act=act: act())
            menu.addAction(action)


class Body(QFrame):
    """What fills the window: a view over the status strip, and the help of the first window lying over both."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._stack = QStackedWidget()
        self.strip = Strip()
        self.help: HelpOver | None = None
        self._column = column(self._stack, self.strip, gap=0)
        self.setLayout(self._column)

    @property
    def view(self) -> QWidget:
        """What is shown now."""
        return self._stack.currentWidget()

    def show_alone(self, view: QWidget) -> None:
        """Show a view; all others go."""
        while self._stack.count():
            self.drop(self._stack.widget(0))
        self.show_over(view)

    def show_over(self, view: QWidget) -> None:
        """Show a view in front of the one before, which stays."""
        self._stack.addWidget(view)
        self._stack.setCurrentWidget(view)

    def drop(self, view: QWidget) -> None:
        """A view that is not needed any more."""
        self._stack.removeWidget(view)
        view.deleteLater()

    def renew_strip(self) -> None:
        """The same strip in another language or text size."""
        old, self.strip = self.strip, Strip()
        self._column.replaceWidget(old, self.strip)
        old.deleteLater()

    def open_help(self) -> None:
        """The help of the first window; opened again it goes."""
        if self.help is not None:
            self.close_help()
            return
        from desktop.wizard.help import help_over

        self.help = help_over(self, self.strip.height())
        self.help.closed.connect(self.close_help)

    @Slot()
    def close_help(self) -> None:
        """Take the help away."""
        if self.help is not None:
            self.help.hide()
            self.help.deleteLater()
            self.help = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.help is not None:
            self.help.lie_over(self, self.strip.height())
