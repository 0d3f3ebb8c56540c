"""One change for many record groups: what becomes of each, what is refused and why, and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.classification import store
from desktop.classification.changes import Destination, check_change
from desktop.classification.records import Decision, Disposition, OwnerChange
from desktop.classification.sensitivity import highest
from desktop.errors import OwnerError
from desktop.jobs.job import Job, Progress
from desktop.rules.records import Sensitivity
from desktop.vault.vault import Vault
from desktop.words import Sentence, say

BATCH = 50
"""Groups that are written in one transaction."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the owner wants for all of them; None leaves that as it is in each. A day and a level only ever raise."""

    disposition: Disposition | None
    until: date | None
    sensitivity: Sensitivity | None
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A group that stays as it was, and why."""

    group_id: int
    why: Sentence


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a wish comes to: the changes, the groups that are so already, and those that the law does not let go."""

    changes: tuple[tuple[int, OwnerChange], ...]
    same: tuple[int, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A change of one group that can be taken back: how it was decided, and how it was decided then."""

    before: Decision
    after: Decision


def weigh(decisions: Iterable[Decision], wish: Wish, destination: Destination) -> Weighed:
    """Look at every group by itself. Pure; `store.change_decision` has the same law."""
    changes: list[tuple[int, OwnerChange]] = []
    same: list[int] = []
    refused: list[Refusal] = []
    for made in decisions:
        wanted = _wanted(made, wish)
        try:
            if wanted is None:
                raise _no_day()
            if _is_so(made, wanted):
                same.append(made.group_id)
                continue
            check_change(made, wanted, destination)
        except OwnerError as error:
            refused.append(Refusal(made.group_id, error.happened))
        else:
            changes.append((made.group_id, wanted))
    return Weighed(tuple(changes), tuple(same), tuple(refused))


def change_many(vault: Vault, changes: Sequence[tuple[int, OwnerChange]]) -> Job[tuple[Step, ...]]:
    """Write them, a batch at a time, one journal line for each group; gives the way back."""
    steps: list[Step] = []
    for start in range(0, len(changes), BATCH):
        batch = changes[start : start + BATCH]
        before = _decided(vault, [group for group, _ in batch])
        store.change_decisions(vault, batch)
        after = _decided(vault, [group for group, _ in batch])
        steps += [Step(before[group], after[group]) for group, _ in batch]
        yield Progress(len(steps), len(changes), unit=say("record groups"))
    return tuple(steps)


def take_back(vault: Vault, steps: Sequence[Step]) -> Job[int]:
    """Decide as before, one journal line for each group; gives how many. What has been decided anew since stays."""
    done = 0
    for start in range(0, len(steps), BATCH):
        batch = steps[start : start + BATCH]
        now = _decided(vault, [step.after.group_id for step in batch])
        back = [step.before for step in batch if now.get(step.after.group_id) == step.after]
        store.put_back(vault, back)
        done += len(back)
        yield Progress(start + len(batch), len(steps), unit=say("record groups"))
    return done


def _wanted(made: Decision, wish: Wish) -> OwnerChange | None:
    """The wish for one group: never an earlier day, never a lower level. None: a day for what is not kept."""
    way = wish.disposition or made.disposition
    level = highest((made.sensitivity, wish.sensitivity or made.sensitivity))
    kept = way in (Disposition.SEAL, Disposition.KEEP)
    permanent = made.permanent and kept
    if wish.until is not None and not kept:
        return None
    until = made.until
    if permanent or (way is Disposition.DELETE and made.disposition is not way):
        until = None
    elif wish.until is not None:
        until = max(made.until, wish.until) if made.until and made.disposition is not Disposition.DELETE else wish.until
    return OwnerChange(way, until, level, wish.reason, permanent)


def _is_so(made: Decision, wanted: OwnerChange) -> bool:
    return (made.disposition, made.until, made.sensitivity, made.permanent) == (
        wanted.disposition, wanted.until, wanted.sensitivity, wanted.permanent,
    )  # fmt: skip


def _no_day() -> OwnerError:
    return OwnerError(
        say("It is not kept, so it has no last day."),
        meaning=say("The decision stays as it was."),
        todo=say("Choose to seal it as well, or leave the day out."),
    )


def _decided(vault: Vault, group_ids: Sequence[int]) -> dict[int, Decision]:
    return {made.group_id: made for made in store.decisions_of(vault, group_ids)}
