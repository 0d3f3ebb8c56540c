"""How many people and records go from which source which way: the numbers of the flow picture and of its paper."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.classification import store
from desktop.classification.propose import groups_to_decide
from desktop.classification.records import Disposition
from desktop.inventory import store as inventory
from desktop.inventory.records import RecordGroup
from desktop.session import Session

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


def flows(session: Session) -> Flows:
    """The largest sources by themselves, the rest together under ""."""
    groups = groups_to_decide(session)
    ways = {made.group_id: made.disposition for made in store.decisions(session.vault)}
    names = {source.id: source.name for source in inventory.sources(session.vault)}
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
            Flow(name, way, sum(g.people or 0 for g in members), sum(g.records for g in members))
            for (name, way), members in made.items()
        ),
        tuple((name, _people(session, members)) for name, members in by_source.items()),
        tuple((way, _people(session, members)) for way, members in by_way.items() if members),
        _people(session, groups),
        len(groups),
        len(sizes) - len(shown),
    )


def _people(session: Session, groups: tuple[RecordGroup, ...] | list[RecordGroup]) -> int:
    """Distinct people; groups of paper and devices, whose people are not in the case, add their own number."""
    known = inventory.people_in(session.vault, [group.id for group in groups])
    listed = {group.id for group in groups if inventory.subjects_in(session.vault, [group.id])}
    return known + sum(group.people or 0 for group in groups if group.id not in listed)
