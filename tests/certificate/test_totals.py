"""Sums and status: from the rows alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop.certificate.records import Amount, CertificateStatus, Exempt, Fate
from desktop.certificate.register import register_rows
from desktop.certificate.summary import basis_line
from desktop.certificate.totals import distinct_people, status, totals
from desktop.classification import store as classification
from desktop.classification.records import Disposition
from desktop.erasure import store as erasure
from desktop.inventory.records import GroupKind
from desktop.notices.facts import gather
from desktop.notices.wording import for_everyone
from desktop.session import Session
from desktop.shop.records import Route
from desktop.words import spoken_date
from tests.certificate import stage
from tests.erasure.stage import MARK, Shelf, new_session


def test_the_sums_add_up_with_the_rows() -> None:
    sums = stage.with_exceptions().totals
    assert sums.planned == sums.destroyed + sums.residue + sums.exceptions + sums.open == 13
    assert (sums.destroyed, sums.confirmed, sums.residue, sums.exceptions) == (10, 1, 1, 2)
    assert sums.records_destroyed == 18204 + 10434 + 2568 + 30274
    assert sums.records_residue == 312
    assert sums.paper_destroyed == (Amount(1874, "页"),)
    assert (sums.media_destroyed, sums.groups_sealed) == (3, 3)


def test_paper_counted_in_several_units_keeps_them_apart() -> None:
    rows = stage.good_rows()
    rows[4] = replace(rows[4], quantity=2, unit="册")
    assert stage.facts(rows).totals.paper_destroyed == (Amount(1210, "页"), Amount(2, "册"))


@pytest.mark.parametrize(
    ("fate", "expected"),
    [
        (Fate.DESTROYED, CertificateStatus.ALL),
        (Fate.CONFIRMED, CertificateStatus.ALL),
        (Fate.RESIDUE, CertificateStatus.EXCEPTIONS),
        (Fate.NOT_DESTROYED, CertificateStatus.EXCEPTIONS),
        (Fate.UNCONFIRMED, CertificateStatus.EXCEPTIONS),
        (Fate.OPEN, CertificateStatus.UNFINISHED),
        (Fate.SEALED, CertificateStatus.ALL),
    ],
)
def test_all_destroyed_only_without_residue_and_exceptions(fate: Fate, expected: CertificateStatus) -> None:
    rows = stage.good_rows()
    exempt = Exempt("原因", "下一步", date(2026, 12, 31), "林示例") if fate.is_exception else None
    rows[2] = replace(rows[2], fate=fate, exempt=exempt)
    assert status(rows, totals(rows, ())) is expected


def test_an_exception_without_next_step_is_unfinished() -> None:
    rows = stage.good_rows()
    rows[2] = replace(rows[2], fate=Fate.NOT_DESTROYED, exempt=Exempt("原因", "", None, ""))
    assert status(rows, totals(rows, ())) is CertificateStatus.UNFINISHED


def test_people_are_counted_once_however_many_groups_they_are_in() -> None:
    patterns = [(frozenset({1}), 5), (frozenset({1, 2}), 3), (frozenset({2}), 2), (frozenset(), 1)]
    assert distinct_people(patterns, {1}, everyone=False) == 8
    assert distinct_people(patterns, {1, 2}, everyone=False) == 10
    assert distinct_people(patterns, (), everyone=True) == 11


def test_rows_of_a_real_case(session: Session) -> None:
    rows = register_rows(session)
    sums = totals(rows, erasure.people_patterns(session.vault))
    assert [row.serial for row in rows] == list(range(1, len(rows) + 1))
    assert sums.planned == 8
    assert sums.destroyed + sums.residue == 8
    assert sums.confirmed == 1
    assert sums.records_destroyed + sums.records_residue == 30 + 10 + 40
    assert sums.people == 30
    assert sums.groups_sealed == 2
    assert (sums.paper_destroyed, sums.media_destroyed) == ((Amount(1102, "页"),), 1)
    copy = next(row for row in rows if row.copy and row.group.endswith("（副本）"))
    sealed = next(row for row in rows if row.fate is Fate.SEALED and row.group_id == copy.group_id)
    assert "第四十二条" in sealed.basis
    assert "五年" in sealed.basis
    assert (sealed.counted_from, sealed.event) == (date(2026, 11, 30), "最后一张处方")
    assert sealed.keep_until == date(2031, 11, 30)
    assert copy.counted_from is None, "the copy goes; no period is counted for it"
    assert not [row for row in rows if MARK in str(row) or "会员0" in str(row) or ".csv" in str(row)]


@pytest.mark.parametrize(
    ("rule", "printed"),
    [
        ("SALE-DRUG", "《药品经营质量管理规范》关于记录保存的规定"),
        ("INV-STUB", "《税收征收管理法实施细则》第二十九条"),
        ("RX-PSY2", "《药品经营和使用质量监督管理办法》第四十二条：处方保留不少于五年"),
        ("ACC-VOUCHER", "《会计档案管理办法》第十四条、附表一"),
    ],
)
def test_the_register_names_the_provision_that_sets_the_period(session: Session, rule: str, printed: str) -> None:
    """药品管理法 57 sets no period, 发票管理办法 28 a shorter one: neither may stand beside the last day."""
    made = session.rules.rule(rule)
    for decision in [d for d in classification.decisions(session.vault) if d.rule_id == "RX-GEN"]:
        basis = json.dumps(
            [[b.law, b.article, b.article_verified, b.quote, b.effective.isoformat(), b.status.value]
             for b in made.basis]
        )  # fmt: skip
        with session.vault.change(late=True) as change:
            sql = "UPDATE decision SET rule_id = ?, basis = ? WHERE group_id = ?"
            change.execute(sql, (rule, basis, decision.group_id))
            change.note("test.rule", "decision")
    sealed = next(row for row in register_rows(session) if row.rule_id == rule and row.fate is Fate.SEALED)
    assert sealed.basis.startswith(printed)
    assert "2年" not in sealed.basis
    assert "保存5年" not in sealed.basis


def test_a_share_sale_is_not_certified_as_a_closing() -> None:
    """PIPL 47(1)(2) speaks of whoever stops: the certificate of a company that goes on must not rest on it."""
    closed = stage.complete()
    sold = replace(closed, closing=replace(closed.closing, route=Route.SHARE_SALE))
    assert "第四十七条" in basis_line(closed)
    assert "第四十七条" not in basis_line(sold)
    assert "停止" not in basis_line(sold)


def test_copies_of_a_company_that_goes_on_do_not_go_because_of_a_closing(session: Session) -> None:
    before = {row.basis for row in register_rows(session) if row.copy}
    with session.vault.change(late=True) as change:
        change.set("route", Route.SHARE_SALE.value)
        change.note("test.route", "closing:1")
    after = {row.basis for row in register_rows(session) if row.copy}
    assert any("第四十七条第一款第二项" in basis for basis in before)
    assert after
    assert not any("第四十七条第一款第二项" in basis for basis in after)


def test_letter_and_register_say_the_same_of_a_file_that_cannot_be_parted(tmp_path: Path) -> None:
    """PIPL 47(2): what lies in one file with kept records is sealed with them; nobody is promised its deletion."""
    session = new_session(tmp_path / "shop.case")
    shelf = Shelf(session, tmp_path / "店里的电脑")
    _, groups = shelf.file("一个文件.dat", b"x" * 80, GroupKind.CARE_FILE, "DEL-CARE-FILE", parts=("档案", "处方"))
    with session.vault.change() as change:
        change.execute("UPDATE record_group SET kind = 'prescription' WHERE id = ?", (groups[1],))
        change.note("test.kind", f"group:{groups[1]}")
    shelf.decide(groups[1:], "RX-GEN", Disposition.SEAL)
    shelf.pack(groups)
    told = for_everyone(gather(session)).places
    assert "慢病档案" in told["along"]
    assert "慢病档案" not in told["deleted"]
    row = next(r for r in register_rows(session) if r.group_id == groups[0] and r.fate is Fate.SEALED)
    assert row.keep_until is not None
    assert spoken_date(row.keep_until, "zh_CN") == told["along_until"]
    assert row.basis == "与须保存的记录同在一个文件，拆不开，一并封存"
    session.vault.close()
