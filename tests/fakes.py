"""Stand-ins at the edge of the machine: small, named, and the same for every test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FixedClock:
    """A clock that shows one time until it is moved."""

    def __init__(self, now: datetime = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def go_on(self, *, days: int = 0, minutes: int = 0) -> None:
        self.time += timedelta(days=days, minutes=minutes)
