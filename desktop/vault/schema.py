"""The numbered schema files: each applied once, in one transaction together with its number."""

from __future__ import annotations

from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from desktop.disk.durable import copy_verified
from desktop.errors import OwnerError
from desktop.resources import resource
from desktop.words import say


def schema_files() -> list[tuple[int, Path]]:
    """The schema files with their numbers, in order: `0003_inventory.sql` is number 3."""
    return [(int(file.name[:4]), file) for file in sorted(resource("schema").glob("[0-9][0-9][0-9][0-9]_*.sql"))]


def newest() -> int:
    """The schema number this program knows."""
    return schema_files()[-1][0]


def version(db: sqlcipher.Connection) -> int:
    """The schema number of an open case."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def bring_up_to_date(db: sqlcipher.Connection, path: Path) -> list[int]:
    """Apply what is missing; the file is copied aside first. A case from a newer program is refused.

    Returns the numbers that were applied.
    """
    have = version(db)
    if have > newest():
        raise OwnerError(
            say("This case was written by a newer version of the program."),
            meaning=say("It has not been opened and nothing in it has changed."),
            todo=say("Install the newest version on this PC and open the case with it."),
        )
    missing = [(number, file) for number, file in schema_files() if number > have]
    if missing and have:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy_verified(path, path.with_name(f"{path.name}.before-{missing[0][0]:04d}"), replace=True)
    for number, file in missing:
        db.executescript(
            f"BEGIN IMMEDIATE; {file.read_text(encoding='utf-8')}; PRAGMA user_version = {number}; COMMIT;"
        )
    return [number for number, _ in missing]
