# ruff: noqa: E501 - one case of the law is one line
"""Cases written from the law, not from the code; each names the act and article (legal-basis, sections 4, 5 and 9a)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.classification.records import STAYS_RULE, Disposition
from desktop.inventory.records import GroupKind as K
from desktop.rules.records import Sensitivity
from desktop.shop.records import Route
from tests.classification.law import CLOSING, LAST_DAY, a_group, decided, rules

SEAL, DELETE, OPEN = Disposition.SEAL, Disposition.DELETE, Disposition.UNDECIDED

LAW: list[tuple[str, K, date | None, dict[str, str], Disposition, date | None, str]] = [
    # act and article, kind, newest record, answers, disposition, last day, deciding rule
    ("84号令 42: 处方保留不少于五年", K.PRESCRIPTION, date(2026, 11, 15), {"narcotics": "no"}, SEAL, date(2031, 11, 15), "RX-GEN"),
    ("84号令 42, date unknown: from the last trading day", K.PRESCRIPTION, None, {"narcotics": "no"}, SEAL, date(2031, 12, 31), "RX-GEN"),
    ("84号令 42, over: PIPL 47(1)(二) 保存期限已届满", K.PRESCRIPTION, date(2021, 12, 30), {"narcotics": "no"}, DELETE, date(2026, 12, 30), "RX-GEN"),
    ("84号令 42, its last day is the last trading day", K.PRESCRIPTION, date(2021, 12, 31), {"narcotics": "no"}, SEAL, date(2026, 12, 31), "RX-GEN"),
    ("民法典 202: no corresponding day, the month's last", K.PRESCRIPTION, date(2024, 2, 29), {"narcotics": "no"}, SEAL, date(2029, 2, 28), "RX-GEN"),
    ("麻精条例 41: narcotics are never destroyed unasked", K.PRESCRIPTION, date(2010, 1, 1), {"narcotics": "yes"}, SEAL, date(2015, 1, 1), "RX-NARC"),
    ("260号文 with GSP: ephedrine register five years", K.EPHEDRINE_REGISTER, date(2026, 6, 30), {}, SEAL, date(2031, 6, 30), "REG-EPHEDRINE"),
    ("GSP: special register five years", K.SPECIAL_REGISTER, date(2026, 6, 30), {"psychotropics": "no"}, SEAL, date(2031, 6, 30), "REG-SPECIAL-COMPOUND"),
    ("麻精条例 49: expiry and five years", K.SPECIAL_REGISTER, date(2026, 6, 30), {"psychotropics": "yes", "expiry": "2028-05-31"}, SEAL, date(2033, 5, 31), "REG-PSY2-LEDGER"),
    ("麻精条例 49, expiry unknown: ten years", K.SPECIAL_REGISTER, date(2026, 6, 30), {"psychotropics": "yes", "expiry": "unknown"}, SEAL, date(2036, 6, 30), "REG-PSY2-LEDGER"),
    ("突发事件应对法 85: 予以销毁", K.EPIDEMIC_REGISTER, date(2022, 12, 1), {"register-ephedrine": "no"}, DELETE, None, "REG-EPIDEMIC"),
    ("突发公共卫生事件应对法 8, pages taken out", K.EPIDEMIC_REGISTER, date(2022, 12, 1), {"register-ephedrine": "yes", "register-split": "split"}, DELETE, None, "REG-EPIDEMIC"),
    ("突发事件应对法 85, cannot be parted: kept whole", K.EPIDEMIC_REGISTER, date(2022, 12, 1), {"register-ephedrine": "yes", "register-split": "joined"}, SEAL, date(2027, 12, 1), "REG-EPHEDRINE"),
    ("药品管理法 57 with GSP: sales five years", K.SALE, date(2026, 11, 15), {"online": "no", "devices": "none"}, SEAL, date(2031, 11, 15), "SALE-DRUG"),
    ("58号令 15: later of five years and expiry + 1", K.ONLINE_SALE, date(2026, 11, 15), {"expiry": "2031-06-30"}, SEAL, date(2032, 6, 30), "SALE-ONLINE"),
    ("58号令 15: five years are the later", K.ONLINE_SALE, date(2026, 11, 15), {"expiry": "2027-01-31"}, SEAL, date(2031, 11, 15), "SALE-DRUG"),
    ("58号令 15, expiry unknown: ten years", K.ONLINE_SALE, date(2026, 11, 15), {"expiry": "unknown"}, SEAL, date(2036, 11, 15), "SALE-ONLINE"),
    ("器械办法 38: expiry + 2", K.SALE, date(2026, 11, 15), {"online": "no", "devices": "class3", "expiry": "2030-03-31"}, SEAL, date(2032, 3, 31), "SALE-DEV3"),
    ("器械办法 38: 植入类永久保存", K.SALE, date(2010, 1, 1), {"online": "no", "devices": "implants"}, SEAL, None, "SALE-DEV-IMPLANT"),
    ("医保条例 16: settlements five years", K.INSURANCE, date(2026, 11, 15), {"in-vouchers": "no"}, SEAL, date(2031, 11, 15), "RX-MI"),
    ("79号令 14: slips bound into vouchers thirty years", K.INSURANCE, date(2026, 11, 15), {"in-vouchers": "yes"}, SEAL, date(2056, 12, 31), "ACC-VOUCHER"),
    ("79号令 14: vouchers of 2026 to the end of 2056", K.ACCOUNTING, date(2026, 12, 31), {"accounts": "vouchers"}, SEAL, date(2056, 12, 31), "ACC-VOUCHER"),
    ("会计法 41, 刑法 162之一: 29 years are not over", K.ACCOUNTING, date(1997, 5, 1), {"accounts": "vouchers"}, SEAL, date(2027, 12, 31), "ACC-VOUCHER"),
    ("79号令: interim reports ten years", K.ACCOUNTING, date(2026, 6, 30), {"accounts": "reports"}, SEAL, date(2036, 12, 31), "ACC-REPORT-PERIOD"),
    ("79号令: annual accounts for good", K.ACCOUNTING, date(1990, 1, 1), {"accounts": "annual"}, SEAL, None, "ACC-PERMANENT"),
    ("劳动合同法 50 and GSP: staff files, the longest wins", K.STAFF, date(2026, 12, 31), {"payroll": "no"}, SEAL, date(2031, 12, 31), "STAFF-HEALTH"),
    ("劳动合同法 50: old staff files, but the contracts may have lasted until the end", K.STAFF, date(2020, 3, 1), {"payroll": "no"}, SEAL, date(2028, 12, 31), "LAB-CONTRACT"),
    ("GSP: complaints five years", K.COMPLAINT, date(2026, 1, 31), {}, SEAL, date(2031, 1, 31), "QA-COMPLAINT"),
    ("799号令: video thirty days", K.CCTV, date(2026, 12, 31), {}, SEAL, date(2027, 1, 30), "CCTV"),
    ("799号令: then deleted", K.CCTV, date(2026, 10, 1), {}, DELETE, date(2026, 10, 31), "CCTV"),
    ("PIPL 47(1)(二): members", K.MEMBERSHIP, date(2026, 12, 31), {"prepaid": "no"}, DELETE, None, "DEL-MEMBER"),
    ("预付卡办法 15: buyers under their name five years", K.MEMBERSHIP, date(2026, 3, 1), {"prepaid": "yes"}, SEAL, date(2031, 3, 1), "PREPAID-BUYER"),
    ("PIPL 47: marketing lists", K.MARKETING, None, {}, DELETE, None, "DEL-MARKETING"),
    ("PIPL 45, 47: care files", K.CARE_FILE, None, {"care-local": "no"}, DELETE, None, "DEL-CARE-FILE"),
    ("GSP, local: care files five years", K.CARE_FILE, date(2026, 5, 5), {"care-local": "yes"}, SEAL, date(2031, 5, 5), "QA-GSP-OTHER"),
    ("PIPL 6, 19: loose copies of identity cards", K.ID_COPY, None, {"copy-attached": "none"}, DELETE, None, "DEL-ID-COPY"),
    ("医保条例 16: copies kept for insurance", K.ID_COPY, date(2026, 5, 5), {"copy-attached": "insurance"}, SEAL, date(2031, 5, 5), "MI-SETTLE"),
    ("79号令 14: copies bound into vouchers", K.ID_COPY, date(2026, 5, 5), {"copy-attached": "voucher"}, SEAL, date(2056, 12, 31), "ACC-VOUCHER"),
    ("PIPL 47: delivery addresses", K.DELIVERY, None, {"online": "no"}, DELETE, None, "DEL-DELIVERY"),
    ("58号令 15: addresses of online orders", K.DELIVERY, date(2026, 5, 5), {"online": "yes", "delivery-online": "yes", "expiry": "2027-05-05"}, SEAL, date(2031, 5, 5), "SALE-ONLINE"),
    ("PIPL 47: letters and notes", K.CORRESPONDENCE, None, {"papers-inside": "none"}, DELETE, None, "DEL-MARKETING"),
    ("84号令 42: pictures of prescriptions inside", K.CORRESPONDENCE, date(2026, 5, 5), {"papers-inside": "mixed", "expiry": "2027-01-01"}, SEAL, date(2031, 5, 5), "RX-GEN"),
    ("unsettled kind: never deleted", K.UNKNOWN, None, {}, OPEN, None, ""),
]  # fmt: skip


@pytest.mark.parametrize("case", LAW, ids=lambda case: case[0])
def test_the_law(case: tuple[str, K, date | None, dict[str, str], Disposition, date | None, str]) -> None:
    _, kind, newest, answers, disposition, until, rule = case
    made = decided(kind, newest, answers)
    assert (made.disposition, made.until, made.rule_id) == (disposition, until, rule)
    assert made.permanent == (disposition is SEAL and until is None)
    assert made.basis == (rules().rule(rule).basis if rule else ())
    assert made.rules_digest == rules().digest


@pytest.mark.parametrize("kind", [kind for kind in K if kind is not K.UNKNOWN])
def test_a_kind_that_is_not_settled_is_never_deleted(kind: K) -> None:
    assert decided(kind, date(1990, 1, 1), settled=False).disposition is OPEN


# -- copies: PIPL 47(2), and the only copy of what must be kept (会计法 23, 药品管理法 57)

PRESCRIPTIONS = a_group(K.PRESCRIPTION, date(2026, 6, 30), date(2022, 1, 1), id=7, records=100)


def test_a_copy_goes_when_its_original_holds_everything() -> None:
    copy = decided(K.BACKUP, date(2025, 1, 1), original=PRESCRIPTIONS, period_from=date(2022, 1, 1), records=80)
    assert (copy.disposition, copy.rule_id) == (DELETE, "DEL-BACKUP")


@pytest.mark.parametrize(
    "more",
    [
        {"records": 101},
        {"records": 80, "period_from": date(2021, 1, 1)},
        {"records": 80, "period_to": date(2026, 7, 1)},
    ],
)
def test_a_copy_that_holds_more_than_its_original_counts_as_one(more: dict[str, object]) -> None:
    copy = decided(K.BACKUP, original=PRESCRIPTIONS, answers={"narcotics": "no"}, **more)  # type: ignore[arg-type]
    assert copy.disposition is SEAL
    assert copy.rule_id == "RX-GEN"


def test_a_larger_copy_of_what_is_deleted_is_deleted_too() -> None:
    members = a_group(K.MEMBERSHIP, id=7, records=300)
    copy = decided(K.MEMBERSHIP, original=members, answers={"prepaid": "no"}, records=400, copy_of=7)
    assert (copy.disposition, copy.rule_id) == (DELETE, "DEL-BACKUP")


def test_a_copy_waits_for_an_original_nobody_has_settled() -> None:
    assert decided(K.BACKUP, original=a_group(K.UNKNOWN, id=7), records=1).disposition is OPEN


def test_a_copy_without_original_is_asked_about() -> None:
    assert decided(K.BACKUP).disposition is OPEN
    assert decided(K.BACKUP, answers={"backup-original": "kept"}).disposition is DELETE
    assert decided(K.BACKUP, answers={"backup-original": "last"}).disposition is OPEN


# -- children, biometrics, sensitivity


def test_children_make_everything_sensitive_and_their_rule_applies() -> None:
    # PIPL 28, 31: anyone under fourteen
    made = decided(K.MARKETING, minors=1, field_types=("name", "mobile"))
    assert made.sensitivity is Sensitivity.STATUTORY
    assert "DEL-CHILD" in made.rule_ids
    assert made.disposition is DELETE


def test_statutory_records_of_children_are_kept_all_the_same() -> None:
    made = decided(K.COMPLAINT, date(2026, 1, 1), minors=3)
    assert (made.disposition, made.until) == (SEAL, date(2031, 1, 1))


def test_faces_must_go_but_never_take_statutory_records_along() -> None:
    # PIPL 28, 47; DEL-BIOMETRIC
    made = decided(K.MARKETING, field_types=("face",))
    assert (made.disposition, made.rule_id, made.must_go) == (DELETE, "DEL-BIOMETRIC", True)
    assert decided(K.COMPLAINT, date(2026, 1, 1), field_types=("face",)).disposition is SEAL


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        (("name",), Sensitivity.GENERAL),  # 民法典 1034, PIPL 28: a name alone is not sensitive
        (("name", "mobile", "birth_date", "address"), Sensitivity.GENERAL),
        (("name", "id_number"), Sensitivity.STRICT),  # GB/T 35273 annex B, not in GB/T 45574
        (("member_no", "amount"), Sensitivity.STRICT),
        (("medicine", "amount"), Sensitivity.STRICT),
        (("medicine",), Sensitivity.GENERAL),
        (("member_no", "medicine"), Sensitivity.STATUTORY),  # list-level rule, 9b(4)
        (("name", "mi_settle"), Sensitivity.STATUTORY),
        (("diagnosis",), Sensitivity.STATUTORY),
        (("id_photo",), Sensitivity.STATUTORY),
        (("bank_card",), Sensitivity.STATUTORY),
    ],
)
def test_sensitivity_of_a_list(fields: tuple[str, ...], level: Sensitivity) -> None:
    assert decided(K.MARKETING, field_types=fields).sensitivity is level


def test_paper_without_known_fields_takes_the_kind_s_sensitivity() -> None:
    assert decided(K.PRESCRIPTION, date(2026, 1, 1)).sensitivity is Sensitivity.STATUTORY


def test_everything_not_verified_is_marked() -> None:
    assert decided(K.CCTV, date(2026, 12, 31)).to_verify
    assert not decided(K.ACCOUNTING, LAST_DAY, {"accounts": "vouchers"}).to_verify


@pytest.mark.parametrize("kind", [K.MEMBERSHIP, K.MARKETING, K.CARE_FILE, K.CORRESPONDENCE, K.EPIDEMIC_REGISTER])
@pytest.mark.parametrize("field", ["prescription", "mi_settle"])
def test_what_holds_prescriptions_or_settlements_is_kept_whatever_it_is_called(kind: K, field: str) -> None:
    """84号令 42, 医保条例 16: a table does not lose its prescriptions by being taken for a list of members."""
    answers = {"prepaid": "no", "care-local": "no", "papers-inside": "none", "register-ephedrine": "no"}
    made = decided(kind, date(2026, 5, 5), answers, field_types=("name", field))
    assert made.disposition is SEAL
    assert made.until == date(2031, 5, 5)
    assert made.kept_by_law


SHARE_SALE = replace(CLOSING, route=Route.SHARE_SALE)


@pytest.mark.parametrize("kind", [K.MEMBERSHIP, K.MARKETING, K.CARE_FILE, K.CORRESPONDENCE])
def test_a_share_sale_leaves_with_the_company_what_only_a_closing_deletes(kind: K) -> None:
    """PIPL 47(1)(2) speaks of whoever stops; the company whose shares are sold has stopped nothing."""
    answers = {"prepaid": "no", "care-local": "no", "papers-inside": "none"}
    assert decided(kind, date(2026, 5, 5), answers, minors=1).disposition is DELETE
    made = decided(kind, date(2026, 5, 5), answers, closing=SHARE_SALE, minors=1)
    assert (made.disposition, made.rule_id, made.rule_ids) == (Disposition.KEEP, STAYS_RULE, (STAYS_RULE,))
    assert not any("第（二）项" in basis.article for basis in made.basis)


def test_what_goes_anyway_goes_in_a_share_sale_too() -> None:
    register = decided(K.EPIDEMIC_REGISTER, None, {"register-ephedrine": "no"}, closing=SHARE_SALE)
    faces = decided(K.MEMBERSHIP, None, {"prepaid": "no"}, closing=SHARE_SALE, field_types=("name", "face"))
    copies = decided(K.ID_COPY, None, {"copy-attached": "none"}, closing=SHARE_SALE)
    over = decided(K.SALE, date(2010, 1, 1), {"online": "no", "devices": "none"}, closing=SHARE_SALE)
    assert [made.disposition for made in (register, faces, copies, over)] == [DELETE] * 4
    assert register.must_go
    assert faces.must_go


def test_in_a_share_sale_a_copy_follows_its_original() -> None:
    members, faces = a_group(K.MEMBERSHIP, id=2), a_group(K.MEMBERSHIP, id=2, field_types=("face",))
    answers = {"prepaid": "no"}
    stays = decided(K.MEMBERSHIP, None, answers, closing=SHARE_SALE, original=members, copy_of=2)
    goes = decided(K.MEMBERSHIP, None, answers, closing=SHARE_SALE, original=faces, copy_of=2)
    assert (stays.disposition, goes.disposition) == (Disposition.KEEP, DELETE)


@pytest.mark.parametrize("kind", [K.MARKETING, K.MEMBERSHIP, K.DELIVERY, K.ID_COPY, K.CORRESPONDENCE, K.STAFF])
@pytest.mark.parametrize("answer", [None, "unsure", "inside", "no"])
def test_a_device_is_asked_what_else_is_in_it(kind: K, answer: str | None) -> None:
    """84号令 42: the pictures of prescriptions in a phone do not go because the phone was entered as a mailing list."""
    answers = {"prepaid": "no", "papers-inside": "none", "copy-attached": "none", "payroll": "no", "online": "no"}
    if answer is not None:
        answers["device-inside"] = answer
    made = decided(kind, date(2026, 5, 5), answers, device=True)
    wanted = {None: Disposition.UNDECIDED, "no": DELETE}.get(answer, SEAL)
    if not (kind is K.STAFF and answer == "no"):
        assert made.disposition is wanted
    if wanted is SEAL:
        assert made.kept_by_law
        assert made.until is not None
        assert made.until >= date(2031, 5, 5)


def test_paper_and_files_are_not_asked_what_a_device_is_asked() -> None:
    assert decided(K.MARKETING, date(2026, 5, 5)).disposition is DELETE
