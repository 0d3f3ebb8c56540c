"""What still stands in the way of a step: plain sentences, each with the place where it is mended."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.words import Sentence


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One reason why the next step is closed. `target` names the field, row or tab that the page jumps to."""

    sentence: Sentence
    target: str
