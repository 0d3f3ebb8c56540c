"""The objects of a PDF, handed to ReportLab as finished bytes.

ReportLab numbers them, writes the cross-reference table, the catalog and the trailer. Pages are compressed as soon as
they are complete, so that fifty thousand letters stay small in memory.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc

rl_config.pdfComments = 0


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to another object, as it is written into one."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One line of the outline that a reader shows beside the pages."""

    title: str
    page: Ref
    top: float


@dataclass(frozen=True, slots=True)
class Information:
    """What the file says about itself."""

    title: str
    author: str
    subject: str
    creator: str
    keywords: str = ""


class _Finished(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """An object whose bytes are ready."""

    __RefOnly__ = 1

    def __init__(self, data: bytes) -> None:
        self.data = data

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        return self.data


class ObjectStore:
    """A PDF that grows object by object."""

    def __init__(self, information: Information, language: str = "zh-CN") -> None:
        self._document = pdfdoc.PDFDocument(dummyoutline=1, compression=1, pdfVersion=(1, 7), lang=language)
        self._document.Catalog.Outlines = None
        self._names = 0
        self._pages: list[Ref] = []
        self._bookmarks: list[Bookmark] = []
        self._information = information
        self._language = language
        self._parent = self.reserve()
        self._resources = self.reserve()

    @property
    def page_count(self) -> int:
        """Pages added so far."""
        return len(self._pages)

    def reserve(self) -> Ref:
        """A reference to an object whose content follows with `fill`."""
        return self._register(_Finished(b""))

    def add(self, text: str) -> Ref:
        """Add an object written out in PDF syntax (Latin-1)."""
        return self._register(_Finished(text.encode("latin-1")))

    def add_stream(self, content: bytes, entries: str = "") -> Ref:
        """Add a compressed stream; `entries` go into its dictionary beside the length."""
        return self._register(_Finished(stream(content, entries)))

    def fill(self, ref: Ref, text: str) -> None:
        """Give a reserved object its content."""
        self._object(ref).data = text.encode("latin-1")

    def add_form(self, content: bytes, width: float, height: float) -> Ref:
        """Add a drawing that pages can repeat; size in pt."""
        box = f"/Type /XObject /Subtype /Form /BBox [0 0 {width:.2f} {height:.2f}] /Resources {self._resources}"
        return self.add_stream(content, box)

    def add_page(self, content: bytes, width: float, height: float) -> Ref:
        """Add the next page; size in pt."""
        contents = self.add_stream(content)
        page = self.add(
            f"<< /Type /Page /Parent {self._parent} /MediaBox [0 0 {width:.2f} {height:.2f}] "
            f"/Resources {self._resources} /Contents {contents} >>"
        )
        self._pages.append(page)
        return page

    def bookmark(self, title: str, page: Ref, top: float) -> None:
        """Add a line to the outline: `top` is the height on the page, in pt from below."""
        self._bookmarks.append(Bookmark(title, page, top))

    def finish(self, resources: str) -> bytes:
        """The whole file. `resources` is the dictionary that all pages share."""
        self.fill(self._resources, resources)
        kids = " ".join(page.text for page in self._pages)
        self.fill(self._parent, f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>")
        catalog = self._document.Catalog
        catalog.Pages = self._object(self._parent)
        catalog.ViewerPreferences = _Finished(b"<< /DisplayDocTitle true /PrintScaling /None >>")
        catalog.Metadata = _Finished(self._xmp())
        if self._bookmarks:
            catalog.Outlines = self._object(self._outline())
            catalog.PageMode = pdfdoc.PDFName("UseOutlines" if len(self._pages) > 2 else "UseNone")
        info = self._document.info
        info.title, info.author = self._information.title, self._information.author
        info.subject, info.creator = self._information.subject, self._information.creator
        info.keywords = self._information.keywords
        self._document.updateSignature(self._information.title.encode())
        return bytes(self._document.format())

    def _register(self, item: _Finished) -> Ref:
        self._names += 1
        reference = self._document.Reference(item, f"o{self._names}")
        return Ref(reference.format(self._document).decode("ascii"))

    def _object(self, ref: Ref) -> _Finished:
        name = self._document.numberToId[int(ref.text.split()[0])]
        found: _Finished = self._document.idToObject[name]
        return found

    def _outline(self) -> Ref:
        root = self.reserve()
        items = [self.reserve() for _ in self._bookmarks]
        for place, (mark, item) in enumerate(zip(self._bookmarks, items, strict=True)):
            before = f"/Prev {items[place - 1]} " if place else ""
            after = f"/Next {items[place + 1]} " if place + 1 < len(items) else ""
            text = f"<< /Title {utf16(mark.title)} /Parent {root} {before}{after}"
            self.fill(item, f"{text}/Dest [{mark.page} /XYZ null {mark.top:.1f} null] >>")
        self.fill(root, f"<< /Type /Outlines /First {items[0]} /Last {items[-1]} /Count {len(items)} >>")
        return root

    def _xmp(self) -> bytes:
        title, author, subject, creator, keywords = (
            text.replace("&", "&amp;").replace("<", "&lt;")
            for text in (
                self._information.title,
                self._information.author,
                self._information.subject,
                self._information.creator,
                self._information.keywords,
            )
        )
        day = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        packet = (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">'
            f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
            f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
            f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
            f"<dc:language><rdf:Bag><rdf:li>{self._language}</rdf:li></rdf:Bag></dc:language>"
            f"<pdf:Keywords>{keywords}</pdf:Keywords><xmp:CreatorTool>{creator}</xmp:CreatorTool><xmp:CreateDate>{day}</xmp:CreateDate>"
            '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
        ).encode()
        return b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%b\nendstream" % (len(packet), packet)


def stream(content: bytes, entries: str = "") -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(content)
    head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode("latin-1")
    return head + packed + b"\nendstream"


def utf16(text: str) -> str:
    """Text as a PDF text string in hexadecimal form."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"
