"""One file into the case: rows in batches, each in a transaction of its own, each batch with its persons and faults."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from desktop.disk.names import reachable
from desktop.inventory import fields, store_reading
from desktop.inventory.columns import Vocabulary
from desktop.inventory.group_rows import GroupRows
from desktop.inventory.mentions import TextRun
from desktop.inventory.parts import PLAIN, OpenTable, OpenText, open_file, why_closed
from desktop.inventory.readers.shapes import BLOCK, Unreadable
from desktop.inventory.records import (
    ColumnGuess,
    Confidence,
    Finding,
    GroupKind,
    PartMapping,
    SourceState,
)
from desktop.inventory.register import Register
from desktop.inventory.store import shown_name
from desktop.inventory.store_reading import FileFacts, GroupFacts
from desktop.inventory.tables import Entry, TableRun, batch_of
from desktop.inventory.walking import head_of
from desktop.vault.vault import Vault
from desktop.words import Sentence, say

HASHED_AT_ONCE = 16 * 1024 * 1024


@dataclass(slots=True)
class TakenIn:
    """What came of a file."""

    state: SourceState
    source_id: int
    groups: tuple[GroupFacts, ...]
    findings: tuple[Finding, ...]
    faults: int
    reason: Sentence | None

    @property
    def records(self) -> int:
        """Rows in all groups."""
        return sum(group.records for group in self.groups)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a file that is through."""

    group: GroupFacts
    findings: list[Finding]
    faults: int
    source_id: int


class Reader:
    """Takes files into the case, one after the other, with one register and one vocabulary."""

    def __init__(self, vault: Vault, vocabulary: Vocabulary, register: Register) -> None:
        self.vault = vault
        self._vocabulary = vocabulary
        self._register = register
        self.search = PLAIN

    def take_in(
        self, facts: FileFacts, state: SourceState, mappings: Sequence[PartMapping] = (), known_id: int | None = None
    ) -> Generator[int, None, TakenIn]:
        """Read a file into the case; yields records so far. What was there of it before is replaced.

        `known_id` is its source, if it was ever begun. Files without records are not written here: the caller
        gathers them (`store_reading.add_simple`).
        """
        if known_id is not None:
            self._begin(facts)
            for _ in store_reading.throw_away(self.vault, known_id):
                yield 0
            # Persons may be gone now.
            self._register = store_reading.read_register(self.vault)
        try:
            return (yield from self._read(facts, state, mappings, known_id))
        except Unreadable as error:
            reason = error.reason
        except OSError as error:
            reason = why_closed(error).reason
        return (yield from self._give_up(facts, reason))

    def _read(
        self, facts: FileFacts, state: SourceState, mappings: Sequence[PartMapping], known_id: int | None
    ) -> Generator[int, None, TakenIn]:
        opened = open_file(facts.path, self._vocabulary, mappings, self.search)
        groups: list[GroupFacts] = []
        findings: dict[str, Finding] = {}
        source_id, records, faults = known_id or 0, 0, 0
        for part in opened.parts:
            for step in self._part(part, facts):
                if isinstance(step, int):
                    yield records + step
                    continue
                source_id = step.source_id
                groups.append(step.group)
                faults += step.faults
                records += step.group.records
                _add_findings(findings, step.findings)
        unread = opened.reason()
        if not groups:
            if unread is not None:
                raise Unreadable(unread)
            return TakenIn(SourceState.NO_PERSONAL_DATA, source_id, (), (), 0, None)
        store_reading.finish(self.vault, source_id, facts, state, unread, groups, tuple(findings.values()))
        return TakenIn(state, source_id, tuple(groups), tuple(findings.values()), faults, None)

    def _part(self, part: OpenTable | OpenText, facts: FileFacts) -> Iterator[int | _Part]:
        return self._table(part, facts) if isinstance(part, OpenTable) else self._text(part, facts)

    def _table(self, table: OpenTable, facts: FileFacts) -> Iterator[int | _Part]:
        source_id = self._begin(facts)
        name = table.part or facts.path.stem
        group = self._group(source_id, table.part, name, f"{source_id}/{table.part}")
        group.watch_twins = table.kind.kind is GroupKind.MEMBERSHIP
        group.of_staff = table.kind.kind is GroupKind.STAFF and table.kind.settled
        run = TableRun(table.columns, self._vocabulary.direct, table.free)
        while lines := list(islice(table.lines, group.batch)):
            for _ in group.add(*run.take(lines)):
                yield run.records
            yield run.records
        for _ in group.settle():
            yield run.records
        columns = tuple(_counted(column, run) for column in table.columns)
        found = run.findings(source_id, say("It stands in a column of free text."))
        types = tuple(dict.fromkeys(finding.field_type for finding in found))
        done = GroupFacts(
            group.group_id, table.kind.kind, run.records, group.head_count(), run.period.first, run.period.last,
            types, table.kind.settled, columns,
        )  # fmt: skip
        yield _Part(done, found, group.faults, source_id)

    def _text(self, text: OpenText, facts: FileFacts) -> Iterator[int | _Part]:
        run = TextRun()
        group: GroupRows | None = None
        source_id = 0
        waiting: list[Entry] = []
        for block in text.blocks:
            waiting += run.take(block)
            # Only when something is about people does the file get into the case at all.
            if run.personal and group is None:
                source_id = self._begin(facts)
                group = self._group(source_id, text.part, text.part or facts.path.stem, "")
            while group is not None and len(waiting) >= group.batch:
                now, waiting = waiting[: group.batch], waiting[group.batch :]
                for _ in group.add(batch_of(now), run.take_faults()):
                    yield run.records
            yield run.records
        if group is None:
            return
        for _ in chain(group.add(batch_of(waiting), run.take_faults()), group.settle()):
            yield run.records
        sure = any(run.confidence(name) is Confidence.HIGH for name in (fields.MOBILE, fields.ID_NUMBER, fields.NAME))
        found = run.findings(source_id)
        done = GroupFacts(
            group.group_id, GroupKind.CORRESPONDENCE, run.records, group.head_count(), None, None,
            run.field_types(), sure, run.columns(),
        )  # fmt: skip
        yield _Part(done, found, group.faults, source_id)

    def _begin(self, facts: FileFacts) -> int:
        return store_reading.begin(self.vault, facts, self._register.next_id)

    def _group(self, source_id: int, part: str, name: str, scope: str) -> GroupRows:
        group_id = store_reading.begin_group(self.vault, source_id, part, shown_name(name))
        return GroupRows(self.vault, self._register, group_id, scope)

    def _give_up(self, facts: FileFacts, reason: Sentence) -> Generator[int, None, TakenIn]:
        begun = store_reading.source_id(self.vault, facts.path)
        if begun is not None:
            for _ in store_reading.throw_away(self.vault, begun):
                yield 0
            self._register = store_reading.read_register(self.vault)
        return TakenIn(SourceState.UNREADABLE, begun or 0, (), (), 0, reason)


def file_facts(path: Path) -> Generator[int, None, FileFacts]:
    """Size, times, SHA-256 and head of a file as it is now; yields bytes hashed so far. Raises OSError."""
    stat = reachable(path).stat()
    digest = hashlib.sha256()
    head = head_of(path)
    done = 0
    with reachable(path).open("rb") as file:
        while piece := file.read(BLOCK):
            digest.update(piece)
            done += len(piece)
            if done % HASHED_AT_ONCE < BLOCK:
                yield done
    return FileFacts(path, stat.st_size, str(stat.st_mtime_ns), digest.hexdigest(), head, str(stat.st_ctime_ns))


def _counted(column: ColumnGuess, run: TableRun) -> ColumnGuess:
    tally = run.tallies.get(column.position)
    if tally is None:
        return column
    return ColumnGuess(
        column.position, column.header, column.field_type, column.confidence, column.reason, tally.passed, tally.total,
        tally.sample or column.sample,
    )  # fmt: skip


def _add_findings(findings: dict[str, Finding], found: Sequence[Finding]) -> None:
    for finding in found:
        other = findings.get(finding.field_type)
        if other is None:
            findings[finding.field_type] = finding
        else:
            findings[finding.field_type] = Finding(
                other.source_id, other.field_type, other.total + finding.total, other.distinct + finding.distinct,
                other.confidence, other.reason, other.sample or finding.sample,
            )  # fmt: skip
