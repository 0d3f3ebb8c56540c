"""The two kinds of error: one the owner can act on, and everything else, which is a bug."""

from __future__ import annotations

from desktop.words import Sentence, tr


class OwnerError(Exception):
    """Something the owner can understand and act on.

    `happened` says what happened, `meaning` what it means for the data, `todo` what to do now.
    Pages show the three sentences in a message bar; no other exception text reaches the screen.
    """

    def __init__(self, happened: Sentence, *, meaning: Sentence | None = None, todo: Sentence | None = None) -> None:
        super().__init__(happened.text)
        self.happened = happened
        self.meaning = meaning
        self.todo = todo

    def sentences(self) -> tuple[Sentence, ...]:
        """What happened, what it means, what to do: those that are known, in this order."""
        return tuple(s for s in (self.happened, self.meaning, self.todo) if s is not None)

    def __str__(self) -> str:
        return " ".join(tr(s) for s in self.sentences())
