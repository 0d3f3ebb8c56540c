"""What must happen to each record group, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.rules.records import Basis, Sensitivity
from desktop.words import Sentence, say


class Disposition(StrEnum):
    """Where a record group goes (处置). What is done to its carriers is destruction (销毁)."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    SEAL = "seal"
    TRANSFER = "transfer"
    UNDECIDED = "undecided"


DISPOSITION_NAMES: dict[Disposition, Sentence] = {
    Disposition.DELETE: say("Delete"),
    Disposition.ANONYMISE: say("Anonymise"),
    Disposition.SEAL: say("Seal"),
    Disposition.TRANSFER: say("Transfer"),
    Disposition.UNDECIDED: say("Undecided"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about a group. `until` is the last day it must be kept; None means at once, or unknown.

    `rule_id` decided, `rule_ids` all applied. `owner_reason` is set where the owner changed the proposal.
    `confirmed` tells whether the owner has agreed.
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
class Question:
    """Something only the owner can know about a group, asked instead of guessed."""

    id: str
    group_id: int
    sentence: Sentence
    choices: tuple[tuple[str, Sentence], ...]


@dataclass(frozen=True, slots=True)
class AssessmentAnswer:
    """One field of the impact assessment (PIPL 56: purpose, impact, measures)."""

    field: str
    value: str
