"""Start to first window, against an empty PySide6 window in the same run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.bench.figures import Figure

ROUNDS = 15
LIMIT = 1.5
COMMAND = "import sys; from desktop.__main__ import main; sys.exit(main())"
"""What the installed command `pharmacy-closeout` runs."""
EMPTY = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.resize(1366, 768)
window.show()
def look():
    if window.windowHandle().isExposed():
        print(time.monotonic(), flush=True)
        app.quit()
    else:
        QTimer.singleShot(1, look)
QTimer.singleShot(0, look)
app.exec()
"""


def measure() -> Iterator[Figure]:
    """The two in turn and on one processor, so that a busy moment of the machine meets both."""
    ours = [sys.executable, "-c", COMMAND, "open", "--until-shown"]
    empty = [sys.executable, "-c", EMPTY]
    with tempfile.TemporaryDirectory() as home, _one_processor():
        pairs = [(_run(ours, home), _run(empty, home)) for _ in range(ROUNDS + 1)][1:]
    ratio = statistics.median(a.wall / b.wall for a, b in pairs)
    work = statistics.median(a.work / b.work for a, b in pairs)
    ours_wall, empty_wall = statistics.median(a.wall for a, _ in pairs), statistics.median(b.wall for _, b in pairs)
    note = f"({ours_wall:.2f} s against {empty_wall:.2f} s; processor time {work:.2f} x)"
    yield Figure("start to first window / empty PySide6 window", ratio, LIMIT, note=note)


@dataclass(frozen=True, slots=True)
class _Run:
    """Seconds on the clock until the window is on the screen, and of processor time until the process is gone."""

    wall: float
    work: float


def _run(command: list[str], home: str) -> _Run:
    """From the start of the process to the moment its window is on the screen, as the process itself says."""
    environment = {**os.environ, "HOME": home, "XDG_DATA_HOME": home, "XDG_STATE_HOME": home}
    # Compiled once, as in an installed program; the round that is not counted compiles.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = home
    before, began = os.times(), time.monotonic()
    run = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    after = os.times()
    work = after.children_user + after.children_system - before.children_user - before.children_system
    return _Run(float(run.stdout.split()[-1]) - began, work)


@contextmanager
def _one_processor() -> Iterator[None]:
    """Keep this process and what it starts on one processor, where the system can (Linux)."""
    if sys.platform != "linux":
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
