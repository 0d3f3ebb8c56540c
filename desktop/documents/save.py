"""Writing a finished file so that its name never stands over half of it."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

from desktop.errors import OwnerError
from desktop.words import say


def save_beside(path: Path, data: bytes) -> str:
    """Write `data` beside `path`, flush it to the disk, give it its name. Returns the SHA-256 in hexadecimal.

    Raises OwnerError when the disk is full or the folder cannot be written; a file of that name is then as it was.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
        _settle(path.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unwritable(path, error) from error
    return hashlib.sha256(data).hexdigest()


def _settle(folder: Path) -> None:
    """Flush the folder's entry; Windows does that with the file."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(path: Path, error: OSError) -> OwnerError:
    meaning = say("The paper was not saved; nothing else changed.")
    if error.errno == errno.ENOSPC:
        return OwnerError(
            say("The disk is full: {name} could not be saved.", name=path.name),
            meaning=meaning,
            todo=say("Free some space or choose another folder, then try again."),
        )
    return OwnerError(
        say("{name} could not be saved in {folder}.", name=path.name, folder=str(path.parent)),
        meaning=meaning,
        todo=say("Close the file if it is open elsewhere, check that the folder can be written, then try again."),
    )
