"""Questions as data: small trees, checked for loops and dead ends."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.rules.records import ChoiceRule, QuestionRule
from desktop.rules.source import Entry, RuleSource, unique
from desktop.words import say


def questions(source: RuleSource, kinds: Sequence[str], field_ids: Sequence[str]) -> tuple[QuestionRule, ...]:
    """Every question; what it refers to must exist, and no chain of follow-ups may come back to itself."""
    entries = source.tables("question")
    unique(entries)
    made = [_question(entry, kinds, field_ids) for entry in entries]
    for entry, question in zip(entries, made, strict=True):
        _check_after(entry, question, made)
    return tuple(made)


def _question(e: Entry, kinds: Sequence[str], field_ids: Sequence[str]) -> QuestionRule:
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
