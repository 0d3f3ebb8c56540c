"""A copy of the case on another drive, and the way back. A backup is worth something once it has been opened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.clock import Clock
from desktop.disk.durable import copy_verified, digest_from_drive, full_disk_guard, path_beside
from desktop.errors import OwnerError
from desktop.jobs.job import Job, Progress, run_to_end
from desktop.vault import database
from desktop.vault.exchange import key_path
from desktop.vault.key import KeyFile
from desktop.vault.vault import Vault
from desktop.words import say

_MADE = "backups"
"""Fact of a case: its finished backups, a JSON list of [time, path]."""
_STEPS = 4


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that has been opened and checked. `journal_last` is the last journal line in it."""

    path: Path
    journal_last: int


@dataclass(frozen=True, slots=True)
class BackupMade:
    """What the case remembers of a finished backup: when (UTC) and where it was written."""

    time: datetime
    path: str


def back_up(vault: Vault, folder: Path) -> Backup:
    """`backing_up` without progress."""
    return run_to_end(backing_up(vault, folder))


def backing_up(vault: Vault, folder: Path) -> Job[Backup]:
    """Copy case and key file to `folder`, open the copy with its key and compare the journal.

    The name carries day and minute, so that an older backup is never overwritten. The journal counts a backup before
    the first byte is written: one that a power cut left behind is asked about in the erasure plan as well.
    """
    stamp = vault.clock.now().astimezone().strftime("%Y%m%d-%H%M")
    target = folder / f"{vault.path.stem}-{stamp}{vault.path.suffix}"
    yield Progress(0, _STEPS, stage=say("Copying the case"))
    with _pair(target):
        with vault.change(late=True) as change:
            change.note("case.backed_up", f"case:{vault.case_code}")
        last = int(vault.fact("journal_last") or 0)
        copy_verified(key_path(vault.path), key_path(target))
        with path_beside(target, replace=False) as beside:
            vault.copy_to(beside)
            yield Progress(1, _STEPS, stage=say("Opening the copy and checking every page"))
            held = _check_copy(vault, beside, last)
        yield Progress(2, _STEPS, stage=say("Reading the copy back from the drive"))
        copied = digest_from_drive(target)
        yield Progress(3, _STEPS)
    _note_made(vault, target, copied.sha256, copied.bytes)
    yield Progress(_STEPS, _STEPS)
    return Backup(target, held)


def backups(vault: Vault) -> tuple[BackupMade, ...]:
    """The finished backups, the newest last."""
    made = json.loads(vault.fact(_MADE) or "[]")
    return tuple(BackupMade(datetime.fromisoformat(time), path) for time, path in made)


@full_disk_guard()
def restore(
    backup: Path, target: Path, clock: Clock, *, passphrase: str | None = None, recovery_code: str | None = None
) -> Vault:
    """Put a backup at `target` and open it. A case that lies there is not touched.

    The secret is tried on the backup's own key file first: with a wrong one nothing is written.
    """
    if not backup.exists():
        raise OwnerError(
            say("The backup {name} is not there.", name=backup.name),
            todo=say("Plug in the drive with the backup, then choose the file again."),
        )
    if target.exists() or key_path(target).exists():
        raise OwnerError(
            say("There is already a case named {name} in this folder.", name=target.name),
            meaning=say("It has not been touched."),
            todo=say("Choose another name or another folder."),
        )
    case_key = KeyFile.load(key_path(backup)).unlock(passphrase=passphrase, recovery_code=recovery_code)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _pair(target):
        copy_verified(key_path(backup), key_path(target))
        copy_verified(backup, target)
        vault = Vault.open(target, clock, case_key=case_key)
    with vault.change(late=True) as change:
        change.note("case.restored", f"case:{vault.case_code}")
    return vault


@contextmanager
def _pair(target: Path) -> Iterator[None]:
    """Case and key file under their final names, both or neither. Neither was there before."""
    for file in (target, key_path(target)):
        if file.exists():
            raise OwnerError(
                say("There already is a file of this name."),
                meaning=say("It was left as it is, and nothing was written."),
                todo=say("Choose another name or another folder."),
            )
    try:
        yield
    except BaseException:
        for file in (target, *target.parent.glob(f"{target.name}-*"), key_path(target)):
            file.unlink(missing_ok=True)  # encrypted, and the case itself is whole elsewhere
        raise


def _note_made(vault: Vault, target: Path, sha256: str, size: int) -> None:
    made = [[each.time.isoformat(), each.path] for each in backups(vault)]
    with vault.change(late=True) as change:
        change.set(_MADE, json.dumps([*made, [change.time, str(target)]]))
        change.note("case.backup_checked", f"case:{vault.case_code}", sha256=sha256, bytes=size)


def _check_copy(vault: Vault, copy: Path, last: int) -> int:
    """Open the copy, authenticate its pages; gives its last journal line, which may be later than `last`."""
    db = database.connect(copy, vault.raw_key())
    try:
        held = int(db.execute("SELECT value FROM meta WHERE key = 'journal_last'").fetchone()[0])
        if database.faults(db) or held < last:
            raise database.DamagedCase
        db.execute("PRAGMA journal_mode = DELETE")
    finally:
        db.close()
    return held
