"""How sensitive a record group is, in the two views of the law and of the stricter standard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.rules.records import FieldType, RetentionRule, RuleBook, Sensitivity

_ORDER = (Sensitivity.GENERAL, Sensitivity.STRICT, Sensitivity.STATUTORY)


def highest(levels: Iterable[Sensitivity]) -> Sensitivity:
    """The strictest of several."""
    return max(levels, key=_ORDER.index, default=Sensitivity.GENERAL)


def of_field(field: FieldType) -> Sensitivity:
    """One field by itself."""
    if field.statutory:
        return Sensitivity.STATUTORY
    return Sensitivity.STRICT if field.strict else Sensitivity.GENERAL


def of_group(field_types: Sequence[str], applied: Sequence[RetentionRule], rules: RuleBook, minors: int) -> Sensitivity:
    """The group as a whole.

    Anyone under fourteen makes all of it sensitive (PIPL 28). A list that joins an identifier with purchases,
    prescriptions, diagnoses or insurance is sensitive as a whole. Where the fields are not known (paper, devices), or
    the kind itself is about health, the rules that apply say it.
    """
    if minors:
        return Sensitivity.STATUTORY
    known = {field.id: field for field in rules.fields}
    fields = [known[name] for name in field_types if name in known]
    if not fields:
        return Sensitivity.STATUTORY if any(rule.sensitive for rule in applied) else Sensitivity.STRICT
    if any(field.identifies for field in fields) and any(field.health for field in fields):
        return Sensitivity.STATUTORY
    return highest(map(of_field, fields))
