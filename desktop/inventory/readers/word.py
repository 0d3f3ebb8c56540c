"""Word files (docx): the text of body, headers, footers, notes and comments, inflated and parsed piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from xml.parsers import expat

from desktop.inventory.readers.content import Given
from desktop.inventory.readers.package import inflate, package
from desktop.inventory.readers.shapes import BLOCK, Block, Text, Unreadable, damaged
from desktop.words import say

_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments\w*|glossary/document)\.xml")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "


def read_docx(given: Given) -> Text:
    """All text of a Word file. Raises `Unreadable` while it is read when the file is damaged or made to burst."""
    return Text("", _blocks(given))


def _blocks(given: Given) -> Iterator[Block]:
    line, words = 1, ""
    with package(given) as archive:
        found = [name for name in archive.namelist() if _PARTS.fullmatch(name)]
        names = sorted(found, key=lambda name: "document" not in name)
        if not names:
            raise damaged()
        for name in names:
            text = _Words()
            with closing(inflate(archive, name)) as pieces:
                for piece in pieces:
                    words += text.feed(piece)
                    if len(words) > BLOCK // 2:
                        cut = words.rfind("\n") + 1 or len(words)
                        yield Block(line, words[:cut])
                        line += words.count("\n", 0, cut)
                        words = words[cut:]
            words += text.end()
    if words:
        yield Block(line, words)


class _Words:
    """Turns WordprocessingML into lines: one for each paragraph, one for each row of a table."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._in_text = False
        self._cells = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._finish
        parser.CharacterDataHandler = self._text
        parser.buffer_text = True
        self._parser = parser

    def feed(self, piece: bytes) -> str:
        """The words of the next piece."""
        return self._parse(piece, False)

    def end(self) -> str:
        """The last words."""
        return self._parse(b"", True)

    def _parse(self, piece: bytes, final: bool) -> str:
        try:
            self._parser.Parse(piece, final)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise damaged() from error
        words, self._out = "".join(self._out), []
        return words

    def _refuse(self, *_: object) -> None:
        raise Unreadable(say("The file contains instructions that have no place in a Word file. It was not read on."))

    def _start(self, name: str, _: dict[str, str]) -> None:
        match _local(name):
            case "t" | "delText" | "instrText":
                self._in_text = True
            case "tab":
                self._out.append("\t")
            case "br" | "cr":
                self._out.append("\n")
            case "tc":
                self._cells += 1

    def _finish(self, name: str) -> None:
        match _local(name):
            case "t" | "delText" | "instrText":
                self._in_text = False
            case "p":
                self._out.append(" " if self._cells else "\n")
            case "tc":
                self._cells -= 1
                self._out.append("\t")
            case "tr":
                self._out.append("\n" if not self._cells else " ")

    def _text(self, words: str) -> None:
        if self._in_text:
            self._out.append(words)


def _local(name: str) -> str:
    for space in (_W, _STRICT):
        if name.startswith(space):
            return name[len(space) :]
    return ""
