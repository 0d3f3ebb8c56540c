"""What holds for every group, every answer and every rule: the promises the erasure plan rests on."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.classification.asking import applying, relevant
from desktop.classification.asking import given as answered
from desktop.classification.decide import decide, pending
from desktop.classification.periods import term_end
from desktop.classification.records import STAYS_RULE, Answer, Disposition, Facts
from desktop.inventory.records import GroupKind, RecordGroup
from desktop.rules.records import RetentionRule, Term
from desktop.shop.records import Route
from tests.classification.law import CLOSING, LAST_DAY, a_group, rules

KINDS = [kind for kind in GroupKind if kind is not GroupKind.BACKUP]
FIELDS = [field.id for field in rules().fields]
DAYS = st.dates(date(1985, 1, 1), LAST_DAY)


@st.composite
def groups(draw: st.DrawFn) -> RecordGroup:
    return a_group(
        draw(st.sampled_from(KINDS)),
        draw(st.none() | DAYS),
        field_types=tuple(draw(st.lists(st.sampled_from(FIELDS), max_size=4, unique=True))),
        settled=draw(st.booleans()),
        records=draw(st.integers(0, 10_000)),
    )


@st.composite
def all_facts(draw: st.DrawFn) -> Facts:
    given_answers = []
    for question in rules().questions:
        values = [choice.value for choice in question.choices] + (["2030-05-31"] if question.takes_day else [])
        value = draw(st.none() | st.sampled_from(values))
        if value is not None:
            given_answers.append(Answer(question.id, None, value))
    return Facts(LAST_DAY, tuple(given_answers), draw(st.integers(0, 2)), device=draw(st.booleans()))


def applied(group: RecordGroup, facts: Facts) -> tuple[RetentionRule, ...]:
    answers = answered(group, relevant(group, group.kind.value, rules(), device=facts.device), facts)
    return applying(group, group.kind.value, rules(), facts, answers)


def simple_end(term: Term, group: RecordGroup) -> date | None:
    """The end of a term, written again without the code under test: a record's own date and whole calendar units."""
    if term.counted_from == "product_expiry":
        return None
    start = group.period_to or LAST_DAY
    if term.counted_from == "fiscal_year_end_next":
        return date(start.year + term.years, 12, 31)
    if term.days:
        return date.fromordinal(start.toordinal() + term.days)
    year, month = (
        start.year + term.years + (start.month - 1 + term.months) // 12,
        (start.month - 1 + term.months) % 12 + 1,
    )
    for day in range(start.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, start.day)


def ten_years_or_expiry(group: RecordGroup, facts: Facts) -> date:
    """What a term from a product's expiry reaches at least."""
    value = facts.answer("expiry", group.id)
    if value not in (None, "unknown"):
        return date.fromisoformat(str(value))
    ten_years = simple_end(Term(10, 0, 0, "record_date"), group)
    assert ten_years is not None
    return ten_years


@given(groups(), all_facts())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_never_earlier_than_any_applicable_term(group: RecordGroup, facts: Facts) -> None:
    made = decide(group, rules(), CLOSING, facts)
    for rule in applied(group, facts):
        if made.disposition is Disposition.UNDECIDED:
            assert not made.rule_id
            continue
        assert not rule.permanent or made.permanent
        for end in (simple_end(term, group) for term in rule.terms):
            if end is not None and not made.permanent:
                assert made.until is not None
                assert made.until >= end
        if made.disposition is Disposition.DELETE:
            ends = [simple_end(term, group) or ten_years_or_expiry(group, facts) for term in rule.terms]
            assert all(end < facts.as_of for end in ends)


@given(groups(), all_facts(), st.integers(1, 60))
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_adding_a_rule_never_shortens(group: RecordGroup, facts: Facts, years: int) -> None:
    before = decide(group, rules(), CLOSING, facts)
    template = rules().rule("QA-COMPLAINT")
    extra = replace(
        template, id="LOCAL-1", applies_to=(group.kind.value,), conditions=(), terms=(Term(years, 0, 0, "record_date"),)
    )
    after = decide(group, replace(rules(), retention=(*rules().retention, extra)), CLOSING, facts)
    if before.disposition is Disposition.SEAL:
        assert after.disposition in (Disposition.SEAL, Disposition.UNDECIDED)
        assert after.permanent or before.permanent is after.permanent
        if after.disposition is Disposition.SEAL and not after.permanent:
            assert after.until is not None
            assert before.until is not None
            assert after.until >= before.until
    if before.disposition is Disposition.UNDECIDED and after.disposition is Disposition.DELETE:
        assert after.until is not None
        assert after.until < facts.as_of, "the question is settled only because every period, the new one too, is over"


@given(groups(), all_facts(), st.sampled_from(list(Route)))
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
def test_the_route_matters_exactly_where_the_company_goes_on(group: RecordGroup, facts: Facts, route: Route) -> None:
    made = decide(group, rules(), CLOSING, facts)
    there = decide(group, rules(), replace(CLOSING, route=route), facts)
    only_closing = made.disposition is Disposition.DELETE and made.rule_id in rules().policy.closing_rules
    if route is Route.SHARE_SALE and only_closing:
        assert (there.disposition, there.rule_id) == (Disposition.KEEP, STAYS_RULE)
        assert replace(
            there, disposition=made.disposition, rule_id=made.rule_id, rule_ids=made.rule_ids, basis=made.basis,
            explanation=made.explanation, to_verify=made.to_verify,
        ) == made  # fmt: skip
    elif route is Route.SHARE_SALE and made.disposition is Disposition.SEAL:
        assert there == replace(made, disposition=Disposition.KEEP), "it stays in use, its period as it is"
    else:
        assert there == made
    if route is Route.SHARE_SALE and there.disposition is not Disposition.UNDECIDED:
        assert not any("第（二）项" in basis.article for basis in there.basis)


@given(groups(), all_facts(), st.randoms())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_order_does_not_matter(group: RecordGroup, facts: Facts, chance: object) -> None:
    made = decide(group, rules(), CLOSING, facts)
    shuffled = list(facts.answers)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    fields = list(group.field_types)
    chance.shuffle(fields)  # type: ignore[attr-defined]
    again = decide(replace(group, field_types=tuple(fields)), rules(), CLOSING, replace(facts, answers=tuple(shuffled)))
    assert again == made


@given(groups(), all_facts())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_answers_lift_the_doubt_and_only_they_do(group: RecordGroup, facts: Facts) -> None:
    made = decide(group, rules(), CLOSING, facts)
    open_now = pending(group, rules(), CLOSING, facts)
    if open_now:
        assert made.disposition is Disposition.UNDECIDED
    elif group.settled and group.kind is not GroupKind.UNKNOWN:
        assert made.disposition in (Disposition.SEAL, Disposition.DELETE)
        assert rules().rule(made.rule_id)
    else:
        assert made.disposition is Disposition.UNDECIDED


@given(groups(), all_facts(), st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_answering_everything_that_is_asked_always_ends(group: RecordGroup, facts: Facts, data: st.DataObject) -> None:
    for _ in range(6):
        open_now = pending(group, rules(), CLOSING, facts)
        if not open_now:
            break
        value = data.draw(st.sampled_from([choice.value for choice in open_now[0].choices]))
        facts = replace(facts, answers=(*facts.answers, Answer(open_now[0].id, group.id, value)))
    assert not pending(group, rules(), CLOSING, facts)


@given(st.integers(1985, 2026), st.sampled_from(["vouchers", "mixed"]), all_facts())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_accounting_vouchers_never_go_before_their_time(year: int, accounts: str, facts: Facts) -> None:
    group = a_group(GroupKind.ACCOUNTING, date(year, 7, 1))
    given_facts = replace(facts, answers=(Answer("accounts", group.id, accounts),))
    made = decide(group, rules(), CLOSING, given_facts)
    assert made.disposition is Disposition.SEAL or year + 30 < LAST_DAY.year


@given(st.sampled_from(FIELDS), groups(), all_facts())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_every_field_type_meets_a_rule_or_the_default(field: str, group: RecordGroup, facts: Facts) -> None:
    made = decide(replace(group, field_types=(field,)), rules(), CLOSING, facts)
    assert made.disposition is Disposition.UNDECIDED or made.rule_id in {rule.id for rule in rules().retention}


@given(st.dates(date(1950, 1, 1), date(2200, 1, 1)), st.integers(0, 40), st.integers(0, 24))
def test_a_longer_term_never_ends_earlier(start: date, years: int, months: int) -> None:
    ends = [term_end(start, Term(years, m, 0, "record_date")) for m in (months, months + 1)]
    assert ends[0] < ends[1]


def test_the_kinds_of_the_rule_file_are_those_of_the_inventory() -> None:
    assert set(rules().group_kinds) == {kind.value for kind in GroupKind}


def test_five_hundred_groups_are_decided_in_two_seconds_of_work() -> None:
    many = [a_group(KINDS[n % len(KINDS)], date(2020 + n % 7, 1, 1), id=n, records=2_000) for n in range(500)]
    begun = time.process_time()
    for group in many:
        decide(group, rules(), CLOSING, Facts(LAST_DAY))
    assert time.process_time() - begun < 2
