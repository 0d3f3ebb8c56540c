"""Archives: zip, 7z, tar, and single files packed by gzip, bzip2 or xz, one inside the other up to three deep.

What lies in them is read in memory and never unpacked onto a drive. Every size is counted while it comes: the one that
is written in an archive may lie.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeAlias, cast

from desktop.inventory.readers.child import in_child, patience
from desktop.inventory.readers.content import MOST_HELD, Given, Held, in_memory, opened, seekable, size_of, whole
from desktop.inventory.readers.package import BROKEN, HARMLESS, HIGHEST_RATIO, package
from desktop.inventory.readers.shapes import (
    Block,
    Form,
    Line,
    Part,
    Table,
    Text,
    Unread,
    Unreadable,
    damaged,
    encrypted,
    too_large,
)
from desktop.words import say

DEEPEST = 3
MOST_BYTES = 8 * 1024**3
MOST_FILES = 20_000
MOST_IN_SEVEN_ZIP = 512 * 1024**2
_CHUNK = 4 * 1024**2
_NAME, _DATA, _LOCKED = b"n", b"d", b"l"
_PACKERS: tuple[tuple[bytes, Callable[[BinaryIO], object]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ\0", lzma.open),
)
_FAULTS = (*BROKEN, OSError, lzma.LZMAError, tarfile.TarError)
_OF_A_DAMAGED_ONE = (ArithmeticError, LookupError, TypeError, AttributeError, AssertionError)
"""What the library for 7z throws besides its own errors when numbers in the head make no sense."""
Member: TypeAlias = Held | Unread


@dataclass(slots=True)
class Budget:
    """What may still be unpacked from one file, however deep; bombs multiply from level to level."""

    files: int = MOST_FILES
    size: int = MOST_BYTES

    def take(self, files: int, size: int) -> None:
        """Count something in. Raises `Unreadable` when it is too much."""
        self.files -= files
        self.size -= size
        if self.files < 0 or self.size < 0:
            raise too_large()


Inside: TypeAlias = Callable[[Held], tuple[Form, Iterable[Part]]]


def read_members(members: Iterable[Member], inside: Inside) -> Iterator[Part]:
    """The parts of all files of an archive or mail under their names; what cannot be read is told, with its reason."""
    for member in members:
        if isinstance(member, Unread):
            yield member
            continue
        failures: list[Unreadable] = []
        try:
            _, parts = inside(member)
            for part in parts:
                yield _renamed(part, member.name, failures)
        except Unreadable as error:
            failures.append(error)
        except OSError:
            failures.append(damaged())
        for failure in failures[:1]:
            yield Unread(member.name, failure.reason)


def members_of(given: Given, form: Form, budget: Budget) -> Iterator[Member]:
    """The files of an archive, each to be read before the next is asked for. Raises `Unreadable`."""
    if form is Form.ZIP:
        return _zip(given, budget)
    if form is Form.SEVEN_ZIP:
        return _seven_zip(given, budget)
    return _tar(given, budget) if form is Form.TAR else _packed(given, budget)


def too_deep() -> Unreadable:
    """An archive in an archive in an archive in an archive."""
    return Unreadable(say("It is packed more than three times over. Unpack it and scan the folder again."))


def _renamed(part: Part, name: str, failures: list[Unreadable]) -> Part:
    full = f"{name} › {part.part}" if part.part else name
    if isinstance(part, Table):
        return replace(part, part=full, rows=_lines(part.rows, failures))
    if isinstance(part, Text):
        return Text(full, _blocks(part.blocks, failures))
    return replace(part, part=full)


def _lines(rows: Iterator[Line], failures: list[Unreadable]) -> Iterator[Line]:
    try:
        yield from rows
    except Unreadable as error:
        failures.append(error)


def _blocks(blocks: Iterator[Block], failures: list[Unreadable]) -> Iterator[Block]:
    try:
        yield from blocks
    except Unreadable as error:
        failures.append(error)


def _zip(given: Given, budget: Budget) -> Iterator[Member]:
    with package(given, MOST_BYTES) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    budget.take(len(infos), sum(info.file_size for info in infos))
    for info in infos:
        name = _zip_name(info)
        if name.startswith("__MACOSX/"):
            continue
        if info.flag_bits & 1:
            yield Unread(name, encrypted().reason)
        else:
            yield Held(name, _zip_opener(given, info), info.file_size)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Windows in China writes names in GBK and does not say so."""
    if not info.flag_bits & 0x800:
        with suppress(UnicodeError):
            return info.filename.encode("cp437").decode("gb18030")
    return info.filename


def _zip_opener(given: Given, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    def opener() -> BinaryIO:
        with ExitStack() as stack:
            try:
                file = stack.enter_context(seekable(given))
                archive = stack.enter_context(zipfile.ZipFile(file))
                stream = stack.enter_context(archive.open(info))
            except _FAULTS as error:
                raise damaged() from error
            return _counted(cast(BinaryIO, stream), info.compress_size, stack.pop_all())

    return opener


def _packed(given: Given, budget: Budget) -> Iterator[Member]:
    name = PurePosixPath(given.name)
    inner = name.with_suffix(".tar") if name.suffix.lower() in (".tgz", ".tbz", ".txz") else name.with_suffix("")
    size = size_of(given)
    budget.take(1, size)

    def opener() -> BinaryIO:
        with ExitStack() as stack:
            file = stack.enter_context(opened(given))
            head = file.read(8)
            file.seek(0)
            unpack = next((turn for magic, turn in _PACKERS if head.startswith(magic)), None)
            if unpack is None:
                raise damaged()
            stream = stack.enter_context(closing(cast(BinaryIO, unpack(file))))
            return _counted(stream, size, stack.pop_all())

    yield Held(str(inner), opener, size)


def _tar(given: Given, budget: Budget) -> Iterator[Member]:
    try:
        with opened(given) as file, tarfile.open(fileobj=file, mode="r|") as archive:
            for info in archive:
                if not info.isreg():
                    continue
                budget.take(1, info.size)
                if info.size > MOST_HELD:
                    yield Unread(info.name, too_large().reason)
                    continue
                stream = archive.extractfile(info)
                yield in_memory(info.name, stream.read() if stream is not None else b"")
    except _FAULTS as error:
        raise damaged() from error


def _seven_zip(given: Given, budget: Budget) -> Iterator[Member]:
    source = given if isinstance(given, Path) else whole(given)
    name, pieces = "", list[bytes]()
    with closing(in_child(seven_zip, source, "", patience(4 * size_of(given)))) as messages:
        for message in messages:
            if message[:1] == _DATA:
                pieces.append(message[1:])
                continue
            if name:
                yield in_memory(name, b"".join(pieces))
            name, pieces = message[1:].decode("utf-8", "replace"), []
            budget.take(1, 0)
    if name:
        yield in_memory(name, b"".join(pieces))


def seven_zip(source: Path | bytes, _: str) -> Iterator[bytes]:
    """For each file its name, then its bytes in pieces. Runs in the child; all of it is held in its memory."""
    import py7zr
    from py7zr.io import BytesIOFactory

    try:
        with py7zr.SevenZipFile(source if isinstance(source, Path) else io.BytesIO(source)) as archive:
            if archive.needs_password():
                raise encrypted()
            sizes = [info.uncompressed for info in archive.list() if not info.is_directory]
            packed = len(source) if isinstance(source, bytes) else source.stat().st_size
            bomb = sum(sizes) > max(HARMLESS, packed * HIGHEST_RATIO * 4)
            if bomb or len(sizes) > MOST_FILES or sum(sizes) > MOST_IN_SEVEN_ZIP:
                raise too_large()
            factory = BytesIOFactory(MOST_IN_SEVEN_ZIP)
            archive.extract(targets=None, factory=factory)
    except py7zr.exceptions.PasswordRequired as error:
        raise encrypted() from error
    except (*_FAULTS, *_OF_A_DAMAGED_ONE, py7zr.exceptions.ArchiveError) as error:
        raise damaged() from error
    for name in list(factory.products):
        yield _NAME + name.encode("utf-8", "replace")
        content = factory.products.pop(name)
        content.seek(0)
        while piece := content.read(_CHUNK):
            yield _DATA + piece


def _counted(stream: BinaryIO, packed: int, stack: ExitStack) -> BinaryIO:
    return io.BufferedReader(_Stream(stream, max(HARMLESS, packed * HIGHEST_RATIO), stack), _CHUNK // 16)


class _Stream(io.RawIOBase):
    """A packed file while it is unpacked. Raises `Unreadable` where it is damaged or grows beyond its bound."""

    def __init__(self, stream: BinaryIO, limit: int, stack: ExitStack) -> None:
        self._stream, self._limit, self._stack = stream, limit, stack

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is; backwards it unpacks once more."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """The next bytes."""
        try:
            data = self._stream.read(len(buffer))
            if self._stream.tell() > self._limit:
                raise too_large()
        except _FAULTS as error:
            raise damaged() from error
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Another place in the file."""
        try:
            return self._stream.seek(offset, whence)
        except _FAULTS as error:
            raise damaged() from error

    def tell(self) -> int:
        """The place in the file."""
        return self._stream.tell()

    def close(self) -> None:
        """Close it and all that it stands on."""
        if not self.closed:
            self._stack.close()
        super().close()
