"""XML: elements that repeat become tables; so do workbooks that Excel 2003 wrote as XML. No entity is ever expanded."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from xml.parsers import expat

from desktop.inventory.readers.content import Given, opened
from desktop.inventory.readers.records import Record, as_parts
from desktop.inventory.readers.shapes import LONGEST_LINE, Line, Part, Table, Unreadable, damaged
from desktop.inventory.readers.text import decoded
from desktop.words import say

DEEPEST = 200


def read_xml(given: Given) -> Iterator[Part]:
    """The records of an XML file. Raises `Unreadable`: damaged, or with entities of its own."""
    with opened(given) as file:
        head = file.read(8192)
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        yield Table("", _sheet_rows(given), laid_out=True)
        return
    yield from as_parts(lambda: _records(given), lambda: _loose(given))


def safe_parser(
    start: Callable[[str, dict[str, str]], object], end: Callable[[str], object], text: Callable[[str], object]
) -> expat.XMLParserType:
    """A parser that calls these for what it meets, text in one piece, and stops where a file defines entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    refuse_entities(parser)
    return parser


def refuse_entities(parser: expat.XMLParserType) -> None:
    """Let the parser stop where a file defines entities: a few of them can stand for gigabytes."""

    def refuse(*_: object) -> None:
        raise Unreadable(say("The file contains instructions that could make it burst. It was not read on."))

    parser.EntityDeclHandler = refuse


class _Elements:
    """Walks an XML file and keeps only the element that is open, with its fields."""

    def __init__(self) -> None:
        self.records: deque[Record] = deque()
        self.rows: deque[Line] = deque()
        self.loose: deque[str] = deque()
        self._names: list[str] = []
        self._fields: list[dict[str, str]] = []
        self._leaf = True
        self._words: list[str] = []
        self._length = 0
        self.parser = safe_parser(self._start, self._end, self._text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._names) > DEEPEST:
            raise damaged()
        self._take_loose()
        self._names.append(_local(name))
        fields = {_local(key): value for key, value in attributes.items() if not key.startswith("xmlns")}
        self._fields.append(fields)
        self._leaf = True

    def _end(self, _: str) -> None:
        name, fields = self._names.pop(), self._fields.pop()
        if self._leaf and not (fields and not self._words):
            text = "".join(self._words).strip()
            self._words, self._length = [], 0
            if self._fields:
                above = self._fields[-1]
                above[name] = f"{above[name]} {text}" if above.get(name) else text
                if len(above) > 1000:
                    raise damaged()
                for key, value in fields.items():
                    above.setdefault(f"{name}.{key}", value)
            elif text:
                self.loose.append(text)
        else:
            self._take_loose()
            if any(fields.values()):
                self.records.append(Record(name, self.parser.CurrentLineNumber, fields))
        self._leaf = False

    def _text(self, text: str) -> None:
        if self._length < LONGEST_LINE:
            self._words.append(text)
            self._length += len(text)

    def _take_loose(self) -> None:
        text = "".join(self._words).strip()
        if text:
            self.loose.append(text)
        self._words, self._length = [], 0


def _walk(given: Given) -> Iterator[_Elements]:
    elements = _Elements()
    for piece, last in _pieces(given):
        try:
            elements.parser.Parse(piece, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            # What stood before the fault was read; the file is told as damaged all the same.
            raise damaged() from error
        yield elements


def _pieces(given: Given) -> Iterator[tuple[str, bool]]:
    """The file as text: the parser knows no GBK, and what a file says about its own encoding is often wrong."""
    for piece in decoded(given):
        yield piece, False
    yield "", True


def _records(given: Given) -> Iterator[Record]:
    for elements in _walk(given):
        while elements.records:
            yield elements.records.popleft()
        elements.loose.clear()


def _loose(given: Given) -> Iterator[str]:
    for elements in _walk(given):
        while elements.loose:
            yield elements.loose.popleft()
        elements.records.clear()


def _sheet_rows(given: Given) -> Iterator[Line]:
    """Rows of a workbook in Excel's own XML: Row, Cell, Data; ss:Index jumps over empty cells."""
    sheet = _Sheet()
    for piece, last in _pieces(given):
        try:
            sheet.parser.Parse(piece, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise damaged() from error
        while sheet.done:
            yield sheet.done.popleft()


class _Sheet:
    def __init__(self) -> None:
        self.done: deque[Line] = deque()
        self._cells: list[str] = []
        self._in_data = False
        self._number = 0
        self.parser = safe_parser(self._start, self._end, self._text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "Row":
            self._number += 1
            self._cells = []
        elif name == "Cell":
            index = attributes.get("ss:Index", "")
            if index.isdigit() and len(self._cells) < int(index) - 1 < 20_000:
                self._cells += [""] * (int(index) - 1 - len(self._cells))
            self._cells.append("")
        elif name == "Data":
            self._in_data = True

    def _end(self, name: str) -> None:
        name = _local(name)
        if name == "Row" and any(self._cells):
            self.done.append(Line(self._number, tuple(cell.strip() for cell in self._cells)))
        elif name == "Data":
            self._in_data = False

    def _text(self, text: str) -> None:
        if self._in_data and self._cells:
            self._cells[-1] += text[:LONGEST_LINE]


def _local(name: str) -> str:
    return name.rpartition(":")[2]
