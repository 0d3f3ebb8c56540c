"""When a period ends: calendar arithmetic of the Civil Code, articles 200 to 204."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from desktop.classification.records import Decision
from desktop.inventory.records import RecordGroup
from desktop.rules.records import RetentionRule, RuleBook, Term
from desktop.words import Sentence, say

LAST_DAY = date(9999, 12, 31)
EVENTS: dict[str, Sentence] = {
    "dispense_date": say("Last prescription"),
    "sale_date": say("Last sale"),
    "product_expiry": say("Expiry of the product"),
    "fiscal_year_end_next": say("First day after the financial year"),
    "contract_end": say("End of the contract"),
    "capture_date": say("Last recording"),
    "card_purchase_date": say("Last card sold"),
}
"""What starts a term; any other event is the making of the last record."""
_OTHER_DAYS = {"product_expiry", "fiscal_year_end_next", "contract_end"}
"""Events that are not the making of the newest record."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """起算日: the day a period is counted from, what happened on it, and the term (None: as advised)."""

    day: date
    event: Sentence
    term: Term | None


@dataclass(frozen=True, slots=True)
class Period:
    """From which day a rule's longest term counts, and the last day of it."""

    start: date
    end: date


@lru_cache(maxsize=4096)
def term_end(start: date, term: Term) -> date:
    """The last day of a term that begins with an event on `start`.

    The day of the event does not count, so the corresponding day is the last one (民法典 201, 202: without such a day,
    the last of the month). A term from the first day of the next year counts that day itself (会计档案管理办法 14).
    """
    months = start.year * 12 + start.month - 1 + 12 * term.years + term.months
    year, month = divmod(months, 12)
    if year > LAST_DAY.year:
        return LAST_DAY
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    end = date(year, month + 1, day) + timedelta(term.days)
    return end - timedelta(1) if term.counted_from == "fiscal_year_end_next" else end


def newest(group: RecordGroup, last_trading_day: date) -> date:
    """The newest record: where it is not known, the last day on which one can have been made."""
    return group.period_to or last_trading_day


def start_of(term: Term, newest_record: date) -> date:
    """Where a term begins for the newest record. Every event is taken as late as it can have been."""
    if term.counted_from == "fiscal_year_end_next":
        return date(min(newest_record.year + 1, LAST_DAY.year), 1, 1)
    return newest_record


def period(
    rule: RetentionRule, rules: RuleBook, newest_record: date, last_trading_day: date, expiry: date | None
) -> Period | None:
    """The longest of a rule's terms; None for a rule without terms. An unknown expiry falls back to many years.

    No record shows when a contract ended (劳动合同法 50): it may have lasted until the shop closed.
    """
    found: list[Period] = []
    for term in (*rule.terms, *rule.terms_if_no_expiry):
        if term.counted_from != "product_expiry":
            known = newest_record if term.counted_from != "contract_end" else max(newest_record, last_trading_day)
            start = start_of(term, known)
            found.append(Period(start, term_end(start, term)))
        elif expiry is not None:
            found.append(Period(expiry, term_end(expiry, term)))
        else:
            years = Term(rules.policy.fallback_years_when_expiry_unknown, 0, 0, "record_date")
            found.append(Period(newest_record, term_end(newest_record, years)))
    if rule.recommended_years:
        advised = Term(rule.recommended_years, 0, 0, "record_date")
        found.append(Period(newest_record, term_end(newest_record, advised)))
    return max(found, key=lambda p: p.end) if found else None


def beginning(made: Decision, rules: RuleBook, *, dated: bool = True) -> Beginning | None:
    """From when and from what the decided period counts; None where no period was counted.

    `dated` False: nobody knows the day of the newest record, so that the last trading day stood in for it.

    The term is the one that leads from the first day to the last one: a rule may have several, and one whose expiry
    nobody knows falls back to many years from the record.
    """
    end = made.least_until or made.until
    if made.counted_from is None or end is None or not made.rule_id:
        return None
    rule = rules.rule(made.rule_id)
    years = (rules.policy.fallback_years_when_expiry_unknown, rule.recommended_years)
    other = [Term(n, 0, 0, "record_date") for n in years if n]
    terms = [*rule.terms, *rule.terms_if_no_expiry]
    fits = [term for term in (*terms, *other) if term_end(made.counted_from, term) == end]
    found = fits[0] if fits else max(terms, key=lambda t: (t.years, t.months, t.days), default=None)
    event = EVENTS.get(found.counted_from if found else "", say("Last record"))
    if not dated and (found is None or found.counted_from not in _OTHER_DAYS):
        event = say("Day unknown: last trading day")
    return Beginning(made.counted_from, event, found)


def needs_expiry(rules: Sequence[RetentionRule]) -> bool:
    """Whether any of these counts from a product's expiry."""
    return any(term.counted_from == "product_expiry" for rule in rules for term in rule.terms)
