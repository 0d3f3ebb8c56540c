"""Word files (docx): the text of body, headers, footers, notes and comments, inflated and parsed piece by piece.

Each of these is a part of its own, so that what is found can be told with its place. Text boxes stand in the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from xml.parsers import expat

from desktop.inventory.readers.content import Given
from desktop.inventory.readers.package import inflate, package
from desktop.inventory.readers.shapes import BLOCK, Block, Part, Text, Unreadable, caught, damaged
from desktop.words import say, zh

_BODY = re.compile(r"word/(?:document|glossary/document)\.xml")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006 "
DEEPEST = 50
MOST_HELD = 100_000
"""Pieces of text of one box that are held back until the paragraph around it ends."""


def read_docx(given: Given) -> Iterator[Part]:
    """All text of a Word file. Raises `Unreadable` when its body is damaged or bursts; of the rest it is told."""
    beside = (
        (zh("Headers and footers"), re.compile(r"word/(?:header|footer)\d*\.xml")),
        (zh("Footnotes and endnotes"), re.compile(r"word/(?:footnotes|endnotes)\.xml")),
        (zh("Comments"), re.compile(r"word/comments\w*\.xml")),
    )
    with package(given) as archive:
        names = archive.namelist()
    there = [(part, found) for part, kind in beside if (found := [name for name in names if kind.fullmatch(name)])]
    body = [name for name in names if _BODY.fullmatch(name)]
    if not body and not there:
        raise damaged()
    if body:
        yield Text("", _blocks(given, body))
    for part, found in there:
        yield from caught(Text(part, _blocks(given, found)))


def _blocks(given: Given, names: list[str]) -> Iterator[Block]:
    line, words = 1, ""
    with package(given) as archive:
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
    """Turns WordprocessingML into lines: one for each paragraph, one for each row of a table.

    What stands in a text box comes after the paragraph that it hangs on, which it would tear. Word writes each box
    twice, for itself and for its older versions: the second is left out.
    """

    def __init__(self) -> None:
        self._out: list[str] = []
        self._in_text = False
        self._cells = 0
        self._around: list[tuple[list[str], int]] = []
        self._boxes: list[str] = []
        self._chosen: list[bool] = []
        self._again = 0
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
        if final:
            self._out += [*self._boxes, "\n"] if self._boxes else []
        elif self._around and len(self._out) < MOST_HELD:
            return ""
        words, self._out = "".join(self._out), []
        return words

    def _refuse(self, *_: object) -> None:
        raise Unreadable(say("The file contains instructions that have no place in a Word file. It was not read on."))

    def _start(self, name: str, _: dict[str, str]) -> None:
        if name.startswith(_MC):
            self._choose(name[len(_MC) :])
        match _local(name):
            case "txbxContent":
                if len(self._around) > DEEPEST:
                    raise damaged()
                self._around.append((self._out, self._cells))
                self._out, self._cells = [], 0
            case "t" | "delText" | "instrText":
                self._in_text = not self._again
            case "tab":
                self._out.append("\t")
            case "br" | "cr":
                self._out.append("\n")
            case "tc":
                self._cells += 1

    def _choose(self, name: str) -> None:
        """Alternatives for programs of different age: `Fallback` says again what stands in `Choice`."""
        if name == "AlternateContent":
            self._chosen.append(False)
        elif name == "Choice" and self._chosen:
            self._chosen[-1] = True
        elif name == "Fallback" and self._chosen and self._chosen[-1]:
            self._again += 1

    def _chose(self, name: str) -> None:
        if name == "AlternateContent" and self._chosen:
            self._chosen.pop()
        elif name == "Fallback" and self._chosen and self._chosen[-1]:
            self._again = max(0, self._again - 1)

    def _open_boxes(self) -> None:
        """Text boxes come where nothing is torn by them."""
        if self._boxes and not self._around and not self._cells:
            self._out += [*self._boxes, "\n"]
            self._boxes = []

    def _finish(self, name: str) -> None:
        if name.startswith(_MC):
            self._chose(name[len(_MC) :])
        match _local(name):
            case "txbxContent":
                self._boxes += self._out
                self._out, self._cells = self._around.pop()
            case "t" | "delText" | "instrText":
                self._in_text = False
            case "p" if not self._again:
                self._out.append(" " if self._cells else "\n")
                self._open_boxes()
            case "tc":
                self._cells -= 1
                self._out.append("\t")
            case "tr":
                self._out.append("\n" if not self._cells else " ")
                self._open_boxes()

    def _text(self, words: str) -> None:
        if self._in_text:
            self._out.append(words)


def _local(name: str) -> str:
    for space in (_W, _STRICT):
        if name.startswith(space):
            return name[len(space) :]
    return ""
