"""SQLite databases of other programs: read without a lock, without a change, and with what was deleted in them.

A database that is in use has its latest rows in a file beside it (-wal). Opening both the usual way would write; so the
pages of the -wal are laid over the database in memory. Where that is too large, the database is read as it stands and
the -wal is searched as bytes.
"""

from __future__ import annotations

import os
import sqlite3
import struct
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from desktop.disk.names import is_plain
from desktop.inventory.readers.content import Given, Held, size_of, whole
from desktop.inventory.readers.freed import freed_lines
from desktop.inventory.readers.residue import blocks, read_residue
from desktop.inventory.readers.shapes import Line, Part, Table, Text, Unreadable
from desktop.words import say, zh

IN_MEMORY = 96 * 1024**2
LONGEST_CELL = 1024 * 1024
LONGEST_STEP = 5.0
"""Seconds between two rows; a database made to keep the reader busy is left."""
_BROKEN = (sqlite3.Error, OverflowError, ValueError)
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid"


def read_sqlite(given: Given) -> Iterator[Part]:
    """Each table, then what is left of deleted rows. Raises `Unreadable`."""
    log = _log_beside(given)
    image, replaced = _image(given, log)
    for name in _names(given, image):
        yield Table(name, _rows(given, image, name))
    yield Text(zh("Remains of deleted rows"), blocks(freed_lines(given, replaced)))
    if log is not None and image is None:
        yield read_residue(log, zh("Rows not yet in the database"))


def _log_beside(given: Given) -> Path | None:
    if isinstance(given, Held):
        return None
    log = given.with_name(given.name + "-wal")
    return log if log.is_file() and log.stat().st_size > 32 else None


def _image(given: Given, log: Path | None) -> tuple[bytes | None, frozenset[int]]:
    """The database as bytes, with the -wal laid over it, and which pages that changed.

    No bytes where it is read from its file.
    """
    # By a path of the long form of Windows SQLite finds only some files.
    by_path = isinstance(given, Path) and log is None and is_plain(given)
    if isinstance(given, Path) and (by_path or size_of(given) + (size_of(log) if log else 0) > IN_MEMORY):
        return None, frozenset()
    data = bytearray(whole(given))
    replaced = lay_over(data, whole(log)) if log is not None else frozenset()
    # In memory there is no -wal: the header must not ask for one.
    data[18:20] = b"\x01\x01"
    return bytes(data), replaced


def lay_over(data: bytearray, log: bytes) -> frozenset[int]:
    """Put the committed pages of a -wal into the database; gives their numbers, from 1."""
    magic, _, page, _, salt, pepper = struct.unpack_from(">IIIIII", log)
    if magic not in (0x377F0682, 0x377F0683) or page < 512 or page & (page - 1):
        return frozenset()
    waiting: dict[int, int] = {}
    replaced: set[int] = set()
    for at in range(32, len(log) - page - 23, page + 24):
        number, size, own_salt, own_pepper = struct.unpack_from(">IIII", log, at)
        if (own_salt, own_pepper) != (salt, pepper) or number == 0 or number > 2**24:
            break
        waiting[number] = at + 24
        if size:
            if size * page > IN_MEMORY * 2:
                break
            data[len(data) :] = bytes(max(0, size * page - len(data)))
            for place, begins in waiting.items():
                if place <= size:
                    data[(place - 1) * page : place * page] = log[begins : begins + page]
            replaced.update(waiting)
            waiting = {}
    return frozenset(replaced)


def _names(given: Given, image: bytes | None) -> list[str]:
    try:
        with closing(_open(given, image)) as database:
            return [_text(name) for (name,) in database.execute(_TABLES)]
    except _BROKEN as error:
        raise _why(error) from error


def _rows(given: Given, image: bytes | None, name: str) -> Iterator[Line]:
    quoted = name.replace('"', '""')
    try:
        with closing(_open(given, image)) as database:
            begun = [time.monotonic()]
            database.set_progress_handler(lambda: time.monotonic() - begun[0] > LONGEST_STEP, 20_000)
            found = database.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - a name from the file itself, quoted
            yield Line(0, tuple(column[0] for column in found.description))
            for number, row in enumerate(found, 1):
                cells = _cells(row)
                if any(cells):
                    yield Line(number, cells)
                begun[0] = time.monotonic()
    except _BROKEN as error:
        raise _why(error) from error


def _open(given: Given, image: bytes | None) -> sqlite3.Connection:
    if image is not None:
        database = sqlite3.connect(":memory:")
        try:
            database.deserialize(image)
        except _BROKEN:
            database.close()
            raise
    else:
        assert isinstance(given, Path)
        # Immutable: no lock is taken, no file is made beside it. Quoted as a whole, because as_uri() would make a
        # server's name of the sign before a long path of Windows, which wants a way of its own.
        place = quote(os.fsencode(given.absolute()), safe="/")
        way = "" if is_plain(given) or sys.platform != "win32" else "&vfs=win32-longpath"
        database = sqlite3.connect(f"file:{place}?mode=ro&immutable=1{way}", uri=True)
    database.text_factory = bytes
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024)
    try:
        for rule in ("PRAGMA query_only=1", "PRAGMA trusted_schema=0", "PRAGMA cell_size_check=1"):
            database.execute(rule)
    except _BROKEN:
        database.close()
        raise
    return database


def _cells(row: Sequence[object]) -> tuple[str, ...]:
    return tuple(
        [
            _text(value) if isinstance(value, bytes) else "" if value is None else _number(value)
            for value in row
        ]
    )  # fmt: skip


def _text(value: bytes | str) -> str:
    if isinstance(value, str):
        return value
    value = value[:LONGEST_CELL]
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("gb18030", "replace")
        # A picture or packed bytes, no text.
        if text.count("\ufffd") > len(text) * 0.05:
            return ""
    return text.strip().replace("\0", "")


def _number(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _why(error: Exception) -> Unreadable:
    text = str(error)
    if "encrypted" in text or "not a database" in text:
        return Unreadable(say("The database is damaged, or protected by a password."))
    if "interrupted" in text:
        return Unreadable(say("Reading the file took too long; it is probably damaged."))
    return Unreadable(say("The database is damaged, or a program writes to it. Close the program, then scan again."))
