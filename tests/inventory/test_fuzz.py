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
import re
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.inventory.columns import Vocabulary
from desktop.inventory.looking import look
from desktop.inventory.readers import opening, pictures
from desktop.inventory.readers.content import in_memory
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.opening import open_parts
from desktop.inventory.readers.shapes import Form, Table, Unread, Unreadable
from tests.inventory import drawn, files, formats, office_files

FULL, SOME, FEW = 10_000, 1_000, 60
LONGEST = 5.0
"""Seconds that a damaged file may take: of this process, and on the clock where another one reads it. On the clock as
many times longer as the machine has more to do than it can.
"""
MOST_MEMORY = 700 * 1024**2
STATUS = Path("/proc/self/status")
"""Bytes that this process may have needed at its peak, with Qt, the tests and all."""
TABLE = files.csv_text(files.MEMBER_HEADER, files.members(8)).encode("gb18030")
EXCEL_XML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="x"><Table>'
    '<Row><Cell><Data>姓名</Data></Cell><Cell ss:Index="3"><Data>手机</Data></Cell></Row>'
    "<Row><Cell><Data>王建国</Data></Cell><Cell><Data>19900000001</Data></Cell></Row></Table></Workbook>"
)
WEB_PAGE = (
    'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary="b1"\r\n\r\n'
    '--b1\r\nContent-Location: file:///C:/x/sheet001.htm\r\nContent-Type: text/html; charset="gb2312"\r\n\r\n'
    "<html><table><tr><td>姓名<td>手机<tr><td>王建国<td>19900000001</table></html>\r\n--b1--\r\n"
)
SEEDS: dict[str, Callable[[Path], bytes]] = {
    "a.dbf": lambda _: formats.members_dbf(8, frozenset([2])),
    "a.db": lambda folder: formats.sqlite_file(folder / "a.db", 30).read_bytes(),
    "a.sql": lambda _: formats.sql(),
    "a.mdb": lambda _: formats.jet([formats.SENTENCE] * 5),
    "a.json": lambda _: formats.json_file(),
    "a.xml": lambda _: formats.xml_file(),
    "a.pptx": lambda _: formats.pptx(formats.SENTENCE),
    "b.pptx": lambda _: office_files.slides({"b.emf": bytes(90)}),
    "a.docx": lambda folder: files.write_docx(folder / "a.docx", [formats.SENTENCE] * 5).read_bytes(),
    "b.docx": lambda _: office_files.document({"b.emf": bytes(90)}, word__embeddings__a=TABLE),
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
    "b.csv": lambda _: TABLE.decode("gb18030").encode("utf-16"),
    "b.txt": lambda _: "\n".join([formats.SENTENCE] * 9).encode("gb18030"),
    "b.xml": lambda _: EXCEL_XML.encode(),
    "a.jsonl": lambda _: b'{"name": "x", "sj": "19900000001"}\n' * 9,
    "a.mht": lambda _: WEB_PAGE.encode("gb18030"),
    "a.tar": lambda _: gzip.decompress(formats.tarred({"a.csv": TABLE, "b.txt": b"x"})),
    "$Ia.csv": lambda _: b"\2" + bytes(23) + (9).to_bytes(4, "little") + "C:\\a.csv\0".encode("utf-16-le"),
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
    "b.xlsx": lambda folder: office_files.threads(office_files.workbook(folder / "b.xlsx")).read_bytes(),
    "b.xls": lambda _: office_files.old_workbook({"b.emf": bytes(90)}),
    "a.ods": lambda _: formats.ods([files.MEMBER_HEADER, *files.members(8)]),
    "a.pdf": lambda _: formats.pdf(["Phone 19900000001\nx"]),
    "a.7z": lambda _: formats.seven_zipped({"a.csv": TABLE}),
}

NO_READER = {*opening._NOT_READ, Form.EMPTY, Form.ENCRYPTED}
"""Forms that are told and not read."""


def readers() -> set[str]:
    """The modules that read a form, by their names."""
    modules = Path(opening.__file__).parent.glob("*.py")
    return {path.name for path in modules if re.search(r"^def read_", path.read_text("utf-8"), re.MULTILINE)}


def everything(folder: Path) -> dict[str, bytes]:
    """The files that are damaged, whole; with one picture for all of them."""
    made = {name: make(folder) for name, make in (SEEDS | IN_A_CHILD).items()}
    return made | {"a.png": drawn.saved(drawn.sheet(["1"], (64, 48), 20), "PNG")}


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
            read_through(name, broken)
            taken += 1
        except Unreadable:
            refused += 1
        except Exception as error:
            raise AssertionError(f"{name}, turn {turn} of seed {zlib.crc32(name.encode())}: {error!r}") from error
        assert_soon(begun, (name, turn))
    assert peak() - before < MOST_MEMORY
    return taken, refused


def read_through(name: str, data: bytes, *, walk: bool = True) -> None:
    """Open a file and walk all its parts; without `walk` only open it. Raises `Unreadable`."""
    _, parts = open_parts(in_memory(name, data))
    for part in parts if walk else ():
        if not isinstance(part, Unread):
            for _ in part.rows if isinstance(part, Table) else part.blocks:
                pass


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


def test_every_form_is_in_the_list(tmp_path: Path) -> None:
    forms = {form_of(in_memory(name, data)) for name, data in everything(tmp_path).items()}
    assert set(Form) - forms == NO_READER


def test_every_reader_is_in_the_list(tmp_path: Path) -> None:
    entered: set[str] = set()
    files_made = everything(tmp_path)
    sys.setprofile(lambda frame, event, _: entered.add(os.path.basename(frame.f_code.co_filename)))
    try:
        for name, data in files_made.items():
            read_through(name, data, walk=not name.endswith(".png"))
    finally:
        sys.setprofile(None)
    assert readers() - entered == set()


@pytest.mark.parametrize("name", SEEDS)
def test_damaged_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    taken, refused = run(name, SEEDS[name](tmp_path), SOME)
    assert taken + refused == SOME


def run_understood(name: str, data: bytes, count: int, folder: Path, vocabulary: Vocabulary) -> int:
    """How many findings there are in damaged copies that are read the whole way: columns, tables, persons, samples."""
    rnd, path, findings = random.Random(zlib.crc32(name.encode()) + 1), folder / name, 0
    for turn in range(count):
        path.write_bytes(damage(data, rnd))
        begun = now()
        try:
            findings += sum(1 for _ in look([path], vocabulary))
        except Exception as error:
            raise AssertionError(f"{name}, turn {turn}: {error!r}") from error
        assert_soon(begun, (name, turn))
    return findings


@pytest.mark.parametrize("name", SEEDS)
def test_damaged_files_are_understood_or_refused(name: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "x").mkdir()
    assert run_understood(name, SEEDS[name](tmp_path), FEW, tmp_path / "x", vocabulary) > FEW // 4


@pytest.mark.full
@pytest.mark.parametrize("name", [*SEEDS, *IN_A_CHILD])
def test_two_thousand_damaged_files_are_understood(name: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "x").mkdir()
    made = (SEEDS | IN_A_CHILD)[name](tmp_path)
    assert run_understood(name, made, FULL // 5, tmp_path / "x", vocabulary) > FULL // 50


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
