"""Office files with something in every corner: comments, margins, text boxes, properties, pictures. People invented."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter
from PIL import Image

from tests.inventory import drawn, files, formats

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_A = "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
PICTURE = drawn.saved(drawn.sheet(drawn.member_card("王建国", "19900000001", "H00123"), (620, 437)), "PNG")
ICON = drawn.saved(Image.new("RGB", (16, 16)), "PNG")


def workbook(path: Path, pictures: Mapping[str, bytes] | None = None) -> Path:
    """A workbook whose second sheet has people everywhere but in its cells."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties(
        {"title": "会员 19900000011", "author": "钱店长", "comments": "联系人：孙丽 19900000012", "keywords": "店"}
    )
    first, second = book.add_worksheet("会员"), book.add_worksheet("价目")
    for place, row in enumerate([files.MEMBER_HEADER, *files.members(12)]):
        first.write_row(place, 0, row)
    second.write_row(0, 0, ["商品", "进价"])
    second.write_comment("B7", "钱店长:\n顾客：赵小明 19900000013", {"author": "钱店长"})
    second.write_comment("A900", f"身份证 {files.id_number(14)}")
    second.set_header('&L&"宋体,常规"&12 送货 19900000015&C&D&R电话 19900000016')
    second.set_footer("&C第 &P 页 A&&B")
    second.insert_textbox(20, 1, "收货人：李秀英\n手机 19900000017")
    second.data_validation("C1", {"validate": "any", "input_title": "提示", "input_message": "找张三 19900000018"})
    for name, data in (pictures or {}).items():
        second.insert_image(30, 0, name, {"image_data": io.BytesIO(data)})
    book.close()
    return path


def with_parts(path: Path, parts: Mapping[str, bytes]) -> Path:
    """The same package with more parts in it, or others."""
    with zipfile.ZipFile(path) as old:
        held = {name: old.read(name) for name in old.namelist()}
    path.write_bytes(formats.zipped(held | dict(parts)))
    return path


def threads(path: Path) -> Path:
    """A comment thread as Excel 365 writes it; its people are those who wrote it."""
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    thread = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="A5" personId="{{1}}" id="{{2}}">'
        "<text>患者周建国 19900000019 下周来取药</text></threadedComment></ThreadedComments>"
    )
    people = f'<personList xmlns="{space}"><person displayName="吴药师" id="{{1}}"/></personList>'
    cache = (
        '<pivotCacheDefinition xmlns="x"><cacheFields><cacheField name="手机"><sharedItems>'
        '<s v="19900000020"/><s v="19900000021"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>'
    )
    records = '<pivotCacheRecords xmlns="x"><r><s v="郑芳"/><s v="19900000022"/></r></pivotCacheRecords>'
    old = (
        '<xml xmlns:v="urn:v"><v:shape><v:textbox><div style="x"><font>孙</font><font>丽 199000</font>'
        "<font>00023</font><br></div></v:textbox></v:shape></xml>"
    )
    rels = (
        f'<Relationships xmlns="{_RELS}"><Relationship Id="rId1" Target="../threadedComments/threadedComment1.xml"/>'
        '<Relationship Id="rId2" Target="http://x" TargetMode="External"/></Relationships>'
    )
    return with_parts(
        path,
        {
            "xl/threadedComments/threadedComment1.xml": thread.encode(),
            "xl/persons/person.xml": people.encode(),
            "xl/pivotCache/pivotCacheDefinition1.xml": cache.encode(),
            "xl/pivotCache/pivotCacheRecords1.xml": records.encode(),
            "xl/drawings/vmlDrawing9.vml": old.encode(),
            "xl/worksheets/_rels/sheet1.xml.rels": rels.encode(),
        },
    )


def _paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words[:4]}</w:t></w:r><w:r><w:t>{words[4:]}</w:t></w:r></w:p>"


def document(pictures: Mapping[str, bytes] | None = None, /, **other: bytes) -> bytes:
    """A Word file with something in every part, and a text box that hangs in the middle of a number."""
    box = f"<w:txbxContent>{_paragraph('盒中 顾客：赵小明 19900000031')}</w:txbxContent>"
    drawn_box = (
        f"<mc:AlternateContent {_MC}><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = f"<w:p><w:r><w:t>电话 199000</w:t></w:r><w:r>{drawn_box}</w:r><w:r><w:t>00030</w:t></w:r></w:p>"
    parts = {"document": f"<w:document {_W}><w:body>{body}</w:body></w:document>"}
    for name, words in (
        ("header1", "电话 19900000032"), ("footer2", "手机 19900000033"), ("footnotes", "患者钱芳 19900000034"),
        ("endnotes", "会员 19900000035"), ("comments", "联系人：孙丽 19900000036"),
    ):  # fmt: skip
        parts[name] = f"<w:x {_W}>{_paragraph(words)}</w:x>"
    held = {"[Content_Types].xml": b"<Types/>"} | {f"word/{name}.xml": text.encode() for name, text in parts.items()}
    core = "<cp:coreProperties xmlns:cp='c' xmlns:dc='d'><dc:creator>吴药师</dc:creator><dc:subject>电话 19900000037"
    held["docProps/core.xml"] = f"{core}</dc:subject></cp:coreProperties>".encode()
    held["word/charts/chart1.xml"] = b"<c:x xmlns:c='c'><c:v>19900000038</c:v></c:x>"
    held |= {f"word/media/{name}": data for name, data in (pictures or {}).items()}
    return formats.zipped(held | {name.replace("__", "/"): data for name, data in other.items()})


def slides(pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Slides with notes, both kinds of comments, and words on their master."""

    def page(tag: str, words: str) -> bytes:
        runs = f"<a:r><a:t>{words[:4]}</a:t></a:r><a:r><a:t>{words[4:]}</a:t></a:r>"
        return f"<p:{tag} xmlns:p='p' {_A}><a:p>{runs}</a:p></p:{tag}>".encode()

    old = "<p:cmLst xmlns:p='p'><p:cm authorId='0'><p:text>患者李芳 19900000043</p:text></p:cm></p:cmLst>"
    held = {
        "[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>",
        "ppt/slides/slide1.xml": page("sld", "电话 19900000041"),
        "ppt/notesSlides/notesSlide1.xml": page("notes", "电话 19900000042"),
        "ppt/comments/comment1.xml": old.encode(),
        "ppt/comments/modernComment_1.xml": page("cmLst", "手机 19900000044"),
        "ppt/slideMasters/slideMaster1.xml": page("sldMaster", "送货 19900000045"),
    }  # fmt: skip
    return formats.zipped(held | {f"ppt/media/{name}": data for name, data in (pictures or {}).items()})


def old_workbook(pictures: Mapping[str, bytes] | None = None) -> bytes:
    """An Excel 97 workbook: a comment, a text box torn over two records, margins, and pictures in its store."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def words(text: str) -> bytes:
        return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")

    def shape(number: int, kind: int, *pieces: str) -> bytes:
        head = struct.pack("<HHHH", 0x15, 0x12, kind, number) + bytes(14)
        text = struct.pack("<HHHHHHHHH", 0, 0, 0, 0, 0, sum(map(len, pieces)), 16, 0, 0)
        more = [record(0x3C, b"\1" + piece.encode("utf-16-le")) for piece in pieces]
        return record(0x5D, head) + record(0x1B6, text) + b"".join(more) + record(0x3C, bytes(16))

    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600)) + record(0x42, b"\xb0\x04")
    store = b""
    for name, data in (pictures or {}).items():
        kind, instance = (0xF01E, 0x6E0) if name.endswith("png") else (0xF01A, 0x3D4)
        blip = struct.pack("<HHI", instance << 4, kind, 17 + len(data)) + bytes(17) + data
        store += struct.pack("<HHI", 0x62, 0xF007, 36 + len(blip)) + bytes(36) + blip
    inner = struct.pack("<HHI", 0x1F, 0xF001, len(store)) + store
    group = struct.pack("<HHI", 0xF, 0xF000, len(inner)) + inner
    if pictures:
        begin += record(0xEB, group[:8000]) + b"".join(
            record(0x3C, group[at : at + 8000]) for at in range(8000, len(group), 8000)
        )
    title = b"\x03\1" + "会员页".encode("utf-16-le")
    at = len(begin) + 4 + 6 + len(title) + 4
    begin += record(0x85, struct.pack("<IH", at, 0) + title) + record(0x0A, b"")
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0600))
    sheet += record(0x14, words("&L送货 19900000051")) + record(0x15, words("&C第 &P 页"))
    sheet += record(0x0204, struct.pack("<HHH", 0, 0, 0) + words("商品"))
    sheet += shape(1, 0x19, "钱店长:\n顾客：赵小明 19900000052") + shape(2, 6, "电话 199000", "00053")
    sheet += record(0x1C, struct.pack("<HHHH", 6, 1, 0, 1) + words("钱店长") + b"\0") + record(0x0A, b"")
    return formats.compound({"Workbook": (begin + sheet).ljust(4096, b"\0")})
