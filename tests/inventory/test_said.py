"""Numbers that only the word before them explains, and addresses: of people, and not of firms."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.inventory import fields, store
from desktop.inventory.columns import Vocabulary
from desktop.inventory.looking import look
from desktop.inventory.mentions import MENTION_TYPES, TextRun
from desktop.inventory.readers.shapes import Block
from desktop.inventory.recognise import find
from desktop.inventory.scanning import scan
from desktop.inventory.sifting import Gathered, sift
from desktop.inventory.tables import Person
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.inventory import unseen_homes
from tests.inventory.files import id_number, mobile, person_name, write_csv

CARD = "6228480402564890018"
SI, NO, WHERE = fields.SI_CARD_NO, fields.MEMBER_NO, fields.ADDRESS


def found(text: str, *kinds: str) -> list[tuple[str, str]]:
    return [(match.field_type, match.value) for match in find(text) if not kinds or match.field_type in kinds]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("会员号：H00012", "H00012"),
        ("会员卡号 100023 已挂失", "100023"),
        ("会员编号是VIP-20031。", "VIP-20031"),
        ("她的会员卡：880012345", "880012345"),
        ("顾客编号=000137，积分已清", "000137"),
        ("VIP卡号No.990017", "990017"),
        ("卡号：3120001", "3120001"),
        ("会员号８８００１２", "880012"),
        ("会员卡号 3000000000000004", "3000000000000004"),  # with Luhn's digit right by chance
    ],
)
def test_member_numbers(text: str, value: str) -> None:
    assert found(text) == [(NO, value)]


@pytest.mark.parametrize(
    "text",
    [
        "会员 300 人", "会员卡 50 张", "会员号段 100 至 200", "网卡号 88001234", "电话卡号 88001234",
        "加油卡号：100023", "会员卡100元起充", "会员编号 2024-01-02", "会员号 H00***12", "会员日 20240618",
        "品种编号 100023", "共 12345 个会员",
    ],
)  # fmt: skip
def test_what_is_no_member_number(text: str) -> None:
    assert found(text, NO) == []


def test_a_number_stays_what_its_form_says() -> None:
    assert found(f"会员号 {mobile(7)}") == [(fields.MOBILE, mobile(7))]
    assert found(f"社会保障号码：{id_number(7)}") == [(fields.ID_NUMBER, id_number(7))]
    assert found(f"卡号：{CARD}") == [(fields.BANK_CARD, CARD)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("医保卡号：A12345678", "A12345678"),
        ("社保号 330100123456", "330100123456"),
        ("医保电子凭证号 330000202400112233", "330000202400112233"),
        ("社会保障卡号是 P00123456", "P00123456"),
        ("医保卡：3301009988", "3301009988"),
        ("医保个人编号 1000234567", "1000234567"),
    ],
)
def test_insurance_cards(text: str, value: str) -> None:
    assert found(text) == [(SI, value)]


@pytest.mark.parametrize(
    "text",
    ["医保编码 86901234567890", "医保代码：33010012345", "医保支付 123456 元", "医保局电话 12393", "社保缴费 202401"],
)
def test_what_is_no_insurance_card(text: str) -> None:
    assert found(text, SI) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("家住杭州市西湖区文三路100号3栋2单元501室，行动不便", "杭州市西湖区文三路100号3栋2单元501室"),
        ("收货地址：浙江省宁波市海曙区解放北路12号", "浙江省宁波市海曙区解放北路12号"),
        ("送到翠苑小区3栋2单元501室", "翠苑小区3栋2单元501室"),
        ("住址 石桥镇李家村3组12号", "石桥镇李家村3组12号"),
        ("地址：北京市朝阳区望京花园5号楼1203室", "北京市朝阳区望京花园5号楼1203室"),
        (f"{person_name(3)} {mobile(3)} 上海市静安区江宁路８８号", "上海市静安区江宁路88号"),
        (f"给{person_name(3)}{mobile(3)}送到文三路12号", "文三路12号"),
        ("她家住中山东一路十二号", "中山东一路十二号"),
        ("她住杭州市上城区中山东一路12号", "杭州市上城区中山东一路12号"),
        ("住址：钢厂宿舍石板路9号3-2-501", "钢厂宿舍石板路9号3-2-501"),
    ],
)
def test_addresses_of_people(text: str, where: str) -> None:
    assert found(text, WHERE) == [(WHERE, where)]


@pytest.mark.parametrize(
    "text",
    [
        "康宁大药房有限公司，地址：杭州市西湖区文三路100号3栋",
        "供应商：华东医药，联系人李经理，地址 滨江区江南大道588号2幢101室",
        "厂家地址：石家庄市和平东路388号5号楼", "杭州市文三路100号康宁大药房", "本店地址：解放路12号1楼101室",
        "收货地址：杭州市文三路100号康宁大药房", "送到市第一医院中山路12号3楼", "仓库在江南大道588号",
        f"{person_name(3)} {mobile(3)} 是康宁公司的，公司在文三路100号", "文三路100号", "3路公交第2站", "频道5号",
        f"{person_name(3)} {mobile(3)} 频道5号", f"{person_name(3)} {mobile(3)} 校园2号楼",
        "全长12公里3号线", "地址：0x7ffe", "IP地址 10.0.0.1", "见第2章第3节12号图", "小区新开了一家店",
        "张三 路12号", "2024年3月5号送到", "街道3号文件",
    ],
)  # fmt: skip
def test_addresses_of_firms_and_of_nobody(text: str) -> None:
    assert found(text, WHERE) == []


@pytest.mark.parametrize(
    ("homes", "firms", "least"),
    [
        (unseen_homes.HOMES, unseen_homes.FIRMS, 0.95),
        (unseen_homes.HELD_OUT_HOMES, unseen_homes.HELD_OUT_FIRMS, 0.85),
    ],
)
def test_lines_that_nobody_here_has_seen(homes: tuple[str, ...], firms: tuple[str, ...], least: float) -> None:
    assert sum(bool(found(text, WHERE)) for text in homes) / len(homes) >= least
    assert [text for text in firms if found(text, WHERE)] == []


def test_a_name_before_an_address_is_no_part_of_it() -> None:
    for lead in ("张三", "李小明", "患者王丽"):
        text = f"{lead}杭州市西湖区文三路1号2室 {mobile(5)}"
        ((_, where),) = found(text, WHERE)
        assert where.endswith("杭州市西湖区文三路1号2室"), text
        assert not where.startswith(("张", "李小", "患者")), text
    for lead in ("张三", "李小明", "患者李小明"):
        assert found(f"{lead}文三路12号 {mobile(5)}", WHERE) == [(WHERE, "文三路12号")]


def entries(text: str) -> list[tuple[dict[str, str], Person | None]]:
    return [
        ({t: cell for t, cell in zip(MENTION_TYPES, entry.cells, strict=True) if cell}, entry.person)
        for entry in TextRun().take(Block(1, text))
    ]


def test_they_are_joined_to_the_person_of_the_line() -> None:
    text = f"会员{person_name(4)}，会员号H00004，电话{mobile(4)}，医保卡号A10000004，家住文三路4号2室"
    ((cells, person),) = entries(text)
    assert cells == {
        fields.NAME: person_name(4), fields.MOBILE: mobile(4), NO: "H00004", SI: "A10000004", WHERE: "文三路4号2室",
    }  # fmt: skip
    assert person == Person(person_name(4), mobile(4), member_no="H00004", address="文三路4号2室")


def test_a_member_number_alone_names_somebody_and_a_bare_card_number_nobody() -> None:
    assert [person for _, person in entries("会员号H00004要退卡\n卡号：3120001")] == [Person(member_no="H00004"), None]


def test_two_people_in_a_line_keep_what_is_theirs() -> None:
    text = f"{person_name(1)}{mobile(1)}会员号H00001，{person_name(2)}{mobile(2)}会员号H00002"
    assert [cells[NO] for cells, _ in entries(text)] == ["H00001", "H00002"]


def test_an_address_or_a_bare_card_number_alone_makes_no_letter_of_customers() -> None:
    for text, personal in (
        ("卡号：3120001", False), ("地址：文三路4号2室", False), ("家住文三路4号2室", True), ("会员号H00004", True),
    ):  # fmt: skip
        run = TextRun()
        run.take(Block(1, text))
        assert run.personal is personal, text


def test_lines_that_hold_nothing_are_not_picked_out() -> None:
    wanted = [
        f"请查：{line}" for line in ("会员号H00004", "医保卡号A10000004", "见到她在文三路4号2室", "VIP卡号990017")
    ]
    nothing = ["库存盘点完成", "plain words 12345", "系统更新第3版", "小票已打印 2024"] * 20
    lines = [line for line in wanted for line in (line, *nothing)]
    (picked,) = sift([Block(1, "\n".join(lines))])
    assert isinstance(picked, Gathered)
    assert picked.text.split("\n") == wanted
    assert picked.numbers == (1, 82, 163, 244)


@pytest.mark.parametrize(
    "text",
    [
        "会员号H00004", "贵宾号 100023", "VIP卡号990017", "卡号：3120001", "医保号330100123456", "社保号330100123456",
        "社会保障号330100123456", "医疗保险号330100123456", "农合证号330100123456", "家住中山东一路十二号",
        "地址：翠苑小区十二栋", "住址 中山路3号", "送货到中山路十二号", "送至中山路十二号", "寄到中山路十二号",
        "现住中山路十二号", f"顾客{person_name(3)}，地址中山路十二号",
        f"身份证{id_number(3)[:17]}", "证件3.30102E+17",
        "她住中山路１２号", "住在翠苑小区３栋", "杨丽家在中山路十二号",
    ],
)  # fmt: skip
def test_whatever_is_found_in_a_line_is_found_among_others(text: str) -> None:
    """The lines are picked out by words that stand in them: each word of the rules has to be among those."""
    assert found(text), text
    (picked,) = sift([Block(1, f"盘点完成\n库存正常 {text}\n小票已打印")])
    assert found(picked.text) == found(f"库存正常 {text}")


def test_notes_in_a_table_are_searched_for_them_and_columns_of_addresses_are_not(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    rows = [[person_name(n), mobile(n), f"解放路{n}号", "按时复诊"] for n in range(30)]
    rows[4][2] = f"解放路4号2室 电话{mobile(4000)}"
    rows[7][3] = "是女儿，她住翠苑小区3栋2单元501室"
    rows[2][3] = "会员号H00002"
    path = write_csv(tmp_path / "a.csv", ["姓名", "手机", "地址", "备注"], rows)
    loose = {sight.kind: sight.total for sight in look([path], vocabulary) if sight.column is None}
    assert loose == {WHERE: 1, NO: 1, fields.MOBILE: 1}


def test_a_note_about_a_member_joins_the_member_of_the_list(session: Session, tmp_path: Path) -> None:
    shop = tmp_path / "店"
    shop.mkdir()
    rows = [f"H{n:05d},{person_name(n)},{mobile(n)}" for n in range(30)]
    (shop / "会员.csv").write_text("\n".join(["会员卡号,姓名,手机", *rows]), "utf-8")
    (shop / "便条.txt").write_text("会员号H00007要退卡，先退余额\n客户刚来电话\n收货地址：文三路4号2室\n", "utf-8")
    run_to_end(scan(session, shop))
    assert store.subject_count(session.vault) == 30
    (note,) = (g for g in store.groups(session.vault) if g.name == "便条")
    assert note.people == 1
    assert {fields.MEMBER_NO, fields.ADDRESS} <= set(note.field_types)
