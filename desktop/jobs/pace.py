"""How long a job will still take, said calmly: smoothed, and rounded the way people speak."""

from __future__ import annotations

from desktop.jobs.job import Progress
from desktop.words import Sentence, say

SETTLING = 2.0
"""Seconds before a first guess: an earlier one would jump about."""
MEMORY = 20.0
"""Seconds over which the speed is averaged."""


class Pace:
    """Watches one job and guesses the time left; `seconds` are of any steady clock."""

    def __init__(self, seconds: float) -> None:
        self._begun = seconds
        self._last = seconds
        self._done: int | None = None
        self._speed: float | None = None

    def left(self, progress: Progress, seconds: float) -> float | None:
        """Seconds left after this progress; None while nobody can know."""
        if self._done is None:
            self._done = progress.done
            self._last = seconds
            return None
        passed = seconds - self._last
        if passed > 0 and progress.done > self._done:
            speed = (progress.done - self._done) / passed
            weight = min(1.0, passed / MEMORY) if self._speed is not None else 1.0
            self._speed = speed if self._speed is None else self._speed + weight * (speed - self._speed)
            self._done = progress.done
            self._last = seconds
        if progress.total is None or not self._speed or seconds - self._begun < SETTLING:
            return None
        return max(0.0, (progress.total - progress.done) / self._speed)


def spoken(seconds: float | None) -> Sentence | None:
    """剩约 6 分钟; seconds are never counted down one by one."""
    if seconds is None:
        return None
    if seconds < 60:
        return say("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 90:
        return say("about {n} min left", n=minutes)
    return say("about {n} hours left", n=round(minutes / 60))
