"""Other rules for a case: what they would change is shown first, in words and for every record group; then taken.

Until they are taken the case keeps its rules. What is sealed in a pack or destroyed already stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.classification import propose, store, store_rules
from desktop.classification.decide import decide
from desktop.classification.records import Decision, Disposition
from desktop.classification.rule_file_differences import Difference, Kind, differences
from desktop.errors import OwnerError
from desktop.inventory.records import RecordGroup
from desktop.jobs.job import Job, Progress
from desktop.rules import rule_file
from desktop.rules.local import as_text
from desktop.rules.records import RetentionRule, RuleBook
from desktop.rules.source import RuleFault, RuleFaults
from desktop.session import Session
from desktop.shop.store import read_closing
from desktop.vault.vault import Frozen
from desktop.words import say

BATCH = 20


@dataclass(frozen=True, slots=True)
class Effect:
    """A record group that would be decided otherwise."""

    group: RecordGroup
    before: Decision
    after: Decision

    @property
    def asked_again(self) -> bool:
        """The owner had agreed, and has to say so once more."""
        return self.before.confirmed and not self.after.confirmed

    @property
    def own_lost(self) -> bool:
        """The owner's own change no longer keeps all that must be kept."""
        return bool(self.before.owner_reason) and not self.after.owner_reason

    @property
    def less(self) -> bool:
        """It would be kept for a shorter time than now, or not at all."""
        return _kept(self.after) < _kept(self.before) and self.after.disposition is not Disposition.UNDECIDED


@dataclass(frozen=True, slots=True)
class Offer:
    """Rules that could be taken, and what that would mean. `before`: digest of the rules they would replace.

    `dated` is False while no day can be computed: the last trading day is missing.
    """

    name: str
    rules: RuleBook
    before: str
    older: bool
    differences: tuple[Difference, ...]
    effects: tuple[Effect, ...]
    proposed: tuple[Decision, ...]
    inputs: str
    dated: bool


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a file: every fault, or what it offers."""

    name: str
    faults: tuple[RuleFault, ...]
    offer: Offer | None


def examine(session: Session, path: Path) -> Job[Examined]:
    """Read a rule file and say what it would change. Raises `OwnerError` for what cannot be a rule file."""
    yield Progress(0, stage=say("Reading the rule file"))
    content = rule_file.read(path)
    return (
        yield from _examine(
            session, path.name,
            lambda: rule_file.newer(path.name, content, session.rules, session.program_rules, session.today),
        )
    )  # fmt: skip


def examine_local(session: Session, rule: RetentionRule) -> Job[Examined]:
    """What a local rule of the owner's would change."""
    yield Progress(0, stage=say("Reading the rule file"))
    text = as_text(rule).encode()
    return (
        yield from _examine(
            session, "", lambda: rule_file.newer("", text, session.rules, session.program_rules, session.today)
        )
    )


def without(session: Session, rule_id: str) -> Job[Examined]:
    """What it would change to take a local rule out."""
    yield Progress(0, stage=say("Reading the rule file"))
    return (
        yield from _examine(session, "", lambda: rule_file.taken_out(rule_id, session.rules, session.program_rules))
    )


def back_to_program(session: Session) -> Job[Examined]:
    """What it would change to go back to the rules that the program brings; local rules stay."""
    yield Progress(0, stage=say("Reading the rule file"))
    program = session.program_rules
    return (yield from _examine(session, "", lambda: rule_file.added(session.rules.local, program, program)))


def next_local_id(session: Session) -> str:
    """An id that no rule has yet."""
    there = {rule.id for rule in session.rules.retention}
    return next(name for number in range(1, 10_000) if (name := f"LOCAL-{number}") not in there)


def _examine(session: Session, name: str, read: Callable[[], RuleBook]) -> Job[Examined]:
    if session.vault.frozen_since is not None:
        raise Frozen
    try:
        rules = read()
    except RuleFaults as faults:
        return Examined(name, faults.faults, None)
    if rules.digest == session.rules.digest:
        raise OwnerError(
            say("These are the rules the case has already."), todo=say("There is nothing to do."),
        )  # fmt: skip
    return Examined(name, (), (yield from _offer(session, name, rules)))


def _offer(session: Session, name: str, rules: RuleBook) -> Job[Offer]:
    vault, closing = session.vault, read_closing(session.vault)
    proposed: list[Decision] = []
    groups: dict[int, RecordGroup] = {}
    if closing is not None:
        if propose.out_of_date(session):
            yield from propose.propose(session)
        total = len(propose.groups_to_decide(session))
        for number, one in enumerate(propose.known(session, closing), 1):
            proposed.append(decide(one.group, rules, closing, one.facts))
            groups[one.group.id] = one.group
            if number % BATCH == 0:
                yield Progress(number, total, unit=say("record groups"))
    before = {made.group_id: made for made in store.decisions(vault)}
    pairs = [(before[made.group_id], made) for made in store.merged(vault, proposed) if made.group_id in before]
    return Offer(
        name=name,
        rules=rules,
        before=session.rules.digest,
        older=rules.as_of < session.rules.as_of,
        differences=differences(session.rules, rules),
        effects=tuple(Effect(groups[a.group_id], b, a) for b, a in pairs if _differs(b, a)),
        proposed=tuple(proposed),
        inputs=propose.fingerprint(session),
        dated=closing is not None,
    )


def take(session: Session, offer: Offer, reason: str) -> Job[int]:
    """From now on these rules count; gives how many confirmed decisions are asked again.

    One transaction: rules, decisions and journal line, or nothing. Raises `OwnerError` without a reason, and when the
    case is no longer as it was when the differences were shown.
    """
    yield Progress(0)
    if not reason.strip():
        raise OwnerError(
            say("A change of the rules needs a reason."),
            meaning=say("The case keeps the rules it had; nothing has been changed."),
            todo=say("Write in a few words why; it stands in the case."),
        )
    if session.rules.digest != offer.before or propose.fingerprint(session) != offer.inputs:
        raise OwnerError(
            say("The case has changed since these differences were shown."),
            meaning=say("The case keeps the rules it had; nothing has been changed."),
            todo=say("Choose the file once more and look at the differences again."),
        )
    session.know(offer.rules)
    vault = session.vault
    before = {made.group_id: made for made in store.decisions(vault)}
    after = store.merged(vault, offer.proposed)
    changed = [made.group_id for made in after if _differs(before[made.group_id], made)]
    asked = [made.group_id for made in after if before[made.group_id].confirmed and not made.confirmed]
    counts = {kind.value: sum(one.kind is kind for one in offer.differences) for kind in Kind}
    with vault.change() as change:
        taken = store_rules.Taken(offer.rules.digest, offer.name, reason.strip(), change.time)
        store_rules.take(change, vault, offer.rules, session.program_rules, taken)
        store.put(change, after, propose.fingerprint(session, offer.rules.digest) if offer.dated else "")
        change.note(
            "rules.taken", f"rules:{offer.rules.digest}", before=offer.before, as_of=offer.rules.as_of.isoformat(),
            changed=changed, asked_again=asked, **counts,
        )  # fmt: skip
    return len(asked)


def _differs(before: Decision, after: Decision) -> bool:
    """Whether the owner has anything to see: another way, another day, or something to agree to once more."""
    one, two = ((made.disposition, made.until, made.permanent) for made in (before, after))
    return one != two or before.confirmed != after.confirmed


def _kept(made: Decision) -> int:
    """Until when a decision keeps, to be compared."""
    if made.disposition is Disposition.DELETE:
        return 0
    return 2**40 if made.permanent else made.until.toordinal() if made.until else 1
