"""What is found in running text, and what is not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.inventory import fields
from desktop.inventory.people import is_name
from desktop.inventory.recognise import find
from desktop.inventory.records import Confidence
from tests.inventory.files import id_number, mobile

ID = id_number(7)


def found(text: str) -> list[tuple[str, str]]:
    return [(match.field_type, match.value) for match in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        f"身份证{ID}元", f"卡{ID}，", f"SFZ:{ID}", f"\t{ID}\n", f"身份证 {ID[:6]} {ID[6:14]} {ID[14:]}",
        "身份证号码" + "".join(chr(ord("０") + int(c)) if c.isdigit() else "Ｘ" for c in ID) + "的顾客",
        f"𬴂{ID}", f"{ID[:17]}{ID[17].lower()}",
    ],
)  # fmt: skip
def test_id_numbers_are_found_glued_spaced_and_full_width(text: str) -> None:
    assert (fields.ID_NUMBER, ID) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "手机13812345678元",
        "tel:13812345678",
        "䶮13812345678",
        "138-1234-5678",
        "+8613812345678",
        "１３８１２３４５６７８",
    ],
)
def test_mobiles_are_found(text: str) -> None:
    assert found(text) == [(fields.MOBILE, "13812345678")]


SIGNS = [" ", "-", ".", "·", "\u3000", "－"]
AREA, YEAR, DAY, LAST = ID[:6], ID[6:10], ID[10:14], ID[14:]


@pytest.mark.parametrize("sign", SIGNS)
def test_numbers_written_in_groups(sign: str) -> None:
    groups = ([AREA, YEAR + DAY, LAST], [AREA, YEAR, DAY, LAST], [AREA[:3], AREA[3:], YEAR, DAY, LAST])
    for parts in groups:
        assert found(f"证件 {sign.join(parts)} 的") == [(fields.ID_NUMBER, ID)], parts
    for text in (sign.join(("138", "1234", "5678")), f"（138）1234{sign}5678", f"(138)1234{sign}5678"):
        assert found(f"电话 {text}。") == [(fields.MOBILE, "13812345678")], text


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"王建国  {ID}1381234567800100", [ID, "13812345678"]),
        (f"王建国   13812345678{ID}", ["13812345678", ID]),
        (f"{ID[:17]}X13812345678", []),
        (f"{ID}{id_number(8)}{id_number(9)}", [ID, id_number(8), id_number(9)]),
        (f"000{ID}000", [ID]),
        (f"流水号 {ID}1381234567800100", []),
        (f"{ID[:17]}{(int(ID[16]) + 3) % 10}1381234567800100", []),
        ("1381234567800100138123456780010000", []),
    ],
)
def test_fields_of_a_fixed_width_are_set_apart(text: str, values: list[str]) -> None:
    if text.startswith(f"{ID[:17]}X") and ID[17] == "X":
        values = [ID, "13812345678"]
    assert [value for field_type, value in found(text) if field_type != fields.NAME] == values


def test_an_id_number_that_ends_in_x_before_a_mobile() -> None:
    with_x = next(number for n in range(99) if (number := id_number(n)).endswith("X"))
    assert found(f"{with_x}13812345678") == [(fields.ID_NUMBER, with_x), (fields.MOBILE, "13812345678")]
    assert found(f"{with_x.lower()}00100") == [(fields.ID_NUMBER, with_x)]


@pytest.mark.parametrize(
    "text",
    [
        "trace a913812345678ff",
        "流水号 138123456789012",
        "0.13812345678",
        "id_13812345678x",
        "追溯码81338123456780000013",
        "订单2024138123456781",
    ],
)
def test_parts_of_longer_codes_are_not_people(text: str) -> None:
    assert found(text) == []


def test_wrong_check_digits_are_not_found() -> None:
    wrong = ID[:16] + str((int(ID[16]) + 1) % 10) + ID[17]
    assert found(f"单号 {wrong}") == []
    assert found(f"身份证 {wrong}") == [(fields.ID_DAMAGED, wrong)]


def test_cards_mail_landline_wechat_and_names() -> None:
    text = "患者：李小明，卡号 6228 4804 0256 4890 018，邮箱 lixm@163.com，0571-88886666，微信：li_xm2020"
    assert set(found(text)) == {
        (fields.NAME, "李小明"), (fields.BANK_CARD, "6228480402564890018"), (fields.EMAIL, "lixm@163.com"),
        (fields.LANDLINE, "0571-88886666"), ("wechat_id", "li_xm2020"),
    }  # fmt: skip


def test_a_word_or_a_name_beside_it_makes_it_sure() -> None:
    assert find("电话 13812345678")[0].confidence is Confidence.HIGH
    assert find("周建国 13812345678")[0].confidence is Confidence.HIGH
    assert find("13812345678")[0].confidence is Confidence.MEDIUM


@pytest.mark.parametrize("text", ["姓名：叶轩宇性别：女年龄：56", "患者叶轩宇电话没留", "姓名 叶轩宇科室：内科"])
def test_a_name_ends_where_the_next_word_of_a_form_begins(text: str) -> None:
    assert found(text) == [(fields.NAME, "叶轩宇")]


@pytest.mark.parametrize("name", ["王伟", "欧阳修文", "古丽娜尔·买买提江", "司马光", "李*", "张先生"])
def test_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    ["马应龙", "何首乌", "石斛", "白云山", "高血压", "黄芪颗粒", "解放路12号", "王", "13812345678", "阿莫西林胶囊"],
)
def test_no_names(name: str) -> None:
    assert not is_name(name)


@settings(max_examples=400, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.text("ab,，。;\n ", max_size=3))
def test_any_text_is_read_and_a_planted_mobile_is_found(around: str, gap: str) -> None:
    find(around)
    if not gap or not (around + gap)[-1:].isascii() or gap.isspace():
        gap = "，"
    assert (fields.MOBILE, mobile(5)) in found(
        around.replace("@", "") + "，" + gap[-1].replace("a", "，").replace("b", "，") + mobile(5)
    )


def test_ten_thousand_damaged_texts() -> None:
    rnd = random.Random(7)
    seed = f"会员张三 13812345678，身份证{ID}，卡6228480402564890018 a@b.com 0571-88886666 ０１２\ufffd"
    for _ in range(10_000):
        text = list(seed)
        for _ in range(rnd.randrange(1, 8)):
            place = rnd.randrange(len(text))
            text[place : place + rnd.randrange(3)] = [
                chr(rnd.choice((rnd.randrange(32, 127), rnd.randrange(0x4E00, 0x9FFF), 0, 10, 0x20BB7)))
            ]
        for match in find("".join(text)):
            assert match.value


@pytest.mark.parametrize("text", ["流水号={}", "单号：{}", "order_no: {}", "小票号 {}", "OrderId#{}"])
def test_a_number_of_a_sale_that_begins_like_a_mobile_is_none(text: str) -> None:
    assert found(text.format("13812345678")) == []
