"""The rows of the tab 发现, read when they come into sight; their order is read in pieces between two repaints."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.inventory import store_findings, summary
from desktop.inventory.page_findings import head_row, source_row
from desktop.inventory.records import SourceKind
from desktop.session import Session
from desktop.ui.cells import Group, Row
from desktop.ui.table import LOOKED_AT

IN_BLOCK = 32
KEPT_BLOCKS = 96
AT_A_TIME = 0.008
"""Seconds of work between two turns of the window: half a frame."""


@dataclass(frozen=True, slots=True)
class _Head:
    """A heading: the row it stands in, and how many sources are under it."""

    at: int
    kind: SourceKind
    place: str
    count: int


class FindingLines(Sequence[Row | Group]):
    """What the table shows. Only the order stands in memory; what a row says is read in blocks."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids = array("q")
        """The source of each row; -1 for a heading."""
        self._heads: list[_Head] = []
        self._blocks: OrderedDict[int, list[Row | Group]] = OrderedDict()
        self.sure: tuple[int, ...] = ()
        """Files that can be marked as checked at once."""

    def read(self) -> Iterator[None]:
        """Read the order, piece by piece."""
        vault, open_head = self._session.vault, None
        count = 0
        for piece in store_findings.in_order(vault):
            for one in piece:
                head = (one.kind, one.place if one.kind is SourceKind.FILE else "")
                if head != open_head:
                    self._close(count)
                    self._heads.append(_Head(len(self._ids), *head, 0))
                    self._ids.append(-1)
                    open_head, count = head, 0
                self._ids.append(one.id)
                count += 1
            yield
        self._close(count)
        found: list[int] = []
        for ids in store_findings.sure(vault):
            found += ids
            yield
        self.sure = tuple(found)
        # The rows by which the table finds its widths, so that showing it reads nothing.
        for at in range(0, min(len(self), LOOKED_AT), IN_BLOCK):
            self[at]
            yield

    def _close(self, count: int) -> None:
        if self._heads:
            last = self._heads[-1]
            self._heads[-1] = _Head(last.at, last.kind, last.place, count)

    @property
    def sources(self) -> int:
        """Rows without headings."""
        return len(self._ids) - len(self._heads)

    @property
    def heads(self) -> tuple[int, ...]:
        """The rows that are headings, for the table: they are lower than the others."""
        return tuple(head.at for head in self._heads)

    def place(self, key: str) -> int | None:
        """The row with this key."""
        kind, _, rest = key.partition(":")
        if kind == "source" and rest.isdecimal():
            try:
                return self._ids.index(int(rest))
            except ValueError:
                return None
        return next((head.at for head in self._heads if _key(head) == key), None)

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, at: int) -> Row | Group: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row | Group]: ...
    def __getitem__(self, at: int | slice) -> Row | Group | Sequence[Row | Group]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        if not 0 <= at < len(self._ids):
            raise IndexError(at)
        number, inside = divmod(at, IN_BLOCK)
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = self._block(number * IN_BLOCK)
            if len(self._blocks) > KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        return block[inside]

    def _block(self, first: int) -> list[Row | Group]:
        ids = self._ids[first : first + IN_BLOCK]
        vault, rules = self._session.vault, self._session.rules
        lines = {line.source.id: line for line in summary.lines_of(vault, rules, [n for n in ids if n >= 0])}
        return [
            self._head(first + n) if one < 0 else source_row(lines[one]) if one in lines else Row(f"lost:{one}", ())
            for n, one in enumerate(ids)
        ]

    def _head(self, at: int) -> Group:
        head = self._heads[bisect_right(self._heads, at, key=lambda one: one.at) - 1]
        records = 0
        if head.kind is SourceKind.FILE:
            records = store_findings.records_in(self._session.vault, head.place)
        return head_row(_key(head), head.kind, head.place, head.count, records)


def _key(head: _Head) -> str:
    return f"folder:{head.place}" if head.kind is SourceKind.FILE else head.kind.value


class LineFeed(QObject):
    """Reads the order anew and hands the lines over when they are whole; small cases at once."""

    def __init__(self, session: Session, shown: Callable[[FindingLines], object], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._shown = shown
        self._lines: FindingLines | None = None
        self._steps: Iterator[None] = iter(())
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def read(self) -> None:
        """Begin anew: the case has changed."""
        self._lines = FindingLines(self._session)
        self._steps = self._lines.read()
        self._timer.start()
        self._go_on()

    def stop(self) -> None:
        """The case is being closed."""
        self._timer.stop()

    @property
    def busy(self) -> bool:
        """Whether lines are still being read."""
        return self._timer.isActive()

    @Slot()
    def _go_on(self) -> None:
        until = time.perf_counter() + AT_A_TIME
        while time.perf_counter() < until:
            if next(self._steps, _THROUGH) is _THROUGH:
                self._timer.stop()
                if self._lines is not None:
                    self._shown(self._lines)
                return


_THROUGH = object()
