"""Writing and opening the .7z: AES-256 with encrypted names, contents copied as they are, every byte hashed on its way.

Standard format, so that 7-Zip opens it in ten years. Nothing here knows what the files are.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import struct
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import py7zr
from py7zr import compressor
from py7zr.exceptions import ArchiveError
from py7zr.io import Py7zIO, WriterFactory

FILTERS = [{"id": py7zr.FILTER_COPY}, {"id": py7zr.FILTER_CRYPTO_AES256_SHA256}]
"""Copied, not compressed: pharmacy tables are small, and COPY is the fast way onto a stick."""

_UNREADABLE = (
    ArchiveError,
    lzma.LZMAError,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
)
"""What py7zr raises for a damaged archive or a wrong password, depending on where the reading stumbles."""


def key_of(password: bytes, cycles: int, salt: bytes, digest: str) -> bytes:
    """The key of 7z's AES: the digest of 2**cycles rounds of salt, password and the round's number (eight bytes).

    Two hundred and fifty-six rounds at a time differ in the lowest byte of their number only, so they are laid out once
    and the other bytes written over. Hashing so much at a time lets go of Python's lock, which the window waits for.
    """
    if cycles == _AS_IT_IS:
        return (salt + password + bytes(32))[:32]
    head, at_once = salt + password, min(1 << cycles, 256)
    length = len(head) + 8
    rounds = bytearray(b"".join(head + bytes((number,)) + bytes(7) for number in range(at_once)))
    total = hashlib.new(digest)
    for upper in range((1 << cycles) // at_once):
        for place, value in enumerate(upper.to_bytes(7, "little")[:3]):
            rounds[len(head) + 1 + place :: length] = bytes((value,)) * at_once
        total.update(rounds)
    return total.digest()[:32]


_AS_IT_IS = 0x3F
"""The number of cycles that stands for no digest at all."""
# The library derives the same key with a loop of half a million rounds in Python, several times for each pack.
compressor.calculate_key = key_of  # type: ignore[attr-defined]


class CannotOpen(Exception):
    """The archive does not open with this code, or what it gives back is not what was put in."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something to put in: a file on the disk, or bytes. `name` is its path in the archive."""

    name: str
    path: Path | None
    data: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What went in, or came out."""

    size: int
    sha256: str


class _HashingReader(io.BufferedReader):
    """A file that is hashed while the archive reads it: what is hashed is what was packed."""

    def __init__(self, raw: io.FileIO) -> None:
        super().__init__(raw, 1 << 20)
        self.digest = hashlib.sha256()
        self.count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        block = super().read(size)
        self.digest.update(block)
        self.count += len(block)
        return block


def write(archive: py7zr.SevenZipFile, parts: Iterable[Part]) -> Generator[tuple[Part, Digest], None, None]:
    """Put parts in one by one; yields each with what was read. A file is closed again before the next is opened."""
    for part in parts:
        if part.path is None:
            archive.writestr(part.data, part.name)
            yield part, Digest(len(part.data), hashlib.sha256(part.data).hexdigest())
            continue
        with _HashingReader(io.FileIO(part.path, "rb")) as reader:
            archive.writef(reader, part.name)
            yield part, Digest(reader.count, reader.digest.hexdigest())


@contextmanager
def create(path: Path, code: str) -> Iterator[py7zr.SevenZipFile]:
    """A new archive at `path`: contents and names encrypted with the 24 characters of the code.

    The file is ours, not the library's: on a full drive its own closing fails and would keep the file open.
    """
    with (
        path.open("x+b") as file,
        py7zr.SevenZipFile(file, "w", filters=FILTERS, password=code, header_encryption=True) as archive,
    ):
        yield archive


def contents(path: Path, code: str) -> dict[str, Digest]:
    """Decrypt every entry and hash it. Raises CannotOpen for a wrong code or a damaged archive."""
    factory = _Hashes()
    try:
        with py7zr.SevenZipFile(path, "r", password=code) as archive:
            archive.extractall(factory=factory)
    except _UNREADABLE as error:
        raise CannotOpen(type(error).__name__) from None
    return {name: Digest(sink.total, sink.digest.hexdigest()) for name, sink in factory.sinks.items()}


def read_one(path: Path, code: str, name: str) -> bytes:
    """One entry in memory. Raises CannotOpen when it is not there or the archive does not open."""
    factory = _Bytes()
    try:
        with py7zr.SevenZipFile(path, "r", password=code) as archive:
            archive.extract(targets=[name], factory=factory)
    except _UNREADABLE as error:
        raise CannotOpen(type(error).__name__) from None
    if name not in factory.sinks:
        raise CannotOpen("missing entry")
    return bytes(factory.sinks[name].data)


class _HashSink(Py7zIO):  # type: ignore[misc,unused-ignore]  # py7zr's base class
    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.total = 0

    def write(self, s: bytes | bytearray) -> int:
        self.digest.update(s)
        self.total += len(s)
        return len(s)

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        """Nothing is kept."""

    def size(self) -> int:
        return self.total


class _ByteSink(_HashSink):
    def __init__(self) -> None:
        super().__init__()
        self.data = bytearray()

    def write(self, s: bytes | bytearray) -> int:
        self.data += s
        return super().write(s)


class _Hashes(WriterFactory):  # type: ignore[misc,unused-ignore]
    def __init__(self) -> None:
        self.sinks: dict[str, _HashSink] = {}

    def create(self, filename: str) -> Py7zIO:
        sink = self.sinks[filename] = _HashSink()
        return sink


class _Bytes(WriterFactory):  # type: ignore[misc,unused-ignore]
    def __init__(self) -> None:
        self.sinks: dict[str, _ByteSink] = {}

    def create(self, filename: str) -> Py7zIO:
        sink = self.sinks[filename] = _ByteSink()
        return sink
