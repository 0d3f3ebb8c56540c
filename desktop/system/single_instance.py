"""One writer per case: locks that are held as long as the program runs and are free again after any crash.

The lock beside the case stands for its name and is seen by every PC that reaches the folder. A file may have several
names (hard links, in any folder of the drive), and SQLite keeps its log beside one of them: so a second lock, in this
user's own folder, stands for the file itself, by the numbers of its drive and of the file (device and inode; on Windows
the serial number of the volume and the file index).
"""

from __future__ import annotations

import getpass
import json
import os
import socket
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from desktop.errors import OwnerError
from desktop.system.folders import data_folder
from desktop.words import say

# Windows locks bytes against reading too: the locked one lies far behind the text that says who holds it.
_LOCKED_BYTE = 1 << 30
_REACHED = 8192
_DIGITS = 20
"""Behind that text, at this offset, stands how far the journal has come: digits, and a sign when it was told."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the case open. `since` is local time; empty texts where it is not known.

    `case` is the name by which it was opened, noted in the lock of the file itself.
    """

    host: str
    user: str
    pid: int
    since: str
    case: str = ""


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

    def __init__(self, case_file: Path) -> None:
        self._case_file = case_file
        self._named: _Taken | None = _take(case_file.with_name(case_file.name + ".lock"))
        self._itself: _Taken | None = None
        self._opened = False
        self._writing = threading.Lock()
        try:
            self.follow()
        except BaseException:
            self.release()
            raise

    def follow(self) -> None:
        """Lock the file that has the name now: after it was made, or after another took its place."""
        place = _place_of(self._case_file)
        before = self._itself
        if place is None or (before is not None and before.path == place):
            return
        self._itself = _take(place, str(self._case_file))
        if before is not None:
            before.release()

    @property
    def reached_before(self) -> int:
        """The last journal line that a program wrote which did not live to close the case; 0 when it did close it."""
        return self._named.reached if self._named is not None else 0

    @property
    def told_before(self) -> bool:
        """Whether the owner has been told that lines up to there are missing."""
        return self._named is not None and self._named.told

    def reached(self, seq: int) -> None:
        """Note how far the journal has come. No drive is waited for: a program that is killed leaves it behind."""
        with self._writing:
            if self._named is not None:
                _write_reached(self._named.descriptor, seq)

    def told(self) -> None:
        """The owner is being told that lines are missing: the next opening can go on."""
        if self._named is not None:
            _write_reached(self._named.descriptor, self._named.reached, told=True)

    def opened(self) -> None:
        """The case is open and whole: from now on the note of an earlier crash is not needed any more."""
        self._opened = True

    @property
    def crashed_as(self) -> Path | None:
        """By which other name the file was open in a program that did not live to close it."""
        before = self._itself.before.case if self._itself is not None else ""
        return Path(before) if before not in ("", str(self._case_file)) else None

    def release(self) -> None:
        """Give the case free; safe to repeat. While a log is left beside this name, the note says so to other names.

        What a crash left in the note is kept until the case has been opened.
        """
        itself, named, self._itself, self._named = self._itself, self._named, None, None
        if itself is not None:
            itself.release(leave_note=has_log(self._case_file))
        if named is not None:
            named.release(leave_note=named.reached > 0 and not self._opened)

    def put_back(self) -> None:
        """Let go of the file itself and leave the note of its crash as it was found."""
        held, self._itself = self._itself, None
        if held is not None:
            _note(held.descriptor, held.before)
            os.close(held.descriptor)

    def __enter__(self) -> CaseLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def hold(case_file: Path) -> CaseLock:
    """Lock a case for this process. Raises CaseInUse when it is held already, OSError without its folder."""
    return CaseLock(case_file)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A lock file that this process has locked; `before` is who left it behind."""

    path: Path
    descriptor: int
    before: Holder
    reached: int = 0
    told: bool = False

    def release(self, *, leave_note: bool = False) -> None:
        if leave_note:
            os.close(self.descriptor)
            return
        if sys.platform == "win32":  # where only a file that nobody has open can be removed
            os.close(self.descriptor)
            with suppress(OSError):
                self.path.unlink()
            return
        # Still locked while the name goes, so nobody can take a lock on a file without a name unnoticed.
        with suppress(FileNotFoundError):
            self.path.unlink()
        os.close(self.descriptor)


def _place_of(case_file: Path) -> Path | None:
    """Where the lock of the file itself lies; None while there is no file, or on a drive that does not number them."""
    try:
        found = case_file.stat()
    except FileNotFoundError:
        return None
    if not found.st_ino:
        return None
    folder = data_folder() / "locks"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{found.st_dev:x}-{found.st_ino:x}.lock"


def has_log(case_file: Path) -> bool:
    """Whether changes of a program that died wait beside this name; a case that was closed well has no log."""
    try:
        return case_file.with_name(case_file.name + "-wal").stat().st_size > 0
    except OSError:  # none there, or the drive is gone and with it every name
        return False


def _take(path: Path, case: str = "") -> _Taken:
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
    taken = _Taken(path, descriptor, _read(descriptor), *_read_reached(descriptor))
    try:
        _write(descriptor, case)
        if taken.reached:
            _write_reached(descriptor, taken.reached, told=taken.told)
    except BaseException:  # a drive without room: nobody has the case then, this program neither
        taken.release()
        raise
    return taken


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
        # For a byte that is taken msvcrt answers EDEADLOCK (36), under Wine no number at all.
        if sys.platform == "win32" and error.errno in (0, 36):
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
        known = (str(plain["host"]), str(plain["user"]), int(plain["pid"]), str(plain["since"]))
        return Holder(*known, str(plain.get("case", "")))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Holder("", "", 0, "")


def _read_reached(descriptor: int) -> tuple[int, bool]:
    os.lseek(descriptor, _REACHED, os.SEEK_SET)
    found = os.read(descriptor, _DIGITS + 1)
    return (int(found[:_DIGITS]), found[_DIGITS:] == b"t") if found[:_DIGITS].isdigit() else (0, False)


def _write_reached(descriptor: int, seq: int, *, told: bool = False) -> None:
    os.lseek(descriptor, _REACHED, os.SEEK_SET)
    with suppress(OSError):  # a drive without room: the change itself stands, and is not called into question for this
        os.write(descriptor, f"{seq:0{_DIGITS}}{'t' if told else ' '}".encode("ascii"))


def _write(descriptor: int, case: str) -> None:
    since = datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    _note(descriptor, Holder(socket.gethostname(), _user(), os.getpid(), since, case))


def _note(descriptor: int, holder: Holder) -> None:
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, json.dumps(asdict(holder), ensure_ascii=False).encode("utf-8"))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
