"""The rules of a case by clicks: load, see the differences, take, be asked again; faults; a local rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop import words
from desktop.classification import store
from desktop.classification.page import ClassificationPage
from desktop.classification.page_local_rule import LocalRulePanel
from desktop.classification.page_rules_offer import FaultsView, OfferView
from desktop.jobs.runner import JobRunner
from desktop.session import Session
from desktop.ui.blocks import MessageBar, SidePanel
from desktop.ui.cells import Row, words_of
from desktop.ui.file_drop import FileDrop
from desktop.ui.widgets import Button, Label
from desktop.vault.vault import FROZEN
from tests.classification.law import rules
from tests.classification.test_classification_page import button, every
from tests.classification.test_rule_file import DISPENSED, newer, without_rule
from tests.pictures import settle

LEFT = Qt.MouseButton.LeftButton
EIGHT = (DISPENSED, 'terms = [{ years = 8, from = "dispense_date" }]')


@pytest.fixture
def page(session: Session, ids: list[int], qtbot: QtBot) -> ClassificationPage:
    made = ClassificationPage(session, JobRunner())
    qtbot.addWidget(made)
    made.resize(1134, 660)
    made.show()
    made.refresh()
    made._tabs.show_tab("rules")
    settle()
    return made


def idle(page: ClassificationPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.jobs.busy and not page.has_job, timeout=20_000)
    settle()


def drop(page: ClassificationPage, path: Path, qtbot: QtBot) -> None:
    every(page, FileDrop)[-1].take([path])
    idle(page, qtbot)


def said(page: ClassificationPage) -> str:
    settle()
    shown = [label for label in every(page, Label) if label.isVisible()]
    return " ".join(label.text() for label in shown)


def test_load_look_take_and_confirm_again(
    page: ClassificationPage, qtbot: QtBot, session: Session, ids: list[int], tmp_path: Path
) -> None:
    drop(page, newer(tmp_path, EIGHT, without_rule("CCTV")), qtbot)
    view = every(page, OfferView)[0]
    assert view.isVisible()
    assert "有 1 条规则没有了，或者比原来保存得少" in said(page)
    assert "有 2 项决定要您重新确认" in said(page)
    assert "本案卷有" not in said(page)
    first = view.rules.model.line(0)
    assert isinstance(first, Row)
    assert [words_of(cell) for cell in first.cells[:2]] == ["没有了", "店内监控视频 CCTV"]
    view.rules.select("0")
    settle()
    assert isinstance(page.panel, SidePanel)
    assert "原来的规定：30 天" in said(page)
    view.switch.choose("groups")
    assert view.groups.isVisible()
    assert view.groups.model.rowCount() == 2
    qtbot.mouseClick(view.take, LEFT)
    idle(page, qtbot)
    assert "换规则要写明原因" in said(page)
    assert session.rules is rules()
    view.reason.setText("省局发了新规定")
    qtbot.mouseClick(view.take, LEFT)
    idle(page, qtbot)
    assert "有 2 项决定要您重新确认" in said(page)
    assert "省局发了新规定" in said(page)
    assert session.rules.rule("RX-GEN").terms[0].years == 8
    page._tabs.show_tab("decide")
    settle()
    qtbot.mouseClick(page._confirm_all, LEFT)
    made = store.decision(session.vault, ids[1])
    assert made is not None
    assert (made.until, made.confirmed, made.rules_digest) == (date(2034, 11, 15), True, session.rules.digest)


def test_leaving_it_changes_nothing(page: ClassificationPage, qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    before = store.decisions(session.vault)
    drop(page, newer(tmp_path, EIGHT), qtbot)
    qtbot.mouseClick(button(page, "不换"), LEFT)
    assert not [view for view in every(page, OfferView) if view.isVisible()]
    assert (session.rules, store.decisions(session.vault)) == (rules(), before)


def test_every_fault_is_listed_with_its_line_and_can_be_handed_on(
    page: ClassificationPage, qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    path = newer(tmp_path, ('id = "RX-TOX"', 'id = "RX-GEN"'), ('on_expiry = "keep_or_destroy"', 'on_expiry = "burn"'))
    drop(page, path, qtbot)
    view = every(page, FaultsView)[0]
    assert view.table.model.rowCount() == 2
    assert "新规则.toml 有 2 处错误，没有采用" in said(page)
    qtbot.mouseClick(view.copy, LEFT)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == 2
    assert all(line.startswith("新规则.toml 第 ") for line in copied)
    qtbot.mouseClick(button(page, "收起清单"), LEFT)
    assert session.rules is rules()


def test_a_photo_and_a_huge_file_are_a_sentence(page: ClassificationPage, qtbot: QtBot, tmp_path: Path) -> None:
    for content, word in ((b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "里面不是文字"), (b"# x\n" * 1_300_000, "太大了")):
        path = tmp_path / "照片.toml"
        path.write_bytes(content)
        drop(page, path, qtbot)
        assert word in " ".join(label.text() for bar in every(page, MessageBar) for label in every(bar, Label))


def test_a_local_rule_is_filled_in_seen_taken_and_taken_out(
    page: ClassificationPage, qtbot: QtBot, session: Session, ids: list[int]
) -> None:
    qtbot.mouseClick(button(page, "添加本地规则"), LEFT)
    panel = page.panel
    assert isinstance(panel, LocalRulePanel)
    offered = [panel.kind.itemData(number) for number in range(panel.kind.count())]
    assert not {"backup", "unknown", "epidemic_register"} & set(offered)
    qtbot.mouseClick(panel.button, LEFT)
    assert "没有写明出处的本地规则不能采用" in said(page)
    assert not page.jobs.busy
    panel.kind.choose("prescription")
    panel.years.setText("3")
    panel.law.setText("某市药监局通知")
    panel.day.set_value(date(2026, 1, 1))
    panel.words.setPlainText("处方保存十年")
    qtbot.mouseClick(panel.button, LEFT)
    idle(page, qtbot)
    assert "本地规则只能更长" in said(page)
    assert page.panel is panel, "what was filled in is still there"
    panel.years.setText("10")
    qtbot.mouseClick(panel.button, LEFT)
    idle(page, qtbot)
    view = every(page, OfferView)[0]
    view.reason.setText("药监局要求")
    qtbot.mouseClick(view.take, LEFT)
    idle(page, qtbot)
    made = store.decision(session.vault, ids[1])
    assert made is not None
    assert (made.until, made.to_verify) == (date(2036, 11, 15), True), "nobody has the text in hand"
    qtbot.mouseClick(button(page, "去掉"), LEFT)
    idle(page, qtbot)
    assert "比原来保存得少" in said(page)


def test_once_erasure_has_begun_the_rules_can_only_be_looked_at(page: ClassificationPage, session: Session) -> None:
    with session.vault.change() as change:
        change.set(FROZEN, change.time)
        change.note("test.frozen", "case")
    page._rules.refresh()
    settle()
    assert not [one for one in every(page, FileDrop) if one.isVisible()]
    assert not [one for one in every(page, Button) if one.isVisible() and one.text() == "添加本地规则"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_it_fits_into_the_smallest_window(
    session: Session, ids: list[int], qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    words.use(language)
    try:
        page = ClassificationPage(session, JobRunner())
        qtbot.addWidget(page)
        page.resize(828, 560)
        page.show()
        page._tabs.show_tab("rules")
        drop(page, newer(tmp_path, EIGHT, without_rule("CCTV"), without_rule("SALE-DRUG")), qtbot)
        view = every(page, OfferView)[0]
        assert page._rules.view.minimumSizeHint().width() <= 790
        assert view.take.mapTo(page, QPoint(0, view.take.height())).y() <= page.height(), "in sight without scrolling"
    finally:
        words.use("zh_CN")
