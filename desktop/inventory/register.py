"""The register of persons: one subject for one person across all files, whatever was read first.

A row is joined by its resident ID, else by mobile and name, else by the member number; what has none of these by
mobile alone, name and address, name and birthday, and last by the name within one table. A row that shows two
subjects to be one person joins them. Numbers that contradict each other keep persons apart; by a mobile alone nobody
is joined to a person with another member number or birthday. A number that was typed for want of one, or that stands
with very many people, says nothing. What a spreadsheet has left of an ID number counts together with the name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop.inventory import digits
from desktop.inventory.people import clean_name, looks_masked
from desktop.inventory.tables import Person, as_day

CACHED = 200_000
"""Different persons as they stand in rows that are remembered: sales name the same customer again and again."""
CROWD = 12
"""So many people on one mobile are no family: it is the shop's or the clerk's, and says nothing about anybody."""


@dataclass(slots=True)
class Known:
    """What is known about a subject."""

    name: str
    mobile: str
    id_number: str
    member_no: str
    birth_date: str
    address: str
    postcode: str


@dataclass(slots=True)
class RegisterChanges:
    """What has to be written: new subjects, changed ones, new keys, and which subject was joined to which."""

    added: dict[int, Known] = field(default_factory=dict)
    changed: dict[int, Known] = field(default_factory=dict)
    keys: list[tuple[str, int]] = field(default_factory=list)
    joined: list[tuple[int, int]] = field(default_factory=list)
    """(gone, kept)"""


@dataclass(frozen=True, slots=True)
class Undone:
    """What the owner has said of wrong joins: who are not the same, and whom a row of a group is about.

    `said`: (group, `fingerprint` of what the row says) → subject.
    """

    apart: tuple[tuple[int, int], ...] = ()
    said: Mapping[tuple[int, str], int] = field(default_factory=dict)


class Register:
    """All persons of a case in memory (about 1 kB each). One job at a time works with it.

    `own`: phone numbers of the shop and of those who close it; they stand in letters and name no customer.
    `undone`: joins that the owner has undone; they are not made again.
    """

    def __init__(
        self, known: Iterable[tuple[int, Known]], keys: Iterable[tuple[str, int]], last_id: int,
        own: frozenset[str] = frozenset(), undone: Undone | None = None,
    ) -> None:  # fmt: skip
        self._known = dict(known)
        self._keys = dict(keys)
        self._last = last_id
        self._own = own
        self._alias: dict[int, int] = {}
        self._cache: dict[tuple[Person, str], int] = {}
        self._names: dict[str, int | None] = {}
        self._sharing: dict[str, int] = {}
        self._said = undone.said if undone else {}
        self._apart: dict[int, set[int]] = {}
        for one, other in undone.apart if undone else ():
            if one in self._known and other in self._known:
                self._keep_apart(one, other)
        for subject_id, facts in self._known.items():
            self._note_name(facts.name, subject_id)
            self._note_mobile(facts.mobile, subject_id)
        self._changes = RegisterChanges()

    @property
    def next_id(self) -> int:
        """The id that the next new subject gets."""
        return self._last + 1

    def take_changes(self) -> RegisterChanges:
        """What has changed since the last time."""
        changes, self._changes = self._changes, RegisterChanges()
        return changes

    def kept(self, subject_id: int) -> int:
        """The subject that a subject was joined to, itself if to none."""
        while subject_id in self._alias:
            subject_id = self._alias[subject_id]
        return subject_id

    def kept_all(self, subject_ids: list[int]) -> list[int]:
        """The same for many; 0, which is nobody, stays."""
        if self._alias.keys().isdisjoint(subject_ids):
            return subject_ids
        return [self.kept(subject_id) for subject_id in subject_ids]

    def join(self, person: Person, scope: str, group_id: int = 0) -> int | None:
        """The subject a row is about; a new one where nobody fits, None where the row says too little.

        `scope` names the table: a bare name joins only rows of the same table. Running text has no scope: a bare
        name there means the one person of that name who is known, or nobody. `group_id`: where the row stands; if
        the owner has said whom such a row is about there, it is.
        """
        if self._said and (subject_id := self._said.get((group_id, fingerprint(person)))) is not None:
            return self.kept(subject_id)
        key = (person, scope)
        found = self._cache.get(key)
        if found is not None:
            return self.kept(found) if self._alias else found
        subject = self._join(person, scope)
        if subject is not None and len(self._cache) < CACHED:
            self._cache[key] = subject
        return subject

    def _join(self, person: Person, scope: str) -> int | None:
        facts = known_of(person)
        if facts.mobile in self._own or self._sharing.get(facts.mobile, 0) >= CROWD:
            facts.mobile = ""
        strong, weak = keys_of(facts, scope)
        if not strong and not weak:
            return None
        found: int | None = None
        for key in strong:
            other = self._lookup(key)
            if other is None or other == found or not self._fits(other, facts):
                continue
            if self._says_both(key, other):
                weak.insert(0, key)
                continue
            found = other if found is None else self._merge(found, other)
        if found is None:
            candidates = (self._lookup(key) for key in weak)
            found = next((c for c in candidates if c is not None and self._suits(c, facts)), None)
        if found is None and not scope and not strong and all(key[0] == "n" for key in weak):
            return self._named(facts.name)
        if found is None:
            self._last += 1
            found = self._last
            self._known[found] = facts
            self._changes.added[found] = facts
            self._note_name(facts.name, found)
            self._note_mobile(facts.mobile, found)
        else:
            self._fill(found, facts)
        for key in (*strong, *weak):
            if key not in self._keys:
                self._keys[key] = found
                self._changes.keys.append((key, found))
        return found

    def _note_name(self, name: str, subject_id: int) -> None:
        if name:
            self._names[name] = subject_id if self._names.get(name, subject_id) == subject_id else None

    def _note_mobile(self, mobile: str, subject_id: int) -> None:
        if mobile and self._keys.get("h" + mobile, subject_id) != subject_id:
            self._sharing[mobile] = self._sharing.get(mobile, 1) + 1

    def _named(self, name: str) -> int | None:
        found = self._names.get(name)
        return None if found is None else self.kept(found)

    def _lookup(self, key: str) -> int | None:
        found = self._keys.get(key)
        return None if found is None else self.kept(found)

    def _keep_apart(self, one: int, other: int) -> None:
        self._apart.setdefault(one, set()).add(other)
        self._apart.setdefault(other, set()).add(one)

    def _says_both(self, key: str, subject_id: int) -> bool:
        """Whether a key is one of those that two persons share whom the owner has told apart: then it only suggests."""
        others = self._apart.get(subject_id, ())
        return any(key in side for other in others for side in keys_of(self._known[other], ""))

    def _fits(self, subject_id: int, facts: Known) -> bool:
        """Whether nothing of the row contradicts the subject.

        Two valid ID numbers are two persons; so are two names, unless the ID number is the same. A number with a
        slip in it proves nothing.
        """
        known = self._known[subject_id]
        same = digits.same_id(known.id_number, facts.id_number)
        if same is not None:
            return same
        return not known.name or not facts.name or known.name == facts.name

    def _suits(self, subject_id: int, facts: Known) -> bool:
        """Whether a hint is enough: where it is only a mobile, member number and birthday have to agree as well."""
        if not self._fits(subject_id, facts):
            return False
        known = self._known[subject_id]
        if (known.name and facts.name) or not facts.mobile:
            return True
        if known.member_no and facts.member_no and self._lookup("m" + facts.member_no) != subject_id:
            return False
        born, other = birthday(known), birthday(facts)
        return born is None or other is None or born == other

    def _merge(self, kept: int, gone: int) -> int:
        if gone in self._apart.get(kept, ()) or not self._fits(kept, self._known[gone]):
            return kept
        if gone < kept:
            # The older one stays: letters may already name it.
            kept, gone = gone, kept
        facts = self._known.pop(gone)
        for other in self._apart.pop(gone, set()):
            self._apart[other].discard(gone)
            self._keep_apart(kept, other)
        self._alias[gone] = kept
        self._changes.joined.append((gone, kept))
        self._changes.changed.pop(gone, None)
        self._fill(kept, facts)
        return kept

    def _fill(self, subject_id: int, facts: Known) -> None:
        known, new = self._known[subject_id], False
        for name in Known.__slots__:
            value = getattr(facts, name)
            if value and not getattr(known, name):
                setattr(known, name, value)
                new = True
                if name == "name":
                    self._note_name(value, subject_id)
        if _is_whole(facts.id_number) and known.id_number != facts.id_number and not _is_whole(known.id_number):
            known.id_number, new = facts.id_number, True
        if new and subject_id not in self._changes.added:
            self._changes.changed[subject_id] = known


def _is_whole(number: str) -> bool:
    return digits.is_id(number) and not digits.is_cut_off(number)


def birthday(known: Known) -> date | None:
    """The birthday: from the ID number where that is valid, else as written."""
    return digits.id_birthday(known.id_number) or as_day(known.birth_date)


def fingerprint(person: Person) -> str:
    """What a row says of who it is about, as a SHA-256."""
    said = (person.name, person.mobile, person.id_number, person.member_no, person.birth_date)
    return hashlib.sha256("\x1f".join(said).encode("utf-8", "surrogatepass")).hexdigest()


def known_of(person: Person) -> Known:
    """What a row says, in the form that is compared; what was masked or is no number is left out."""
    name = "" if looks_masked(person.name) else clean_name(person.name)
    phone = digits.mobile_part(digits.plain(person.mobile)) if person.mobile else ""
    if phone and not digits.is_mobile(phone) and not digits.is_landline(phone):
        phone = ""
    number = digits.plain(person.id_number) if person.id_number else ""
    if looks_masked(number) or digits.id_state(number) is digits.IdState.NOT_ONE:
        number = ""
    member = "" if looks_masked(person.member_no) else person.member_no.strip()
    return Known(name, phone, number, member, person.birth_date, person.address, person.postcode)


def keys_of(facts: Known, scope: str) -> tuple[list[str], list[str]]:
    """Keys that prove who it is, then keys that only suggest it, each beginning with its kind."""
    strong, weak = [], []
    number, mobile = facts.id_number, "" if digits.is_placeholder(facts.mobile) else facts.mobile
    if number and not digits.is_cut_off(number):
        strong.append("i" + number)
    if (short := digits.short_id(number)) and short != number and not digits.is_cut_off(number):
        strong.append("i" + short)
    if mobile and facts.name:
        strong.append(f"p{mobile}|{facts.name}")
    if facts.name and (digits.is_id(number) or digits.is_cut_off(number)):
        strong.append(f"i{number[:15]}|{facts.name}")
    if facts.member_no:
        strong.append("m" + facts.member_no)
    if mobile:
        weak.append("h" + mobile)
    if facts.name and facts.address:
        weak.append(f"a{facts.name}|{facts.address}")
    if facts.name and facts.birth_date:
        weak.append(f"b{facts.name}|{facts.birth_date}")
    if facts.name and not strong and not weak:
        weak.append(f"n{scope}|{facts.name}")
    return strong, weak
