"""How many people and records go from which source which way: the numbers of the flow picture and of its paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from desktop.classification.propose import decided, groups_to_decide, sources
from desktop.classification.records import Disposition
from desktop.inventory import store as inventory
from desktop.inventory.records import RecordGroup
from desktop.jobs.job import Job, Progress, run_to_end
from desktop.session import Session
from desktop.words import say

Members: TypeAlias = Mapping[int, frozenset[int]]
"""Record group to the ids of its people."""

MOST_SOURCES = 5


@dataclass(frozen=True, slots=True)
class Flow:
    """From one source to one disposition. `people` are counted per group, so that a person may be in several flows."""

    source: str
    disposition: Disposition
    people: int
    records: int


@dataclass(frozen=True, slots=True)
class Flows:
    """All flows, with the distinct people per source and per disposition, and in all."""

    flows: tuple[Flow, ...]
    by_source: tuple[tuple[str, int], ...]
    by_disposition: tuple[tuple[Disposition, int], ...]
    people: int
    groups: int
    others: int
    """How many sources stand together under the empty name."""
    names: tuple[tuple[int, str], ...] = ()
    """Every source with the name under which it is counted."""

    def records(self, source: str | None = None, way: Disposition | None = None) -> int:
        """How many records come from a source, go one way, or both; None for any."""
        return sum(
            flow.records for flow in self.flows if source in (None, flow.source) and way in (None, flow.disposition)
        )

    def sources(self, name: str) -> frozenset[int]:
        """The sources that are counted under a name."""
        return frozenset(source for source, counted in self.names if counted == name)


def members(session: Session) -> Job[Members]:
    """Who is in which group: reads every record once, group by group."""
    groups = groups_to_decide(session)
    found: dict[int, frozenset[int]] = {}
    for number, group in enumerate(groups, 1):
        found[group.id] = frozenset(inventory.subjects_in(session.vault, [group.id]))
        yield Progress(number, len(groups), unit=say("record groups"))
    return found


def flows(session: Session, known: Members | None = None) -> Flows:
    """The largest sources by themselves, the rest together under "".

    `known` tells who is in which group; without it every record is read. A group that is not in it adds the number of
    people it says itself.
    """
    known = run_to_end(members(session)) if known is None else known
    groups = groups_to_decide(session)
    ways = {made.group_id: made.disposition for made in decided(session)}
    names = {source.id: source.name for source in sources(session)}
    sizes: dict[int, int] = {}
    for group in groups:
        sizes[group.source_id] = sizes.get(group.source_id, 0) + (group.people or 0)
    shown = sorted(sizes, key=lambda source: -sizes[source])
    if len(shown) > MOST_SOURCES + 1:
        shown = shown[:MOST_SOURCES]
    label = {source: names.get(source, "") if source in shown else "" for source in sizes}
    made: dict[tuple[str, Disposition], list[RecordGroup]] = {}
    for group in groups:
        way = ways.get(group.id, Disposition.UNDECIDED)
        made.setdefault((label[group.source_id], way), []).append(group)
    order = sorted(dict.fromkeys(label[source] for source in shown), key=lambda name: not name)
    order += [""] if "" in label.values() and "" not in order else []
    by_source = {name: [g for g in groups if label[g.source_id] == name] for name in order}
    by_way = {way: [g for g in groups if ways.get(g.id, Disposition.UNDECIDED) is way] for way in Disposition}
    return Flows(
        tuple(
            Flow(name, way, sum(g.people or 0 for g in inside), sum(g.records for g in inside))
            for (name, way), inside in made.items()
        ),
        tuple((name, _people(inside, known)) for name, inside in by_source.items()),
        tuple((way, _people(inside, known)) for way, inside in by_way.items() if inside),
        _people(groups, known),
        len(groups),
        len(sizes) - len(shown),
        tuple(label.items()),
    )


def _people(groups: Sequence[RecordGroup], known: Members) -> int:
    """Distinct people; groups of paper and devices, whose people are not in the case, add their own number."""
    listed = frozenset[int]().union(*(known.get(group.id, frozenset()) for group in groups))
    return len(listed) + sum(group.people or 0 for group in groups if not known.get(group.id))
