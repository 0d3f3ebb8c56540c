"""Giving up rows for good: what may stay goes into a new file under a new key, the old file is erased.

Deleting rows is not enough: their old pages lie in the write-ahead log and in the free pages of the file, readable with
the key. So the case is exported into a new file under a fresh key, the key file forgets the old key, and the old
files are overwritten in place. What a copy of the old key file could still open is said by the medium's own verdict.

A crash is safe at every point: until the key file has been renamed the old case is whole; after it, the leftovers are
found by their names and erased at the next call of `sweep`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from desktop.disk.durable import copy_verified, flush_file, full_disk_guard
from desktop.disk.overwrite import erase_own
from desktop.disk.records import Evidence
from desktop.errors import OwnerError
from desktop.vault import database
from desktop.vault.exchange import NEW, OLD, key_path, named, settle, sweep
from desktop.vault.vault import Vault


def renew(vault: Vault, statements: Sequence[str], act: str, **detail: object) -> tuple[Evidence, ...]:
    """Run `statements` (plain SQL that removes or blanks rows), then move the case into a new file under a new key.

    One transaction holds the statements and the journal line `act`. Returns the evidence of each old file erased.
    Running it again after a crash is safe. No other connection may be in use.
    """
    with vault.change(late=True) as change:
        for statement in statements:
            change.execute(statement)
        change.note(act, f"case:{vault.case_code}", old_key=vault.keys.database_key_id, **detail)
    return move_to_new_key(vault)


@full_disk_guard()
def move_to_new_key(vault: Vault) -> tuple[Evidence, ...]:
    """Export into a new file under a fresh database key, swap, and erase what was there before.

    When there is no room for the second file, it is taken away again and the case stays as it was. Raises OwnerError.
    """
    path = vault.path
    new, old = named(path, NEW), named(path, OLD)
    keys, fresh = vault.fresh_database_key()
    _remove(new)
    try:
        with vault.alone() as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            _export(db, new, fresh)
        _assert_sound(new, fresh)
        copy_verified(key_path(path), named(key_path(path), OLD), replace=True)
        keys.save(named(key_path(path), NEW))
    except BaseException:
        with suppress(OSError, OwnerError):  # what stays is removed before the next attempt
            for file in (new, named(key_path(path), OLD), named(key_path(path), NEW)):
                _remove(file)
        raise
    # The order below can be cut anywhere: `settle` finishes it from the names that are there.
    path.replace(old)
    settle(path)
    vault.take_keys(keys)
    return sweep(path)


def _remove(new: Path) -> None:
    """A file of an exchange that did not come about, with its log."""
    for file in new.parent.glob(f"{new.name}*"):
        erase_own(file)


def _export(db: sqlcipher.Connection, new: Path, key: bytes) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute(f"ATTACH DATABASE ? AS fresh KEY \"x'{key.hex()}'\"", (str(new),))
    db.execute("SELECT sqlcipher_export('fresh')")
    db.execute(f"PRAGMA fresh.user_version = {version}")
    # After a failure it would not let go, and that would be said instead; closing the connection is enough then.
    db.execute("DETACH DATABASE fresh")


def _assert_sound(new: Path, key: bytes) -> None:
    db = database.connect(new, key)
    try:
        if database.faults(db):
            raise database.DamagedCase
        db.execute("PRAGMA journal_mode = DELETE")
    finally:
        db.close()
    # Windows flushes only what is open for writing.
    flush_file(new)
