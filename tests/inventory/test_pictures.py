"""Pictures and scanned pages, with the part for reading them, without it, and with one that does not work."""

from __future__ import annotations

import struct
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from desktop.inventory import fields, store
from desktop.inventory.readers import child, pictures
from desktop.inventory.readers.opening import open_parts
from desktop.inventory.readers.shapes import Text, Unreadable
from desktop.inventory.records import SourceState
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.session import Session
from desktop.words import zh
from tests.inventory import drawn, files, formats
from tests.inventory.test_formats import read, refusal

NAME, MOBILE, ID = "王建国", "19900000001", files.id_number(7)
SMALL = (620, 437)
CARD = drawn.member_card(NAME, MOBILE, "H00123")


@pytest.fixture
def without_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PACKAGE", "a_part_that_is_not_there")


@pytest.fixture
def with_broken_part(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # The child reads the real line: here another is expected, as if the part had misread it.
    pictures._passes.cache_clear()
    monkeypatch.setattr(pictures, "TEST_LINE", "药店闭店助手 13800138001")
    monkeypatch.setattr(pictures, "installed", lambda: True)
    yield
    pictures._passes.cache_clear()


def test_the_part_is_in_the_environment_of_the_tests() -> None:
    # It knows no later Python; there pictures are listed as not read.
    assert pictures.installed() is (sys.version_info < (3, 13))


def test_without_the_part_each_picture_says_what_to_do(without_part: None) -> None:
    data = drawn.saved(drawn.sheet(CARD))
    assert "needs the part for pictures" in refusal(("会员卡.jpg", data))
    assert "识图组件" in zh(pictures.blind(pictures.Eyes.MISSING))
    _, texts, unread = read(("a.pdf", formats.pdf(["Phone 19900000001\nline two", ""])))
    assert "Phone 19900000001\nline two" in texts[""]
    assert unread[""].startswith("{n} pages are pictures")
    assert "needs the part for pictures" in refusal(("a.pdf", formats.pdf(["", ""])))
    _, _, unread = read(("a.zip", formats.zipped({"卡.png": data, "a.txt": b"x"})))
    assert "needs the part for pictures" in unread["卡.png"]


def test_a_part_that_fails_its_test_is_not_trusted(with_broken_part: None) -> None:
    assert pictures.eyes() is pictures.Eyes.BROKEN
    assert "does not work" in refusal(("会员卡.jpg", drawn.saved(drawn.sheet(CARD))))
    assert "does not work" in refusal(("a.pdf", formats.pdf(["", ""])))


def test_a_fault_of_its_libraries_costs_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbling(_: object) -> object:
        raise RuntimeError("shape mismatch")

    monkeypatch.setattr(pictures, "_engine", lambda: stumbling)
    with pytest.raises(Unreadable, match="stumbled"):
        pictures.words_of(None)


def bare_png(width: int, height: int) -> bytes:
    """A picture of that size, as it says itself, with nothing in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


if sys.version_info < (3, 13):

    def test_the_part_reads_the_line_that_is_drawn_for_it() -> None:
        assert pictures.eyes() is pictures.Eyes.READY

    @pytest.mark.parametrize("seed", [1, 2])
    def test_a_photo_of_a_prescription_is_read_line_by_line(seed: int) -> None:
        lines = drawn.prescription(NAME, MOBILE, ID, "江宁市人民路12号3栋")
        text = read(("处方.jpg", drawn.saved(drawn.photo(drawn.sheet(lines), seed))))[1][""]
        assert f"姓名：{NAME}" in text
        assert ID in text
        assert MOBILE in text
        # Words beside each other on the paper stay beside each other.
        assert any(NAME in line and "年龄" in line for line in text.split("\n"))

    def test_scans_of_several_pages_and_pages_of_both_kinds() -> None:
        pages = [drawn.sheet([f"患者：{NAME}", f"手机：{files.mobile(n)}"], SMALL) for n in range(2)]
        tiff = drawn.saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
        text = read(("传真.tif", tiff))[1][""]
        assert files.mobile(0) in text
        assert files.mobile(1) in text
        _, texts, unread = read(("扫描.pdf", drawn.scanned(pages, "Scan 001")))
        assert files.mobile(1) in texts[""]
        assert "Scan 001" in texts[""]
        assert unread == {}
        tables, texts, unread = read(("a.pdf", formats.pdf(["", ""])))
        assert (tables, texts[""].strip(), unread) == ({}, "", {})

    def test_one_can_stop_between_two_pages(tmp_path: Path) -> None:
        pages = [drawn.sheet([files.mobile(n)], (420, 300), 36) for n in range(3)]
        (tmp_path / "a.pdf").write_bytes(drawn.scanned(pages))
        (tmp_path / "a.tif").write_bytes(drawn.saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
        for name in ("a.pdf", "a.tif"):
            (part,) = open_parts(tmp_path / name)[1]
            assert isinstance(part, Text)
            blocks = list(part.blocks)
            assert [files.mobile(n) in block.text for n, block in enumerate(blocks)] == [True] * 3
            assert blocks[2].line == 1 + sum(block.text.count("\n") for block in blocks[:2])

    def test_what_lies_transparent_turned_or_in_a_strip() -> None:
        clear = drawn.sheet([MOBILE], (600, 400), 40)
        # What a program leaves below transparent places is often black.
        ink = clear.convert("L").point(lambda light: 255 if light < 200 else 0)
        clear = Image.composite(clear, Image.new("RGB", clear.size), ink)
        clear.putalpha(ink)
        assert MOBILE in read(("透明.png", drawn.saved(clear, "PNG")))[1][""]
        exif = Image.Exif()
        exif[0x0112] = 6
        turned = drawn.sheet(CARD, SMALL).transpose(Image.Transpose.ROTATE_90)
        assert MOBILE in read(("手机拍的.jpg", drawn.saved(turned, "JPEG", exif=exif)))[1][""]
        begun = time.process_time()
        assert MOBILE in read(("条.png", drawn.saved(drawn.sheet([MOBILE], (2000, 150)), "PNG")))[1][""]
        assert time.process_time() - begun < 5

    def test_icons_hold_no_one() -> None:
        assert read(("a.gif", drawn.saved(Image.new("L", (16, 16)), "GIF")))[1] == {"": ""}

    def test_pictures_made_to_burst_damaged_and_of_other_kinds() -> None:
        begun = time.monotonic()
        assert "far larger" in refusal(("a.png", bare_png(60_000, 60_000)))
        assert time.monotonic() - begun < 5
        assert "damaged" in refusal(("a.png", bare_png(600, 400)))
        assert "kind" in refusal(("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 60))
        assert "kind" in refusal(("a.jpg", b"\xff\xd8\xff" + b"%!PS-Adobe-3.0 EPSF-3.0\n" * 9))

    def test_ten_damaged_photos_cost_a_sentence_each() -> None:
        whole = drawn.saved(drawn.sheet([MOBILE], (400, 300), 40))
        for place in range(0, len(whole), len(whole) // 10):
            broken = whole[:place] + b"\xff\0\x7f" + whole[place + 3 :]
            begun = time.monotonic()
            with suppress(Unreadable):
                read(("a.jpg", broken))
            assert time.monotonic() - begun < 30

    def test_what_could_not_be_read_is_read_once_the_part_is_there(
        session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "x"
        folder.mkdir()
        (folder / "处方.jpg").write_bytes(drawn.saved(drawn.sheet([f"患者：{NAME}", f"手机：{MOBILE}"], SMALL)))
        with monkeypatch.context() as patch:
            patch.setattr(pictures, "PACKAGE", "a_part_that_is_not_there")
            run_to_end(scan(session, folder))
            assert run_to_end(scan(session, folder)).unchanged == 1
        (source,) = store.sources(session.vault)
        assert source.state is SourceState.UNREADABLE
        assert run_to_end(scan(session, folder)).with_data == 1
        assert [subject.mobile for subject in store.subjects(session.vault)] == [MOBILE]
        (source,) = store.sources(session.vault)
        assert source.state is SourceState.FOUND
        assert {f.field_type for f in store.findings(session.vault, source.id)} >= {fields.MOBILE, fields.NAME}
        assert run_to_end(scan(session, folder)).unchanged == 1

    def test_the_program_itself_never_loads_the_part() -> None:
        read(("会员卡.jpg", drawn.saved(drawn.sheet(CARD, SMALL))))
        assert pictures.PACKAGE not in sys.modules
        assert child.MOST_MEMORY <= 3 * 1024**3


def test_the_part_has_no_way_to_report_to_its_maker() -> None:
    # Newer releases carry Microsoft's reporting client, with curl, and keep what they report in the owner's folder.
    package = Path(str(find_spec("onnxruntime").origin)).parent  # type: ignore[union-attr]
    libraries = [file for file in (package / "capi").iterdir() if ".so" in file.name]
    assert libraries
    for library in libraries:
        held = library.read_bytes()
        assert b"Microsoft::Applications::Events" not in held
        assert b"telemetry_1ds" not in held
