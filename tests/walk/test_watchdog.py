"""The watchdog barks at work and at waiting in the window's thread, and at nothing else."""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.walk.watchdog import Gap, Watchdog


def work(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def longest(*, job: str = "a job", slot: object = None) -> Gap | None:
    dog = Watchdog(lambda: job)
    dog.start()
    QTest.qWait(60)
    if callable(slot):
        QTimer.singleShot(0, dog, slot)
    QTest.qWait(900)
    dog.stop()
    return dog.longest


def test_it_sees_work_and_what_worked(qtbot: QtBot) -> None:
    gap = longest(slot=lambda: work(0.5))
    assert gap is not None
    assert 0.1 < gap.own <= gap.seconds
    assert "work" in gap.stack
    assert gap.job == "a job"


def test_it_sees_a_wait_that_costs_no_processor(qtbot: QtBot) -> None:
    gap = longest(slot=lambda: time.sleep(0.25))
    assert gap is not None
    assert gap.own > 0.1
    assert gap.busy < 0.1


def test_it_is_silent_while_nothing_runs(qtbot: QtBot) -> None:
    assert longest(job="", slot=lambda: work(0.2)) is None


def test_a_busy_thread_beside_the_window_is_no_block(qtbot: QtBot) -> None:
    beside = threading.Thread(target=work, args=(0.8,))
    beside.start()
    gap = longest()
    beside.join()
    # How soon the two take turns is the machine's business; but one that counts the other's work sees 800 ms.
    assert gap is None or gap.own < 0.4
