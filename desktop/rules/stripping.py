"""What leaves a table so that nobody can be recognised in it: resources/rules/stripping.toml, checked and frozen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop.resources import resource
from desktop.rules.source import Entry, RuleFaults, RuleSource
from desktop.words import say


class Role(StrEnum):
    """What a column is for whoever wants to recognise a person in its row."""

    IDENTITY = "identity"
    """Names a person, alone or with one other field."""
    SERIAL = "serial"
    """A number of a receipt or an order: with another file it leads to the person."""
    NOTE = "note"
    """Free text, in which anything may stand."""
    HEALTH = "health"
    """Speaks of one person's health or balance; never needed for sums."""
    DATE = "date"
    AGE = "age"
    MEDICINE = "medicine"
    GOODS_CODE = "goods_code"
    MEASURE = "measure"
    """Sums and quantities."""
    TRAIT = "trait"
    """Anything else that others may know of a person."""


@dataclass(frozen=True, slots=True)
class HeaderRole:
    """A pattern on a header in lower case without blanks, brackets and signs; the first that fits wins."""

    role: Role
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class MedicineClass:
    """A class of medicines, and what stands in the names of those that belong to it."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrippingRules:
    """`smallest_group`: so many persons must look alike; `fields`: the role of a field type, by its id."""

    smallest_group: int
    sample: int
    serial_percent: int
    note_letters: int
    fields: tuple[tuple[str, Role], ...]
    headers: tuple[HeaderRole, ...]
    classes: tuple[MedicineClass, ...]

    def role_of_field(self, field_type: str) -> Role | None:
        """The role of a field type that is named in the file."""
        return dict(self.fields).get(field_type)

    def role_of_header(self, compared: str) -> Role | None:
        """The role that a header speaks of."""
        return next((entry.role for entry in self.headers if compared and entry.pattern.search(compared)), None)

    def class_of(self, medicine: str) -> str:
        """The class of a medicine by its name; 其他 for what is in none of them."""
        return next((one.name for one in self.classes if any(word in medicine for word in one.words)), OTHER_CLASS)


OTHER_CLASS = "其他"
"""Stands in the written file, which is always in Chinese."""


def load_stripping(path: Path | None = None) -> StrippingRules:
    """Read the file. Raises `RuleFaults` with all of its faults."""
    source = RuleSource.read(path or resource("rules", "stripping.toml"))
    head = source.table("")
    roles = [role.value for role in Role]
    fields = tuple(
        (field_id, Role(role))
        for entry in source.tables("field")
        if (role := entry.one_of("role", roles)) in roles
        for field_id in entry.texts("ids", None)
    )
    rules = StrippingRules(
        smallest_group=head.number("smallest_group", None),
        sample=head.number("sample", None),
        serial_percent=head.number("serial_percent", None),
        note_letters=head.number("note_letters", None),
        fields=fields,
        headers=tuple(found for entry in source.tables("header") if (found := _header(entry, roles)) is not None),
        classes=tuple(MedicineClass(e.text("name"), e.texts("words", None)) for e in source.tables("class")),
    )
    if rules.smallest_group < 2:
        head.fault(say("{key} must be at least {n}", key="smallest_group", n=2), "smallest_group")
    if source.faults:
        raise RuleFaults(source.faults)
    return rules


def _header(entry: Entry, roles: list[str]) -> HeaderRole | None:
    role, pattern = entry.one_of("role", roles), entry.text("pattern")
    try:
        return HeaderRole(Role(role), re.compile(pattern)) if role in roles else None
    except re.error:
        entry.fault(say("this line cannot be read"), "pattern")
        return None
