"""Undoing a join: rows that were taken for one person become a person of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from desktop.inventory import store
from desktop.inventory.records import Record
from desktop.inventory.register import Known, birthday, keys_of, known_of
from desktop.inventory.tables import Person
from desktop.vault.vault import Vault

_TYPES = {"landline": "mobile"}
"""Field types that say something of a person under another name."""
_FACTS = frozenset(Person._fields)


def part(vault: Vault, subject_id: int, record_ids: Collection[int]) -> int:
    """Make the named rows of a person a person of their own; both keep what their own rows say. The new person's id.

    What recognises the new one from now on is what its rows say and the others do not. It holds for the rows in the
    case; a file that is read anew is joined anew. Raises `ValueError` when no row, or every row, is named.
    """
    rows = list(store.records_of(vault, subject_id))
    gone = [row for row in rows if row.id in set(record_ids)]
    kept = [row for row in rows if row.id not in set(record_ids)]
    if not gone or not kept:
        raise ValueError("a part of the rows has to be named")
    new, old = facts_of(vault, gone), facts_of(vault, kept)
    keys = {key for side in keys_of(new, "") for key in side} - {key for side in keys_of(old, "") for key in side}
    with vault.change() as change:
        sql = """INSERT INTO subject (name, mobile, id_number, member_no, birth_date, address, postcode)
                 VALUES (?, ?, ?, ?, ?, ?, ?)"""
        fresh = change.execute(sql, _values(new))
        sql = """UPDATE subject SET name = ?, mobile = ?, id_number = ?, member_no = ?, birth_date = ?, address = ?,
                 postcode = ? WHERE id = ?"""
        change.execute(sql, (*_values(old), subject_id))
        sql = "UPDATE appearance SET subject_id = ? WHERE subject_id = ? AND group_id = ? AND record_id = ?"
        change.executemany(sql, [(fresh, subject_id, row.group_id, row.id) for row in gone])
        change.executemany("UPDATE record SET subject_id = ? WHERE id = ?", [(fresh, row.id) for row in gone])
        sql = "UPDATE subject_key SET subject_id = ? WHERE value = ? AND subject_id = ?"
        change.executemany(sql, [(fresh, key, subject_id) for key in sorted(keys)])
        sql = """UPDATE record_group SET people = (SELECT count(DISTINCT subject_id) FROM record WHERE group_id = ?)
                 WHERE id = ? AND people IS NOT NULL"""
        change.executemany(sql, [(number, number) for number in sorted({row.group_id for row in gone})])
        change.note("inventory.join_undone", f"subject:{subject_id}", new=fresh, rows=len(gone))
    return fresh


def facts_of(vault: Vault, rows: Iterable[Record], types: dict[int, tuple[str, ...]] | None = None) -> Known:
    """What rows say about their person: the first value of each kind. `types` remembers the columns of each group."""
    facts: dict[str, str] = {}
    types = {} if types is None else types
    for row in rows:
        if row.group_id not in types:
            types[row.group_id] = tuple(column.field_type for column in store.columns(vault, row.group_id))
        for field_type, cell in zip(types[row.group_id], row.cells, strict=False):
            name = _TYPES.get(field_type, field_type)
            if name in _FACTS and cell:
                facts.setdefault(name, cell)
    return known_of(Person(**facts))


def _values(known: Known) -> tuple[object, ...]:
    born = birthday(known)
    day = born.isoformat() if born else None
    return (known.name, known.mobile, known.id_number, known.member_no, day, known.address, known.postcode)
