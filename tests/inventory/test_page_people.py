"""The tab of customers by clicks: a doubtful join taken apart or found right, somebody found, the quality list."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.inventory import store, store_people
from desktop.inventory.importing import import_table
from desktop.inventory.mask import mask_name
from desktop.inventory.page import InventoryPage
from desktop.inventory.page_people import PeopleTab
from desktop.inventory.records_people import Doubt, Tie
from desktop.jobs.job import run_to_end
from desktop.jobs.runner import JobRunner
from desktop.session import Session
from desktop.ui.cells import Group, Link, Row, words_of
from desktop.ui.widgets import Button, Label
from desktop.words import tr
from tests.inventory import files

HEADER = ["会员卡号", "姓名", "手机", "身份证号", "出生日期", "备注"]


@pytest.fixture
def page(qtbot: QtBot, session: Session, tmp_path: Path) -> InventoryPage:
    """A member list with a father and a son on one phone, a child, a wrong number, somebody twice, somebody dead."""
    born = "1970-01-01"
    rows = [[f"H{n}", files.person_name(n), files.mobile(n), files.id_number(n), born, ""] for n in range(3, 40)]
    rows += [["H1", "王建国", files.mobile(1), "", "1950-01-01", ""], ["H2", "王建国", files.mobile(1), "", "", ""]]
    rows += [["H50", "李小宝", files.mobile(50), "", "2019-05-01", ""]]
    rows += [["H51", "赵大爷", files.mobile(51), "", "1930-05-01", "2023年已故"]]
    rows += [["H52", "孙某人", "1380013", "", "1960-05-01", ""]]
    rows += [rows[0]]
    run_to_end(import_table(session, files.write_csv(tmp_path / "会员资料.csv", HEADER, rows)))
    more = [["H1", "王建国", files.mobile(1), "", "", ""], ["H3", files.person_name(3), files.mobile(3), "", "", ""]]
    run_to_end(import_table(session, files.write_csv(tmp_path / "旧会员.csv", HEADER, more * 6)))
    page = InventoryPage(session, JobRunner())
    page.key = "inventory"
    qtbot.addWidget(page)
    page.resize(1134, 700)
    page.show()
    page.refresh()
    tabs = list[QPushButton](page._tabs.bar.findChildren(QPushButton))
    tab = next(button for button in tabs if button.text() == tr("Customers"))
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page._people.reading, timeout=10_000)
    return page


def lines(tab: PeopleTab) -> dict[str, list[str]]:
    """Who stands under which heading."""
    found: dict[str, list[str]] = {}
    head = ""
    for number in range(tab.table.model.rowCount()):
        line = tab.table.model.line(number)
        if isinstance(line, Group):
            head = line.key
        else:
            found.setdefault(head, []).append(words_of(line.cells[0]))
    return found


def click_row(tab: PeopleTab, key: str) -> None:
    """Click on what the row offers."""
    model, view = tab.table.model, tab.table.view
    place = model.place(key)
    assert place is not None
    line = model.line(place)
    assert isinstance(line, Row)
    assert isinstance(line.cells[-1], Link)
    index = model.index(place, len(line.cells) - 1)
    view.scrollTo(index)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def press(page: InventoryPage, words: str, which: int = 0) -> None:
    assert page.panel is not None
    buttons = [b for b in list[Button](page.panel.findChildren(Button)) if b.text() == tr(words)]
    page.panel.ensurePolished()
    QTest.mouseClick(buttons[which], Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def said(page: InventoryPage) -> str:
    assert page.panel is not None
    return "\n".join(label.text() for label in list[Label](page.panel.findChildren(Label)))


def joined(session: Session) -> int:
    return next(s.id for s in store.subjects(session.vault) if s.name == "王建国")


def test_the_lists_name_what_should_be_looked_at(page: InventoryPage) -> None:
    found = lines(page._people)
    assert found["doubts"] == ["王**"]
    assert found["minor"] == ["李**"]
    assert found["deceased"] == ["赵**"]
    assert found["wrong_number"] == ["会员资料.csv"]
    assert "会员资料.csv" in found["twice"]


def test_father_and_son_are_taken_apart(qtbot: QtBot, page: InventoryPage, session: Session) -> None:
    number = joined(session)
    click_row(page._people, f"doubt/person:{number}")
    words = said(page)
    assert tr("Two member numbers, no ID number") in words
    assert tr("Found in {n} places", n=3) in words
    assert "旧会员.csv" in words
    assert files.mobile(1) not in words
    seen = run_to_end(store_people.person(session.vault, number))
    assert seen is not None
    assert [place.tie for place in seen.places] == [Tie.PHONE_AND_NAME] * 3
    son = next(n for n, place in enumerate(seen.places) if place.says.member_no == "H2")
    press(page, "This is somebody else", son)
    qtbot.waitUntil(lambda: not page._people.reading, timeout=10_000)
    both = [s for s in store.subjects(session.vault) if s.name == "王建国"]
    assert sorted(s.member_no for s in both) == ["H1", "H2"]
    assert page.has_message
    assert "doubts" not in lines(page._people)
    assert tr("Found in {n} places", n=2) in said(page)


def test_a_join_that_is_right_is_not_asked_again(qtbot: QtBot, page: InventoryPage, session: Session) -> None:
    number = joined(session)
    click_row(page._people, f"doubt/person:{number}")
    press(page, "It is one person")
    qtbot.waitUntil(lambda: not page._people.reading, timeout=10_000)
    assert "doubts" not in lines(page._people)
    seen = run_to_end(store_people.person(session.vault, number))
    assert seen is not None
    assert seen.doubt is None
    assert len(seen.places) == 3
    assert page.panel is None


def test_anybody_is_found_by_name_or_number(page: InventoryPage, session: Session) -> None:
    tab = page._people
    for text in (files.person_name(7), files.mobile(7), files.id_number(7), "H7"):
        tab.wanted.setText(text)
        QTest.mouseClick(tab.find_button, Qt.MouseButton.LeftButton)
        assert mask_name(files.person_name(7)) in lines(tab)["found"], text
    tab.wanted.setText("没有这个人")
    QTest.keyClick(tab.wanted.focusProxy() or tab.wanted, Qt.Key.Key_Return)
    assert lines(tab) == {}
    tab.wanted.setText("")
    QTest.mouseClick(tab.find_button, Qt.MouseButton.LeftButton)
    assert "doubts" in lines(tab)


def test_wrong_numbers_lead_to_their_file(page: InventoryPage, session: Session) -> None:
    source = next(s for s in store.sources(session.vault) if s.name == "会员资料.csv")
    click_row(page._people, f"wrong_number/source:{source.id}")
    assert page.panel is not None
    assert page.panel.accessibleName() == "会员资料.csv"


def test_two_names_under_one_number(session: Session, tmp_path: Path) -> None:
    rows = [[f"H{n}", files.person_name(n), files.mobile(n), files.id_number(n), "", ""] for n in range(30)]
    rows += [["", "另一个", files.mobile(90), files.id_number(5), "", ""]]
    run_to_end(import_table(session, files.write_csv(tmp_path / "会员资料.csv", HEADER, rows)))
    assert [doubt for piece in store_people.doubts(session.vault) for _, doubt in piece] == [Doubt.TWO_NAMES]
