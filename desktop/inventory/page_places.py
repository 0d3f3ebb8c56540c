"""The tab 常见存放处: every place a shop like this usually has, each answered."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame

from desktop.inventory import store, store_hand
from desktop.inventory.page_words import ANSWER_WORDS
from desktop.inventory.records import PlaceAnswer
from desktop.ui.blocks import Segmented
from desktop.ui.page import Page
from desktop.ui.widgets import Card, Hairline, Label, column, row
from desktop.words import tr


class Places(QFrame):
    """One line for each place: name, hint, and the three answers."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        self._answers: dict[str, Segmented] = {}
        self._refreshing = False
        card = Card(margins=(20, 8), gap=0)
        words = [(answer.value, tr(text)) for answer, text in ANSWER_WORDS.items()]
        for number, place in enumerate(page.session.rules.places):
            if number:
                card.body.addWidget(Hairline())
            answer = Segmented(words, "")
            answer.setAccessibleName(tr(place.name))
            answer.changed.connect(partial(self._answered, place.id))
            self._answers[place.id] = answer
            texts = column(Label(tr(place.name), "name"), Label(tr(place.hint), "small", wrap=True), gap=2)
            texts.insertStretch(0, 1)  # a hint that could wrap must not push itself away from its name
            texts.addStretch(1)
            line = row(texts, answer, gap=16, margins=(0, 8, 0, 8))
            line.setStretch(0, 1)
            card.body.addLayout(line)
        self.setLayout(column(card))

    def show_answers(self) -> None:
        """Read the answers from the case."""
        self._refreshing = True
        for place_id, answer in store.place_answers(self._page.session.vault).items():
            if place_id in self._answers and self._answers[place_id].current() != answer.value:
                self._answers[place_id].choose(answer.value)
        self._refreshing = False

    def first_open(self) -> QFrame | None:
        """The answers of the first place without one."""
        return next((answer for answer in self._answers.values() if not answer.current()), None)

    def answered(self) -> int:
        """How many places have an answer."""
        return sum(1 for answer in self._answers.values() if answer.current())

    def choice(self, place_id: str) -> Segmented:
        """The answers of one place."""
        return self._answers[place_id]

    def _answered(self, place_id: str, key: str) -> None:
        if self._refreshing or not key:
            return
        vault = self._page.session.vault
        if self._page.attempt(lambda: store_hand.answer_place(vault, place_id, PlaceAnswer(key))):
            self._page.did_change()
