"""Records with named fields, from JSON or XML, as tables: one for each kind of record, its fields as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop.inventory.readers.residue import blocks
from desktop.inventory.readers.shapes import Line, Part, Table, Text

MOST_KINDS = 60
MOST_COLUMNS = 300


@dataclass(slots=True)
class Record:
    """A record: what it is called, where it begins, and its fields in their order."""

    kind: str
    line: int
    fields: dict[str, str]


def as_parts(walk: Callable[[], Iterator[Record]], text: Callable[[], Iterator[str]]) -> Iterator[Part]:
    """Tables of the kinds that stand there more than once; everything else as text.

    `walk` and `text` give all records and all loose words, as often as they are asked. Only the names of fields are
    held in memory.
    """
    columns: dict[str, dict[str, None]] = {}
    counts: dict[str, int] = {}
    for record in walk():
        if record.kind not in counts and len(counts) >= MOST_KINDS:
            continue
        counts[record.kind] = counts.get(record.kind, 0) + 1
        names = columns.setdefault(record.kind, {})
        if len(names) < MOST_COLUMNS:
            names.update(dict.fromkeys(record.fields))
    kinds = [kind for kind, count in counts.items() if count > 1]
    for kind in kinds:
        yield Table(kind, _rows(walk, kind, tuple(columns[kind])[:MOST_COLUMNS]))
    yield Text("", blocks(_loose(walk, text, frozenset(kinds))))


def _rows(walk: Callable[[], Iterator[Record]], kind: str, names: tuple[str, ...]) -> Iterator[Line]:
    yield Line(0, tuple(name.rpartition(".")[2] for name in names))
    for record in walk():
        if record.kind == kind:
            yield Line(record.line, tuple(record.fields.get(name, "") for name in names))


def _loose(
    walk: Callable[[], Iterator[Record]], text: Callable[[], Iterator[str]], kinds: frozenset[str]
) -> Iterator[str]:
    for record in walk():
        if record.kind not in kinds:
            yield "\t".join(f"{name}: {value}" for name, value in record.fields.items() if value)
    yield from text()
