"""The status strip over the full width: the running job with stop, then lock, display, language, help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu

from desktop.jobs.runner import JobState
from desktop.ui.progress import Bar, count_words, percent_words
from desktop.ui.theme import SCALES, px, theme
from desktop.ui.widgets import Button, Hairline, Label, frame, row
from desktop.words import language, tr

IDLE_CHOICES = (1, 3, 5, 10, 20, 30, 60)


class Strip(QFrame):
    """What can be asked for here: stop, lock, another language, help, a mode, a text size, an idle time."""

    stop = Signal()
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
        self._name = Label(kind="smallname")
        self._bar = Bar(6, 120)
        self._percent, self._count, self._speed, self._left = (Label(kind="small") for _ in range(4))
        self._lines = [Hairline(standing=16) for _ in range(3)]
        self.stop_button = Button(tr("Stop"), "quiet", icon="stop", on=self.stop.emit)
        self.stop_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        lines = self._lines
        parts = (
            self._name,
            self._bar,
            self._percent,
            lines[0],
            self._count,
            lines[1],
            self._speed,
            lines[2],
            self._left,
        )
        self._job_row = row(*parts, self.stop_button, gap=12)
        self._job = frame("clear", self._job_row)
        self.lock_button = Button(tr("Lock"), "quiet", icon="lock", on=self.lock.emit)
        self._display = Button(tr("Display"), "quiet", icon="settings", on=self._open_display)
        self.language_button = Button("English" if language() == "zh_CN" else "中文", "quiet", icon="globe")
        self.language_button.clicked.connect(self.language_asked)
        self.help_button = Button(tr("Help F1"), "quiet", icon="help", on=self.help.emit)
        right = (self.lock_button, self._display, self.language_button, self.help_button)
        self._box = row(self._idle_words, self._job, None, *right, gap=8, margins=(22, 3, 13, 4))
        self.setLayout(self._box)
        self._idle_minutes = 10
        self.show_job(None, "", compact=False, wide=True)

    def set_left_margin(self, margin: int) -> None:
        """Where the strip begins: below the words of the first window it is further in."""
        self._box.setContentsMargins(px(margin), px(3), px(13), px(4))

    def minimumSizeHint(self) -> QSize:
        """Little: what does not fit is left out, see `_fit`."""
        return QSize(px(480), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out speed, then counts, then the name's neighbours, until the rest has room."""
        parts = (
            (self._speed, self._lines[1]),
            (self._count, self._lines[0]),
            (self._percent, None),
            (self._left, self._lines[2]),
        )
        for label, line in parts:
            shown = bool(label.text())
            label.setVisible(shown)
            if line is not None:
                line.setVisible(shown)
        for label, line in parts:
            if self._needed() <= self.width():
                return
            label.hide()
            if line is not None:
                line.hide()

    def _needed(self) -> int:
        """The width of everything that is shown; layouts keep what they measured before, so it is added up here."""
        edge = self._box.contentsMargins()
        total = edge.left() + edge.right()
        for box in (self._job_row, self._box):
            for place in range(box.count()):
                widget = box.itemAt(place).widget()
                if widget is not None and widget is not self._job and not widget.isHidden():
                    total += widget.sizeHint().width() + box.spacing()
        return total

    def show_words(self, words: str) -> None:
        """What stands at the left while nothing runs."""
        self._idle_words.setText(words)

    def set_idle_minutes(self, minutes: int) -> None:
        """After how many minutes the window locks itself, for the menu."""
        self._idle_minutes = minutes

    def show_job(self, state: JobState | None, page_key: str, *, compact: bool, wide: bool) -> None:
        """The running job, or none. On the page that owns it, what the page shows larger is left out."""
        self._job.setVisible(state is not None)
        self._idle_words.setVisible(state is None)
        if state is None:
            return
        owned = state.owner == page_key
        self._name.setText(str(state.name))
        self._bar.setVisible(state.part is not None)
        self._bar.set_part(state.part or 0.0)
        self._show(self._percent, percent_words(state), None)
        self._show(self._count, "" if compact else count_words(state), self._lines[0])
        speed = str(state.progress.speed or "") if wide and not compact and not owned else ""
        self._show(self._speed, speed, self._lines[1])
        left = tr("Stopping after this item") if state.stopping else str(state.left or "")
        self._show(self._left, left, self._lines[2])
        self.stop_button.setEnabled(not state.stopping)
        self._fit()
        self._job.setAccessibleName(" ".join(t for t in (str(state.name), percent_words(state), left) if t))

    def _show(self, label: Label, words: str, line: Hairline | None) -> None:
        label.setText(words)
        label.setVisible(bool(words))
        if line is not None:
            line.setVisible(bool(words))

    def _open_display(self) -> None:
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
        group = QActionGroup(menu)
        for words, on, act in choices:
            action = QAction(words, menu)
            action.setCheckable(True)
            action.setChecked(on)
            action.setActionGroup(group)
            action.triggered.connect(lambda _=False, act=act: act())
            menu.addAction(action)
