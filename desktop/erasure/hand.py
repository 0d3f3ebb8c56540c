"""What people do and others answer: paper and devices ticked off, third parties' answers, exceptions explained."""

from __future__ import annotations

from datetime import date

from desktop.classification import store as classification
from desktop.disk.overwrite import expected
from desktop.erasure import methods, store
from desktop.erasure.act import finish_case
from desktop.erasure.evidence import Handiwork, ItemEvidence, Renewal, WrittenAnswer, as_json, from_json
from desktop.erasure.planning import held_people
from desktop.erasure.records import Explanation, Item, ItemKind, ItemState, Result, Work
from desktop.errors import OwnerError
from desktop.inventory import store as inventory_store
from desktop.inventory import store_hand as inventory
from desktop.inventory.records import PartyAnswer
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import Role
from desktop.words import Sentence, say


def mark_done(session: Session, item_id: int, work: Work) -> None:
    """Paper or a device was destroyed by hand. Raises `OwnerError` when erasure has not begun or a fact is missing."""
    item = _waiting(session, item_id, ItemKind.PAPER, ItemKind.DEVICE)
    chosen = next((m for m in methods.methods_for(item.planned.kind) if m.id == work.method), None)
    if chosen is None:
        raise ValueError(work.method)
    _assert_free(session, item)
    _assert_complete(session, work, by_company=chosen.by_company)
    size, digest = _photo(work)
    evidence = Handiwork(
        work.method, work.done_on, work.witness.strip(), work.pages, work.weight_grams, digest, size, work.maker,
        work.model, work.serial, work.capacity, work.destination.value, work.company, work.handover_no,
        work.certificate_no,
    )  # fmt: skip
    _finish(session, item, ItemState.DONE, chosen.result, chosen.id, evidence, None)


def take_answer(
    session: Session, item_id: int, answer: PartyAnswer, answered_on: date, *, in_writing: bool, reference: str = ""
) -> None:
    """A third party's answer, also long after the erasure. Only "returned" or "deleted" in writing confirms."""
    item = _waiting(session, item_id, ItemKind.THIRD_PARTY)
    if item.planned.source_id is not None:
        inventory.set_party_answer(session.vault, item.planned.source_id, answer, answered_on)
    evidence = WrittenAnswer(answer.value, in_writing, answered_on, reference)
    if answer in (PartyAnswer.RETURNED, PartyAnswer.DELETED) and in_writing:
        _finish(session, item, ItemState.DONE, Result.CONFIRMED, methods.WRITTEN, evidence, None)
        return
    if answer is PartyAnswer.REFUSED:
        cause = say("The other party refuses to delete.")
    elif answer is PartyAnswer.NONE:
        cause = say("No answer: whether it was deleted is not known.")
    else:
        cause = say("The answer is not in writing, so it confirms nothing.")
    _finish(session, item, ItemState.FAILED, Result.UNCONFIRMED, methods.WRITTEN, evidence, cause)


def backups_destroyed(session: Session, item_id: int) -> None:
    """The owner says that every backup of the case is gone: only then does the destroyed key count."""
    item = _waiting(session, item_id, ItemKind.CASE_ROWS)
    evidence = from_json(item.evidence)
    assert isinstance(evidence, Renewal)
    finish_case(session, item, evidence, backups_gone=True)


def explain(session: Session, item_id: int, explanation: Explanation) -> None:
    """Make what is not destroyed an exception: cause, next step, date and person, all four."""
    item = store.item(session.vault, item_id)
    if item is None or item.state is ItemState.DONE:
        raise ValueError(item_id)
    _assert_begun(session)
    if not explanation.next_step.strip() or not explanation.next_person.strip():
        raise OwnerError(
            say("An exception needs the next step and the person who takes it."),
            meaning=say("Nothing was stored."),
            todo=say("Fill in both fields."),
        )
    unknown = item.planned.kind is ItemKind.THIRD_PARTY
    with session.vault.change(late=True) as change:
        store.save_explanation(change, item_id, explanation, Result.UNCONFIRMED if unknown else Result.NOT_DESTROYED)
        change.note("erasure.explained", f"item:{item_id}", next_day=explanation.next_day.isoformat())


def default_cause(item: Item) -> Sentence:
    """The cause that the program knows, to begin an explanation with."""
    if item.cause is not None:
        return item.cause
    if item.planned.on_hold:
        return item.planned.verdict
    if item.planned.kind is ItemKind.THIRD_PARTY:
        return say("No answer: whether it was deleted is not known.")
    return say("Not done yet.")


def _waiting(session: Session, item_id: int, *kinds: ItemKind) -> Item:
    _assert_begun(session)
    item = store.item(session.vault, item_id)
    if item is None or item.planned.kind not in kinds or item.state is ItemState.DONE or item.planned.on_hold:
        raise ValueError(item_id)
    return item


def _assert_begun(session: Session) -> None:
    if session.vault.frozen_since is None:
        raise OwnerError(
            say("Owner and witness have not both approved this plan."),
            meaning=say("Nothing was stored."),
            todo=say("Approve the plan and begin; then enter what was done."),
        )


def _assert_free(session: Session, item: Item) -> None:
    """A hold may have been placed, or a request have come in, after the plan was approved."""
    group = item.planned.group_id
    if group is None:
        return
    held = group in classification.held_groups(session.vault)
    if not held and group not in inventory_store.groups_with(session.vault, held_people(session)):
        return
    raise OwnerError(
        say("A hold or an open request came after the approval: this may not be destroyed."),
        meaning=say("Nothing was stored."),
        todo=say("Keep it apart. When the hold is lifted or the request answered, enter what was done; until then"
                 " explain it as an exception."),
    )  # fmt: skip


def _assert_complete(session: Session, work: Work, *, by_company: bool) -> None:
    operator = shop.person(session.vault, Role.OPERATOR)
    if not work.witness.strip() or (operator is not None and operator.name == work.witness.strip()):
        raise OwnerError(
            say("A witness must have watched who is not the operator."),
            meaning=say("Nothing was stored."),
            todo=say("Enter the name of the witness."),
        )
    if by_company and not (work.company.strip() and work.certificate_no.strip()):
        raise OwnerError(
            say("The company and the number of its certificate are missing."),
            meaning=say("Nothing was stored."),
            todo=say("Ask the company for its certificate and enter the number."),
        )


def _photo(work: Work) -> tuple[int, str]:
    if work.photo is None:
        return 0, ""
    try:
        return expected(work.photo)
    except OSError as error:
        raise OwnerError(
            say("The photo cannot be read."), meaning=say("Nothing was stored."), todo=say("Choose the photo again.")
        ) from error


def _finish(
    session: Session, item: Item, state: ItemState, result: Result, method: str, evidence: ItemEvidence,
    cause: Sentence | None,
) -> None:  # fmt: skip
    with session.vault.change(late=True) as change:
        number = item.evidence_no or f"E-{store.evidence_count(change) + 1:03d}"
        store.finish(
            change, item.id, state=state, result=result, method=method, evidence=as_json(evidence), number=number,
            cause=cause,
        )  # fmt: skip
        done = state is ItemState.DONE
        change.note(
            "erasure.item_done" if done else "erasure.item_failed", f"item:{item.id}", result=result.value,
            evidence=number, method=method,
        )  # fmt: skip
