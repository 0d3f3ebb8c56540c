"""The findings as the page shows them: their order in pieces, and what is still open, both from indexes.

A drive may hold two hundred thousand of them, and the window must never wait for all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.inventory.records import SourceKind
from desktop.vault.vault import Vault

READ_AT_ONCE = 250
"""Entries of an index that are read in one go: under 1 ms, and too few to set off a collection of garbage."""
FEW = 2000


@dataclass(frozen=True, slots=True)
class Placed:
    """A shown source and the heading it stands under."""

    id: int
    kind: SourceKind
    place: str


@dataclass(frozen=True, slots=True)
class Open:
    """What waits for the owner: how many, and the first of them."""

    count: int
    first: int | None


def in_order(vault: Vault) -> Iterator[list[Placed]]:
    """The shown sources in pieces: files by folder and name, then paper, devices, third parties."""
    for kind in SourceKind:
        place, name, last = "", "", -1
        sql = """SELECT id, place, name FROM source WHERE kind = ? AND state NOT IN ('reading', 'no_personal_data')
                 AND (place, name, id) > (?, ?, ?) ORDER BY place, name, id LIMIT ?"""
        while rows := vault.rows(sql, (kind, place, name, last, READ_AT_ONCE)):
            last, place, name = rows[-1]
            yield [Placed(source_id, kind, where) for source_id, where, _ in rows]


def known(vault: Vault, source_ids: Sequence[int]) -> set[int]:
    """Which of these sources are still in the case."""
    sql = "SELECT id FROM source WHERE id IN (SELECT value FROM json_each(?))"
    return {int(row[0]) for row in vault.rows(sql, (json.dumps(source_ids),))}


def sure(vault: Vault) -> Iterator[list[int]]:
    """In pieces: files that a scan has read, of which every group is certain."""
    last = -1
    while rows := vault.rows(
        "SELECT id FROM source WHERE state = 'found' AND id > ? ORDER BY id LIMIT ?", (last, READ_AT_ONCE)
    ):
        first, last = rows[0][0], rows[-1][0]
        sql = """SELECT id FROM source WHERE state = 'found' AND id BETWEEN ? AND ?
                 AND EXISTS (SELECT 1 FROM record_group WHERE source_id = source.id)
                 AND NOT EXISTS (SELECT 1 FROM record_group WHERE source_id = source.id AND settled = 0)"""
        yield [int(row[0]) for row in vault.rows(sql, (first, last))]


def records_in(vault: Vault, place: str) -> int:
    """How many records the shown files of a folder hold."""
    sql = """SELECT coalesce(sum(records), 0) FROM source JOIN record_group ON source_id = source.id
             WHERE source.kind = 'file' AND place = ? AND state NOT IN ('reading', 'no_personal_data', 'dismissed')"""
    return int(vault.value(sql, (place,)))


def by_hand(vault: Vault) -> dict[SourceKind, int]:
    """How many sources of each kind were entered by hand."""
    sql = """SELECT kind, count(*) FROM source WHERE kind IN ('paper', 'device', 'third_party')
             AND state NOT IN ('reading', 'no_personal_data') GROUP BY kind"""
    return {SourceKind(kind): int(count) for kind, count in vault.rows(sql)}


def any_source(vault: Vault) -> bool:
    """Whether anything has been recorded."""
    return vault.value("SELECT 1 FROM source WHERE state <> 'reading' LIMIT 1") is not None


def unchecked(vault: Vault) -> Open:
    """Files that a scan has read and nobody has looked at."""
    return _open(vault, "SELECT count(*), min(id) FROM source WHERE state = 'found'")


def unnamed(vault: Vault) -> Open:
    """Files that could not be read, and of which nobody has said what is in them."""
    sql = """SELECT count(*), min(id) FROM source WHERE state = 'unreadable'
             AND NOT EXISTS (SELECT 1 FROM record_group WHERE source_id = source.id)"""
    return _open(vault, sql)


def unsettled_group(vault: Vault) -> int | None:
    """A group of a checked source whose kind is not certain."""
    few = vault.value("SELECT count(*) FROM (SELECT 1 FROM record_group WHERE settled = 0 LIMIT ?)", (FEW,))
    # Where a scan has just read a whole drive nearly all groups are uncertain and hardly a file is checked.
    tables = "record_group CROSS JOIN source" if few < FEW else "source CROSS JOIN record_group"
    sql = f"""SELECT record_group.id FROM {tables} ON source.id = source_id
              WHERE settled = 0 AND state = 'checked' LIMIT 1"""  # noqa: S608 - one of two texts of this file
    found = vault.value(sql)
    return None if found is None else int(found)


def _open(vault: Vault, sql: str) -> Open:
    count, first = vault.rows(sql)[0]
    return Open(int(count), None if first is None else int(first))
