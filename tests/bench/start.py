"""Start to first window, against an empty PySide6 window in the same run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from tests.bench.figures import Figure

ROUNDS = 9
LIMIT = 1.5
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
    """The two in turn, so that a busy moment of the machine meets both."""
    ours = [sys.executable, "-m", "desktop", "open", "--until-shown"]
    empty = [sys.executable, "-c", EMPTY]
    with tempfile.TemporaryDirectory() as home:
        pairs = [(_seconds(ours, home), _seconds(empty, home)) for _ in range(ROUNDS + 1)][1:]
    ratio = statistics.median(a / b for a, b in pairs)
    note = f"({statistics.median(a for a, _ in pairs):.2f} s against {statistics.median(b for _, b in pairs):.2f} s)"
    yield Figure("start to first window / empty PySide6 window", ratio, LIMIT, note=note)


def _seconds(command: list[str], home: str) -> float:
    """From the start of the process to the moment its window is on the screen, as the process itself says."""
    environment = {**os.environ, "HOME": home, "XDG_DATA_HOME": home, "XDG_STATE_HOME": home}
    # Compiled once, as in an installed program; the round that is not counted compiles.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = home
    began = time.monotonic()
    run = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    return float(run.stdout.split()[-1]) - began
