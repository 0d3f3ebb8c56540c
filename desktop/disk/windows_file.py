"""Windows: one file held exclusively, its folders held so that none can be exchanged meanwhile.

Not verified on real Windows (runs under Wine and, for the sequence of calls, against a recorded kernel32).
"""

from __future__ import annotations

import ctypes
import mmap
import struct
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from desktop.disk import windows
from desktop.disk.machine import Extents, Ground, Held, Refused
from desktop.disk.records import Problem
from desktop.disk.windows_api import (
    BACKUP_SEMANTICS,
    CREATE_NEW,
    DELETE,
    DELETE_ON_CLOSE,
    DIRECTORY,
    ERROR_ACCESS_DENIED,
    ERROR_ALREADY_EXISTS,
    ERROR_FILE_EXISTS,
    FILE_DISPOSITION_INFO,
    FILE_END_OF_FILE_INFO,
    FILE_RENAME_INFO,
    GENERIC_READ,
    GENERIC_WRITE,
    NO_BUFFERING,
    OPEN_EXISTING,
    OPEN_REPARSE_POINT,
    READONLY,
    REPARSE_POINT,
    SHARE_READ,
    SHARE_WRITE,
    Kernel32,
    WindowsApi,
)
from desktop.words import say

_THREADS = 8
_READ_ROOM = 4 << 20
_READ_ATTRIBUTES = 0x80
_MISSING = (2, 3)


class WindowsMachine:
    """Folders and volumes seen in one batch."""

    def __init__(self, api: WindowsApi) -> None:
        self._api = api
        self._folders: dict[Path, int] = {}
        self._grounds: dict[str, tuple[Ground, int]] = {}

    @classmethod
    def here(cls) -> WindowsMachine:
        """With the real kernel32."""
        return cls(Kernel32())

    def hold(self, path: Path) -> WindowsFile:
        """Open a file that nobody else has open. Raises Refused or OSError."""
        self._pin(path.parent)
        root, ground, cluster = self._ground(path.parent)
        held = WindowsFile(path, root, ground, cluster, self._api)
        try:
            held.refuse_what_is_no_plain_file()
        except BaseException:
            held.close()
            raise
        return held

    def folder_ground(self, path: Path) -> Ground:
        """What lies under the folder of a file that is gone."""
        self._pin(path.parent)
        return self._ground(path.parent)[1]

    def names_here(self, path: Path, names: Iterable[str]) -> list[str]:
        """Those of the names that exist in the file's folder."""
        return [name for name in names if self._api.attributes(windows.extended(path.with_name(name))) is not None]

    def flush_all(self, files: Sequence[Held]) -> None:
        """There is no common flush for ordinary users: some files at a time."""
        with ThreadPoolExecutor(_THREADS) as pool:
            list(pool.map(lambda held: held.flush(), files))

    def sync_folders(self) -> None:
        """Nothing: NTFS logs names itself, and folders cannot be flushed by ordinary users."""

    def churn(self, folder: Path, names: Sequence[str]) -> None:
        """Create all, then let them vanish on closing."""
        made = []
        try:
            for name in names:
                path = windows.extended(folder / name)
                try:
                    made.append(self._api.open(path, GENERIC_WRITE | DELETE, 0, CREATE_NEW, DELETE_ON_CLOSE))
                except OSError as error:
                    if _number(error) not in (ERROR_FILE_EXISTS, ERROR_ALREADY_EXISTS):
                        raise
        finally:
            for handle in made:
                self._api.close(handle)

    def close(self) -> None:
        """Let go of the folders."""
        for handle in self._folders.values():
            self._api.close(handle)
        self._folders.clear()

    def _pin(self, folder: Path) -> None:
        """Hold every folder on the way without letting it be renamed or removed; a junction among them is refused."""
        for place in (*reversed(folder.parents), folder):
            if place in self._folders or place == place.parent:
                continue
            flags = OPEN_REPARSE_POINT | BACKUP_SEMANTICS
            handle = _open(self._api, windows.extended(place), _READ_ATTRIBUTES, SHARE_READ | SHARE_WRITE, flags)
            self._folders[place] = handle
            if self._api.information(handle).attributes & REPARSE_POINT:
                raise Refused(
                    Problem.LINKED, say("A folder on the way to this file is a link now; nothing was touched.")
                )

    def _ground(self, folder: Path) -> tuple[str, Ground, int]:
        root = self._api.volume_path(str(folder))
        if root not in self._grounds:
            facts = self._api.volume_information(root)
            kind = facts.file_system.casefold()
            medium, in_place = windows.medium(root, self._api), windows.in_place(root, self._api)
            ground = Ground(f"{kind}:{facts.serial:08x}", kind, medium, in_place, True)
            self._grounds[root] = (ground, self._api.space(root)[2])
        return root, *self._grounds[root]


class WindowsFile:
    """See machine.Held."""

    def __init__(self, path: Path, root: str, ground: Ground, cluster: int, api: WindowsApi) -> None:
        self.name = path.name
        self.ground = ground
        self._api = api
        self._path = path
        self._root = root
        self._handle = self._open_alone(0)
        facts = api.information(self._handle)
        self._identity = (facts.volume_serial, facts.index)
        self.size = facts.size
        self.block = min(max(cluster, 4096), 1 << 20)
        self._attributes, self._links = facts.attributes, facts.links
        self._room: mmap.mmap | None = None

    def refuse_what_is_no_plain_file(self) -> None:
        """Raises Refused for links, folders, stand-ins of a cloud service, and content with more than one name."""
        if self._attributes & DIRECTORY:
            raise Refused(Problem.NOT_A_FILE, say("This is not an ordinary file."))
        if self._attributes & REPARSE_POINT:
            raise Refused(
                Problem.LINKED, say("The name is a link to another place; the place it points to was not touched.")
            )
        if self._links != 1:
            raise Refused(
                Problem.LINKED,
                say("The same content has {n} names on this drive; only one of them is in the plan.", n=self._links),
                todo=say("Find the other names, or delete this name by hand, then check again."),
            )

    def in_use(self) -> bool:
        """It was opened without sharing, so nobody else has it."""
        return False

    def ranges(self) -> list[tuple[int, int]]:
        """All of it; sparse files are overwritten in full."""
        return [(0, self.size)] if self.size else []

    def extents(self) -> Extents | None:
        """The block list of the main stream."""
        return windows.extents(self._handle, self._root, self._api)

    def current_size(self) -> int:
        """The size now."""
        return self._api.information(self._handle).size

    def read_into(self, offset: int, buffer: memoryview) -> int:
        """Unbuffered reads must start and end on a block and go to memory that does too: read there, then copy."""
        if self._room is None:
            self._room = mmap.mmap(-1, _READ_ROOM + 2 * self.block)
        start = offset // self.block * self.block
        length = -(-(offset + len(buffer) - start) // self.block) * self.block
        address = ctypes.addressof(ctypes.c_char.from_buffer(self._room))
        count = self._api.read(self._handle, start, address, min(length, len(self._room)))
        useful = max(0, min(count - (offset - start), len(buffer)))
        buffer[:useful] = self._room[offset - start : offset - start + useful]
        return useful

    def write(self, offset: int, data: memoryview) -> None:
        """Write all of it."""
        rest = bytes(data)
        while rest:
            written = self._api.write(self._handle, offset, rest)
            rest, offset = rest[written:], offset + written

    def wipe_attributes(self) -> int:
        """Alternate data streams: zeros, flushed, removed."""
        total = 0
        for name, size in self._api.streams(windows.extended(self._path)):
            handle = self._api.open(
                windows.extended(self._path) + name, GENERIC_WRITE | DELETE, SHARE_READ | SHARE_WRITE, OPEN_EXISTING, 0
            )
            try:
                for place in range(0, size, _READ_ROOM):
                    self._api.write(handle, place, bytes(min(_READ_ROOM, size - place)))
                self._api.flush(handle)
                self._api.set_information(handle, FILE_DISPOSITION_INFO, b"\x01")
            finally:
                self._api.close(handle)
            total += size
        return total

    def flush(self) -> None:
        """FlushFileBuffers also reaches the drive's own cache."""
        self._api.flush(self._handle)

    def drop_cache(self) -> bool:
        """Open the same file again past the cache; raises Refused when another file has its name by then."""
        self._api.close(self._handle)
        self._handle = 0
        self._handle = self._open_alone(NO_BUFFERING)
        facts = self._api.information(self._handle)
        if (facts.volume_serial, facts.index) != self._identity:
            raise Refused(Problem.LINKED, say("The file was exchanged while it was being opened; it was not touched."))
        return True

    def rename(self, name: str) -> bool:
        """FILE_RENAME_INFO by handle, never over another file."""
        target = windows.extended(self._path.with_name(name)).encode("utf-16-le")
        info = struct.pack("<BxxxxxxxQI", 0, 0, len(target)) + target + b"\0\0"
        try:
            self._api.set_information(self._handle, FILE_RENAME_INFO, info)
        except OSError as error:
            if _number(error) in (ERROR_ALREADY_EXISTS, ERROR_FILE_EXISTS):
                return False
            raise
        self._path = self._path.with_name(name)
        self.name = name
        return True

    def truncate(self) -> None:
        """FILE_END_OF_FILE_INFO."""
        self._api.set_information(self._handle, FILE_END_OF_FILE_INFO, struct.pack("<q", 0))

    def unlink(self) -> None:
        """FILE_DISPOSITION_INFO: the name goes with the handle, so it can only be this file's."""
        self._api.set_information(self._handle, FILE_DISPOSITION_INFO, b"\x01")

    def close(self) -> None:
        """Let go of the file."""
        if self._handle:
            handle, self._handle = self._handle, 0
            self._api.close(handle)

    def _open_alone(self, extra: int) -> int:
        path = windows.extended(self._path)
        try:
            return _open(self._api, path, GENERIC_READ | GENERIC_WRITE | DELETE, 0, OPEN_REPARSE_POINT | extra)
        except OSError as error:
            marked = (self._api.attributes(path) or 0) & READONLY
            if _number(error) == ERROR_ACCESS_DENIED and marked:
                raise Refused(
                    Problem.READ_ONLY,
                    say("The file is marked as read-only."),
                    todo=say("Remove the mark in the file's properties, then try again."),
                ) from error
            raise


def forget(path: Path) -> bool:
    """Opening a file past the cache makes Windows write out and forget what it holds of it."""
    api = Kernel32()
    flags = OPEN_REPARSE_POINT | NO_BUFFERING
    api.close(api.open(windows.extended(path), GENERIC_READ, SHARE_READ | SHARE_WRITE, OPEN_EXISTING, flags))
    return True


def _open(api: WindowsApi, path: str, access: int, share: int, flags: int) -> int:
    try:
        return api.open(path, access, share, OPEN_EXISTING, flags)
    except OSError as error:
        if _number(error) in _MISSING:
            raise FileNotFoundError(2, "not there") from error
        raise


def _number(error: OSError) -> int:
    return int(getattr(error, "winerror", 0) or 0)
