"""What was done, provable: certificate, register, evidence bundle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from desktop.notices.records import NoticeSummary
from desktop.shop.records import Closing, Person, Shop
from desktop.words import Sentence, say


class CertificateStatus(StrEnum):
    """全部销毁 only if nothing is left open, residue included; 有例外; 未完成 while items are still to be done."""

    ALL = "A"
    EXCEPTIONS = "E"
    UNFINISHED = "U"


STATUS_NAMES: dict[CertificateStatus, Sentence] = {
    CertificateStatus.ALL: say("All destroyed"),
    CertificateStatus.EXCEPTIONS: say("With exceptions"),
    CertificateStatus.UNFINISHED: say("Not finished"),
}


class Fate(StrEnum):
    """What became of one row of the register."""

    DESTROYED = "destroyed"
    CONFIRMED = "confirmed"
    RESIDUE = "deleted_residue"
    NOT_DESTROYED = "not_destroyed"
    UNCONFIRMED = "unconfirmed"
    OPEN = "open"
    SEALED = "sealed"
    TRANSFERRED = "transferred"

    @property
    def is_exception(self) -> bool:
        """Counted as an exception, with cause, next step, day and person."""
        return self in (Fate.NOT_DESTROYED, Fate.UNCONFIRMED)

    @property
    def is_kept(self) -> bool:
        """Not to be destroyed: sealed or transferred."""
        return self in (Fate.SEALED, Fate.TRANSFERRED)


class Carrier(StrEnum):
    """What kind of carrier a row is about."""

    FILE = "file"
    PAPER = "paper"
    DEVICE = "device"
    THIRD_PARTY = "third_party"
    CASE_ROWS = "case_rows"


@dataclass(frozen=True, slots=True)
class Exempt:
    """Why a row is an exception and what happens next. All four are facts from the case."""

    cause: str
    next_step: str
    next_day: date | None
    next_person: str

    @property
    def complete(self) -> bool:
        """Whether all four are there."""
        return bool(self.cause and self.next_step and self.next_day and self.next_person)


@dataclass(frozen=True, slots=True)
class MediaLine:
    """A device or disc for the media list: what it was and where it went."""

    serial_in_register: int
    name: str
    maker: str
    model: str
    serial: str
    capacity: str
    method: str
    destination: str
    company: str
    handover_no: str
    certificate_no: str


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register (处置登记簿): one record group under one rule. All texts are Chinese, for paper.

    `quantity` with `unit` is what the row counts (条 for records in files, 页 or 册 for paper, 件 for devices);
    `people` None = 不详. `time` is local, ISO 8601 without zone, "" where nothing was done. `number` is the evidence
    number, or for kept rows the list, pack or box. `degree` is the word for what was achieved (达到的程度).
    """

    serial: int
    item_id: int | None
    group_id: int | None
    carrier_kind: Carrier
    time: str
    group: str
    rule_id: str
    period_from: date | None
    period_to: date | None
    counted_from: date | None
    """起算日: what the period of keeping counts from; None where no period was counted."""
    event: str
    """What happened on that day (最后一张处方), "" without one."""
    carrier: str
    place: str
    quantity: int
    unit: str
    people: int | None
    disposition: str
    basis: str
    keep_until: date | None
    permanent: bool
    method: str
    verification: str
    degree: str
    number: str
    sensitive: bool
    minors: bool
    insurance: bool
    copy: bool
    fate: Fate
    brief: str = ""
    """Method and check in the few words of the register's last column."""
    exempt: Exempt | None = None
    witness: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity with its unit."""

    quantity: int
    unit: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of the status bar and the five figures; they must add up with the register.

    planned = destroyed + residue + exceptions + open; `confirmed` is part of `destroyed`. `people` are distinct persons
    of all rows that were acted on; `people_unknown` counts such rows whose number of people is 不详.
    """

    planned: int
    destroyed: int
    confirmed: int
    residue: int
    exceptions: int
    open: int
    records_destroyed: int
    records_residue: int
    people: int
    people_unknown: int
    paper_destroyed: tuple[Amount, ...]
    media_destroyed: int
    groups_sealed: int
    groups_transferred: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that was made. It is never edited; a later one supersedes it. `folder` is its evidence bundle."""

    number: str
    register_number: str
    status: CertificateStatus
    made: str
    manifest_sha256: str
    folder: Path
    supersedes: str
    reason: str
    rows_digest: str = ""


@dataclass(frozen=True, slots=True)
class BundleCopy:
    """A copy of an evidence bundle that was written elsewhere, read back and checked."""

    number: str
    place: str
    made: str


@dataclass(frozen=True, slots=True)
class LastLook:
    """What was found when the places were read once more after the last act. `day` is local, ISO 8601."""

    day: str
    files: int
    with_data: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class StrippedLine:
    """A table that was kept without identity. `anonymous`: 匿名化; else only 去标识化, still personal information.

    `smallest`: so many persons at least look alike in every group of its rows.
    """

    group: str
    rows: int
    left_out: int
    smallest: int
    anonymous: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that certificate, register and evidence say. `began` and `ended` are local ISO times or ""."""

    number: str
    register_number: str
    status: CertificateStatus
    made: str
    supersedes: str
    reason: str
    practice: bool
    case_code: str
    shop: Shop
    closing: Closing
    owner: Person
    operator: Person
    witness: Person
    custodian: Person | None
    notices: NoticeSummary
    rows: tuple[RegisterRow, ...]
    media: tuple[MediaLine, ...]
    totals: Totals
    began: str
    ended: str
    plan_digest: str
    rules_as_of: date
    rules_digest: str
    rules_name: str
    version: str
    backups: int
    looked_again: LastLook | None = None
    """None when nobody has looked since the last act."""
    left_out: int = 0
    """Folders and kinds of files that the owner has had left out of the search."""
    stripped: tuple[StrippedLine, ...] = ()
    """What was kept of tables without identity."""
