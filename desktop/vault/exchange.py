"""The names a case has on the disk, and how an exchange of its file that was cut short is finished.

<case>        the SQLCipher file          <case>.key        its key file
<case>.new    the new file, complete      <case>.key.new    the new key file
<case>.old    what was there before       <case>.key.old    its key file
"""

from __future__ import annotations

from pathlib import Path

from desktop.disk.overwrite import erase_own
from desktop.disk.records import Evidence

KEY = ".key"
OLD = ".old"
NEW = ".new"


def key_path(case: Path) -> Path:
    """Where the key file of a case lies: beside it, with `.key` added."""
    return named(case, KEY)


def named(path: Path, suffix: str) -> Path:
    """The file beside, with a suffix after its whole name."""
    return path.with_name(path.name + suffix)


def settle(path: Path) -> None:
    """Finish a swap that was cut short: the new file and its key file take their final names, together."""
    new, new_key = named(path, NEW), named(key_path(path), NEW)
    if not path.exists() and new.exists() and new_key.exists():
        new_key.replace(key_path(path))
        new.replace(path)
    elif not path.exists() and new.exists():
        new.replace(path)


def sweep(path: Path) -> tuple[Evidence, ...]:
    """Erase in place what an exchange left behind: old case file, its log, old key file."""
    leftovers = [file for base in (path, key_path(path)) for file in sorted(path.parent.glob(f"{base.name}{OLD}*"))]
    return tuple(erase_own(file) for file in leftovers)


def take_back(path: Path) -> None:
    """Remove a new case that nobody has had yet: both halves and what SQLite keeps beside them."""
    for file in (*(named(path, ending) for ending in ("", "-wal", "-shm", "-journal")), key_path(path)):
        file.unlink(missing_ok=True)
