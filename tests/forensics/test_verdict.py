"""What cannot be proved is said before anything is done, and again in the evidence; full and pulled drives."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.disk import durable, overwrite, volumes
from desktop.disk.records import Assurance, Problem, Target
from desktop.errors import OwnerError
from tests.forensics import marks, ways
from tests.forensics.image import drive, run


@pytest.mark.parametrize(
    ("kind", "provable"), [("ext4", True), ("xfs", True), ("ntfs", True), ("exfat", True), ("btrfs", False)]
)
def test_file_systems(kind: str, provable: bool) -> None:
    with drive(kind) as disk:
        path = disk.mount_point / "members.csv"
        path.write_bytes(marks.marked(1, 100_000))
        disk.remount()
        said = volumes.verdict(path)
        assert said.in_place.provable is provable
        assert said.file_system == kind
        volume = volumes.volume_of(path)
        assert (volume.mount_point, volume.is_system, volume.read_only) == (disk.mount_point, False, False)
        assert 0 < volume.free < volume.size
        disk.remount()
        assert volumes.volume_of(path).key == volume.key
        (evidence,) = ways.ours([path])
        assert not path.exists()
        if not provable:
            assert said.best is Assurance.DELETED_RESIDUE
            assert evidence.assurance is Assurance.DELETED_RESIDUE
            assert said.in_place.reason in evidence.errors
        disk.unmount()
        assert (marks.sectors(disk.image) == 0) is provable


def test_a_copy_that_shares_its_blocks() -> None:
    with drive("xfs") as disk:
        path, copy = disk.mount_point / "a", disk.mount_point / "b"
        path.write_bytes(marks.marked(1, 100_000))
        run("cp", "--reflink=always", str(path), str(copy))
        said = volumes.verdict(path)
        assert (said.in_place.provable, said.in_place.measured) == (False, True)
        (evidence,) = ways.ours([path])
        assert evidence.assurance is Assurance.DELETED_RESIDUE
        assert evidence.extents_kept is False
        assert copy.read_bytes() == marks.marked(1, 100_000)


def test_a_file_inside_its_inode() -> None:
    with drive("ext4-inline") as disk:
        path = disk.mount_point / "tiny"
        path.write_bytes(b"invented customer")
        disk.remount()
        assert not volumes.verdict(path).in_place.provable
        (evidence,) = ways.ours([path])
        assert evidence.assurance is Assurance.DELETED_RESIDUE


def test_a_compressed_file_on_ntfs() -> None:
    with drive("ntfs") as disk:
        folder = disk.mount_point / "packed"
        folder.mkdir()
        os.setxattr(folder, "system.ntfs_attrib_be", (0x810).to_bytes(4, "big"))
        path = folder / "a.csv"
        path.write_bytes(marks.marked(1, 100_000))
        said = volumes.verdict(path)
        assert not said.in_place.provable
        assert said.best is Assurance.DELETED_RESIDUE


def test_alternate_streams_on_ntfs_go_too() -> None:
    with drive("ntfs") as disk:
        path = disk.mount_point / "a.csv"
        path.write_bytes(b"plain")
        os.setxattr(path, "user.note", marks.marked(1, 20_000))
        disk.remount()
        ways.ours([path])
        disk.unmount()
        assert marks.sectors(disk.image) == 0


def test_a_folder_replaced_by_another_drive() -> None:
    with drive("ext4") as disk, drive("ext4") as other:
        folder = disk.mount_point / "shop"
        folder.mkdir()
        path = folder / "a"
        path.write_bytes(b"same content")
        key = volumes.volume_of(path).key
        target = Target(path, *overwrite.expected(path), "t", key)
        (other.mount_point / "a").write_bytes(b"same content")
        run("mount", "--bind", str(other.mount_point), str(folder))
        try:
            evidence = overwrite.erase_one(target)
        finally:
            run("umount", str(folder))
        assert evidence.problem is Problem.MOVED
        assert (other.mount_point / "a").read_bytes() == path.read_bytes() == b"same content"


def test_write_protected_drive() -> None:
    with drive("ext4") as disk:
        path = disk.mount_point / "a"
        path.write_bytes(b"content")
        target = Target(path, *overwrite.expected(path), "t")
        run("mount", "-o", "remount,ro", str(disk.mount_point))
        evidence = overwrite.erase_one(target)
        assert (evidence.problem, evidence.assurance) == (Problem.READ_ONLY, Assurance.NOT_DESTROYED)
        assert volumes.volume_of(path).read_only
        with pytest.raises(OwnerError), durable.write_beside(disk.mount_point / "b") as file:
            file.write(b"x")


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A drive of 1 MiB."""
    place = tmp_path / "tiny"
    place.mkdir()
    run("mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place))
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_full_drive(tiny: Path, tmp_path: Path) -> None:
    kept = tiny / "kept"
    kept.write_bytes(b"from before")
    with pytest.raises(OwnerError) as caught, durable.write_beside(kept) as file:
        file.write(bytes(2 << 20))
    assert caught.value.todo is not None
    assert [path.name for path in tiny.iterdir()] == ["kept"]
    assert kept.read_bytes() == b"from before"
    source = tmp_path / "source"
    source.write_bytes(os.urandom(2 << 20))
    with pytest.raises(OwnerError):
        durable.copy_verified(source, tiny / "copy")
    assert [path.name for path in tiny.iterdir()] == ["kept"]


@pytest.mark.parametrize("kind", ["ext4", "ntfs", "exfat", "xfs"])
def test_copies_are_read_back_from_the_drive(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(os.urandom(9 << 20))
    with drive(kind) as disk:
        copied = durable.copy_verified(source, disk.mount_point / "copy")
        assert (copied.bytes, copied.cache_dropped) == (9 << 20, True)
        assert (copied.bytes, copied.sha256) == overwrite.expected(source)
        with pytest.raises(OwnerError):
            durable.copy_verified(source, disk.mount_point / "copy")
        disk.remount()
        assert durable.digest_from_drive(disk.mount_point / "copy").sha256 == copied.sha256
        assert [path.name for path in disk.mount_point.iterdir() if path.name != "lost+found"] == ["copy"]
