"""What still stands between the notices and the handover."""

from __future__ import annotations

from desktop.gates import OpenPoint
from desktop.notices import store
from desktop.notices.audience import audience, not_numbered, waiting_problems
from desktop.notices.facts import Facts
from desktop.notices.poster import poster_words
from desktop.notices.records import Channel, FileKind
from desktop.notices.texts import Unfilled
from desktop.session import Session
from desktop.shop.records import Route
from desktop.words import say


def open_points(session: Session) -> list[OpenPoint]:
    """Empty when everyone is told, the public notice hangs, and the waiting period is over or waived."""
    facts = audience(session).facts
    if not facts.groups:
        return []
    try:
        poster_words(facts, "", session.today)
    except Unfilled as lacking:
        return [OpenPoint(lacking.happened, f"facts:{lacking.places[0]}")]
    points = _letters(session)
    points += _sent(session)
    points += _poster(session)
    if facts.closing and facts.closing.route is not Route.SHARE_SALE:
        points += _balances(session, facts)
    return points


def _letters(session: Session) -> list[OpenPoint]:
    told = audience(session)
    missing = not_numbered(session)
    written = {file.kind for file in store.files(session.vault) if file.basis == told.facts.digest}
    points = []
    letters = told.by_channel[Channel.LETTER]
    bad = len(waiting_problems(session))
    made = written & {FileKind.LETTERS, FileKind.CONSENT_LETTERS}
    unsent = store.unsent(session.vault)
    if letters and (missing[Channel.LETTER] or (unsent.get(Channel.LETTER) and not made)):
        points.append(OpenPoint(say("Letters to be made: {n}", n=letters - bad), "letters"))
    if missing[Channel.SMS] or (unsent.get(Channel.SMS) and FileKind.MESSAGES not in written):
        points.append(OpenPoint(say("The list of text messages is not made yet"), "messages"))
    if missing[Channel.POSTER] and not points:
        points.append(OpenPoint(say("People reached by the public notice alone are not registered yet"), "letters"))
    if bad:
        points.append(OpenPoint(say("Letters that cannot be printed: {n}", n=bad), "problems"))
    return points


def _sent(session: Session) -> list[OpenPoint]:
    unsent = store.unsent(session.vault)
    points = []
    if letters := unsent.get(Channel.LETTER, 0):
        points.append(OpenPoint(say("Letters not marked as sent: {n}", n=letters), "sent"))
    if messages := unsent.get(Channel.SMS, 0):
        points.append(OpenPoint(say("Text messages not marked as sent: {n}", n=messages), "messages"))
    return points


def _poster(session: Session) -> list[OpenPoint]:
    period = store.waiting(session.vault, session.today)
    if period.began_on is None:
        return [OpenPoint(say("The public notice is not put up yet"), "poster")]
    if period.over or period.waiver is not None:
        return []
    assert period.ends_on is not None
    days = (period.ends_on - session.today).days + 1
    return [OpenPoint(say("Waiting until {day}, {n} more days", day=period.ends_on, n=days), "poster")]


def _balances(session: Session, facts: Facts) -> list[OpenPoint]:
    if not facts.balances or store.balances_settled(session.vault, len(facts.balances)):
        return []
    return [OpenPoint(say("People whose balance is not marked as refunded: {n}", n=len(facts.balances)), "balances")]
