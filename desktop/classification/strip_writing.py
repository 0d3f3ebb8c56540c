"""The jobs of taking out the identity: propose, check, write. Rows pass one by one, so that any table fits."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from desktop.classification import store, store_strip
from desktop.classification.records import Disposition
from desktop.classification.records_strip import StrippedFile
from desktop.classification.reidentification import (
    SHOWN,
    Groups,
    Report,
    Standing,
    Step,
    Tally,
    coarser_columns,
    report,
)
from desktop.classification.stripping import (
    Comparing,
    Stripper,
    StripPlan,
    Variant,
    compared_cells,
    propose_plan,
)
from desktop.disk.durable import digesting, write_beside
from desktop.documents.book import RowBook, row_book
from desktop.errors import OwnerError
from desktop.inventory import fields
from desktop.inventory import store as inventory
from desktop.inventory.columns import Vocabulary
from desktop.inventory.mentions import TextRun
from desktop.inventory.parts import OpenTable, open_file
from desktop.inventory.readers.shapes import Unreadable
from desktop.inventory.records import GroupKind, RecordGroup
from desktop.inventory.tables import TableRun
from desktop.jobs.job import Job, Progress
from desktop.rules.stripping import Role, StrippingRules
from desktop.session import Session
from desktop.words import say

AT_ONCE = 500
"""Rows between two reports of progress: well below 0.1 s."""
_NOT_TABLES = (GroupKind.STAFF, GroupKind.ACCOUNTING, GroupKind.BACKUP)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def can_be_stripped(session: Session) -> tuple[RecordGroup, ...]:
    """Tables whose rows are in the case, sales first. What the law orders to be destroyed is not among them."""
    must_go = {made.group_id for made in store.decisions(session.vault) if made.must_go}
    found = [
        group
        for group in inventory.groups(session.vault)
        if group.records and group.kind not in _NOT_TABLES and group.id not in must_go
        and any(column.header for column in inventory.columns(session.vault, group.id))
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda group: (group.kind is not GroupKind.SALE, group.id)))


def survey(session: Session, group_id: int, rules: StrippingRules) -> Job[StripPlan]:
    """What is proposed for each column, from the first rows."""
    headers = [(column.header, column.field_type) for column in inventory.columns(session.vault, group_id)]
    rows: list[tuple[str, ...]] = []
    for record in inventory.records(session.vault, group_id, rules.sample):
        rows.append(record.cells)
        if len(rows) % AT_ONCE == 0:
            yield Progress(len(rows), None, "", say("Looking at the columns"), say("rows"))
    yield Progress(len(rows), None, "", say("Looking at the columns"), say("rows"))
    return propose_plan(headers, rows, rules)


@dataclass(frozen=True, slots=True)
class _Counted:
    """The groups of a plan, and the rows that would stand out with each coarser one."""

    groups: Groups
    steps: tuple[Step, ...]


def check(session: Session, group_id: int, plan: StripPlan, rules: StrippingRules) -> Job[Report]:
    """How many rows would stand out, and what helps."""
    counted = yield from _count(session, group_id, plan, rules, with_steps=True)
    examples: list[tuple[str, ...]] = []
    stripper = Stripper(plan, rules)
    small = counted.groups.of_row < rules.smallest_group
    for place, record in enumerate(inventory.records(session.vault, group_id)):
        if place % AT_ONCE == 0:
            yield Progress(place, len(small), "", say("Looking for rows that stand out"), say("rows"))
        if len(examples) == SHOWN or not small.any():
            break
        if small[place] and (cells := compared_cells(plan, stripper.row(record.cells))) not in examples:
            examples.append(cells)
    return report(plan, counted.groups, rules.smallest_group, counted.steps, examples)


def _count(
    session: Session, group_id: int, plan: StripPlan, rules: StrippingRules, *, with_steps: bool
) -> Job[_Counted]:
    total = inventory.group(session.vault, group_id).records
    others = coarser_columns(plan) if with_steps else ()
    stripper, comparing, tally = Stripper(plan, rules), Comparing(plan), Tally()
    variants = [(column, Variant(plan, column, rules), Tally()) for column in others]
    for place, record in enumerate(inventory.records(session.vault, group_id)):
        if place % AT_ONCE == 0:
            yield Progress(place, total, "", say("Comparing the rows"), say("rows"))
        cells = comparing.of(stripper.row(record.cells))
        tally.add(cells, record.subject_id)
        for _, variant, other in variants:
            other.add(variant.key(cells, record.cells), record.subject_id)
    least = rules.smallest_group
    steps = [
        Step(column.position, column.header, column.way, other.groups().rows_below(least))
        for column, _, other in variants
    ]
    return _Counted(tally.groups(), tuple(steps))


def write(
    session: Session, group_id: int, plan: StripPlan, rules: StrippingRules, path: Path, purpose: str
) -> Job[StrippedFile]:
    """Write the rows without identity as CSV and workbook, read them again, and note what came of it.

    Nothing stands under the final names before it is whole. Where nobody can be recognised and the table itself goes,
    its disposition becomes 匿名化; else the file is only de-identified and has to go too. Raises `OwnerError`.
    """
    _refuse(session, group_id, path, purpose)
    vault = session.vault
    counted = yield from _count(session, group_id, plan, rules, with_steps=False)
    least = rules.smallest_group
    if plan.leave_out and not (counted.groups.of_row >= least).any():
        raise _nothing_left()
    links = any(column.links for column in plan.columns)
    file_id = store_strip.begin(vault, group_id, path, least=least, links=links, purpose=purpose.strip())
    stripper = Stripper(plan, rules)
    rows = yield from _write(session, group_id, stripper, counted.groups, path, least)
    book = path.with_suffix(".xlsx")
    table, workbook = (yield from digesting_steps(path)), (yield from digesting_steps(book))
    found = yield from persons_in(session, (path, book))
    groups = counted.groups
    out = groups.rows_below(least)
    written = store_strip.Written(
        table[0], table[1], workbook[0], workbook[1], rows, out if plan.leave_out else 0, stripper.blanked,
        groups.smallest(least if plan.leave_out else 0), 0 if plan.leave_out else out, len(found),
    )  # fmt: skip
    store_strip.finish(vault, file_id, written)
    file = next(file for file in store_strip.files(vault, group_id) if file.id == file_id)
    if store_strip.standing(vault, file).anonymous:
        store_strip.keep_stripped(vault, group_id, purpose.strip())
    return file


def _refuse(session: Session, group_id: int, path: Path, purpose: str) -> None:
    todo = say("Choose another name or folder.")
    if not purpose.strip():
        raise OwnerError(
            say("What the file is needed for is missing."), meaning=say("Nothing has been written."),
            todo=say("Write it in a few words; it stands in the register."),
        )  # fmt: skip
    made = store.decision(session.vault, group_id)
    if made is not None and made.must_go:
        raise OwnerError(say("The law orders this to be destroyed."), meaning=say("Nothing has been written."))
    sources = {source.path for source in inventory.sources(session.vault)}
    if path.suffix.lower() != ".csv" or {path, path.with_suffix(".xlsx")} & (sources | {session.vault.path}):
        raise OwnerError(
            say("The file cannot be written under this name."), meaning=say("Nothing has been written."), todo=todo
        )


def _nothing_left() -> OwnerError:
    return OwnerError(
        say("Every row stands out: nothing would be left."),
        meaning=say("Nothing has been written."),
        todo=say("Make the date or the medicine coarser, and check again."),
    )


def _write(session: Session, group_id: int, stripper: Stripper, groups: Groups, path: Path, least: int) -> Job[int]:
    plan, written = stripper.plan, 0
    heads = [column.header for column in plan.written]
    sums = [place for place, column in enumerate(plan.written) if column.role is Role.MEASURE]
    total = len(groups.of_row)
    with write_beside(path) as file, row_book(path.with_suffix(".xlsx"), heads, sums) as book:
        file.write(b"\xef\xbb\xbf" + _lines([heads]))
        for start, cells in _batches(session, group_id, stripper, groups, least):
            file.write(_lines(cells))
            _fill(book, cells)
            written += len(cells)
            yield Progress(start, total, path.name, say("Writing"), say("rows"))
    return written


def _batches(
    session: Session, group_id: int, stripper: Stripper, groups: Groups, least: int
) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    """The rows to be written, some at a time, with how far that is."""
    leave_out = stripper.plan.leave_out
    place = 0
    records = inventory.records(session.vault, group_id)
    while batch := list(islice(records, AT_ONCE)):
        kept = [
            stripper.row(record.cells)
            for at, record in enumerate(batch, place)
            if not leave_out or groups.of_row[at] >= least
        ]
        place += len(batch)
        yield place, kept


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_tame(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8")


def _tame(cell: str) -> str:
    """What a spreadsheet would take for a formula becomes text; a sum below nothing stays a number."""
    if cell.startswith(_FORMULA) and not cell[1:].replace(".", "", 1).isdigit():
        return "'" + cell
    return cell


def _fill(book: RowBook, rows: Sequence[Sequence[str]]) -> None:
    for row in rows:
        book.add(row)


def digesting_steps(path: Path) -> Job[tuple[int, str]]:
    """Size and SHA-256 of a file as the drive holds it."""
    steps, done = digesting(path), 0
    while True:
        try:
            done += next(steps).bytes
        except StopIteration as end:
            return end.value.bytes, end.value.sha256
        yield Progress(done, None, path.name, say("Reading it again"), say("bytes"))


def persons_in(session: Session, paths: Sequence[Path]) -> Generator[Progress, None, frozenset[str]]:
    """The kinds of identity that the inventory recognises in files: none, if they are to count.

    A file that cannot be read again counts as one in which something was found.
    """
    vocabulary = Vocabulary.with_own_words(session.rules)
    found: set[str] = set()
    for path in paths:
        try:
            for part in open_file(path, vocabulary).parts:
                if isinstance(part, OpenTable):
                    found |= yield from _in_table(path, part, fields.direct(session.rules))
                else:
                    run = TextRun()
                    for block in part.blocks:
                        run.take(block)
                        yield Progress(0, None, path.name, say("Looking for persons in it"))
                    found |= set(run.tallies) if run.personal else set()
        except (Unreadable, OSError):
            found.add("unreadable")
    return frozenset(found)


def _in_table(path: Path, table: OpenTable, direct: frozenset[str]) -> Generator[Progress, None, set[str]]:
    run, read = TableRun(table.columns, direct, table.free), 0
    while lines := list(islice(table.lines, AT_ONCE)):
        run.take(lines)
        read += len(lines)
        yield Progress(read, None, path.name, say("Looking for persons in it"), say("rows"))
    tallies = (*run.tallies.values(), *run.loose.values())
    return {tally.field_type for tally in tallies if tally.total and tally.field_type in direct}


def standing_if_written(session: Session, group_id: int, plan: StripPlan, found: Report) -> Standing:
    """What the word would hang on if the plan were written now."""
    return Standing(
        bool(found.links),
        0 if plan.leave_out else found.rows_out,
        0,
        group_id in store_strip.tables_going(session.vault),
    )


def stays_with_company(session: Session, group_id: int) -> bool:
    """Whether the company goes on and keeps the table."""
    made = store.decision(session.vault, group_id)
    return made is not None and made.disposition is Disposition.KEEP
