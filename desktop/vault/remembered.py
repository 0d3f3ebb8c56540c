"""Opening without typing: the system's keyring keeps the case key, for the user of this PC who asked for it.

The case key, not the passphrase: a person may use the same passphrase elsewhere, and a change of the passphrase leaves
what is remembered in use. What the keyring does not give is asked for; nothing here is needed to open a case.
"""

from __future__ import annotations

from pathlib import Path

from desktop.clock import Clock
from desktop.disk.durable import full_disk_guard
from desktop.errors import OwnerError
from desktop.system.keyring_store import KeyringStore
from desktop.vault.exchange import key_path, settle
from desktop.vault.key import KeyFile
from desktop.vault.vault import Vault
from desktop.words import say


def is_remembered(vault: Vault, store: KeyringStore) -> bool:
    """Whether the keyring holds the key of this very case."""
    return store.recall(vault.keys.case_id) == vault.case_key()


def remember(vault: Vault, store: KeyringStore) -> None:
    """Let the keyring keep the case key. Raises OwnerError when it does not; then nothing is kept."""
    if not store.remember(vault.keys.case_id, vault.case_key()):
        store.forget(vault.keys.case_id)
        raise OwnerError(
            say("This PC did not take the key of the case into its keeping."),
            meaning=say("The passphrase is asked for each time, as before."),
            todo=say("Unlock the keyring of this PC, then tick it again."),
        )
    _note(vault, "case.key_remembered")


def forget(vault: Vault, store: KeyringStore) -> None:
    """Take the key out of the keyring. Raises OwnerError when it is still there afterwards."""
    if not store.forget(vault.keys.case_id):
        raise OwnerError(
            say("This PC still remembers the key of the case."),
            meaning=say("Whoever uses this account can still open the case without the passphrase."),
            todo=say("Unlock the keyring of this PC, then take the tick away again."),
        )
    _note(vault, "case.key_forgotten")


@full_disk_guard()
def open_remembered(path: Path, clock: Clock, store: KeyringStore) -> Vault:
    """Open a case with what the keyring keeps. Raises OwnerError when that is nothing, `WrongSecret` when it is old."""
    settle(path)
    case_key = store.recall(KeyFile.load(key_path(path)).case_id)
    if case_key is None:
        raise OwnerError(
            say("This PC remembers no passphrase for this case."),
            meaning=say("The case stays closed, nothing in it has changed."),
            todo=say("Type the passphrase; afterwards this PC can remember it anew."),
        )
    return Vault.open(path, clock, case_key=case_key)


def _note(vault: Vault, act: str) -> None:
    with vault.change(late=True) as change:
        change.note(act, f"case:{vault.case_code}")
