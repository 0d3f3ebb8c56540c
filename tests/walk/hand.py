"""A hand that presses what can be seen in the window, types into what can be typed into, and waits for jobs.

Things are found by the words that stand on them in the window's language, given here as the English sentences of the
code; a count in them is written `{n}` and may be any. A button that is hidden, grey, or covered by something else
cannot be pressed, and then the walk ends there. Dialogs of the system are answered in the dialog itself.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from desktop.ui.blocks import MessageBar
from desktop.ui.cells import Row, words_of
from desktop.ui.forms import Field
from desktop.ui.table import Table
from desktop.wizard.case_view import CaseView
from desktop.wizard.window import Window
from desktop.words import Sentence, tr

LEFT = Qt.MouseButton.LeftButton
W = TypeVar("W", bound=QWidget)
PATIENCE = 60.0
"""Seconds that anything may take on a machine with much to do."""


class Stuck(AssertionError):
    """What a person would have been looking for in vain."""


class Hand:
    """Works one window."""

    def __init__(self, window: Window) -> None:
        self.window = window

    # ---- looking

    @property
    def view(self) -> CaseView:
        """The open case."""
        view = self.window.case_view
        assert view is not None, "no case is open"
        return view

    @property
    def step(self) -> str:
        """The key of the step that is shown."""
        return self.view.page.key

    def seen(self, kind: type[W], inside: QWidget | None = None) -> list[W]:
        """Visible widgets of a kind, from top to bottom as they were made."""
        found = cast("list[W]", (inside or self.window).findChildren(kind))
        return [widget for widget in found if widget.isVisible()]

    def button(self, words: str, inside: QWidget | None = None) -> QAbstractButton | None:
        """The visible button with these words, or None."""
        form = pattern(words)
        buttons = self.seen(QAbstractButton, inside)
        return next((b for b in buttons if form.fullmatch(b.text()) or form.fullmatch(b.accessibleName())), None)

    def field(self, label: str | Sentence, inside: QWidget | None = None) -> QWidget:
        """What is typed or chosen below a label."""
        form = pattern(label)
        for field in self.seen(Field, inside):
            if form.fullmatch(field._label.text()):
                return field.widget.focusProxy() or field.widget
        for widget in self.seen(QWidget, inside):
            if isinstance(widget, QLineEdit | QPlainTextEdit | QComboBox) and (
                form.fullmatch(widget.accessibleName()) or form.fullmatch(_placeholder(widget))
            ):
                return widget
        raise Stuck(f"no field {label!r}; seen: {self.what_is_seen()}")

    def messages(self) -> list[str]:
        """The sentences of the message bars that are shown."""
        return [bar.accessibleName() for bar in self.seen(MessageBar)]

    def errors(self) -> list[str]:
        """Only of those that say that something went wrong."""
        return [bar.accessibleName() for bar in self.seen(MessageBar) if bar.property("tone") == "error"]

    def what_is_seen(self) -> str:
        """For whoever reads a failed walk."""
        words = [b.text() or b.accessibleName() for b in self.seen(QAbstractButton)]
        return f"{' | '.join(words)} || {self.messages()}"

    # ---- doing

    def press(self, words: str, inside: QWidget | None = None) -> None:
        """Press the button with these words."""
        button = self.button(words, inside)
        if button is None:
            raise Stuck(f"no button {words!r}; seen: {self.what_is_seen()}")
        self.click(button)

    def click(self, widget: QWidget) -> None:
        """Click on a widget that is in sight and not grey."""
        if not widget.isEnabled():
            raise Stuck(f"grey: {widget.accessibleName()!r}; {self.what_is_seen()}")
        self.bring_into_sight(widget)
        at = widget.rect().center()
        if isinstance(widget, QAbstractButton) and not widget.hitButton(at):
            at = QPoint(12, widget.height() // 2)
        top = widget.window()
        under = top.childAt(widget.mapTo(top, at))
        if under is None or (under is not widget and not widget.isAncestorOf(under)):
            raise Stuck(f"{widget.accessibleName()!r} is covered by {under!r}")
        QTest.mouseClick(widget, LEFT, pos=at)
        self.rest()

    def bring_into_sight(self, widget: QWidget) -> None:
        """Scroll, as a person would."""
        self.rest()
        above: QWidget | None = widget.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(widget, 0, 20)
            above = above.parentWidget()
        self.rest()

    def enter(self, label: str | QWidget, text: str, inside: QWidget | None = None) -> None:
        """Click into a field, replace what stands there, and leave it with Tab."""
        field = self.field(label, inside) if isinstance(label, str) else label
        self.click_into(field)
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        if text:
            type_text(field, text)
        else:
            QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClick(field, Qt.Key.Key_Tab)
        self.rest()

    def click_into(self, field: QWidget) -> None:
        """Put the keyboard into a field with the mouse."""
        inner = field.viewport() if isinstance(field, QAbstractScrollArea) else field
        self.click(inner)
        assert field.hasFocus() or inner.hasFocus() or not self.window.isActiveWindow(), field

    def choose(self, label: str | QWidget, key: str, inside: QWidget | None = None) -> None:
        """Open a list and take the entry with this key, by mouse and arrow keys."""
        combo = self.field(label, inside) if isinstance(label, str) else label
        assert isinstance(combo, QComboBox)
        place = combo.findData(key)
        if place < 0:
            raise Stuck(f"{label!r} does not offer {key!r}")
        self.click(combo)
        popup = combo.view()
        if not popup.isVisible():  # some styles open it only after the mouse rests
            combo.showPopup()
        QTest.keyClick(popup, Qt.Key.Key_Home)
        for _ in range(place):
            QTest.keyClick(popup, Qt.Key.Key_Down)
        QTest.keyClick(popup, Qt.Key.Key_Return)
        self.rest()
        assert combo.currentData() == key, (label, key, combo.currentData())

    def tab(self, words: str) -> None:
        """Open a tab by its words."""
        self.press(words)

    def offer(self, table: Table, key: str) -> None:
        """Click on what a row offers: its link or its tick."""
        place = table.model.place(key)
        assert place is not None, key
        line = table.model.line(place)
        assert isinstance(line, Row)
        columns = [n for n, cell in enumerate(line.cells) if type(cell).__name__ in ("Link", "Tick")]
        assert columns, f"the row {key} offers nothing"
        self._click_cell(table, place, columns[-1])

    def select(self, table: Table, key: str) -> None:
        """Click on a row."""
        place = table.model.place(key)
        assert place is not None, key
        self._click_cell(table, place, 0)

    def rows(self, table: Table) -> dict[str, str]:
        """The rows of a table: key and words."""
        lines = [table.model.line(n) for n in range(table.model.rowCount())]
        return {line.key: " | ".join(words_of(cell) for cell in line.cells) for line in lines if isinstance(line, Row)}

    def _click_cell(self, table: Table, place: int, column: int) -> None:
        index = table.model.index(place, column)
        self.bring_into_sight(table)
        table.view.scrollTo(index)
        self.rest()
        QTest.mouseClick(table.view.viewport(), LEFT, pos=table.view.visualRect(index).center())
        self.rest()

    # ---- dialogs of the system

    def into_folder(self, act: Callable[[], object], folder: Path) -> None:
        """Do something that asks for a folder, and name this one in the dialog."""
        folder.mkdir(parents=True, exist_ok=True)
        self._in_dialog(act, lambda dialog: _name_in(dialog, str(folder)))

    def into_file(self, act: Callable[[], object], file: Path) -> None:
        """Do something that asks for a file name, and give this one in the dialog."""
        self._in_dialog(act, lambda dialog: _name_in(dialog, str(file)))

    def print_into(self, act: Callable[[], object], file: Path) -> None:
        """Do something that prints: the printer is one that prints into a file."""
        self._in_dialog(act, lambda dialog: _print_in(dialog, file))
        self.wait(lambda: file.exists() and file.read_bytes().rstrip().endswith(b"%%EOF"), file)

    def _in_dialog(self, act: Callable[[], object], answer: Callable[[QDialog], object]) -> None:
        answered: list[str] = []
        faults: list[BaseException] = []
        since = time.monotonic()
        timer = QTimer(self.window)
        timer.setInterval(20)

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QDialog) and dialog.isVisible():
                timer.stop()
                answered.append(dialog.windowTitle())
                try:
                    answer(dialog)
                except BaseException as error:  # noqa: BLE001 - raised again below, after the dialog is gone
                    faults.append(error)
                    dialog.reject()
            elif time.monotonic() - since > PATIENCE:
                timer.stop()

        timer.timeout.connect(look)
        timer.start()
        act()
        timer.stop()
        timer.deleteLater()
        if faults:
            raise faults[0]
        if not answered:
            raise Stuck(f"no dialog came; {self.what_is_seen()}")

    # ---- waiting

    def rest(self, rounds: int = 3) -> None:
        """Let layouts and deferred deletions come to rest."""
        for _ in range(rounds):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QApplication.processEvents()

    def wait(self, until: Callable[[], object], what: object = "") -> None:
        """Let the window live until something is the case."""
        loop = QEventLoop()
        timer = QTimer()
        timer.setInterval(10)
        end = time.monotonic() + PATIENCE
        timer.timeout.connect(lambda: loop.quit() if until() or time.monotonic() > end else None)
        timer.start()
        if not until():
            loop.exec()
        timer.stop()
        if not until():
            raise Stuck(f"waited in vain for {what}; {self.what_is_seen()}")
        self.rest()

    def wait_for_job(self) -> None:
        """Let the window live until no job runs; it lives by itself, nobody polls."""
        for runner in (self.window.jobs, self.window.entrance.runner):
            while runner.busy:
                loop = QEventLoop()
                runner.ended.connect(loop.quit)
                loop.exec()
                runner.ended.disconnect(loop.quit)
        self.rest()

    def wait_for_view(self, kind: type[Any]) -> Any:
        """Let the window live until it shows a view of this kind."""
        self.wait(lambda: isinstance(self.window.view, kind), kind.__name__)
        return self.window.view


def pattern(words: str | Sentence) -> re.Pattern[str]:
    """What the words look like in the window's language; `{n}` stands for anything."""
    form = re.escape(tr(words).replace("{{", "{").replace("}}", "}"))
    return re.compile(re.sub(r"\\\{\w+\\\}", ".*", form))


def type_text(widget: QWidget, text: str) -> None:
    """Type; letters beyond the keyboard come as an input method sends them."""
    if text.isascii():
        QTest.keyClicks(widget, text)
        return
    from PySide6.QtGui import QInputMethodEvent

    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def _placeholder(widget: QWidget) -> str:
    return widget.placeholderText() if isinstance(widget, QLineEdit | QPlainTextEdit | QComboBox) else ""


def _name_in(dialog: QDialog, name: str) -> None:
    assert isinstance(dialog, QFileDialog), dialog
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(line, QLineEdit)
    line.selectAll()
    type_text(line, name)
    QTest.keyClick(line, Qt.Key.Key_Return)
    if dialog.isVisible():  # the first Return only closed the list of proposals
        QTest.keyClick(line, Qt.Key.Key_Return)


def _print_in(dialog: QDialog, file: Path) -> None:
    assert isinstance(dialog, QPrintDialog), dialog
    printers = dialog.findChild(QComboBox, "printers")
    line = dialog.findChild(QLineEdit, "filename")
    assert isinstance(printers, QComboBox)
    assert isinstance(line, QLineEdit)
    printers.setCurrentIndex(printers.count() - 1)  # 打印到文件
    line.selectAll()
    type_text(line, str(file))
    buttons = cast("list[QPushButton]", dialog.findChildren(QPushButton))
    QTest.mouseClick(next(button for button in buttons if button.isVisible() and button.isDefault()), LEFT)


@contextmanager
def no_plugin_words() -> Iterator[None]:
    """For walks outside pytest: what the offscreen platform says it cannot do is no news."""
    from PySide6.QtCore import qInstallMessageHandler

    def said(_kind: object, _context: object, text: str) -> None:
        if "plugin does not support" not in text:
            print(text)

    before = qInstallMessageHandler(said)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
