"""Who closes, by which route, when, and who is responsible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.words import Sentence, say


class Route(StrEnum):
    """How the shop ends or changes hands; duties differ by route (PIPL 17, 22, 23)."""

    DEREGISTRATION = "deregistration"
    SHARE_SALE = "share_sale"
    ASSET_SALE = "asset_sale"
    MERGER = "merger"
    OPERATOR_CHANGE = "operator_change"


ROUTE_NAMES: dict[Route, Sentence] = {
    Route.DEREGISTRATION: say("Deregistration"),
    Route.SHARE_SALE: say("Share sale"),
    Route.ASSET_SALE: say("Sale of the shop"),
    Route.MERGER: say("Merger or division"),
    Route.OPERATOR_CHANGE: say("Change of the sole trader"),
}


class LegalForm(StrEnum):
    """What the shop is in law."""

    COMPANY = "company"
    SOLE_PROPRIETORSHIP = "sole_proprietorship"
    PARTNERSHIP = "partnership"
    SOLE_TRADER = "sole_trader"


LEGAL_FORM_NAMES: dict[LegalForm, Sentence] = {
    LegalForm.COMPANY: say("Company"),
    LegalForm.SOLE_PROPRIETORSHIP: say("Sole proprietorship enterprise"),
    LegalForm.PARTNERSHIP: say("Partnership"),
    LegalForm.SOLE_TRADER: say("Sole trader"),
}


class Role(StrEnum):
    """What a person does in this closing. The witness is never the operator."""

    OWNER = "owner"
    OPERATOR = "operator"
    WITNESS = "witness"
    CUSTODIAN = "custodian"


ROLE_NAMES: dict[Role, Sentence] = {
    Role.OWNER: say("Owner"),
    Role.OPERATOR: say("Operator"),
    Role.WITNESS: say("Witness"),
    Role.CUSTODIAN: say("Custodian"),
}

ROLES_WITH_PIN = (Role.OWNER, Role.WITNESS)

ROUTES_WITH_RECIPIENT = (Route.ASSET_SALE, Route.MERGER, Route.OPERATOR_CHANGE)
"""Customers must be told who gets their data (PIPL 22, 23). A share sale leaves the same company in charge."""


@dataclass(frozen=True, slots=True)
class Shop:
    """The pharmacy. `credit_code` is the 统一社会信用代码 (GB 32100-2015, 18 characters)."""

    name: str
    credit_code: str
    licence_no: str
    address: str
    phone: str
    legal_form: LegalForm


@dataclass(frozen=True, slots=True)
class Closing:
    """The route and the dates that everything else is computed from."""

    route: Route
    last_trading_day: date
    request_until: date
    """Until when customers may ask for their data before it is deleted."""
    erasure_day: date
    """By when the data will have been deleted."""
    collect_until: date
    """Until when medicines are to be collected and balances refunded."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a duty. `has_pin` tells whether a PIN is set for this duty."""

    role: Role
    name: str
    post: str
    phone: str
    has_pin: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives transferred records (PIPL 22, 23): what customers must be told about them."""

    name: str
    contact: str
    phone: str
    address: str
    purpose: str
    method: str
    retention: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """One date of the timeline with its basis."""

    key: str
    name: Sentence
    day: date
    basis: str
    required: bool


@dataclass(frozen=True, slots=True)
class ProposedDates:
    """What the program proposes from the last trading day; the owner may choose others."""

    request_until: date
    erasure_day: date
    collect_until: date
