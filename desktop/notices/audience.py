"""Who is told, with all that follows from the decisions: read once, whoever asks, until a decision changes.

What happens to a notice on its way (numbered, sent, returned) is not in here: it is asked of the case each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.documents.document import Document, Furniture
from desktop.documents.fonts import installed_fonts
from desktop.documents.window_letter import address_block
from desktop.notices import store
from desktop.notices.facts import Facts, gather
from desktop.notices.messages import Message, message
from desktop.notices.recipients import addressees
from desktop.notices.records import Addressee, Channel
from desktop.notices.sheets import person_words
from desktop.notices.texts import Unfilled
from desktop.session import Reading, Session
from desktop.words import Sentence, say


@dataclass(frozen=True, slots=True)
class Problem:
    """A letter that cannot go out as it is: whose, and what to do. The person's row is named, not the person."""

    subject_id: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Audience:
    """Everyone to be told. `problems` are of letters that cannot be printed, by person.

    `messages` is empty while a fact that their text needs is missing.
    """

    facts: Facts
    everyone: tuple[Addressee, ...]
    by_channel: Mapping[Channel, int]
    problems: Mapping[int, Problem]
    messages: tuple[Message, ...]


def audience(session: Session) -> Audience:
    """Everyone to be told, as the case stands."""
    return session.once(AUDIENCE)


def waiting_problems(session: Session) -> tuple[Problem, ...]:
    """The letters that cannot be printed, once they have been tried, of people not yet told in another way."""
    found = audience(session).problems
    waiting = store.letters_waiting(session.vault, found)
    return tuple(problem for person, problem in found.items() if person in waiting)


def not_numbered(session: Session) -> Mapping[Channel, int]:
    """How many people of each channel have no notice of their kind yet."""
    return session.once(NOT_NUMBERED)


def messages_of(facts: Facts, everyone: Iterable[Addressee]) -> Iterable[Message]:
    """The messages, one per mobile number however many people share it."""
    seen: set[tuple[str, str]] = set()
    for person in everyone:
        if person.channel is Channel.SMS:
            entry = message(facts, person)
            if (entry.mobile, entry.text) not in seen:
                seen.add((entry.mobile, entry.text))
                yield entry


def letter_problem(person: Addressee) -> Problem | None:
    """Why this person's letter cannot be printed: a character without font, or an address too long for the window."""
    subject = person.subject
    missing = installed_fonts().missing(subject.name, subject.address, subject.postcode)
    if missing:
        return Problem(subject.id, say("Person no. {id}: no font has the character {characters}.", id=str(subject.id),
                                       characters="、".join(missing)))  # fmt: skip
    if len(subject.address) > _SAFE_ADDRESS and not _fits(person):
        return Problem(subject.id, say("Person no. {id}: the address is too long for the window.", id=str(subject.id)))
    return None


_SAFE_ADDRESS = 28
"""Addresses of so many characters fit in any case; longer ones are measured."""


def _fits(person: Addressee) -> bool:
    """Whether the window holds the address, tried on a sheet that nobody keeps."""
    paper = Document(None, Furniture("", ""), title="")
    return address_block(paper.sheet(header=False, footer=False), person_words(person).address)


def _read(session: Session) -> Audience:
    facts = gather(session)
    everyone = addressees(session, facts)
    by_letter = (person for person in everyone if person.channel is Channel.LETTER)
    problems = {person.subject.id: problem for person in by_letter if (problem := letter_problem(person))}
    try:
        messages = tuple(messages_of(facts, everyone))
    except Unfilled:
        messages = ()
    return Audience(facts, everyone, _count(everyone), problems, messages)


def _not_numbered(session: Session) -> Mapping[Channel, int]:
    known = store.people_numbered(session.vault)
    return _count(p for p in audience(session).everyone if (p.subject.id, p.kind.value) not in known)


def _count(people: Iterable[Addressee]) -> Mapping[Channel, int]:
    return dict.fromkeys(Channel, 0) | Counter(person.channel for person in people)


_LATER = ("handover.", "certificate.")
AUDIENCE = Reading(_read, regardless=("notices.", *_LATER))
NOT_NUMBERED = Reading(
    _not_numbered,
    regardless=(
        "notices.file_", "notices.sent", "notices.told_", "notices.poster_", "notices.waiting_", "notices.waiver_",
        "notices.request_", "notices.consent_", "notices.balances_", *_LATER,
    ),
)  # fmt: skip
"""Asked several times in a turn, and only new numbers change it."""
