"""Paper, devices, third parties, exceptions: what people report, and what the step still asks for."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from desktop.classification import store as classification
from desktop.erasure import act, gate, hand, store
from desktop.erasure.evidence import Handiwork, WrittenAnswer, from_json
from desktop.erasure.records import Destination, Explanation, Item, ItemKind, ItemState, Result, Work
from desktop.errors import OwnerError
from desktop.inventory import store as inventory
from desktop.inventory.records import PartyAnswer
from desktop.jobs.job import run_to_end
from desktop.session import Session
from desktop.words import say, tr
from tests.erasure.stage import GROUND, Shelf, item_of, signed

DAY = date(2026, 12, 20)


@pytest.fixture
def begun(session: Session, shelf: Shelf) -> Session:
    signed(session)
    act.begin(session, GROUND)
    return session


def again(session: Session, item: Item) -> Item:
    found = store.item(session.vault, item.id)
    assert found is not None
    return found


def test_paper_is_ticked_off_with_what_was_seen(begun: Session, tmp_path: Path) -> None:
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"\xff\xd8 not really a photo")
    item = item_of(begun, ItemKind.PAPER)
    hand.mark_done(begun, item.id, Work("P-4", DAY, "周样本", pages=1102, weight_grams=5400, photo=photo))
    done = again(begun, item)
    evidence = from_json(done.evidence)
    assert isinstance(evidence, Handiwork)
    assert (done.state, done.result, done.method_done) == (ItemState.DONE, Result.DESTROYED, "P-4")
    assert (evidence.pages, evidence.weight_grams, evidence.photo_bytes) == (1102, 5400, photo.stat().st_size)
    assert "照片" not in done.evidence


def test_a_device_that_was_only_reset_is_residue(begun: Session) -> None:
    item = item_of(begun, ItemKind.DEVICE)
    hand.mark_done(begun, item.id, Work("reset", DAY, "周样本", destination=Destination.SOLD))
    assert again(begun, item).result is Result.DELETED_RESIDUE


@pytest.mark.parametrize("witness", ["", "  ", "陈范文"])
def test_no_tick_without_a_witness_who_is_not_the_operator(begun: Session, witness: str) -> None:
    item = item_of(begun, ItemKind.PAPER)
    with pytest.raises(OwnerError):
        hand.mark_done(begun, item.id, Work("P-4", DAY, witness))
    assert again(begun, item).state is ItemState.PLANNED


def test_a_company_needs_its_certificate(begun: Session) -> None:
    item = item_of(begun, ItemKind.PAPER)
    with pytest.raises(OwnerError):
        hand.mark_done(begun, item.id, Work("paper-burnt", DAY, "周样本", company="样例焚毁公司"))
    hand.mark_done(
        begun,
        item.id,
        Work("paper-burnt", DAY, "周样本", company="样例焚毁公司", handover_no="J-1", certificate_no="Z-9"),
    )
    assert again(begun, item).state is ItemState.DONE


def test_nothing_is_ticked_off_before_erasure_has_begun(session: Session, shelf: Shelf) -> None:
    signed(session)
    with pytest.raises(OwnerError):
        hand.mark_done(session, item_of(session, ItemKind.PAPER).id, Work("P-4", DAY, "周样本"))


@pytest.mark.parametrize(
    ("answer", "in_writing", "result"),
    [
        (PartyAnswer.DELETED, True, Result.CONFIRMED),
        (PartyAnswer.RETURNED, True, Result.CONFIRMED),
        (PartyAnswer.DELETED, False, Result.UNCONFIRMED),
        (PartyAnswer.REFUSED, True, Result.UNCONFIRMED),
        (PartyAnswer.NONE, False, Result.UNCONFIRMED),
    ],
)
def test_only_a_written_return_or_deletion_confirms(
    begun: Session, answer: PartyAnswer, in_writing: bool, result: Result
) -> None:
    item = item_of(begun, ItemKind.THIRD_PARTY)
    hand.take_answer(begun, item.id, answer, DAY, in_writing=in_writing, reference="回函1号")
    done = again(begun, item)
    assert done.result is result
    assert (done.state is ItemState.DONE) == (result is Result.CONFIRMED)
    assert isinstance(from_json(done.evidence), WrittenAnswer)
    assert item.planned.source_id is not None
    assert inventory.source(begun.vault, item.planned.source_id).party_answer is answer


def test_a_late_answer_turns_the_exception_into_a_confirmation(begun: Session) -> None:
    item = item_of(begun, ItemKind.THIRD_PARTY)
    hand.explain(begun, item.id, Explanation(hand.default_cause(item), "再次发函", date(2026, 12, 31), "林示例"))
    assert again(begun, item).explained
    hand.take_answer(begun, item.id, PartyAnswer.DELETED, DAY, in_writing=True)
    assert again(begun, item).result is Result.CONFIRMED
    lines = [json.loads(line.detail) for line in begun.vault.journal() if line.object == f"item:{item.id}"]
    assert [line.get("result") for line in lines] == [None, "confirmed"]


def test_an_exception_needs_all_four(begun: Session) -> None:
    item = item_of(begun, ItemKind.DEVICE)
    with pytest.raises(OwnerError):
        hand.explain(begun, item.id, Explanation(say("Not done yet."), " ", DAY, "林示例"))
    assert not again(begun, item).explained


def test_the_gate_names_what_is_left_and_ends_empty(begun: Session) -> None:
    first = {point.target: tr(point.sentence) for point in gate.open_points(begun)}
    assert "run" in first
    assert any("短信平台" in words for words in first.values())
    run_to_end(act.erase(begun, GROUND))
    for item in store.items(begun.vault):
        if item.planned.kind in (ItemKind.PAPER, ItemKind.DEVICE):
            hand.mark_done(begun, item.id, Work(item.planned.method, DAY, "周样本"))
    run_to_end(act.erase(begun, GROUND))
    party = item_of(begun, ItemKind.THIRD_PARTY)
    assert [point.target for point in gate.open_points(begun)] == [f"item:{party.id}"]
    hand.take_answer(begun, party.id, PartyAnswer.DELETED, DAY, in_writing=True)
    assert gate.open_points(begun) == []


def test_the_gate_before_the_approvals(session: Session, shelf: Shelf) -> None:
    from desktop.erasure import approval

    assert [point.target for point in gate.open_points(session)] == ["plan"]
    approval.freeze(session, GROUND)
    assert [point.target for point in gate.open_points(session)] == ["approve:owner", "approve:witness"]
    signed(session)
    assert [point.target for point in gate.open_points(session)] == ["begin"]


@pytest.mark.parametrize("kind", [ItemKind.PAPER, ItemKind.DEVICE])
def test_a_hold_after_the_approval_stops_what_is_done_by_hand(begun: Session, kind: ItemKind) -> None:
    item = item_of(begun, kind)
    work = Work("P-4" if kind is ItemKind.PAPER else "E-4", DAY, "周样本", pages=10)
    hold = classification.place_hold(begun.vault, "HOLD-DISPUTE", group_id=item.planned.group_id)
    with pytest.raises(OwnerError):
        hand.mark_done(begun, item.id, work)
    assert again(begun, item).state is ItemState.PLANNED
    classification.lift_hold(begun.vault, hold)
    hand.mark_done(begun, item.id, work)
    assert again(begun, item).state is ItemState.DONE
