"""Files made to burst, hang or end the program, each read the whole way: refused with a sentence, or read in time.

Nothing of them is kept beyond the test: the largest is some megabytes on the drive and claims gigabytes.
"""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from desktop.inventory.columns import Vocabulary
from desktop.inventory.looking import UNREADABLE, look
from desktop.inventory.readers.archive import too_deep
from desktop.inventory.readers.shapes import damaged, too_large
from desktop.words import Sentence, say, tr
from tests.inventory import files, formats
from tests.inventory.test_fuzz import MOST_MEMORY, assert_soon, forget_peak, now, peak

TEN_MILLION = 10_000_000
LARGER, DAMAGED, DEEP = too_large().reason, damaged().reason, too_deep().reason
BURST = say("The file contains instructions that could make it burst. It was not read on.")
SPACES = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))


def column_name(number: int) -> str:
    """The letters over a column, counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet_with(cells: str, folder: Path) -> bytes:
    """A workbook of whose sheet the rows are replaced."""
    path = files.write_xlsx(folder / "made.xlsx", {"x": [["a"]]})
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                head, _, rest = data.partition(b"<sheetData>")
                data = head + b"<sheetData>" + cells.encode() + b"</sheetData>" + rest.partition(b"</sheetData>")[2]
            new.writestr(name, data)
    path.unlink()
    return out.getvalue()


def wide_sheet(folder: Path) -> bytes:
    place = f"{column_name(TEN_MILLION)}1"
    return sheet_with(f'<row r="1"><c r="A1"><v>1</v></c><c r="{place}"><v>1</v></c></row>', folder)


def wide_ods(_: Path) -> bytes:
    cell = f'<table:table-cell table:number-columns-repeated="{TEN_MILLION}" office:value-type="string">'
    content = (
        f'<?xml version="1.0"?><office:document-content {SPACES}><office:body><office:spreadsheet>'
        f'<table:table table:name="x"><table:table-row>{cell}<text:p>1</text:p></table:table-cell></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return formats.zipped({"mimetype": kind.encode(), "content.xml": content.encode()})


def laughing_xml(_: Path) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><x>&l11;</x>'.encode()


def laughing_sheet(_: Path) -> bytes:
    parts = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
    return formats.zipped(parts | {"xl/worksheets/sheet1.xml": laughing_xml(Path())})


def overlapping_zip(_: Path) -> bytes:
    """Every entry of the directory points to the same member: it unpacks to a thousand times what is there."""
    data = bytearray(formats.zipped({"a.txt": b"0" * 4_000_000}))
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = bytes(data[at:end])
    many = b"".join(entry.replace(b"a.txt", f"{n:05}".encode()) for n in range(10_000))
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 10_000, 10_000, len(many), at, 0)
    return bytes(data[:at]) + many + tail


def many_members(_: Path) -> bytes:
    return formats.zipped({f"{n}.txt": b"" for n in range(20_001)})


def nested_zip(_: Path) -> bytes:
    """Five levels of seven each; the innermost are zeros."""
    data = formats.zipped({"a.txt": b"0" * 1_000_000})
    for _level in range(5):
        data = formats.zipped({f"{n}.zip": data for n in range(7)})
    return data


def lying_tar(_: Path) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.csv")
        info.size = 0
        archive.addfile(info)
    data = bytearray(out.getvalue())
    data[124:136] = b"77777777777\0"
    total = sum(data[:148]) + 8 * 32 + sum(data[156:512])
    data[148:156] = f"{total:06o}\0 ".encode()
    return bytes(data)


def nested_mail(_: Path) -> bytes:
    inner = "Content-Type: text/plain\n\nx\n"
    for n in range(1500):
        inner = f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n{inner}\n--b{n}--\n'
    return ("From: a@b.cn\nTo: c@d.cn\nSubject: x\nMIME-Version: 1.0\n" + inner).encode()


def mails_in_mails(_: Path) -> bytes:
    message = EmailMessage()
    message.set_content(formats.SENTENCE)
    for n in range(60):
        outer = EmailMessage()
        outer["From"], outer["To"], outer["Subject"] = "a@example.com", "b@example.com", str(n)
        outer.set_content("x")
        outer.add_attachment(message)
        message = outer
    return bytes(message)


def dbf_of_nothing(_: Path) -> bytes:
    head = struct.pack("<BBBBIHH20x", 3, 24, 1, 1, 0xFFFFFFFF, 33 + 32, 1)
    return head + struct.pack("<11sc4xBB14x", b"A", b"C", 0, 0) + b"\r" + b" " * 100_000


HOSTILE: dict[str, tuple[str, Callable[[Path], bytes], Sentence | None]] = {
    "ten million columns, xlsx": ("a.xlsx", wide_sheet, LARGER),
    "ten million columns, ods": ("a.ods", wide_ods, LARGER),
    "entities, xml": ("a.xml", laughing_xml, BURST),
    "entities, xlsx": ("b.xlsx", laughing_sheet, DAMAGED),
    "entries over each other": ("a.zip", overlapping_zip, LARGER),
    "too many members": ("b.zip", many_members, LARGER),
    "zip in zip in zip": ("c.zip", nested_zip, DEEP),
    "a tar that lies": ("a.tar", lying_tar, DAMAGED),
    "parts in parts of a mail": ("a.eml", nested_mail, DAMAGED),
    "mails in mails": ("b.eml", mails_in_mails, None),
    "a table without columns": ("a.dbf", dbf_of_nothing, None),
    "a million cells in a row, csv": ("a.csv", lambda _: b"a" + b"," * 1_000_000 + b"\n1,2\n" * 9, None),
    "wide rows without end, csv": ("b.csv", lambda _: (b"1," * 30_000 + b"\n") * 40, None),
    "very many cells in a row, html": ("a.html", lambda _: b"<html><table><tr>" + b"<td>1" * 100_000, None),
    "a tag without end": ("b.html", lambda _: b"<html><table><tr><td><a " + b'x="1" ' * 1_200_000, None),
    "comments that begin": ("c.html", lambda _: b"<html>" + b"<!--" * 500_000, None),
    "tables in tables": ("d.html", lambda _: b"<html>" + b"<table><tr><td>" * 40_000, None),
    "quotes": ("c.csv", lambda _: b"a,b\n" + b'"' * 3_000_001, None),
    "quotes and lines": ("d.csv", lambda _: b'a,b\n"' + b'1,"2\n' * 150_000, None),
    "braces, rtf": ("a.rtf", lambda _: b"{\\rtf1\\ansi" + b"{" * 1_000_000, None),
    "brackets, json": ("a.json", lambda _: b'{"a":' * 300_000, None),
    "a hundred thousand fields, json": (
        "b.json", lambda _: ("[{" + ",".join(f'"k{n}":"{n}"' for n in range(100_000)) + "},{}]").encode(), None),
    "a hundred thousand attributes": (
        "b.xml", lambda _: ("<?xml version='1.0'?><r><m " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/></r>").encode(), None),  # noqa: E501
    "deep elements": ("c.xml", lambda _: b"<?xml version='1.0'?>" + b"<a>" * 1_000_000, DAMAGED),
    "a statement without end": ("a.sql", lambda _: b"INSERT INTO t VALUES (" + b"'x'," * 500_000, None),
    "a text without end in a statement": ("b.sql", lambda _: b"INSERT INTO t VALUES ('" + b"x''" * 700_000, None),
    "words that begin a name": ("a.txt", lambda _: "会员患者顾客联系人：".encode() * 60_000, None),
    "signs of mailboxes": ("b.txt", lambda _: b"a.a@a.a" * 700_000, None),
    "groups of digits": ("c.txt", lambda _: b"138-1234-" * 500_000, None),
    "digits": ("d.txt", lambda _: b"11010519900101" * 15_000, None),
    "digits in a stream": ("a.fpt", lambda _: b"1101051990010113" * 12_000, None),
    "mails that begin": ("a.mbox", lambda _: b"From a@b\nTo: x\n\n" * 3_000, None),
}  # fmt: skip


@pytest.mark.parametrize("which", HOSTILE)
def test_what_is_made_to_burst(which: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    name, make, wanted = HOSTILE[which]
    path = tmp_path / name
    path.write_bytes(make(tmp_path))
    before, begun = forget_peak(), now()
    told = [sight.reason for sight in look([path], vocabulary) if sight.kind == UNREADABLE]
    assert_soon(begun, (which, 0))
    assert peak() - before < MOST_MEMORY
    if wanted is not None:
        assert tr(wanted) in " ".join(told)


def test_the_letters_over_a_column() -> None:
    assert [column_name(n) for n in (1, 26, 27, 16_384)] == ["A", "Z", "AA", "XFD"]
