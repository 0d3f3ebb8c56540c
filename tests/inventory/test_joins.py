"""A wrong join is undone: rows move to a person of their own, and both keep what their rows say."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.inventory import store, store_people
from desktop.inventory.importing import import_table
from desktop.inventory.store_joins import READ_AT_ONCE, part
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.inventory import files

HEADER = ["会员卡号", "姓名", "手机", "地址"]


def test_father_and_son_of_one_name_on_one_phone(session: Session, tmp_path: Path) -> None:
    rows = [["H1", "王建国", files.mobile(1), "甲路1号"], ["H2", "王建国", files.mobile(1), "乙路2号"]]
    rows += [[f"H{n}", files.person_name(n), files.mobile(n), "丙路3号"] for n in range(3, 30)]
    run_to_end(import_table(session, files.write_csv(tmp_path / "会员资料.csv", HEADER, rows)))
    vault = session.vault
    (group,) = store.groups(vault)
    joined = next(s for s in store.subjects(vault) if s.name == "王建国")
    first, second = store.records_of(vault, joined.id)
    assert group.people == 28
    fresh = run_to_end(part(vault, joined.id, [second.id]))
    father, son = store.subject(vault, joined.id), store.subject(vault, fresh)
    assert father is not None
    assert son is not None
    assert (father.member_no, father.address) == ("H1", "甲路1号")
    assert (son.member_no, son.address, son.name) == ("H2", "乙路2号", "王建国")
    assert [r.id for r in store.records_of(vault, joined.id)] == [first.id]
    assert store.group(vault, group.id).people == 29
    assert [line.act for line in vault.journal()][-1] == "inventory.join_undone"
    # A later file knows them apart by their cards.
    more = [["H2", "", "", "乙路2号"], ["H1", "", "", "甲路1号"]]
    run_to_end(import_table(session, files.write_csv(tmp_path / "会员补充.csv", HEADER, more * 5)))
    assert len(list(store.records_of(vault, fresh))) == 6


def test_all_rows_or_none_is_no_part(session: Session, tmp_path: Path) -> None:
    rows = [[f"H{n}", files.person_name(n), files.mobile(n), "丙路3号"] for n in range(9)]
    run_to_end(import_table(session, files.write_csv(tmp_path / "会员资料.csv", HEADER, rows)))
    somebody = next(iter(store.subjects(session.vault)))
    with pytest.raises(ValueError, match="part"):
        run_to_end(part(session.vault, somebody.id, []))
    with pytest.raises(ValueError, match="part"):
        run_to_end(part(session.vault, somebody.id, store.record_ids_of(session.vault, somebody.id)))


def test_somebody_in_thousands_of_rows_is_read_and_taken_apart_in_pieces(session: Session, tmp_path: Path) -> None:
    header = ["会员卡号", "姓名", "手机", "品名"]
    sales = [["H1", "王建国", files.mobile(1), f"药{n}"] for n in range(1500)]
    sales += [[f"H{n}", files.person_name(n), files.mobile(n), "药"] for n in range(3, 30)]
    run_to_end(import_table(session, files.write_csv(tmp_path / "销售.csv", header, sales)))
    run_to_end(import_table(session, files.write_csv(tmp_path / "会员.csv", HEADER, [[*sales[0][:3], "甲路1号"]] * 3)))
    vault = session.vault
    joined = next(s for s in store.subjects(vault) if s.name == "王建国")
    pauses = 0
    reading = store_people.person(vault, joined.id)
    while True:
        try:
            next(reading)
            pauses += 1
        except StopIteration as end:
            seen = end.value
            break
    assert pauses > 1500 // READ_AT_ONCE
    assert [len(place.record_ids) for place in seen.places] == [1500, 3]
    fresh = run_to_end(part(vault, joined.id, seen.places[0].record_ids))
    assert store_people.entries(vault, fresh) == 1500
    assert [row.cells[3] for row in store.records_of(vault, joined.id)] == ["甲路1号"] * 3
    assert {row.subject_id for row in store.records_of(vault, fresh)} == {fresh}


def _two_on_one_phone(session: Session, folder: Path, same: bool) -> tuple[int, int]:
    """Two people of one name on one phone, one in each of two files, told apart by the owner."""
    cards = ["H1", "H1" if same else "H2"]
    for name, card in zip(("会员资料", "会员补充"), cards, strict=True):
        others = [[f"H{n}", files.person_name(n), files.mobile(n), "丙路3号"] for n in range(3, 12)]
        rows = [[card, "王建国", files.mobile(1), "甲路1号"], *others]
        run_to_end(import_table(session, files.write_csv(folder / f"{name}.csv", HEADER, rows)))
    joined = next(s for s in store.subjects(session.vault) if s.name == "王建国")
    second = next(row for row in store.records_of(session.vault, joined.id) if row.group_id == 2)
    return joined.id, run_to_end(part(session.vault, joined.id, [second.id]))


def _read_anew(session: Session, path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("H77,周敏,19900000077,戊路5号\n")
    run_to_end(import_table(session, path))


@pytest.mark.parametrize("same", [False, True])
def test_what_the_owner_has_undone_stays_undone_when_files_are_read_anew(
    session: Session, tmp_path: Path, same: bool
) -> None:
    father, son = _two_on_one_phone(session, tmp_path, same)
    for name in ("会员补充", "会员资料", "会员补充"):
        _read_anew(session, tmp_path / f"{name}.csv")
    groups = {one: [r.group_id for r in store.records_of(session.vault, one)] for one in (father, son)}
    assert groups == {father: [1], son: [2]}
    assert sum(s.name == "王建国" for s in store.subjects(session.vault)) == 2


def test_a_new_file_does_not_join_whom_the_owner_has_told_apart(session: Session, tmp_path: Path) -> None:
    father, son = _two_on_one_phone(session, tmp_path, False)
    rows = [[card, "王建国", files.mobile(1), "甲路1号"] for card in ("H1", "H2", "H2")]
    run_to_end(import_table(session, files.write_csv(tmp_path / "会员导出.csv", HEADER, rows)))
    assert [store_people.entries(session.vault, one) for one in (father, son)] == [2, 3]
    assert sum(s.name == "王建国" for s in store.subjects(session.vault)) == 2
