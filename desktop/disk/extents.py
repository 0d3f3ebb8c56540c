"""Comparing where a file lies before and after it was overwritten."""

from __future__ import annotations

import hashlib

from desktop.disk.machine import Extents


def blocks_digest(extents: Extents | None) -> str:
    """SHA-256 of a block list, "" when there is none; an empty list has a digest too."""
    if extents is None:
        return ""
    text = "\n".join(f"{logical} {physical} {length}" for logical, physical, length in extents.blocks)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def kept(before: Extents | None, after: Extents | None, end: int) -> bool | None:
    """Whether every block before `end` (bytes) is still at the same place; None when one of the lists is missing.

    Blocks may be listed in other pieces than before (a reserved piece becomes a written one), and more may have come.
    """
    if before is None or after is None:
        return None
    return all(_covered(block, after.blocks, end) for block in before.blocks)


def _covered(block: tuple[int, int, int], after: tuple[tuple[int, int, int], ...], end: int) -> bool:
    logical, physical, length = block
    place, stop = logical, min(logical + length, end)
    for now, where, size in after:
        if now <= place < now + size:
            if where - now != physical - logical:
                return False
            place = now + size
        if place >= stop:
            return True
    return place >= stop
