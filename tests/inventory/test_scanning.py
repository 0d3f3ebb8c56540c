"""A whole folder into the case: found, joined, copied, unreadable, excluded, and again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.inventory import store, store_hand
from desktop.inventory.gate import open_points
from desktop.inventory.records import GroupKind, PlaceAnswer, RecordGroup, ScanResult, SourceState
from desktop.inventory.scanning import resume, scan, unfinished
from desktop.inventory.walking import walk
from desktop.jobs.job import run_to_end
from desktop.session import Session
from desktop.shop.records import Person, Role
from desktop.shop.store import save_person
from tests.inventory import files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return files.shop_folder(tmp_path / "店里的电脑")


def by_name(session: Session) -> dict[str, RecordGroup]:
    return {store.source(session.vault, g.source_id).name: g for g in store.groups(session.vault)}


def test_the_shop_of_the_practice_case(session: Session, folder: Path) -> None:
    assert run_to_end(scan(session, folder)) == ScanResult(8, 0, 6, 1, 0)
    groups = by_name(session)
    kinds = {name: (group.kind, group.settled) for name, group in groups.items()}
    assert kinds == {
        "会员资料.xlsx": (GroupKind.MEMBERSHIP, True),
        "处方登记.csv": (GroupKind.PRESCRIPTION, True),
        "销售流水.csv": (GroupKind.SALE, True),
        "致顾客的信.docx": (GroupKind.CORRESPONDENCE, True),
        "备忘.txt": (GroupKind.CORRESPONDENCE, True),
        "会员资料_旧.xlsx": (GroupKind.BACKUP, True),
    }
    assert groups["会员资料_旧.xlsx"].copy_of == groups["会员资料.xlsx"].id
    assert groups["会员资料.xlsx"].people == 60
    assert groups["处方登记.csv"].people == 40
    assert groups["销售流水.csv"].people == 60
    assert str(groups["处方登记.csv"].period_from) == "2024-01-01"
    # Everybody in letters, notes, sales and the old copy is one of the sixty members.
    assert store.subject_count(session.vault) == 60
    states = {source.name: source.state for source in store.sources(session.vault)}
    assert states["进货价目.csv"] is SourceState.NO_PERSONAL_DATA
    assert states["加密的旧表.xlsx"] is SourceState.UNREADABLE


def test_findings_count_distinct_values_and_are_masked(session: Session, folder: Path) -> None:
    run_to_end(scan(session, folder))
    sale = by_name(session)["销售流水.csv"]
    found = {finding.field_type: finding for finding in store.findings(session.vault, sale.source_id)}
    assert (found["mobile"].total, found["mobile"].distinct) == (200, 60)
    assert found["mobile"].sample == "199****0000"
    assert store.recognised(session.vault)["id_number"] == 41


def test_a_second_scan_leaves_everything_alone(session: Session, folder: Path) -> None:
    run_to_end(scan(session, folder))
    store_hand.check(session.vault, [source.id for source in store.sources(session.vault)])
    before = list(session.vault.rows("SELECT * FROM record")), store.groups(session.vault)
    assert run_to_end(scan(session, folder)) == ScanResult(8, 8, 0, 0, 0)
    os.utime(folder / "备忘.txt", (1, 1))
    assert run_to_end(scan(session, folder)).unchanged == 8
    assert [tuple(row) for row in session.vault.rows("SELECT * FROM record")] == [tuple(row) for row in before[0]]
    assert store.groups(session.vault) == before[1]


def test_a_changed_file_is_read_again_and_keeps_its_group(session: Session, folder: Path) -> None:
    run_to_end(scan(session, folder))
    before = by_name(session)["处方登记.csv"]
    files.write_csv(folder / "处方登记.csv", files.PRESCRIPTION_HEADER, files.prescriptions(45), "gb18030")
    result = run_to_end(scan(session, folder))
    assert (result.unchanged, result.with_data) == (7, 1)
    after = by_name(session)["处方登记.csv"]
    assert (after.id, after.records) == (before.id, 45)


def test_a_stopped_scan_goes_on(session: Session, folder: Path) -> None:
    job = scan(session, folder)
    for _ in range(12):
        next(job)
    job.close()
    assert any(point.target == "scan" for point in open_points(session))
    run_to_end(scan(session, folder))
    assert store.subject_count(session.vault) == 60
    assert sum(1 for row in store.scans(session.vault)) == 1
    assert not any(point.target == "scan" for point in open_points(session))


def test_links_loops_and_the_cases_own_files(session: Session, tmp_path: Path, folder: Path) -> None:
    (folder / "loop").symlink_to(folder)
    (folder / "link.csv").symlink_to(folder / "销售流水.csv")
    os.mkfifo(folder / "pipe")
    assert len(list(walk(folder))) == 8
    run_to_end(scan(session, session.vault.path.parent))
    assert store.sources(session.vault) == ()


def test_names_that_are_no_text(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    raw = os.fsencode(folder) + b"/\xd0\xd5\xc3\xfb.txt"
    Path(os.fsdecode(raw)).write_text("手机 13812345678\n", "utf-8")
    run_to_end(scan(session, folder))
    (source,) = store.sources(session.vault)
    assert source.path is not None
    assert os.fsencode(source.path) == raw
    assert run_to_end(scan(session, folder)).unchanged == 1


def test_the_gate_follows_the_owner(session: Session, folder: Path) -> None:
    vault = session.vault
    assert [point.target for point in open_points(session)] == ["scan", "places"]
    run_to_end(scan(session, folder))
    for place in session.rules.places:
        store_hand.answer_place(vault, place.id, PlaceAnswer.NO)
    sources = {source.name: source for source in store.sources(vault)}
    targets = [point.target for point in open_points(session)]
    assert len(targets) == 2
    assert f"source:{sources['加密的旧表.xlsx'].id}" in targets
    store_hand.check(vault, [s.id for s in sources.values() if s.state is SourceState.FOUND])
    store_hand.name_unreadable(vault, sources["加密的旧表.xlsx"].id, GroupKind.MEMBERSHIP)
    assert open_points(session) == []
    assert by_name(session)["加密的旧表.xlsx"].people is None


def test_nobody_and_nothing_of_them_is_in_the_journal(session: Session, folder: Path) -> None:
    run_to_end(scan(session, folder))
    journal = "\n".join(line.detail + line.object for line in session.vault.journal())
    for n in range(60):
        for secret in (files.person_name(n), files.mobile(n), files.id_number(n)):
            assert secret not in journal


def test_a_file_that_is_gone_after_a_cut_is_listed(session: Session, tmp_path: Path) -> None:
    path = files.write_csv(tmp_path / "x" / "销售流水.csv", files.SALE_HEADER, files.sales(3000, 40))
    job = scan(session, path.parent)
    while not store.half_read(session.vault):
        next(job)
    job.close()
    path.unlink()
    run_to_end(resume(session))
    assert not unfinished(session.vault)
    (source,) = store.sources(session.vault)
    assert source.state is SourceState.UNREADABLE
    assert store.subject_count(session.vault) == 0


def test_the_shops_own_numbers_are_no_customers(session: Session, tmp_path: Path) -> None:
    save_person(session.vault, Person(Role.OWNER, "沈一", "药师", "19900009999"))
    folder = tmp_path / "x"
    files.write_docx(folder / "信.docx", ["如有疑问，手机 199 0000 9999。", "患者：王建国，电话 19900000000"])
    run_to_end(scan(session, folder))
    assert [subject.mobile for subject in store.subjects(session.vault)] == ["19900000000"]


def test_people_of_the_practice_case_with_rare_and_long_names(session: Session, tmp_path: Path) -> None:
    rows = files.members(30)
    rows += [
        ["H10001", "䶮㛃", "19900010001", "2018-05-01", "", "", "", ""],
        ["H10002", "𠅤𬱖", "", "1980-01-01", "解放路9号", "", "", ""],
        ["H10003", "阿卜杜拉·买买提明·吐尔逊江·阿不力孜·热合曼·库尔班", "19900010003", "", "", "", "", ""],
        ["H10004", files.person_name(3), files.mobile(3), "", "", "", "", ""],
    ]
    files.write_xlsx(tmp_path / "x" / "会员资料.xlsx", {"Sheet1": [files.MEMBER_HEADER, *rows]})
    run_to_end(scan(session, tmp_path / "x"))
    (group,) = store.groups(session.vault)
    assert (group.kind, group.records, group.people) == (GroupKind.MEMBERSHIP, 34, 33)
    names = {subject.name for subject in store.subjects(session.vault)}
    assert {"䶮㛃", "𠅤𬱖", "阿卜杜拉·买买提明·吐尔逊江·阿不力孜·热合曼·库尔班"} <= names
