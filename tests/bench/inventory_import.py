"""A million rows of sales into the vault, beside the encrypted insert alone; and workbooks and old tables being read.

The import runs in a process of its own for its memory."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from desktop.inventory.importing import import_table
from desktop.inventory.readers.opening import open_parts
from desktop.inventory.readers.shapes import Table
from desktop.jobs.job import run_to_end
from desktop.rules.loader import load
from desktop.session import Session
from desktop.vault.key import Derivation
from desktop.vault.vault import Vault
from tests.bench.figures import Figure
from tests.bench.inventory_people import people
from tests.fakes import FixedClock
from tests.inventory import files, formats

ROWS = 1_000_000
CUSTOMERS = 50_000
READ_ROWS = 200_000
ROUNDS = 3
BATCH = 4000
CODE = "GTMUK12XFLQMN4755XLTCKNJ"


def measure() -> Iterator[Figure]:
    """Rows per CPU-second, the best of three, and peak memory of the import; the insert alone stands beside it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "tests.bench.inventory_import", str(ROWS)]
    rounds = []
    for _ in range(ROUNDS):
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        rounds.append([float(part) for part in done.stdout.split()])
    rate, alone, megabytes = (max(column) for column in zip(*rounds, strict=True))
    note = f"{ROWS} rows; the insert alone {alone:.0f}; {_load()}"
    yield Figure("import of CSV into the vault", rate, 50_000, "rows/CPU-s", True, note)
    yield Figure("memory of that import", megabytes, 500, "MB")
    yield from _reading()


def _reading() -> Iterator[Figure]:
    """Rows a second on the clock, the best of three: a workbook is read by a second process while this one waits."""
    with tempfile.TemporaryDirectory() as folder:
        sales = files.sales(READ_ROWS, CUSTOMERS)
        book = files.write_xlsx(Path(folder) / "销售流水.xlsx", {"销售": [files.SALE_HEADER, *sales]})
        table = Path(folder) / "HYXX.dbf"
        table.write_bytes(formats.members_dbf(READ_ROWS))
        for path, limit in ((book, 40_000), (table, 60_000)):
            rate = max(_rows_a_second(path) for _ in range(ROUNDS))
            note = f"{READ_ROWS} rows; {_load()}"
            yield Figure(f"reading {path.suffix}", rate, limit, "rows/s", True, note)


def _rows_a_second(path: Path) -> float:
    began = time.monotonic()
    _, parts = open_parts(path)
    rows = sum(sum(1 for _ in part.rows) for part in parts if isinstance(part, Table))
    took = time.monotonic() - began
    assert rows == READ_ROWS + 1
    return rows / took


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


def _main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "销售流水.csv"
        _write(path, rows)
        derivation = Derivation(memory=64, iterations=1, lanes=1)
        vault = Vault.create(Path(home) / "case" / "import.case", "bench", CODE, FixedClock(), derivation=derivation)
        began = time.process_time()
        imported = run_to_end(import_table(Session(vault, load(), FixedClock()), path))
        rate = rows / (time.process_time() - began)
        assert imported.records == rows
        peak = _peak()
        vault.close()
        print(rate, _insert_alone(Path(home), min(rows, 200_000)), peak)


def _peak() -> float:
    """The most memory this process has held, in MB: `ru_maxrss` would begin with what its parent holds."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _write(path: Path, rows: int) -> None:
    rnd = random.Random(7)
    everybody = people(CUSTOMERS, 7)
    with path.open("w", encoding="gb18030") as file:
        file.write("流水号,销售日期,会员卡号,手机,姓名,药品名称,数量,金额\n")
        for n in range(rows):
            who = everybody[rnd.randrange(CUSTOMERS)]
            day = f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}"
            serial = 13_000_000_000 + n * 99_991 % 10**9
            file.write(
                f"{serial},{day},{who.member_no},{who.mobile},{who.name},硝苯地平控释片30mg,{n % 3 + 1},{n % 90}.5\n"
            )


def _insert_alone(home: Path, rows: int) -> float:
    derivation = Derivation(memory=64, iterations=1, lanes=1)
    vault = Vault.create(home / "alone" / "alone.case", "bench", CODE, FixedClock(), derivation=derivation)
    cells = '["13000099991","2024-01-02","H0000123","13912345678","李明","硝苯地平控释片30mg","2","30.5"]'
    with vault.change() as change:
        change.execute(
            "CREATE TABLE plain (id INTEGER PRIMARY KEY, part INTEGER, line INTEGER, who INTEGER, cells TEXT)"
        )
        change.note("bench", "plain")
    began = time.process_time()
    for start in range(0, rows, BATCH):
        with vault.change() as change:
            change.executemany(
                "INSERT INTO plain (part, line, who, cells) VALUES (?, ?, ?, ?)",
                [(1, line, line * 7919 % CUSTOMERS, cells) for line in range(start, start + BATCH)],
            )
            change.note("bench.rows", "plain", rows=BATCH)
    rate = rows / (time.process_time() - began)
    vault.close()
    return rate


if __name__ == "__main__":
    _main(int(sys.argv[1]))
