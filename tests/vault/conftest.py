"""A case that opens fast: the derivation is cheap, everything else is real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.vault.key import Derivation
from desktop.vault.vault import Vault
from tests.fakes import FixedClock

CHEAP = Derivation(memory=64, iterations=1, lanes=1)
PASSPHRASE = "correct horse"
CODE = "GTMUK12XFLQMN4755XLTCKNJ"


@pytest.fixture
def case_path(tmp_path: Path) -> Path:
    return tmp_path / "shop.case"


@pytest.fixture
def vault(case_path: Path) -> Iterator[Vault]:
    vault = Vault.create(case_path, PASSPHRASE, CODE, FixedClock(), derivation=CHEAP)
    yield vault
    vault.close()
