"""The two shapes every reader gives: a table of rows, or text in blocks; and the reason why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from desktop.words import Sentence, say


class Form(StrEnum):
    """What a file really is, by its content."""

    TEXT = "text"
    DELIMITED = "delimited"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    DOCX = "docx"
    HTML = "html"
    PDF = "pdf"
    PICTURE = "picture"
    ARCHIVE = "archive"
    ZIP = "zip"
    SEVEN_ZIP = "7z"
    PACKED = "packed"
    """One file, packed by gzip, bzip2 or xz."""
    TAR = "tar"
    OLD_WORD = "doc"
    RTF = "rtf"
    SLIDES = "slides"
    OLD_SLIDES = "ppt"
    DBF = "dbf"
    SQLITE = "sqlite"
    ACCESS = "access"
    DATABASE = "database"
    DUMP = "dump"
    JSON = "json"
    XML = "xml"
    MAIL = "mail"
    MAILBOX = "mailbox"
    OUTLOOK = "outlook"
    REMAINS = "remains"
    """Companions of databases, of the print queue and of the recycle bin: memo files, journals, jobs."""
    MAIL_STORE = "mail store"
    """Outlook's own file of all mails."""
    SEALED = "sealed"
    """A database that its program keeps encrypted."""
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    HOLLOW = "hollow"
    """Nothing but zeros: a cloud's placeholder, or what a crash has left."""
    IRRELEVANT = "irrelevant"
    """Programs, fonts, sound, film: they hold no records. Counted, not listed one by one."""
    UNKNOWN = "unknown"


class Unreadable(Exception):
    """A file that cannot be read. `reason` is for the owner and stands in the list; nothing is skipped silently."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason.text)
        self.reason = reason


class Line(NamedTuple):
    """One row of a table: the number of its line (or row) in the file, from 1, and its cells, trimmed.

    A tuple, because making objects is what would cost most when a million rows are read.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class Table:
    """One table of a file: `rows` can be walked once and hold only what is being read. `part` is the sheet's name.

    The header is among the rows: which line it is, is recognised later, with the vocabulary. `again` reads it as
    running text, where the form leaves open whether it is a table at all. `laid_out`: somebody has laid it out by hand,
    so that further tables may stand below, fields down the side, or a form for each person.
    """

    part: str
    rows: Iterator[Line]
    again: Callable[[], Text] | None = None
    laid_out: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text that begins at `line`. Blocks end at a line's end wherever a line is not too long for one."""

    line: int
    text: str


@dataclass(slots=True)
class Text:
    """Running text: `blocks` can be walked once; each holds at most `BLOCK` characters."""

    part: str
    blocks: Iterator[Block]


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece of a file that could not be read, while the rest could: an attachment, a page, a file in an archive."""

    part: str
    reason: Sentence


Part: TypeAlias = Table | Text | Unread

BLOCK = 256 * 1024
"""Characters in a block of text, and bytes read at a time."""
LONGEST_LINE = 64 * 1024


def caught(text: Text) -> Iterator[Part]:
    """A text of which what cannot be read is told, while the rest of the file is read on."""
    failures: list[Unreadable] = []

    def blocks() -> Iterator[Block]:
        try:
            yield from text.blocks
        except Unreadable as error:
            failures.append(error)

    yield Text(text.part, blocks())
    for failure in failures:
        yield Unread(text.part, failure.reason)


def damaged() -> Unreadable:
    """The content is not what its beginning promises."""
    return Unreadable(say("The file is damaged: it cannot be read to its end."))


def too_large() -> Unreadable:
    """A file made to burst, or damaged so that it looks like one."""
    return Unreadable(say("Unpacked, the file would be far larger than a shop's file can be. It was not unpacked."))


def encrypted() -> Unreadable:
    """Nobody can read it without its password."""
    return Unreadable(say("The file is protected by a password. Without it nobody can read what is in it."))
