"""Invented customers. Their ID numbers have valid check digits and counties that do not exist (GB 11643-1999)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
FIRST = "虚样例演试拟假设"
SECOND = "构本范练作题想定题案"
RARE = ("䶮", "㛃", "𠅤", "𬱖")
UYGHUR = "阿卜杜热依木江·买买提艾力吐尔逊伊布拉音库尔班江"
"""A name of 25 characters, as long as identity cards print them."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who does not exist. Empty strings where the shop does not know."""

    name: str
    mobile: str
    id_number: str
    birth: date
    member_no: str
    address: str
    postcode: str
    balance: int
    """Stored value in yuan."""


def id_number(birth: date, serial: int, area: str = "329999") -> str:
    """A resident ID number: province, date and check digit are right, the county does not exist."""
    body = f"{area}{birth:%Y%m%d}{serial % 1000:03d}"
    return body + CHECK[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def invent(count: int, rng: random.Random, today: date) -> tuple[Customer, ...]:
    """`count` customers with different names, numbers and cards: some without address, some without phone,
    four with rare characters, one with a name of 25 characters, one under 14.
    """
    names = _names(count, rng)
    return tuple(_customer(place, name, rng, today) for place, name in enumerate(names))


def _names(count: int, rng: random.Random) -> list[str]:
    every = [s + a + b for s in SURNAMES for a in FIRST for b in dict.fromkeys(SECOND)]
    names = rng.sample(every, count)
    for place, character in enumerate(RARE):
        names[place] = names[place][:2] + character
    names[len(RARE)] = UYGHUR
    return names


def _customer(place: int, name: str, rng: random.Random, today: date) -> Customer:
    age = 9 if place == 5 else rng.randint(22, 88)
    birth = date(today.year - age, rng.randint(1, 12), rng.randint(1, 28))
    without_address = place % 9 == 7
    without_phone = place % 23 == 11
    street = rng.choice(("虚构街", "范本路", "样例巷", "演练道", "示范大街"))
    home = f"样例省样例市云溪区{street}{rng.randint(1, 199)}号{rng.randint(1, 9)}幢{rng.randint(101, 2402)}室"
    return Customer(
        name=name,
        mobile="" if without_phone else f"1990000{place:04d}",
        id_number=id_number(birth, place),
        birth=birth,
        member_no=f"VIP{100001 + place}",
        address="" if without_address else home,
        postcode="" if without_address else "000000",
        balance=rng.choice((20, 35, 50, 100)) if place % 13 == 4 else 0,
    )


def some_day(rng: random.Random, first: date, last: date) -> date:
    """A day between two days, both included."""
    return first + timedelta(days=rng.randint(0, (last - first).days))
