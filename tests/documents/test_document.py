"""Whole papers: written whole or not at all, the same furniture on every sheet, the text that was meant."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from desktop.documents.document import Document, Furniture, Letters
from desktop.documents.faces import FACT, LETTER, NOTE, TITLE, Align, Face
from desktop.documents.lines import marked
from desktop.documents.sheet import Sheet
from desktop.errors import OwnerError
from tests.documents import reading

SHOP = "样例市安和大药房有限公司"
FURNITURE = Furniture(SHOP, "销毁证明", "XH-7KQ4-003-T", "有例外")
UYGHUR = "阿卜杜热合曼江·买买提吐尔逊江·艾合买提尼亚孜阿訇"
NAMES = ("何虚构", "䶮㛃𠅤𬱖", "𠀋𪚥", UYGHUR, "O'Neill-Müller", "陈 范文")


def paper(path: Path, *, practice: bool = False, sheets: int = 2) -> Document:
    document = Document(path, FURNITURE, title="个人信息销毁证明", practice=practice)
    with document:
        for place in range(sheets):
            sheet = document.sheet(f"第{place + 1}部分", landscape=place % 2 == 1)
            sheet.text(28, 35, "个人信息销毁证明", TITLE)
    return document


def test_the_text_of_every_name_is_what_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "names.pdf"
    assert len(UYGHUR) == 25
    with Document(path, FURNITURE, title="样例") as document:
        sheet = document.sheet()
        for row, name in enumerate(NAMES):
            for column, face in enumerate((Face.SANS, Face.SERIF, Face.SERIF_BOLD)):
                sheet.text(28 + 2 * column, 30 + 12 * row + 4 * column, f"〔{name}〕", FACT.with_face(face))
    reading.check(path)
    for text in reading.texts(path):
        for name in NAMES:
            assert text.count(f"〔{name}〕") == 3


def test_the_text_of_justified_paragraphs_is_what_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "paragraph.pdf"
    source = (
        "**二、封存。**您的处方依照《药品经营和使用质量监督管理办法》第四十二条须保留不少于五年，现在不能删除；最晚至2031年"
        "11月30日，到期销毁。䶮㛃𠅤𬱖，保管人郑虚构，电话0999-5550123，SSD和U盘共12,345件（“全部”……），P-4。"
    )
    with Document(path, FURNITURE, title="样例") as document:
        sheet = document.sheet()
        y = 30.0
        for width in (40, 77, 110, 160):
            y = sheet.paragraph(28, y, width, marked(source, Face.SERIF), LETTER, indent=2) + 5
    for text in reading.texts(path):
        assert text.count(source.replace("**", "")) == 4


def test_every_sheet_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    document = paper(path, sheets=3)
    reading.check(path)
    assert document.page_count == 3
    assert document.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    for place, text in enumerate(reading.poppler_text(path).split("\f")[:3], 1):
        assert "销毁证明·有例外·XH-7KQ4-003-T" in text
        assert f"第{place}页 共3页" in text
        assert (f"编号 {FURNITURE.number}" in text) == (place != 2), "landscape sheets have no header"
        assert "演练" not in text


def test_practice_papers_say_so_at_head_and_foot(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    paper(path, practice=True)
    for page in reading.poppler_text(path).split("\f")[:2]:
        assert page.count("不作证明") == 2
    for zone in ((0, 2, 60, 10), (0, 287, 60, 295)):
        band = reading.ink(path, zone)
        assert band is not None
        assert band.bottom - band.top > 7


def test_a_file_without_furniture_has_none(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    with Document(path, FURNITURE, title="样例") as document:
        document.sheet(header=False, footer=False).text(28, 100, "样例", FACT)
    assert reading.pdfium_text(path).strip() == "样例"


def test_the_file_says_title_author_language_and_outline(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    paper(path, sheets=3)
    document = pypdfium2.PdfDocument(path)
    try:
        about = document.get_metadata_dict()
        outline = [entry.get_title() for entry in document.get_toc()]
    finally:
        document.close()
    assert about["Title"] == "个人信息销毁证明"
    assert about["Author"] == SHOP
    assert outline == ["第1部分", "第2部分", "第3部分"]
    plain = subprocess.run(["qpdf", "--qdf", str(path), "-"], check=True, capture_output=True).stdout
    assert b"/Lang (zh-CN)" in plain
    assert b"/PrintScaling /None" in plain
    assert b"<dc:language><rdf:Bag><rdf:li>zh-CN" in plain


def test_every_font_is_embedded_as_a_subset(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    paper(path)
    rows = subprocess.run(["pdffonts", str(path)], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert rows
    for row in rows:
        assert re.match(r"[A-Z]{6}\+Noto\w+-\w+ +CID TrueType +Identity-H +yes yes yes", row)
    assert path.stat().st_size < 60_000


def test_no_rule_is_thinner_than_half_a_point() -> None:
    sheet = paper_sheet()
    sheet.rule(10, 10, 50, pt=0.1)
    sheet.box(10, 20, 30, 30, pt=0.2)
    sheet.hatch(10, 60, 30, 10, pt=0.01)
    sheet.polygon(((1, 1), (2, 2), (3, 1)), pt=0.1)
    widths = [float(width) for width in re.findall(rb"([\d.]+) w\b", sheet.content())]
    assert len(widths) == 4
    assert min(widths) >= 0.5


def paper_sheet() -> Sheet:
    return Document(None, FURNITURE, title="样例").sheet()


def test_places_are_millimetres_from_the_top_left(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    with Document(path, FURNITURE, title="样例") as document:
        sheet = document.sheet(header=False, footer=False)
        sheet.fill(50, 100, 20, 5)
        sheet.text(150, 200, "国国国", FACT, align=Align.RIGHT)
        sheet.box(50, 120, 20, 5, pt=2)
    block = reading.ink(path, (0, 90, 210, 110))
    frame = reading.ink(path, (0, 115, 210, 130))
    text = reading.ink(path, (0, 190, 210, 210))
    assert block is not None
    assert frame is not None
    assert text is not None
    assert (block.left, block.top, block.right, block.bottom) == pytest.approx((50, 100, 70, 105), abs=0.2)
    assert (frame.left, frame.top, frame.right, frame.bottom) == pytest.approx((50, 120, 70, 125), abs=0.2)
    assert text.right == pytest.approx(150, abs=0.4)
    assert text.bottom == pytest.approx(200.2, abs=0.4)


def test_a_paper_in_memory_leaves_nothing_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Document(None, FURNITURE, title="样例") as document:
        document.sheet().text(28, 30, "样例", FACT)
    assert document.data.startswith(b"%PDF-1.7")
    assert document.digest == hashlib.sha256(document.data).hexdigest()
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"the earlier paper")
    with pytest.raises(RuntimeError), Document(path, FURNITURE, title="样例") as document:
        document.sheet().text(28, 30, "样例", FACT)
        raise RuntimeError("stopped in the middle")
    assert path.read_bytes() == b"the earlier paper"
    assert [file.name for file in tmp_path.iterdir()] == ["paper.pdf"]


def test_a_folder_that_is_gone_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(OwnerError, match=r"paper\.pdf"):
        paper(tmp_path / "gone" / "paper.pdf")


def test_a_full_disk_is_said_in_words(tmp_path: Path) -> None:
    full = Path("/dev/full")
    assert full.exists()
    part = tmp_path / "paper.pdf.part"
    os.symlink(full, part)
    with pytest.raises(OwnerError, match=r"磁盘满了|The disk is full"):
        paper(tmp_path / "paper.pdf")
    assert list(tmp_path.iterdir()) == []


def test_letters_share_one_form_and_keep_their_own_text(tmp_path: Path) -> None:
    path = tmp_path / "letters.pdf"
    with Letters(path, shop=SHOP, title="告知信") as letters:
        forms = [letters.form(), letters.form()]
        for place, form in enumerate(forms):
            form.paragraph(28, 105, 160.9, f"第{place + 1}种信。" + "您留在本店的信息这样处理。" * 20, LETTER, indent=2)
        for place in range(300):
            sheet = letters.page(forms[place % 2])
            sheet.text(28, 99, f"{NAMES[place % len(NAMES)]}顾客{place}，您好：", LETTER)
    reading.check(path)
    assert letters.page_count == 300
    assert letters.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    pages = reading.poppler_text(path).split("\f")[:300]
    for place, page in enumerate(pages):
        assert f"{NAMES[place % len(NAMES)]}顾客{place}，您好：" in page
        assert f"第{place % 2 + 1}种信。" in page
        assert page.count("顾客") == 1
    assert path.stat().st_size / 300 < 1500


def test_letters_are_not_saved_when_the_work_stops(tmp_path: Path) -> None:
    path = tmp_path / "letters.pdf"
    with pytest.raises(RuntimeError), Letters(path, shop=SHOP, title="告知信") as letters:
        letters.page(letters.form()).text(28, 99, "样例", NOTE)
        raise RuntimeError("stopped in the middle")
    assert list(tmp_path.iterdir()) == []


def test_stock_tools_are_there() -> None:
    """The other tests rest on them: a machine without them must fail, not pass."""
    assert all(shutil.which(tool) for tool in ("qpdf", "pdftotext", "pdffonts"))
