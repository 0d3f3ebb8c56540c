"""PDF files: the text of their pages. A page that is only a picture has none; it is said, never passed over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.disk.names import is_plain
from desktop.inventory.readers import pictures
from desktop.inventory.readers.child import in_child, patience
from desktop.inventory.readers.content import Given, size_of, whole
from desktop.inventory.readers.shapes import BLOCK, Block, Part, Text, Unread, Unreadable, damaged, encrypted

if TYPE_CHECKING:
    import pypdfium2

MOST_PAGES = 20_000
LONGEST_PAGE = 200_000
DPI = 150
ENOUGH_WORDS = 100
"""Characters: a page with more was written, or its words were recognised when it was scanned."""
_PASSWORD = "password"
_READ_PICTURES = "read pictures"
_PAGE, _SEEN, _SCAN = b"t", b"o", b"s"


def read_pdf(given: Given) -> Iterator[Part]:
    """The text of all pages; then, if any are pictures, that they are. Raises `Unreadable`."""
    pages = _Pages(given)
    yield Text("", pages.blocks())
    if pages.scans:
        reason = pictures.blind_pages(pages.eyes, pages.scans)
        if pages.scans >= pages.count:
            raise Unreadable(reason)
        yield Unread("", reason)


class _Pages:
    """The pages as they come from the child."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self.eyes = pictures.eyes()
        self.count = self.scans = 0

    def blocks(self) -> Iterator[Block]:
        """Their text. A page that has to be looked at takes seconds: it comes at once, so that one can stop there."""
        given = self._given
        source = given if isinstance(given, Path) else whole(given)
        ready = self.eyes is pictures.Eyes.READY
        wait = max(patience(size_of(given)), pictures.LONGEST if ready else 0)
        first, words = 1, ""
        with closing(in_child(pages, source, _READ_PICTURES if ready else "", wait)) as messages:
            for message in messages:
                self.count += 1
                kind, text = message[:1], message[1:].decode("utf-8", "replace").replace("\r", "")
                self.scans += kind == _SCAN
                words += f"{text}\n" if text else ""
                if words and (kind == _SEEN or len(words) > BLOCK // 2):
                    yield Block(first, words)
                    first, words = first + words.count("\n"), ""
        if words:
            yield Block(first, words)


def pages(source: Path | bytes, how: str) -> Iterator[bytes]:
    """One message for each page: its text, or that it is a picture. Runs in the child."""
    import pypdfium2

    try:
        # By a path of the long form of Windows the library finds nothing.
        file = source.open("rb") if isinstance(source, Path) and not is_plain(source) else source
        document = pypdfium2.PdfDocument(file, autoclose=True)
    except pypdfium2.PdfiumError as error:
        raise (encrypted() if _PASSWORD in str(error).lower() else damaged()) from error
    with closing(document):
        for number in range(min(len(document), MOST_PAGES)):
            try:
                yield _page(document[number], how == _READ_PICTURES)
            except pypdfium2.PdfiumError as error:
                raise damaged() from error


def _page(page: pypdfium2.PdfPage, read_pictures: bool) -> bytes:
    with closing(page), closing(page.get_textpage()) as text:
        words = text.get_text_range(0, min(text.count_chars(), LONGEST_PAGE)) if text.count_chars() > 0 else ""
        if len(words.strip()) >= ENOUGH_WORDS or not _is_scan(page, bool(words.strip())):
            return _PAGE + words.encode("utf-8", "replace")
        if not read_pictures:
            return _SCAN
        scale = min(DPI / 72, pictures.LONGEST_SIDE / max(1.0, *page.get_size()))
        with closing(page.render(scale=scale)) as bitmap:
            seen = pictures.words_of(bitmap.to_numpy())
        return _SEEN + f"{words}\n{seen}".encode("utf-8", "replace")


def _is_scan(page: pypdfium2.PdfPage, has_words: bool) -> bool:
    """Whether a page is a picture; with a few words on it, a stamp of the scanner's, it must cover half of the page."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        if not has_words or (right - left) * (top - bottom) >= width * height / 2:
            return True
    return False
