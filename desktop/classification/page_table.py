"""The table of record groups: searched, filtered, sorted, and ticked for one change of many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame

from desktop.classification.page_words import (
    SENSITIVITY_NAMES,
    group_name,
    pill,
    place_words,
    tag,
    until_words,
)
from desktop.classification.records import DISPOSITION_NAMES, GOING, Decision, Disposition
from desktop.inventory.records import GROUP_NAMES, RecordGroup, Source
from desktop.rules.records import Sensitivity
from desktop.ui import marks
from desktop.ui.blocks import EmptyState
from desktop.ui.cells import Column, Row, Text, Tick, TwoLine
from desktop.ui.forms import TextField
from desktop.ui.table import Table
from desktop.ui.widgets import Button, Label, column, frame, row
from desktop.words import tr

NAME = 1
"""The column of the names."""
FEW = 10
"""Up to so many groups nobody needs to search."""
_LEVELS = tuple(Sensitivity)
_WAYS = tuple(Disposition)


@dataclass(frozen=True, slots=True)
class Line:
    """A record group as the table shows it."""

    group: RecordGroup
    made: Decision | None
    source: Source | None
    held: bool
    proven: bool = False
    """A file without identity shows that it may be called 匿名化."""

    def row(self, ticked: bool) -> Row:
        """Its cells."""
        group, made = self.group, self.made
        name = TwoLine(group_name(group), place_words(group, self.source))
        tick = Tick(ticked)
        if made is None:
            blank = Text("—", "text2")
            return Row(str(group.id), (tick, name, blank, pill(Disposition.UNDECIDED), blank, blank, Text("")))
        why = Text(tr(made.explanation), "text2", wrap=True)
        done = marks.standing("done", "") if made.confirmed else Text("")
        if self.held:
            done = marks.standing("on_hold", "")
        goes = pill(made.disposition, proven=self.proven)
        cells = (tick, name, tag(made.sensitivity), goes, Text(until_words(made)), why, done)
        return Row(str(group.id), cells)

    def rank(self, column: int) -> tuple[int, str]:
        """By what a column is sorted: days as days, levels and dispositions in their own order, the others by words."""
        made = self.made
        if column == NAME or made is None:
            return 0, group_name(self.group).casefold()
        match column:
            case 2:
                return _LEVELS.index(made.sensitivity), ""
            case 3:
                return _WAYS.index(made.disposition), ""
            case 4:
                return 0, _until_rank(made)
            case _:
                return 0, tr(made.explanation)

    def words(self) -> str:
        """Everything by which it can be found, in small letters."""
        group, made = self.group, self.made
        parts = [group_name(group), tr(GROUP_NAMES[group.kind]), place_words(group, self.source)]
        parts.append(self.source.place if self.source else "")
        if made is not None:
            parts += [tr(DISPOSITION_NAMES[made.disposition]), tr(SENSITIVITY_NAMES[made.sensitivity])]
            parts += [until_words(made), tr(made.explanation), made.owner_reason]
            parts += [basis.printed for basis in made.basis]
        return " ".join(parts).casefold()


class Rows(Sequence[Row]):
    """The rows of lines, each made when it comes in sight."""

    heads = ()

    def __init__(self, lines: Sequence[Line], ticked: frozenset[int]) -> None:
        self._lines, self._ticked = lines, ticked
        self._made: dict[int, Row] = {}
        self._places: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return [self[n] for n in range(len(self))[place]]
        if place not in self._made:
            line = self._lines[place]
            self._made[place] = line.row(line.group.id in self._ticked)
        return self._made[place]

    def ordered(self, column: int, downwards: bool) -> Rows:
        """The same rows sorted by a column, without making any."""
        return Rows(sorted(self._lines, key=lambda line: line.rank(column), reverse=downwards), self._ticked)

    def place(self, key: str) -> int | None:
        """The number of a row, without making any."""
        if self._places is None:
            self._places = {str(line.group.id): number for number, line in enumerate(self._lines)}
        return self._places.get(key)


def _until_rank(made: Decision) -> str:
    """At once before any day, for good after all of them, unknown last."""
    if made.disposition in GOING:
        return "0"
    if made.permanent:
        return "9999-99"
    return made.until.isoformat() if made.until else "~"


@dataclass(frozen=True, slots=True)
class Only:
    """What the picture lets through: sources by id, one disposition; None for all. `words` say it."""

    sources: frozenset[int] | None
    way: Disposition | None
    words: str

    def lets(self, line: Line) -> bool:
        """Whether a group is among them."""
        way = line.made.disposition if line.made else Disposition.UNDECIDED
        return (self.sources is None or line.group.source_id in self.sources) and self.way in (None, way)


class GroupTable(QFrame):
    """Search, filter and ticks above the table. `change` and `undo` are what the buttons do."""

    unfiltered = Signal()

    def __init__(self, change: Callable[[], object], undo: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._lines: tuple[Line, ...] = ()
        self._words: dict[int, str] = {}
        self._ids: frozenset[int] = frozenset()
        self._shown: tuple[Line, ...] = ()
        self._ticked: set[int] = set()
        self._only: Only | None = None
        self._frozen = False
        self._searched: bool | None = None
        self.table = _table()
        self.table.offered.connect(self._tick)
        self.search = TextField(tr("Find by name, place, disposition or law"))
        self.search.setAccessibleName(tr("Find record groups"))
        self.search.textChanged.connect(lambda _: self._show())
        self.filter = Button(tr("Only {what}", what=""), "quiet", icon="x", small=True, on=self._unfilter)
        self.count = Label("", "small")
        self.all = Button(tr("Tick these {n}", n=0), "link", small=True, on=self._tick_all)
        self.change = Button(tr("Change {n} together", n=0), small=True, icon="pen", on=change)
        self.undo = Button(tr("Undo"), "quiet", icon="undo", small=True, on=undo)
        tools = row(self.search, None, self.filter, self.count, self.all, self.change, self.undo, gap=8)
        tools.setStretch(0, 1000)  # the room beside it is for when nobody needs to search
        self._tools = frame("clear", tools)
        box = column(self._tools, self.table, gap=8)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.set_undo(False)
        self._show()

    # ---- what is shown

    def show_lines(self, lines: Sequence[Line], *, frozen: bool) -> None:
        """Show these groups; search, filter and ticks stay for those that are still there."""
        self._lines, self._frozen = tuple(lines), frozen
        self._words.clear()
        self._ids = frozenset(line.group.id for line in self._lines)
        self._ticked &= self._ids
        self._show()

    def set_only(self, only: Only | None) -> None:
        """Show only what a band of the picture stands for."""
        self._only = only
        self._show()

    def show_all(self) -> None:
        """Take search and filter away, so that every group can be jumped to."""
        self.search.clear()
        if self._only is not None:
            self._unfilter()

    def set_undo(self, possible: bool) -> None:
        """Whether there is something to take back."""
        self.undo.setVisible(possible)
        self._arrange()

    def shown(self) -> tuple[int, ...]:
        """The groups that search and filter leave."""
        return tuple(line.group.id for line in self._shown)

    # ---- ticks

    def ticked(self) -> tuple[int, ...]:
        """The ticked groups, in the order of the case."""
        return tuple(line.group.id for line in self._lines if line.group.id in self._ticked)

    def untick(self) -> None:
        """Take all ticks away."""
        self._ticked.clear()
        self._show()

    @Slot(str)
    def _tick(self, key: str) -> None:
        if self._frozen:
            return
        self._ticked ^= {int(key)}
        self._retick()

    def _tick_all(self) -> None:
        shown = set(self.shown())
        self._ticked = self._ticked - shown if shown <= self._ticked else self._ticked | shown
        self._retick()

    def _retick(self) -> None:
        self.table.replace_rows(self._rows())
        self._arrange()

    def _rows(self) -> Rows:
        return Rows(self._shown, frozenset(self._ticked))

    def _has(self, line: Line, wanted: Sequence[str]) -> bool:
        words = self._words.get(line.group.id)
        if words is None:
            words = self._words[line.group.id] = line.words()
        return all(word in words for word in wanted)

    # ---- inside

    def _show(self) -> None:
        wanted = self.search.text().casefold().split()
        only = self._only
        self._shown = tuple(
            line
            for line in self._lines
            if (only is None or only.lets(line)) and (not wanted or self._has(line, wanted))
        )
        if self._searched is not bool(self._lines):
            self._searched = bool(self._lines)
            self.table.set_empty(_nothing_found() if self._searched else _nothing_yet())
        self.table.show_rows(self._rows())
        self._arrange()

    @Slot()
    def _unfilter(self) -> None:
        self._only = None
        self.unfiltered.emit()
        self._show()

    def _arrange(self) -> None:
        """Only what can be used now: a shop of eight groups sees none of it until it ticks."""
        many, ticked, filtered = len(self._lines) > FEW, len(self._ticked), self._only is not None
        found = len(self._shown)
        part = found < len(self._lines)
        self.search.setVisible(many)
        self.filter.setVisible(filtered)
        self.filter.set_words(tr("Only {what}", what=self._only.words) if self._only else "")
        self.count.setVisible(part)
        self.count.setText(tr("{n} of {total} shown", n=found, total=len(self._lines)))
        every = bool(self._shown) and all(line.group.id in self._ticked for line in self._shown)
        self.all.setVisible((many or ticked > 0 or filtered) and found > 0 and not self._frozen)
        self.all.set_words(tr("Untick these {n}", n=found) if every else tr("Tick these {n}", n=found))
        self.change.setVisible(ticked > 0 and not self._frozen)
        self.change.set_words(tr("Change {n} together", n=ticked))
        self._tools.setVisible(many or ticked > 0 or filtered or not self.undo.isHidden())


def _table() -> Table:
    columns = [
        Column("", 30),
        Column(tr("Record group"), 200, stretch=5, sortable=True),
        Column(tr("Sensitive"), 64, sortable=True),
        Column(tr("Disposition"), 110, sortable=True),
        Column(tr("Keep until"), 96, sortable=True),
        Column(tr("Legal basis"), 130, stretch=3, sortable=True),
        Column("", 34),
    ]
    return Table(columns, tr("Record groups and what happens to them"), rows_shown=2)


def _nothing_yet() -> EmptyState:
    return EmptyState("list", tr("Nothing to decide yet"), tr("List files, paper and devices in step 2 first."))


def _nothing_found() -> EmptyState:
    return EmptyState("search", tr("Nothing found"), tr("Search for another word, or take the filter away."))
