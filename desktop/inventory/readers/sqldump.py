"""SQL dumps: the rows of INSERT and COPY statements as tables. Nothing in them is ever carried out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from desktop.inventory.readers.content import Given
from desktop.inventory.readers.shapes import Line, Part, Table
from desktop.inventory.readers.text import decoded, read_text

LONGEST_STATEMENT = 4 * 1024 * 1024
"""Characters of a row, or of what stands between two rows; more is no dump."""
MOST_TABLES = 500
NEAR_THE_END = 64 * 1024
"""Where less is left, more is read: a row seldom is longer."""
_NAME = r"""[\w$\u0080-\uffff\[\]`"]+(?:\s*\.\s*[\w$\u0080-\uffff\[\]`"]+)*"""
_BEGIN = re.compile(
    rf"^[ \t]*(?:(?:INSERT|REPLACE)\s+(?:IGNORE\s+|OR\s+\w+\s+)?(?:INTO\s+)?(?P<into>{_NAME})\s*"
    r"(?:\((?P<columns>[^()']{1,20000})\)\s*)?VALUES\s*"
    rf"|COPY\s+(?P<copied>{_NAME})\s*\((?P<named>[^()]{{1,20000}})\)\s+FROM\s+stdin[^\n;]*;\n)",
    re.IGNORECASE | re.MULTILINE,
)
_CREATE = re.compile(
    rf"^[ \t]*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<table>{_NAME})\s*\((?P<body>.*?)^\s*\)[^\n]*$",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_COLUMN = re.compile(r"""^\s*(?P<name>[\[`"][^\]`"\n]+[\]`"]|[\w$\u0080-\uffff]+)\s+[\[`"]?\w""", re.MULTILINE)
_NO_COLUMN = re.compile(r"^(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|FULLTEXT|CHECK|SPATIAL)$", re.IGNORECASE)
_VALUE = re.compile(
    r"\s*(?:_?\w*?(?P<text>'(?:[^'\\]|''|\\.)*+')|(?P<cast>(?:CAST|CONVERT|TO_DATE|TO_TIMESTAMP)\s*\()"
    r"|(?P<plain>[^\s',()][^',()]*+))",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)|''", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "", "b": "", "Z": ""}
_AS_TYPE = re.compile(r"\s+AS\s+\[?\w+\]?\s*$", re.IGNORECASE)
_MORE = re.compile(r"\s*,\s*")


@dataclass(frozen=True, slots=True)
class _Row:
    table: str
    columns: tuple[str, ...]
    line: Line


def read_dump(given: Given) -> Iterator[Part]:
    """The tables of a dump in their order, or its text when no row stands in it.

    A dump writes table by table. Where rows of several tables alternate, each table is read in a pass of its own.
    """
    order = [name for name, _ in groupby(row.table for row in _statements(given))]
    if not order:
        yield read_text(given)
        return
    if len(order) == len(set(order)):
        for name, rows in groupby(_statements(given), key=lambda row: row.table):
            yield Table(name, _with_header(rows))
        return
    for name in list(dict.fromkeys(order))[:MOST_TABLES]:
        yield Table(name, _with_header(row for row in _statements(given) if row.table == name))


def _with_header(rows: Iterator[_Row]) -> Iterator[Line]:
    header: tuple[str, ...] | None = None
    for row in rows:
        if header is None:
            header = row.columns
            if header:
                yield Line(max(0, row.line.number - 1), header)
        yield row.line


class _Feed:
    """The text of the dump, of which only the part that is being looked at is held. `at`: up to where it was read."""

    def __init__(self, given: Given) -> None:
        self._source = decoded(given)
        self._line = 1
        self._counted = 0
        self.text = ""
        self.at = 0
        self.over = False

    @property
    def left(self) -> int:
        """Characters that are held and not read yet."""
        return len(self.text) - self.at

    def more(self) -> bool:
        """Hold more of the text; False at its end, or when too much would be held."""
        if self.over or self.left > LONGEST_STATEMENT:
            return False
        # Twice as much each time: a row that goes on and on is looked at anew after every piece.
        wanted, pieces = max(1, self.left), list[str]()
        while wanted > 0 and (piece := next(self._source, None)) is not None:
            pieces.append(piece)
            wanted -= len(piece)
        if not pieces:
            self.over = True
            return False
        self.line()
        self.text = self.text[self.at :] + "".join(pieces)
        self.at = self._counted = 0
        return True

    def line(self) -> int:
        """The number of the line that is being read."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line


def _statements(given: Given) -> Iterator[_Row]:
    feed = _Feed(given)
    known: dict[str, tuple[str, ...]] = {}
    while True:
        if feed.left < NEAR_THE_END:
            feed.more()
        found = _BEGIN.search(feed.text, feed.at)
        for table in _CREATE.finditer(feed.text, feed.at, found.start() if found else len(feed.text)):
            known.setdefault(_plain(table["table"]), _columns_of(table["body"]))
        if found is None:
            # What begins near the end of the piece may go on in the next one.
            feed.at = max(feed.at, len(feed.text) - NEAR_THE_END)
            if not feed.more() and feed.over:
                return
            continue
        if not feed.over and len(feed.text) - found.end() < 64:
            feed.at = found.start()
            if feed.more():
                continue
        feed.at = found.end()
        name = _plain(found["into"] or found["copied"])
        columns = found["columns"] or found["named"]
        header = _named(columns) if columns else known.get(name, ())
        for line in _values(feed) if found["into"] else _copied(feed):
            yield _Row(name, header, line)


def _values(feed: _Feed) -> Iterator[Line]:
    """The rows after VALUES: (…),(…);"""
    while True:
        if feed.left < NEAR_THE_END:
            feed.more()
        row = _row(feed.text, feed.at)
        while row is None and feed.more():
            row = _row(feed.text, feed.at)
        if row is None or not row[1]:
            return
        end, cells = row
        yield Line(feed.line(), cells)
        comma = _MORE.match(feed.text, end)
        feed.at = comma.end() if comma else end
        if comma is None:
            return


def _row(text: str, at: int) -> tuple[int, tuple[str, ...]] | None:
    """One row in brackets and where it ends; None when it is not there in full. No cells: it is no row."""
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    if at >= len(text):
        return None
    if text[at] != "(":
        return at, ()
    at += 1
    cells = []
    while True:
        match = _VALUE.match(text, at)
        if match is None:
            return None if len(text) - at < LONGEST_STATEMENT and text.count("'", at) % 2 else (at, ())
        if match["cast"]:
            value = _VALUE.match(text, match.end())
            closed = _close(text, match.end())
            if value is None or closed < 0:
                return None
            # CAST(138… AS Numeric(18, 0)), as scripts of SQL Server have it: the type is no part of the number.
            cell, at = _cell(value) if value["text"] else _AS_TYPE.sub("", _cell(value)), closed
        else:
            cell, at = _cell(match), match.end()
        cells.append(cell)
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
        if at >= len(text):
            return None
        if text[at] == ")":
            return at + 1, tuple(cells)
        if text[at] != ",":
            return at, ()
        at += 1


def _close(text: str, at: int) -> int:
    """After the bracket that closes what was opened before `at`; -1 when it is not there."""
    depth, quoted = 1, False
    for place in range(at, min(len(text), at + LONGEST_STATEMENT)):
        sign = text[place]
        if sign == "'":
            quoted = not quoted
        elif not quoted and sign in "()":
            depth += 1 if sign == "(" else -1
            if not depth:
                return place + 1
    return -1


def _cell(match: re.Match[str]) -> str:
    if match["text"]:
        inner = match["text"][1:-1]
        return _ESCAPE.sub(_escaped, inner).strip() if "\\" in inner or "'" in inner else inner.strip()
    plain = (match["plain"] or "").strip()
    return "" if plain.upper() == "NULL" else plain


def _escaped(match: re.Match[str]) -> str:
    return "'" if match[1] is None else _ESCAPED.get(match[1], match[1])


def _copied(feed: _Feed) -> Iterator[Line]:
    """The rows after COPY … FROM stdin: tabs between the cells, up to a line with a full stop."""
    while True:
        end = feed.text.find("\n", feed.at)
        while end < 0 and feed.more():
            end = feed.text.find("\n", feed.at)
        if end < 0:
            feed.at = len(feed.text)
            return
        row, number = feed.text[feed.at : end], feed.line()
        feed.at = end + 1
        if row == "\\.":
            return
        yield Line(number, tuple("" if cell == "\\N" else _ESCAPE.sub(_escaped, cell) for cell in row.split("\t")))


def _plain(name: str) -> str:
    return re.sub(r"""[\[\]`"\s]""", "", name).split(".")[-1]


def _named(columns: str) -> tuple[str, ...]:
    return tuple(_plain(name) for name in columns.split(","))


def _columns_of(body: str) -> tuple[str, ...]:
    names = [re.sub(r"""[\[\]`"]""", "", match["name"]) for match in _COLUMN.finditer(body)]
    return tuple(name for name in names if not _NO_COLUMN.match(name))
