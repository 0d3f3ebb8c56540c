"""Retention rules, holds and policy out of retention-rules.toml."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.rules.records import (
    Basis,
    CertaintyOfRule,
    Condition,
    HoldRule,
    Policy,
    QuestionRule,
    RetentionRule,
    Status,
    Term,
)
from desktop.rules.source import Entry, RuleSource, unique
from desktop.words import say

NOT_VERIFIED = ("（条号待核）", "（待核）", "条号待核")


def group_kinds(source: RuleSource) -> tuple[str, ...]:
    """The kinds of record group that rules may speak about."""
    return source.table("").texts("group_kinds", None)


def policy(source: RuleSource, rule_ids: Sequence[str]) -> Policy:
    """What decides when rules meet or facts are missing."""
    entry = source.table("policy")
    closing = entry.texts("closing_rules", None)
    _known(entry, "closing_rules", closing, rule_ids)
    return Policy(
        entry.number("fallback_years_when_expiry_unknown", None),
        entry.one_of("no_rule_default", rule_ids),
        entry.one_of("child_rule", rule_ids),
        entry.one_of("copy_rule", rule_ids),
        entry.one_of("stays_rule", rule_ids),
        closing,
    )


def holds(source: RuleSource) -> tuple[HoldRule, ...]:
    """The legal holds."""
    entries = source.tables("legal_hold")
    unique(entries)
    return tuple(
        HoldRule(
            e.text("id"), e.text("name"), e.words("short"), e.text("until"), e.text("basis"), e.flag("one_person_only")
        )
        for e in entries
    )


def retention(
    source: RuleSource, questions: Sequence[QuestionRule], field_ids: Sequence[str]
) -> tuple[RetentionRule, ...]:
    """Every retention rule; what a rule refers to must exist."""
    entries = source.tables("rule")
    unique(entries)
    actions, starts = tuple(source.table("actions").values), tuple(source.table("count_from").values)
    kinds = group_kinds(source)
    return tuple(_rule(entry, kinds, actions, starts, questions, field_ids) for entry in entries)


def _rule(
    e: Entry,
    kinds: Sequence[str],
    actions: Sequence[str],
    starts: Sequence[str],
    questions: Sequence[QuestionRule],
    field_ids: Sequence[str],
) -> RetentionRule:
    applies_to = e.texts("applies_to", None)
    _known(e, "applies_to", applies_to, kinds)
    fields = e.texts("fields")
    _known(e, "fields", fields, field_ids)
    default = e.one_of("default_action", actions, "")
    rule = RetentionRule(
        id=e.text("id"),
        name=e.text("name"),
        short=e.words("short"),
        applies_to=applies_to,
        conditions=tuple(_condition(entry, applies_to, questions) for entry in e.inner("conditions")),
        fields=fields,
        terms=tuple(_term(entry, starts) for entry in e.inner("terms")),
        terms_if_no_expiry=tuple(_term(entry, starts) for entry in e.inner("terms_if_no_expiry")),
        permanent=e.flag("permanent"),
        default_action=default,
        after_closing=e.one_of("after_closing", actions),
        on_expiry=e.one_of("on_expiry", actions),
        recommended_years=e.number("recommended_years"),
        applies_if=e.text("applies_if", ""),
        identity_needed=e.flag("identity_needed", None),
        split_identity=e.flag("split_identity"),
        sensitive=e.flag("sensitive", None),
        basis=tuple(basis(entry) for entry in e.inner("basis")),
        certainty=CertaintyOfRule(e.one_of("confidence", tuple(CertaintyOfRule)) if _sure(e) else "low"),
        conflicts=e.text("conflicts", ""),
        notes=e.text("notes", ""),
    )
    if not rule.basis:
        e.fault(say("{id} names no basis", id=rule.id), "basis")
    if rule.keeps == bool(default):
        e.fault(say("{id} must either keep for a period or name a default action", id=rule.id), "terms")
    return rule


def _sure(e: Entry) -> bool:
    if e.values.get("confidence") in tuple(CertaintyOfRule):
        return True
    e.one_of("confidence", tuple(CertaintyOfRule))
    return False


def _known(e: Entry, key: str, values: Sequence[str], allowed: Sequence[str]) -> None:
    for value in values:
        if value not in allowed:
            e.fault(say("{key}: {value} is not known", key=key, value=value), key)


def _condition(e: Entry, applies_to: Sequence[str], questions: Sequence[QuestionRule]) -> Condition:
    made = Condition(e.texts("kinds", None), e.text("question"), e.texts("answers", None))
    _known(e, "kinds", made.kinds, applies_to)
    asked = next((question for question in questions if question.id == made.question), None)
    if asked is None:
        e.fault(say("{key}: {value} is not known", key="question", value=made.question))
        return made
    _known(e, "answers", made.answers, [choice.value for choice in asked.choices])
    _known(e, "kinds", made.kinds, asked.kinds)
    return made


def _term(e: Entry, starts: Sequence[str]) -> Term:
    term = Term(e.number("years"), e.number("months"), e.number("days"), e.one_of("from", starts))
    if term.years + term.months + term.days == 0:
        e.fault(say("a term must have years, months or days"))
    return term


def basis(e: Entry) -> Basis:
    """One provision. An article whose number is not verified says so in words, or has been read nowhere (K)."""
    article = e.text("article")
    plain = article
    for words in NOT_VERIFIED:
        plain = plain.replace(words, "")
    status = e.values.get("status")
    if status not in tuple(Status):
        e.one_of("status", tuple(Status))
        status = Status.KNOWN_ONLY
    verified = plain == article and (not article or status != Status.KNOWN_ONLY)
    return Basis(e.text("law"), plain, verified, e.text("quote"), e.day("effective"), Status(status))
