"""A copy of the case on another drive, and the way back. A backup is worth something once it has been opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.clock import Clock
from desktop.disk.durable import copy_verified, path_beside
from desktop.errors import OwnerError
from desktop.vault import database
from desktop.vault.exchange import key_path
from desktop.vault.vault import Vault
from desktop.words import say


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that has been opened and checked. `journal_last` is the last journal line in it."""

    path: Path
    journal_last: int


def back_up(vault: Vault, folder: Path) -> Backup:
    """Copy case and key file to `folder`, open the copy with its key and compare the journal.

    The name carries day and minute, so that an older backup is never overwritten.
    """
    stamp = vault.clock.now().astimezone().strftime("%Y%m%d-%H%M")
    target = folder / f"{vault.path.stem}-{stamp}{vault.path.suffix}"
    with vault.change(late=True) as change:
        change.note("case.backed_up", f"case:{vault.case_code}")
    last = int(vault.fact("journal_last") or 0)
    with path_beside(target, replace=False) as beside:
        vault.copy_to(beside)
        _check_copy(vault, beside, last)
    copy_verified(key_path(vault.path), key_path(target), replace=True)
    return Backup(target, last)


def restore(
    backup: Path, target: Path, clock: Clock, *, passphrase: str | None = None, recovery_code: str | None = None
) -> Vault:
    """Put a backup at `target` and open it. A case that lies there is not touched."""
    if target.exists():
        raise OwnerError(
            say("There is already a case named {name} in this folder.", name=target.name),
            meaning=say("It has not been touched."),
            todo=say("Choose another name or another folder."),
        )
    copy_verified(key_path(backup), key_path(target), replace=True)
    copy_verified(backup, target)
    return Vault.open(target, clock, passphrase=passphrase, recovery_code=recovery_code)


def _check_copy(vault: Vault, copy: Path, last: int) -> None:
    db = database.connect(copy, vault.raw_key())
    try:
        held = db.execute("SELECT value FROM meta WHERE key = 'journal_last'").fetchone()
        if database.faults(db) or int(held[0]) != last:
            raise database.DamagedCase
        db.execute("PRAGMA journal_mode = DELETE")
    finally:
        db.close()
