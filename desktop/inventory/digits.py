"""Numbers that name a person: resident ID, mobile, landline, bank card. Checked by their own rules, one at a time.

The rules here are the definition; what searches whole files may find candidates faster, and asks these functions.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from operator import mul

PROVINCES = frozenset(map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
                               *range(61, 66), 71, 81, 82, 83, 99)))  # fmt: skip
"""First two digits (GB/T 2260). 81 to 83: residence permits of Hong Kong, Macao and Taiwan residents. 99: reserved here
for invented people, never issued. County codes are not tested: numbers were issued under codes abolished since."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZERO = 48 * sum(_WEIGHTS)
_CHECKS = "10X98765432"
_ID_SHAPE = re.compile(
    r"(?P<area>[1-9]\d)\d{4}(?P<year>18|19|20)(?P<yy>\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])\d{3}[\dX]"
)
_SHORT_ID = re.compile(r"([1-9]\d)\d{4}(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}")
_DAMAGED = re.compile(r"([1-9]\d)\d{4}((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d000")
_SCIENTIFIC = re.compile(r"([1-9])\.(\d)\d{0,15}E\+?17")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0(?:10|2\d|[3-9]\d\d)[- ]?)?[2-9]\d{6,7}(?:[-转]\d{1,6})?")
_AREA_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d\d)-?[2-9]\d{6,7}")
_PLACEHOLDER = re.compile(
    r"1\d([1-9])\1{8}|1\d\d([1-9])\2{7}|1[358]\d0{8}|1\d\d(?:12345678|87654321)|1(\d\d)001\3[0]{3}"
)
"""What is typed where there is no number: 13333333333, 13800000000, 13812345678, and 13800138000 with its like."""
_FULL = {chr(ord("０") + n): str(n) for n in range(10)} | {"Ｘ": "X", "ｘ": "X", "＋": "+"}
_NOT_PLAIN = re.compile(r"[０-９Ｘｘ＋ \t\r\n\u00a0\u3000－-]")
"""Full-width signs, and what stands between digits. Searched for, since a long text without any is passed over fast."""


class IdState(StrEnum):
    """What a resident ID number is."""

    VALID = "valid"
    WRONG_CHECK = "wrong_check"
    WRONG_DATE = "wrong_date"
    WRONG_AREA = "wrong_area"
    DAMAGED = "damaged"
    """Turned into a number by a spreadsheet: 15 digits are left, the last three are zero."""
    SCIENTIFIC = "scientific"
    """Shown as a power of ten by a spreadsheet, 3.30102E+17, and saved like that. Only `id_damage` tells."""
    CUT_SHORT = "cut_short"
    """The last character is missing. Only `id_damage` tells."""
    NOT_ONE = "not_one"


def plain(value: str) -> str:
    """Full-width digits as plain ones, without spaces and hyphens, with a capital X."""
    if value.isascii() and value.isalnum():
        return value.upper() if value[-1:] == "x" else value
    return _NOT_PLAIN.sub(lambda found: _FULL.get(found[0], ""), value).upper()


def check_character(first17: str) -> str:
    """The check character of 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECKS[(sum(map(mul, _WEIGHTS, first17.encode("ascii"))) - _ZERO) % 11]


def id_state(value: str) -> IdState:
    """What a resident ID number of 18 or 15 characters is; `value` in its plain form.

    Fifteen digits carry no check character: alone they prove nothing, and count only in a column or after a keyword
    that says what they are.
    """
    if len(value) == 15:
        short = _SHORT_ID.fullmatch(value)
        real = short and short[1] in PROVINCES and _is_day(1900 + int(short[2]), int(short[3]), int(short[4]))
        return IdState.VALID if real else IdState.NOT_ONE
    if len(value) != 18 or not value.isascii() or not value[:17].isdigit():
        return IdState.NOT_ONE
    found = _ID_SHAPE.fullmatch(value)
    if not found or not _is_day(int(value[6:10]), int(value[10:12]), int(value[12:14])):
        return IdState.WRONG_DATE
    if value[:2] not in PROVINCES:
        return IdState.WRONG_AREA
    if check_character(value[:17]) == value[17]:
        return IdState.VALID
    return IdState.DAMAGED if _DAMAGED.fullmatch(value) else IdState.WRONG_CHECK


def id_damage(value: str) -> IdState | None:
    """How a resident ID number was damaged; None for a right one, and for what never was one. In its plain form.

    It tells more than `id_state`, of numbers that are too little to join anybody by.
    """
    state = id_state(value)
    if state is not IdState.NOT_ONE:
        return None if state is IdState.VALID else state
    if found := _SCIENTIFIC.fullmatch(value):
        return IdState.SCIENTIFIC if found[1] + found[2] in PROVINCES else None
    whole = len(value) == 17 and id_state(value + "0") in (IdState.VALID, IdState.WRONG_CHECK, IdState.DAMAGED)
    return IdState.CUT_SHORT if whole else None


def is_id(value: str) -> bool:
    """Whether it is an 18-character resident ID with province, date and check character right."""
    return len(value) == 18 and id_state(value) is IdState.VALID


def id_birthday(value: str) -> date | None:
    """The birthday in a valid 18-character number, or in one of which the last three characters are lost."""
    good = is_id(value) or is_cut_off(value)
    return date(int(value[6:10]), int(value[10:12]), int(value[12:14])) if good else None


def is_mobile(value: str) -> bool:
    """Eleven digits from 13 to 19; +86 in front is allowed. `value` in its plain form."""
    return _MOBILE.fullmatch(mobile_part(value)) is not None


def mobile_part(value: str) -> str:
    """The number without +86, 86 or 0086 in front."""
    if len(value) > 11:
        for prefix in ("+86", "0086", "86"):
            if value.startswith(prefix):
                return value[len(prefix) :]
    return value


def is_landline(value: str) -> bool:
    """Seven or eight digits, with or without area code and extension."""
    return _LANDLINE.fullmatch(value) is not None


def has_area_code(value: str) -> bool:
    """A landline that can be told from any other number: with its area code."""
    return _AREA_LANDLINE.fullmatch(value) is not None


def is_placeholder(mobile: str) -> bool:
    """Whether a mobile is one that is typed where a form asks for a number and there is none."""
    return _PLACEHOLDER.fullmatch(mobile) is not None


def short_id(value: str) -> str:
    """The 15 digits of a number of somebody born in the 20th century: without century and check character. Else ""."""
    if len(value) == 15:
        return value if id_state(value) is IdState.VALID else ""
    return value[:6] + value[8:17] if value[6:8] == "19" and is_id(value) else ""


def is_cut_off(value: str) -> bool:
    """Whether a spreadsheet may have put 000 for the last three characters; with one number in eleven the check
    character fits all the same.
    """
    return len(value) == 18 and value.endswith("000") and id_state(value) in (IdState.DAMAGED, IdState.VALID)


def same_id(one: str, other: str) -> bool | None:
    """Whether two numbers are one person's; None where they do not tell. Numbers with a slip in them prove nothing."""
    if is_cut_off(one) or is_cut_off(other):
        whole = all(is_cut_off(value) or is_id(value) for value in (one, other))
        return False if whole and one[:15] != other[:15] else None
    if is_id(one) and is_id(other):
        return one == other
    if one and one == other:
        return True
    short = short_id(one)
    return True if short and short == short_id(other) else None


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others (ISO/IEC 7812-1)."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


def is_bank_card(value: str) -> bool:
    """16 to 19 digits with Luhn's digit; 17 to 19 only with 62 or 60, as UnionPay and its banks issue them."""
    if not 16 <= len(value) <= 19 or not value.isascii() or not value.isdigit():
        return False
    if value[:2] not in {"62", "60"} and (len(value) > 16 or value[0] not in "3456"):
        return False
    return len(set(value)) > 1 and luhn(value)


def _is_day(year: int, month: int, day: int) -> bool:
    if day <= 28 and month <= 12:
        return 1850 <= year <= 2100
    if month == 2:
        return day == 29 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return day <= 30 or month not in (4, 6, 9, 11)
