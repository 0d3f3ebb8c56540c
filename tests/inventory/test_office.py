"""What Office files hold beside cells, paragraphs and slides: found with its place, or told as not read."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from desktop.inventory import fields, store
from desktop.inventory.columns import Vocabulary
from desktop.inventory.looking import UNREADABLE, look
from desktop.inventory.readers import pictures
from desktop.inventory.readers.office import Spot, placed
from desktop.inventory.records import SourceState
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.session import Session
from desktop.words import zh
from tests.inventory import files, formats, office_files
from tests.inventory.test_formats import read


@pytest.fixture
def without_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PACKAGE", "a_part_that_is_not_there")


def where(path: Path, vocabulary: Vocabulary) -> dict[tuple[str, str], int]:
    """(kind, place) and how often, of a file."""
    return {(sight.kind, sight.where): sight.total for sight in look([path], vocabulary) if sight.kind != UNREADABLE}


def test_every_corner_of_a_workbook(tmp_path: Path, vocabulary: Vocabulary) -> None:
    found = where(office_files.workbook(tmp_path / "a.xlsx"), vocabulary)
    assert found[fields.MOBILE, "会员:2"] == 12
    # The row of the cell is the line.
    assert found[fields.MOBILE, "价目 › 批注:7"] == 1
    assert found[fields.NAME, "价目 › 批注:7"] == 1
    assert found[fields.ID_NUMBER, "价目 › 批注:900"] == 1
    assert found[fields.MOBILE, "价目 › 文本框:21"] == 1
    assert found[fields.NAME, "价目 › 文本框:21"] == 1
    assert found[fields.MOBILE, "价目 › 页眉页脚:1"] == 3
    assert found[fields.MOBILE, "文件属性:1"] == 2


def test_threads_and_what_pivot_tables_and_old_drawings_keep(tmp_path: Path) -> None:
    texts = read(office_files.threads(office_files.workbook(tmp_path / "a.xlsm")))[1]
    assert texts["会员 › 批注"] == "患者周建国 19900000019 下周来取药\n"
    kept = texts["透视表和链接留下的副本"]
    assert all(f"199000000{n}" in kept for n in (20, 21))
    assert "郑芳\t19900000022" in kept
    # Runs of letters tear a number in the file, not in what is searched.
    assert "孙丽 19900000023" in texts["文本框"]


def test_who_wrote_a_comment_is_no_customer(session: Session, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    office_files.threads(office_files.workbook(tmp_path / "x" / "a.xlsx"))
    run_to_end(scan(session, tmp_path / "x"))
    people = {subject.mobile: subject.name for subject in store.subjects(session.vault)}
    assert people["19900000013"] == "赵小明"
    assert people["19900000012"] == "孙丽"
    assert not {"钱店长", "吴药师"} & set(people.values())
    # The old kind of comment begins with its author's name.
    text = read(tmp_path / "x" / "a.xlsx")[1]["价目 › 批注"]
    assert text.startswith("顾客：赵小明")


def test_codes_in_margins_are_no_part_of_numbers(tmp_path: Path) -> None:
    lines = read(office_files.workbook(tmp_path / "a.xlsx"))[1]["价目 › 页眉页脚"].split("\n")
    assert lines[:2] == ["送货 19900000015", "电话 19900000016"]
    assert "第  页 A＆B" in lines
    assert "找张三 19900000018" in lines


def test_every_corner_of_an_old_workbook(tmp_path: Path, vocabulary: Vocabulary) -> None:
    tables, texts, _ = read(("a.xls", office_files.old_workbook()))
    assert tables == {"会员页": [("商品",)]}
    assert texts["会员页 › 批注"] == "顾客：赵小明 19900000052\n"
    assert texts["会员页 › 文本框"] == "电话 19900000053\n"
    assert texts["会员页 › 页眉页脚"] == "送货 19900000051\n第  页\n"
    (tmp_path / "a.xls").write_bytes(office_files.old_workbook())
    assert where(tmp_path / "a.xls", vocabulary)[fields.MOBILE, "会员页 › 批注:7"] == 1


def test_comments_keep_their_rows() -> None:
    spots = [Spot(3, "a"), Spot(3, "b\nc"), Spot(5, "d"), Spot(4, "e"), Spot(9000, "f"), Spot(0, "g")]
    found = [(block.line + n, line) for block in placed(spots) for n, line in enumerate(block.text.split("\n")) if line]
    assert found == [(3, "a\tb c"), (5, "d"), (4, "e"), (9000, "f\tg")]


def test_every_corner_of_a_word_file(tmp_path: Path, vocabulary: Vocabulary) -> None:
    texts = read(("a.docx", office_files.document()))[1]
    assert texts[""] == "电话 19900000030\n盒中 顾客：赵小明 19900000031\n\n"
    (tmp_path / "a.docx").write_bytes(office_files.document())
    found = where(tmp_path / "a.docx", vocabulary)
    assert found[fields.MOBILE, "1"] == 2
    assert found[fields.MOBILE, "页眉页脚:1"] == 2
    assert found[fields.MOBILE, "脚注和尾注:1"] == 2
    assert found[fields.MOBILE, "批注:1"] == 1
    assert found[fields.NAME, "批注:1"] == 1
    assert found[fields.MOBILE, "文件属性:1"] == 1
    assert found[fields.MOBILE, "图表:1"] == 1


def test_every_corner_of_slides(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "a.pptx").write_bytes(office_files.slides())
    found = where(tmp_path / "a.pptx", vocabulary)
    places = {"1": 1, "幻灯片备注:1": 1, "批注:1": 2, "页眉页脚:1": 1}
    assert {place: total for (kind, place), total in found.items() if kind == fields.MOBILE} == places


def test_what_is_damaged_beside_the_cells_costs_only_itself(tmp_path: Path) -> None:
    path = office_files.workbook(tmp_path / "a.xlsx")
    office_files.with_parts(path, {"xl/comments1.xml": b"<comments><x>", "docProps/core.xml": b"\0"})
    tables, texts, unread = read(path)
    assert len(tables["会员"]) == 13
    assert "价目 › 页眉页脚" in texts
    assert "damaged" in unread["价目 › 批注"]
    assert "damaged" in unread["文件属性"]
    broken = formats.zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b"<p/>",
                             "ppt/slides/slide1.xml": b"<a/>", "ppt/comments/comment1.xml": b"<"})  # fmt: skip
    assert "damaged" in read(("a.pptx", broken))[2]["批注"]


def test_pictures_inside_are_counted_where_they_cannot_be_read(without_part: None, tmp_path: Path) -> None:
    held = {"卡.png": office_files.PICTURE, "b.png": office_files.PICTURE + b"\0", "logo.png": office_files.ICON}
    (tmp_path / "a.docx").write_bytes(office_files.document(held | {"图.emf": b"\1\0\0\0" + bytes(60)}))
    unread = read(tmp_path / "a.docx")[2]
    assert set(unread) == {"卡.png", "b.png", "图.emf"}
    assert "needs the part for pictures" in unread["卡.png"]
    assert "EMF" in unread["图.emf"]
    old = {"卡.png": office_files.PICTURE, "图.emf": bytes(60), "logo.png": office_files.ICON}
    assert set(read(("a.xls", office_files.old_workbook(old)))[2]) == {"image1.png", "image2.emf"}
    assert set(read(("a.pptx", office_files.slides({"image1.png": office_files.PICTURE})))[2]) == {"image1.png"}
    assert set(read(office_files.workbook(tmp_path / "a.xlsx", {"x.png": office_files.PICTURE}))[2]) == {"image1.png"}


def test_the_sentence_says_how_many_pictures_were_not_read(
    without_part: None, session: Session, tmp_path: Path
) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    held = {f"{n}.png": office_files.PICTURE + bytes(n) for n in range(3)}
    (folder / "病历.docx").write_bytes(office_files.document(held))
    run_to_end(scan(session, folder))
    (source,) = store.sources(session.vault)
    assert source.state is SourceState.FOUND
    assert source.reason is not None
    assert zh(source.reason).startswith("里面有 3 个文件未能读取，例如 0.png：")
    assert "识图组件" in zh(source.reason)


def test_files_that_are_embedded_are_read(tmp_path: Path) -> None:
    inner = files.write_xlsx(tmp_path / "i.xlsx", {"表": [files.MEMBER_HEADER, *files.members(3)]}).read_bytes()
    embedded = {"word__embeddings__表1": inner, "word__embeddings__o": bytes(range(256)) * 40}
    tables, _, unread = read(("a.docx", office_files.document(**embedded)))
    assert len(tables["表1 › 表"]) == 4
    assert "not known" in unread["o"]


def test_a_workbook_of_many_sheets_with_comments_is_soon_through(tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    for n in range(200):
        book.add_worksheet(f"第{n}页").write_comment("A3", f"电话 {files.mobile(n)}")
    book.close()
    begun = time.process_time()
    texts = read(tmp_path / "a.xlsx")[1]
    assert files.mobile(199) in texts["第199页 › 批注"]
    assert len(texts) > 200
    assert time.process_time() - begun < 10


if sys.version_info < (3, 13):

    def test_pictures_inside_are_read() -> None:
        text = read(("a.docx", office_files.document({"image1.png": office_files.PICTURE})))[1]["image1.png"]
        assert "19900000001" in text
        assert "王建国" in text
        text = read(("a.xls", office_files.old_workbook({"卡.png": office_files.PICTURE})))[1]["image1.png"]
        assert "19900000001" in text
