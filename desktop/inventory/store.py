"""What the inventory room keeps in the case: reading."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path

from desktop.inventory.records import (
    Column,
    Confidence,
    Fault,
    Finding,
    GroupKind,
    PartyAnswer,
    PlaceAnswer,
    Record,
    RecordGroup,
    Scan,
    Source,
    SourceKind,
    SourceState,
    Subject,
    UsualPlace,
)
from desktop.rules.records import RuleBook
from desktop.vault.vault import Row, Vault
from desktop.words import Sentence

_STRAY = re.compile("[\udc80-\udcff]")
"""A byte of a name that is no text, as Python has it on Linux."""


def sources(vault: Vault, kind: SourceKind | None = None) -> tuple[Source, ...]:
    """All sources that were read in full or entered by hand, in the order of place and name."""
    if kind is not None:
        sql = "SELECT * FROM source WHERE kind = ? AND state <> 'reading' ORDER BY place, name, id"
        return tuple(_source(row) for row in vault.rows(sql, (kind,)))
    sql = "SELECT * FROM source WHERE state <> 'reading' ORDER BY place, name, id"
    return tuple(_source(row) for row in vault.rows(sql))


def source(vault: Vault, source_id: int) -> Source:
    """One source, whatever its state."""
    return _source(vault.row("SELECT * FROM source WHERE id = ?", (source_id,)))


def source_of(vault: Vault, path: Path) -> Source | None:
    """The source of a file, if it is known."""
    row = vault.row("SELECT * FROM source WHERE path = ?", (path_text(path),))
    return _source(row) if row else None


def half_read(vault: Vault) -> tuple[Source, ...]:
    """Files whose reading was cut off, to be read again."""
    return tuple(_source(row) for row in vault.rows("SELECT * FROM source WHERE state = 'reading' ORDER BY id"))


def stamps(vault: Vault) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file that was read, by its path as text.

    A file whose digest is not known could not be opened the last time: it is none of them and is tried again.
    """
    sql = """SELECT path, size, CAST(modified AS INTEGER) FROM source
             WHERE path IS NOT NULL AND sha256 <> '' AND state <> 'reading'"""
    return {path: (size, modified) for path, size, modified in vault.rows(sql)}


def digest(vault: Vault, path: Path) -> str:
    """The digest of a file as it was read, "" if it was not."""
    sql = "SELECT sha256 FROM source WHERE path = ? AND state <> 'reading'"
    return str(vault.value(sql, (path_text(path),)) or "")


def groups(vault: Vault) -> tuple[RecordGroup, ...]:
    """All record groups of sources that were read in full and not dismissed."""
    sql = """SELECT record_group.* FROM record_group JOIN source ON source.id = source_id
             WHERE source.state NOT IN ('reading', 'dismissed')
             ORDER BY source.place, source.name, record_group.id"""
    return tuple(_group(row) for row in vault.rows(sql))


def groups_of(vault: Vault, source_id: int) -> tuple[RecordGroup, ...]:
    """The groups of one source."""
    return tuple(
        _group(row) for row in vault.rows("SELECT * FROM record_group WHERE source_id = ? ORDER BY id", (source_id,))
    )


def group(vault: Vault, group_id: int) -> RecordGroup:
    """One record group."""
    return _group(vault.row("SELECT * FROM record_group WHERE id = ?", (group_id,)))


def columns(vault: Vault, group_id: int) -> tuple[Column, ...]:
    """The columns of a group, in the order of the cells of its records."""
    return tuple(
        Column(group_id, row["position"], row["header"], row["field_type"], Confidence(row["confidence"]),
               row["passed"], row["total"], row["sample"])
        for row in vault.rows("SELECT * FROM record_column WHERE group_id = ? ORDER BY position", (group_id,))
    )  # fmt: skip


def records(vault: Vault, group_id: int, limit: int = -1) -> Iterator[Record]:
    """The rows of a group one by one, in the order of the file."""
    for row in vault.each("SELECT * FROM record WHERE group_id = ? ORDER BY id LIMIT ?", (group_id, limit)):
        yield _record(row)


def records_of(vault: Vault, subject_id: int) -> Iterator[Record]:
    """Every row about one person, over all groups."""
    sql = """SELECT * FROM record WHERE id IN (SELECT record_id FROM appearance WHERE subject_id = ?)
             ORDER BY id"""
    for row in vault.each(sql, (subject_id,)):
        yield _record(row)


def record_ids_of(vault: Vault, subject_id: int) -> list[int]:
    """The rows about one person, in order."""
    sql = "SELECT record_id FROM appearance WHERE subject_id = ? ORDER BY record_id"
    return [int(row[0]) for row in vault.rows(sql, (subject_id,))]


def records_by_id(vault: Vault, record_ids: Sequence[int]) -> list[Record]:
    """These rows, in order; without those that are gone."""
    sql = "SELECT * FROM record WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
    return [_record(row) for row in vault.rows(sql, (json.dumps(record_ids),))]


def findings(vault: Vault, source_id: int) -> tuple[Finding, ...]:
    """What was recognised in a source, the most frequent first."""
    sql = "SELECT * FROM finding WHERE source_id = ? ORDER BY total DESC, field_type"
    return tuple(_finding(row) for row in vault.rows(sql, (source_id,)))


def all_findings(vault: Vault) -> dict[int, tuple[Finding, ...]]:
    """The findings of every source, by source."""
    found: dict[int, list[Finding]] = {}
    for row in vault.each("SELECT * FROM finding ORDER BY source_id, total DESC, field_type"):
        found.setdefault(int(row["source_id"]), []).append(_finding(row))
    return {source_id: tuple(items) for source_id, items in found.items()}


def recognised(vault: Vault) -> dict[str, int]:
    """How many of each kind were recognised in all files, for the live counts."""
    sql = "SELECT field_type, total FROM finding_sum WHERE total > 0"
    return {str(row["field_type"]): int(row["total"]) for row in vault.rows(sql)}


def faults(vault: Vault, group_id: int | None = None) -> tuple[Fault, ...]:
    """What is wrong in the data, of one group or of all."""
    sql = "SELECT * FROM fault WHERE ? IS NULL OR group_id = ? ORDER BY group_id, line"
    return tuple(
        Fault(row["group_id"], row["line"], row["field_type"], unpacked(row["what"]))
        for row in vault.each(sql, (group_id, group_id))
    )


def fault_count(vault: Vault, group_id: int) -> int:
    """How many faults a group has."""
    return int(vault.value("SELECT count(*) FROM fault WHERE group_id = ?", (group_id,)))


def subjects(vault: Vault) -> Iterator[Subject]:
    """All persons who appear in any record, each once. A table that is being read counts when it is through."""
    sql = """SELECT * FROM subject WHERE joined_to IS NULL
             AND EXISTS (SELECT 1 FROM appearance WHERE subject_id = subject.id) ORDER BY id"""
    for row in vault.each(sql):
        yield _subject(row)


def subject(vault: Vault, subject_id: int) -> Subject | None:
    """One person; the one it was joined to, where duplicates were joined later."""
    row = vault.row("SELECT * FROM subject WHERE id = ?", (subject_id,))
    while row is not None and row["joined_to"] is not None:
        row = vault.row("SELECT * FROM subject WHERE id = ?", (row["joined_to"],))
    return _subject(row) if row is not None else None


def more_people_than(vault: Vault, count: int) -> bool:
    """Whether more persons than that have ever been read; asking costs nothing, however large the case."""
    return vault.row("SELECT 1 FROM subject LIMIT 1 OFFSET ?", (count,)) is not None


def subject_count(vault: Vault) -> int:
    """How many persons there are in all."""
    sql = """SELECT count(*) FROM subject WHERE joined_to IS NULL
             AND EXISTS (SELECT 1 FROM appearance WHERE subject_id = subject.id)"""
    return int(vault.value(sql))


def subjects_in(vault: Vault, group_ids: Collection[int]) -> set[int]:
    """The persons who appear in any of these groups."""
    found: set[int] = set()
    for group_id in group_ids:
        sql = "SELECT DISTINCT subject_id FROM record WHERE group_id = ? AND subject_id IS NOT NULL"
        found.update(int(row[0]) for row in vault.each(sql, (group_id,)))
    return found


def people_in(vault: Vault, group_ids: Collection[int], without: Collection[int] = ()) -> int:
    """How many distinct persons appear in these groups, some left out."""
    return len(subjects_in(vault, group_ids).difference(without))


def groups_with(vault: Vault, subject_ids: Collection[int]) -> set[int]:
    """The groups in which any of these persons appears."""
    found: set[int] = set()
    for subject_id in subject_ids:
        sql = "SELECT DISTINCT group_id FROM appearance WHERE subject_id = ?"
        found.update(int(row[0]) for row in vault.rows(sql, (subject_id,)))
    return found


def usual_places(vault: Vault, rules: RuleBook) -> tuple[UsualPlace, ...]:
    """The places a shop like this usually has, each with its answer, None while there is none."""
    given = place_answers(vault)
    return tuple(UsualPlace(place.id, place.name, place.hint, given.get(place.id)) for place in rules.places)


def place_answers(vault: Vault) -> dict[str, PlaceAnswer]:
    """The answers given so far, by the place's id."""
    return {str(row["place"]): PlaceAnswer(row["answer"]) for row in vault.rows("SELECT * FROM place_answer")}


def scans(vault: Vault) -> tuple[Scan, ...]:
    """All scans, the newest last."""
    return tuple(
        Scan(row["id"], path_from(row["folder"]), row["started"], row["finished"], row["files"], row["unreadable"])
        for row in vault.rows("SELECT * FROM scan ORDER BY id")
    )


def path_text(path: Path) -> str:
    """A path as text for the case; names that are no valid text are kept byte by byte."""
    text = str(path)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "bytes:" + os.fsencode(path).hex()
    return text


def path_from(text: str) -> Path:
    """The path that `path_text` made into text."""
    return Path(os.fsdecode(bytes.fromhex(text[6:]))) if text.startswith("bytes:") else Path(text)


def shown_name(name: str) -> str:
    """A name or path as it can be stored and shown.

    Bytes that are no text are mostly Chinese of an old Windows, on a stick or out of an archive: they are read as such.
    What still cannot be shown, and signs that would break a line or turn it round, stand as "?".
    """
    if not name.isascii() and _STRAY.search(name):
        name = "/".join(map(_as_chinese, name.split("/")))
    return _printable(name)


def _as_chinese(part: str) -> str:
    """A name with bytes that are no UTF-8 as GB18030, where more of it can be shown then."""
    if not _STRAY.search(part):
        return part
    try:
        raw = part.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character of Windows beside it
        return part
    read = raw.decode("gb18030", "replace").replace("\ufffd", "?")
    return read if _printable(read).count("?") < _printable(part).count("?") else part


def _printable(name: str) -> str:
    return name if name.isprintable() else "".join(sign if _is_shown(sign) else "?" for sign in name)


def _is_shown(sign: str) -> bool:
    return sign.isprintable() or unicodedata.category(sign) == "Zs"


def packed(sentence: Sentence | None) -> str:
    """A sentence as text for the case: it is shown later in whatever language the window then speaks."""
    if sentence is None:
        return ""
    values = [[name, value if isinstance(value, int) else str(value)] for name, value in sentence.values]
    return json.dumps([sentence.text, values], ensure_ascii=False) if values else sentence.text


def unpacked(text: str) -> Sentence:
    """The sentence that `packed` made into text."""
    if not text.startswith('["'):
        return Sentence(text)
    pattern, values = json.loads(text)
    return Sentence(pattern, tuple((name, value) for name, value in values))


def _source(row: Row) -> Source:
    return Source(
        row["id"], SourceKind(row["kind"]), row["name"], row["place"], SourceState(row["state"]),
        unpacked(row["reason"]) if row["reason"] else None, path_from(row["path"]) if row["path"] else None,
        row["size"], row["sha256"], row["quantity"], row["unit"], _day(row["period_from"]), _day(row["period_to"]),
        row["serial"], row["contact"], row["phone"], PartyAnswer(row["party_answer"]), _day(row["party_answered_on"]),
        row["note"], bool(row["gone"]),
    )  # fmt: skip


def _group(row: Row) -> RecordGroup:
    return RecordGroup(
        row["id"], row["source_id"], GroupKind(row["kind"]), row["name"], row["part"], row["records"], row["people"],
        _day(row["period_from"]), _day(row["period_to"]), tuple(json.loads(row["field_types"])), bool(row["settled"]),
        row["copy_of"],
    )  # fmt: skip


def _record(row: Row) -> Record:
    return Record(row["id"], row["group_id"], row["line"], row["subject_id"], tuple(json.loads(row["cells"])))


def _finding(row: Row) -> Finding:
    return Finding(
        row["source_id"], row["field_type"], row["total"], row["different"], Confidence(row["confidence"]),
        unpacked(row["reason"]), row["sample"],
    )  # fmt: skip


def _subject(row: Row) -> Subject:
    return Subject(
        row["id"], row["name"], row["mobile"], row["id_number"], row["member_no"], _day(row["birth_date"]),
        row["address"], row["postcode"],
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
