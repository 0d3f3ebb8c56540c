"""Shorthands for tests about the law: the shipped rules, a closing, a group, facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from desktop.classification.decide import decide
from desktop.classification.records import Answer, Decision, Facts
from desktop.inventory.records import GroupKind, RecordGroup
from desktop.rules.loader import load
from desktop.rules.records import RuleBook
from desktop.shop.records import Closing, Route

LAST_DAY = date(2026, 12, 31)
CLOSING = Closing(Route.DEREGISTRATION, LAST_DAY, date(2027, 1, 15), date(2027, 1, 31), date(2027, 1, 15))


@cache
def rules() -> RuleBook:
    """The shipped rules."""
    return load()


def a_group(kind: GroupKind, newest: date | None = None, oldest: date | None = None, **changes: object) -> RecordGroup:
    """A settled group of a kind."""
    made = RecordGroup(1, 1, kind, "group", "", 10, 5, oldest, newest, (), True, None)
    return replace(made, **changes)  # type: ignore[arg-type]


def decided(
    kind: GroupKind,
    newest: date | None = None,
    answers: dict[str, str] | None = None,
    *,
    minors: int = 0,
    original: RecordGroup | None = None,
    as_of: date = LAST_DAY,
    closing: Closing = CLOSING,
    device: bool = False,
    **changes: object,
) -> Decision:
    """What is decided about such a group."""
    group = a_group(kind, newest, **changes)  # type: ignore[arg-type]
    given = tuple(Answer(question, None, value) for question, value in (answers or {}).items())
    return decide(group, rules(), closing, Facts(as_of, given, minors, original, device))
