"""Writing so that a file is either there in full or not at all, and copying so that the drive itself was asked.

Beside the final name -> flush -> (read back) -> rename -> flush the folder. A full disk, a pulled drive or a missing
permission becomes an OwnerError, and nothing stays under the final name.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop.disk import overwrite
from desktop.disk.faults import full_disk_guard, owner_error
from desktop.disk.records import BytesDone
from desktop.errors import OwnerError
from desktop.jobs.job import run_to_end
from desktop.words import say

__all__ = [
    "Copied", "copy_verified", "copying", "digest_from_drive", "digesting", "full_disk_guard", "owner_error",
    "path_beside", "remove_leftovers", "write_beside",
]  # fmt: skip

PREFIX = ".~closeout-"
_ENDING = ".part"
_CHUNK = 4 << 20


@dataclass(frozen=True, slots=True)
class Copied:
    """A file as the drive gave it back. `cache_dropped`: it did come from the drive, not from memory."""

    bytes: int
    sha256: str
    cache_dropped: bool


@contextmanager
def path_beside(path: Path, *, replace: bool = True, secret: bool = True, suffix: str = "") -> Iterator[Path]:
    """A path in the same folder for libraries that write by themselves; renamed to `path` when the block ends well.

    `suffix` is put at its end (".7z") for libraries that look at it. When the block fails, what it wrote is overwritten
    (`secret`) and removed. With replace=False an existing file is left alone. Raises OwnerError.
    """
    temp = path.with_name(f"{PREFIX}{secrets.token_hex(8)}{_ENDING}{suffix}")
    try:
        with full_disk_guard():
            if not replace and os.path.lexists(path):
                raise _taken()
            yield temp
            flush_file(temp)
            _rename(temp, path, replace)
            flush_folder(path.parent)
    except BaseException:
        _discard(temp, secret)
        raise


@contextmanager
def write_beside(path: Path, *, replace: bool = True, secret: bool = True) -> Iterator[BinaryIO]:
    """An open binary file beside `path`; see `path_beside`. Only this user may read it."""
    with path_beside(path, replace=replace, secret=secret) as temp:
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(temp, flags, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())


def copying(source: Path, target: Path, *, replace: bool = False) -> Generator[BytesDone, None, Copied]:
    """Copy beside the target, read the copy back from the drive, compare, rename. Reports 2 x the size in all.

    Raises OwnerError when the drive fails or gives back something else; then there is nothing under the target's name.
    """
    with path_beside(target, replace=replace) as temp:
        digest = hashlib.sha256()
        with source.open("rb") as reader, temp.open("xb") as writer:
            while block := reader.read(_CHUNK):
                digest.update(block)
                writer.write(block)
                yield BytesDone(len(block))
            writer.flush()
            os.fsync(writer.fileno())
        copied = yield from digesting(temp)
        if copied.sha256 != digest.hexdigest():
            raise OwnerError(
                say("The drive gave back something else than was written to it."),
                meaning=say("The copy was thrown away; the original is unharmed."),
                todo=say("Use another drive. This one may be damaged."),
            )
    return copied


def copy_verified(source: Path, target: Path, *, replace: bool = False) -> Copied:
    """`copying` without progress."""
    return run_to_end(copying(source, target, replace=replace))


def digesting(path: Path) -> Generator[BytesDone, None, Copied]:
    """Hash a file as the drive holds it, with the system's memory of it dropped first. Raises OwnerError."""
    with full_disk_guard():
        digest, size = hashlib.sha256(), 0
        with path.open("rb", buffering=0) as file:
            dropped = _drop_cache(file.fileno(), path)
            buffer = bytearray(_CHUNK)
            while count := file.readinto(buffer):
                digest.update(memoryview(buffer)[:count])
                size += count
                yield BytesDone(count)
    return Copied(size, digest.hexdigest(), dropped)


def digest_from_drive(path: Path) -> Copied:
    """`digesting` without progress."""
    return run_to_end(digesting(path))


def flush_file(path: Path) -> None:
    """A file that another library has written is on the medium when this returns. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """The folder's names are on the medium when this returns; Windows does that by itself. Raises OSError."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_leftovers(folder: Path) -> int:
    """Overwrite and remove what a crashed run left beside its final names; gives the number of files."""
    left = [path for path in folder.glob(f"{PREFIX}*{_ENDING}*") if path.is_file() and not path.is_symlink()]
    for path in left:
        _discard(path, secret=True)
    return len(left)


def _rename(temp: Path, path: Path, replace: bool) -> None:
    if replace:
        os.replace(temp, path)
        return
    if sys.platform == "win32":
        try:
            os.rename(temp, path)
        except FileExistsError as error:
            raise _taken() from error
        return
    try:
        os.link(temp, path)
    except FileExistsError as error:
        raise _taken() from error
    except OSError:
        # FAT and exFAT have no hard links: look, then rename.
        if os.path.lexists(path):
            raise _taken() from None
        os.rename(temp, path)
    else:
        os.unlink(temp)


def _taken() -> OwnerError:
    return OwnerError(
        say("There already is a file of this name."),
        meaning=say("It was left as it is, and nothing was written."),
        todo=say("Choose another name or another folder."),
    )


def _discard(temp: Path, secret: bool) -> None:
    """Nothing of a failed write stays; what cannot be overwritten is at least removed."""
    with suppress(OSError, OwnerError):
        if secret and temp.stat().st_size:
            overwrite.erase_own(temp)
    with suppress(OSError):
        temp.unlink(missing_ok=True)


def _drop_cache(descriptor: int, path: Path) -> bool:
    if sys.platform == "win32":
        from desktop.disk.windows_file import forget

        return forget(path)
    from desktop.disk.linux_file import forget

    return forget(descriptor, path)
