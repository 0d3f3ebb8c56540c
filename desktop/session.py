"""What every page and every walk through the steps needs: the open case, the law, the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.clock import Clock, today
from desktop.rules.records import RuleBook
from desktop.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Session:
    """An open case with the rules it is decided by."""

    vault: Vault
    rules: RuleBook
    clock: Clock

    @property
    def today(self) -> date:
        """The local calendar day."""
        return today(self.clock)
