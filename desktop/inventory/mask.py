"""Masked samples: enough to recognise the row one has in front of one, too little to know the person."""

from __future__ import annotations

import re

from desktop.inventory import fields
from desktop.inventory.people import SURNAMES, is_name
from desktop.inventory.recognise import find

STAR = "*"
_PLAIN = frozenset(
    [
        "gender",
        "age",
        "amount",
        "date",
        "product_expiry",
        "medicine",
        "diagnosis",
        "allergy",
        "chronic",
        "past_history",
        "med_history",
        "rx_purchase",
        "pregnancy",
        "vitals_linked",
        "vitals_plain",
        "otc_purchase",
        "marketing_tag",
    ]
) | {fields.NOT_PERSONAL}
_DIGITS = re.compile(r"\d{5,}")
_DAYS = frozenset(["date", "product_expiry"])
_SAID = _PLAIN - _DAYS - {"gender", "age", "amount", "medicine", "rx_purchase", "otc_purchase", fields.NOT_PERSONAL}
"""Kinds of words about somebody: who it is may stand among them."""
_WORD = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff]{2,4}(?![\u3400-\u9fff])")
_ALSO_WORDS = frozenset("高温白常安强黄红全左水石")
"""Surnames with which words of two characters begin that speak of health: 高热, 白带."""
_AFTER = re.compile(r"((?:姓名|患者|顾客|会员|客户|购药人|联系人|家属)[\s:：]*)([\u3400-\u9fff]{1,3})")


def mask_name(name: str) -> str:
    """周** for a name of three characters; the number of stars is the number of hidden characters, at most four."""
    name = name.strip()
    return name[:1] + STAR * min(4, max(1, len(name) - 1)) if name else ""


def mask_mobile(number: str) -> str:
    """138****2716."""
    number = number.strip()
    return number[:3] + STAR * 4 + number[-4:] if len(number) >= 9 else _middle(number, 1, 1)


def mask_id(number: str) -> str:
    """3201**********12X: province and city, and the last three."""
    number = number.strip()
    return _middle(number, 4, 3)


def mask_number(number: str) -> str:
    """Cards and other numbers: the last four stay, at least half of it is hidden."""
    number = number.strip()
    keep = min(4, len(number) // 3)
    return STAR * (len(number) - keep) + number[len(number) - keep :]


def mask_address(text: str) -> str:
    """The first six characters, which name the district, then stars."""
    text = text.strip()
    return text[:6] + STAR * 4 if len(text) > 6 else mask_name(text)


def mask_email(text: str) -> str:
    """z***@example.com."""
    box, at, host = text.strip().partition("@")
    return box[:1] + STAR * 3 + at + host


def mask_date(text: str) -> str:
    """A birthday keeps its year."""
    text = text.strip()
    return text[:4] + re.sub(r"\d", STAR, text[4:])


def masked(field_type: str, value: str) -> str:
    """The masked form of a value of a field type, one line, at most 40 characters."""
    value = " ".join(value.split())
    maskers = {
        fields.NAME: mask_name,
        fields.MOBILE: mask_mobile,
        fields.LANDLINE: mask_mobile,
        fields.ID_NUMBER: mask_id,
        fields.ID_DAMAGED: mask_id,
        fields.ADDRESS: mask_address,
        fields.EMAIL: mask_email,
        fields.BIRTH_DATE: mask_date,
    }
    if field_type in maskers:
        return maskers[field_type](value)[:40]
    if field_type in _PLAIN:
        return _plain(field_type, value)[:40]
    return mask_number(value)[:40] if any(c.isdigit() for c in value) else mask_name(value)


def _plain(field_type: str, value: str) -> str:
    """A value of a kind that is nobody's number; somebody may be named in it all the same, or a number be there."""
    if field_type not in _DAYS and find(value):
        return mask_name(value)
    if field_type in _SAID:
        value = _WORD.sub(lambda found: mask_name(found[0]) if _names(found[0]) else found[0], value)
        value = _AFTER.sub(lambda found: found[1] + (STAR * 3 if found[2][0] in SURNAMES else found[2]), value)
    return _DIGITS.sub(lambda found: mask_number(found[0]), value)


def _names(word: str) -> bool:
    return is_name(word) and not (len(word) == 2 and word[0] in _ALSO_WORDS)


def _middle(text: str, left: int, right: int) -> str:
    hidden = len(text) - left - right
    return text[:left] + STAR * hidden + text[len(text) - right :] if hidden > 0 else STAR * len(text)
