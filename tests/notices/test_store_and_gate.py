"""Sending, waiting, requests, consent: what is counted, what is refused, what opens the way."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.classification.records import Disposition
from desktop.errors import OwnerError
from desktop.jobs.job import run_to_end
from desktop.notices import store
from desktop.notices.gate import open_points
from desktop.notices.letters import make_letters, make_messages, make_poster
from desktop.notices.records import Channel, ConsentState, FileKind, RequestKind
from desktop.session import Session
from desktop.shop import store as shop_store
from desktop.shop.records import Closing, Person, Role, Route
from tests.notices.case import TODAY, Who, add_members, add_people, decide, new_case

PIN = "4821"


def targets(session: Session) -> list[str]:
    return [point.target for point in open_points(session)]


def test_the_whole_way_through_the_gate(session: Session, tmp_path: Path) -> None:
    vault = session.vault
    assert targets(session) == ["letters", "messages", "poster", "balances"]
    run_to_end(make_letters(session, tmp_path))
    assert targets(session) == ["messages", "sent", "messages", "poster", "balances"]
    run_to_end(make_messages(session, tmp_path))
    assert store.mark_sent(vault, Channel.LETTER, TODAY - timedelta(days=3), TODAY) == 5
    assert store.mark_sent(vault, Channel.SMS, TODAY, TODAY) == 1
    store.settle_balances(vault, 3)
    assert targets(session) == ["poster"]
    make_poster(session, tmp_path)
    store.put_up(vault, TODAY - timedelta(days=31), "店门口", TODAY)
    assert not open_points(session)
    told = store.summary(vault)
    assert (told.people, told.sent) == (7, 6), "whom only the public notice reaches was not told one by one"


def test_new_decisions_make_unsent_letters_out_of_date(session: Session, tmp_path: Path) -> None:
    run_to_end(make_letters(session, tmp_path))
    group = session.vault.value("SELECT id FROM record_group WHERE kind = 'prescription'")
    decide(session, group, Disposition.SEAL, rule="RX-GEN", until=date(2032, 1, 1), sensitive=True)
    assert "letters" in targets(session)
    run_to_end(make_letters(session, tmp_path))
    assert "letters" not in targets(session)


def test_thirty_days_and_the_last_day_for_requests(session: Session) -> None:
    vault = session.vault
    assert store.waiting(vault, TODAY).began_on is None
    posted = TODAY - timedelta(days=30)
    store.put_up(vault, posted, "店门口", TODAY)
    period = store.waiting(vault, TODAY)
    assert (period.began_on, period.ends_on, period.over) == (posted, TODAY, False)
    assert store.waiting(vault, TODAY + timedelta(days=1)).over
    closing = shop_store.read_closing(vault)
    assert closing is not None
    later = TODAY + timedelta(days=5)
    shop_store.save_closing(
        vault, Closing(Route.DEREGISTRATION, closing.last_trading_day, later, later, closing.collect_until)
    )
    assert store.waiting(vault, TODAY).ends_on == later
    assert not store.waiting(vault, later).over


def test_what_was_promised_is_waited_for_although_the_day_is_changed_later(session: Session) -> None:
    vault = session.vault
    closing = shop_store.read_closing(vault)
    assert closing is not None
    promised = TODAY + timedelta(days=9)
    shop_store.save_closing(
        vault, Closing(Route.DEREGISTRATION, closing.last_trading_day, promised, promised, closing.collect_until)
    )
    store.put_up(vault, TODAY - timedelta(days=31), "店门口", TODAY)
    shop_store.save_closing(
        vault, Closing(Route.DEREGISTRATION, closing.last_trading_day, TODAY, TODAY, closing.collect_until)
    )
    assert store.waiting(vault, TODAY).ends_on == promised
    assert "poster" in targets(session)


def test_balances_that_turn_up_later_are_asked_about(session: Session) -> None:
    store.settle_balances(session.vault, 2)
    assert "balances" in targets(session)
    store.settle_balances(session.vault, 3)
    assert "balances" not in targets(session)


def test_a_waiver_needs_a_reason_and_the_owners_pin(session: Session) -> None:
    vault = session.vault
    shop_store.set_pin(vault, Role.OWNER, PIN)
    store.put_up(vault, TODAY, "店门口", TODAY)
    with pytest.raises(OwnerError):
        store.waive(vault, "", PIN)
    with pytest.raises(OwnerError):
        store.waive(vault, "房东明天收回店面", "9999")
    assert store.waiver(vault) is None
    store.waive(vault, "房东明天收回店面", PIN)
    assert "poster" not in targets(session)
    assert store.summary(vault).waiver == store.waiver(vault)
    store.withdraw_waiver(vault)
    assert "poster" in targets(session)


def test_days_that_have_not_come_are_refused(session: Session, tmp_path: Path) -> None:
    run_to_end(make_letters(session, tmp_path))
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(OwnerError):
        store.mark_sent(session.vault, Channel.LETTER, tomorrow, TODAY)
    with pytest.raises(OwnerError):
        store.put_up(session.vault, tomorrow, "店门口", TODAY)
    with pytest.raises(OwnerError):
        store.put_up(session.vault, TODAY, "  ", TODAY)
    with pytest.raises(OwnerError):
        store.add_request(session.vault, RequestKind.SEE, tomorrow, TODAY, None)
    assert store.summary(session.vault).sent == 0


def test_a_returned_letter(session: Session, tmp_path: Path) -> None:
    run_to_end(make_letters(session, tmp_path))
    letter = store.notices(session.vault, Channel.LETTER)[0]
    with pytest.raises(OwnerError):
        store.mark_returned(session.vault, letter.number, TODAY, TODAY)
    store.mark_sent(session.vault, Channel.LETTER, TODAY, TODAY)
    with pytest.raises(OwnerError):
        store.mark_returned(session.vault, "XJ-0000-00000-0", TODAY, TODAY)
    assert store.mark_returned(session.vault, letter.number, TODAY, TODAY).returned_on == TODAY
    assert store.summary(session.vault).returned == 1


def test_requests_count_thirty_days_and_hold_their_person(session: Session) -> None:
    vault = session.vault
    request = store.add_request(vault, RequestKind.COPY, TODAY - timedelta(days=4), TODAY, 1)
    assert request.due_on == TODAY + timedelta(days=26)
    assert store.subjects_with_open_requests(vault) == {1}
    with pytest.raises(OwnerError):
        store.answer_request(vault, request.id, TODAY, "", TODAY)
    with pytest.raises(OwnerError):
        store.answer_request(vault, request.id, TODAY - timedelta(days=9), "已给复印件", TODAY)
    store.answer_request(vault, request.id, TODAY, "已给复印件", TODAY)
    assert not store.open_requests(vault)
    assert not store.subjects_with_open_requests(vault)
    found = store.summary(vault)
    assert (found.requests, found.requests_answered) == (1, 1)


def test_answers_are_taken_after_erasure_has_begun(session: Session, tmp_path: Path) -> None:
    run_to_end(make_letters(session, tmp_path))
    with session.vault.change() as change:
        change.set("erasure_begun", change.time)
        change.note("test.frozen", "case")
    request = store.add_request(session.vault, RequestKind.DELETE, TODAY, TODAY, 1)
    store.answer_request(session.vault, request.id, TODAY, "已删除", TODAY)
    with pytest.raises(OwnerError):
        store.put_up(session.vault, TODAY, "店门口", TODAY)


TICKS = st.tuples(st.booleans(), st.booleans(), st.sets(st.sampled_from(["contact", "birth", "points"])), st.booleans())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.one_of(st.none(), TICKS), min_size=6, max_size=6), withdrawn=st.sets(st.integers(0, 5)))
def test_consent_always_adds_up_and_silence_is_never_yes(
    tmp_path_factory: pytest.TempPathFactory,
    answers: list[tuple[bool, bool, set[str], bool] | None],
    withdrawn: set[int],
) -> None:
    folder = tmp_path_factory.mktemp("consent")
    session = new_case(folder, route=Route.OPERATOR_CHANGE)
    ids = add_people(session, [Who(f"虚构{n}", "", f"范本路{n}号", "") for n in range(6)])
    add_members(session, folder / "会员.xlsx", ids, disposition=Disposition.TRANSFER)
    run_to_end(make_letters(session, folder))
    expected = set()
    for person, answer in zip(ids, answers, strict=True):
        if answer is None:
            continue
        yes, no, items, signed = answer
        notice = store.notice_of(session.vault, person)
        assert notice is not None
        store.record_answer(
            session.vault, notice.number, yes=yes, no=no, items=items, signed=signed, day=TODAY, today=TODAY
        )
        if yes and not no and items and signed:
            expected.add(person)
    gone = {ids[n] for n in withdrawn} & expected
    for person in gone:
        store.withdraw_consent(session.vault, person, TODAY, TODAY)
    found = store.consent_counts(session.vault)
    silent = sum(answer is None for answer in answers)
    assert found.asked == found.yes + found.no + found.withdrawn + found.silent == 6
    assert (found.silent, found.withdrawn) == (silent, len(gone))
    agreed = {c.subject_id for c in store.consents(session.vault) if c.state is ConsentState.YES}
    assert agreed == expected - gone
    session.vault.close()


def test_files_with_customers_in_them_are_listed(session: Session, tmp_path: Path) -> None:
    run_to_end(make_letters(session, tmp_path))
    make_poster(session, tmp_path)
    assert {file.kind for file in store.files(session.vault)} == {FileKind.LETTERS, FileKind.POSTER}


def test_the_custodian_is_needed_only_when_something_is_kept(tmp_path: Path) -> None:
    people = (Person(Role.OWNER, "林示例", "负责人", "1"),)
    session = new_case(tmp_path, duties=people)
    ids = add_people(session, [Who("何虚构", "", "范本路1号", "")])
    add_members(session, tmp_path / "会员.xlsx", ids)
    assert run_to_end(make_letters(session, tmp_path)).letters == 1
    session.vault.close()
