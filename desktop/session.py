"""What every page and every walk through the steps needs: the open case, the law, the clock."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar, cast

from desktop.clock import Clock, today
from desktop.rules.records import RuleBook
from desktop.rules.rule_file import NAME, book_of
from desktop.vault.vault import Vault

T = TypeVar("T")
RULES_IN_FORCE, RULES_TEXT = "rules_in_force", "rules_text:"
"""Facts of a case that has rules of its own: the digest of its rule file, and the file by its digest."""
MANY = 20_000
"""So many new objects at a time are worth telling the collector of garbage about."""


@dataclass(frozen=True, slots=True)
class Session:
    """An open case with the rules it is decided by: its own if it has any, else those of the program."""

    vault: Vault
    program_rules: RuleBook
    clock: Clock
    _readings: Readings = field(default_factory=lambda: Readings(), init=False, repr=False, compare=False)
    _books: dict[str, RuleBook] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def rules(self) -> RuleBook:
        """The rules of this case; it carries its own file with it, to whichever PC it is opened on."""
        digest = self.vault.fact(RULES_IN_FORCE)
        if not digest or digest == self.program_rules.digest:
            return self.program_rules
        if digest not in self._books:
            text = (self.vault.fact(RULES_TEXT + digest) or "").encode()
            self._books[digest] = book_of(NAME, text, self.program_rules, strict=False)
        return self._books[digest]

    def know(self, rules: RuleBook) -> None:
        """Rules that were just read and are about to be taken: nobody has to read them a second time."""
        self._books[rules.digest] = rules

    @property
    def today(self) -> date:
        """The local calendar day."""
        return today(self.clock)

    def once(self, reading: Reading[T]) -> T:
        """What a reading finds, read again only when the case has gone on or another day has begun."""
        return self._readings.get(self, reading)

    def knows(self, reading: Reading[Any]) -> bool:
        """Whether `once` would answer without reading."""
        return self._readings.knows(self, reading)


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """Something that several places need to know of the case and that takes long to read in a large one.

    `regardless` are beginnings of journal acts ("notices.") that never touch what is read: after those it stands.
    What is read must be frozen, and its words not yet spoken: it outlives a change of the window's language.
    """

    read: Callable[[Session], T]
    regardless: tuple[str, ...] = ()


class Readings:
    """What has been read from one open case. The window's thread and a job's may ask at the same time.

    The journal tells one state of the case from another, since nothing changes without a line in it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: dict[str, int] = {}
        self._seen = 0
        self._known: dict[Reading[Any], tuple[tuple[int, date], object]] = {}

    def get(self, session: Session, reading: Reading[T]) -> T:
        """See `Session.once`. Inside a change it is always read: nobody knows yet whether the change will stand."""
        if session.vault.changing:
            return reading.read(session)
        state = self._state(session, reading)
        known = self._known.get(reading)
        if known is not None and known[0] == state:
            return cast("T", known[1])
        # Another thread may change the case meanwhile. Then what is found is newer than `state` says, and read again.
        with uncollected():
            found = reading.read(session)
        self._known[reading] = (state, found)
        return found

    def knows(self, session: Session, reading: Reading[Any]) -> bool:
        """See `Session.knows`."""
        known = self._known.get(reading)
        return known is not None and not session.vault.changing and known[0] == self._state(session, reading)

    def _state(self, session: Session, reading: Reading[Any]) -> tuple[int, date]:
        """The newest journal line that may have touched what is read, and the day."""
        with self._lock:
            for seq, act in session.vault.acts_since(self._seen):
                self._newest[act] = self._seen = seq
            lines = (seq for act, seq in self._newest.items() if not act.startswith(reading.regardless))
            return max(lines, default=0), session.today


@contextmanager
def uncollected() -> Iterator[None]:
    """While much is read, Python does not look for garbage, and later not among what was read.

    A search through a hundred thousand new objects takes 0.1 s and holds Python's lock, whichever thread it is in. What
    a reading finds has no cycles: it goes when nobody needs it, without a search.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        if gc.get_count()[0] > MANY:
            gc.freeze()
    finally:
        if was_on:
            gc.enable()
