"""What the order of operations in overwrite.py needs of an operating system, and which one this is.

The order itself is written once, in overwrite.py; each system supplies the single steps in a file of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop.disk.records import InPlace, Medium, Problem
from desktop.errors import OwnerError
from desktop.words import Sentence


class Refused(OwnerError):
    """This file is left alone; `problem` says why, for the register."""

    def __init__(self, problem: Problem, happened: Sentence, *, todo: Sentence | None = None) -> None:
        super().__init__(happened, todo=todo)
        self.problem = problem


class ChangedFile(Refused):
    """The file is not the one that was approved: it is held back and asked about."""


@dataclass(frozen=True, slots=True)
class Extents:
    """A file's blocks on the volume, in order: (logical, physical, length) in bytes; `reason` = why not in place."""

    blocks: tuple[tuple[int, int, int], ...]
    reason: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies under a file: the volume's key, its medium and what its file system does with a write."""

    volume_key: str
    file_system: str
    medium: Medium
    in_place: InPlace
    slots_keep_names: bool
    """A removed name stays readable in its directory slot until another name is put there."""


class Held(Protocol):
    """One file, opened without following links and without truncating it. Offsets and sizes in bytes.

    Every method may raise OSError; `unlink` leaves the file open. `name` follows `rename`.
    """

    name: str
    size: int
    block: int
    ground: Ground

    def in_use(self) -> bool:
        """Another program has it open."""
        ...

    def ranges(self) -> list[tuple[int, int]]:
        """(start, end) of what is stored, the holes of a sparse file left out."""
        ...

    def extents(self) -> Extents | None:
        """The block list, None where the system does not tell it."""
        ...

    def current_size(self) -> int:
        """The size now."""
        ...

    def read_into(self, offset: int, buffer: memoryview) -> int:
        """Read up to the buffer's length; gives the count, 0 at the end."""
        ...

    def write(self, offset: int, data: memoryview) -> None:
        """Write all of it."""
        ...

    def wipe_attributes(self) -> int:
        """Overwrite and remove alternate streams and extended attributes; gives the bytes overwritten."""
        ...

    def flush(self) -> None:
        """Content and size are on the medium when this returns."""
        ...

    def drop_cache(self) -> bool:
        """The next read comes from the medium; False when that cannot be had."""
        ...

    def rename(self, name: str) -> bool:
        """Take another name in the same folder; False when that name is taken."""
        ...

    def truncate(self) -> None:
        """Cut to nothing."""
        ...

    def unlink(self) -> None:
        """Remove the name; raises OSError when the name no longer belongs to this very file."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class Machine(Protocol):
    """The steps that concern more than one file. Made anew for each batch, closed after it."""

    def hold(self, path: Path) -> Held:
        """Open a file. Raises Refused (link, not a file, hard-linked) or OSError."""
        ...

    def folder_ground(self, path: Path) -> Ground:
        """What lies under the folder of a file that is gone. Raises OSError."""
        ...

    def names_here(self, path: Path, names: Iterable[str]) -> list[str]:
        """Those of the names that exist in the file's folder."""
        ...

    def flush_all(self, files: Sequence[Held]) -> None:
        """All of these are on the medium when this returns; cheaper than one by one where the system has a way."""
        ...

    def sync_folders(self) -> None:
        """The names removed since are off the medium too."""
        ...

    def churn(self, folder: Path, names: Sequence[str]) -> None:
        """Create and remove these names, so that the folder's free slots are filled with them."""
        ...

    def close(self) -> None:
        """Let go of the folders."""
        ...


def this_machine() -> Machine:
    """The steps of the system this runs on."""
    if sys.platform == "win32":
        from desktop.disk.windows_file import WindowsMachine

        return WindowsMachine.here()
    from desktop.disk.linux_file import LinuxMachine

    return LinuxMachine()


def file_limit() -> int:
    """How many files one batch may hold open: 900 at most, fewer when descriptors are short; 256 on Windows."""
    if sys.platform == "win32":
        return 256
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(1, min(900, (soft - 128) // 2)) if soft > 0 else 900
