"""Chinese paragraphs: broken into lines and justified. Pure functions over widths; nothing is drawn here.

All lengths are in em of the paragraph's size. The rules are in `breaks.py`; this file chooses among the places they
permit: as few lines as possible, then the most even ones, no last line of one or two characters.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import add

from desktop.documents.breaks import Sort, adjustments, break_places, forced_place, sorts, stretchable
from desktop.documents.faces import Align, Face

AIR = 0.15
"""Between a Han character and a Latin letter or figure, em."""
STRETCH = 0.5
"""The most that justifying adds between two characters, em."""
LONGEST_PLACE = 160
"""Characters of a path in a table. Systems take thousands, which would fill a sheet and more."""
_WINDOW = 6.0
_SHORT_END = 1e6
_ROUNDING = 1e-9

Measure = Callable[[str, Face], Sequence[float]]
"""The width of each character of a text in a face, em."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one face."""

    text: str
    face: Face


Text = str | tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive characters in one face; `after` is what is added behind each of them, em."""

    text: str
    face: Face
    after: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where it begins (em from the left; an opening mark hangs out by half) and its width."""

    spans: tuple[Span, ...]
    x: float
    width: float

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(span.text for span in self.spans)


def runs_of(text: Text, face: Face) -> tuple[Run, ...]:
    """Plain text as one run; runs as they are."""
    return (Run(text, face),) if isinstance(text, str) else text


def marked(text: str, face: Face, strong: Face | None = None) -> tuple[Run, ...]:
    """Text with **emphasis** as runs. Only for the program's own sentences: facts must not pass through here."""
    pieces = text.split("**")
    faces = (face, strong or face.strong)
    return tuple(Run(piece, faces[place % 2]) for place, piece in enumerate(pieces) if piece)


def plain(text: Text) -> str:
    """The characters of a text without its faces."""
    return text if isinstance(text, str) else "".join(run.text for run in text)


def cut(text: str, most: int = LONGEST_PLACE) -> str:
    """A long name or place without its middle, so that its row fits on a sheet."""
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"


def single(runs: Iterable[Run], measure: Measure, *, hang: bool = False) -> Line:
    """Everything in one line, however wide. `hang`: pull an opening mark at the start out by half."""
    return _Paragraph(runs, measure, AIR).line(0, None, 0.0, 0.0, hang=hang)


def paragraph(
    runs: Iterable[Run], width: float, measure: Measure, *, indent: float = 0.0, align: Align = Align.JUSTIFY
) -> tuple[Line, ...]:
    """Break a paragraph into lines of `width` em; the first line begins at `indent`.

    With Align.JUSTIFY every line but the last is widened to the full width, by at most STRETCH per gap.
    """
    source = _Paragraph(runs, measure, AIR)
    if not source.text:
        return ()
    ends = source.best_ends(width, indent, justify=align is Align.JUSTIFY)
    lines, start = [], 0
    for end in ends:
        first = indent if start == 0 else 0.0
        target = width - first if align is Align.JUSTIFY and end != ends[-1] else 0.0
        lines.append(source.line(start, end, first, target, hang=True))
        start = end
    return tuple(lines)


class _Paragraph:
    """The characters of a paragraph with their widths and everything summed that choosing needs."""

    def __init__(self, runs: Iterable[Run], measure: Measure, air: float) -> None:
        kept = [run for run in runs if run.text]
        self.text = "".join(run.text for run in kept)
        self.faces = [run.face for run in kept for _ in run.text]
        self.widths = [width for run in kept for width in measure(run.text, run.face)]
        self.sorts = sorts(self.text)
        self.gaps = adjustments(self.sorts, self.widths, air)
        self._sums: list[float] = [0.0, *accumulate(map(add, self.widths, self.gaps))]

    @cached_property
    def stretch(self) -> list[bool]:
        """Which gaps justifying may widen."""
        return stretchable(self.text)

    @cached_property
    def _stretches(self) -> list[int]:
        return [0, *accumulate(map(int, self.stretch))]

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """The line without the spaces at its ends; a paragraph may begin with one."""
        kinds = self.sorts
        while end > start and kinds[end - 1] is Sort.SPACE:
            end -= 1
        while start and start < end and kinds[start] is Sort.SPACE:
            start += 1
        return start, end

    def width(self, start: int, end: int) -> float:
        """Width of the line [start, end), with its marks halved at both ends."""
        start, end = self.trimmed(start, end)
        if start >= end:
            return 0.0
        total = self._sums[end] - self._sums[start] - self.gaps[end - 1]
        if self.sorts[end - 1] is Sort.CLOSING and self.widths[end - 1] > 0.9:
            total -= 0.5
        if self.sorts[start] is Sort.OPENING and self.widths[start] > 0.9:
            total -= 0.5
        return total

    def stretch_count(self, start: int, end: int) -> int:
        """How many gaps of the line can be widened."""
        start, end = self.trimmed(start, end)
        return self._stretches[max(end - 1, start)] - self._stretches[start]

    def best_ends(self, width: float, indent: float, *, justify: bool) -> list[int]:
        """The ends of the lines: fewest lines first, then the least unevenness."""
        length = len(self.text)
        if self.width(0, length) <= width - indent + _ROUNDING:
            return [length]
        allowed = break_places(self.text, width)
        if not justify and (ends := self._filled_ends(width, indent, allowed)):
            return ends
        best: dict[int, tuple[int, float, int]] = {0: (0, 0.0, -1)}
        for start in range(length):
            if start not in best:
                continue
            count, cost, _ = best[start]
            room = width - (indent if start == 0 else 0.0)
            for end in self._ends(start, room, allowed):
                total = cost + self._cost(start, end, room, justify=justify)
                if end not in best or (count + 1, total) < best[end][:2]:
                    best[end] = (count + 1, total, start)
        ends, place = [], length
        while place > 0:
            ends.append(place)
            place = best[place][2]
        return ends[::-1]

    def _filled_ends(self, width: float, indent: float, allowed: list[bool]) -> list[int]:
        """Every line as full as it can be; nothing if that leaves a last line of one or two characters."""
        ends, start, length = [], 0, len(self.text)
        while start < length:
            end = last = self._last_fitting(start, width - (0.0 if start else indent))
            while end > start and end != length and not allowed[end]:
                end -= 1
            ends.append(end if end > start else forced_place(self.text, start, last))
            start, before = ends[-1], start
        return [] if self._cost(before, length, width, justify=False) else ends

    def _ends(self, start: int, room: float, allowed: list[bool]) -> list[int]:
        """Where the line that begins at `start` may end: the fullest places, or a forced cut."""
        length = len(self.text)
        last = self._last_fitting(start, room)
        widest, fitting = -1.0, []
        for end in range(last, start, -1):
            if end != length and not allowed[end]:
                continue
            width = self.width(start, end)
            if widest >= 0 and widest - width > _WINDOW:
                break
            widest = max(widest, width)
            fitting.append(end)
        return fitting or [forced_place(self.text, start, last)]

    def _last_fitting(self, start: int, room: float) -> int:
        """The last place where the line still fits; at least one character further."""
        length = len(self.text)
        end = min(length, max(start + 1, bisect_right(self._sums, self._sums[start] + room + 1.5)))
        while end > start + 1 and self.width(start, end) > room + _ROUNDING:
            end -= 1
        return end

    def _cost(self, start: int, end: int, room: float, *, justify: bool) -> float:
        if end == len(self.text):
            shown = sum(kind < Sort.CLOSING for kind in self.sorts[start:end])
            return _SHORT_END if start and shown <= 2 else 0.0
        slack = max(room - self.width(start, end), 0.0)
        if not justify:
            return slack * slack
        added = slack / max(self.stretch_count(start, end), 1)
        return added * added * 1e3 + (1e4 * (added - STRETCH) if added > STRETCH else 0.0)

    def line(self, start: int, end: int | None, indent: float, target: float, *, hang: bool) -> Line:
        """The characters [start, end) as a line, widened to `target` em where that is more than they need."""
        start, end = self.trimmed(start, len(self.text) if end is None else end)
        if start >= end:
            return Line((), indent, 0.0)
        natural = self.width(start, end)
        opens = self.sorts[start] is Sort.OPENING and self.widths[start] > 0.9
        if opens and not hang:
            natural += 0.5
        after = [*self.gaps[start : end - 1], 0.0]
        added = 0.0
        if target > natural:
            added = min(STRETCH, (target - natural) / max(self.stretch_count(start, end), 1))
            after = [
                gap + added if stretch else gap for gap, stretch in zip(after, self.stretch[start:end], strict=True)
            ]
            after[-1] = 0.0
        width = natural + (added * self.stretch_count(start, end) if added else 0.0)
        return Line(self._spans(start, end, after), indent - 0.5 if opens and hang else indent, width)

    def _spans(self, start: int, end: int, after: list[float]) -> tuple[Span, ...]:
        faces = self.faces[start:end]
        if faces.count(faces[0]) == len(faces):
            return (Span(self.text[start:end], faces[0], tuple(after)),)
        spans, first = [], 0
        for place in range(1, len(faces) + 1):
            if place == len(faces) or faces[place] is not faces[first]:
                text = self.text[start + first : start + place]
                spans.append(Span(text, faces[first], tuple(after[first:place])))
                first = place
        return tuple(spans)
