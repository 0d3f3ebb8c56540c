"""What is said in a practice case whose drive gave no kind: nobody shall think the mistake is theirs."""

from __future__ import annotations

from desktop.disk.records import Medium
from desktop.erasure import store
from desktop.erasure.records import Result
from desktop.vault.vault import Vault
from desktop.words import say

PRACTICE_NOTE = say(
    "The kind of drive of this PC cannot be told, so the program does not claim that overwriting worked; it "
    "writes 'residue possible'. That is simply the truth, you have done nothing wrong."
)


def practice_residue(vault: Vault) -> bool:
    """Whether a practice case has files whose overwriting counts for little, because the drive gave no kind."""
    return vault.practice and any(
        item.result is Result.DELETED_RESIDUE and item.planned.medium.text == Medium.UNKNOWN.words.text
        for item in store.items(vault)
    )
