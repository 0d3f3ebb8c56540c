"""The act on real files: only what is in the plan, each item once, resumable after anything."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from desktop.classification import store as classification
from desktop.disk.records import Assurance
from desktop.erasure import act, gate, store
from desktop.erasure.approval import PlanChanged
from desktop.erasure.evidence import Overwriting, Renewal, from_json
from desktop.erasure.records import ItemKind, ItemState, Result
from desktop.errors import OwnerError
from desktop.handover import store as handover
from desktop.inventory import store as inventory
from desktop.inventory import store_carriers
from desktop.inventory.records import GroupKind, SourceKind
from desktop.jobs.job import run_to_end
from desktop.notices import store as notices
from desktop.notices.records import RequestKind
from desktop.session import Session
from desktop.vault.vault import Frozen, Vault
from tests.erasure.stage import (
    GROUND,
    MARK,
    PASSPHRASE,
    Shelf,
    each_result,
    everything_said,
    new_session,
    reopened,
    signed,
    small_shop,
)  # fmt: skip

ROOT = Path(__file__).resolve().parents[2]
GONE = {Result.DESTROYED, Result.DELETED_RESIDUE}


def test_nothing_begins_without_both_approvals(session: Session, shelf: Shelf) -> None:
    from desktop.erasure import approval

    approval.freeze(session, GROUND)
    with pytest.raises(OwnerError):
        run_to_end(act.erase(session, GROUND))
    assert session.vault.frozen_since is None
    assert all(path.exists() for path in shelf.folder.iterdir())


def test_nothing_begins_before_the_waiting_period_is_over(session: Session, shelf: Shelf) -> None:
    signed(session)
    with session.vault.change() as change:
        change.execute("UPDATE poster SET posted_on = '2026-12-15'")
        change.note("test.late", "poster:1")
    with pytest.raises(OwnerError):
        run_to_end(act.erase(session, GROUND))
    assert session.vault.frozen_since is None


def test_nothing_begins_when_the_world_has_changed(session: Session, shelf: Shelf) -> None:
    signed(session)
    shelf.file("后来的.csv", b"n" * 40, GroupKind.MEMBERSHIP, "DEL-MEMBER")
    with pytest.raises(PlanChanged):
        run_to_end(act.erase(session, GROUND))
    assert session.vault.frozen_since is None
    assert store.approvals(session.vault) == ()


def test_files_go_and_nothing_else(session: Session, shelf: Shelf) -> None:
    signed(session)
    steps = list(act.erase(session, GROUND))
    left = {path.name for path in shelf.folder.rglob("*") if path.is_file()}
    assert left == {"进货价目.csv"}
    rows = [item for item in store.items(session.vault) if item.planned.kind is ItemKind.FILE]
    assert {item.state for item in rows} == {ItemState.DONE}
    assert {item.result for item in rows} <= GONE
    assert len({item.evidence_no for item in rows}) == 4
    for item in rows:
        measured = from_json(item.evidence)
        assert isinstance(measured, Overwriting)
        assert measured.measured.passes == 1
        assert (item.result is Result.DESTROYED) == measured.measured.assurance.destroyed
    packs = [pack.number for pack in handover.packs(session.vault)]
    assert steps[0].item == packs[0], "the pack is read again before anything goes"
    steps = [step for step in steps if step.item not in packs]
    dones = [step.done for step in steps]
    assert dones == sorted(dones)
    assert steps[-1].total == dones[-1]
    session.vault.check_journal()


def test_what_the_plan_rests_on_is_closed(session: Session, shelf: Shelf) -> None:
    signed(session)
    run_to_end(act.erase(session, GROUND))
    with pytest.raises(Frozen):
        shelf.people(1)


def test_a_changed_file_is_kept_and_asked_about(session: Session, shelf: Shelf) -> None:
    plan = signed(session)
    changed = shelf.folder / "会员1.csv"
    changed.write_bytes(b"something else that nobody approved")
    outcome = run_to_end(act.erase(session, GROUND))
    assert changed.read_bytes() == b"something else that nobody approved"
    failed = [item for item in store.items(session.vault) if item.state is ItemState.FAILED]
    assert [item.planned.label for item in failed] == ["会员1.csv"]
    assert failed[0].cause is not None
    assert failed[0].result is Result.NOT_DESTROYED
    assert (outcome.failed, outcome.waiting) == (1, plan.items - 4)
    assert any(point.target == f"item:{failed[0].id}" for point in gate.open_points(session))


def test_a_failed_item_is_tried_again(session: Session, shelf: Shelf) -> None:
    signed(session)
    path = shelf.folder / "会员1.csv"
    before = path.read_bytes()
    path.write_bytes(b"x")
    run_to_end(act.erase(session, GROUND))
    path.write_bytes(before)
    failed = next(item for item in store.items(session.vault) if item.state is ItemState.FAILED)
    act.retry(session, [failed.id])
    run_to_end(act.erase(session, GROUND))
    assert not path.exists()
    assert max(Counter(name for name, _ in each_result(session)).values()) == 1


def test_a_hold_that_comes_later_holds_its_file_back(session: Session, shelf: Shelf) -> None:
    signed(session)
    act.begin(session, GROUND)
    held = next(item for item in store.items(session.vault) if item.planned.label == "会员2.csv")
    hold = classification.place_hold(session.vault, "HOLD-DISPUTE", group_id=held.planned.group_id)
    run_to_end(act.erase(session, GROUND))
    assert held.planned.path is not None
    assert held.planned.path.exists()
    assert store.item(session.vault, held.id).state is ItemState.FAILED  # type: ignore[union-attr]
    classification.lift_hold(session.vault, hold)
    act.retry(session, [held.id])
    run_to_end(act.erase(session, GROUND))
    assert not held.planned.path.exists()


def test_the_groups_of_one_file_share_its_evidence(session: Session, shelf: Shelf) -> None:
    path, groups = shelf.file("两张表.xlsx", b"p" * 9000, GroupKind.MEMBERSHIP, "DEL-MEMBER", parts=("一", "二"))
    signed(session)
    run_to_end(act.erase(session, GROUND))
    rows = [item for item in store.items(session.vault) if item.planned.group_id in groups]
    assert len(rows) == 2
    assert len({item.evidence_no for item in rows}) == 1
    assert not path.exists()


def test_stop_takes_effect_and_the_next_run_ends_it(session: Session, shelf: Shelf) -> None:
    for n in range(40):
        shelf.file(f"备份{n}.csv", MARK.encode() * 900, GroupKind.MEMBERSHIP, "DEL-MEMBER")
    signed(session)
    job = act.erase(session, GROUND)
    next(job)
    next(job)
    job.close()
    assert any((shelf.folder / f"备份{n}.csv").exists() for n in range(40))
    run_to_end(act.erase(session, GROUND))
    assert {path.name for path in shelf.folder.iterdir()} == {"进货价目.csv"}
    assert set(Counter(name for name, _ in each_result(session)).values()) == {1}


def _say_names_in_passing(session: Session) -> None:
    """Where an owner may have written a customer's name, apart from the rows about customers."""
    vault = session.vault
    names = notices.add_request(vault, RequestKind.COPY, date(2026, 12, 1), session.today, 1)
    notices.answer_request(vault, names.id, date(2026, 12, 2), f"{MARK}本人来取了复印件", session.today)
    with vault.change() as change:
        change.execute("INSERT INTO folder_seen VALUES (?, '', 1, 0)", (f"/shop/{MARK}",))
        change.execute("INSERT INTO scan (folder, started) VALUES (?, ?)", (f"/shop/{MARK}", change.time))
        change.execute(
            "INSERT INTO legal_hold (hold_rule, subject_id, note, placed, lifted) VALUES ('HOLD-REQUEST',1,?,?,?)",
            (MARK, change.time, change.time),
        )
        change.note("test.names", "request:1")


def test_the_case_forgets_its_customers_last(session: Session, shelf: Shelf) -> None:
    _say_names_in_passing(session)
    paper = inventory.sources(session.vault, SourceKind.PAPER)[0]
    store_carriers.save_photo(session.vault, paper.id, b"a small picture of a box")
    signed(session)
    said = everything_said(session.vault)
    assert {table for table, text in said.items() if MARK in text} >= {
        "subject", "record", "request", "pack_entry", "folder_seen", "scan", "legal_hold",
    }  # fmt: skip
    packed = handover.verified_groups(session.vault)
    run_to_end(act.erase(session, GROUND))
    own = next(item for item in store.items(session.vault) if item.planned.kind is ItemKind.CASE_ROWS)
    assert own.state is ItemState.PLANNED, "paper and phone are still waiting"
    _tick_off(session)
    key = session.vault.keys.database_key_id
    run_to_end(act.erase(session, GROUND))
    again = reopened(session)
    own = next(item for item in store.items(again.vault) if item.planned.kind is ItemKind.CASE_ROWS)
    assert own.state is ItemState.DONE
    assert own.result in GONE
    evidence = from_json(own.evidence)
    assert isinstance(evidence, Renewal)
    assert evidence.old_key == key != again.vault.keys.database_key_id
    for table in ("subject", "record", "subject_key", "fault", "consent", "carrier_photo"):
        assert again.vault.value(f"SELECT count(*) FROM {table}") == 0
    assert not [
        row for row in again.vault.rows("SELECT name, path FROM source WHERE kind = 'file'") if "会员" in row[0]
    ]
    said = everything_said(again.vault)
    assert [table for table, text in said.items() if MARK in text] == []
    assert [table for table in ("source", "record_group", "item", "journal") if "会员" in said[table]] == []
    assert handover.verified_groups(again.vault) == packed
    assert notices.summary(again.vault).requests_answered == 1
    again.vault.check_journal()
    again.vault.close()


def test_a_backup_of_the_case_is_an_exception_until_it_is_gone(session: Session, shelf: Shelf, tmp_path: Path) -> None:
    from desktop.erasure import hand
    from desktop.vault.backup import back_up

    (tmp_path / "盘").mkdir()
    back_up(session.vault, tmp_path / "盘")
    signed(session)
    run_to_end(act.erase(session, GROUND))
    _tick_off(session)
    run_to_end(act.erase(session, GROUND))
    own = next(item for item in store.items(session.vault) if item.planned.kind is ItemKind.CASE_ROWS)
    assert (own.state, own.result) == (ItemState.FAILED, Result.UNCONFIRMED)
    hand.backups_destroyed(session, own.id)
    own = next(item for item in store.items(session.vault) if item.planned.kind is ItemKind.CASE_ROWS)
    assert (own.state, own.result in GONE) == (ItemState.DONE, True)


def _tick_off(session: Session) -> None:
    from desktop.erasure import hand
    from desktop.erasure.records import Work

    for item in store.items(session.vault):
        if item.planned.kind in (ItemKind.PAPER, ItemKind.DEVICE):
            hand.mark_done(session, item.id, Work(item.planned.method, date(2026, 12, 20), "周样本"))


# -- killed in the middle

CHILD = """
import sys
from pathlib import Path
from desktop.clock import SystemClock
from desktop.erasure import act
from desktop.rules.loader import load
from desktop.session import Session
from desktop.vault.vault import Vault
from tests.erasure.stage import GROUND, PASSPHRASE
from tests.fakes import FixedClock
from tests.erasure.stage import NOW

clock = FixedClock(NOW)
session = Session(Vault.open(Path(sys.argv[1]), clock, passphrase=PASSPHRASE), load(), clock)
print("open", flush=True)
for step in act.erase(session, GROUND):
    pass
print("done", flush=True)
"""


@pytest.mark.parametrize("seed", range(10))
def test_killed_at_a_random_moment_and_resumed(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    session = new_session(tmp_path / "case" / "shop.case")
    shelf = small_shop(session, tmp_path / "电脑", people=6, files=2)
    contents = {}
    for n in range(30):
        path, _ = shelf.file(f"旧{n}.csv", rng.randbytes(rng.randrange(1, 200_000)), GroupKind.MEMBERSHIP, "DEL-MEMBER")
        contents[path] = path.read_bytes()
    prices = (shelf.folder / "进货价目.csv").read_bytes()
    signed(session)
    path, clock, rules = session.vault.path, session.clock, session.rules
    session.vault.close()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "open"
    time.sleep(rng.uniform(0, 0.25))
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    session = Session(Vault.open(path, clock, passphrase=PASSPHRASE), rules, clock)
    for item in store.items(session.vault):
        where = item.planned.path
        if item.state is ItemState.DONE and where in contents:
            assert not where.exists(), "reported gone, still there"
    run_to_end(act.erase(session, GROUND))
    rows = [item for item in store.items(session.vault) if item.planned.kind is ItemKind.FILE]
    assert {item.state for item in rows} == {ItemState.DONE}, [(item.planned.label, item.cause) for item in rows]
    assert {result for _, result in each_result(session)} <= {"destroyed", "deleted_residue"}
    assert set(Counter(name for name, _ in each_result(session)).values()) == {1}
    assert [path.name for path in shelf.folder.iterdir()] == ["进货价目.csv"]
    assert (shelf.folder / "进货价目.csv").read_bytes() == prices
    session.vault.check_journal()
    session.vault.close()


def test_evidence_says_no_better_than_was_measured(session: Session, shelf: Shelf) -> None:
    signed(session)
    run_to_end(act.erase(session, GROUND))
    for item in store.items(session.vault):
        if item.planned.kind is ItemKind.FILE:
            measured = json.loads(item.evidence)["measured"]
            assert (measured["assurance"] == Assurance.CLEAR) == (item.result is Result.DESTROYED)
            assert "会员" not in item.evidence
