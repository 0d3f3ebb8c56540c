"""A drive without room: it is said in plain words, and what did not come about leaves nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.errors import OwnerError
from desktop.vault.exchange import key_path
from desktop.vault.renewal import move_to_new_key
from desktop.vault.vault import Vault
from tests.conftest import Mount
from tests.fakes import FixedClock
from tests.vault.conftest import CHEAP, CODE, PASSPHRASE


def fill(place: Path, left: int) -> Path:
    """Leave so many bytes free on a drive; gives what fills it."""
    state = os.statvfs(place)
    stuffing = place / "stuffing"
    stuffing.write_bytes(bytes(max(0, state.f_bavail * state.f_frsize - left)))
    return stuffing


@pytest.mark.parametrize("kib", [4, 8, 12, 16, 40, 60, 150, 300, 500])
def test_a_new_case_without_room_leaves_nothing(tmp_path: Path, mount: Mount, kib: int) -> None:
    place = tmp_path / "small"
    mount(place, f"{kib}k")
    with pytest.raises(OwnerError, match="空间"):
        Vault.create(place / "shop.case", PASSPHRASE, CODE, FixedClock(), derivation=CHEAP)
    assert list(place.iterdir()) == []
    mount(place, "4m")
    Vault.create(place / "shop.case", PASSPHRASE, CODE, FixedClock(), derivation=CHEAP).close()


@pytest.mark.parametrize("left", [0, 4096, 40_000, 200_000])
def test_a_new_key_without_room_for_the_second_file_changes_nothing(tmp_path: Path, mount: Mount, left: int) -> None:
    path = tmp_path / "small" / "shop.case"
    mount(path.parent, "3m")
    Vault.create(path, PASSPHRASE, CODE, FixedClock(), derivation=CHEAP).close()
    vault = Vault.open(path, FixedClock(), passphrase=PASSPHRASE)
    stuffing = fill(path.parent, left)
    with pytest.raises(OwnerError, match="空间"):
        move_to_new_key(vault)
    vault.close()
    stuffing.unlink()
    assert set(path.parent.iterdir()) == {path, key_path(path)}
    again = Vault.open(path, FixedClock(), passphrase=PASSPHRASE)
    assert again.keys.database_key_id == "K-01"
    move_to_new_key(again)
    assert again.keys.database_key_id == "K-02"
    again.close()


def test_opening_and_changing_without_room_are_said(tmp_path: Path, mount: Mount) -> None:
    path = tmp_path / "small" / "shop.case"
    mount(path.parent, "3m")
    vault = Vault.create(path, PASSPHRASE, CODE, FixedClock(), derivation=CHEAP)
    stuffing = fill(path.parent, 0)
    with pytest.raises(OwnerError, match="空间"), vault.change() as change:
        change.set("much", "x" * 1_000_000)
        change.note("test.much", "x")
    assert vault.fact("much") is None
    vault.close()
    stuffing.unlink()
    fill(path.parent, 0)
    with pytest.raises(OwnerError, match="空间"):
        Vault.open(path, FixedClock(), passphrase=PASSPHRASE)
    (path.parent / "stuffing").unlink()
    Vault.open(path, FixedClock(), passphrase=PASSPHRASE).close()
