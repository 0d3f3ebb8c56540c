"""Who must be told, what, and how; their answers and requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.words import Sentence, say


class NoticeKind(StrEnum):
    """What a notice says; it follows from the route (PIPL 17, 22, 23, 47)."""

    DELETION = "deletion"
    TRANSFER = "transfer"
    CONSENT = "consent"
    CHANGE = "change"


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


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to one person. `subject_id` is None after the case's own rows are gone; the number stays."""

    id: int
    number: str
    subject_id: int | None
    kind: NoticeKind
    channel: Channel
    made: str
    sent_on: date | None
    returned_on: date | None


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
    """The counts that the certificate prints. People without address and phone are reached by the poster alone."""

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
