"""Each trap of real shop files, as a file."""

from __future__ import annotations

import os
import random
import time
import zipfile
from pathlib import Path

import pytest

from desktop.inventory.parts import why_closed
from desktop.inventory.readers.delimited import delimiter_of
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.opening import open_parts
from desktop.inventory.readers.shapes import Form, Line, Table, Text, Unread, Unreadable
from desktop.inventory.readers.text import encoding_of
from desktop.inventory.readers.workbook import number_text
from tests.inventory import files


def rows(path: Path) -> list[Line]:
    _, (part, *others) = open_parts(path)
    assert isinstance(part, Table)
    assert not any(isinstance(other, Table) for other in others)
    return list(part.rows)


def text(path: Path) -> str:
    _, (part,) = open_parts(path)
    assert isinstance(part, Text)
    return "".join(block.text for block in part.blocks)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = files.write_csv(tmp_path / "a.csv", files.MEMBER_HEADER, files.members(300), encoding)
    found = rows(path)
    assert found[0].cells == tuple(files.MEMBER_HEADER)
    assert [list(line.cells) for line in found[1:]] == files.members(300)
    assert found[300].number == 301


def test_rare_characters_of_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("患者 𬴂䶮 13812345678\n".encode("gb18030"))
    assert encoding_of(path) == "gb18030"
    assert text(path) == "患者 𬴂䶮 13812345678\n"


def test_tab_before_numbers_and_formulas_around_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('卡号,手机,备注\n\t001,="13812345678",\'007\n', "utf-8")
    assert rows(path)[1].cells == ("001", "13812345678", "007")


def test_line_breaks_inside_cells_keep_the_line_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('姓名,备注\n张三,"第一行\n第二行"\n李四,好\n', "utf-8")
    assert rows(path) == [Line(1, ("姓名", "备注")), Line(2, ("张三", "第一行\n第二行")), Line(4, ("李四", "好"))]


@pytest.mark.parametrize("lines", [10, 500])
def test_a_quote_that_is_never_closed_swallows_nothing(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "a.csv"
    body = [f"H{n},1990000{n:04d}" for n in range(lines)]
    body[3] = '"H3,19900000003'
    path.write_text("卡号,手机\n" + "\n".join(body) + "\n", "utf-8")
    found = rows(path)
    assert len(found) == lines + 1
    assert found[4] == Line(5, ('"H3', "19900000003"))
    assert found[-1] == Line(lines + 1, (f"H{lines - 1}", f"1990000{lines - 1:04d}"))


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(delimiter.join(row) for row in [files.MEMBER_HEADER, *files.members(5)]), "utf-8")
    assert rows(path)[1].cells[0] == "H00000"


def test_xlsx_with_numbers_as_numbers(tmp_path: Path) -> None:
    path = files.write_xlsx(
        tmp_path / "a.xlsx", {"会员": [["手机", "积分"], [13812345678, 12.5], [None, None], ["x", 1]], "空": []}
    )
    form, opened = open_parts(path)
    parts = list(opened)
    assert form is Form.XLSX
    assert [part.part for part in parts] == ["会员", "空", "文件属性"]
    assert isinstance(parts[0], Table)
    assert list(parts[0].rows) == [Line(1, ("手机", "积分")), Line(2, ("13812345678", "12.5")), Line(4, ("x", "1"))]


def test_what_a_spreadsheet_leaves_of_an_id_number() -> None:
    assert number_text(4.403051980010113e17) == "440305198001011300"
    assert number_text(13800001111.0) == "13800001111"
    assert number_text(float("nan")) == ""


def test_html_named_xls(tmp_path: Path) -> None:
    path = tmp_path / "会员.xls"
    path.write_bytes(files.html_table(files.MEMBER_HEADER, files.members(40)).encode("gb18030"))
    assert form_of(path) is Form.HTML
    assert [list(line.cells) for line in rows(path)] == [files.MEMBER_HEADER, *files.members(40)]


def test_csv_named_xlsx_and_xlsx_named_csv(tmp_path: Path) -> None:
    path = files.write_csv(tmp_path / "a.xlsx", files.MEMBER_HEADER, files.members(3))
    assert len(rows(path)) == 4
    book = files.write_xlsx(tmp_path / "b.xlsx", {"x": [["a", "b"], ["1", "2"]]})
    assert len(rows(book.rename(tmp_path / "b.csv"))) == 2


def test_docx_with_torn_runs_and_header(tmp_path: Path) -> None:
    path = files.write_docx(tmp_path / "a.docx", ["手机13812345678", "第二段 & <b>"], header="页眉 13900000000")
    _, (body, margins) = open_parts(path)
    assert isinstance(body, Text)
    assert isinstance(margins, Text)
    assert "".join(block.text for block in body.blocks) == "手机13812345678\n第二段 & <b>\n"
    assert (margins.part, [block.text for block in margins.blocks]) == ("页眉页脚", ["页眉 13900000000\n"])


def walk(path: Path) -> None:
    for part in open_parts(path)[1]:
        if not isinstance(part, Unread):
            for _ in part.rows if isinstance(part, Table) else part.blocks:
                pass


def reason(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        walk(path)
    return caught.value.reason.text


def test_encrypted_office_file(tmp_path: Path) -> None:
    assert "password" in reason(files.write_encrypted(tmp_path / "a.xlsx"))


def test_zip_with_password(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("会员.csv", "x" * 50)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    assert "password" in reason(path)


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.95])
def test_a_workbook_that_was_cut_off(tmp_path: Path, keep: float) -> None:
    path = files.write_xlsx(tmp_path / "a.xlsx", {"x": [[f"{n}", "y"] for n in range(500)]})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    assert "damaged" in reason(path)


@pytest.mark.parametrize("cell", [b"XFD1048576", b"NTQEA1048576", b"XFD9999999999"])
def test_a_sheet_that_claims_the_whole_plane(tmp_path: Path, cell: bytes) -> None:
    path = files.write_xlsx(tmp_path / "a.xlsx", {"x": [["a"]]})
    other = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="' + cell + b'"><v>1</v></c></row></sheetData>'
                )
            new.writestr(name, data)
    begun = time.monotonic()
    assert "far larger" in reason(other)
    assert time.monotonic() - begun < 2


def test_a_sheet_that_states_ten_million_columns_and_has_one(tmp_path: Path) -> None:
    path = files.write_xlsx(tmp_path / "a.xlsx", {"x": [["手机"], ["19900000001"]]})
    other = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:A2"', b'ref="A1:VAPMR1048576"'))
    begun = time.monotonic()
    assert [line.cells for line in rows(other)] == [("手机",), ("19900000001",)]
    assert time.monotonic() - begun < 2


def test_a_file_that_another_program_holds() -> None:
    held = OSError(13, "held")
    held.winerror = 32  # type: ignore[attr-defined,unused-ignore]
    assert "Another program" in why_closed(held).reason.text
    assert "does not allow" in why_closed(PermissionError(13, "no")).reason.text


def test_a_zip_bomb_named_docx(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "")
        with archive.open("word/document.xml", "w", force_zip64=True) as stream:
            for _ in range(300):
                stream.write(b"0" * 1024 * 1024)
    assert "far larger" in reason(path)


def test_an_entity_bomb_in_a_docx(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    path = files.write_docx(tmp_path / "a.docx", ["x"], prolog=bomb)
    assert "no place" in reason(path)


def test_binary_and_old_formats_are_named(tmp_path: Path) -> None:
    for name, data, form in (
        ("a.pdf", b"%PDF-1.7\n", Form.PDF),
        ("b.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 100, Form.PICTURE),
        ("c.mdb", b"\0\x01\0\0Standard Jet DB\0" + b"\0" * 100, Form.ACCESS),
        ("d.db", b"SQLite format 3\0" + b"\0" * 100, Form.SQLITE),
        ("e.doc", files.OLE + b"\0" * 512 + "WordDocument".encode("utf-16-le") + b"\0\0", Form.OLD_WORD),
        ("f.dat", bytes(range(256)) * 40, Form.UNKNOWN),
        ("g.exe", b"MZ\x90\0", Form.IRRELEVANT),
        ("h.txt", b"", Form.EMPTY),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        assert form_of(path) is form, name


def test_a_line_without_end_is_cut_where_no_number_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x13812345678，" * 100_000, "utf-8")
    _, (part,) = open_parts(path)
    assert isinstance(part, Text)
    blocks = list(part.blocks)
    assert len(blocks) > 2
    assert all(block.text.endswith("，") for block in blocks)


def test_memory_is_bounded_and_reading_can_stop(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("卡号,手机\n")
        for _ in range(200):
            file.write("H00001,19900000001\n" * 5_000)
    _, (part,) = open_parts(path)
    assert isinstance(part, Table)
    begun = time.monotonic()
    next(part.rows)
    assert time.monotonic() - begun < 1.5


def test_damaged_files_end_in_a_sentence_or_are_read(tmp_path: Path) -> None:
    rnd = random.Random(11)
    originals = [
        files.write_xlsx(tmp_path / "o.xlsx", {"x": [files.MEMBER_HEADER, *files.members(20)]}),
        files.write_docx(tmp_path / "o.docx", ["手机13812345678"] * 20),
        files.write_csv(tmp_path / "o.csv", files.MEMBER_HEADER, files.members(20), "gb18030"),
        files.write_encrypted(tmp_path / "o2.xlsx"),
    ]
    (tmp_path / "o.xls").write_text(files.html_table(files.MEMBER_HEADER, files.members(20)), "utf-8")
    originals.append(tmp_path / "o.xls")
    target = tmp_path / "damaged"
    reasons = set()
    for turn in range(400):
        original = originals[turn % len(originals)]
        data = bytearray(original.read_bytes())
        for _ in range(rnd.randrange(1, 20)):
            place = rnd.randrange(len(data))
            data[place : place + rnd.randrange(1, 9)] = os.urandom(rnd.randrange(0, 9))
        path = target.with_suffix(original.suffix)
        path.write_bytes(bytes(data))
        begun = time.monotonic()
        try:
            walk(path)
        except Unreadable as error:
            reasons.add(error.reason.text)
        assert time.monotonic() - begun < 5
    assert reasons


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_table_is_told_by_its_first_lines_whatever_stands_below(tmp_path: Path, encoding: str) -> None:
    head, below = ["id;amount;day", *(f"{n};{n * 3}.50;2024-01-02" for n in range(40))], ["，结束，没有" * 30] * 900
    for name, first, sign in (("a.txt", head, ";"), ("b.txt", [line.replace(";", " ") for line in head], "")):
        (tmp_path / name).write_text("\n".join([*first, *below]), encoding)
        assert delimiter_of(tmp_path / name) == sign
