"""Linux: what is mounted where, and what the drives underneath are made of (/proc/self/mountinfo and /sys)."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from desktop.disk.records import InPlace, Medium, Volume
from desktop.words import Sentence, say

NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "davfs",
    "fuse.sshfs",
    "fuse.davfs2",
    "fuse.rclone",
    "fuse.gvfsd-fuse",
    "fuse.s3fs",
    "fuse.glusterfs",
    "virtiofs",
}
MEMORY = {"tmpfs", "ramfs", "devtmpfs"}
COPY_ON_WRITE = {"btrfs", "zfs", "bcachefs", "nilfs2", "f2fs", "fuse.zfs"}
IN_PLACE = {"ext2", "ext3", "ext4", "xfs", "jfs", "vfat", "msdos", "exfat", "ntfs", "ntfs3"}
_WIPES_SLOTS = {"ext4", "ext3", "ext2", "tmpfs"}
_IMAGES = {"squashfs", "erofs", "overlay", "cramfs"}
"""What programs are packed in."""
_OF_THE_SYSTEM = {"/boot", "/boot/efi", "/efi"}
_VIRTUAL_DISK = re.compile(r"^(vd[a-z]|xvd[a-z]|loop\d|nbd\d|pmem\d)")
_VIRTUAL_MODEL = re.compile(r"qemu|vbox|vmware|virtual|msft", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of mountinfo."""

    device_number: str
    mount_point: str
    options: frozenset[str]
    file_system: str
    source: str
    super_options: frozenset[str]
    root: str = "/"
    """Which folder of the file system is seen here: another one than "/" where a folder was mounted a second time."""


def mounts() -> list[Mount]:
    """All mounts in the order of the kernel's list; a later one hides an earlier one at the same place."""
    lines = Path("/proc/self/mountinfo").read_bytes().split(b"\n")
    return [_mount(line.decode("utf-8", "surrogateescape")) for line in lines if line]


def _mount(line: str) -> Mount:
    left, right = line.split(" - ", 1)
    fields, kind = left.split(" "), right.split(" ")
    return Mount(
        fields[2],
        _unescape(fields[4]),
        frozenset(fields[5].split(",")),
        kind[0],
        _unescape(kind[1]),
        frozenset(kind[2].split(",")) if len(kind) > 2 else frozenset(),
        _unescape(fields[3]),
    )


def _unescape(text: str) -> str:
    raw = os.fsencode(text)
    return os.fsdecode(re.sub(rb"\\([0-7]{3})", lambda hit: bytes([int(hit[1], 8)]), raw))


def _unlisted_root() -> Mount:
    """The root of a system that runs inside a folder of another one: its table of mounts does not list it."""
    device = os.stat("/").st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    return Mount(number, "/", frozenset(), "unknown", "", frozenset())


def mount_of(path: Path, known: list[Mount] | None = None) -> Mount:
    """The mount on which an existing path lies. Links in the path are followed."""
    real = os.path.realpath(path)
    best: Mount | None = None
    for mount in mounts() if known is None else known:
        point = mount.mount_point
        inside = real == point or real.startswith(point if point.endswith("/") else point + "/")
        if inside and (best is None or len(point) >= len(best.mount_point)):
            best = mount
    return best if best is not None else _unlisted_root()


def volume(mount: Mount) -> Volume:
    """What the system says about a mounted file system. Raises OSError when it is gone."""
    figures = os.statvfs(mount.mount_point)
    disk = _disk(mount.source)
    return Volume(
        mount_point=Path(mount.mount_point),
        device=mount.source,
        key=volume_key(figures, file_system(mount), mount.device_number),
        file_system=file_system(mount),
        label=_label(mount.source),
        size=figures.f_blocks * figures.f_frsize,
        free=figures.f_bavail * figures.f_frsize,
        removable=_removable(disk),
        read_only=bool(figures.f_flag & os.ST_RDONLY),
        is_system=mount.mount_point in ("/", "/boot", "/boot/efi", "/usr", "/var"),
        medium=medium(mount),
    )


def drives(known: list[Mount] | None = None) -> list[Volume]:
    """What a person would call a drive: each file system once, where all of it is to be seen.

    A network drive is not asked for its size: one that does not answer would hold up whoever waits.
    """
    in_sight = {mount.mount_point: mount for mount in (mounts() if known is None else known)}
    in_sight.setdefault("/", _unlisted_root())
    best: dict[str, Mount] = {}
    for mount in filter(_is_drive, in_sight.values()):
        other = best.get(mount.device_number)
        if other is None or _rank(mount) < _rank(other):
            best[mount.device_number] = mount
    found = []
    for mount in best.values():
        try:
            found.append(_unasked(mount) if mount.file_system in NETWORK else volume(mount))
        except OSError:
            continue
    return found


def _is_drive(mount: Mount) -> bool:
    if mount.mount_point == "/":
        return True
    if mount.file_system in NETWORK:
        return mount.file_system != "9p"
    if not mount.source.startswith("/dev/") or mount.file_system in _IMAGES or mount.mount_point in _OF_THE_SYSTEM:
        return False
    return os.path.isdir(mount.mount_point)


def _rank(mount: Mount) -> tuple[bool, int]:
    return mount.root != "/", len(mount.mount_point)


def _unasked(mount: Mount) -> Volume:
    return Volume(
        mount_point=Path(mount.mount_point), device=mount.source, key=f"{mount.file_system}:{mount.device_number}",
        file_system=mount.file_system, label="", size=0, free=0, removable=False, read_only="ro" in mount.options,
        is_system=False, medium=Medium.NETWORK,
    )  # fmt: skip


def volume_key(figures: os.statvfs_result, kind: str, device_number: str) -> str:
    """Stays the same over mounts where the file system has an id of its own; FUSE ones only have the device."""
    return f"{kind}:{figures.f_fsid:x}" if figures.f_fsid else f"{kind}:{device_number}"


def medium(mount: Mount) -> Medium:
    """What the drive under a mount is made of; UNKNOWN whenever the kernel's flags are not to be trusted."""
    if mount.file_system in NETWORK:
        return Medium.NETWORK
    if mount.file_system in MEMORY:
        return Medium.RAM
    media = {_disk_medium(disk) for disk in _bottom(_disk(mount.source))}
    return media.pop() if len(media) == 1 else Medium.UNKNOWN


def file_system(mount: Mount) -> str:
    """The file system's name; for FUSE on a block device what is really on the drive (ntfs, exfat)."""
    if mount.file_system not in ("fuseblk", "fuse"):
        return mount.file_system
    return (
        _from_udev(mount.source)
        or _from_boot_sector(mount.source)
        or _from_attribute(mount.mount_point)
        or mount.file_system
    )


def in_place(mount: Mount) -> InPlace:
    """What the file system as a whole does with a write; single files can still differ (see linux_file.extents)."""
    kind = file_system(mount)
    reason: Sentence | None = None
    if kind in NETWORK:
        reason = say("A network drive decides for itself where it stores what is written.")
    elif kind in MEMORY:
        reason = say("The file lies in working memory and may have been moved to the disk by the system.")
    elif kind in COPY_ON_WRITE:
        reason = say("The file system {name} writes every change to a new place and keeps the old one.", name=kind)
    elif kind == "overlay":
        reason = say("The folder lies over another one, which keeps its own copy.")
    elif "data=journal" in mount.super_options:
        reason = say("The file system also keeps contents in its journal.")
    elif kind not in IN_PLACE:
        reason = say("Nothing is known about how the file system {name} writes.", name=kind)
    elif _snapshotted(_disk(mount.source)):
        reason = say("The drive has snapshots, which keep older contents.")
    return InPlace(provable=reason is None, measured=False, reason=reason)


def slots_keep_names(kind: str) -> bool:
    """ext4 blanks the slot of a removed name since Linux 5.13; the others leave it readable."""
    return kind not in _WIPES_SLOTS


def _disk(source: str) -> Path | None:
    """The folder under /sys/block of the whole disk on which a source like /dev/sdb1 lies."""
    if not source.startswith("/dev/"):
        return None
    try:
        number = os.stat(source).st_rdev
        node = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}").resolve(strict=True)
    except OSError:
        return None
    return node.parent if (node / "partition").exists() else node


def _bottom(disk: Path | None) -> list[Path]:
    """The real disks under a mapped one (encryption, LVM, RAID)."""
    if disk is None:
        return []
    below = sorted((disk / "slaves").iterdir()) if (disk / "slaves").is_dir() else []
    if not below:
        return [disk]
    nodes = [node.resolve() for node in below]
    wholes = [node.parent if (node / "partition").exists() else node for node in nodes]
    return [leaf for whole in wholes for leaf in _bottom(whole)]


def _disk_medium(disk: Path) -> Medium:
    name = disk.name
    if name.startswith(("zram", "ram")):
        return Medium.RAM
    if name.startswith("mmcblk"):
        return Medium.SD_CARD
    if _VIRTUAL_DISK.match(name) or _VIRTUAL_MODEL.search(_text(disk / "device/model") + _text(disk / "device/vendor")):
        return Medium.UNKNOWN
    if name.startswith("nvme"):
        return Medium.SSD
    if _text(disk / "removable") == "1":
        return Medium.USB_FLASH
    if "/usb" in str(disk):
        return _by_rotation_rate(disk)
    rotational = _text(disk / "queue/rotational")
    return {"0": Medium.SSD, "1": Medium.SPINNING}.get(rotational, Medium.UNKNOWN)


def _by_rotation_rate(disk: Path) -> Medium:
    """USB bridges often claim "rotational" for anything; only the drive's own page B1h is believed (SBC-4, 6.6.2)."""
    try:
        page = (disk / "device/vpd_pgb1").read_bytes()
    except OSError:
        return Medium.UNKNOWN
    rate = int.from_bytes(page[4:6], "big")
    return Medium.SSD if rate == 1 else Medium.SPINNING if 0x401 <= rate <= 0xFFFE else Medium.UNKNOWN


def _removable(disk: Path | None) -> bool:
    if disk is None:
        return False
    return _text(disk / "removable") == "1" or "/usb" in str(disk) or disk.name.startswith("mmcblk")


def _snapshotted(disk: Path | None) -> bool:
    """LVM: an origin with snapshots stands on a hidden "-real" volume; a thin volume stands on a "-tpool"."""
    if disk is None or not (disk / "slaves").is_dir():
        return False
    uuids = [_text(node.resolve() / "dm/uuid") for node in (disk / "slaves").iterdir()]
    return any(uuid.endswith(("-real", "-tpool", "-cow")) for uuid in uuids)


def _label(source: str) -> str:
    folder = Path("/dev/disk/by-label")
    if not folder.is_dir():
        return ""
    for link in folder.iterdir():
        if os.path.realpath(link) == os.path.realpath(source):
            return re.sub(r"(?:\\x[0-9a-f]{2})+", _unhex, link.name)
    return ""


def _unhex(hit: re.Match[str]) -> str:
    return bytes.fromhex(hit[0].replace("\\x", "")).decode("utf-8", "replace")


def _from_udev(source: str) -> str:
    try:
        number = os.stat(source).st_rdev
        text = Path(f"/run/udev/data/b{os.major(number)}:{os.minor(number)}").read_text("utf-8", "replace")
    except OSError:
        return ""
    hit = re.search(r"^E:ID_FS_TYPE=(\w+)$", text, re.MULTILINE)
    return hit[1] if hit else ""


def _from_boot_sector(source: str) -> str:
    try:
        with open(source, "rb") as drive:
            name = drive.read(11)[3:]
    except OSError:
        return ""
    return {b"NTFS    ": "ntfs", b"EXFAT   ": "exfat"}.get(name, "")


def _from_attribute(mount_point: str) -> str:
    try:
        os.getxattr(mount_point, "system.ntfs_attrib_be")
    except OSError:
        return ""
    return "ntfs"


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
