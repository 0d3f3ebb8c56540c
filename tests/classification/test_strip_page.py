"""The tab for keeping a table without identity, by clicks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.classification import store, store_strip
from desktop.classification.page import ClassificationPage
from desktop.classification.page_strip import StripView
from desktop.classification.page_table import Line
from desktop.classification.records import Disposition
from desktop.classification.stripping import Way
from desktop.inventory import store as inventory
from desktop.jobs.runner import JobRunner
from desktop.session import Session
from desktop.ui.cells import Pill, State
from desktop.ui.widgets import BadgeView, Label
from tests.classification.sales import imported, sales
from tests.pictures import settle

W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(session: Session, tmp_path: Path, qtbot: QtBot) -> ClassificationPage:
    imported(session, tmp_path, sales(600, 60))
    made = ClassificationPage(session, JobRunner())
    qtbot.addWidget(made)
    made.resize(1134, 660)
    made.show()
    made.refresh()
    made._tabs.show_tab("strip")
    return made


def every(widget: QWidget, kind: type[W]) -> list[W]:
    """All children of a kind."""
    return cast("list[W]", widget.findChildren(cast(Any, kind)))


def called(page: ClassificationPage, session: Session) -> str:
    """What the table of step 3 calls the disposition of its one group."""
    (group,) = inventory.groups(session.vault)
    made = store.decision(session.vault, group.id)
    pill = Line(group, made, None, held=False, proven=group.id in page._proven).row(ticked=False).cells[3]
    assert isinstance(pill, Pill)
    return pill.text


def words(page: ClassificationPage) -> str:
    settle()
    said = [label.text() for label in every(page._strip.view, Label) if label.isVisible()]
    badges = [badge._badge for badge in every(page._strip.view, BadgeView) if badge.isVisible()]
    return " ".join(said + [badge.text for badge in badges if isinstance(badge, State)])


def wait(page: ClassificationPage, qtbot: QtBot) -> StripView:
    qtbot.waitUntil(lambda: not page.jobs.busy and not page.has_job, timeout=20_000)
    settle()
    return page._strip.view


def chosen(page: ClassificationPage, qtbot: QtBot) -> StripView:
    """The first table, its columns looked at and checked, by the hand of the owner."""
    view = page._strip.view
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    wait(page, qtbot)
    qtbot.mouseClick(view.check, LEFT)
    return wait(page, qtbot)


def test_from_the_table_to_the_file(
    page: ClassificationPage, qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = chosen(page, qtbot)
    said = words(page)
    assert "共 600 行" in said
    assert "罕见病专用药" in said
    assert "匿名化" in said
    view.purpose.setText("报税")
    target = tmp_path / "统计"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    qtbot.mouseClick(view.save, LEFT)
    wait(page, qtbot)
    (file,) = store_strip.files(session.vault)
    assert file.path == tmp_path / "统计.csv"
    assert file.path.is_file()
    assert file.book.is_file()
    assert file.sha256[:8].upper() in words(page)
    assert store.decisions(session.vault)[0].disposition is Disposition.ANONYMISE
    assert called(page, session) == "匿名化"
    store.place_hold(session.vault, "HOLD-DISPUTE", group_id=file.group_id)
    page.did_change()
    assert called(page, session) == "去标识化"


def test_one_click_makes_it_coarser_and_checks_again(page: ClassificationPage, qtbot: QtBot) -> None:
    view = chosen(page, qtbot)
    assert "把列改粗也没有用" in words(page)
    for _ in range(3):
        qtbot.keyClick(view.ways[1], Qt.Key.Key_Down)
    assert view.ways[1].key() == Way.DAY.value
    qtbot.mouseClick(view.check, LEFT)
    wait(page, qtbot)
    first = view.steps[0]
    before = view._found
    assert before is not None
    qtbot.mouseClick(first, LEFT)
    wait(page, qtbot)
    after = view._found
    assert after is not None
    assert after.rows_out == before.steps[0].rows_left < before.rows_out


def test_where_nothing_would_be_left_there_is_no_word_and_nothing_to_write(
    page: ClassificationPage, qtbot: QtBot
) -> None:
    view = chosen(page, qtbot)
    assert "文件里留下 599 行" in words(page)
    for _ in range(3):
        qtbot.keyClick(view.ways[1], Qt.Key.Key_Down)
    qtbot.mouseClick(view.check, LEFT)
    wait(page, qtbot)
    said = words(page)
    assert "文件里留下 0 行" in said
    assert "匿名化" not in said
    assert not view.save.isEnabled()


def test_a_serial_number_that_is_kept_takes_the_word_away(page: ClassificationPage, qtbot: QtBot) -> None:
    view = chosen(page, qtbot)
    choice = view.ways[0]
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert choice.key() == Way.KEPT.value
    qtbot.mouseClick(view.check, LEFT)
    wait(page, qtbot)
    said = words(page)
    assert "只是去标识化" in said
    assert "留着能对照别的文件找到人的号码" in said
    assert "第七十三条" in said


def test_what_names_a_person_cannot_be_chosen(page: ClassificationPage, qtbot: QtBot) -> None:
    view = chosen(page, qtbot)
    for position in (2, 3, 4, 10):
        assert not view.ways[position].isEnabled()
        assert view.ways[position].key() == Way.OUT.value


def test_without_a_purpose_nothing_is_written(
    page: ClassificationPage, qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = chosen(page, qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "统计.csv"), ""))
    qtbot.mouseClick(view.save, LEFT)
    wait(page, qtbot)
    assert page.shown_error is not None
    assert not (tmp_path / "统计.csv").exists()
