"""Damaged files: every reader reads them, or refuses them with a sentence; none crashes, hangs, or eats the memory.

A seeded run of each reader with many damaged inputs; ten times as many with `-m full`.
"""

from __future__ import annotations

import bz2
import gzip
import logging
import lzma
import os
import random
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.inventory.readers import pictures
from desktop.inventory.readers.content import in_memory
from desktop.inventory.readers.opening import open_parts
from desktop.inventory.readers.shapes import Table, Unread, Unreadable
from tests.inventory import drawn, files, formats

FULL, SOME = 10_000, 1_000
LONGEST = 5.0
"""Seconds that a damaged file may take: of this process, and on the clock where another one reads it. On the clock as
many times longer as the machine has more to do than it can.
"""
MOST_MEMORY = 700 * 1024**2
STATUS = Path("/proc/self/status")
"""Bytes that this process may have needed at its peak, with Qt, the tests and all."""
TABLE = files.csv_text(files.MEMBER_HEADER, files.members(8)).encode("gb18030")
SEEDS: dict[str, Callable[[Path], bytes]] = {
    "a.dbf": lambda _: formats.members_dbf(8, frozenset([2])),
    "a.db": lambda folder: formats.sqlite_file(folder / "a.db", 30).read_bytes(),
    "a.sql": lambda _: formats.sql(),
    "a.mdb": lambda _: formats.jet([formats.SENTENCE] * 5),
    "a.json": lambda _: formats.json_file(),
    "a.xml": lambda _: formats.xml_file(),
    "a.pptx": lambda _: formats.pptx(formats.SENTENCE),
    "a.docx": lambda folder: files.write_docx(folder / "a.docx", [formats.SENTENCE] * 5).read_bytes(),
    "a.doc": lambda _: formats.doc(formats.SENTENCE),
    "a.ppt": lambda _: formats.ppt(formats.SENTENCE),
    "b.doc": lambda _: formats.rtf(formats.SENTENCE),
    "a.msg": lambda _: formats.msg("x", formats.SENTENCE, {"a.csv": TABLE}),
    "a.eml": lambda _: formats.eml({"a.csv": TABLE}, "<p>x</p>"),
    "a.mbox": lambda _: b"From a@b\n" + formats.eml({}) + b"\nFrom a@b\n" + formats.eml({}),
    "a.zip": lambda _: formats.zipped({"a.csv": TABLE, "b.zip": formats.zipped({"c.csv": TABLE})}),
    "a.tgz": lambda _: formats.tarred({"a.csv": TABLE}),
    "a.csv": lambda _: TABLE,
    "a.html": lambda _: files.html_table(files.MEMBER_HEADER, files.members(8)).encode(),
    "a.fpt": lambda _: formats.fpt([formats.SENTENCE]),
    "b.mdb": lambda _: formats.jet4([["H1", formats.NAME, formats.MOBILE]] * 9),
    "a.bak": lambda _: b"TAPE\0\0" + bytes(100) + formats.SENTENCE.encode("utf-16-le") + bytes(100),
    "a.spl": lambda _: b"\0\0\1\0" + bytes(100) + formats.SENTENCE.encode("utf-16-le") + bytes(100),
    "c.db": lambda folder: formats.deleted(folder / "c.db", 40).read_bytes(),
    "a.txt": lambda _: (formats.SENTENCE * 9).encode("utf-16"),
    "b.csv.gz": lambda _: gzip.compress(TABLE),
    "b.csv.bz2": lambda _: bz2.compress(TABLE),
    "b.csv.xz": lambda _: lzma.compress(TABLE),
}
PICTURES: dict[str, dict[str, object]] = {
    "PNG": {},
    "JPEG": {},
    "GIF": {},
    "BMP": {},
    "TIFF": {"compression": "tiff_lzw"},
}
IN_A_CHILD: dict[str, Callable[[Path], bytes]] = {
    "a.xls": lambda _: formats.xls([files.MEMBER_HEADER, *files.members(8)]),
    "a.xlsx": lambda folder: files.write_xlsx(folder / "a.xlsx", {"x": [files.MEMBER_HEADER]}).read_bytes(),
    "a.ods": lambda _: formats.ods([files.MEMBER_HEADER, *files.members(8)]),
    "a.pdf": lambda _: formats.pdf(["Phone 19900000001\nx"]),
    "a.7z": lambda _: formats.seven_zipped({"a.csv": TABLE}),
}


def damage(data: bytes, rnd: random.Random) -> bytes:
    """A copy with a few faults: bytes changed, taken out, put twice, filled up, or the end cut off."""
    out = bytearray(data)
    for _ in range(rnd.choice((1, 1, 2, 4, 16))):
        if not out:
            break
        at, length = rnd.randrange(len(out)), rnd.choice((1, 1, 2, 4, 8, 64))
        match rnd.randrange(6):
            case 0:
                out[at] ^= 1 << rnd.randrange(8)
            case 1:
                out[at : at + length] = rnd.randbytes(length)
            case 2:
                out[at : at + length] = rnd.choice((b"\xff", b"\0", b"\x7f")) * length
            case 3:
                del out[at : at + length]
            case 4:
                out[at:at] = out[at : at + length]
            case 5:
                if rnd.random() < 0.2:
                    del out[at:]
    return bytes(out)


def run(name: str, data: bytes, count: int) -> tuple[int, int]:
    """How many damaged copies were read, and how many refused."""
    rnd = random.Random(zlib.crc32(name.encode()))
    taken = refused = 0
    before = forget_peak()
    for turn in range(count):
        broken = damage(data, rnd)
        begun = now()
        try:
            for part in open_parts(in_memory(name, broken))[1]:
                if not isinstance(part, Unread):
                    for _ in part.rows if isinstance(part, Table) else part.blocks:
                        pass
            taken += 1
        except Unreadable:
            refused += 1
        except Exception as error:
            raise AssertionError(f"{name}, turn {turn} of seed {zlib.crc32(name.encode())}: {error!r}") from error
        assert_soon(begun, (name, turn))
    assert peak() - before < MOST_MEMORY
    return taken, refused


def now() -> tuple[float, float]:
    """Seconds of this process, and on the clock."""
    return time.process_time(), time.monotonic()


def assert_soon(begun: tuple[float, float], which: tuple[str, int]) -> None:
    """Fail for what has taken too long."""
    work, clock = time.process_time() - begun[0], time.monotonic() - begun[1]
    busy = os.getloadavg()[0] / (os.cpu_count() or 1) if hasattr(os, "getloadavg") else 1.0
    assert work < LONGEST, which
    assert clock < LONGEST * max(1.0, 2 * busy), which


def peak() -> int:
    """Bytes that this process has needed at most since `forget_peak`."""
    if not STATUS.exists():
        return 0
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def forget_peak() -> int:
    """Count the peak anew from here; gives what is in use now, by the tests before too."""
    if not STATUS.exists():
        return 0
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


@pytest.mark.parametrize("name", SEEDS)
def test_damaged_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    taken, refused = run(name, SEEDS[name](tmp_path), SOME)
    assert taken + refused == SOME


@pytest.mark.parametrize("name", IN_A_CHILD)
def test_damaged_files_do_not_bring_the_program_down(name: str, tmp_path: Path) -> None:
    _, refused = run(name, IN_A_CHILD[name](tmp_path), SOME)
    assert refused > 50


def run_beside(folder: Path, count: int) -> int:
    """A database and a table of which what lies beside them is damaged; gives how many were read."""
    database, table = formats.in_use(folder / "a.db", 30), folder / "a.dbf"
    table.write_bytes(formats.members_dbf(8))
    rnd, taken = random.Random(5), 0
    memo = formats.fpt([formats.SENTENCE] * 3)
    for path, beside, whole in (
        (database, folder / "a.db-wal", (folder / "a.db-wal").read_bytes()),
        (table, folder / "a.fpt", memo),
    ):
        for turn in range(count):
            beside.write_bytes(damage(whole, rnd))
            begun = now()
            try:
                for part in open_parts(path)[1]:
                    for _ in () if isinstance(part, Unread) else part.rows if isinstance(part, Table) else part.blocks:
                        pass
                taken += 1
            except Unreadable:
                pass
            assert_soon(begun, (path.name, turn))
    return taken


def test_damage_beside_a_database_and_a_table(tmp_path: Path) -> None:
    assert run_beside(tmp_path, SOME // 4) > SOME // 4


def run_pictures(kind: str, count: int, patch: pytest.MonkeyPatch) -> tuple[int, int]:
    """As `run`, but for what is done before the part for pictures looks at them: it only ever sees pixels."""
    sizes: list[int] = []

    def words_of(seen: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> str:
        sizes.append(seen.size)
        return ""

    patch.setattr(pictures, "words_of", words_of)
    # In the child what Pillow says of a damaged picture goes nowhere.
    patch.setattr(logging.getLogger("PIL"), "propagate", False)
    data = drawn.saved(drawn.sheet(["1"], (64, 48), 20), kind, **PICTURES[kind])
    rnd = random.Random(zlib.crc32(kind.encode()))
    taken = refused = 0
    for turn in range(count):
        begun = now()
        try:
            list(pictures.words(damage(data, rnd), ""))
            taken += 1
        except Unreadable:
            refused += 1
        assert_soon(begun, (kind, turn))
    assert len(sizes) > count // 20
    assert max(sizes) <= 3 * pictures.LONGEST_SIDE**2
    return taken, refused


@pytest.mark.filterwarnings("ignore::UserWarning")  # of Pillow, about what is wrong in a damaged picture
@pytest.mark.parametrize("kind", PICTURES)
def test_damaged_pictures(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, refused = run_pictures(kind, SOME, monkeypatch)
    assert taken + refused == SOME
    assert refused > 50


@pytest.mark.full
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", PICTURES)
def test_ten_thousand_damaged_pictures(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sum(run_pictures(kind, FULL, monkeypatch)) == FULL


@pytest.mark.full
def test_ten_thousand_times_damage_beside_a_database_and_a_table(tmp_path: Path) -> None:
    assert run_beside(tmp_path, FULL) > FULL


@pytest.mark.full
@pytest.mark.parametrize("name", [*SEEDS, *IN_A_CHILD])
def test_ten_thousand_damaged_files(name: str, tmp_path: Path) -> None:
    taken, refused = run(name, (SEEDS | IN_A_CHILD)[name](tmp_path), FULL)
    assert taken + refused == FULL
