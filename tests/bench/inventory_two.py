"""A scan of texts with two processes that search ahead, against the same scan with one. It says something when idle."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from desktop.inventory import ahead
from desktop.inventory.readers import child
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.shapes import Form
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.rules.loader import load
from desktop.session import Session
from desktop.vault.key import Derivation
from desktop.vault.vault import Vault
from tests.bench.figures import Figure
from tests.bench.inventory_noise import write_noise
from tests.fakes import FixedClock

MEGABYTES = 800
ROUNDS = 3
CODE = "GTMUK12XFLQMN4755XLTCKNJ"


class _Cost(NamedTuple):
    """Seconds: on the clock, of this process, of those that search for it."""

    clock: float
    here: float
    there: float


def measure() -> Iterator[Figure]:
    """How many times faster, on the clock; the best of three rounds of each, taken in turns."""
    # A process that is started loads the main module again: here that is none, in the program one that loads little.
    command = [sys.executable, "-c", "from tests.bench.inventory_two import compare; compare()"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    ratio, note = done.stdout.strip().split(" ", 1)
    yield Figure("scan of texts: two processes / one", float(ratio), 1.6, "x", True, note)


def compare() -> None:
    """Print the ratio, and what stands beside it."""
    with tempfile.TemporaryDirectory() as home:
        size = sum(path.stat().st_size for path in _texts(Path(home) / "pc")) / 1e6
        times: dict[int, list[_Cost]] = {0: [], 2: []}
        for number in range(ROUNDS):
            for helpers, took in times.items():
                took.append(_scan(Path(home), helpers, number))
        one, two = min(times[0]), min(times[2])
        spent = f"CPU-s: {one.here:.1f} alone, {two.here:.1f} here and {two.there:.1f} in the two"
        note = f"{size:.0f} MB, {size / one.clock:.0f} and {size / two.clock:.0f} MB/s; {spent}; {_load()}"
        print(one.clock / two.clock, note)


def _texts(folder: Path) -> list[Path]:
    """Running text only: pages and tables are read by the scan itself."""
    texts = []
    for path in write_noise(folder, MEGABYTES * 1_000_000, 3):
        if form_of(path) is Form.TEXT:
            texts.append(path)
        else:
            path.unlink()
    return texts


def _scan(home: Path, helpers: int, number: int) -> _Cost:
    derivation = Derivation(memory=64, iterations=1, lanes=1)
    case = home / f"{helpers}-{number}" / "bench.case"
    vault = Vault.create(case, "bench", CODE, FixedClock(), derivation=derivation)
    clock, here, there = time.monotonic(), time.process_time(), _others()
    with patch.object(ahead, "processes", lambda: helpers):
        run_to_end(scan(Session(vault, load(), FixedClock()), home / "pc"))
    cost = _Cost(time.monotonic() - clock, time.process_time() - here, 0.0)
    vault.close()
    return cost._replace(there=_others() - there)


def _others() -> float:
    while child._IDLE._waiting:
        child._IDLE.take().end()  # only of a process that has ended does the system tell what it used
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"
