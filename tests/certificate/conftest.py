"""A case whose erasure is done: real files gone, paper and phone ticked off, the third party has answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.erasure import act, hand, store
from desktop.erasure.records import Destination, ItemKind, Work
from desktop.inventory.records import PartyAnswer
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.erasure.stage import GROUND, new_session, signed, small_shop


def erased(path: Path, folder: Path, *, practice: bool = False, answered: bool = True) -> Session:
    """Everything of the small shop destroyed."""
    return destroyed(new_session(path, practice=practice), folder, answered=answered)


def destroyed(session: Session, folder: Path, *, answered: bool = True) -> Session:
    """Everything of a small shop put into a case that has nothing yet, and destroyed."""
    small_shop(session, folder)
    signed(session)
    run_to_end(act.erase(session, GROUND))
    for item in store.items(session.vault):
        if item.planned.kind is ItemKind.PAPER:
            hand.mark_done(session, item.id, Work("P-4", date(2026, 12, 20), "周样本", pages=1102, weight_grams=5400))
        elif item.planned.kind is ItemKind.DEVICE:
            work = Work("E-4", date(2026, 12, 20), "周样本", serial="例0009", destination=Destination.RECYCLED)
            hand.mark_done(session, item.id, work)
        elif item.planned.kind is ItemKind.THIRD_PARTY and answered:
            hand.take_answer(session, item.id, PartyAnswer.DELETED, date(2026, 12, 20), in_writing=True)
    run_to_end(act.erase(session, GROUND))
    return session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = erased(tmp_path / "case" / "shop.case", tmp_path / "店里的电脑")
    yield session
    session.vault.close()
