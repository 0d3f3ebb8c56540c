"""Destroyed means destroyed: on real file systems, looked for on the raw image and with the tools of those who look.

Needs root (loop devices and mounts). A machine without one of the tools fails here and says which.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from desktop.disk import fill
from desktop.disk.records import ReadBack
from tests.forensics import marks, ways
from tests.forensics.image import drive
from tests.forensics.marks import Left

SYSTEMS = ("ext4", "ntfs", "exfat", "xfs")
Note = Callable[[str, str, int, Left], None]


def left_by(kind: str, way: str, folder: Path, note: Note) -> tuple[int, Left]:
    """(marked sectors before, what is left) for one way on one file system."""
    with drive(kind) as disk:
        marks.plant(disk.mount_point / "shop")
        disk.unmount()
        before = marks.sectors(disk.image)
        disk.mount()
        marks.ballast(disk.mount_point / "shop").unlink()
        disk.remount()
        # ext4magic tells states of the drive apart by whole seconds.
        time.sleep(1.2)
        files = sorted((disk.mount_point / "shop").iterdir())
        for evidence in ways.WAYS[way](files):
            assert evidence.read_back is ReadBack.OK, evidence
            assert evidence.cache_dropped, evidence
            assert evidence.problem is None, evidence
        assert list((disk.mount_point / "shop").iterdir()) == []
        disk.unmount()
        left = marks.examine(disk, folder)
    note(kind, way, before, left)
    return before, left


def complaints(left: Left, plain_rm: Left) -> list[str]:
    """Everything that is wrong with what a way left, in words."""
    found = []
    for name in ("sectors", "names_in_slots", "photorec", "tsk_recover", "fls", "ext4magic"):
        if getattr(left, name):
            found.append(f"{name}: {getattr(left, name)}")
    # XFS puts a number over the first four bytes of each sector of its log: a name that lies there is not seen.
    if everywhere(left) > everywhere(plain_rm) + 1:
        found.append(f"copies of names: {everywhere(left)}, plain rm {everywhere(plain_rm)}")
    return found


def everywhere(left: Left) -> int:
    """Copies of names, wherever they are."""
    return left.names_in_slots + left.names_in_free + left.names_in_journal


def at_least_as_good(ours: Left, theirs: Left) -> list[str]:
    """The cells in which another way left less than ours."""
    names = ("sectors", "names_in_slots", "photorec", "tsk_recover", "fls", "ext4magic")
    return [name for name in names if (getattr(ours, name) or 0) > (getattr(theirs, name) or 0)]


@pytest.mark.parametrize("kind", SYSTEMS)
def test_nothing_comes_back(kind: str, tmp_path_factory: pytest.TempPathFactory, note: Note) -> None:
    @cache
    def tried(way: str) -> tuple[int, Left]:
        return left_by(kind, way, tmp_path_factory.mktemp("found"), note)

    before, plain_rm = tried("rm")
    assert before > 12000
    # The search itself works: what was only unlinked is found.
    assert plain_rm.sectors > 12000
    assert plain_rm.photorec > 0
    assert None not in (plain_rm.tsk_recover, plain_rm.fls) or kind == "xfs"
    assert {"ext4": plain_rm.ext4magic, "xfs": 1}.get(kind, plain_rm.tsk_recover)

    _, ours = tried("ours")
    assert complaints(ours, plain_rm) == []

    # A version that cuts the file before it writes must not get through.
    _, mutant = tried("cuts first")
    assert complaints(mutant, plain_rm) != []
    assert mutant.sectors > 0

    for other in ("shred", "bleachbit"):
        assert at_least_as_good(ours, tried(other)[1]) == [], other


@pytest.mark.parametrize("kind", SYSTEMS)
def test_a_folder_that_goes_on_keeps_no_erased_name(kind: str) -> None:
    """Sixteen stay: with fewer, XFS moves the folder into its inode and gives its block back as it is."""
    with drive(kind) as disk:
        files = sorted(marks.plant(disk.mount_point / "shop"))
        disk.remount()
        kept, gone = files[:16], files[16:]
        ways.ours(gone)
        assert sorted((disk.mount_point / "shop").iterdir()) == kept
        disk.unmount()
        names = marks.names_left(disk, [file.name for file in gone])
        assert marks.names_left(disk, [file.name for file in kept]).in_slots >= 16
    assert (names.in_slots, names.in_free) == (0, 0)


@pytest.mark.parametrize("kind", ["ext4", "ntfs", "exfat"])
def test_saved_twice_ends_at_nothing_after_filling_the_free_space(kind: str) -> None:
    """Every editor writes beside and renames: the old content lies in free space, where only filling reaches it."""
    with drive(kind) as disk:
        files = marks.plant(disk.mount_point / "shop")
        disk.remount()
        for file in files:
            copy = file.with_name("t" + file.name)
            copy.write_bytes(file.read_bytes())
            copy.replace(file)
        disk.remount()
        ways.ours(files)
        disk.unmount()
        assert marks.sectors(disk.image) > 1000
        disk.mount()
        filled = ways.to_end(fill.fill(disk.mount_point, 0))
        assert filled.bytes > 40 << 20
        assert list(disk.mount_point.glob(".~*")) == []
        disk.unmount()
        assert marks.sectors(disk.image) == 0


def test_filling_keeps_the_floor_free_and_can_be_stopped() -> None:
    with drive("ext4") as disk:
        filled = ways.to_end(fill.fill(disk.mount_point, 30 << 20))
        assert 29 << 20 <= filled.left_free <= 30 << 20
        steps = fill.fill(disk.mount_point, 0)
        next(steps)
        assert list(disk.mount_point.glob(".~*"))
        steps.close()
        assert list(disk.mount_point.glob(".~*")) == []
