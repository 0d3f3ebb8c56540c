"""A case that opens fast, the real rules, and a session over both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.inventory.columns import Vocabulary
from desktop.rules.loader import load
from desktop.rules.records import RuleBook
from desktop.session import Session
from desktop.vault.key import Derivation
from desktop.vault.vault import Vault
from tests.fakes import FixedClock

CHEAP = Derivation(memory=64, iterations=1, lanes=1)
PASSPHRASE = "correct horse"
CODE = "GTMUK12XFLQMN4755XLTCKNJ"


@pytest.fixture(scope="session")
def rules() -> RuleBook:
    return load()


@pytest.fixture(scope="session")
def vocabulary(rules: RuleBook) -> Vocabulary:
    return Vocabulary(rules)


@pytest.fixture
def case_path(tmp_path: Path) -> Path:
    return tmp_path / "case" / "shop.case"


@pytest.fixture
def session(case_path: Path, rules: RuleBook) -> Iterator[Session]:
    clock = FixedClock()
    vault = Vault.create(case_path, PASSPHRASE, CODE, clock, derivation=CHEAP)
    yield Session(vault, rules, clock)
    vault.close()
