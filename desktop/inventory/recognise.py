"""Numbers and names in running text: found, checked, and with how sure we are.

`find` is the whole interface: a piece of text in, matches out in their order. What is inside may be replaced by
something that searches raw bytes many at a time; the tests hold whatever stands here to the same answers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.inventory import digits, fields
from desktop.inventory.addresses import addresses
from desktop.inventory.people import AFTER_KEYWORD, SURNAMES, is_name
from desktop.inventory.records import Confidence
from desktop.inventory.said import Said, said

_RUN = re.compile(r"[0-9]{11,}(?:[Xx][0-9]*)?")
_LONGEST_CODE = 20
"""Digits of the longest code that is one number; what is longer are fields of a fixed width, back to back."""
_ID = re.compile(r"(?=([1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{5}[0-9Xx]))")
LAST_BIRTH = 2015
"""In a long run of digits alone, a later year is that of an order, not of a customer's birth."""
_SPACED = re.compile(
    r"(?<![0-9])(?:(?P<mobile>1[3-9][0-9](?P<m>[ .\u3000·－-])[0-9]{4}(?P=m)[0-9]{4}"
    r"|[(（]1[3-9][0-9][)）][0-9]{4}[ .\u3000·－-][0-9]{4})"
    r"|(?P<id>[1-9][0-9]{2}(?:[ .\u3000·－-]?[0-9]{3})[ .\u3000·－-](?:19|20)[0-9]{2}"
    r"(?:[0-9]{4}|[ .\u3000·－-][0-9]{4})[ .\u3000·－-][0-9]{3}[0-9Xx])"
    r"|(?P<card>6[0-9]{3}(?P<c>[ -])[0-9]{4}(?P=c)[0-9]{4}(?P=c)[0-9]{4}(?:(?P=c)[0-9]{1,3})?))(?![0-9])"
)
_SIGNS = re.compile(r"[^0-9Xx]")
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,24}){1,4}")
_LANDLINE = re.compile(r"(?<![0-9-])0(?:10|2\d|[3-9]\d\d)-[2-9]\d{6,7}(?![0-9])")
_WECHAT = re.compile(r"(?:微信号?|wechat|wx)\s*[:：]\s*([A-Za-z][A-Za-z0-9_-]{5,19})", re.IGNORECASE)
_FULL_WIDTH = re.compile(r"[０-９＠]")
_TO_PLAIN = {ord("０") + n: str(n) for n in range(10)} | {ord("＠"): "@", ord("Ｘ"): "X", ord("ｘ"): "x"}
PRIVATE_HOSTS = re.compile(r"@(?:qq|163|126|139|sina|sohu|foxmail|aliyun|yeah|gmail|hotmail|outlook|icloud|189)\.")
"""Where people have their own mailboxes; other addresses are mostly those of firms and programs."""
_PHONE_WORD = re.compile(r"手机|电话|联系|致电|微信同号|mobile|phone|tel\b", re.IGNORECASE)
_ID_WORD = re.compile(r"身份证|证件|居民|\bid\b|\bsfz", re.IGNORECASE)
_CARD_WORD = re.compile(r"银行|卡号|账号|card", re.IGNORECASE)
HEALTH_WORDS = (
    "处方", "病历", "过敏史", "既往史", "诊断", "慢病", "高血压", "糖尿病", "高血脂", "冠心病", "哮喘", "癫痫", "肝炎",
    "乙肝", "结核", "抑郁", "肿瘤", "白血病", "艾滋", "梅毒", "妊娠", "怀孕",
)  # fmt: skip
_HEALTH_WORD = re.compile("|".join(HEALTH_WORDS))
_GLUED_BEFORE = re.compile(r"(?:^|[^a-z0-9])(?:id|no|tel|mobile|phone|sfzh?|sjh?|wx|qq|n|t|m)\.?$", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"([\u3400-\u9fff\U00020000-\U0003ffff]{2,6})[\s，,：:（(、|]*$")
_SPEAKS_OF_A_PERSON = re.compile(
    r"^(?:会员|患者|顾客|客户|姓名|联系人|给|找|和|与|请|问|电话|手机|通知|致电)+|(?:电话|手机|先生|女士|的)+$"
)
SERIAL_WORDS = (
    "流水号", "流水", "单号", "小票号", "票号", "批次", "批号", "条码", "追溯码", "编号", "序号", "凭证号",
    "orderno", "order_no", "orderid", "order_id", "order", "serial", "serialno", "trace", "txn", "invoice",
)  # fmt: skip
"""What stands directly before a number that begins like a mobile and numbers a sale. In tables the header says it."""
_STRONGER = frozenset({fields.MOBILE, fields.ID_NUMBER, fields.LANDLINE})
"""What a number is by its own form, whatever the word before it says: a member may be numbered by the mobile."""
_OF_PERSON = frozenset({fields.NAME, fields.MOBILE, fields.ID_NUMBER, fields.MEMBER_NO, fields.SI_CARD_NO})
NEAR = 30
"""Characters before a number in which a keyword speaks for it."""


@dataclass(frozen=True, slots=True)
class Match:
    """One thing recognised. `start` is its place in the text, `value` its plain form, `keyword` whether one is near."""

    start: int
    field_type: str
    value: str
    confidence: Confidence
    keyword: bool = False


def find(text: str) -> list[Match]:
    """Everything recognised in a piece of text, in order."""
    plain = text.translate(_TO_PLAIN) if _FULL_WIDTH.search(text) else text
    found = [*_numbers(plain), *_spaced(plain), *_others(plain)]
    found.sort(key=_start)
    if explained := list(said(plain)):
        found = _with(found, explained)

    def has_person(first: int, end: int) -> bool:
        line = found[bisect_left(found, first, key=_start) : bisect_left(found, end, key=_start)]
        return any(match.field_type in _OF_PERSON for match in line)

    homes = [Match(at, fields.ADDRESS, where, sure, True) for at, where, sure in addresses(plain, has_person)]
    return sorted([*found, *homes], key=_start) if homes else found


def _start(match: Match) -> int:
    return match.start


def _with(found: list[Match], explained: Sequence[Said]) -> list[Match]:
    """The matches in their order with those that the word before them explains, unless their form is another's."""
    instead: set[int] = set()
    more: list[Match] = []
    for one in explained:
        places = range(bisect_left(found, one.start, key=_start), bisect_left(found, one.end, key=_start))
        there = [found[place] for place in places]
        union = any(match.field_type == fields.BANK_CARD and match.value[:2] in ("62", "60") for match in there)
        if any(match.field_type in _STRONGER for match in there) or (union and one.field_type != fields.ID_DAMAGED):
            continue
        instead.update(places)
        more.append(Match(one.start, one.field_type, one.value, one.confidence, True))
    return sorted([*(match for place, match in enumerate(found) if place not in instead), *more], key=_start)


def health_words(text: str) -> list[str]:
    """Words of health and prescriptions. Alone they say nothing about a person; beside a name or number they do."""
    return _HEALTH_WORD.findall(text)


def _numbers(text: str) -> Iterator[Match]:
    for run in _RUN.finditer(text):
        value, start = run[0], run.start()
        length = len(value)
        if _inside_something(text, start, run.end()):
            continue
        leading = len(value.upper().partition("X")[0])
        if leading > _LONGEST_CODE or leading < length - 1:
            if leading >= 17 and not _numbers_a_sale(text, start):
                yield from _back_to_back(text, start, value)
            continue
        if value[-1] in "Xx" and length != 18:
            value = value[:-1]
            length -= 1
        match = _classified(text, start, value.upper(), length)
        if match:
            yield match


def _numbers_a_sale(text: str, start: int) -> bool:
    return text[max(0, start - 24) : start].rstrip(" :：=#").lower().endswith(SERIAL_WORDS)


def back_to_back(run: str) -> list[tuple[int, str, str]]:
    """ID numbers in a run of digits at any offset, and mobiles that touch one: place, field type, value.

    A check digit tells where an ID number begins. A mobile has none: alone in such a run it may be anything.
    """
    ids: list[tuple[int, str]] = []
    for found in _ID.finditer(run):
        if digits.is_id(found[1].upper()) and (not ids or found.start() >= ids[-1][0] + 18):
            ids.append((found.start(), found[1].upper()))
    parts: list[tuple[int, str, str]] = []
    before = 0
    for place, (start, value) in enumerate(ids):
        after = ids[place + 1][0] if place + 1 < len(ids) else len(run)
        ahead, behind = run[max(before, start - 11) : start], run[start + 18 : min(after, start + 29)]
        mobiles = [
            (at, number) for at, number in ((start - 11, ahead), (start + 18, behind)) if digits.is_mobile(number)
        ]
        if mobiles or int(value[6:10]) <= LAST_BIRTH:
            parts += [(start, fields.ID_NUMBER, value), *((at, fields.MOBILE, number) for at, number in mobiles)]
            before = max([start + 18, *(at + 11 for at, _ in mobiles)])
    return sorted(parts)


def _back_to_back(text: str, start: int, run: str) -> Iterator[Match]:
    parts = back_to_back(run)
    sure = Confidence.HIGH if len(parts) > 1 else Confidence.MEDIUM
    for at, field_type, value in parts:
        near = _near(_ID_WORD, text, start) or bool(name_before(text, start))
        yield Match(start + at, field_type, value, Confidence.HIGH if near else sure, near)


def _classified(text: str, start: int, value: str, length: int) -> Match | None:
    if length in (11, 13, 15) and digits.is_mobile(value):
        if _numbers_a_sale(text, start):
            return None
        return _mobile(text, start, digits.mobile_part(value))
    if length == 18 and digits.is_id(value):
        return Match(start, fields.ID_NUMBER, value, Confidence.HIGH, _near(_ID_WORD, text, start))
    if length == 15 and _near(_ID_WORD, text, start) and digits.id_state(value) is digits.IdState.VALID:
        return Match(start, fields.ID_NUMBER, value, Confidence.MEDIUM, True)
    if 16 <= length <= 19 and digits.is_bank_card(value):
        return _card(text, start, value)
    return None


def _spaced(text: str) -> Iterator[Match]:
    for found in _SPACED.finditer(text):
        value = _SIGNS.sub("", found[0]).upper()
        if found["mobile"]:
            yield _mobile(text, found.start(), value)
        elif found["id"] and digits.is_id(value):
            yield Match(found.start(), fields.ID_NUMBER, value, Confidence.HIGH, _near(_ID_WORD, text, found.start()))
        elif found["card"] and digits.is_bank_card(value):
            yield _card(text, found.start(), value)


def _others(text: str) -> Iterator[Match]:
    if "@" in text:
        for found in _EMAIL.finditer(text):
            address = found[0].lower()
            own = PRIVATE_HOSTS.search(address) is not None
            yield Match(found.start(), fields.EMAIL, address, Confidence.HIGH if own else Confidence.LOW)
    for found in _LANDLINE.finditer(text):
        near = _near(_PHONE_WORD, text, found.start())
        yield Match(found.start(), fields.LANDLINE, found[0], Confidence.HIGH if near else Confidence.MEDIUM, near)
    for found in _WECHAT.finditer(text):
        yield Match(found.start(1), "wechat_id", found[1], Confidence.HIGH, True)
    for found in AFTER_KEYWORD.finditer(text):
        if is_name(found["name"]):
            yield Match(found.start("name"), fields.NAME, found["name"], Confidence.MEDIUM, True)


def name_before(text: str, start: int) -> str:
    """The name that stands directly before a number: 张三 13800001111."""
    stop = start
    # In columns of a fixed width there are many blanks behind a name.
    while stop > start - 20 and text[stop - 1 : stop] == " ":
        stop -= 1
    found = _NAME_BEFORE.search(text, max(0, stop - 10), start)
    if not found:
        return ""
    words = _SPEAKS_OF_A_PERSON.sub("", found[1])
    return words if words and words[0] in SURNAMES and is_name(words) else ""


def _mobile(text: str, start: int, value: str) -> Match:
    near = _near(_PHONE_WORD, text, start) or bool(name_before(text, start))
    return Match(start, fields.MOBILE, value, Confidence.HIGH if near else Confidence.MEDIUM, near)


def _card(text: str, start: int, value: str) -> Match:
    near = _near(_CARD_WORD, text, start)
    sure = Confidence.HIGH if near else Confidence.MEDIUM if value[:2] in ("62", "60") else Confidence.LOW
    return Match(start, fields.BANK_CARD, value, sure, near)


def _near(word: re.Pattern[str], text: str, start: int) -> bool:
    return word.search(text, max(0, start - NEAR), start) is not None


def _inside_something(text: str, start: int, end: int) -> bool:
    """Whether the digits are part of a longer code: a trace id, a decimal fraction, an amount."""
    after = text[end : end + 1]
    if after.isascii() and (after.isalnum() or after == "_"):
        return True
    before = text[start - 1 : start] if start else ""
    if before == "." and start > 1 and text[start - 2].isdigit():
        return True
    if before.isascii() and (before.isalpha() or before == "_"):
        return _GLUED_BEFORE.search(text[max(0, start - 10) : start]) is None
    return False
