"""A small closed shop with real files: members, prescriptions that are packed, paper, a phone, an SMS platform."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from desktop import numbers
from desktop.classification import store as classification
from desktop.classification.records import Decision, Disposition
from desktop.disk import volumes
from desktop.disk.records import Assurance, InPlace, MediaVerdict, Medium
from desktop.erasure import approval, store
from desktop.erasure.records import Approval, Item, ItemKind, Plan
from desktop.handover import store as handover
from desktop.inventory import store as inventory
from desktop.inventory.records import GroupKind
from desktop.notices import store as notices
from desktop.rules.loader import load
from desktop.rules.records import Sensitivity
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import Closing, LegalForm, Person, Role, Route, Shop
from desktop.vault.key import Derivation
from desktop.vault.secret import hash_pin
from desktop.vault.vault import Vault
from desktop.words import Sentence, say
from tests.fakes import FixedClock

PASSPHRASE = "correct horse"
CODE = "GTMUK12XFLQMN4755XLTCKNJ"
CHEAP = Derivation(memory=64, iterations=1, lanes=1)
OWNER_PIN, WITNESS_PIN = "482913", "730164"
NOW = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)
MARK = "标记甲乙丙"
_BOX = numbers.Kind.BOX
SHOP = Shop(
    "样例市安和大药房有限公司",
    "91999999MA0000TEXF",
    "样DB9990001",
    "样例市云溪区示范路12号",
    "0999-5550100",
    LegalForm.COMPANY,
)
CLOSING = Closing(Route.DEREGISTRATION, date(2026, 11, 30), date(2026, 12, 11), date(2026, 12, 18), date(2026, 11, 28))
PEOPLE = (
    Person(Role.OWNER, "林示例", "清算组负责人", "0999-5550101"),
    Person(Role.OPERATOR, "陈范文", "店员", "0999-5550100"),
    Person(Role.WITNESS, "周样本", "执业药师", "0999-5550102"),
    Person(Role.CUSTODIAN, "郑虚构", "股东", "0999-5550123"),
)


@dataclass(frozen=True)
class FlatDisk:
    """The machine's edge: what the drive would promise. `medium` SPINNING promises Clear, SSD does not."""

    medium: Medium = Medium.SPINNING

    def verdict(self, path: Path) -> MediaVerdict:
        clear = self.medium is Medium.SPINNING
        best = Assurance.CLEAR if clear else Assurance.DELETED_RESIDUE
        words = say("Overwriting works here and can be checked")
        if not clear:
            words = say("Solid-state drive: residue may remain after overwriting")
        return MediaVerdict(
            self.medium, "ext4", InPlace(True, True), "", best, words, say("Nothing more is needed for this file.")
        )

    def protected(self, path: Path) -> Sentence | None:
        return volumes.protected(path)

    def volume_key(self, path: Path) -> str:
        return ""


GROUND = FlatDisk()


@cache
def _pins() -> dict[Role, str]:
    return {Role.OWNER: hash_pin(OWNER_PIN), Role.WITNESS: hash_pin(WITNESS_PIN)}


def new_session(path: Path, *, practice: bool = False, now: datetime = NOW) -> Session:
    """A case with shop, people, dates, PINs and a poster that hung long enough."""
    clock = FixedClock(now)
    vault = Vault.create(path, PASSPHRASE, CODE, clock, practice=practice, derivation=CHEAP)
    shop.save_shop(vault, SHOP)
    shop.save_closing(vault, CLOSING)
    for person in PEOPLE:
        shop.save_person(vault, person)
    with vault.change() as change:
        for role, stored in _pins().items():
            change.execute("UPDATE duty SET pin_hash = ? WHERE role = ?", (stored, role.value))
        change.note("test.pins", "role:both")
    notices.put_up(vault, date(2026, 10, 28), "店门口", date(2026, 12, 20))
    return Session(vault, load(), clock)


def reopened(session: Session) -> Session:
    """The same case opened again, as after a crash."""
    path, clock, rules = session.vault.path, session.clock, session.rules
    session.vault.close()
    return Session(Vault.open(path, clock, passphrase=PASSPHRASE), rules, clock)


class Shelf:
    """Puts things into a case the way the inventory does."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session = session
        self.vault = session.vault
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def people(self, count: int) -> list[int]:
        """Invented people, each name and number carrying the mark."""
        with self.vault.change() as change:
            ids = [
                change.execute(
                    "INSERT INTO subject (name, mobile, id_number, member_no, address, postcode) "
                    "VALUES (?,?,'',?,'','')",
                    (f"{MARK}{n}", f"1990000{n:04d}", f"M{n:05d}"),
                )
                for n in range(count)
            ]
            change.note("test.people", "people", count=count)
        return ids

    def file(
        self, name: str, content: bytes, kind: GroupKind, rule: str, disposition: Disposition = Disposition.DELETE, *,
        people: Sequence[int] = (), records: int | None = None, parts: Sequence[str] = ("",), settled: bool = True,
        confirmed: bool = True,
    ) -> tuple[Path, list[int]]:  # fmt: skip
        """A real file with one group for each part; people are spread as rows in the first."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        groups = []
        with self.vault.change() as change:
            source = change.execute(
                "INSERT INTO source (kind, name, place, state, path, size, sha256, added) "
                "VALUES ('file',?,?,'checked',?,?,?,?)",
                (path.name, str(path.parent), str(path), len(content), digest, change.time),
            )
            for part in parts:
                groups.append(
                    _group(change.execute, source, kind, part, records or len(people), len(people) or None, settled)
                )
            for line, person in enumerate(people):
                change.execute(
                    "INSERT INTO record (group_id, line, subject_id, cells) VALUES (?,?,?,?)",
                    (groups[0], line, person, json.dumps([f"{MARK}{line}"], ensure_ascii=False)),
                )
            sql = "INSERT INTO appearance SELECT subject_id, group_id, id FROM record WHERE group_id = ?"
            change.execute(f"{sql} AND subject_id IS NOT NULL", (groups[0],))
            change.note("test.file", f"source:{source}")
        self.decide(groups, rule, disposition, confirmed=confirmed)
        return path, groups

    def carrier(
        self, kind: str, name: str, quantity: int, unit: str, group_kind: GroupKind, rule: str,
        disposition: Disposition = Disposition.DELETE, *, records: int = 0, people: int | None = None,
    ) -> int:  # fmt: skip
        """Paper, a device or a third party, with one group."""
        with self.vault.change() as change:
            source = change.execute(
                "INSERT INTO source (kind, name, place, state, quantity, unit, added) "
                "VALUES (?,?,'二楼储物间','checked',?,?,?)",
                (kind, name, quantity, unit, change.time),
            )
            group = _group(change.execute, source, group_kind, "", records, people, True)
            change.note("test.carrier", f"source:{source}")
        self.decide([group], rule, disposition)
        return group

    def decide(self, groups: Sequence[int], rule_id: str, disposition: Disposition, *, confirmed: bool = True) -> None:
        """What classification decided, confirmed by the owner."""
        rules = self.session.rules
        rule = rules.rule(rule_id)
        kept = disposition is Disposition.SEAL
        classification.write_proposals(
            self.vault,
            [
                Decision(
                    group, disposition, date(2031, 11, 30) if kept else None, False,
                    date(2026, 11, 30) if kept else None, rule_id, (rule_id,),
                    rule.basis, Sensitivity.STATUTORY if rule.sensitive else Sensitivity.GENERAL, False,
                    say("Deregistration"), rules.digest,
                )
                for group in groups
            ],
        )  # fmt: skip
        if confirmed:
            classification.confirm(self.vault, groups)

    def pack(self, groups: Sequence[int]) -> str:
        """A verified seal pack that holds these groups."""
        with self.vault.change() as change:
            number = change.new_number(_BOX, self.vault.case_code)
            file = self.folder.parent / f"{number}.7z"
            file.write_bytes(b"7")
            pack = change.execute(
                "INSERT INTO pack (kind, number, code_sheet, path, size, sha256, falls_due, state, made, verified) "
                "VALUES ('seal',?,'KL',?,1,?,'2031-11-30','verified',?,?)",
                (number, str(file), hashlib.sha256(file.read_bytes()).hexdigest(), change.time, change.time),
            )
            for group in groups:
                source = change.rows("SELECT source_id FROM record_group WHERE id = ?", (group,))[0][0]
                name, basis = f"data/{group:03d}-{MARK}.csv", self._basis(group)
                change.execute(
                    "INSERT INTO pack_entry VALUES (?,?,?,?,1,?,1,?)", (pack, source, group, name, "0" * 64, basis)
                )
            change.note("test.pack", f"pack:{number}")
        return number

    def _basis(self, group_id: int) -> str:
        group = inventory.group(self.vault, group_id)
        source = inventory.source(self.vault, group.source_id)
        return handover.state_of(source, group, classification.decision(self.vault, group_id))

    def box(self, group: int) -> None:
        """A sealed box."""
        with self.vault.change() as change:
            number = change.new_number(_BOX, self.vault.case_code)
            source = change.rows("SELECT source_id FROM record_group WHERE id = ?", (group,))[0][0]
            change.execute(
                "INSERT INTO box VALUES (?,?,?,'0231','保管人家中','2031-11-30','2026-12-10')", (group, source, number)
            )
            change.note("test.box", f"box:{number}")


def _group(
    insert: Callable[[str, Sequence[object]], int],
    source: int,
    kind: GroupKind,
    part: str,
    records: int,
    people: int | None,
    settled: bool,
) -> int:
    return int(
        insert(
            "INSERT INTO record_group (source_id, kind, name, part, records, people, period_from, period_to, "
            "field_types, "
            "settled) VALUES (?,?,?,?,?,?,'2016-03-01','2026-11-30','[\"name\",\"mobile\"]',?)",
            (source, kind.value, part or "资料", part, records, people, int(settled)),
        )
    )


def small_shop(session: Session, folder: Path, *, people: int = 30, files: int = 3) -> Shelf:
    """Members in several files, a packed prescription table, paper, boxes, a phone, an SMS platform, a price list."""
    shelf = Shelf(session, folder)
    ids = shelf.people(people)
    for n in range(files):
        content = f"{MARK}会员{n}\n".encode() * 400
        shelf.file(f"会员{n}.csv", content, GroupKind.MEMBERSHIP, "DEL-MEMBER", people=ids[n::files])
    _, packed = shelf.file(
        "处方登记.csv",
        f"{MARK}处方".encode() * 300,
        GroupKind.PRESCRIPTION,
        "RX-GEN",
        Disposition.SEAL,
        people=ids[:10],
    )
    shelf.pack(packed)
    shelf.carrier("paper", "疫情购药登记", 3, "册", GroupKind.EPIDEMIC_REGISTER, "REG-EPIDEMIC")
    shelf.box(shelf.carrier("paper", "处方", 2, "箱", GroupKind.PRESCRIPTION, "RX-GEN", Disposition.SEAL))
    shelf.carrier("device", "旧手机", 1, "部", GroupKind.BACKUP, "DEL-BACKUP")
    shelf.carrier("third_party", "短信平台", 1, "家", GroupKind.MARKETING, "DEL-MARKETING", records=5902, people=5902)
    (folder / "进货价目.csv").write_bytes("阿司匹林,3.5\n".encode())
    with session.vault.change() as change:
        change.execute(
            "INSERT INTO source (kind, name, place, state, path, added) "
            "VALUES ('file','进货价目.csv','','no_personal_data',?,'')",
            (str(folder / "进货价目.csv"),),
        )
        change.note("test.prices", "source:prices")
    return shelf


def signed(session: Session, ground: FlatDisk = GROUND) -> Plan:
    """Freeze the plan and approve it for both, without the third of a second that each PIN takes."""
    plan = approval.freeze(session, ground)
    with session.vault.change() as change:
        for role, name in ((Role.OWNER, "林示例"), (Role.WITNESS, "周样本")):
            store.save_approval(change, plan.id, Approval(role.value, name, plan.digest, change.time))
        change.note("test.signed", f"plan:{plan.id}")
    return plan


def everything_said(vault: Vault) -> dict[str, str]:
    """All that a case holds, as one text for each table."""
    tables = [row[0] for row in vault.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {
        table: "\n".join(str(value) for row in vault.rows(f"SELECT * FROM {table}") for value in tuple(row))
        for table in tables
    }


def item_of(session: Session, kind: ItemKind) -> Item:
    """The first row of that kind."""
    return next(item for item in store.items(session.vault) if item.planned.kind is kind)


def each_result(session: Session) -> Iterator[tuple[str, str]]:
    """Object and result of every line of success in the journal."""
    for line in session.vault.journal():
        if line.act == "erasure.item_done":
            yield line.object, str(json.loads(line.detail)["result"])
