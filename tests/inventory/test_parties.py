"""Requests to third parties: what is asked, made, sent, answered, and when an answer is overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.errors import OwnerError
from desktop.inventory import store_hand, store_parties
from desktop.inventory.records import GroupKind, PartyAnswer
from desktop.inventory.records_parties import ANSWER_DAYS, Asks, PartyKind, SendWay, Stage, usual_ask
from desktop.inventory.store_hand import Party
from desktop.session import Session

PLATFORM = Party("样例短信平台", "样例市示范路1号", GroupKind.MARKETING, "客服", "0999-5550155")


@pytest.fixture
def party(session: Session) -> int:
    return store_hand.save_party(session.vault, PLATFORM)


def stage(session: Session, after: int = 0) -> Stage:
    (line,) = store_parties.lines(session.vault)
    return line.stage(session.today + timedelta(days=after))


def test_a_request_goes_from_not_made_to_answered(session: Session, party: int) -> None:
    vault, today = session.vault, session.today
    assert stage(session) is Stage.NOT_MADE
    store_parties.choose(vault, party, PartyKind.SMS, Asks.DELETE)
    store_parties.made(vault, party, today, "ab" * 32)
    assert stage(session) is Stage.MADE
    store_parties.sent(vault, party, today, SendWay.MAIL, today)
    assert [stage(session, days) for days in (0, ANSWER_DAYS, ANSWER_DAYS + 1)] == [
        Stage.WAITING, Stage.WAITING, Stage.OVERDUE,
    ]  # fmt: skip
    (line,) = store_parties.lines(vault)
    assert line.days_over(today + timedelta(days=ANSWER_DAYS + 3)) == 3
    store_parties.answered(
        vault, party, PartyAnswer.DELETED, today, note="备份下周清", proof="回函1件，2号柜", today=today
    )
    (line,) = store_parties.lines(vault)
    assert line.stage(today + timedelta(days=400)) is Stage.ANSWERED
    assert (line.source.party_answer, line.source.party_answered_on) == (PartyAnswer.DELETED, today)
    assert (line.request.note, line.request.proof, line.request.party) == (
        "备份下周清",
        "回函1件，2号柜",
        PartyKind.SMS,
    )


def test_a_letter_made_again_counts_from_the_day_it_goes_out(session: Session, party: int) -> None:
    first, later = session.today - timedelta(days=ANSWER_DAYS + 5), session.today
    store_parties.made(session.vault, party, first, "ab" * 32)
    store_parties.sent(session.vault, party, first, SendWay.MAIL, later)
    assert stage(session) is Stage.OVERDUE
    store_parties.made(session.vault, party, later, "cd" * 32)
    assert stage(session) is Stage.OVERDUE, "nobody has been told of the new day yet"
    store_parties.sent(session.vault, party, later, SendWay.MAIL, later)
    assert stage(session) is Stage.WAITING


def test_asking_again_in_vain_is_no_answer(session: Session, party: int) -> None:
    today = session.today
    store_parties.sent(session.vault, party, today, SendWay.HAND, today)
    store_parties.answered(session.vault, party, PartyAnswer.NONE, today, note="再打一次", proof="", today=today)
    assert stage(session) is Stage.WAITING
    assert stage(session, ANSWER_DAYS + 1) is Stage.OVERDUE


@pytest.mark.parametrize("day", [None, date(2099, 1, 1)])
def test_a_day_that_is_missing_or_not_yet_there_is_refused(session: Session, party: int, day: date | None) -> None:
    with pytest.raises(OwnerError):
        store_parties.sent(session.vault, party, day, SendWay.MAIL, session.today)
    with pytest.raises(OwnerError):
        store_parties.answered(session.vault, party, PartyAnswer.DELETED, day, note="", proof="", today=session.today)
    assert stage(session) is Stage.NOT_MADE


def test_an_answer_comes_late_too(session: Session, party: int) -> None:
    with session.vault.change() as change:
        change.set("erasure_begun", change.time)
        change.note("erasure.begun", "plan:1")
    today = session.today
    store_parties.sent(session.vault, party, today, SendWay.EMAIL, today)
    store_parties.answered(session.vault, party, PartyAnswer.RETURNED, today, note="", proof="U盘1个", today=today)
    assert stage(session) is Stage.ANSWERED


def test_removing_the_firm_removes_its_request(session: Session, party: int) -> None:
    store_parties.made(session.vault, party, session.today, "")
    store_hand.remove_by_hand(session.vault, party)
    assert store_parties.lines(session.vault) == ()
    assert session.vault.value("SELECT count(*) FROM party_request") == 0


def test_vouchers_and_members_are_asked_back_and_phone_lists_deleted() -> None:
    assert [usual_ask(kind) for kind in (PartyKind.ACCOUNTANT, PartyKind.TILL, PartyKind.SMS)] == [
        Asks.RETURN, Asks.RETURN, Asks.DELETE,
    ]  # fmt: skip
