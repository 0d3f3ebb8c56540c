"""The tab 常见存放处: every place a shop like this usually has, each answered; and what of it is not searched."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFrame

from desktop.inventory import store, store_fence, store_hand
from desktop.inventory.fence import Exclusion
from desktop.inventory.page_left_out import breakable, met_words, never_words
from desktop.inventory.page_words import ANSWER_WORDS, listed
from desktop.inventory.records import PlaceAnswer
from desktop.inventory.store import shown_name
from desktop.inventory.usual import folders_of
from desktop.ui.blocks import Segmented
from desktop.ui.page import Page
from desktop.ui.widgets import Button, Card, Hairline, Label, clear, column, row
from desktop.words import tr


class Places(QFrame):
    """One line for each place: name, hint, what of it is not searched, and the three answers. Below, all that is left
    out; `leave_out()` opens the panel for it.
    """

    def __init__(self, page: Page, leave_out: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        self._answers: dict[str, Segmented] = {}
        self._missing: dict[str, Label] = {}
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
            missing = self._missing[place.id] = Label("", "small", tone="warn", wrap=True)
            texts = column(Label(tr(place.name), "name"), Label(tr(place.hint), "small", wrap=True), missing, gap=2)
            missing.hide()
            texts.insertStretch(0, 1)  # a hint that could wrap must not push itself away from its name
            texts.addStretch(1)
            line = row(texts, answer, gap=16, margins=(0, 8, 0, 8))
            line.setStretch(0, 1)
            card.body.addLayout(line)
        self._left_out = column(gap=8)
        below = Card(margins=(20, 12), gap=8)
        change = Button(tr("Leave something out"), small=True, on=leave_out)
        head = row(Label(tr("Left out of the search"), "name"), None, change)
        below.body.addLayout(head)
        below.body.addLayout(self._left_out)
        self.setLayout(column(card, below, gap=12))

    def show_answers(self) -> None:
        """Read the answers from the case."""
        self._refreshing = True
        for place_id, answer in store.place_answers(self._page.session.vault).items():
            if place_id in self._answers and self._answers[place_id].current() != answer.value:
                self._answers[place_id].choose(answer.value)
        self._refreshing = False
        self._show_left_out()

    def first_open(self) -> QFrame | None:
        """The answers of the first place without one."""
        return next((answer for answer in self._answers.values() if not answer.current()), None)

    def answered(self) -> int:
        """How many places have an answer."""
        return sum(1 for answer in self._answers.values() if answer.current())

    def choice(self, place_id: str) -> Segmented:
        """The answers of one place."""
        return self._answers[place_id]

    def _show_left_out(self) -> None:
        left_out = store_fence.exclusions(self._page.session.vault)
        for place in self._page.session.rules.places:
            near = [one for one in left_out if any(_touches(one, folder) for folder in folders_of(place))]
            self._missing[place.id].setText("\n".join(map(_said, near)))
            self._missing[place.id].setVisible(bool(near))
        clear(self._left_out)
        for one in left_out:
            what = Label(breakable(shown_name(one.pattern)), "smallname", wrap=True)
            self._left_out.addLayout(column(what, Label(f"{one.reason}　{met_words(one)}", "small", wrap=True), gap=0))
        system = store_fence.system_met(self._page.session.vault)
        own = never_words(self._page.session.rules)
        met = tr("Met: {places}", places=listed(system)) if system else ""
        self._left_out.addWidget(Label(f"{own} {met}".strip(), "small", wrap=True))

    def _answered(self, place_id: str, key: str) -> None:
        if self._refreshing or not key:
            return
        vault = self._page.session.vault
        if self._page.attempt(lambda: store_hand.answer_place(vault, place_id, PlaceAnswer(key))):
            self._page.did_change()


def _said(one: Exclusion) -> str:
    return tr("Not searched: {what} ({why})", what=breakable(shown_name(one.pattern)), why=one.reason)


def _touches(one: Exclusion, folder: Path) -> bool:
    """Whether something that is left out lies in a folder, or the folder in it."""
    place = one.place
    return place is not None and (place.is_relative_to(folder) or folder.is_relative_to(place))
