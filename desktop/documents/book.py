"""Workbooks: made in memory, then written beside and renamed, so that a full disk is said and nothing half is left."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from desktop.disk.durable import path_beside, write_beside

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@contextmanager
def new_book(path: Path) -> Iterator[Any]:
    """A workbook to be filled; `path` is there in full when the block ends well, else as it was. Raises OwnerError.

    Whatever stood in a file stays text in it: no formulas, no links, no numbers made of text.
    """
    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        yield book
    with write_beside(path) as file:
        file.write(buffer.getvalue())


_ROWS_OF_A_SHEET = 1_000_000
"""Excel takes 1,048,576."""
_PLAIN_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")


class RowBook:
    """A workbook of one long table, row after row; it goes on on another sheet where one is full.

    In the columns `sums` what reads like a number is one, so that it can be added up; all else is text.
    """

    def __init__(self, book: Any, heads: Sequence[str], sums: Collection[int]) -> None:
        self._book, self._heads, self._sums, self._row = book, heads, frozenset(sums), 0
        self._page = self._sheet()

    def _sheet(self) -> Any:
        page = self._book.add_worksheet()
        page.freeze_panes(1, 0)
        for column, head in enumerate(self._heads):
            page.write_string(0, column, head)
        self._row = 1
        return page

    def add(self, cells: Sequence[str]) -> None:
        """One row."""
        if self._row > _ROWS_OF_A_SHEET:
            self._page = self._sheet()
        for column, cell in enumerate(cells):
            if column in self._sums and _PLAIN_NUMBER.fullmatch(cell):
                self._page.write_number(self._row, column, float(cell))
            elif cell:
                self._page.write_string(self._row, column, cell[:32_000])
        self._row += 1


@contextmanager
def row_book(path: Path, heads: Sequence[str], sums: Collection[int] = ()) -> Iterator[RowBook]:
    """A workbook that is written row by row, however long; in full under its name or not at all. Raises OwnerError."""
    with path_beside(path, suffix=".xlsx") as temp:
        options = _OPTIONS | {"in_memory": False, "constant_memory": True, "tmpdir": str(path.parent)}
        with Workbook(str(temp), options) as book:
            yield RowBook(book, heads, sums)
