"""Which rules apply to a group given the answers so far, and which questions are still worth asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import TypeVar

from desktop.classification.records import Facts
from desktop.inventory.records import RecordGroup
from desktop.rules.records import Condition, QuestionRule, RetentionRule, RuleBook

T = TypeVar("T")

Answers = Mapping[str, str]
"""Question id to value, for one group."""


def relevant(group: RecordGroup, kind: str, rules: RuleBook, *, device: bool = False) -> tuple[QuestionRule, ...]:
    """The questions that concern a group of this kind with these fields; some only where it lies on a device."""
    return tuple(
        question
        for question in rules.questions
        if kind in question.kinds
        and (device or not question.devices_only)
        and (not question.fields or not group.field_types or set(question.fields) & set(group.field_types))
    )


def given(group: RecordGroup, questions: tuple[QuestionRule, ...], facts: Facts) -> dict[str, str]:
    """The answers that are there; a choice that the rule file no longer offers does not count."""
    found = {}
    for question in questions:
        value = facts.answer(question.id, group.id)
        if value is not None and (question.takes_day or value in [choice.value for choice in question.choices]):
            found[question.id] = value
    return found


def open_to(question: QuestionRule, questions: tuple[QuestionRule, ...], answers: Answers) -> bool | None:
    """Whether a question can come up: yes, no, or None while the one before it has no answer."""
    if not question.after:
        return True
    before = next((other for other in questions if other.id == question.after), None)
    if before is None:
        return False
    reached = open_to(before, questions, answers)
    if reached is not True:
        return reached
    value = answers.get(before.id)
    return None if value is None else value in question.after_answers


def holds(condition: Condition, questions: tuple[QuestionRule, ...], answers: Answers) -> bool | None:
    """Whether a condition is met; None while nobody has answered."""
    question = next((q for q in questions if q.id == condition.question), None)
    if question is None:
        return False
    reached = open_to(question, questions, answers)
    if reached is not True:
        return reached
    value = answers.get(question.id)
    return None if value is None else value in condition.answers


def candidates(group: RecordGroup, kind: str, rules: RuleBook, facts: Facts) -> tuple[RetentionRule, ...]:
    """The rules that may apply, whatever is answered: for many questions asked about one group."""
    fields, child_rule = frozenset(group.field_types), rules.policy.child_rule if facts.minors else ""
    return tuple(
        rule
        for rule in rules.retention
        if kind in rule.applies_to or rule.id == child_rule or not fields.isdisjoint(rule.fields)
    )


def applying(
    group: RecordGroup,
    kind: str,
    rules: RuleBook,
    facts: Facts,
    answers: Answers,
    among: tuple[RetentionRule, ...] | None = None,
) -> tuple[RetentionRule, ...]:
    """Every rule that applies, in the order of the file. A condition nobody has answered counts as met.

    `among`: its `candidates`, where they are known already.
    """
    questions = relevant(group, kind, rules, device=facts.device)
    fields, child_rule = frozenset(group.field_types), rules.policy.child_rule if facts.minors else ""

    def applies(rule: RetentionRule) -> bool:
        if not fields.isdisjoint(rule.fields) or rule.id == child_rule:
            return True
        conditions = (condition for condition in rule.conditions if kind in condition.kinds)
        return all(holds(condition, questions, answers) is not False for condition in conditions)

    return tuple(rule for rule in among or candidates(group, kind, rules, facts) if applies(rule))


def assignments(questions: tuple[QuestionRule, ...], answers: Answers) -> Iterator[dict[str, str]]:
    """Every way in which the unanswered choices could be answered."""
    unanswered = [q for q in questions if q.id not in answers and not q.takes_day]
    for values in product(*([choice.value for choice in q.choices] for q in unanswered)):
        yield {**answers, **{q.id: value for q, value in zip(unanswered, values, strict=True)}}


def worth_asking(
    questions: tuple[QuestionRule, ...], answers: Answers, outcome: Callable[[Answers], T]
) -> tuple[QuestionRule, ...]:
    """The unanswered choices that can come up now and can change the outcome, whatever the other answers are."""
    unanswered = [q for q in questions if q.id not in answers and not q.takes_day]
    if not unanswered:
        return ()
    outcomes = [(assigned, outcome(assigned)) for assigned in assignments(questions, answers)]
    return tuple(
        question
        for question in unanswered
        if open_to(question, questions, answers) is True and _changes(question, outcomes)
    )


def _changes(question: QuestionRule, outcomes: list[tuple[dict[str, str], T]]) -> bool:
    by_rest: dict[tuple[tuple[str, str], ...], T] = {}
    for assigned, result in outcomes:
        rest = tuple(sorted(item for item in assigned.items() if item[0] != question.id))
        if by_rest.setdefault(rest, result) != result:
            return True
    return False
