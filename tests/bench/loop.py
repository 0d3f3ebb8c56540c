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
    """One walk through the practice case; `tests.walk.watchdog` says how it is measured."""
    waited = waits()
    job, longest = max(waited.items(), key=lambda one: one[1], default=("any job", 0.0))
    yield Figure("longest wait for a click during jobs", longest, LIMIT, unit="ms", note=f"({job})")


def waits() -> dict[str, float]:
    """The longest wait during each job of a walk in a process of its own, in milliseconds."""
    with tempfile.TemporaryDirectory() as home:
        places = ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
        for place in places:
            (Path(home) / place).mkdir(mode=0o700)
        environment = {**os.environ, **{place: str(Path(home) / place) for place in places}}
        command = [sys.executable, "-m", "tests.walk.program", "--watch"]
        run = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    said = [line.split(" ", 2) for line in run.stdout.splitlines() if line.startswith("waited ")]
    return {job: float(milliseconds) for _, milliseconds, job in said}
