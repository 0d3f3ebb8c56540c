"""Importing a table: preview, correction, faults, cut-off at any moment, full drive."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import OwnerError
from desktop.inventory import store, store_hand
from desktop.inventory.importing import dismiss, import_table, preview
from desktop.inventory.records import GroupKind, PartMapping, SourceState
from desktop.inventory.scanning import resume, scan, unfinished
from desktop.jobs.job import run_to_end
from desktop.rules.loader import load
from desktop.rules.records import RuleBook
from desktop.session import Session
from desktop.vault.vault import Vault
from tests.fakes import FixedClock
from tests.inventory import files
from tests.inventory.conftest import CHEAP, CODE, PASSPHRASE

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_preview_stores_nothing_and_masks(session: Session, tmp_path: Path, rules: RuleBook) -> None:
    rows = files.prescriptions(30)
    rows[4][3] = rows[4][3][:16] + "00"
    path = files.write_csv(tmp_path / "处方登记.csv", files.PRESCRIPTION_HEADER, rows, "gb18030", title="处方登记表")
    seen = preview(path, rules)
    (part,) = seen.parts
    assert (seen.form, part.header_line, part.kind.kind) == ("delimited", 2, GroupKind.PRESCRIPTION)
    assert [fault.line for fault in part.faults] == [7]
    assert files.person_name(0) not in str(seen)
    assert files.mobile(0) not in str(seen)
    assert store.sources(session.vault) == ()


def test_faults_are_listed_and_nothing_is_dropped(session: Session, tmp_path: Path) -> None:
    rows = files.members(20)
    rows[3][2] = "1990000"
    rows.append(["H90001", *files.member(5)[1:]])
    rows.append(["H90002", "阿依古丽", "", "", "", "", "", ""])
    done = run_to_end(
        import_table(session, files.write_xlsx(tmp_path / "会员.xlsx", {"会员": [files.MEMBER_HEADER, *rows]}))
    )
    assert (done.records, done.people, done.faults) == (22, 21, 2)
    faults = store.faults(session.vault)
    assert {(fault.line, fault.field_type) for fault in faults} == {(5, "mobile"), (22, "name")}
    (source,) = store.sources(session.vault)
    assert source.state is SourceState.CHECKED
    (group,) = store.groups(session.vault)
    cells = [record.cells for record in store.records(session.vault, group.id)]
    assert cells[3][2] == "1990000"
    assert len(cells) == 22
    assert len(store.columns(session.vault, group.id)) == len(cells[0])


def test_numbers_that_a_spreadsheet_has_damaged(session: Session, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [files.person_name(n), float(files.id_number(n)[:15] + "000"), files.mobile(n)] for n in range(10)
    ]
    rows += [[files.person_name(n), files.id_number(n), files.mobile(n)] for n in range(10, 40)]
    path = files.write_xlsx(tmp_path / "登记.xlsx", {"x": [["姓名", "身份证号", "手机"], *rows]})
    done = run_to_end(import_table(session, path))
    assert done.people == 40
    assert done.faults == 10
    assert all("spreadsheet" in fault.what.text for fault in store.faults(session.vault))


def test_the_owners_mapping_counts(session: Session, tmp_path: Path) -> None:
    path = files.write_csv(tmp_path / "x.csv", ["甲", "乙"], [[f"T{n}", f"顾{n % 7}"] for n in range(20)])
    with pytest.raises(OwnerError):
        run_to_end(import_table(session, path))
    mapping = [PartMapping("", ("member_no", "name"), GroupKind.MEMBERSHIP)]
    done = run_to_end(import_table(session, path, mapping))
    assert (done.records, done.people) == (20, 20)
    (group,) = store.groups(session.vault)
    assert (group.kind, group.settled, group.field_types) == (GroupKind.MEMBERSHIP, True, ("member_no", "name"))


def test_what_is_no_table_says_so_and_is_listed(session: Session, tmp_path: Path) -> None:
    path = files.write_encrypted(tmp_path / "旧.xlsx")
    with pytest.raises(OwnerError) as caught:
        run_to_end(import_table(session, path))
    assert "password" in str(caught.value.meaning.text if caught.value.meaning else "")
    (source,) = store.sources(session.vault)
    assert source.state is SourceState.UNREADABLE
    assert source.reason is not None


def test_importing_twice_is_importing_once(session: Session, tmp_path: Path) -> None:
    path = files.write_csv(tmp_path / "销售流水.csv", files.SALE_HEADER, files.sales(300, 40))
    first = run_to_end(import_table(session, path))
    assert run_to_end(import_table(session, path)) == first
    assert session.vault.value("SELECT count(*) FROM record") == 300


def test_a_false_alarm_leaves_with_its_rows(session: Session, tmp_path: Path) -> None:
    path = files.write_csv(
        tmp_path / "供应商.csv", ["姓名", "手机"], [[files.person_name(n), files.mobile(n)] for n in range(9)]
    )
    done = run_to_end(import_table(session, path))
    with pytest.raises(OwnerError):
        run_to_end(dismiss(session.vault, done.source_id, " "))
    run_to_end(dismiss(session.vault, done.source_id, "供应商的业务员"))
    assert store.groups(session.vault) == ()
    assert store.subject_count(session.vault) == 0
    source = store.source(session.vault, done.source_id)
    assert (source.state, str(source.reason)) == (SourceState.DISMISSED, "供应商的业务员")
    run_to_end(scan(session, path.parent))
    assert store.source(session.vault, done.source_id).state is SourceState.DISMISSED


CHILD = """
import sys
from pathlib import Path
from desktop.inventory.importing import import_table
from desktop.jobs.job import run_to_end
from desktop.rules.loader import load
from desktop.session import Session
from desktop.vault.vault import Vault
from tests.fakes import FixedClock
case, file, passphrase = sys.argv[1:]
vault = Vault.open(Path(case), FixedClock(), passphrase=passphrase)
print("begin", flush=True)
for progress in import_table(Session(vault, load(), FixedClock()), Path(file)):
    print(progress.done, flush=True)
print("end", flush=True)
"""


def content(vault: Vault) -> tuple[object, ...]:
    """What a case says, without the numbers of rows."""
    rows = [
        tuple(row)
        for row in vault.rows(
            """SELECT line, cells, name, mobile, id_number, member_no FROM record LEFT JOIN subject
               ON subject.id = subject_id ORDER BY line, cells"""
        )
    ]
    groups = [(g.kind, g.records, g.people, g.field_types, g.settled) for g in store.groups(vault)]
    counts = [tuple(row) for row in vault.rows("SELECT field_type, total, different FROM finding ORDER BY 1")]
    faults = vault.value("SELECT count(*) FROM fault")
    return rows, groups, counts, faults, store.subject_count(vault)


@pytest.mark.parametrize("after_rows", [1, 2500, 9000])
def test_killed_in_the_middle_and_run_again(session: Session, tmp_path: Path, after_rows: int) -> None:
    rows = files.sales(24_000, 3_000)
    rows[7][3] = "不是电话"
    path = files.write_csv(tmp_path / "销售流水.csv", files.SALE_HEADER, rows)
    run_to_end(import_table(session, path))
    wanted = content(session.vault)
    other = tmp_path / "other" / "shop.case"
    Vault.create(other, PASSPHRASE, CODE, FixedClock(), derivation=CHEAP).close()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(other), str(path), PASSPHRASE],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert child.stdout is not None
    seen_begin = False
    for line in child.stdout:
        seen_begin = seen_begin or line.strip() == "begin"
        if line.strip().isdigit() and int(line) >= after_rows and seen_begin and int(line) < 1_000_000_000:
            break
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    vault = Vault.open(other, FixedClock(), passphrase=PASSPHRASE)
    half = vault.value("SELECT count(*) FROM record")
    assert half < 24_000
    assert [source.path for source in store.half_read(vault)] in ([path], [])
    assert store.groups(vault) == ()
    again_session = Session(vault, load(), FixedClock())
    run_to_end(resume(again_session) if store.half_read(vault) else import_table(again_session, path))
    assert not unfinished(vault)
    again = content(vault)
    vault.close()
    assert again == wanted


def test_no_write_transaction_is_long(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = files.write_csv(tmp_path / "销售流水.csv", files.SALE_HEADER, files.sales(30_000, 9_000))
    steps = []
    begun = time.thread_time()
    for _ in import_table(session, path):
        steps.append(time.thread_time() - begun)
        begun = time.thread_time()
    steps.sort()
    # A unit is reading a batch, joining it and writing it, in seconds of this thread: the drive's are the drive's.
    assert steps[len(steps) * 9 // 10] < 0.25


@pytest.fixture
def small_drive(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.fail("this test mounts a small drive and needs root")
    place = tmp_path / "drive"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_drive_is_said_and_nothing_is_lost(small_drive: Path, tmp_path: Path, rules: RuleBook) -> None:
    clock = FixedClock()
    vault = Vault.create(small_drive / "shop.case", PASSPHRASE, CODE, clock, derivation=CHEAP)
    session = Session(vault, rules, clock)
    few = files.write_csv(tmp_path / "会员.csv", files.MEMBER_HEADER, files.members(50))
    run_to_end(import_table(session, few))
    store_hand.set_kind(vault, store.groups(vault)[0].id, GroupKind.MARKETING)
    before = store.groups(vault)
    many = files.write_csv(tmp_path / "销售流水.csv", files.SALE_HEADER, files.sales(40_000, 9_000))
    with pytest.raises(OwnerError) as caught:
        run_to_end(import_table(session, many))
    assert "no room" in caught.value.happened.text
    assert store.groups(vault) == before
    vault.close()
    vault = Vault.open(small_drive / "shop.case", clock, passphrase=PASSPHRASE)
    assert store.groups(vault) == before
    assert [source.path for source in store.half_read(vault)] == [many]
    vault.close()


def test_a_list_of_staff_is_in_the_inventory_and_makes_no_customers(session: Session, tmp_path: Path) -> None:
    rows = [[str(n), files.person_name(n), files.mobile(n), files.id_number(n)] for n in range(20)]
    path = files.write_csv(tmp_path / "通讯录.csv", ["工号", "员工姓名", "手机", "身份证号"], rows)
    done = run_to_end(import_table(session, path))
    assert (done.records, done.people, store.subject_count(session.vault)) == (20, 0, 0)
    (source,) = store.sources(session.vault)
    assert {"mobile", "id_number"} <= {finding.field_type for finding in store.findings(session.vault, source.id)}
