"""One side of paper, drawn in millimetres from its top left corner.

Every baseline, rule and box passes through here: so the thinnest rule, the smallest letter and the map back to the
text are decided in one place.
"""

from __future__ import annotations

from itertools import groupby, pairwise

from desktop.documents.embed import EmbeddedFonts
from desktop.documents.faces import Align, Ink, Style
from desktop.documents.fonts import Fonts
from desktop.documents.lines import Line, Run, Span, Text, paragraph, plain, runs_of, single
from desktop.documents.objects import utf16
from desktop.documents.qr import qr_path, quick_qr_path

MM = 72 / 25.4
"""Points in a millimetre."""
THINNEST = 0.5
"""No rule is thinner (pt): thinner ones vanish in copies."""
_SPOKEN = 0.08


class Sheet:
    """A drawing of `width` × `height` mm. `x` and `y` are always mm from the top left, `y` of text is its baseline."""

    def __init__(self, fonts: EmbeddedFonts, width: float, height: float, forms: dict[str, str] | None = None) -> None:
        self.width = width
        self.height = height
        self._fonts = fonts
        self._forms = forms if forms is not None else {}
        self._ops: list[str] = []

    @property
    def fonts(self) -> Fonts:
        """The fonts that text on this sheet is set in."""
        return self._fonts.fonts

    def content(self) -> bytes:
        """What was drawn, as a content stream."""
        return "\n".join(self._ops).encode("ascii")

    # Text

    def text_width(self, text: Text, style: Style) -> float:
        """The width of one line of text, mm."""
        line = single(runs_of(text, style.face), self._fonts.fonts.widths)
        return self._line_width(line, style)

    def text(
        self, x: float, y: float, text: Text, style: Style, *, align: Align = Align.LEFT, ink: Ink = Ink.BLACK
    ) -> float:
        """One line of text at `x` (its left, middle or right by `align`); returns its width in mm."""
        line = single(runs_of(text, style.face), self._fonts.fonts.widths)
        width = self._line_width(line, style)
        left = x - (width if align is Align.RIGHT else width / 2 if align is Align.CENTRE else 0.0)
        self._draw(left, y, line, style, ink)
        return width

    def spread(self, x: float, y: float, text: str, style: Style, cell: float) -> None:
        """Each character in the middle of a cell of `cell` mm; search and copy still find one word."""
        em = style.size / MM
        widths = self._fonts.fonts.widths(text, style.face)
        after = [cell / em - (one + other) / 2 for one, other in pairwise(widths)] + [0.0]
        line = Line((Span(text, style.face, tuple(after)),), 0.0, 0.0)
        self._draw(x + (cell - widths[0] * em) / 2, y, line, style, Ink.BLACK)

    def lines(
        self, text: Text, width: float, style: Style, *, indent: float = 0.0, align: Align = Align.JUSTIFY
    ) -> tuple[Line, ...]:
        """`text` broken into lines of `width` mm; `indent` in em. A line end in plain text begins a new paragraph."""
        em = style.size / MM
        result: list[Line] = []
        for part in _paragraphs(runs_of(text, style.face)):
            result += paragraph(part, width / em, self._fonts.fonts.widths, indent=indent, align=align)
        return tuple(result)

    def set_lines(
        self, x: float, y: float, lines: tuple[Line, ...], style: Style, *, width: float = 0.0,
        align: Align = Align.LEFT, ink: Ink = Ink.BLACK,
    ) -> float:  # fmt: skip
        """Draw lines that were broken before; returns the baseline that would follow the last one."""
        em = style.size / MM
        for line in lines:
            spare = width - self._line_width(line, style)
            shift = spare if align is Align.RIGHT else spare / 2 if align is Align.CENTRE else line.x * em
            self._draw(x + shift, y, line, style, ink)
            y += style.leading / MM
        return y

    def paragraph(
        self, x: float, y: float, width: float, text: Text, style: Style, *, indent: float = 0.0,
        align: Align = Align.JUSTIFY, ink: Ink = Ink.BLACK,
    ) -> float:  # fmt: skip
        """A paragraph of `width` mm, first baseline at `y`; returns the baseline that would follow it."""
        lines = self.lines(text, width, style, indent=indent, align=align)
        return self.set_lines(x, y, lines, style, width=width, align=align, ink=ink)

    # Rules and areas

    def rule(self, x1: float, y1: float, x2: float, y2: float | None = None, *, pt: float = THINNEST, dash: str = "",
             ink: Ink = Ink.BLACK) -> None:  # fmt: skip
        """A rule from (x1, y1) to (x2, y2 or y1). `dash` is on and off lengths in pt, e.g. "3 2"."""
        end = y1 if y2 is None else y2
        path = f"{self._point(x1, y1)} m {self._point(x2, end)} l S"
        self._ops.append(f"q {ink.value.upper()} {max(pt, THINNEST):.2f} w [{dash}] 0 d {path} Q")

    def box(self, x: float, y: float, width: float, height: float, *, pt: float = THINNEST, dash: str = "") -> None:
        """A frame whose outer edge is the given rectangle."""
        pt = max(pt, THINNEST)
        inset = pt / 2 / MM
        area = self._area(x + inset, y + inset, width - 2 * inset, height - 2 * inset)
        self._ops.append(f"q 0 G {pt:.2f} w 0 j [{dash}] 0 d {area} S Q")

    def fill(self, x: float, y: float, width: float, height: float, ink: Ink = Ink.BLACK) -> None:
        """A filled rectangle."""
        self._ops.append(f"q {ink.value} {self._area(x, y, width, height)} f Q")

    def hatch(self, x: float, y: float, width: float, height: float, *, pitch: float = 1.6, pt: float = 1.0) -> None:
        """A rectangle hatched from lower left to upper right, one line every `pitch` mm."""
        parts, start = [], x - height
        while start < x + width:
            parts.append(f"{self._point(start, y + height)} m {self._point(start + height, y)} l")
            start += pitch * 2**0.5
        area = self._area(x, y, width, height)
        self._ops.append(f"q {area} W n 0 G {max(pt, THINNEST):.2f} w {' '.join(parts)} S Q")

    def band(
        self, start: tuple[float, float], end: tuple[float, float], thick: float, *, pitch: float = 0.0,
        lean: float = 1.0, dash: str = "", pt: float = THINNEST,
    ) -> None:  # fmt: skip
        """A band of `thick` mm that swings from `start` to `end`, its upper corners: white, with an outline of `pt`.

        With `pitch` it is hatched, one line every so many mm; `lean` is how far a line goes sideways for each mm down,
        so that -1 and 1 lean either way and 0 stands.
        """
        (x1, y1), (x2, y2) = start, end
        bend = (x1 + x2) / 2
        there = f"{self._point(x1, y1)} m {self._swing(bend, y1, bend, y2, x2, y2)}"
        back = f"{self._point(x2, y2 + thick)} l {self._swing(bend, y2 + thick, bend, y1 + thick, x1, y1 + thick)}"
        path = f"{there} {back} h"
        style = f"0 G {max(pt, THINNEST):.2f} w [{dash}] 0 d"
        if pitch:
            top, bottom = min(y1, y2), max(y1, y2) + thick
            reach, parts = (bottom - top) * lean, []
            at, stop = x1 - max(reach, 0.0), x2 - min(reach, 0.0)
            while at < stop:
                parts.append(f"{self._point(at, top)} m {self._point(at + reach, bottom)} l")
                at += pitch * (1 + lean * lean) ** 0.5
            self._ops.append(f"q {Ink.WHITE.value} {path} f Q")
            self._ops.append(f"q {path} W n 0 G {THINNEST:.2f} w {' '.join(parts)} S Q")
            self._ops.append(f"q {style} {path} S Q")
        else:
            self._ops.append(f"q {Ink.WHITE.value} {style} {path} B Q")

    def _swing(self, *points: float) -> str:
        """A curve onwards: two points that pull it, and where it ends."""
        pairs = zip(points[::2], points[1::2], strict=True)
        return " ".join(self._point(*pair) for pair in pairs) + " c"

    def polygon(self, points: tuple[tuple[float, float], ...], *, pt: float = 0.0, ink: Ink = Ink.BLACK,
                closed: bool = True, round_joins: bool = False) -> None:  # fmt: skip
        """A filled polygon, or its outline of `pt` when that is given."""
        path = " ".join(f"{self._point(*point)} {'l' if place else 'm'}" for place, point in enumerate(points))
        if not pt:
            self._ops.append(f"q {ink.value} {path} h f Q")
            return
        style = "1 j 1 J" if round_joins else "0 j 0 J"
        close = "h " if closed else ""
        self._ops.append(f"q {ink.value.upper()} {max(pt, THINNEST):.2f} w {style} {path} {close}S Q")

    def qr(self, x: float, y: float, size: float, content: str, *, quick: bool = False) -> None:
        """A QR code of `size` mm without its quiet zone: keep four modules free on every side.

        `quick` is for letters by the thousand: upper-case content of one length, one fixed mask.
        """
        modules, path = quick_qr_path(content) if quick else qr_path(content)
        module = size * MM / modules
        corner = f"{x * MM:.3f} {(self.height - y) * MM:.3f}"
        self._ops.append(f"q 0 g {module:.5f} 0 0 {-module:.5f} {corner} cm {path} f Q")

    # Other drawings

    def place(self, form: str) -> None:
        """Lay a form over the whole sheet (a drawing made once and repeated on many pages)."""
        if form not in self._forms:
            raise KeyError(form)
        self._ops.append(f"/{form} Do")

    def _draw(self, x: float, y: float, line: Line, style: Style, ink: Ink) -> None:
        if not line.spans:
            return
        size, tracking = style.size, style.tracking / style.size
        spoken = tracking > _SPOKEN or any(_misleads(span) for span in line.spans)
        pieces = [
            (f"/{font.name} {size:g} Tf {_array(codes, span.after[start:end], tracking)}", span.text[start:end])
            for span in line.spans
            for font, start, end in self._fonts.segments(span.text, span.face)
            if (codes := font.encode(span.text[start:end]))
        ]
        shown = _speak(pieces) if spoken else " ".join(show for show, _ in pieces)
        body = f"BT {self._point(x, y)} Td {shown} ET"
        self._ops.append(body if ink is Ink.BLACK else f"q {ink.value} {body} Q")

    def _line_width(self, line: Line, style: Style) -> float:
        count = sum(len(span.text) for span in line.spans)
        return (line.width * style.size + style.tracking * max(count - 1, 0)) / MM

    def _point(self, x: float, y: float) -> str:
        return f"{x * MM:.2f} {(self.height - y) * MM:.2f}"

    def _area(self, x: float, y: float, width: float, height: float) -> str:
        return f"{x * MM:.2f} {(self.height - y - height) * MM:.2f} {width * MM:.2f} {height * MM:.2f} re"


def _array(codes: str, after: tuple[float, ...], tracking: float) -> str:
    """The codes of one font as a show-text operator, with what is added behind each character."""
    if not tracking and not any(after):
        return f"<{codes}> Tj"
    parts, begin = [], 0
    for place, extra in enumerate(after, 1):
        if extra + tracking:
            parts.append(f"<{codes[begin : place * 4]}>{-1000 * (extra + tracking):.0f}")
            begin = place * 4
    if begin < len(codes):
        parts.append(f"<{codes[begin:]}>")
    return f"[{''.join(parts)}] TJ"


def _misleads(span: Span) -> bool:
    """Whether a reader that copies or searches would find spaces that are none, lose one, or mix up the order."""
    return max(span.after) > _SPOKEN or min(span.after) < -_SPOKEN or "\u3000" in span.text


def _speak(pieces: list[tuple[str, str]]) -> str:
    """The pieces of a line, each stretch saying its own text.

    Characters above U+FFFF stay outside: pdfium loses them from such a text, and reads them well from the font.
    """
    parts = []
    for above, group in groupby(pieces, key=lambda piece: piece[1][0] > "\uffff"):
        shows, texts = zip(*group, strict=True)
        body = " ".join(shows)
        parts.append(body if above else f"/Span << /ActualText {utf16(''.join(texts))} >> BDC {body} EMC")
    return " ".join(parts)


def _paragraphs(runs: tuple[Run, ...]) -> list[tuple[Run, ...]]:
    """The runs cut at every line end."""
    if "\n" not in plain(runs):
        return [runs]
    result: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        result[-1].append(Run(first, run.face))
        result += [[Run(other, run.face)] for other in others]
    return [tuple(part) for part in result]
