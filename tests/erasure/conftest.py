"""A small shop that is ready for its erasure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.session import Session
from tests.erasure.stage import Shelf, new_session, small_shop


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = new_session(tmp_path / "case" / "shop.case")
    yield session
    session.vault.close()


@pytest.fixture
def shelf(session: Session, tmp_path: Path) -> Shelf:
    return small_shop(session, tmp_path / "店里的电脑")
