"""The longest time for which the window could not take a click while a job ran, in a whole walk by clicks."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Figure

LIMIT = 100.0
"""Milliseconds: longer waits are felt."""


def measure() -> Iterator[Figure]:
    """One walk through the practice case in a process of its own; `tests.walk.watchdog` says how it is measured."""
    with tempfile.TemporaryDirectory() as home:
        places = ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
        for place in places:
            (Path(home) / place).mkdir(mode=0o700)
        environment = {**os.environ, **{place: str(Path(home) / place) for place in places}}
        command = [sys.executable, "-m", "tests.walk.program", "--watch"]
        run = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    waits = [line.split(" ", 2) for line in run.stdout.splitlines() if line.startswith("waited ")]
    longest = max(((float(ms), job) for _, ms, job in waits), default=(0.0, "any job"))
    yield Figure("longest wait for a click during jobs", longest[0], LIMIT, unit="ms", note=f"({longest[1]})")
