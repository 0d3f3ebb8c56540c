"""What old workbooks (xls) hold beside their cells: comments, text boxes, headers and footers, pictures.

Source: [MS-XLS] (NOTE, OBJ, TXO, HEADER, FOOTER) and [MS-ODRAW] (the store of pictures). Only workbooks since Excel 97
have them in this form.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.inventory.readers.content import Held, in_memory
from desktop.inventory.readers.office import MOST_SHEETS, Spot, placed, titled, without_codes
from desktop.inventory.readers.residue import blocks
from desktop.inventory.readers.shapes import Part, Text
from desktop.words import zh

MOST_PICTURES = 5_000
_RECORD = struct.Struct("<HH")
_HEADER, _FOOTER, _NOTE, _CONTINUE = 0x0014, 0x0015, 0x001C, 0x003C
_OBJECT, _SHEET, _PICTURES, _TEXT, _BEGIN = 0x005D, 0x0085, 0x00EB, 0x01B6, 0x0809
_SINCE_97 = 0x0600
_DRAWING = struct.Struct("<HHI")
_CONTAINERS, _ENTRY = (0xF000, 0xF001), 0xF007
_ENDINGS = {0xF01A: ".emf", 0xF01B: ".wmf", 0xF01C: ".wmf", 0xF01D: ".jpg", 0xF01E: ".png", 0xF029: ".tif",
            0xF02A: ".jpg"}  # fmt: skip
_TWICE_NAMED = frozenset({0x3D5, 0x217, 0x543, 0x46B, 0x6E3, 0x6E1, 0x6E5})
"""Kinds of pictures that carry two checksums of 16 bytes instead of one."""


@dataclass(slots=True)
class _Sheet:
    name: str
    texts: list[tuple[int, str]] = field(default_factory=list)
    notes: dict[int, tuple[int, str]] = field(default_factory=dict)
    margins: list[str] = field(default_factory=list)


def beside_old(data: bytes) -> Iterator[Part]:
    """The parts of a workbook's stream that are no cells."""
    for sheet in _sheets(data):
        comments, boxes = list[Spot](), list[Spot]()
        for number, words in sheet.texts:
            row, author = sheet.notes.get(number, (0, ""))
            if author and words.startswith(author):
                # Excel begins each comment with who wrote it; that is no customer.
                words = words[len(author) :].lstrip(":： \n") or words
            if words.strip():
                (comments if row else boxes).append(Spot(row, words.strip()))
        if comments:
            yield Text(titled(sheet.name, zh("Comments")), placed(sorted(comments)))
        if boxes:
            yield Text(titled(sheet.name, zh("Text boxes")), placed(boxes))
        if sheet.margins:
            yield Text(titled(sheet.name, zh("Headers and footers")), blocks(sheet.margins))


def _records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Place, kind and content of each record."""
    at = 0
    while at + 4 <= len(data):
        kind, length = _RECORD.unpack_from(data, at)
        yield at, kind, data[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(data: bytes) -> Iterator[_Sheet]:
    names: dict[int, str] = {}
    sheet, number, missing, words = _Sheet(""), 0, 0, ""
    for at, kind, body in _records(data):
        if kind == _BEGIN:
            if len(body) < 2 or struct.unpack_from("<H", body)[0] != _SINCE_97:
                return
            if at in names:
                yield sheet
                sheet = _Sheet(names[at])
        elif kind == _SHEET and len(body) > 8 and len(names) < MOST_SHEETS:
            names[struct.unpack_from("<I", body)[0]] = _string(body[6:], wide_length=False)
        elif kind in (_HEADER, _FOOTER) and len(body) > 3:
            sheet.margins += without_codes(_string(body))
        elif kind == _OBJECT and len(body) >= 8:
            number = struct.unpack_from("<H", body, 6)[0]
        elif kind == _NOTE and len(body) >= 8:
            row, _, _, of = struct.unpack_from("<HHHH", body)
            sheet.notes[of] = row + 1, _string(body[8:])
        elif kind == _TEXT and len(body) >= 12:
            missing, words = struct.unpack_from("<H", body, 10)[0], ""
        elif kind == _CONTINUE and missing and body:
            piece = _characters(body[1:], body[0] & 1, missing)
            words, missing = words + piece, missing - len(piece)
            if not missing or not piece:
                sheet.texts.append((number, words))
                missing = 0
    yield sheet


def _string(body: bytes, *, wide_length: bool = True) -> str:
    if len(body) < 3:
        return ""
    count, skip = (struct.unpack_from("<H", body)[0], 2) if wide_length else (body[0], 1)
    return _characters(body[skip + 1 :], body[skip] & 1, count)


def _characters(body: bytes, wide: int, most: int) -> str:
    return body[: 2 * most].decode("utf-16-le", "replace") if wide else body[:most].decode("latin-1")


def pictures_of(data: bytes) -> Iterator[Held]:
    """The pictures of a workbook's stream, once each, however often they are shown."""
    store, inside = bytearray(), False
    for _, kind, body in _records(data):
        inside = kind == _PICTURES or (inside and kind == _CONTINUE)
        if inside:
            store += body
    at = count = 0
    while at + 8 <= len(store) and count < MOST_PICTURES:
        sign, kind, length = _DRAWING.unpack_from(store, at)
        at += 8
        if kind in _CONTAINERS:
            continue
        if kind == _ENTRY and at + 36 <= len(store):
            at += 36 + store[at + 33]
            continue
        if kind in _ENDINGS:
            count += 1
            skip = 17 + 16 * (sign >> 4 in _TWICE_NAMED)
            yield in_memory(f"image{count}{_ENDINGS[kind]}", bytes(store[at + skip : at + length]))
        at += length
