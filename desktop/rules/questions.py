"""Questions as data: small trees, checked for loops and dead ends."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from desktop.rules.records import ChoiceRule, QuestionRule
from desktop.rules.source import Entry, RuleSource, unique
from desktop.words import say

QUESTION = ("id", "scope", "kinds", "fields", "devices_only", "after", "kind", "text", "choices")
MOST_WAYS = 500
"""In so many ways the questions about one kind of group may be answered: every one of them is tried before asking."""


def questions(
    source: RuleSource, kinds: Sequence[str], field_ids: Sequence[str], program: Sequence[QuestionRule] = ()
) -> tuple[QuestionRule, ...]:
    """Every question; what it refers to must exist, and no chain of follow-ups may come back to itself.

    In another than the program's own file questions may be missing; what it says is added to those of the program, or
    stands for them, and keeps the answers that the program counts on.
    """
    entries = source.tables("question", needed=not program)
    unique(entries)
    own = [_question(entry, kinds, field_ids) for entry in entries]
    by_id = {question.id: question for question in program} | {question.id: question for question in own}
    made = tuple(by_id.values()) if program else tuple(own)
    for entry, question in zip(entries, own, strict=True):
        _check_after(entry, question, made)
        for before in program:
            if before.id == question.id and not _goes_on(before, question):
                entry.fault(say("{id} must keep its scope and its answers", id=question.id))
        for kind in question.kinds:
            if prod(len(q.choices) for q in made if kind in q.kinds and not q.takes_day) > MOST_WAYS:
                entry.fault(say("there are too many questions about {kind}", kind=kind), "kinds")
    return made


def _goes_on(before: QuestionRule, after: QuestionRule) -> bool:
    """Whether answers that were given to a question still mean the same."""
    values = [{choice.value for choice in question.choices} for question in (before, after)]
    same = (before.once, before.takes_day) == (after.once, after.takes_day)
    return same and values[0] <= values[1] and set(before.kinds) <= set(after.kinds)


def _question(e: Entry, kinds: Sequence[str], field_ids: Sequence[str]) -> QuestionRule:
    e.only(QUESTION)
    after = e.values.get("after", {})
    if not isinstance(after, dict) or not isinstance(after.get("question", ""), str):
        e.fault(say("{key} must be {kind}", key="after", kind=say("a table")), "after")
        after = {}
    choices = tuple(ChoiceRule(c.text("value"), c.words("text")) for c in e.inner("choices"))
    made = QuestionRule(
        id=e.text("id"),
        once=e.one_of("scope", ("case", "group")) == "case",
        kinds=e.texts("kinds", None),
        fields=e.texts("fields"),
        devices_only=e.flag("devices_only"),
        after=str(after.get("question", "")),
        after_answers=tuple(str(answer) for answer in after.get("answers", ())),
        takes_day=e.one_of("kind", ("choice", "date"), "choice") == "date",
        text=e.words("text"),
        choices=choices,
    )
    for key, values, allowed in (("kinds", made.kinds, kinds), ("fields", made.fields, field_ids)):
        for value in values:
            if value not in allowed:
                e.fault(say("{key}: {value} is not known", key=key, value=value), key)
    if len({choice.value for choice in choices}) < (1 if made.takes_day else 2):
        e.fault(say("{id} needs answers to choose from", id=made.id), "choices")
    return made


def _check_after(e: Entry, question: QuestionRule, everyone: Sequence[QuestionRule]) -> None:
    if not question.after:
        return
    by_id = {other.id: other for other in everyone}
    before = by_id.get(question.after)
    if before is None:
        e.fault(say("{key}: {value} is not known", key="after", value=question.after), "after")
        return
    for answer in question.after_answers:
        if answer not in [choice.value for choice in before.choices]:
            e.fault(say("{key}: {value} is not known", key="after", value=answer), "after")
    seen = {question.id}
    while before is not None:
        if before.id in seen:
            e.fault(say("{id} comes after itself", id=question.id), "after")
            return
        seen.add(before.id)
        before = by_id.get(before.after)
