"""Slides (pptx): the text of slides, notes and comments, one line for each paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from xml.parsers import expat

from desktop.inventory.readers.content import Given
from desktop.inventory.readers.markup import refuse_entities
from desktop.inventory.readers.package import inflate, package
from desktop.inventory.readers.residue import blocks
from desktop.inventory.readers.shapes import Text, damaged

_PARTS = re.compile(r"ppt/(?:slides|notesSlides|comments|diagrams|charts)/[^/]+\.xml", re.IGNORECASE)


def read_slides(given: Given) -> Text:
    """All text of a file of slides. Raises `Unreadable` while it is read."""
    return Text("", blocks(_lines(given)))


def _lines(given: Given) -> Iterator[str]:
    with package(given) as archive:
        names = sorted(name for name in archive.namelist() if _PARTS.fullmatch(name))
        for name in sorted(names, key=lambda name: (len(name), name)):
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
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        refuse_entities(parser)
        self._parser = parser

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
