"""Invented facts for certificates: everything destroyed, with exceptions, stopped, practice; small, large, awkward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from desktop.certificate.records import (
    Carrier,
    Exempt,
    Facts,
    Fate,
    MediaLine,
    RegisterRow,
)
from desktop.certificate.totals import status, totals
from desktop.notices.records import NoticeSummary, Waiver
from tests.erasure.stage import CLOSING, PEOPLE, SHOP

PIPL = "《个人信息保护法》第四十七条第一款第二项，无法定保存期"
MANIFEST = "86540c84c900f14cae7f7480458914ca63906c8f07c851eda6a581a55f0f1512"
NUMBER, REGISTER = "XH-7KQ4-003-T", "DB-7KQ4-003-X"


KIND: dict[str, dict[str, object]] = {
    "file": {"carrier": "电脑文件", "place": "机械硬盘"},
    "shredded": {
        "carrier_kind": Carrier.PAPER, "unit": "页", "disposition": "销毁", "method": "碎纸P-4",
        "verification": "监销人在场，有照片", "brief": "碎纸P-4，5.4千克", "degree": "已毁坏，P-4",
    },
    "crushed": {
        "carrier_kind": Carrier.DEVICE, "unit": "件", "rule_id": "DEL-BACKUP", "disposition": "销毁",
        "method": "粉碎E-4", "verification": "监销人在场，有照片", "brief": "粉碎E-4",
        "degree": "已毁坏，E-4（Destroy）",
    },
    "answered": {
        "carrier_kind": Carrier.THIRD_PARTY, "fate": Fate.CONFIRMED, "rule_id": "DEL-MARKETING",
        "basis": "《个人信息保护法》第二十一条：返还或者删除，不得保留", "method": "书面要求删除",
        "verification": "已收回函", "brief": "已收回函", "degree": "对方书面确认，本店不能核验",
    },
    "case": {
        "carrier_kind": Carrier.CASE_ROWS, "carrier": "案卷数据库", "rule_id": "DEL-BACKUP", "sensitive": True,
        "method": "销毁密钥02A9", "verification": "新文件已试开", "brief": "加密擦除，密钥02A9",
        "degree": "加密擦除，密钥已销毁", "time": "2026-12-18T10:05",
    },
    "sealed": {
        "carrier_kind": Carrier.PAPER, "fate": Fate.SEALED, "disposition": "封存", "method": "—", "verification": "—",
        "degree": "—", "item_id": None, "time": "2026-12-10T11:00", "keep_until": date(2031, 11, 30),
        "number": "FC-7KQ4-001-2",
    },
    "left": {
        "fate": Fate.NOT_DESTROYED, "disposition": "未销毁", "method": "覆写一遍，读回核对", "verification": "—",
        "degree": "未销毁", "time": "",
    },
}  # fmt: skip
"""What rows of a kind share, where it differs from a file that was overwritten."""


def row(kind: str, group: str, quantity: int, people: int | None = None, **own: object) -> RegisterRow:
    """A row: what all share, what its kind shares, and what is its own."""
    known = RegisterRow(
        serial=0, item_id=1, group_id=1, carrier_kind=Carrier.FILE, time="2026-12-15T09:12", group=group,
        rule_id="DEL-MEMBER", period_from=date(2016, 3, 1), period_to=date(2026, 11, 30), counted_from=None, event="",
        carrier="", place="", quantity=quantity, unit="条", people=people,
        disposition="删除", basis=PIPL, keep_until=None, permanent=False,
        method="原位覆写1遍", verification="全部回读无残留", degree="已清除（Clear），限于这些文件", number="E-001",
        brief="覆写1遍，回读无残留",
        sensitive=False, minors=False, insurance=False, copy=False, fate=Fate.DESTROYED,
    )  # fmt: skip
    return replace(known, **(KIND[kind] | own))  # type: ignore[arg-type]


def good_rows() -> list[RegisterRow]:
    """Everything of paper-1."""
    epidemic = "《突发事件应对法》第八十五条：突发事件应对工作结束后予以销毁"
    return [
        row("file", "会员资料", 18204, 5870),
        row("file", "营销名单", 10434, 4912, rule_id="DEL-MARKETING", number="E-002"),
        row("file", "会员资料（副本）", 2568, 1733, rule_id="DEL-BACKUP", copy=True, number="E-003"),
        row("shredded", "会员资料", 1102, 1096, carrier="纸质，3册", number="E-004"),
        row(
            "shredded", "身份证复印件", 664, 640, carrier="纸质，2册", rule_id="DEL-ID-COPY", sensitive=True,
            number="E-005",
        ),
        row(
            "shredded", "疫情登记", 108, carrier="纸质，1册", rule_id="REG-EPIDEMIC", sensitive=True, basis=epidemic,
            number="E-006",
        ),
        row("crushed", "备份和副本", 2, carrier="U盘 2只", number="E-007"),
        row("crushed", "备份和副本", 1, carrier="旧手机 1部", number="E-008"),
        row("answered", "营销名单", 5902, 5902, carrier="短信平台", number="E-009"),
        row("case", "导入案卷的顾客记录", 30274, 6204, number="E-010"),
    ]  # fmt: skip


def kept_rows() -> list[RegisterRow]:
    """What the law keeps."""
    return [
        row(
            "sealed", "处方", 2964, 1512, carrier="纸质，5箱", unit="张", rule_id="RX-GEN", sensitive=True,
            basis="《药品经营和使用质量监督管理办法》第四十二条：处方保留不少于五年",
            counted_from=date(2026, 11, 30), event="最后一张处方",
        ),
        row(
            "sealed", "含麻黄碱药品登记", 2, 377, carrier="纸质，2册", unit="册", rule_id="REG-EPHEDRINE",
            sensitive=True, basis="《药品经营质量管理规范》",
        ),
        row(
            "sealed", "会计凭证", 36, carrier="纸质，36册", unit="册", rule_id="ACC-VOUCHER",
            basis="《会计档案管理办法》第十四条及附表：30年，自次年1月1日起算",
            counted_from=date(2027, 1, 1), event="会计年度终了后的第一天",
            keep_until=date(2056, 12, 31), number="FC-7KQ4-002-D",
        ),
    ]  # fmt: skip


def bad_rows() -> list[RegisterRow]:
    """Two exceptions and one residue."""
    residue = "已删除，不能排除残留"
    return [
        row(
            "file", "缓存和导出文件", 312, place="固态硬盘", rule_id="DEL-BACKUP", fate=Fate.RESIDUE, degree=residue,
            brief=residue, number="E-011",
        ),
        row(
            "left", "旧收银机数据", 1, carrier_kind=Carrier.DEVICE, carrier="旧收银机硬盘 1块", unit="件",
            exempt=Exempt("坏扇区37处，不能覆写", "加封（封条0231），物理销毁", date(2026, 12, 28), "陈范文"),
        ),
        row(
            "left", "营销名单", 5902, 5902, carrier_kind=Carrier.THIRD_PARTY, carrier="云信通", fate=Fate.UNCONFIRMED,
            disposition="未确认",
            exempt=Exempt("没有回函，是否删除不明", "再次发函", date(2026, 12, 31), "林示例"),
        ),
    ]  # fmt: skip


def facts(rows: Sequence[RegisterRow], *, practice: bool = False, number: str = NUMBER, **more: object) -> Facts:
    """Facts around rows; their sums and status are computed as the program does."""
    numbered = tuple(
        replace(one, serial=place, item_id=place if one.item_id else None) for place, one in enumerate(rows, 1)
    )
    sums = totals(numbered, [(frozenset({1}), 6317)])
    known = Facts(
        number=number, register_number=REGISTER, status=status(numbered, sums), made="2026-12-18T16:20", supersedes="",
        reason="", practice=practice, case_code="7KQ4", shop=SHOP, closing=CLOSING, owner=PEOPLE[0], operator=PEOPLE[1],
        witness=PEOPLE[2], custodian=PEOPLE[3],
        notices=NoticeSummary(date(2026, 10, 28), 5902, 5600, 302, 0, 5902, 12, 41, 41, None),
        rows=numbered, media=(), totals=sums, began="2026-12-15T09:12", ended="2026-12-18T10:05",
        plan_digest="7f3a91c2" * 8, rules_as_of=date(2026, 11, 21), rules_digest="9c41" + "0" * 56 + "07e2",
        rules_name="retention-rules.toml", version="0.1.0", backups=0,
    )  # fmt: skip
    return replace(known, **more)  # type: ignore[arg-type]


def complete() -> Facts:
    """全部销毁."""
    media = (
        MediaLine(7, "U盘 2只", "金士顿", "DT100", "例0007、例0008", "32 GB", "粉碎E-4", "作废品处理", "", "", ""),
        MediaLine(
            8, "旧手机 1部", "", "", "例0009", "64 GB", "粉碎E-4", "交专业公司", "样例物资公司", "J-018", "Z-2026-118"
        ),
    )
    return facts(good_rows() + kept_rows(), media=media)


def with_exceptions() -> Facts:
    """有例外."""
    return facts(good_rows() + bad_rows() + kept_rows())


def unfinished() -> Facts:
    """未完成."""
    rows = good_rows()
    rows[3] = replace(rows[3], fate=Fate.OPEN, disposition="待做", degree="尚未处理", time="", verification="—")
    return facts(rows + kept_rows(), number="JD-7KQ4-001-X")


def awkward() -> Facts:
    """Long names, rare characters, a superseding certificate, a waiver, many exceptions, a sole trader."""
    rows = good_rows() + bad_rows() * 4 + kept_rows() * 2
    shop = replace(SHOP, name="样例市云溪区䶮㛃𠅤𬱖康宁平价大药房连锁有限公司解放路第二分店")
    told = replace(
        facts(rows).notices,
        waiver=Waiver("房东要求十二月底以前交房，资料不能再存放在店里", "2026-12-14T02:00:00+00:00"),
    )
    people = replace(PEOPLE[1], name="阿卜杜热合曼·买买提吐尔逊", post="执业药师兼店长")
    return facts(
        rows,
        shop=shop,
        notices=told,
        operator=people,
        supersedes="XH-7KQ4-002-7",
        reason="短信平台补来书面回函，另有一个文件补做",
    )
