"""Undoing a join: rows that were taken for one person become a person of their own."""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from desktop.inventory import store
from desktop.inventory.records import Record
from desktop.inventory.register import Known, birthday, fingerprint, keys_of, known_of
from desktop.inventory.tables import Person
from desktop.vault.vault import Vault

READ_AT_ONCE = 400
"""Rows read in one go: about 5 ms."""
_TYPES = {"landline": "mobile"}
"""Field types that say something of a person under another name."""
_FACTS = frozenset(Person._fields)


def part(vault: Vault, subject_id: int, record_ids: Collection[int]) -> Generator[None, None, int]:
    """Make the named rows of a person a person of their own; both keep what their own rows say. The new person's id.

    What recognises the new one from now on is what its rows say and the others do not. It holds for files that are read
    anew, too: a row that says the same in the same table goes where its like went, and the two are never joined again.
    Raises `ValueError` when no row, or every row, is named.

    What the rows say is read in pieces. They move in one transaction, so that nothing is ever half apart: 5 ms for a
    thousand of them.
    """
    named, ids = set(record_ids), store.record_ids_of(vault, subject_id)
    gone, kept = [number for number in ids if number in named], [number for number in ids if number not in named]
    if not gone or not kept:
        raise ValueError("a part of the rows has to be named")
    types: dict[int, tuple[str, ...]] = {}
    of_new, of_old = _Side(), _Side()
    yield from _read_in_steps(vault, gone, types, of_new)
    groups = sorted(types)
    yield from _read_in_steps(vault, kept, types, of_old)
    new, old = as_known(of_new.facts), as_known(of_old.facts)
    keys = {key for side in keys_of(new, "") for key in side} - {key for side in keys_of(old, "") for key in side}
    with vault.change() as change:
        sql = """INSERT INTO subject (name, mobile, id_number, member_no, birth_date, address, postcode)
                 VALUES (?, ?, ?, ?, ?, ?, ?)"""
        fresh = change.execute(sql, _values(new))
        sql = """UPDATE subject SET name = ?, mobile = ?, id_number = ?, member_no = ?, birth_date = ?, address = ?,
                 postcode = ? WHERE id = ?"""
        change.execute(sql, (*_values(old), subject_id))
        moved = json.dumps(gone)
        sql = """UPDATE appearance SET subject_id = ?
                 WHERE subject_id = ? AND record_id IN (SELECT value FROM json_each(?))"""
        change.execute(sql, (fresh, subject_id, moved))
        change.execute("UPDATE record SET subject_id = ? WHERE id IN (SELECT value FROM json_each(?))", (fresh, moved))
        sql = "UPDATE subject_key SET subject_id = ? WHERE value = ? AND subject_id = ?"
        change.executemany(sql, [(fresh, key, subject_id) for key in sorted(keys)])
        sql = """UPDATE record_group SET people = (SELECT count(DISTINCT subject_id) FROM record WHERE group_id = ?)
                 WHERE id = ? AND people IS NOT NULL"""
        change.executemany(sql, [(number, number) for number in groups])
        change.execute("INSERT INTO join_apart VALUES (?, ?)", (subject_id, fresh))
        # What rows on both sides say in one table tells nobody apart.
        said = [(*place, fresh) for place in sorted(of_new.said - of_old.said)]
        said += [(*place, subject_id) for place in sorted(of_old.said - of_new.said)]
        change.executemany("INSERT OR REPLACE INTO join_said VALUES (?, ?, ?)", said)
        change.note("inventory.join_undone", f"subject:{subject_id}", new=fresh, rows=len(gone))
    return fresh


def facts_of(vault: Vault, rows: Iterable[Record], types: dict[int, tuple[str, ...]] | None = None) -> Known:
    """What rows say about their person: the first value of each kind. `types` remembers the columns of each group."""
    facts: dict[str, str] = {}
    _add_all(vault, facts, rows, {} if types is None else types)
    return as_known(facts)


@dataclass(slots=True)
class _Side:
    """What the rows of one side say together, and where each says what: (group, fingerprint)."""

    facts: dict[str, str] = field(default_factory=dict)
    said: set[tuple[int, str]] = field(default_factory=set)


def _read_in_steps(
    vault: Vault, record_ids: Sequence[int], types: dict[int, tuple[str, ...]], side: _Side
) -> Iterator[None]:
    for at in range(0, len(record_ids), READ_AT_ONCE):
        rows = store.records_by_id(vault, record_ids[at : at + READ_AT_ONCE])
        _add_all(vault, side.facts, rows, types)
        side.said |= {(row.group_id, fingerprint(_person(types[row.group_id], row.cells))) for row in rows}
        yield


def _person(types: Sequence[str], cells: Sequence[str]) -> Person:
    """What a row says, from the columns from which it is said when a table is read."""
    first = {name: cell for name, cell in reversed(list(zip(types, cells, strict=False))) if name}
    if "mobile" not in types:
        first["mobile"] = first.get("landline", "")
    return Person(**{name: first.get(name, "") for name in Person._fields})


def _add_all(vault: Vault, facts: dict[str, str], rows: Iterable[Record], types: dict[int, tuple[str, ...]]) -> None:
    for row in rows:
        if row.group_id not in types:
            types[row.group_id] = tuple(column.field_type for column in store.columns(vault, row.group_id))
        add_facts(facts, types[row.group_id], row)


def add_facts(facts: dict[str, str], types: Iterable[str], row: Record) -> None:
    """Add what a row says that is not known yet. `types`: what its columns hold."""
    for field_type, cell in zip(types, row.cells, strict=False):
        name = _TYPES.get(field_type, field_type)
        if name in _FACTS and cell:
            facts.setdefault(name, cell)


def as_known(facts: dict[str, str]) -> Known:
    """What `add_facts` has put together."""
    return known_of(Person(**facts))


def _values(known: Known) -> tuple[object, ...]:
    born = birthday(known)
    day = born.isoformat() if born else None
    return (known.name, known.mobile, known.id_number, known.member_no, day, known.address, known.postcode)
