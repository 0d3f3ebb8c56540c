"""The first window: one filled choice, two more, and the seven steps as a promise."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.choice import BigChoice
from desktop.ui.paint import draw_words
from desktop.ui.scroll import Scroll
from desktop.ui.theme import colour, font, px, theme
from desktop.ui.widgets import IconView, Label, clear, column, frame, row
from desktop.wizard.settings import Recent
from desktop.wizard.steps import Step
from desktop.words import Sentence, say, spoken_date, tr

ASIDE_FROM = 1180
"""Width (at 100 % text) from which the steps stand beside the choices."""


class _Promise(QWidget):
    """One step of the way: circle, name, what is done there, and the line to the next."""

    def __init__(self, number: int, step: Step, last: bool) -> None:
        super().__init__()
        self._number, self._step, self._last = number, step, last
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{number} {tr(step.name)}: {tr(step.promise)}")
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(px(300), max(px(66), theme().metrics(15, 600).height() + theme().metrics(14).height() + px(18)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = px(30)
        circle = QRectF(0, 0, side, side)
        painter.setPen(QPen(colour("edge"), 1.3))
        painter.drawEllipse(circle.adjusted(1, 1, -1, -1))
        painter.setPen(colour("text2"))
        painter.setFont(font(15, 600))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))
        if not self._last:
            painter.setPen(QPen(colour("line"), 1.2))
            painter.drawLine(QPointF(side / 2 + 0.1, side + px(4)), QPointF(side / 2 + 0.1, self.height() - px(4)))
        left, look = side + px(16), theme()
        room = self.width() - left
        painter.setPen(colour("text"))
        first = look.metrics(15, 600).height()
        top = (side - first) / 2
        draw_words(painter, QRectF(left, top, room, first), tr(self._step.name), 15, 600)
        painter.setPen(colour("text2"))
        second = QRectF(left, top + first + px(2), room, look.metrics(14).height())
        draw_words(painter, second, tr(self._step.promise), 14)
        painter.end()


class FirstView(QFrame):
    """`create_asked`, `open_asked`, `practise` are chosen; `go_on` carries the path of the recent case."""

    create_asked = Signal()
    open_asked = Signal()
    practise = Signal()
    go_on = Signal(str)

    def __init__(self, steps: Sequence[Step], recent: Recent | None, farewell: Sequence[Sentence] = ()) -> None:
        """`farewell` is what is left to know of a case that has just been finished."""
        super().__init__()
        self._farewell = _farewell_bar(farewell) if farewell else None
        self.setObjectName("canvas")
        self._steps = tuple(steps)
        self._choices_box = column(gap=12)
        self._hint = Label(kind="second", wrap=True)
        self._short = Label(kind="small", wrap=True)
        self._short.setText(" › ".join(f"{n} {tr(s.name)}" for n, s in enumerate(steps, 1)))
        self._main = QWidget()
        self._main.setLayout(self._left())
        self._aside = frame("aside", self._right())
        box = row(Scroll(self._main), self._aside, gap=0)
        box.setStretch(0, 1)
        self.setLayout(box)
        self._fill(recent)

    def first_choice(self) -> BigChoice:
        """The filled one."""
        return self._choices[0]

    def choice(self, key: str) -> BigChoice:
        """A choice by its key: "go_on", "create", "open" or "practise"."""
        return self._by_key[key]

    def _left(self) -> QVBoxLayout:
        safe = row(
            IconView("shield-check", "text2", 20),
            Label(tr("This program does not use the internet; nothing is uploaded."), "small", wrap=True),
            gap=10,
        )
        safe.setStretch(1, 1)
        purpose = tr("Before a pharmacy closes or is sold: deal with every piece of customer data, and keep the proof.")
        title = Label(tr("Pharmacy Closeout"), "product", wrap=True)
        words = column(title, 4, Label(purpose, "second", wrap=True), gap=8)
        self._left_box = column(words, 24, self._choices_box, 18, self._hint, 6, self._short, None, safe, gap=4)
        if self._farewell is not None:
            self._left_box.insertWidget(0, self._farewell)
            self._left_box.insertSpacing(1, px(20))
        return self._left_box

    def _right(self) -> QVBoxLayout:
        promises = column(gap=0)
        box = column(
            Label(tr("Seven steps"), "h2"),
            Label(tr("Stop at any time and go on another day."), "small", wrap=True),
            18,
            gap=4,
        )
        for number, step in enumerate(self._steps, 1):
            promises.addWidget(_Promise(number, step, number == len(self._steps)))
        box.addLayout(promises)
        box.addStretch(1)
        self._right_box = box
        return box

    def _fill(self, recent: Recent | None) -> None:
        clear(self._choices_box)
        new = say("Begin for a pharmacy that closes or is sold. One encrypted case per shop.")
        known = say("Go on with work begun earlier, or open a case on a USB stick.")
        trial = say("Go the whole way once with an invented pharmacy, about 20 minutes; none of your data is touched.")
        self._by_key: dict[str, BigChoice] = {}
        if recent is not None:
            title = tr("Go on: {shop}", shop=recent.title)
            self._add("go_on", BigChoice("play", title, _where(recent, self._steps), filled=True, high=84, arrow=True))
            self._by_key["go_on"].clicked.connect(lambda: self.go_on.emit(recent.path))
            known = say("Open a case on this PC or on a USB stick.")
        self._add(
            "create", BigChoice("folder-plus", tr("New case"), tr(new), filled=recent is None, high=84, arrow=True)
        )
        self._add("open", BigChoice("folder-open", tr("Open a case"), tr(known), high=84, arrow=True))
        self._add("practise", BigChoice("flask", tr("Practice"), tr(trial), high=84, arrow=True))
        self._choices = list(self._by_key.values())
        self._by_key["create"].clicked.connect(self.create_asked)
        self._by_key["open"].clicked.connect(self.open_asked)
        self._by_key["practise"].clicked.connect(self.practise)
        self._hint.setText("" if recent else tr("First time? Practise once, then you know the way."))

    def _add(self, key: str, choice: BigChoice) -> None:
        self._by_key[key] = choice
        self._choices_box.addWidget(choice)

    def minimumSizeHint(self) -> QSize:
        """Little: the steps give way, and the rest scrolls."""
        return QSize(px(480), px(320))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() * 100 / theme().percent >= ASIDE_FROM
        self._aside.setVisible(wide)
        self._short.setVisible(not wide)
        self._aside.setFixedWidth(max(px(360), self.width() * 500 // 1366))
        low = self.height() * 100 / theme().percent < 690
        self._left_box.setContentsMargins(
            px(96 if wide else 40),
            px(24 if low or self._farewell else 72),
            px(72 if wide else 40),
            px(28 if not low else 14),
        )
        self._right_box.setContentsMargins(px(56), px(36 if low else 80), px(40), px(16))


def _farewell_bar(farewell: Sequence[Sentence]) -> QWidget:
    from desktop.ui.blocks import MessageBar  # seldom shown, and not waited for otherwise

    return MessageBar("ok", farewell, closable=True)


def _where(recent: Recent, steps: Sequence[Step]) -> str:
    name = steps[min(recent.step, len(steps) - 1)].name
    when = spoken_date(recent.when)
    if recent.left:
        return tr(
            "At step {n} {name}, {left} items left • last opened {when}",
            n=recent.step + 1,
            name=name,
            left=recent.left,
            when=when,
        )
    return tr("At step {n} {name} • last opened {when}", n=recent.step + 1, name=name, when=when)
