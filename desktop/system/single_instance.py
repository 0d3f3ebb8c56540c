"""One writer per case: a lock beside the case file, held as long as the program runs, free again after any crash."""

from __future__ import annotations

import getpass
import json
import os
import socket
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from desktop.errors import OwnerError
from desktop.words import say

# Windows locks bytes against reading too: the locked one lies far behind the text that says who holds it.
_LOCKED_BYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the case open. `since` is local time; empty texts where it is not known."""

    host: str
    user: str
    pid: int
    since: str


class CaseInUse(OwnerError):
    """The case is open elsewhere; `holder` says where."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(
            say("This case is already open in another window of the program (PC {host}, since {since}).",
                host=holder.host or "?", since=holder.since or "?"),
            meaning=say("Only one window at a time may change a case. Nothing was changed here."),
            todo=say("Go on in the other window, or close it and open the case here again."),
        )  # fmt: skip
        self.holder = holder


class CaseLock:
    """A held lock; a context manager. Released by `release`, by the end of the block, or by the end of the process."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Give the case free; safe to repeat."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        if sys.platform != "win32":
            # Still locked while the name goes, so nobody can take a lock on a file without a name unnoticed.
            with suppress(FileNotFoundError):
                self._path.unlink()
        os.close(descriptor)

    def __enter__(self) -> CaseLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def hold(case_file: Path) -> CaseLock:
    """Lock a case for this process. Raises CaseInUse when it is held already, OSError without its folder."""
    path = case_file.with_name(case_file.name + ".lock")
    while True:
        descriptor = os.open(
            path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0), 0o600
        )
        if not _locked(descriptor):
            holder = _read(descriptor)
            os.close(descriptor)
            raise CaseInUse(holder)
        if _is_still(path, descriptor):
            break
        # The former holder removed the name between our opening and our locking: try again with the new file.
        os.close(descriptor)
    _write(descriptor)
    return CaseLock(path, descriptor)


def _locked(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        if sys.platform == "win32" and error.errno == 36:  # EDEADLOCK, which msvcrt answers for a byte that is taken
            return False
        raise
    return True


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _read(descriptor: int) -> Holder:
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        plain = json.loads(os.read(descriptor, 4096).decode("utf-8"))
        return Holder(str(plain["host"]), str(plain["user"]), int(plain["pid"]), str(plain["since"]))
    except (ValueError, KeyError, TypeError):
        return Holder("", "", 0, "")


def _write(descriptor: int) -> None:
    since = datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    holder = Holder(socket.gethostname(), _user(), os.getpid(), since)
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, json.dumps(asdict(holder), ensure_ascii=False).encode("utf-8"))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
