"""A scan of texts with two processes that search ahead, against the same scan with one. It says something when idle."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from desktop.inventory import ahead
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.rules.loader import load
from desktop.session import Session
from desktop.vault.key import Derivation
from desktop.vault.vault import Vault
from tests.bench.figures import Figure
from tests.bench.inventory_noise import write_noise
from tests.fakes import FixedClock

MEGABYTES = 300
ROUNDS = 2
CODE = "GTMUK12XFLQMN4755XLTCKNJ"


def measure() -> Iterator[Figure]:
    """How many times faster, on the clock; the best of two rounds of each, taken in turns."""
    with tempfile.TemporaryDirectory() as home:
        files = write_noise(Path(home) / "pc", MEGABYTES * 1_000_000, 3)
        size = sum(path.stat().st_size for path in files) / 1e6
        times: dict[int, list[float]] = {0: [], 2: []}
        for number in range(ROUNDS):
            for helpers, took in times.items():
                took.append(_scan(Path(home), helpers, number))
        one, two = min(times[0]), min(times[2])
        note = f"{size:.0f} MB of text, {size / one:.0f} and {size / two:.0f} MB/s; load {os.getloadavg()[0]:.1f}"
        yield Figure("scan of texts: two processes / one", one / two, 1.6, "x", True, note)


def _scan(home: Path, helpers: int, number: int) -> float:
    derivation = Derivation(memory=64, iterations=1, lanes=1)
    case = home / f"{helpers}-{number}" / "bench.case"
    vault = Vault.create(case, "bench", CODE, FixedClock(), derivation=derivation)
    began = time.monotonic()
    with patch.object(ahead, "processes", lambda: helpers):
        run_to_end(scan(Session(vault, load(), FixedClock()), home / "pc"))
    took = time.monotonic() - began
    vault.close()
    return took
