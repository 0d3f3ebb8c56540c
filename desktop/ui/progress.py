"""Progress: the bar, and the card of a running job with its stages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.jobs.runner import JobState
from desktop.ui.paint import draw_bar
from desktop.ui.theme import px, theme
from desktop.ui.widgets import BadgeView, Button, Card, Hairline, Label, clear, column, row
from desktop.words import Sentence, say, tr


class Bar(QWidget):
    """A determinate bar: 10 high on a page, 6 in a card or strip."""

    def __init__(self, high: int = 10, width: int = 0) -> None:
        super().__init__()
        self._part = 0.0
        self._high, self._wide = high, width
        policy = QSizePolicy.Policy.Fixed if width else QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_part(self, part: float) -> None:
        """0 to 1."""
        if part != self._part:
            self._part = part
            self.setAccessibleName(tr("{n} %", n=round(part * 100)))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._wide or 120), px(self._high))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_bar(painter, QRectF(0, 0, self.width(), self.height()), self._part)
        painter.end()


def count_words(state: JobState) -> str:
    """18,412 / 28,700 个文件, or the count alone while the total is not known."""
    progress = state.progress
    if progress.total:
        pattern = say(
            "{done} of {total} {unit}", done=progress.done, total=progress.total, unit=progress.unit or say("items")
        )
    elif progress.done:
        pattern = say("{done} {unit}", done=progress.done, unit=progress.unit or say("items"))
    else:
        return ""
    return tr(pattern)


def percent_words(state: JobState) -> str:
    """64 %, or nothing while the total is not known."""
    return "" if state.part is None else tr("{n} %", n=int(state.part * 100))


class ProgressCard(Card):
    """The running job on the page that owns it: how far, how long, what item, which stage, 停止 in reach."""

    def __init__(self, stages: Sequence[Sentence] = (), *, stop: Button | None = None) -> None:
        super().__init__(margins=(24, 16), gap=8)
        self._stages = tuple(stages)
        self._shown_stage: Sentence | None = None
        self._head, self._left, self._aside = Label(kind="h2"), Label(kind="small"), Label(kind="small")
        self._bar = Bar(10)
        self._item, self._place = Label(kind="name"), Label(kind="small")
        self._stage_row = row(gap=12)
        head = row(self._head, self._left, None, self._aside, gap=12)
        below = column(row(self._item, self._place, None, gap=12), self._stage_row, gap=6)
        foot = row(below, gap=16)
        foot.setStretch(0, 1)
        if stop is not None:
            foot.addWidget(stop, alignment=Qt.AlignmentFlag.AlignBottom)
        for part in (head, self._bar, foot):
            self.body.addWidget(part) if isinstance(part, QWidget) else self.body.addLayout(part)

    def show_state(self, state: JobState, *, head: str = "", place: str = "", aside: str = "") -> None:
        """Show how far the job is; `head` replaces the count, `place` follows the item, `aside` stands at the right."""
        self._head.setText(head or count_words(state) or str(state.name))
        self._left.setText(tr("Stopping after this item") if state.stopping else str(state.left or ""))
        self._aside.setText(aside or str(state.progress.speed or ""))
        self._bar.setVisible(state.part is not None)
        self._bar.set_part(state.part or 0.0)
        self._item.setText(state.progress.item)
        self._place.setText(place)
        self.setAccessibleName(" ".join(t for t in (str(state.name), percent_words(state), self._left.text()) if t))
        if self._stages and state.progress.stage != self._shown_stage:
            self._shown_stage = state.progress.stage
            self._show_stages()

    def _show_stages(self) -> None:
        from desktop.ui.cells import State

        clear(self._stage_row)
        texts = [s.text for s in self._stages]
        now = texts.index(self._shown_stage.text) if self._shown_stage and self._shown_stage.text in texts else 0
        for number, stage in enumerate(self._stages):
            if number:
                line = Hairline()
                line.setFixedWidth(px(22))
                self._stage_row.addWidget(line)
            icon, ink, words = (
                ("check", "accent", "text")
                if number < now
                else ("arc", "accent", "text")
                if number == now
                else ("circle", "text2", "text2")
            )
            self._stage_row.addWidget(BadgeView(State(str(stage), icon, ink, words)))  # type: ignore[arg-type]
        self._stage_row.addStretch(1)
