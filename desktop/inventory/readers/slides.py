"""Slides (pptx): the text of slides, notes, comments and masters, one line for each paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from xml.parsers import expat

from desktop.inventory.readers.content import Given
from desktop.inventory.readers.markup import safe_parser
from desktop.inventory.readers.package import inflate, package
from desktop.inventory.readers.residue import blocks
from desktop.inventory.readers.shapes import Part, Text, caught, damaged
from desktop.words import zh


def read_slides(given: Given) -> Iterator[Part]:
    """All text of a file of slides. Raises `Unreadable` when slides are damaged; of the rest it is told."""
    beside = (
        (zh("Notes of slides"), "notesSlides"),
        (zh("Comments"), "comments"),
        (zh("Headers and footers"), "slideMasters|slideLayouts|notesMasters|handoutMasters"),
    )
    with package(given) as archive:
        names = archive.namelist()
    yield Text("", blocks(paragraphs(given, _in_folder(names, "slides|diagrams|charts"))))
    for part, folders in beside:
        if there := _in_folder(names, folders):
            yield from caught(Text(part, blocks(paragraphs(given, there))))


def _in_folder(names: list[str], folders: str) -> list[str]:
    kind = re.compile(rf"ppt/(?:{folders})/[^/]+\.xml", re.IGNORECASE)
    return sorted((name for name in names if kind.fullmatch(name)), key=lambda name: (len(name), name))


def paragraphs(given: Given, names: list[str]) -> Iterator[str]:
    """The paragraphs of parts of an Office file that are neither a document nor a sheet."""
    with package(given) as archive:
        for name in names:
            words = _Paragraphs()
            with closing(inflate(archive, name)) as pieces:
                for piece in pieces:
                    yield from words.feed(piece, False)
            yield from words.feed(b"", True)


class _Paragraphs:
    def __init__(self) -> None:
        self._done: list[str] = []
        self._words: list[str] = []
        self._depth = 0
        self._parser = safe_parser(self._start, self._end, self._text)

    def feed(self, piece: bytes, last: bool) -> list[str]:
        """The paragraphs that the next piece ends."""
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise damaged() from error
        done, self._done = self._done, []
        return done

    def _start(self, name: str, _: dict[str, str]) -> None:
        if name.rpartition(":")[2] in ("t", "v", "text"):
            self._depth += 1

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("t", "v", "text"):
            self._depth -= 1
        if name in ("p", "tr", "cm", "v") and self._words:
            self._done.append("".join(self._words))
            self._words = []

    def _text(self, words: str) -> None:
        if self._depth:
            self._words.append(words)
