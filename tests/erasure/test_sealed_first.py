"""What must be kept lies safe before its original goes: packs read again, files that wait for a pack, who approved."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.certificate.records import Fate
from desktop.certificate.register import register_rows
from desktop.certificate.totals import totals
from desktop.erasure import act, approval, hand, store
from desktop.erasure.gate import open_points
from desktop.erasure.records import ItemKind, ItemState, Work
from desktop.errors import OwnerError
from desktop.handover import store as handover
from desktop.handover.contents import lost
from desktop.handover.packing import packs_needed, recheck, write_pack
from desktop.handover.records import Pack, PackState
from desktop.jobs.job import run_to_end
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import Person, Role
from tests.erasure.stage import CODE, GROUND, OWNER_PIN, PEOPLE, WITNESS_PIN, Shelf, item_of, signed


def packed(session: Session) -> Pack:
    return next(pack for pack in handover.packs(session.vault) if pack.state is PackState.VERIFIED)


def states(session: Session, name: str) -> list[ItemState]:
    return [item.state for item in store.items(session.vault) if item.planned.label == name]


def _by_hand(session: Session) -> None:
    for item in store.items(session.vault):
        if item.planned.kind is ItemKind.PAPER and item.open:
            hand.mark_done(session, item.id, Work("P-4", session.today, "周样本", 324, 5400))
        if item.planned.kind is ItemKind.DEVICE and item.open:
            hand.mark_done(session, item.id, Work("E-4", session.today, "周样本"))


@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_a_pack_that_is_not_what_it_was_stops_the_beginning(session: Session, shelf: Shelf, harm: str) -> None:
    signed(session)
    path = packed(session).path
    path.unlink() if harm == "missing" else path.write_bytes(b"8")
    with pytest.raises(OwnerError, match="坏了或者不见了"):
        run_to_end(act.erase(session, GROUND))
    assert session.vault.frozen_since is None
    assert (shelf.folder / "会员0.csv").read_bytes(), "nothing at all has been destroyed"
    assert not [pack for pack in handover.packs(session.vault) if pack.state is PackState.VERIFIED]
    with pytest.raises(approval.PlanChanged):
        run_to_end(act.erase(session, GROUND))
    row = next(item for item in store.items(session.vault) if item.planned.label == "处方登记.csv")
    assert row.planned.on_hold


def test_a_pack_out_of_reach_needs_the_word_of_who_has_it(session: Session, shelf: Shelf, tmp_path: Path) -> None:
    signed(session)
    pack = packed(session)
    with session.vault.change() as change:
        change.execute("UPDATE pack SET path = ?", (str(tmp_path / "U盘" / pack.path.name),))
        change.note("test.unplugged", "pack")
    with pytest.raises(OwnerError, match="没有插上"):
        run_to_end(act.erase(session, GROUND))
    assert session.vault.frozen_since is None
    handover.save_receipt(session.vault, pack.id, session.today, "郑虚构")
    signed(session)
    run_to_end(act.erase(session, GROUND))
    assert states(session, "处方登记.csv") == [ItemState.DONE]
    assert [line.object for line in session.vault.journal() if line.act == "erasure.pack_in_custody"] == [
        f"pack:{pack.number}"
    ]


def test_a_pack_lost_after_the_beginning_is_written_again_before_its_original_goes(
    session: Session, shelf: Shelf, tmp_path: Path
) -> None:
    signed(session)
    act.begin(session, GROUND)
    packed(session).path.unlink()
    run_to_end(act.erase(session, GROUND))
    file = shelf.folder / "处方登记.csv"
    assert file.is_file()
    assert states(session, file.name) == [ItemState.FAILED]
    assert states(session, "会员0.csv") == [ItemState.DONE], "the others do not wait for it"
    item = next(item for item in store.items(session.vault) if item.planned.label == file.name)
    assert item.cause == act.NOT_SEALED
    row = next(row for row in register_rows(session) if row.item_id == item.id)
    assert row.fate is Fate.NOT_DESTROYED
    assert row.exempt is not None
    assert not act.waited(session)
    _by_hand(session)
    run_to_end(act.erase(session, GROUND))
    assert item_of(session, ItemKind.CASE_ROWS).state is ItemState.PLANNED, "a pack may have to be written out of them"

    stick = tmp_path / "U盘"
    stick.mkdir()
    new = run_to_end(write_pack(session, packs_needed(session)[0], stick, CODE))
    assert new.state is PackState.VERIFIED
    assert act.waited(session) == (item.id,)
    run_to_end(act.erase(session, GROUND))
    assert not file.exists()
    assert [row.state for row in store.items(session.vault) if row.id == item.id] == [ItemState.DONE]
    assert item_of(session, ItemKind.CASE_ROWS).state is ItemState.DONE
    assert [row.fate for row in register_rows(session) if row.group_id == item.planned.group_id] == [
        Fate.RESIDUE, Fate.SEALED,
    ]  # fmt: skip


def test_what_is_neither_sealed_nor_there_is_an_exception(session: Session, shelf: Shelf) -> None:
    signed(session)
    run_to_end(act.erase(session, GROUND))
    pack = packed(session)
    pack.path.unlink()
    run_to_end(recheck(session, pack))
    assert [entry.source.name for entry in lost(session)] == ["处方登记.csv"]
    assert not packs_needed(session), "there is nothing left to pack it from"
    rows = register_rows(session)
    row = next(row for row in rows if row.exempt is not None and "加密包坏了" in row.exempt.cause)
    assert row.fate is Fate.UNCONFIRMED
    assert row.exempt is not None
    assert row.exempt.complete
    assert totals(rows, ()).exceptions == 1
    pack.path.write_bytes(b"7")
    run_to_end(recheck(session, handover.packs(session.vault)[0]))
    assert not lost(session)
    assert not [row for row in register_rows(session) if row.exempt is not None and "加密包" in row.exempt.cause]


def test_a_file_read_again_after_packing_does_not_go(session: Session, shelf: Shelf) -> None:
    file = shelf.folder / "处方登记.csv"
    data = file.read_bytes() + b"three more"
    file.write_bytes(data)
    with session.vault.change() as change:
        digest = hashlib.sha256(data).hexdigest()
        change.execute("UPDATE source SET size = ?, sha256 = ? WHERE path = ?", (len(data), digest, str(file)))
        change.note("test.read_again", "source")
    signed(session)
    row = next(item for item in store.items(session.vault) if item.planned.label == file.name)
    assert row.planned.on_hold
    run_to_end(act.erase(session, GROUND))
    assert file.read_bytes() == data


# -- who approved


def _both(session: Session) -> None:
    approval.freeze(session, GROUND)
    approval.approve(session, Role.OWNER, OWNER_PIN, GROUND)
    approval.approve(session, Role.WITNESS, WITNESS_PIN, GROUND)


def _missing(session: Session) -> tuple[Role, ...]:
    plan = store.current_plan(session.vault)
    assert plan is not None
    return approval.missing_approvals(session, plan)


def test_another_witness_has_not_approved(session: Session, shelf: Shelf) -> None:
    _both(session)
    assert not _missing(session)
    shop.save_person(session.vault, Person(Role.WITNESS, "赵见证", "会计", "0999-5550177"))
    assert _missing(session) == (Role.WITNESS,)
    assert [point.target for point in open_points(session)] == ["approve:witness"]
    with pytest.raises(OwnerError, match="还没有都批准"):
        act.begin(session, GROUND)
    shop.save_person(session.vault, replace(PEOPLE[1], name="周样本"))
    shop.set_pin(session.vault, Role.WITNESS, "918273")
    assert _missing(session) == (Role.WITNESS,)


def test_the_same_name_with_another_pin_has_not_approved(session: Session, shelf: Shelf) -> None:
    """Someone else may have stood under that duty in between."""
    _both(session)
    shop.save_person(session.vault, replace(PEOPLE[2], post="药师"))
    assert not _missing(session), "another post is the same person"
    shop.set_pin(session.vault, Role.WITNESS, "918273")
    assert _missing(session) == (Role.WITNESS,)


def test_a_witness_who_carries_out_by_now_has_not_approved(session: Session, shelf: Shelf) -> None:
    _both(session)
    with session.vault.change() as change:
        change.execute("UPDATE duty SET name = '周 样本' WHERE role = 'operator'")
        change.note("test.duty", "role:operator")
    assert _missing(session) == (Role.WITNESS,)
