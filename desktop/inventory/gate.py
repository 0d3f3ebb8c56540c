"""What still stands in the way of leaving the inventory."""

from __future__ import annotations

from desktop.gates import OpenPoint
from desktop.inventory import store
from desktop.inventory.records import SourceState
from desktop.session import Session
from desktop.words import say

PLACES = "places"
FINDINGS = "findings"
SCAN = "scan"


def open_points(session: Session) -> list[OpenPoint]:
    """Empty when every usual place is answered, every file checked or named, and nothing is half read."""
    vault = session.vault
    sources = store.sources(vault)
    points: list[OpenPoint] = []
    open_places = sum(1 for place in store.usual_places(vault, session.rules) if place.answer is None)
    if not sources:
        points.append(OpenPoint(say("Nothing has been recorded yet"), SCAN))
    if open_places:
        points.append(OpenPoint(say("{n} usual places not answered", n=open_places), PLACES))
    if store.half_read(vault) or any(scan.finished is None for scan in store.scans(vault)):
        points.append(OpenPoint(say("Reading has not finished"), SCAN))
    unchecked = [source for source in sources if source.state is SourceState.FOUND]
    if len(unchecked) == 1:
        sentence = say("{name} has not been checked", name=unchecked[0].name)
        points.append(OpenPoint(sentence, f"source:{unchecked[0].id}"))
    elif unchecked:
        sentence = say("{n} files have not been checked", n=len(unchecked))
        points.append(OpenPoint(sentence, f"source:{unchecked[0].id}"))
    with_group = {group.source_id for group in store.groups(vault)}
    unread = [s for s in sources if s.state is SourceState.UNREADABLE and s.id not in with_group]
    if unread:
        sentence = say("{n} unreadable files: say what they are", n=len(unread))
        points.append(OpenPoint(sentence, f"source:{unread[0].id}"))
    checked = {source.id for source in sources if source.state is SourceState.CHECKED}
    unsettled = [g for g in store.groups(vault) if not g.settled and g.source_id in checked]
    if unsettled:
        sentence = say("What kind of records is in {name}?", name=unsettled[0].name)
        points.append(OpenPoint(sentence, f"source:{unsettled[0].source_id}"))
    return points
