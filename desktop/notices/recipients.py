"""Who is told, what, and by which channel: one notice per person, computed from the decisions."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.classification.records import Disposition
from desktop.inventory import store as inventory
from desktop.inventory.records import Subject
from desktop.notices.facts import Facts, under_age
from desktop.notices.records import Addressee, Channel, NoticeKind
from desktop.session import Session
from desktop.shop.records import Route


def addressees(session: Session, facts: Facts) -> tuple[Addressee, ...]:
    """Everyone to be told, in the order in which letters are carried: postcode, address, then as they were read."""
    return tuple(
        sorted(_addressees(session, facts), key=lambda a: (a.subject.postcode, a.subject.address, a.subject.id))
    )


def addressee(facts: Facts, subject: Subject) -> Addressee | None:
    """How this person is told; None when no decided group has them."""
    groups = facts.members.get(subject.id)
    if not groups:
        return None
    return Addressee(
        subject=subject,
        kind=kind_for(facts, groups),
        channel=channel_for(subject),
        group_ids=groups,
        guardian=under_age(subject, facts.today),
        balance=subject.id in facts.balances,
    )


def kind_for(facts: Facts, group_ids: tuple[int, ...]) -> NoticeKind:
    """Share sale: the change is told (PIPL 17). Merger: told whom it goes to (22). Else transfer needs consent (23)."""
    route = facts.closing.route if facts.closing else Route.DEREGISTRATION
    if route is Route.SHARE_SALE:
        return NoticeKind.CHANGE
    if not facts.chosen(group_ids, Disposition.TRANSFER):
        return NoticeKind.DELETION
    return NoticeKind.TRANSFER if route is Route.MERGER else NoticeKind.CONSENT


def channel_for(subject: Subject) -> Channel:
    """A letter where there is an address, else a text message where there is a mobile, else the public notice alone."""
    if subject.address.strip() and subject.name.strip():
        return Channel.LETTER
    return Channel.SMS if subject.mobile.strip() else Channel.POSTER


def _addressees(session: Session, facts: Facts) -> Iterator[Addressee]:
    for subject in inventory.subjects(session.vault):
        found = addressee(facts, subject)
        if found is not None:
            yield found
