"""The running job in the status strip: name, bar, counts, time left, stop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from desktop.jobs.runner import JobState
from desktop.ui.progress import Bar, count_words, percent_words
from desktop.ui.widgets import Button, Hairline, Label, row
from desktop.words import tr


class StripJob(QFrame):
    """What the strip says of a job; `stop` is called when it is to stop."""

    def __init__(self, stop: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._name = Label(kind="smallname")
        self._bar = Bar(6, 120)
        self._percent, self._count, self._speed, self._left = (Label(kind="small") for _ in range(4))
        self._lines = lines = [Hairline(standing=16) for _ in range(3)]
        self.stop_button = Button(tr("Stop"), "quiet", icon="stop", on=stop)
        self.stop_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
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
        self._row = row(*parts, self.stop_button, gap=12)
        self.setLayout(self._row)

    def show_state(self, state: JobState, page_key: str, *, compact: bool, wide: bool) -> None:
        """How far the job is. On the page that owns it, what the page shows larger is left out."""
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
        self.setAccessibleName(" ".join(t for t in (str(state.name), percent_words(state), left) if t))

    def fit(self, room: int) -> None:
        """Leave out speed, then counts, then the name's neighbours, until the rest has `room` px in width."""
        parts = (
            (self._speed, self._lines[1]),
            (self._count, self._lines[0]),
            (self._percent, None),
            (self._left, self._lines[2]),
        )
        for label, line in parts:
            self._show(label, label.text(), line)
        for label, line in parts:
            if self._needed() <= room:
                return
            label.hide()
            if line is not None:
                line.hide()

    def _needed(self) -> int:
        total = 0
        for place in range(self._row.count()):
            widget = self._row.itemAt(place).widget()
            if widget is not None and not widget.isHidden():
                total += widget.sizeHint().width() + self._row.spacing()
        return total

    def _show(self, label: Label, words: str, line: Hairline | None) -> None:
        label.setText(words)
        label.setVisible(bool(words))
        if line is not None:
            line.setVisible(bool(words))
