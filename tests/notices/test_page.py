"""The page by clicks: letters made and marked, poster put up, a request entered by the letter's QR code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop import numbers
from desktop.inventory import store as inventory
from desktop.jobs.runner import JobRunner
from desktop.notices import store
from desktop.notices.gate import open_points
from desktop.notices.page import NoticesPage
from desktop.notices.records import Channel
from desktop.session import Session
from desktop.shop import store as shop_store
from desktop.shop.records import Person, Role
from desktop.words import tr
from tests.notices.case import TODAY, Who, add_members, add_people, new_case


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> Iterator[NoticesPage]:
    runner = JobRunner()
    made = NoticesPage(session, runner)
    made.key = "notices"
    qtbot.addWidget(made)
    made.resize(1134, 640)
    made.show()
    made.refresh()
    yield made
    runner.wait()


def press(page: NoticesPage, qtbot: QtBot, words: str) -> None:
    buttons = cast("list[QPushButton]", page.findChildren(QPushButton))
    button = next(b for b in buttons if b.text() == words and b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_whole_step_by_clicks(page: NoticesPage, session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    vault = session.vault
    press(page, qtbot, tr("All refunded"))
    page.people.make_letters(tmp_path)
    qtbot.waitUntil(lambda: not page.jobs.busy and bool(store.files(vault)), timeout=20_000)
    qtbot.waitUntil(lambda: page.people.make.role == "secondary", timeout=5_000)
    assert page.people.mark.role == "primary"
    qtbot.mouseClick(page.people.mark, Qt.MouseButton.LeftButton)
    assert page.people.mark.role == "secondary"
    page.tabs.show_tab("messages")
    page.messages.make_list(tmp_path)
    qtbot.waitUntil(lambda: not page.jobs.busy and len(store.files(vault)) == 3, timeout=20_000)
    qtbot.mouseClick(page.messages.mark, Qt.MouseButton.LeftButton)
    assert store.unsent(vault) == {Channel.POSTER: 1}
    page.tabs.show_tab("poster")
    page.poster.save_to(tmp_path)
    page.poster.day.set_value(TODAY - timedelta(days=31))
    page.poster.places.setText("店门口")
    qtbot.mouseClick(page.poster.put, Qt.MouseButton.LeftButton)
    assert not open_points(session)
    assert not vault.rows("SELECT 1 FROM journal WHERE detail LIKE '%虚构%' OR detail LIKE '%1990000%'")
    page.close()


def test_a_scanned_letter_opens_its_person(page: NoticesPage, session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    page.people.make_letters(tmp_path)
    qtbot.waitUntil(lambda: not page.jobs.busy and bool(store.files(session.vault)), timeout=20_000)
    notice = store.notices(session.vault, Channel.LETTER)[0]
    number = numbers.read_number(notice.number)
    assert number is not None
    page.tabs.show_tab("answers")
    page.answers.number.setText(numbers.scan_text(number, "0000" if notice.token != "0000" else "1111"))
    qtbot.mouseClick(page.answers.open, Qt.MouseButton.LeftButton)
    assert page.shown_error is not None, "a guessed code opens nothing"
    page.answers.number.setText(numbers.scan_text(number, notice.token))
    qtbot.mouseClick(page.answers.open, Qt.MouseButton.LeftButton)
    assert page.panel is not None
    press(page, qtbot, tr("Enter the request"))
    assert [request.subject_id for request in store.open_requests(session.vault)] == [notice.subject_id]


def test_going_on_early_with_the_owners_pin(page: NoticesPage, session: Session, qtbot: QtBot) -> None:
    shop_store.set_pin(session.vault, Role.OWNER, "4821")
    store.put_up(session.vault, TODAY, "店门口", TODAY)
    page.refresh()
    page.tabs.show_tab("poster")
    page.poster.reason.setText("房东明天收回店面")
    line = page.poster.pin.findChild(QLineEdit)
    assert line is not None
    line.setText("4821")
    qtbot.mouseClick(page.poster.waive, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: store.waiver(session.vault) is not None and not page.jobs.busy, timeout=10_000)
    assert not page.poster.pin.text()


def test_gate_sentences_find_their_place(page: NoticesPage, session: Session) -> None:
    for point in open_points(session):
        page.jump(point.target)
    assert page.tabs.current() in ("people", "poster")


def test_a_missing_fact_leads_to_where_it_is_entered(page: NoticesPage, session: Session, qtbot: QtBot) -> None:
    shop_store.save_person(session.vault, Person(Role.CUSTODIAN, "郑虚构", "股东", ""))
    point = open_points(session)[0]
    with qtbot.waitSignal(page.jump_requested) as jumped:
        page.jump(point.target)
    assert jumped.args == ["shop", "phone:custodian"]


def test_practice_proposes_a_day_a_month_back(qtbot: QtBot, tmp_path: Path) -> None:
    session = new_case(tmp_path, practice=True)
    add_members(session, tmp_path / "会员.xlsx", add_people(session, [Who("何虚构", "", "范本路1号", "")]))
    runner = JobRunner()
    page = NoticesPage(session, runner)
    qtbot.addWidget(page)
    page.refresh()
    assert page.poster.day.value() == TODAY - timedelta(days=31)
    assert "31" in page.poster.hint.text()
    runner.wait()
    session.vault.close()


def test_a_request_without_a_letter_says_who_asks(page: NoticesPage, session: Session, qtbot: QtBot) -> None:
    """PIPL 45, 50: what is asked for must not be destroyed before the answer, so the person is named."""
    who = next(one for one in inventory.subjects(session.vault) if one.mobile)
    page.tabs.show_tab("answers")

    def ask(number: str) -> None:
        press(page, qtbot, tr("Request without a letter"))
        assert page.panel is not None
        fields = cast("list[QLineEdit]", page.panel.findChildren(QLineEdit))
        field = next(f for f in fields if f.accessibleName() == tr("Who asks"))
        field.setText(number)
        press(page, qtbot, tr("Enter the request"))

    ask("19909990000")
    assert not store.requests(session.vault), "nobody has this number"
    ask(f" {who.mobile[:3]} {who.mobile[3:]}")
    assert [request.subject_id for request in store.requests(session.vault)] == [who.id]
    assert who.id in store.subjects_with_open_requests(session.vault)
    ask("")
    assert [request.subject_id for request in store.requests(session.vault)].count(None) == 1
