"""What is still missing before the inventory can begin."""

from __future__ import annotations

from desktop.gates import OpenPoint
from desktop.session import Session
from desktop.shop import credit_code, store
from desktop.shop.records import ROLE_NAMES, ROLES_WITH_PIN, ROUTES_WITH_RECIPIENT, Person, Role
from desktop.words import say


def open_points(session: Session) -> list[OpenPoint]:
    """Plain sentences with the field each is about; empty when the step is done."""
    return [*_shop(session), *_closing(session), *_people(session), *_recipient(session)]


def _shop(session: Session) -> list[OpenPoint]:
    shop = store.read_shop(session.vault)
    points = []
    if shop is None or not shop.name:
        points.append(OpenPoint(say("The shop's name is missing."), "name"))
    code = credit_code.fault(shop.credit_code if shop else "")
    if code is not None:
        points.append(OpenPoint(code, "credit_code"))
    if shop is None or not shop.address:
        points.append(OpenPoint(say("The shop's address is missing."), "address"))
    if shop is None or not shop.phone:
        points.append(OpenPoint(say("The shop's phone number is missing."), "phone"))
    return points


def _closing(session: Session) -> list[OpenPoint]:
    if store.read_route(session.vault) is None:
        return [OpenPoint(say("The way the shop ends has not been chosen."), "route")]
    if store.read_closing(session.vault) is None:
        return [OpenPoint(say("The last trading day is missing."), "last_trading_day")]
    return []


def _people(session: Session) -> list[OpenPoint]:
    found: dict[Role, Person] = {someone.role: someone for someone in store.people(session.vault)}
    points = []
    for role in Role:
        someone = found.get(role)
        if someone is None or not someone.name:
            points.append(OpenPoint(say("{role}: the name is missing.", role=ROLE_NAMES[role]), f"person:{role.value}"))
        elif role is Role.CUSTODIAN and not someone.phone:
            points.append(OpenPoint(say("Customers must be able to call the custodian."), f"phone:{role.value}"))
        elif role in ROLES_WITH_PIN and not someone.has_pin:
            points.append(OpenPoint(say("{role} has not set a PIN.", role=ROLE_NAMES[role]), f"pin:{role.value}"))
    return points


def _recipient(session: Session) -> list[OpenPoint]:
    if store.read_route(session.vault) not in ROUTES_WITH_RECIPIENT:
        return []
    recipient = store.read_recipient(session.vault)
    if recipient is None or not (recipient.name and recipient.phone):
        return [OpenPoint(say("Name and phone number of the recipient are missing."), "recipient_name")]
    if not (recipient.purpose and recipient.method):
        return [OpenPoint(say("What the recipient does with the data is missing."), "recipient_purpose")]
    return []
