"""Where each step stands. Nothing here is remembered: it is asked of the case every time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.gates import OpenPoint
from desktop.wizard.steps import Step
from desktop.words import Sentence, say

if TYPE_CHECKING:
    from desktop.session import Session


class State(StrEnum):
    """What the rail says of a step."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    OPEN = "open"
    DONE = "done"
    LOCKED = "locked"


ICONS = {State.NOT_STARTED: "", State.RUNNING: "arc", State.OPEN: "alert", State.DONE: "check", State.LOCKED: "lock"}


@dataclass(frozen=True, slots=True)
class Standing:
    """One step with its state and what is still open in it."""

    step: Step
    state: State
    open_points: tuple[OpenPoint, ...]

    @property
    def words(self) -> Sentence:
        """未开始 / 进行中 / 还差 n 项 / 已完成 / 已锁定."""
        match self.state:
            case State.NOT_STARTED:
                return say("Not started")
            case State.RUNNING:
                return say("In progress")
            case State.OPEN:
                return (
                    say("{n} items left", n=len(self.open_points)) if len(self.open_points) != 1 else say("1 item left")
                )
            case State.DONE:
                return say("Done")
            case State.LOCKED:
                return say("Locked")


class NotYetRead(Exception):
    """A gate cannot be asked yet: what it looks at is being read."""


class Gates:
    """Asks every gate once for each state of the case: the newest journal line and the day tell states apart.

    `ready` says of a step whether its gate can be asked without waiting; while it is None, all can.
    """

    def __init__(self) -> None:
        self.ready: Callable[[Step], bool] | None = None
        self._of: tuple[str, date] | None = None
        self._known: dict[str, tuple[OpenPoint, ...]] = {}

    def points(self, step: Step, session: Session) -> tuple[OpenPoint, ...]:
        """What is open in a step. Raises `NotYetRead`."""
        now = (session.vault.fact("journal_last") or "", session.today)
        if now != self._of:
            self._of, self._known = now, {}
        if step.key not in self._known:
            if self.ready is not None and not self.ready(step):
                raise NotYetRead
            self._known[step.key] = tuple(step.open_points(session))
        return self._known[step.key]


def standings(
    steps: Sequence[Step], session: Session, running: str = "", gates: Gates | None = None
) -> tuple[Standing, ...]:
    """The state of every step; `running` is the key of the step whose job runs now. Raises `NotYetRead`."""
    frozen = session.vault.frozen_since is not None
    found: list[Standing] = []
    reached = True
    for step in steps:
        points: tuple[OpenPoint, ...] = ()
        locked = frozen and step.plan_rests_on_it
        if reached and not locked:
            points = gates.points(step, session) if gates else tuple(step.open_points(session))
        if locked:
            state = State.LOCKED
        elif step.key == running:
            state = State.RUNNING
        elif not reached:
            state = State.NOT_STARTED
        else:
            state = State.OPEN if points else State.DONE
        found.append(Standing(step, state, points))
        reached = reached and not points
    return tuple(found)


def current(all_standings: Sequence[Standing]) -> int:
    """The number of the first step that is not done; the last one when all are."""
    for number, standing in enumerate(all_standings):
        if standing.open_points or standing.state in (State.RUNNING, State.NOT_STARTED):
            return number
    return len(all_standings) - 1
