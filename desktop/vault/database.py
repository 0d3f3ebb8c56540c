"""Connections to the SQLCipher file, with the settings that erasure and confidentiality rest on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from desktop.errors import OwnerError
from desktop.words import say

PAGE = 4096
"""Bytes of a page of SQLCipher 4; no case is smaller."""
CACHE_KIB = 256 * 1024
"""Enough for a case of a million rows: page spilling, not encryption, is what costs time."""

SETTINGS = {
    "secure_delete": 1,
    "temp_store": 2,
    "foreign_keys": 1,
    "synchronous": 2,
    "cache_size": -CACHE_KIB,
}
"""secure_delete=ON, temp_store=MEMORY (files would hold rows in clear), synchronous=FULL."""


LONGEST_PATH = 512 - len("-journal")
"""Bytes of a path that SQLite takes on Linux, with the longest name that it makes beside a file."""


NO_ROOM = 256 * 1024
"""Bytes free below which an I/O error is the want of room: SQLite says no more than that when its log's index, of some
32 KiB, finds none. A drive with more than this left has another trouble."""


class DamagedCase(OwnerError):
    """The case file cannot be read with its own key."""

    def __init__(self) -> None:
        super().__init__(
            say("The case file is damaged."),
            meaning=say("Nothing has been written to it. Parts of it may be lost."),
            todo=say("Close the program, copy the case file aside, and restore the last backup."),
        )


class OutOfReach(OwnerError):
    """The system does not let SQLCipher use the file, its log or its folder; the file itself may be sound."""

    def __init__(self, path: Path) -> None:
        if len(os.fsencode(path)) > LONGEST_PATH:
            happened = say("The way to the case is too long: {folder}", folder=path.parent)
            todo = say("Choose a folder with a shorter name, nearer to the drive, then do it again.")
        elif not path.parent.is_dir():
            happened = say("The folder of the case is not there: {folder}", folder=path.parent)
            todo = say("If it is on a USB drive, plug the drive in; otherwise choose the folder anew.")
        else:
            happened = say("Nothing can be written to the case or beside it: {folder}", folder=path.parent)
            todo = say("Take off the write protection, or copy the case and its key file into a folder of your own.")
        super().__init__(happened, meaning=say("The case was not opened, nothing in it has changed."), todo=todo)


def disk_full() -> OwnerError:
    """The drive of the case has no room."""
    return OwnerError(
        say("There is no room left on the drive where the case lies."),
        meaning=say("The last change was not written; everything before it is safe."),
        todo=say("Free some space on that drive, then do the same thing again."),
    )


def no_room(error: Exception, folder: Path) -> bool:
    """Whether SQLCipher's refusal comes from a drive without room."""
    said = str(error)
    if "disk is full" in said:
        return True
    if "disk I/O" not in said and "unable to open" not in said:
        return False
    return folder.is_dir() and shutil.disk_usage(folder).free < NO_ROOM


@contextmanager
def room_guard(folder: Path) -> Iterator[None]:
    """Turn the refusal for want of room inside the block into `disk_full`; other errors pass."""
    try:
        yield
    except sqlcipher.OperationalError as error:
        if no_room(error, folder):
            raise disk_full() from error
        raise


class Connection(sqlcipher.Connection):  # type: ignore[misc]
    """A connection that says in plain words when the drive is full, whoever uses it and for whatever."""

    folder = Path()

    def execute(self, *given: Any) -> Any:
        """One statement."""
        with room_guard(self.folder):
            return super().execute(*given)

    def executemany(self, *given: Any) -> Any:
        """One statement for many rows."""
        with room_guard(self.folder):
            return super().executemany(*given)

    def executescript(self, *given: Any) -> Any:
        """Several statements."""
        with room_guard(self.folder):
            return super().executescript(*given)


def connect(path: Path, raw_key: bytes) -> sqlcipher.Connection:
    """A connection in autocommit mode, keyed, set and asserted. Raises `DamagedCase`, `OutOfReach`, `disk_full`."""
    try:
        db = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False, timeout=10, factory=Connection)
    except sqlcipher.OperationalError as error:
        raise OutOfReach(path) from error
    db.folder = path.parent
    db.row_factory = sqlcipher.Row
    try:
        db.execute("PRAGMA cipher_log_level = NONE")
        db.execute(f"PRAGMA key = \"x'{raw_key.hex()}'\"")
        for name, value in SETTINGS.items():
            db.execute(f"PRAGMA {name} = {value}")
        with room_guard(path.parent):  # it writes when its row is fetched
            mode = db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except OwnerError:
        db.close()
        raise
    except sqlcipher.DatabaseError as error:
        db.close()
        if "locked" in str(error):
            raise
        if "unable to open" in str(error) or "readonly" in str(error):
            raise OutOfReach(path) from error
        raise DamagedCase from None
    for name, value in SETTINGS.items():
        assert db.execute(f"PRAGMA {name}").fetchone()[0] == value, name
    assert mode == "wal"
    return db


def faults(db: sqlcipher.Connection) -> list[str]:
    """Pages whose authentication fails and structures that do not fit; empty for a sound file."""
    try:
        broken = [str(row[0]) for row in db.execute("PRAGMA cipher_integrity_check")]
        return broken or [str(row[0]) for row in db.execute("PRAGMA quick_check") if row[0] != "ok"]
    except sqlcipher.DatabaseError as error:
        return [str(error)]
