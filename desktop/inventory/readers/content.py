"""What a reader is given: a file on a drive, or one that is held inside an archive or a mail.

Nothing is ever unpacked onto a drive: it would leave customers' data where nobody looks for it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeAlias

from desktop.inventory.readers.shapes import too_large

MOST_HELD = 256 * 1024**2
"""Bytes of one file that are held in memory, where a form can only be read from its end."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file inside another. `opener` gives its content from the beginning, any number of times; `size` may lie."""

    name: str
    opener: Callable[[], BinaryIO]
    size: int

    def open(self, mode: str = "rb") -> BinaryIO:
        """The content, to be read like a file."""
        assert mode == "rb"
        return self.opener()

    @property
    def suffix(self) -> str:
        """The ending of its name, with its dot."""
        return PurePosixPath(self.name).suffix

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        return PurePosixPath(self.name).stem


Given: TypeAlias = Path | Held


def in_memory(name: str, data: bytes) -> Held:
    """A file of which all bytes are there."""
    return Held(name, lambda: io.BytesIO(data), len(data))


def opened(given: Given) -> BinaryIO:
    """The content of either, for reading."""
    return given.open("rb")


def size_of(given: Given) -> int:
    """Bytes. Raises OSError."""
    return given.size if isinstance(given, Held) else given.stat().st_size


def whole(given: Given, most: int = MOST_HELD) -> bytes:
    """All bytes. Raises `Unreadable` for more than memory should hold, whatever the stated size."""
    with opened(given) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise too_large()
    return data


def seekable(given: Given) -> BinaryIO:
    """The content of either, for jumping about."""
    return opened(given) if isinstance(given, Path) else io.BytesIO(whole(given))


def beside(given: Given, ending: str) -> Path | None:
    """The file beside this one with another ending, however it is written; None inside of archives."""
    if isinstance(given, Held):
        return None
    for candidate in (given.with_suffix(ending.lower()), given.with_suffix(ending.upper())):
        if os.path.isfile(candidate):
            return candidate
    return None
