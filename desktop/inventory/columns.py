"""What the columns of a table hold: the header's words and the share of values that pass, together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from desktop.errors import OwnerError
from desktop.inventory import digits, fields
from desktop.inventory.mask import masked
from desktop.inventory.people import is_name
from desktop.inventory.readers.shapes import Line
from desktop.inventory.records import ColumnGuess, Confidence
from desktop.rules.records import RuleBook
from desktop.system.folders import data_folder
from desktop.words import Sentence, say

LOOK = 1000
"""Rows that are looked at to tell what a column holds."""
HEADER_LINES = 12
WIDEST = 2000
"""Columns; what stands further to the right is searched cell by cell. No table of a shop's is that wide."""
OTHERS = ("staff", "doctor", "supplier")
"""People who are no customers. A header that names them is believed, whatever the values look like."""
ENOUGH = 0.9
"""Serial numbers that begin like mobiles pass in about half of the cases; real mobiles nearly always."""
_DROPPED = re.compile(r"[\s_\-.:：()（）\[\]【】<>《》/*＊\"']+")
_DATE = re.compile(r"(?:19|20)\d\d([-/.年]?)(?:1[0-2]|0?[1-9])([-/.月]?)(?:[12]\d|3[01]|0?[1-9])日?(?:[ T].*)?")
_MASKED_MOBILE = re.compile(r"1[3-9]\d[*＊xX]{3,5}\d{2,4}")
_MASKED_ID = re.compile(r"\d{1,10}[*＊xX]{4,14}[\dXx]{0,4}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[A-Za-z]{2,24}")
_SERIAL = re.compile(r"流水|单号|序号|编号|编码|条码|批号|追溯|凭证|^no$|serial|order")
_SUPPLIER = re.compile(r"供应商|供货|供方|厂家|厂商|生产企业|经销商|批发商|supplier|vendor")
_CONTACT = re.compile(r"联系人|业务员|代表|负责人|法人|contact")
_PHONE = re.compile(r"电话|手机|联系方式|号码|tel|phone|mobile")
_DOCTOR = re.compile(r"^(?:医生|医师|大夫|doctor)(?:姓名|名称|名字|name)?$")
_IN_PRACTICE = re.compile(r"科室|职称|执业|资格|出诊|坐诊|擅长|医院|dept|title|license")
_CUSTOMER = re.compile(r"会员|顾客|客户|患者|购药|收货|收件|member|customer|patient")
_OF_CUSTOMERS = frozenset({fields.MEMBER_NO, fields.PRESCRIPTION, fields.DIAGNOSIS, fields.ID_NUMBER})
_REACHED = frozenset(
    {fields.NAME, fields.MOBILE, fields.LANDLINE, fields.ADDRESS, fields.BANK_CARD, fields.EMAIL, "wechat_id"}
)
_SURELY_SERIAL = re.compile(
    r"流水|单号|序号|验证码|发票|商品码|条码|货号|批号|追溯|凭证|税号|^(id|seq|lsh|ddh|djh|xh|txm|hash|size|ts)$|serial|orderno|orderid|barcode"
)
COUNTED = 20
LONGEST_STEP = 1000
"""Serial numbers go up by one, or by a few where several tills share them."""
_DIGIT = re.compile(r"\d")
_AT_LINE = re.compile(r"at line (\d+)")
_DATE_HEADER = re.compile(r"日期|时间|date|time|^rq$|^sj$")


def is_date(value: str) -> bool:
    """A day as people and programs write it."""
    return _DATE.fullmatch(value) is not None


def is_id_like(value: str) -> bool:
    """An ID number, right or wrong: what a column of ID numbers is made of."""
    number = digits.plain(value)
    return digits.id_state(number) is digits.IdState.VALID or digits.id_damage(number) is not None


def is_phone(value: str) -> bool:
    """A mobile, or a landline."""
    number = digits.plain(value)
    return digits.is_mobile(number) or digits.is_landline(number)


TESTS: dict[str, Callable[[str], bool]] = {
    fields.ID_NUMBER: lambda v: digits.id_state(digits.plain(v)) is digits.IdState.VALID,
    fields.MOBILE: lambda v: digits.is_mobile(digits.plain(v)),
    fields.LANDLINE: is_phone,
    fields.BANK_CARD: lambda v: digits.is_bank_card(digits.plain(v)),
    fields.EMAIL: lambda v: _EMAIL.fullmatch(v) is not None,
    fields.NAME: is_name,
    fields.BIRTH_DATE: is_date,
    fields.DATE: is_date,
}
"""What a single value must be to pass. Types without a test pass with anything that is not empty."""


OWN_WORDS = "headers.toml"
"""The owner's own headers, a file in the program's data folder. Nobody has to program for it: each line names a field
type of resources/rules/fields.toml and the headers that mean it, as they stand in the table; "not_personal" is what is
not about a customer. They count before the shipped patterns:

    mobile = ["机主号", "宅电"]
    member_no = ["档案号"]
    not_personal = ["柜组"]
"""


def own_words(path: Path, rules: RuleBook) -> dict[str, str]:
    """The owner's own headers from a TOML file: header as it is compared → field type. Empty if there is no file.

    Raises `OwnerError` for a file that cannot be understood, with the line: a word that is silently ignored is data not
    found.
    """
    if not path.is_file():
        return {}
    text = _own_text(path)
    try:
        lists = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        what = say("line {line} cannot be understood; quotes, commas and brackets must be plain ones", line=line)
        raise _not_understood(path, what) from error
    known = {field.id for field in rules.fields} | {"not_personal"}
    words: dict[str, str] = {}
    for name, headers in lists.items():
        field_type, line = "" if name == "not_personal" else name, _line_of(text, name, first=True)
        if name not in known:
            raise _not_understood(path, say("line {line}: there is no field type {name}", line=line, name=name))
        if not isinstance(headers, list) or not all(isinstance(header, str) for header in headers):
            what = say("line {line}: {name} needs headers in quotes, between square brackets", line=line, name=name)
            raise _not_understood(path, what)
        for header in headers:
            key = compared(header)
            if not key or words.get(key, field_type) != field_type:
                line = _line_of(text, header)
                what = say("line {line}: {name} stands twice, or is empty", line=line, name=header)
                raise _not_understood(path, what)
            words[key] = field_type
    return words


def _own_text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Older editors on Windows write Chinese like that when nobody tells them otherwise.
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise _not_understood(path, say("the file is not UTF-8")) from error


def _line_of(text: str, word: str, *, first: bool = False) -> int:
    """The line that begins with a word, or the last one that holds it: of two mentions the second is the wrong one."""
    lines = list(enumerate(text.split("\n"), 1))
    if first:
        begins = re.compile(rf"[\s\"'\[]*{re.escape(word)}[\"'\]]?\s*(?:[=.]|$)")
        return next((n for n, line in lines if begins.match(line)), 1)
    return max((n for n, line in lines if f'"{word}"' in line or f"'{word}'" in line), default=1)


def compared(header: str) -> str:
    """A header as it is compared: lower case, without blanks, brackets and signs, at most 60 characters."""
    return _DROPPED.sub("", header.lower())[:60]


def _not_understood(path: Path, what: Sentence) -> OwnerError:
    return OwnerError(
        say("The list of your own column headers cannot be read: {what}", what=what),
        meaning=say("Nothing has been read or changed."),
        todo=say("Correct the file {path}, or take it away.", path=str(path)),
    )


class Vocabulary:
    """The header patterns of the rule files, ready to be asked; the first that matches wins, `own` words before all."""

    def __init__(self, rules: RuleBook, own: Mapping[str, str] | None = None) -> None:
        self._own = own or {}
        self._patterns = [(re.compile(entry.pattern), entry.field_type) for entry in rules.headers]
        self._asked: dict[str, str | None] = {}
        self.direct = fields.direct(rules)
        self.health = fields.health(rules)

    def field_type(self, header: str) -> str | None:
        """The field type that a header speaks of, "" for one that is known not to be personal, None if unknown."""
        key = compared(header)
        if key in self._own:
            return self._own[key]
        if key not in self._asked:
            found = (field_type for pattern, field_type in self._patterns if key and pattern.search(key))
            self._asked[key] = next(found, None)
        return self._asked[key]

    @classmethod
    def with_own_words(cls, rules: RuleBook) -> Vocabulary:
        """The shipped patterns and the owner's own headers, if there are any on this PC."""
        return cls(rules, own_words(data_folder() / OWN_WORDS, rules))

    def known(self, cells: Sequence[str]) -> int:
        """How many cells of a row read like headers of columns."""
        return sum(1 for cell in cells if cell and len(cell) <= 24 and self.field_type(cell) is not None)


def header_line(lines: Sequence[Line], vocabulary: Vocabulary) -> int:
    """The place among `lines` of the header, or -1. Titles and empty rows above it are common."""
    best, best_score = -1, 0.0
    for place, line in enumerate(lines[:HEADER_LINES]):
        filled = [cell for cell in line.cells if cell]
        if not filled or any(is_id_like(c) or digits.is_mobile(digits.plain(c)) or is_date(c) for c in filled):
            continue
        known = vocabulary.known(line.cells)
        score = known + (0.3 if known else 0.0) * known / len(filled)
        if score > best_score and (known >= 2 or len(filled) <= 2):
            best, best_score = place, score
    if best >= 0:
        return best
    # Nothing known: a first row without any number above rows that have some is a header nobody here has seen.
    words_only = bool(lines) and all(cell and not _DIGIT.search(cell) for cell in lines[0].cells)
    if words_only and len(lines) > 1 and any(_DIGIT.search(cell) for cell in lines[1].cells):
        return -1 if _is_like_the_others(lines, vocabulary) else 0
    return -1


def _is_like_the_others(lines: Sequence[Line], vocabulary: Vocabulary) -> bool:
    """Whether a first row of words is a person who left no number: a name stands where names stand below."""
    for place, cell in enumerate(lines[0].cells):
        if is_name(cell) and vocabulary.field_type(cell) is None:
            below = [line.cells[place] for line in lines[1:LOOK] if place < len(line.cells) and line.cells[place]]
            if sum(map(is_name, below)) > 0.6 * len(below):
                return True
    return False


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the values of a column look like."""

    filled: int
    shares: dict[str, float]
    masked_share: float
    id_like: float

    def share(self, field_type: str) -> float:
        return self.shares.get(field_type, 0.0)


def guess_columns(header: Sequence[str], lines: Sequence[Line], vocabulary: Vocabulary) -> tuple[ColumnGuess, ...]:
    """What each column holds, from its header and up to `LOOK` rows; `passed` of `total` count these."""
    width = min(WIDEST, max([len(header), *(len(line.cells) for line in lines)], default=0))
    guesses = []
    for place in range(width):
        title = header[place] if place < len(header) else ""
        values = [line.cells[place] for line in lines[:LOOK] if place < len(line.cells) and line.cells[place]]
        guesses.append(_guess(place, title, values, vocabulary.field_type(title) if title else None))
    return tuple(_without_doctors(_without_suppliers(_without_serial_numbers(guesses, vocabulary))))


def _without_suppliers(guesses: list[ColumnGuess]) -> list[ColumnGuess]:
    """In a list of suppliers the contact is theirs, and telephone and address where none is headed as theirs.

    Not where a column speaks of customers, or where medicines are sold on a day: the contact is the buyer there.
    """
    types = {g.field_type for g in guesses}
    headers = [g.header.lower() for g in guesses]
    sold = {fields.MEDICINE, fields.DATE} <= types
    if sold or types & _OF_CUSTOMERS or any(map(_CUSTOMER.search, headers)) or not any(map(_SUPPLIER.search, headers)):
        return guesses
    contacts = {g.position for g in guesses if g.field_type == fields.NAME and _CONTACT.search(g.header.lower())}
    if any(g.field_type == fields.NAME and g.position not in contacts for g in guesses):
        return guesses
    nobody_else = not types & {fields.NAME, fields.MEDICINE, fields.DATE}
    reached = any(g.field_type == "supplier" and _PHONE.search(g.header.lower()) for g in guesses)
    theirs = _REACHED if not reached else _REACHED - {fields.MOBILE} if nobody_else else frozenset()
    theirs = theirs if contacts or nobody_else else frozenset()
    reason = say("The table lists suppliers; this is how to reach them.")
    return [
        replace(g, field_type="supplier", confidence=Confidence.MEDIUM, reason=reason)
        if g.position in contacts or g.field_type in theirs
        else g
        for g in guesses
    ]


def _without_doctors(guesses: list[ColumnGuess]) -> list[ColumnGuess]:
    """In a list of doctors, what reaches somebody reaches them. Not where somebody else, a sale or a day stands."""
    types = {g.field_type for g in guesses}
    headers = [compared(g.header) for g in guesses]
    others = {fields.NAME, fields.MEDICINE, fields.DATE, fields.MEMBER_NO, fields.PRESCRIPTION, fields.DIAGNOSIS}
    listed = any(map(_DOCTOR.search, headers)) and any(map(_IN_PRACTICE.search, headers))
    if not listed or types & others or any(map(_CUSTOMER.search, headers)):
        return guesses
    reason = say("The table lists doctors; this is how to reach them.")
    theirs = _REACHED | {fields.ID_NUMBER, fields.BIRTH_DATE}
    return [
        replace(g, field_type="doctor", confidence=Confidence.MEDIUM, reason=reason) if g.field_type in theirs else g
        for g in guesses
    ]


def _without_serial_numbers(guesses: list[ColumnGuess], vocabulary: Vocabulary) -> list[ColumnGuess]:
    """Serial numbers that happen to begin like mobiles are none, where the header says what is numbered.

    Beside a column that is headed as mobiles any word for numbering is enough; else a member's number may be a mobile.
    """
    headed = any(g.field_type == vocabulary.field_type(g.header) == fields.MOBILE for g in guesses)
    nothing = say("The values look like mobiles, but the header says that they number something.")
    return [
        replace(g, field_type="", confidence=Confidence.MEDIUM, reason=nothing)
        if g.field_type == fields.MOBILE and _numbers_something(g.header.lower(), headed)
        else g
        for g in guesses
    ]


def _numbers_something(header: str, beside_mobiles: bool) -> bool:
    if beside_mobiles and _SERIAL.search(header):
        return True
    return _SURELY_SERIAL.search(compared(header)) is not None and not _CUSTOMER.search(header)


def _counts_up(values: Sequence[str]) -> bool:
    """Whether each number is the one before and always the same step: nobody's telephones do that."""
    numbers = [int(value) for value in values if value.isdecimal()]
    steps = [after - before for before, after in pairwise(numbers)]
    step = max(set(steps), key=steps.count, default=0)
    return len(steps) >= COUNTED and 0 < step <= LONGEST_STEP and steps.count(step) >= ENOUGH * len(steps)


def _guess(place: int, title: str, values: list[str], named: str | None) -> ColumnGuess:
    seen = _look(values)
    field_type, confidence, reason = _decide(named, seen, title)
    if field_type == fields.MOBILE != named and _counts_up(values):
        field_type, confidence = "", Confidence.MEDIUM
        reason = say("The values look like mobiles, but they count up as serial numbers do.")
    test = TESTS.get(field_type)
    passed = sum(map(test, values)) if test else len(values)
    sample = next((value for value in values if not test or test(value)), values[0] if values else "")
    return ColumnGuess(place, title, field_type, confidence, reason, passed, len(values), masked(field_type, sample))


def _look(values: list[str]) -> _Seen:
    count = len(values) or 1
    names = (fields.ID_NUMBER, fields.MOBILE, fields.BANK_CARD, fields.EMAIL, fields.NAME, fields.LANDLINE, fields.DATE)
    shares = {name: sum(map(TESTS[name], values)) / count for name in names}
    hidden = sum(1 for v in values if _MASKED_MOBILE.fullmatch(v) or _MASKED_ID.fullmatch(v)) / count
    return _Seen(len(values), shares, hidden, sum(map(is_id_like, values)) / count)


def _decide(named: str | None, seen: _Seen, title: str) -> tuple[str, Confidence, Sentence]:
    if not seen.filled:
        return named or "", Confidence.LOW, say("The column is empty.")
    by_value = _by_value(seen)
    if named in TESTS and named not in (fields.DATE, fields.BIRTH_DATE):
        return _named_and_tested(named, by_value, seen)
    if by_value and by_value != fields.NAME and named not in (fields.BIRTH_DATE, *OTHERS):
        share = round(100 * seen.share(by_value))
        if named is None:
            nothing = say("{share} % of the values fit; the header says nothing.", share=share)
            return by_value, Confidence.MEDIUM, nothing
        sure = Confidence.MEDIUM if by_value == fields.ID_NUMBER else Confidence.LOW
        return by_value, sure, say("{share} % of the values fit, but the header says something else.", share=share)
    if named is None and by_value == fields.NAME:
        return fields.NAME, Confidence.MEDIUM, say("Most values look like names; the header says nothing.")
    if named in ("", None, fields.DATE):
        if seen.share(fields.DATE) >= ENOUGH or (named is not None and _DATE_HEADER.search(title.lower())):
            return fields.DATE, Confidence.HIGH, say("The values are dates.")
        return "", Confidence.HIGH if named == "" else Confidence.MEDIUM, say("Nothing personal was recognised.")
    return named, Confidence.HIGH, say("The header says so.")


def _by_value(seen: _Seen) -> str:
    if seen.share(fields.ID_NUMBER) >= 0.5 or (seen.id_like >= ENOUGH and seen.share(fields.ID_NUMBER) > 0.2):
        return fields.ID_NUMBER
    for name in (fields.MOBILE, fields.EMAIL, fields.BANK_CARD):
        if seen.share(name) >= ENOUGH:
            return name
    return fields.NAME if seen.share(fields.NAME) >= 0.6 else ""


def _named_and_tested(named: str, by_value: str, seen: _Seen) -> tuple[str, Confidence, Sentence]:
    share = seen.id_like if named == fields.ID_NUMBER else seen.share(named)
    if named == fields.MOBILE and share < ENOUGH:
        share = seen.share(fields.LANDLINE)
    percent = round(100 * share)
    if share >= (0.6 if named == fields.NAME else ENOUGH):
        return named, Confidence.HIGH, say("The header says so, and {share} % of the values fit.", share=percent)
    if by_value and by_value not in (named, fields.NAME):
        percent = round(100 * seen.share(by_value))
        other = say("{share} % of the values fit, but the header says something else.", share=percent)
        return by_value, Confidence.MEDIUM, other
    if seen.masked_share >= 0.5:
        return named, Confidence.MEDIUM, say("The header says so; the values were masked before.")
    if share >= 0.3:
        return named, Confidence.MEDIUM, say("The header says so, but only {share} % of the values fit.", share=percent)
    return named, Confidence.LOW, say("Only the header says so; the values do not fit.")
