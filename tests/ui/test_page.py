"""The page: errors and messages in it, jumps that mark, jobs, the panel beside it or over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import OwnerError
from desktop.jobs.job import Job, Progress
from desktop.jobs.runner import JobRunner
from desktop.ui.blocks import BigChoice, LawQuote, MessageBar, SidePanel
from desktop.ui.flow import FlowLayout
from desktop.ui.forms import Form, TextField
from desktop.ui.page import Page
from desktop.ui.widgets import Button, Label
from desktop.words import say


class Sample(Page):
    """A page with two fields far apart."""

    def build(self) -> None:
        self.form = Form()
        self.form.add("name", "Name", TextField())
        for n in range(14):
            self.form.add(f"filler{n}", f"Filler {n}", TextField())
        self.form.add("last", "Last", TextField())
        for key in tuple(self.form.keys()):
            self.target(key, self.form.field(key))
        self.choice = BigChoice("box", "Head", "A second line")
        self.content.addWidget(self.choice)
        self.content.addWidget(self.form)
        self.refreshed = 0

    def refresh(self) -> None:
        self.refreshed += 1

    def basis(self) -> Sequence[LawQuote]:
        return [LawQuote("应当主动删除", "第四十七条")]


@pytest.fixture
def jobs(qapp: object) -> Iterator[JobRunner]:
    runner = JobRunner()
    yield runner
    runner.wait()


@pytest.fixture
def page(qtbot: QtBot, jobs: JobRunner) -> Sample:
    made = Sample(cast(Any, None), jobs)
    made.key = "sample"
    qtbot.addWidget(made)
    made.resize(1134, 620)
    made.show()
    return made


def bars(page: Page) -> list[MessageBar]:
    return [b for b in cast(list[MessageBar], page.findChildren(MessageBar)) if not b.isHidden()]


def test_an_error_is_said_in_the_page(page: Sample) -> None:
    def act() -> None:
        raise OwnerError(say("No case has been chosen yet."), todo=say("Choose the file of the case first."))

    assert not page.attempt(act)
    assert [b.property("tone") for b in bars(page)] == ["error"]
    assert "选" in bars(page)[0].accessibleName()
    page.did_change()
    assert not bars(page)


def test_a_message_that_was_closed_leaves_no_gap(page: Sample, qtbot: QtBot) -> None:
    def top() -> int:
        qtbot.wait(20)
        return page.choice.mapTo(page, page.choice.rect().topLeft()).y()

    before = top()
    cross = cast(list[Button], page.say("warn", "Something").findChildren(Button))[-1]
    assert top() > before
    cross.click()
    assert top() == before
    page.say("warn", "Something")
    page.clear_message()
    assert top() == before


def test_a_panel_over_the_page_hides_nothing_that_is_said(page: Sample, qtbot: QtBot) -> None:
    page.resize(828, 500)
    whole = page.say("warn", "Something was left out, and what is said of it here is long.", answers=[("now", "Now")])
    qtbot.wait(20)
    wide = whole.width()
    page.open_panel(SidePanel("Panel"))
    qtbot.wait(20)
    assert page.panel is not None
    assert whole.mapTo(page, whole.rect().topRight()).x() < page.panel.mapTo(page, page.panel.rect().topLeft()).x()
    later = page.say("error", "Nothing has been saved.")
    qtbot.wait(20)
    assert later.width() < wide
    page.close_panel()
    qtbot.wait(20)
    assert later.width() == wide


def test_bugs_are_not_swallowed(page: Sample) -> None:
    with pytest.raises(ZeroDivisionError):
        page.attempt(lambda: 1 / 0)


def test_a_question_has_its_answers_in_the_bar(page: Sample, qtbot: QtBot) -> None:
    answers: list[str] = []
    bar = page.say("ask", "yes or no?", answers=[("yes", "Yes"), ("no", "No"), ("look", "Later")], on=answers.append)
    bar.buttons["no"].click()
    assert answers == ["no"]
    assert bar.buttons["look"].role == "link"


def test_a_jump_scrolls_and_marks_the_field(page: Sample, qtbot: QtBot) -> None:
    field = page.form.field("last").widget
    assert field.visibleRegion().isEmpty()
    page.jump("last")
    assert not field.visibleRegion().isEmpty()
    assert field.property("marked") is True
    page.jump("last:12")
    page.jump("nowhere")


def test_a_target_may_open_its_place_first(page: Sample) -> None:
    opened: list[str] = []

    def place() -> QWidget:
        opened.append("tab")
        return page.form.field("name").widget

    page.target("row", place)
    page.jump("row:7")
    assert opened == ["tab"]


def test_a_job_tells_its_page_and_its_errors_show_there(page: Sample, qtbot: QtBot, jobs: JobRunner) -> None:
    results: list[int] = []

    def good() -> Job[int]:
        yield Progress(1, 1)
        return 7

    def bad() -> Job[int]:
        yield Progress(1, 1)
        raise OwnerError(say("No case has been chosen yet."))

    with qtbot.waitSignal(jobs.ended):
        assert page.run(say("items"), good(), results.append)
    assert results == [7]
    with qtbot.waitSignal(jobs.ended):
        assert page.run(say("items"), bad(), results.append)
    assert results == [7]
    assert page.shown_error is not None
    assert bars(page)


def test_a_second_job_is_refused_in_the_page(page: Sample, qtbot: QtBot, jobs: JobRunner) -> None:
    def slow() -> Job[None]:
        while True:
            yield Progress(1)

    assert page.run(say("items"), slow())
    assert not page.run(say("items"), slow())
    assert [b.property("tone") for b in bars(page)] == ["error"]
    with qtbot.waitSignal(jobs.stopped):
        jobs.stop()


def test_the_panel_stands_beside_a_wide_page_and_lies_over_a_narrow_one(page: Sample, qtbot: QtBot) -> None:
    panel = SidePanel("Panel")
    page.open_panel(panel)
    qtbot.wait(10)
    beside = page.form.width()
    assert panel.width() == 324
    page.resize(820, 620)
    qtbot.wait(10)
    assert page.narrow
    holder = panel.parentWidget()
    assert holder is not None
    assert panel.geometry().right() == holder.width() - 1
    assert page.form.width() > 820 - 324 - 60
    page.resize(1134, 620)
    qtbot.wait(10)
    assert page.form.width() == beside
    panel.closed.emit()
    assert page.panel is None


def test_the_law_opens_at_the_right(page: Sample) -> None:
    link = next(b for b in cast(list[Button], page.findChildren(Button)) if b.accessibleName() == "依据")
    link.click()
    assert page.panel is not None
    assert "“应当主动删除”" in [w.text() for w in cast(list[Label], page.panel.findChildren(Label))]
    link.click()
    assert page.panel is None


def test_little_room_drops_second_lines_but_not_the_warning(page: Sample) -> None:
    page.set_head("What for", "If you skip this")
    full = page.choice.sizeHint().height()
    page.set_compact(True)
    assert page.choice.sizeHint().height() < full
    shown = [b.accessibleName() for b in cast(list[Button], page.findChildren(Button)) if not b.isHidden()]
    assert "跳过会怎样" in shown


def test_a_page_never_needs_more_than_the_smallest_window(page: Sample) -> None:
    hint = page.minimumSizeHint()
    assert hint.width() <= 828
    assert hint.height() <= 500


def test_flowing_rows_are_as_high_as_their_width_asks(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, gap=10, row_gap=4)
    for n in range(6):
        flow.addWidget(Button(f"sentence number {n}", "gate"))
    one = flow.heightForWidth(3000)
    assert flow.heightForWidth(330) >= 3 * one
    assert flow.minimumSize().width() < 330
