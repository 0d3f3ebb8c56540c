"""Labels for boxes, binders and devices: number, kind of records, how many, where; nothing about anyone.

The QR code holds the number alone, which begins with the code of the case. What has been decided is handed in by
whoever knows it: before that the strip says 待定.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop import numbers
from desktop.documents.document import Document, Furniture
from desktop.documents.faces import NOTE, SMALL, Face, Style
from desktop.documents.fonts import installed_fonts
from desktop.documents.labels import Label, Offset, Strip, draw_labels
from desktop.errors import OwnerError
from desktop.inventory import store, store_carriers
from desktop.inventory.records import GROUP_NAMES, RecordGroup, Source, SourceKind
from desktop.session import Session
from desktop.shop.store import read_shop
from desktop.words import say, zh

MOST_PIECES = 42
"""Of so many pieces each gets its label (two sheets); of more, one label stands for all."""
LINE_WIDTH = 34.0
FORM_WIDTH = 19.0
"""Room for a line beside the code, and for the count beside the number, mm."""
UNDECIDED = "待定"
_NOT_YET = "待分类"
_MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Decided:
    """What is known about a carrier: how the strip looks and what stands in it (封存, 至 2031-11-30)."""

    source_id: int
    strip: Strip
    heading: str
    side: str


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A made sheet of labels. `data` is empty when it was written to a file."""

    data: bytes
    sha256: str
    labels: int


def carriers(session: Session) -> tuple[Source, ...]:
    """Paper, then devices, in the order of their places; files by the hundred thousand are not looked at."""
    return store.sources(session.vault, SourceKind.PAPER) + store.sources(session.vault, SourceKind.DEVICE)


def make_labels(
    session: Session, path: Path | None, *, decided: Sequence[Decided] = (), chosen: Iterable[int] | None = None,
    start: int = 0, offset: Offset | None = None,
) -> LabelSheet:  # fmt: skip
    """Labels for all paper and devices, or for the `chosen` ones, as A4 sheets of 21, to a file or into memory.

    `start` is the first free place (0 to 20) of a sheet that was used before. Numbers are given once and kept.
    Raises `OwnerError` when there is nothing to label.
    """
    wanted = None if chosen is None else set(chosen)
    sources = [source for source in carriers(session) if wanted is None or source.id in wanted]
    if not sources:
        raise OwnerError(
            say("There is no paper and no device to label yet."),
            meaning=say("No labels have been made."),
            todo=say("Enter boxes, binders and devices first."),
        )
    given = store_carriers.give_numbers(session.vault, tuple(source.id for source in sources))
    known = {one.source_id: one for one in decided}
    labels = [
        label for source, number in zip(sources, given, strict=True)
        for label in _labels(session, source, number, known.get(source.id))
    ]  # fmt: skip
    shop = read_shop(session.vault)
    furniture = Furniture(shop.name if shop else "", zh("Labels"))
    with Document(path, furniture, title=zh("Labels"), practice=session.vault.practice) as paper:
        draw_labels(paper, labels, start=start, offset=offset)
    return LabelSheet(paper.data, paper.digest, len(labels))


def _labels(session: Session, source: Source, number: str, known: Decided | None) -> Iterator[Label]:
    """One label a piece; one for all of very many."""
    read = numbers.read_number(number)
    assert read is not None, "a number that this program has given out"
    groups = store.groups_of(session.vault, source.id)
    shown = known or Decided(source.id, Strip.DASHED, UNDECIDED, _NOT_YET)
    lines = (fitting(_what(groups, source), SMALL.with_face(Face.SANS_MEDIUM), LINE_WIDTH),
             fitting(source.place or zh("place not entered"), NOTE, LINE_WIDTH), number)  # fmt: skip
    code, serial = numbers.scan_text(read), f"{read.serial:03d}"
    single = source.quantity > MOST_PIECES
    for piece in range(1, 2 if single else max(source.quantity, 1) + 1):
        count = f"{source.quantity:,}{source.unit}" if single or source.quantity <= 1 else (
            f"{piece}/{source.quantity}{source.unit}")  # fmt: skip
        yield Label(shown.strip, shown.heading, shown.side, code, serial, fitting(count, SMALL, FORM_WIDTH), lines)


def _what(groups: Sequence[RecordGroup], source: Source) -> str:
    """The kind of records with its years: a name that the owner typed could be a customer's."""
    kinds = "、".join(dict.fromkeys(zh(GROUP_NAMES[group.kind]) for group in groups))
    years = _years(source.period_from, source.period_to)
    return f"{kinds} {years}".strip()


def _years(first: date | None, last: date | None) -> str:
    days = [day for day in (first, last) if day is not None]
    return "至".join(dict.fromkeys(f"{day:%Y}" for day in days))


def fitting(text: str, style: Style, width: float) -> str:
    """The text cut so that it is at most `width` mm wide; a cut shows."""
    widths = installed_fonts().widths
    for end in range(len(text), 0, -1):
        shown = text if end == len(text) else text[:end].rstrip() + "…"
        if sum(widths(shown, style.face)) * style.size * _MM <= width:
            return shown
    return text[:1]
