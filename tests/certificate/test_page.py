"""The last page by clicks: make, look, export, check, end the case."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.certificate import gate, store
from desktop.certificate.page import CertificatePage
from desktop.certificate.verify import EVIDENCE
from desktop.jobs.runner import JobRunner
from desktop.session import Session


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> CertificatePage:
    page = CertificatePage(session, JobRunner())
    page.key = "certificate"
    qtbot.addWidget(page)
    page.resize(QSize(1134, 640))
    page.show()
    page.refresh()
    return page


def click(page: CertificatePage, button: QPushButton, qtbot: QtBot) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    idle(page, qtbot)


def idle(page: CertificatePage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.jobs.busy, timeout=15_000)
    qtbot.wait(5)


def words_of(page: CertificatePage) -> str:
    labels = cast(list[QLabel], page.findChildren(QLabel))
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_make_export_check_and_end(page: CertificatePage, qtbot: QtBot, tmp_path: Path) -> None:
    click(page, page._make, qtbot)
    made = store.latest(page.session.vault)
    assert made is not None
    assert page._viewer().document.pageCount() == 4
    assert not page._make.isVisible()
    assert page._print.role == "primary"
    drive = tmp_path / "盘"
    drive.mkdir()
    page._export_to(drive)
    idle(page, qtbot)
    assert gate.open_points(page.session) == []
    assert page._print.role == "secondary"
    page._tabs.show_tab("verify")
    page._verify_view.drop.take([drive / made.folder.name])
    idle(page, qtbot)
    assert "相符" in words_of(page)
    copy = drive / made.folder.name / EVIDENCE
    copy.write_bytes(copy.read_bytes().replace(b'"planned": 8', b'"planned": 7'))
    page._verify_view.drop.take([drive / made.folder.name])
    idle(page, qtbot)
    assert "被改动" in words_of(page)
    assert "data/证据.json 被改动" in words_of(page)
    with qtbot.waitSignal(page.closing_asked) as asked:
        page.finish()
    said = "\n".join(str(sentence) for sentence in asked.args[0])
    for known in (made.number, str(made.folder), str(drive), "郑虚构", "2031年11月30日", str(page.session.vault.path)):
        assert known in said
    assert page.session.vault.fact(store.CLOSED)


def test_a_new_certificate_needs_its_reason(page: CertificatePage, qtbot: QtBot) -> None:
    click(page, page._make, qtbot)
    with page.session.vault.change(late=True) as change:
        change.execute("UPDATE item SET people = 7 WHERE kind = 'device'")
        change.note("test.changed", "item:0")
    page.refresh()
    assert page._make.isVisible()
    assert page._reason.isVisible()
    page._reason.setText("数错了")
    click(page, page._make, qtbot)
    assert len(store.certificates(page.session.vault)) == 2


def test_the_page_fits_the_smallest_window(page: CertificatePage) -> None:
    assert page.minimumSizeHint().width() <= 828
    assert page.minimumSizeHint().height() <= 592
