"""Workbooks: made in memory, then written beside and renamed, so that a full disk is said and nothing half is left."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from desktop.disk.durable import write_beside

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
