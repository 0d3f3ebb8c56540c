"""Old Word and PowerPoint files (doc, wps, ppt, dps) and RTF: their text, as far as it can be had.

Source: [MS-DOC] 2.4.1 (the piece table tells where the text stands), [MS-PPT] 2.9.42 and 2.9.43 (text atoms).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from desktop.inventory.readers.content import Given, whole
from desktop.inventory.readers.ole import Compound
from desktop.inventory.readers.residue import blocks, picked
from desktop.inventory.readers.shapes import Text, damaged, encrypted
from desktop.inventory.readers.text import lines

_SIGNS = str.maketrans(
    {"\r": "\n", "\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x13": " ", "\x14": " ", "\x15": " ", "\0": " "}
)
_TEXT_WIDE, _TEXT_NARROW = 0x0FA0, 0x0FA8
_RTF = re.compile(
    r"\\'(?P<byte>[0-9a-fA-F]{2})|\\u(?P<code>-?\d{1,6}) ?\??|\\(?P<word>[a-z]{1,32})(?P<value>-?\d{1,10})? ?"
    r"|\\(?P<sign>[^a-z])|(?P<brace>[{}])|(?P<plain>[^\\{}]+)",
    re.IGNORECASE,
)
_SILENT = frozenset((
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "datastore", "listtable", "rsidtbl",
    "generator", "latentstyles",
))  # fmt: skip


def read_old_word(given: Given) -> Text:
    """The text of a Word 97–2003 file. Raises `Unreadable`."""
    book = Compound(whole(given))
    main = book.stream("WordDocument")
    if len(main) < 0x1AA:
        raise damaged()
    (flags,) = struct.unpack_from("<H", main, 0x0A)
    if flags & 0x0100:
        raise encrypted()
    table = book.stream("1Table" if flags & 0x0200 else "0Table")
    begins, length = struct.unpack_from("<II", main, 0x01A2)
    text = "".join(_pieces(main, table[begins : begins + length]))
    # Word 6 and damaged files have no such table: then whatever looks like text.
    found = text.translate(_SIGNS).split("\n") if text.strip() else list(picked([main]))
    return Text("", blocks(line for line in found if line.strip()))


def _pieces(main: bytes, table: bytes) -> Iterator[str]:
    at = 0
    while at + 3 <= len(table) and table[at] == 1:
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if at + 5 > len(table) or table[at] != 2:
        return
    (size,) = struct.unpack_from("<I", table, at + 1)
    plan = table[at + 5 : at + 5 + size]
    count = max(0, (len(plan) - 4) // 12)
    ends = struct.unpack_from(f"<{count + 1}I", plan)
    told = 0
    for place in range(count):
        length = min(max(0, ends[place + 1] - ends[place]), len(main))
        (where,) = struct.unpack_from("<I", plan, 4 * (count + 1) + 8 * place + 2)
        if where & 0x40000000:
            begins = (where & 0x3FFFFFFF) // 2
            yield main[begins : begins + length].decode("cp1252", "replace")
        else:
            yield main[where : where + 2 * length].decode("utf-16-le", "replace")
        # Pieces of a damaged table can cover the same text any number of times.
        told += length
        if told > 4 * len(main):
            return


def read_old_slides(given: Given) -> Text:
    """The text of a PowerPoint 97–2003 file. Raises `Unreadable`."""
    data = Compound(whole(given)).stream("PowerPoint Document")
    if not data:
        raise damaged()
    return Text("", blocks(line for text in _atoms(data) for line in text.translate(_SIGNS).split("\n")))


def _atoms(data: bytes) -> Iterator[str]:
    at = 0
    while at + 8 <= len(data):
        version, kind, length = struct.unpack_from("<HHI", data, at)
        at += 8
        if kind == _TEXT_WIDE:
            yield data[at : at + length].decode("utf-16-le", "replace")
        elif kind == _TEXT_NARROW:
            yield data[at : at + length].decode("cp1252", "replace")
        # A container's records follow its head at once.
        if version & 0x0F != 0x0F:
            at += length


def read_rtf(given: Given) -> Text:
    """The text of an RTF file, which many letters named .doc are."""
    return Text("", blocks(_rtf_lines(given)))


def _rtf_lines(given: Given) -> Iterator[str]:
    out = _Rtf()
    for line in lines(given):
        for match in _RTF.finditer(line.rstrip("\n")):
            out.take(match)
        yield from out.done()
    yield from out.done(last=True)


class _Rtf:
    """Text as it comes out of control words; groups that hold no text of the document are left out."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._bytes = bytearray()
        self._depth = 0
        self._silent = 0

    def take(self, match: re.Match[str]) -> None:
        """The next control word, sign or run of text."""
        if match["byte"]:
            if not self._silent:
                self._bytes.append(int(match["byte"], 16))
            return
        self._flush()
        if match["brace"]:
            self._depth += 1 if match["brace"] == "{" else -1
            if self._depth < self._silent:
                self._silent = 0
        elif (match["word"] or "").lower() in _SILENT or match["sign"] == "*":
            self._silent = self._silent or max(1, self._depth)
        elif not self._silent:
            self._text.append(_rtf_text(match))

    def done(self, last: bool = False) -> Iterator[str]:
        """The lines that are complete."""
        if last:
            self._flush()
        whole_text = "".join(self._text)
        *complete, rest = whole_text.split("\n")
        self._text = [rest]
        yield from complete
        if last and rest:
            yield rest

    def _flush(self) -> None:
        if self._bytes:
            self._text.append(self._bytes.decode("gb18030", "replace"))
            self._bytes.clear()


def _rtf_text(match: re.Match[str]) -> str:
    if match["code"]:
        code = int(match["code"]) & 0xFFFF
        return chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"
    if match["word"]:
        return {"par": "\n", "line": "\n", "row": "\n", "cell": "\t", "tab": "\t"}.get(match["word"].lower(), "")
    return match["plain"] or (match["sign"] if match["sign"] in "\\{}" else "") or ""
