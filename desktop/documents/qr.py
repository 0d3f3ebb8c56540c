"""QR codes as one path of horizontal runs, never as an image: sharp at every resolution, small in the file."""

from __future__ import annotations

from functools import cache, lru_cache

import segno

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
"""The characters of the dense mode (ISO/IEC 18004); everything we put into codes is of these."""
LETTER_MASK = 3
"""The pattern laid over the codes of letters: fixed, because trying all eight costs most of the time."""
_CHUNK = 5
_HEIGHT = "1.01"
"""Rows overlap a little: printers leave hairlines between rectangles that only touch."""


def qr_rows(content: str, mask: int | None = None) -> tuple[bytes, ...]:
    """The rows of the code, one byte a module (1 black), level M, without quiet zone.

    `content` is of ALPHANUMERIC only.
    """
    code = segno.make(content, error="m", boost_error=False, micro=False, mask=mask, mode="alphanumeric")
    return tuple(bytes(row) for row in code.matrix)


def qr_path(content: str) -> tuple[int, str]:
    """The number of modules on a side, and a path in module units from the top left, y downwards."""
    rows = qr_rows(content)
    parts = [f"{x} {y} {length} {_HEIGHT} re" for y, row in enumerate(rows) for x, length in _runs(row)]
    return len(rows), " ".join(parts)


def quick_qr_path(content: str) -> tuple[int, str]:
    """The same for codes by the thousand: upper-case content of one length, with LETTER_MASK.

    Every module of a QR code is a sum modulo 2 of the bits of its content (so are Reed-Solomon codes and masks). The
    code of one length is therefore a fixed pattern plus what each pair of characters adds to it; both are learnt once.
    """
    size, pattern = _base(len(content))
    for place in range(0, len(content), 2):
        pattern ^= _contribution(len(content), place, content[place : place + 2])
    bits = f"{pattern:0{size * size}b}"
    table, parts = _chunk_paths(size), []
    for start in range(0, size * size, size):
        for chunk in range(start, start + size, _CHUNK):
            if path := table[chunk, bits[chunk : min(chunk + _CHUNK, start + size)]]:
                parts.append(path)
    return size, " ".join(parts)


def _runs(row: bytes) -> list[tuple[int, int]]:
    """The black runs of a row: where each begins and how many modules it covers."""
    result, start = [], -1
    for x, module in enumerate(row + b"\0"):
        if module and start < 0:
            start = x
        elif not module and start >= 0:
            result.append((start, x - start))
            start = -1
    return result


def _pattern(content: str) -> tuple[int, int]:
    """Size and modules of a code as one number, first module highest."""
    rows = qr_rows(content, LETTER_MASK)
    return len(rows), int("".join(str(module) for row in rows for module in row), 2)


@cache
def _base(length: int) -> tuple[int, int]:
    """The code of a content of zeros: all its bits are 0."""
    return _pattern("0" * length)


@lru_cache(maxsize=65536)
def _contribution(length: int, place: int, characters: str) -> int:
    """What the pair (or last single character) at `place` adds to the code of zeros."""
    value = 0
    for character in characters:
        value = value * len(ALPHANUMERIC) + ALPHANUMERIC.index(character)
    total, bit = 0, 0
    while value >> bit:
        if value >> bit & 1:
            total ^= _bit(length, place, bit)
        bit += 1
    return total


@cache
def _bit(length: int, place: int, bit: int) -> int:
    """What one bit of the value at `place` adds."""
    width = min(2, length - place)
    first, second = divmod(1 << bit, len(ALPHANUMERIC))
    characters = (ALPHANUMERIC[first] + ALPHANUMERIC[second])[-width:]
    content = "0" * place + characters + "0" * (length - place - width)
    return _pattern(content)[1] ^ _base(length)[1]


@cache
def _chunk_paths(size: int) -> dict[tuple[int, str], str]:
    """For each stretch of a few modules and each of its fillings, the path that draws it."""
    table = {}
    for y in range(size):
        for x in range(0, size, _CHUNK):
            width = min(_CHUNK, size - x)
            for filling in range(1 << width):
                bits = f"{filling:0{width}b}"
                runs = _runs(bytes(int(bit) for bit in bits))
                path = " ".join(f"{x + start} {y} {length} {_HEIGHT} re" for start, length in runs)
                table[y * size + x, bits] = path
    return table
