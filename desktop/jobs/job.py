"""A job is a generator that yields `Progress` and returns its result. It knows neither Qt nor threads.

Each unit marks its intent, acts, and commits the result with its journal line before it yields. Stop takes effect
between units by closing the generator; running the job again goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from desktop.words import Sentence

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `done` and `total` count `unit`s; `total` is None while it is not known."""

    done: int
    total: int | None = None
    item: str = ""
    """What is being worked on, shown to the owner, never logged."""
    stage: Sentence | None = None
    unit: Sentence | None = None
    speed: Sentence | None = None


Job: TypeAlias = Generator[Progress, None, R]


def run_to_end(steps: Generator[object, None, R]) -> R:
    """Run a job, or another generator that does its work in steps, here and now, and give its result."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
