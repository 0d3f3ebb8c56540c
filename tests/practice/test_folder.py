"""The next practice clears the one before away, and nothing else."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from desktop.__main__ import _make_practice
from desktop.clock import SystemClock
from desktop.jobs.job import run_to_end
from desktop.practice.case import CASE, PASSING
from desktop.practice.folder import MARK, PREFIX, clear_earlier, new_folder
from desktop.vault.vault import Vault


@pytest.fixture
def temp(own_home: Path) -> Path:
    assert Path(tempfile.gettempdir()) == own_home / "tmp"
    return own_home / "tmp"


def practices(temp: Path) -> list[Path]:
    return [folder for folder in temp.iterdir() if folder.name.startswith(PREFIX)]


def test_the_next_practice_takes_the_place_of_the_one_before(temp: Path) -> None:
    first = run_to_end(_make_practice())
    assert [first.path.parent] == practices(temp)
    second = run_to_end(_make_practice())
    assert [second.path.parent] == practices(temp)
    vault = Vault.open(second.path, SystemClock(), passphrase=second.passphrase)
    assert vault.fact(PASSING)
    third = run_to_end(_make_practice())  # while the second is open in a window
    assert {second.path.parent, third.path.parent} == set(practices(temp))
    assert (second.path.parent / "practice.json").exists()
    vault.close()
    assert clear_earlier() == 2
    assert practices(temp) == []


def test_only_what_the_program_made_and_marked_goes(temp: Path, tmp_path: Path) -> None:
    mine = new_folder()
    (mine / CASE).write_bytes(b"")
    (mine / "shop").mkdir()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "members.csv").write_bytes(b"x")
    (mine / "shop" / "link").symlink_to(outside)
    (mine / "link").symlink_to(outside)
    unmarked = temp / f"{PREFIX}other"
    unmarked.mkdir()
    copied = Path(shutil.copytree(mine, temp / f"{PREFIX}copy", symlinks=True))
    other_name = temp / "pharmacy"
    other_name.mkdir()
    (other_name / MARK).write_text(str(other_name.stat().st_ino))
    elsewhere = new_folder().rename(tmp_path / f"{PREFIX}moved")
    (temp / f"{PREFIX}linked").symlink_to(elsewhere)
    file = temp / f"{PREFIX}file"
    file.write_bytes(b"x")
    assert clear_earlier() == 1
    assert not mine.exists()
    for kept in (outside / "members.csv", unmarked, copied / CASE, other_name / MARK, elsewhere / MARK, file):
        assert kept.exists(), kept
    assert (temp / f"{PREFIX}linked").is_symlink()
