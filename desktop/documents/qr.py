"""QR codes as one path of horizontal runs, never as an image: sharp at every resolution, small in the file."""

from __future__ import annotations

from functools import lru_cache

import segno

LETTER_MASK = 3
"""The pattern laid over the codes of letters: fixed, because trying all eight costs most of the time."""


def qr_rows(content: str, mask: int | None = None) -> tuple[bytes, ...]:
    """The rows of the code, one byte a module (1 black), level M, without quiet zone."""
    code = segno.make(content, error="m", boost_error=False, micro=False, mask=mask)
    return tuple(bytes(row) for row in code.matrix)


def qr_path(content: str, mask: int | None = None) -> tuple[int, str]:
    """The number of modules on a side, and a path in module units from the top left, y downwards.

    Rows are 1.01 high: printers leave hairlines between rectangles that only touch.
    """
    rows = qr_rows(content, mask)
    return len(rows), " ".join(_row_path(y, row) for y, row in enumerate(rows))


@lru_cache(maxsize=4096)
def _runs(row: bytes) -> tuple[tuple[int, int], ...]:
    """The black runs of a row: where each begins and how many modules it covers."""
    result, start = [], -1
    for x, module in enumerate(row + b"\0"):
        if module and start < 0:
            start = x
        elif not module and start >= 0:
            result.append((start, x - start))
            start = -1
    return tuple(result)


def _row_path(y: int, row: bytes) -> str:
    return " ".join(f"{x} {y} {length} 1.01 re" for x, length in _runs(row))
