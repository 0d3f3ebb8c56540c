"""Tables whose fields stand down the side, one person in each column; and forms, one below the other or one a sheet.

Both are turned into a table of the usual kind: the fields become headers, each person a row. What stands in a form and
has no field beside it comes behind the columns of its row, so that it is searched as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from desktop.inventory import fields
from desktop.inventory.apart import Cut
from desktop.inventory.columns import LOOK, TESTS, Vocabulary, compared
from desktop.inventory.readers.shapes import Line

MOST_FIELDS = 300
"""Rows of a table that lies on its side; a sheet with more has persons down the side, as usual."""
MOST_CELLS = 300_000
MOST_COLUMNS = 100
LOOKED_AT = 60
MOST_LOOSE = 50
"""Cells without a field that are kept with one form; what comes after them is no form any more."""
_SHARE = 0.6
_LONGEST_LABEL = 12
_PERSON = frozenset({fields.NAME, fields.MOBILE, fields.LANDLINE, fields.ID_NUMBER})
_PAIR = re.compile(r"([^\s:：]{1,14}(?:[ \u3000][^\s:：]{1,2})?)\s*[:：]\s*(.*)", re.DOTALL)
_NEXT = re.compile(r"\s+(?=[^\s:：\d]{1,14}[:：])")
_SPREAD = re.compile(r"(?<!\S)(\S)[ \u3000]+(?=\S\s*[:：])")
_NUMBERED = re.compile(r".*\d{5}.*", re.DOTALL)
_BLANKS = re.compile(r"[\s\u3000]+")


class _Pair(NamedTuple):
    """A field with what is beside it; what stands there without a field has an empty label."""

    label: str
    value: str


def upright(cut: Cut, vocabulary: Vocabulary) -> Cut | None:
    """The same table with its fields as headers in the first row; None for one that stands upright already."""
    forms = _Forms(vocabulary)
    shown = [line for line in cut.head[:LOOKED_AT] if any(line.cells)]
    if not forms.are_there(shown):
        return None
    at = next(place for place, line in enumerate(cut.head) if forms.leads(line.cells))
    if cut.through and len(cut.head) <= MOST_FIELDS and forms.lie_on_their_side(shown):
        found = _turned(cut.head[at:])
    else:
        labels = forms.labels(cut.head[at:])
        found = chain([Line(0, labels)], forms.records(chain(cut.head[at:], cut.rows), labels))
    head = [*cut.head[:at], Line(cut.head[at].number - 1, next(found).cells), *islice(found, LOOK)]
    return Cut(cut.number, head, found, header=at)


class _Forms:
    """Reads rows as fields with what is beside them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[str, bool] = {}

    def are_there(self, lines: Sequence[Line]) -> bool:
        """Whether these rows are fields with values, and one of the values is a person's."""
        leading = [line for line in lines if self.leads(line.cells)]
        if len(leading) < 2 or len(leading) < _SHARE * len(lines):
            return False
        pairs = [pair for line in leading for pair in self.pairs(line.cells) if pair.label]
        if any(self._person(pair.label) and self._person(pair.value) for pair in pairs):
            # Two fields side by side are headers, and what they say stands below.
            return False
        return len({pair.label for pair in pairs}) > 1 and any(map(self._speaks, pairs))

    def _person(self, cell: str) -> bool:
        return self._is_label(cell) and self._vocabulary.field_type(cell) in _PERSON

    def _speaks(self, pair: _Pair) -> bool:
        field_type = self._vocabulary.field_type(pair.label) or ""
        return field_type in _PERSON and TESTS[field_type](pair.value)

    def lie_on_their_side(self, lines: Sequence[Line]) -> bool:
        """Whether each row has one field, and values of several persons."""
        several = pairs = 0
        for line in lines:
            if self.leads(line.cells):
                found = self.pairs(line.cells)
                several += sum(1 for pair in found if not pair.label)
                pairs += len(found) - 1 - sum(1 for pair in found if not pair.label)
        return several > pairs

    def leads(self, cells: tuple[str, ...]) -> bool:
        """Whether a row begins with a field, and something stands beside it."""
        pieces = [piece for piece in self._apart(cells) if piece]
        return len(pieces) > 1 and self._is_label(pieces[0])

    def pairs(self, cells: tuple[str, ...]) -> list[_Pair]:
        """The fields of a row. The cell behind a field is its value, whatever it reads like."""
        found: list[_Pair] = []
        label, gap = "", False
        for cell in self._apart(cells):
            if not cell:
                gap = True
            elif not label or (gap and self._is_label(cell)):
                if label:
                    found.append(_Pair(label, ""))
                label = ""
                if self._is_label(cell):
                    label, gap = cell, False
                else:
                    found.append(_Pair("", cell))
            else:
                found.append(_Pair(label, cell))
                label = ""
        if label:
            found.append(_Pair(label, ""))
        return found

    def labels(self, lines: Sequence[Line]) -> tuple[str, ...]:
        """The fields of forms, in their order; those beside which nothing stands may be titles."""
        found: dict[str, None] = {}
        for line in lines:
            if len(found) < MOST_COLUMNS:
                found.update((_shown(pair.label), None) for pair in self.pairs(line.cells) if pair.label and pair.value)
        return tuple(found)[:MOST_COLUMNS]

    def records(self, lines: Iterator[Line], labels: tuple[str, ...]) -> Iterator[Line]:
        """One row for each form: a new one begins where its first field comes again."""
        places = {label: place for place, label in enumerate(labels)}
        first, number, last = "", 0, 0
        values: dict[int, str] = {}
        loose: list[str] = []
        for line in lines:
            far = line.number - last > 1
            last = line.number
            for pair in self.pairs(line.cells):
                label = _shown(pair.label)
                place = places.get(label, -1)
                again = place in values and (label == first or far)
                if again or len(loose) > MOST_LOOSE:
                    yield _record(number, values, loose, len(labels))
                    first, number, values, loose = "", 0, {}, []
                number = number or line.number
                if pair.label and not first:
                    first = label
                if pair.value and place >= 0 and place not in values:
                    values[place] = pair.value
                elif pair.value:
                    loose.append(pair.value)
                elif place >= 0:
                    values.setdefault(place, "")
        if any(values.values()) or loose:
            yield _record(number, values, loose, len(labels))

    def _apart(self, cells: tuple[str, ...]) -> Iterator[str]:
        """The cells; one that holds fields and their values (姓名：张三 性别：男) taken apart."""
        for cell in cells:
            if ":" not in cell and "：" not in cell:
                yield cell
                continue
            for piece in _NEXT.split(_SPREAD.sub(r"\1", cell)):
                found = _PAIR.fullmatch(piece)
                if found is None or not self._is_label(found[1]):
                    yield piece
                else:
                    yield from (found[1], found[2].strip())

    def _is_label(self, cell: str) -> bool:
        if not cell or len(cell) > _LONGEST_LABEL + 8:
            return False
        if cell not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            name = compared(_BLANKS.sub("", cell))
            short = 0 < len(name) <= _LONGEST_LABEL and not any(map(str.isdigit, name))
            self._known[cell] = short and self._vocabulary.field_type(name) is not None
        return self._known[cell]


def _record(number: int, values: dict[int, str], loose: list[str], width: int) -> Line:
    return Line(number, (*(values.get(place, "") for place in range(width)), *loose))


def _shown(label: str) -> str:
    """A field as a header: without the colon and the blanks that set its characters apart."""
    return _BLANKS.sub("", label).strip(":：")


def _turned(lines: Sequence[Line]) -> Iterator[Line]:
    """The header and the persons of a table that lies on its side."""
    side = next(place for place, cell in enumerate(lines[0].cells) if cell)
    width = min(max(len(line.cells) for line in lines), MOST_CELLS // len(lines))
    cells = [line.cells + ("",) * (width - len(line.cells)) for line in lines]
    yield Line(0, tuple(_shown(row[side]) for row in cells))
    for place in range(side + 1, width):
        person = tuple(row[place] for row in cells)
        if any(person):
            yield Line(lines[0].number, person)
    # What stands before the fields, or is none of them.
    odd = [cell for row in cells for cell in (*row[:side], *_NUMBERED.findall(row[side])) if cell]
    if odd:
        yield Line(lines[0].number, ("",) * len(cells) + tuple(odd))
