"""Whether somebody can be recognised in a table without names: how many persons look alike, and which rows stand out.

Rows that agree in everything others may know of a person form a group. A group is only as large as the persons in it:
ten purchases of one customer are one person. Rows about nobody in particular count one by one. Groups below the limit
are small cells; whoever knows the one person can read the rest of the row (GB/T 37964-2019). Pure.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from desktop.classification.stripping import ColumnPlan, StripPlan, Way
from desktop.words import Sentence, say

SHOWN = 5
"""Examples of rows that stand out."""


class Tally:
    """Takes the compared cells of row after row; 16 bytes a row stay in memory.

    Cells are kept as a 64-bit hash: that two of a million different ones agree happens once in thirty million files.
    """

    def __init__(self) -> None:
        self._cells, self._persons = array("q"), array("q")

    def __len__(self) -> int:
        return len(self._cells)

    def add(self, cells: tuple[str, ...], person: int | None) -> None:
        """One row: what others may know, and whose it is (None: nobody in particular)."""
        self._cells.append(hash(cells))
        self._persons.append(-len(self._persons) - 1 if person is None else person)

    def groups(self) -> Groups:
        """How large the group of each row is."""
        cells = np.frombuffer(self._cells, dtype=np.int64) if len(self) else np.zeros(0, np.int64)
        persons = np.frombuffer(self._persons, dtype=np.int64) if len(self) else np.zeros(0, np.int64)
        order = np.lexsort((persons, cells))
        sorted_cells, sorted_persons = cells[order], persons[order]
        begins = np.ones(len(order), dtype=bool)
        begins[1:] = sorted_cells[1:] != sorted_cells[:-1]
        fresh = begins.copy()
        fresh[1:] |= sorted_persons[1:] != sorted_persons[:-1]
        number = np.cumsum(begins) - 1
        sizes = np.bincount(number[fresh]) if len(order) else np.zeros(0, np.int64)
        of_row = np.empty(len(order), dtype=np.int64)
        of_row[order] = sizes[number] if len(order) else 0
        return Groups(of_row, sizes.astype(np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """`of_row`: persons who look like that of each row, itself included; `sizes`: persons in each group."""

    of_row: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]

    def rows_below(self, limit: int) -> int:
        """Rows in groups smaller than the limit."""
        return int((self.of_row < limit).sum())

    def smallest(self, limit: int = 0) -> int:
        """Persons in the smallest group that has at least `limit`; 0 when there is none."""
        kept = self.sizes[self.sizes >= limit]
        return int(kept.min()) if len(kept) else 0


@dataclass(frozen=True, slots=True)
class Step:
    """One way to be recognised less: make a column coarser, and how many rows would stand out then."""

    position: int
    header: str
    way: Way
    rows_left: int


@dataclass(frozen=True, slots=True)
class Report:
    """What the check found in the rows as they would be written, before any are left out."""

    rows: int
    groups: int
    small_groups: int
    rows_out: int
    """Rows that stand out: fewer than `limit` persons look like theirs."""
    smallest: int
    limit: int
    steps: tuple[Step, ...]
    """What helps, the most helpful first."""
    examples: tuple[tuple[str, ...], ...]
    """Of rows that stand out the compared cells."""
    links: tuple[str, ...]
    """Headers of columns that are kept although they lead to a person."""


def report(
    plan: StripPlan, groups: Groups, limit: int, steps: Sequence[Step], examples: Sequence[tuple[str, ...]]
) -> Report:
    """The check of a plan."""
    better = sorted((s for s in steps if s.rows_left < groups.rows_below(limit)), key=lambda s: s.rows_left)
    return Report(
        rows=len(groups.of_row),
        groups=len(groups.sizes),
        small_groups=int((groups.sizes < limit).sum()),
        rows_out=groups.rows_below(limit),
        smallest=groups.smallest(),
        limit=limit,
        steps=tuple(better),
        examples=tuple(dict.fromkeys(examples))[:SHOWN],
        links=tuple(column.header for column in plan.columns if column.links),
    )


def coarser_columns(plan: StripPlan) -> tuple[ColumnPlan, ...]:
    """Every column that could be made coarser, as it would be then."""
    return tuple(replace(column, way=way) for column in plan.columns if (way := column.coarser) is not None)


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the word hangs on."""

    links: bool
    """A column is left that leads to a person."""
    standing_out: int
    """Rows in the written file that fewer persons than the limit look like."""
    persons_found: int
    """Kinds of identity that were recognised when the written file was read again."""
    original_goes: bool
    """The table it was made from, and every copy of it, is to be deleted and nothing holds it."""
    checked: bool = True

    @property
    def anonymous(self) -> bool:
        """Whether nobody can be recognised and nothing can be undone (PIPL 73(4)); all else is 去标识化 (73(3))."""
        clean = self.checked and not self.persons_found
        return clean and not self.links and not self.standing_out and self.original_goes

    @property
    def word(self) -> Sentence:
        """匿名化, or only 去标识化."""
        return say("Anonymised") if self.anonymous else say("De-identified only")

    @property
    def lacks(self) -> tuple[Sentence, ...]:
        """Why it is not 匿名化; empty if it is."""
        reasons = (
            (not self.checked or bool(self.persons_found), say("Personal data was recognised in the written file.")),
            (self.links, say("A number is kept that leads to the person by way of another file.")),
            (bool(self.standing_out), say("{n} rows still stand out.", n=self.standing_out)),
            (not self.original_goes, say("The original or a copy of it stays; with it persons could be found again.")),
        )
        return tuple(sentence for applies, sentence in reasons if applies)


STILL_PERSONAL = say(
    "What is only de-identified remains personal information (PIPL 73): the same rules apply to it as to the original."
)
