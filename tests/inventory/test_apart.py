"""Several tables in one sheet: each has its columns and its people, however far down it begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.inventory import fields, store
from desktop.inventory.apart import MOST_TABLES, apart
from desktop.inventory.columns import Vocabulary
from desktop.inventory.looking import Sight, look
from desktop.inventory.parts import preview
from desktop.inventory.readers.shapes import Line
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.inventory import files

Rows = list[list[str]]
PRICES = [["商品编码", "商品名", "规格", "进价"], *([f"69{n:05d}", "板蓝根颗粒", "10g*20袋", "8.5"] for n in range(30))]
MEMBERS = [files.MEMBER_HEADER, *files.members(40)]
SALES = [files.SALE_HEADER, *files.sales(30, 30)]


def lines(*tables: Rows, blank: int = 1) -> list[Line]:
    found: list[Line] = []
    number = 1
    for rows in tables:
        for row in rows:
            found.append(Line(number, tuple(row)))
            number += 1
        number += blank
    return found


def tables(rows: list[Line], vocabulary: Vocabulary) -> list[list[Line]]:
    return [[*cut.head, *cut.rows] for cut in apart(iter(rows), vocabulary)]


def sights(path: Path, vocabulary: Vocabulary) -> dict[tuple[str, str], Sight]:
    return {(sight.where, sight.kind): sight for sight in look([path], vocabulary)}


def test_a_second_table_below_a_blank_row(tmp_path: Path, vocabulary: Vocabulary) -> None:
    second = [
        ["患者姓名", "联系电话", "诊断"],
        *([files.person_name(n), files.mobile(n), "高血压"] for n in range(50, 70)),
    ]
    path = files.write_xlsx(tmp_path / "店.xlsx", {"登记": [*MEMBERS, [], ["慢病顾客"], second[0], *second[1:]]})
    found = sights(path, vocabulary)
    assert found["登记:2", fields.MOBILE].total == 40
    below = found["登记 › 第2张表:45", fields.MOBILE]
    assert (below.total, below.column) == (20, "联系电话")
    assert found["登记 › 第2张表:45", fields.NAME].total == 20
    assert found["登记 › 第2张表:45", fields.DIAGNOSIS].total == 20
    # A sheet is as wide as its widest table; a narrow one does not get its columns.
    assert [len(part.columns) for part in preview(path, vocabulary).parts] == [8, 3]


@pytest.mark.parametrize("name", ["表.csv", "表.txt"])
def test_people_of_the_second_table_are_in_the_register(session: Session, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    second = [["姓名", "手机号", "备注"], *([files.person_name(n), files.mobile(n), "送货"] for n in range(40, 60))]
    text = "\n".join(",".join(row) for row in [*MEMBERS, [""], *second])
    (folder / name).write_text(text, "utf-8")
    run_to_end(scan(session, folder))
    groups = store.groups(session.vault)
    assert [(group.part, group.records) for group in groups] == [("", 40), ("第2张表", 20)]
    assert store.subject_count(session.vault) == 60
    known = {subject.mobile: subject.name for subject in store.subjects(session.vault)}
    assert known[files.mobile(45)] == files.person_name(45)


def test_people_below_a_price_list(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = files.write_xlsx(tmp_path / "a.xlsx", {"表": [*PRICES, [], [], *MEMBERS]})
    found = sights(path, vocabulary)
    assert found["表 › 第2张表:35", fields.MOBILE].total == 40
    assert {where for where, _ in found} == {"表 › 第2张表:35"}
    assert [part.part for part in preview(path, vocabulary).parts] == ["表 › 第2张表"]


def test_short_tables_that_begin_close_together(vocabulary: Vocabulary) -> None:
    first, second = MEMBERS[:4], [["姓名", "电话"], ["张三", files.mobile(1)], ["李四", files.mobile(2)]]
    assert [len(rows) for rows in tables(lines(first, second, SALES[:5]), vocabulary)] == [4, 3, 5]


def test_far_down_and_across_the_borders_of_what_is_read_at_once(vocabulary: Vocabulary) -> None:
    long = [files.MEMBER_HEADER, *files.members(5000)]
    second = [["姓名", "联系电话"], *([files.person_name(n), files.mobile(n)] for n in range(9))]
    for length in (995, 1005, 1008, 1010, 1011, 1012, 1013, 2010, 2012, 2013, 3500):
        for blank in (0, 1, 3):
            found = tables(lines(long[:length], second, blank=blank), vocabulary)
            assert [len(rows) for rows in found] == [length, 10], (length, blank)
            assert found[1][0].cells == ("姓名", "联系电话")
            assert found[1][0].number == length + blank + 1


def test_a_header_that_comes_again_on_each_page_is_no_row(session: Session, tmp_path: Path) -> None:
    rows = [row for n in range(0, 40, 10) for row in (files.MEMBER_HEADER, *files.members(40)[n : n + 10])]
    files.write_xlsx(tmp_path / "x" / "a.xlsx", {"表": rows})
    run_to_end(scan(session, tmp_path / "x"))
    (group,) = store.groups(session.vault)
    assert (group.records, group.people) == (40, 40)


def test_what_only_reads_like_a_header_begins_nothing(vocabulary: Vocabulary) -> None:
    notes = [["患者姓名", "联系电话", "诊断"], *([files.person_name(n), files.mobile(n), "高血压"] for n in range(9))]
    odd = [*notes, ["手机没人接", "电话空号", "诊断不详"], ["张三", "停机", ""], *notes[1:]]
    assert len(tables(lines(odd), vocabulary)) == 1
    gaps = [Line(3 * n + 1, tuple(row)) for n, row in enumerate(odd)]
    assert [len(rows) for rows in tables(gaps, vocabulary)] == [len(gaps)]


def test_titles_and_totals(vocabulary: Vocabulary) -> None:
    total = [["合计", "40", "", "", "", "", "", ""]]
    titled = [["康宁大药房"], ["慢病登记"], ["姓名", "手机", "诊断"], ["张三", files.mobile(1), "高血压"]]
    first, second = tables(lines([["会员名册"], *MEMBERS, *total], titled), vocabulary)
    assert first[-1].cells[0] == "合计"
    assert [line.cells[0] for line in second] == ["康宁大药房", "慢病登记", "姓名", "张三"]


def test_what_stands_above_a_header_is_searched(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = files.write_xlsx(tmp_path / "a.xlsx", {"表": [["送货联系人：张三 电话19900000077"], [], *MEMBERS]})
    found = sights(path, vocabulary)
    assert found["表 › 表格上方:1", fields.MOBILE].total == 1
    assert found["表:4", fields.MOBILE].total == 40


def test_a_sheet_of_very_many_tables_stays_bounded(vocabulary: Vocabulary) -> None:
    heads = [(["姓名", "手机"], ["张三", files.mobile(1)]), (["联系电话", "姓名"], [files.mobile(2), "李四"])]
    days = [[*heads[n % 2], heads[n % 2][1]] for n in range(200)]
    found = tables(lines(*days), vocabulary)
    assert len(found) == MOST_TABLES
    assert sum(map(len, found)) == 600


def test_who_stops_half_way_gets_no_further_table(vocabulary: Vocabulary) -> None:
    long = lines([files.MEMBER_HEADER, *files.members(3000)], SALES)
    seen = 0
    for cut in apart(iter(long), vocabulary):
        seen += 1
        next(cut.rows)
    assert seen == 1
