"""What the inventory room writes while files are read: in small transactions; nothing waits, nothing doubles.

A file that is being read stands in `reading`. Its rows come in batches; the last transaction takes it out of there.
What a crash leaves behind is thrown away by `begin` and read again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, repeat
from pathlib import Path

from desktop.inventory.digits import plain
from desktop.inventory.records import ColumnGuess, Finding, GroupKind, SourceKind, SourceState
from desktop.inventory.register import Known, Register, RegisterChanges, Undone, birthday
from desktop.inventory.store import packed, path_text, shown_name
from desktop.inventory.tables import LineFault
from desktop.shop import store as shop_store
from desktop.vault.vault import Change, Vault
from desktop.words import Sentence

THROWN_AWAY_AT_ONCE = 1500
"""Rows removed in one transaction: about 30 ms."""
CaseRows = tuple[Sequence[int], Sequence[int], Sequence[str]]
"""Side by side: lines, subjects (0 for nobody), cells as JSON."""


_NOT_ANY_MORE = "DELETE FROM appearance WHERE subject_id = ? AND group_id = ? AND record_id = ?"
_NONE_OF_SOURCE = """DELETE FROM appearance WHERE (subject_id, group_id, record_id) IN
    (SELECT subject_id, group_id, record.id FROM record JOIN record_group ON record_group.id = group_id
     WHERE source_id = ?)"""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as it was when it was read. Times in nanoseconds; `changed` and `modified` as in `walking.Seen`.

    `head` is that of `walking.head_of`: what is read again where only the times are in doubt.
    """

    path: Path
    size: int
    modified: str
    sha256: str
    head: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What is known of a group when all its rows are in."""

    group_id: int
    kind: GroupKind
    records: int
    people: int
    period_from: date | None
    period_to: date | None
    field_types: tuple[str, ...]
    settled: bool
    columns: tuple[ColumnGuess, ...]


def read_register(vault: Vault) -> Register:
    """The register as the case has it; it knows the phone numbers of the shop's own people."""
    sql = """SELECT id, name, mobile, id_number, member_no, birth_date, address, postcode
             FROM subject WHERE joined_to IS NULL"""
    known = ((int(row[0]), Known(*[value or "" for value in tuple(row)[1:]])) for row in vault.each(sql))
    keys = ((str(row[0]), int(row[1])) for row in vault.each("SELECT value, subject_id FROM subject_key"))
    last = int(vault.value("SELECT coalesce(max(id), 0) FROM subject"))
    apart = tuple((int(row[0]), int(row[1])) for row in vault.rows("SELECT one, other FROM join_apart"))
    said = {(int(row[0]), str(row[1])): int(row[2]) for row in vault.rows("SELECT * FROM join_said")}
    return Register(known, keys, last, _own_numbers(vault), Undone(apart, said))


def _own_numbers(vault: Vault) -> frozenset[str]:
    shop = shop_store.read_shop(vault)
    numbers = [shop.phone if shop else "", *(person.phone for person in shop_store.people(vault))]
    return frozenset(plain(number) for number in numbers if number)


def source_id(vault: Vault, path: Path) -> int | None:
    """The source of a file, in whatever state."""
    found = vault.value("SELECT id FROM source WHERE path = ?", (path_text(path),))
    return None if found is None else int(found)


def begin(vault: Vault, facts: FileFacts, first_subject: int) -> int:
    """Mark a file as being read; later rooms do not see it until `finish`. Returns the source's id."""
    with vault.change() as change:
        path = path_text(facts.path)
        found = change.rows("SELECT id FROM source WHERE path = ?", (path,))
        if found:
            begun = int(found[0][0])
            change.execute("UPDATE source SET state = ? WHERE id = ?", (SourceState.READING, begun))
        else:
            begun = _insert_source(change, facts, SourceState.READING, None)
        change.execute("INSERT OR IGNORE INTO reading VALUES (?, ?)", (begun, first_subject))
        change.note("inventory.reading", f"source:{begun}", bytes=facts.size)
    return begun


def throw_away(vault: Vault, source_id: int) -> Iterator[int]:
    """Remove the rows of a file and the persons whom only its cut-off reading had added; yields rows removed so far."""
    done = 0
    pick = """SELECT subject_id, group_id, record.id FROM record JOIN record_group ON record_group.id = group_id
              WHERE source_id = ? LIMIT ?"""
    while rows := [tuple(row) for row in vault.rows(pick, (source_id, THROWN_AWAY_AT_ONCE))]:
        with vault.change() as change:
            change.executemany(_NOT_ANY_MORE, [row for row in rows if row[0] is not None])
            change.executemany("DELETE FROM record WHERE id = ?", [row[2:] for row in rows])
            change.note("inventory.rows_thrown_away", f"source:{source_id}", rows=len(rows))
        done += len(rows)
        yield done
    first = vault.value("SELECT first_subject FROM reading WHERE source_id = ?", (source_id,))
    lonely = """SELECT id FROM subject WHERE id >= ?
                AND NOT EXISTS (SELECT 1 FROM appearance WHERE subject_id = subject.id)
                AND NOT EXISTS (SELECT 1 FROM subject AS other WHERE other.joined_to = subject.id) LIMIT ?"""
    while first is not None and (rows := vault.rows(lonely, (first, THROWN_AWAY_AT_ONCE))):
        with vault.change() as change:
            ids = [(row[0],) for row in rows]
            change.executemany("DELETE FROM subject_key WHERE subject_id = ?", ids)
            change.executemany("DELETE FROM subject WHERE id = ?", ids)
            change.note("inventory.persons_thrown_away", f"source:{source_id}", persons=len(ids))
        yield done
    with vault.change() as change:
        change.execute(
            "DELETE FROM fault WHERE group_id IN (SELECT id FROM record_group WHERE source_id = ?)", (source_id,)
        )
        change.execute("DELETE FROM finding WHERE source_id = ?", (source_id,))
        change.note("inventory.cleared", f"source:{source_id}", rows=done)


def begin_group(vault: Vault, source_id: int, part: str, name: str) -> int:
    """The group for one table of a file. A file read again keeps its groups, and with them what was decided."""
    with vault.change() as change:
        found = change.rows("SELECT id FROM record_group WHERE source_id = ? AND part = ?", (source_id, part))
        if found:
            group_id = int(found[0][0])
        else:
            sql = """INSERT INTO record_group (source_id, kind, name, part, records, people, field_types, settled)
                     VALUES (?, 'unknown', ?, ?, 0, 0, '[]', 0)"""
            group_id = change.execute(sql, (source_id, name, part))
        change.note("inventory.group_begun", f"group:{group_id}", source=source_id)
    return group_id


def add_rows(
    vault: Vault, group_id: int, rows: CaseRows, faults: Iterable[LineFault], register: RegisterChanges
) -> int:
    """A batch of rows with their persons and faults, in one transaction; the id of the first row.

    Who appears in them is written later, by `add_appearances`.
    """
    lines, subjects, cells = rows
    with vault.change() as change:
        _write_register(change, register)
        first = int(change.rows("SELECT coalesce(max(id), 0) + 1 FROM record")[0][0])
        change.executemany(
            "INSERT INTO record (id, group_id, line, subject_id, cells) VALUES (?, ?, ?, nullif(?, 0), ?)",
            zip(count(first), repeat(group_id), lines, subjects, cells, strict=False),
        )
        change.executemany(
            "INSERT INTO fault VALUES (?, ?, ?, ?)",
            [(group_id, fault.line, fault.field_type, packed(fault.what)) for fault in faults],
        )
        change.note("inventory.rows", f"group:{group_id}", rows=len(lines))
    return first


def move_rows(vault: Vault, group_id: int, subjects: Sequence[int], records: Sequence[int]) -> None:
    """Rows whose person was joined to another after they were written, and before `add_appearances`."""
    with vault.change() as change:
        change.executemany("UPDATE record SET subject_id = ? WHERE id = ?", zip(subjects, records, strict=True))
        change.note("inventory.rows_moved", f"group:{group_id}", rows=len(records))


def add_appearances(vault: Vault, group_id: int, subjects: Sequence[int], records: Sequence[int]) -> None:
    """Who appears in which rows of a group, side by side and in the order of subjects."""
    with vault.change() as change:
        change.executemany(
            "INSERT INTO appearance VALUES (?, ?, ?)", zip(subjects, repeat(group_id), records, strict=False)
        )
        change.note("inventory.people_in_rows", f"group:{group_id}", rows=len(records))


def finish(
    vault: Vault, source_id: int, facts: FileFacts, state: SourceState, reason: Sentence | None,
    groups: Sequence[GroupFacts], findings: Sequence[Finding],
) -> None:  # fmt: skip
    """The file is through: its groups, columns and findings, and what it was when it was read."""
    with vault.change() as change:
        change.execute(_READ, (state, packed(reason), *_stamp(facts), source_id))
        for group in groups:
            _write_group(change, group)
        kept = {group.group_id for group in groups}
        known = change.rows("SELECT id FROM record_group WHERE source_id = ?", (source_id,))
        change.executemany("DELETE FROM record_group WHERE id = ?", [(row[0],) for row in known if row[0] not in kept])
        change.execute("DELETE FROM finding WHERE source_id = ?", (source_id,))
        change.executemany(
            "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (source_id, f.field_type, f.total, f.distinct, f.confidence, packed(f.reason), f.sample)
                for f in findings
            ],
        )
        change.execute("DELETE FROM reading WHERE source_id = ?", (source_id,))
        change.note(
            "inventory.source_read", f"source:{source_id}", state=state.value, groups=len(groups),
            records=sum(group.records for group in groups), sha256=facts.sha256,
        )  # fmt: skip


def add_simple(vault: Vault, files: Sequence[tuple[FileFacts, SourceState, Sentence | None]]) -> None:
    """Files without records: nothing found, or not readable. Many in one transaction.

    What the owner has said about an unreadable file stays, as long as the file is the same.
    """
    if not files:
        return
    with vault.change() as change:
        for facts, state, reason in files:
            found = change.rows("SELECT id, sha256, state FROM source WHERE path = ?", (path_text(facts.path),))
            if not found:
                _insert_source(change, facts, state, reason)
            elif found[0]["sha256"] != facts.sha256 or found[0]["state"] in ("reading", "no_personal_data"):
                change.execute(_NONE_OF_SOURCE, (found[0]["id"],))
                change.execute("DELETE FROM record_group WHERE source_id = ?", (found[0]["id"],))
                change.execute("DELETE FROM finding WHERE source_id = ?", (found[0]["id"],))
                change.execute("DELETE FROM reading WHERE source_id = ?", (found[0]["id"],))
                change.execute(_READ, (state, packed(reason), *_stamp(facts), found[0]["id"]))
        unread = sum(1 for _, state, _ in files if state is SourceState.UNREADABLE)
        change.note("inventory.files_seen", "scan", files=len(files), unreadable=unread)


def begin_scan(vault: Vault, folder: Path) -> int:
    """Mark a scan of a folder as begun; one that was cut off goes on under its own number."""
    with vault.change() as change:
        found = change.rows("SELECT id FROM scan WHERE folder = ? AND finished IS NULL", (path_text(folder),))
        scan_id = int(found[0][0]) if found else 0
        if not found:
            values = (path_text(folder), change.time)
            scan_id = change.execute("INSERT INTO scan (folder, started) VALUES (?, ?)", values)
        change.note("inventory.scan_begun", f"scan:{scan_id}", again=bool(found))
    return scan_id


def finish_scan(vault: Vault, scan_id: int, files: int, unreadable: int) -> None:
    """The scan is through."""
    with vault.change() as change:
        sql = "UPDATE scan SET finished = ?, files = ?, unreadable = ? WHERE id = ?"
        change.execute(sql, (change.time, files, unreadable, scan_id))
        change.note("inventory.scan_finished", f"scan:{scan_id}", files=files, unreadable=unreadable)


_READ = """UPDATE source SET state = ?, reason = ?, size = ?, modified = ?, sha256 = ?, head = ?, changed = ?, gone = ''
           WHERE id = ?"""


def _stamp(facts: FileFacts) -> tuple[object, ...]:
    return (facts.size, facts.modified, facts.sha256, facts.head, facts.changed)


def _insert_source(change: Change, facts: FileFacts, state: SourceState, reason: Sentence | None) -> int:
    text = path_text(facts.path)
    shown = (shown_name(facts.path.name), shown_name(str(facts.path.parent)))
    return change.execute(
        """INSERT INTO source (kind, name, place, state, reason, path, size, modified, sha256, head, changed, quantity,
           unit, added) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'file', ?)""",
        (SourceKind.FILE, *shown, state, packed(reason), text, *_stamp(facts), change.time),
    )


def _write_group(change: Change, group: GroupFacts) -> None:
    change.execute(
        """UPDATE record_group SET kind = ?, records = ?, people = ?, period_from = ?, period_to = ?, field_types = ?,
           settled = ?, copy_of = NULL WHERE id = ?""",
        (
            group.kind, group.records, group.people, group.period_from and group.period_from.isoformat(),
            group.period_to and group.period_to.isoformat(), json.dumps(group.field_types), group.settled,
            group.group_id,
        ),
    )  # fmt: skip
    change.execute("DELETE FROM record_column WHERE group_id = ?", (group.group_id,))
    change.executemany(
        "INSERT INTO record_column VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (group.group_id, c.position, c.header, c.field_type, c.confidence, c.passed, c.total, c.sample)
            for c in group.columns
        ],
    )


def _write_register(change: Change, register: RegisterChanges) -> None:
    change.executemany(
        """INSERT INTO subject (name, mobile, id_number, member_no, birth_date, address, postcode, id)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        [_subject_values(subject_id, known) for subject_id, known in register.added.items()],
    )
    change.executemany(
        """UPDATE subject SET name = ?, mobile = ?, id_number = ?, member_no = ?, birth_date = ?, address = ?,
           postcode = ? WHERE id = ?""",
        [_subject_values(subject_id, known) for subject_id, known in register.changed.items()],
    )
    change.executemany("INSERT OR IGNORE INTO subject_key VALUES (?, ?)", register.keys)
    for gone, kept in register.joined:
        sql = """UPDATE record SET subject_id = ?
                 WHERE id IN (SELECT record_id FROM appearance WHERE subject_id = ?)"""
        change.execute(sql, (kept, gone))
        change.execute("UPDATE appearance SET subject_id = ? WHERE subject_id = ?", (kept, gone))
        change.execute("UPDATE subject_key SET subject_id = ? WHERE subject_id = ?", (kept, gone))
        change.execute("UPDATE subject SET joined_to = ? WHERE id = ?", (kept, gone))
        change.execute("UPDATE join_said SET subject_id = ? WHERE subject_id = ?", (kept, gone))
        change.execute("UPDATE OR REPLACE join_apart SET one = ? WHERE one = ?", (kept, gone))
        change.execute("UPDATE OR REPLACE join_apart SET other = ? WHERE other = ?", (kept, gone))


def _subject_values(subject_id: int, known: Known) -> tuple[object, ...]:
    born = birthday(known)
    return (
        known.name, known.mobile, known.id_number, known.member_no, born.isoformat() if born else None,
        known.address, known.postcode, subject_id,
    )  # fmt: skip
