"""Everything the vault knows about packs, boxes and lists. All SQL of this room is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from desktop import numbers
from desktop.classification import store as classification
from desktop.classification.records import Decision, Disposition
from desktop.errors import OwnerError
from desktop.handover.records import (
    Box,
    CustodyList,
    ListKind,
    Pack,
    PackEntry,
    PackKind,
    PackSpec,
    PackState,
    Receipt,
)
from desktop.inventory import store as inventory
from desktop.inventory.records import RecordGroup, Source
from desktop.inventory.store_carriers import number_for
from desktop.vault.vault import Change, Row, Vault
from desktop.words import say

_BASIS = "custody_list_basis"
_TRANSFER = "transfer_pack_basis"


# -- packs


def packs(vault: Vault) -> tuple[Pack, ...]:
    """All packs in the order in which they were begun."""
    return tuple(map(_pack, vault.rows("SELECT * FROM pack ORDER BY id")))


def pack(vault: Vault, pack_id: int) -> Pack:
    """One pack."""
    return next(found for found in packs(vault) if found.id == pack_id)


def entries(vault: Vault, pack_id: int) -> tuple[PackEntry, ...]:
    """What a pack holds, file by file."""
    return tuple(map(_entry, vault.rows("SELECT * FROM pack_entry WHERE pack_id = ? ORDER BY name", (pack_id,))))


def verified_groups(vault: Vault) -> frozenset[int]:
    """Groups that lie wholly, as they are now, in a verified seal pack or in a sealed box: only their copies may go."""
    return _held_now(vault, PackKind.SEAL) | {box.group_id for box in boxes(vault)}


def transferred_groups(vault: Vault) -> frozenset[int]:
    """Groups of which a verified transfer pack holds what may be handed over, as it is now."""
    return _held_now(vault, PackKind.TRANSFER)


def outdated_packs(vault: Vault) -> frozenset[int]:
    """Verified packs of which a group has been read anew, or decided anew, since they were written."""
    sound = [found for found in packs(vault) if found.state is PackState.VERIFIED]
    return frozenset(
        found.id for found in sound if any(not _as_packed(vault, found, e) for e in entries(vault, found.id))
    )


def state_of(source: Source, group: RecordGroup, decision: Decision | None) -> str:
    """What a sealed copy of a group rests on: the file as it was read, how many records, until when they are kept."""
    if decision is None or decision.disposition is not Disposition.SEAL:
        return f"{source.sha256}:{group.records}"
    until = "permanent" if decision.permanent else _text(decision.until) or ""
    return f"{source.sha256}:{group.records}:{until}"


def _held_now(vault: Vault, kind: PackKind) -> frozenset[int]:
    held: set[int] = set()
    for found in packs(vault):
        if found.kind is kind and found.state is PackState.VERIFIED:
            held |= {entry.group_id for entry in entries(vault, found.id) if _as_packed(vault, found, entry)}
    return frozenset(held)


def _as_packed(vault: Vault, found: Pack, entry: PackEntry) -> bool:
    """Whether a pack holds a group as the case has it now. A file that was read again may be another one."""
    source, group = inventory.source(vault, entry.source_id), inventory.group(vault, entry.group_id)
    if not entry.basis:  # written before the state was noted: the file that lies in it tells
        return entry.sha256 == source.sha256 and entry.records == group.records
    made = classification.decision(vault, group.id) if found.kind is PackKind.SEAL else None
    return entry.basis == state_of(source, group, made)


def rows_removed(vault: Vault) -> bool:
    """Whether the case has given up its customers' rows: nothing can be written out of them any more."""
    return bool(vault.value("SELECT 1 FROM journal WHERE act = 'erasure.case_rows_removed'"))


def draw_numbers(vault: Vault) -> tuple[str, str]:
    """The numbers of a pack (FX) and of its code sheet (KL), before either exists.

    Packs and their lists are written also after erasure has begun: what must be kept may have to be sealed once more.
    """
    with vault.change(late=True) as change:
        number = change.new_number(numbers.Kind.BOX, vault.case_code)
        sheet = change.new_number(numbers.Kind.PACK_CODE_SHEET, vault.case_code)
        change.note("handover.pack_numbered", f"pack:{number}", code_sheet=sheet)
    return number, sheet


def begin(vault: Vault, spec: PackSpec, path: Path) -> int:
    """The intent: from here on this pack is being built at `path`."""
    with vault.change(late=True) as change:
        change.execute("DELETE FROM pack WHERE number = ? AND state = 'building'", (spec.number,))
        key = change.execute(
            "INSERT INTO pack (kind, number, code_sheet, path, falls_due, records, state, made) "
            "VALUES (?,?,?,?,?,?,'building',?)",
            (
                spec.kind.value, spec.number, spec.code_sheet, str(path), _text(spec.falls_due), spec.records,
                change.time,
            ),
        )  # fmt: skip
        change.note("handover.pack_begun", f"pack:{spec.number}", groups=list(spec.group_ids), records=spec.records)
    return key


def transfer_basis(vault: Vault) -> str:
    """The digest of whom and what the last verified transfer pack was made for; empty without one."""
    if not vault.value("SELECT 1 FROM pack WHERE kind = 'transfer' AND state = 'verified'"):
        return ""
    return vault.fact(_TRANSFER) or ""


def finish(
    vault: Vault, pack_id: int, size: int, sha256: str, manifest: str, held: Sequence[PackEntry], basis: str = ""
) -> Pack:
    """The result: read back, opened, compared. `basis` is for transfer packs: whom and what it was made for."""
    with vault.change(late=True) as change:
        change.executemany(
            "INSERT INTO pack_entry (pack_id, source_id, group_id, name, size, sha256, records, basis) "
            "VALUES (?,?,?,?,?,?,?,?)",
            [(pack_id, e.source_id, e.group_id, e.name, e.size, e.sha256, e.records, e.basis) for e in held],
        )
        change.execute(
            "UPDATE pack SET size = ?, sha256 = ?, manifest_sha256 = ?, state = 'verified', verified = ? WHERE id = ?",
            (size, sha256, manifest, change.time, pack_id),
        )
        number = change.rows("SELECT number FROM pack WHERE id = ?", (pack_id,))[0]["number"]
        if basis:
            change.set(_TRANSFER, basis)
        change.note(
            "handover.pack_verified", f"pack:{number}", bytes=size, sha256=sha256, manifest=manifest,
            files=len({e.name for e in held}), records=sum(e.records for e in held),
        )  # fmt: skip
    return pack(vault, pack_id)


def abandon(vault: Vault, unfinished: Pack) -> None:
    """A pack that a crash cut short: it never was one. Its numbers are not used again."""
    with vault.change(late=True) as change:
        change.execute("DELETE FROM pack WHERE id = ? AND state = 'building'", (unfinished.id,))
        change.note("handover.pack_abandoned", f"pack:{unfinished.number}", code_sheet=unfinished.code_sheet)


def mark_damaged(vault: Vault, pack_id: int, found: str) -> Pack:
    """A check-up found the pack missing or changed: what it held counts as not sealed from now on."""
    with vault.change(late=True) as change:
        change.execute("UPDATE pack SET state = 'damaged' WHERE id = ?", (pack_id,))
        change.note("handover.pack_damaged", f"pack:{pack(vault, pack_id).number}", found=found)
    return pack(vault, pack_id)


def last_damage(vault: Vault) -> str:
    """When a pack was last found damaged or missing (UTC, ISO); empty when none ever was."""
    return str(vault.value("SELECT max(time) FROM journal WHERE act = 'handover.pack_damaged'") or "")


def mark_checked(vault: Vault, pack_id: int) -> Pack:
    """A check-up found the pack as it was written."""
    with vault.change(late=True) as change:
        change.execute("UPDATE pack SET state = 'verified', verified = ? WHERE id = ?", (change.time, pack_id))
        change.note("handover.pack_checked", f"pack:{pack(vault, pack_id).number}")
    return pack(vault, pack_id)


def save_receipt(vault: Vault, pack_id: int, day: date, name: str) -> None:
    """The recipient signed for a transfer pack."""
    if not name.strip():
        raise OwnerError(say("It is not said who received the pack."), todo=say("Enter the name of who signed."))
    with vault.change(late=True) as change:
        change.execute(
            "INSERT OR REPLACE INTO receipt (pack_id, received_on, received_by) VALUES (?,?,?)",
            (pack_id, day.isoformat(), name.strip()),
        )
        change.note("handover.receipt_recorded", f"pack:{pack(vault, pack_id).number}", day=day.isoformat())


def receipts(vault: Vault) -> tuple[Receipt, ...]:
    """The receipts of transfer packs."""
    rows = vault.rows("SELECT * FROM receipt ORDER BY pack_id")
    return tuple(Receipt(int(r["pack_id"]), date.fromisoformat(r["received_on"]), r["received_by"]) for r in rows)


# -- boxes


def boxes(vault: Vault) -> tuple[Box, ...]:
    """Paper in sealed custody."""
    return tuple(map(_box, vault.rows("SELECT * FROM box ORDER BY number")))


def save_box(
    vault: Vault, group_id: int, source_id: int, seal_no: str, position: str, falls_due: date | None, sealed_on: date
) -> Box:
    """Seal a group's paper in a box, or correct its seal and place; the box number is given once and stays."""
    if not seal_no.strip() or not position.strip():
        raise OwnerError(
            say("A sealed box needs the number of its seal and its place."),
            todo=say("Enter both; the number is printed on the seal itself."),
        )
    with vault.change() as change:
        known = change.rows("SELECT number FROM box WHERE group_id = ?", (group_id,))
        number = known[0]["number"] if known else _box_number(change, vault.case_code, source_id)
        change.execute(
            "INSERT INTO box (group_id, source_id, number, seal_no, position, falls_due, sealed_on) "
            "VALUES (?,?,?,?,?,?,?) ON CONFLICT (group_id) DO UPDATE SET seal_no = excluded.seal_no, "
            "position = excluded.position, falls_due = excluded.falls_due, sealed_on = excluded.sealed_on",
            (
                group_id, source_id, number, seal_no.strip(), position.strip(), _text(falls_due), sealed_on.isoformat(),
            ),
        )  # fmt: skip
        change.note("handover.box_sealed", f"box:{number}", group=group_id, day=sealed_on.isoformat())
    return next(box for box in boxes(vault) if box.group_id == group_id)


def _box_number(change: Change, case_code: str, source_id: int) -> str:
    """The number that the label of the paper bears; another one where a box has it already."""
    number = number_for(change, case_code, source_id)
    if change.rows("SELECT 1 FROM box WHERE number = ?", (number,)):
        return change.new_number(numbers.Kind.BOX, case_code)
    return number


# -- lists


def lists(vault: Vault) -> tuple[CustodyList, ...]:
    """The lists that were made, the newest last."""
    rows = vault.rows("SELECT * FROM custody_list ORDER BY made, number")
    return tuple(CustodyList(r["number"], ListKind(r["kind"]), r["made"], r["sha256"]) for r in rows)


def list_basis(vault: Vault, kind: ListKind) -> str:
    """The digest of what the last list of that kind names; empty when none was made."""
    return vault.fact(f"{_BASIS}:{kind.value}") or ""


def list_number(vault: Vault, kind: ListKind, basis: str) -> str:
    """The number for a list: the last one while nothing on it has changed, else a new one."""
    made = [entry for entry in lists(vault) if entry.kind is kind]
    if made and list_basis(vault, kind) == basis:
        return made[-1].number
    series = numbers.Kind.SEAL_LIST if kind is ListKind.SEAL else numbers.Kind.TRANSFER_LIST
    with vault.change(late=True) as change:
        number = change.new_number(series, vault.case_code)
        change.note("handover.list_numbered", f"list:{number}")
    return number


def save_list(vault: Vault, kind: ListKind, number: str, sha256: str, basis: str) -> CustodyList:
    """A list was printed or saved."""
    with vault.change(late=True) as change:
        change.execute(
            "INSERT INTO custody_list (number, kind, made, sha256) VALUES (?,?,?,?) "
            "ON CONFLICT (number) DO UPDATE SET made = excluded.made, sha256 = excluded.sha256",
            (number, kind.value, change.time, sha256),
        )
        change.set(f"{_BASIS}:{kind.value}", basis)
        change.note("handover.list_made", f"list:{number}", sha256=sha256)
        return CustodyList(number, kind, change.time, sha256)


def _pack(row: Row) -> Pack:
    return Pack(
        int(row["id"]), PackKind(row["kind"]), row["number"], row["code_sheet"], Path(row["path"]), int(row["size"]),
        row["sha256"], row["manifest_sha256"], _day(row["falls_due"]), int(row["records"]), PackState(row["state"]),
        row["verified"],
    )  # fmt: skip


def _entry(row: Row) -> PackEntry:
    return PackEntry(
        int(row["pack_id"]), int(row["source_id"]), int(row["group_id"]), row["name"], int(row["size"]),
        row["sha256"], int(row["records"]), row["basis"],
    )  # fmt: skip


def _box(row: Row) -> Box:
    return Box(
        int(row["source_id"]), int(row["group_id"]), row["number"], row["seal_no"], row["position"],
        _day(row["falls_due"]), date.fromisoformat(row["sealed_on"]),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
