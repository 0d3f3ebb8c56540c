"""What personal data exists, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from desktop.words import Sentence, say


class SourceKind(StrEnum):
    """What kind of place holds the data."""

    FILE = "file"
    PAPER = "paper"
    DEVICE = "device"
    THIRD_PARTY = "third_party"


class SourceState(StrEnum):
    """What is known about a source."""

    READING = "reading"
    """Being read. What is there of it so far is thrown away and read again; later rooms never see it."""
    FOUND = "found"
    """Read by a scan; the owner has not looked at it yet."""
    CHECKED = "checked"
    """Imported or confirmed by the owner."""
    NO_PERSONAL_DATA = "no_personal_data"
    """Read in full, nothing found."""
    UNREADABLE = "unreadable"
    """Could not be read; `reason` says why. Never silently skipped."""
    DISMISSED = "dismissed"
    """A false alarm, with the owner's reason."""


class GroupKind(StrEnum):
    """What kind of records a group holds; the retention rules are tied to it."""

    MEMBERSHIP = "membership"
    PRESCRIPTION = "prescription"
    EPHEDRINE_REGISTER = "ephedrine_register"
    SPECIAL_REGISTER = "special_register"
    EPIDEMIC_REGISTER = "epidemic_register"
    SALE = "sale"
    ONLINE_SALE = "online_sale"
    INSURANCE = "insurance"
    CARE_FILE = "care_file"
    MARKETING = "marketing"
    CORRESPONDENCE = "correspondence"
    ID_COPY = "id_copy"
    DELIVERY = "delivery"
    COMPLAINT = "complaint"
    ACCOUNTING = "accounting"
    STAFF = "staff"
    CCTV = "cctv"
    BACKUP = "backup"
    UNKNOWN = "unknown"


GROUP_NAMES: dict[GroupKind, Sentence] = {
    GroupKind.MEMBERSHIP: say("Member records"),
    GroupKind.PRESCRIPTION: say("Prescription records"),
    GroupKind.EPHEDRINE_REGISTER: say("Ephedrine register"),
    GroupKind.SPECIAL_REGISTER: say("Special medicines register"),
    GroupKind.EPIDEMIC_REGISTER: say("Epidemic register"),
    GroupKind.SALE: say("Sales records"),
    GroupKind.ONLINE_SALE: say("Online orders"),
    GroupKind.INSURANCE: say("Medical insurance settlements"),
    GroupKind.CARE_FILE: say("Chronic care files"),
    GroupKind.MARKETING: say("Marketing lists"),
    GroupKind.CORRESPONDENCE: say("Letters and notes"),
    GroupKind.ID_COPY: say("Copies of identity cards"),
    GroupKind.DELIVERY: say("Delivery addresses"),
    GroupKind.COMPLAINT: say("Complaints and returns"),
    GroupKind.ACCOUNTING: say("Accounting vouchers"),
    GroupKind.STAFF: say("Staff records"),
    GroupKind.CCTV: say("Video recordings"),
    GroupKind.BACKUP: say("Copies and backups"),
    GroupKind.UNKNOWN: say("Not yet known"),
}


class Confidence(StrEnum):
    """How sure a recognition is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class PlaceAnswer(StrEnum):
    """The answer to "does the shop have this?" for a usual place."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class PartyAnswer(StrEnum):
    """What an entrusted party has answered (PIPL 21)."""

    NONE = "none"
    RETURNED = "returned"
    DELETED = "deleted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Source:
    """A place that holds personal data. `path` only for files; quantity, unit and period for paper and devices."""

    id: int
    kind: SourceKind
    name: str
    place: str
    state: SourceState
    reason: Sentence | None
    """Why it could not be read, or in the owner's own words why it was dismissed."""
    path: Path | None
    size: int
    sha256: str
    """Digest of the file as it was read, hex; empty for other kinds and unreadable files."""
    quantity: int
    unit: str
    period_from: date | None
    period_to: date | None
    serial: str
    contact: str
    phone: str
    party_answer: PartyAnswer
    party_answered_on: date | None
    note: str
    gone: bool = False
    """A file that the last scan no longer found where it was."""


@dataclass(frozen=True, slots=True)
class RecordGroup:
    """Records of one kind in one source: what the rules decide about.

    `people` is the number of distinct persons, None where it is not known (不详). `settled` tells whether the kind is
    certain (recognised with high confidence, or confirmed by the owner). `copy_of` names the group of which this
    is a copy or backup. `part` is the sheet of a workbook.
    """

    id: int
    source_id: int
    kind: GroupKind
    name: str
    part: str
    records: int
    people: int | None
    period_from: date | None
    period_to: date | None
    field_types: tuple[str, ...]
    settled: bool
    copy_of: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table and what it is taken for. `sample` is masked."""

    group_id: int
    position: int
    header: str
    field_type: str
    confidence: Confidence
    passed: int
    total: int
    sample: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a scan recognised in a source: one line per field type. `sample` is masked."""

    source_id: int
    field_type: str
    total: int
    distinct: int
    confidence: Confidence
    reason: Sentence
    sample: str


@dataclass(frozen=True, slots=True)
class Subject:
    """One person, after duplicates are joined. Empty strings where nothing is known."""

    id: int
    name: str
    mobile: str
    id_number: str
    member_no: str
    birth_date: date | None
    address: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a group: `cells` in the order of its columns."""

    id: int
    group_id: int
    line: int
    subject_id: int | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the data: a broken number, a duplicate. Nothing is dropped because of it."""

    group_id: int
    line: int
    field_type: str
    what: Sentence


@dataclass(frozen=True, slots=True)
class UsualPlace:
    """A place a shop like this usually has, from resources/rules/usual-places.toml, with its answer."""

    id: str
    name: Sentence
    hint: Sentence
    answer: PlaceAnswer | None


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column is taken for and why, before it is imported. `sample` is masked."""

    position: int
    header: str
    field_type: str
    """Id of a field type, "" for what is not personal data."""
    confidence: Confidence
    reason: Sentence
    passed: int
    total: int
    sample: str


@dataclass(frozen=True, slots=True)
class KindGuess:
    """What kind of records a table holds, and why. `settled` only where the signs are certain."""

    kind: GroupKind
    settled: bool
    reason: Sentence


@dataclass(frozen=True, slots=True)
class PartPreview:
    """One table of a file as it would be imported. `rows` are the first ones, masked; `header_line` 0 = no header."""

    part: str
    header_line: int
    kind: KindGuess
    columns: tuple[ColumnGuess, ...]
    rows: tuple[tuple[str, ...], ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A file looked at, nothing stored. `unreadable` says why it cannot be read; `is_text` that it has no table."""

    path: Path
    form: str
    parts: tuple[PartPreview, ...]
    is_text: bool
    unreadable: Sentence | None


@dataclass(frozen=True, slots=True)
class PartMapping:
    """What the owner says about one table: a field type for each column, and the kind of records."""

    part: str
    field_types: tuple[str, ...]
    kind: GroupKind


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import added."""

    source_id: int
    groups: int
    records: int
    people: int
    faults: int


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What a scan saw: files in all, unchanged since the last one, with personal data, unreadable, left out.

    `gone`: files of the list that are no longer there; `moved`: files that have another name or place now; `kept_out`:
    folders that the owner wants left out, and folders with such files.
    """

    files: int
    unchanged: int
    with_data: int
    unreadable: int
    left_out: int
    """Programs, fonts, sound and the like, which hold no records."""
    gone: int = 0
    moved: int = 0
    kept_out: int = 0


@dataclass(frozen=True, slots=True)
class Scan:
    """One run over a folder. `finished` is None while it runs, and after it was stopped or cut off."""

    id: int
    folder: Path
    started: str
    finished: str | None
    files: int
    unreadable: int
