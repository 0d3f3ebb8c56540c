"""Taking the identity out of a table: which column goes, which is made coarser, which stays. Pure.

What is proposed rests on field types, headers and the values of the first rows; the rules are data
(resources/rules/stripping.toml). A column that nothing is known of counts as something others may know of a person, so
that the check of the result errs on the safe side. Identifying columns, notes and health columns can only go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from desktop.inventory.recognise import find
from desktop.rules.stripping import Role, StrippingRules
from desktop.words import Sentence, say

_DAY = re.compile(r"\s*((?:19|20)\d\d)\s*[-/.年]?\s*(1[0-2]|0?[1-9])(?:\s*[-/.月]?\s*(3[01]|[12]\d|0?[1-9]))?(?!\d)")
_NUMBER = re.compile(r"\s*[-+]?[¥￥]?\d[\d,]*(?:\.\d+)?\s*(?:元|盒|件|瓶|支|袋|片|粒|个)?\s*")
_PLAIN = re.compile(r"[\s_\-.:：()（）\[\]【】/]+")
_CODE = re.compile(r"(?=.*\d)[\w\-./#]{5,64}", re.ASCII)
MOST = 0.9
"""So many cells must read like a day, or like a number, for the column to be one."""
_HITS = 400
"""Different cells of a column that are searched for names and numbers before it is proposed."""
_SHORT_NUMBER, _SHORT_WORD = 5, 2
"""An identifying value shorter than that stands in other cells by chance."""


class Way(StrEnum):
    """What happens to a column."""

    OUT = "out"
    KEPT = "kept"
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    BAND = "band"
    CLASS = "class"


WAY_NAMES: dict[Way, Sentence] = {
    Way.OUT: say("Removed"),
    Way.KEPT: say("Kept as it is"),
    Way.DAY: say("Kept to the day"),
    Way.MONTH: say("Coarsened to the month"),
    Way.QUARTER: say("Coarsened to the quarter"),
    Way.YEAR: say("Coarsened to the year"),
    Way.BAND: say("Coarsened to ten years of age"),
    Way.CLASS: say("Coarsened to the class of medicine"),
}
ROLE_REASONS: dict[Role, Sentence] = {
    Role.IDENTITY: say("It names a person."),
    Role.SERIAL: say("Its number leads to the person by way of another file."),
    Role.NOTE: say("In free text anything may stand, names too."),
    Role.HEALTH: say("It speaks of one person and is not needed for sums."),
    Role.DATE: say("Others may know the day somebody came."),
    Role.AGE: say("Others may know it of a person."),
    Role.MEDICINE: say("Others may know what somebody bought."),
    Role.GOODS_CODE: say("It says what was bought, as the name does."),
    Role.MEASURE: say("Needed for sums."),
    Role.TRAIT: say("Others may know it of a person."),
}
ALLOWED: dict[Role, tuple[Way, ...]] = {
    Role.IDENTITY: (Way.OUT,),
    Role.NOTE: (Way.OUT,),
    Role.HEALTH: (Way.OUT,),
    Role.SERIAL: (Way.OUT, Way.KEPT),
    Role.DATE: (Way.MONTH, Way.QUARTER, Way.YEAR, Way.DAY, Way.OUT),
    Role.AGE: (Way.BAND, Way.OUT),
    Role.MEDICINE: (Way.KEPT, Way.CLASS, Way.OUT),
    Role.GOODS_CODE: (Way.OUT, Way.KEPT),
    Role.MEASURE: (Way.KEPT, Way.OUT),
    Role.TRAIT: (Way.KEPT, Way.OUT),
}
"""What may be chosen for a column; the first is proposed."""
COARSER: dict[Way, Way] = {
    Way.DAY: Way.MONTH, Way.MONTH: Way.QUARTER, Way.QUARTER: Way.YEAR, Way.YEAR: Way.OUT, Way.BAND: Way.OUT,
    Way.CLASS: Way.OUT,
}  # fmt: skip
"""The next step where rows still stand out. A medicine goes to its class first, a trait goes out."""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column, by its place among the cells of a record."""

    position: int
    header: str
    role: Role
    way: Way

    @property
    def compared(self) -> bool:
        """Whether others may know it of a person, so that it counts in the check. Sums and serial numbers do not."""
        return self.way is not Way.OUT and self.role not in (Role.MEASURE, Role.SERIAL)

    @property
    def links(self) -> bool:
        """Whether it is left although it leads to a person."""
        return self.way is not Way.OUT and self.role in (Role.SERIAL, Role.IDENTITY, Role.NOTE, Role.HEALTH)

    @property
    def coarser(self) -> Way | None:
        """The next step; None where there is none."""
        if not self.compared:
            return None
        if self.way is Way.KEPT:
            return Way.CLASS if self.role is Role.MEDICINE else Way.OUT
        return COARSER[self.way]


@dataclass(frozen=True, slots=True)
class StripPlan:
    """All columns of a table. `leave_out`: rows that stand out are not written."""

    columns: tuple[ColumnPlan, ...]
    leave_out: bool = True

    @property
    def written(self) -> tuple[ColumnPlan, ...]:
        """The columns of the file without identity, in order."""
        return tuple(column for column in self.columns if column.way is not Way.OUT)

    def with_way(self, position: int, way: Way) -> StripPlan:
        """The plan with another way for one column. Raises ValueError for a way its role does not allow."""
        return replace(self, columns=tuple(_changed(c, way) if c.position == position else c for c in self.columns))


def _changed(column: ColumnPlan, way: Way) -> ColumnPlan:
    if way not in ALLOWED[column.role]:
        raise ValueError(way)
    return replace(column, way=way)


@dataclass(slots=True)
class _Values:
    """What the cells of a column look like."""

    filled: int = 0
    letters: int = 0
    numbers: int = 0
    days: int = 0
    coded: int = 0
    different: set[str] = field(default_factory=set)
    named: int = 0

    def add(self, cell: str) -> None:
        if not cell.strip():
            return
        self.filled += 1
        self.letters += len(cell)
        self.numbers += _NUMBER.fullmatch(cell) is not None
        self.days += _DAY.match(cell) is not None
        self.coded += _CODE.fullmatch(cell.strip()) is not None
        if cell not in self.different:
            self.different.add(cell)
            if len(self.different) <= _HITS:
                self.named += bool(find(cell))


def propose_plan(headers: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], rules: StrippingRules) -> StripPlan:
    """What is proposed for a table: `headers` with the field type of each, `rows` its first ones."""
    seen = [_Values() for _ in headers]
    for cells in rows:
        for values, cell in zip(seen, cells, strict=False):
            values.add(cell)
    columns = []
    for position, ((header, field_type), values) in enumerate(zip(headers, seen, strict=True)):
        role = _role(header, field_type, values, rules)
        columns.append(ColumnPlan(position, header, role, ALLOWED[role][0]))
    return StripPlan(tuple(columns))


def _role(header: str, field_type: str, values: _Values, rules: StrippingRules) -> Role:
    by_field = rules.role_of_field(field_type)
    if by_field in (Role.IDENTITY, Role.SERIAL, Role.HEALTH):
        return by_field
    role = by_field or rules.role_of_header(_PLAIN.sub("", header.lower()))
    if role in (Role.NOTE, Role.SERIAL):
        return role
    count = values.filled
    if values.named:
        return Role.NOTE
    if role is Role.DATE or (role is None and count and values.days >= MOST * count):
        return Role.DATE
    if role is Role.MEASURE and values.numbers >= MOST * count:
        return Role.MEASURE
    singled = count >= rules.smallest_group and len(values.different) * 100 >= rules.serial_percent * count
    if singled and role is not Role.MEDICINE:
        if values.coded >= MOST * count:
            return Role.SERIAL
        if values.letters >= rules.note_letters * count:
            return Role.NOTE
    return role if role is not None and role is not Role.MEASURE else Role.TRAIT


class Stripper:
    """Makes rows without identity by a plan. `blanked` counts cells in which a person was recognised all the same."""

    def __init__(self, plan: StripPlan, rules: StrippingRules) -> None:
        away = (Role.IDENTITY, Role.SERIAL, Role.NOTE)
        self.plan, self.rules, self.blanked = plan, rules, 0
        self._identity = [c.position for c in plan.columns if c.role in away and c.way is Way.OUT]
        self._columns = [_Cells(column, rules) for column in plan.written]
        self._kept = [place for place, column in enumerate(plan.written) if column.way is Way.KEPT]

    def row(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The cells that stay, as they stay."""
        width = len(cells)
        written = [column.of(cells[column.position] if column.position < width else "") for column in self._columns]
        said = "\n".join([written[place] for place in self._kept])
        for at in self._identity:
            name = cells[at].strip() if at < width else ""
            if name and name in said and _tells(name):
                self._blank(written, name)
        self.blanked += sum(column.pop_blanked() for column in self._columns)
        return tuple(written)

    def _blank(self, written: list[str], name: str) -> None:
        """An identifying value of the row stands in what stays."""
        for place in self._kept:
            if name in written[place]:
                written[place] = ""
                self.blanked += 1


class _Cells:
    """The cells of a column as they are written. What was seen before is not looked at again."""

    def __init__(self, column: ColumnPlan, rules: StrippingRules) -> None:
        self.position, self._column, self._rules = column.position, column, rules
        self._known: dict[str, str | None] = {}
        self._searched = column.way is Way.KEPT and column.role is not Role.MEASURE
        self._blanked = 0

    def of(self, cell: str) -> str:
        """A cell; empty where a person is recognised in it."""
        if cell in self._known:
            value = self._known[cell]
        else:
            value = self._written(cell)
            if len(self._known) < _REMEMBERED:
                self._known[cell] = value
        if value is None:
            self._blanked += 1
            return ""
        return value

    def _written(self, cell: str) -> str | None:
        """None where a person is recognised."""
        value = coarsened(cell, self._column.way, self._column.role, self._rules)
        return None if value and self._searched and find(value) else value

    def pop_blanked(self) -> int:
        """How many cells were made empty since this was last asked."""
        count, self._blanked = self._blanked, 0
        return count


_REMEMBERED = 50_000


def _tells(name: str) -> bool:
    return len(name) >= (_SHORT_NUMBER if name.isdigit() else _SHORT_WORD)


class Variant:
    """What others may know of a row if one column were coarser, from what they know now: nearly no work."""

    def __init__(self, plan: StripPlan, column: ColumnPlan, rules: StrippingRules) -> None:
        compared = [c.position for c in plan.columns if c.compared]
        self._at, self._position = compared.index(column.position), column.position
        self._cells = _Cells(column, rules) if column.way is not Way.OUT else None

    def key(self, compared: tuple[str, ...], cells: Sequence[str]) -> tuple[str, ...]:
        """The compared cells with the column coarser, or without it."""
        before, after = compared[: self._at], compared[self._at + 1 :]
        if self._cells is None:
            return before + after
        return (*before, self._cells.of(cells[self._position] if self._position < len(cells) else ""), *after)


class Comparing:
    """Picks what others may know out of rows without identity."""

    def __init__(self, plan: StripPlan) -> None:
        self._places = [place for place, column in enumerate(plan.written) if column.compared]

    def of(self, row: Sequence[str]) -> tuple[str, ...]:
        """The compared cells of a row."""
        return tuple([row[place] for place in self._places])


def compared_cells(plan: StripPlan, row: Sequence[str]) -> tuple[str, ...]:
    """Of one row without identity what others may know of its person."""
    return Comparing(plan).of(row)


def coarsened(cell: str, way: Way, role: Role, rules: StrippingRules) -> str:
    """A cell as it is written. What does not read like a day, an age or a number where one belongs becomes empty."""
    cell = cell.strip()
    if way is Way.OUT or not cell:
        return ""
    if role is Role.DATE:
        return _period(cell, way)
    if role is Role.AGE:
        return _band(cell)
    if role is Role.MEASURE:
        return cell if _NUMBER.fullmatch(cell) else ""
    if way is Way.CLASS:
        return rules.class_of(cell)
    return cell


@lru_cache(maxsize=20_000)
def _period(cell: str, way: Way) -> str:
    found = _DAY.match(cell)
    if found is None:
        return ""
    year, month, day = found[1], int(found[2]), found[3]
    match way:
        case Way.DAY:
            return f"{year}-{month:02d}-{int(day):02d}" if day else f"{year}-{month:02d}"
        case Way.MONTH:
            return f"{year}-{month:02d}"
        case Way.QUARTER:
            return f"{year} Q{(month + 2) // 3}"
        case _:
            return year


@lru_cache(maxsize=1_000)
def _band(cell: str) -> str:
    found = re.match(r"\d{1,3}", cell)
    if found is None:
        return ""
    low = int(found[0]) // 10 * 10
    return f"{low}–{low + 9}" if low < 80 else "80+"
