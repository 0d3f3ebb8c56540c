"""What every test gets without asking: no screen, the program's fonts, a home of its own, and no quiet failures.

A test fails that makes Qt or the program's log warn, or that leaves a thread or a child process behind. A test that
makes the program warn on purpose says so with ``@pytest.mark.logs_warning``.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import subprocess
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QThread
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from desktop.inventory.readers import child as child_reader

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
Mount = Callable[[Path, str], None]

GRACE = 3.0
"""Seconds that threads get to end after a test."""


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application of the test run, with the fonts that the program ships."""
    for file in sorted(FONTS.glob("*.ttf")):
        assert QFontDatabase.addApplicationFont(str(file)) >= 0, f"{file.name} is not a font that Qt can read"
    return qapp


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, data and temporary files of the program go to a fresh folder, never to the home of whoever tests."""
    home = tmp_path_factory.mktemp("home")
    for name, folder in (
        ("HOME", "."),
        ("USERPROFILE", "."),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_RUNTIME_DIR", "runtime"),
        ("TMPDIR", "tmp"),
    ):
        place = home / folder
        place.mkdir(mode=0o700, exist_ok=True)
        monkeypatch.setenv(name, str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return home


class _Warnings(logging.Handler):
    """Keeps what the program or a library logs at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Any log line of WARNING or above fails the test, unless it is marked ``logs_warning``."""
    handler = _Warnings()
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    root.removeHandler(handler)
    expected = request.node.get_closest_marker("logs_warning") is not None
    if expected:
        assert handler.lines, "the test says that it makes the program warn, and nothing was logged"
    else:
        assert not handler.lines, "logged, and nobody expected it:\n" + "\n".join(handler.lines)


@pytest.fixture(autouse=True)
def no_leftover_threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that leaves a thread, a QThread or a child process running has failed."""
    before = set(threading.enumerate())
    started: list[weakref.ref[QThread]] = []
    start = QThread.start

    def remembered(self: QThread, *args: Any) -> None:
        started.append(weakref.ref(self))
        start(self, *args)

    monkeypatch.setattr(QThread, "start", remembered)
    yield
    end = time.monotonic() + GRACE
    while (left := _running(before, started)) and time.monotonic() < end:
        time.sleep(0.01)
    assert not left, "still running after the test: " + ", ".join(left)


def _running(before: set[threading.Thread], started: list[weakref.ref[QThread]]) -> list[str]:
    names = []
    for thread in set(threading.enumerate()) - before:
        # A dummy stands for a thread that Python did not start; if it is a QThread, it is looked at below.
        if not isinstance(thread, threading._DummyThread) and thread.is_alive():
            names.append(thread.name)
    for reference in started:
        qthread = reference()
        try:
            if qthread is not None and qthread.isRunning():
                names.append(qthread.objectName() or type(qthread).__name__)
        except RuntimeError:  # its C++ half is gone, so it has ended
            continue
    # The one that waits for the next workbook ends by itself when none comes.
    return names + [child.name for child in multiprocessing.active_children() if child.name != child_reader.NAME]


@pytest.fixture
def mount() -> Iterator[Mount]:
    """Mounts a small drive in memory at a folder, or changes the size of one mounted there."""
    if os.geteuid() != 0:
        pytest.fail("this test mounts a small drive and needs root")
    mounted: list[Path] = []

    def act(place: Path, size: str) -> None:
        if place in mounted:
            subprocess.run(["mount", "-o", f"remount,size={size}", str(place)], check=True)
            return
        place.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)
        mounted.append(place)

    yield act
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)
