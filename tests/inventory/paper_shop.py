"""A shop with paper, a device and third parties, whose first step is filled in."""

from __future__ import annotations

from datetime import date

from desktop.inventory import store_hand
from desktop.inventory.records import GroupKind, SourceKind
from desktop.inventory.store_hand import Carrier, Party
from desktop.session import Session
from desktop.shop import store as shop_store
from desktop.shop.records import Closing, LegalForm, Person, Role, Route, Shop

SHOP = Shop("样例市安和大药房有限公司", "", "例CB000000", "样例市云溪区示范路12号", "0999-5550100", LegalForm.COMPANY)
CUSTOMER = "王样例"
"""A customer whose name the owner wrote where it does not belong."""


def fill_in(session: Session, route: Route = Route.DEREGISTRATION, last: date = date(2026, 11, 30)) -> None:
    """Shop, dates, people."""
    vault = session.vault
    shop_store.save_shop(vault, SHOP)
    shop_store.save_closing(vault, Closing(route, last, date(2026, 12, 11), date(2026, 12, 18), date(2026, 11, 28)))
    shop_store.save_person(vault, Person(Role.OWNER, "林示例", "负责人", "0999-5550101"))
    shop_store.save_person(vault, Person(Role.OPERATOR, "陈范文", "店员", "0999-5550100"))
    shop_store.save_person(vault, Person(Role.CUSTODIAN, "郑虚构", "股东", "0999-5550123"))


def add_carriers(session: Session) -> tuple[int, int, int]:
    """Three boxes of prescriptions, very many loose sheets, a phone."""
    boxes = Carrier(
        SourceKind.PAPER, f"{CUSTOMER}的处方", "处方柜", GroupKind.PRESCRIPTION, 3, "箱",
        date(2021, 12, 1), date(2026, 11, 19),
    )  # fmt: skip
    sheets = Carrier(
        SourceKind.PAPER, "散的登记表", "二楼储物间靠窗的那个旧铁皮柜子最下面一层", GroupKind.MEMBERSHIP, 1200, "张"
    )
    phone = Carrier(SourceKind.DEVICE, "店用旧手机", "", GroupKind.MARKETING, 1, "部", serial="例0007")
    saved = [store_hand.save_carrier(session.vault, carrier) for carrier in (boxes, sheets, phone)]
    return saved[0], saved[1], saved[2]


def add_party(session: Session, kind: GroupKind = GroupKind.MEMBERSHIP) -> int:
    """A firm with an address and a count of people."""
    party = Party(
        "样例市数据服务有限公司", "样例市云溪区示范路88号云谷大厦B座1203室", kind, "客服", "0999-5550155", people=5902
    )
    return store_hand.save_party(session.vault, party)
