"""The field types that code has to know by id; what they are called and what they mean is data in resources/rules/."""

from __future__ import annotations

from collections.abc import Collection

from desktop.rules.records import RuleBook, Sensitivity
from desktop.words import Sentence, say

NAME = "name"
MOBILE = "mobile"
LANDLINE = "landline"
ID_NUMBER = "id_number"
ID_DAMAGED = "id_number_damaged"
"""No type of a column: an ID number in running text, or in a list of findings, that cannot be right. See `digits`."""
SI_CARD_NO = "si_card_no"
MEMBER_NO = "member_no"
BIRTH_DATE = "birth_date"
ADDRESS = "address"
POSTCODE = "postcode"
EMAIL = "email"
BANK_CARD = "bank_card"
PRESCRIPTION = "prescription"
DIAGNOSIS = "diagnosis"
MEDICINE = "medicine"
DATE = "date"
NOT_PERSONAL = ""

_NEEDS_COMPANY = frozenset({BIRTH_DATE, "cctv"})
"""Identify with one other field; alone in a table they say nothing."""


def direct(rules: RuleBook) -> frozenset[str]:
    """Field types that point at a person. A table without one of them holds no personal data of a customer."""
    return frozenset(field.id for field in rules.fields if field.identifies) - _NEEDS_COMPANY


def health(rules: RuleBook) -> frozenset[str]:
    """Field types that speak of health or of medicines bought."""
    return frozenset(field.id for field in rules.fields if field.health)


def field_name(field_type: str, rules: RuleBook) -> Sentence:
    """What a field type is called."""
    named = next((field.name for field in rules.fields if field.id == field_type), None)
    return named or say("Not personal data")


def sensitivity(field_types: Collection[str], rules: RuleBook) -> Sensitivity:
    """How sensitive a list with these fields is as a whole.

    A person joined with health or with medicines bought makes the whole list 法定 (PIPL 28; aggregation in
    GB/T 45574-2025), whatever each field alone would be.
    """
    present = [field for field in rules.fields if field.id in field_types]
    has_person = any(field.identifies for field in present)
    if any(field.statutory for field in present) or (has_person and any(field.health for field in present)):
        return Sensitivity.STATUTORY
    return Sensitivity.STRICT if any(field.strict for field in present) else Sensitivity.GENERAL
