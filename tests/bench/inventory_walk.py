"""A drive with very many files that are known and unchanged: walked again, against `find -printf`."""

from __future__ import annotations

import hashlib
import os
import random
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
from desktop.inventory.walking import Seen, head_of, walk
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
        folder, begun = Path(home) / "drive", time.monotonic()
        _fill(folder, random.Random(7))
        derivation = Derivation(memory=64, iterations=1, lanes=1)
        vault = Vault.create(Path(home) / "case" / "walk.case", "bench", CODE, FixedClock(), derivation=derivation)
        read = run_to_end(scan(Session(vault, load(), FixedClock()), folder / "d000")).files
        # The others are put into the case as a scan would: to read them all takes minutes, and is measured elsewhere.
        others = [seen for seen in walk(folder) if folder / "d000" not in seen.path.parents]
        for start in range(0, len(others), 2000):
            known = [(_facts(seen), SourceState.NO_PERSONAL_DATA, None) for seen in others[start : start + 2000]]
            store_reading.add_simple(vault, known)
        made = f"{read} read by a scan; made in {time.monotonic() - begun:.0f} s"
        session = Session(vault, load(), FixedClock())
        pairs = [(_again(session, folder), _listed(folder)) for _ in range(12)][1:]
        vault.close()
    for what, number in (("processor", 0), ("wall", 1)):
        ours, theirs = min(pair[0][number] for pair in pairs), min(pair[1][number] for pair in pairs)
        note = f"({ours:.2f} against {theirs:.2f} s, {FILES} files, {made}; load {os.getloadavg()[0]:.1f})"
        yield Figure(f"scan again, nothing changed / find -printf, {what}", ours / theirs, 2.0, note=note)


def _fill(folder: Path, rnd: random.Random) -> None:
    """Small files as a shop's PC has them by the hundred thousand: notes, settings, logs, slips, pages, records."""
    bodies = []
    for n in range(600):
        ending, begin, between = _KINDS[n % len(_KINDS)]
        text = begin + between.join(rnd.choices(_WORDS, k=rnd.randrange(20, 200))) + between
        bodies.append((ending, text.encode("gb18030" if n % 3 else "utf-8")))
    for number in range(FILES // IN_A_FOLDER):
        place = folder / f"d{number // 40:03}" / f"e{number:04}"
        place.mkdir(parents=True)
        for name in range(IN_A_FOLDER):
            ending, body = bodies[(number * 7 + name) % len(bodies)]
            handle = os.open(place / f"file{name:03}.{ending}", os.O_CREAT | os.O_WRONLY)
            os.write(handle, body + b"%d\n" % (number * IN_A_FOLDER + name))
            os.close(handle)


_WORDS = (
    "库存", "盘点", "系统", "更新", "完成", "打印", "连接", "小票", "商品", "价格", "value", "option",
    "file", "print", "stock",
)  # fmt: skip
_KINDS = (
    ("txt", "", " "), ("ini", "[till]\n", "=1\n"), ("log", "2024-01-02 ", "\n2024-01-02 "), ("csv", "a,b\n", ",1\n"),
    ("htm", "<html><body>", "<p>"), ("json", '{"rows": [{"a": "', '"}, {"a": "'), ("dat", "", "\t"),
)  # fmt: skip


def _facts(seen: Seen) -> FileFacts:
    digest = hashlib.sha256(seen.path.read_bytes()).hexdigest()
    return FileFacts(seen.path, seen.size, seen.modified, digest, head_of(seen.path), seen.changed)


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
