"""Tables in text files: commas, tabs, semicolons or bars between the cells, quotes around cells with line breaks."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from desktop.inventory.readers.content import Given
from desktop.inventory.readers.shapes import Line, Table
from desktop.inventory.readers.text import lines

DELIMITERS = ",\t;|"
LOOK = 30
_ODD = frozenset(" \t\r\n\u3000\u00a0='")
"""What a cell begins or ends with that has to be cleaned; most have none of it."""
MOST_LINES_IN_A_CELL = 60
"""A quote that is never closed would swallow the rest of the file: beyond this many lines it is a plain sign."""


def delimiter_of(given: Given) -> str:
    """The sign between the cells, or "" when the file does not look like a table."""
    sample = [line.rstrip("\r\n") for line in islice(lines(given), LOOK)]
    sample = [line for line in sample if line.strip()]
    best, best_share = "", 0.0
    for delimiter in DELIMITERS:
        counts = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if len(row) > 1)
        if not counts:
            continue
        share = (counts.most_common(1)[0][1] + 0.5 * (counts.total() - counts.most_common(1)[0][1])) / len(sample)
        if share > best_share:
            best, best_share = delimiter, share
    return best if best_share >= 0.5 else ""


def read_delimited(given: Given, delimiter: str = "") -> Table:
    """A table from a text file; with one column when no delimiter is found."""
    return Table("", rows(given, delimiter or delimiter_of(given) or ","))


def rows(given: Given, delimiter: str) -> Iterator[Line]:
    """The rows with the number of the line they begin at. A quote that is never closed costs nothing but itself."""
    feed = _Feed(lines(given))
    while True:
        yield from _quoted(feed, delimiter)
        if not feed.pending:
            return
        # Left over: lines that an open quote had swallowed.
        start = feed.number - len(feed.pending) + 1
        stuck, feed.pending = feed.pending, []
        head = next(csv.reader(stuck[:1], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
        yield Line(start, tuple(map(clean, head)))
        feed.push_back(stuck[1:])


def clean(cell: str) -> str:
    """A cell without what exports put around numbers: tab, apostrophe, ="…", blanks."""
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1].strip()
    elif cell.startswith("'") and cell[1:].isdigit():
        cell = cell[1:]
    return cell


class _Feed:
    """Physical lines, and those that the row being read has taken so far."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._again: list[str] = []
        self.pending: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        while True:
            if len(self.pending) >= MOST_LINES_IN_A_CELL:
                return
            line = self._again.pop() if self._again else next(self._source, None)
            if line is None:
                return
            self.number += 1
            self.pending.append(line)
            yield line.replace("\0", "")

    def push_back(self, taken: list[str]) -> None:
        """Give lines back, to be read once more."""
        self._again.extend(reversed(taken))
        self.number -= len(taken)


def _quoted(feed: _Feed, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(iter(feed), delimiter=delimiter)
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            return
        if row is None:
            return
        taken = len(feed.pending)
        if taken >= MOST_LINES_IN_A_CELL or (taken > 1 and _open_quote(feed.pending)):
            return
        start = feed.number - taken + 1
        feed.pending = []
        if any(row):
            cells = [c if not c or (c[0] not in _ODD and c[-1] not in _ODD) else clean(c) for c in row]
            yield Line(start, tuple(cells))


def _open_quote(taken: list[str]) -> bool:
    return sum(line.count('"') for line in taken) % 2 == 1
