"""Rows on their way into the case: who appears where is in step with the rows, whatever was joined or cut off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.inventory import group_rows, store
from desktop.inventory.group_rows import all_as_json, as_json
from desktop.inventory.importing import import_table
from desktop.inventory.readers import delimited
from desktop.inventory.readers.content import in_memory
from desktop.inventory.scanning import resume
from desktop.jobs.job import run_to_end
from desktop.session import Session
from desktop.vault.vault import Vault
from tests.inventory import files

HEADER = ["姓名", "手机", "身份证号", "会员卡号", "药品名称"]


def out_of_step(vault: Vault) -> int:
    """Rows that are about somebody and do not stand under that person, and the other way round."""
    rows = {tuple(row) for row in vault.rows("SELECT subject_id, group_id, id FROM record WHERE subject_id > 0")}
    return len(rows ^ {tuple(row) for row in vault.rows("SELECT * FROM appearance")})


def gone_but_named(vault: Vault) -> int:
    """Rows that name a person who was joined to another."""
    sql = "SELECT count(*) FROM record JOIN subject ON subject.id = subject_id WHERE joined_to IS NOT NULL"
    return int(vault.value(sql))


def in_two_halves(count: int) -> list[list[str]]:
    """Everybody by ID number, then everybody by mobile, then rows that show the two to be one."""
    people = [(files.person_name(n), files.mobile(n), files.id_number(n)) for n in range(count)]
    first = [[name, "", number, "", "感冒灵"] for name, _, number in people]
    second = [[name, mobile, "", "", "感冒灵"] for name, mobile, _ in people]
    return first + second + [[name, mobile, number, "", "感冒灵"] for name, mobile, number in people]


@pytest.mark.parametrize("most", [50, 700, 1_000_000])
def test_persons_who_are_joined_later_keep_all_their_rows(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(group_rows, "REMEMBERED_ROWS", most)
    monkeypatch.setattr(group_rows, "SETTLED_AT_ONCE", 64)
    path = files.write_csv(tmp_path / "销售流水.csv", HEADER, in_two_halves(700))
    done = run_to_end(import_table(session, path))
    assert (done.people, done.records) == (700, 2100)
    assert (out_of_step(session.vault), gone_but_named(session.vault)) == (0, 0)
    people = list(store.subjects(session.vault))
    assert len(people) == store.subject_count(session.vault) == 700
    assert {len(list(store.records_of(session.vault, person.id))) for person in people} == {3}


def test_persons_are_joined_across_files(session: Session, tmp_path: Path) -> None:
    rows = in_two_halves(40)
    for place in range(3):
        path = files.write_csv(tmp_path / f"销售流水{place}.csv", HEADER, rows[40 * place : 40 * place + 40])
        run_to_end(import_table(session, path))
    assert (out_of_step(session.vault), gone_but_named(session.vault)) == (0, 0)
    people = [person.id for person in store.subjects(session.vault)]
    assert len(people) == 40
    assert store.groups_with(session.vault, people[:1]) == {group.id for group in store.groups(session.vault)}


@pytest.mark.parametrize("steps", range(3, 28, 3))
def test_stopped_anywhere_and_run_again_it_is_in_step(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    monkeypatch.setattr(group_rows, "SETTLED_AT_ONCE", 100)
    path = files.write_csv(tmp_path / "销售流水.csv", HEADER, in_two_halves(700))
    job = import_table(session, path)
    for _ in range(steps):
        next(job)
    job.close()
    assert store.half_read(session.vault)
    run_to_end(resume(session))
    assert (out_of_step(session.vault), gone_but_named(session.vault)) == (0, 0)
    assert store.subject_count(session.vault) == 700
    assert session.vault.value("SELECT count(*) FROM record") == 2100
    lost = "SELECT count(*) FROM subject_key LEFT JOIN subject ON id = subject_id WHERE id IS NULL"
    assert session.vault.value(lost) == 0


CELLS = st.text(st.sampled_from('张三a1",[]\\\n\t\0\x1f\x7f 　\u2028😀'), max_size=6)


@settings(max_examples=300)
@given(st.lists(st.lists(CELLS, max_size=4).map(tuple), max_size=6))
def test_many_rows_are_written_as_each_alone(rows: list[tuple[str, ...]]) -> None:
    written = all_as_json(rows)
    assert written == [as_json(cells) for cells in rows]
    assert [tuple(json.loads(text)) for text in written] == rows


TABLE = st.text(st.sampled_from("张1a,,\n\n\"' =\t　\u00a0|"), max_size=60)


@settings(max_examples=600)
@given(TABLE)
def test_a_table_read_at_once_is_the_table_read_line_by_line(text: str) -> None:
    held = in_memory("a.csv", text.encode())
    whole = list(delimited.rows(held, ","))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_at_once", lambda *_: None)
        assert list(delimited.rows(held, ",")) == whole
