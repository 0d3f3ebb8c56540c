"""dBASE and FoxPro tables, as older till software keeps them: memo fields, and rows that are only flagged as deleted.

Such a row stays in the file until the table is packed: it is read like any other, with a word in the last column.
Source: dBASE III/IV and Visual FoxPro table structure as published by their makers.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import BinaryIO

from desktop.inventory.readers.content import Given, beside, opened, size_of
from desktop.inventory.readers.shapes import Line, Table, damaged
from desktop.words import zh

KINDS = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8c\x8e\xcb\xe5\xf5\xfb")
TYPES = frozenset("CNFDLMIYBTVQGP0@O+W")
ROWS_AT_ONCE = 2000
MOST_FIELDS = 2048
MOST_MEMO = 1024 * 1024
_CODE_PAGES = {0x4F: "big5", 0x78: "big5", 0x13: "cp932", 0x7B: "cp932", 0x79: "cp949", 0x4E: "cp949"}
_VISUAL_FOXPRO = frozenset((0x30, 0x31, 0x32))
_DAY_ZERO = date(1, 1, 1).toordinal() + 1_721_424


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    kind: str
    length: int


@dataclass(frozen=True, slots=True)
class _Layout:
    version: int
    rows: int
    begins: int
    row_length: int
    encoding: str
    fields: tuple[_Field, ...]


def looks_like_dbf(head: bytes) -> bool:
    """Whether a file begins like a table: kind, date, lengths that agree, a first field of a known type."""
    if len(head) < 65 or head[0] not in KINDS or head[2] > 12 or head[3] > 31:
        return False
    begins, row_length = struct.unpack_from("<HH", head, 8)
    if begins < 65 or row_length < 2 or chr(head[43]) not in TYPES:
        return False
    return head[32:33].isalpha() or head[32] >= 0x80 or head[32:33] == b"_"


def read_dbf(given: Given) -> Table:
    """The rows, deleted ones too, with the names of the fields first. Raises `Unreadable`."""
    layout = _layout(given)
    return Table("", _rows(given, layout))


def _layout(given: Given) -> _Layout:
    with opened(given) as file:
        head = file.read(32)
        if len(head) < 32:
            raise damaged()
        rows, begins, row_length = struct.unpack_from("<IHH", head, 4)
        raw = file.read(max(0, begins - 32))
    encoding = _CODE_PAGES.get(head[29], "gb18030")
    fields: list[_Field] = []
    for at in range(0, len(raw) - 31, 32):
        if raw[at] in (0x0D, 0) or len(fields) > MOST_FIELDS:
            break
        name = raw[at : at + 11].split(b"\0")[0].decode(encoding, "replace").strip()
        kind = chr(raw[at + 11])
        # Long text fields of Clipper keep the upper byte of their length where others keep the decimals.
        length = raw[at + 16] + (raw[at + 17] << 8 if kind == "C" else 0)
        fields.append(_Field(name, kind, length))
    known = sum(field.length for field in fields)
    if not fields or any(field.length == 0 for field in fields) or known > row_length - 1 or begins < 33:
        raise damaged()
    size = size_of(given)
    # The stated number of rows lies after a crash of the till: what is there counts.
    there = max(0, size - begins) // row_length
    return _Layout(head[0], min(max(rows, there), there), begins, row_length, encoding, tuple(fields))


def _rows(given: Given, layout: _Layout) -> Iterator[Line]:
    yield Line(0, (*(field.name for field in layout.fields), zh("Deletion flag")))
    gone, memo = zh("Flagged as deleted"), _open_memo(given)
    slack = layout.row_length - 1 - sum(field.length for field in layout.fields)
    pattern = struct.Struct("<c" + "".join(f"{field.length}s" for field in layout.fields) + f"{slack}x")
    special = [(n, turn) for n, f in enumerate(layout.fields) if (turn := _turn(f, layout, memo)) is not None]
    try:
        with opened(given) as file:
            file.seek(layout.begins)
            number = 0
            while number < layout.rows:
                data = file.read(layout.row_length * min(ROWS_AT_ONCE, layout.rows - number))
                data = data[: len(data) // layout.row_length * layout.row_length]
                if not data:
                    return
                for flag, *raw in pattern.iter_unpack(data):
                    number += 1
                    if flag == b"\x1a" and not any(map(bytes.strip, raw)):
                        return
                    cells = _cells(raw, special, layout.encoding)
                    if any(cells):
                        yield Line(number, (*cells, gone if flag == b"*" else ""))
    finally:
        if memo is not None:
            memo.close()


def _cells(raw: list[bytes], special: list[tuple[int, Callable[[bytes], str]]], encoding: str) -> list[str]:
    found = [(place, turn(raw[place])) for place, turn in special]
    for place, _ in special:
        raw[place] = b""
    joined = b"\n".join(raw)
    if joined.count(b"\n") != len(raw) - 1:
        joined = b"\n".join([field.replace(b"\n", b" ") for field in raw])
    # One call for the whole row. A character that the field's end has cut seldom takes the line feed with it.
    cells = [cell.strip(" \0\t\r") for cell in joined.decode(encoding, "replace").split("\n")]
    if len(cells) != len(raw):
        cells = [field.decode(encoding, "replace").strip(" \0\t\r\n") for field in raw]
    for place, text in found:
        cells[place] = text
    return cells


def _turn(field: _Field, layout: _Layout, memo: _Memo | None) -> Callable[[bytes], str] | None:
    """How a field that is not plain text becomes text."""
    visual = layout.version in _VISUAL_FOXPRO
    if field.kind == "D":
        return _day
    if field.kind in "I+" and field.length == 4:
        return lambda raw: str(struct.unpack("<i", raw)[0])
    if field.kind == "Y" and field.length == 8:
        return lambda raw: format(struct.unpack("<q", raw)[0] / 10_000, ".2f")
    if field.kind in "T@" and field.length == 8:
        return _moment
    if field.kind == "O" or (field.kind == "B" and visual and field.length == 8):
        return lambda raw: format(struct.unpack("<d", raw)[0], "g") if len(raw) == 8 else ""
    if field.kind in "MGPBW":
        return memo.text if memo is not None and field.kind == "M" else lambda raw: ""
    return (lambda raw: "") if field.kind == "0" else None


def _day(raw: bytes) -> str:
    text = raw.decode("ascii", "replace").strip(" \0")
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if len(text) == 8 and text.isdigit() else text


def _moment(raw: bytes) -> str:
    day, milliseconds = struct.unpack("<ii", raw)
    if not 0 < day - _DAY_ZERO + 1 < 3_000_000 or not 0 <= milliseconds < 86_400_000:
        return ""
    clock = timedelta(seconds=milliseconds // 1000)
    return f"{date.fromordinal(day - 1_721_425).isoformat()} {clock}"


def _open_memo(given: Given) -> _Memo | None:
    for ending in (".fpt", ".dbt"):
        path = beside(given, ending)
        if path is not None:
            with suppress(OSError):
                return _Memo(path.open("rb"), ending == ".fpt")
    return None


class _Memo:
    """The long texts of a table, which stand in a file beside it."""

    def __init__(self, file: BinaryIO, foxpro: bool) -> None:
        self._file = file
        self._foxpro = foxpro
        head = file.read(512)
        size = struct.unpack_from(">H", head, 6)[0] if foxpro and len(head) >= 8 else 0
        if not foxpro and len(head) >= 22:
            size = struct.unpack_from("<H", head, 20)[0]
        self._size = size or (64 if foxpro else 512)

    def close(self) -> None:
        self._file.close()

    def text(self, raw: bytes) -> str:
        """The text that a field points at; "" where it points at nothing."""
        digits = raw.strip(b" \0")
        number = int(digits) if digits.isdigit() and len(raw) != 4 else 0
        if len(raw) == 4:
            number = struct.unpack("<I", raw)[0]
        if number <= 0 or number > 2**31:
            return ""
        self._file.seek(number * self._size)
        head = self._file.read(8)
        if len(head) < 8:
            return ""
        if self._foxpro:
            kind, length = struct.unpack(">II", head)
            data = self._file.read(min(length, MOST_MEMO)) if kind == 1 else b""
        elif head[:4] == b"\xff\xff\x08\x00":
            length = struct.unpack_from("<I", head, 4)[0]
            data = self._file.read(min(max(0, length - 8), MOST_MEMO))
        else:
            data = (head + self._file.read(64 * 1024)).split(b"\x1a")[0]
        return " ".join(data.decode("gb18030", "replace").replace("\0", " ").split())
