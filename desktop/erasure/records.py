"""What is destroyed: the plan, its approval by two people, the act, the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from desktop.words import Sentence, say


class ItemKind(StrEnum):
    """What kind of carrier an item is."""

    FILE = "file"
    PAPER = "paper"
    DEVICE = "device"
    THIRD_PARTY = "third_party"
    CASE_ROWS = "case_rows"


class Promise(StrEnum):
    """What the method can achieve on this medium, said before anything is done (做得到、有残留可能、靠对方、暂缓)."""

    PROVABLE = "provable"
    RESIDUE_POSSIBLE = "residue_possible"
    OTHER_PARTY = "other_party"
    ON_HOLD = "on_hold"


class ItemState(StrEnum):
    """Where an item stands. STARTED is the intent: what is found in it after a crash is done again."""

    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    FAILED = "failed"


class Result(StrEnum):
    """What came of it. Only DESTROYED and CONFIRMED count as 已销毁 on the certificate."""

    DESTROYED = "destroyed"
    CONFIRMED = "confirmed"
    """An entrusted party confirmed in writing that it returned or deleted."""
    DELETED_RESIDUE = "deleted_residue"
    NOT_DESTROYED = "not_destroyed"
    UNCONFIRMED = "unconfirmed"


RESULT_NAMES: dict[Result, Sentence] = {
    Result.DESTROYED: say("Destroyed, checked"),
    Result.CONFIRMED: say("Confirmed in writing"),
    Result.DELETED_RESIDUE: say("Deleted, residue possible"),
    Result.NOT_DESTROYED: say("Not destroyed"),
    Result.UNCONFIRMED: say("Not confirmed"),
}


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One row of the plan: one record group on one carrier (for the case itself: all its customer rows).

    `sealed_copy` marks what is also in a verified pack: the copy on the PC goes, the sealed record stays.
    `medium` and `verdict` say in words what will be achieved. `expected_*` are what the file was when it was read.
    """

    kind: ItemKind
    source_id: int | None
    group_id: int | None
    label: str
    place: str
    path: Path | None
    expected_size: int
    expected_sha256: str
    people: int | None
    records: int
    quantity: int
    unit: str
    rule_id: str
    sealed_copy: bool
    method: str
    """Id of a method in resources/rules/media-methods.toml."""
    promise: Promise
    medium: Sentence
    verdict: Sentence


@dataclass(frozen=True, slots=True)
class Plan:
    """A frozen list of items. `digest` is the SHA-256 of their canonical form; `people` counts distinct persons."""

    id: int
    digest: str
    made: str
    items: int
    people: int | None

    @property
    def check_code(self) -> str:
        """核对码: the first 8 hex digits, as both people read them and as they stand on the printed plan."""
        return f"{self.digest[:4]} {self.digest[4:8]}".upper()


@dataclass(frozen=True, slots=True)
class Approval:
    """A PIN given for one digest."""

    role: str
    name: str
    digest: str
    approved_at: str


@dataclass(frozen=True, slots=True)
class Item:
    """A planned item with what happened to it. `evidence` is canonical JSON; `cause` says why it failed."""

    id: int
    plan_id: int
    planned: PlannedItem
    state: ItemState
    result: Result | None
    method_done: str
    evidence: str
    evidence_no: str
    cause: Sentence | None
    started: str
    ended: str
    next_step: str
    next_day: date | None
    next_person: str
