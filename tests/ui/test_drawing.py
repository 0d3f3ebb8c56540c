"""Papers drawn beside the window: only the newest wish is shown, errors are said, a page may go while one is drawn."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from desktop.errors import OwnerError
from desktop.ui.drawing import Drawing
from desktop.words import say


@pytest.fixture
def owner(qapp: object) -> QObject:
    return QObject()


def test_it_is_drawn_in_another_thread_and_shown_in_the_windows(owner: QObject, qtbot: QtBot) -> None:
    drawing, threads = Drawing(owner), list[threading.Thread]()
    shown: list[bytes] = []

    def draw() -> bytes:
        threads.append(threading.current_thread())
        return b"%PDF"

    def show(pdf: bytes) -> None:
        threads.append(threading.current_thread())
        shown.append(pdf)

    drawing.wish(draw, show)
    qtbot.waitUntil(lambda: shown == [b"%PDF"])
    assert threads[0] is not threads[1]
    assert threads[1] is threading.main_thread()


def test_of_several_wishes_the_newest_is_shown(owner: QObject, qtbot: QtBot) -> None:
    drawing, go = Drawing(owner), threading.Event()
    drawn: list[int] = []
    shown: list[bytes] = []

    def paper(number: int) -> bytes:
        drawn.append(number)
        go.wait(20)
        return str(number).encode()

    for number in range(5):
        drawing.wish(lambda number=number: paper(number), shown.append)  # type: ignore[misc]
    go.set()
    qtbot.waitUntil(lambda: not drawing.busy)
    assert drawn == [0, 4]
    assert shown == [b"4"]


def test_what_cannot_be_drawn_is_said_and_the_next_is_drawn(owner: QObject, qtbot: QtBot) -> None:
    drawing, shown = Drawing(owner), list[bytes]()
    error = OwnerError(say("No case has been chosen yet."))

    def fails() -> bytes:
        raise error

    with qtbot.waitSignal(drawing.failed) as caught:
        drawing.wish(fails, shown.append)
    assert caught.args == [error]
    drawing.wish(lambda: b"next", shown.append)
    qtbot.waitUntil(lambda: shown == [b"next"])


def test_a_page_may_go_while_its_paper_is_drawn(qapp: object, qtbot: QtBot) -> None:
    owner, begun, ended = QObject(), threading.Event(), threading.Event()
    shown: list[bytes] = []

    def draw() -> bytes:
        begun.set()
        ended.wait(0.2)
        ended.set()
        return b"late"

    Drawing(owner).wish(draw, shown.append)
    assert begun.wait(10)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    assert ended.is_set(), "the thread is not destroyed while it runs"
    qtbot.wait(20)
    assert shown == []
