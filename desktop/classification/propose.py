"""Proposals for all groups: gathers the facts, decides, writes what changed. Also: which questions are open."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from desktop.classification import store
from desktop.classification.decide import decide, pending
from desktop.classification.records import Decision, Disposition, Facts, Question
from desktop.errors import OwnerError
from desktop.inventory import store as inventory
from desktop.inventory import store_people
from desktop.inventory.records import RecordGroup, Source, SourceKind, SourceState
from desktop.jobs.job import Job, Progress, run_to_end
from desktop.session import Reading, Session
from desktop.shop.records import Closing
from desktop.shop.store import read_closing
from desktop.words import say

BATCH = 50
OUT_OF_SCOPE = (SourceState.NO_PERSONAL_DATA, SourceState.DISMISSED)


@dataclass(frozen=True, slots=True)
class Known:
    """A group with all that is known about it."""

    group: RecordGroup
    facts: Facts


def groups_to_decide(session: Session) -> tuple[RecordGroup, ...]:
    """Every record group except those of sources without personal data and false alarms."""
    return session.once(_GROUPS)


def sources(session: Session) -> tuple[Source, ...]:
    """Every source."""
    return session.once(_SOURCES)


def _devices(session: Session) -> set[int]:
    return {source.id for source in sources(session) if source.kind is SourceKind.DEVICE}


def decided(session: Session) -> tuple[Decision, ...]:
    """Every decision, in the order of the groups."""
    return session.once(_DECIDED)


def _groups(session: Session) -> tuple[RecordGroup, ...]:
    left_out = {source.id for source in sources(session) if source.state in OUT_OF_SCOPE}
    return tuple(group for group in inventory.groups(session.vault) if group.source_id not in left_out)


_SOURCES = Reading(lambda session: inventory.sources(session.vault), regardless=("classification.",))
_GROUPS = Reading(_groups, regardless=("classification.",))
_DECIDED = Reading(lambda session: store.decisions(session.vault), regardless=("classification.a", "classification.h"))


def known(session: Session, closing: Closing, *, count_children: bool = True) -> Iterator[Known]:
    """The groups with their facts: answers, people under fourteen, originals of copies.

    No question depends on the children.
    """
    groups = groups_to_decide(session)
    by_id = {group.id: group for group in groups}
    given = store.answers(session.vault)
    as_of = min(session.today, closing.last_trading_day)
    devices = _devices(session)
    children = _children(session, closing.last_trading_day) if count_children else {}
    for group in groups:
        original = by_id.get(group.copy_of) if group.copy_of is not None else None
        yield Known(group, Facts(as_of, given, children.get(group.id, 0), original, group.source_id in devices))


def _children(session: Session, on: date) -> dict[int, int]:
    """How many persons under fourteen on a day are in each group (PIPL 28, 31)."""
    return store_people.born_after(session.vault, f"{on.year - 14:04}-{on.month:02}-{on.day:02}")


def fingerprint(session: Session, rules: str = "") -> str:
    """A digest of everything the proposals rest on; another one means that they are out of date.

    `rules`: the digest of other rules than those of the case.
    """
    closing = read_closing(session.vault)
    rest = [
        rules or session.rules.digest,
        [str(closing.last_trading_day), closing.route.value] if closing else "",
        sorted(_devices(session)),
        [[str(value) for value in _plain(group)] for group in groups_to_decide(session)],
        [[a.question, a.group_id, a.value] for a in store.answers(session.vault)],
    ]
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False).encode()).hexdigest()


_FINGERPRINT = Reading(fingerprint, regardless=("classification.c", "classification.t", "classification.h"))


def _plain(group: RecordGroup) -> tuple[object, ...]:
    return (
        group.id, group.kind, group.records, group.people, group.period_from, group.period_to, group.field_types,
        group.settled, group.copy_of,
    )  # fmt: skip


def ready(session: Session) -> bool:
    """Whether anything can be computed: the last trading day is known."""
    return read_closing(session.vault) is not None


def out_of_date(session: Session) -> bool:
    """Whether something changed since the proposals were made."""
    return store.inputs(session.vault) != session.once(_FINGERPRINT)


def propose(session: Session) -> Job[int]:
    """Write the proposals for all groups, in small transactions; gives how many changed."""
    closing = read_closing(session.vault)
    if closing is None:
        raise OwnerError(
            say("The last trading day is missing."),
            meaning=say("Without it no period can be computed; nothing has been changed."),
            todo=say("Enter it in step 1."),
        )
    inputs = fingerprint(session)
    total, changed = len(groups_to_decide(session)), 0
    batch: list[Decision] = []
    done = 0
    rules = session.rules
    for done, one in enumerate(known(session, closing), 1):
        batch.append(decide(one.group, rules, closing, one.facts))
        if len(batch) == BATCH:
            changed += store.write_proposals(session.vault, batch, store.inputs(session.vault))
            batch = []
            yield Progress(done, total, unit=say("record groups"))
    changed += store.write_proposals(session.vault, batch, inputs)
    warm(session)
    yield Progress(done, total, unit=say("record groups"))
    return changed


def warm(session: Session) -> None:
    """Read what the page shows next: a job does it in its own thread, so that the window need not wait for it."""
    decided(session), open_questions(session), out_of_date(session)


def propose_now(session: Session) -> int:
    """The proposals, here and now: fast enough between two clicks for an ordinary shop."""
    return run_to_end(propose(session))


def open_questions(session: Session) -> tuple[Question, ...]:
    """What the owner is asked now: only what changes something. Questions for the whole shop come once, and first."""
    return session.once(_OPEN)


def _open_questions(session: Session) -> tuple[Question, ...]:
    closing = read_closing(session.vault)
    if closing is None:
        return ()
    once: dict[str, Question] = {}
    each: list[Question] = []
    settled = {made.group_id for made in decided(session) if made.disposition is not Disposition.UNDECIDED}
    rules = session.rules
    for one in known(session, closing, count_children=False):
        if one.group.id in settled:
            continue
        for rule in pending(one.group, rules, closing, one.facts):
            choices = tuple((choice.value, choice.text) for choice in rule.choices)
            if rule.once:
                before = once[rule.id].groups if rule.id in once else 0
                once[rule.id] = Question(rule.id, None, "", rule.text, choices, rule.takes_day, before + 1)
            else:
                each.append(Question(rule.id, one.group.id, one.group.name, rule.text, choices, rule.takes_day, 1))
    return (*once.values(), *each)


_OPEN = Reading(_open_questions)


def answer(session: Session, question: str, group_id: int | None, value: str) -> None:
    """Keep an answer and decide anew what it touches. A day is given as ISO text."""
    rule = session.rules.question(question)
    if value not in [choice.value for choice in rule.choices] and not (rule.takes_day and _is_day(value)):
        raise ValueError(value)
    if rule.once != (group_id is None):
        raise ValueError(group_id)
    store.give_answer(session.vault, question, group_id, value)
    propose_now(session)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
