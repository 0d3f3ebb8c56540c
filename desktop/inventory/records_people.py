"""Persons as the owner looks at them: where they stand, why they were joined, what about them should be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.inventory.records import Subject
from desktop.words import Sentence, say


class Doubt(StrEnum):
    """Why the rows of one person may be about two."""

    TWO_NAMES = "two_names"
    TWO_CARDS = "two_cards"
    TWO_PHONES = "two_phones"


class Tie(StrEnum):
    """What joined a place to the others, the strongest first."""

    ID_NUMBER = "i"
    PHONE_AND_NAME = "p"
    MEMBER_NO = "m"
    PHONE = "h"
    NAME_AND_ADDRESS = "a"
    NAME_AND_BIRTHDAY = "b"
    NAME = "n"
    NOTHING = ""


class Mark(StrEnum):
    """What the quality list names."""

    WRONG_NUMBER = "wrong_number"
    TWICE = "twice"
    MINOR = "minor"
    DECEASED = "deceased"


DOUBT_WORDS: dict[Doubt, Sentence] = {
    Doubt.TWO_NAMES: say("Two names under one ID number"),
    Doubt.TWO_CARDS: say("Two member numbers, no ID number"),
    Doubt.TWO_PHONES: say("Two phone numbers, no ID number"),
}
TIE_WORDS: dict[Tie, Sentence] = {
    Tie.ID_NUMBER: say("Joined by the same ID number"),
    Tie.PHONE_AND_NAME: say("Joined by the same phone and name"),
    Tie.MEMBER_NO: say("Joined by the same member number"),
    Tie.PHONE: say("Joined by the same phone"),
    Tie.NAME_AND_ADDRESS: say("Joined by the same name and address"),
    Tie.NAME_AND_BIRTHDAY: say("Joined by the same name and birthday"),
    Tie.NAME: say("Joined by the same name in one table"),
    Tie.NOTHING: say("Joined by way of another place"),
}
MARK_WORDS: dict[Mark, Sentence] = {
    Mark.WRONG_NUMBER: say("Numbers that cannot be right"),
    Mark.TWICE: say("The same person twice in one table"),
    Mark.MINOR: say("Under 14"),
    Mark.DECEASED: say("Marked as deceased"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Rows of one table that say the same of their person. `tie`: what it shares with the other places."""

    group_id: int
    file: str
    folder: str
    part: str
    record_ids: tuple[int, ...]
    says: Subject
    tie: Tie


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """One person with every place; `doubt` where the places may be about two."""

    subject: Subject
    places: tuple[Place, ...]
    doubt: Doubt | None


@dataclass(frozen=True, slots=True)
class Marked:
    """A line of the quality list: persons one by one (`subject_id`), numbers by file (`source_id`) with their count."""

    mark: Mark
    count: int
    subject_id: int | None = None
    source_id: int | None = None
