"""个人信息清单 on paper: every place with customers' data, what is in it, how much, how sensitive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from desktop.documents.blocks import Fact, facts, title
from desktop.documents.document import Document, Furniture, margins
from desktop.documents.faces import LIST_TITLE, NOTE, TABLE, Align
from desktop.documents.tables import Column, Place, Table, draw_table
from desktop.inventory import store
from desktop.inventory.records import GROUP_NAMES, GroupKind, RecordGroup, SourceKind, SourceState
from desktop.inventory.summary import SourceLine, source_lines
from desktop.rules.records import Sensitivity
from desktop.session import Session
from desktop.words import say, zh

FIRST_ROWS = 52.0
NEXT_ROWS = 37.0
BOTTOM = 185.0
_SENSITIVITY = {
    Sensitivity.STATUTORY: say("By law"),
    Sensitivity.STRICT: say("Strict"),
    Sensitivity.GENERAL: say("General"),
}
_COLUMNS = Table(
    (
        Column("序号", 11, Align.RIGHT), Column("位置", 59.5, air=2.5), Column("记录组", 30), Column("里面有什么", 50),
        Column("记录（条）", 20, Align.RIGHT), Column("人数（人）", 20, Align.RIGHT), Column("敏感", 11.5, air=2.5),
        Column("起止", 32), Column("核对", 18),
    ),
    TABLE,
)  # fmt: skip


def write_list(session: Session, path: Path, shop: str) -> str:
    """Write the list as a PDF and give its SHA-256. Raises `OwnerError` when the file cannot be written."""
    vault = session.vault
    lines = [line for line in source_lines(vault, session.rules) if line.source.state is not SourceState.DISMISSED]
    furniture = Furniture(shop, "个人信息清单")
    with Document(path, furniture, title="个人信息清单", practice=vault.practice) as paper:
        sheet = paper.sheet("清单", landscape=True)
        title(sheet, "个人信息清单", style=LIST_TITLE)
        people, records = store.subject_count(vault), sum(line.records for line in lines)
        facts(
            sheet, 36.0,
            [
                Fact("清点日期", spoken(session.today)),
                Fact("合计", f"{len(lines)} 处，{records:,} 条，不重复的顾客 {people:,} 人"),
            ],
            x=margins(sheet).left, width=margins(sheet).width, label=18,
        )  # fmt: skip
        rows = list(_rows(lines)) or [("—", "没有发现", "—", "—", "—", "—", "—", "—", "—")]

        def next_sheet() -> Place:
            return Place(paper.sheet("清单（续）", landscape=True), NEXT_ROWS)

        draw_table(
            Place(sheet, FIRST_ROWS), margins(sheet).left, _COLUMNS, rows, bottom=BOTTOM, next_sheet=next_sheet,
            foot=lambda shown: f"本页第 {shown.start + 1} 至 {shown.stop} 行，共 {len(rows)} 行。“不详”是没有数过。",
            foot_style=NOTE,
        )  # fmt: skip
    return paper.digest


def spoken(day: date) -> str:
    """2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _rows(lines: list[SourceLine]) -> Iterator[tuple[str, ...]]:
    serial = 0
    for line in lines:
        for group in line.groups or (None,):
            serial += 1
            yield (
                str(serial), _place(line, group), zh(GROUP_NAMES[group.kind if group else GroupKind.UNKNOWN]),
                "、".join(zh(name) for name in line.contents) or "不详", f"{group.records:,}" if group else "不详",
                "不详" if group is None or group.people is None else f"{group.people:,}",
                zh(_SENSITIVITY[line.sensitivity]) if line.sensitivity else "—", _period(line, group), _state(line),
            )  # fmt: skip


def _place(line: SourceLine, group: RecordGroup | None) -> str:
    source = line.source
    name = f"{source.name}（{group.part}）" if group and group.part else source.name
    if source.kind is SourceKind.FILE:
        return f"{name}\n{source.place}"
    amount = f"{source.quantity} {source.unit}" if source.kind is not SourceKind.THIRD_PARTY else source.contact
    return "\n".join(part for part in (f"{name} {amount}".strip(), source.place) if part)


def _period(line: SourceLine, group: RecordGroup | None) -> str:
    first = (group and group.period_from) or line.source.period_from
    last = (group and group.period_to) or line.source.period_to
    return f"{first or '不详'}\n至 {last or '不详'}" if first or last else "不详"


def _state(line: SourceLine) -> str:
    if line.source.state is SourceState.UNREADABLE:
        return "未能读取"
    return "待核对" if line.open else "已核对"
