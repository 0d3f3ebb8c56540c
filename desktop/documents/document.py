"""A paper as a file: sheets with the same furniture on each, written beside and renamed when all of it is there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from desktop.documents.embed import EmbeddedFonts
from desktop.documents.faces import HEAD, NOTE, Align, Ink
from desktop.documents.fonts import Fonts, installed_fonts
from desktop.documents.objects import Information, ObjectStore, Ref
from desktop.documents.save import save_beside
from desktop.documents.sheet import MM, Sheet
from desktop.words import say, zh

A4 = (210.0, 297.0)
PROGRAM = "药店闭店助手"


@dataclass(frozen=True, slots=True)
class Margins:
    """The type area of a sheet, mm from the left edge."""

    left: float
    right: float

    @property
    def width(self) -> float:
        """The width of the type area, mm."""
        return self.right - self.left


PORTRAIT = Margins(28.0, 188.9)
LANDSCAPE = Margins(20.0, 277.0)
FOOT_RULE = 17.2
"""Height of the footer's rule above the lower edge, mm."""
FOOT_BASELINE = 13.0


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands on every sheet: above, the shop and the number; below, paper · status · number · remark."""

    shop: str
    paper: str
    number: str = ""
    status: str = ""
    remark: str = ""

    @property
    def footer(self) -> str:
        """The left half of the footer."""
        return "·".join(part for part in (self.paper, self.status, self.number, self.remark) if part)


@dataclass(slots=True)
class _Page:
    sheet: Sheet
    furniture: Furniture
    landscape: bool
    header: bool
    footer: bool
    bookmark: str


class Document:
    """One PDF file. Use it as a context: it is written when the block ends well, and not at all when it does not.

        with Document(path, Furniture(shop, "销毁证明", str(number), "全部销毁"), title="个人信息销毁证明") as paper:
            sheet = paper.sheet("销毁证明")
            sheet.text(28, 27.5, "个人信息销毁证明", TITLE)
        paper.digest        # SHA-256 of the file, hexadecimal

    Without a path nothing is written: `paper.data` is the file, for papers that are printed straight.
    `keywords` stand in the file's own information, where a program finds them. `practice` lays the band of a practice
    case over head and foot of every sheet. Raises OwnerError when the file cannot be written or a character is in no
    font.
    """

    def __init__(
        self, path: Path | None, furniture: Furniture, *, title: str, practice: bool = False,
        fonts: Fonts | None = None, keywords: str = "",
    ) -> None:  # fmt: skip
        self.path = path
        self.data = b""
        self.digest = ""
        self.page_count = 0
        self.practice = practice
        self._furniture = furniture
        self._fonts = EmbeddedFonts(fonts or installed_fonts())
        self._store = ObjectStore(Information(title, furniture.shop, furniture.footer, PROGRAM, keywords))
        self._pages: list[_Page] = []

    def __enter__(self) -> Document:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._write()

    def sheet(
        self, bookmark: str = "", *, landscape: bool = False, furniture: Furniture | None = None,
        header: bool | None = None, footer: bool = True,
    ) -> Sheet:  # fmt: skip
        """The next sheet, A4. `bookmark` names it in the outline; `furniture` is for an annex with its own number.

        Landscape sheets have no header: the title stands in its place. The footer is drawn last, when the number of
        sheets is known.
        """
        width, height = (A4[1], A4[0]) if landscape else A4
        sheet = Sheet(self._fonts, width, height)
        shown = not landscape if header is None else header
        self._pages.append(_Page(sheet, furniture or self._furniture, landscape, shown, footer, bookmark))
        return sheet

    def _write(self) -> None:
        for place, page in enumerate(self._pages, 1):
            if page.header:
                draw_header(page.sheet, page.furniture)
            if page.footer:
                draw_footer(page.sheet, page.furniture.footer, place, len(self._pages))
            if self.practice:
                draw_practice_band(page.sheet)
            reference = self._store.add_page(page.sheet.content(), page.sheet.width * MM, page.sheet.height * MM)
            if page.bookmark:
                self._store.bookmark(page.bookmark, reference, page.sheet.height * MM)
        data = self._store.finish(f"<< /Font {self._fonts.write(self._store)} >>")
        self.page_count = len(self._pages)
        if self.path is None:
            self.data, self.digest = data, hashlib.sha256(data).hexdigest()
        else:
            self.digest = save_beside(self.path, data)


class Letters:
    """Many one-sheet letters in one PDF. What all share is drawn once on a form; a page adds what is the person's own.

        with Letters(path, shop="…", title="告知信") as letters:
            static = letters.form()                 # draw text, rules and fold marks on it, once
            for person in people:
                sheet = letters.page(static)        # draw address, number and code on it
        letters.digest

    A page is packed as soon as the next one begins: ten thousand letters need less than 200 MB. `letters.fonts`
    says beforehand whether a person's name has a character that no font has.
    """

    def __init__(
        self, path: Path, *, shop: str, title: str, practice: bool = False, fonts: Fonts | None = None
    ) -> None:
        self.path = path
        self.digest = ""
        self.page_count = 0
        self.practice = practice
        self.fonts = fonts or installed_fonts()
        self._embedded = EmbeddedFonts(self.fonts)
        self._store = ObjectStore(Information(title, shop, title, PROGRAM))
        self._forms: list[tuple[Sheet, str]] = []
        self._names: dict[int, str] = {}
        self._known: dict[str, str] = {}
        self._open: Sheet | None = None

    def __enter__(self) -> Letters:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._write()

    def form(self) -> Sheet:
        """A drawing that pages repeat: what is the same for all. A second kind of letter takes a second form."""
        sheet = Sheet(self._embedded, *A4)
        name = f"L{len(self._forms) + 1}"
        self._forms.append((sheet, name))
        self._names[id(sheet)] = name
        self._known[name] = name
        if self.practice:
            draw_practice_band(sheet)
        return sheet

    def page(self, form: Sheet | None = None) -> Sheet:
        """The next letter, laid over `form`."""
        self._close_page()
        sheet = Sheet(self._embedded, *A4, self._known)
        if form is not None:
            sheet.place(self._names[id(form)])
        self._open = sheet
        return sheet

    def _close_page(self) -> None:
        if self._open is not None:
            self._store.add_page(self._open.content(), A4[0] * MM, A4[1] * MM)
            self._open = None

    def _write(self) -> None:
        self._close_page()
        forms: list[tuple[str, Ref]] = [
            (name, self._store.add_form(sheet.content(), A4[0] * MM, A4[1] * MM)) for sheet, name in self._forms
        ]
        drawings = " ".join(f"/{name} {reference}" for name, reference in forms)
        self.page_count = self._store.page_count
        data = self._store.finish(f"<< /Font {self._embedded.write(self._store)} /XObject << {drawings} >> >>")
        self.digest = save_beside(self.path, data)


def margins(sheet: Sheet) -> Margins:
    """The type area of a sheet."""
    return LANDSCAPE if sheet.width > sheet.height else PORTRAIT


def draw_header(sheet: Sheet, furniture: Furniture) -> None:
    """Shop on the left, number on the right, a rule below."""
    area = margins(sheet)
    sheet.text(area.left, 15.2, furniture.shop, NOTE)
    if furniture.number:
        sheet.text(area.right, 15.2, zh("No. {number}", number=furniture.number), NOTE, align=Align.RIGHT)
    sheet.rule(area.left, 17, area.right, pt=0.6)


def draw_footer(sheet: Sheet, left: str, page: int, pages: int) -> None:
    """Rule, paper on the left, page and number of pages on the right."""
    draw_footer_rule(sheet)
    draw_footer_left(sheet, left)
    draw_page_count(sheet, page, pages)


def draw_footer_rule(sheet: Sheet) -> None:
    """The footer's rule."""
    area = margins(sheet)
    sheet.rule(area.left, sheet.height - FOOT_RULE, area.right, pt=0.6)


def draw_footer_left(sheet: Sheet, text: str) -> None:
    """The left half of the footer: which paper this is."""
    sheet.text(margins(sheet).left, sheet.height - FOOT_BASELINE, text, NOTE)


def draw_page_count(sheet: Sheet, page: int, pages: int) -> None:
    """The right half of the footer."""
    text = zh(say("Page {page} of {pages}", page=page, pages=pages))
    sheet.text(margins(sheet).right, sheet.height - FOOT_BASELINE, text, NOTE, align=Align.RIGHT)


def draw_practice_band(sheet: Sheet) -> None:
    """Hatched bands of 8 mm at head and foot: this paper proves nothing."""
    label = zh("Practice - proves nothing")
    width = sheet.text_width(label, HEAD) + 8
    for top in (2.0, sheet.height - 10.0):
        sheet.hatch(0, top, sheet.width, 8)
        sheet.fill(sheet.width / 2 - width / 2, top - 0.2, width, 8.4, Ink.WHITE)
        sheet.text(sheet.width / 2, top + 5.3, label, HEAD, align=Align.CENTRE)
