"""Step 3 by clicks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop import words
from desktop.classification import assessment, gate, propose, store
from desktop.classification.page import ClassificationPage
from desktop.classification.page_panel import ChangePanel
from desktop.classification.page_question import QuestionBar
from desktop.classification.records import Disposition
from desktop.inventory.records import GroupKind
from desktop.jobs.runner import JobRunner
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import Route
from desktop.ui.blocks import MessageBar
from desktop.ui.widgets import Button, CheckBox, Label
from tests.classification.cases import add_group, fill_inventory
from tests.pictures import settle

W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
CLICKS = {
    "narcotics": "no", "online": "no", "devices": "none", "prepaid": "no", "register-ephedrine": "no",
    "papers-inside": "none",
    "device-inside": "no",
}  # fmt: skip


@pytest.fixture
def ids(session: Session) -> list[int]:
    return fill_inventory(session.vault)


@pytest.fixture
def page(session: Session, ids: list[int], qtbot: QtBot) -> ClassificationPage:
    made = ClassificationPage(session, JobRunner())
    qtbot.addWidget(made)
    made.resize(1134, 660)
    made.show()
    made.refresh()
    return made


def every(widget: QWidget, kind: type[W]) -> list[W]:
    """All children of a kind."""
    return cast("list[W]", widget.findChildren(cast(Any, kind)))


def bar(page: ClassificationPage) -> QuestionBar | None:
    settle()
    return next((found for found in every(page, QuestionBar) if found.isVisible()), None)


def click_through(page: ClassificationPage, qtbot: QtBot) -> int:
    answered = 0
    while (shown := bar(page)) is not None:
        qtbot.mouseClick(shown.buttons[CLICKS[shown.question.id]], LEFT)
        answered += 1
    return answered


def button(page: ClassificationPage, words_shown: str) -> Button:
    settle()
    return next(b for b in every(page, Button) if b.text() == words_shown and b.isVisible())


def test_questions_by_clicks_then_confirm_all(page: ClassificationPage, qtbot: QtBot, session: Session) -> None:
    assert click_through(page, qtbot) == 6
    assert propose.open_questions(session) == ()
    qtbot.mouseClick(page._confirm_all, LEFT)
    left = [made for made in store.decisions(session.vault) if not made.confirmed]
    assert [made.disposition for made in left] == [Disposition.UNDECIDED]
    assert not page._confirm_all.isEnabled()


def test_having_to_look_first_shows_the_next_question(page: ClassificationPage, qtbot: QtBot, session: Session) -> None:
    first = bar(page)
    assert first is not None
    qtbot.mouseClick(first.buttons["later"], LEFT)
    second = bar(page)
    assert second is not None
    assert second.question.id != first.question.id
    assert store.answers(session.vault) == ()


def test_the_panel_shows_the_law_and_the_sum(page: ClassificationPage, qtbot: QtBot, ids: list[int]) -> None:
    click_through(page, qtbot)
    page._table.select(str(ids[1]))
    settle()
    assert page.panel is not None
    texts = " ".join(label.text() for label in every(page.panel, Label))
    days = ("2026年11月15日", "5 年", "2031年11月15日")
    for expected in ("处方保留不少于五年", "第四十二条", "最后一张处方", *days, "请核实"):
        assert expected in texts, expected


def test_in_a_share_sale_the_panel_says_that_nothing_is_to_be_done(
    page: ClassificationPage, qtbot: QtBot, session: Session, ids: list[int]
) -> None:
    shop.choose_route(session.vault, Route.SHARE_SALE)
    page.refresh()
    click_through(page, qtbot)
    page._table.select(str(ids[0]))
    settle()
    assert page.panel is not None
    texts = " ".join(label.text() for label in every(page.panel, Label))
    assert "公司继续经营" in texts
    assert "没有要做的事" in texts
    assert "应当主动删除" not in texts
    panel = ChangePanel(page._groups[ids[0]], page._decisions[ids[0]], page._acts)
    assert panel.way.key() == Disposition.KEEP.value


def test_a_hold_by_one_tick_and_off_again(
    page: ClassificationPage, qtbot: QtBot, session: Session, ids: list[int]
) -> None:
    page._table.select(str(ids[0]))
    settle()
    assert page.panel is not None
    every(page.panel, CheckBox)[0].click()
    assert store.held_groups(session.vault) == {ids[0]}
    settle()
    assert page.panel is not None
    every(page.panel, CheckBox)[0].click()
    assert store.held_groups(session.vault) == frozenset()


def test_stricter_with_a_reason_and_never_shorter(
    page: ClassificationPage, qtbot: QtBot, session: Session, ids: list[int]
) -> None:
    click_through(page, qtbot)
    page._table.select(str(ids[1]))
    qtbot.mouseClick(button(page, "改成更严"), LEFT)
    settle()
    assert isinstance(page.panel, ChangePanel)
    panel = page.panel
    panel.until.set_value(date(2030, 1, 1))
    panel.reason.setText("当地要求")
    qtbot.mouseClick(panel.save, LEFT)
    assert every(page, MessageBar)
    panel.until.set_value(date(2040, 1, 1))
    qtbot.mouseClick(panel.save, LEFT)
    made = store.decision(session.vault, ids[1])
    assert made is not None
    assert (made.until, made.owner_reason) == (date(2040, 1, 1), "当地要求")


def test_a_day_can_be_given_as_an_answer(session: Session, qtbot: QtBot) -> None:
    group = add_group(session.vault, "网店订单", "file", GroupKind.ONLINE_SALE, newest=date(2026, 11, 1))
    page = ClassificationPage(session, JobRunner())
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    shown = bar(page)
    assert shown is not None
    qtbot.mouseClick(shown.buttons["day"], LEFT)
    assert store.answers(session.vault) == ()
    shown.day.set_value(date(2032, 3, 31))
    qtbot.mouseClick(shown.buttons["day"], LEFT)
    made = store.decision(session.vault, group)
    assert made is not None
    assert made.until == date(2033, 3, 31)


def test_the_assessment_is_kept_as_it_is_filled_in(page: ClassificationPage, qtbot: QtBot, session: Session) -> None:
    page._tabs.show_tab("assessment")
    for field, value in (("impact", "high"), ("likelihood", "medium"), ("residual", "low")):
        choice = page._assessment._levels[field]
        choice.choose(value)
        choice.chosen.emit(value)
    assert assessment.missing(session) == []
    assert page._assessment._before._badge.text == "中"


def test_gate_sentences_lead_to_their_row_question_and_field(
    page: ClassificationPage, qtbot: QtBot, session: Session, ids: list[int]
) -> None:
    page.jump("question:prepaid:" + str(ids[0]))
    shown = bar(page)
    assert shown is not None
    assert shown.question.id == "prepaid"
    click_through(page, qtbot)
    for point in gate.open_points(session):
        page.jump(point.target)
        assert page._tabs.current() == ("assessment" if point.target.startswith("assessment") else "decide")
    page.jump(f"group:{ids[7]}")
    assert page._table.selected_key() == str(ids[7])


def test_picture_and_table_together_or_one_of_them(page: ClassificationPage, qtbot: QtBot) -> None:
    assert page._picture_card.isVisible()
    assert page._table.isVisible()
    page.resize(828, 560)
    settle()
    assert not page._picture_card.isVisible()
    assert page._switch.isVisible()
    page._switch.choose("picture")
    assert page._picture_card.isVisible()
    assert not page._table.isVisible()


def test_the_papers_are_shown_and_can_be_saved(page: ClassificationPage, qtbot: QtBot, tmp_path: Path) -> None:
    page._tabs.show_tab("papers")
    qtbot.waitUntil(lambda: page._viewer().document.pageCount() >= 1)
    page._paper.choose("assessment")
    qtbot.waitUntil(lambda: page._viewer().document.pageCount() >= 2)
    page._viewer().save_to(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_an_empty_case_says_what_to_do(session: Session, qtbot: QtBot) -> None:
    page = ClassificationPage(session, JobRunner())
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    assert page._table.isVisible()
    assert not page._picture_card.isVisible()


def test_a_large_case_is_decided_by_a_job(session: Session, qtbot: QtBot) -> None:
    for number in range(70):
        add_group(session.vault, f"表 {number}", "file", GroupKind.COMPLAINT, newest=date(2026, 1, 1))
    page = ClassificationPage(session, JobRunner())
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.changed, timeout=20_000):
        page.refresh()
    qtbot.waitUntil(lambda: not page.jobs.busy)
    assert len(store.decisions(session.vault)) == 70


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_it_fits_into_the_smallest_window(session: Session, ids: list[int], qtbot: QtBot, language: str) -> None:
    words.use(language)
    try:
        page = ClassificationPage(session, JobRunner())
        qtbot.addWidget(page)
        page.refresh()
        hint = page.minimumSizeHint()
        assert hint.width() <= 828
        assert hint.height() <= 560
    finally:
        words.use("zh_CN")
