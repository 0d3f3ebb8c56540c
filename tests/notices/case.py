"""A real case with what notices and handover read: sources, groups, rows, people, confirmed decisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from desktop.classification import store as classification
from desktop.classification.records import Decision, Disposition
from desktop.inventory.records import GroupKind, SourceKind, SourceState
from desktop.inventory.store import path_text
from desktop.rules.loader import load
from desktop.rules.records import Sensitivity
from desktop.session import Session
from desktop.shop import store as shop_store
from desktop.shop.records import Closing, LegalForm, Person, Recipient, Role, Route, Shop
from desktop.vault.key import Derivation
from desktop.vault.vault import Vault
from desktop.words import say
from tests.fakes import FixedClock

CHEAP = Derivation(memory=64, iterations=1, lanes=1)
TODAY = date(2026, 12, 20)
RULES = load()
SHOP = Shop("样例市安和大药房有限公司", "", "例CB000000", "样例市云溪区示范路12号", "0999-5550100", LegalForm.COMPANY)
DUTIES = (
    Person(Role.OWNER, "林示例", "负责人", "0999-5550101"),
    Person(Role.OPERATOR, "陈范文", "店长", "0999-5550100"),
    Person(Role.WITNESS, "周样本", "会计", "0999-5550102"),
    Person(Role.CUSTODIAN, "郑虚构", "股东", "0999-5550123"),
)
RECIPIENT = Recipient(
    "样例市康宁大药房有限公司", "范康例", "0999-5550177", "样例市云溪区示范路12号",
    "继续为您提供购药和会员服务", "存储、查询、更正和删除", "停止服务后删除",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Who:
    """A person to be put into the register."""

    name: str
    mobile: str = ""
    address: str = ""
    postcode: str = ""
    born: date | None = None
    id_number: str = ""


def new_case(
    folder: Path, *, route: Route = Route.DEREGISTRATION, practice: bool = False,
    duties: Sequence[Person] = DUTIES, recipient: Recipient | None = RECIPIENT,
) -> Session:  # fmt: skip
    """An open case with shop, dates and people; close its vault yourself."""
    clock = FixedClock(datetime(TODAY.year, TODAY.month, TODAY.day, 2, 0, tzinfo=UTC))
    vault = Vault.create(
        folder / "shop.case", "correct horse", "GTMUK12XFLQMN4755XLTCKNJ", clock, practice=practice, derivation=CHEAP
    )
    shop_store.save_shop(vault, SHOP)
    shop_store.save_closing(
        vault, Closing(route, date(2026, 11, 30), date(2026, 12, 11), date(2026, 12, 28), date(2026, 11, 28))
    )
    for person in duties:
        shop_store.save_person(vault, person)
    if recipient is not None:
        shop_store.save_recipient(vault, recipient)
    return Session(vault, RULES, clock)


def add_people(session: Session, people: Sequence[Who]) -> list[int]:
    """People in the register; gives their ids."""
    ids = []
    with session.vault.change() as change:
        for who in people:
            born = who.born.isoformat() if who.born else None
            ids.append(
                change.execute(
                    "INSERT INTO subject (name, mobile, id_number, member_no, birth_date, address, postcode) "
                    "VALUES (?,?,?,?,?,?,?)",
                    (who.name, who.mobile, who.id_number, "", born, who.address, who.postcode),
                )
            )
        change.note("test.people", "people", count=len(ids))
    return ids


def add_source(
    session: Session, name: str, *, kind: SourceKind = SourceKind.FILE, path: Path | None = None, quantity: int = 0,
    unit: str = "",
) -> int:  # fmt: skip
    """A source; the digest of a file is what it is now."""
    data = path.read_bytes() if path else b""
    digest = hashlib.sha256(data).hexdigest() if path else ""
    with session.vault.change() as change:
        change.note("test.source", "source")
        return change.execute(
            "INSERT INTO source (kind, name, place, state, path, size, sha256, quantity, unit, added) "
            "VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                kind.value, name, "店里", SourceState.CHECKED.value, path_text(path) if path else None, len(data),
                digest, quantity, unit, change.time,
            ),
        )  # fmt: skip


def add_group(
    session: Session, source: int, kind: GroupKind, *, part: str = "", columns: Sequence[tuple[str, str]] = (),
    rows: Sequence[tuple[int | None, tuple[str, ...]]] = (), records: int = 0, copy_of: int | None = None,
) -> int:  # fmt: skip
    """A record group with its columns (header, field type) and rows (subject, cells)."""
    types = json.dumps([field for _, field in columns if field])
    people = len({subject for subject, _ in rows if subject is not None}) if rows else None
    with session.vault.change() as change:
        group = change.execute(
            "INSERT INTO record_group (source_id, kind, name, part, records, people, period_from, period_to, "
            "field_types, settled, copy_of) VALUES (?,?,?,?,?,?,?,?,?,1,?)",
            (
                source, kind.value, part or kind.value, part, len(rows) or records, people, "2021-12-01", "2026-11-30",
                types, copy_of,
            ),
        )  # fmt: skip
        change.executemany(
            "INSERT INTO record_column VALUES (?,?,?,?,'high',1,1,'')",
            [(group, place, head, field) for place, (head, field) in enumerate(columns)],
        )
        change.executemany(
            "INSERT INTO record (group_id, line, subject_id, cells) VALUES (?,?,?,?)",
            [(group, n, subject, json.dumps(cells, ensure_ascii=False)) for n, (subject, cells) in enumerate(rows, 2)],
        )
        sql = "INSERT INTO appearance SELECT subject_id, group_id, id FROM record WHERE group_id = ?"
        change.execute(f"{sql} AND subject_id IS NOT NULL", (group,))
        change.note("test.group", f"group:{group}")
    return group


def decide(
    session: Session, group: int, disposition: Disposition, *, rule: str = "DEL-MEMBER", until: date | None = None,
    sensitive: bool = False, confirmed: bool = True,
) -> None:  # fmt: skip
    """A decision on a group, by a rule of the real rule file."""
    found = RULES.rule(rule)
    decision = Decision(
        group, disposition, until, False, None, rule, (rule,), found.basis,
        Sensitivity.STATUTORY if sensitive else Sensitivity.GENERAL, False, say("Deregistration"), RULES.digest,
        confirmed,
    )  # fmt: skip
    values = classification._values(decision)
    with session.vault.change() as change:
        change.execute(f"INSERT OR REPLACE INTO decision VALUES ({','.join('?' * len(values))})", values)
        change.note("test.decision", f"group:{group}")


MEMBER_COLUMNS = (
    ("姓名", "name"), ("手机", "mobile"), ("出生日期", "birth_date"), ("积分", "amount"), ("储值余额", "amount"),
    ("过敏史", "allergy"), ("身份证号", "id_number"),
)  # fmt: skip


def add_members(
    session: Session, path: Path, people: Sequence[int], *, disposition: Disposition = Disposition.DELETE,
    balances: Sequence[str] = (),
) -> int:  # fmt: skip
    """A member spreadsheet of these people with balances in turn."""
    path.write_bytes(b"members " * 40)
    source = add_source(session, path.name, path=path)
    rows: list[tuple[int | None, tuple[str, ...]]] = []
    for place, person in enumerate(people):
        row = session.vault.row("SELECT name, mobile FROM subject WHERE id = ?", (person,))
        assert row is not None
        balance = balances[place % len(balances)] if balances else "0"
        rows.append(
            (person, (row["name"], row["mobile"], "1980-01-01", "12", balance, f"过敏{person}", f"9999{person:014d}"))
        )
    group = add_group(session, source, GroupKind.MEMBERSHIP, columns=MEMBER_COLUMNS, rows=rows)
    decide(session, group, disposition)
    return group


def add_prescriptions(
    session: Session, path: Path, people: Sequence[int], *, until: date = date(2031, 11, 30), size: int = 900
) -> int:
    """A prescription register, to be sealed."""
    path.write_bytes(f"处方 {path.name} ".encode("gb18030") * (size // 10))
    source = add_source(session, path.name, path=path)
    rows: list[tuple[int | None, tuple[str, ...]]] = [(p, (f"RX{p}", "阿莫西林")) for p in people]
    columns = (("处方号", "prescription"), ("药品", "medicine"))
    group = add_group(session, source, GroupKind.PRESCRIPTION, columns=columns, rows=rows)
    decide(session, group, Disposition.SEAL, rule="RX-GEN", until=until, sensitive=True)
    return group


def add_paper(session: Session, name: str, *, until: date = date(2031, 10, 31)) -> int:
    """A box of paper registers, to be sealed."""
    source = add_source(session, name, kind=SourceKind.PAPER, quantity=2, unit="册")
    group = add_group(session, source, GroupKind.EPHEDRINE_REGISTER, records=412)
    decide(session, group, Disposition.SEAL, rule="REG-EPHEDRINE", until=until, sensitive=True)
    return group
