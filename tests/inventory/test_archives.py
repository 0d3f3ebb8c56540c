"""Archives: nested, with passwords, damaged, and made to burst. Nothing of them ever gets onto a drive."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from desktop.inventory import store
from desktop.inventory.readers.archive import Budget
from desktop.inventory.readers.shapes import Unreadable
from desktop.inventory.records import SourceState
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.inventory import files, formats
from tests.inventory.test_formats import read, refusal

TABLE = "姓名,手机\n王建国,19900000001\n".encode("gb18030")
ROWS = [("姓名", "手机"), ("王建国", "19900000001")]


def test_zip_in_zip_in_zip_and_no_deeper() -> None:
    deep = formats.zipped({"d.zip": formats.zipped({"e.csv": TABLE}), "c.csv": TABLE})
    tables, _, unread = read(("a.zip", formats.zipped({"b.zip": formats.zipped({"c.zip": deep}), "a.csv": TABLE})))
    assert tables == {"a.csv": ROWS, "b.zip › c.zip › c.csv": ROWS}
    assert "three times" in unread["b.zip › c.zip › d.zip"]


def test_names_in_gbk_and_two_files_of_one_name() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("aaaa.csv", TABLE)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("aaaa.csv", TABLE)
    data = out.getvalue().replace(b"aaaa", "会员".encode("gb18030"))
    assert read(("a.zip", data))[0] == {"会员.csv": ROWS, "会员.csv (2)": ROWS}


def test_seven_zip_with_and_without_password() -> None:
    inner = formats.zipped({"b.csv": TABLE})
    assert read(("a.7z", formats.seven_zipped({"a.csv": TABLE, "b.zip": inner})))[0] == {
        "a.csv": ROWS,
        "b.zip › b.csv": ROWS,
    }
    assert "password" in refusal(("a.7z", formats.seven_zipped({"a.csv": TABLE}, "secret")))


@pytest.mark.parametrize(
    ("ending", "data"),
    [("csv.gz", gzip.compress(TABLE)), ("csv.bz2", bz2.compress(TABLE)), ("csv.xz", lzma.compress(TABLE))],
)
def test_single_packed_files(ending: str, data: bytes) -> None:
    assert read((f"会员.{ending}", data))[0] == {"会员.csv": ROWS}


def test_tar() -> None:
    assert read(("a.tgz", formats.tarred({"会员.csv": TABLE})))[0] == {"a.tar › 会员.csv": ROWS}


def test_one_file_with_a_password_among_others() -> None:
    data = bytearray(formats.zipped({"a.csv": TABLE, "b.csv": TABLE}))
    second = data.index(b"PK\x03\x04", 4)
    directory = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 6] |= 1
    data[directory + 8] |= 1
    tables, _, unread = read(("a.zip", bytes(data)))
    assert tables == {"a.csv": ROWS}
    assert "password" in unread["b.csv"]


def zip_bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("a.txt", b"0" * 1024 * 1024 * 80)
    return out.getvalue()


def test_bombs_are_refused_with_a_sentence() -> None:
    bomb = zip_bomb()
    assert "far larger" in refusal(("a.zip", bomb))
    assert "far larger" in read(("b.zip", formats.zipped({"a.zip": bomb, "b.csv": TABLE})))[2]["a.zip"]
    lying = bytearray(bomb)
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (100).to_bytes(4, "little")
    lying[22:26] = (100).to_bytes(4, "little")
    assert read(("a.zip", bytes(lying)))[2] or read(("a.zip", bytes(lying)))[0] == {}
    assert "far larger" in read(("a.gz", gzip.compress(b"0" * 1024 * 1024 * 80)))[2]["a"]
    assert "far larger" in refusal(("a.7z", formats.seven_zipped({"a.txt": b"0" * 1024 * 1024 * 80})))


def test_a_bomb_of_many_levels_is_counted_over_all_of_them() -> None:
    budget = Budget(files=10, size=1000)
    budget.take(6, 600)
    with pytest.raises(Unreadable, match="far larger"):
        budget.take(6, 100)


def test_a_workbook_in_an_archive_in_an_archive() -> None:
    book = formats.xls([["姓名", "手机"], ["王建国", 19900000001.0]])
    tables, _, _ = read(("a.zip", formats.zipped({"b.zip": formats.zipped({"会员.xls": book})})))
    assert tables == {"b.zip › 会员.xls › Sheet1": ROWS}


def test_nothing_is_unpacked_onto_a_drive(tmp_path: Path) -> None:
    before = set(os.listdir(tempfile.gettempdir()))
    members = {
        "a.csv": TABLE,
        "b.db": formats.sqlite_file(tmp_path / "b.db").read_bytes(),
        "c.dbf": formats.members_dbf(3),
    }
    tables, _, _ = read(("a.zip", formats.zipped(members)))
    assert set(tables) == {"a.csv", "b.db › 会员", "c.dbf"}
    assert set(read(("a.7z", formats.seven_zipped(members)))[0]) == set(tables)
    assert set(os.listdir(tempfile.gettempdir())) == before


def test_an_archive_read_in_part_is_in_the_case_and_says_so(session: Session, tmp_path: Path) -> None:
    members = {
        "会员.csv": files.csv_text(files.MEMBER_HEADER, files.members(20)).encode(),
        "身份证.jpg": b"\xff\xd8\xff\xe0",
    }
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "备份.zip").write_bytes(formats.zipped(members))
    (tmp_path / "x" / "只有图片.zip").write_bytes(formats.zipped({"身份证.jpg": b"\xff\xd8\xff\xe0"}))
    run_to_end(scan(session, tmp_path / "x"))
    found = {source.name: source for source in store.sources(session.vault)}
    assert found["备份.zip"].state is SourceState.FOUND
    assert "身份证.jpg" in str(found["备份.zip"].reason)
    assert found["只有图片.zip"].state is SourceState.UNREADABLE
    (group,) = store.groups(session.vault)
    assert (group.records, group.people) == (20, 20)
