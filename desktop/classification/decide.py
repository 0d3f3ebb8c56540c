"""What must happen to a record group, and why. Pure: the same facts give the same decision.

The longest period wins; several terms of one rule end on the latest day; an unknown date is taken as late as it can be;
a condition nobody has answered counts as met. Only a group whose kind is settled may be deleted. Nothing is decided
while a question is open whose answer would change the outcome. The route matters in one place: where the company goes
on (share sale), nothing stops, so what a period keeps and what only the closing would delete stay with the company,
which goes on using them; nothing is sealed and no original goes (PIPL 47 speaks of whoever stops).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop.classification.asking import Answers, applying, candidates, given, relevant, worth_asking
from desktop.classification.periods import Period, needs_expiry, newest, period
from desktop.classification.records import Decision, Disposition, Facts
from desktop.classification.sensitivity import of_group
from desktop.inventory.records import GroupKind, RecordGroup
from desktop.rules.records import MUST_GO, QuestionRule, RetentionRule, RuleBook
from desktop.shop.records import Closing, Route
from desktop.words import Sentence, say

ASK_FIRST = ("ask_regulator", "never")
BACKUP_QUESTION, EXPIRY_QUESTION = "backup-original", "expiry"


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the rules say for one set of answers."""

    disposition: Disposition
    rule: RetentionRule
    period: Period | None
    permanent: bool
    must_go: bool

    @property
    def effect(self) -> tuple[Disposition, date | None, bool, str]:
        """What the owner would notice: two outcomes with the same effect need no question."""
        return self.disposition, self.period.end if self.period else None, self.permanent, self.rule.after_closing


def decide(group: RecordGroup, rules: RuleBook, closing: Closing, facts: Facts) -> Decision:
    """The decision about one group, not yet confirmed by anyone."""
    kind = _kind(group, rules, closing, facts)
    if kind is None:
        return _copy(group, rules, closing, facts)
    if kind is GroupKind.BACKUP:
        return _lost_copy(group, rules, closing, facts)
    if not group.settled or kind is GroupKind.UNKNOWN:
        return _undecided(group, rules, facts, say("Say in step 2 what this is; until then it is not touched."))
    answers = given(group, relevant(group, kind.value, rules, device=facts.device), facts)
    applied = applying(group, kind.value, rules, facts, answers)
    outcome = _outcome(group, rules, closing, facts, applied, answers)
    if pending(group, rules, closing, facts):
        waiting = _undecided(group, rules, facts, say("Waiting for your answer"), applied)
        return _with_least(waiting, outcome)
    return _decision(group, rules, facts, applied, outcome)


def pending(group: RecordGroup, rules: RuleBook, closing: Closing, facts: Facts) -> tuple[QuestionRule, ...]:
    """The questions about a group that are open and matter."""
    kind = _kind(group, rules, closing, facts)
    if kind is None or not (group.settled or kind is GroupKind.BACKUP) or kind is GroupKind.UNKNOWN:
        return ()
    questions = relevant(group, kind.value, rules, device=facts.device)
    answers = given(group, questions, facts)
    if kind is GroupKind.BACKUP:
        return tuple(q for q in questions if q.id == BACKUP_QUESTION and q.id not in answers)

    possible = candidates(group, kind.value, rules, facts)

    def outcome(assigned: Answers) -> tuple[Disposition, date | None, bool, str]:
        applied = applying(group, kind.value, rules, facts, assigned, possible)
        return _outcome(group, rules, closing, facts, applied, assigned).effect

    choices = worth_asking(questions, answers, outcome)
    applied = applying(group, kind.value, rules, facts, answers)
    if choices or any(rule.permanent for rule in applied) or not needs_expiry(applied):
        return choices
    return tuple(q for q in questions if q.id == EXPIRY_QUESTION and q.id not in answers)


def _kind(group: RecordGroup, rules: RuleBook, closing: Closing, facts: Facts) -> GroupKind | None:
    """The kind that decides; None for a copy whose original holds all that must be kept."""
    original = facts.original
    if original is None:
        return group.kind
    kind = original.kind if group.kind is GroupKind.BACKUP else group.kind
    if not original.settled or original.kind is GroupKind.UNKNOWN:
        return GroupKind.UNKNOWN
    if _covers(original, group):
        return None
    alone = replace(facts, original=None, device=False)
    answers = given(original, relevant(original, original.kind.value, rules), alone)
    kept = any(rule.keeps for rule in applying(original, original.kind.value, rules, alone, answers))
    return kind if kept else None


def _covers(original: RecordGroup, copy: RecordGroup) -> bool:
    """Whether everything in the copy can be in the original: not more records, no older and no newer ones."""
    if copy.records > original.records:
        return False
    older = copy.period_from is not None and (original.period_from is None or copy.period_from < original.period_from)
    newer = copy.period_to is not None and (original.period_to is None or copy.period_to > original.period_to)
    return not (older or newer)


def _outcome(
    group: RecordGroup,
    rules: RuleBook,
    closing: Closing,
    facts: Facts,
    applied: Sequence[RetentionRule],
    answers: Answers,
) -> _Outcome:
    expiry = _day(answers.get(EXPIRY_QUESTION))
    newest_record = newest(group, closing.last_trading_day)
    held = Disposition.KEEP if closing.route is Route.SHARE_SALE else Disposition.SEAL
    must_go = any(rule.default_action == MUST_GO for rule in applied)
    lasting = next((rule for rule in applied if rule.permanent), None)
    if lasting is not None:
        return _Outcome(held, lasting, None, True, False)
    closed = closing.last_trading_day
    kept = [(rule, span) for rule in applied if (span := period(rule, rules, newest_record, closed, expiry))]
    if must_go and all(rule.local for rule, _ in kept):
        kept = []  # a local rule makes periods longer; it cannot keep what the law orders to be destroyed
    asked = [(rule, span) for rule, span in kept if rule.on_expiry in ASK_FIRST]
    if kept:
        rule, span = max(kept, key=lambda pair: pair[1].end)
        if asked and span.end <= max(s.end for _, s in asked):
            rule, span = asked[0]
        if span.end >= facts.as_of or asked:
            return _Outcome(held, rule, span, False, False)
        return _Outcome(Disposition.DELETE, rule, span, False, must_go)
    rule = _deleting(applied, rules)
    if closing.route is Route.SHARE_SALE and rule.id in rules.policy.closing_rules:
        return _staying(rules)
    return _Outcome(Disposition.DELETE, rule, None, False, must_go)


def _staying(rules: RuleBook) -> _Outcome:
    """The company is still the one in charge and has stopped nothing (PIPL 47(1)(2) does not speak of it)."""
    return _Outcome(Disposition.KEEP, rules.rule(rules.policy.stays_rule), None, False, False)


def _deleting(applied: Sequence[RetentionRule], rules: RuleBook) -> RetentionRule:
    """The rule to name for a deletion: an order to destroy before a duty to delete, that before the default."""
    if not applied:
        return rules.rule(rules.policy.default_rule)
    return next((rule for rule in applied if rule.default_action == MUST_GO), applied[0])


def _decision(
    group: RecordGroup, rules: RuleBook, facts: Facts, applied: Sequence[RetentionRule], outcome: _Outcome
) -> Decision:
    rule, span = outcome.rule, outcome.period
    named = () if rule.id == rules.policy.stays_rule else applied
    made = Decision(
        group_id=group.id,
        disposition=outcome.disposition,
        until=span.end if span else None,
        permanent=outcome.permanent,
        counted_from=span.start if span else None,
        rule_id=rule.id,
        rule_ids=tuple(r.id for r in named) or (rule.id,),
        basis=rule.basis,
        sensitivity=of_group(group.field_types, applied, rules, facts.minors),
        to_verify=rule.to_verify,
        explanation=_explanation(outcome),
        rules_digest=rules.digest,
    )
    return _with_least(replace(made, least_sensitivity=made.sensitivity), outcome)


def _with_least(decision: Decision, outcome: _Outcome) -> Decision:
    """With what the owner may not go below."""
    kept = outcome.disposition in (Disposition.SEAL, Disposition.KEEP)
    by_law = kept and (outcome.permanent or bool(outcome.rule.terms))
    return replace(
        decision,
        kept_by_law=by_law,
        least_until=outcome.period.end if by_law and outcome.period else None,
        must_go=outcome.must_go and not kept,
    )


def _explanation(outcome: _Outcome) -> Sentence:
    if outcome.permanent:
        return say("Kept for good")
    if outcome.period and outcome.disposition is Disposition.DELETE:
        return say("Its period ended on {day}", day=outcome.period.end)
    return outcome.rule.short


def _copy(group: RecordGroup, rules: RuleBook, closing: Closing, facts: Facts) -> Decision:
    rule = rules.rule(rules.policy.copy_rule)
    if closing.route is Route.SHARE_SALE and not _original_goes(rules, closing, facts):
        return _decision(group, rules, facts, (rule,), _staying(rules))
    outcome = _Outcome(Disposition.DELETE, rule, None, False, False)
    decision = _decision(group, rules, facts, (rule,), outcome)
    return replace(decision, explanation=say("A copy; its original is decided on its own"))


def _original_goes(rules: RuleBook, closing: Closing, facts: Facts) -> bool:
    """Whether the original is deleted although the company goes on: then so is its copy."""
    if facts.original is None:
        return False
    alone = replace(facts, original=None, minors=0, device=False)
    return decide(facts.original, rules, closing, alone).disposition is Disposition.DELETE


def _lost_copy(group: RecordGroup, rules: RuleBook, closing: Closing, facts: Facts) -> Decision:
    answer = facts.answer(BACKUP_QUESTION, group.id)
    if answer == "kept":
        return _copy(group, rules, closing, facts)
    if answer is None:
        return _undecided(group, rules, facts, say("Waiting for your answer"))
    return _undecided(group, rules, facts, say("The only copy counts as the original: say in step 2 what it holds"))


def _undecided(
    group: RecordGroup, rules: RuleBook, facts: Facts, why: Sentence, applied: Sequence[RetentionRule] = ()
) -> Decision:
    level = of_group(group.field_types, applied, rules, facts.minors)
    return Decision(
        group_id=group.id,
        disposition=Disposition.UNDECIDED,
        until=None,
        permanent=False,
        counted_from=None,
        rule_id="",
        rule_ids=tuple(rule.id for rule in applied),
        basis=(),
        sensitivity=level,
        to_verify=False,
        explanation=why,
        rules_digest=rules.digest,
        least_sensitivity=level,
    )


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None
