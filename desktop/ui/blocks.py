"""Blocks of a page: big choice, message bar, empty state, quoted law, tabs, segments, side panel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
)

from desktop.errors import OwnerError
from desktop.ui.choice import BigChoice
from desktop.ui.law import LawQuote, Quote, SumLine
from desktop.ui.panel import SidePanel
from desktop.ui.scroll import Scroll
from desktop.ui.tabs import Segmented, TabBar, Tabs
from desktop.ui.theme import px
from desktop.ui.widgets import Button, IconView, Label, Role, column, frame, row
from desktop.words import Sentence, tr

Tone: TypeAlias = Literal["ask", "warn", "ok", "error"]
_MESSAGE_ICON = {
    "ask": ("question", "warn"),
    "warn": ("alert", "warn"),
    "ok": ("check-circle", "accent"),
    "error": ("alert", "danger"),
}


class MessageBar(QFrame):
    """A message in the page: icon, sentences, at most three buttons. A question has its answers here."""

    answered = Signal(str)

    def __init__(
        self,
        tone: Tone,
        sentences: Sequence[Sentence | str],
        answers: Sequence[tuple[str, str]] = (),
        *,
        closable: bool = False,
    ) -> None:
        """`answers` are (key, words); the last of three is a link, meaning "not now"."""
        super().__init__()
        self.setObjectName("msg")
        self.setProperty("tone", tone)
        icon, ink = _MESSAGE_ICON[tone]
        words = [str(s) for s in sentences]
        texts = column(gap=2)
        for number, text in enumerate(words):
            label = Label(text, "name" if number == 0 and len(words) > 1 else "body", wrap=True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            texts.addWidget(label)
        box = row(IconView(icon, ink, 20), texts, gap=12, margins=(18, 10, 12, 10))
        box.setStretch(1, 1)
        self.setLayout(box)
        self.setAccessibleName(" ".join(words))
        self.buttons: dict[str, Button] = {}
        for number, (key, caption) in enumerate(answers):
            role: Role = "link" if number == 2 else "secondary"
            self.buttons[key] = Button(caption, role, small=True, on=partial(self.answered.emit, key))
            box.addWidget(self.buttons[key])
        if closable:
            close = Button("", "quiet", icon="x", name=tr("Close"), on=self.hide)
            box.addWidget(close, alignment=Qt.AlignmentFlag.AlignTop)
        self.setMinimumHeight(px(52))

    @staticmethod
    def of_error(error: OwnerError) -> MessageBar:
        """What happened, what it means for the data, what to do now."""
        return MessageBar("error", error.sentences(), closable=True)


class EmptyState(QFrame):
    """Nothing here yet: what it is, what to do, one button."""

    def __init__(self, icon: str, head: str, line: str, button: Button | None = None) -> None:
        super().__init__()
        self.setObjectName("clear")
        title, text = Label(head, "h2", wrap=True), Label(line, "second", wrap=True)
        for label in (title, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        holder = row(None, IconView(icon, "text2", 28), None)
        box = column(None, holder, title, text, gap=8, margins=(24, 16, 24, 16))
        if button is not None:
            box.addSpacing(px(4))
            box.addLayout(row(None, button, None))
        box.addStretch(1)
        self.setLayout(box)


def bullet(icon: str, words: str, token: str = "accent") -> QFrame:
    """An icon with a sentence that wraps."""
    box: QHBoxLayout = row(IconView(icon, token, 16), Label(words, "smalltext", wrap=True), gap=10)
    box.setAlignment(box.itemAt(0).widget(), Qt.AlignmentFlag.AlignTop)
    box.setStretch(1, 1)
    return frame("clear", box)


__all__ = [
    "BigChoice",
    "EmptyState",
    "LawQuote",
    "MessageBar",
    "Quote",
    "Scroll",
    "Segmented",
    "SidePanel",
    "SumLine",
    "TabBar",
    "Tabs",
    "Tone",
    "bullet",
]
