"""Windows: volumes and media. Not verified on real Windows; the calls are tested with a recorded kernel32."""

from __future__ import annotations

import os
import struct
from pathlib import Path

from desktop.disk.machine import Extents
from desktop.disk.records import InPlace, Medium, Volume
from desktop.disk.windows_api import (
    BACKUP_SEMANTICS,
    COMPRESSED,
    ENCRYPTED,
    ERROR_HANDLE_EOF,
    FSCTL_GET_RETRIEVAL_POINTERS,
    IOCTL_STORAGE_QUERY_PROPERTY,
    OPEN_EXISTING,
    OPEN_REPARSE_POINT,
    REPARSE_POINT,
    SHARE_READ,
    SHARE_WRITE,
    SPARSE,
    Kernel32,
    WindowsApi,
)
from desktop.words import Sentence, say

_DRIVE_REMOVABLE, _DRIVE_REMOTE, _DRIVE_OPTICAL, _DRIVE_MEMORY = 2, 4, 5, 6
_BUS_USB, _BUS_SD, _BUS_MMC, _BUS_VIRTUAL, _BUS_FILE, _BUS_NVME = 7, 12, 13, 14, 15, 17
_DEVICE_PROPERTY, _SEEK_PENALTY_PROPERTY = 0, 7
_IN_PLACE = {"ntfs", "exfat", "fat32", "fat"}
_READ_ATTRIBUTES = 0x80


def volume(path: Path, api: WindowsApi | None = None) -> Volume:
    """What Windows says about the volume of an existing path. Raises OSError."""
    api = api or Kernel32()
    root = api.volume_path(str(path))
    facts = api.volume_information(root)
    size, free, _ = api.space(root)
    kind = api.drive_type(root)
    system_root = os.environ.get("SYSTEMDRIVE", "C:").casefold()
    return Volume(
        mount_point=Path(root),
        device=root.rstrip("\\"),
        key=f"{facts.file_system.casefold()}:{facts.serial:08x}",
        file_system=facts.file_system.casefold(),
        label=facts.label,
        size=size,
        free=free,
        removable=kind == _DRIVE_REMOVABLE or bus(root, api) in (_BUS_USB, _BUS_SD, _BUS_MMC),
        read_only=facts.read_only,
        is_system=root.casefold().startswith(system_root),
        medium=medium(root, api),
    )


def removable(api: WindowsApi | None = None) -> list[Volume]:
    """Removable volumes that answer; an empty card reader does not."""
    api = api or Kernel32()
    found = []
    for root in api.drives():
        if api.drive_type(root) in (_DRIVE_REMOTE, _DRIVE_OPTICAL):
            continue
        try:
            one = volume(Path(root), api)
        except OSError:
            continue
        if one.removable and not one.is_system:
            found.append(one)
    return found


def drives(api: WindowsApi | None = None) -> list[Volume]:
    """Every drive that has a letter and answers; an empty card reader does not.

    A network drive is not asked: one that is switched off would hold up whoever waits.
    """
    api = api or Kernel32()
    found = []
    for root in api.drives():
        try:
            found.append(_unasked(root) if api.drive_type(root) == _DRIVE_REMOTE else volume(Path(root), api))
        except OSError:
            continue
    return found


def _unasked(root: str) -> Volume:
    return Volume(
        mount_point=Path(root), device=root.rstrip("\\"), key=f"remote:{root}", file_system="", label="",
        size=0, free=0, removable=False, read_only=False, is_system=False, medium=Medium.NETWORK,
    )  # fmt: skip


def medium(root: str, api: WindowsApi) -> Medium:
    """What the drive is made of; UNKNOWN when Windows does not answer or the drive is a virtual one."""
    kind = api.drive_type(root)
    if kind == _DRIVE_REMOTE:
        return Medium.NETWORK
    if kind == _DRIVE_MEMORY:
        return Medium.RAM
    by_bus = {_BUS_SD: Medium.SD_CARD, _BUS_MMC: Medium.SD_CARD, _BUS_NVME: Medium.SSD}
    line = bus(root, api)
    if line in by_bus:
        return by_bus[line]
    if line == _BUS_USB and kind == _DRIVE_REMOVABLE:
        return Medium.USB_FLASH
    answer = _query(root, _SEEK_PENALTY_PROPERTY, api)
    if line in (None, _BUS_VIRTUAL, _BUS_FILE) or len(answer) < 9:
        return Medium.UNKNOWN
    return Medium.SPINNING if answer[8] else Medium.SSD


def bus(root: str, api: WindowsApi) -> int | None:
    """STORAGE_DEVICE_DESCRIPTOR.BusType, None when Windows does not say."""
    answer = _query(root, _DEVICE_PROPERTY, api)
    return int(struct.unpack_from("<I", answer, 28)[0]) if len(answer) >= 32 else None


def in_place(root: str, api: WindowsApi) -> InPlace:
    """What the file system does with a write; restore points keep the old blocks whatever is written."""
    kind = api.volume_information(root).file_system.casefold()
    reason: Sentence | None = None
    if api.drive_type(root) == _DRIVE_REMOTE:
        reason = say("A network drive decides for itself where it stores what is written.")
    elif kind == "refs":
        reason = say("The file system {name} writes every change to a new place and keeps the old one.", name="ReFS")
    elif kind not in _IN_PLACE:
        reason = say("Nothing is known about how the file system {name} writes.", name=kind)
    elif any(name.startswith("HarddiskVolumeShadowCopy") for name in api.devices()):
        reason = say("The PC has restore points, which keep older contents.")
    return InPlace(reason is None, False, reason)


def extents(handle: int, root: str, api: WindowsApi) -> Extents:
    """FSCTL_GET_RETRIEVAL_POINTERS, in bytes; a file that lies inside the file table has no blocks of its own."""
    attributes = api.information(handle).attributes
    if attributes & (COMPRESSED | SPARSE | ENCRYPTED):
        return Extents((), say("The drive stores this file compressed, encrypted or with gaps, so writing moves it."))
    cluster = api.space(root)[2]
    blocks: list[tuple[int, int, int]] = []
    start, more = 0, True
    while more:
        try:
            answer, more = api.control(handle, FSCTL_GET_RETRIEVAL_POINTERS, struct.pack("<q", start), 16 + 16 * 512)
        except OSError as error:
            if getattr(error, "winerror", None) != ERROR_HANDLE_EOF:
                raise
            reason = say("The file is so small that it lies among the folder data, of which the drive keeps copies.")
            return Extents(tuple(blocks), None if blocks or api.information(handle).size == 0 else reason)
        count, place = struct.unpack_from("<Ixxxxq", answer)
        for number in range(count):
            after, where = struct.unpack_from("<qq", answer, 16 + 16 * number)
            if where >= 0:
                blocks.append((place * cluster, where * cluster, (after - place) * cluster))
            place = after
        start = place
    return Extents(tuple(blocks))


def file_in_place(path: Path, api: WindowsApi | None = None) -> InPlace:
    """The verdict for one file: its file system's, sharpened by its own blocks. The file is only read."""
    api = api or Kernel32()
    root = api.volume_path(str(path))
    by_system = in_place(root, api)
    if not by_system.provable:
        return by_system
    flags = OPEN_REPARSE_POINT | BACKUP_SEMANTICS
    handle = api.open(extended(path), _READ_ATTRIBUTES, SHARE_READ | SHARE_WRITE, OPEN_EXISTING, flags)
    try:
        if api.information(handle).attributes & REPARSE_POINT:
            return InPlace(False, True, say("The file is only a stand-in; its content lies elsewhere."))
        found = extents(handle, root, api)
    finally:
        api.close(handle)
    return InPlace(found.reason is None, True, found.reason)


def extended(path: Path) -> str:
    r"""The \\?\ form, which takes long paths and names that end in a dot."""
    text = str(path)
    if text.startswith("\\\\?\\"):
        return text
    if text.startswith("\\\\"):
        return "\\\\?\\UNC\\" + text[2:]
    return "\\\\?\\" + text


def _query(root: str, kind: int, api: WindowsApi) -> bytes:
    try:
        handle = api.open("\\\\.\\" + root.rstrip("\\"), 0, SHARE_READ | SHARE_WRITE, OPEN_EXISTING, 0)
    except OSError:
        return b""
    try:
        return api.control(handle, IOCTL_STORAGE_QUERY_PROPERTY, struct.pack("<III", kind, 0, 0), 1024)[0]
    except OSError:
        return b""
    finally:
        api.close(handle)
