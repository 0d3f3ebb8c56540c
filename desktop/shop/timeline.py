"""The dates of a closing, computed from its own dates; each with its basis. The days are in resources/rules."""

from __future__ import annotations

from datetime import date, timedelta

from desktop.rules.records import RuleBook
from desktop.shop.records import Closing, Milestone, ProposedDates, Shop


def milestones(rules: RuleBook, shop: Shop | None, closing: Closing) -> tuple[Milestone, ...]:
    """What falls on which day for this route and legal form, earliest first."""
    days = {
        "last_trading_day": closing.last_trading_day,
        "request_until": closing.request_until,
        "erasure_day": closing.erasure_day,
        "collect_until": closing.collect_until,
    }
    made = [
        Milestone(rule.key, rule.name, days[rule.counted_from] + timedelta(rule.days), rule.basis, rule.required)
        for rule in rules.milestones
        if (not rule.routes or closing.route.value in rule.routes)
        and (not rule.forms or (shop is not None and shop.legal_form.value in rule.forms))
    ]
    return tuple(sorted(made, key=lambda milestone: milestone.day))


def overdue(milestone: Milestone, today: date) -> bool:
    """Whether a duty's day has passed. The program does not know whether it was done: what is shown says so."""
    return milestone.required and milestone.day < today


def next_milestone(rules: RuleBook, shop: Shop | None, closing: Closing, today: date) -> Milestone | None:
    """The first date that has not passed."""
    return next((milestone for milestone in milestones(rules, shop, closing) if milestone.day >= today), None)


def proposed_dates(rules: RuleBook, last_trading_day: date, today: date) -> ProposedDates:
    """Dates that leave customers the time the law and good practice ask for, also when the shop has closed already."""
    days = rules.proposed
    request_until = max(last_trading_day, today + timedelta(days.request_days))
    collect_until = max(last_trading_day, today + timedelta(days.collect_days))
    erasure_day = max(last_trading_day + timedelta(days.erasure_after_trading), request_until + timedelta(1))
    return ProposedDates(request_until, erasure_day, collect_until)
