"""ID numbers that cannot be right are told as such, and are nobody's ID number."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.inventory import digits, fields, store, store_people
from desktop.inventory.columns import Vocabulary
from desktop.inventory.digits import IdState
from desktop.inventory.looking import Sight, look
from desktop.inventory.records_people import Mark
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.inventory import files
from tests.inventory.files import id_number, mobile, person_name


def wrong(n: int) -> str:
    number = id_number(n)
    return number[:17] + ("1" if number[17] != "1" else "2")


def cut_off(n: int) -> str:
    """What a workbook saves of a number of 18 digits; one in eleven fits by chance, and those are left out."""
    return next(v for k in range(n * 20, n * 20 + 20) if digits.id_damage(v := id_number(k)[:15] + "000"))


def power(n: int) -> str:
    return f"{id_number(n)[0]}.{id_number(n)[1:6]}E+17"


def seen(path: Path, vocabulary: Vocabulary) -> dict[tuple[str, str], Sight]:
    return {(sight.kind, sight.reason): sight for sight in look([path], vocabulary)}


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (id_number(7), None),
        (wrong(7), IdState.WRONG_CHECK),
        (cut_off(7), IdState.DAMAGED),
        (power(7), IdState.SCIENTIFIC),
        ("9.91007195708087E+17", IdState.SCIENTIFIC),
        (id_number(7)[:17], IdState.CUT_SHORT),
        (id_number(7)[:16], None),
        ("1234567890123456" + "7", None),
        ("2.40316E+17", None),  # no province
        ("3.30102E+16", None),
        ("", None),
        ("无", None),
    ],
)
def test_what_is_wrong_with_a_number(value: str, state: IdState | None) -> None:
    assert digits.id_damage(digits.plain(value)) is state


def table(path: Path) -> Path:
    rows = [[person_name(n), mobile(n), id_number(n)] for n in range(20)]
    for n, value in enumerate(
        [wrong(1), wrong(1), wrong(2), cut_off(3), power(4), id_number(5)[:17], "没带", "3301****"]
    ):
        rows.append([person_name(30 + n), mobile(30 + n), value])
    return files.write_csv(path, ["姓名", "手机", "身份证号"], rows)


def test_in_a_table_each_kind_of_damage_is_a_finding_of_its_own(tmp_path: Path, vocabulary: Vocabulary) -> None:
    found = seen(table(tmp_path / "会员.csv"), vocabulary)
    ((_, right),) = [(key, s) for key, s in found.items() if key[0] == fields.ID_NUMBER]
    assert (right.distinct, right.total, right.confidence) == (20, 20, "high")
    damaged = [s for (kind, _), s in found.items() if kind == fields.ID_DAMAGED]
    assert {(s.distinct, s.total) for s in damaged if "对不上" in s.reason} == {(2, 3)}
    assert len(damaged) == 4
    assert all((s.column, s.confidence) == ("身份证号", "low") and s.reason for s in damaged)
    for sight in found.values():
        assert not {wrong(1), wrong(2), cut_off(3), power(4), id_number(5)[:17]} & {sight.sample}


def test_a_workbook_that_made_numbers_of_them(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = [[person_name(n), float(id_number(n)[:15] + "000")] for n in range(40)]
    path = files.write_xlsx(tmp_path / "会员.xlsx", {"名单": [["姓名", "身份证号"], *rows]})
    found = seen(path, vocabulary)
    (damaged,) = [s for (kind, _), s in found.items() if kind == fields.ID_DAMAGED and "后三位" in s.reason]
    assert damaged.total >= 0.8 * len(rows)


def test_a_column_of_nothing_but_damage_is_no_finding_of_id_numbers(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = [[person_name(n), power(n)] for n in range(30)]
    found = seen(files.write_csv(tmp_path / "a.csv", ["姓名", "身份证号"], rows), vocabulary)
    assert {kind for kind, _ in found} == {fields.NAME, fields.ID_DAMAGED}


TEXT = (
    f"登记的身份证{wrong(1)}好像不对\n{person_name(2)} {mobile(2)} 身份证号：{id_number(3)[:17]}\n"
    f"身份证 {power(4)}\n证件号码 {id_number(5)}\n订单 {wrong(6)} 已发\n"
)


def test_in_the_notes_of_a_table(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = [[person_name(n), mobile(n), f"身份证{wrong(3)}不对" if n in (4, 9) else "按时复诊"] for n in range(20)]
    path = files.write_csv(tmp_path / "a.csv", ["姓名", "手机", "备注"], rows)
    (damaged,) = [s for (kind, _), s in seen(path, vocabulary).items() if kind == fields.ID_DAMAGED]
    assert (damaged.column, damaged.distinct, damaged.total) == ("备注", 1, 2)


def test_in_running_text_a_word_before_them_is_needed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "便条.txt"
    path.write_text(TEXT, "utf-8")
    found = seen(path, vocabulary)
    damaged = {s.where: s for (kind, _), s in found.items() if kind == fields.ID_DAMAGED}
    assert set(damaged) == {"1", "2", "3"}
    assert all((s.total, s.confidence, s.column) == (1, "low", None) for s in damaged.values())
    (right,) = [s for (kind, _), s in found.items() if kind == fields.ID_NUMBER]
    assert (right.distinct, right.total, right.confidence) == (1, 1, "high")


def test_they_stand_in_the_list_of_what_is_wrong_and_join_nobody(session: Session, tmp_path: Path) -> None:
    shop = tmp_path / "店"
    shop.mkdir()
    (shop / "便条.txt").write_text(TEXT, "utf-8")
    table(shop / "会员.csv")
    files.write_csv(
        shop / "销售.csv", ["单号", "药品", "备注"], [["1", "阿莫西林", f"顾客身份证{wrong(8)}电话{mobile(8)}"]]
    )
    run_to_end(scan(session, shop))
    names = {g.id: store.source(session.vault, g.source_id).name for g in store.groups(session.vault)}
    faults = [(names[f.group_id], f.line) for f in store.faults(session.vault) if f.field_type == fields.ID_NUMBER]
    assert [fault for fault in faults if fault[0] == "便条.txt"] == [("便条.txt", n) for n in (1, 2, 3)]
    assert [fault for fault in faults if fault[0] == "会员.csv"] == [("会员.csv", n) for n in range(22, 29)]
    assert [fault for fault in faults if fault[0] == "销售.csv"] == [("销售.csv", 2)]
    marked = [m for some in store_people.marked(session.vault, session.today) for m in some]
    assert sum(m.count for m in marked if m.mark is Mark.WRONG_NUMBER) == 11
    # Those of the table, of whom two share a number; the note and the sale speak of some of them. What is damaged in a
    # text makes no more of them.
    assert store.subject_count(session.vault) == 27


def test_the_command_tells_them(tmp_path: Path) -> None:
    path = table(tmp_path / "会员.csv")
    command = [sys.executable, "-X", "utf8", "-m", "desktop", "scan", str(path), "--json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    damaged = [line for line in lines if line["kind"] == fields.ID_DAMAGED]
    assert {line["reason"] for line in damaged} >= {"身份证号最后一位对不上。", "身份证号少了最后一位。"}
    assert {(line["column"], line["confidence"]) for line in damaged} == {("身份证号", "low")}
