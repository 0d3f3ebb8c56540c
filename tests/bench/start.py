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
EMPTY = (
    "import sys\n"
    "from PySide6.QtCore import QTimer\n"
    "from PySide6.QtWidgets import QApplication, QMainWindow\n"
    "app = QApplication(sys.argv)\n"
    "window = QMainWindow()\n"
    "window.resize(1366, 768)\n"
    "window.show()\n"
    "QTimer.singleShot(0, app.quit)\n"
    "app.exec()\n"
)


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
    environment = {**os.environ, "HOME": home, "XDG_DATA_HOME": home, "XDG_STATE_HOME": home}
    # Compiled once, as in an installed program; the round that is not counted compiles.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = home
    began = time.perf_counter()
    subprocess.run(command, check=True, env=environment, capture_output=True)
    return time.perf_counter() - began
