"""What was done, provable: certificate, register, evidence bundle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register (处置登记簿): one record group under one rule. All texts are Chinese, for paper.

    `quantity` with `unit` is what is on the carrier; `records` the number of records in it; `people` None = 不详.
    """

    serial: int
    time: str
    group: str
    rule_id: str
    period_from: date | None
    period_to: date | None
    carrier: str
    place: str
    quantity: int
    unit: str
    records: int
    people: int | None
    disposition: str
    basis: str
    keep_until: date | None
    permanent: bool
    result: str
    evidence: str
    sensitive: bool
    outcome: str
    """destroyed, confirmed, deleted_residue, not_destroyed, unconfirmed, sealed, transferred."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of the status bar and the five figures; they must add up with the register."""

    planned: int
    destroyed: int
    confirmed: int
    residue: int
    exceptions: int
    records_destroyed: int
    people: int
    pages_destroyed: int
    media_destroyed: int
    groups_sealed: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that was made. It is never edited; a later one supersedes it."""

    number: str
    register_number: str
    status: CertificateStatus
    made: str
    manifest_sha256: str
    folder: Path
    supersedes: str
    reason: str
