"""A case of a million rows in five hundred groups, and the processor time in which all of it is decided."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from desktop.classification import propose, store
from desktop.inventory import store as inventory
from desktop.inventory.records import GroupKind
from desktop.session import Session
from desktop.vault.vault import Vault
from tests.bench.figures import Figure
from tests.classification.cases import add_group, new_session

GROUPS, ROWS, PEOPLE = 500, 1_000_000, 20_000
LIMIT = 2.0
"""Processor seconds for all decisions, the reading of the rows for children included."""
FIELDS = (("name", "mobile"), ("name", "id_number", "prescription"), ("member_no", "medicine", "date"), ())
ANSWERS = {"narcotics": "no", "online": "no", "devices": "none", "prepaid": "no"}


def measure() -> Iterator[Figure]:
    """From nothing decided to everything decided, best of three."""
    with tempfile.TemporaryDirectory() as folder:
        session = make(Path(folder) / "large.case")
        try:
            times = [_once(session) for _ in range(3)]
            decided = len(store.decisions(session.vault))
        finally:
            session.vault.close()
    note = f"(processor time, best of 3; {ROWS:,} rows of {PEOPLE:,} people in {decided} groups)"
    yield Figure("a million rows decided", min(times), LIMIT, unit="s", note=note)


def make(path: Path) -> Session:
    """The case: groups of every kind, two thousand rows each, some of the people under fourteen."""
    session = new_session(path)
    vault = session.vault
    groups = []
    kinds = (kind for kind in cycle(GroupKind) if kind is not GroupKind.UNKNOWN)
    for number, kind in enumerate(islice(kinds, GROUPS)):
        newest = date(2010 + number % 16, 1 + number % 12, 1 + number % 28)
        rows = ROWS // GROUPS
        groups.append(add_group(vault, f"表 {number}", "file", kind, rows, rows, newest, FIELDS[number % len(FIELDS)]))
    with vault.change() as change:
        born = ((n, f"199{n:08}", f"{2020 if n % 500 == 0 else 1970}-0{1 + n % 9}-11") for n in range(1, PEOPLE + 1))
        change.executemany(
            "INSERT INTO subject (id, name, mobile, id_number, member_no, birth_date, address, postcode)"
            " VALUES (?, '某人', ?, '', '', ?, '', '')",
            born,
        )
        change.note("test.people_added", "subjects")
    for start, group in enumerate(groups):
        _add_rows(vault, group, start)
    for question, value in ANSWERS.items():
        store.give_answer(vault, question, None, value)
    return session


def _add_rows(vault: Vault, group: int, start: int) -> None:
    rows = ROWS // GROUPS
    people = [(start * 7919 + n * 31) % PEOPLE + 1 for n in range(rows)]
    with vault.change() as change:
        change.executemany(
            'INSERT INTO record (group_id, line, subject_id, cells) VALUES (?, ?, ?, \'["某人", "2 盒"]\')',
            [(group, n, person) for n, person in enumerate(people)],
        )
        change.execute(
            "INSERT INTO appearance SELECT subject_id, group_id, id FROM record WHERE group_id = ?", (group,)
        )
        change.note("test.rows_added", f"group:{group}")


def _once(session: Session) -> float:
    with session.vault.change() as change:
        change.execute("DELETE FROM decision")
        change.note("test.undecided", "decisions")
    gc.collect()
    assert inventory.more_people_than(session.vault, PEOPLE - 1)
    start = time.process_time()
    propose.propose_now(session)
    return time.process_time() - start
