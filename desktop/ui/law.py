"""The law's own words, and the sum that follows from them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QFrame

from desktop.ui.widgets import Label, column, row


@dataclass(frozen=True, slots=True)
class LawQuote:
    """The law's own words (Chinese in every language), with law, article and date of force."""

    words: str
    source: str


class Quote(QFrame):
    """Quoted law: a tinted bar at the left, the words, the source below."""

    def __init__(self, quote: LawQuote) -> None:
        super().__init__()
        self.setObjectName("well")
        self.setLayout(
            column(
                Label(f"“{quote.words}”", wrap=True),
                Label(quote.source, "small", wrap=True),
                gap=8,
                margins=(14, 10, 12, 10),
            )
        )


class SumLine(QFrame):
    """A line of a sum: what at the left, how much at the right."""

    def __init__(self, what: str, value: str, *, strong: bool = False) -> None:
        super().__init__()
        self.setObjectName("clear")
        left, right = Label(what, "small", wrap=True), Label(value, "h3" if strong else "small")
        box = row(left, right, gap=12)
        box.setStretch(0, 1)
        self.setLayout(box)
