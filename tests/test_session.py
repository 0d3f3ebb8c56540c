"""What is read once: as long as nothing that it rests on has changed, and never from a change that did not stand."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.session import MANY, Reading, Session
from desktop.vault.vault import Vault
from tests.fakes import FixedClock
from tests.notices.case import CHEAP, RULES

CODE = "GTMUK12XFLQMN4755XLTCKNJ"


def _said(session: Session) -> tuple[str | None]:
    """A new tuple at every reading."""
    return (session.vault.fact("said"),)


SAID = Reading(_said)
OURS = Reading(_said, regardless=("theirs.",))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    vault = Vault.create(tmp_path / "a.case", "correct horse", CODE, clock, derivation=CHEAP)
    yield Session(vault, RULES, clock)
    vault.close()


def write(session: Session, act: str, value: str) -> None:
    with session.vault.change() as change:
        change.set("said", value)
        change.note(act, "test")


def test_a_reading_stands_until_the_case_goes_on(session: Session) -> None:
    assert not session.knows(SAID)
    first = session.once(SAID)
    assert session.knows(SAID)
    assert session.once(SAID) is first
    write(session, "ours.said", "one")
    assert not session.knows(SAID)
    assert session.once(SAID) == ("one",)


def test_acts_that_do_not_touch_it_leave_it(session: Session) -> None:
    first = session.once(OURS)
    write(session, "theirs.said", "one")
    assert session.knows(OURS)
    assert session.once(OURS) is first
    assert session.once(SAID) == ("one",)
    write(session, "ours.said", "two")
    assert session.once(OURS) == ("two",)


def test_another_day_is_another_reading(session: Session, clock: FixedClock) -> None:
    first = session.once(SAID)
    clock.go_on(days=1)
    assert not session.knows(SAID)
    assert session.once(SAID) is not first


def test_a_change_that_is_taken_back_leaves_no_trace(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), session.vault.change() as change:
        change.set("said", "never")
        change.note("ours.said", "test")
        assert not session.knows(SAID)
        assert session.once(SAID) == ("never",)
        raise ZeroDivisionError
    assert session.once(SAID) == (None,)
    write(session, "theirs.said", "one")  # takes the line number of the act that never was
    assert session.once(SAID) == ("one",)


def test_what_another_thread_writes_is_seen(session: Session) -> None:
    session.once(SAID)
    other = threading.Thread(target=write, args=(session, "ours.said", "there"))
    other.start()
    other.join()
    assert session.once(SAID) == ("there",)


def test_what_is_written_while_it_is_read_is_not_missed(session: Session) -> None:
    def slow(session: Session) -> tuple[str | None]:
        found = _said(session)
        if found == (None,):
            other = threading.Thread(target=write, args=(session, "ours.said", "meanwhile"))
            other.start()
            other.join()
        return found

    reading = Reading(slow)
    assert session.once(reading) == (None,)
    assert session.once(reading) == ("meanwhile",)


def test_much_that_was_read_is_kept_from_the_collector(session: Session) -> None:
    """A search for garbage holds Python's lock; it does not go through what a large case was found to say."""
    seen: list[bool] = []

    def many(_session: Session) -> tuple[list[int], ...]:
        seen.append(gc.isenabled())
        return tuple([number] for number in range(MANY + 10_000))

    before = gc.get_freeze_count()
    try:
        found = session.once(Reading(many))
        assert seen == [False]
        assert gc.isenabled()
        assert gc.get_freeze_count() > before + MANY
        assert len(found) > MANY
    finally:
        gc.unfreeze()
