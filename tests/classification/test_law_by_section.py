"""Cases written from the law alone, each with the section and the line it was read in. What the code does is not asked.

The sections are those of the project's collection of sources: 1 facts that decide the design, 2 PIPL, 3 civil and
criminal law, 4 pharmacy duties, 5 business records, 9a retention, 9b fields, 9f routes, 10 uncertain points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from desktop.classification.periods import beginning
from desktop.classification.records import Decision, Disposition
from desktop.inventory.records import GroupKind as K
from desktop.rules.records import Sensitivity
from desktop.shop.records import Route
from desktop.words import zh
from tests.classification.law import CLOSING, decided, rules

SEAL, DELETE, KEEP, OPEN = Disposition.SEAL, Disposition.DELETE, Disposition.KEEP, Disposition.UNDECIDED
ONE = "1 Twelve facts that decide the design"
PIPL = "2 个人信息保护法"
CIVIL = "3 Civil, criminal, cyber, data and consumer law"
PHARMACY = "4 Pharmacy-specific duties"
BUSINESS = "5 Business records and deregistration"
RETENTION = "9a Retention rules"
FIELDS = "9b Field taxonomy"
ROUTES = "9f Transfer routes"
UNCERTAIN = "10 Uncertain points"


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the law put to one record group. `until` None: at once, for good, or not known."""

    section: str
    line: str
    kind: K
    newest: date | None
    answers: dict[str, str]
    disposition: Disposition
    until: date | None = None
    fields: tuple[str, ...] = ()
    minors: int = 0
    route: Route = Route.DEREGISTRATION
    device: bool = False

    def decide(self) -> Decision:
        """What the program says."""
        closing = replace(CLOSING, route=self.route)
        return decided(
            self.kind, self.newest, self.answers, minors=self.minors, closing=closing, device=self.device,
            field_types=self.fields,
        )  # fmt: skip


SOLD = {"online": "no", "devices": "none"}
CASES = [
    Case(
        ONE,
        "3: the 1/2/3 years of 处方管理办法 50 are for hospitals",
        K.PRESCRIPTION,
        date(2023, 3, 1),
        {"narcotics": "no"},
        SEAL,
        date(2028, 3, 1),
    ),
    Case(
        ONE,
        "2: a member list with prescriptions in it is not deleted whole",
        K.MEMBERSHIP,
        date(2025, 7, 1),
        {"prepaid": "no"},
        SEAL,
        date(2030, 7, 1),
        ("name", "mobile", "prescription"),
    ),
    Case(
        ONE,
        "4: accounting papers nobody has described are never offered for destruction",
        K.ACCOUNTING,
        date(1990, 1, 1),
        {},
        OPEN,
    ),
    Case(PIPL, "19: no rule found, delete", K.CORRESPONDENCE, date(2026, 12, 1), {"papers-inside": "taken"}, DELETE),
    Case(PIPL, "47(1)(二): 保存期限已届满", K.COMPLAINT, date(2021, 11, 30), {}, DELETE, date(2026, 11, 30)),
    Case(PIPL, "47(2): 保存期限未届满, by one day", K.COMPLAINT, date(2021, 12, 31), {}, SEAL, date(2026, 12, 31)),
    Case(
        PIPL,
        "31: children's delivery addresses",
        K.DELIVERY,
        None,
        {"online": "no"},
        DELETE,
        None,
        ("name", "address"),
        2,
    ),
    Case(
        PIPL, "26: pictures for public safety, the last ones of the last day", K.CCTV, None, {}, SEAL, date(2027, 1, 30)
    ),
    Case(
        CIVIL, "民法典 188: three years of limitation are no duty to keep", K.MARKETING, date(2026, 12, 30), {}, DELETE
    ),
    Case(
        CIVIL,
        "刑法 162条之一: vouchers, the thirty years are over",
        K.ACCOUNTING,
        date(1995, 6, 1),
        {"accounts": "vouchers"},
        DELETE,
        date(2025, 12, 31),
    ),
    Case(CIVIL, "居民身份证法 13: copies nobody has asked about", K.ID_COPY, date(2026, 1, 1), {}, OPEN),
    Case(
        CIVIL,
        "居民身份证法 13: photos of identity cards in a member list",
        K.MEMBERSHIP,
        None,
        {"prepaid": "no"},
        DELETE,
        None,
        ("name", "id_photo"),
    ),
    Case(
        CIVIL,
        "电子商务法 31: the platform's three years do not end the shop's five",
        K.ONLINE_SALE,
        date(2022, 6, 1),
        {"expiry": "2023-01-01"},
        SEAL,
        date(2027, 6, 1),
    ),
    Case(
        PHARMACY,
        "麻精条例 32 with 84号令 42: two and five years are five",
        K.PRESCRIPTION,
        date(2022, 2, 28),
        {"narcotics": "no"},
        SEAL,
        date(2027, 2, 28),
    ),
    Case(
        PHARMACY,
        "2024年第54号公告: one book from before and after, the later day",
        K.SPECIAL_REGISTER,
        date(2026, 6, 30),
        {"psychotropics": "yes", "expiry": "2024-12-31"},
        SEAL,
        date(2031, 6, 30),
    ),
    Case(
        PHARMACY,
        "麻精条例 49: whether it is such a ledger is not known",
        K.SPECIAL_REGISTER,
        date(2020, 1, 1),
        {},
        OPEN,
    ),
    Case(
        PHARMACY,
        "260号文: no period stated, GSP from the last day there can be an entry",
        K.EPHEDRINE_REGISTER,
        None,
        {},
        SEAL,
        date(2031, 12, 31),
    ),
    Case(
        PHARMACY,
        "药品管理法 57: sales of 2021 are over, those of the last day of 2021 are not",
        K.SALE,
        date(2021, 12, 31),
        SOLD,
        SEAL,
        date(2026, 12, 31),
    ),
    Case(
        PHARMACY,
        "器械办法 38: no implants, expiry long past, five years of the drug sales",
        K.SALE,
        date(2026, 1, 31),
        {"online": "no", "devices": "class3", "expiry": "2026-06-30"},
        SEAL,
        date(2031, 1, 31),
    ),
    Case(
        PHARMACY,
        "医保条例 16: settlement slips, whether bound into vouchers is not known",
        K.INSURANCE,
        date(2026, 1, 1),
        {},
        OPEN,
    ),
    Case(
        PHARMACY,
        "突发事件应对法 85: whether other entries are in it is not known",
        K.EPIDEMIC_REGISTER,
        date(2022, 12, 1),
        {},
        OPEN,
    ),
    Case(
        BUSINESS,
        "79号令 14: interim reports of 2015, ten years are over",
        K.ACCOUNTING,
        date(2015, 12, 31),
        {"accounts": "reports"},
        DELETE,
        date(2025, 12, 31),
    ),
    Case(
        BUSINESS,
        "79号令 14: reports of 2016 to the end of 2026",
        K.ACCOUNTING,
        date(2016, 1, 31),
        {"accounts": "reports"},
        SEAL,
        date(2026, 12, 31),
    ),
    Case(
        BUSINESS,
        "79号令 附表: vouchers and annual accounts in one binder",
        K.ACCOUNTING,
        date(1990, 1, 1),
        {"accounts": "mixed"},
        SEAL,
    ),
    Case(
        BUSINESS,
        "79号令 14: payroll sheets bound into vouchers",
        K.STAFF,
        date(2026, 6, 30),
        {"payroll": "yes"},
        SEAL,
        date(2056, 12, 31),
    ),
    Case(
        RETENTION,
        "longest wins: letters with online orders that keep long",
        K.CORRESPONDENCE,
        date(2026, 5, 5),
        {"papers-inside": "mixed", "expiry": "2035-05-05"},
        SEAL,
        date(2036, 5, 5),
    ),
    Case(RETENTION, "unknown expiry: ask", K.ONLINE_SALE, date(2026, 5, 5), {}, OPEN),
    Case(RETENTION, "unanswered condition: the rule applies, nothing goes", K.SALE, date(2010, 1, 1), {}, OPEN),
    Case(
        RETENTION,
        "what cannot be split is kept: a phone with prescriptions in it",
        K.MARKETING,
        date(2026, 5, 5),
        {"device-inside": "inside"},
        SEAL,
        date(2031, 5, 5),
        device=True,
    ),
    Case(
        ROUTES,
        "资产转让: no recipient named, members are deleted",
        K.MEMBERSHIP,
        None,
        {"prepaid": "no"},
        DELETE,
        route=Route.ASSET_SALE,
    ),
    Case(
        ROUTES,
        "法定记录 to a successor: sealed, not handed over by itself",
        K.PRESCRIPTION,
        date(2026, 6, 1),
        {"narcotics": "no"},
        SEAL,
        date(2031, 6, 1),
        route=Route.ASSET_SALE,
    ),
    Case(
        ROUTES,
        "个体户变更经营者: a new handler, the old one deletes",
        K.CARE_FILE,
        None,
        {"care-local": "no"},
        DELETE,
        route=Route.OPERATOR_CHANGE,
    ),
    Case(
        ROUTES,
        "股权转让: the same company keeps its prescriptions in use",
        K.PRESCRIPTION,
        date(2026, 6, 1),
        {"narcotics": "no"},
        KEEP,
        date(2031, 6, 1),
        route=Route.SHARE_SALE,
    ),
    Case(
        ROUTES,
        "股权转让: and its vouchers",
        K.ACCOUNTING,
        date(2026, 6, 1),
        {"accounts": "vouchers"},
        KEEP,
        date(2056, 12, 31),
        route=Route.SHARE_SALE,
    ),
    Case(
        ROUTES,
        "股权转让: what is over goes there too",
        K.SALE,
        date(2021, 6, 1),
        SOLD,
        DELETE,
        date(2026, 6, 1),
        route=Route.SHARE_SALE,
    ),
    Case(
        UNCERTAIN,
        "6: the prescription's day is not known, the last day is assumed",
        K.PRESCRIPTION,
        None,
        {"narcotics": "no"},
        SEAL,
        date(2031, 12, 31),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.section.split()[0]} {case.line}")
def test_the_law_line_by_line(case: Case) -> None:
    made = case.decide()
    assert (made.disposition, made.until) == (case.disposition, case.until)
    assert made.permanent == (case.disposition in (SEAL, KEEP) and case.until is None)
    assert made.kept_by_law or made.disposition is not SEAL
    assert bool(made.basis) == (case.disposition is not OPEN)


LEVELS = [
    (FIELDS, "disability: 2025 adds 特定身份", ("name", "disability"), Sensitivity.STATUTORY),
    (FIELDS, "religion", ("religion",), Sensitivity.STATUTORY),
    (FIELDS, "vitals_plain: height and blood type alone", ("vitals_plain",), Sensitivity.GENERAL),
    (FIELDS, "vitals_linked: with a disease", ("vitals_linked",), Sensitivity.STATUTORY),
    (FIELDS, "location_track", ("name", "location_track"), Sensitivity.STATUTORY),
    (FIELDS, "si_card_no: not listed, strict", ("name", "si_card_no"), Sensitivity.STRICT),
    (FIELDS, "otc_purchase: 交易和消费记录", ("name", "otc_purchase"), Sensitivity.STRICT),
    (FIELDS, "account_pwd: 鉴别信息", ("account_pwd",), Sensitivity.STRICT),
    (FIELDS, "list-level rule: an identifier with rx_purchase", ("mobile", "rx_purchase"), Sensitivity.STATUTORY),
    (FIELDS, "special_disease: level 5", ("name", "special_disease"), Sensitivity.STATUTORY),
]


@pytest.mark.parametrize(("section", "line", "fields", "level"), LEVELS, ids=lambda value: str(value)[:40])
def test_the_two_badges_line_by_line(section: str, line: str, fields: tuple[str, ...], level: Sensitivity) -> None:
    assert section == FIELDS
    assert decided(K.MARKETING, field_types=fields).sensitivity is level, line


def test_a_child_makes_every_field_sensitive() -> None:
    """PIPL 28: 不满十四周岁未成年人的个人信息, a delivery address as much as a diagnosis."""
    made = decided(K.DELIVERY, None, {"online": "no"}, minors=1, field_types=("name", "address"))
    assert made.sensitivity is Sensitivity.STATUTORY
    assert "DEL-CHILD" in made.rule_ids


@pytest.mark.parametrize("route", list(Route))
def test_epidemic_registers_go_on_every_route(route: Route) -> None:
    """Fact 9: 突发事件应对法 85, 突发公共卫生事件应对法 8."""
    made = decided(
        K.EPIDEMIC_REGISTER, None, {"register-ephedrine": "no"}, closing=replace(CLOSING, route=route)
    )  # fmt: skip
    assert (made.disposition, made.must_go) == (DELETE, True)


def test_rules_for_psychotropic_and_toxic_prescriptions_are_named() -> None:
    """Section 4: 麻精条例 32 and 毒性药品办法 9 stand beside 84号令 42, which decides."""
    made = decided(K.PRESCRIPTION, date(2026, 1, 1), {"narcotics": "no"})
    assert {"RX-GEN", "RX-PSY2", "RX-TOX", "RX-MI"} <= set(made.rule_ids)


def test_what_rests_on_a_regulation_below_a_law_is_marked_to_be_verified() -> None:
    """Section 10, 5 and 8: articles that nobody has read carry 请核实."""
    assert decided(K.ONLINE_SALE, date(2026, 1, 1), {"expiry": "2027-01-01"}).to_verify
    assert decided(K.EPHEDRINE_REGISTER, date(2026, 1, 1)).to_verify


@pytest.mark.parametrize(
    ("kind", "newest", "answers", "day", "event", "years"),
    [
        (K.PRESCRIPTION, date(2026, 6, 1), {"narcotics": "no"}, date(2026, 6, 1), "最后一张处方", 5),
        (K.ONLINE_SALE, date(2026, 6, 1), {"expiry": "2031-12-31"}, date(2031, 12, 31), "有效期", 1),
        (K.ONLINE_SALE, date(2026, 6, 1), {"expiry": "unknown"}, date(2026, 6, 1), "最后一条记录", 10),
        (K.ACCOUNTING, date(2026, 6, 1), {"accounts": "vouchers"}, date(2027, 1, 1), "会计年度终了后的第一天", 30),
        (K.COMPLAINT, date(2020, 6, 1), {}, date(2020, 6, 1), "最后一条记录", 5),
    ],
)
def test_what_starts_the_term_and_which_term_it_is(
    kind: K, newest: date, answers: dict[str, str], day: date, event: str, years: int
) -> None:
    """Section 9a, "counted from", and 9d, 起算日: the day, the event and the term that lead to the last day."""
    begun = beginning(decided(kind, newest, answers), rules())
    assert begun is not None
    assert begun.term is not None
    assert (begun.day, zh(begun.event), begun.term.years) == (day, event, years)


@pytest.mark.parametrize(
    ("kind", "answers", "event"),
    [
        (K.PRESCRIPTION, {"narcotics": "no"}, "日期不详，按最后营业日"),
        (K.COMPLAINT, {}, "日期不详，按最后营业日"),
        (K.ONLINE_SALE, {"expiry": "2031-12-31"}, "有效期"),
        (K.ACCOUNTING, {"accounts": "vouchers"}, "会计年度终了后的第一天"),
    ],
)
def test_a_day_that_nobody_knows_is_not_told_as_known(kind: K, answers: dict[str, str], event: str) -> None:
    """The last trading day stands in for the newest record: register and table may not call it the last record."""
    begun = beginning(decided(kind, None, answers), rules(), dated=False)
    assert begun is not None
    assert zh(begun.event) == event


def test_nothing_begins_where_no_period_is_counted() -> None:
    assert beginning(decided(K.MARKETING), rules()) is None
    assert beginning(decided(K.ACCOUNTING, None, {"accounts": "annual"}), rules()) is None
