"""Fields: dates as people write them, digits only in a PIN, keys instead of positions."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.forms import Choice, DateField, FileDrop, Form, PassphraseField, PinField, Radios, TextArea, TextField
from desktop.ui.forms import read_date as read
from desktop.ui.strength import strength
from desktop.ui.widgets import Button, CheckBox, column


@pytest.mark.parametrize(
    "typed", ["2026-11-21", "2026年11月21日", "2026.11.21", "2026/11/21", "20261121", " 2026 年 11 月 21 日 "]
)
def test_dates_as_people_write_them(typed: str) -> None:
    assert read(typed) == date(2026, 11, 21)


@pytest.mark.parametrize("typed", ["", "2026-02-30", "21.11.2026", "明天", "2026-13-01", "2026"])
def test_what_is_not_a_date(typed: str) -> None:
    assert read(typed) is None


def test_a_date_field_shows_the_spoken_form_and_marks_what_is_wrong(qtbot: QtBot) -> None:
    field = DateField()
    qtbot.addWidget(field)
    qtbot.keyClicks(field.line, "20261121")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.line.text() == "2026年11月21日"
    assert field.value() == date(2026, 11, 21)
    field.line.clear()
    qtbot.keyClicks(field.line, "2026-02-30")
    with qtbot.waitSignal(field.done):
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.is_wrong()
    assert field.line.property("wrong") is True


def test_done_comes_once_and_only_after_a_change(qtbot: QtBot) -> None:
    field = TextField()
    qtbot.addWidget(field)
    field.setText("as read")
    done: list[bool] = []
    field.done.connect(lambda: done.append(True))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not done
    qtbot.keyClicks(field, "!")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert done == [True]


def test_a_pin_takes_digits_of_any_width_and_nothing_else(qtbot: QtBot) -> None:
    pin = PinField()
    qtbot.addWidget(pin)
    QGuiApplication.clipboard().setText("1a２x34")
    pin.line.paste()
    assert pin.text() == "1234"
    assert pin.complete()
    assert pin.line.echoMode() == QLineEdit.EchoMode.Password
    pin.setEnabled(False)
    assert pin.text() == ""


def test_a_passphrase_can_be_looked_at_and_is_judged(qtbot: QtBot) -> None:
    field = PassphraseField()
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field.line, "aaaaaaaaaaaa")
    assert not field.enough()
    field.clear()
    qtbot.keyClicks(field.line, "blue kettle on a far roof")
    assert field.enough()
    eye = next(b for b in cast(list[Button], field.findChildren(Button)) if b.accessibleName())
    qtbot.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert field.line.echoMode() == QLineEdit.EchoMode.Normal


@pytest.mark.parametrize("weak", ["", "short", "1234567890123456", "aaaaaaaaaaaaaaaaaaaa", "密密密密密密密密"])
def test_weak_passphrases_are_refused(weak: str) -> None:
    assert not strength(weak).enough


@pytest.mark.parametrize("strong", ["correct horse battery staple", "春眠不觉晓处处闻啼鸟", "Xk7#pQ2!vL9m"])
def test_strong_passphrases_are_taken(strong: str) -> None:
    assert strength(strong).enough


def test_choices_go_by_key(qtbot: QtBot) -> None:
    choice = Choice([("a", "first"), ("b", "second")], placeholder="choose")
    qtbot.addWidget(choice)
    assert choice.key() == ""
    choice.choose("b")
    choice.set_options([("c", "third"), ("b", "second")])
    assert choice.key() == "b"


def test_radios_are_chosen_with_a_click_anywhere(qtbot: QtBot) -> None:
    radios = Radios([("a", "first", "example"), ("b", "second", "")], "which")
    qtbot.addWidget(radios)
    radios.show()
    with qtbot.waitSignal(radios.chosen) as chosen:
        qtbot.mouseClick(radios.button("b"), Qt.MouseButton.LeftButton, pos=QPoint(100, 10))
    assert chosen.args == ["b"] == [radios.key()]


def test_a_tick_box_wraps_its_words(qtbot: QtBot) -> None:
    box = CheckBox("a rather long sentence that cannot stand in one line of so narrow a column")
    qtbot.addWidget(box)
    assert box.heightForWidth(200) > box.heightForWidth(900)


def test_a_form_says_what_is_wrong_below_the_field(qtbot: QtBot) -> None:
    form, line = Form(), TextField()
    qtbot.addWidget(form)
    form.add("code", "Code", line, "18 characters")
    form.show()
    form.show_error("code", "the last one does not fit")
    assert line.property("wrong") is True
    assert line.accessibleName() == "Code"
    assert line.accessibleDescription() == "the last one does not fit"
    form.clear_errors()
    assert line.property("wrong") is False
    assert line.accessibleDescription() == "18 characters"


def test_tab_leaves_a_text_area(qtbot: QtBot) -> None:
    holder, area, after = QWidget(), TextArea(), TextField()
    qtbot.addWidget(holder)
    holder.setLayout(column(area, after))
    holder.show()
    qtbot.keyClicks(area, "one")
    qtbot.keyClick(area, Qt.Key.Key_Tab)
    assert area.text() == "one"


def test_files_can_be_dropped(qtbot: QtBot, tmp_path: Path) -> None:
    drop = FileDrop("drop here", "choose")
    qtbot.addWidget(drop)
    file = tmp_path / "members.csv"
    file.write_text("x")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)), QUrl.fromLocalFile(str(tmp_path))])
    action, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(drop.chosen) as chosen:
        drop.dropEvent(QDropEvent(QPointF(5, 5), action, data, buttons, keys))
    assert chosen.args == [[file]]
