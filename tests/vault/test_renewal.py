"""Rows that are given up are gone: from the file, from its log, and for the old key."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from desktop.vault import exchange
from desktop.vault.backup import back_up, restore
from desktop.vault.database import DamagedCase, connect
from desktop.vault.exchange import NEW, OLD, key_path, named
from desktop.vault.renewal import renew
from desktop.vault.vault import Vault
from tests.fakes import FixedClock
from tests.vault.conftest import CODE, PASSPHRASE
from tests.vault.test_vault import MARKER, add

REMOVE = ["DELETE FROM subject"]


def decrypted(path: Path, key: bytes) -> bytes:
    """Every page of a case in clear, free pages included."""
    plain = path.with_name("plain")
    db = sqlcipher.connect(str(path))
    db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    db.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
    db.execute("SELECT sqlcipher_export('plain')")
    db.close()
    content = plain.read_bytes()
    plain.unlink()
    return content


def test_the_rows_are_gone_and_the_rest_is_there(vault: Vault, case_path: Path) -> None:
    add(vault)
    old_key = vault.raw_key()
    lines = len(list(vault.journal()))
    assert MARKER.encode() in decrypted(case_path, old_key)
    evidence = renew(vault, REMOVE, "erasure.case_rows", rows=1)
    assert len(evidence) == 2
    assert vault.keys.database_key_id == "K-02"
    assert len(list(vault.journal())) == lines + 1
    assert MARKER.encode() not in decrypted(case_path, vault.raw_key())
    with pytest.raises(DamagedCase):
        connect(case_path, old_key)
    assert [file.name for file in case_path.parent.iterdir() if OLD in file.name or NEW in file.name] == []
    vault.close()
    secrets: tuple[dict[str, Any], ...] = ({"passphrase": PASSPHRASE}, {"recovery_code": CODE})
    for secret in secrets:
        Vault.open(case_path, FixedClock(), **secret).close()


@pytest.mark.parametrize("stage", ["before_swap", "after_path", "after_key", "before_sweep"])
def test_an_exchange_cut_short_opens_with_everything(vault: Vault, case_path: Path, tmp_path: Path, stage: str) -> None:
    """The disk as it is at each point of the exchange, laid by hand; the case opens and nothing is lost."""
    add(vault)
    vault.close()
    whole, keys = case_path.read_bytes(), key_path(case_path).read_bytes()
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(case_path, other / case_path.name)
    shutil.copy(key_path(case_path), key_path(other / case_path.name))
    renewed = Vault.open(other / case_path.name, FixedClock(), passphrase=PASSPHRASE)
    renew(renewed, [], "erasure.case_rows")
    renewed.close()
    new, new_keys = (other / case_path.name).read_bytes(), key_path(other / case_path.name).read_bytes()

    named(case_path, NEW).write_bytes(new)
    named(key_path(case_path), NEW).write_bytes(new_keys)
    if stage != "before_swap":
        case_path.rename(named(case_path, OLD))
    if stage in ("after_key", "before_sweep"):
        named(key_path(case_path), OLD).write_bytes(keys)
        named(key_path(case_path), NEW).replace(key_path(case_path))
    if stage == "before_sweep":
        named(case_path, NEW).replace(case_path)

    opened = Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE)
    assert opened.value("SELECT name FROM subject") == MARKER
    opened.close()
    assert not named(case_path, OLD).exists()
    assert exchange.sweep(case_path) == ()
    assert len(whole) > 0


def test_a_backup_opens_and_holds_the_same_journal(vault: Vault, tmp_path: Path) -> None:
    add(vault)
    drive = tmp_path / "drive"
    drive.mkdir()
    backup = back_up(vault, drive)
    assert backup.journal_last == len(list(vault.journal())) - 1  # that it was checked is noted afterwards
    vault.close()
    restored = restore(backup.path, tmp_path / "restored.case", FixedClock(), recovery_code=CODE)
    assert restored.value("SELECT name FROM subject") == MARKER
    restored.close()
