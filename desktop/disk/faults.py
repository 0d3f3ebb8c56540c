"""What the system answers when something does not work, as sentences the owner can act on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from desktop.disk.records import Problem
from desktop.errors import OwnerError
from desktop.words import Sentence, say


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of answer: for the register, and in two sentences."""

    problem: Problem
    happened: Sentence
    todo: Sentence


_BUSY = Fault(
    Problem.IN_USE, say("Another program has the file open."), say("Close the program that uses it, then try again.")
)
_DENIED = Fault(
    Problem.NO_PERMISSION,
    say("This account may not change the file or its folder."),
    say("Give this account the right to write there, or start the program as administrator, then try again."),
)
_READ_ONLY = Fault(
    Problem.READ_ONLY, say("The drive is write-protected."), say("Remove the write protection, then try again.")
)
_FULL = Fault(
    Problem.FULL, say("The drive is full."), say("Free some space on it or choose another drive, then try again.")
)
_DEVICE = Fault(
    Problem.DEVICE_ERROR,
    say("The drive does not answer as it should."),
    say("Check the cable or plug the drive in again. If it happens again, the drive is damaged."),
)
_GONE = Fault(
    Problem.MISSING,
    say("The file or folder is not there any more."),
    say("Check that the drive is plugged in, then try again."),
)
_TOO_LARGE = Fault(
    Problem.FULL,
    say("The file is too large for this drive's file system."),
    say("Choose a drive formatted as exFAT or NTFS."),
)
_NAME = Fault(Problem.OTHER, say("The drive does not take this name."), say("Choose a shorter name, then try again."))
_TAKEN = Fault(
    Problem.OTHER, say("There already is a file of this name."), say("Choose another name or another folder.")
)
_OTHER = Fault(
    Problem.OTHER, say("The system refused the operation."), say("Try again. If it happens again, restart the PC.")
)

_BY_NUMBER = {
    errno.EBUSY: _BUSY,
    errno.ETXTBSY: _BUSY,
    errno.EAGAIN: _BUSY,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: _READ_ONLY,
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _TOO_LARGE,
    errno.EIO: _DEVICE,
    errno.ENXIO: _DEVICE,
    errno.ENODEV: _DEVICE,
    errno.ENOTCONN: _DEVICE,
    errno.EUCLEAN if hasattr(errno, "EUCLEAN") else -1: _DEVICE,
    errno.ESTALE: _GONE,
    errno.ENOENT: _GONE,
    errno.ENOTDIR: _GONE,
    errno.EINVAL: _NAME,
    errno.ENAMETOOLONG: _NAME,
    errno.EEXIST: _TAKEN,
}
_BY_WINDOWS_NUMBER = {
    5: _DENIED,
    19: _READ_ONLY,
    21: _DEVICE,
    23: _DEVICE,
    27: _DEVICE,
    31: _DEVICE,
    32: _BUSY,
    33: _BUSY,
    39: _FULL,
    55: _DEVICE,
    112: _FULL,
    123: _NAME,
    206: _NAME,
    223: _TOO_LARGE,
    1117: _DEVICE,
    1167: _DEVICE,
    1224: _BUSY,
}


def fault(error: OSError) -> Fault:
    """The kind of an operating system's error; the Windows number counts where there is one."""
    number = getattr(error, "winerror", None)
    if number in _BY_WINDOWS_NUMBER:
        return _BY_WINDOWS_NUMBER[number]
    return _BY_NUMBER.get(error.errno or 0, _OTHER)


def owner_error(error: OSError) -> OwnerError:
    """What happened and what to do, for a failed write. Nothing is half-written, so that is what it means."""
    kind = fault(error)
    meaning = say("Nothing was left half-written, and everything from before is still there.")
    return OwnerError(kind.happened, meaning=meaning, todo=kind.todo)


@contextmanager
def full_disk_guard() -> Iterator[None]:
    """Turn an operating system's refusal inside the block into an OwnerError."""
    try:
        yield
    except OSError as error:
        raise owner_error(error) from error
