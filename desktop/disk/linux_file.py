"""Linux: one file held by descriptors from the root downwards, so that no link slips in between."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import signal
import stat
import struct
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from desktop.disk import linux
from desktop.disk.machine import Extents, Ground, Held, Refused
from desktop.disk.records import InPlace, Medium, Problem
from desktop.words import Sentence, say

_FIEMAP = 0xC020660B
_FIEMAP_FLAG_SYNC = 1
_EXTENT = struct.Struct("=QQQQQIIII")
_HEADER = struct.Struct("=QQIIII")
_EXTENTS_A_TIME = 256
_LAST, _UNKNOWN, _DELALLOC, _ENCODED, _ENCRYPTED = 0x1, 0x2, 0x4, 0x8, 0x80
_NOT_ALIGNED, _INLINE, _TAIL, _SHARED = 0x100, 0x200, 0x400, 0x2000
_NTFS_SPARSE, _NTFS_COMPRESSED, _NTFS_ENCRYPTED = 0x200, 0x800, 0x4000
_RENAME_NOREPLACE = 1
_libc = ctypes.CDLL(None, use_errno=True)


class LinuxMachine:
    """Folders and volumes seen in one batch."""

    def __init__(self) -> None:
        self._folders: dict[str, int] = {}
        self._grounds: dict[int, tuple[Ground, str]] = {}
        self._mounts = linux.mounts()

    def hold(self, path: Path) -> LinuxFile:
        """Open a file below descriptors of its folders. Raises Refused or OSError."""
        folder = self._folder(path.parent)
        before = os.stat(path.name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISLNK(before.st_mode):
            raise Refused(
                Problem.LINKED, say("The name is a link to another place; the place it points to was not touched.")
            )
        if not stat.S_ISREG(before.st_mode):
            raise Refused(Problem.NOT_A_FILE, say("This is not an ordinary file."))
        flags = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(path.name, flags, dir_fd=folder)
        try:
            return self._held(path, folder, descriptor, before)
        except BaseException:
            os.close(descriptor)
            raise

    def _held(self, path: Path, folder: int, descriptor: int, before: os.stat_result) -> LinuxFile:
        now = os.fstat(descriptor)
        if (now.st_dev, now.st_ino) != (before.st_dev, before.st_ino) or not stat.S_ISREG(now.st_mode):
            raise Refused(Problem.LINKED, say("The file was exchanged while it was being opened; it was not touched."))
        if now.st_nlink != 1:
            raise Refused(
                Problem.LINKED,
                say("The same content has {n} names on this drive; only one of them is in the plan.", n=now.st_nlink),
                todo=say("Find the other names, or delete this name by hand, then check again."),
            )
        ground, device = self._ground(descriptor, path, now.st_dev)
        return LinuxFile(path.name, folder, descriptor, now, ground, device)

    def folder_ground(self, path: Path) -> Ground:
        """What lies under the folder of a file that is gone."""
        folder = self._folder(path.parent)
        return self._ground(folder, path.parent, os.fstat(folder).st_dev)[0]

    def names_here(self, path: Path, names: Iterable[str]) -> list[str]:
        """Those of the names that exist in the file's folder."""
        folder = self._folder(path.parent)
        return [name for name in names if _exists(name, folder)]

    def flush_all(self, files: Sequence[Held]) -> None:
        """One syncfs for each volume; a single file by fdatasync."""
        if len(files) == 1:
            files[0].flush()
            return
        volumes = {held.device_number: held for held in files if isinstance(held, LinuxFile)}
        for held in volumes.values():
            _check(_libc.syncfs(held.descriptor))

    def sync_folders(self) -> None:
        """A single folder by fsync, more of them by one syncfs for each volume."""
        by_volume: dict[int, list[int]] = {}
        for folder in self._folders.values():
            by_volume.setdefault(os.fstat(folder).st_dev, []).append(folder)
        for folders in by_volume.values():
            if len(folders) == 1:
                os.fsync(folders[0])
            else:
                _check(_libc.syncfs(folders[0]))

    def churn(self, folder: Path, names: Sequence[str]) -> None:
        """Create all, then remove all: the removed names' slots are filled, and stay filled, with these."""
        descriptor = self._folder(folder)
        made = []
        try:
            for name in names:
                with suppress(FileExistsError):
                    os.close(
                        os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600, dir_fd=descriptor)
                    )
                    made.append(name)
            os.fsync(descriptor)
        finally:
            for name in made:
                os.unlink(name, dir_fd=descriptor)
        os.fsync(descriptor)

    def close(self) -> None:
        """Let go of the folders."""
        for folder in self._folders.values():
            os.close(folder)
        self._folders.clear()

    def _folder(self, path: Path) -> int:
        known = self._folders.get(str(path))
        if known is not None:
            return known
        self._folders[str(path)] = opened = open_folder(path)
        return opened

    def _ground(self, descriptor: int, path: Path, device_number: int) -> tuple[Ground, str]:
        if device_number not in self._grounds:
            mount = linux.mount_of(path, self._mounts)
            number = f"{os.major(device_number)}:{os.minor(device_number)}"
            kind = linux.file_system(mount)
            key = linux.volume_key(os.fstatvfs(descriptor), kind, number)
            ground = Ground(key, kind, linux.medium(mount), linux.in_place(mount), linux.slots_keep_names(kind))
            below = mount.source if mount.file_system.startswith("fuse") and mount.source.startswith("/dev/") else ""
            self._grounds[device_number] = (ground, below)
        return self._grounds[device_number]


def open_folder(path: Path) -> int:
    """A descriptor of a folder, reached from the root without following any link. Raises Refused or OSError."""
    if not path.is_absolute() or ".." in path.parts:
        raise Refused(Problem.PROTECTED, say("The place of this file is not written out in full."))
    here = os.open("/", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in path.parts[1:]:
            flags = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            below = os.open(part, flags, dir_fd=here)
            os.close(here)
            here = below
        return os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=here)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise Refused(
                Problem.LINKED, say("A folder on the way to this file is a link now; nothing was touched.")
            ) from error
        raise
    finally:
        os.close(here)


class LinuxFile:
    """See machine.Held. Named places of its life: held -> overwritten -> renamed -> cut -> unlinked."""

    def __init__(
        self, name: str, folder: int, descriptor: int, facts: os.stat_result, ground: Ground, below: str
    ) -> None:
        self.name = name
        self.size = facts.st_size
        self.ground = ground
        self.descriptor = descriptor
        self.device_number = facts.st_dev
        self._identity = (facts.st_dev, facts.st_ino)
        self._folder = folder
        self._below = below
        self._sparse = facts.st_blocks * 512 < facts.st_size
        self.block = _block(descriptor, facts)

    def in_use(self) -> bool:
        """A write lease is only granted when nobody else has the file open. It is given back at once.

        Until then another opener would make the kernel send a signal, by default one that ends the program: it is
        turned into one that nobody hears. File systems without leases answer with an error: not known, so no.
        """
        try:
            fcntl.lockf(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES):
                return True
        with suppress(OSError):
            fcntl.fcntl(self.descriptor, fcntl.F_SETSIG, signal.SIGURG)
            try:
                fcntl.fcntl(self.descriptor, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            except OSError as error:
                return error.errno == errno.EAGAIN
            fcntl.fcntl(self.descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return False

    def ranges(self) -> list[tuple[int, int]]:
        """(start, end) of what is stored; the last one ends at the size."""
        if not self._sparse:
            return [(0, self.size)] if self.size else []
        found, place = [], 0
        while place < self.size:
            try:
                start = os.lseek(self.descriptor, place, os.SEEK_DATA)
            except OSError as error:
                if error.errno == errno.ENXIO:
                    break
                return [(0, self.size)]
            place = min(os.lseek(self.descriptor, start, os.SEEK_HOLE), self.size)
            found.append((start, place))
        return found

    def extents(self) -> Extents | None:
        """FIEMAP, after writing out what is still in memory; None where the file system has none (FUSE, FAT)."""
        blocks: list[tuple[int, int, int]] = []
        flags, start = 0, 0
        while True:
            found = _fiemap(self.descriptor, start)
            if found is None:
                return self._by_attributes()
            for logical, physical, length, flag in found:
                blocks.append((logical, physical, length))
                flags |= flag
                start = logical + length
            if not found or found[-1][3] & _LAST:
                return Extents(tuple(blocks), _flag_reason(flags))

    def _by_attributes(self) -> Extents | None:
        """ntfs-3g has no block list, but tells the attributes that move what is written."""
        try:
            attributes = int.from_bytes(os.getxattr(self.descriptor, "system.ntfs_attrib_be"), "big")
        except OSError:
            return None
        if attributes & (_NTFS_SPARSE | _NTFS_COMPRESSED | _NTFS_ENCRYPTED):
            return Extents(
                (), say("The drive stores this file compressed, encrypted or with gaps, so writing moves it.")
            )
        return None

    def current_size(self) -> int:
        """The size now."""
        return os.fstat(self.descriptor).st_size

    def read_into(self, offset: int, buffer: memoryview) -> int:
        """Read once; gives the count, 0 at the end."""
        return os.preadv(self.descriptor, [buffer], offset)

    def write(self, offset: int, data: memoryview) -> None:
        """Write all of it."""
        while data:
            written = os.pwrite(self.descriptor, data, offset)
            data, offset = data[written:], offset + written

    def wipe_attributes(self) -> int:
        """User attributes; with ntfs-3g these are the alternate streams."""
        total = 0
        try:
            names = [name for name in os.listxattr(self.descriptor) if name.startswith("user.")]
        except OSError as error:
            if error.errno in (errno.ENOTSUP, errno.ENOSYS):
                return 0
            raise
        for name in names:
            length = len(os.getxattr(self.descriptor, name))
            os.setxattr(self.descriptor, name, bytes(length), os.XATTR_REPLACE)
            os.fdatasync(self.descriptor)
            os.removexattr(self.descriptor, name)
            total += length
        return total

    def flush(self) -> None:
        """fdatasync: content and, because it changes the reach of the content, the size."""
        os.fdatasync(self.descriptor)

    def drop_cache(self) -> bool:
        """Ask the kernel to forget the pages, then look whether it did.

        With FUSE the helper program reads through the cache of the drive itself, which only root may drop.
        """
        return _forget(self.descriptor, self._below)

    def rename(self, name: str) -> bool:
        """Never over another file."""
        if not self._is_ours():
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        old, new = os.fsencode(self.name), os.fsencode(name)
        if _libc.renameat2(self._folder, old, self._folder, new, _RENAME_NOREPLACE) != 0:
            number = ctypes.get_errno()
            if number == errno.EEXIST:
                return False
            if number not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
                raise OSError(number, os.strerror(number))
            if _exists(name, self._folder):
                return False
            os.rename(self.name, name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        self.name = name
        return True

    def truncate(self) -> None:
        """Cut to nothing."""
        os.ftruncate(self.descriptor, 0)

    def unlink(self) -> None:
        """Only while the name still belongs to the file that was overwritten."""
        if not self._is_ours():
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        os.unlink(self.name, dir_fd=self._folder)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self.descriptor)

    def _is_ours(self) -> bool:
        now = os.stat(self.name, dir_fd=self._folder, follow_symlinks=False)
        return (now.st_dev, now.st_ino) == self._identity


_WAITS = (0.0, 0.002, 0.01)
"""Seconds: the kernel keeps a page that it is about to move between its own lists, on a busy machine now and then."""


def forget(descriptor: int, path: Path) -> bool:
    """For a file that is only read: see LinuxFile.drop_cache."""
    mount = linux.mount_of(path)
    return _forget(descriptor, mount.source if mount.file_system.startswith("fuse") else "")


def _forget(descriptor: int, below: str) -> bool:
    for wait in _WAITS:
        time.sleep(wait)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        if below:
            return drop_device_cache(below)
        if os.fstat(descriptor).st_size == 0 or not _cached(descriptor):
            return True
    return False


def drop_device_cache(device: str) -> bool:
    """Forget what the kernel keeps of a drive; needs the right to read it."""
    try:
        drive = os.open(device, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        os.posix_fadvise(drive, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(drive)
    return True


def file_in_place(path: Path) -> InPlace:
    """The verdict for one file: its file system's, sharpened by its own extents. The file is only read."""
    by_system = linux.in_place(linux.mount_of(path))
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        facts = os.fstat(descriptor)
        if not by_system.provable or not stat.S_ISREG(facts.st_mode):
            return by_system
        ground = Ground("", "", Medium.UNKNOWN, by_system, False)
        extents = LinuxFile(path.name, -1, descriptor, facts, ground, "").extents()
    finally:
        os.close(descriptor)
    return by_system if extents is None else InPlace(extents.reason is None, True, extents.reason)


def _fiemap(descriptor: int, start: int) -> list[tuple[int, int, int, int]] | None:
    request = bytearray(_HEADER.size + _EXTENT.size * _EXTENTS_A_TIME)
    _HEADER.pack_into(request, 0, start, 2**64 - 1 - start, _FIEMAP_FLAG_SYNC, 0, _EXTENTS_A_TIME, 0)
    try:
        fcntl.ioctl(descriptor, _FIEMAP, request)
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.ENOTTY, errno.ENOSYS, errno.EINVAL):
            return None
        raise
    mapped = _HEADER.unpack_from(request)[3]
    rows = (_EXTENT.unpack_from(request, _HEADER.size + index * _EXTENT.size) for index in range(mapped))
    return [(row[0], row[1], row[2], row[5]) for row in rows]


def _flag_reason(flags: int) -> Sentence | None:
    if flags & _SHARED:
        return say("The file shares its blocks with a copy of it, so writing moves it and leaves the copy.")
    if flags & (_INLINE | _NOT_ALIGNED | _TAIL):
        return say("The file is so small that it lies among the folder data, of which the drive keeps copies.")
    if flags & (_ENCODED | _ENCRYPTED):
        return say("The drive stores this file compressed, encrypted or with gaps, so writing moves it.")
    if flags & (_UNKNOWN | _DELALLOC):
        return say("The drive does not tell where the file lies.")
    return None


def _block(descriptor: int, facts: os.stat_result) -> int:
    """The unit in which space is given to files, at most 1 MiB: the rest of the last one may hold old content."""
    figures = os.fstatvfs(descriptor)
    return min(max(facts.st_blksize, figures.f_frsize, 512), 2**20)


def _cached(descriptor: int) -> bool:
    """Whether the first byte comes from memory: a read that is not allowed to wait answers at once."""
    try:
        return os.preadv(descriptor, [bytearray(1)], 0, os.RWF_NOWAIT) > 0
    except OSError:
        return False


def _exists(name: str, folder: int) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
