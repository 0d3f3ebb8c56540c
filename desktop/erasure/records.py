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
    volume_key: str = ""
    """The drive it lay on when the plan was made; another one at the same place is not touched."""

    @property
    def on_hold(self) -> bool:
        """Shown and signed with the plan, but not to be touched; `verdict` says why."""
        return self.promise is Promise.ON_HOLD


@dataclass(frozen=True, slots=True)
class Plan:
    """A frozen list of items. `digest` is the SHA-256 of their canonical form; `people` counts distinct persons."""

    id: int
    digest: str
    made: str
    items: int
    """Rows that are to be destroyed; those on hold are not among them."""
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


class Destination(StrEnum):
    """Where a device or disc goes afterwards (去向), as the certificate of NIST SP 800-88 asks."""

    DISPOSED = "disposed"
    KEPT = "kept"
    SOLD = "sold"
    RECYCLED = "recycled"
    COMPANY = "company"


DESTINATION_NAMES: dict[Destination, Sentence] = {
    Destination.DISPOSED: say("Thrown away as waste"),
    Destination.KEPT: say("Used on in the shop"),
    Destination.SOLD: say("Sold or given away"),
    Destination.RECYCLED: say("Taken to recycling"),
    Destination.COMPANY: say("Given to a specialist company"),
}


@dataclass(frozen=True, slots=True)
class Work:
    """What people did with paper or a device, as they report it. `method` is an id of destruction-methods.toml.

    `pages` None = not counted; `weight_grams` None = not weighed; `photo` is only digested, never copied into the case.
    """

    method: str
    done_on: date
    witness: str
    pages: int | None = None
    weight_grams: int | None = None
    photo: Path | None = None
    maker: str = ""
    model: str = ""
    serial: str = ""
    capacity: str = ""
    destination: Destination = Destination.DISPOSED
    company: str = ""
    handover_no: str = ""
    certificate_no: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something is not destroyed, and what happens next: an exception without all four is none."""

    cause: Sentence
    next_step: str
    next_day: date
    next_person: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of the job came to: rows of the plan by how they ended. `waiting` are still to be done."""

    destroyed: int
    residue: int
    failed: int
    waiting: int


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

    @property
    def explained(self) -> bool:
        """Whether an exception has its cause, next step, date and person."""
        return bool(self.cause and self.next_step and self.next_day and self.next_person)

    @property
    def open(self) -> bool:
        """Still to be done: neither on hold, nor finished, nor explained as an exception."""
        if self.state is ItemState.DONE or self.explained:
            return False
        return not self.planned.on_hold
