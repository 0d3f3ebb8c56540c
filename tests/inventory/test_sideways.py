"""Tables whose fields stand down the side, and forms: names and numbers find each other all the same."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from desktop.inventory import fields, store
from desktop.inventory.apart import apart
from desktop.inventory.columns import Vocabulary
from desktop.inventory.looking import Sight, look
from desktop.inventory.readers.shapes import Line
from desktop.inventory.scanning import scan
from desktop.inventory.sideways import upright
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.inventory import files

Rows = list[list[str]]


def side(count: int) -> Rows:
    people = range(count)
    return [
        ["姓名", *(files.person_name(n) for n in people)],
        ["联系电话", *(files.mobile(n) for n in people)],
        ["身份证号", *(files.id_number(n) for n in people)],
        ["过敏史", *("青霉素过敏" if n % 3 else "" for n in people)],
    ]


def form(n: int) -> Rows:
    return [
        ["会员登记表"],
        ["姓 名：", files.person_name(n), "性别：", "女"],
        ["手机", "", files.mobile(n), "年龄", "56"],
        ["住址", f"解放路{n}号"],
        ["备注", f"由女儿 1980000{n:04d} 代取"],
        [],
    ]


def sights(path: Path, vocabulary: Vocabulary) -> dict[str, Sight]:
    return {sight.kind: sight for sight in look([path], vocabulary)}


def known(session: Session, folder: Path) -> dict[str, tuple[str, str]]:
    run_to_end(scan(session, folder))
    return {subject.mobile: (subject.name, subject.id_number) for subject in store.subjects(session.vault)}


@pytest.mark.parametrize("name", ["表.xlsx", "表.csv"])
@pytest.mark.parametrize("count", [1, 2, 30])
def test_one_person_in_each_column(session: Session, tmp_path: Path, name: str, count: int) -> None:
    write = files.write_csv if name.endswith("csv") else None
    if write is not None:
        first, *rows = side(count)
        write(tmp_path / "x" / name, first, rows)
    else:
        files.write_xlsx(tmp_path / "x" / name, {"顾客": [["顾客资料"], *side(count)]})
    people = known(session, tmp_path / "x")
    assert people == {files.mobile(n): (files.person_name(n), files.id_number(n)) for n in range(count)}


def test_fields_down_the_side_name_the_column(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = files.write_xlsx(tmp_path / "a.xlsx", {"顾客": [["登记人 19900009999"], *side(20)]})
    found = sights(path, vocabulary)
    assert (found[fields.NAME].column, found[fields.NAME].total) == ("姓名", 20)
    assert found[fields.ID_NUMBER].column == "身份证号"
    assert "*" in found[fields.ID_NUMBER].sample
    assert found[fields.ID_NUMBER].where == "顾客:2"
    assert found["allergy"].column == "过敏史"
    assert {found[kind].confidence for kind in (fields.NAME, fields.ID_NUMBER, fields.MOBILE)} == {"high"}
    by_place = {(sight.where, sight.kind): sight.total for sight in look([path], vocabulary)}
    assert by_place["顾客:2", fields.MOBILE] == 20
    assert by_place["顾客 › 表格上方:1", fields.MOBILE] == 1


def test_forms_one_below_the_other(session: Session, tmp_path: Path) -> None:
    files.write_xlsx(tmp_path / "x" / "表.xlsx", {"登记": [row for n in range(300) for row in form(n)]})
    people = known(session, tmp_path / "x")
    assert people == {files.mobile(n): (files.person_name(n), "") for n in range(300)}
    (group,) = store.groups(session.vault)
    assert group.records == 300
    # The telephone in the remark belongs to nobody's field; it is found as well.
    (source,) = store.sources(session.vault)
    mobile = next(f for f in store.findings(session.vault, source.id) if f.field_type == fields.MOBILE)
    assert mobile.distinct == 600


def test_one_form_a_sheet_and_fields_in_the_cells_of_their_values(session: Session, tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {f"第{n}人": form(n) for n in range(5)}
    sheets["卡"] = [["会员卡"], ["姓名：赵小明 性别：男"], ["手机：19900007777"], ["出生日期：1960-01-02"]]
    files.write_xlsx(tmp_path / "x" / "表.xlsx", sheets)
    people = known(session, tmp_path / "x")
    assert people == {files.mobile(n): (files.person_name(n), "") for n in range(5)} | {"19900007777": ("赵小明", "")}


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "手机"], ["张三", "19900000001"]],
        [["姓名", "联系方式", ""], ["", "手机", "住址"], ["张三", "19900000001", "解放路1号"]],
        [["诊断", "人数"], ["高血压", "12"], ["糖尿病", "9"], ["慢病", "30"]],
        [["岗位", "姓名", "电话"], ["店长", "张三", "19900000001"], ["药师", "李四", "19900000002"]],
        [["字段", "说明"], ["姓名", "会员的姓名"], ["手机", "会员的手机"], ["身份证号", "18位"]],
    ],
)
def test_tables_that_stand_upright_stay_so(tmp_path: Path, vocabulary: Vocabulary, rows: Rows) -> None:
    lines = [Line(number, tuple(row)) for number, row in enumerate(rows, 1)]
    assert [upright(cut, vocabulary) for cut in apart(iter(lines), vocabulary)] == [None]


def test_a_form_above_a_table(session: Session, tmp_path: Path) -> None:
    rows = [
        *form(7),
        ["姓名", "手机", "购药日期"],
        *([files.person_name(n), files.mobile(n), "2024-01-02"] for n in range(9)),
    ]
    files.write_xlsx(tmp_path / "x" / "表.xlsx", {"登记": rows})
    people = known(session, tmp_path / "x")
    assert people[files.mobile(7)] == (files.person_name(7), "")
    assert set(people) >= {files.mobile(n) for n in range(9)}
    assert [group.part for group in store.groups(session.vault)] == ["登记 › 表格上方", "登记"]


PIECES = (
    *("姓名", "电话", "手机：", "姓 名：", "会员卡号", "身份证号", "备注", "性别：男 年龄：40", "过敏史", "诊断"),
    *("张三", "李秀英", files.mobile(3), files.mobile(4), files.id_number(5), "H00012", "2024-01-02", "高血压"),
    *(
        "",
        "",
        "",
        "：",
        "::",
        "姓名：",
        "a\nb",
        "合计",
        "电话：电话：1",
        "\u3000",
        "9" * 60,
        "药" * 40,
        "12.50",
        "日期",
    ),
)
"""What cells are made of when sheets are thrown together."""


@pytest.mark.parametrize("seed", range(20))
def test_whatever_stands_in_a_sheet_nothing_is_lost(vocabulary: Vocabulary, seed: int) -> None:
    rnd = random.Random(seed)
    begun = time.process_time()
    for _ in range(50):
        lines, number = list[Line](), 0
        kinds = [rnd.choices(PIECES, k=rnd.randrange(1, 7)) for _ in range(4)]
        for _ in range(rnd.choice((3, 30, 30, 1100))):
            number += rnd.choice((1, 1, 1, 1, 2, 5))
            row = list(rnd.choice(kinds))
            if rnd.random() < 0.3:
                row[rnd.randrange(len(row))] = rnd.choice(PIECES)
            lines.append(Line(number, tuple(row)))
        given = Counter(digits for line in lines for cell in line.cells for digits in re.findall(r"\d{5,}", cell))
        found = Counter[str]()
        for cut in apart(iter(lines), vocabulary):
            turned = upright(cut, vocabulary) or cut
            # What stands in a header is not searched.
            rows = [*(line for place, line in enumerate(turned.head) if place != turned.header), *turned.rows]
            assert cut.through
            found.update(digits for line in rows for cell in line.cells for digits in re.findall(r"\d{5,}", cell))
        assert given <= found
    assert time.process_time() - begun < 30
