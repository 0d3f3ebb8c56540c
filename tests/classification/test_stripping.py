"""What leaves a table, who would stand out in what is left, and when the word 匿名化 may be said."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.classification.reidentification import Groups, Standing, Step, Tally, coarser_columns, report
from desktop.classification.stripping import (
    ALLOWED,
    ColumnPlan,
    Stripper,
    StripPlan,
    Variant,
    Way,
    coarsened,
    compared_cells,
    propose_plan,
)
from desktop.resources import resource
from desktop.rules.loader import load
from desktop.rules.source import RuleFaults
from desktop.rules.stripping import Role, StrippingRules, load_stripping
from desktop.words import zh
from tests.classification.sales import HEADER, sales

RULES = load_stripping()
TYPES = ("", "date", "member_no", "name", "mobile", "gender", "age", "medicine", "", "", "")
WAYS = dict(
    zip(HEADER, ("out", "month", "out", "out", "out", "kept", "band", "kept", "kept", "kept", "out"), strict=True)
)


def proposed(rows: list[list[str]]) -> StripPlan:
    return propose_plan(tuple(zip(HEADER, TYPES, strict=True)), rows, RULES)


def coarser(plan: StripPlan, column: ColumnPlan) -> StripPlan:
    return plan.with_way(column.position, column.way)


ORDINARY = proposed(sales(200, 40))


def counted(plan: StripPlan, rows: list[list[str]], people: list[int | None]) -> Groups:
    tally, stripper = Tally(), Stripper(plan, RULES)
    for cells, person in zip(rows, people, strict=True):
        tally.add(compared_cells(plan, stripper.row(cells)), person)
    return tally.groups()


def test_the_proposal_for_an_ordinary_table_of_sales() -> None:
    plan = proposed(sales(200, 40))
    assert {column.header: column.way.value for column in plan.columns} == WAYS
    roles = {column.header: column.role for column in plan.columns}
    assert roles["小票号"] is Role.SERIAL
    assert roles["备注"] is Role.NOTE
    assert roles["金额"] is Role.MEASURE
    assert {column.header for column in plan.columns if column.compared} == {"销售时间", "性别", "年龄", "商品名称"}


def test_columns_without_a_telling_header_are_known_by_their_values() -> None:
    headers = [("a", ""), ("b", ""), ("c", ""), ("d", ""), ("e", "")]
    rows = [
        (f"XS{n:06d}", f"2018-03-{n % 28 + 1:02d}", ("门店一", "门店二")[n % 2], f"顾客说第{n}次来买药希望下次便宜一点",
         "联系 19900001234" if n == 3 else "")
        for n in range(60)
    ]  # fmt: skip
    roles = [column.role for column in propose_plan(headers, rows, RULES).columns]
    assert roles == [Role.SERIAL, Role.DATE, Role.TRAIT, Role.NOTE, Role.NOTE]


def test_goods_codes_repeat_and_are_no_serial_numbers() -> None:
    rows = [(f"690000{n % 6:04d}",) for n in range(60)]
    (column,) = propose_plan([("商品编码", "")], rows, RULES).columns
    assert (column.role, column.way) == (Role.GOODS_CODE, Way.OUT)


@pytest.mark.parametrize(
    ("cell", "way", "role", "written"),
    [
        ("2018/3/9 10:00", Way.DAY, Role.DATE, "2018-03-09"),
        ("20180309", Way.MONTH, Role.DATE, "2018-03"),
        ("2018年12月31日", Way.QUARTER, Role.DATE, "2018 Q4"),
        ("2018-01", Way.QUARTER, Role.DATE, "2018 Q1"),
        ("2018.07.01", Way.YEAR, Role.DATE, "2018"),
        ("昨天", Way.MONTH, Role.DATE, ""),
        ("39岁", Way.BAND, Role.AGE, "30–39"),
        ("104", Way.BAND, Role.AGE, "80+"),
        ("不详", Way.BAND, Role.AGE, ""),
        ("盐酸二甲双胍缓释片", Way.CLASS, Role.MEDICINE, "降糖药"),
        ("八角", Way.CLASS, Role.MEDICINE, "其他"),
        ("12.50", Way.KEPT, Role.MEASURE, "12.50"),
        ("张三欠12", Way.KEPT, Role.MEASURE, ""),
    ],
)
def test_cells_become_coarser(cell: str, way: Way, role: Role, written: str) -> None:
    assert coarsened(cell, way, role, RULES) == written


def test_what_names_a_person_can_only_go() -> None:
    plan = proposed(sales(200, 40))
    for column, way in itertools.product(plan.columns, Way):
        if column.role in (Role.IDENTITY, Role.NOTE, Role.HEALTH) and way is not Way.OUT:
            with pytest.raises(ValueError, match=way.value):
                plan.with_way(column.position, way)


def test_a_name_in_a_column_that_stays_is_blanked_with_its_row_and_counted() -> None:
    rows = sales(200, 40)
    plan = proposed(rows)
    rows[0][7] = f"阿莫西林胶囊（{rows[0][3]}代买）"
    rows[1][7] = "阿莫西林胶囊 19900001234"
    stripper = Stripper(plan, RULES)
    place = [column.header for column in plan.written].index("商品名称")
    assert [stripper.row(cells)[place] for cells in rows[:3]] == ["", "", rows[2][7]]
    assert stripper.blanked == 2


def test_ten_purchases_of_one_customer_are_one_person() -> None:
    tally = Tally()
    for _ in range(10):
        tally.add(("2018-03", "女"), 1)
    for person in (2, 3, 4, 5, 6):
        tally.add(("2018-03", "男"), person)
    for _ in range(5):
        tally.add(("2018-04", "男"), None)
    groups = tally.groups()
    assert sorted(groups.sizes) == [1, 5, 5]
    assert groups.rows_below(5) == 10
    assert groups.smallest(5) == 5


def test_no_rows_are_no_groups() -> None:
    groups = Tally().groups()
    assert (groups.rows_below(5), groups.smallest(), len(groups.of_row)) == (0, 0, 0)


def test_what_helps_is_offered_the_most_helpful_first() -> None:
    rows = sales(400, 40)
    plan = proposed(rows)
    people: list[int | None] = [n % 40 for n in range(400)]
    found = counted(plan, rows, people)
    assert found.rows_below(5) > 0
    steps = [
        Step(column.position, column.header, column.way, counted(coarser(plan, column), rows, people).rows_below(5))
        for column in coarser_columns(plan)
    ]
    seen = report(plan, found, 5, steps, [])
    assert [step.rows_left for step in seen.steps] == sorted(step.rows_left for step in seen.steps)
    assert all(step.rows_left < seen.rows_out for step in seen.steps)
    assert {(step.header, step.way) for step in steps} == {
        ("销售时间", Way.QUARTER), ("性别", Way.OUT), ("年龄", Way.OUT), ("商品名称", Way.CLASS),
    }  # fmt: skip


def test_a_variant_says_what_the_coarser_plan_says() -> None:
    rows = sales(300, 40)
    plan = proposed(rows)
    stripper = Stripper(plan, RULES)
    for column in coarser_columns(plan):
        other = coarser(plan, column)
        variant, coarse = Variant(plan, column, RULES), Stripper(other, RULES)
        for cells in rows:
            now = compared_cells(plan, stripper.row(cells))
            assert variant.key(now, cells) == compared_cells(other, coarse.row(cells))


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], list[int | None], StripPlan]:
    """Rows of a few customers, and any plan that may be chosen for them."""
    rows, people = [], list[int | None]()
    for n in range(draw(st.integers(1, 60))):
        who = draw(st.integers(0, 8))
        people.append(draw(st.sampled_from([who, who, who, None])))
        ware = draw(st.sampled_from(["感冒灵", "二甲双胍", f"姓名甲{who}代买", f"VIP70000{who}"]))
        rows.append([
            f"XS-{n:05d}", f"2018-{draw(st.integers(1, 12)):02d}-0{draw(st.integers(1, 9))}", f"VIP70000{who}",
            f"姓名甲{who}", f"1990000777{who}", draw(st.sampled_from("男女")), str(draw(st.integers(1, 99))), ware,
            draw(st.sampled_from(["1", "2", f"姓名甲{who}"])), "12.50", draw(st.sampled_from(["", f"姓名甲{who}"])),
        ])  # fmt: skip
    plan = ORDINARY
    for column in plan.columns:
        plan = plan.with_way(column.position, draw(st.sampled_from(ALLOWED[column.role])))
    return rows, people, plan


@settings(max_examples=100, deadline=None)
@given(tables())
def test_no_group_below_the_limit_is_written_and_no_identifying_value(
    drawn: tuple[list[list[str]], list[int | None], StripPlan],
) -> None:
    rows, people, plan = drawn
    stripper = Stripper(plan, RULES)
    sizes = counted(plan, rows, people).of_row
    written = [stripper.row(cells) for cells, size in zip(rows, sizes, strict=True) if size >= RULES.smallest_group]
    alike = Counter(compared_cells(plan, row) for row in written)
    assert all(count >= RULES.smallest_group for count in alike.values())
    said = "\n".join(",".join(row) for row in (stripper.row(cells) for cells in rows))
    for cells in rows:
        for position in (2, 3, 4):
            assert cells[position] not in said, cells[position]


@settings(max_examples=100, deadline=None)
@given(tables(), st.booleans(), st.booleans(), st.integers(0, 2))
def test_the_word_is_never_said_while_a_number_leads_back(
    drawn: tuple[list[list[str]], list[int | None], StripPlan], goes: bool, checked: bool, persons: int
) -> None:
    rows, people, plan = drawn
    found = report(plan, counted(plan, rows, people), RULES.smallest_group, (), ())
    for out in (0, found.rows_out):
        standing = Standing(bool(found.links), out, persons, goes, checked)
        serial = plan.columns[0].way is Way.KEPT
        allowed = not serial and not out and goes and checked and not persons
        assert (zh(standing.word) == "匿名化") is allowed
        assert bool(standing.lacks) is not allowed
        assert serial is ("小票号" in found.links)


def broken(folder: Path, old: str, new: str) -> Path:
    file = folder / "stripping.toml"
    file.write_text(resource("rules", "stripping.toml").read_text("utf-8").replace(old, new), "utf-8")
    return file


def test_a_broken_rule_file_says_all_its_faults(tmp_path: Path) -> None:
    file = broken(tmp_path, 'role = "age"', 'role = "old"')
    with pytest.raises(RuleFaults) as caught:
        load_stripping(file)
    assert len(caught.value.faults) == 2
    with pytest.raises(RuleFaults):
        load_stripping(broken(tmp_path, "smallest_group = 5", "smallest_group = 1"))


def test_every_role_is_proposed_something_and_every_field_type_that_identifies_goes() -> None:
    assert set(ALLOWED) == set(Role)
    rules: StrippingRules = RULES
    for field in load().fields:
        if field.identifies:
            assert rules.role_of_field(field.id) in (Role.IDENTITY, Role.SERIAL), field.id
