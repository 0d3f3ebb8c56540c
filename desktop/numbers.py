"""Numbers of papers and printed codes, each with check characters, so that a typing slip shows at once.

One alphabet everywhere: the 31 characters of GB 32100-2015 (no I, O, S, V, Z). A paper's number is
`kind-case-serial-check`, e.g. XH-7KQ4-003-T. A code is 24 random characters (31^24, about 119 bits), printed as six
groups of four with one check character each. Nothing here draws or stores: vault, handover and papers all use it.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_LENGTH = 24
GROUP_LENGTH = 4
GROUPS = CODE_LENGTH // GROUP_LENGTH
SCAN_PREFIX = "PC1"

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_BASE = len(ALPHABET)
_LOOKALIKES = str.maketrans({"I": "1", "O": "0", "S": "5", "Z": "2"})
_HYPHENS = "-‐‑‒–—−－_"


class Kind(StrEnum):
    """The kinds of numbered paper; the value is the first part of the number."""

    CERTIFICATE = "XH"
    REGISTER = "DB"
    NOTICE_LETTER = "XJ"
    CONSENT_LETTER = "TY"
    POSTER = "GG"
    SEAL_LIST = "FC"
    BOX = "FX"
    TRANSFER_LIST = "YJ"
    RECOVERY_SHEET = "HF"
    PACK_CODE_SHEET = "KL"
    PROGRESS_SHEET = "JD"

    @property
    def serial_digits(self) -> int:
        """Letters go out by the thousand, every other paper by the dozen."""
        return 5 if self in (Kind.NOTICE_LETTER, Kind.CONSENT_LETTER) else 3


@dataclass(frozen=True, slots=True)
class PaperNumber:
    """One number, as printed: `str(number)` is XH-7KQ4-003-T."""

    kind: Kind
    case: str
    serial: int

    @property
    def check(self) -> str:
        """The check character over everything before it, hyphens left out."""
        return check_character(f"{self.kind.value}{self.case}{self._digits}")

    @property
    def _digits(self) -> str:
        return f"{self.serial:0{self.kind.serial_digits}d}"

    def __str__(self) -> str:
        return f"{self.kind.value}-{self.case}-{self._digits}-{self.check}"


def check_character(text: str, first: int = 0) -> str:
    """The check character of GB 32100-2015: weights 3^first, 3^(first+1) … modulo 31. `text` is of ALPHABET only."""
    total = sum(_VALUES[character] * pow(3, place, _BASE) for place, character in enumerate(text, first))
    return ALPHABET[-total % _BASE]


def new_case_code(*, practice: bool) -> str:
    """Four random characters for a new case; practice cases begin with Y, others never do."""
    first = "Y" if practice else secrets.choice(ALPHABET[:-1])
    return first + "".join(secrets.choice(ALPHABET) for _ in range(3))


def is_practice_case(case: str) -> bool:
    """Whether a case code belongs to a practice case."""
    return case.startswith("Y")


def make_number(kind: Kind, case: str, serial: int) -> PaperNumber:
    """A number for a paper. Raises ValueError for a case code or serial that no paper can have."""
    if len(case) != 4 or any(character not in _VALUES for character in case) or serial < 0:
        raise ValueError(f"{case} {serial}")
    return PaperNumber(kind, case, serial)


def read_number(typed: str) -> PaperNumber | None:
    """A number as someone typed it: any case, with or without hyphens. None if the check character does not fit."""
    plain = _plain(typed)
    kind = next((kind for kind in Kind if plain.startswith(kind.value)), None)
    if kind is None or len(plain) < 7 + kind.serial_digits:
        return None
    case, digits, check = plain[2:6], plain[6:-1], plain[-1]
    if not (digits.isascii() and digits.isdigit()) or any(character not in _VALUES for character in case):
        return None
    number = PaperNumber(kind, case, int(digits))
    return number if str(number) == f"{plain[:2]}-{case}-{digits}-{check}" else None


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """Four characters of a code and their check character."""

    characters: str
    check: str

    def __str__(self) -> str:
        return self.characters + self.check


@dataclass(frozen=True, slots=True)
class CodeReading:
    """What was understood of a typed code: `code` when everything fits, else the groups (1 to 6) that do not."""

    code: str | None
    wrong_groups: tuple[int, ...] = ()


def new_code() -> str:
    """24 random characters from the system's source of randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def random_part(length: int = 4) -> str:
    """A few random characters that keep strangers from guessing a scan text by counting."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def code_groups(code: str) -> tuple[CodeGroup, ...]:
    """The six groups of a code as they are printed. The weights run on from group to group: swapped groups show."""
    if len(code) != CODE_LENGTH:
        raise ValueError("length of code")
    parts = [code[start : start + GROUP_LENGTH] for start in range(0, CODE_LENGTH, GROUP_LENGTH)]
    return tuple(CodeGroup(part, check_character(part, place * GROUP_LENGTH)) for place, part in enumerate(parts))


def group_fits(group: int, typed: str) -> bool:
    """Whether the five characters typed for group 1 to 6 agree with their check character."""
    plain = _plain(typed)
    if len(plain) != GROUP_LENGTH + 1 or any(character not in _VALUES for character in plain):
        return False
    return check_character(plain[:-1], (group - 1) * GROUP_LENGTH) == plain[-1]


def read_code(typed: str) -> CodeReading:
    """A code as typed (30 characters) or scanned (24, or the whole scan text), in any case, spaced or not.

    With a wrong length the groups are counted from the left, so the first wrong group is where a character is missing
    or too much.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    if text.upper().startswith(SCAN_PREFIX + ":"):
        text = text.rsplit(":", 1)[1]
    plain = _plain(text)
    if len(plain) == CODE_LENGTH and all(character in _VALUES for character in plain):
        return CodeReading(plain)
    step = GROUP_LENGTH + 1
    parts = [plain[start : start + step] for start in range(0, GROUPS * step, step)]
    wrong = [place for place, part in enumerate(parts, 1) if not group_fits(place, part)]
    if not wrong and len(plain) != GROUPS * step:
        wrong = [GROUPS]
    if wrong:
        return CodeReading(None, tuple(wrong))
    return CodeReading("".join(part[:GROUP_LENGTH] for part in parts))


def printed_code(code: str) -> str:
    """The code in one line as a person would type it: six groups of five, with spaces."""
    return " ".join(str(group) for group in code_groups(code))


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner typed: the number of the paper and whatever the paper adds to it."""

    number: PaperNumber
    parts: tuple[str, ...]


def scan_text(number: PaperNumber, *parts: str) -> str:
    """What a QR code holds: PC1:XJ-7KQ4-00412-H:4T0K. Upper case, so that the dense alphanumeric mode serves."""
    return ":".join((SCAN_PREFIX, str(number), *parts)).upper()


def read_scan(text: str) -> Scan | None:
    """The scan text taken apart; None if it is not one of ours or its number is wrong."""
    prefix, *rest = unicodedata.normalize("NFKC", text).strip().upper().split(":")
    number = read_number(rest[0]) if prefix == SCAN_PREFIX and rest else None
    return Scan(number, tuple(rest[1:])) if number else None


def _plain(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(character for character in text if not character.isspace() and character not in _HYPHENS)
    return kept.translate(_LOOKALIKES)
