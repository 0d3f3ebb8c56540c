"""A file opened and understood: its tables with their columns and kind, its texts. Nothing is stored here."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TypeAlias

from desktop.disk.names import reachable
from desktop.inventory.apart import Cut, apart
from desktop.inventory.cells import BEYOND, Watch
from desktop.inventory.columns import HEADER_LINES, LOOK, TESTS, Vocabulary, guess_columns, header_line
from desktop.inventory.grouping import guess_kind
from desktop.inventory.mask import masked
from desktop.inventory.readers.opening import open_parts
from desktop.inventory.readers.shapes import BLOCK, Block, Form, Line, Part, Table, Text, Unread, Unreadable
from desktop.inventory.records import ColumnGuess, Fault, KindGuess, PartMapping, PartPreview, Preview
from desktop.inventory.sideways import upright
from desktop.inventory.sifting import sift, sift_file
from desktop.inventory.store import shown_name
from desktop.inventory.tables import TableRun, free_columns
from desktop.words import Sentence, say, zh

SHOWN_ROWS = 5
SHOWN_BLOCKS = 4


@dataclass(slots=True)
class OpenTable:
    """A table with persons in it, ready to be read: `lines` are the rows below the header."""

    part: str
    header_at: int
    columns: tuple[ColumnGuess, ...]
    kind: KindGuess
    free: tuple[int, ...]
    title: str
    """What stands above the header."""
    lines: Iterator[Line]


@dataclass(slots=True)
class OpenText:
    """Running text; also a table in which no column points at a person, which is told by `of_table`."""

    part: str
    blocks: Iterator[Block]
    of_table: bool = False


OpenPart: TypeAlias = OpenTable | OpenText


def _sift(path: Path) -> Iterator[Block]:
    return sift_file(reachable(path))


@dataclass(frozen=True, slots=True)
class Search:
    """How the lines of a text file are found that may speak of people: as `sift_file` does, or with what is known."""

    blocks: Callable[[Path], Iterator[Block]] = _sift
    is_text: Callable[[Path], bool] = lambda _: False
    """Whether a file is known to be running text, so that it is not asked again."""


PLAIN = Search()


@dataclass(slots=True)
class OpenFile:
    """A file and its parts, each to be walked once and in order."""

    form: Form
    parts: Iterator[OpenPart]
    unread: list[Unread]
    """Pieces that could not be read while the rest could; complete when the parts have been walked."""

    def reason(self) -> Sentence | None:
        """Why not all of the file was read, once its parts have been walked; None when it was."""
        if not self.unread:
            return None
        first = self.unread[0]
        if not first.part:
            return first.reason
        return say("{n} in it not read, such as {name}: {why}", n=len(self.unread), name=first.part, why=first.reason)


def open_file(
    path: Path, vocabulary: Vocabulary, mappings: Sequence[PartMapping] = (), search: Search = PLAIN
) -> OpenFile:
    """Open a file and understand its tables. Raises `Unreadable` or OSError; so may walking the parts.

    `mappings` is what the owner has said about its tables; it counts more than what is recognised.
    """
    if search.is_text(path):
        return OpenFile(Form.TEXT, iter([OpenText("", search.blocks(path))]), [])
    form, parts = open_parts(reachable(path))
    unread: list[Unread] = []
    said = {mapping.part: mapping for mapping in mappings}

    def walk() -> Iterator[OpenPart]:
        for part in _named(parts):
            if isinstance(part, Unread):
                unread.append(part)
                continue
            if isinstance(part, Text):
                # A text file is searched in its bytes; what its reader would decode is not needed.
                yield OpenText(part.part, search.blocks(path) if form is Form.TEXT else sift(part.blocks))
                continue
            plain = (lambda: search.blocks(path)) if form is Form.TEXT else _again(part)
            yield from _tables(part, _Context(path, vocabulary, said), plain)

    return OpenFile(form, walk(), unread)


def _named(parts: Iterable[Part]) -> Iterator[Part]:
    """The same with names that can be kept as text: a member of an archive may be called anything."""
    seen: Counter[str] = Counter()
    for part in parts:
        name = shown_name(part.part)
        if name == part.part:
            yield part
            continue
        seen[name] += 1
        yield replace(part, part=f"{name} ({seen[name]})" if seen[name] > 1 else name)


@dataclass(frozen=True, slots=True)
class _Context:
    """What is known of a file before its tables are understood."""

    path: Path
    vocabulary: Vocabulary
    said: Mapping[str, PartMapping]


def _again(table: Table) -> Callable[[], Iterator[Block]] | None:
    """A table as the running text that it may be after all."""
    again = table.again
    return (lambda: sift(again().blocks)) if again is not None else None


def _tables(table: Table, context: _Context, plain: Callable[[], Iterator[Block]] | None) -> Iterator[OpenPart]:
    """The tables that stand in a sheet, one below the other; `plain`: it is one text where its first is no table."""
    if not table.laid_out:
        head = list(islice(table.rows, LOOK + HEADER_LINES))
        yield from _understand(table.part, Cut(1, head, table.rows), context)
        return
    for cut in apart(table.rows, context.vocabulary):
        part = table.part
        if cut.number > 1:
            part = f"{part} › {zh('Table {n}', n=cut.number)}" if part else zh("Table {n}", n=cut.number)
        *titles, opened = _understand(part, upright(cut, context.vocabulary) or cut, context)
        if cut.number == 1 and plain is not None and isinstance(opened, OpenText):
            yield OpenText(table.part, plain())
            return
        yield from (*titles, opened)
        if not cut.through:
            # Whoever reads has left it half-way.
            return


def preview(path: Path, vocabulary: Vocabulary, mappings: Sequence[PartMapping] = ()) -> Preview:
    """What importing this file would do: mapping, masked samples, faults in its first rows. Nothing is stored.

    `mappings` is what the owner has corrected so far: samples and faults are those of the corrected columns.
    """
    try:
        opened = open_file(path, vocabulary, mappings)
        previews = []
        is_text = False
        for part in opened.parts:
            if isinstance(part, OpenText):
                is_text = True
                if part.of_table:
                    deque(islice(part.blocks, SHOWN_BLOCKS), 0)
            else:
                previews.append(_preview(part, vocabulary))
                # What comes soon after is shown as well; a long table is not read to its end for it.
                deque(islice(part.lines, LOOK), 0)
    except Unreadable as error:
        return Preview(path, "", (), False, error.reason)
    except OSError as error:
        return Preview(path, "", (), False, why_closed(error).reason)
    return Preview(path, opened.form.value, tuple(previews), is_text and not previews, None)


def why_closed(error: OSError) -> Unreadable:
    """Why the machine does not give a file out."""
    if getattr(error, "winerror", None) in (32, 33):
        return Unreadable(say("Another program has the file open. Close that program, then scan again."))
    if isinstance(error, PermissionError):
        return Unreadable(say("Windows or Linux does not allow this program to read the file."))
    if isinstance(error, FileNotFoundError):
        return Unreadable(say("The file is not there any more."))
    return Unreadable(say("The drive reports an error while the file is read."))


def _understand(part: str, table: Cut, context: _Context) -> Iterator[OpenPart]:
    head, path, vocabulary, said = table.head, context.path, context.vocabulary, context.said.get(part)
    place = header_line(head, vocabulary) if table.header is None else table.header
    header = head[place].cells if place >= 0 else ()
    body = head[place + 1 :]
    columns = _without_empty_end(guess_columns(header, body, vocabulary))
    names = f"{path.stem} {part} {path.parent.name}"
    title = " ".join(cell for line in head[: max(place, 0)] for cell in line.cells if cell)
    kind = guess_kind(columns, f"{names} {title[:60]}", vocabulary.direct)
    if said is not None and len(said.field_types) == len(columns):
        columns = tuple(replace(c, field_type=t) for c, t in zip(columns, said.field_types, strict=True))
        kind = KindGuess(said.kind, True, say("You said so."))
    lines = chain(body, table.rows)
    if not any(column.field_type in vocabulary.direct for column in columns):
        free = free_columns(columns, body)
        yield OpenText(part, sift(_as_text(chain(head[: max(place, 0)], lines), columns, free)), of_table=True)
        return
    if title:
        yield from _above(f"{part} › {zh('Above the table')}" if part else zh("Above the table"), head[:place], context)
    yield OpenTable(
        part, head[place].number if place >= 0 else 0, columns, kind, free_columns(columns, body), title, lines
    )


def _without_empty_end(columns: tuple[ColumnGuess, ...]) -> tuple[ColumnGuess, ...]:
    """The columns up to the last that has a header or a value: a sheet is as wide as the widest of its tables."""
    used = (column.position for column in reversed(columns) if column.header or column.total)
    return columns[: next(used, -1) + 1]


def _above(part: str, lines: list[Line], context: _Context) -> Iterator[OpenPart]:
    """What stands above a table: whom it is about, as fields of a form, or words."""
    form = upright(Cut(1, lines), context.vocabulary)
    if form is not None:
        yield from _understand(part, form, context)
    else:
        yield OpenText(part, sift(_titles(lines)))


def _titles(lines: Sequence[Line]) -> Iterator[Block]:
    for line in lines:
        yield Block(line.number, "\t".join(cell for cell in line.cells if cell).replace("\n", " ") + "\n")


def _as_text(lines: Iterator[Line], columns: Sequence[ColumnGuess], free: Sequence[int]) -> Iterator[Block]:
    """A table without persons as text: its columns of words, and whatever else speaks of people, however late."""
    watch, always = Watch(columns, free), frozenset(free)
    while some := _some(lines):
        width = max(len(columns), *(len(line.cells) for line in some))
        rows = [line.cells + ("",) * (width - len(line.cells)) for line in some]
        by_column = list(zip(*rows, strict=True))
        # The columns of words are sifted later on as they are.
        beside: dict[int, set[str]] = {}
        for hit in watch.hits(rows, by_column, {}):
            if hit.position not in always:
                beside.setdefault(hit.position, set()).add(hit.cell)
        beyond = beside.pop(BEYOND, set())
        taken = [(place, beside.get(place)) for place in range(len(columns)) if place in always or place in beside]
        words: list[str] = []
        last = some[0].number - 1
        for number, cells in zip((line.number for line in some), rows, strict=True):
            said = [cells[place] for place, only in taken if only is None or cells[place] in only]
            if beyond:
                said += [cell for cell in cells[len(columns) :] if cell in beyond]
            # A block counts lines by their ends: rows that were empty in the file keep their place.
            words.append("\n" * (number - last - 1) + "\t".join(said).replace("\n", " "))
            last = number
        yield Block(some[0].number, "\n".join(words))


def _some(lines: Iterator[Line]) -> list[Line]:
    """The next rows, about as many as make a block."""
    some, size = list[Line](), 0
    for line in lines:
        some.append(line)
        size += sum(map(len, line.cells)) + len(line.cells)
        if size > BLOCK // 2:
            break
    return some


def _preview(table: OpenTable, vocabulary: Vocabulary) -> PartPreview:
    lines = list(islice(table.lines, LOOK))
    run = TableRun(table.columns, vocabulary.direct)
    _, faults = run.take(lines)
    types = [column.field_type for column in table.columns]
    rows = tuple(
        tuple(masked(types[place], cell) for place, cell in enumerate(line.cells[: len(types)]))
        for line in lines[:SHOWN_ROWS]
    )
    found = tuple(Fault(0, fault.line, fault.field_type, fault.what) for fault in faults)
    columns = tuple(_sampled(column, lines) for column in table.columns)
    return PartPreview(table.part, table.header_at, table.kind, columns, rows, found)


def _sampled(column: ColumnGuess, lines: Sequence[Line]) -> ColumnGuess:
    """A column with the sample and the counts of the type it is taken for now."""
    place, test = column.position, TESTS.get(column.field_type)
    values = [line.cells[place] for line in lines if place < len(line.cells) and line.cells[place]]
    fitting = [value for value in values if test is None or test(value)]
    sample = masked(column.field_type, (fitting or values or [""])[0])
    return replace(column, passed=len(fitting), total=len(values), sample=sample)
