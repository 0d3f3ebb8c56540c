"""Who must be told, what, and how; their answers and requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from desktop.inventory.records import Subject
from desktop.words import Sentence, say


class NoticeKind(StrEnum):
    """What a notice says; it follows from the route (PIPL 17, 22, 23, 47)."""

    DELETION = "deletion"
    TRANSFER = "transfer"
    CONSENT = "consent"
    CHANGE = "change"


NOTICE_NAMES: dict[NoticeKind, Sentence] = {
    NoticeKind.DELETION: say("Notice of deletion"),
    NoticeKind.TRANSFER: say("Notice of transfer"),
    NoticeKind.CONSENT: say("Request for consent"),
    NoticeKind.CHANGE: say("Notice of change"),
}


class Channel(StrEnum):
    """How a person is told."""

    LETTER = "letter"
    SMS = "sms"
    POSTER = "poster"


CHANNEL_NAMES: dict[Channel, Sentence] = {
    Channel.LETTER: say("Letter"),
    Channel.SMS: say("Text message"),
    Channel.POSTER: say("Public notice"),
}


class RequestKind(StrEnum):
    """What a person asks for (PIPL 44-47, 50)."""

    SEE = "see"
    COPY = "copy"
    CORRECT = "correct"
    TRANSFER = "transfer"
    DELETE = "delete"
    RESTRICT = "restrict"
    COMPLAINT = "complaint"


REQUEST_NAMES: dict[RequestKind, Sentence] = {
    RequestKind.SEE: say("See own data"),
    RequestKind.COPY: say("Copy of own data"),
    RequestKind.CORRECT: say("Correct own data"),
    RequestKind.TRANSFER: say("Transfer own data"),
    RequestKind.DELETE: say("Delete own data"),
    RequestKind.RESTRICT: say("Restrict use"),
    RequestKind.COMPLAINT: say("Complaint"),
}


class ConsentState(StrEnum):
    """What a person has said about the transfer. Silence is never consent (PIPL 14, 23)."""

    ASKED = "asked"
    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"


CONSENT_NAMES: dict[ConsentState, Sentence] = {
    ConsentState.ASKED: say("No answer yet"),
    ConsentState.YES: say("Agrees"),
    ConsentState.NO: say("Does not agree"),
    ConsentState.WITHDRAWN: say("Consent withdrawn"),
}


class FileKind(StrEnum):
    """What a file that notices wrote outside the case holds."""

    LETTERS = "letters"
    CONSENT_LETTERS = "consent_letters"
    MESSAGES = "messages"
    POSTER = "poster"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person to be told: what, by which channel, and what of the text depends on this person.

    `group_ids` are the record groups this person is in (a copy counts as its original when that is kept).
    """

    subject: Subject
    kind: NoticeKind
    channel: Channel
    group_ids: tuple[int, ...]
    guardian: bool
    balance: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to one person. `subject_id` is None after the case's own rows are gone; the number stays.

    `token` are the four random characters of the QR code, which keep strangers from guessing numbers.
    """

    id: int
    number: str
    subject_id: int | None
    kind: NoticeKind
    channel: Channel
    made: str
    sent_on: date | None
    returned_on: date | None
    token: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """A file with notices that was written outside the case: it holds personal data and is destroyed with the rest.

    `basis` is the digest of the facts the texts were filled with: other facts, other letters.
    """

    kind: FileKind
    path: Path
    size: int
    sha256: str
    notices: int
    made: str
    basis: str


@dataclass(frozen=True, slots=True)
class Poster:
    """The public notice (公告): when and where it was put up."""

    number: str
    posted_on: date | None
    places: str


@dataclass(frozen=True, slots=True)
class Request:
    """What someone asked, and until when it must be answered."""

    id: int
    subject_id: int | None
    kind: RequestKind
    received_on: date
    due_on: date
    answered_on: date | None
    result: str


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's answer: `items` are the ids of the ticked items (resources/letters, kinds.toml)."""

    subject_id: int
    state: ConsentState
    given_on: date | None
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentCounts:
    """Asked = yes + no + withdrawn + silent, always."""

    asked: int
    yes: int
    no: int
    withdrawn: int
    silent: int


@dataclass(frozen=True, slots=True)
class Waiver:
    """Going on before the waiting period is over: why, and that the owner's PIN stood behind it."""

    reason: str
    approved_at: str


@dataclass(frozen=True, slots=True)
class WaitingPeriod:
    """From the day of the public notice; erasure may begin on the day after `ends_on`, or with a waiver."""

    began_on: date | None
    ends_on: date | None
    over: bool
    waiver: Waiver | None


@dataclass(frozen=True, slots=True)
class NoticeSummary:
    """The counts that the certificate prints. People without address and phone are reached by the poster alone.

    `sent` are the people told one by one: a letter or message went out and did not come back.
    """

    posted_on: date | None
    people: int
    letters: int
    messages: int
    poster_only: int
    sent: int
    returned: int
    requests: int
    requests_answered: int
    waiver: Waiver | None
