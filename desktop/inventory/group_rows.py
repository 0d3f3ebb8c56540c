"""The rows of one group on their way into the case: batches first, then who appears where, in the order of its key."""

from __future__ import annotations

import json
import re
import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from desktop.inventory import fields, store_reading
from desktop.inventory.register import CACHED, Register
from desktop.inventory.tables import Batch, Key, LineFault
from desktop.vault.vault import Vault
from desktop.words import say

FIRST_BATCH = 1000
MOST_IN_BATCH = 4000
LEAST_IN_BATCH = 1500
WANTED = 0.035
"""Seconds of work that one transaction shall take; the batch grows and shrinks to it. Work, not time on the clock: on a
busy PC waiting would shrink the batches, and small ones cost more than they save, because each rewrites and encrypts
most pages of the index of persons."""
SETTLED_AT_ONCE = 6000
"""Rows whose persons are written in one transaction: about 15 ms."""
REMEMBERED_ROWS = 1_000_000
"""Rows of which the persons wait in memory, 16 bytes each, until they are written in order."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_MUST_BE_ESCAPED = re.compile(r'["\\\x00-\x1f]')


def as_json(cells: tuple[str, ...]) -> str:
    """The cells as a JSON list; most rows need no escapes and are joined as they are."""
    if _MUST_BE_ESCAPED.search("".join(cells)) or not cells:
        return _encode(cells)
    return '["' + '","'.join(cells) + '"]'


def all_as_json(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """The same for many rows: whether anything has to be escaped is asked of all of them at once."""
    if not all(rows):
        return [as_json(cells) for cells in rows]
    text = '"]\n["'.join(map('","'.join, rows))
    # Between n cells stand n - 1 borders of two quotes and n - 1 marks, wherever the rows begin and end.
    signs = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    quotes, breaks = 2 * (sum(map(len, rows)) - 1), len(rows) - 1
    odd = np.count_nonzero(signs < 0x20) != breaks or np.count_nonzero(signs == 0x22) != quotes
    if odd or np.any(signs == 0x5C):
        return [as_json(cells) for cells in rows]
    return f'["{text}"]'.split("\n")


@dataclass(slots=True)
class GroupRows:
    """A group while it is being read. `scope` names its table to the register; `watch_twins`: nobody twice in it.

    `of_staff`: its people are the shop's own and no customers; its rows are about nobody in the register.
    """

    vault: Vault
    register: Register
    group_id: int
    scope: str
    watch_twins: bool = False
    of_staff: bool = False
    batch: int = FIRST_BATCH
    faults: int = 0
    people: set[int] = field(default_factory=set)
    _first_line: dict[int, int] = field(default_factory=dict)
    _seen: dict[Key, int] = field(default_factory=dict)
    """The subject of a key, as it was when the key came first; 0 where it is about nobody."""
    _subjects: array[int] = field(default_factory=lambda: array("q"))
    _records: array[int] = field(default_factory=lambda: array("q"))

    def add(self, batch: Batch, faults: list[LineFault]) -> Iterator[None]:
        """Write a batch and learn how large the next one may be."""
        subjects = self._about(batch)
        if self.watch_twins:
            for subject, line in zip(subjects, batch.numbers, strict=True):
                self._twin(subject, line, faults)
        cells = all_as_json(batch.rows)
        begun = time.thread_time()
        first = store_reading.add_rows(
            self.vault, self.group_id, (batch.numbers, subjects, cells), faults, self.register.take_changes()
        )
        took = time.thread_time() - begun
        self.faults += len(faults)
        self._subjects.extend(subjects)
        self._records.extend(range(first, first + len(subjects)))
        if subjects:
            self.people.update(subjects)
            fitting = int(self.batch * min(2.0, max(0.3, WANTED / max(took, 1e-4))))
            self.batch = max(LEAST_IN_BATCH, min(MOST_IN_BATCH, fitting))
        if len(self._subjects) >= REMEMBERED_ROWS:
            yield from self.settle()

    def settle(self) -> Iterator[None]:
        """Write who appears in the rows that were added, in short transactions; it stops between any two of them.

        Rows of persons who were joined to others since get the person who is left.
        """
        records = np.frombuffer(self._records, np.int64)
        before = np.frombuffer(self._subjects, np.int64)
        subjects = np.array(self.register.kept_all(self._subjects.tolist()), np.int64)
        order = np.argsort(subjects, kind="stable")
        for n in range(0, len(moved := np.flatnonzero(subjects != before)), SETTLED_AT_ONCE):
            part = moved[n : n + SETTLED_AT_ONCE]
            store_reading.move_rows(self.vault, self.group_id, subjects[part].tolist(), records[part].tolist())
            yield
        order = order[np.searchsorted(subjects, 0, side="right", sorter=order) :]
        for n in range(0, len(order), SETTLED_AT_ONCE):
            part = order[n : n + SETTLED_AT_ONCE]
            store_reading.add_appearances(self.vault, self.group_id, subjects[part].tolist(), records[part].tolist())
            yield
        self._subjects, self._records = array("q"), array("q")

    def head_count(self) -> int:
        """Distinct persons, after joins."""
        return len({self.register.kept(subject) for subject in self.people} - {0})

    def _about(self, batch: Batch) -> list[int]:
        """The subject of each row, 0 for nobody."""
        if not batch.keys or self.of_staff:
            return [0] * len(batch.rows)
        found = list(map(self._seen.get, batch.keys))
        pairs = zip(found, batch.keys, strict=True)
        subjects = [self._join(batch, key) if known is None else known for known, key in pairs]
        # A later row may have shown two persons to be one.
        return self.register.kept_all(subjects)

    def _join(self, batch: Batch, key: Key) -> int:
        person = batch.person(key)
        subject = (self.register.join(person, self.scope, self.group_id) or 0) if person is not None else 0
        if len(self._seen) < CACHED:
            self._seen[key] = subject
        return subject

    def _twin(self, subject: int, line: int, faults: list[LineFault]) -> None:
        first = self._first_line.setdefault(subject, line)
        if subject and first != line:
            what = say("The same person stands in line {line} already.", line=first)
            faults.append(LineFault(line, fields.NAME, what))
