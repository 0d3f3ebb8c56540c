"""What a SQLite database still holds of deleted rows: pages on the free list, and the gaps inside of pages in use."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

from desktop.inventory.readers.content import Given, opened, size_of
from desktop.inventory.readers.residue import picked

_LEAF = 0x0D
_SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 1 << 40, 1 << 40, *((kind - 12) // 2 for kind in range(12, 0x80))]
"""Bytes of a field by its kind; two kinds are never written."""
_CELL = re.compile(rb"(?=(?:[\x04-\x7f]|[\x81-\xff][\x00-\x7f])[\x80-\xff]{0,8}[\x00-\x7f][\x02-\x40])")
"""Where a row may begin: its length, its number, the length of its head. Tables of more than sixty columns are rare:
of them single texts are found."""
MOST_CELLS = 10_000
MOST_MISSES = 300
"""Rows lie close together: where so many places begin none, there are none, and looking on would cost minutes."""


def freed_lines(given: Given, replaced: frozenset[int] = frozenset()) -> Iterator[str]:
    """Lines of text from all that is free, row by row where rows can be told, else as runs of characters.

    `replaced`: pages that count as free, because newer ones stand beside the database.
    """
    with opened(given) as file:
        head = file.read(100)
        if len(head) < 100:
            return
        page = struct.unpack_from(">H", head, 16)[0]
        page = 65536 if page == 1 else page
        if page < 512 or page & (page - 1):
            return
        usable = page - head[20]
        count = size_of(given) // page
        free = _free_pages(file, page, head, count) | replaced
        seen: set[str] = set()
        for number in range(1, count + 1):
            file.seek((number - 1) * page)
            data = file.read(page)
            for line in _freed_page(data, usable) if number in free else _gaps(data, number, usable):
                # The same remains stand in many places; each is told once.
                if line not in seen and len(seen) < 2_000_000:
                    seen.add(line)
                    yield line


def _free_pages(file: BinaryIO, page: int, head: bytes, count: int) -> set[int]:
    trunk, found = struct.unpack_from(">I", head, 32)[0], set[int]()
    while 0 < trunk <= count and trunk not in found:
        found.add(trunk)
        file.seek((trunk - 1) * page)
        data = file.read(page)
        if len(data) < page:
            break
        following, leaves = struct.unpack_from(">II", data)
        for number in struct.unpack_from(f">{min(leaves, page // 4 - 2)}I", data, 8):
            if 0 < number <= count:
                found.add(number)
        trunk = following
    return found


def _freed_page(data: bytes, usable: int) -> Iterator[str]:
    """A page that was given back keeps its rows as they were."""
    yield from _carved(data[:usable])


def _carved(data: bytes) -> Iterator[str]:
    """Rows that can still be told by their own lengths; of what is left, runs of characters.

    A row begins with its length, and so does the next one at once: as characters, a mobile would run into it.
    """
    at = misses = 0
    for match in _CELL.finditer(data):
        if match.start() < at:
            continue
        line, end = _row(data, match.start())
        if end:
            yield from picked([data[at : match.start()]])
            yield line
            at, misses = end, 0
        elif (misses := misses + 1) > MOST_MISSES:
            break
    yield from picked([data[at:]])


def _row(data: bytes, at: int) -> tuple[str, int]:
    """The fields of a row with tabs between, and where it ends; 0 if there is none. SQLite file format, section 2.1.

    Only rows whose stated length is that of all their fields, and that lie here in full.
    """
    try:
        length, at = _varint(data, at)
        _, begins = _varint(data, at)
        head, at = data[begins], begins + 1
        ends = begins + head
        if not 1 < head < length or begins + length > len(data):
            return "", 0
        kinds = list(data[at:ends])
        if max(kinds) >= 0x80:
            kinds = []
            while at < ends:
                kind, at = _varint(data, at)
                kinds.append(kind)
    except IndexError:
        return "", 0
    sizes = [_SIZES[kind] if kind < 0x80 else (kind - 12) // 2 for kind in kinds]
    if head + sum(sizes) != length or max(kinds) < 13:
        return "", 0
    at = ends
    fields = []
    for kind, size in zip(kinds, sizes, strict=True):
        raw = data[at : at + size]
        at += size
        if kind >= 12:
            fields.append(_decoded(raw))
        elif 1 <= kind <= 6:
            fields.append(str(int.from_bytes(raw, "big", signed=True)))
    return "\t".join(field for field in fields if field), at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(9):
        byte = data[at + step]
        if step == 8:
            return (value << 8) | byte, at + 9
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            return value, at + step + 1
    raise IndexError


def _decoded(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "ignore")
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def _gaps(data: bytes, number: int, usable: int) -> Iterator[str]:
    """The unused middle of a page, and the holes that deleted rows have left in it."""
    start = 100 if number == 1 else 0
    if len(data) < start + 8 or data[start] != _LEAF:
        return
    hole, cells, content = struct.unpack_from(">HHH", data, start + 1)
    content = content or 65536
    middle = data[start + 8 + 2 * cells : min(content, usable)]
    holes = [middle.strip(b"\0")]
    for _ in range(MOST_CELLS):
        if not start + 8 <= hole <= usable - 4:
            break
        following, size = struct.unpack_from(">HH", data, hole)
        holes.append(data[hole + 4 : hole + size])
        if following <= hole:
            break
        hole = following
    for piece in holes:
        if len(piece) > 4:
            yield from _carved(piece)
