"""What stands in the strip of a label once it is decided what becomes of the paper or device."""

from __future__ import annotations

from desktop.classification import store as classification
from desktop.classification.records import DISPOSITION_NAMES, Decision, Disposition
from desktop.documents.labels import Strip
from desktop.inventory import store as inventory
from desktop.inventory.labels import Decided, carriers
from desktop.session import Session
from desktop.shop.store import read_closing
from desktop.words import zh


def decided(session: Session) -> tuple[Decided, ...]:
    """For every carrier whose decision the owner has confirmed, and that no hold keeps: how its label looks."""
    vault = session.vault
    known = {made.group_id: made for made in classification.decisions(vault) if made.confirmed}
    held = classification.held_groups(vault)
    found: list[Decided] = []
    for source in carriers(session):
        groups = inventory.groups_of(vault, source.id)
        made = [known[group.id] for group in groups if group.id in known]
        if made and len(made) == len(groups) and not any(group.id in held for group in groups):
            found.append(_strip(session, source.id, made))
    return tuple(found)


def _strip(session: Session, source_id: int, made: list[Decision]) -> Decided:
    """What is kept at all decides for the whole carrier, and its longest period."""
    sealed = [one for one in made if one.disposition is Disposition.SEAL]
    if sealed:
        days = [one.until for one in sealed]
        last = None if None in days else max(day for day in days if day is not None)
        side = f"至 {last.isoformat()}" if last else zh("for good")
        return Decided(source_id, Strip.BLACK, zh(DISPOSITION_NAMES[Disposition.SEAL]), side)
    if all(one.disposition is Disposition.DELETE for one in made):
        closing = read_closing(session.vault)
        return Decided(
            source_id, Strip.HATCHED, zh("to be destroyed"), closing.erasure_day.isoformat() if closing else ""
        )
    return Decided(source_id, Strip.DASHED, zh(DISPOSITION_NAMES[made[0].disposition]), "")
