"""How long the window's thread is held at a time in a case of ten thousand people, by what is done in it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from tests.bench.figures import Figure

LIMIT = 100.0
"""Milliseconds: longer waits are felt."""
PEOPLE = 10_000


def measure() -> Iterator[Figure]:
    """In a process of its own, without a screen; the figures are processor time of the window's thread."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-m", "tests.wizard.large", folder, str(PEOPLE)]
        run = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    for line in run.stdout.splitlines():
        word, _, rest = line.partition(" ")
        if word == "held":
            ms, _, what = rest.partition(" ")
            yield Figure(f"{PEOPLE:,} people, window's thread: {what}", float(ms), LIMIT, unit="ms")
