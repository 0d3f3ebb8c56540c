"""Every cell of a table that is not taken as what its column holds is searched: what comes late is found as well.

What a column holds is told from its first rows. A note may be empty for a thousand rows, a spare column may be put to
use one day, and beside a mobile in its own column a second one may be squeezed in. Each different cell of a batch is
swept once, so what repeats costs nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import NamedTuple

from desktop.inventory import fields
from desktop.inventory.columns import ENOUGH, TESTS
from desktop.inventory.digits import is_id
from desktop.inventory.readers.shapes import Block
from desktop.inventory.recognise import Match, find
from desktop.inventory.records import ColumnGuess
from desktop.inventory.sifting import Gathered, sift

BEYOND = -1
"""The place of cells to the right of all columns."""
LONGEST_CODE = 24
_CODE = re.compile(rf"[\w.+\-/:]{{0,{LONGEST_CODE}}}", re.ASCII)
_PLAIN_NUMBER = re.compile(r"[0-9Xx \-]{0,24}")
_NUMBERS = re.compile(r"流水|单号|序号|编号|编码|条码|批号|追溯|凭证|卡号|^no$|_no$|_id$|serial|order|trace|code")
"""Headers of what numbers something: there a number that looks like a mobile is none."""
_NEVER = frozenset({fields.DATE, fields.BIRTH_DATE, fields.POSTCODE, "staff", "doctor", "supplier"})
_WORDS = frozenset({fields.NOT_PERSONAL, fields.ADDRESS, fields.MEDICINE, fields.DIAGNOSIS})
"""Columns of words: a bare number in one of them is looked at too."""
_ENOUGH_IDS = 0.5


class Hit(NamedTuple):
    """A cell in which something was recognised: its column, how often it stands there in the batch, and what."""

    position: int
    cell: str
    times: int
    matches: list[Match]


def is_code(cell: str) -> bool:
    """Whether a cell is a number or a code and no words."""
    return _CODE.fullmatch(cell) is not None


class Watch:
    """The columns of a table as far as they have to be searched. `free`: those of words, all cells of which count."""

    def __init__(self, columns: Sequence[ColumnGuess], free: Collection[int] = ()) -> None:
        self._width = len(columns)
        self._free = frozenset(free)
        self._types = {c.position: c.field_type for c in columns if c.field_type not in _NEVER}
        self._numbering = frozenset(c.position for c in columns if _NUMBERS.search(c.header.lower()))

    def hits(
        self, rows: Sequence[tuple[str, ...]], columns: Sequence[Sequence[str]], wrong: Mapping[int, Collection[str]]
    ) -> list[Hit]:
        """What stands in the cells of a batch. `wrong`: the values that do not pass the test of their column."""
        owners: list[int] = []
        cells: list[str] = []
        for position in self._types:
            some = self._different(position, columns[position], wrong.get(position, ()))
            owners += repeat(position, len(some))
            cells += some
        if max(map(len, rows), default=0) > self._width:
            some = list(dict.fromkeys(cell for row in rows for cell in row[self._width :] if cell))
            owners += repeat(BEYOND, len(some))
            cells += some
        if not cells:
            return []
        found: dict[int, list[tuple[str, list[Match]]]] = {}
        for place in sorted(self._promising(owners, cells)):
            own = self._types.get(owners[place])
            # What a column holds is counted as such. A second mobile in a cell is not: it does not pass as one.
            own = None if own in TESTS else own
            if matches := [match for match in find(cells[place]) if match.field_type != own]:
                found.setdefault(owners[place], []).append((cells[place], matches))
        return list(chain.from_iterable(self._right(at, some, rows, columns) for at, some in found.items()))

    def _promising(self, owners: Sequence[int], cells: Sequence[str]) -> Iterator[int]:
        """The places of the cells that may hold something. Numbers of houses are looked for in notes alone."""
        for notes in (False, True):
            places = [place for place, owner in enumerate(owners) if (owner in self._free) is notes]
            yield from (places[n] for n in _swept([cells[place] for place in places], homes=notes))

    def _different(self, position: int, column: Sequence[str], wrong: Collection[str]) -> list[str]:
        """The different cells of a column that have to be searched."""
        field_type = self._types[position]
        if field_type in TESTS:
            return [cell for cell in wrong if not _PLAIN_NUMBER.fullmatch(cell)]
        different = dict.fromkeys(column)
        different.pop("", None)
        if field_type == fields.SI_CARD_NO:
            # mdtrt_cert_no of the insurance holds a token, a card or an ID number, as the column beside it says.
            return [cell for cell in different if is_id(cell)]
        if position in self._free or (field_type in _WORDS and position not in self._numbering):
            return list(different)
        text = "".join(different)
        if text.isascii() and " " not in text and max(map(len, different), default=0) <= LONGEST_CODE:
            return []
        return [cell for cell in different if not is_code(cell)]

    def _right(
        self, position: int, found: list[tuple[str, list[Match]]], rows: Sequence[tuple[str, ...]],
        columns: Sequence[Sequence[str]],
    ) -> Iterator[Hit]:  # fmt: skip
        beyond = (cell for row in rows for cell in row[self._width :])
        times = Counter(beyond if position == BEYOND else columns[position])
        own = self._types.get(position)
        if position in self._free or own in TESTS or own == fields.SI_CARD_NO or _enough(found, times):
            return (Hit(position, cell, times[cell], matches) for cell, matches in found)
        return (Hit(position, cell, times[cell], matches) for cell, matches in found if not is_code(cell))


def _enough(found: list[tuple[str, list[Match]]], times: Mapping[str, int]) -> bool:
    """Whether the long numbers of a column are those of people: of numbers that count something, few pass."""
    codes = [matches for cell, matches in found if is_code(cell)]
    if not codes:
        return True
    long = sum(1 for cell in times if is_code(cell) and sum(map(str.isdigit, cell)) >= 11)
    ids = sum(1 for matches in codes if any(match.field_type == fields.ID_NUMBER for match in matches))
    return len(codes) >= ENOUGH * long or ids >= _ENOUGH_IDS * long


def _swept(cells: Sequence[str], *, homes: bool) -> Iterator[int]:
    text = "\n".join(cells)
    if text.count("\n") != len(cells) - 1:
        text = "\n".join([cell.replace("\n", " ") for cell in cells])
    for block in sift([Block(0, text)], homes=homes):
        if isinstance(block, Gathered):
            yield from block.numbers
