"""What the owner may decide otherwise: protection may be raised, what the law keeps is never shortened."""

from __future__ import annotations

from enum import StrEnum

from desktop.classification.records import STAYS_RULE, Decision, Disposition, OwnerChange
from desktop.classification.sensitivity import highest
from desktop.errors import OwnerError
from desktop.words import Sentence, say


class Destination(StrEnum):
    """To whom records could be handed over."""

    NONE = "none"
    COMPANY = "company"
    """Nobody: the company itself goes on (share sale)."""
    RECIPIENT = "recipient"
    """Another shop or person; customers must be told, and mostly agree one by one (PIPL 23)."""
    SUCCESSOR = "successor"
    """Whoever follows the shop by law in a merger or division (PIPL 22); kept records may go along."""


def check_change(made: Decision, wanted: OwnerChange, destination: Destination, *, stripped: bool = False) -> None:
    """Let a change pass, or raise an `OwnerError` that says why it cannot be.

    `stripped`: a file without identity was made of it in which nobody can be recognised.
    """
    if not wanted.reason.strip():
        raise _refused(say("A change needs a reason."), say("Write in a few words why; it stands in the register."))
    if highest((made.least_sensitivity, wanted.sensitivity)) is not wanted.sensitivity:
        raise _refused(say("Protection can be raised, never lowered."), say("Leave it as it is."))
    anonymised = wanted.disposition is Disposition.ANONYMISE
    if wanted.disposition is Disposition.UNDECIDED or (anonymised and not stripped):
        raise _refused(say("This cannot be chosen here."), say("Choose to keep it longer, or leave the proposal."))
    stays = destination is Destination.COMPANY and (made.kept_by_law or made.rule_id == STAYS_RULE)
    if wanted.disposition is Disposition.KEEP and not stays:
        raise _refused(say("This cannot be chosen here."), say("Choose to keep it longer, or leave the proposal."))
    if made.must_go and wanted.disposition is not Disposition.DELETE:
        raise _refused(
            say("The law orders this to be destroyed."), say("If a complaint or an inspection is open, tick the hold.")
        )
    if wanted.disposition is Disposition.DELETE or anonymised:
        _check_deletion(made)
    else:
        _check_period(made, wanted)
    if wanted.disposition is Disposition.TRANSFER:
        _check_transfer(made, destination)


def _check_deletion(made: Decision) -> None:
    if made.kept_by_law:
        raise _refused(say("What the law keeps cannot be deleted before its time."), say("Leave it sealed."))
    if not made.rule_id:
        raise _refused(
            say("What this is has to be settled first."), say("Answer the question about it, or go to step 2.")
        )


def _check_period(made: Decision, wanted: OwnerChange) -> None:
    if wanted.disposition is Disposition.SEAL and not wanted.permanent and wanted.until is None:
        raise _refused(say("Until which day it is kept is missing."), say("Enter the day."))
    if made.kept_by_law and not wanted.permanent:
        least = made.least_until
        if least is None or wanted.until is None or wanted.until < least:
            raise _refused(
                say("The law keeps it longer than that."), say("Choose a later day; a period can only be lengthened.")
            )


def _check_transfer(made: Decision, destination: Destination) -> None:
    if destination in (Destination.NONE, Destination.COMPANY):
        raise _refused(
            say("There is nobody to hand it over to."), say("Enter the recipient in step 1, or leave the proposal.")
        )
    if not made.rule_id:
        raise _refused(
            say("What this is has to be settled first."), say("Answer the question about it, or go to step 2.")
        )
    if made.kept_by_law and destination is not Destination.SUCCESSOR:
        raise _refused(
            say("Records that the law keeps stay with their keeper."),
            say("Leave it sealed; name the custodian in step 1."),
        )


def _refused(happened: Sentence, todo: Sentence) -> OwnerError:
    return OwnerError(happened, meaning=say("The decision stays as it was."), todo=todo)
