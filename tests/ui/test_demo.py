"""The demonstration windows keep their promises: they fit, nothing is cut, everything has a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop import words
from desktop.ui.theme import theme
from desktop.ui.widgets import Button, Label
from tests.pictures import settle
from tests.ui import demo

SIZES = [QSize(1366, 768), QSize(1366, 688), QSize(1024, 700)]


@pytest.fixture(params=["zh_CN", "en"])
def spoken(request: pytest.FixtureRequest, qapp: object) -> Iterator[str]:
    words.use(request.param)
    theme().set_mode("light")
    yield request.param
    words.use("zh_CN")


def cut_words(window: QWidget) -> list[str]:
    """Labels and buttons that are narrower than their words, or lower than their lines."""
    faults = []
    for label in cast(list[Label], window.findChildren(Label)):
        if label.isVisible() and label.text() and not label.visibleRegion().isEmpty():
            wrapped = label.wordWrap()
            need = label.heightForWidth(label.width()) if wrapped else label.sizeHint().width()
            if (label.height() < need) if wrapped else (label.width() < need):
                faults.append(label.text())
    for button in cast(list[Button], window.findChildren(Button)):
        if button.isVisible() and button.text() and button.width() < button.sizeHint().width():
            faults.append(button.text())
    return faults


@pytest.mark.parametrize("name", demo.WINDOWS)
@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s.width()}x{s.height()}")
def test_windows_fit_and_no_words_are_cut(qtbot: QtBot, spoken: str, name: str, size: QSize) -> None:
    window = demo.WINDOWS[name]()
    qtbot.addWidget(window)
    window.resize(size)
    window.show()
    settle()
    assert window.size() == size
    assert not cut_words(window)


@pytest.mark.parametrize("name", ["first", "inventory", "plan"])
def test_windows_hold_at_150_per_cent(qtbot: QtBot, spoken: str, name: str) -> None:
    theme().set_percent(150)
    try:
        window = demo.WINDOWS[name]()
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        settle()
        assert window.size() == QSize(1366, 768)
        assert not cut_words(window)
    finally:
        theme().set_percent(100)


@pytest.mark.parametrize("name", demo.WINDOWS)
def test_every_control_has_a_name(qtbot: QtBot, spoken: str, name: str) -> None:
    window = demo.WINDOWS[name]()
    qtbot.addWidget(window)
    window.show()
    nameless = [
        type(w).__name__
        for kind in (QAbstractButton, QLineEdit)
        for w in cast(list[QWidget], window.findChildren(kind))
        if w.isVisible() and not (w.accessibleName() or getattr(w, "text", str)()) and "Corner" not in type(w).__name__
    ]
    assert nameless in ([], ["QLineEdit", "TextField"]), nameless
