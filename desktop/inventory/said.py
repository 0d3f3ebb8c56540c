"""Numbers in running text that only the word before them explains: member cards, insurance cards, damaged ID numbers.

A member number has no form of its own, and an ID number with a slip in it is any number. So the word has to stand
directly before it, in the same line: then a line can be judged by itself, whatever lines are picked out around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from desktop.inventory import digits, fields
from desktop.inventory.records import Confidence

_IS = r"[ \u3000]{0,3}(?:[:：=#]|[是为]|[Nn][Oo][.．]?|№)?[ \u3000]{0,3}"
_MARK = r"(?=[ \u3000]{0,3}[:：=#])"
_NO_MORE = r"(?![A-Za-z0-9_*＊%]|[.]\d|[ \u3000]{0,2}[元个张人次位名块])"
_CODE = rf"{_IS}(?!(?:19|20)\d\d-\d)(?P<no>[A-Za-z]{{0,6}}-?\d{{3,20}}+(?:-\d{{1,8}}+)?){_NO_MORE}"
_MEMBER = re.compile(rf"[会顾客贵][员客户宾](?:[的卡]?(?:编号|号码?|卡号|编码|代码|[Ii][Dd])|卡{_MARK}){_CODE}")
"""It begins with a set of signs, which is found fast."""
_CARD = re.compile(rf"卡号{_CODE}")
_OTHER_CARD = re.compile(r"[\u3400-\u9fffA-Za-z]\Z")
"""A bare 卡号 counts only where no other word stands before it: 网卡号, 电话卡号, 加油卡号 are nobody's."""
_MEMBERS_CARD = re.compile(r"(?:[Vv][Ii][Pp]|储值|积分|购药)\Z")
_INSURANCE = re.compile(
    r"(?:医保|社保|社会保障|社会保险|医疗保险|农合)"
    rf"(?:(?:电子)?(?:卡|证|本|凭证)?(?:卡号|号码?|账号|电脑号)|个人(?:编号|账号|代码)|(?:卡|证){_MARK})"
    rf"{_IS}(?P<no>[A-Za-z]{{0,3}}\d{{6,20}}+[A-Za-z]?){_NO_MORE}"
)
"""医保编码 and 医保代码 are those of medicines."""
_ID = re.compile(
    r"(?:身份证|证件)[^\n0-9]{0,10}(?P<no>[1-9]\d{16}(?:[0-9Xx])?|[1-9]\.\d{1,16}[Ee]\+?17)(?![0-9A-Za-z]|\.\d)"
)


class Said(NamedTuple):
    """A number and what the word before it says that it is."""

    start: int
    end: int
    field_type: str
    value: str
    confidence: Confidence


def said(text: str) -> Iterator[Said]:
    """The numbers of a text that a word explains. Digits are plain ones."""
    if "卡" in text or "号" in text or "会员" in text:
        for found in _MEMBER.finditer(text):
            yield Said(found.start("no"), found.end("no"), fields.MEMBER_NO, found["no"], Confidence.HIGH)
        for found in _CARD.finditer(text):
            before = text[max(0, found.start() - 3) : found.start()]
            own = _MEMBERS_CARD.search(before) is not None
            if own or not _OTHER_CARD.search(before):
                sure = Confidence.HIGH if own else Confidence.MEDIUM
                yield Said(found.start("no"), found.end("no"), fields.MEMBER_NO, found["no"], sure)
    if "保" in text or "农合" in text:
        for found in _INSURANCE.finditer(text):
            yield Said(found.start("no"), found.end("no"), fields.SI_CARD_NO, found["no"].upper(), Confidence.HIGH)
    if "证" in text:
        for found in _ID.finditer(text):
            value = digits.plain(found["no"])
            if digits.id_damage(value) is not None:
                yield Said(found.start("no"), found.end("no"), fields.ID_DAMAGED, value, Confidence.LOW)
