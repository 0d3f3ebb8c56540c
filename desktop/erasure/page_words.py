"""How plan rows and results are shown: two lines, a number, a mark with words."""

from __future__ import annotations

from desktop.clock import local_time
from desktop.erasure import methods
from desktop.erasure.records import RESULT_NAMES, Item, ItemKind, ItemState, Promise, Result
from desktop.ui import marks
from desktop.ui.cells import Link, Number, Row, State, Text, TwoLine
from desktop.words import tr

_STANDINGS: dict[Promise, marks.Standing] = {
    Promise.PROVABLE: "achieved",
    Promise.RESIDUE_POSSIBLE: "residue",
    Promise.OTHER_PARTY: "other_party",
    Promise.ON_HOLD: "on_hold",
}
_ENDS: dict[Result, marks.Standing] = {
    Result.DESTROYED: "done",
    Result.CONFIRMED: "done",
    Result.DELETED_RESIDUE: "residue",
    Result.NOT_DESTROYED: "failed",
    Result.UNCONFIRMED: "todo",
}
BY_HAND = (ItemKind.PAPER, ItemKind.DEVICE)


def name_of(item: Item) -> str:
    """The item's name; a file whose name went with it is called by its evidence number."""
    if item.planned.kind is ItemKind.CASE_ROWS:
        return tr("Customer data in this case")
    return item.planned.label or tr("File {number}", number=item.evidence_no)


def place_of(item: Item) -> str:
    """Where it is, or on what medium."""
    medium = tr(item.planned.medium)
    return f"{item.planned.place} · {medium}" if item.planned.place else medium


def people_of(item: Item) -> Number:
    """People, or 不详."""
    return Number(tr("unknown") if item.planned.people is None else item.planned.people)


def plan_row(item: Item) -> Row:
    """A row of the plan: what, people, method, what it achieves."""
    planned = item.planned
    method = tr("On hold") if planned.on_hold else tr(methods.method(planned.method).name)
    verdict = marks.standing(_STANDINGS[planned.promise], tr(planned.verdict), wrap=True)
    cells = (TwoLine(name_of(item), place_of(item)), people_of(item), Text(method, wrap=True), verdict)
    return Row(f"item:{item.id}", cells, dim=planned.on_hold)


def result_row(item: Item, *, running: bool) -> Row:
    """A row of the results: what, people, what came of it, when, what can be done."""
    at = f"{local_time(item.ended):%H:%M}" if item.ended and item.state is ItemState.DONE else ""
    cells = (
        TwoLine(name_of(item), place_of(item)),
        people_of(item),
        result_state(item, running=running),
        Text(at, "text2"),
        Link(offer(item)) if offer(item) else Text(""),
    )
    return Row(f"item:{item.id}", cells)


def result_state(item: Item, *, running: bool) -> State:
    """What came of an item, in words."""
    if item.state is ItemState.DONE and item.result is not None:
        return marks.standing(_ENDS[item.result], tr(RESULT_NAMES[item.result]), wrap=True)
    if item.explained and item.cause is not None:
        return marks.standing("todo", tr("Exception: {cause}", cause=item.cause), wrap=True)
    if item.planned.on_hold:
        return marks.standing("on_hold", tr(item.planned.verdict), wrap=True)
    if item.state is ItemState.FAILED and item.cause is not None:
        return marks.standing("failed", tr("Not done: {cause}", cause=item.cause), wrap=True)
    if item.state is ItemState.STARTED and running:
        return marks.standing("running", tr("Working on it"))
    if item.planned.kind is ItemKind.THIRD_PARTY:
        return marks.standing("other_party", tr("Waiting for the answer"))
    if item.planned.kind in BY_HAND:
        return marks.standing("waiting", tr("To be destroyed by hand"))
    return marks.standing("waiting", tr("Waiting its turn"))


def offer(item: Item) -> str:
    """What the row offers."""
    if item.state is ItemState.DONE:
        return ""
    if item.planned.on_hold:
        return tr("Explain")
    if item.planned.kind in BY_HAND:
        return tr("Enter")
    if item.planned.kind is ItemKind.THIRD_PARTY:
        return tr("Answer")
    return tr("Try again") if item.state is ItemState.FAILED else ""


def needs_attention(item: Item) -> bool:
    """Shown under 没有做成."""
    return item.state is ItemState.FAILED or (item.planned.on_hold and not item.explained)


def is_waiting(item: Item) -> bool:
    """Shown under 等待."""
    return item.state in (ItemState.PLANNED, ItemState.STARTED) and not item.planned.on_hold and not item.explained
