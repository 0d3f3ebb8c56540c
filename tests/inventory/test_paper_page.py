"""Paper, third parties and the list by clicks: photo, labels, letter, sent, answered, workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from desktop.inventory import store, store_carriers, store_parties
from desktop.inventory.gate import open_points
from desktop.inventory.page import InventoryPage
from desktop.inventory.page_hand import CarrierPanel
from desktop.inventory.page_list import ListTab
from desktop.inventory.records import GroupKind, PartyAnswer, SourceKind
from desktop.inventory.records_parties import ANSWER_DAYS, Asks, PartyKind, SendWay
from desktop.jobs.runner import JobRunner
from desktop.numbers import read_scan
from desktop.session import Session
from desktop.ui.forms import Choice, DateField, Form, TextField
from desktop.ui.label_panel import LabelPanel
from desktop.ui.preview import PdfView
from desktop.words import tr
from tests.documents import reading
from tests.fakes import FixedClock
from tests.inventory.paper_shop import add_carriers, add_party, fill_in
from tests.inventory.test_page import press, wait


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[InventoryPage]:
    fill_in(session)
    page = InventoryPage(session, JobRunner())
    page.key = "inventory"
    qtbot.addWidget(page)
    page.resize(1134, 660)
    page.show()
    page.refresh()
    yield page
    page.close_panel()
    QApplication.processEvents()


def field(page: InventoryPage, key: str) -> object:
    """What is typed into or chosen from, by its key in any form of the open panel."""
    assert page.panel is not None
    for form in list[Form](page.panel.findChildren(Form)):
        keys = form.keys()
        if key in keys:
            return form.field(key).widget
    raise KeyError(key)


def text(page: InventoryPage, key: str) -> TextField:
    found = field(page, key)
    assert isinstance(found, TextField)
    return found


def choose(page: InventoryPage, key: str, value: str) -> None:
    found = field(page, key)
    assert isinstance(found, Choice)
    found.choose(value)
    found.chosen.emit(value)


def test_a_photo_is_kept_small_shown_again_and_taken_away(
    qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "箱子.jpg"
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(path, comment=b"SECRET")
    panel = CarrierPanel(page, page.open_labels)
    page.open_panel(panel.panel)
    text(page, "name").setText("2023年处方")
    panel.take_photo(path)
    wait(qtbot, page)
    assert panel.photo.isVisible()
    press(page, "Save")
    (source,) = store.sources(session.vault)
    kept = store_carriers.photo(session.vault, source.id)
    assert kept.startswith(b"\xff\xd8")
    assert b"SECRET" not in kept
    assert store_carriers.with_photo(session.vault) == {source.id}
    page.open_row(f"source:{source.id}")
    press(page, "Save")
    assert store_carriers.photo(session.vault, source.id) == kept, "saved again without a word about the photo"
    page.open_row(f"source:{source.id}")
    press(page, "Take the photo away")
    press(page, "Save")
    assert store_carriers.photo(session.vault, source.id) == b""
    case = session.vault.path.read_bytes()
    assert b"JFIF" not in case, "inside the case everything is encrypted"


def test_a_file_that_is_no_photo_is_said_and_changes_nothing(
    qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path
) -> None:
    boxes, _, _ = add_carriers(session)
    path = tmp_path / "箱子.jpg"
    path.write_text("kein Bild")
    panel = CarrierPanel(page, page.open_labels, boxes)
    page.open_panel(panel.panel)
    panel.take_photo(path)
    wait(qtbot, page)
    assert page.shown_error is not None
    assert not panel.photo.isVisible()
    press(page, "Save")
    assert store_carriers.photo(session.vault, boxes) == b""


def test_labels_are_shown_moved_and_saved(qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path) -> None:
    boxes, _, _ = add_carriers(session)
    page.refresh()
    press(page, "Labels to print")
    wait(qtbot, page)
    panel = page.panel
    assert isinstance(panel, LabelPanel)
    assert panel.view.document.pageCount() == 1
    panel.start.setText("20")
    press(page, "Show with these settings")
    wait(qtbot, page)
    assert panel.view.document.pageCount() == 2, "five labels from the twentieth place on"
    for wrong in (panel.start, panel.right):
        before = wrong.text()
        wrong.setText("99")
        press(page, "Show with these settings")
        assert page.shown_error is not None
        page.shown_error = None
        wrong.setText(before)
    path = tmp_path / "标签.pdf"
    panel.view.save_to(path)
    scans = [read_scan(code) for number in (0, 1) for code in reading.codes(path, number)]
    assert len(scans) == 5
    assert store_carriers.label_number(session.vault, boxes) in {str(scan.number) for scan in scans if scan}
    page.open_row(f"source:{boxes}")
    press(page, "Print its label")
    wait(qtbot, page)
    assert isinstance(page.panel, LabelPanel)
    assert page.panel.view.document.pageCount() == 1


def test_a_third_party_is_entered_asked_and_its_answer_taken_in(
    qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path
) -> None:
    page.open_party(None)
    press(page, "Save")
    assert page.shown_error is not None, "a firm has a name"
    page.open_party(None)
    text(page, "name").setText("样例短信平台")
    choose(page, "party", PartyKind.SMS.value)
    press(page, "Save")
    (line,) = store_parties.lines(session.vault)
    assert (line.request.party, line.request.asks) == (PartyKind.SMS, Asks.DELETE)
    assert [group.kind for group in store.groups(session.vault)] == [GroupKind.MARKETING]
    page.open_row(f"source:{line.source.id}")
    press(page, "Make and show the letter")
    wait(qtbot, page)
    view = next(v for v in list[PdfView](page._parties.findChildren(PdfView)) if v.isVisible())
    path = tmp_path / "函.pdf"
    view.save_to(path)
    assert all("号码名单、短信内容和发送记录" in found for found in reading.texts(path))
    press(page, "Back to the third parties")
    assert page._parties.table.isVisible()
    page.open_party(line.source.id)
    choose(page, "way", SendWay.EMAIL.value)
    press(page, "It has been sent")
    page.open_party(line.source.id)
    choose(page, "answer", PartyAnswer.DELETED.value)
    text(page, "proof").setText("回函1件，2号文件夹")
    press(page, "Save the answer")
    (line,) = store_parties.lines(session.vault)
    assert (line.request.made_on, line.request.sent_on) == (session.today, session.today)
    assert (line.request.sent_way, line.request.proof) == (SendWay.EMAIL, "回函1件，2号文件夹")
    assert line.source.party_answer is PartyAnswer.DELETED


def test_the_large_button_takes_the_answer_in_as_well(page: InventoryPage, session: Session) -> None:
    party = add_party(session)
    page.open_party(party)
    press(page, "Save")
    assert store.source(session.vault, party).party_answered_on is None, "nothing was answered"
    page.open_party(party)
    choose(page, "answer", PartyAnswer.REFUSED.value)
    text(page, "answer_note").setText("说系统里删不掉")
    press(page, "Save")
    (line,) = store_parties.lines(session.vault)
    assert (line.source.party_answer, line.request.note) == (PartyAnswer.REFUSED, "说系统里删不掉")


def test_an_overdue_answer_is_reminded_of_and_bars_nothing(page: InventoryPage, session: Session) -> None:
    party = add_party(session)
    store_parties.sent(session.vault, party, session.today, SendWay.MAIL, session.today)
    page.refresh()
    before = open_points(session)
    page.jump("parties")
    assert not page._parties.reminder.isVisible()
    assert isinstance(session.clock, FixedClock)
    session.clock.go_on(days=ANSWER_DAYS + 4)
    page.refresh()
    assert page._parties.reminder.isVisible()
    assert "样例市数据服务有限公司" in page._parties.reminder.text()
    assert page._choices["party"].accessibleDescription() == tr("{n} recorded, {late} overdue", n=1, late=1)
    assert open_points(session) == before


def test_a_day_that_has_not_come_is_refused_in_the_page(page: InventoryPage, session: Session) -> None:
    page.open_party(add_party(session))
    day = field(page, "sent")
    assert isinstance(day, DateField)
    day.set_value(None)
    press(page, "It has been sent")
    assert page.shown_error is not None
    assert store_parties.lines(session.vault)[0].request.sent_on is None


def test_answers_are_taken_in_after_erasure_has_begun(page: InventoryPage, session: Session) -> None:
    party = add_party(session)
    with session.vault.change() as change:
        change.set("erasure_begun", change.time)
        change.note("erasure.begun", "plan:1")
    page.open_party(party)
    choose(page, "answer", PartyAnswer.RETURNED.value)
    press(page, "Save the answer")
    assert page.shown_error is None
    assert store.source(session.vault, party).party_answer is PartyAnswer.RETURNED


def test_the_workbook_is_saved_where_the_owner_says(
    qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path
) -> None:
    add_carriers(session)
    (tab,) = list[ListTab](page.findChildren(ListTab))
    tab.save_book(tmp_path / "清单")
    wait(qtbot, page)
    book = CalamineWorkbook.from_path(str(tmp_path / "清单.xlsx"))
    assert len(book.get_sheet_by_name("纸质").to_python()) == 3
    assert page.has_message
    tab.save_book(tmp_path / "fehlt" / "清单.xlsx")
    wait(qtbot, page)
    assert page.shown_error is not None
    assert store.sources(session.vault, SourceKind.FILE) == ()


def test_the_list_is_shown_as_it_will_be_printed(qtbot: QtBot, page: InventoryPage, session: Session) -> None:
    add_carriers(session)
    page._tabs.show_tab("list")
    press(page, "Show the list")
    wait(qtbot, page)
    (tab,) = list[ListTab](page.findChildren(ListTab))
    (view,) = list[PdfView](tab.findChildren(PdfView))
    assert view.document.pageCount() == 1


def test_a_letter_that_lacks_the_shop_is_said(qtbot: QtBot, page: InventoryPage, session: Session) -> None:
    party = add_party(session)
    with session.vault.change() as change:
        change.execute("UPDATE shop SET phone = ''")
        change.note("test.shop", "shop")
    page.open_party(party)
    press(page, "Make and show the letter")
    wait(qtbot, page)
    assert page.shown_error is not None
    assert page._parties.table.isVisible()
