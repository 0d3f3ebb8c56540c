"""Each headline at the end of a real erasure: real files overwritten, a real bundle, the printed page read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.certificate import bundle
from desktop.certificate.records import Carrier, CertificateStatus
from desktop.certificate.register import register_rows
from desktop.certificate.verify import verify
from desktop.classification.records import STAYS_RULE, Disposition
from desktop.disk.records import Medium
from desktop.erasure import act, hand, store
from desktop.erasure.records import Explanation, ItemKind
from desktop.handover.gate import open_points
from desktop.inventory.records import GroupKind
from desktop.jobs.job import run_to_end
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import Route
from desktop.words import zh
from tests.certificate.conftest import erased
from tests.certificate.test_papers import text_of
from tests.erasure.stage import GROUND, NOW, Shelf, new_session, signed
from tests.fakes import put_on_a_drive

HEADLINES = ("全部销毁", "有例外", "未完成")


def shown(session: Session, folder: Path) -> tuple[CertificateStatus, str]:
    """The certificate of a new bundle: its status, and the first page without the way it was set."""
    done = run_to_end(bundle.make(session, folder))
    assert verify(done.folder, expected=done.manifest_sha256).sound
    return done.status, text_of(next(done.folder.glob("销毁证明-*.pdf")))[0]


def only(headline: str, page: str) -> None:
    """This headline and no other."""
    assert [word for word in HEADLINES if word in page[:60]] == [headline]


def test_everything_is_destroyed_on_a_drive_that_writes_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_a_drive(monkeypatch, Medium.SPINNING)
    session = erased(tmp_path / "case" / "shop.case", tmp_path / "店里的电脑")
    status, page = shown(session, tmp_path)
    session.vault.close()
    assert status is CertificateStatus.ALL
    only("全部销毁", page)
    assert "应销毁8项，已销毁8项（其中1项凭受托方书面确认），例外0项" in page
    assert "例外无。" in page
    assert "不能排除残留" not in page
    assert "已清除（Clear），限于这些文件" in page


def test_a_party_that_does_not_answer_is_an_exception_on_any_drive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_a_drive(monkeypatch, Medium.SPINNING)
    session = erased(tmp_path / "case" / "shop.case", tmp_path / "店里的电脑", answered=False)
    party = next(item for item in store.items(session.vault) if item.planned.kind is ItemKind.THIRD_PARTY)
    why = Explanation(hand.default_cause(party), "再发一次函", NOW.date().replace(month=12, day=28), "陈范文")
    hand.explain(session, party.id, why)
    status, page = shown(session, tmp_path)
    session.vault.close()
    assert status is CertificateStatus.EXCEPTIONS
    only("有例外", page)
    assert "应销毁8项，已销毁7项，例外1项" in page
    assert "再发一次函" in page


def test_residue_alone_is_an_exception_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_on_a_drive(monkeypatch, Medium.SSD)
    session = erased(tmp_path / "case" / "shop.case", tmp_path / "店里的电脑")
    status, page = shown(session, tmp_path)
    session.vault.close()
    assert status is CertificateStatus.EXCEPTIONS
    only("有例外", page)
    assert "已删除但不能排除残留5项" in page
    assert "例外0项" not in page, "a headline that says 有例外 must not count none"


def test_a_progress_sheet_says_that_it_is_not_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_on_a_drive(monkeypatch, Medium.SPINNING)
    session = erased(tmp_path / "case" / "shop.case", tmp_path / "店里的电脑", answered=False)
    sheet = tmp_path / "sheet.pdf"
    sheet.write_bytes(bundle.progress_sheet(session))
    session.vault.close()
    page = text_of(sheet)[0]
    only("未完成", page)
    assert "销毁进度单" in page
    assert "本单由本店自行出具，只说明当日的进度" in page
    for other in ("销毁证明", "本证明", "摘要"):
        assert other not in page


def test_in_a_share_sale_the_company_keeps_its_files_and_only_the_case_s_own_copy_goes(tmp_path: Path) -> None:
    """PIPL 47(1)(2) speaks of whoever stops: members and prescriptions stay where they are and in use."""
    session = new_session(tmp_path / "shop.case")
    closing = shop.read_closing(session.vault)
    assert closing is not None
    shop.save_closing(session.vault, replace(closing, route=Route.SHARE_SALE))
    shelf = Shelf(session, tmp_path / "店里的电脑")
    people = shelf.people(4)
    kept = [
        shelf.file("会员.csv", b"m" * 90, GroupKind.MEMBERSHIP, STAYS_RULE, Disposition.KEEP, people=people)[0],
        shelf.file("处方.csv", b"p" * 90, GroupKind.PRESCRIPTION, "RX-GEN", Disposition.KEEP)[0],
    ]
    assert not open_points(session), "there is nothing to seal or to hand over"
    signed(session)
    run_to_end(act.erase(session, GROUND))
    assert [path.stat().st_size for path in kept] == [90, 90]
    status, page = shown(session, tmp_path)
    rows = register_rows(session)
    session.vault.close()
    assert [row.carrier_kind for row in rows] == [Carrier.CASE_ROWS]
    assert rows[0].basis == zh("PIPL 19: the copy goes, it is not needed any more")
    assert status is not CertificateStatus.UNFINISHED
    assert zh("The company goes on; only what has to go anyway was destroyed. Row by row in the annex.") in page
    assert "第四十七条" not in page
