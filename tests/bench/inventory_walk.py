"""A drive with very many files that are known and unchanged: walked again, against `find -printf`."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from desktop.inventory import store_reading
from desktop.inventory.records import SourceState
from desktop.inventory.scanning import scan
from desktop.inventory.store_reading import FileFacts
from desktop.inventory.walking import walk
from desktop.jobs.job import run_to_end
from desktop.rules.loader import load
from desktop.session import Session
from desktop.vault.key import Derivation
from desktop.vault.vault import Vault
from tests.bench.figures import Figure
from tests.fakes import FixedClock

FILES = 200_000
IN_A_FOLDER = 200
CODE = "GTMUK12XFLQMN4755XLTCKNJ"


def measure() -> Iterator[Figure]:
    """The files are in the case as read; nothing has changed since."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "drive"
        for number in range(FILES // IN_A_FOLDER):
            place = folder / f"d{number // 40:03}" / f"e{number:04}"
            place.mkdir(parents=True)
            for name in range(IN_A_FOLDER):
                os.close(os.open(place / f"file{name:03}.txt", os.O_CREAT | os.O_WRONLY))
        derivation = Derivation(memory=64, iterations=1, lanes=1)
        vault = Vault.create(Path(home) / "case" / "walk.case", "bench", CODE, FixedClock(), derivation=derivation)
        known = [
            (FileFacts(s.path, s.size, s.modified, "0" * 64, "", s.changed), SourceState.NO_PERSONAL_DATA, None)
            for s in walk(folder)
        ]
        for start in range(0, len(known), 2000):
            store_reading.add_simple(vault, known[start : start + 2000])
        session = Session(vault, load(), FixedClock())
        pairs = [(_again(session, folder), _listed(folder)) for _ in range(6)][1:]
        vault.close()
    for what, number in (("processor", 0), ("wall", 1)):
        ours, theirs = min(pair[0][number] for pair in pairs), min(pair[1][number] for pair in pairs)
        note = f"({ours:.2f} against {theirs:.2f} s, {FILES} files, load {os.getloadavg()[0]:.1f})"
        yield Figure(f"scan again, nothing changed / find -printf, {what}", ours / theirs, 2.0, note=note)


def _again(session: Session, folder: Path) -> tuple[float, float]:
    """Seconds of processor and on the clock."""
    began, clock = time.process_time(), time.perf_counter()
    result = run_to_end(scan(session, folder))
    took = time.process_time() - began, time.perf_counter() - clock
    assert result.unchanged == FILES
    return took


def _listed(folder: Path) -> tuple[float, float]:
    before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = ["find", str(folder), "-type", "f", "-printf", "%p %s %T@\n"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return spent, time.perf_counter() - clock
