"""The time, as something that can be handed in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that knows the time."""

    def now(self) -> datetime:
        """The time now, aware, in UTC."""
        ...


class SystemClock:
    """The clock of this PC."""

    def now(self) -> datetime:
        """The time now, aware, in UTC."""
        return datetime.now(UTC)


def today(clock: Clock) -> date:
    """The local calendar day."""
    return clock.now().astimezone().date()


def local_time(stamp: str) -> datetime:
    """A stored UTC stamp (ISO 8601) as local time without zone."""
    return datetime.fromisoformat(stamp).astimezone().replace(tzinfo=None)
