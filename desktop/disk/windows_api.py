"""Windows: the calls of kernel32.dll that this program makes, as typed methods. Written from Microsoft's documents;
not verified on real Windows. Everything above this file talks to `WindowsApi`, so a test can write down the calls.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Protocol

GENERIC_READ, GENERIC_WRITE, DELETE = 0x80000000, 0x40000000, 0x00010000
SHARE_READ, SHARE_WRITE = 1, 2
CREATE_NEW, OPEN_EXISTING = 1, 3
OPEN_REPARSE_POINT, BACKUP_SEMANTICS, NO_BUFFERING = 0x00200000, 0x02000000, 0x20000000
DELETE_ON_CLOSE = 0x04000000
READONLY, DIRECTORY, SPARSE, REPARSE_POINT = 0x1, 0x10, 0x200, 0x400
COMPRESSED, ENCRYPTED = 0x800, 0x4000
FILE_RENAME_INFO, FILE_DISPOSITION_INFO, FILE_END_OF_FILE_INFO = 3, 4, 6
ERROR_FILE_NOT_FOUND, ERROR_HANDLE_EOF, ERROR_MORE_DATA, ERROR_NO_MORE_FILES = 2, 38, 234, 18
ERROR_FILE_EXISTS, ERROR_ALREADY_EXISTS, ERROR_ACCESS_DENIED = 80, 183, 5
FSCTL_GET_RETRIEVAL_POINTERS = 0x00090073
IOCTL_STORAGE_QUERY_PROPERTY = 0x002D1400


@dataclass(frozen=True, slots=True)
class FileInformation:
    """BY_HANDLE_FILE_INFORMATION, as far as it is used. `size` in bytes."""

    attributes: int
    volume_serial: int
    size: int
    links: int
    index: int


@dataclass(frozen=True, slots=True)
class VolumeInformation:
    """GetVolumeInformationW."""

    label: str
    serial: int
    read_only: bool
    file_system: str


class WindowsApi(Protocol):
    """Every method raises OSError with `winerror` set when Windows refuses."""

    def open(self, path: str, access: int, share: int, disposition: int, flags: int) -> int:
        """CreateFileW."""
        ...

    def close(self, handle: int) -> None:
        """CloseHandle."""
        ...

    def information(self, handle: int) -> FileInformation:
        """GetFileInformationByHandle."""
        ...

    def attributes(self, path: str) -> int | None:
        """GetFileAttributesW; None when there is no such name."""
        ...

    def read(self, handle: int, offset: int, address: int, length: int) -> int:
        """ReadFile at an offset into memory at an address."""
        ...

    def write(self, handle: int, offset: int, data: bytes) -> int:
        """WriteFile at an offset."""
        ...

    def flush(self, handle: int) -> None:
        """FlushFileBuffers."""
        ...

    def set_information(self, handle: int, kind: int, data: bytes) -> None:
        """SetFileInformationByHandle."""
        ...

    def control(self, handle: int, code: int, data: bytes, room: int) -> tuple[bytes, bool]:
        """DeviceIoControl; the answer, and whether there is more of it."""
        ...

    def streams(self, path: str) -> list[tuple[str, int]]:
        """FindFirstStreamW: (":name:$DATA", size), the main stream left out."""
        ...

    def volume_path(self, path: str) -> str:
        """GetVolumePathNameW: a drive's root or a mount point."""
        ...

    def volume_information(self, root: str) -> VolumeInformation:
        """GetVolumeInformationW."""
        ...

    def space(self, root: str) -> tuple[int, int, int]:
        """(size, free for this user, bytes in a cluster)."""
        ...

    def drive_type(self, root: str) -> int:
        """GetDriveTypeW: 2 removable, 3 fixed, 4 network, 5 optical, 6 memory."""
        ...

    def drives(self) -> list[str]:
        """GetLogicalDriveStringsW."""
        ...

    def devices(self) -> list[str]:
        """QueryDosDeviceW of everything."""
        ...


class _Overlapped(ctypes.Structure):
    _fields_ = [
        ("Internal", ctypes.c_void_p),
        ("InternalHigh", ctypes.c_void_p),
        ("Offset", ctypes.c_uint32),
        ("OffsetHigh", ctypes.c_uint32),
        ("hEvent", ctypes.c_void_p),
    ]


class _StreamData(ctypes.Structure):
    _fields_ = [("StreamSize", ctypes.c_int64), ("cStreamName", ctypes.c_uint16 * (260 + 36))]


class Kernel32:
    """The real thing."""

    def __init__(self) -> None:
        self._dll: Any = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009 - not known on Linux
        handle = ctypes.c_void_p
        for name in ("CreateFileW", "FindFirstStreamW"):
            getattr(self._dll, name).restype = handle
        self._dll.CreateFileW.argtypes = [
            ctypes.c_wchar_p,
            ctypes.c_uint32,
            ctypes.c_uint32,
            handle,
            ctypes.c_uint32,
            ctypes.c_uint32,
            handle,
        ]
        self._dll.SetFileInformationByHandle.argtypes = [handle, ctypes.c_int, handle, ctypes.c_uint32]
        self._dll.DeviceIoControl.argtypes = [
            handle, ctypes.c_uint32, handle, ctypes.c_uint32, handle, ctypes.c_uint32, handle, handle,
        ]  # fmt: skip
        for name in ("ReadFile", "WriteFile"):
            getattr(self._dll, name).argtypes = [handle, handle, ctypes.c_uint32, handle, handle]
        for name in ("CloseHandle", "FlushFileBuffers", "FindClose"):
            getattr(self._dll, name).argtypes = [handle]
        self._dll.GetFileInformationByHandle.argtypes = [handle, handle]
        self._dll.FindFirstStreamW.argtypes = [ctypes.c_wchar_p, ctypes.c_int, handle, ctypes.c_uint32]
        self._dll.FindNextStreamW.argtypes = [handle, handle]
        self._dll.GetFileAttributesW.restype = ctypes.c_uint32
        self._dll.GetFileAttributesW.argtypes = [ctypes.c_wchar_p]

    def open(self, path: str, access: int, share: int, disposition: int, flags: int) -> int:
        """CreateFileW."""
        found: int | None = self._dll.CreateFileW(path, access, share, None, disposition, flags, None)
        if found is None or found == ctypes.c_void_p(-1).value:
            raise _error()
        return found

    def close(self, handle: int) -> None:
        """CloseHandle."""
        _must(self._dll.CloseHandle(handle))

    def information(self, handle: int) -> FileInformation:
        """GetFileInformationByHandle: attributes, three times of 8 bytes, serial, size hi/lo, links, index hi/lo."""
        raw = (ctypes.c_uint32 * 13)()
        _must(self._dll.GetFileInformationByHandle(handle, raw))
        return FileInformation(raw[0], raw[7], raw[8] << 32 | raw[9], raw[10], raw[11] << 32 | raw[12])

    def attributes(self, path: str) -> int | None:
        """GetFileAttributesW; None when there is no such name."""
        found = int(self._dll.GetFileAttributesW(path))
        return None if found == 0xFFFFFFFF else found

    def read(self, handle: int, offset: int, address: int, length: int) -> int:
        """ReadFile at an offset; 0 at the end."""
        count = ctypes.c_uint32()
        if not self._dll.ReadFile(handle, address, length, ctypes.byref(count), ctypes.byref(_at(offset))):
            if _number() == ERROR_HANDLE_EOF:
                return 0
            raise _error()
        return count.value

    def write(self, handle: int, offset: int, data: bytes) -> int:
        """WriteFile at an offset."""
        count = ctypes.c_uint32()
        _must(self._dll.WriteFile(handle, data, len(data), ctypes.byref(count), ctypes.byref(_at(offset))))
        return count.value

    def flush(self, handle: int) -> None:
        """FlushFileBuffers."""
        _must(self._dll.FlushFileBuffers(handle))

    def set_information(self, handle: int, kind: int, data: bytes) -> None:
        """SetFileInformationByHandle."""
        _must(self._dll.SetFileInformationByHandle(handle, kind, data, len(data)))

    def control(self, handle: int, code: int, data: bytes, room: int) -> tuple[bytes, bool]:
        """DeviceIoControl."""
        answer, count = ctypes.create_string_buffer(room), ctypes.c_uint32()
        done = self._dll.DeviceIoControl(handle, code, data, len(data), answer, room, ctypes.byref(count), None)
        if not done and _number() != ERROR_MORE_DATA:
            raise _error()
        return answer.raw[: count.value], not done

    def streams(self, path: str) -> list[tuple[str, int]]:
        """FindFirstStreamW. File systems without streams answer that there are no more (38) or none at all (87, 1)."""
        found: list[tuple[str, int]] = []
        data = _StreamData()
        search = self._dll.FindFirstStreamW(path, 0, ctypes.byref(data), 0)
        if search is None or search == ctypes.c_void_p(-1).value:
            if _number() in (1, ERROR_HANDLE_EOF, 50, 87):
                return []
            raise _error()
        try:
            while True:
                name = bytes(data.cStreamName).decode("utf-16-le").split("\0", 1)[0]
                if name != "::$DATA":
                    found.append((name, data.StreamSize))
                if not self._dll.FindNextStreamW(search, ctypes.byref(data)):
                    return found
        finally:
            self._dll.FindClose(search)

    def volume_path(self, path: str) -> str:
        """GetVolumePathNameW."""
        room = ctypes.create_unicode_buffer(1024)
        _must(self._dll.GetVolumePathNameW(path, room, len(room)))
        return room.value

    def volume_information(self, root: str) -> VolumeInformation:
        """GetVolumeInformationW; flag 0x80000 = read-only."""
        label, kind = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
        serial, flags = ctypes.c_uint32(), ctypes.c_uint32()
        _must(
            self._dll.GetVolumeInformationW(
                root, label, 261, ctypes.byref(serial), None, ctypes.byref(flags), kind, 261
            )
        )
        return VolumeInformation(label.value, serial.value, bool(flags.value & 0x80000), kind.value)

    def space(self, root: str) -> tuple[int, int, int]:
        """GetDiskFreeSpaceExW and GetDiskFreeSpaceW."""
        free, size = ctypes.c_uint64(), ctypes.c_uint64()
        _must(self._dll.GetDiskFreeSpaceExW(root, ctypes.byref(free), ctypes.byref(size), None))
        sectors, sector, spare = ctypes.c_uint32(), ctypes.c_uint32(), ctypes.c_uint32()
        _must(
            self._dll.GetDiskFreeSpaceW(
                root, ctypes.byref(sectors), ctypes.byref(sector), ctypes.byref(spare), ctypes.byref(spare)
            )
        )
        return size.value, free.value, sectors.value * sector.value

    def drive_type(self, root: str) -> int:
        """GetDriveTypeW."""
        return int(self._dll.GetDriveTypeW(root))

    def drives(self) -> list[str]:
        """GetLogicalDriveStringsW."""
        room = ctypes.create_unicode_buffer(1024)
        count = self._dll.GetLogicalDriveStringsW(1024, room)
        return [drive for drive in str(room[:count]).split("\0") if drive]

    def devices(self) -> list[str]:
        """QueryDosDeviceW(NULL)."""
        room = ctypes.create_unicode_buffer(1 << 17)
        count = self._dll.QueryDosDeviceW(None, room, 1 << 17)
        return [name for name in str(room[:count]).split("\0") if name]


def windows_error(number: int) -> OSError:
    """An OSError that carries a Windows error number, on any system."""
    error = OSError(None, f"Windows error {number}")
    setattr(error, "winerror", number)  # noqa: B010 - an attribute of Windows only
    return error


def _at(offset: int) -> _Overlapped:
    return _Overlapped(Offset=offset & 0xFFFFFFFF, OffsetHigh=offset >> 32)


def _number() -> int:
    return int(getattr(ctypes, "get_last_error")())  # noqa: B009 - not known on Linux


def _error() -> OSError:
    return windows_error(_number())


def _must(result: int) -> None:
    if not result:
        raise _error()
