"""个人信息清单 as a workbook: the same facts as on paper, one sheet for each kind of place, to sort and to hand on.

Every cell is text or a whole number that the program counted; nothing that stood in a file can become a formula or a
link. Samples are masked as everywhere; no customer is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.documents.book import new_book
from desktop.inventory import store, store_carriers, store_parties
from desktop.inventory.listing import (
    ANSWER_NAMES,
    PARTLY_UNREAD,
    SECTIONS,
    content_words,
    partly_unread,
    period_words,
    sensitivity_words,
    spoken,
    state_words,
)
from desktop.inventory.listing_left_out import HEADS, LEFT_OUT, left_out_rows
from desktop.inventory.records import GROUP_NAMES, RecordGroup, SourceKind, SourceState
from desktop.inventory.records_parties import PARTY_NAMES, WAY_NAMES, PartyRequest
from desktop.inventory.summary import SourceLine, source_lines
from desktop.session import Session
from desktop.words import zh

_LANDSCAPE_A4 = 9
_NOTHING = "没有登记"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet: its columns with their width in characters, and its rows."""

    name: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str | int, ...], ...]


def write_book(session: Session, path: Path, shop: str) -> None:
    """Write the list as XLSX, in full or not at all. Raises `OwnerError` when the file cannot be written."""
    lines = [
        line for line in source_lines(session.vault, session.rules) if line.source.state is not SourceState.DISMISSED
    ]
    read = [line for line in lines if line.source.state is not SourceState.UNREADABLE]
    by_kind = {kind: [line for line in read if line.source.kind is kind] for kind in SourceKind}
    unread = [line for line in lines if line.source.state is SourceState.UNREADABLE]
    sheets = (
        _overview(session, shop, by_kind, unread), _files(by_kind[SourceKind.FILE]),
        _carriers(session, by_kind[SourceKind.PAPER], SourceKind.PAPER),
        _carriers(session, by_kind[SourceKind.DEVICE], SourceKind.DEVICE),
        _parties(session, by_kind[SourceKind.THIRD_PARTY]), _unread(unread, partly_unread(read)), _left_out(session),
    )  # fmt: skip
    with new_book(path) as book:
        book.set_properties({"title": "个人信息清单", "author": _clean(shop), "created": session.clock.now()})
        for sheet in sheets:
            _draw(book, sheet, f"{shop}　个人信息清单　{spoken(session.today)}", practice=session.vault.practice)


def _draw(book: Any, sheet: _Sheet, foot: str, *, practice: bool) -> None:
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "#,##0", "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top", "text_wrap": True, "bottom": 1})
    page = book.add_worksheet(sheet.name)
    for column, (head, width) in enumerate(sheet.columns):
        page.write_string(0, column, head, bold)
        page.set_column(column, column, width)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    for place, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(place, column, cell, number)
            else:
                page.write_string(place, column, _clean(cell), plain)
    page.set_paper(_LANDSCAPE_A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
    if practice:
        page.set_header(f"&C{zh('Practice - proves nothing')}")
    page.set_footer(f"&L{_in_foot(foot)}&R第 &P 页 共 &N 页")


def _overview(
    session: Session, shop: str, by_kind: dict[SourceKind, list[SourceLine]], unread: Sequence[SourceLine]
) -> _Sheet:
    vault = session.vault
    every = [line for lines in by_kind.values() for line in lines]
    answered = store.place_answers(vault)
    rows: list[tuple[str | int, ...]] = [
        ("药店", shop or "不详"), ("案卷", vault.case_code), ("清点日期", spoken(session.today)),
        ("不重复的顾客（人）", store.subject_count(vault)),
        ("记录（条）", sum(line.records for line in every)),
        ("电子文件（处）", len(by_kind[SourceKind.FILE])), ("纸质（处）", len(by_kind[SourceKind.PAPER])),
        ("设备（处）", len(by_kind[SourceKind.DEVICE])), ("第三方（家）", len(by_kind[SourceKind.THIRD_PARTY])),
        ("未能读取（个文件）", len(unread)), (f"{PARTLY_UNREAD}（个文件）", len(partly_unread(every))),
        (f"{LEFT_OUT}（处）", len(left_out_rows(vault))),
        ("还没有核对（处）", sum(line.open for line in (*every, *unread))),
        ("常见存放处", f"{len(session.rules.places)} 处，已回答 {len(answered)} 处"),
        ("说明", "“不详”是没有数过。样例已遮盖，清单不写顾客姓名。"),
    ]  # fmt: skip
    return _Sheet("概况", (("项目", 24), ("内容", 70)), tuple(rows))


def _files(lines: Sequence[SourceLine]) -> _Sheet:
    columns = (("序号", 6), ("文件", 34), ("文件夹", 44), ("工作表", 14), ("记录组", 16), ("里面有什么", 30),
               ("记录（条）", 11), ("人数（人）", 11), ("敏感", 8), ("起止", 24), ("样例（已遮盖）", 34),
               ("核对", 10))  # fmt: skip
    rows: list[tuple[str | int, ...]] = []
    for line in lines:
        for group in line.groups:
            rows.append((
                len(rows) + 1, line.source.name, line.source.place, group.part or "—", zh(GROUP_NAMES[group.kind]),
                content_words(line), group.records, _people(group), sensitivity_words(line),
                period_words(line, group, " 至 "), "　".join(line.samples) or "—", state_words(line),
            ))  # fmt: skip
    return _Sheet(SECTIONS[SourceKind.FILE], columns, _or_nothing(rows, columns))


def _left_out(session: Session) -> _Sheet:
    columns = (("序号", 6), *zip(HEADS, (60.0, 50.0, 24.0), strict=True))
    rows: list[tuple[str | int, ...]] = [
        (number, *cells) for number, cells in enumerate(left_out_rows(session.vault), 1)
    ]
    return _Sheet(LEFT_OUT, columns, _or_nothing(rows, columns))


def _carriers(session: Session, lines: Sequence[SourceLine], kind: SourceKind) -> _Sheet:
    photos = store_carriers.with_photo(session.vault)
    columns = (("序号", 6), ("标签编号", 18), ("名称", 30), ("记录组", 18), ("数量", 8), ("单位", 8), ("位置", 34),
               ("起止", 24), ("人数（人）", 11), ("设备序列号", 20), ("照片", 8), ("备注", 40))  # fmt: skip
    rows: list[tuple[str | int, ...]] = [
        (
            place, store_carriers.label_number(session.vault, line.source.id) or "—", line.source.name,
            _kinds(line.groups), line.source.quantity, line.source.unit or "—", line.source.place or "不详",
            period_words(line, line.groups[0] if line.groups else None, " 至 "),
            _people(line.groups[0]) if line.groups else "不详", line.source.serial or "—",
            "有" if line.source.id in photos else "—", line.source.note or "—",
        )
        for place, line in enumerate(lines, 1)
    ]  # fmt: skip
    return _Sheet(SECTIONS[kind], columns, _or_nothing(rows, columns))


def _parties(session: Session, lines: Sequence[SourceLine]) -> _Sheet:
    columns = (("序号", 6), ("单位", 30), ("类别", 20), ("记录组", 18), ("人数（人）", 11), ("联系人", 14),
               ("电话", 18), ("函发出", 22), ("请于何日前答复", 18), ("答复", 14), ("答复日期", 14),
               ("书面答复存放处", 26), ("备注", 36))  # fmt: skip
    requests = {line.source.id: line.request for line in store_parties.lines(session.vault)}
    rows: list[tuple[str | int, ...]] = []
    for line in lines:
        source, request = line.source, requests[line.source.id]
        rows.append((
            len(rows) + 1, source.name, zh(PARTY_NAMES[request.party]), _kinds(line.groups),
            _people(line.groups[0]) if line.groups else "不详", source.contact or "—", source.phone or "—",
            _sent(request), request.due.isoformat() if request.due else "—", zh(ANSWER_NAMES[source.party_answer]),
            source.party_answered_on.isoformat() if source.party_answered_on else "—", request.proof or "—",
            "；".join(part for part in (source.note, request.note) if part) or "—",
        ))  # fmt: skip
    return _Sheet(SECTIONS[SourceKind.THIRD_PARTY], columns, _or_nothing(rows, columns))


def _unread(lines: Sequence[SourceLine], partly: Sequence[SourceLine]) -> _Sheet:
    columns = (("序号", 6), ("文件", 40), ("文件夹", 56), ("为什么未能读取", 44), ("店里说是", 20))
    rows: list[tuple[str | int, ...]] = [
        (
            place, line.source.name, line.source.place,
            (f"{PARTLY_UNREAD}：" if line in partly else "")
            + (zh(line.source.reason) if line.source.reason is not None else "不详"), _kinds(line.groups),
        )
        for place, line in enumerate((*lines, *partly), 1)
    ]  # fmt: skip
    return _Sheet("未能读取", columns, _or_nothing(rows, columns))


def _or_nothing(
    rows: Sequence[tuple[str | int, ...]], columns: Sequence[tuple[str, float]]
) -> tuple[tuple[str | int, ...], ...]:
    """The rows, or one that says that there are none: an empty sheet could be a mistake."""
    return tuple(rows) or (("—", _NOTHING, *("—" for _ in columns[2:])),)


def _sent(request: PartyRequest) -> str:
    if request.sent_on is None:
        return "还没有发出"
    way = f" {zh(WAY_NAMES[request.sent_way])}" if request.sent_way else ""
    return f"{request.sent_on.isoformat()}{way}"


def _kinds(groups: Iterable[RecordGroup]) -> str:
    return "、".join(dict.fromkeys(zh(GROUP_NAMES[group.kind]) for group in groups)) or "还没有说明"


def _people(group: RecordGroup) -> str | int:
    return "不详" if group.people is None else group.people


def _clean(text: str) -> str:
    """The text without signs that no workbook may hold; a very long one cut where Excel would refuse it."""
    return "".join(sign for sign in text if sign in "\n\t" or (sign >= " " and sign not in "\ufffe\uffff"))[:32_000]


def _in_foot(text: str) -> str:
    """For a page foot, in which & begins a command, and of which Excel takes 255 signs."""
    return _clean(text).replace("\n", " ")[:100].replace("&", "&&")
