"""What the keyring keeps opens the case and nothing else does with it; without it the passphrase still works."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from desktop.errors import OwnerError
from desktop.system.keyring_store import KeyringStore
from desktop.vault.key import WrongSecret
from desktop.vault.remembered import forget, is_remembered, open_remembered, remember
from desktop.vault.vault import Vault
from tests.fakes import Drawer, FixedClock
from tests.vault.conftest import CHEAP, CODE, PASSPHRASE


def acts(vault: Vault) -> list[str]:
    return [line.act for line in vault.journal()]


def test_the_case_opens_without_the_passphrase_and_after_a_change_of_it(vault: Vault, case_path: Path) -> None:
    drawer = Drawer()
    store = KeyringStore(drawer)
    remember(vault, store)
    assert is_remembered(vault, store)
    assert PASSPHRASE not in base64.b64decode(next(iter(drawer.kept.values()))).decode("latin-1")
    vault.set_passphrase("another far roof")
    vault.close()
    again = open_remembered(case_path, FixedClock(), store)
    assert "case.key_remembered" in acts(again)
    forget(again, store)
    assert not is_remembered(again, store)
    assert acts(again)[-1] == "case.key_forgotten"
    again.close()
    with pytest.raises(OwnerError, match="没有记住"):
        open_remembered(case_path, FixedClock(), store)
    Vault.open(case_path, FixedClock(), passphrase="another far roof").close()


@pytest.mark.parametrize("kept", [b"\0" * 32, b"short"])
def test_a_wrong_entry_opens_nothing_and_leaves_the_case_free(vault: Vault, case_path: Path, kept: bytes) -> None:
    store = KeyringStore(Drawer())
    store.remember(vault.keys.case_id, kept)
    assert not is_remembered(vault, store)
    vault.close()
    with pytest.raises(WrongSecret):
        open_remembered(case_path, FixedClock(), store)
    Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE).close()


def test_the_key_of_one_case_does_not_open_another(vault: Vault, case_path: Path, tmp_path: Path) -> None:
    other = Vault.create(tmp_path / "other.case", PASSPHRASE, CODE, FixedClock(), derivation=CHEAP)
    key = other.case_key()
    other.close()
    vault.close()
    with pytest.raises(WrongSecret):
        Vault.open(case_path, FixedClock(), case_key=key)


def test_a_keyring_that_stays_locked_is_said_and_noted_nowhere(vault: Vault) -> None:
    drawer = Drawer(locked=True)
    store = KeyringStore(drawer)
    with pytest.raises(OwnerError):
        remember(vault, store)
    with pytest.raises(OwnerError):
        forget(vault, store)
    assert not is_remembered(vault, store)
    assert not [act for act in acts(vault) if act.startswith("case.key")]
