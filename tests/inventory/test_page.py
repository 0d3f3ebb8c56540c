"""The page by clicks: scan, check, places, import, by hand, the list."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.inventory import store
from desktop.inventory.gate import open_points
from desktop.inventory.listing import write_list
from desktop.inventory.page import InventoryPage
from desktop.inventory.page_words import ANSWER_WORDS
from desktop.inventory.records import GroupKind, PlaceAnswer, ScanResult, SourceState
from desktop.inventory.scanning import scan, unfinished
from desktop.jobs.job import Job, run_to_end
from desktop.jobs.runner import JobRunner
from desktop.session import Session
from desktop.ui.blocks import MessageBar
from desktop.ui.cells import Row, words_of
from desktop.ui.forms import Choice, FileDrop, TextField
from desktop.ui.widgets import Button
from desktop.vault.database import disk_full
from desktop.words import say, tr
from tests.inventory import files


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> InventoryPage:
    page = InventoryPage(session, JobRunner())
    page.key = "inventory"
    qtbot.addWidget(page)
    page.resize(1134, 660)
    page.show()
    page.refresh()
    return page


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def press(page: InventoryPage, words: str) -> None:
    buttons = list[Button](page.findChildren(Button))
    click(next(button for button in buttons if button.text() == tr(words) and button.isVisible()))


def wait(qtbot: QtBot, page: InventoryPage) -> None:
    qtbot.waitUntil(lambda: not page.jobs.busy, timeout=20_000)
    QApplication.processEvents()


def take(page: InventoryPage, path: Path) -> None:
    assert page.panel is not None
    (drop,) = list[FileDrop](page.panel.findChildren(FileDrop))
    drop.take([path])


def test_scan_check_and_answer_until_the_gate_is_open(
    qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path
) -> None:
    folder = files.shop_folder(tmp_path / "店")
    click(page._choices["scan"])
    take(page, folder)
    wait(qtbot, page)
    said = tr("{files} files looked at. With customer data, new or changed: {found}. Unreadable: {unreadable}.",
              files=8, found=6, unreadable=1)  # fmt: skip
    assert said in [bar.accessibleName() for bar in list[MessageBar](page.findChildren(MessageBar)) if bar.isVisible()]
    press(page, page._all_right.text())
    for place in session.rules.places:
        page._tabs.show_tab("places")
        page._places.choice(place.id).choose(PlaceAnswer.NO.value)
    (point,) = open_points(session)
    page.jump(point.target)
    press(page, "That is what it is")
    assert page.shown_error is not None
    assert open_points(session) == [point]
    assert page.panel is not None
    (kind,) = list[Choice](page.panel.findChildren(Choice))
    kind.choose(GroupKind.MEMBERSHIP.value)
    press(page, "That is what it is")
    assert open_points(session) == []


def test_every_usual_place_is_answered_by_a_click(page: InventoryPage, session: Session) -> None:
    answers = (PlaceAnswer.YES, PlaceAnswer.NO, PlaceAnswer.UNSURE)
    words = [str(tr(ANSWER_WORDS[answer])) for answer in answers]
    total = len(session.rules.places)
    for number, place in enumerate(session.rules.places):
        (point,) = [point for point in open_points(session) if point.target == "places"]
        assert point.sentence == say("{n} usual places not answered", n=total - number)
        page.jump("places")
        first = page._places.first_open()
        assert first is page._places.choice(place.id)
        buttons = list[Button](page._places.choice(place.id).findChildren(Button))
        assert [button.text() for button in buttons] == words
        click(buttons[number % 3])
        assert store.place_answers(session.vault)[place.id] is answers[number % 3]
    assert "places" not in [point.target for point in open_points(session)]
    assert any(b.text() == tr("Usual places {done}/{total}", done=total, total=total)
               for b in list[QPushButton](page._tabs.bar.findChildren(QPushButton)))  # fmt: skip


def test_a_wrong_column_is_corrected_before_the_import(
    qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path
) -> None:
    rows = [[f"V{n}", files.person_name(n), files.mobile(n)] for n in range(30)]
    path = files.write_csv(tmp_path / "会员.csv", ["甲栏", "姓名", "手机"], rows)
    click(page._choices["import"])
    take(page, path)
    wait(qtbot, page)
    view = page._import.part(0)
    view.correct("0")
    view.choice.choose("member_no")
    view.choice.chosen.emit("member_no")
    view.kind.choose(GroupKind.MEMBERSHIP.value)
    press(page, "Import")
    wait(qtbot, page)
    (group,) = store.groups(session.vault)
    assert group.field_types == ("member_no", "name", "mobile")
    assert page._main.isVisible()


def test_a_corrected_column_shows_other_samples(
    qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path
) -> None:
    rows = [[files.mobile(n * n), files.person_name(n), files.id_number(n)] for n in range(30)]
    rows += [["12", "王建国", files.id_number(40)]]
    path = files.write_csv(tmp_path / "会员.csv", ["甲栏", "姓名", "身份证号"], rows)
    page.open_preview(path)
    wait(qtbot, page)
    view = page._import.part(0)

    link = view.table.view.visualRect(view.table.model.index(0, 4)).center()

    def shown() -> list[str]:
        line = view.table.model.line(0)
        assert isinstance(line, Row)
        return [words_of(cell) for cell in line.cells]

    def choose(field_type: str) -> None:
        QTest.mouseClick(view.table.view.viewport(), Qt.MouseButton.LeftButton, pos=link)
        while view.choice.currentData() != field_type:
            down = view.choice.currentIndex() < view.choice.findData(field_type)
            QTest.keyClick(view.choice, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
        wait(qtbot, page)

    assert shown()[2] == "199****0000"
    choose("member_no")
    assert shown()[2] == "********000"
    assert not view._faults.count()
    choose("mobile")
    assert shown()[2] == "199****0000"
    choose("bank_card")
    assert shown()[3] == tr("You said so. Values that fit: {passed} of {total}.", passed=0, total=31)


def test_a_file_that_cannot_be_read_says_so_in_the_page(qtbot: QtBot, page: InventoryPage, tmp_path: Path) -> None:
    page.open_preview(files.write_encrypted(tmp_path / "旧.xlsx"))
    wait(qtbot, page)
    assert not page._import.go.isEnabled()
    press(page, "Do not import")
    assert page._main.isVisible()


def test_paper_and_third_parties_by_hand(qtbot: QtBot, page: InventoryPage, session: Session) -> None:
    page.open_hand(None)
    press(page, "Save")
    assert page.shown_error is not None
    page.open_hand(None)
    panel = page.panel
    assert panel is not None
    texts = list[TextField](panel.findChildren(TextField))
    texts[0].setText("2023年处方")
    texts[1].setText("2")
    press(page, "Save")
    (source,) = store.sources(session.vault)
    assert (source.name, source.quantity, source.state) == ("2023年处方", 2, SourceState.CHECKED)
    (group,) = store.groups(session.vault)
    assert (group.kind, group.people) == (GroupKind.PRESCRIPTION, None)


def test_the_list_on_paper_names_places_and_nobody(session: Session, tmp_path: Path) -> None:
    run_to_end(scan(session, files.shop_folder(tmp_path / "店")))
    path = tmp_path / "list.pdf"
    write_list(session, path, "康宁大药房")
    with PdfDocument(path) as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "会员资料.xlsx" in text
    assert "不重复的顾客60人" in text.replace(" ", "")
    for n in range(60):
        assert files.mobile(n) not in text


def test_the_way_on_stands_beside_the_error_that_cut_it_off(
    qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path
) -> None:
    folder = files.shop_folder(tmp_path / "店")

    def fills_up() -> Job[ScanResult]:
        job = scan(session, folder)
        while not store.half_read(session.vault):
            yield next(job)
        job.close()
        raise disk_full()

    page.run(say("Scan the computer"), fills_up(), on_end=page.did_change)
    wait(qtbot, page)
    assert page.has_message
    press(page, "Go on reading")
    assert not page._cut_off.isVisible()
    wait(qtbot, page)
    assert not page._cut_off.isVisible()
    assert not unfinished(session.vault)
    assert len(store.sources(session.vault)) > 1
