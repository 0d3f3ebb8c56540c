"""Freezing the plan, and the approval of two people: both PINs stand for one digest, or for nothing."""

from __future__ import annotations

import re
import unicodedata

from desktop.erasure import store
from desktop.erasure.planning import Draft, Ground, full_draft
from desktop.erasure.records import Approval, Plan
from desktop.errors import OwnerError
from desktop.jobs.job import Job, Progress
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import ROLE_NAMES, ROLES_WITH_PIN, Person, Role
from desktop.words import Sentence, say, tr, zh


class PlanChanged(OwnerError):
    """The world is not what the plan says any more: a new digest, and the approvals are void."""

    def __init__(self) -> None:
        super().__init__(
            say("Something has changed since this plan was made."),
            meaning=say("The approvals given for it are void. Nothing has been destroyed."),
            todo=say("Look at the new plan, compare the check code, and approve it again."),
        )


def freeze(session: Session, ground: Ground | None = None) -> Plan:
    """Make the current state of things the plan. The same state gives the same plan, with its approvals.

    Raises `Frozen` after erasure has begun, and `OwnerError` when a drive is gone.
    """
    return frozen(session, full_draft(session, ground))


def frozen(session: Session, draft: Draft) -> Plan:
    """Store a draft, unless it is the plan already."""
    vault = session.vault
    plan = store.current_plan(vault)
    if plan is not None and plan.digest == draft.digest:
        return plan
    with vault.change() as change:
        plan_id = store.save_plan(change, draft.digest, draft.items, draft.people, draft.patterns)
        count = sum(not row.on_hold for row in draft.items)
        change.note("erasure.planned", f"plan:{plan_id}", digest=draft.digest, items=count, people=draft.people or 0)
    made = store.current_plan(vault)
    assert made is not None
    return made


def freezing(session: Session) -> Job[Plan]:
    """`freeze` as a job: looking at every drive may take a while."""
    yield Progress(0)
    return freeze(session)


def approve(session: Session, role: Role, pin: str, ground: Ground | None = None) -> Approval:
    """One person's approval of the plan as it is now. Takes about 0.3 s.

    Raises `WrongPin`, `PlanChanged`, or an `OwnerError` when the witness is also someone who carries out.
    """
    if role not in ROLES_WITH_PIN:
        raise ValueError(role)
    person = _fit(session, role)
    shop.check_pin(session.vault, role, pin)
    plan = store.current_plan(session.vault)
    if plan is None:
        raise PlanChanged
    assert_unchanged(session, plan, ground)
    vault = session.vault
    with vault.change() as change:
        approval = Approval(role.value, person.name, plan.digest, change.time)
        store.save_approval(change, plan.id, approval, pin=shop.pin_mark(vault, role))
        change.note("erasure.approved", f"plan:{plan.id}", role=role.value, digest=plan.digest)
    return approval


def approving(session: Session, role: Role, pin: str) -> Job[Approval]:
    """`approve` as a job: deriving the PIN's hash takes a third of a second."""
    yield Progress(0)
    return approve(session, role, pin)


def assert_unchanged(session: Session, plan: Plan, ground: Ground | None = None) -> None:
    """Raises `PlanChanged` and stores the new plan when the world is not what the plan says."""
    draft = full_draft(session, ground)
    if draft.digest != plan.digest:
        frozen(session, draft)
        raise PlanChanged


def missing_approvals(session: Session, plan: Plan) -> tuple[Role, ...]:
    """Whose approval of exactly this plan is still missing."""
    given = counting(session, plan)
    return tuple(role for role in ROLES_WITH_PIN if role not in given)


def counting(session: Session, plan: Plan) -> dict[Role, Approval]:
    """The approvals of exactly this plan by those who have the duties now.

    Who has handed a duty on, or set another PIN since, has not approved; nor has a witness who carries out by now.
    """
    vault = session.vault
    pins = store.approved_pins(vault)
    found = {}
    for approval in store.approvals(vault):
        role = Role(approval.role)
        if approval.digest != plan.digest or not _same_person(session, role, approval.name):
            continue
        if pins.get(role.value, "") in ("", shop.pin_mark(vault, role)):
            found[role] = approval
    return found


def _same_person(session: Session, role: Role, name: str) -> bool:
    try:
        return shop.same_name(_fit(session, role).name, name)
    except OwnerError:
        return False


def _fit(session: Session, role: Role) -> Person:
    person = shop.person(session.vault, role)
    if person is None:
        raise OwnerError(
            say("Nobody is entered as {role}.", role=ROLE_NAMES[role]), todo=say("Enter the person under Shop.")
        )
    others = [p.name for other in (Role.OWNER, Role.OPERATOR) if (p := shop.person(session.vault, other))]
    if role is Role.WITNESS and any(shop.same_name(person.name, other) for other in others):
        raise OwnerError(
            say("The witness must be someone else than owner and operator."),
            meaning=say("The approval was not taken."),
            todo=say("Enter another witness under Shop."),
        )
    return person


# -- the sentence to copy


def confirm_sentence(plan: Plan) -> Sentence:
    """What has to be copied before erasure can begin: the number makes people read it."""
    if plan.people is None:
        return say("Destroy {n} items", n=str(plan.items))
    return say("Destroy the data of {n} people", n=str(plan.people))


def confirms(plan: Plan, typed: str) -> bool:
    """Whether the sentence was copied; spaces, commas, full-width digits and capitals do not matter."""
    wanted = confirm_sentence(plan)
    return _bare(typed) in {_bare(tr(wanted)), _bare(zh(wanted))}


def _bare(text: str) -> str:
    return re.sub(r"[\s,，、。.]", "", unicodedata.normalize("NFKC", text)).casefold()
