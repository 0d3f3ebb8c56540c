"""Files of the forms that till software, offices and mail programs write, made byte by byte. People are invented."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import struct
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

import py7zr
from reportlab.pdfgen.canvas import Canvas

from tests.inventory import files

OLE = files.OLE
NAME, MOBILE = "王建国", "19900000001"
SENTENCE = f"患者{NAME}，电话{MOBILE}，身份证{files.id_number(7)}。"
FIELDS = (("HYKH", "C", 10), ("XM", "C", 12), ("SJ", "C", 11), ("BKRQ", "D", 8), ("JF", "N", 8), ("BZ", "M", 10))


def dbf(rows: Sequence[Sequence[str]], deleted: frozenset[int] = frozenset(), code_page: int = 0) -> bytes:
    """A FoxPro table in GBK whose byte for the code page says nothing, as it is found in shops."""
    length = 1 + sum(size for _, _, size in FIELDS)
    begins = 32 + 32 * len(FIELDS) + 1
    head = struct.pack("<BBBBIHH17xB2x", 0xF5, 24, 11, 21, len(rows), begins, length, code_page)
    for name, kind, size in FIELDS:
        head += struct.pack("<11sc4xBB14x", name.encode(), kind.encode(), size, 0)
    body = b"".join(
        (b"*" if n in deleted else b" ")
        + b"".join(cell.encode("gb18030")[:size].ljust(size) for cell, (_, _, size) in zip(row, FIELDS, strict=True))
        for n, row in enumerate(rows)
    )
    return head + b"\r" + body + b"\x1a"


def fpt(texts: Sequence[str]) -> bytes:
    """The memo file beside a table; text n begins at block 8 * (n + 1)."""
    out = bytearray(struct.pack(">I2xH", 8, 64).ljust(512, b"\0"))
    for text in texts:
        data = text.encode("gb18030")
        out += (struct.pack(">II", 1, len(data)) + data).ljust(512, b"\0")
    return bytes(out)


def members_dbf(count: int, deleted: frozenset[int] = frozenset()) -> bytes:
    rows = [
        [f"H{n:05d}", files.person_name(n), files.mobile(n), "20240105", str(n), str(8 * (n + 1)) if n < 3 else ""]
        for n in range(count)
    ]
    return dbf(rows, deleted)


def sqlite_file(path: Path, count: int = 200) -> Path:
    database = sqlite3.connect(path)
    database.execute("PRAGMA secure_delete = OFF")
    database.execute("CREATE TABLE 会员 (id INTEGER PRIMARY KEY, 姓名 TEXT, 手机 TEXT, 积分 REAL)")
    database.executemany(
        "INSERT INTO 会员 VALUES (?, ?, ?, ?)",
        [(n, files.person_name(n), files.mobile(n), n / 2) for n in range(count)],
    )
    database.commit()
    database.close()
    return path


def deleted(path: Path, count: int) -> Path:
    """A database whose rows were deleted, and not overwritten."""
    database = sqlite3.connect(sqlite_file(path, count))
    database.execute("PRAGMA secure_delete = OFF")
    database.execute("DELETE FROM 会员")
    database.commit()
    database.close()
    return path


def in_use(path: Path, count: int) -> Path:
    """A database as it lies on the drive while a till has it open: its last rows stand in the -wal only."""
    live = sqlite_file(path.with_suffix(".live"), count)
    database = sqlite3.connect(live)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("INSERT INTO 会员 VALUES (999, '新会员', '19900009999', 1)")
    database.commit()
    for ending in ("", "-wal"):
        path.with_name(path.name + ending).write_bytes(live.with_name(live.name + ending).read_bytes())
    database.close()
    live.unlink()
    return path


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file that says of itself that no stream is small. "a/b" lies in storage a."""
    sector = 512
    names = ["Root Entry", *dict.fromkeys(name.split("/")[0] for name in streams if "/" in name)]
    storages = names[1:]
    entries: list[tuple[str, int, int, int, int, int]] = []
    chains: list[tuple[int, bytes]] = []
    number = 0
    for data in streams.values():
        chains.append((number, data))
        number += -(-len(data) // sector)
    order = [*storages, *(name for name in streams if "/" not in name)]
    inner = [name for name in streams if "/" in name]
    place = {name: at + 1 for at, name in enumerate([*order, *inner])}
    none = 0xFFFFFFFF

    def after(name: str, group: list[str]) -> int:
        at = group.index(name) + 1
        return place[group[at]] if at < len(group) else none

    starts = dict(zip(streams, chains, strict=True))
    entries.append(("Root Entry", 5, none, place[order[0]] if order else none, 0xFFFFFFFE, 0))
    for name in order:
        if name in storages:
            first = next(place[path] for path in inner if path.startswith(name + "/"))
            entries.append((name, 1, after(name, order), first, 0, 0))
        else:
            entries.append((name, 2, after(name, order), none, starts[name][0], len(starts[name][1])))
    for path in inner:
        same = [other for other in inner if other.split("/")[0] == path.split("/")[0]]
        entries.append((path.split("/")[1], 2, after(path, same), none, starts[path][0], len(starts[path][1])))
    directory = b"".join(
        struct.pack("<64sHBBIII36xIII", name.encode("utf-16-le"), 2 * len(name) + 2, kind, 1, none, right, child, start,
                    size, 0)
        for name, kind, right, child, start, size in entries
    )  # fmt: skip
    directory = directory.ljust(-(-len(directory) // sector) * sector, b"\0")
    table: list[int] = []
    for _, data in chains:
        count = -(-len(data) // sector)
        table += [len(table) + n + 1 for n in range(count - 1)] + [0xFFFFFFFE]
    first_directory = len(table)
    table += [len(table) + n + 1 for n in range(len(directory) // sector - 1)] + [0xFFFFFFFE]
    first_table, count = len(table), 1
    while len(table) + count > count * 128:
        count += 1
    table += [0xFFFFFFFD] * count
    table += [none] * (count * 128 - len(table))
    head = struct.pack("<8s16xHHHHH6xIIIIIIIII", OLE, 0x3E, 3, 0xFFFE, 9, 6, 0, count, first_directory, 0, 0,
                       0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    head += struct.pack("<109I", *(first_table + n if n < count else none for n in range(109)))
    body = b"".join(data.ljust(-(-len(data) // sector) * sector, b"\0") for _, data in chains)
    return head + body + directory + struct.pack(f"<{len(table)}I", *table)


def doc(text: str) -> bytes:
    """A Word 97 file with one piece of UTF-16 text."""
    data = text.replace("\n", "\r").encode("utf-16-le")
    main = bytearray(0x400)
    struct.pack_into("<H", main, 0, 0xA5EC)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, len(main), 0)
    table = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", main, 0x01A2, 0, len(table))
    return compound({"WordDocument": bytes(main) + data, "1Table": table})


def ppt(text: str) -> bytes:
    data = text.encode("utf-16-le")
    atom = struct.pack("<HHI", 0, 0x0FA0, len(data)) + data
    return compound({"PowerPoint Document": struct.pack("<HHI", 0x0F, 0x03E8, len(atom)) + atom})


def msg(subject: str, body: str, attached: Mapping[str, bytes]) -> bytes:
    streams = {
        "__properties_version1.0": b"\0" * 32,
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_1000001F": body.encode("utf-16-le"),
    }
    for n, (name, data) in enumerate(attached.items()):
        storage = f"__attach_version1.0_#{n:08X}"
        streams[f"{storage}/__substg1.0_3707001F"] = name.encode("utf-16-le")
        streams[f"{storage}/__substg1.0_37010102"] = data
    return compound(streams)


def xls(rows: Sequence[Sequence[str | float]]) -> bytes:
    """An Excel 97 workbook: cells as labels and numbers."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0600))
    sheet += record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                sheet += record(0x0204, struct.pack("<HHH", y, x, 0) + text)
            else:
                sheet += record(0x0203, struct.pack("<HHHd", y, x, 0, cell))
    sheet += record(0x000A, b"")
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600))
    begin += record(0x0042, struct.pack("<H", 1200))
    name = b"\x06\0Sheet1"
    at = len(begin) + 4 + 6 + len(name) + 4
    globals_ = begin + record(0x0085, struct.pack("<IH", at, 0) + name) + record(0x000A, b"")
    return compound({"Workbook": (globals_ + sheet).ljust(4096, b"\0")})


def ods(rows: Sequence[Sequence[str]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in row)
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="会员">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<m:manifest xmlns:m="{space}"><m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>'
    parts = {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content}
    return zipped({name: part.encode() for name, part in parts.items()})


def pptx(text: str) -> bytes:
    space = "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"
    runs = f"<a:r><a:t>{text[:4]}</a:t></a:r><a:r><a:t>{text[4:]}</a:t></a:r>"
    slide = f"<p:sld xmlns:p='p' {space}><a:p>{runs}</a:p></p:sld>"
    note = f"<p:notes xmlns:p='p' {space}><a:p><a:r><a:t>备注 {MOBILE}</a:t></a:r></a:p></p:notes>"
    parts = {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}
    parts |= {"ppt/slides/slide1.xml": slide, "ppt/notesSlides/notesSlide1.xml": note}
    return zipped({name: part.encode() for name, part in parts.items()})


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def seven_zipped(members: Mapping[str, bytes], password: str | None = None) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as archive:
        for name, data in members.items():
            archive.writef(io.BytesIO(data), name)
    return out.getvalue()


def tarred(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(out.getvalue())


def eml(attached: Mapping[str, bytes], html: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "shop@example.com", f"{NAME} <guest@example.com>"
    message["Subject"], message["Date"] = "处方", "Sat, 21 Nov 2026 08:00:00 +0800"
    message.set_content(SENTENCE)
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in attached.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def pdf(pages: Sequence[str], password: str | None = None) -> bytes:
    """Latin text only: it needs no font of its own. An empty page holds a picture."""
    from reportlab.lib.utils import ImageReader

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=password)
    for page in pages:
        if page:
            for y, line in enumerate(page.split("\n")):
                canvas.drawString(72, 760 - 14 * y, line)
        else:
            picture = struct.pack("<2sIHHIIHH", b"BM", 26 + 48, 0, 0, 26, 12, 4, 4) + b"\x01\0\x18\0" + b"\x80" * 48
            canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, 500, 700)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def jet(texts: Sequence[str]) -> bytes:
    """The beginning of an Access database, and a page with texts as Jet writes them."""
    head = b"\0\x01\0\0Standard Jet DB\0".ljust(4096, b"\0")
    page = b"".join(b"\x01\x00" + text.encode("utf-16-le") + b"\0\0\xff\x05" for text in texts)
    return head + page.ljust(4096, b"\0")


def jet4(rows: Sequence[Sequence[str]]) -> bytes:
    """Pages of rows of short texts as Access 2000–2003 (Jet 4) lays them out, from the description of mdbtools.

    Texts of Latin letters and digits are compressed: FF FE and a byte for each. The others are UTF-16. There is no
    catalogue: no program could open it, but rows lie in it as in a real one.
    """
    pages = [b"\0\x01\0\0Standard Jet DB\0\x01\0\0\0".ljust(4096, b"\0")]
    waiting: list[bytes] = []

    def flush() -> None:
        places, at, body = b"", 4096, b""
        for row in waiting:
            at -= len(row)
            places += struct.pack("<H", at)
            body = row + body
        head = struct.pack("<BBHIIH", 1, 1, at - 14 - len(places), 2, 0, len(waiting)) + places
        pages.append(head.ljust(4096 - len(body), b"\0") + body)
        waiting.clear()

    for row in rows:
        texts = [b"\xff\xfe" + text.encode() if text.isascii() else text.encode("utf-16-le") for text in row]
        ends = [2 + sum(map(len, texts[:n])) for n in range(len(texts) + 1)]
        places = struct.pack(f"<{len(ends)}H", *reversed(ends)) + struct.pack("<H", len(texts))
        data = struct.pack("<H", len(texts)) + b"".join(texts) + places + b"\xff" * (-(-len(texts) // 8))
        if sum(map(len, waiting)) + len(data) + 2 * len(waiting) + 16 > 4096:
            flush()
        waiting.append(data)
    flush()
    return b"".join(pages)


def rtf(text: str) -> bytes:
    body = "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in text.encode("gb18030"))
    return (r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\f0 " + body + r"\par \u29579?\u20581?\par}").encode("ascii")


def sql() -> bytes:
    rows = ",".join(f"({n},'{files.person_name(n)}','{files.mobile(n)}')" for n in range(20))
    return (
        "CREATE TABLE `t_member` (\n  `id` int,\n  `姓名` varchar(20),\n  `phone` varchar(20),\n  KEY (`id`)\n);\n"
        f"INSERT INTO `t_member` VALUES {rows};\n"
        "INSERT [dbo].[sale] ([id], [客户], [d]) VALUES (1, N'O''Neil; INSERT INTO x VALUES (1)', CAST(N'x' AS Date))\n"
        "COPY public.cust (id, name) FROM stdin;\n1\t张三\n2\t\\N\n\\.\n"
    ).encode("gb18030")


def json_file() -> bytes:
    people = [{"name": files.person_name(n), "phone": files.mobile(n), "at": {"city": "x"}} for n in range(20)]
    return json.dumps({"code": 0, "data": {"list": people}}, ensure_ascii=False).encode()


def xml_file() -> bytes:
    people = "".join(
        f"<m id='{n}'><姓名>{files.person_name(n)}</姓名><手机>{files.mobile(n)}</手机></m>" for n in range(20)
    )
    return f"<?xml version='1.0' encoding='GBK'?><r>{people}</r>".encode("gb18030")
