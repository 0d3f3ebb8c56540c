"""The seven steps in their order. A new step is one entry here; pages and gates are imported when they are needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from desktop.words import Sentence, say

if TYPE_CHECKING:  # the first window must not wait for the rooms
    from desktop.gates import OpenPoint
    from desktop.jobs.runner import JobRunner
    from desktop.session import Reading, Session
    from desktop.ui.page import Page


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how it is called, what it is for, what happens without it, its page and what is still open in it."""

    key: str
    name: Sentence
    promise: Sentence
    purpose: Sentence
    skip: Sentence
    make_page: Callable[[Session, JobRunner], Page]
    open_points: Callable[[Session], list[OpenPoint]]
    plan_rests_on_it: bool = True
    """Closed for changes once erasure has begun."""
    readings: Callable[[], tuple[Reading[Any], ...]] = tuple
    """What page and gate need to know that takes long to read in a large case."""


def _shop_page(session: Session, jobs: JobRunner) -> Page:
    from desktop.shop.page import ShopPage

    return ShopPage(session, jobs)


def _shop_gate(session: Session) -> list[OpenPoint]:
    from desktop.shop.gate import open_points

    return open_points(session)


def _inventory_page(session: Session, jobs: JobRunner) -> Page:
    from desktop.inventory.page import InventoryPage

    return InventoryPage(session, jobs)


def _inventory_gate(session: Session) -> list[OpenPoint]:
    from desktop.inventory.gate import open_points

    return open_points(session)


def _classification_page(session: Session, jobs: JobRunner) -> Page:
    from desktop.classification.page import ClassificationPage

    return ClassificationPage(session, jobs)


def _classification_gate(session: Session) -> list[OpenPoint]:
    from desktop.classification.gate import open_points

    return open_points(session)


def _notices_page(session: Session, jobs: JobRunner) -> Page:
    from desktop.notices.page import NoticesPage

    return NoticesPage(session, jobs)


def _notices_gate(session: Session) -> list[OpenPoint]:
    from desktop.notices.gate import open_points

    return open_points(session)


def _notices_readings() -> tuple[Reading[Any], ...]:
    from desktop.notices.audience import AUDIENCE, NOT_NUMBERED

    return AUDIENCE, NOT_NUMBERED


def _handover_page(session: Session, jobs: JobRunner) -> Page:
    from desktop.handover.page import HandoverPage

    return HandoverPage(session, jobs)


def _handover_gate(session: Session) -> list[OpenPoint]:
    from desktop.handover.gate import open_points

    return open_points(session)


def _handover_readings() -> tuple[Reading[Any], ...]:
    from desktop.handover.transfer import ALLOWED, OFFERED

    return ALLOWED, OFFERED


def _erasure_page(session: Session, jobs: JobRunner) -> Page:
    from desktop.erasure.page import ErasurePage

    return ErasurePage(session, jobs)


def _erasure_gate(session: Session) -> list[OpenPoint]:
    from desktop.erasure.gate import open_points

    return open_points(session)


def _certificate_page(session: Session, jobs: JobRunner) -> Page:
    from desktop.certificate.page import CertificatePage

    return CertificatePage(session, jobs)


def _certificate_gate(session: Session) -> list[OpenPoint]:
    from desktop.certificate.gate import open_points

    return open_points(session)


STEPS: tuple[Step, ...] = (
    Step(
        "shop",
        say("Shop"),
        say("Enter the shop, its people and the closing date"),
        say("Say which shop closes, how, and who is responsible."),
        say("If you skip this: no rule and no date of the later steps can be worked out."),
        _shop_page,
        _shop_gate,
    ),
    Step(
        "inventory",
        say("Inventory"),
        say("Find every place with customer data"),
        say("Find every place in the shop that holds customer data, and miss none."),
        say(
            "If you skip this: data left behind is neither announced nor erased, and the shop stays liable for a leak."
        ),
        _inventory_page,
        _inventory_gate,
    ),
    Step(
        "classification",
        say("Classification"),
        say("What must be kept, what must be deleted"),
        say("Decide where each group of records goes: delete, seal, transfer, or keep without identity."),
        say(
            "If you skip this: destroying what must be kept is punished, and keeping what must go is just as unlawful."
        ),
        _classification_page,
        _classification_gate,
    ),
    Step(
        "notices",
        say("Notices"),
        say("Tell customers as the rules say, take in their answers"),
        say("Tell every customer as the rules say, and take in the answers."),
        say(
            "If you skip this: deletion or transfer behind the customers' backs can be unlawful and brings complaints."
        ),
        _notices_page,
        _notices_gate,
        readings=_notices_readings,
    ),
    Step(
        "handover",
        say("Handover"),
        say("Pack and encrypt what is kept, hand it to the custodian"),
        say("Pack and encrypt what must be kept, and hand it to the custodian."),
        say(
            "If you skip this: records that the law keeps are lost, nobody can look them up, and that is punished too."
        ),
        _handover_page,
        _handover_gate,
        readings=_handover_readings,
    ),
    Step(
        "erasure",
        say("Erasure"),
        say("Only after two people have approved is anything deleted"),
        say("Destroy by plan what may no longer be kept, and check it on the spot."),
        say("If you skip this: data kept after closing breaks Article 47 of the Personal Information Protection Law."),
        _erasure_page,
        _erasure_gate,
        plan_rests_on_it=False,
    ),
    Step(
        "certificate",
        say("Certificate"),
        say("Print the certificate, export the evidence bundle"),
        say("Print the certificate, sign and seal it, hand the evidence over."),
        say("If you skip this: when somebody asks later, nothing proves that the data was dealt with."),
        _certificate_page,
        _certificate_gate,
        plan_rests_on_it=False,
    ),
)


def load_pages() -> None:
    """Load the code of all pages, half a second of work: in the job that opens a case, no click waits for it.

    Code is there to stay: a search for garbage that goes through it holds a frame of scrolling for 60 ms.
    """
    from desktop.session import uncollected

    with uncollected():
        for step in STEPS:
            import_module(f"desktop.{step.key}.page")
