"""What still stands between the last step and the end of the case."""

from __future__ import annotations

from desktop.certificate import store
from desktop.certificate.closing import is_current
from desktop.errors import OwnerError
from desktop.gates import OpenPoint
from desktop.session import Session
from desktop.words import say


def open_points(session: Session) -> list[OpenPoint]:
    """Certificate made and still true, its bundle exported to another drive or folder."""
    made = store.latest(session.vault)
    if made is None:
        return [OpenPoint(say("The certificate has not been made yet"), "make")]
    if not is_current(session, made):
        return [OpenPoint(say("Something has changed since the certificate: make a new one"), "make")]
    if not store.copies(session.vault, made.number):
        return [OpenPoint(say("The evidence bundle has not been exported yet"), "export")]
    return []


def close_case(session: Session) -> None:
    """End the case: certificate made and current, bundle exported. Raises `OwnerError` when something is missing."""
    points = open_points(session)
    if points:
        raise OwnerError(points[0].sentence)
    made = store.latest(session.vault)
    if made is None or session.vault.fact(store.CLOSED):
        return
    with session.vault.change(late=True) as change:
        change.set(store.CLOSED, change.time)
        change.note("case.closed", f"case:{session.vault.case_code}", certificate=made.number)
