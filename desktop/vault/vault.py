"""The vault: one case, open. Rooms read with `rows`, write inside `change`, and leave a journal line each time."""

from __future__ import annotations

import os
import secrets
import threading
import uuid
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from desktop import numbers
from desktop.clock import Clock
from desktop.disk.durable import full_disk_guard, write_beside
from desktop.errors import OwnerError
from desktop.system.single_instance import CaseLock, has_log, hold
from desktop.vault import database, journal, schema
from desktop.vault.exchange import key_path, settle, sweep, take_back
from desktop.vault.key import Derivation, KeyFile, new_key_file
from desktop.words import say

Row = Any
"""A row as SQLite gives it: columns by name. It never leaves a store."""

FROZEN = "erasure_begun"
_ACTS_SINCE = "SELECT seq, act FROM journal WHERE seq > ? ORDER BY seq"


class Frozen(OwnerError):
    """What the plan rests on cannot change any more."""

    def __init__(self) -> None:
        super().__init__(
            say("Erasure has begun: what the plan rests on is closed."),
            meaning=say("Nothing has been changed."),
            todo=say("Answers, requests, returned letters and incidents can still be entered."),
        )


class Change:
    """One transaction of one act: SQL and its journal line, both or neither."""

    def __init__(self, db: sqlcipher.Connection, time: str, actor: str) -> None:
        self._db = db
        self.time = time
        self._actor = actor
        self.noted = 0
        """The last journal line of this change; 0 while there is none."""

    def execute(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run a statement; gives the id of the inserted row."""
        return int(self._db.execute(sql, values).lastrowid or 0)

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement for many rows."""
        self._db.executemany(sql, rows)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Rows as this transaction sees them."""
        return list(self._db.execute(sql, values))

    def note(self, act: str, object_: str, **detail: object) -> None:
        """The journal line: who did what to which object. No customer's name or number goes into it."""
        last = _last_line(self._db)
        line = journal.chained(last, self.time, self._actor, act, object_, journal.canonical(detail))
        self._db.execute(
            "INSERT INTO journal (seq, time, actor, act, object, detail, previous, digest) VALUES (?,?,?,?,?,?,?,?)",
            (line.seq, line.time, line.actor, line.act, line.object, line.detail, line.previous, line.digest),
        )
        self.set("journal_last", str(line.seq))
        self.noted = line.seq

    def set(self, key: str, value: str) -> None:
        """Remember a fact about the case."""
        self._db.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
        )

    def new_number(self, kind: numbers.Kind, case_code: str) -> str:
        """The next paper number of a kind, with its check character; never used twice."""
        self._db.execute(
            "INSERT INTO paper_series VALUES (?, 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1", (kind.value,)
        )
        serial = self._db.execute("SELECT last FROM paper_series WHERE kind = ?", (kind.value,)).fetchone()[0]
        return str(numbers.make_number(kind, case_code, int(serial)))


class Vault:
    """An open case. One process holds it; each thread gets its own connection.

    `actor` is the role on whose behalf acts are journalled ("owner", "operator", …).
    """

    def __init__(self, path: Path, keys: KeyFile, case_key: bytes, lock: CaseLock, clock: Clock) -> None:
        self.path = path
        self.keys = keys
        self.clock = clock
        self.actor = "owner"
        self._case_key = case_key
        self._lock = lock
        self._threads = threading.local()
        self._connections: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._generation = 0

    # -- opening and closing

    @classmethod
    @full_disk_guard()
    def create(
        cls,
        path: Path,
        passphrase: str,
        recovery_code: str,
        clock: Clock,
        *,
        practice: bool = False,
        derivation: Derivation | None = None,
    ) -> Vault:
        """Make a new case at `path` (the key file lies beside it). `recovery_code` is the normalised 24 characters."""
        if path.exists() or key_path(path).exists():
            raise OwnerError(
                say("There is already a case named {name} in this folder.", name=path.name),
                meaning=say("It has not been touched."),
                todo=say("Choose another name or another folder."),
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = hold(path)
        try:
            code = numbers.new_case_code(practice=practice)
            keys, case_key = new_key_file(
                uuid.UUID(bytes=secrets.token_bytes(16), version=4).hex,
                code,
                passphrase,
                recovery_code,
                practice=practice,
                derivation=derivation or Derivation(),
            )
            keys.save(key_path(path))
            vault = cls(path, keys, case_key, lock, clock)
            try:
                schema.bring_up_to_date(vault._db, path)
                lock.follow()
                with vault.change() as change:
                    change.set("case_code", code)
                    change.note("case.created", f"case:{code}", practice=practice)
            except BaseException:  # a case that nobody ever had leaves neither half
                vault._close_connections()
                take_back(path)
                raise
            return vault
        except BaseException:
            lock.release()
            raise

    @classmethod
    @full_disk_guard()
    def open(
        cls, path: Path, clock: Clock, *,
        passphrase: str | None = None, recovery_code: str | None = None, case_key: bytes | None = None,
    ) -> Vault:  # fmt: skip
        """Open a case with either secret, or with the remembered case key, and check it: pages, structure, journal.

        Raises `WrongSecret`, `DamagedCase`, or the lock's own sentence when another program has the case.
        """
        path = path.resolve()  # one file has one lock, whatever links lead to it
        settle(path)
        if not path.exists():
            raise OwnerError(
                say("The case file {name} is not there.", name=path.name),
                todo=say("If it is on a USB drive, plug the drive in; otherwise choose the case by hand."),
            )
        lock = hold(path)
        try:
            _assert_at_hand(path, lock)
            keys = KeyFile.load(key_path(path))
            if path.stat().st_size < database.PAGE:  # SQLite would make a file of so few bytes into an empty database
                raise database.DamagedCase
            if case_key is None:
                case_key = keys.unlock(passphrase=passphrase, recovery_code=recovery_code)
            else:
                keys.accept(case_key)
            vault = cls(path, keys, case_key, lock, clock)
            try:
                vault.check_file()
                if schema.version(vault._db) == 0:  # a case has a schema from its first moment
                    raise database.DamagedCase
                schema.bring_up_to_date(vault._db, path)
                vault.check_journal()
                vault._assert_complete()
                sweep(path)
            except BaseException:
                vault._close_connections()
                raise
            return vault
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Close every connection, let go of the lock, forget the key."""
        self._close_connections()
        self._lock.release()
        self._case_key = b""

    def _close_connections(self) -> None:
        self._generation += 1
        for held in tuple(self._connections):
            held.db.close()

    @property
    def _db(self) -> sqlcipher.Connection:
        if getattr(self._threads, "generation", None) != self._generation:
            db = database.connect(self.path, self.raw_key())
            self._threads.held, self._threads.generation = _Connection(db), self._generation
            self._connections.add(self._threads.held)
        held: _Connection = self._threads.held
        return held.db

    # -- facts about the case

    @property
    def case_code(self) -> str:
        """The four characters that stand in every paper number of this case."""
        return self.keys.case_code

    @property
    def practice(self) -> bool:
        """Whether this is a practice case (演练)."""
        return self.keys.practice

    @property
    def frozen_since(self) -> str | None:
        """When erasure began (UTC, ISO), or None."""
        return self.fact(FROZEN)

    def fact(self, key: str) -> str | None:
        """A remembered fact about the case."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    @property
    def changing(self) -> bool:
        """Whether this thread is in the middle of a change, and so sees what may yet be taken back."""
        return bool(self._db.in_transaction)

    def acts_since(self, seq: int) -> list[tuple[int, str]]:
        """Number and act of the journal lines after line `seq`, in their order."""
        return [(int(row[0]), str(row[1])) for row in self.rows(_ACTS_SINCE, (seq,))]

    # -- reading and writing

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a query."""
        return list(self._db.execute(sql, values))

    def each(self, sql: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of a query one by one, for tables that do not fit in memory."""
        yield from self._db.execute(sql, values)

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """The first row, or None."""
        return self._db.execute(sql, values).fetchone()

    def value(self, sql: str, values: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, values)
        return row[0] if row else None

    @contextmanager
    def change(self, *, late: bool = False) -> Iterator[Change]:
        """One transaction that must leave a journal line. All or nothing.

        After erasure has begun only `late` changes are taken (answers, requests, results of the erasure itself).
        """
        db = self._db
        stamp = self.clock.now().astimezone(UTC).isoformat(timespec="seconds")
        try:
            db.execute("BEGIN IMMEDIATE")
            if not late and db.execute("SELECT 1 FROM meta WHERE key = ?", (FROZEN,)).fetchone():
                raise Frozen
            change = Change(db, stamp, self.actor)
            yield change
            if not change.noted:
                raise AssertionError("a change without a journal line")
            db.execute("COMMIT")
            self._lock.reached(change.noted)
        except BaseException as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            if isinstance(error, sqlcipher.OperationalError) and ("full" in str(error) or "disk I/O" in str(error)):
                raise database.disk_full() from error
            raise

    # -- checks

    def check_file(self) -> None:
        """Authenticate every page. Raises `DamagedCase`."""
        if database.faults(self._db):
            raise database.DamagedCase

    def journal(self) -> Iterator[journal.JournalLine]:
        """The journal from its first line."""
        for row in self._db.execute("SELECT * FROM journal ORDER BY seq"):
            yield journal.JournalLine(**{name: row[name] for name in journal.JournalLine.__slots__})

    def check_journal(self) -> None:
        """Follow the chain. Raises an `OwnerError` that names the first line that does not fit."""
        found = journal.check(self.journal(), expected_last=int(self.fact("journal_last") or 0))
        if found:
            raise OwnerError(
                say("The journal has been tampered with: line {line} does not fit.", line=found[0].seq),
                meaning=say("What the journal proves from this line on can no longer be relied on."),
                todo=say("Keep this file as it is, and open the last backup whose journal is whole."),
            )

    def _assert_complete(self) -> None:
        """Nothing is missing that a program had written before it died: its log may have been damaged or removed.

        SQLite passes over a damaged end of its log as if it had not been written. The owner is told once; after that
        the case opens as it is, and the journal says what is missing.
        """
        before, last = self._lock.reached_before, int(self.fact("journal_last") or 0)
        if before > last and not self._lock.told_before:
            self._lock.told()
            raise OwnerError(
                say("The program was ended in the middle, and the last changes of this case are missing: {n}.",
                    n=before - last),
                meaning=say("The file beside it that ends in -wal was damaged or removed. What was destroyed stays "
                            "destroyed, but this case may no longer know it."),
                todo=say("If that file was moved, put it back. If there is a newer backup, restore it. To go on with "
                         "what is left, open the case once more; the journal will say so."),
            )  # fmt: skip
        if before > last:
            with self.change(late=True) as change:
                change.note("case.changes_missing", f"case:{self.case_code}", last=last, written=before)
        self._lock.opened()

    # -- keys

    def set_passphrase(self, passphrase: str) -> None:
        """A new passphrase for the same case; the database is not written anew."""
        self._rewrap(self.keys.with_secret(self._case_key, passphrase=passphrase), "case.passphrase_changed")

    def set_recovery_code(self, code: str) -> None:
        """A new recovery code; the old sheet is void from now on."""
        self._rewrap(self.keys.with_secret(self._case_key, recovery_code=code), "case.recovery_code_changed")

    def case_key(self) -> bytes:
        """What a keyring keeps: it opens the case without the passphrase, and outlives a change of it."""
        return self._case_key

    def raw_key(self) -> bytes:
        """The key of the SQLCipher file, for the copies that the vault makes of itself."""
        return self.keys.database_key(self._case_key)

    def fresh_database_key(self) -> tuple[KeyFile, bytes]:
        """A key file with a new database key, not yet in use, and that key."""
        return self.keys.with_new_database_key(self._case_key)

    def take_keys(self, keys: KeyFile) -> None:
        """Go on with the file that these keys open; every connection is made anew."""
        self._close_connections()
        self._lock.follow()
        self.keys = keys

    @contextmanager
    def alone(self) -> Iterator[sqlcipher.Connection]:
        """The only connection there is, for work on the whole file; it is closed afterwards."""
        self._close_connections()
        try:
            yield self._db
        finally:
            self._close_connections()

    def copy_to(self, path: Path) -> None:
        """A consistent copy under the same key, page by page."""
        try:
            with closing(sqlcipher.connect(str(path))) as target:
                target.execute(f"PRAGMA key = \"x'{self.raw_key().hex()}'\"")
                self._db.backup(target)
        except sqlcipher.OperationalError as error:
            raise OwnerError(
                say("The copy could not be written: the drive is full, was pulled out, or takes nothing."),
                meaning=say("The case itself is unharmed; the unfinished copy was thrown away."),
                todo=say("Plug the drive in again or use another one, then do it once more."),
            ) from error

    def _rewrap(self, keys: KeyFile, act: str) -> None:
        """The new key file is on the drive before the journal says so, and takes its name after that.

        On a full drive the old secrets open the case, and nothing says otherwise.
        """
        with write_beside(key_path(self.path)) as file:
            file.write(keys.as_bytes())
            file.flush()
            os.fsync(file.fileno())
            with self.change(late=True) as change:
                change.note(act, f"case:{self.case_code}")
        self.keys = keys


class _Connection:
    """The connection of one thread, which alone holds it: closed with the vault, or when that thread is no more."""

    __slots__ = ("__weakref__", "db")

    def __init__(self, db: sqlcipher.Connection) -> None:
        self.db = db

    def __del__(self) -> None:
        self.db.close()


def _assert_at_hand(path: Path, lock: CaseLock) -> None:
    """The file can be written, and the log of a program that died lies beside this name of it and not another."""
    if not os.access(path, os.W_OK):  # SQLite would open it, and the first change would fail
        raise database.OutOfReach(path)
    other = lock.crashed_as
    if other is None or not other.exists() or not other.samefile(path):
        return
    if has_log(other):
        lock.put_back()
        raise OwnerError(
            say("This case was last open under another name: {path}", path=other),
            meaning=say("Its last changes lie beside that name. Under this one they would be lost."),
            todo=say("Open it under that name and close it again; then it can be opened here."),
        )


def _last_line(db: sqlcipher.Connection) -> journal.JournalLine | None:
    row = db.execute("SELECT * FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return journal.JournalLine(**{n: row[n] for n in journal.JournalLine.__slots__}) if row else None
