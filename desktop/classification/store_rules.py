"""What a case remembers about its rules: the file in force, those before it, and when and why each was taken.

All of it are facts of the case, so that whatever opens a case can read its rules before it knows any room.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from desktop.rules.records import RuleBook
from desktop.session import RULES_IN_FORCE, RULES_TEXT
from desktop.vault.vault import Change, Vault

HISTORY = "rules_history"


@dataclass(frozen=True, slots=True)
class Taken:
    """Rules that the owner took: the file's name ("" for a local rule or the program's own file), why, and when."""

    digest: str
    name: str
    reason: str
    time: str


def take(change: Change, vault: Vault, rules: RuleBook, program: RuleBook, taken: Taken) -> None:
    """These rules count from now on; the case carries their file with it, and keeps those before them."""
    own = rules.digest != program.digest
    if own:
        change.set(RULES_TEXT + rules.digest, rules.text.decode())
    change.set(RULES_IN_FORCE, rules.digest if own else "")
    lines = [asdict(one) for one in (*reversed(history(vault)), taken)]
    change.set(HISTORY, json.dumps(lines, ensure_ascii=False))


def history(vault: Vault) -> tuple[Taken, ...]:
    """Every change of the rules, the latest first."""
    return tuple(Taken(**line) for line in reversed(json.loads(vault.fact(HISTORY) or "[]")))
