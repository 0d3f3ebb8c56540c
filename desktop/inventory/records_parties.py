"""What is asked of a firm that holds customers' data for the shop, and how far that has come (PIPL 21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from desktop.inventory.records import GroupKind, PartyAnswer, Source
from desktop.words import Sentence, say

ANSWER_DAYS = 15
"""Days that the letter gives for an answer. The law names none; the letter asks, it does not set a term."""


class PartyKind(StrEnum):
    """What a third party does for the shop; its letter has its own words."""

    TILL = "till"
    SMS = "sms"
    PLATFORM = "platform"
    COURIER = "courier"
    ACCOUNTANT = "accountant"
    CARE = "care"
    CLOUD = "cloud"
    OTHER = "other"


PARTY_NAMES: dict[PartyKind, Sentence] = {
    PartyKind.TILL: say("Till software"),
    PartyKind.SMS: say("Text message platform"),
    PartyKind.PLATFORM: say("Delivery or online pharmacy platform"),
    PartyKind.COURIER: say("Courier"),
    PartyKind.ACCOUNTANT: say("Accounting firm"),
    PartyKind.CARE: say("Chronic care platform"),
    PartyKind.CLOUD: say("Cloud storage or server"),
    PartyKind.OTHER: say("Another firm"),
}


class Asks(StrEnum):
    """What the letter asks for."""

    RETURN = "return"
    """Give the data back first, delete what is left after the shop has confirmed it."""
    DELETE = "delete"


class SendWay(StrEnum):
    """How the letter went out."""

    MAIL = "mail"
    HAND = "hand"
    EMAIL = "email"
    MESSAGE = "message"
    PORTAL = "portal"


WAY_NAMES: dict[SendWay, Sentence] = {
    SendWay.MAIL: say("By post"),
    SendWay.HAND: say("Handed over"),
    SendWay.EMAIL: say("By e-mail"),
    SendWay.MESSAGE: say("By WeChat"),
    SendWay.PORTAL: say("On its own web page"),
}


class Stage(StrEnum):
    """How far a request has come."""

    NOT_MADE = "not made"
    MADE = "made"
    WAITING = "waiting"
    OVERDUE = "overdue"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class PartyRequest:
    """What was asked of one third party. Dates are None, texts empty, until it has happened.

    `proof` says where the written answer is kept, in the owner's words; the answer itself stands with the source.
    """

    source_id: int
    party: PartyKind
    asks: Asks
    made_on: date | None = None
    answer_by: date | None = None
    """The day that the letter names."""
    sha256: str = ""
    sent_on: date | None = None
    sent_way: SendWay | None = None
    note: str = ""
    proof: str = ""

    @property
    def due(self) -> date | None:
        """Until when an answer was asked for; None while nothing has been sent.

        A letter that was made again after the last one went out names a day that nobody has been told yet.
        """
        if self.sent_on is None:
            return None
        if self.answer_by is not None and self.made_on is not None and self.made_on <= self.sent_on:
            return max(self.answer_by, self.sent_on)
        return self.sent_on + timedelta(days=ANSWER_DAYS)


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A third party with its request."""

    source: Source
    request: PartyRequest

    def stage(self, today: date) -> Stage:
        """How far it has come. "No answer" on a day is a reminder that went unanswered, not an answer."""
        if self.source.party_answer is not PartyAnswer.NONE:
            return Stage.ANSWERED
        due = self.request.due
        if due is not None:
            return Stage.OVERDUE if today > due else Stage.WAITING
        return Stage.MADE if self.request.made_on else Stage.NOT_MADE

    def days_over(self, today: date) -> int:
        """How many days the answer is overdue."""
        due = self.request.due
        return max(0, (today - due).days) if due is not None else 0


USUAL_ASK: dict[PartyKind, Asks] = {
    PartyKind.SMS: Asks.DELETE,
    PartyKind.COURIER: Asks.DELETE,
    PartyKind.PLATFORM: Asks.DELETE,
}
"""What is usually asked of a kind; of all others the data is asked back first."""


def usual_ask(party: PartyKind) -> Asks:
    """What the program proposes to ask of such a firm."""
    return USUAL_ASK.get(party, Asks.RETURN)


USUAL_GROUP: dict[PartyKind, GroupKind] = {
    PartyKind.TILL: GroupKind.MEMBERSHIP,
    PartyKind.SMS: GroupKind.MARKETING,
    PartyKind.PLATFORM: GroupKind.ONLINE_SALE,
    PartyKind.COURIER: GroupKind.DELIVERY,
    PartyKind.ACCOUNTANT: GroupKind.ACCOUNTING,
    PartyKind.CARE: GroupKind.CARE_FILE,
    PartyKind.CLOUD: GroupKind.BACKUP,
    PartyKind.OTHER: GroupKind.MARKETING,
}
"""What such a firm usually holds; the owner says what it really is."""
