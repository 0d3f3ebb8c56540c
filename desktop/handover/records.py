"""What is sealed (封存) or transferred (移交): packs, boxes, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path


class PackKind(StrEnum):
    """For whom a pack is."""

    SEAL = "seal"
    TRANSFER = "transfer"


class PackState(StrEnum):
    """How far a pack is. Only a verified pack lets its originals be destroyed."""

    BUILDING = "building"
    VERIFIED = "verified"
    DAMAGED = "damaged"


class ListKind(StrEnum):
    """The lists that are signed: 封存清单 for the custodian, 移交清单 for the recipient."""

    SEAL = "seal"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Pack:
    """An encrypted archive with its manifest. The code that opens it is on paper only, never in the case.

    `number` is its FX number and the name of its file, `code_sheet` the KL number of the paper with its code,
    `verified` when it was read back from the drive and opened (UTC, ISO), empty before.
    """

    id: int
    kind: PackKind
    number: str
    code_sheet: str
    path: Path
    size: int
    sha256: str
    manifest_sha256: str
    falls_due: date | None
    """The day the last record in it falls due; None where it is kept permanently."""
    records: int
    state: PackState
    verified: str


@dataclass(frozen=True, slots=True)
class PackEntry:
    """One file in a pack. `source_id` and `group_id` tell which records it carries.

    `basis` is the state of the group when it was packed (`store.state_of`); empty in packs of earlier versions.
    """

    pack_id: int
    source_id: int
    group_id: int
    name: str
    size: int
    sha256: str
    records: int
    basis: str = ""


@dataclass(frozen=True, slots=True)
class PackSpec:
    """What a pack is going to hold: decided before it is written.

    `number` and `code_sheet` are empty until `packing.numbered` has drawn them, which comes before the code sheet.
    """

    kind: PackKind
    falls_due: date | None
    group_ids: tuple[int, ...]
    records: int
    number: str = ""
    code_sheet: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A paper source in sealed custody: box number, seal, place."""

    source_id: int
    group_id: int
    number: str
    seal_no: str
    position: str
    falls_due: date | None
    sealed_on: date


@dataclass(frozen=True, slots=True)
class CustodyList:
    """A list that was made; `basis` is the digest of the packs, boxes and people it names."""

    number: str
    kind: ListKind
    made: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The recipient has signed for a transfer pack."""

    pack_id: int
    received_on: date
    received_by: str
