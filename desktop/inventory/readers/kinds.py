"""What a file really is: told by its first bytes and its structure, by its ending only where bytes leave it open."""

from __future__ import annotations

import mmap
import re
import zipfile
from contextlib import ExitStack
from pathlib import PurePosixPath

from desktop.inventory.readers.content import Given, Held, opened, seekable, size_of, whole
from desktop.inventory.readers.dbf import looks_like_dbf
from desktop.inventory.readers.package import BROKEN
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
    (b"7z\xbc\xaf\x27\x1c", Form.SEVEN_ZIP),
    (b"Rar!\x1a\x07", Form.ARCHIVE),
    (b"MSCF", Form.ARCHIVE),
    (b"\x1f\x8b", Form.PACKED),
    (b"BZh", Form.PACKED),
    (b"\xfd7zXZ\0", Form.PACKED),
    (b"SQLite format 3\0", Form.SQLITE),
    (b"\x37\x7f\x06\x82", Form.REMAINS),
    (b"\x37\x7f\x06\x83", Form.REMAINS),
    (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", Form.REMAINS),
    (b"\x18\xe2\x2d\0", Form.IRRELEVANT),
    (b"\0\x01\0\0Standard Jet DB", Form.ACCESS),
    (b"\0\x01\0\0Standard ACE DB", Form.ACCESS),
    (b"TAPE\0\0", Form.DATABASE),
    (b"\x01\x0f\0\0", Form.DATABASE),
    (b"MSSQLBAK", Form.DATABASE),
    (b"PGDMP", Form.DATABASE),
    (b"!BDN", Form.MAIL_STORE),
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
    (b"L\0\0\0\x01\x14\x02\0", Form.IRRELEVANT),
)
_OLE_STREAMS: tuple[tuple[str, Form], ...] = (
    ("EncryptedPackage", Form.ENCRYPTED),
    ("WordDocument", Form.OLD_WORD),
    ("__properties_version1.0", Form.OUTLOOK),
    ("PowerPoint Document", Form.OLD_SLIDES),
    ("Workbook", Form.XLS),
    ("Book", Form.XLS),
)
_SPOOLED = {".fpt", ".dbt", ".spl", ".shd"}
"""Memo files; jobs in the print queue."""
_DATABASES = {".db", ".db3", ".sqlite"}
_ORACLE = re.compile(rb"[\x00-\x1f].{0,4}EXPORT:V\d", re.DOTALL)
_TABLE_ENDINGS = {".csv", ".tsv", ".tab"}
_WORD_ENDINGS = {".doc", ".wps", ".dot"}
_JSON_ENDINGS = {".json", ".jsonl", ".ndjson", ".geojson", ".har"}
_DUMP = re.compile(rb"^[ \t]*(?:INSERT\s+(?:INTO\s+)?\S+\s*(?:\([^()]*\)\s*)?VALUES|COPY \S+ \()", re.I | re.M)
_DUMP_WORDS = (b"INSERT", b"insert", b"Insert", b"COPY")
_MAIL_HEAD = re.compile(
    rb"^(Received|From|To|Cc|Return-Path|Date|Subject|MIME-Version|Message-ID|Delivered-To|Content-Type):", re.I | re.M
)
_WEB_PAGE = (b"mime-version:", b"content-type: multipart/related")
"""How a "single file web page" begins, which Excel and Word save under any name: a mail without sender."""
_CONTROLS = bytes((*range(9), *range(14, 24), 127))
"""What hardly ever stands in a text."""
_CHINESE_HIGH = bytes((0, 0x30, 0xFF, *range(0x4E, 0xA0)))
"""First bytes of Chinese characters and of their punctuation in UTF-16, and of plain letters."""
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def form_of(given: Given) -> Form:
    """The form of a file. Raises OSError when it cannot be opened."""
    with opened(given) as file:
        head = file.read(HEAD)
    if not head:
        return Form.EMPTY
    if head.startswith(_OLE):
        return _ole_form(given)
    if head.startswith(b"PK\x03\x04"):
        return _zip_form(given)
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head[4:8] == b"ftyp" or head.startswith(b"RIFF"):
        return Form.PICTURE if head[8:12] in (b"heic", b"mif1", b"avif", b"WEBP") else Form.IRRELEVANT
    if head.startswith(b"BM") and int.from_bytes(head[2:6], "little") == size_of(given):
        return Form.PICTURE
    ending = given.suffix.lower()
    structured = _form_without_a_sign(given, head, ending)
    if structured is not None:
        return structured
    form = _text_form(head, ending)
    return Form.SEALED if form is Form.UNKNOWN and ending in _DATABASES and _is_sealed(head) else form


def _form_without_a_sign(given: Given, head: bytes, ending: str) -> Form | None:
    """Files that have no sign of their own at their beginning, but a structure; None for text and what is unknown."""
    if looks_like_dbf(head):
        return Form.DBF
    if ending in _SPOOLED or _is_binned(given, head):
        return Form.REMAINS
    if _ORACLE.match(head):
        return Form.DATABASE
    if head.startswith(b"\0\0\x01\0") and _is_icon(head):
        return Form.IRRELEVANT
    if head[257:262] == b"ustar":
        return Form.TAR
    return None if head.strip(b"\0") else Form.HOLLOW


def _is_icon(head: bytes) -> bool:
    """Whether the first picture stands directly behind the list of pictures. A print job begins like an icon."""
    return len(head) >= 22 and int.from_bytes(head[18:22], "little") == 6 + 16 * int.from_bytes(head[4:6], "little")


def _is_binned(given: Given, head: bytes) -> bool:
    """Whether it says under which name a file went into the recycle bin of Windows."""
    name = PurePosixPath(given.name).name
    return name.startswith("$I") and head[:1] in (b"\x01", b"\x02") and not head[1:8].strip(b"\0")


def _is_sealed(head: bytes) -> bool:
    """Whether bytes are as even as only encryption or packing makes them."""
    counts = [head.count(bytes([code])) for code in range(256)]
    return len(head) >= 16 * 1024 and max(counts) < 2 * len(head) / 256 and min(counts) > len(head) / 256 / 3


def looks_utf16(head: bytes) -> str:
    """The UTF-16 codec of text without a mark at its beginning, or "". A NUL stands in one of the two places only.

    A text that is nearly all Chinese has few NULs, but the other bytes in their place are those of Chinese characters.
    """
    sample = head[:4096]
    places = sample[0::2], sample[1::2]
    half = max(1, len(sample) // 2)
    for high, low, codec in ((places[1], places[0], "utf-16-le"), (places[0], places[1], "utf-16-be")):
        zeros, others = high.count(0), low.count(0)
        if zeros > half * 0.2 and others <= half * 0.01:
            return codec
        # 一 is 4E00: some have their NUL in the other place.
        chinese = len(high.translate(None, _CHINESE_HIGH)) <= half * 0.02
        if chinese and zeros > half * 0.005 and others <= half * 0.05:
            return codec
    return ""


def _text_form(head: bytes, ending: str) -> Form:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > len(head) * 0.005 and not head.startswith(_BOMS[1:]) and not looks_utf16(head):
        return Form.UNKNOWN
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        return Form.HTML
    if start[:1] == b"<" and b"<html" in start:
        return Form.HTML
    if start.startswith(b"{\\rtf"):
        return Form.RTF
    return _marked_form(head, start, ending)


def _marked_form(head: bytes, start: bytes, ending: str) -> Form:
    """Text with a structure of its own, else plain text or a table."""
    if start.startswith(b"<?xml") or ending == ".xml":
        return Form.XML
    if start[:1] in (b"{", b"[") and (ending in _JSON_ENDINGS or re.match(rb'[\[{\s]*"[^"]{1,80}"\s*:', start)):
        return Form.JSON
    # Looking for a word first is ten times as fast, and most texts are none.
    if ending == ".sql" or (any(word in head for word in _DUMP_WORDS) and _DUMP.search(head)):
        return Form.DUMP
    if head.startswith(b"From ") and _MAIL_HEAD.search(head):
        return Form.MAILBOX
    if start.startswith(_WEB_PAGE) and b"content-type:" in start:
        return Form.MAIL
    if (ending == ".eml" and _MAIL_HEAD.search(head)) or len(set(_MAIL_HEAD.findall(head[:8192]))) > 2:
        return Form.MAIL
    return Form.DELIMITED if ending in _TABLE_ENDINGS else Form.TEXT


def _ole_form(given: Given) -> Form:
    """By the names of the streams in the directory; an encrypted workbook is an OLE file with `EncryptedPackage`."""
    with ExitStack() as stack:
        data: bytes | mmap.mmap
        if isinstance(given, Held):
            data = whole(given)
        else:
            file = stack.enter_context(given.open("rb"))
            data = stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        for name, form in _OLE_STREAMS:
            if data.find(name.encode("utf-16-le") + b"\0\0") >= 0:
                return form
    return Form.OLD_WORD if given.suffix.lower() in _WORD_ENDINGS else Form.UNKNOWN


def _zip_form(given: Given) -> Form:
    try:
        with seekable(given) as file, zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            if infos and all(info.flag_bits & 1 for info in infos if not info.is_dir()):
                return Form.ENCRYPTED
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype")
                if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                    return Form.ODS
    except (*BROKEN, OSError):
        # A cut-off workbook has lost its directory: its reader says that it is damaged.
        endings = {".xlsx": Form.XLSX, ".xlsm": Form.XLSX, ".docx": Form.DOCX, ".pptx": Form.SLIDES}
        return endings.get(given.suffix.lower(), Form.ZIP)
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return Form.XLSX
    if "word/document.xml" in names:
        return Form.DOCX
    return Form.SLIDES if "ppt/presentation.xml" in names else _by_folder(names)


def _by_folder(names: set[str]) -> Form:
    """Office files that other programs wrote keep at least the name of their folder."""
    for folder, form in (("xl/", Form.XLSX), ("word/", Form.DOCX), ("ppt/", Form.SLIDES)):
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return form
    return Form.ZIP
