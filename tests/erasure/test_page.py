"""The page by clicks: two PINs, the sentence, the red button, then paper, phone and an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.disk import volumes
from desktop.disk.records import Medium
from desktop.erasure import act, gate, planning, store
from desktop.erasure.page import ErasurePage
from desktop.erasure.page_approval import ApprovalPanel
from desktop.erasure.page_items import AnswerPanel, ExplainPanel, WorkPanel
from desktop.erasure.records import ItemKind, ItemState, Result
from desktop.errors import OwnerError
from desktop.inventory import store_parties
from desktop.inventory.records import PartyAnswer
from desktop.jobs.job import run_to_end
from desktop.jobs.runner import JobRunner
from desktop.session import Session
from desktop.shop.records import Role
from desktop.words import say
from tests.erasure.stage import (
    GROUND,
    OWNER_PIN,
    WITNESS_PIN,
    FlatDisk,
    Shelf,
    item_of,
    new_session,
    signed,
    small_shop,
)


@pytest.fixture
def page(session: Session, shelf: Shelf, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> ErasurePage:
    monkeypatch.setattr(planning, "Drives", lambda: GROUND)
    page = ErasurePage(session, JobRunner())
    page.key = "erasure"
    qtbot.addWidget(page)
    page.resize(QSize(1134, 640))
    page.show()
    page.refresh()
    idle(page, qtbot)
    return page


def idle(page: ErasurePage, qtbot: QtBot) -> None:
    """Until no job is running and none follows."""
    for _ in range(3):
        qtbot.waitUntil(lambda: not page.jobs.busy, timeout=15_000)
        qtbot.wait(5)


def click(button: QPushButton, qtbot: QtBot) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def approve(page: ErasurePage, role: Role, pin: str, qtbot: QtBot) -> None:
    panel = page.panel
    assert isinstance(panel, ApprovalPanel)
    field = panel.pins[role]
    field.setFocus()
    qtbot.keyClicks(field.focusProxy() or field, pin)
    click(panel.approves[role], qtbot)
    idle(page, qtbot)


def approvals(page: ErasurePage) -> ApprovalPanel:
    assert isinstance(page.panel, ApprovalPanel)
    return page.panel


def test_the_red_button_opens_step_by_step(page: ErasurePage, qtbot: QtBot) -> None:
    assert not approvals(page).begin.isEnabled()
    assert not approvals(page).sentence.isEnabled()
    approve(page, Role.OWNER, OWNER_PIN, qtbot)
    assert not approvals(page).sentence.isEnabled()
    approve(page, Role.WITNESS, WITNESS_PIN, qtbot)
    assert approvals(page).sentence.isEnabled()
    assert not approvals(page).begin.isEnabled()
    approvals(page).sentence.setText("销毁 30 人的资料")
    assert approvals(page).begin.isEnabled()
    approvals(page).sentence.setText("销毁 3 人的资料")
    assert not approvals(page).begin.isEnabled()


def test_the_sentence_to_copy_is_seen_without_scrolling(page: ErasurePage, qtbot: QtBot) -> None:
    page.resize(QSize(828, 556))
    for role, pin in ((Role.OWNER, OWNER_PIN), (Role.WITNESS, WITNESS_PIN)):
        qtbot.waitUntil(lambda: _whole(approvals(page).sentence), timeout=1_000)
        approve(page, role, pin, qtbot)
    qtbot.waitUntil(lambda: _whole(approvals(page).sentence), timeout=1_000)


def _whole(widget: QWidget) -> bool:
    return bool(widget.visibleRegion().boundingRect().height() == widget.height() > 0)


@pytest.mark.parametrize(
    ("practice", "medium", "said"),
    [(True, Medium.UNKNOWN, True), (True, Medium.SSD, False), (False, Medium.UNKNOWN, False)],
)
def test_practice_on_a_drive_of_unknown_kind(
    practice: bool, medium: Medium, said: bool, qtbot: QtBot, tmp_path: Path
) -> None:
    session = new_session(tmp_path / "case" / "p.case", practice=practice)
    small_shop(session, tmp_path / "店里的电脑")
    signed(session, FlatDisk(medium))
    run_to_end(act.erase(session, FlatDisk(medium)))
    page = ErasurePage(session, JobRunner())
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    assert page._note.isVisible() is said
    session.vault.close()


def test_from_approval_to_the_last_answer(page: ErasurePage, qtbot: QtBot, shelf: Shelf) -> None:
    session = page.session
    approve(page, Role.OWNER, OWNER_PIN, qtbot)
    approve(page, Role.WITNESS, WITNESS_PIN, qtbot)
    approvals(page).sentence.setText("销毁30人的资料")
    click(approvals(page).begin, qtbot)
    idle(page, qtbot)
    assert {path.name for path in shelf.folder.iterdir()} == {"进货价目.csv"}
    for kind in (ItemKind.PAPER, ItemKind.DEVICE):
        page.jump(f"item:{item_of(session, kind).id}")
        panel = page.panel
        assert isinstance(panel, WorkPanel)
        panel.texts["weight"].setText("5.4")
        click(panel.enter, qtbot)
        assert item_of(session, kind).state is ItemState.DONE
    page.jump(f"item:{item_of(session, ItemKind.THIRD_PARTY).id}")
    answer = page.panel
    assert isinstance(answer, AnswerPanel)
    assert page._go_on.role == "secondary"
    answer.written.setChecked(True)
    click(answer.enter, qtbot)
    assert page._go_on.role == "primary"
    click(page._go_on, qtbot)
    idle(page, qtbot)
    assert item_of(session, ItemKind.CASE_ROWS).state is ItemState.DONE
    assert gate.open_points(session) == []


def test_a_wrong_pin_is_said_in_the_page(page: ErasurePage, qtbot: QtBot) -> None:
    failures: list[object] = []
    page.jobs.failed.connect(lambda error, *_: failures.append(error))
    approve(page, Role.OWNER, "11223344", qtbot)
    assert failures
    assert not store.approvals(page.session.vault)


def test_what_failed_is_tried_again_or_explained(page: ErasurePage, qtbot: QtBot, shelf: Shelf) -> None:
    approve(page, Role.OWNER, OWNER_PIN, qtbot)
    approve(page, Role.WITNESS, WITNESS_PIN, qtbot)
    changed = shelf.folder / "会员1.csv"
    before = changed.read_bytes()
    changed.write_bytes(b"x")
    approvals(page).sentence.setText("销毁30人的资料")
    click(approvals(page).begin, qtbot)
    idle(page, qtbot)
    failed = next(item for item in store.items(page.session.vault) if item.state is ItemState.FAILED)
    changed.write_bytes(before)
    page.jump(f"item:{failed.id}")
    panel = page.panel
    assert isinstance(panel, ExplainPanel)
    click(panel.again, qtbot)
    idle(page, qtbot)
    assert not changed.exists()
    page.jump(f"item:{item_of(page.session, ItemKind.DEVICE).id}")


def test_the_plan_on_paper(page: ErasurePage, qtbot: QtBot, tmp_path: Path) -> None:
    from desktop.erasure.plan_paper import write_plan
    from tests.certificate.test_papers import text_of

    target = tmp_path / "计划.pdf"
    write_plan(page.session, target)
    text = "".join(text_of(target))
    plan = store.current_plan(page.session.vault)
    assert plan is not None
    assert plan.check_code.replace(" ", "") in text
    assert "会员0.csv" in text
    assert "应销毁8项，涉及30人" in text


def test_the_page_fits_the_smallest_window(page: ErasurePage) -> None:
    assert page.minimumSizeHint().width() <= 828
    assert page.minimumSizeHint().height() <= 592


def test_the_drives_of_this_pc_are_asked_when_nobody_says_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"x")
    drives = planning.Drives()
    assert drives.verdict(file).medium is volumes.volume_of(file).medium
    assert drives.protected(file) is None
    assert drives.volume_key(file) == volumes.volume_of(file).key


def test_an_answer_that_the_inventory_knows_stands_there_to_be_confirmed(
    page: ErasurePage, qtbot: QtBot, shelf: Shelf
) -> None:
    session = page.session
    approve(page, Role.OWNER, OWNER_PIN, qtbot)
    approve(page, Role.WITNESS, WITNESS_PIN, qtbot)
    approvals(page).sentence.setText("销毁30人的资料")
    click(approvals(page).begin, qtbot)
    idle(page, qtbot)
    item = item_of(session, ItemKind.THIRD_PARTY)
    assert item.planned.source_id is not None
    store_parties.answered(
        session.vault, item.planned.source_id, PartyAnswer.RETURNED, session.today, note="", proof="回函3号",
        today=session.today,
    )  # fmt: skip
    page.refresh()
    page.jump(f"item:{item.id}")
    answer = page.panel
    assert isinstance(answer, AnswerPanel)
    assert (answer.answer.key(), answer.reference.text()) == (PartyAnswer.RETURNED.value, "回函3号")
    assert answer.written.isChecked()
    click(answer.enter, qtbot)
    assert item_of(session, ItemKind.THIRD_PARTY).result is Result.CONFIRMED


def test_a_drive_that_is_gone_is_looked_for_once_until_the_page_is_opened_again(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def gone() -> FlatDisk:
        tries.append(1)
        raise OwnerError(say("No case has been chosen yet."))

    monkeypatch.setattr(planning, "Drives", gone)
    page = ErasurePage(session, JobRunner())
    page.key = "erasure"
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    idle(page, qtbot)
    assert page.has_message
    page.refresh()  # as the window does at the end of every job
    idle(page, qtbot)
    assert len(tries) == 1
    page.hide()
    page.show()
    page.refresh()
    idle(page, qtbot)
    assert len(tries) == 2


def test_the_plan_ends_beside_the_approvals_in_a_small_window(page: ErasurePage, qtbot: QtBot) -> None:
    """Method and what it achieves are what people approve: nothing lies over them."""
    page.resize(QSize(828, 560))
    page._to_panel()
    qtbot.waitUntil(lambda: page.panel is not None and page.panel.isVisible())
    qtbot.wait(5)
    panel, table = page.panel, page._plan_table
    assert panel is not None
    assert page.narrow
    edge = panel.mapTo(page, panel.rect().topLeft()).x()
    assert table.mapTo(page, table.rect().topRight()).x() < edge
    view = table.view
    assert sum(view.columnWidth(n) for n in range(4)) <= view.viewport().width()
    page.close_panel()
    qtbot.waitUntil(lambda: table.mapTo(page, table.rect().topRight()).x() > edge)
