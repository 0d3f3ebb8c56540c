"""One change of many groups: only raised and lengthened, refused one by one, journalled one by one, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.classification import propose, store
from desktop.classification.changes import Destination
from desktop.classification.many import BATCH, Step, Weighed, Wish, change_many, take_back, weigh
from desktop.classification.records import Decision, Disposition, OwnerChange
from desktop.errors import OwnerError
from desktop.inventory.records import GroupKind as K
from desktop.jobs.job import run_to_end
from desktop.rules.records import Sensitivity
from desktop.session import Session
from desktop.words import say
from tests.classification.cases import add_group

SEAL, DELETE = Disposition.SEAL, Disposition.DELETE
STRICT, STATUTORY, GENERAL = Sensitivity.STRICT, Sensitivity.STATUTORY, Sensitivity.GENERAL
LATER = date(2045, 1, 1)


@pytest.fixture
def ids(session: Session) -> list[int]:
    """Four groups of sales that are sealed, one of marketing that goes, an epidemic register that has to go."""
    vault = session.vault
    made = [
        add_group(vault, f"销售 {n}", "file", K.SALE, newest=date(2024 + n % 2, 3, 1), fields=("medicine",))
        for n in range(4)
    ]
    made.append(add_group(vault, "短信名单", "file", K.MARKETING, fields=("mobile",)))
    made.append(add_group(vault, "疫情登记", "file", K.EPIDEMIC_REGISTER, newest=date(2022, 12, 30)))
    for question, value in (("narcotics", "no"), ("online", "no"), ("devices", "none"), ("prepaid", "no")):
        store.give_answer(vault, question, None, value)
    store.give_answer(vault, "register-ephedrine", made[-1], "no")
    propose.propose_now(session)
    assert [d.disposition for d in store.decisions(vault)] == [SEAL] * 4 + [DELETE] * 2
    return made


def weighed(session: Session, wish: Wish) -> Weighed:
    return weigh(store.decisions(session.vault), wish, store.destination(session.vault))


def change(session: Session, wish: Wish) -> tuple[Step, ...]:
    return run_to_end(change_many(session.vault, weighed(session, wish).changes))


def journal(session: Session, act: str) -> list[str]:
    return [line.object for line in session.vault.journal() if line.act == act]


def test_one_day_for_all_lengthens_each_and_shortens_none(session: Session, ids: list[int]) -> None:
    longer = OwnerChange(SEAL, LATER, STATUTORY, "已经更久")
    store.change_decision(session.vault, ids[0], longer)
    found = weighed(session, Wish(None, date(2035, 1, 1), None, "当地要求"))
    assert found.same == (ids[0],), "what is kept longer stays"
    assert [group for group, _ in found.changes] == ids[1:4]
    assert [(r.group_id, r.why.text) for r in found.refused] == [
        (ids[4], "It is not kept, so it has no last day."), (ids[5], "It is not kept, so it has no last day."),
    ]  # fmt: skip
    run_to_end(change_many(session.vault, found.changes))
    made = {one.group_id: one for one in store.decisions(session.vault)}
    assert [made[i].until for i in ids[:4]] == [LATER, *[date(2035, 1, 1)] * 3]
    assert [made[i].owner_reason for i in ids] == ["已经更久", *["当地要求"] * 3, "", ""]
    assert journal(session, "classification.changed") == [f"group:{i}" for i in ids[:4]]


def test_each_refusal_has_the_words_of_its_own_law(session: Session, ids: list[int]) -> None:
    why = {r.group_id: r.why.text for r in weighed(session, Wish(DELETE, None, None, "都删")).refused}
    assert set(why) == set(ids[:4])
    assert set(why.values()) == {"What the law keeps cannot be deleted before its time."}
    why = {r.group_id: r.why.text for r in weighed(session, Wish(SEAL, date(2027, 1, 1), None, "都留")).refused}
    assert why == {ids[5]: "The law orders this to be destroyed."}
    why = {r.group_id: r.why.text for r in weighed(session, Wish(None, LATER, None, " ")).refused}
    assert why[ids[0]] == "A change needs a reason."


def test_levels_are_raised_where_they_are_lower(session: Session, ids: list[int]) -> None:
    before = {one.group_id: one.sensitivity for one in store.decisions(session.vault)}
    change(session, Wish(None, None, STATUTORY, "一律从严"))
    after = {one.group_id: one.sensitivity for one in store.decisions(session.vault)}
    assert set(after.values()) == {STATUTORY}
    assert set(before.values()) != {STATUTORY}
    assert not weighed(session, Wish(None, None, STRICT, "降")).changes, "nothing is lowered"


def test_taking_back_is_exact_and_journalled_one_by_one(session: Session, ids: list[int]) -> None:
    store.confirm(session.vault, ids[:1])
    before = store.decisions(session.vault)
    steps = change(session, Wish(None, LATER, None, "当地要求"))
    assert len(steps) == 4
    assert run_to_end(take_back(session.vault, steps)) == 4
    assert store.decisions(session.vault) == before
    assert journal(session, "classification.taken_back") == [f"group:{i}" for i in ids[:4]]


def test_what_was_decided_anew_since_is_not_taken_back(session: Session, ids: list[int]) -> None:
    steps = change(session, Wish(None, LATER, None, "当地要求"))
    store.change_decision(session.vault, ids[1], OwnerChange(SEAL, date(2050, 1, 1), STATUTORY, "再久一点"))
    assert run_to_end(take_back(session.vault, steps)) == 3
    made = store.decision(session.vault, ids[1])
    assert made is not None
    assert made.until == date(2050, 1, 1)


def test_all_of_a_batch_or_none_of_it(session: Session, ids: list[int]) -> None:
    before, lines = store.decisions(session.vault), session.vault.value("SELECT count(*) FROM journal")
    good, bad = OwnerChange(SEAL, LATER, STATUTORY, "好"), OwnerChange(DELETE, None, STATUTORY, "不行")
    with pytest.raises(OwnerError):
        store.change_decisions(session.vault, [(ids[0], good), (ids[1], bad)])
    assert store.decisions(session.vault) == before
    assert session.vault.value("SELECT count(*) FROM journal") == lines


def test_hundreds_are_written_in_batches(session: Session) -> None:
    for number in range(2 * BATCH + 10):
        add_group(session.vault, f"投诉 {number}", "file", K.COMPLAINT, newest=date(2026, 1, 1))
    propose.propose_now(session)
    found = weighed(session, Wish(None, LATER, None, "当地要求"))
    moved = [step.done for step in change_many(session.vault, found.changes)]
    assert moved == [BATCH, 2 * BATCH, 2 * BATCH + 10]
    assert len(journal(session, "classification.changed")) == 2 * BATCH + 10


# -- whatever is wished for, protection never sinks

DAYS = st.none() | st.dates(date(2020, 1, 1), date(2060, 1, 1))
LEVELS = st.sampled_from(Sensitivity)


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    way = draw(st.sampled_from([SEAL, DELETE, Disposition.KEEP, Disposition.TRANSFER, Disposition.UNDECIDED]))
    held = way in (SEAL, Disposition.KEEP)
    permanent, by_law = held and draw(st.booleans()), held and draw(st.booleans())
    until = None if permanent or not held else draw(st.dates(date(2027, 1, 1), date(2060, 1, 1)))
    least = draw(LEVELS)
    return Decision(
        1, way, until, permanent, None, "" if way is Disposition.UNDECIDED else "R", ("R",), (), draw(LEVELS), False,
        say("x"), "digest", kept_by_law=by_law, least_until=until if by_law else None,
        must_go=way is DELETE and draw(st.booleans()), least_sensitivity=least,
    )  # fmt: skip


@given(decisions(), st.none() | st.sampled_from([SEAL, DELETE, Disposition.TRANSFER]), DAYS, st.none() | LEVELS)
def test_no_wish_shortens_lowers_or_deletes_what_is_kept(
    made: Decision, way: Disposition | None, until: date | None, level: Sensitivity | None
) -> None:
    order = (GENERAL, STRICT, STATUTORY)
    for destination in Destination:
        found = weigh([made], Wish(way, until, level, "理由"), destination)
        assert len(found.changes) + len(found.same) + len(found.refused) == 1
        for _, wanted in found.changes:
            assert order.index(wanted.sensitivity) >= order.index(made.sensitivity)
            if made.kept_by_law:
                assert wanted.disposition is not DELETE
                assert wanted.permanent or (
                    wanted.until is not None and wanted.until >= (made.least_until or wanted.until)
                )
                assert wanted.permanent >= made.permanent or wanted.disposition is Disposition.TRANSFER
            if made.must_go:
                assert wanted.disposition is DELETE


def test_a_lower_level_is_no_wish() -> None:
    """A wish that would lower is the same as no wish."""
    made = Decision(
        1, SEAL, LATER, False, None, "R", ("R",), (), STATUTORY, False, say("x"), "digest", least_sensitivity=GENERAL
    )
    found = weigh([made], Wish(None, None, GENERAL, "理由"), Destination.NONE)
    assert found.same == (1,)
    assert weigh([replace(made, sensitivity=GENERAL)], Wish(None, None, STRICT, "理由"), Destination.NONE).changes
