"""The plan: what goes where, why something is held back, and what makes a new digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.classification import store as classification
from desktop.classification.records import STAYS_RULE, Disposition
from desktop.disk.records import Medium
from desktop.erasure import approval, store
from desktop.erasure.planning import COPY_RULE, draft, full_draft
from desktop.erasure.records import ItemKind, Promise
from desktop.errors import OwnerError
from desktop.inventory.records import GroupKind
from desktop.notices import store as notices
from desktop.notices.records import RequestKind
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import Role, Route
from desktop.words import tr
from tests.erasure.stage import GROUND, OWNER_PIN, WITNESS_PIN, FlatDisk, Shelf, signed


def test_rows_follow_the_decisions(session: Session, shelf: Shelf) -> None:
    rows = draft(session, GROUND)
    kinds = [row.kind for row in rows]
    assert kinds == [ItemKind.FILE] * 4 + [ItemKind.PAPER, ItemKind.DEVICE, ItemKind.THIRD_PARTY, ItemKind.CASE_ROWS]
    packed = next(row for row in rows if row.label == "处方登记.csv")
    assert packed.sealed_copy
    assert packed.rule_id == COPY_RULE
    assert not any(row.label in ("进货价目.csv", "处方") for row in rows), "no data, and sealed paper"
    assert {row.promise for row in rows if row.kind is ItemKind.FILE} == {Promise.PROVABLE}
    assert rows[-1].people == 30
    assert rows[-1].records == 40


def test_a_residue_medium_is_said_before(session: Session, shelf: Shelf) -> None:
    rows = draft(session, FlatDisk(Medium.SSD))
    assert {row.promise for row in rows if row.kind is ItemKind.FILE} == {Promise.RESIDUE_POSSIBLE}
    assert "固态硬盘" in tr(rows[0].verdict)


def test_what_may_not_go_stays_in_the_list_with_its_reason(session: Session, shelf: Shelf) -> None:
    unsettled = shelf.file("不明.csv", b"x" * 50, GroupKind.UNKNOWN, "DEL-DEFAULT", settled=False)
    undecided = shelf.file("未定.csv", b"y" * 50, GroupKind.MEMBERSHIP, "DEL-MEMBER", confirmed=False)
    unpacked = shelf.file("处方2.csv", b"z" * 50, GroupKind.PRESCRIPTION, "RX-GEN", Disposition.SEAL)
    held = shelf.file("投诉.csv", b"w" * 50, GroupKind.MEMBERSHIP, "DEL-MEMBER")
    classification.place_hold(session.vault, "HOLD-DISPUTE", group_id=held[1][0])
    rows = {row.path: row for row in draft(session, GROUND)}
    reasons = [tr(rows[path].verdict) for path, _ in (unsettled, undecided, unpacked, held)]
    assert all(rows[path].on_hold for path, _ in (unsettled, undecided, unpacked, held))
    assert len(set(reasons)) == 4
    assert all(reason.endswith("。") for reason in reasons)


def test_one_sheet_that_must_wait_holds_the_whole_file(session: Session, shelf: Shelf) -> None:
    path, groups = shelf.file("两张表.xlsx", b"p" * 99, GroupKind.MEMBERSHIP, "DEL-MEMBER", parts=("一", "二"))
    classification.place_hold(session.vault, "HOLD-DISPUTE", group_id=groups[1])
    rows = [row for row in draft(session, GROUND) if row.path == path]
    assert [row.on_hold for row in rows] == [True, True]
    assert rows[0].verdict != rows[1].verdict


def test_a_mixed_file_in_the_pack_goes_as_a_whole(session: Session, shelf: Shelf) -> None:
    path, groups = shelf.file("混合.xlsx", b"m" * 99, GroupKind.MEMBERSHIP, "DEL-MEMBER", parts=("会员", "处方"))
    shelf.decide(groups[1:], "RX-GEN", Disposition.SEAL)
    assert all(row.on_hold for row in draft(session, GROUND) if row.path == path), "not packed yet"
    shelf.pack(groups)
    rows = [row for row in draft(session, GROUND) if row.path == path]
    assert [(row.on_hold, row.sealed_copy) for row in rows] == [(False, True), (False, True)]


def test_whoever_has_an_open_request_is_left_out(session: Session, shelf: Shelf) -> None:
    person = shelf.people(31)[-1]
    path, _ = shelf.file("请求.csv", b"r" * 40, GroupKind.MEMBERSHIP, "DEL-MEMBER", people=[person])
    before = full_draft(session, GROUND)
    notices.add_request(session.vault, RequestKind.COPY, date(2026, 12, 1), date(2026, 12, 20), person)
    after = full_draft(session, GROUND)
    assert before.people == 31
    assert after.people == 30
    assert next(row for row in after.items if row.path == path).on_hold
    assert before.digest != after.digest


def test_case_packs_and_system_files_are_never_in_the_plan(session: Session, shelf: Shelf) -> None:
    with session.vault.change() as change:
        path = str(session.vault.path)
        change.execute("UPDATE source SET path = ? WHERE name = '会员0.csv'", (path,))
        change.execute("UPDATE source SET path = '/etc/hostname' WHERE name = '会员1.csv'")
        change.note("test.moved", "source:0")
    rows = {row.label: row for row in draft(session, GROUND)}
    assert rows["会员0.csv"].on_hold
    assert rows["会员1.csv"].on_hold
    assert not rows["会员2.csv"].on_hold


def test_the_same_world_gives_the_same_plan(session: Session, shelf: Shelf) -> None:
    first = signed(session)
    again = approval.freeze(session, GROUND)
    assert (first.digest, first.id) == (again.digest, again.id)
    assert not approval.missing_approvals(session, again)
    assert first.check_code == f"{first.digest[:4]} {first.digest[4:8]}".upper()
    assert first.people == 30
    assert first.items == 8


def test_a_changed_world_voids_the_approvals(session: Session, shelf: Shelf) -> None:
    first = signed(session)
    shelf.file("后来的.csv", b"n" * 40, GroupKind.MEMBERSHIP, "DEL-MEMBER")
    second = approval.freeze(session, GROUND)
    assert second.digest != first.digest
    assert store.approvals(session.vault) == ()
    assert [item.planned.label for item in store.items(session.vault)].count("后来的.csv") == 1


def test_nobody_approves_a_plan_that_is_not_true_any_more(session: Session, shelf: Shelf) -> None:
    approval.freeze(session, GROUND)
    shelf.file("后来的.csv", b"n" * 40, GroupKind.MEMBERSHIP, "DEL-MEMBER")
    with pytest.raises(approval.PlanChanged):
        approval.approve(session, Role.OWNER, OWNER_PIN, GROUND)
    assert store.approvals(session.vault) == ()
    approval.approve(session, Role.OWNER, OWNER_PIN, GROUND)


def test_a_wrong_pin_approves_nothing(session: Session, shelf: Shelf) -> None:
    plan = approval.freeze(session, GROUND)
    with pytest.raises(OwnerError):
        approval.approve(session, Role.OWNER, WITNESS_PIN, GROUND)
    assert approval.missing_approvals(session, plan) == (Role.OWNER, Role.WITNESS)


def test_the_witness_is_somebody_else(session: Session, shelf: Shelf) -> None:
    approval.freeze(session, GROUND)
    with session.vault.change() as change:
        change.execute("UPDATE duty SET name = '陈范文' WHERE role = 'witness'")
        change.note("test.witness", "role:witness")
    with pytest.raises(OwnerError, match="监销人"):
        approval.approve(session, Role.WITNESS, WITNESS_PIN, GROUND)
    assert shop.person(session.vault, Role.WITNESS) is not None


@pytest.mark.parametrize(
    "typed", ["销毁 30 人的资料", "销毁30人的资料", " 销毁，３０ 人的资料。", "销 毁 3,0 人 的 资 料"]
)
def test_the_sentence_may_be_typed_as_people_type(session: Session, shelf: Shelf, typed: str) -> None:
    assert approval.confirms(approval.freeze(session, GROUND), typed)


@pytest.mark.parametrize("typed", ["", "销毁 3 人的资料", "销毁 300 人的资料", "销毁人的资料", "好"])
def test_another_sentence_does_not_count(session: Session, shelf: Shelf, typed: str) -> None:
    assert not approval.confirms(approval.freeze(session, GROUND), typed)


def test_without_known_people_items_are_counted(session: Session, shelf: Shelf) -> None:
    with session.vault.change() as change:
        change.execute("DELETE FROM appearance")
        change.execute("DELETE FROM record")
        change.execute("DELETE FROM subject")
        change.note("test.none", "people")
    plan = approval.freeze(session, GROUND)
    assert plan.people is None
    assert approval.confirms(plan, f"销毁 {plan.items} 项资料")


def test_what_stays_with_the_company_is_not_in_the_plan_and_its_file_is_not_touched(
    session: Session, shelf: Shelf
) -> None:
    alone, _ = shelf.file("会员留.csv", b"k" * 50, GroupKind.MEMBERSHIP, STAYS_RULE, Disposition.KEEP)
    mixed, groups = shelf.file("混留.xlsx", b"q" * 99, GroupKind.MEMBERSHIP, "DEL-ID-COPY", parts=("证件", "会员"))
    shelf.decide(groups[1:], STAYS_RULE, Disposition.KEEP)
    rows = draft(session, GROUND)
    assert not [row for row in rows if row.path == alone]
    assert [(row.group_id, row.on_hold) for row in rows if row.path == mixed] == [(groups[0], True)]


def test_whoever_works_for_a_company_that_goes_on_is_not_asked_to_delete(session: Session, shelf: Shelf) -> None:
    """Share sale: the till's maker works on for the same company; PIPL 21 speaks of contracts that have ended."""
    with session.vault.change() as change:
        change.execute(
            "INSERT INTO source (kind, name, place, state, quantity, unit, added) "
            "VALUES ('third_party','收银软件公司','','checked',1,'家','')",
            (),
        )
        change.note("test.party", "source:party")
    assert any(row.label == "收银软件公司" for row in draft(session, GROUND))
    closing = shop.read_closing(session.vault)
    assert closing is not None
    shop.save_closing(session.vault, replace(closing, route=Route.SHARE_SALE))
    assert not any(row.label == "收银软件公司" for row in draft(session, GROUND))
