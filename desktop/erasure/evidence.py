"""What stands behind a result: measured by the program, reported by people, or written by another party."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TypeAlias

from desktop.disk.records import Evidence


@dataclass(frozen=True, slots=True)
class Overwriting:
    """A file: what the drive gave back."""

    measured: Evidence


@dataclass(frozen=True, slots=True)
class Handiwork:
    """Paper or a device: who saw it, how much it was, a photo's digest, where the remains went."""

    method: str
    done_on: date
    witness: str
    pages: int | None
    weight_grams: int | None
    photo_sha256: str
    photo_bytes: int
    maker: str
    model: str
    serial: str
    capacity: str
    destination: str
    company: str
    handover_no: str
    certificate_no: str


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """An entrusted party's answer. Only a written one that says returned or deleted confirms anything."""

    answer: str
    in_writing: bool
    answered_on: date
    reference: str


@dataclass(frozen=True, slots=True)
class Renewal:
    """The case itself: which key went, and what was measured on each of the old files."""

    old_key: str
    new_key: str
    rows_removed: int
    backups: int
    measured: tuple[Evidence, ...]


ItemEvidence: TypeAlias = Overwriting | Handiwork | WrittenAnswer | Renewal


def as_json(evidence: ItemEvidence) -> str:
    """Canonical JSON with a `kind`, as it is stored and exported."""
    match evidence:
        case Overwriting():
            plain: dict[str, object] = {"kind": "overwriting", "measured": json.loads(evidence.measured.as_json())}
        case Renewal():
            plain = {
                "kind": "renewal",
                "old_key": evidence.old_key,
                "new_key": evidence.new_key,
                "rows_removed": evidence.rows_removed,
                "backups": evidence.backups,
                "measured": [json.loads(one.as_json()) for one in evidence.measured],
            }
        case Handiwork():
            plain = {"kind": "handiwork", **asdict(evidence), "done_on": evidence.done_on.isoformat()}
        case WrittenAnswer():
            plain = {"kind": "answer", **asdict(evidence), "answered_on": evidence.answered_on.isoformat()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> ItemEvidence:
    """The inverse of `as_json`. Raises ValueError, KeyError or TypeError for anything else."""
    plain = json.loads(text)
    kind = plain.pop("kind")
    if kind == "overwriting":
        return Overwriting(Evidence.from_json(json.dumps(plain["measured"])))
    if kind == "renewal":
        measured = tuple(Evidence.from_json(json.dumps(one)) for one in plain.pop("measured"))
        return Renewal(**plain, measured=measured)
    if kind == "handiwork":
        return Handiwork(**(plain | {"done_on": date.fromisoformat(plain["done_on"])}))
    if kind == "answer":
        return WrittenAnswer(**(plain | {"answered_on": date.fromisoformat(plain["answered_on"])}))
    raise ValueError(kind)


def measured_on(evidence: ItemEvidence) -> tuple[Evidence, ...]:
    """What the program itself measured; empty for what people or others report."""
    match evidence:
        case Overwriting():
            return (evidence.measured,)
        case Renewal():
            return evidence.measured
    return ()
