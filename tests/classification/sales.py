"""Invented sales with customers in them, as a till writes them out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from desktop.classification import propose, store
from desktop.inventory import store as inventory
from desktop.inventory.importing import import_table
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.inventory import files

HEADER = ("小票号", "销售时间", "会员卡号", "姓名", "手机号", "性别", "年龄", "商品名称", "数量", "金额", "备注")
WARES = ("阿莫西林胶囊", "二甲双胍片", "感冒灵颗粒", "硝苯地平片")
IDENTITY = (2, 3, 4)
ANSWERS = {"online": "no", "devices": "none", "narcotics": "no", "prepaid": "no"}


def sales(count: int, people: int, first: date = date(2018, 3, 1)) -> list[list[str]]:
    """So many rows of so many customers; row 7 is of the only person who bought something rare."""
    rows = []
    for n in range(count):
        who = n % people
        day = first + timedelta(days=(n * 7) % 90)
        ware = "罕见病专用药" if n == 7 else WARES[(n // people) % 4]
        name, note = files.person_name(who), f"{files.person_name(who)}老顾客" if n % 11 == 0 else ""
        rows.append([
            f"XS{20180000 + n}", f"{day.isoformat()} 10:{n % 60:02d}:00", f"VIP{700000 + who}", name, files.mobile(who),
            "女" if who % 2 else "男", str(30 + who % 20), ware, str(1 + n % 3), f"{12.5 + n % 9:.2f}", note,
        ])  # fmt: skip
    return rows


def as_csv(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> bytes:
    """The file that a till would write."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode("utf-8-sig")


def imported(session: Session, folder: Path, rows: Sequence[Sequence[str]], name: str = "销售流水.csv") -> int:
    """The rows in the case, everything decided and confirmed; gives the group."""
    path = folder / name
    path.write_bytes(as_csv(rows))
    source = run_to_end(import_table(session, path)).source_id
    (group,) = inventory.groups_of(session.vault, source)
    propose.propose_now(session)
    while questions := propose.open_questions(session):
        propose.answer(session, questions[0].id, questions[0].group_id, ANSWERS[questions[0].id])
    store.confirm(session.vault, [group.id])
    return group.id
