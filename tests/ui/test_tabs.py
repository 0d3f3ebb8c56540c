"""Tabs and segments: words whole in both languages, and a focus ring only for the keyboard."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from desktop.ui.tabs import Segmented, TabBar, _Segment, _TabButton
from desktop.ui.theme import font


def test_the_chosen_segment_shows_all_its_letters(qtbot: QtBot) -> None:
    words = ("Classification table", "Impact assessment report")
    made = Segmented([(word, word) for word in words], words[0])
    qtbot.addWidget(made)
    made.show()
    segments = cast("list[_Segment]", made.findChildren(_Segment))
    for button in segments:
        bold = QFontMetrics(font(15, 600)).horizontalAdvance(button.text())
        assert button.width() >= bold + 2 * 18, button.text()


def test_a_tab_that_was_clicked_has_no_ring_and_one_reached_by_keys_has(qtbot: QtBot) -> None:
    bar = TabBar()
    qtbot.addWidget(bar)
    for key in ("one", "two", "three"):
        bar.add(key, key)
    with qtbot.waitActive(bar):
        bar.show()
        bar.activateWindow()
    tabs = cast("list[_TabButton]", bar.findChildren(_TabButton))
    first, second = tabs[:2]
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert second.hasFocus()
    assert not second.by_key
    qtbot.keyClick(second, Qt.Key.Key_Left)
    assert bar.current() == "one"
    assert first.hasFocus()
    assert first.by_key
