"""An invented shop for tests, in a case that opens fast."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desktop.clock import Clock
from desktop.shop import store
from desktop.shop.records import Closing, LegalForm, Person, Role, Route, Shop
from desktop.vault.key import Derivation
from desktop.vault.vault import Vault

SHOP = Shop("康宁大药房", "911100007109250324", "京DA0000001", "解放路1号", "010-00000000", LegalForm.COMPANY)
CLOSING = Closing(
    Route.DEREGISTRATION, date(2026, 12, 31), date(2027, 1, 15), date(2027, 1, 31), date(2027, 1, 15)
)  # fmt: skip
PEOPLE = (
    Person(Role.OWNER, "王建国", "经理", "19900000001"),
    Person(Role.OPERATOR, "李芳", "店员", "19900000002"),
    Person(Role.WITNESS, "周敏", "会计", "19900000003"),
    Person(Role.CUSTODIAN, "王建国", "股东", "19900000001"),
)


def new_vault(path: Path, clock: Clock, *, practice: bool = False) -> Vault:
    """A new case whose passphrase costs nothing to check."""
    cheap = Derivation(memory=64, iterations=1, lanes=1)
    return Vault.create(path, "correct horse", "GTMUK12XFLQMN4755XLTCKNJ", clock, practice=practice, derivation=cheap)


def fill_in(vault: Vault) -> None:
    """Everything of the first step but the PINs, which take time."""
    store.save_shop(vault, SHOP)
    store.save_closing(vault, CLOSING)
    for someone in PEOPLE:
        store.save_person(vault, someone)
