"""Tables in text files: commas, tabs, semicolons or bars between the cells, quotes around cells with line breaks."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, count, islice

from desktop.inventory.readers.content import Given, in_memory, opened
from desktop.inventory.readers.shapes import BLOCK, LONGEST_LINE, Line, Table
from desktop.inventory.readers.text import lines, lines_of, whole_lines

DELIMITERS = ",\t;|"
LOOK = 30
_LINES = re.compile(rb"(?:[^\n]*\n){%d}" % (LOOK + 1))
_ODD = frozenset(" \t\r\n\u3000\u00a0='")
"""What a cell begins or ends with that has to be cleaned; most have none of it."""
_ODD_INSIDE = _ODD - {"\r", "\n"}
_as_line = partial(tuple.__new__, Line)
"""A `Line` of a pair, made without a call in Python: there are millions."""
MOST_LINES_IN_A_CELL = 60
"""A quote that is never closed would swallow the rest of the file: beyond this many lines it is a plain sign."""


def delimiter_of(given: Given) -> str:
    """The sign between the cells, or "" when the file does not look like a table."""
    sample = [line.rstrip("\r\n") for line in islice(lines(_beginning(given)), LOOK)]
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


def _beginning(given: Given) -> Given:
    """Whole lines from the beginning: to tell the encoding of a large file all of it would be read."""
    with opened(given) as file:
        head = file.read(BLOCK)
    first = _LINES.match(head)
    if first and first[0].isascii() and b"\0" not in head:
        # Whatever the encoding of the rest: these lines are the same in all of them.
        return in_memory("", first[0])
    cut = head.rfind(b"\n") + 1
    return in_memory("", head[:cut]) if len(head) == BLOCK and head.count(b"\n") > LOOK and b"\0" not in head else given


def read_delimited(given: Given, delimiter: str = "") -> Table:
    """A table from a text file; with one column when no delimiter is found."""
    return Table("", rows(given, delimiter or delimiter_of(given) or ","), laid_out=True)


def rows(given: Given, delimiter: str) -> Iterator[Line]:
    """The rows with the number of the line they begin at. A quote that is never closed costs nothing but itself."""
    number, pieces = 1, whole_lines(given)
    for piece in pieces:
        found = _at_once(piece, delimiter, number)
        if found is None:
            break
        yield from found
        number += piece.count("\n")
    else:
        return
    # A cell goes over several lines: from here on line by line.
    feed = _Feed(line for left in chain([piece], pieces) for line in lines_of(left))
    feed.number = number - 1
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


def _at_once(piece: str, delimiter: str, number: int) -> Iterator[Line] | None:
    """The rows of whole lines, the first of which is line `number`; None where a cell goes over several lines."""
    texts = piece.split("\n")
    if not texts[-1]:
        texts.pop()
    if "\0" in piece or max(map(len, texts), default=0) > LONGEST_LINE:
        return None
    rows: list[tuple[str, ...]]
    if '"' not in piece:
        rows = [tuple(text.split(delimiter)) for text in texts]
    else:
        try:
            # Strict: a quote that is open at the end of the piece is an error here.
            rows = list(map(tuple, csv.reader(texts, delimiter=delimiter, strict=True)))
        except csv.Error:
            return None
        if len(rows) != len(texts):
            return None
    numbers: Iterable[int] = count(number)
    if not all(map(any, rows)):
        numbers = [at for at, row in enumerate(rows, number) if any(row)]
        rows = [row for row in rows if any(row)]
    if _has_odd_ends(piece, delimiter):
        rows = [tuple(map(_cleaned, row)) for row in rows]
    return map(_as_line, zip(numbers, rows, strict=False))


def _has_odd_ends(piece: str, delimiter: str) -> bool:
    """Whether some cell may begin or end with a sign that has to be cleaned away."""
    borders = (delimiter, "\n", '"')
    for sign in _ODD_INSIDE:
        if sign == delimiter or sign not in piece:
            continue
        if piece[0] == sign or piece[-1] == sign or any(b + sign in piece or sign + b in piece for b in borders):
            return True
    return False


def _cleaned(cell: str) -> str:
    return cell if not cell or (cell[0] not in _ODD and cell[-1] not in _ODD) else clean(cell)


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
            yield Line(start, tuple(map(_cleaned, row)))


def _open_quote(taken: list[str]) -> bool:
    return sum(line.count('"') for line in taken) % 2 == 1
