"""The question bar: what only the owner can know, with its answers beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QWidget

from desktop.classification.records import Question
from desktop.ui.flow import FlowLayout
from desktop.ui.forms import DateField
from desktop.ui.widgets import Button, IconView, Label, column, row
from desktop.words import tr

BESIDE = 2
"""So many answers stand beside the question; more stand below it."""


class QuestionBar(QFrame):
    """One question. `answered(value)` is called with a choice or with a day in ISO text, `later()` to see the next."""

    def __init__(
        self,
        question: Question,
        total: int,
        answered: Callable[[str], object],
        later: Callable[[], object],
        *,
        beside: bool,
    ) -> None:
        super().__init__()
        self.setObjectName("msg")
        self.setProperty("tone", "ask")
        self.question = question
        texts = column(Label(tr(question.sentence), "name", wrap=True), gap=2)
        about = self._about(total)
        if about:
            texts.addWidget(Label(about, "small", wrap=True))
        buttons = QWidget()
        beside = beside and len(question.choices) <= BESIDE and not question.takes_day
        flow = row(gap=8) if beside else FlowLayout(buttons, gap=8)
        if beside:
            buttons.setLayout(flow)
        self.buttons: dict[str, Button] = {}
        if question.takes_day:
            self.day = DateField()
            flow.addWidget(self.day)
            self.buttons["day"] = Button(tr("Take this day"), small=True, on=lambda: self._take_day(answered))
            flow.addWidget(self.buttons["day"])
        for value, words in question.choices:
            self.buttons[value] = Button(tr(words), small=True, on=partial(answered, value))
            flow.addWidget(self.buttons[value])
        look = Button(tr("I have to look first"), "link", small=True, on=later)
        flow.addWidget(look)
        self.buttons["later"] = look
        inner = row(texts, buttons, gap=12) if beside else column(texts, buttons, gap=8)
        inner.setStretch(0, 1 if beside else 0)
        box = row(IconView("question", "warn", 20), inner, gap=12, margins=(18, 10, 14, 10))
        box.setStretch(1, 1)
        self.setLayout(box)
        self.setAccessibleName(tr(question.sentence))

    def _about(self, total: int) -> str:
        place = tr("{n} questions left", n=total) if total > 1 else ""
        if self.question.group_name:
            name = tr("About: {name}", name=self.question.group_name)
        else:
            name = tr("About the shop, decides {n} record groups", n=self.question.groups)
        return " · ".join(part for part in (place, name) if part)

    def _take_day(self, answered: Callable[[str], object]) -> None:
        day = self.day.value()
        if day is None:
            self.day.setFocus()
        else:
            answered(day.isoformat())
