"""Compound files (OLE), in which old Office files and Outlook mails keep their streams.

Source: [MS-CFB]. Chains are followed with a bound, because in a damaged file they run in circles.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.inventory.readers.shapes import damaged

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
MOST_ENTRIES = 100_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A stream or storage: its name with those above it ("a/b"), where it begins and how many bytes it has."""

    path: str
    kind: int
    start: int
    size: int


class Compound:
    """A compound file in memory. Raises `Unreadable` when it is damaged."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise damaged()
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift > 9:
            raise damaged()
        self._data, self._size, self._mini_size = data, 1 << shift, 1 << mini_shift
        self._sectors = len(data) // self._size
        self.circular = False
        """Whether a chain runs in a circle; whoever follows it without a bound never comes back."""
        (directory,) = struct.unpack_from("<I", data, 48)
        self._cutoff, mini = struct.unpack_from("<II", data, 56)
        self._table = self._read_table()
        self._entries = self._read_entries(self._chain(directory))
        self._mini_table = self._numbers(self._chain(mini))
        root = next((entry for entry in self._entries if entry.kind == 5), None)
        self._mini = self._chain(root.start)[: root.size] if root else b""

    def entries(self) -> tuple[Entry, ...]:
        """All streams and storages."""
        return self._entries

    def stream(self, path: str) -> bytes:
        """The bytes of a stream; b"" when there is none of that name."""
        for entry in self._entries:
            if entry.path == path and entry.kind == 2:
                return self.content(entry)
        return b""

    def content(self, entry: Entry) -> bytes:
        """The bytes of a stream."""
        if entry.size < self._cutoff:
            return self._mini_chain(entry.start, entry.size)
        return self._chain(entry.start)[: entry.size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _read_table(self) -> tuple[int, ...]:
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        following, count = struct.unpack_from("<II", self._data, 68)
        for _ in range(min(count, self._sectors)):
            if following >= _END:
                break
            more = self._numbers(self._sector(following))
            if not more:
                break
            numbers += more[:-1]
            following = more[-1]
        most = self._sectors // (self._size // 4) + 2
        found = [self._sector(number) for number in numbers if number < self._sectors][:most]
        return self._numbers(b"".join(found))

    def _chain(self, start: int) -> bytes:
        pieces, number = [], start
        seen = bytearray(self._sectors + 1)
        while number < min(_END, self._sectors):
            if seen[number]:
                self.circular = True
                break
            seen[number] = 1
            pieces.append(self._sector(number))
            number = self._table[number] if number < len(self._table) else _END
        return b"".join(pieces)

    def _mini_chain(self, start: int, size: int) -> bytes:
        pieces, number, done = [], start, 0
        while number < len(self._mini_table) and done < size:
            at = number * self._mini_size
            pieces.append(self._mini[at : at + self._mini_size])
            done += self._mini_size
            number = self._mini_table[number]
        return b"".join(pieces)[:size]

    @staticmethod
    def _numbers(data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _read_entries(self, directory: bytes) -> tuple[Entry, ...]:
        count = min(len(directory) // 128, MOST_ENTRIES)
        raw = [directory[at * 128 : at * 128 + 128] for at in range(count)]
        if not raw:
            raise damaged()
        found: list[Entry] = []
        waiting: list[tuple[int, str]] = [(0, "")]
        seen: set[int] = set()
        while waiting:
            number, above = waiting.pop()
            if number >= count or number in seen:
                continue
            seen.add(number)
            entry, left, right, child = _entry(raw[number], above)
            waiting += [(left, above), (right, above)]
            if entry.kind in (1, 5):
                waiting.append((child, "" if entry.kind == 5 else entry.path + "/"))
            if entry.kind:
                found.append(entry)
        return tuple(found)


def _entry(raw: bytes, above: str) -> tuple[Entry, int, int, int]:
    length, kind = struct.unpack_from("<HB", raw, 64)
    left, right, child = struct.unpack_from("<III", raw, 68)
    start, size = struct.unpack_from("<II", raw, 116)
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return Entry(above + name, kind, start, size), left, right, child


def names(data: bytes) -> Iterator[str]:
    """The names of all streams and storages."""
    for entry in Compound(data).entries():
        yield entry.path
