"""Several tables in one sheet, one below the other: told apart while the rows pass, without looking at each cell.

Rows are only looked at where a blank row stands before them, or where the columns of numbers that the table has hold
none. Such a row begins a table when it reads like a header that names people, and what stands below it
is what it says. A header that comes again, as on each printed page, is no row and begins nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from desktop.inventory.columns import HEADER_LINES, LOOK, TESTS, Vocabulary
from desktop.inventory.readers.shapes import Line

AT_ONCE = 1000
MOST_TABLES = 60
"""Tables of one sheet. What comes below more of them belongs to the last."""
MOST_ASKED = 300
"""Rows without a header in them after which a table is not asked any more: every row stands alone there."""
BELOW = 5
"""Rows below a header that have to bear it out."""
MOST_TITLES = 3
_FEW = 3
"""Rows that have to stand above, where nothing says that they are a table."""
_SURE = 0.75
"""Share of the cells of a column that hold a number. A header that stands on each page stands among them."""
_COLUMNS = 2
_NUMBER = re.compile(r"\d{5}|\d{4}[-/.年]\d")
_DIGIT = re.compile(r"\d")
_WORDY = re.compile(r"(?:^|\n)[^\d\n]*(?=\n|\Z)")


@dataclass(slots=True)
class Cut:
    """One table of a sheet: its first rows, and those after them. `number` counts the tables of the sheet from 1.

    `through`: whether all its rows were taken. Only then can the next one be asked for. `header`: the place of its
    header in `head`, None where that is still to be found.
    """

    number: int
    head: list[Line]
    rows: Iterator[Line] = field(default_factory=lambda: iter(()))
    through: bool = True
    header: int | None = None


def apart(rows: Iterator[Line], vocabulary: Vocabulary) -> Iterator[Cut]:
    """The tables of a sheet, each to be taken in full before the next is asked for; a sheet is left half-way else."""
    source, number = _Source(rows), 0
    while head := source.take(LOOK + HEADER_LINES):
        number += 1
        seam = _Seam(vocabulary, head)
        if number < MOST_TABLES and (at := seam.find(head, source, HEADER_LINES)):
            source.push_back(head[at:])
            yield Cut(number, head[:at])
            continue
        if not (more := source.take(1)):
            yield Cut(number, head)
            return
        source.push_back(more)
        cut = Cut(number, head, through=False)
        cut.rows = _rest(cut, source, seam if number < MOST_TABLES else None)
        yield cut
        if not cut.through:
            return


def _rest(cut: Cut, source: _Source, seam: _Seam | None) -> Iterator[Line]:
    while lines := source.take(AT_ONCE):
        at = seam.find(lines, source) if seam is not None else None
        yield from lines[:at]
        if at is not None:
            source.push_back(lines[at:])
            break
    cut.through = True


class _Source:
    """Rows that can be given back."""

    def __init__(self, rows: Iterator[Line]) -> None:
        self._rows = rows
        self._back: list[Line] = []

    def take(self, count: int) -> list[Line]:
        """The next rows."""
        some, self._back = self._back[:count], self._back[count:]
        if len(some) < count:
            some.extend(islice(self._rows, count - len(some)))
        return some

    def push_back(self, lines: list[Line]) -> None:
        """Give rows back, to be taken once more."""
        self._back = lines + self._back


class _Seam:
    """Where the next table of a sheet begins. It goes over the rows of one table, some at a time."""

    def __init__(self, vocabulary: Vocabulary, head: Sequence[Line]) -> None:
        self._vocabulary = vocabulary
        self._header: tuple[str, ...] = ()
        self._below = 0
        """Rows that are no titles since the header, or since the beginning."""
        self._last = head[0].number - 1
        self._asked = 0
        self._numbers = _columns_of_numbers(head)

    def find(self, lines: list[Line], source: _Source, always: int = 0) -> int | None:
        """The place at which another table begins. Headers that come again are taken out of the rows.

        `always`: so many rows are looked at, whatever stands in them.
        """
        again, done = list[int](), 0
        places = self._candidates(lines, always)
        for _ in range(_FEW):
            # What begins at the end of these rows has to be borne out by the next ones.
            if not places or places[-1] + BELOW < len(lines) or not (more := source.take(2 * BELOW)):
                break
            lines += more
            places = self._candidates(lines, always)
        for place in places:
            cells = lines[place].cells
            if self._asked > MOST_ASKED or not self._reads_like_header(cells):
                continue
            self._below += sum(1 for line in lines[done:place] if _filled(line.cells) > 1)
            done = place + 1
            if self._header and self._same(cells):
                again.append(place)
            elif not self._borne_out(cells, _up_to_a_gap(lines[place + 1 : place + 1 + BELOW])):
                self._asked += 1
            elif self._below and (self._header or _is_table(lines, _without_titles(lines, place))):
                start = _without_titles(lines, place) - len(again)
                _take_out(lines, again)
                return start
            else:
                self._header, self._below = cells, 0
        self._below += len(lines) - done
        self._last = lines[-1].number
        _take_out(lines, again)
        return None

    def _candidates(self, lines: Sequence[Line], always: int) -> list[int]:
        """Rows behind a blank one, and those that say something in words where the others have a number."""
        found = set(range(min(always, len(lines))))
        if lines[-1].number - self._last != len(lines):
            numbers = [self._last, *(line.number for line in lines)]
            gaps = [place for place, (before, after) in enumerate(pairwise(numbers)) if after - before > 1]
            # Between the blank row and the header stands a title, or two.
            found.update(at for place in gaps for at in range(place, min(place + MOST_TITLES + 1, len(lines))))
        wordy: Sequence[int] = range(len(lines)) if self._numbers else ()
        for position in self._numbers:
            try:
                column = [cells[position] for _, cells in lines]
            except IndexError:
                column = [cells[position] if position < len(cells) else "" for _, cells in lines]
            if "" not in column and ("".join(column).isdecimal() or not _WORDY.search("\n".join(column))):
                wordy = ()
                break
            wordy = [place for place in wordy if not _DIGIT.search(column[place])]
        return sorted(found.union(wordy))

    def _same(self, cells: tuple[str, ...]) -> bool:
        """Whether a row is the header of this table, be it in other words."""
        mine = self._header + ("",) * (len(cells) - len(self._header))
        theirs = cells + ("",) * (len(mine) - len(cells))
        return all(
            one == other or (one and other and self._type(one) == self._type(other) != "")
            for one, other in zip(mine, theirs, strict=True)
        )

    def _type(self, title: str) -> str:
        return (self._vocabulary.field_type(title) or "") if title and len(title) <= 24 else ""

    def _reads_like_header(self, cells: tuple[str, ...]) -> bool:
        if cells == self._header:
            return True
        filled = [cell for cell in cells if cell]
        if len(filled) < 2 or _NUMBER.search("\t".join(filled)):
            return False
        known = self._vocabulary.known(filled)
        if known >= 2 and 2 * known > len(filled):
            return any(self._type(cell) in self._vocabulary.direct for cell in filled)
        self._asked += 1
        return False

    def _borne_out(self, header: tuple[str, ...], below: Sequence[Line]) -> bool:
        """Whether the columns that the header gives to people hold, below, what it says."""
        right = wrong = 0
        for place, title in enumerate(header):
            field_type = self._type(title)
            if field_type not in self._vocabulary.direct:
                continue
            test = TESTS.get(field_type, _has_digit)
            values = [line.cells[place] for line in below if place < len(line.cells) and line.cells[place]]
            fitting = sum(map(test, values))
            right += fitting
            wrong += len(values) - fitting if field_type in TESTS else 0
        return right > 2 * wrong


def _columns_of_numbers(head: Sequence[Line]) -> tuple[int, ...]:
    """The columns that hold a number in nearly every row of the first table, those of digits alone before others."""
    first: list[Line] = []
    for line in head[:AT_ONCE]:
        if len(first) > _FEW and line.number - first[-1].number > 1:
            break
        first.append(line)
    shares: list[tuple[float, int]] = []
    for place in range(min(max(len(line.cells) for line in first), 200)):
        values = [line.cells[place] for line in first if place < len(line.cells) and line.cells[place]]
        if len(values) < 2 or 2 * len(values) < len(first):
            continue
        numbers = sum(1 for value in values if _DIGIT.search(value))
        if numbers > _SURE * (len(values) - 1):
            shares.append((-(numbers + 0.1 * sum(map(str.isdecimal, values))) / len(first), place))
    return tuple(place for _, place in sorted(shares)[:_COLUMNS])


def _is_table(lines: Sequence[Line], end: int) -> bool:
    """Whether rows above the first header are a table without one; else they say what the table is about."""
    if end < HEADER_LINES and not (0 < end < len(lines) and lines[end].number - lines[end - 1].number > 1):
        return False
    widths = [_filled(line.cells) for line in lines[max(0, end - HEADER_LINES) : end]]
    return max((widths.count(width) for width in widths if width > 1), default=0) >= _FEW


def _up_to_a_gap(lines: Sequence[Line]) -> Sequence[Line]:
    ends = (place for place in range(1, len(lines)) if lines[place].number - lines[place - 1].number > 1)
    return lines[: next(ends, len(lines))]


def _has_digit(value: str) -> bool:
    return _DIGIT.search(value) is not None


def _take_out(lines: list[Line], places: Sequence[int]) -> None:
    for place in reversed(places):
        del lines[place]


def _without_titles(lines: Sequence[Line], place: int) -> int:
    """Where the titles above a header begin."""
    start = place
    while start > 0 and place - start < MOST_TITLES and _filled(lines[start - 1].cells) == 1:
        start -= 1
        if lines[start].number - (lines[start - 1].number if start else 0) > 1:
            break
    return start


def _filled(cells: tuple[str, ...]) -> int:
    return len(cells) - cells.count("")
