"""How lists and indexes name what is kept: kind, period, basis, last day. Chinese, for paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desktop.classification import store as classification
from desktop.handover.records import PackKind
from desktop.inventory.records import GROUP_NAMES, RecordGroup
from desktop.notices.facts import basis_words as basis_of
from desktop.notices.facts import rule_of
from desktop.session import Session
from desktop.words import zh


def group_words(groups: Iterable[RecordGroup]) -> str:
    """The kinds of several groups, each once."""
    return "、".join(dict.fromkeys(zh(GROUP_NAMES[group.kind]) for group in groups))


def period_words(groups: Iterable[RecordGroup]) -> str:
    """From the first month to the last; 不详 where it is not known."""
    known = [(g.period_from, g.period_to) for g in groups]
    starts = [start for start, _ in known if start]
    ends = [end for _, end in known if end]
    if not starts or not ends:
        return zh("not known")
    return zh("{first} to {last}", first=f"{min(starts):%Y-%m}", last=f"{max(ends):%Y-%m}")


def basis_words(session: Session, groups: Iterable[RecordGroup]) -> str:
    """The acts the keeping rests on, each once; articles only where they are verified."""
    made = [classification.decision(session.vault, group.id) for group in groups]
    found = (basis_of(d.basis, rule_of(session.rules, d)) for d in made if d is not None and d.basis)
    return "；".join(dict.fromkeys(found)) or "—"


def due_words(day: date | None, kind: PackKind) -> str:
    """The last day, 永久, or — for what is handed over."""
    if kind is PackKind.TRANSFER:
        return "—"
    return day.isoformat() if day else zh("for good")
