"""What columns hold, by header and values together; and what kind of table it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.inventory import fields, store
from desktop.inventory.columns import Vocabulary, guess_columns, header_line
from desktop.inventory.grouping import guess_kind, is_backup_place
from desktop.inventory.readers.shapes import Line
from desktop.inventory.records import Confidence, GroupKind
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.rules.records import RuleBook, Sensitivity
from desktop.session import Session
from tests.inventory import files, unseen, unseen_forty


def lines(rows: list[list[str]]) -> list[Line]:
    return [Line(number, tuple(row)) for number, row in enumerate(rows, 1)]


def types(vocabulary: Vocabulary, header: list[str], rows: list[list[str]]) -> dict[str, str]:
    return {column.header: column.field_type for column in guess_columns(header, lines(rows), vocabulary)}


def test_a_title_row_above_the_header(vocabulary: Vocabulary) -> None:
    table = lines([["康宁大药房会员表", "", ""], ["打印时间", "2024-01-01"], files.MEMBER_HEADER, *files.members(5)])
    assert header_line(table, vocabulary) == 2


def test_members(vocabulary: Vocabulary) -> None:
    found = types(vocabulary, files.MEMBER_HEADER, files.members(50))
    assert found == {
        "会员卡号": "member_no", "姓名": "name", "手机": "mobile", "出生日期": "birth_date", "地址": "address",
        "邮编": "postcode", "积分": "amount", "储值余额": "amount",
    }  # fmt: skip


def test_prescriptions(vocabulary: Vocabulary) -> None:
    columns = guess_columns(files.PRESCRIPTION_HEADER, lines(files.prescriptions(50)), vocabulary)
    found = {column.header: column.field_type for column in columns}
    assert found["处方号"] == "prescription"
    assert found["身份证号"] == "id_number"
    assert found["医师"] == "doctor"
    assert found["药品"] == "medicine"
    assert found["日期"] == "date"
    assert guess_kind(columns, "处方登记", vocabulary.direct).kind is GroupKind.PRESCRIPTION
    assert guess_kind(columns, "处方登记", vocabulary.direct).settled


def test_serial_numbers_that_begin_like_mobiles_are_none(vocabulary: Vocabulary) -> None:
    header = files.SALE_HEADER
    rows = files.sales(200, 50)
    columns = guess_columns(header, lines(rows), vocabulary)
    assert columns[0].field_type == ""
    assert columns[3].field_type == "mobile"
    assert guess_kind(columns, "销售流水", vocabulary.direct).kind is GroupKind.SALE


def test_a_column_without_header_is_told_by_its_values(vocabulary: Vocabulary) -> None:
    rows = [[files.mobile(n * n), files.id_number(n), files.person_name(n)] for n in range(30)]
    columns = guess_columns([], lines(rows), vocabulary)
    assert [column.field_type for column in columns] == ["mobile", "id_number", "name"]
    assert all(column.confidence is Confidence.MEDIUM for column in columns)


def test_a_header_that_lies_is_overruled_and_said(vocabulary: Vocabulary) -> None:
    rows = [[files.id_number(n)] for n in range(30)]
    (column,) = guess_columns(["单价"], lines(rows), vocabulary)
    assert column.field_type == fields.ID_NUMBER
    assert column.confidence is Confidence.MEDIUM


def test_masked_copies_stay_what_they_are(vocabulary: Vocabulary) -> None:
    rows = [["138****2716", "张*"] for _ in range(30)]
    columns = guess_columns(["手机", "姓名"], lines(rows), vocabulary)
    assert [column.field_type for column in columns] == ["mobile", "name"]


def test_samples_are_masked(vocabulary: Vocabulary) -> None:
    columns = guess_columns(files.PRESCRIPTION_HEADER, lines(files.prescriptions(20)), vocabulary)
    text = " ".join(column.sample for column in columns)
    for row in files.prescriptions(20):
        assert not {row[0], row[2], row[3], row[4]} & set(text.split())
    assert columns[3].sample.startswith("99")
    assert columns[3].sample.count("*") == 11


@pytest.mark.parametrize(
    ("header", "name", "kind"),
    [
        (["姓名", "身份证号", "体温", "药品"], "登记", GroupKind.EPIDEMIC_REGISTER),
        (["购买人", "身份证号", "药品", "数量"], "含麻黄碱专册", GroupKind.EPHEDRINE_REGISTER),
        (["工号", "姓名", "手机"], "员工花名册", GroupKind.STAFF),
        (["姓名", "手机", "诊断", "过敏史"], "慢病随访", GroupKind.CARE_FILE),
        (["收货人", "手机", "收货地址"], "配送", GroupKind.DELIVERY),
        (["姓名", "手机"], "新建表格", GroupKind.UNKNOWN),
    ],
)
def test_kinds(vocabulary: Vocabulary, header: list[str], name: str, kind: GroupKind) -> None:
    rows = [
        [
            {
                "姓名": "张三",
                "购买人": "张三",
                "收货人": "李四",
                "手机": files.mobile(n),
                "身份证号": files.id_number(n),
            }.get(h, "x")
            for h in header
        ]
        for n in range(9)
    ]
    columns = guess_columns(header, lines(rows), vocabulary)
    assert guess_kind(columns, name, vocabulary.direct).kind is kind


def test_a_price_list_is_no_personal_data(vocabulary: Vocabulary) -> None:
    columns = guess_columns(["商品编码", "商品名", "进价"], lines([["690001", "板蓝根", "8.5"]] * 9), vocabulary)
    assert not {column.field_type for column in columns} & vocabulary.direct


@pytest.mark.parametrize(
    ("lists", "least"),
    [(unseen.LISTS, 0.98), (unseen.HELD_OUT, 0.95), (unseen_forty.FORTY, 0.98), (unseen_forty.HELD_OUT, 0.85)],
)
def test_headers_of_lists_that_nobody_here_has_seen(
    lists: dict[str, str], least: float, vocabulary: Vocabulary
) -> None:
    wanted = [pair for text in lists.values() for pair in unseen.columns_of(text).items()]
    personal = [(header, right) for header, right in wanted if right != {""}]
    hit = sum((vocabulary.field_type(header) or "") in right for header, right in personal)
    assert len(personal) >= 45
    assert hit / len(personal) >= least
    # What is nobody's must not make a person of a price list.
    others = [vocabulary.field_type(header) or "" for header, right in wanted if right == {""}]
    assert sum(found in vocabulary.direct for found in others) == 0


def test_places_of_backups() -> None:
    assert is_backup_place("会员资料_旧 备份")
    assert is_backup_place("db.bak 2024")
    assert not is_backup_place("会员资料 桌面")


def test_a_person_with_a_medicine_is_statutory(rules: RuleBook) -> None:
    assert fields.sensitivity(("mobile", "medicine"), rules) is Sensitivity.STATUTORY
    assert fields.sensitivity(("name", "mobile"), rules) is Sensitivity.GENERAL
    assert fields.sensitivity(("id_number",), rules) is Sensitivity.STRICT
    assert fields.sensitivity(("medicine",), rules) is Sensitivity.GENERAL


_SHOWN: dict[str, Callable[[int], str]] = {
    "n": files.person_name, "m": lambda n: f"139{n * 7919 % 100000000:08d}", "i": files.id_number,
    "c": lambda n: "甲医药",
    "d": lambda n: "阿莫西林", "t": lambda n: f"2024-01-{n % 28 + 1:02d}", "#": str,
}  # fmt: skip


def shown(vocabulary: Vocabulary, header: str, kinds: str, name: str = "新建表格") -> tuple[list[str], GroupKind, bool]:
    """What columns are taken for, one letter for the values of each; and the kind of the table."""
    rows = [[_SHOWN[kind](n) for kind in kinds] for n in range(60)]
    columns = guess_columns(header.split(","), lines(rows), vocabulary)
    kind = guess_kind(columns, name, vocabulary.direct)
    return [column.field_type for column in columns], kind.kind, kind.settled


@pytest.mark.parametrize(
    ("header", "kinds", "right"),
    [
        ("供应商名称,供应商电话,联系人", "cmn", ["", "supplier", "supplier"]),
        ("供应商,联系人,手机", "cnm", ["", "supplier", "supplier"]),
        ("厂家,业务联系人,厂家手机", "cnm", ["", "supplier", "supplier"]),
        ("供货单位,业务员,业务员电话", "cnm", ["", "supplier", "supplier"]),
        ("收货人,收货电话,商家电话", "nmm", ["name", "mobile", "supplier"]),
        # The buyer beside a supplier stays the buyer.
        ("会员姓名,手机,药品,供应商", "nmdc", ["name", "mobile", "medicine", ""]),
        ("手机,药品,厂家,厂家电话", "mdcm", ["mobile", "medicine", "", "supplier"]),
        ("日期,药品,厂家,联系人,手机", "tdcnm", ["date", "medicine", "", "name", "mobile"]),
        ("联系人,手机", "nm", ["name", "mobile"]),
        # Nobody is named at all, and a supplier is.
        ("供应商名称,电话,地址", "cmd", ["", "supplier", "supplier"]),
        ("供应商,供应商电话,地址,手机", "cmdm", ["", "supplier", "supplier", "mobile"]),
        ("厂家,手机,会员等级", "cmd", ["", "mobile", ""]),
    ],
)
def test_suppliers_are_told_from_customers(vocabulary: Vocabulary, header: str, kinds: str, right: list[str]) -> None:
    assert shown(vocabulary, header, kinds)[0] == right


@pytest.mark.parametrize(
    ("header", "kinds", "name", "staff"),
    [
        ("员工姓名,手机,身份证号", "nmi", "新建表格", True),
        ("工号,员工姓名,手机,岗位", "#nmd", "通讯录", True),
        ("工号,姓名,手机,入职日期", "#nmt", "新建表格", True),
        ("工号,姓名,手机", "#nm", "员工花名册", True),
        ("姓名,岗位,手机,身份证号", "ndmi", "新建表格", True),
        ("姓名,身份证号,手机,入职时间", "nimt", "会员", True),
        ("药师姓名,执业证书编号,手机", "n#m", "新建表格", True),
        ("姓名,性别,职称,执业资格,手机", "nd#dm", "新建表格", True),
        ("骑手姓名,手机", "nm", "新建表格", True),
        # What a pharmacist did for somebody on a day.
        ("药师姓名,手机,回访日期", "nmt", "新建表格", False),
        # Who sold stands beside who bought.
        ("员工姓名,手机,药品,金额", "nmd#", "新建表格", False),
        ("工号,会员姓名,手机", "#nm", "员工办卡", False),
        ("工号,姓名,手机,积分", "#nm#", "新建表格", False),
        ("工号,姓名,手机", "#nm", "新建表格", False),
    ],
)
def test_staff_are_told_from_customers(vocabulary: Vocabulary, header: str, kinds: str, name: str, staff: bool) -> None:
    found, kind, settled = shown(vocabulary, header, kinds, name)
    assert (kind is GroupKind.STAFF and settled) is staff
    assert "mobile" in found


@pytest.mark.parametrize(
    ("header", "kinds", "right"),
    [
        ("医生姓名,科室,联系电话", "ndm", ["doctor", "", "doctor"]),
        ("医师,职称,身份证号,手机", "ndim", ["doctor", "", "doctor", "doctor"]),
        ("大夫,出诊医院,微信", "ndd", ["doctor", "", "doctor"]),
        # Whom the doctor saw.
        ("医生,科室,手机,就诊日期", "ndmt", ["doctor", "", "mobile", "date"]),
        ("姓名,医生,科室,手机", "nndm", ["name", "doctor", "", "mobile"]),
        ("医生,手机", "nm", ["doctor", "mobile"]),
        ("医生,科室,患者电话", "ndm", ["doctor", "", "mobile"]),
    ],
)
def test_doctors_are_told_from_customers(vocabulary: Vocabulary, header: str, kinds: str, right: list[str]) -> None:
    assert shown(vocabulary, header, kinds)[0] == right


def test_lists_of_staff_suppliers_and_doctors_make_no_customers(session: Session, tmp_path: Path) -> None:
    shop = tmp_path / "店"
    some = range(12)
    name, phone, number = files.person_name, files.mobile, files.id_number
    lists = {
        "通讯.csv": ("姓名,岗位,手机,身份证号", [[name(n), "店员", phone(n), number(n)] for n in some]),
        "进货.csv": ("供货单位,业务员,手机", [["甲医药", name(n), phone(n)] for n in some]),
        "来往.csv": ("供应商名称,电话,地址", [["甲医药", phone(n), f"解放路{n}号"] for n in some]),
        "坐诊.csv": ("医生姓名,科室,联系电话", [[name(n), "内科", phone(n)] for n in some]),
    }
    for file, (header, rows) in lists.items():
        files.write_csv(shop / file, header.split(","), rows)
    run_to_end(scan(session, shop))
    assert store.subject_count(session.vault) == 0
    kinds = {store.source(session.vault, g.source_id).name: (g.kind, g.settled) for g in store.groups(session.vault)}
    assert kinds == {"通讯.csv": (GroupKind.STAFF, True)}


@pytest.mark.parametrize(
    "header",
    ["流水号", "订单号", "LSH", "商户单号", "发票号码", "验证码", "商品码", "id", "seq", "支付流水号", "小票流水"],
)
def test_what_numbers_something_is_no_mobile_even_alone(vocabulary: Vocabulary, header: str) -> None:
    assert "mobile" not in shown(vocabulary, f"{header},金额", "m#")[0]


@pytest.mark.parametrize("header", ["会员编号", "客户单号", "XYZ", "编号"])
def test_a_member_numbered_by_the_mobile_is_found(vocabulary: Vocabulary, header: str) -> None:
    assert shown(vocabulary, f"{header},金额", "m#")[0][0] == "mobile"


@pytest.mark.parametrize("step", [1, 37])
def test_numbers_that_count_up_are_serial_numbers(vocabulary: Vocabulary, step: int) -> None:
    rows = [[f"{13800000000 + step * n}", "阿莫西林"] for n in range(60)]
    assert types(vocabulary, ["a", "b"], rows)["a"] == ""
    assert [column.field_type for column in guess_columns([], lines(rows), vocabulary)] == ["", ""]
    assert types(vocabulary, ["手机", "b"], rows)["手机"] == "mobile"
