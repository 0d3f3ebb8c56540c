"""HTML tables, which till software likes to save under the name .xls: read as a table, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from desktop.inventory.readers.content import Given
from desktop.inventory.readers.delimited import clean
from desktop.inventory.readers.shapes import LONGEST_LINE, Line, Table
from desktop.inventory.readers.text import decoded

MOST_CELLS = 16_384
"""Cells of a row: as many as a sheet has columns. What goes on is a row of its own."""
LONGEST_TAG = 1024 * 1024
"""Characters of a tag; a picture may stand in one."""
_SILENT = {"script", "style", "head", "title"}


def read_html(given: Given) -> Table:
    """All rows of all tables of a page, and each paragraph outside of them as a row of one cell."""
    return Table("", _rows(given), laid_out=True)


def _rows(given: Given) -> Iterator[Line]:
    parser = _Rows()
    number = 0
    for piece in decoded(given):
        parser.feed(piece)
        if len(parser.rawdata) > LONGEST_TAG:
            parser.take_rest()
        for cells in parser.taken():
            number += 1
            yield Line(number, cells)
    parser.take_rest()
    parser.end_row()
    for cells in parser.taken():
        number += 1
        yield Line(number, cells)


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[tuple[str, ...]] = []
        self._cells: list[str] = []
        self._words: list[str] = []
        self._length = 0
        self._silent = 0
        self._in_cell = False

    def taken(self) -> list[tuple[str, ...]]:
        """The rows that are complete, once."""
        done, self._done = self._done, []
        return done

    def take_rest(self) -> None:
        """Take what the parser waits with, a tag without an end, as words. To look for the end over and over may take
        hours: so does the parser itself, where it is closed.
        """
        rest, self.rawdata = self.rawdata, ""
        if rest:
            self.handle_data(unescape(rest))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in ("td", "th"):
            # The ends of cells and rows may be left out: the next one's beginning says it.
            if self._in_cell:
                self._end_cell()
            self._in_cell = True
        elif tag in ("tr", "p", "div", "table"):
            if tag == "tr" or not (self._cells or self._in_cell):
                self.end_row()
            else:
                self._words.append(" ")
        elif tag == "br":
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table") or (tag in ("p", "div") and not (self._cells or self._in_cell)):
            self.end_row()

    def handle_data(self, data: str) -> None:
        if not self._silent and self._length < LONGEST_LINE:
            self._words.append(data)
            self._length += len(data)

    def end_row(self) -> None:
        """Close the row that is open, if it holds anything."""
        if self._words and any(word.strip() for word in self._words):
            self._end_cell()
        if any(self._cells):
            self._done.append(tuple(self._cells))
        self._cells, self._words, self._length, self._in_cell = [], [], 0, False

    def _end_cell(self) -> None:
        self._cells.append(clean(" ".join("".join(self._words).split())))
        self._words, self._length, self._in_cell = [], 0, False
        if len(self._cells) >= MOST_CELLS:
            self.end_row()
