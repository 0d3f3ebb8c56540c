"""A real drive is offered as soon as it is mounted, searched as a whole, and gone when it is taken out."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.disk.volumes import drives
from desktop.inventory.columns import Vocabulary
from desktop.inventory.looking import look
from desktop.inventory.walking import walk
from desktop.rules.loader import load
from tests.forensics.image import MIB, drive, run


@pytest.mark.parametrize("kind", ["ext4", "ntfs", "exfat"])
def test_a_stick_comes_and_goes(kind: str) -> None:
    def offered() -> dict[Path, int]:
        return {one.mount_point: one.size for one in drives()}

    with drive(kind) as stick:
        assert 60 * MIB < offered()[stick.mount_point] <= 96 * MIB
        (stick.mount_point / "便条.txt").write_text("患者：王建国，电话 19900000007\n", "utf-8")
        found = look([stick.mount_point], Vocabulary(load()))
        assert "mobile" in {sight.kind for sight in found}
        stick.unmount()
        assert stick.mount_point not in offered()
        stick.mount()
        assert stick.mount_point in offered()


def test_a_folder_that_is_mounted_inside_itself_ends_the_walk(tmp_path: Path) -> None:
    inside = tmp_path / "店" / "里面" / "又是店"
    inside.mkdir(parents=True)
    (tmp_path / "店" / "便条.txt").write_text("x", "utf-8")
    run("mount", "--bind", str(tmp_path / "店"), str(inside))
    try:
        (inside / "里面" / "便条.txt").write_text("y", "utf-8")
        assert len(list(walk(tmp_path / "店"))) == 2
    finally:
        run("umount", str(inside))
