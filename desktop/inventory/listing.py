"""个人信息清单 on paper: every place with customers' data, what is in it, how much, how sensitive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from desktop.documents.blocks import Blank, Fact, blank_line, facts, section_head, title
from desktop.documents.document import LANDSCAPE, Document, Furniture, margins
from desktop.documents.faces import LIST_TITLE, NOTE, TABLE, Align
from desktop.documents.lines import cut
from desktop.documents.tables import Column, Place, Table, draw_table, table_height
from desktop.inventory import store
from desktop.inventory.listing_left_out import HEADS, LEFT_OUT, left_out_rows
from desktop.inventory.records import GROUP_NAMES, GroupKind, PartyAnswer, RecordGroup, SourceKind, SourceState
from desktop.inventory.summary import SourceLine, source_lines
from desktop.rules.records import Sensitivity
from desktop.session import Session
from desktop.vault.vault import Vault
from desktop.words import Sentence, say, zh

FIRST_ROWS = 55.0
NEXT_ROWS = 37.0
BOTTOM = 185.0
_LAST_HEAD = 158.0
"""A section whose head would stand lower begins on the next sheet."""
_LAST_ROW = BOTTOM - 10.0
"""What stands below its head and its first row: two rules and the sentence under the table."""
_LAST_SIGNATURE = 180.0
_SENSITIVITY = {
    Sensitivity.STATUTORY: say("By law"),
    Sensitivity.STRICT: say("Strict"),
    Sensitivity.GENERAL: say("General"),
}
ANSWER_NAMES: dict[PartyAnswer, Sentence] = {
    PartyAnswer.NONE: say("No answer yet"),
    PartyAnswer.RETURNED: say("Has returned the data"),
    PartyAnswer.DELETED: say("Has deleted the data"),
    PartyAnswer.REFUSED: say("Has refused"),
}
SECTIONS: dict[SourceKind, str] = {
    SourceKind.FILE: "电子文件",
    SourceKind.PAPER: "纸质",
    SourceKind.DEVICE: "设备",
    SourceKind.THIRD_PARTY: "第三方",
}
_UNREAD = "未能读取"
PARTLY_UNREAD = "部分未能读取"


def _columns(place: str, contents: str, state: str) -> Table:
    return Table(
        (
            Column("序号", 11, Align.RIGHT), Column(place, 59.5, air=2.5), Column("记录组", 30), Column(contents, 50),
            Column("记录（条）", 20, Align.RIGHT), Column("人数（人）", 20, Align.RIGHT),
            Column("敏感", 11.5, air=2.5), Column("起止", 26), Column(state, 24),
        ),
        TABLE,
    )  # fmt: skip


def write_list(session: Session, path: Path, shop: str) -> str:
    """Write the list as a PDF and give its SHA-256. Raises `OwnerError` when the file cannot be written."""
    return _draw_list(session, path, shop).digest


def list_data(session: Session, shop: str) -> bytes:
    """The list as a PDF in memory."""
    return _draw_list(session, None, shop).data


def _draw_list(session: Session, path: Path | None, shop: str) -> Document:
    vault = session.vault
    lines = [line for line in source_lines(vault, session.rules) if line.source.state is not SourceState.DISMISSED]
    furniture = Furniture(shop, "个人信息清单", status=f"案卷{vault.case_code}", remark=spoken(session.today))
    with Document(path, furniture, title="个人信息清单", practice=vault.practice) as paper:
        sheet = paper.sheet("清单", landscape=True)
        title(sheet, "个人信息清单", style=LIST_TITLE)
        people, records = store.subject_count(vault), sum(line.records for line in lines)
        facts(
            sheet, 36.0,
            [
                Fact("药店", shop or "不详"),
                Fact("清点日期", spoken(session.today)),
                Fact("合计", f"{len(lines)} 处，{records:,} 条，不重复的顾客 {people:,} 人。“不详”是没有数过。"),
            ],
            x=margins(sheet).left, width=margins(sheet).width, label=18,
        )  # fmt: skip
        at = Place(sheet, FIRST_ROWS)
        serial = 0
        sections = [*_sections(lines), *_left_out(vault)]
        for number, (head, table, rows) in enumerate(sections):
            at = _draw_section(paper, at, f"{'一二三四五六'[number]}、{head}", table, rows, serial)
            serial += len(rows)
        if not lines:
            at.sheet.text(margins(sheet).left, at.y, "没有登记任何一处。", NOTE)
        _draw_signatures(paper, at)
    return paper


def _sections(lines: Sequence[SourceLine]) -> Iterator[tuple[str, Table, list[tuple[str, ...]]]]:
    """Head, form and rows of every section that has any; what could not be read stands last, as openly."""
    for kind, name in SECTIONS.items():
        chosen = [li for li in lines if li.source.kind is kind and li.source.state is not SourceState.UNREADABLE]
        where = "文件" if kind is SourceKind.FILE else "单位" if kind is SourceKind.THIRD_PARTY else "名称和位置"
        state = "答复" if kind is SourceKind.THIRD_PARTY else "核对"
        if chosen:
            yield name, _columns(where, "里面有什么", state), list(_rows(chosen))
    unread = [line for line in lines if line.source.state is SourceState.UNREADABLE]
    rows = [*_rows(unread), *_partly_rows(partly_unread(lines))]
    if rows:
        yield _UNREAD, _columns("文件", "为什么", "核对"), rows


def _left_out(vault: Vault) -> Iterator[tuple[str, Table, list[tuple[str, ...]]]]:
    """The last section: what was not looked into, and by whose decision."""
    rows: list[tuple[str, ...]] = [(cut(what), why, met) for what, why, met in left_out_rows(vault)]
    if rows:
        widths = (Column(HEADS[0], 110, air=2.5), Column(HEADS[1], 91), Column(HEADS[2], 42.5))
        yield LEFT_OUT, Table((Column("序号", 11, Align.RIGHT), *widths), TABLE), rows


def partly_unread(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Files of which something was found, and something else could not be read: they stand in both places."""
    read = [line for line in lines if line.source.state is not SourceState.UNREADABLE]
    return [line for line in read if line.source.kind is SourceKind.FILE and line.source.reason is not None]


def _partly_rows(lines: Sequence[SourceLine]) -> Iterator[tuple[str, ...]]:
    """How much is in the part that was not read nobody knows: what was read is counted above."""
    for line in lines:
        reason = line.source.reason
        assert reason is not None, "chosen for its reason"
        yield (_place(line, None), PARTLY_UNREAD, zh(reason), "不详", "不详", "—", "不详", state_words(line))


def _draw_section(
    paper: Document, at: Place, head: str, table: Table, rows: Sequence[tuple[str, ...]], serial: int
) -> Place:
    """A head with its table; serial numbers run on through all sections."""

    def next_sheet() -> Place:
        return Place(paper.sheet("清单（续）", landscape=True), NEXT_ROWS)

    numbered = [(str(place), *row) for place, row in enumerate(rows, serial + 1)]
    if at.y > _LAST_HEAD or at.y + table_height(at.sheet, table, numbered[:1]) > _LAST_ROW:
        at = next_sheet()
    section_head(at.sheet, at.y, head)
    end = draw_table(
        Place(at.sheet, at.y + 2.5), LANDSCAPE.left, table, numbered, bottom=BOTTOM, next_sheet=next_sheet,
        foot=lambda shown: _shown_rows(serial + shown.start + 1, serial + shown.stop),
        foot_style=NOTE,
    )  # fmt: skip
    return Place(end.sheet, end.y + 4.5)


def _shown_rows(first: int, last: int) -> str:
    return f"第 {first} 行" if first == last else f"第 {first} 至 {last} 行"


def _draw_signatures(paper: Document, at: Place) -> None:
    """Who took stock and who answers for it sign under the last row."""
    if at.y + 6.0 > _LAST_SIGNATURE:
        at = Place(paper.sheet("清单（续）", landscape=True), NEXT_ROWS)
    x = LANDSCAPE.left
    for label, width in (("清点人（签名）", 46.0), ("负责人（签名）", 46.0), ("日期", 40.0)):
        x = blank_line(at.sheet, x, at.y + 6.0, Blank(label, width)) + 10


def spoken(day: date) -> str:
    """2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _rows(lines: Sequence[SourceLine]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        for group in line.groups or (None,):
            counted = group is not None and (group.records > 0 or line.source.kind is SourceKind.FILE)
            yield (
                _place(line, group), zh(GROUP_NAMES[group.kind if group else GroupKind.UNKNOWN]), _contents(line),
                f"{group.records:,}" if group and counted else "不详",
                "不详" if group is None or group.people is None else f"{group.people:,}",
                sensitivity_words(line), period_words(line, group, "\n至 "), state_words(line),
            )  # fmt: skip


def _place(line: SourceLine, group: RecordGroup | None) -> str:
    source = line.source
    name = f"{source.name}（{group.part}）" if group and group.part else source.name
    if source.kind is SourceKind.FILE:
        return f"{cut(name)}\n{cut(source.place)}"
    if source.kind is SourceKind.THIRD_PARTY:
        reach = "　".join(part for part in (source.contact, source.phone) if part)
        return "\n".join(part for part in (name, source.place, reach) if part)
    return "\n".join(part for part in (f"{name}　{source.quantity:,} {source.unit}", source.place) if part)


def _contents(line: SourceLine) -> str:
    """What is in it; of a file that could not be read, why not."""
    if line.source.state is SourceState.UNREADABLE and line.source.reason is not None:
        return zh(line.source.reason)
    return content_words(line)


def content_words(line: SourceLine) -> str:
    """The most telling kinds of fields."""
    return "、".join(zh(name) for name in line.contents) or "不详"


def sensitivity_words(line: SourceLine) -> str:
    """How sensitive it is; — where nothing is known of the fields."""
    return zh(_SENSITIVITY[line.sensitivity]) if line.sensitivity else "—"


def period_words(line: SourceLine, group: RecordGroup | None, between: str) -> str:
    """From when to when, as far as it is known."""
    first = (group and group.period_from) or line.source.period_from
    last = (group and group.period_to) or line.source.period_to
    return f"{first or '不详'}{between}{last or '不详'}" if first or last else "不详"


def state_words(line: SourceLine) -> str:
    """Whether it was read, and looked at by the owner; of a third party, what it has answered."""
    if line.source.kind is SourceKind.THIRD_PARTY:
        return zh(ANSWER_NAMES[line.source.party_answer])
    if line.open:
        return "待说明" if line.source.state is SourceState.UNREADABLE else "待核对"
    return "已核对"
