"""What must happen to each record group, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.inventory.records import RecordGroup
from desktop.rules.records import Basis, Sensitivity
from desktop.words import Sentence, say


class Disposition(StrEnum):
    """Where a record group goes (处置). What is done to its carriers is destruction (销毁)."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    SEAL = "seal"
    TRANSFER = "transfer"
    KEEP = "keep"
    """The company goes on, stays in charge and uses it further: nothing is to be done (share sale)."""
    UNDECIDED = "undecided"


ANONYMISED = say("Anonymise")
"""匿名化: only where a check has shown that nobody can be recognised and nothing undone; else 去标识化 (PIPL 73)."""

GOING = (Disposition.DELETE, Disposition.ANONYMISE)
"""The table itself is destroyed; of one made anonymous a file without identity stays."""
DISPOSITION_NAMES: dict[Disposition, Sentence] = {
    Disposition.DELETE: say("Delete"),
    Disposition.ANONYMISE: say("De-identify"),
    Disposition.SEAL: say("Seal"),
    Disposition.TRANSFER: say("Transfer"),
    Disposition.KEEP: say("Stays with the company"),
    Disposition.UNDECIDED: say("Undecided"),
}


STAYS_RULE = "STAY-COMPANY"
"""The rule for what only a closing would delete, where the company goes on."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about a group. `until` is the last day it must be kept; None means at once, or unknown.

    `rule_id` decided, `rule_ids` all applied; both are empty while nothing is decided. `owner_reason` is set where the
    owner changed the proposal. `confirmed` tells whether the owner has agreed.
    For DELETE, `until` is a day that has passed (a period that is over) or None (nothing ever kept it).
    """

    group_id: int
    disposition: Disposition
    until: date | None
    permanent: bool
    counted_from: date | None
    rule_id: str
    rule_ids: tuple[str, ...]
    basis: tuple[Basis, ...]
    sensitivity: Sensitivity
    to_verify: bool
    explanation: Sentence
    rules_digest: str
    confirmed: bool = False
    owner_reason: str = ""
    kept_by_law: bool = False
    """A statutory period still runs: the owner may lengthen it, never shorten it."""
    least_until: date | None = None
    """The end of that period; None with `kept_by_law` means for good."""
    must_go: bool = False
    """The law orders destruction: nothing but a hold may stop it."""
    least_sensitivity: Sensitivity = Sensitivity.GENERAL
    """As the fields and the law have it; the owner may raise it, never lower it."""


@dataclass(frozen=True, slots=True)
class OwnerChange:
    """What the owner wants instead of the proposal, and why. `permanent`: for good, without a day."""

    disposition: Disposition
    until: date | None
    sensitivity: Sensitivity
    reason: str
    permanent: bool = False


@dataclass(frozen=True, slots=True)
class LegalHold:
    """A hold on one group (or one person): nothing of it may be destroyed until it is lifted."""

    id: int
    hold_rule: str
    group_id: int | None
    subject_id: int | None
    note: str
    placed: str
    lifted: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the owner answered: for one group, or for the whole shop (`group_id` None). A day is written as ISO text."""

    question: str
    group_id: int | None
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the owner can know, asked instead of guessed.

    `group_id` is None where it is asked once for the shop. `takes_day`: a day may be given instead of a choice.
    `groups` tells how many groups wait for the answer.
    """

    id: str
    group_id: int | None
    group_name: str
    sentence: Sentence
    choices: tuple[tuple[str, Sentence], ...]
    takes_day: bool
    groups: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a group besides its own row. `as_of`: periods that ended before that day are over.

    `minors`: how many of its people are under fourteen. `original`: the group it is a copy of, if that is there.
    `device`: it is a phone, a till or another device, in which more may lie than its name says.
    """

    as_of: date
    answers: tuple[Answer, ...] = ()
    minors: int = 0
    original: RecordGroup | None = None
    device: bool = False

    def answer(self, question: str, group_id: int) -> str | None:
        """The answer for a group: its own, else the shop's."""
        found = [a for a in self.answers if a.question == question and a.group_id in (group_id, None)]
        return max(found, key=lambda a: a.group_id is not None).value if found else None


@dataclass(frozen=True, slots=True)
class AssessmentAnswer:
    """One field of the impact assessment (PIPL 56: purpose, impact, measures)."""

    field: str
    value: str
