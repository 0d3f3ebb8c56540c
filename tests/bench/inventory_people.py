"""Invented people for the corpus: names, numbers with right check digits, families on one phone. All from one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from desktop.inventory.digits import check_character

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志文斌波辉宇浩凯鑫雪梅琳晨阳欣怡嘉豪子轩梓涵若曦思远博睿"
)
RARE = "𬴂䶮镕喆堃"
STREETS = ("人民路", "解放街", "中山大道", "文化巷", "新华北路", "朝阳小区")


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented customer. `id_number`, `member_no` and `card` are empty for some."""

    name: str
    mobile: str
    id_number: str
    member_no: str
    card: str
    address: str


def people(count: int, seed: int) -> list[Invented]:
    """So many different people: 3 in 100 share the phone of another, 3 in 10 have no ID number, 1 in 5 no card."""
    rnd = random.Random(seed)
    made: list[Invented] = []
    for n in range(count):
        name = rnd.choice(SURNAMES) + "".join(rnd.choice(GIVEN) for _ in range(rnd.choice((1, 2, 2, 2))))
        if n % 250 == 0:
            name = name[:-1] + rnd.choice(RARE)
        mobile = f"1{rnd.choice('3456789')}{(n * 7_368_787 + 13) % 10**9:09}"
        family = made[rnd.randrange(len(made))] if made and n % 33 == 0 else None
        if family and family.name != name:
            mobile = family.mobile
        id_number = _id(rnd, n) if rnd.random() < 0.7 else ""
        member = f"H{n:07}" if rnd.random() < 0.8 else ""
        card = _card(rnd, n) if rnd.random() < 0.2 else ""
        address = f"江宁市{rnd.choice(STREETS)}{rnd.randrange(1, 400)}号{rnd.randrange(1, 30)}栋{n}室"
        made.append(Invented(name, mobile, id_number, member, card, address))
    return made


def broken_id(number: str) -> str:
    """The number with a wrong check character."""
    return number[:17] + ("1" if number[17] != "1" else "2")


def _id(rnd: random.Random, n: int) -> str:
    body = f"99{n // 1000 % 100:02}{rnd.randrange(1, 99):02}{rnd.randrange(1935, 2015)}"
    body += f"{rnd.randrange(1, 13):02}{rnd.randrange(1, 29):02}{n % 1000:03}"
    return body + check_character(body)


def _card(rnd: random.Random, n: int) -> str:
    body = f"62{rnd.randrange(10**6):06}{n:010}"[: rnd.choice((15, 18))]
    total = sum(sum(divmod(2 * int(digit), 10)) for digit in body[-1::-2]) + sum(int(digit) for digit in body[-2::-2])
    return body + str(-total % 10)
