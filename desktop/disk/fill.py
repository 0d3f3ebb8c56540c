"""Filling free space with zeros: the only thing that reaches old copies whose names are long gone.

It is no substitute for overwriting in place: a few sectors in tables and journals always stay out of its reach.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.disk.faults import fault
from desktop.disk.records import BytesDone, Problem
from desktop.disk.volumes import volume_of
from desktop.words import Sentence, say

PREFIX = ".~closeout-fill-"
_PIECE = 1 << 30
_CHUNK = 4 << 20
_SMALL = 4096
_ZEROS = bytes(_CHUNK)


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled: bytes written, bytes left free at the fullest moment, and why it ended."""

    bytes: int
    left_free: int
    stopped_by: Sentence


def fill_needed(folder: Path, keep_free: int) -> int:
    """Bytes that `fill` would write now. Raises OwnerError when the drive is gone."""
    return max(0, volume_of(folder).free - keep_free)


def fill(folder: Path, keep_free: int) -> Generator[BytesDone, None, Filled]:
    """Write zeros into the free space of the folder's volume until `keep_free` bytes are left, then give it all back.

    Closing the generator stops it; nothing stays behind in either case. Other programs may need space meanwhile, so
    the free space is asked for again before every piece of 4 MiB. Raises OSError when the drive fails.
    """
    made: list[Path] = []
    written = 0
    full = False
    try:
        while not full and volume_of(folder).free > keep_free:
            made.append(folder / f"{PREFIX}{secrets.token_hex(8)}")
            written, full = yield from _piece(made[-1], written, keep_free)
        left = volume_of(folder).free
    finally:
        _give_back(folder, made)
    return Filled(written, left, say("The drive was full.") if full else say("The space to be kept free was reached."))


def remove_fillers(folder: Path) -> int:
    """Remove what a crashed run left; gives the number of files."""
    left = list(folder.glob(PREFIX + "*"))
    _give_back(folder, left)
    return len(left)


def _piece(path: Path, written: int, keep_free: int) -> Generator[BytesDone, None, tuple[int, bool]]:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    full = False
    try:
        size = 0
        step = _CHUNK
        while size < _PIECE:
            room = volume_of(path).free - keep_free
            if room <= 0 or full:
                break
            try:
                count = os.write(descriptor, memoryview(_ZEROS)[: min(step, max(room, _SMALL))])
            except OSError as error:
                if fault(error).problem is not Problem.FULL:
                    raise
                step //= 2
                full = step < _SMALL
                continue
            size += count
            written += count
            yield BytesDone(count)
        os.fsync(descriptor)
    except OSError as error:
        if fault(error).problem is not Problem.FULL:
            raise
        full = True
    finally:
        os.close(descriptor)
    return written, full


def _give_back(folder: Path, made: list[Path]) -> None:
    for path in made:
        with suppress(FileNotFoundError):
            path.unlink()
    if made and os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
