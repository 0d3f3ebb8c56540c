"""The watchers of tests/conftest.py do fail a test that warns or leaves something behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT

PROBE = """
import logging
import os
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QThread, qWarning

from tests import conftest

conftest.GRACE = 0.1
gate = threading.Event()
kept = []


class Waiting(QThread):
    def run(self):
        gate.wait(5)


def test_logs():
    logging.getLogger("desktop").warning("quiet")


@pytest.mark.logs_warning
def test_promised_a_log():
    pass


def test_leaves_a_thread():
    threading.Thread(target=gate.wait, args=(5,), daemon=True).start()


def test_leaves_a_qthread(qtbot):
    kept.append(Waiting())
    kept[0].start()


def test_qt_warns(qtbot):
    qWarning("quiet")


@pytest.mark.logs_warning
def test_fine(qtbot, own_home):
    gate.set()
    assert kept[0].wait(5000)
    logging.getLogger("desktop").warning("on purpose")
    assert Path.home() == own_home
"""


def test_watchers_bark_when_they_should(tmp_path: Path) -> None:
    probe = tmp_path / "test_probe.py"
    probe.write_text(PROBE, "utf-8")
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    run = subprocess.run([*command, "-q", str(probe)], cwd=ROOT, capture_output=True, text=True, timeout=60)
    barked = {
        line.partition("::")[2].split()[0] for line in run.stdout.splitlines() if line.startswith(("ERROR ", "FAILED "))
    }
    assert barked == {
        "test_logs",
        "test_promised_a_log",
        "test_leaves_a_thread",
        "test_leaves_a_qthread",
        "test_qt_warns",
    }, run.stdout + run.stderr
