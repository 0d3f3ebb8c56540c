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


class Drawer:
    """A keyring in memory; `locked` answers as one that the user does not open."""

    def __init__(self, *, locked: bool = False) -> None:
        self.kept: dict[str, str] = {}
        self.locked = locked

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.kept[service + username] = password

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get(service + username)

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.kept[service + username]

    def _open(self) -> None:
        if self.locked:
            import keyring.errors

            raise keyring.errors.KeyringLocked
