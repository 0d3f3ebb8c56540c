"""An invented shop with sources and record groups, written straight into a case that opens fast."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from desktop.inventory.records import GroupKind
from desktop.rules.records import RuleBook
from desktop.session import Session
from desktop.vault.vault import Vault
from tests.classification.law import rules
from tests.fakes import FixedClock
from tests.shop.cases import fill_in, new_vault

ROWS: tuple[tuple[str, str, GroupKind, int, int | None, date | None, tuple[str, ...]], ...] = (
    ("会员资料.xlsx", "file", GroupKind.MEMBERSHIP, 3214, 3214, None, ("name", "mobile", "birth_date", "amount")),
    (
        "处方登记.csv",
        "file",
        GroupKind.PRESCRIPTION,
        5120,
        1846,
        date(2026, 11, 15),
        ("name", "id_number", "prescription"),
    ),
    ("销售流水.csv", "file", GroupKind.SALE, 60210, 2106, date(2026, 11, 20), ("member_no", "medicine", "date")),
    ("疫情购药登记", "paper", GroupKind.EPIDEMIC_REGISTER, 3, 1102, date(2022, 12, 30), ()),
    ("处方（纸质 2 箱）", "paper", GroupKind.PRESCRIPTION, 2, None, date(2025, 12, 31), ()),
    ("备忘.txt", "file", GroupKind.CORRESPONDENCE, 12, 12, None, ("name", "mobile")),
    ("短信平台", "third_party", GroupKind.MARKETING, 3100, 3100, None, ("mobile",)),
    ("旧手机", "device", GroupKind.UNKNOWN, 1, None, None, ()),
)
"""Name, kind of source, kind of group, records, people, newest record, field types."""


def new_session(path: Path, *, practice: bool = False, clock: FixedClock | None = None) -> Session:
    """A case whose first step is filled in."""
    clock = clock or FixedClock()
    vault = new_vault(path, clock, practice=practice)
    fill_in(vault)
    return Session(vault, rules(), clock)


def add_group(
    vault: Vault,
    name: str,
    source_kind: str,
    kind: GroupKind,
    records: int = 10,
    people: int | None = 5,
    newest: date | None = None,
    fields: tuple[str, ...] = (),
    *,
    settled: bool = True,
    copy_of: int | None = None,
    state: str = "checked",
) -> int:
    """One source with one group; gives the group's id."""
    day = newest.isoformat() if newest else None
    with vault.change() as change:
        source = change.execute(
            "INSERT INTO source (kind, name, place, state, added) VALUES (?, ?, ?, ?, ?)",
            (source_kind, name, "D:/店里的电脑", state, change.time),
        )
        group = change.execute(
            "INSERT INTO record_group (source_id, kind, name, records, people, period_to, field_types, settled,"
            " copy_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (source, kind.value, name, records, people, day, json.dumps(fields), int(settled), copy_of),
        )
        change.note("test.group_added", f"group:{group}")
    return group


def fill_inventory(vault: Vault) -> list[int]:
    """The groups of ROWS."""
    return [
        add_group(vault, name, source, kind, records, people, newest, fields, settled=kind is not GroupKind.UNKNOWN)
        for name, source, kind, records, people, newest, fields in ROWS
    ]


def book() -> RuleBook:
    """The shipped rules."""
    return rules()
