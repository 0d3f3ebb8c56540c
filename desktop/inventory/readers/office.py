"""What Office files hold beside their cells, paragraphs and slides, where nobody looks for it.

Comments, text boxes, headers and footers of sheets, charts, the copies that pivot tables and links keep, properties of
the file; pictures and files that are embedded. Each comes as a part with its place; what is damaged in it is told and
costs no more than itself. Authors' names are those of people who work there: they come last, where no number follows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from posixpath import dirname, join, normpath
from typing import NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

from desktop.inventory.readers.archive import Budget, Member, members_of
from desktop.inventory.readers.content import Given, Held
from desktop.inventory.readers.markup import refuse_entities, safe_parser
from desktop.inventory.readers.package import inflate, package
from desktop.inventory.readers.residue import blocks, picked
from desktop.inventory.readers.shapes import BLOCK, Block, Form, Part, Text, Unreadable, caught, damaged
from desktop.inventory.readers.slides import paragraphs
from desktop.words import Sentence, say, zh

NEXT_TO = 200
"""Rows of a sheet that may lie between two comments of one block."""
MOST_DRAWN = 8 * 1024**2
MOST_SHEETS = 2_000
LONGEST_NOTE = 64 * 1024
MOST_PIECES = 64
"""Pieces of one text (of 8 KiB each at most, as they come from the parser) that are held together."""
_COMMENTS = re.compile(r"xl/(?:comments[^/]*|comments/[^/]+|threadedComments/[^/]+)\.(?:xml|bin)", re.IGNORECASE)
_DRAWINGS = re.compile(r"xl/drawings/[^/]+\.xml", re.IGNORECASE)
_OLD_DRAWINGS = re.compile(r"xl/drawings/[^/]+\.vml", re.IGNORECASE)
_COPIES = re.compile(r"xl/(?:pivotCache|externalLinks)/[^/]+\.xml", re.IGNORECASE)
_CHARTS = re.compile(r"(?:xl|word)/(?:charts|diagrams)/[^/]+\.xml", re.IGNORECASE)
_FACTS = re.compile(r"(?:docProps|customXml)/[^/]+\.xml", re.IGNORECASE)
_INSIDE = re.compile(r"(?:(?:xl|word|ppt)/(?:media|embeddings)|Pictures)/[^/]+", re.IGNORECASE)
_DRAWN = (".emf", ".wmf", ".emz", ".wmz")
_AUTHORS = frozenset({"creator", "lastModifiedBy", "Manager"})
_MARGIN = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)(?:\s[^>]*)?>([^<]{1,20000})<")
_HINT = re.compile(rb"\s(?:promptTitle|prompt|errorTitle|error|tooltip|display)\s*=\s*\"([^\"]{1,20000})\"")
_TAG = re.compile(r"<[^>]{0,20000}>")
_BREAK = re.compile(r"<\s*(?:/\s*(?:div|p|[vx]:\w+)|br)\b[^>]{0,20000}>", re.IGNORECASE)
_CODE = re.compile(r'&(?:"[^"]*"|K(?:[0-9A-Fa-f]{6}|[0-9]{2}[+-][0-9]{3})|[0-9]{1,3}(?![0-9])|[A-JM-QS-Z+])')
_SIDE = re.compile(r"&[LCR]")
_CELL = re.compile(r"[A-Za-z]{1,3}([0-9]{1,7})")


class Spot(NamedTuple):
    """Words, and the row of the sheet beside which they stand; 0 where that is not known."""

    row: int
    words: str


def beside(given: Given, form: Form, behind: Mapping[str, bytes]) -> Iterator[Part]:
    """The parts of an Office file that are neither cells nor body. `behind`: what `workbook.guard` gives."""
    with package(given) as archive:
        names = archive.namelist()
        if form is Form.XLSX:
            yield from _of_sheets(archive, names, behind)
        if charts := [name for name in names if _CHARTS.fullmatch(name)]:
            yield from caught(Text(zh("Charts"), blocks(paragraphs(given, charts))))
        if facts := [name for name in names if _FACTS.fullmatch(name) and "/itemProps" not in name]:
            yield from caught(Text(zh("Properties of the file"), blocks(_facts(archive, facts))))


def members(given: Given, budget: Budget) -> Iterator[Member]:
    """Pictures and files that lie inside of an Office file."""
    for member in members_of(given, Form.ZIP, budget):
        if isinstance(member, Held) and _INSIDE.fullmatch(member.name):
            yield replace(member, name=member.name.rpartition("/")[2])


def drawn(member: Held) -> Sentence | None:
    """Why a picture that is a drawing of Windows cannot be looked at; None for all others."""
    if member.suffix.lower() not in _DRAWN:
        return None
    return say("It is a drawing of Windows (EMF, WMF), which cannot be read here. Look at it yourself.")


def _of_sheets(archive: ZipFile, names: list[str], behind: Mapping[str, bytes]) -> Iterator[Part]:
    owners = _owners(archive, frozenset(names))
    by_part: dict[str, list[str]] = {}
    for name in names:
        kind = _kind(name)
        if kind and len(by_part) < MOST_SHEETS:
            by_part.setdefault(titled(owners.get(name, ""), kind), []).append(name)
    for part, there in by_part.items():
        yield from caught(Text(part, placed(_spots(archive, there))))
    for name, end in behind.items():
        if words := [*_margins(end)]:
            yield Text(titled(owners.get(name, ""), zh("Headers and footers")), blocks(words))


def _kind(name: str) -> str:
    if _COMMENTS.fullmatch(name):
        return zh("Comments")
    if _DRAWINGS.fullmatch(name) or _OLD_DRAWINGS.fullmatch(name):
        return zh("Text boxes")
    return zh("Copies kept by pivot tables and links") if _COPIES.fullmatch(name) else ""


def titled(sheet: str, kind: str) -> str:
    """The name of a part that belongs to a sheet."""
    return f"{sheet} › {kind}" if sheet else kind


def placed(spots: Iterable[Spot]) -> Iterator[Block]:
    """Spots as blocks of text whose lines are the rows beside which they stand."""
    words, first, last = "", 1, 1
    for spot in spots:
        row, text = spot.row or last, " ".join(spot.words.split("\n"))
        if words and (not last <= row <= last + NEXT_TO or len(words) > BLOCK // 4):
            yield Block(first, words + "\n")
            words = ""
        first = first if words else row
        words += ("\t" if row == last and words else "\n" * (row - last) if words else "") + text
        last = row
    if words:
        yield Block(first, words + "\n")


def _spots(archive: ZipFile, names: list[str]) -> Iterator[Spot]:
    for name in names:
        with closing(inflate(archive, name)) as pieces:
            if _OLD_DRAWINGS.fullmatch(name):
                yield from _old_drawing(pieces)
                continue
            if name.lower().endswith(".bin"):
                yield from (Spot(0, words) for words in picked(pieces))
                continue
            reader = _Spots()
            for piece in pieces:
                yield from reader.feed(piece, False)
            yield from reader.feed(b"", True)


class _Spots:
    """Picks words and their rows out of comments, drawings, and the copies that pivot tables and links keep."""

    _WORDS = frozenset({"t", "v", "text", "author"})
    _ENDS = frozenset({"p", "comment", "threadedComment", "sharedItems", "row"})
    _VALUES = frozenset({"s", "n", "d"})

    def __init__(self) -> None:
        self._done: list[Spot] = []
        self._words: list[str] = []
        self._held = 0
        self._row = 0
        self._open: list[str] = []
        self._number = ""
        self._authors: list[str] = []
        self._author = ""
        self._parser = safe_parser(self._start, self._end, self._text)

    def feed(self, piece: bytes, last: bool) -> list[Spot]:
        """The spots that the next piece ends."""
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise damaged() from error
        if last:
            self._take()
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if len(self._open) > 200:
            raise damaged()
        self._open.append(name)
        if name in ("comment", "threadedComment"):
            found = _CELL.fullmatch(attributes.get("ref", ""))
            self._row = min(int(found[1]), 1_048_576) if found else 0
            number = attributes.get("authorId", "")
            known = number.isdecimal() and int(number[:6]) < len(self._authors)
            self._author = self._authors[int(number)] if known else ""
        elif name in self._VALUES and "v" in attributes:
            self._say(attributes["v"] + "\t")

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self._open.pop()
        if name == "author" and len(self._authors) < 10_000:
            self._authors.append("".join(self._words).strip())
            self._words, self._held = [], 0
        elif name == "row" and self._number:
            self._row, self._number = int(self._number[:7]) + 1, ""
        elif name in self._ENDS or (name == "r" and self._open[-1:] == ["pivotCacheRecords"]):
            # A run of letters inside of a comment is called "r", too, and ends nothing.
            self._take()
        elif name == "v":
            self._say("\t")

    def _text(self, words: str) -> None:
        inner = self._open[-1]
        if inner == "row" and self._open[-2:-1] == ["from"]:
            self._number += "".join(filter(str.isdecimal, words))[:7]
        elif inner in self._WORDS and not (inner == "text" and words.isspace()):
            self._say(words)

    def _say(self, words: str) -> None:
        self._words.append(words)
        self._held += len(words)
        if self._held > LONGEST_NOTE:
            self._take()

    def _take(self) -> None:
        words = "".join(self._words).strip()
        self._words, self._held = [], 0
        if self._author and words.startswith(self._author):
            # Excel begins each comment with who wrote it.
            words = words[len(self._author) :].lstrip(":： \n") or words
        if words:
            self._done.append(Spot(self._row, words))


def _old_drawing(pieces: Iterable[bytes]) -> Iterator[Spot]:
    """Text boxes as older versions draw them: not always well-formed, so its tags are only taken away."""
    held, size = [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > MOST_DRAWN:
            break
    text = _TAG.sub("", _BREAK.sub("\n", b"".join(held).decode("utf-8", "replace")))
    for line in html.unescape(text).split("\n"):
        if line.strip():
            yield Spot(0, line.strip())


def _margins(end: bytes) -> Iterator[str]:
    """Headers, footers and hints of a sheet."""
    for found in _MARGIN.finditer(end):
        yield from without_codes(_unescaped(found[1]))
    for found in _HINT.finditer(end):
        yield _unescaped(found[1])


def without_codes(margin: str) -> list[str]:
    """A header or footer as lines, without the codes for letters, sizes, pages and sides."""
    text = _CODE.sub("", _SIDE.sub("\n", margin.replace("&&", "＆")))
    return [line.strip() for line in text.split("\n") if line.strip()]


def _unescaped(words: bytes) -> str:
    return html.unescape(words.decode("utf-8", "replace"))


def _facts(archive: ZipFile, names: list[str]) -> Iterator[str]:
    """Title, subject, key words and whatever else a file says of itself; who wrote it at the end."""
    authors: list[str] = []
    for name in names:
        with closing(inflate(archive, name)) as pieces:
            for tag, words in _leaves(pieces):
                if tag in _AUTHORS:
                    authors.append(words)
                else:
                    yield words
    yield from authors


def _leaves(pieces: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """The elements of a small XML file that hold text, with their names."""
    found: list[tuple[str, str]] = []
    words: list[str] = []

    def end(name: str) -> None:
        text = "".join(words).strip()
        words.clear()
        if text:
            found.append((name.rpartition(":")[2], text))

    def add(text: str) -> None:
        words.append(text)
        if len(words) > MOST_PIECES:
            end("")

    parser = safe_parser(lambda *_: words.clear(), end, add)
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            yield from found
            found.clear()
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error
    yield from found


# --- which sheet a part belongs to ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Link:
    id: str
    target: str


def _owners(archive: ZipFile, names: frozenset[str]) -> dict[str, str]:
    """The name of the sheet that a part belongs to; parts that no sheet names are left out."""
    owners: dict[str, str] = {}
    try:
        sheets = _sheet_names(archive, names)
        for part, sheet in list(sheets.items())[:MOST_SHEETS]:
            owners[part] = sheet
            for link in _links(archive, part, names):
                owners.setdefault(link.target, sheet)
    except Unreadable:
        # Without it only the names of the sheets are missing.
        return owners
    return owners


def _sheet_names(archive: ZipFile, names: frozenset[str]) -> dict[str, str]:
    if "xl/workbook.xml" not in names:
        return {}
    targets = {link.id: link.target for link in _links(archive, "xl/workbook.xml", names)}
    found: dict[str, str] = {}
    for name, attributes in _elements(archive, "xl/workbook.xml"):
        number = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
        if name == "sheet" and number in targets:
            found[targets[number]] = attributes.get("name", "")[:60]
    return found


def _links(archive: ZipFile, part: str, names: frozenset[str]) -> Iterator[_Link]:
    folder, _, file = part.rpartition("/")
    place = f"{folder}/_rels/{file}.rels"
    if place in names:
        for name, attributes in _elements(archive, place):
            target = attributes.get("Target", "")
            if name == "Relationship" and target and attributes.get("TargetMode") != "External":
                inside = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
                yield _Link(attributes.get("Id", ""), inside)


def _elements(archive: ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part with their attributes."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(found) < 100_000:
            found.append((name.rpartition(":")[2], attributes))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    refuse_entities(parser)
    with closing(inflate(archive, name)) as pieces:
        try:
            for piece in pieces:
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise damaged() from error
    return found
