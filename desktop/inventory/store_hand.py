"""What the owner enters or decides by hand: paper, devices, third parties, places, kinds, checks, false alarms."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.errors import OwnerError
from desktop.inventory.records import GroupKind, PartyAnswer, PlaceAnswer, SourceKind, SourceState
from desktop.inventory.store import packed
from desktop.vault.vault import Change, Vault
from desktop.words import Sentence, say


@dataclass(frozen=True, slots=True)
class Carrier:
    """Paper or a device as the owner describes it. `people` and `records` None or 0 where nobody has counted."""

    kind: SourceKind
    name: str
    place: str
    group_kind: GroupKind
    quantity: int
    unit: str
    period_from: date | None = None
    period_to: date | None = None
    serial: str = ""
    people: int | None = None
    records: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Someone else who holds customers' data for the shop (PIPL 21)."""

    name: str
    place: str
    group_kind: GroupKind
    contact: str = ""
    phone: str = ""
    people: int | None = None
    field_types: tuple[str, ...] = ()
    note: str = ""


def save_carrier(vault: Vault, carrier: Carrier, source_id: int | None = None) -> int:
    """Enter paper or a device, or change it. Raises `OwnerError` when something cannot be."""
    _check_carrier(carrier)
    with vault.change() as change:
        values = {
            "name": carrier.name.strip(), "place": carrier.place.strip(), "quantity": carrier.quantity,
            "unit": carrier.unit.strip(), "period_from": _text(carrier.period_from),
            "period_to": _text(carrier.period_to), "serial": carrier.serial.strip(), "note": carrier.note.strip(),
        }  # fmt: skip
        saved = _save_source(change, carrier.kind, values, source_id)
        _save_group(change, saved, carrier.group_kind, carrier, ())
        change.note(
            f"inventory.{carrier.kind.value}_saved", f"source:{saved}", quantity=carrier.quantity,
            kind=carrier.group_kind.value,
        )  # fmt: skip
    return saved


def save_party(vault: Vault, party: Party, source_id: int | None = None) -> int:
    """Enter a third party, or change it. Raises `OwnerError` when its name is missing."""
    if not party.name.strip():
        raise _missing(say("Who the third party is has not been entered."), say("Enter the name of the firm."))
    with vault.change() as change:
        values = {
            "name": party.name.strip(), "place": party.place.strip(), "quantity": 1, "unit": "家",
            "contact": party.contact.strip(), "phone": party.phone.strip(), "note": party.note.strip(),
        }  # fmt: skip
        saved = _save_source(change, SourceKind.THIRD_PARTY, values, source_id)
        carrier = Carrier(SourceKind.THIRD_PARTY, party.name, party.place, party.group_kind, 1, "", people=party.people)
        _save_group(change, saved, party.group_kind, carrier, party.field_types)
        change.note("inventory.third_party_saved", f"source:{saved}", kind=party.group_kind.value)
    return saved


def remove_by_hand(vault: Vault, source_id: int) -> None:
    """Take back something entered by hand. Files are dismissed with a reason instead."""
    with vault.change() as change:
        change.execute("DELETE FROM source WHERE id = ? AND kind <> 'file'", (source_id,))
        change.note("inventory.removed", f"source:{source_id}")


def set_party_answer(vault: Vault, source_id: int, answer: PartyAnswer, day: date | None) -> None:
    """What a third party has answered, and when; it may come after erasure has begun."""
    with vault.change(late=True) as change:
        sql = "UPDATE source SET party_answer = ?, party_answered_on = ? WHERE id = ? AND kind = 'third_party'"
        change.execute(sql, (answer, _text(day), source_id))
        change.note("inventory.party_answer", f"source:{source_id}", answer=answer.value)


def answer_place(vault: Vault, place_id: str, answer: PlaceAnswer) -> None:
    """Whether the shop has such a place."""
    with vault.change() as change:
        sql = "INSERT INTO place_answer VALUES (?, ?) ON CONFLICT (place) DO UPDATE SET answer = excluded.answer"
        change.execute(sql, (place_id, answer))
        change.note("inventory.place_answered", f"place:{place_id}", answer=answer.value)


def set_kind(vault: Vault, group_id: int, kind: GroupKind) -> None:
    """The owner says what kind of records a group holds; it is settled then, unless it is still unknown."""
    with vault.change() as change:
        sql = """UPDATE record_group SET kind = ?, settled = ?,
                 copy_of = CASE WHEN ? = 'backup' THEN copy_of END WHERE id = ?"""
        change.execute(sql, (kind, kind is not GroupKind.UNKNOWN, kind, group_id))
        change.note("inventory.kind_set", f"group:{group_id}", kind=kind.value)


def name_unreadable(vault: Vault, source_id: int, kind: GroupKind) -> int:
    """The owner says what an unreadable file is: it gets a group of that kind with people unknown. Its id."""
    if kind is GroupKind.UNKNOWN:
        todo = say("Choose the kind of records, or say why not.")
        raise _missing(say("What is in the file has not been said."), todo)
    with vault.change() as change:
        found = change.rows("SELECT id FROM record_group WHERE source_id = ?", (source_id,))
        if found:
            group_id = int(found[0][0])
            sql = "UPDATE record_group SET kind = ?, settled = 1 WHERE id = ?"
            change.execute(sql, (kind, group_id))
        else:
            sql = """INSERT INTO record_group (source_id, kind, name, records, people, field_types, settled)
                     SELECT id, ?, name, 0, NULL, '[]', 1 FROM source WHERE id = ?"""
            group_id = change.execute(sql, (kind, source_id))
        change.note("inventory.unreadable_named", f"source:{source_id}", kind=kind.value)
    return group_id


def check(vault: Vault, source_ids: Collection[int]) -> None:
    """The owner has looked at these files and agrees with what was recognised."""
    with vault.change() as change:
        for source_id in source_ids:
            change.execute("UPDATE source SET state = 'checked' WHERE id = ? AND state = 'found'", (source_id,))
            sql = "UPDATE record_group SET settled = 1 WHERE source_id = ? AND kind <> 'unknown'"
            change.execute(sql, (source_id,))
        change.note("inventory.checked", "source", sources=sorted(source_ids))


def mark_dismissed(vault: Vault, source_id: int, reason: str) -> None:
    """A false alarm, or an unreadable file without customers' data, in the owner's words."""
    if not reason.strip():
        raise _missing(say("A reason is missing."), say("Write in a few words why this is no customer data."))
    with vault.change() as change:
        sql = "UPDATE source SET state = ?, reason = ? WHERE id = ? AND kind = 'file'"
        change.execute(sql, (SourceState.DISMISSED, packed(Sentence(reason.strip())), source_id))
        change.note("inventory.dismissed", f"source:{source_id}")


def drop_groups(vault: Vault, source_id: int) -> None:
    """Take the groups of a dismissed file out of the case; its rows have gone before, in small steps."""
    with vault.change() as change:
        change.execute("DELETE FROM record_group WHERE source_id = ?", (source_id,))
        change.execute("DELETE FROM reading WHERE source_id = ?", (source_id,))
        change.note("inventory.groups_dropped", f"source:{source_id}")


def set_copies(vault: Vault, copies: Sequence[tuple[int, int]]) -> None:
    """Mark groups as copies of others: (group, original)."""
    if not copies:
        return
    with vault.change() as change:
        for group_id, original in copies:
            sql = "UPDATE record_group SET kind = 'backup', copy_of = ?, settled = 1 WHERE id = ?"
            change.execute(sql, (original, group_id))
        change.note("inventory.copies_found", "group", groups=[group_id for group_id, _ in copies])


def _save_source(change: Change, kind: SourceKind, values: dict[str, Any], source_id: int | None) -> int:
    names = ("name", "place", "quantity", "unit", "period_from", "period_to", "serial", "contact", "phone", "note")
    row = [values.get(name, None if name.startswith("period") else "") for name in names]
    if source_id is not None:
        change.execute(
            """UPDATE source SET name = ?, place = ?, quantity = ?, unit = ?, period_from = ?, period_to = ?,
               serial = ?, contact = ?, phone = ?, note = ? WHERE id = ?""",
            (*row, source_id),
        )
        return source_id
    return change.execute(
        """INSERT INTO source (name, place, quantity, unit, period_from, period_to, serial, contact, phone, note, kind,
           state, added) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'checked', ?)""",
        (*row, kind, change.time),
    )


def _save_group(change: Change, source_id: int, kind: GroupKind, carrier: Carrier, field_types: Sequence[str]) -> None:
    values = (
        kind, carrier.name.strip(), carrier.records, carrier.people, _text(carrier.period_from),
        _text(carrier.period_to), json.dumps(list(field_types)), kind is not GroupKind.UNKNOWN, source_id,
    )  # fmt: skip
    if change.rows("SELECT 1 FROM record_group WHERE source_id = ?", (source_id,)):
        change.execute(
            """UPDATE record_group SET kind = ?, name = ?, records = ?, people = ?, period_from = ?, period_to = ?,
               field_types = ?, settled = ? WHERE source_id = ?""",
            values,
        )
        return
    change.execute(
        """INSERT INTO record_group (kind, name, records, people, period_from, period_to, field_types, settled,
           source_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        values,
    )


def _check_carrier(carrier: Carrier) -> None:
    if not carrier.name.strip():
        raise _missing(say("What it is has not been entered."), say("Enter a name, such as prescriptions of 2024."))
    if carrier.quantity < 1 or not carrier.unit.strip():
        raise _missing(say("How many there are has not been entered."), say("Enter a number and a unit."))
    if carrier.period_from and carrier.period_to and carrier.period_to < carrier.period_from:
        raise _missing(say("The period ends before it begins."), say("Correct one of the two dates."))


def _missing(happened: Sentence, todo: Sentence) -> OwnerError:
    return OwnerError(happened, meaning=say("Nothing has been saved."), todo=todo)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
