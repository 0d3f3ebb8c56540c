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
    Vocabulary,
)
from desktop.rules.source import Entry, RuleSource, unique
from desktop.words import say

NOT_VERIFIED = ("（条号待核）", "（待核）", "条号待核")
MOST_YEARS = 100
"""What is kept for longer than this is kept for good, and the rule says so."""
HEAD = (
    "schema_version", "as_of", "jurisdiction", "group_kinds", "title_zh", "policy", "actions", "count_from",
    "legal_hold", "rule", "local_rule", "question",
)  # fmt: skip
POLICY = (
    "conflict", "combine_default", "unknown_start_date", "unknown_expiry_date", "fallback_years_when_expiry_unknown",
    "applies_if_unknown", "unclassified_group", "mixed_carrier", "last_copy", "recommended_years",
    "local_override_allowed", "no_rule_default", "retained_data_mode", "legal_hold_blocks_destruction", "child_rule",
    "stays_rule", "closing_rules", "copy_rule",
)  # fmt: skip
HOLD = ("id", "name", "short", "until", "basis", "status", "one_person_only")
RULE = (
    "id", "name", "short", "applies_to", "conditions", "fields", "terms", "terms_if_no_expiry", "permanent",
    "default_action", "after_closing", "on_expiry", "recommended_years", "applies_if", "identity_needed",
    "split_identity", "contains_pi", "sensitive", "basis", "confidence", "conflicts", "notes",
)  # fmt: skip
BASIS = ("law", "article", "quote", "effective", "status", "source")
TERM = ("years", "months", "days", "from")
CONDITION = ("kinds", "question", "answers")
"""What each table may say; anything else is a slip, and would be passed over."""


def vocabulary(source: RuleSource, program: Vocabulary | None = None) -> Vocabulary:
    """What the rules of a file may speak of: what it lists itself; in another than the program's own file only what
    the program understands too.
    """
    head, actions, starts = source.table(""), source.table("actions"), source.table("count_from")
    said = Vocabulary(head.texts("group_kinds", None), tuple(actions.values), tuple(starts.values))
    head.only(HEAD)
    if program is None:
        return said
    _known(head, "group_kinds", said.kinds, program.kinds)
    actions.only(program.actions)
    starts.only(program.starts)
    return program


def policy(source: RuleSource, rule_ids: Sequence[str]) -> Policy:
    """What decides when rules meet or facts are missing."""
    entry = source.table("policy")
    entry.only(POLICY)
    rule_ids = (*rule_ids, *source.lost)
    closing = entry.texts("closing_rules", None)
    _known(entry, "closing_rules", closing, rule_ids)
    return Policy(
        _years(entry, "fallback_years_when_expiry_unknown", None),
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
    for entry in entries:
        entry.only(HOLD)
    return tuple(
        HoldRule(
            e.text("id"), e.text("name"), e.words("short"), e.text("until"), e.text("basis"), e.flag("one_person_only")
        )
        for e in entries
    )


def retention(
    source: RuleSource, questions: Sequence[QuestionRule], field_ids: Sequence[str], words: Vocabulary
) -> tuple[RetentionRule, ...]:
    """Every retention rule; what a rule refers to must exist."""
    entries = source.tables("rule")
    unique(entries)
    return tuple(_rule(entry, words, questions, field_ids) for entry in entries)


def _rule(e: Entry, words: Vocabulary, questions: Sequence[QuestionRule], field_ids: Sequence[str]) -> RetentionRule:
    e.only(RULE)
    actions = words.actions
    applies_to = e.texts("applies_to", None)
    _known(e, "applies_to", applies_to, words.kinds)
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
        terms=terms(e, "terms", words),
        terms_if_no_expiry=terms(e, "terms_if_no_expiry", words),
        permanent=e.flag("permanent"),
        default_action=default,
        after_closing=e.one_of("after_closing", actions),
        on_expiry=e.one_of("on_expiry", actions),
        recommended_years=_years(e, "recommended_years"),
        applies_if=e.text("applies_if", ""),
        identity_needed=e.flag("identity_needed", None),
        split_identity=e.flag("split_identity"),
        sensitive=e.flag("sensitive", None),
        basis=bases(e),
        certainty=CertaintyOfRule(e.one_of("confidence", tuple(CertaintyOfRule)) if _sure(e) else "low"),
        conflicts=e.text("conflicts", ""),
        notes=e.text("notes", ""),
    )
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
    e.only(CONDITION)
    made = Condition(e.texts("kinds", None), e.text("question"), e.texts("answers", None))
    _known(e, "kinds", made.kinds, applies_to)
    asked = next((question for question in questions if question.id == made.question), None)
    if asked is None:
        if made.question not in e.source.lost:
            e.fault(say("{key}: {value} is not known", key="question", value=made.question))
        return made
    _known(e, "answers", made.answers, [choice.value for choice in asked.choices])
    _known(e, "kinds", made.kinds, asked.kinds)
    return made


def terms(e: Entry, key: str, words: Vocabulary) -> tuple[Term, ...]:
    """The terms of a rule."""
    return tuple(_term(entry, words.starts) for entry in e.inner(key))


def _term(e: Entry, starts: Sequence[str]) -> Term:
    e.only(TERM)
    term = Term(e.number("years"), e.number("months"), e.number("days"), e.one_of("from", starts))
    if term.years + term.months + term.days == 0:
        e.fault(say("a term must have years, months or days"))
    if term.years * 366 + term.months * 31 + term.days > MOST_YEARS * 366:
        e.fault(say("a term may have {n} years at most", n=MOST_YEARS))
    return term


def _years(e: Entry, key: str, default: int | None = 0) -> int:
    years = e.number(key, default)
    if years > MOST_YEARS:
        e.fault(say("a term may have {n} years at most", n=MOST_YEARS), key)
    return min(years, MOST_YEARS)


def bases(e: Entry) -> tuple[Basis, ...]:
    """Every provision a rule rests on; a rule without one is none."""
    found = e.inner("basis")
    for entry in found:
        entry.only(BASIS)
    if not found:
        e.fault(say("{id} names no basis", id=e.text("id")), "basis")
    return tuple(basis(entry) for entry in found)


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
