"""Stand-ins at the edge of the machine: small, named, and the same for every test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.disk.linux_file import LinuxFile
from desktop.disk.records import Medium


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


def put_on_a_drive(patch: pytest.MonkeyPatch, medium: Medium) -> None:
    """Until the test ends every file lies on a drive of that kind which writes in place; files and steps are real.

    What a drive is made of is all that is said: the machines that run tests do not tell it, or have another kind.
    """
    from desktop.disk import overwrite
    from tests.disk.drives import HardDisk

    class SaidDrive(HardDisk):
        def hold(self, path: Path) -> LinuxFile:
            held = super().hold(path)
            held.ground = replace(held.ground, medium=medium)
            return held

    patch.setattr(overwrite, "this_machine", SaidDrive)
