"""封存清单 and 移交清单: what lies in which box or pack, until when, and who answers for it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.documents.blocks import Fact, facts
from desktop.documents.document import LANDSCAPE, PORTRAIT, Document, Furniture
from desktop.documents.faces import FACT, HEAD, LIST_TITLE, NOTE, NUMBER, SMALL, Align
from desktop.documents.sheet import Sheet
from desktop.documents.tables import Column, Place, Table, draw_blank_rows, draw_table, table_height
from desktop.errors import OwnerError
from desktop.handover import store
from desktop.handover.contents import SealedGroup, sealed, to_box
from desktop.handover.records import CustodyList, ListKind, Pack, PackKind, PackState
from desktop.handover.transfer import allowed, handed_over, people_in_transfer
from desktop.handover.words import basis_words, due_words, group_words, period_words
from desktop.inventory.records import RecordGroup
from desktop.notices import store as notices
from desktop.notices.texts import table as texts
from desktop.session import Session
from desktop.shop import store as shop_store
from desktop.shop.records import Person, Role, Shop
from desktop.words import say, spoken_date, zh

_SEAL_COLUMNS = (25.5, 13, 42, 17, 30, 66.5, 18.5, 21, 21)
_LOG_COLUMNS = (30, 28, 52, 32, 32, 50, 33)
_BOTTOM = 186.0
_LOG_BOTTOM = 148.0
_ROW = 8.0
_FEWEST_ROWS = 4
_TRANSFER_COLUMNS = (27, 40, 40, 15, 36.4)


@dataclass(frozen=True, slots=True)
class _People:
    shop: Shop
    owner: Person
    custodian: Person | None
    witness: Person | None


def seal_basis(session: Session) -> str:
    """Digest of everything the 封存清单 says: while it is the same, the printed list is still right."""
    vault = session.vault
    packs = tuple((p.number, p.sha256, p.state) for p in _held(session, PackKind.SEAL))
    said = (packs, store.boxes(vault), shop_store.read_shop(vault), shop_store.people(vault))
    return hashlib.sha256(repr(said).encode("utf-8")).hexdigest()


def transfer_basis(session: Session) -> str:
    """The same for the 移交清单."""
    vault = session.vault
    packs = tuple((p.number, p.sha256, p.state) for p in _held(session, PackKind.TRANSFER))
    said = (packs, shop_store.read_recipient(vault), shop_store.read_shop(vault), notices.consent_counts(vault))
    return hashlib.sha256(repr(said).encode("utf-8")).hexdigest()


def make_seal_list(session: Session, path: Path | None) -> tuple[CustodyList, bytes]:
    """Draw the 封存清单 to a file, or into memory without a path; and remember that it was made."""
    people = _people(session)
    if people.custodian is None:
        raise OwnerError(say("There is no custodian yet."), todo=say("Name the custodian in step 1."))
    basis = seal_basis(session)
    number = store.list_number(session.vault, ListKind.SEAL, basis)
    words = texts("custody")["seal"]
    furniture = Furniture(people.shop.name, words["title"], number, remark=words["copies"])
    with Document(path, furniture, title=words["title"], practice=session.vault.practice) as paper:
        _draw_seal_list(session, paper, people, number, words)
    return store.save_list(session.vault, ListKind.SEAL, number, paper.digest, basis), paper.data


def make_transfer_list(session: Session, path: Path | None) -> tuple[CustodyList, bytes]:
    """Draw the 移交清单; see `make_seal_list`."""
    people = _people(session)
    basis = transfer_basis(session)
    number = store.list_number(session.vault, ListKind.TRANSFER, basis)
    words = texts("custody")["transfer"]
    furniture = Furniture(people.shop.name, words["title"], number, remark=words["copies"])
    with Document(path, furniture, title=words["title"], practice=session.vault.practice) as paper:
        _draw_transfer_list(session, paper, people, words)
    return store.save_list(session.vault, ListKind.TRANSFER, number, paper.digest, basis), paper.data


def seal_rows(session: Session) -> list[tuple[str, ...]]:
    """One row per box and per pack, in the order of their numbers."""
    words = texts("custody")["seal"]
    by_group = {entry.group.id: entry for entry in sealed(session)}
    rows: list[tuple[str, ...]] = []
    for box in store.boxes(session.vault):
        if (entry := by_group.get(box.group_id)) is not None:
            due, seal = due_words(box.falls_due, PackKind.SEAL), zh("seal {number}", number=box.seal_no)
            quantity = _quantity(entry)
            rows.append(_row(session, box.number, words["box"], (entry.group,), quantity, due, seal, box.position))
    for pack in _held(session, PackKind.SEAL):
        due, quantity = due_words(pack.falls_due, PackKind.SEAL), zh("{n} records", n=pack.records)
        groups = _groups_of(session, pack)
        rows.append(_row(session, pack.number, words["pack"], groups, quantity, due, _short(pack.sha256), _drive(pack)))
    return sorted(rows)


def _row(
    session: Session, number: str, form: str, groups: tuple[RecordGroup, ...], quantity: str, due: str, seal: str,
    place: str,
) -> tuple[str, ...]:  # fmt: skip
    basis = basis_words(session, groups)
    return number, form, group_words(groups), quantity, period_words(groups), basis, due, seal, place


def _draw_seal_list(session: Session, paper: Document, people: _People, number: str, words: dict[str, Any]) -> None:
    assert people.custodian is not None
    head = _seal_head(paper, people, people.custodian, number, words)
    columns = [Column(h, w) for h, w in zip(words["heads"], _SEAL_COLUMNS, strict=True)]
    columns[3] = Column(words["heads"][3], _SEAL_COLUMNS[3], Align.RIGHT)
    columns[4] = Column(words["heads"][4], _SEAL_COLUMNS[4], air=2.5)
    rows = seal_rows(session)
    if not rows:
        raise OwnerError(
            say("Nothing has been sealed yet."),
            todo=say("Write the packs and seal the boxes first, then make the list."),
        )
    at = draw_table(
        head, LANDSCAPE.left, Table(tuple(columns)), rows, bottom=_BOTTOM,
        next_sheet=lambda: _seal_head(paper, people, people.custodian or people.owner, number, words),
    )  # fmt: skip
    keepers = words["keepers"].format(custodian=people.custodian.name, owner=people.owner.name)
    note = words["note"].format(keepers=keepers)
    if at.y > _LOG_BOTTOM - 14 - _ROW * _FEWEST_ROWS:
        at = Place(paper.sheet(landscape=True), 24)
    y = at.sheet.paragraph(LANDSCAPE.left, at.y + 4.4, LANDSCAPE.width, note, NOTE, align=Align.LEFT)
    _draw_log(at.sheet, y + 2.4, words)
    _draw_promise(session, at.sheet, people, words)


def _seal_head(paper: Document, people: _People, keeper: Person, number: str, words: dict[str, Any]) -> Place:
    sheet = paper.sheet(landscape=True)
    sheet.text(LANDSCAPE.left, 27.5, words["title"], LIST_TITLE)
    sheet.text(LANDSCAPE.left + 40, 27.5, words["rule"], SMALL)
    sheet.text(LANDSCAPE.right, 27.5, zh("No. {number}", number=number), SMALL, align=Align.RIGHT)
    parts = (
        people.shop.name,
        zh(
            "Custodian {name} ({post}), phone {phone}",
            name=keeper.name,
            post=keeper.post or "—",
            phone=keeper.phone or "—",
        ),
    )
    sheet.text(LANDSCAPE.left, 34, "\u3000\u3000".join(parts), SMALL)
    return Place(sheet, 37)


def _draw_log(sheet: Sheet, y: float, words: dict[str, Any]) -> None:
    sheet.text(LANDSCAPE.left, y + 2.2, words["log"], HEAD)
    sheet.text(LANDSCAPE.right, y + 2.2, words["log_rule"], NOTE, align=Align.RIGHT)
    table = Table(tuple(Column(h, w) for h, w in zip(words["log_heads"], _LOG_COLUMNS, strict=True)), least=_ROW)
    top = y + 4.4
    room = _LOG_BOTTOM - top - table_height(sheet, table, ())
    draw_blank_rows(sheet, LANDSCAPE.left, top, table, max(int(room / _ROW), _FEWEST_ROWS), height=_ROW)


def _draw_promise(session: Session, sheet: Sheet, people: _People, words: dict[str, Any]) -> None:
    facts(
        sheet, 156.0, (Fact(words["promise"], words["promise_words"], strong=True),), style=FACT, label=20,
        x=LANDSCAPE.left, width=LANDSCAPE.width,
    )  # fmt: skip
    names = [people.owner, people.custodian, people.witness]
    x = LANDSCAPE.left
    for role, person in zip(words["signers"], names, strict=True):
        x = _sign_here(sheet, x, 178.0, role, person.name if person else "")
    _day_and_seal(session, sheet, LANDSCAPE.right, 178.0)


def _sign_here(sheet: Sheet, x: float, y: float, role: str, name: str) -> float:
    """Role, printed name, a line to sign on; where the next may begin."""
    x += sheet.text(x, y, role, SMALL) + 2
    if name:
        x += sheet.text(x, y, name, NUMBER) + 2
    sheet.rule(x, y + 1.4, x + 26)
    return x + 27 + sheet.text(x + 27, y, zh("Signature"), NOTE) + 8


def _day_and_seal(session: Session, sheet: Sheet, right: float, y: float) -> None:
    seal = "" if session.vault.practice else zh("(seal here)")
    sheet.text(right, y, spoken_date(session.today, "zh_CN") + seal, SMALL, align=Align.RIGHT)


def _draw_transfer_list(session: Session, paper: Document, people: _People, words: dict[str, Any]) -> None:
    packs = _held(session, PackKind.TRANSFER)
    recipient = shop_store.read_recipient(session.vault)
    if not packs or recipient is None:
        raise OwnerError(say("No transfer pack has been written yet."), todo=say("Write it first, then make its list."))
    rule = allowed(session)
    sheet = paper.sheet()
    sheet.text((PORTRAIT.left + PORTRAIT.right) / 2, 29.5, words["title"], LIST_TITLE, align=Align.CENTRE)
    merger = rule.everyone
    sheet.text(PORTRAIT.left, 38, words["rule_merger" if merger else "rule_consent"], SMALL)
    counts = notices.consent_counts(session.vault)
    scope = words["scope_merger" if merger else "scope_consent"].format(
        people=f"{people_in_transfer(session):,}", records=f"{sum(p.records for p in packs):,}", asked=counts.asked,
        yes=counts.yes, no=counts.no, withdrawn=counts.withdrawn, silent=counts.silent,
    )  # fmt: skip
    places = {
        "recipient_name": recipient.name, "recipient_contact": recipient.contact, "recipient_phone": recipient.phone,
        "recipient_address": recipient.address, "recipient_purpose": recipient.purpose,
        "recipient_method": recipient.method, "recipient_retention": recipient.retention, "scope": scope,
    }  # fmt: skip
    rows = [Fact(head, text.format_map(places), strong=True) for head, text in words["facts"]]
    y = facts(sheet, 46.5, rows, style=FACT, label=20, gap=1.2)
    columns = tuple(Column(h, w) for h, w in zip(words["heads"], _TRANSFER_COLUMNS, strict=True))
    columns = (
        *columns[:3],
        Column(columns[3].head, columns[3].width, Align.RIGHT),
        Column(columns[4].head, columns[4].width, air=2.5),
    )
    end = draw_table(
        Place(sheet, y + 1), PORTRAIT.left, Table(columns), _transfer_rows(session, packs), bottom=225,
        next_sheet=lambda: Place(paper.sheet(), 26),
    )  # fmt: skip
    note = words["note_merger" if merger else "note_consent"]
    y = end.sheet.paragraph(PORTRAIT.left, end.y + 5.2, PORTRAIT.width, note, NOTE, align=Align.LEFT)
    y = max(y + 10, 238)
    names = (people.owner.name, "", people.witness.name if people.witness else "")
    for place, (role, name) in enumerate(zip(words["signers"], names, strict=True)):
        _sign_here(end.sheet, PORTRAIT.left, y + 12 * place, role, name)
    _day_and_seal(session, end.sheet, PORTRAIT.right, y)
    if not session.vault.practice:
        end.sheet.text(PORTRAIT.right, y + 12, zh("(seal here)"), SMALL, align=Align.RIGHT)


def _transfer_rows(session: Session, packs: Sequence[Pack]) -> list[tuple[str, ...]]:
    rule = allowed(session)
    names = texts("kinds")["fields"]
    rows: list[tuple[str, ...]] = []
    for pack in packs:
        for group in _groups_of(session, pack):
            columns = rule.columns.get(group.id, ())
            fields = "、".join(dict.fromkeys(names.get(c.field_type, c.header) for c in columns)) or "—"
            records = max(e.records for e in store.entries(session.vault, pack.id) if e.group_id == group.id)
            short = f"{pack.sha256[:8].upper()}…{pack.sha256[-8:].upper()}"
            rows.append((pack.number, group_words((group,)), fields, f"{records:,}", short))
    return rows


def _groups_of(session: Session, pack: Pack) -> tuple[RecordGroup, ...]:
    held = {entry.group_id for entry in store.entries(session.vault, pack.id)}
    known = {entry.group.id: entry.group for entry in sealed(session)}
    known |= {group.id: group for group in handed_over(session)}
    return tuple(group for i, group in known.items() if i in held)


def _held(session: Session, kind: PackKind) -> tuple[Pack, ...]:
    return tuple(p for p in store.packs(session.vault) if p.kind is kind and p.state is PackState.VERIFIED)


def _quantity(entry: SealedGroup) -> str:
    source = entry.source
    return f"{source.quantity:,}{source.unit}" if source.quantity else zh("{n} records", n=entry.group.records)


def _short(digest: str) -> str:
    return f"{digest[:4].upper()}…{digest[-4:].upper()}"


def _drive(pack: Pack) -> str:
    """The name of the folder or drive: the custodian writes the cupboard by hand."""
    return pack.path.parent.name[:12] or "—"


def _people(session: Session) -> _People:
    vault = session.vault
    shop, owner = shop_store.read_shop(vault), shop_store.person(vault, Role.OWNER)
    if shop is None or owner is None:
        raise OwnerError(say("The shop or its owner is not entered yet."), todo=say("Fill in step 1 first."))
    return _People(shop, owner, shop_store.person(vault, Role.CUSTODIAN), shop_store.person(vault, Role.WITNESS))


def boxes_open(session: Session) -> tuple[SealedGroup, ...]:
    """Sealed paper that has no box number yet."""
    done = {box.group_id for box in store.boxes(session.vault)}
    return tuple(entry for entry in to_box(session) if entry.group.id not in done)
