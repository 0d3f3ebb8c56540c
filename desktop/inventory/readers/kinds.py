"""What a file really is: told by its first bytes and its structure, by its ending only where bytes leave it open."""

from __future__ import annotations

import mmap
import zipfile
from pathlib import Path

from desktop.inventory.readers.shapes import Form

HEAD = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[bytes, Form], ...] = (
    (b"%PDF-", Form.PDF),
    (b"\x89PNG\r\n\x1a\n", Form.PICTURE),
    (b"\xff\xd8\xff", Form.PICTURE),
    (b"GIF8", Form.PICTURE),
    (b"II*\0", Form.PICTURE),
    (b"MM\0*", Form.PICTURE),
    (b"7z\xbc\xaf\x27\x1c", Form.ARCHIVE),
    (b"Rar!\x1a\x07", Form.ARCHIVE),
    (b"\x1f\x8b", Form.ARCHIVE),
    (b"BZh", Form.ARCHIVE),
    (b"\xfd7zXZ\0", Form.ARCHIVE),
    (b"SQLite format 3\0", Form.DATABASE),
    (b"\0\x01\0\0Standard Jet DB", Form.DATABASE),
    (b"\0\x01\0\0Standard ACE DB", Form.DATABASE),
    (b"TAPE\0\0", Form.DATABASE),
    (b"\x01\x0f\0\0", Form.DATABASE),
    (b"MZ", Form.IRRELEVANT),
    (b"\x7fELF", Form.IRRELEVANT),
    (b"\xca\xfe\xba\xbe", Form.IRRELEVANT),
    (b"OTTO", Form.IRRELEVANT),
    (b"\0\x01\0\0\0", Form.IRRELEVANT),
    (b"wOFF", Form.IRRELEVANT),
    (b"wOF2", Form.IRRELEVANT),
    (b"ttcf", Form.IRRELEVANT),
    (b"ID3", Form.IRRELEVANT),
    (b"OggS", Form.IRRELEVANT),
    (b"fLaC", Form.IRRELEVANT),
    (b"\0\0\x01\0", Form.IRRELEVANT),
    (b"L\0\0\0\x01\x14\x02\0", Form.IRRELEVANT),
)
_OLE_STREAMS: tuple[tuple[str, Form], ...] = (
    ("EncryptedPackage", Form.ENCRYPTED),
    ("WordDocument", Form.OLD_WORD),
    ("PowerPoint Document", Form.SLIDES),
    ("Workbook", Form.XLS),
    ("Book", Form.XLS),
)
_TABLE_ENDINGS = {".csv", ".tsv", ".tab"}
_WORD_ENDINGS = {".doc", ".wps", ".dot"}
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def form_of(path: Path) -> Form:
    """The form of a file. Raises OSError when it cannot be opened."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        return Form.EMPTY
    if head.startswith(_OLE):
        return _ole_form(path)
    if head.startswith(b"PK\x03\x04"):
        return _zip_form(path)
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head[4:8] == b"ftyp":
        return Form.PICTURE if head[8:12] in (b"heic", b"mif1", b"avif") else Form.IRRELEVANT
    if head.startswith(b"RIFF"):
        return Form.PICTURE if head[8:12] == b"WEBP" else Form.IRRELEVANT
    if head.startswith(b"BM") and int.from_bytes(head[2:6], "little") == path.stat().st_size:
        return Form.PICTURE
    return _text_form(head, path.suffix.lower())


def looks_utf16(head: bytes) -> str:
    """The UTF-16 codec of text without a mark at its beginning, or "". A NUL stands in one of the two places only."""
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > half * 0.2 and even <= half * 0.01:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.2 and odd <= half * 0.01 else ""


def _text_form(head: bytes, ending: str) -> Form:
    if not head.startswith(_BOMS[1:]) and not looks_utf16(head):
        controls = sum(head.count(bytes([code])) for code in (*range(9), 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 127))
        if controls > len(head) * 0.005:
            return Form.UNKNOWN
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        return Form.HTML
    if start[:1] == b"<" and b"<html" in start:
        return Form.HTML
    if start.startswith(b"{\\rtf"):
        return Form.OLD_WORD
    return Form.DELIMITED if ending in _TABLE_ENDINGS else Form.TEXT


def _ole_form(path: Path) -> Form:
    """By the names of the streams in the directory; an encrypted workbook is an OLE file with `EncryptedPackage`."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for name, form in _OLE_STREAMS:
            if data.find(name.encode("utf-16-le") + b"\0\0") >= 0:
                return form
    return Form.OLD_WORD if path.suffix.lower() in _WORD_ENDINGS else Form.UNKNOWN


def _zip_form(path: Path) -> Form:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            if any(info.flag_bits & 1 for info in infos):
                return Form.ENCRYPTED
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype")
                if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                    return Form.ODS
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        # A cut-off workbook has lost its directory: its reader says that it is damaged.
        return {".xlsx": Form.XLSX, ".xlsm": Form.XLSX, ".docx": Form.DOCX}.get(path.suffix.lower(), Form.ARCHIVE)
    if any(name.startswith("xl/") for name in names):
        return Form.XLSX
    if any(name.startswith("word/") for name in names):
        return Form.DOCX
    return Form.SLIDES if any(name.startswith("ppt/") for name in names) else Form.ARCHIVE
