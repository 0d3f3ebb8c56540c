"""Tables: rows stay whole, heads come again, every sheet counts its own rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.documents.document import Document, Furniture
from desktop.documents.faces import SMALL, Align, Face
from desktop.documents.lines import Text, marked
from desktop.documents.tables import Column, Place, Table, draw_blank_rows, draw_table, table_height
from tests.documents import reading

FURNITURE = Furniture("样例市安和大药房有限公司", "处置登记簿", "DB-7KQ4-003-X")
TABLE = Table(
    (
        Column("序", 7.5, Align.CENTRE),
        Column("记录组", 60),
        Column("数量", 25, Align.RIGHT),
        Column("处置", 20, air=2.5),
        Column("依据", 53),
    )
)
BASIS = "《个人信息保护法》第四十七条第一款第二项，无法定保存期"


def row(number: int) -> tuple[Text, ...]:
    disposition = marked("**未销毁**", Face.SANS) if number % 7 == 0 else "删除"
    return (
        str(number),
        f"会员表甲{number}\nDEL-MEMBER 2016-03至2026-11乙{number}",
        f"{number * 1000:,}条",
        disposition,
        BASIS,
    )


def register(path: Path, count: int) -> Document:
    with Document(path, FURNITURE, title="处置登记簿") as paper:

        def next_sheet() -> Place:
            sheet = paper.sheet(landscape=True)
            sheet.text(20, 27.5, "处置登记簿", SMALL)
            return Place(sheet, 37)

        rows = [row(number) for number in range(1, count + 1)]
        foot = "登记簿只增不改；更正另起一行，注明所更正的序号。本页{}项。"
        draw_table(
            next_sheet(), 20, TABLE, rows, bottom=190, next_sheet=next_sheet, foot=lambda shown: foot.format(len(shown))
        )
    return paper


@pytest.mark.parametrize("count", [1, 15, 16, 100])
def test_long_tables_go_on_over_sheets(tmp_path: Path, count: int) -> None:
    path = tmp_path / "register.pdf"
    paper = register(path, count)
    reading.check(path)
    seen = 0
    for page in reading.poppler_text(path).split("\f")[: paper.page_count]:
        numbers = [number for number in range(1, count + 1) if f"会员表甲{number}\n" in page]
        assert numbers == list(range(seen + 1, seen + len(numbers) + 1))
        seen += len(numbers)
        assert f"本页{len(numbers)}项。" in page
        for head in ("序", "记录组", "数量", "处置", "依据"):
            assert head in page
        for number in numbers:
            assert f"2026-11乙{number}" in page, "a row was split"
    assert seen == count
    assert paper.page_count == {1: 1, 15: 1, 16: 2, 100: 7}[count]


def test_nothing_is_drawn_outside_the_type_area(tmp_path: Path) -> None:
    path = tmp_path / "register.pdf"
    register(path, 40)
    for page in range(3):
        assert reading.ink(path, (0, 0, 19.5, 210), page) is None
        assert reading.ink(path, (277.6, 0, 297, 210), page) is None
        assert reading.ink(path, (0, 0, 297, 24), page) is None, "the binding edge must stay free"
        assert reading.ink(path, (0, 190.5, 297, 192.3), page) is None


def test_quantities_end_at_one_edge_and_text_begins_at_one(tmp_path: Path) -> None:
    path = tmp_path / "table.pdf"
    with Document(path, FURNITURE, title="样例") as paper:
        sheet = paper.sheet(header=False, footer=False)
        table = Table((Column("甲", 30), Column("乙", 30, Align.RIGHT)))
        draw_table(Place(sheet, 40), 28, table, [("国", "1国"), ("国国", "12,345国")], bottom=200)
    edges = [reading.ink(path, (58.5, top, 120, top + 3.4)) for top in (46.2, 51.2)]
    starts = [reading.ink(path, (20, top, 58, top + 3.4)) for top in (46.2, 51.2)]
    assert edges[0] is not None
    assert edges[1] is not None
    assert edges[0].right == pytest.approx(edges[1].right, abs=0.15)
    assert edges[0].right == pytest.approx(88 - 0.8, abs=0.5)
    assert starts[0] is not None
    assert starts[0].left == pytest.approx(28.8, abs=0.5)


def test_gaps_and_oversized_rows_are_refused() -> None:
    paper = Document(None, FURNITURE, title="样例")
    sheet = paper.sheet()
    table = Table((Column("甲", 30), Column("乙", 30)))
    with pytest.raises(ValueError, match="empty cell"):
        draw_table(Place(sheet, 40), 28, table, [("国", " ")], bottom=200)
    with pytest.raises(ValueError, match="cells"):
        draw_table(Place(sheet, 40), 28, table, [("国",)], bottom=200)
    with pytest.raises(ValueError, match="fits on no sheet"):
        draw_table(Place(sheet, 40), 28, table, [("国" * 2000, "国")], bottom=200)
    with pytest.raises(ValueError, match="no further sheet"):
        draw_table(Place(sheet, 40), 28, table, [("国", "国")] * 90, bottom=200)


def test_rows_for_handwriting_are_eight_millimetres_high() -> None:
    sheet = Document(None, FURNITURE, title="样例").sheet()
    table = Table((Column("启封时间", 40), Column("查阅人", 40)))
    head = table_height(sheet, table, [])
    assert draw_blank_rows(sheet, 28, 40, table, 6) == pytest.approx(40 + head + 48)
    assert table_height(sheet, table, [("国", "国")]) == pytest.approx(2 * head)
