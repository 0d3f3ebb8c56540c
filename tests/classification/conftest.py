"""A case whose rules, answers and decisions are real; what is in it is said by each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.classification import store
from desktop.session import Session
from tests.classification.cases import fill_inventory, new_session
from tests.classification.test_case import answer_all


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = new_session(tmp_path / "shop.case")
    yield made
    made.vault.close()


@pytest.fixture
def ids(session: Session) -> list[int]:
    made = fill_inventory(session.vault)
    answer_all(session)
    store.confirm(session.vault, made)
    return made
