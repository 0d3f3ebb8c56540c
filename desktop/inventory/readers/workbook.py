"""Workbooks: xlsx, xlsm, xls, ods by calamine, which executes nothing. What would burst the memory is refused."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from desktop.disk.names import is_text
from desktop.inventory.readers.child import in_child, patience
from desktop.inventory.readers.content import Given, size_of, whole
from desktop.inventory.readers.delimited import clean
from desktop.inventory.readers.ole import Compound
from desktop.inventory.readers.package import inflate, package
from desktop.inventory.readers.shapes import Form, Line, Table, damaged, encrypted, too_large

MOST_CELLS = 17_000_000
"""Rows × columns of a sheet: calamine lays it out in full (32 bytes each) and ends the whole program when it cannot.
A million sales rows of seventeen columns fit; a sheet with one cell at XFD1048576 does not."""
MOST_COLUMNS = 16_384
"""As many as a sheet can have, XFD. A single row of millions would pass as a small sheet."""
MOST_REPEATS = 5_000
AT_ONCE = 500
OLD_STREAM = "Workbook"
MOST_BEHIND = 1024 * 1024
"""Bytes that are looked at behind the cells of a sheet."""
_CELLS_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_CELL_END, _ROW_END = "\x1f", "\x1e"
_CONTROLS = re.compile("[\x1e\x1f]")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)>")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,7})(\d{1,10})["']""")
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,7})(\d{1,10})"(?:[^>]*[^/])?>')
_OTHER_CELL = re.compile(rb"<c[\t\n\r\f\v/>]")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d{1,7})["']""")
_EMPTY_ROWS = re.compile(rb"<table:table-row[^>]*>(?:<table:(?:covered-)?table-cell[^>]*/>)*</table:table-row>")
_EMPTY_CELLS = re.compile(rb"<table:(?:covered-)?table-cell[^>]*/>")
_REPEATED = re.compile(rb"""table:number-(?:columns|rows)-repeated\s*=\s*["'](\d+)["']""")
_RECORD, _RANGE = struct.Struct("<HH"), struct.Struct("<I")
_DIMENSIONS = 0x0200
_OLD_CELLS = frozenset((0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E))
Value: TypeAlias = "int | float | str | bool | time | date | datetime | timedelta"


def read_workbook(given: Given, form: Form) -> tuple[Table, ...]:
    """The sheets that hold something. Raises `Unreadable`: password, damaged, or made to burst.

    The library runs in a process of its own, see `child`.
    """
    guard(given, form)
    return sheets(given)


def sheets(given: Given) -> tuple[Table, ...]:
    """The same for one that `guard` has let pass."""
    source = given if isinstance(given, Path) else whole(given)
    wait = patience(size_of(given))
    names = [message.decode() for message in in_child(sheet_names, source, "", wait)]
    return tuple(Table(name, _rows(source, name, wait), laid_out=True) for name in names)


def sheet_names(source: Path | bytes, _: str) -> Iterator[bytes]:
    """The names of the sheets, each a message. Runs in the child."""
    try:
        for sheet in _book(source).sheets_metadata:
            if sheet.typ is SheetTypeEnum.WorkSheet:
                yield sheet.name.encode("utf-8", "replace")
    except (CalamineError, OSError, ValueError) as error:
        raise damaged() from error


def sheet_rows(source: Path | bytes, name: str) -> Iterator[bytes]:
    """The rows of a sheet in batches, as `packed_rows`. Runs in the child."""
    rows = _sheet(_book(source), name)
    while batch := list(islice(rows, AT_ONCE)):
        yield packed_rows(batch)


def packed_rows(batch: list[Line]) -> bytes:
    """Rows as bytes: pickling every cell would cost more than reading it."""
    lines = [f"{line.number}{_CELL_END}{_CELL_END.join(line.cells)}" for line in batch]
    text = _ROW_END.join(lines)
    if text.count(_CELL_END) != sum(len(line.cells) for line in batch) or text.count(_ROW_END) != len(batch) - 1:
        lines = [
            _CELL_END.join([str(line.number), *(_CONTROLS.sub(" ", cell) for cell in line.cells)]) for line in batch
        ]
        text = _ROW_END.join(lines)
    return text.encode("utf-8", "replace")


def unpacked_rows(message: bytes) -> Iterator[Line]:
    """The rows of a message."""
    for row in message.decode().split(_ROW_END):
        number, *cells = row.split(_CELL_END)
        yield Line(int(number), tuple(cells))


def _rows(source: Path | bytes, name: str, wait: float) -> Iterator[Line]:
    with closing(in_child(sheet_rows, source, name, wait)) as messages:
        for message in messages:
            yield from unpacked_rows(message)


def _book(source: Path | bytes) -> CalamineWorkbook:
    try:
        if isinstance(source, Path) and is_text(source):
            return CalamineWorkbook.from_path(source)
        if isinstance(source, Path):
            # The library takes only paths that are text.
            source = source.read_bytes()
        return CalamineWorkbook.from_filelike(io.BytesIO(source))
    except PasswordError as error:
        raise encrypted() from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged() from error


def guard(given: Given, form: Form) -> dict[str, bytes]:
    """Refuse sheets whose outermost cells span more than memory holds; the size they state themselves may lie.

    Gives what stands behind the cells of each sheet (headers and footers, hints), by the name of its part; of an old
    workbook its stream.
    """
    behind: dict[str, bytes] = {}
    if form is Form.XLS:
        return {OLD_STREAM: _guard_old(given)}
    with package(given) as archive:
        for name in archive.namelist():
            if not name.endswith(".xml"):
                continue
            with closing(inflate(archive, name)) as pieces:
                if form is Form.XLSX and re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                    behind[name] = _guard_sheet(pieces)
                elif form is Form.ODS and name == "content.xml":
                    _guard_repeats(pieces)
                else:
                    for _ in pieces:
                        pass
    return {name: end for name, end in behind.items() if end}


def _guard_old(given: Given) -> bytes:
    """An old sheet has 65,536 rows and 256 columns; one cell beyond means hundreds of gigabytes to the library.

    So does a chain of sectors that runs in a circle: the library follows it until the memory is full.
    """
    try:
        book = Compound(whole(given))
        data = book.stream("Workbook") or book.stream("Book")
    except struct.error as error:
        raise damaged() from error
    if book.circular:
        raise damaged()
    at = 0
    while at + 8 <= len(data):
        kind, length = _RECORD.unpack_from(data, at)
        if kind in _OLD_CELLS and data[at + 7]:
            raise damaged()
        wide = kind == _DIMENSIONS and length >= 14 and at + 16 <= len(data)
        if wide and (_RANGE.unpack_from(data, at + 8)[0] > 0x10000 or data[at + 15] > 1):
            raise damaged()
        at += 4 + length
    return data


def _guard_sheet(pieces: Iterator[bytes]) -> bytes:
    columns = rows = 0
    tail = behind = b""
    for piece in pieces:
        data = tail + piece
        if behind:
            behind = (behind + piece)[:MOST_BEHIND]
        elif (at := data.rfind(b"sheetData")) >= 0 and _CELLS_END.search(data, max(0, at - 40)):
            behind = data[at:][:MOST_BEHIND]
        cut = data.rfind(b"<")
        data, tail = data[:cut], data[cut:][:4096]
        places = _PLAIN_CELL.findall(data)
        # Counting cells by a pattern takes as long as reading the sheet; by their beginnings it costs nothing.
        plain = data.count(b"<c r=") == data.count(b"<c ") and b":c" not in data and not _OTHER_CELL.search(data)
        if not plain and data.count(b"<c r=") != len(_CELL.findall(data)):
            # Written by another program: attributes in another order, a prefix, or cells without a place.
            found = [_PLACE.search(attributes) for attributes in _CELL.findall(data)]
            places = [(place[1], place[2]) for place in found if place]
            if len(places) < len(found):
                rows = max([rows, *map(int, _ROW.findall(data))])
        if places:
            columns = max(columns, max(map(_column_number, {letters for letters, _ in places})))
            rows = max(rows, max(map(int, {row for _, row in places})))
        if columns > MOST_COLUMNS or columns * rows > MOST_CELLS:
            raise too_large()
    return behind


def _guard_repeats(pieces: Iterator[bytes]) -> None:
    tail = b""
    for piece in pieces:
        data = tail + piece
        cut = data.rfind(b"<table:table-row")
        whole, tail = (data[:cut], data[cut:][: 1024 * 1024]) if cut > 0 else (data, b"")
        _refuse_repeats(whole)
    _refuse_repeats(tail)


def _refuse_repeats(data: bytes) -> None:
    filled = _EMPTY_CELLS.sub(b"", _EMPTY_ROWS.sub(b"", data))
    if any(int(count) > MOST_REPEATS for count in _REPEATED.findall(filled)):
        raise too_large()


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet(book: CalamineWorkbook, name: str) -> Iterator[Line]:
    try:
        sheet = book.get_sheet_by_name(name)
        first = (sheet.start or (0, 0))[0]
        height = sheet.height
        rows = sheet.iter_rows()
    except (CalamineError, ValueError) as error:
        raise damaged() from error
    del book
    # Rows above `start` come as empty ones or not at all, depending on the version: counted from what there is.
    lead = first if height == sheet.total_height else 0
    for number, row in enumerate(rows, lead + 1):
        cells = tuple([as_text(value) for value in row])
        if any(cells):
            yield Line(number, cells)


def as_text(value: Value) -> str:
    """A cell as people see it: whole numbers without point or exponent, days as 2026-11-21."""
    if isinstance(value, str):
        return clean(value) if value else ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def number_text(value: float) -> str:
    """13800001111.0 is 13800001111; 4.403051980010113e+17 is 440305198001011300, which is all that is left of it."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    return format(Decimal(repr(value)), "f") if abs(value) < 1e25 else repr(value)
