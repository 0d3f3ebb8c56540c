"""Backups: opened before they count, and never half a pair on the drive."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import OwnerError
from desktop.vault.backup import back_up, backing_up, backups, restore
from desktop.vault.exchange import key_path
from desktop.vault.key import WrongSecret
from desktop.vault.vault import Vault
from tests.fakes import FixedClock
from tests.vault.conftest import CODE, PASSPHRASE


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


def test_the_case_remembers_where_its_backups_lie(vault: Vault, drive: Path) -> None:
    made = back_up(vault, drive)
    (noted,) = backups(vault)
    assert (noted.path, noted.time) == (str(made.path), vault.clock.now())
    acts = [line.act for line in vault.journal()]
    assert acts.count("case.backed_up") == 1
    assert acts[-1] == "case.backup_checked"
    assert sorted(p.name for p in drive.iterdir()) == [made.path.name, key_path(made.path).name]


def test_a_second_one_in_the_same_minute_leaves_the_first_as_it_is(vault: Vault, drive: Path) -> None:
    made = back_up(vault, drive)
    before = made.path.read_bytes()
    with pytest.raises(OwnerError):
        back_up(vault, drive)
    assert made.path.read_bytes() == before
    assert [line.act for line in vault.journal()].count("case.backed_up") == 1


def test_stopped_between_two_units_it_leaves_nothing_on_the_drive(vault: Vault, drive: Path) -> None:
    for units in (1, 2, 3, 4):
        job = backing_up(vault, drive)
        for _ in range(units):
            next(job)
        job.close()
        assert list(drive.iterdir()) == []
    assert backups(vault) == ()


def test_a_drive_that_is_gone_is_said(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(OwnerError):
        back_up(vault, tmp_path / "gone")
    assert backups(vault) == ()


def test_a_wrong_secret_restores_nothing(vault: Vault, drive: Path, tmp_path: Path) -> None:
    made = back_up(vault, drive)
    target = tmp_path / "new" / "restored.case"
    with pytest.raises(WrongSecret):
        restore(made.path, target, FixedClock(), passphrase="wrong")
    assert not target.parent.exists()
    restored = restore(made.path, target, FixedClock(), passphrase=PASSPHRASE)
    assert [line.act for line in restored.journal()][-1] == "case.restored"
    restored.close()


def test_a_case_that_is_there_is_not_touched(vault: Vault, case_path: Path, drive: Path) -> None:
    made = back_up(vault, drive)
    vault.close()
    before = case_path.read_bytes(), key_path(case_path).read_bytes()
    with pytest.raises(OwnerError):
        restore(made.path, case_path, FixedClock(), recovery_code=CODE)
    assert (case_path.read_bytes(), key_path(case_path).read_bytes()) == before


def test_a_damaged_backup_leaves_nothing_behind(vault: Vault, drive: Path, tmp_path: Path) -> None:
    made = back_up(vault, drive)
    whole = bytearray(made.path.read_bytes())
    whole[5000] ^= 1
    made.path.write_bytes(whole)
    target = tmp_path / "restored.case"
    with pytest.raises(OwnerError, match="坏"):
        restore(made.path, target, FixedClock(), passphrase=PASSPHRASE)
    assert not list(tmp_path.glob("restored.case*"))
    with pytest.raises(OwnerError):
        restore(drive / "none.case", target, FixedClock(), passphrase=PASSPHRASE)
