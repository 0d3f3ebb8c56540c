"""The drives that are offered, told by what the system says of them; a real stick is in tests/forensics."""

from __future__ import annotations

import os
from pathlib import Path

from desktop.disk import linux, windows
from desktop.disk.linux import Mount
from desktop.disk.records import Medium
from desktop.disk.volumes import drives
from desktop.disk.windows_api import VolumeInformation, windows_error


def mount(point: str, source: str, kind: str = "ext4", number: str = "8:1", root: str = "/") -> Mount:
    return Mount(number, point, frozenset(), kind, source, frozenset(), root)


def test_each_file_system_once_where_all_of_it_is_to_be_seen(tmp_path: Path) -> None:
    for name in ("home", "stick", "snap", "b", "whole"):
        (tmp_path / name).mkdir()
    (tmp_path / "hosts").write_text("", "utf-8")
    known = [
        mount("/", "/dev/sda2"),
        mount(str(tmp_path / "home"), "/dev/sda2", root="/home"),
        mount("/boot/efi", "/dev/sda1", "vfat", "8:0"),
        mount(str(tmp_path / "snap"), "/dev/loop3", "squashfs", "7:3"),
        mount(str(tmp_path / "hosts"), "/dev/sdc1", number="8:9", root="/etc/hosts"),
        mount(str(tmp_path / "stick"), "/dev/sdb1", "vfat", "8:17"),
        mount(str(tmp_path / "b"), "/dev/sdd1", number="8:49", root="/照片"),
        mount(str(tmp_path / "whole"), "/dev/sdd1", number="8:49"),
        mount("/proc", "proc", "proc", "0:5"),
        mount(str(tmp_path), "tmpfs", "tmpfs", "0:6"),
    ]
    assert [str(one.mount_point) for one in linux.drives(known)] == [
        "/", str(tmp_path / "stick"), str(tmp_path / "whole"),
    ]  # fmt: skip


def test_a_network_drive_is_offered_but_not_asked() -> None:
    """/nowhere does not exist: asking it for its size would be an error, or would never end."""
    network = mount("/nowhere", "//till/shop", "cifs", "0:7")
    found, _ = linux.drives([network])
    assert (found.medium, found.size, found.mount_point) == (Medium.NETWORK, 0, Path("/nowhere"))


def test_a_drive_that_has_gone_meanwhile_is_left_out(tmp_path: Path) -> None:
    assert [one.mount_point for one in linux.drives([mount("/", "overlay", "overlay")])] == [Path("/")]
    assert len(linux.drives([mount(str(tmp_path / "gone"), "/dev/sdz1", number="8:200")])) == 1


def test_this_machine_has_its_system_drive() -> None:
    assert str(drives()[0].mount_point) == "/"
    assert drives()[0].size > 0


class Letters:
    """A kernel32 with a hard disk C:, a stick E:, an empty card reader F: and a network drive Z:."""

    def drives(self) -> list[str]:
        return ["C:\\", "E:\\", "F:\\", "Z:\\"]

    def drive_type(self, root: str) -> int:
        return {"C": 3, "E": 2, "F": 2, "Z": 4}[root[0]]

    def volume_path(self, path: str) -> str:
        return path[:2] + "\\"

    def volume_information(self, root: str) -> VolumeInformation:
        if root[0] not in "CE":
            raise windows_error(21)
        return VolumeInformation({"C": "", "E": "备份"}[root[0]], 1, False, "NTFS")

    def space(self, root: str) -> tuple[int, int, int]:
        return 2**35, 2**34, 4096

    def open(self, path: str, access: int, share: int, disposition: int, flags: int) -> int:
        raise windows_error(5)


def test_drives_of_windows_have_a_letter_and_answer() -> None:
    os.environ.setdefault("SYSTEMDRIVE", "C:")
    found = windows.drives(Letters())  # type: ignore[arg-type]
    assert [(one.device, one.label, one.removable, one.medium) for one in found] == [
        ("C:", "", False, Medium.UNKNOWN), ("E:", "备份", True, Medium.UNKNOWN), ("Z:", "", False, Medium.NETWORK),
    ]  # fmt: skip
