"""The page by clicks: code sheet, code typed back, pack written; box sealed; list saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.handover import store
from desktop.handover.gate import open_points
from desktop.handover.packing import numbered, packs_needed, write_pack
from desktop.handover.page import HandoverPage
from desktop.handover.records import PackState
from desktop.jobs.runner import JobRunner
from desktop.numbers import printed_code
from desktop.session import Session
from desktop.vault.vault import FROZEN
from tests.notices.case import add_paper


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> Iterator[HandoverPage]:
    add_paper(session, "含麻黄碱登记本")
    runner = JobRunner()
    made = HandoverPage(session, runner)
    made.key = "handover"
    qtbot.addWidget(made)
    made.resize(1134, 640)
    made.show()
    made.refresh()
    yield made
    runner.wait()


def write_one(page: HandoverPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.packs.start, Qt.MouseButton.LeftButton)
    code = printed_code(page.packs._code)
    assert not page.packs.confirm.isEnabled(), "nothing is written before the sheet is out"
    page.packs.sheet_out()
    page.packs.typed.setText(code.lower())
    before = len(store.packs(page.session.vault))
    qtbot.mouseClick(page.packs.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.jobs.busy and len(store.packs(page.session.vault)) > before, timeout=20_000)


def test_the_whole_step_by_clicks(
    page: HandoverPage, session: Session, qtbot: QtBot, stick: Path, tmp_path: Path
) -> None:
    page.packs.use_folder(stick)
    while packs_needed(session):
        write_one(page, qtbot)
    assert all(pack.state is PackState.VERIFIED for pack in store.packs(session.vault))
    assert not page.packs._code, "the code is forgotten"
    page.jump(open_points(session)[0].target)
    page.boxes.seal.setText("0206")
    page.boxes.position.setText("2号柜下层")
    qtbot.mouseClick(page.boxes.save, Qt.MouseButton.LeftButton)
    assert store.boxes(session.vault)[0].seal_no == "0206"
    page.tabs.show_tab("lists")
    page.lists.save_to(tmp_path / "封存清单.pdf")
    assert not open_points(session)
    page.close()


def test_without_a_place_nothing_begins(page: HandoverPage, session: Session, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.packs.start, Qt.MouseButton.LeftButton)
    assert page.shown_error is not None
    assert not page.packs.has_code()


def test_a_slip_names_its_group(page: HandoverPage, qtbot: QtBot, stick: Path) -> None:
    page.packs.use_folder(stick)
    qtbot.mouseClick(page.packs.start, Qt.MouseButton.LeftButton)
    page.packs.sheet_out()
    groups = printed_code(page.packs._code).split()
    groups[2] = groups[3]
    page.packs.typed.setText(" ".join(groups))
    qtbot.mouseClick(page.packs.confirm, Qt.MouseButton.LeftButton)
    assert page.shown_error is not None
    assert "第 3 组" in str(page.shown_error)
    assert not list(stick.iterdir())


def test_the_sheet_is_not_saved_beside_the_pack(page: HandoverPage, qtbot: QtBot, stick: Path, tmp_path: Path) -> None:
    page.packs.use_folder(stick)
    qtbot.mouseClick(page.packs.start, Qt.MouseButton.LeftButton)
    assert not page.attempt(lambda: page.packs.save_sheet_to(stick / "KL.pdf"))
    assert not list(stick.iterdir())
    other = tmp_path / "other"
    other.mkdir()
    assert page.attempt(lambda: page.packs.save_sheet_to(other / "KL.pdf"))
    assert page.packs.confirm.isEnabled()


def test_what_was_cut_short_is_said_and_thrown_away(session: Session, qtbot: QtBot, stick: Path) -> None:
    job = write_pack(session, numbered(session, packs_needed(session)[0]), stick, "GTMUK12XFLQMN4755XLTCKNJ")
    next(job)
    job.close()
    runner = JobRunner()
    page = HandoverPage(session, runner)
    qtbot.addWidget(page)
    page.refresh()
    assert not store.packs(session.vault)
    assert len(packs_needed(session)) == 2
    runner.wait()


def test_the_button_of_a_box_is_in_sight_in_the_smallest_window(page: HandoverPage, qtbot: QtBot) -> None:
    """1024 × 700 with the band of the practice and a foot of two lines leave the page 828 × 520."""
    page.resize(828, 520)
    page.tabs.show_tab("boxes")
    qtbot.waitUntil(lambda: page.boxes.save.isVisible(), timeout=2_000)
    qtbot.wait(50)
    seen = page.boxes.save.visibleRegion().boundingRect()
    assert seen.height() == page.boxes.save.height()


def test_a_pack_lost_after_erasure_began_is_made_again_by_clicks(
    page: HandoverPage, session: Session, qtbot: QtBot, stick: Path
) -> None:
    page.packs.use_folder(stick)
    while packs_needed(session):
        write_one(page, qtbot)
    with session.vault.change() as change:
        change.set(FROZEN, change.time)
        change.note("test.begun", "plan:1")
    first = store.packs(session.vault)[0]
    first.path.unlink()
    page.packs._offered(f"pack:{first.id}")
    qtbot.waitUntil(lambda: not page.jobs.busy and bool(packs_needed(session)), timeout=10_000)
    page.refresh()
    assert page.packs.start.isEnabled()
    write_one(page, qtbot)
    assert not packs_needed(session)
    page.lists.save_to(stick.parent / "封存清单.pdf")
    assert [point.target.partition(":")[0] for point in open_points(session)] == ["box"]


def test_the_custodian_signs_for_every_seal_pack(
    page: HandoverPage, session: Session, qtbot: QtBot, stick: Path
) -> None:
    page.packs.use_folder(stick)
    while packs_needed(session):
        write_one(page, qtbot)
    page.tabs.show_tab("lists")
    assert page.lists.receipt.isVisible()
    page.lists.received_by.setText("郑虚构")
    qtbot.mouseClick(page.lists.received, Qt.MouseButton.LeftButton)
    assert {receipt.pack_id for receipt in store.receipts(session.vault)} == {
        pack.id for pack in store.packs(session.vault)
    }
