"""PDF files: the text of their pages. A page that is only a picture has none; it is said, never passed over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.inventory.readers import pictures
from desktop.inventory.readers.child import in_child, patience
from desktop.inventory.readers.content import Given, size_of, whole
from desktop.inventory.readers.residue import blocks
from desktop.inventory.readers.shapes import Part, Text, Unread, Unreadable, damaged, encrypted
from desktop.words import say

if TYPE_CHECKING:
    import pypdfium2

MOST_PAGES = 20_000
LONGEST_PAGE = 200_000
DPI = 150
_PASSWORD = "password"
_PAGE, _SCAN, _COUNT = b"t", b"s", b"n"


def read_pdf(given: Given) -> Iterator[Part]:
    """The text of all pages; then, if any are pictures, that they are. Raises `Unreadable`."""
    pages = _Pages(given)
    yield Text("", blocks(pages.lines()))
    if pages.scans and pages.scans >= pages.count:
        raise Unreadable(pictures.scanned())
    if pages.scans:
        yield Unread("", say("{n} pages are pictures without text. Look at them yourself.", n=pages.scans))


class _Pages:
    """The pages as they come from the child."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self.count = self.scans = 0

    def lines(self) -> Iterator[str]:
        given = self._given
        source = given if isinstance(given, Path) else whole(given)
        ocr = "ocr" if pictures.ready() else ""
        with closing(in_child(pages, source, ocr, patience(size_of(given)))) as messages:
            for message in messages:
                self.count += 1
                if message[:1] == _SCAN:
                    self.scans += 1
                else:
                    yield from message[1:].decode("utf-8", "replace").replace("\r", "").split("\n")


def pages(source: Path | bytes, ocr: str) -> Iterator[bytes]:
    """One message for each page: its text, or that it is a picture. Runs in the child."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise (encrypted() if _PASSWORD in str(error).lower() else damaged()) from error
    with closing(document):
        for number in range(min(len(document), MOST_PAGES)):
            try:
                yield _page(document[number], ocr)
            except pypdfium2.PdfiumError as error:
                raise damaged() from error


def _page(page: pypdfium2.PdfPage, ocr: str) -> bytes:
    import pypdfium2.raw as raw

    with closing(page), closing(page.get_textpage()) as text:
        words = text.get_text_range(0, min(text.count_chars(), LONGEST_PAGE)) if text.count_chars() > 0 else ""
        if len(words.strip()) >= 8:
            return _PAGE + words.encode("utf-8", "replace")
        if not any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
            return _PAGE + words.encode("utf-8", "replace")
        if ocr:
            with closing(page.render(scale=DPI / 72)) as bitmap:
                return _PAGE + pictures.words_of(bitmap.to_numpy()).encode("utf-8", "replace")
    return _SCAN
