"""Each headline at the end of a real erasure: real files overwritten, a real bundle, the printed page read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.certificate import bundle
from desktop.certificate.records import CertificateStatus
from desktop.certificate.verify import verify
from desktop.disk.records import Medium
from desktop.erasure import hand, store
from desktop.erasure.records import Explanation, ItemKind
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.certificate.conftest import erased
from tests.certificate.test_papers import text_of
from tests.erasure.stage import NOW
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
