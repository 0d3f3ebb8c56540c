"""Codes that scanners read, marks that differ at a glance, and the sheets that carry codes."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from desktop.documents import blocks
from desktop.documents.code_sheet import CodeSheet, Purpose, code_sheet_data, save_code_sheet
from desktop.documents.document import Document, Furniture
from desktop.documents.labels import Label, Offset, Strip, draw_labels
from desktop.documents.marks import Figure, Outcome, figures, status_bar
from desktop.documents.qr import ALPHANUMERIC, LETTER_MASK, qr_rows, quick_qr_path
from desktop.numbers import Kind, code_groups, make_number, new_code, read_code, scan_text
from tests.documents import reading

SHOP = "样例市安和大药房有限公司"
FURNITURE = Furniture(SHOP, "销毁证明", "XH-7KQ4-003-T", "有例外")
DIGEST = "8654" + "0C84C900F14CAE7F7480458914CA63906C8F07C851EDA6A581A55F0F" + "1512"


def painted(size: int, path: str) -> tuple[bytes, ...]:
    """The modules that a path blackens."""
    rows = [bytearray(size) for _ in range(size)]
    for piece in path.split(" re"):
        if piece.strip():
            x, y, length, height = piece.split()
            assert 1 < float(height) < 1.05
            rows[int(y)][int(x) : int(x) + int(length)] = b"\1" * int(length)
    return tuple(bytes(row) for row in rows)


@pytest.mark.parametrize("length", [4, 19, 24, 25, 38, 44])
def test_quick_codes_are_the_same_as_slow_ones(length: int) -> None:
    dice = random.Random(length)
    for content in ["0" * length, *("".join(dice.choices(ALPHANUMERIC, k=length)) for _ in range(15))]:
        size, path = quick_qr_path(content)
        assert painted(size, path) == qr_rows(content, LETTER_MASK)


def test_codes_of_every_paper_are_read_after_a_poor_printer(tmp_path: Path) -> None:
    contents = {
        f"PC1:XH-7KQ4-003-T:20261218:E:{DIGEST}": 22.0,
        "PC1:XJ-7KQ4-00412-H:4T0K": 20.0,
        "PC1:TY-7KQ4-00087-F:PX3M": 18.0,
        "PC1:FX-7KQ4-017-0": 18.0,
        f"PC1:HF-7KQ4-001-N:{new_code()}": 42.0,
    }
    path = tmp_path / "codes.pdf"
    with Document(path, FURNITURE, title="样例") as paper:
        sheet = paper.sheet()
        for place, (content, size) in enumerate(contents.items()):
            sheet.qr(28 + 70 * (place % 2), 30 + 60 * (place // 2), size, content)
        sheet.qr(28, 220, 20, "PC1:XJ-7KQ4-00413-G:9A1B", quick=True)
    assert sorted(reading.codes(path)) == sorted([*contents, "PC1:XJ-7KQ4-00413-G:9A1B"])


def test_codes_are_drawn_without_hairlines(tmp_path: Path) -> None:
    path = tmp_path / "code.pdf"
    with Document(path, FURNITURE, title="样例") as paper:
        paper.sheet(header=False, footer=False).qr(28, 30, 42, "PC1:FX-7KQ4-017-0")
    corner = reading.picture(path, dpi=400).crop(
        tuple(round(edge * 400 / 25.4) for edge in (28.3, 30.3, 28.3 + 42 / 25 * 7 - 0.6, 31.4))  # type: ignore[arg-type]
    )
    assert max(corner.tobytes()) < 60, "the upper bar of a finder pattern must be black throughout"


def test_the_digest_is_read_as_sixteen_groups(tmp_path: Path) -> None:
    path = tmp_path / "digest.pdf"
    with Document(path, FURNITURE, title="样例") as paper:
        sheet = paper.sheet()
        blocks.digest_block(sheet, DIGEST.lower(), "PC1:X", heading="证据包摘要", hint="首尾两组加粗", warning="说明")
    groups = [DIGEST[start : start + 4] for start in range(0, 64, 4)]
    assert " ".join(groups[:8]) in reading.pdfium_text(path)
    words = reading.poppler_text(path).split()
    assert [word for word in words if word in groups] == groups


def test_the_three_bars_differ_without_colour(tmp_path: Path) -> None:
    blackness = {}
    for outcome in Outcome:
        path = tmp_path / f"{outcome.name}.pdf"
        with Document(path, FURNITURE, title="样例") as paper:
            sheet = paper.sheet(header=False, footer=False)
            assert status_bar(sheet, 32.5, outcome, "有例外", "应销毁12项，已销毁12项，例外0项", "例外见第四栏") == 46.5
        scale = 100 / 25.4
        for name, zone in {
            "symbol": (28.8, 33.4, 41.5, 45.6),
            "rest": (165, 33.8, 187, 45.2),
            "edge": (28, 32.5, 189, 33),
        }.items():
            part = reading.picture(path, dpi=100).crop(tuple(round(edge * scale) for edge in zone))  # type: ignore[arg-type]
            histogram = part.histogram()
            blackness[outcome, name] = sum(histogram[:128]) / sum(histogram)
    assert blackness[Outcome.COMPLETE, "rest"] == 1
    assert blackness[Outcome.EXCEPTIONS, "rest"] == 0
    assert blackness[Outcome.UNFINISHED, "rest"] == 0
    assert blackness[Outcome.EXCEPTIONS, "symbol"] > 0.2 > blackness[Outcome.UNFINISHED, "symbol"]
    assert blackness[Outcome.EXCEPTIONS, "edge"] > 0.9
    assert 0.4 < blackness[Outcome.UNFINISHED, "edge"] < 0.8


@pytest.mark.parametrize("outcome", list(Outcome))
def test_the_longest_sums_stay_inside_the_bar(tmp_path: Path, outcome: Outcome) -> None:
    sums = "应销毁1,212项，已销毁1,108项（其中101项凭受托方书面确认），已删除但不能排除残留101项，例外103项"
    remark = "2026年12月15日开始，12月18日停止；全部消除后另出证明，取代本证明"
    path = tmp_path / "bar.pdf"
    with Document(path, FURNITURE, title="样例") as paper:
        sheet = paper.sheet(header=False, footer=False)
        status_bar(sheet, 32.5, outcome, "有例外", sums, remark)
        items = [Figure("1,261,480", "条", "已销毁记录")] * 5
        figures(sheet, 60, items)
    found = reading.ink(path, (0, 20, 210, 58))
    assert found is not None
    assert (found.left, found.top, found.right, found.bottom) == pytest.approx((28, 32.5, 188.9, 46.5), abs=0.2)
    for text in reading.texts(path):
        assert sums in text
    inside = reading.ink(path, (28, 46.6, 189, 58))
    assert inside is None


@pytest.mark.parametrize("purpose", list(Purpose))
def test_the_code_sheet_carries_the_code_for_eyes_and_scanners(tmp_path: Path, purpose: Purpose) -> None:
    kind = Kind.RECOVERY_SHEET if purpose is Purpose.CASE else Kind.PACK_CODE_SHEET
    code = "GTMUK12XFLQMN4755XLTCKNJ"
    number = make_number(kind, "7KQ4", 1)
    content = CodeSheet(purpose, SHOP, number, code, "7KQ4", date(2026, 9, 14), copy=1, copies=2)
    path = tmp_path / "code.pdf"
    save_code_sheet(path, content)
    reading.check(path)
    assert reading.codes(path) == [scan_text(number, code)]
    assert read_code(reading.codes(path)[0]).code == code
    words = reading.poppler_text(path).split()
    for group in code_groups(code):
        assert group.characters in words
        assert group.check in words
    for text in reading.texts(path):
        assert "第1页 共1页" in text
        assert "保密　不拍照" in text
        assert "2026年9月14日打印" in text
    assert reading.ink(path, (0, 220, 210, 278)) is None, "the lower third stays free: it covers the code when folded"


def test_the_code_sheet_stays_in_memory_for_printing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    number = make_number(Kind.RECOVERY_SHEET, "YKQ4", 1)
    data = code_sheet_data(CodeSheet(Purpose.CASE, SHOP, number, new_code(), "YKQ4", date(2026, 9, 14), practice=True))
    assert data.startswith(b"%PDF")
    assert list(tmp_path.iterdir()) == []


def test_labels_sit_on_their_stickers(tmp_path: Path) -> None:
    path = tmp_path / "labels.pdf"
    labels = [
        Label(
            strip,
            "封存",
            "至2027-03-31",
            f"PC1:FX-7KQ4-{place:03d}-D",
            f"{place:03d}",
            "纸箱",
            ("处方", "2021-12", "FX"),
        )
        for place, strip in enumerate(list(Strip) * 8)
    ]
    with Document(path, Furniture(SHOP, "标签"), title="标签") as paper:
        draw_labels(paper, labels, start=20, offset=Offset(0.5, -0.5))
    assert paper.page_count == 3
    assert len(reading.codes(path, 0)) == 1
    assert sorted(reading.codes(path, 1)) == [label.code for label in labels[1:22]]
    found = reading.ink(path, (0, 0, 210, 297), 0)
    assert found is not None
    assert found.left == pytest.approx(7.25 + 132 + 3 + 0.5, abs=0.2)
    assert found.top == pytest.approx(15.15 + 6 * 38.1 + 3 - 0.5, abs=0.2)
    for column in range(3):
        cut = 7.25 + 66 * column + 63.5 + 0.5
        assert reading.ink(path, (cut - 2.8, 0, cut + 5.2 if column < 2 else 210, 297), 1) is None
