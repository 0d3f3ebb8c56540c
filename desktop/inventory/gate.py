"""What still stands in the way of leaving the inventory."""

from __future__ import annotations

from desktop.gates import OpenPoint
from desktop.inventory import store, store_findings
from desktop.session import Session
from desktop.words import say

PLACES = "places"
FINDINGS = "findings"
SCAN = "scan"


def open_points(session: Session) -> list[OpenPoint]:
    """Empty when every usual place is answered, every file checked or named, and nothing is half read."""
    vault = session.vault
    points: list[OpenPoint] = []
    open_places = sum(1 for place in store.usual_places(vault, session.rules) if place.answer is None)
    if not store_findings.any_source(vault):
        points.append(OpenPoint(say("Nothing has been recorded yet"), SCAN))
    if open_places:
        points.append(OpenPoint(say("{n} usual places not answered", n=open_places), PLACES))
    if store.half_read(vault) or any(scan.finished is None for scan in store.scans(vault)):
        points.append(OpenPoint(say("Reading has not finished"), SCAN))
    unchecked = store_findings.unchecked(vault)
    if unchecked.first is not None:
        sentence = say("{n} files have not been checked", n=unchecked.count)
        if unchecked.count == 1:
            sentence = say("{name} has not been checked", name=store.source(vault, unchecked.first).name)
        points.append(OpenPoint(sentence, f"source:{unchecked.first}"))
    unnamed = store_findings.unnamed(vault)
    if unnamed.first is not None:
        sentence = say("{n} unreadable files: say what is inside", n=unnamed.count)
        points.append(OpenPoint(sentence, f"source:{unnamed.first}"))
    unsettled = store_findings.unsettled_group(vault)
    if unsettled is not None:
        group = store.group(vault, unsettled)
        points.append(
            OpenPoint(say("What kind of records is in {name}?", name=group.name), f"source:{group.source_id}")
        )
    return points
