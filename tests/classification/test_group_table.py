"""Hundreds of groups by clicks and keys: found, sorted, ticked, changed together, taken back; the picture filters."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop.classification import store
from desktop.classification.page import ClassificationPage
from desktop.classification.page_many import ManyPanel
from desktop.classification.records import Disposition
from desktop.inventory.records import GroupKind as K
from desktop.jobs.runner import JobRunner
from desktop.session import Session
from desktop.ui.blocks import MessageBar
from desktop.ui.table import Table
from tests.classification.cases import add_group
from tests.classification.test_classification_page import LEFT, button, every
from tests.pictures import settle

ANSWERS = (("narcotics", "no"), ("online", "no"), ("devices", "none"), ("prepaid", "no"))


@pytest.fixture
def ids(session: Session) -> list[int]:
    vault = session.vault
    made = [
        add_group(vault, f"销售 {n:02}", "file", K.SALE, 100 + n, 7, date(2022 + n % 4, 2 + n % 10, 1), ("medicine",))
        for n in range(20)
    ]
    made += [add_group(vault, f"短信 {n}", "third_party", K.MARKETING, 30, 30, fields=("mobile",)) for n in range(3)]
    made.append(add_group(vault, "疫情登记", "file", K.EPIDEMIC_REGISTER, 3, 1102, date(2022, 12, 30)))
    for question, value in ANSWERS:
        store.give_answer(vault, question, None, value)
    store.give_answer(vault, "register-ephedrine", made[-1], "no")
    return made


@pytest.fixture
def page(session: Session, ids: list[int], qtbot: QtBot) -> ClassificationPage:
    made = ClassificationPage(session, JobRunner())
    qtbot.addWidget(made)
    made.resize(1134, 760)
    made.show()
    made.refresh()
    settle()
    return made


def keys(page: ClassificationPage) -> list[int]:
    """What the table shows, from top to bottom."""
    model = page._table.model
    return [int(model.line(row).key) for row in range(model.rowCount())]


def click_cell(qtbot: QtBot, table: Table, key: int, column: int) -> None:
    row = table.model.place(str(key))
    assert row is not None
    index = table.model.index(row, column)
    table.view.scrollTo(index)
    qtbot.mouseClick(table.view.viewport(), LEFT, pos=table.view.visualRect(index).center())


def click_head(qtbot: QtBot, table: Table, column: int) -> None:
    head = table.view.horizontalHeader()
    at = head.sectionViewportPosition(column) + head.sectionSize(column) // 2
    qtbot.mouseClick(head.viewport(), LEFT, pos=QPoint(at, head.height() // 2))


def texts(page: ClassificationPage) -> str:
    settle()
    return " ".join(bar.accessibleName() for bar in every(page, MessageBar) if bar.isVisible())


def fill(qtbot: QtBot, panel: ManyPanel, until: str, reason: str) -> None:
    panel.until.line.setFocus()
    panel.until.line.insert(until)
    qtbot.keyClick(panel.until.line, Qt.Key.Key_Return)
    panel.reason.setFocus()
    panel.reason.insertPlainText(reason)


def test_typing_finds_by_name_place_disposition_and_law(page: ClassificationPage, qtbot: QtBot, ids: list[int]) -> None:
    box = page._list.search
    assert box.isVisible()
    qtbot.keyClicks(box, "07")
    assert keys(page) == [ids[7]]
    box.clear()
    box.insert("突发事件")
    assert keys(page) == [ids[23]], "by the law behind it"
    box.clear()
    box.insert("删除 短信")
    assert keys(page) == ids[20:23], "every word must be there"
    box.clear()
    box.insert("没有这个")
    assert keys(page) == []
    assert page._list.count.text() == "显示 0 组，共 24 组"


def test_a_click_on_the_head_sorts_days_as_days_and_it_stays_so(
    page: ClassificationPage, qtbot: QtBot, session: Session, ids: list[int]
) -> None:
    click_head(qtbot, page._table, 4)
    made = {one.group_id: one for one in store.decisions(session.vault)}
    sealed = [made[key].until for key in keys(page) if made[key].disposition is Disposition.SEAL]
    assert sealed == sorted(day for day in sealed if day)
    assert made[keys(page)[0]].disposition is Disposition.DELETE, "at once comes before any day"
    click_head(qtbot, page._table, 4)
    downwards = keys(page)
    assert made[downwards[-1]].disposition is Disposition.DELETE
    page.refresh()
    assert keys(page) == downwards, "a refresh keeps the order"
    click_cell(qtbot, page._table, ids[3], 0)
    assert keys(page) == downwards
    assert page._list.ticked() == (ids[3],)


def test_a_tick_opens_no_panel_and_space_ticks_too(page: ClassificationPage, qtbot: QtBot, ids: list[int]) -> None:
    click_cell(qtbot, page._table, ids[1], 0)
    assert page.panel is None
    assert page._list.ticked() == (ids[1],)
    click_cell(qtbot, page._table, ids[2], 1)
    assert page.panel is not None
    qtbot.keyClick(page._table.view, Qt.Key.Key_Space)
    assert page._list.ticked() == (ids[1], ids[2])
    click_cell(qtbot, page._table, ids[1], 0)
    assert page._list.ticked() == (ids[2],)


def test_many_are_changed_with_one_reason_and_taken_back(
    page: ClassificationPage, qtbot: QtBot, session: Session, ids: list[int]
) -> None:
    before = store.decisions(session.vault)
    page._list.search.insert("销售")
    qtbot.mouseClick(page._list.all, LEFT)
    page._list.search.clear()
    click_cell(qtbot, page._table, ids[23], 0)
    assert len(page._list.ticked()) == 21
    qtbot.mouseClick(button(page, "这 21 组一起改"), LEFT)
    panel = page.panel
    assert isinstance(panel, ManyPanel)
    assert not panel.save.isEnabled(), "nothing chosen, no reason"
    fill(qtbot, panel, "2044-05-06", "当地药监要求")
    assert panel.forecast.text() == "会改 20 组，本来就是这样的 0 组。"
    assert "疫情登记" in panel.refusals.text()
    qtbot.mouseClick(panel.save, LEFT)
    made = {one.group_id: one for one in store.decisions(session.vault)}
    assert {made[i].until for i in ids[:20]} == {date(2044, 5, 6)}
    assert {made[i].owner_reason for i in ids[:20]} == {"当地药监要求"}
    assert made[ids[23]] == before[23]
    assert "已改 20 组" in texts(page)
    assert "疫情登记" in texts(page), "what is refused is told"
    assert page._list.ticked() == ()
    lines = [line.object for line in session.vault.journal() if line.act == "classification.changed"]
    assert lines == [f"group:{i}" for i in ids[:20]]
    qtbot.mouseClick(button(page, "撤销"), LEFT)
    assert store.decisions(session.vault) == before
    assert "已撤销，20 组" in texts(page)
    assert not page._list.undo.isVisible()


def test_more_than_a_batch_is_changed_and_taken_back_by_a_job(session: Session, qtbot: QtBot) -> None:
    for number in range(130):
        add_group(session.vault, f"投诉 {number}", "file", K.COMPLAINT, newest=date(2026, 1, 1))
    page = ClassificationPage(session, JobRunner())
    qtbot.addWidget(page)
    page.resize(1134, 760)
    page.show()
    with qtbot.waitSignal(page.changed, timeout=20_000):
        page.refresh()
    qtbot.waitUntil(lambda: not page.jobs.busy)
    before = store.decisions(session.vault)
    qtbot.mouseClick(page._list.all, LEFT)
    qtbot.mouseClick(button(page, "这 130 组一起改"), LEFT)
    assert isinstance(page.panel, ManyPanel)
    fill(qtbot, page.panel, "2044-05-06", "当地药监要求")
    qtbot.mouseClick(page.panel.save, LEFT)
    qtbot.waitUntil(lambda: not page.jobs.busy and page._list.undo.isVisible(), timeout=20_000)
    assert {one.owner_reason for one in store.decisions(session.vault)} == {"当地药监要求"}
    qtbot.mouseClick(button(page, "撤销"), LEFT)
    qtbot.waitUntil(lambda: not page.jobs.busy and not page._list.undo.isVisible(), timeout=20_000)
    assert store.decisions(session.vault) == before


def test_a_band_of_the_picture_filters_the_table(
    page: ClassificationPage, qtbot: QtBot, session: Session, ids: list[int]
) -> None:
    picture = page._picture
    path, stream = next((p, s) for p, s in picture._paths if s.source == "疫情登记")
    qtbot.mouseClick(picture, LEFT, pos=path.boundingRect().center().toPoint())
    assert keys(page) == [ids[23]]
    assert page._list.filter.text() == "只看：疫情登记 → 删除"
    assert page._list.filter.isVisible()
    path = next(p for p, s in picture._paths if s is stream)
    qtbot.mouseClick(picture, LEFT, pos=path.boundingRect().center().toPoint())
    assert len(keys(page)) == 24, "a second click shows all again"
    box, _ = next(one for one in picture._boxes if one[1].target == "delete")
    qtbot.mouseClick(picture, LEFT, pos=box.center().toPoint())
    made = {one.group_id: one.disposition for one in store.decisions(session.vault)}
    assert {made[key] for key in keys(page)} == {Disposition.DELETE}
    qtbot.mouseClick(page._list.filter, LEFT)
    assert len(keys(page)) == 24


def test_the_bands_can_be_walked_through_by_keys(page: ClassificationPage, qtbot: QtBot) -> None:
    picture = page._picture
    picture.setFocus()
    qtbot.keyClick(picture, Qt.Key.Key_Down)
    assert picture.accessibleDescription()
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    assert 0 < len(keys(page)) < 24
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    assert len(keys(page)) == 24


def test_where_only_the_picture_is_seen_a_click_leads_to_the_table(page: ClassificationPage, qtbot: QtBot) -> None:
    page.resize(828, 560)
    page._switch.choose("picture")
    settle()
    assert not page._table.isVisible()
    path, _ = page._picture._paths[-1]
    qtbot.mouseClick(page._picture, LEFT, pos=path.boundingRect().center().toPoint())
    assert page._table.isVisible()
    assert len(keys(page)) < 24


def test_a_jump_finds_its_row_whatever_is_filtered(page: ClassificationPage, ids: list[int]) -> None:
    page._list.search.insert("没有这个")
    page.jump(f"group:{ids[5]}")
    assert page._table.selected_key() == str(ids[5])


def test_people_and_records_stand_in_the_picture(page: ClassificationPage) -> None:
    assert "疫情登记，删除：1,102 人，3 条" in page._picture.accessibleName()
    targets = {target.key: (target.words, target.under) for target in page._picture._targets}
    assert targets["seal"] == ("140 人", "2,190 条")
