"""The window over a real case: in by every door, out by the lock, and nothing kept in widgets."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop import numbers, words
from desktop.errors import OwnerError
from desktop.gates import OpenPoint
from desktop.jobs.job import Job, Progress
from desktop.session import Session
from desktop.ui.blocks import MessageBar
from desktop.ui.forms import TextField
from desktop.ui.page import Page
from desktop.ui.theme import theme
from desktop.ui.widgets import Button
from desktop.vault.key import Derivation
from desktop.vault.vault import Vault
from desktop.wizard.case_view import CaseView
from desktop.wizard.cases import RECOVERY_CHECKED, Cases, PracticeCase
from desktop.wizard.doors import Door, LockScreen, NewCase, NewPassphrase, OpenCase
from desktop.wizard.first import FirstView
from desktop.wizard.overview import Overview
from desktop.wizard.recovery import RecoveryView
from desktop.wizard.steps import STEPS, Step
from desktop.wizard.window import About, Window
from desktop.words import say
from tests.fakes import FixedClock

CHEAP = Derivation(memory=64, iterations=1, lanes=1)
SECRET = "blue kettle on a far roof"
CODE = "GTMUK12XFLQMN4755XLTCKNJ"


class FactPage(Page):
    """A page that is done when its field was filled; it stores one fact in the case."""

    def build(self) -> None:
        self.field = TextField()
        self.when(self.field.done, self._save)
        self.target("field", self.field)
        self.content.addWidget(self.field)
        self.content.addStretch(1)

    def refresh(self) -> None:
        self.field.setText(self.session.vault.fact(self.key) or "")

    def _save(self) -> None:
        with self.session.vault.change() as change:
            change.set(self.key, self.field.text())
            change.note("test.saved", f"fact:{self.key}")
        self.did_change()


def gate(key: str) -> Any:
    def open_points(session: Session) -> list[OpenPoint]:
        return [] if session.vault.fact(key) else [OpenPoint(say("Please enter the name."), "field")]

    return open_points


DEMO: tuple[Step, ...] = tuple(
    replace(step, make_page=lambda s, j: FactPage(s, j), open_points=gate(step.key)) for step in STEPS
)


def about(session: Session) -> Overview:
    return Overview(session.vault.fact("shop_name") or "Shop")


class Bench:
    """Makes windows over the same folder, as a person who starts the program again."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder, self.clock = qtbot, folder, FixedClock()
        self.cases = Cases(self.clock, folder / "cases", self.practice, CHEAP)
        self.windows: list[Window] = []

    def practice(self) -> Job[PracticeCase]:
        yield Progress(0, 1)
        path = self.folder / "practice" / "p.case"
        Vault.create(path, SECRET, CODE, self.clock, practice=True, derivation=CHEAP).close()
        yield Progress(1, 1)
        return PracticeCase(path, SECRET)

    def start(self) -> Window:
        window = Window(
            lambda: self.cases,
            self.clock,
            self.folder / "settings.json",
            About("1.0.0"),
            steps=DEMO,
            read_overview=about,
        )
        self.qtbot.addWidget(window)
        window.resize(1366, 768)
        with self.qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        self.windows.append(window)
        return window

    def make_case(self, *, checked: bool = True) -> Path:
        path = self.folder / "cases" / "shop.case"
        vault = Vault.create(path, SECRET, CODE, self.clock, derivation=CHEAP)
        with vault.change() as change:
            change.set("shop_name", "康宁大药房")
            if checked:
                change.set(RECOVERY_CHECKED, "2026-11-21")
            change.note("test.made", "case")
        vault.close()
        return path

    def wait_for(self, window: Window, kind: type[QWidget]) -> Any:
        self.qtbot.waitUntil(lambda: isinstance(window.view, kind), timeout=10_000)
        self.qtbot.wait(20)
        return window.view

    def enter(self, window: Window, path: Path) -> CaseView:
        window.entrance.open(path)
        door = window.view
        assert isinstance(door, OpenCase)
        self.qtbot.keyClicks(door.secret.line, SECRET)
        self.qtbot.keyClick(door.secret.line, Qt.Key.Key_Return)
        return cast(CaseView, self.wait_for(window, CaseView))


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(qtbot, tmp_path)
    yield made
    for window in made.windows:
        window.jobs.wait()
        window.close()
    words.use("zh_CN")
    theme().set_mode("light")
    theme().set_percent(100)


def messages(view: QWidget) -> list[str]:
    found = cast(list[MessageBar], view.findChildren(MessageBar))
    return [b.accessibleName() for b in found if not b.isHidden()]


def endless() -> Job[None]:
    while True:
        time.sleep(0.005)
        yield Progress(1, 100)


def test_a_new_case_from_the_first_window_to_the_first_step(bench: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    window = bench.start()
    first = bench.wait_for(window, FirstView)
    qtbot.mouseClick(first.first_choice(), Qt.MouseButton.LeftButton)
    door = bench.wait_for(window, NewCase)
    qtbot.keyClick(door.again.line, Qt.Key.Key_Return)
    assert door.name.property("wrong") is True
    door.name.setText("康宁大药房")
    qtbot.keyClicks(door.passphrase.line, SECRET)
    qtbot.keyClicks(door.again.line, SECRET)
    qtbot.keyClick(door.again.line, Qt.Key.Key_Return)
    sheet = bench.wait_for(window, RecoveryView)
    assert sheet.preview.document.pageCount() == 1
    assert not sheet.go.isEnabled()
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "sheet.pdf"))
    with qtbot.waitSignal(sheet.preview.printed, timeout=30_000):
        sheet.preview.print_on(printer)
    qtbot.keyClicks(sheet.typed, "AAAAA")
    sheet.go.click()
    assert isinstance(window.view, RecoveryView)
    sheet.typed.setText(str(numbers.code_groups(sheet._code)[sheet.asked_group - 1]).lower())
    sheet.go.click()
    view = bench.wait_for(window, CaseView)
    assert view.at == 0
    assert window.session is not None
    assert window.session.vault.fact(RECOVERY_CHECKED)
    assert (tmp_path / "cases" / "康宁大药房.case").exists()
    assert window.settings.recent[0].title == "康宁大药房"


def test_a_sheet_that_was_never_kept_is_made_again_with_another_code(bench: Bench, qtbot: QtBot) -> None:
    path = bench.make_case(checked=False)
    window = bench.start()
    window.entrance.open(path)
    door = window.view
    assert isinstance(door, OpenCase)
    qtbot.keyClicks(door.secret.line, SECRET)
    door.go.click()
    sheet = bench.wait_for(window, RecoveryView)
    assert sheet._code != CODE
    window.close()
    vault = Vault.open(path, bench.clock, recovery_code=sheet._code)
    vault.close()


@pytest.mark.parametrize("arrived", [True, False], ids=["the case has arrived", "the job still runs"])
def test_nothing_opens_in_a_window_that_was_closed(bench: Bench, qtbot: QtBot, arrived: bool) -> None:
    path = bench.make_case()
    window = bench.start()
    door = window.entrance.open(path)
    assert isinstance(door, OpenCase)
    closed: list[bool] = []

    def close() -> None:
        closed.append(window.close())

    if arrived:
        window.entrance.runner.succeeded.connect(close)  # the next turn of the loop would show the case
    door.ready.emit(path, SECRET, False)
    if not arrived:
        close()
    qtbot.waitUntil(lambda: bool(closed), timeout=10_000)
    qtbot.wait(300)
    assert closed == [True]
    assert window.session is None
    assert window.case_view is None
    Vault.open(path, bench.clock, passphrase=SECRET).close()


def test_the_first_window_says_what_is_left_of_a_finished_case(bench: Bench, qtbot: QtBot) -> None:
    path = bench.make_case()
    window = bench.start()
    view = bench.enter(window, path)
    view.page.closing_asked.emit((say("Nobody"), say("is left")))
    first = bench.wait_for(window, FirstView)
    assert messages(first) == ["Nobody is left"]
    window.switch_language()
    assert messages(window.view) == ["Nobody is left"]
    bench.enter(window, path)
    window.close_case()
    assert messages(window.view) == []


def test_the_window_shows_what_the_case_says_after_a_restart(bench: Bench, qtbot: QtBot) -> None:
    path = bench.make_case()
    window = bench.start()
    view = bench.enter(window, path)
    assert not view.foot.next_button.isEnabled()
    assert len(view.foot.links()) == 1
    view.foot.links()[0].click()
    assert view.page.field.property("marked") is True  # type: ignore[attr-defined]
    qtbot.keyClicks(view.page.field, "filled")  # type: ignore[attr-defined]
    qtbot.keyClick(view.page.field, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    assert view.foot.next_button.isEnabled()
    assert not view.foot.links()
    view.foot.next_button.click()
    assert view.at == 1
    window.close()
    again = bench.start()
    first = bench.wait_for(again, FirstView)
    assert "康宁大药房" in first.first_choice().text()
    qtbot.mouseClick(first.first_choice(), Qt.MouseButton.LeftButton)
    door = bench.wait_for(again, OpenCase)
    qtbot.keyClicks(door.secret.line, SECRET)
    door.go.click()
    view = bench.wait_for(again, CaseView)
    assert view.at == 1
    assert view.rail.items()[0].accessibleName().endswith("已完成")
    assert not view.rail.items()[3].isEnabled()


def test_a_step_that_is_not_reached_yet_points_back(bench: Bench, qtbot: QtBot) -> None:
    view = bench.enter(bench.start(), bench.make_case())
    view.go_to("erasure")
    assert view.at == 5
    assert not view.foot.next_button.isEnabled()
    assert [link.text() for link in view.foot.links()] == ["先做完第 1 步 建档"]
    view.foot.links()[0].click()
    assert view.at == 0


def test_a_wrong_passphrase_is_said_and_waits_grow(bench: Bench, qtbot: QtBot) -> None:
    path = bench.make_case()
    window = bench.start()
    window.entrance.open(path)
    door = window.view
    assert isinstance(door, OpenCase)
    for _ in range(4):
        qtbot.keyClicks(door.secret.line, "wrong")
        door.go.click()
        qtbot.waitUntil(lambda: not window.entrance.runner.busy and bool(messages(door)), timeout=10_000)
        qtbot.wait(20)
    assert window.settings.wrong_tries == 4
    assert not door.go.isEnabled()
    bench.clock.go_on(minutes=1)
    window.close()
    bench.enter(bench.start(), path)
    assert bench.windows[-1].settings.wrong_tries == 0


def test_the_recovery_code_opens_and_asks_for_a_new_passphrase(bench: Bench, qtbot: QtBot) -> None:
    path = bench.make_case()
    window = bench.start()
    window.entrance.open(path)
    door = window.view
    assert isinstance(door, OpenCase)
    door.forgot.click()
    qtbot.keyClicks(door.code, numbers.printed_code(CODE)[:-1] + "1")
    door.go.click()
    assert door.code.property("wrong") is True
    door.code.setText(numbers.printed_code(CODE).lower())
    door.go.click()
    new = bench.wait_for(window, NewPassphrase)
    qtbot.keyClicks(new.passphrase.line, "green lamp under seven chairs")
    qtbot.keyClicks(new.again.line, "green lamp under seven chairs")
    qtbot.keyClick(new.again.line, Qt.Key.Key_Return)
    bench.wait_for(window, CaseView)
    window.close()
    Vault.open(path, bench.clock, passphrase="green lamp under seven chairs").close()


def test_practice_opens_with_the_band_and_leaves_no_trace_in_the_recent_cases(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    first = bench.wait_for(window, FirstView)
    qtbot.mouseClick(first.choice("practise"), Qt.MouseButton.LeftButton)
    bench.wait_for(window, CaseView)
    assert window.view.findChild(QWidget, "band") is not None
    assert window.settings.recent == ()


def test_a_door_that_was_left_stands_in_nobodys_way(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    bench.wait_for(window, FirstView).choice("open").click()
    bench.wait_for(window, OpenCase).left.emit()
    first = bench.wait_for(window, FirstView)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    first.choice("practise").click()
    bench.wait_for(window, CaseView)


def test_what_has_been_mended_in_a_door_is_no_longer_called_wrong(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    bench.wait_for(window, FirstView).choice("create").click()
    door = bench.wait_for(window, NewCase)
    door.go.click()
    wrong = (door.name, door.passphrase.line)
    assert [field.property("wrong") for field in wrong] == [True, True]
    door.name.setText("样例市云溪大药房")
    qtbot.keyClicks(door.passphrase.line, "s")
    assert [field.property("wrong") for field in wrong] == [False, False]


def test_locking_closes_the_case_and_unlocking_comes_back_to_the_same_step(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    view = bench.enter(window, bench.make_case())
    qtbot.keyClicks(view.page.field, "filled")  # type: ignore[attr-defined]
    qtbot.keyClick(view.page.field, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    view.show_step(0)
    window.lock()
    screen = bench.wait_for(window, LockScreen)
    assert window.session is None
    qtbot.keyClicks(screen.secret.line, SECRET)
    screen.go.click()
    assert bench.wait_for(window, CaseView).at == 0


def test_a_job_goes_on_behind_the_lock_and_the_key_goes_when_it_ends(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    view = bench.enter(window, bench.make_case())
    assert view.page.run(say("items"), endless())
    window.lock()
    screen = bench.wait_for(window, LockScreen)
    assert window.session is not None
    shown = [w.accessibleName() for w in cast(list[Button], screen.findChildren(Button)) if w.isVisible()]
    assert "停止" in shown
    qtbot.keyClicks(screen.secret.line, SECRET)
    screen.go.click()
    bench.wait_for(window, CaseView)
    assert window.jobs.busy
    window.lock()
    bench.wait_for(window, LockScreen)
    with qtbot.waitSignal(window.jobs.stopped):
        window.jobs.stop()
    qtbot.waitUntil(lambda: window.session is None)


def test_idle_time_locks(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    bench.enter(window, bench.make_case())
    assert window._idle.isActive()
    assert window._idle.interval() == 10 * 60_000
    window.set_idle(1)
    assert window._idle.interval() == 60_000
    window._idle.setInterval(10)
    bench.wait_for(window, LockScreen)


def test_language_text_size_and_mode_change_while_a_case_is_open(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    view = bench.enter(window, bench.make_case())
    assert view.foot.next_button.text() == "下一步"
    window.switch_language()
    view = cast(CaseView, window.view)
    assert view.foot.next_button.text() == "Next"
    window.set_percent(150)
    window.set_mode("dark")
    qtbot.wait(20)
    assert window.size() == QSize(1366, 768)
    assert theme().dark
    assert cast(CaseView, window.view).compact
    window.close()
    again = bench.start()
    assert (words.language(), theme().percent, theme().mode) == ("en", 150, "dark")
    assert isinstance(again.view, FirstView)


def test_an_error_that_escapes_is_said_in_the_page_and_a_bug_once_with_details(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    view = bench.enter(window, bench.make_case())
    window._trouble.report(OwnerError(say("No case has been chosen yet.")))
    assert messages(view.page) == ["还没有选案卷。"]
    with qtbot.waitSignal(window.jobs.ended):
        view.page.run(say("items"), failing())
    assert view.page.shown_error is not None


def failing() -> Job[None]:
    yield Progress(1)
    raise OwnerError(say("No case has been chosen yet."))


@pytest.mark.logs_warning
def test_a_bug_is_logged_and_shown_once(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    view = bench.enter(window, bench.make_case())
    bug = ZeroDivisionError("13900001111 王某某")
    window._trouble.report(bug)
    assert "程序自己出了错" in messages(view.page)[0]
    assert any(b.accessibleName() == "复制详情" for b in cast(list[Button], view.page.findChildren(Button)))
    view.page.clear_message()
    window._trouble.report(bug)
    assert not messages(view.page)


def test_closing_during_a_job_asks_in_the_page(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    view = bench.enter(window, bench.make_case())
    assert view.page.run(say("items"), endless())
    window.close()
    assert window.isVisible()
    bar = next(b for b in cast(list[MessageBar], view.page.findChildren(MessageBar)) if not b.isHidden())
    with qtbot.waitSignal(window.jobs.ended):
        bar.buttons["stop"].click()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_help_opens_with_f1_everywhere(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    bench.wait_for(window, FirstView)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window._body.help is not None
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window._body.help is None
    view = bench.enter(window, bench.make_case())
    window.show_help()
    assert view.page.panel is not None
    window.show_help()
    assert view.page.panel is None


def test_the_keyboard_alone_goes_from_step_to_step(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    view = bench.enter(window, bench.make_case())
    qtbot.keyClicks(view.page.field, "filled")  # type: ignore[attr-defined]
    qtbot.keyClick(view.page.field, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert view.at == 1
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert view.at == 0
    items = view.rail.items()
    items[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(items[0], Qt.Key.Key_Down)
    qtbot.keyClick(items[1], Qt.Key.Key_Return)
    assert view.at == 1
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    bench.wait_for(window, LockScreen)


def test_every_door_fits_the_smallest_window(bench: Bench, qtbot: QtBot) -> None:
    window = bench.start()
    for open_door in (window.entrance.new, lambda: window.entrance.open(None)):
        open_door()
        window.resize(1024, 700)
        qtbot.wait(10)
        assert window.size() == QSize(1024, 700)
        assert isinstance(window.view, Door)
