"""Office files are zip packages: opened with limits, so that no file can burst the memory, and without any DTD."""

from __future__ import annotations

import errno
import lzma
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from desktop.inventory.readers.content import Given, seekable
from desktop.inventory.readers.shapes import BLOCK, damaged, too_large

MOST_BYTES = 2 * 1024**3
MOST_PARTS = 20_000
HARMLESS = 64 * 1024**2
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, ValueError, struct.error,
    OverflowError, IndexError, lzma.LZMAError,
)  # fmt: skip
HIGHEST_RATIO = 250
"""Real sheets shrink to about a tenth; bombs to a thousandth."""


@contextmanager
def package(given: Given, most_bytes: int = MOST_BYTES) -> Iterator[zipfile.ZipFile]:
    """The package, if it is one and stays within bounds. Raises `Unreadable`."""
    with _faults_told(), seekable(given) as file, zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        size, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
        if len(infos) > MOST_PARTS or size > most_bytes or (size > HARMLESS and size > packed * HIGHEST_RATIO):
            raise too_large()
        yield archive


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise damaged() from error
    except OSError as error:
        # An offset from a damaged directory that no file can have, or what a packer says of data that are not its own;
        # other faults are the drive's.
        if error.errno not in (None, errno.EINVAL):
            raise
        raise damaged() from error


def inflate(archive: zipfile.ZipFile, name: str) -> Generator[bytes, None, None]:
    """A part in pieces, counted as they come: the size in the directory may lie. Raises `Unreadable`."""
    done = 0
    with _faults_told():
        info = archive.getinfo(name)
        limit = max(HARMLESS, info.compress_size * HIGHEST_RATIO)
        with archive.open(info) as stream:
            while piece := stream.read(BLOCK):
                done += len(piece)
                if done > limit:
                    raise too_large()
                yield piece
