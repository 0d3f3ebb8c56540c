"""What still stands between the erasure and the certificate."""

from __future__ import annotations

from desktop.erasure import store
from desktop.erasure.approval import missing_approvals
from desktop.erasure.records import Item, ItemKind, ItemState
from desktop.gates import OpenPoint
from desktop.session import Session
from desktop.shop.records import ROLE_NAMES
from desktop.words import Sentence, say


def open_points(session: Session) -> list[OpenPoint]:
    """Plan approved by both; every item done, or an exception with cause, next step, date and person."""
    plan = store.current_plan(session.vault)
    if plan is None:
        return [OpenPoint(say("The plan has not been looked at yet"), "plan")]
    missing = missing_approvals(session, plan)
    if missing:
        return [
            OpenPoint(say("{role} has not approved the plan", role=ROLE_NAMES[role]), f"approve:{role.value}")
            for role in missing
        ]
    if session.vault.frozen_since is None:
        return [OpenPoint(say("Erasure has not begun"), "begin")]
    rows = store.items(session.vault)
    points = [OpenPoint(_words(item), f"item:{item.id}") for item in rows if needs_word(item) and not _by_job(item)]
    left = [item for item in rows if _by_job(item) and item.open]
    if left:
        # The case itself comes last: while only it is left, what hands have to do stands first.
        first = 0 if any(item.planned.kind is ItemKind.FILE for item in left) else len(points)
        points.insert(first, OpenPoint(say("Items of the plan not done yet: {n}", n=len(left)), "run"))
    return points


def needs_word(item: Item) -> bool:
    """Whether an item is neither done nor an exception with all it needs."""
    return item.state is not ItemState.DONE and not item.explained


def _by_job(item: Item) -> bool:
    """Waiting for the job, not for a person."""
    waiting = item.state in (ItemState.PLANNED, ItemState.STARTED) and not item.planned.on_hold
    return waiting and item.planned.kind in (ItemKind.FILE, ItemKind.CASE_ROWS)


def _words(item: Item) -> Sentence:
    name = item.planned.label
    if item.planned.on_hold:
        return say("{name} is on hold: say what happens next", name=name)
    if item.planned.kind is ItemKind.THIRD_PARTY:
        return say("{name} has not answered yet", name=name)
    if item.state is ItemState.FAILED:
        return say("{name} was not destroyed", name=name)
    return say("{name}: enter when it is destroyed", name=name)
