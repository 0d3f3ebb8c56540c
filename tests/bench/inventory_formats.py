"""Writers of the corpus: a table, or lines of running text, in each of the forms that a shop PC has.

What stands beside a file (memo, -wal) is written too. The rarer forms are built byte by byte, as the tests of the
readers have them.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import struct
import zipfile
from base64 import encodebytes
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias
from xml.sax.saxutils import escape

import xlsxwriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desktop.resources import resource
from tests.inventory import formats

Row = tuple[str, ...]
TableWriter: TypeAlias = Callable[[Path, Row, list[Row]], None]
LinesWriter: TypeAlias = Callable[[Path, list[str]], None]
_FONT = "corpus"


def csv_bytes(header: Row, rows: Sequence[Row], encoding: str = "gb18030") -> bytes:
    """A plain export."""
    text = io.StringIO()
    csv.writer(text).writerows((header, *rows))
    return text.getvalue().encode(encoding)


def as_csv(encoding: str, *, tabs: bool = False) -> TableWriter:
    """Comma-separated; `tabs`: a tab before each number, as till software writes it."""

    def write(path: Path, header: Row, rows: list[Row]) -> None:
        with path.open("w", encoding=encoding, newline="") as file:
            out = csv.writer(file)
            out.writerow(header)
            out.writerows([["\t" + c if c[:1].isdigit() and tabs else c for c in row] for row in rows])

    return write


def as_tsv(path: Path, header: Row, rows: list[Row]) -> None:
    """Tabs, UTF-16 with its mark."""
    path.write_text("\n".join("\t".join(row) for row in (header, *rows)), encoding="utf-16")


def as_xlsx(path: Path, header: Row, rows: list[Row]) -> None:
    """Excel."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        for place, row in enumerate((header, *rows)):
            sheet.write_row(place, 0, row)


def as_html(path: Path, header: Row, rows: list[Row]) -> None:
    """A page named as a workbook."""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in (header, *rows))
    path.write_text(f"<html><head><meta charset=gb2312></head><table>{body}</table></html>", encoding="gb18030")


def as_dbf(path: Path, header: Row, rows: list[Row]) -> None:
    """FoxPro, without memo."""
    widths = [max(2, *(len(row[place].encode("gb18030")) for row in rows)) for place in range(len(header))]
    out = io.BytesIO()
    out.write(struct.pack("<B3BIHH20x", 3, 24, 1, 1, len(rows), 33 + 32 * len(header), 1 + sum(widths)))
    for title, width in zip(header, widths, strict=True):
        out.write(struct.pack("<11sc4xBB14x", title.encode(), b"C", width, 0))
    out.write(b"\r")
    for row in rows:
        cells = (cell.encode("gb18030").ljust(width) for cell, width in zip(row, widths, strict=True))
        out.write(b" " + b"".join(cells))
    path.write_bytes(out.getvalue() + b"\x1a")


def as_sqlite(path: Path, header: Row, rows: list[Row]) -> None:
    """A database that nobody has open."""
    db = sqlite3.connect(path)
    db.execute(f"CREATE TABLE hyxx ({', '.join(f'{title} TEXT' for title in header)})")
    db.executemany(f"INSERT INTO hyxx VALUES ({', '.join('?' * len(header))})", rows)
    db.commit()
    db.close()


def as_sql(path: Path, header: Row, rows: list[Row]) -> None:
    """A dump of MySQL in GBK."""
    create = f"CREATE TABLE `hyxx` ({', '.join(f'`{title}` varchar(40)' for title in header)});\n"
    values = [f"INSERT INTO `hyxx` VALUES ({', '.join(repr(cell) for cell in row)});\n" for row in rows]
    path.write_text(create + "".join(values), encoding="gb18030")


def as_json(path: Path, header: Row, rows: list[Row]) -> None:
    """A list of records."""
    path.write_text(
        json.dumps([dict(zip(header, row, strict=True)) for row in rows], ensure_ascii=False, indent=1), "utf-8"
    )


def as_ods(path: Path, header: Row, rows: list[Row]) -> None:
    """LibreOffice."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in (header, *rows))
    base = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{base}:{name}:1.0"' for name in ("office", "table", "text"))
    sheet = f'<table:table table:name="名单">{body}</table:table>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        manifest = f'<manifest:manifest xmlns:manifest="{base}:manifest:1.0"/>'
        archive.writestr("META-INF/manifest.xml", '<?xml version="1.0" encoding="UTF-8"?>' + manifest)
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body>'
            f"<office:spreadsheet>{sheet}</office:spreadsheet></office:body></office:document-content>",
        )


def as_zip(path: Path, header: Row, rows: list[Row]) -> None:
    """A table in a zip."""
    text = io.StringIO()
    csv.writer(text).writerows((header, *rows))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("会员.csv", text.getvalue().encode("gb18030"))


def as_titled_csv(path: Path, header: Row, rows: list[Row]) -> None:
    """Two lines above the header, and a line break in every seventh remark."""
    body = [(*row[:-1], "第一行\n第二行" if n % 7 == 0 else row[-1]) for n, row in enumerate(rows)]
    title = "康宁大药房慢病顾客一览表,,,,\r\n打印时间：2024-05-06 10:20:30,,,,\r\n".encode("gb18030")
    path.write_bytes(title + csv_bytes(header, body))


def as_xls(path: Path, header: Row, rows: list[Row]) -> None:
    """Excel 97."""
    path.write_bytes(formats.xls([header, *rows]))


def as_xml(path: Path, header: Row, rows: list[Row]) -> None:
    """One element for each row, in GBK."""
    body = "".join(
        "<row>" + "".join(f"<{t}>{escape(c)}</{t}>" for t, c in zip(header, row, strict=True)) + "</row>\n"
        for row in rows
    )
    path.write_bytes(f"<?xml version='1.0' encoding='GBK'?>\n<rows>{body}</rows>".encode("gb18030"))


def as_foxpro(path: Path, header: Row, rows: list[Row]) -> None:
    """A table of Visual FoxPro with a memo for each row; every tenth row is only flagged as deleted."""
    widths = [max(2, *(len(row[place].encode("gb18030")) for row in rows)) for place in range(len(header))]
    fields = [*((title, b"C", width) for title, width in zip(header, widths, strict=True)), ("BZ", b"M", 10)]
    length = 1 + sum(width for _, _, width in fields)
    out = bytearray(struct.pack("<B3BIHH20x", 0xF5, 24, 1, 1, len(rows), 33 + 32 * len(fields), length))
    for title, kind, width in fields:
        out += struct.pack("<11sc4xBB14x", title.encode(), kind, width, 0)
    out += b"\r"
    for n, row in enumerate(rows):
        cells = [cell.encode("gb18030").ljust(width) for cell, width in zip(row, widths, strict=True)]
        out += (b"*" if n % 10 == 9 else b" ") + b"".join(cells) + str(8 * (n + 1)).encode().rjust(10)
    path.write_bytes(bytes(out) + b"\x1a")
    path.with_suffix(".fpt").write_bytes(formats.fpt([f"第{n}位，按时服药，复诊无异常" for n in range(len(rows))]))


def as_wal(path: Path, header: Row, rows: list[Row]) -> None:
    """A database that a till has open: the second half of its rows stands in the -wal only."""
    live = path.with_suffix(".live")
    db = sqlite3.connect(live)
    _create(db, header)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA wal_autocheckpoint = 0")
    half = len(rows) // 2
    _insert(db, rows[:half])
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _insert(db, rows[half:])
    for ending in ("", "-wal"):
        path.with_name(path.name + ending).write_bytes(live.with_name(live.name + ending).read_bytes())
    db.close()
    live.unlink()


def as_deleted(path: Path, header: Row, rows: list[Row]) -> None:
    """A database whose rows were deleted, and not overwritten."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA secure_delete = OFF")
    _create(db, header)
    _insert(db, rows)
    db.execute("DELETE FROM hyxx")
    db.commit()
    db.close()


def as_packed(path: Path, header: Row, rows: list[Row]) -> None:
    """A 7z of a table."""
    path.write_bytes(formats.seven_zipped({"会员.csv": csv_bytes(header, rows)}))


def as_three_deep(path: Path, header: Row, rows: list[Row]) -> None:
    """A table in a 7z in a zip in a zip."""
    inner = formats.zipped({"备份.7z": formats.seven_zipped({"会员.csv": csv_bytes(header, rows)})})
    path.write_bytes(formats.zipped({"旧电脑.zip": inner}))


def as_seven_deep(path: Path, header: Row, rows: list[Row]) -> None:
    """A table in a zip in a 7z in a 7z."""
    inner = formats.seven_zipped({"旧.zip": formats.zipped({"会员.csv": csv_bytes(header, rows)})})
    path.write_bytes(formats.seven_zipped({"备份.7z": inner}))


def as_wide_csv(path: Path, header: Row, rows: list[Row]) -> None:
    """UTF-16 without its mark, as some programs export."""
    path.write_bytes(csv_bytes(header, rows, "utf-16-le"))


def as_page(path: Path, header: Row, rows: list[Row]) -> None:
    """A "single file web page", as Excel saves one: a page in Base64 in a mail without sender."""
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in (header, *rows))
    page = encodebytes(f"<html><body><table>{body}</table></body></html>".encode("gb18030")).decode()
    path.write_bytes((
        'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary="b1"\r\n\r\n'
        "--b1\r\nContent-Location: file:///C:/x/sheet001.htm\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Type: text/html; charset="gb2312"\r\n\r\n{page}\r\n--b1--\r\n'
    ).encode())  # fmt: skip


def as_mail(path: Path, header: Row, rows: list[Row]) -> None:
    """An e-mail with a table attached, once plain and once in a zip."""
    half = len(rows) // 2
    attached = {"名单一.csv": csv_bytes(header, rows[:half])}
    attached["名单二.zip"] = formats.zipped({"名单二.csv": csv_bytes(header, rows[half:])})
    path.write_bytes(formats.eml(attached))


def as_access(path: Path, header: Row, rows: list[Row]) -> None:
    """Rows in the data pages of Access 2000–2003 (Jet 4), as `mdbtools` describes them. Not written by Access."""
    path.write_bytes(formats.jet4([*rows]))


def as_docx(path: Path, lines: list[str]) -> None:
    """Word: the lines in the body, in headers, footers, notes and comments."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    names = ("document", "header1", "header2", "footer1", "footnotes", "endnotes", "comments")
    parts = {"[Content_Types].xml": b"<Types/>"}
    for place, name in enumerate(names):
        # Word tears text into runs wherever it likes.
        body = "".join(
            f"<w:p><w:r><w:t>{escape(line[:9])}</w:t></w:r><w:r><w:t>{escape(line[9:])}</w:t></w:r></w:p>"
            for line in lines[place :: len(names)]
        )
        parts[f"word/{name}.xml"] = f"<w:x {space}><w:body>{body}</w:body></w:x>".encode()
    path.write_bytes(formats.zipped(parts))


def as_pptx(path: Path, lines: list[str]) -> None:
    """Slides of ten lines, every other one in the notes."""
    spaces = "xmlns:p='p' xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/presentation.xml", "<p/>")
        for number, start in enumerate(range(0, len(lines), 10), 1):
            text = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in lines[start : start + 10])
            folder = "slides/slide" if number % 2 else "notesSlides/notesSlide"
            archive.writestr(f"ppt/{folder}{number}.xml", f"<p:x {spaces}>{text}</p:x>")


def as_doc(path: Path, lines: list[str]) -> None:
    """Word 97."""
    path.write_bytes(formats.doc("\n".join(lines)))


def as_rtf(path: Path, lines: list[str]) -> None:
    """RTF under the name .doc."""
    path.write_bytes(formats.rtf("\n".join(lines).replace("\n", "\\par\n")))


def as_outlook(path: Path, lines: list[str]) -> None:
    """Outlook's own form of an e-mail."""
    path.write_bytes(formats.msg("顾客名单", "\r\n".join(lines), {}))


def as_mailbox(path: Path, lines: list[str]) -> None:
    """A mailbox: five lines in each e-mail."""
    out = bytearray()
    for start in range(0, len(lines), 5):
        out += b"From a@example.com Sat Nov 21 08:00:00 2026\nFrom: a@example.com\nTo: b@example.com\n"
        out += b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        out += "\n".join(lines[start : start + 5]).encode() + b"\n\n"
    path.write_bytes(bytes(out))


def as_pdf(path: Path, lines: list[str]) -> None:
    """Printed into a file, in the program's own letters."""
    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(_FONT, str(resource("fonts", "NotoSansSC-Regular.ttf"))))
    canvas = Canvas(str(path), pageCompression=1)
    for start in range(0, len(lines), 40):
        canvas.setFont(_FONT, 11)
        for place, line in enumerate(lines[start : start + 40]):
            canvas.drawString(50, 790 - 18 * place, line)
        canvas.showPage()
    canvas.save()


def _create(db: sqlite3.Connection, header: Row) -> None:
    db.execute(f"CREATE TABLE hyxx ({', '.join(f'{title} TEXT' for title in header)})")


def _insert(db: sqlite3.Connection, rows: list[Row]) -> None:
    db.executemany(f"INSERT INTO hyxx VALUES ({', '.join('?' * len(rows[0]))})", rows)
    db.commit()
