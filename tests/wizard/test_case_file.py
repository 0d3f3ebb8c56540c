"""The case file in the window: backup and the way back, passphrase, recovery sheet, the keyring of this PC."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop import numbers, words
from desktop.disk.volumes import volume_of
from desktop.jobs.job import run_to_end
from desktop.system.keyring_store import KeyringStore
from desktop.ui.theme import theme
from desktop.vault.backup import backups
from desktop.vault.exchange import key_path
from desktop.vault.key import WrongSecret
from desktop.vault.vault import Vault
from desktop.wizard.case_panel import CasePanel
from desktop.wizard.case_view import CaseView
from desktop.wizard.cases import Cases
from desktop.wizard.door_restore import RestoreCase
from desktop.wizard.doors import LockScreen, NewPassphrase, OpenCase
from desktop.wizard.first import FirstView
from desktop.wizard.recovery import RecoveryView
from desktop.wizard.window import Window
from desktop.words import say
from tests.fakes import Drawer
from tests.wizard.test_window import CHEAP, CODE, SECRET, Bench, endless, messages

LEFT = Qt.MouseButton.LeftButton
NEW = "seven boats below the bridge"


class Office(Bench):
    """A bench whose PC has a keyring in memory."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        super().__init__(qtbot, folder)
        self.drawer = Drawer()
        keyring: Callable[[], KeyringStore] = lambda: KeyringStore(self.drawer)  # noqa: E731
        self.cases = Cases(self.clock, folder / "cases", self.practice, CHEAP, keyring)
        self.stick = folder / "stick"
        self.stick.mkdir()

    def panel(self, window: Window) -> CasePanel:
        """Press 案卷 and wait until the keyring was asked."""
        self.click(window.strip.case_button)
        assert window.case_view is not None
        panel = window.case_view.page.panel
        assert isinstance(panel, CasePanel)
        self.rest(window)
        return panel

    def rest(self, window: Window) -> None:
        self.qtbot.waitUntil(lambda: not window.desk.busy and not window.jobs.busy, timeout=10_000)
        self.qtbot.wait(20)

    def click(self, button: QWidget) -> None:
        self.qtbot.wait(20)  # what was just put into a layout is shown a turn later
        assert button.isVisible()
        assert button.isEnabled()
        self.qtbot.mouseClick(button, LEFT)

    def copies(self) -> list[Path]:
        return [file for file in sorted(self.stick.iterdir()) if file.suffix != ".key"]

    def opens(self, path: Path, **secret: Any) -> bool:
        try:
            Vault.open(path, self.clock, **secret).close()
        except WrongSecret:
            return False
        return True


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    made = Office(qtbot, tmp_path)
    yield made
    for window in made.windows:
        window.jobs.wait()
        window.close()
    words.use("zh_CN")
    theme().set_mode("light")
    theme().set_percent(100)


def choose(monkeypatch: pytest.MonkeyPatch, what: str, answer: Path) -> None:
    """Answer the system's own dialog."""
    given: Any = (str(answer), "") if what == "getOpenFileName" else str(answer)
    monkeypatch.setattr(QFileDialog, what, lambda *_: given)


def test_the_panel_is_one_click_away_in_every_step_and_goes_again(office: Office, qtbot: QtBot) -> None:
    window = office.start()
    office.enter(window, office.make_case())
    panel = office.panel(window)
    assert panel.accessibleName() == "案卷"
    assert panel.keep.isEnabled()
    assert not panel.keep.isChecked()
    office.click(window.strip.case_button)
    assert window.case_view is not None
    assert window.case_view.page.panel is None
    window.strip.case_button.setFocus()
    qtbot.keyClick(window.strip.case_button, Qt.Key.Key_Space)
    assert isinstance(window.case_view.page.panel, CasePanel)
    qtbot.keyClick(window.case_view.page.panel, Qt.Key.Key_Escape)
    assert window.case_view.page.panel is None
    window.close_case()
    assert not window.strip.case_button.isVisible()


def test_a_backup_on_a_stick_opens_and_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    stick = replace(volume_of(office.stick), mount_point=office.stick, label="U 盘", read_only=False)
    monkeypatch.setattr("desktop.disk.volumes.removable_drives", lambda: (stick,))
    window = office.start()
    office.enter(window, office.make_case())
    panel = office.panel(window)
    assert "U 盘" in panel.drives.currentText()
    office.click(panel.back_up)
    office.rest(window)
    (made,) = office.copies()
    assert "已经打开核对过" in messages(panel)[0]
    assert made.name in messages(panel)[0].replace("\u200b", "")
    assert window.session is not None
    assert [each.path for each in backups(window.session.vault)] == [str(made)]
    assert [line.act for line in window.session.vault.journal()].count("case.backed_up") == 1
    assert office.opens(made, passphrase=SECRET)
    office.click(panel.back_up)
    office.rest(window)
    assert "同名" in messages(panel)[0]


def test_a_backup_waits_for_the_task_that_runs(office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, "getExistingDirectory", office.stick)
    window = office.start()
    office.enter(window, office.make_case())
    panel = office.panel(window)
    window.jobs.start(say("Back up the case"), endless())
    office.click(panel.folder)
    qtbot.wait(20)
    assert "停止" in messages(panel)[0]
    assert not list(office.stick.iterdir())
    window.jobs.stop()
    office.rest(window)


def test_another_passphrase_needs_the_old_one(office: Office, qtbot: QtBot) -> None:
    path = office.make_case()
    window = office.start()
    office.enter(window, path)
    panel = office.panel(window)
    office.click(panel.change)
    for field, text in ((panel.old, "wrong"), (panel.new, NEW), (panel.again, NEW)):
        qtbot.keyClicks(field.line, text)
    office.click(panel.set_button)
    office.rest(window)
    assert window.settings.wrong_tries == 1
    panel.old.clear()
    qtbot.keyClicks(panel.old.line, SECRET)
    qtbot.keyClick(panel.again.line, Qt.Key.Key_Return)
    office.rest(window)
    assert "新口令" in messages(panel)[0]
    assert panel.change.isVisible()
    assert window.settings.wrong_tries == 0
    window.close()
    assert not office.opens(path, passphrase=SECRET)
    assert office.opens(path, passphrase=NEW)
    assert office.opens(path, recovery_code=CODE)


def test_another_sheet_voids_the_old_one_when_it_is_known_to_be_kept(
    office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    path = office.make_case()
    window = office.start()
    view = office.enter(window, path)
    view.page.field.setText("x")  # type: ignore[attr-defined]
    view.page._save()  # type: ignore[attr-defined]
    view.show_step(1)
    office.click(office.panel(window).sheet)
    sheet = office.wait_for(window, RecoveryView)
    office.click(sheet.back_button)
    assert office.wait_for(window, CaseView).at == 1
    office.click(office.panel(window).sheet)
    sheet = office.wait_for(window, RecoveryView)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "sheet.pdf"))
    with qtbot.waitSignal(sheet.preview.printed, timeout=30_000):
        sheet.preview.print_on(printer)
    code = sheet._code
    sheet.typed.setText(str(numbers.code_groups(code)[sheet.asked_group - 1]))
    office.click(sheet.go)
    assert office.wait_for(window, CaseView).at == 1
    assert window.session is not None
    kept = window.session.vault.fact("recovery_sheet") or ""
    assert "002" in kept  # the first one was left unconfirmed
    sheet = run_to_end(office.cases.sheet(window.session, "康宁大药房", CODE))
    assert kept in PdfDocument(sheet)[0].get_textpage().get_text_range()
    window.close()
    assert not office.opens(path, recovery_code=CODE)
    assert office.opens(path, recovery_code=code)


def test_a_sheet_that_is_left_by_lock_or_language_changes_nothing(office: Office) -> None:
    path = office.make_case()
    window = office.start()
    office.enter(window, path)
    office.click(office.panel(window).sheet)
    office.wait_for(window, RecoveryView)
    window.switch_language()
    assert window.case_view is not None
    office.click(office.panel(window).sheet)
    office.wait_for(window, RecoveryView)
    window.lock()
    assert isinstance(window.view, LockScreen)
    assert window.session is None
    window.close()
    assert office.opens(path, recovery_code=CODE)


def test_remembered_it_opens_without_typing_until_it_is_forgotten(office: Office, qtbot: QtBot) -> None:
    path = office.make_case()
    window = office.start()
    office.enter(window, path)
    panel = office.panel(window)
    qtbot.keyClick(panel.keep, Qt.Key.Key_Space)
    office.rest(window)
    assert panel.keep.isChecked()
    assert len(office.drawer.kept) == 1
    window.close()
    settings = (office.folder / "settings.json").read_text("utf-8")
    assert not [secret for secret in office.drawer.kept.values() if secret in settings]
    again = office.start()
    office.click(office.wait_for(again, FirstView).first_choice())
    door = office.wait_for(again, OpenCase)
    assert door.without_typing.hasFocus()
    office.click(door.without_typing)
    office.wait_for(again, CaseView)
    panel = office.panel(again)
    assert panel.keep.isChecked()
    office.click(panel.keep)
    office.rest(again)
    assert office.drawer.kept == {}
    again.close_case()
    again.show_open(path)
    assert not office.wait_for(again, OpenCase).without_typing.isVisible()


@pytest.mark.parametrize("harm", ["gone", "wrong", "locked"])
def test_what_is_remembered_wrongly_falls_back_to_the_passphrase(office: Office, qtbot: QtBot, harm: str) -> None:
    path = office.make_case()
    window = office.start()
    office.enter(window, path)
    office.click(office.panel(window).keep)
    office.rest(window)
    window.close_case()
    if harm == "gone":
        office.drawer.kept.clear()
    elif harm == "wrong":
        office.drawer.kept = dict.fromkeys(office.drawer.kept, "AAAA")
    office.drawer.locked = harm == "locked"
    window.show_open(path)
    door = office.wait_for(window, OpenCase)
    office.click(door.without_typing)
    qtbot.waitUntil(lambda: bool(messages(door)), timeout=10_000)
    assert not door.without_typing.isVisible()
    assert window.settings.wrong_tries == 0
    qtbot.keyClicks(door.secret.line, SECRET)
    office.click(door.go)
    office.wait_for(window, CaseView)


def test_a_pc_without_a_keyring_says_why(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.system.keyring_store._system_backend", lambda: None)
    office.cases = Cases(office.clock, office.folder / "cases", office.practice, CHEAP)
    window = office.start()
    office.enter(window, office.make_case())
    panel = office.panel(window)
    assert not panel.keep.isEnabled()
    assert "没有安全保存口令的地方" in panel._keep_words.text()


@pytest.mark.parametrize("by_code", [False, True])
def test_a_backup_comes_back_on_another_pc(
    office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, by_code: bool
) -> None:
    path = office.make_case()
    window = office.start()
    office.enter(window, path)
    choose(monkeypatch, "getExistingDirectory", office.stick)
    office.click(office.panel(window).folder)
    office.rest(window)
    window.close_case()
    (backup,) = office.copies()
    before = path.read_bytes(), key_path(path).read_bytes()
    window.entrance.open(None)
    office.click(office.wait_for(window, OpenCase).restore)
    door = office.wait_for(window, RestoreCase)
    office.click(door.go)
    qtbot.waitUntil(lambda: bool(messages(door)))
    choose(monkeypatch, "getOpenFileName", backup)
    office.click(door.choose)
    if by_code:
        office.click(door.forgot)
        door.code.setText(CODE)
    else:
        qtbot.keyClicks(door.secret.line, "wrong")
        office.click(door.go)
        qtbot.waitUntil(lambda: "口令不对" in " ".join(messages(door)), timeout=10_000)
        qtbot.keyClicks(door.secret.line, SECRET)
    target = door.target
    assert not target.exists()
    office.click(door.go)
    if by_code:
        new = office.wait_for(window, NewPassphrase)
        qtbot.keyClicks(new.passphrase.line, NEW)
        qtbot.keyClicks(new.again.line, NEW)
        qtbot.keyClick(new.again.line, Qt.Key.Key_Return)
    office.wait_for(window, CaseView)
    assert window.session is not None
    assert window.session.vault.path == target
    assert (path.read_bytes(), key_path(path).read_bytes()) == before
