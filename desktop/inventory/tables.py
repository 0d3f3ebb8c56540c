"""A table being read: rows go out with the person each is about; what passes and what is wrong is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from desktop.inventory import digits, fields
from desktop.inventory.cells import Hit, Watch, is_code
from desktop.inventory.columns import TESTS, is_phone
from desktop.inventory.mask import masked
from desktop.inventory.readers.shapes import Line
from desktop.inventory.records import ColumnGuess, Confidence, Finding
from desktop.words import Sentence, say

REMEMBERED = 200_000
"""Different values of a column that are kept as they are; beyond it only their hashes, so that memory stays bounded."""
_DAY = re.compile(r"((?:19|20)\d\d)[-/.年]?(1[0-2]|0?[1-9])[-/.月]?([12]\d|3[01]|0?[1-9])(?!\d)")
_LOOKS_MASKED = re.compile(r"[*＊]{2,}")
_NOTHING_WRONG: frozenset[str] = frozenset()


class Person(NamedTuple):
    """What a row says about the person it is about, as it stands there. Empty where it says nothing."""

    name: str = ""
    mobile: str = ""
    id_number: str = ""
    member_no: str = ""
    birth_date: str = ""
    address: str = ""
    postcode: str = ""


class Entry(NamedTuple):
    """One row on its way into the case."""

    line: int
    cells: tuple[str, ...]
    person: Person | None


Key = tuple[str, ...]
"""What a row says about its person, only the columns that are there. Rows with the same key are about the same one."""


@dataclass(slots=True)
class Batch:
    """Rows on their way into the case, side by side: line numbers, cells, and keys of persons. There are millions.

    `person` makes a person of a key, None of one that says nothing; `keys` is empty when no row is about anybody.
    """

    numbers: Sequence[int]
    rows: Sequence[tuple[str, ...]]
    keys: Sequence[Key]
    person: Callable[[Key], Person | None]


def batch_of(entries: Sequence[Entry]) -> Batch:
    """Entries as a batch."""
    numbers, rows = [entry.line for entry in entries], [entry.cells for entry in entries]
    return Batch(numbers, rows, [entry.person or () for entry in entries], _as_it_is)


def _as_it_is(key: Key) -> Person | None:
    return Person(*key) if any(key) else None


@dataclass(frozen=True, slots=True)
class LineFault:
    """Something wrong in a line."""

    line: int
    field_type: str
    what: Sentence


class Tally:
    """How many values of a kind there are, how many different ones, how many pass; and one sample."""

    def __init__(self, field_type: str) -> None:
        self.field_type = field_type
        self.total = self.passed = 0
        self.sample = ""
        self.confidence = Confidence.LOW
        self._test = TESTS.get(field_type)
        self._seen: dict[str, bool] = {}
        self._bad: set[str] = set()
        self._hashes: set[int] = set()

    def add(self, value: str) -> bool:
        """Count a value; whether it passes the test of its kind."""
        return not self.add_all([value])

    def add_all(self, values: Sequence[str]) -> frozenset[str]:
        """Count many values; gives those that do not pass. Each different one is tested once."""
        seen = self._seen
        later: dict[str, bool] = {}
        for value in [value for value in dict.fromkeys(values) if value not in seen]:
            good = self._test(value) if self._test else True
            if len(seen) < REMEMBERED:
                seen[value] = good
                if not good:
                    self._bad.add(value)
            else:
                later[value] = good
                self._hashes.add(hash(value))
            if good and not self.sample:
                self.sample = masked(self.field_type, value)
        if later:
            passed = sum([seen[value] if value in seen else later[value] for value in values])
        elif self._bad.isdisjoint(values):
            passed = len(values)
        else:
            passed = sum(map(seen.__getitem__, values))
        self.total += len(values)
        self.passed += passed
        if passed == len(values):
            return _NOTHING_WRONG
        return frozenset([value for value in values if not (seen[value] if value in seen else later[value])])

    @property
    def values(self) -> Iterator[str]:
        """The different values that pass, as far as they are remembered."""
        return (value for value, good in self._seen.items() if good)

    @property
    def distinct(self) -> int:
        """How many different values there were."""
        return len(self._seen) + len(self._hashes)

    @property
    def distinct_right(self) -> int:
        """How many different values passed; those beyond what is remembered count as passed."""
        return sum(self._seen.values()) + len(self._hashes)

    def finding(self, source_id: int, confidence: Confidence, reason: Sentence) -> Finding:
        """As a finding of a source."""
        return Finding(source_id, self.field_type, self.total, self.distinct, confidence, reason, self.sample)


@dataclass(slots=True)
class _Period:
    first: date | None = None
    last: date | None = None
    _seen: set[str] = field(default_factory=set)

    def add_all(self, values: Iterable[str]) -> None:
        for value in set(values) - self._seen:
            if len(self._seen) < REMEMBERED:
                self._seen.add(value)
            day = as_day(value)
            if day and (self.first is None or day < self.first):
                self.first = day
            if day and (self.last is None or day > self.last):
                self.last = day


def as_day(value: str) -> date | None:
    """The day in a cell, None when there is none."""
    found = _DAY.match(value)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


class TableRun:
    """One table on its way through. `take` rows in batches; the counts are right when all are through."""

    def __init__(self, columns: Sequence[ColumnGuess], direct: frozenset[str], free: Sequence[int] = ()) -> None:
        self.columns = tuple(columns)
        self.records = 0
        self.period = _Period()
        self.tallies = {c.position: Tally(c.field_type) for c in columns if c.field_type}
        self.loose: dict[str, Tally] = {}
        self.damaged: dict[tuple[int, digits.IdState], Tally] = {}
        """ID numbers that cannot be right, by column and by what is wrong; they are among those of `tallies` too."""
        self._width = len(columns)
        self._watch = Watch(columns, free)
        self._counted = [(c.position, c.field_type, self.tallies[c.position]) for c in columns if c.field_type]
        self._date = next((c.position for c in columns if c.field_type == fields.DATE), -1)
        place = {c.field_type: c.position for c in reversed(self.columns)}
        phone = place.get(fields.MOBILE, place.get(fields.LANDLINE, -1))
        self._places = (
            place.get(fields.NAME, -1), phone, place.get(fields.ID_NUMBER, -1), place.get(fields.MEMBER_NO, -1),
            place.get(fields.BIRTH_DATE, -1), place.get(fields.ADDRESS, -1), place.get(fields.POSTCODE, -1),
        )  # fmt: skip
        self._there = [n for n, p in enumerate(self._places) if p >= 0]
        self._has_person = any(p >= 0 for p in (*self._places[:4], self._places[5])) and bool(place.keys() & direct)

    def take(self, lines: Sequence[Line]) -> tuple[Batch, list[LineFault]]:
        """The rows of a batch with the keys of their persons, and what is wrong in them."""
        faults: list[LineFault] = []
        width = self._width
        # Column by column: what is asked of each cell is asked of many at once.
        rows = [line.cells for line in lines]
        if min(map(len, rows), default=width) < width:
            rows = [cells if len(cells) >= width else cells + ("",) * (width - len(cells)) for cells in rows]
        numbers = [line.number for line in lines]
        columns: list[tuple[str, ...]] = list(zip(*rows, strict=False)) or [()] * width
        not_right: dict[int, frozenset[str]] = {}
        for position, field_type, tally in self._counted:
            column = columns[position]
            wrong = tally.add_all([value for value in column if value] if "" in column else column)
            not_right[position] = wrong
            if wrong and field_type in _WRONG:
                for number, value in zip(numbers, column, strict=True):
                    if value in wrong:
                        self._fault(faults, number, field_type, value, position)
        faults.sort(key=lambda fault: fault.line)
        if self._date >= 0:
            self.period.add_all(columns[self._date])
        keys: Sequence[Key] = ()
        if self._has_person:
            keys = list(zip(*(columns[self._places[n]] for n in self._there), strict=True))
        self.records += len(rows)
        for hit in self._watch.hits(rows, columns, not_right):
            self._note(hit)
            for match in [match for match in hit.matches if match.field_type == fields.ID_DAMAGED]:
                cells = zip(numbers, columns[hit.position], strict=True) if hit.position >= 0 else ()
                for number in [number for number, cell in cells if cell == hit.cell]:
                    self._fault(faults, number, fields.ID_NUMBER, match.value, hit.position)
        return Batch(numbers, rows, keys, self._person), faults

    def _note(self, hit: Hit) -> None:
        """Count what stands in a cell and is not what its column holds."""
        for match in hit.matches:
            if match.field_type != fields.ID_DAMAGED:
                tally = self.loose.setdefault(match.field_type, Tally(match.field_type))
                tally.add_all([match.value] * hit.times)
                if tally.confidence is Confidence.LOW:
                    tally.confidence = match.confidence

    def _person(self, key: Key) -> Person | None:
        if not any(key):
            return None
        cells = [""] * len(self._places)
        for place, cell in zip(self._there, key, strict=True):
            cells[place] = cell
        return Person(*cells)

    def findings(self, source_id: int, default: Sentence) -> list[Finding]:
        """What was found, one for each field type: columns first, then what stood loose in free text."""
        found: dict[str, Finding] = {}
        for column in self.columns:
            tally = self.tallies.get(column.position)
            if tally and tally.total and column.field_type not in found:
                found[column.field_type] = tally.finding(source_id, column.confidence, column.reason)
        for field_type, tally in self.loose.items():
            loose = tally.finding(source_id, tally.confidence, default)
            column_of = found.get(field_type)
            if column_of is not None:
                total, distinct = column_of.total + loose.total, column_of.distinct + loose.distinct
                loose = replace(column_of, total=total, distinct=distinct, sample=column_of.sample or loose.sample)
            found[field_type] = loose
        return list(found.values())

    def _fault(self, faults: list[LineFault], line: int, field_type: str, value: str, position: int) -> None:
        what = _WRONG[field_type](value)
        if what:
            faults.append(LineFault(line, field_type, what))
        if field_type == fields.ID_NUMBER:
            count_damage(self.damaged, position, value)


def free_columns(columns: Sequence[ColumnGuess], lines: Sequence[Line]) -> tuple[int, ...]:
    """Columns in which people write what they like: notes, remarks. Serial numbers and codes are not among them."""
    free = []
    for column in columns:
        if column.field_type:
            continue
        values = [line.cells[column.position] for line in lines if column.position < len(line.cells)]
        filled = [value for value in values if value]
        if filled and sum(1 for value in filled if not is_code(value)) > 0.1 * len(filled):
            free.append(column.position)
    return tuple(free)


DAMAGES: dict[digits.IdState, Sentence] = {
    digits.IdState.DAMAGED: say("A spreadsheet has damaged the ID number: its last three digits are lost."),
    digits.IdState.SCIENTIFIC: say("A spreadsheet has damaged the ID number: it is written as a power of ten."),
    digits.IdState.CUT_SHORT: say("The last character of the ID number is missing."),
    digits.IdState.WRONG_CHECK: say("The last character of the ID number does not fit the others."),
    digits.IdState.WRONG_DATE: say("The birthday in the ID number does not exist."),
    digits.IdState.WRONG_AREA: say("No province has the first two digits of the ID number."),
}
"""What is wrong with an ID number that cannot be right."""


def count_damage(counts: dict[tuple[int, digits.IdState], Tally], position: int, value: str) -> None:
    """Count an ID number that cannot be right, by the column it stands in; what is no ID number is not counted."""
    state = digits.id_damage(digits.plain(value))
    if state is not None and not _LOOKS_MASKED.search(value):
        counts.setdefault((position, state), Tally(fields.ID_DAMAGED)).add(value)


def wrong_id(value: str) -> Sentence | None:
    """What is wrong with an ID number; None for one that was masked before."""
    number = digits.plain(value)
    if _LOOKS_MASKED.search(value) or digits.id_state(number) is digits.IdState.VALID:
        return None
    state = digits.id_damage(number)
    return say("This is no ID number.") if state is None else DAMAGES[state]


def wrong_phone(value: str) -> Sentence | None:
    """What is wrong with a phone number; landlines in a column of mobiles are right."""
    if _LOOKS_MASKED.search(value) or is_phone(value):
        return None
    return say("This is no phone number.")


_WRONG = {fields.ID_NUMBER: wrong_id, fields.MOBILE: wrong_phone, fields.LANDLINE: wrong_phone}
