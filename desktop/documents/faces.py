"""Which letters a paper uses: the faces, and the sizes that belong together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class Face(Enum):
    """A bundled face; the value is its file in resources/fonts without the ending.

    The bold faces hold fewer characters than the regular ones: a character that one lacks is taken from the next
    face of its chain, see `fonts.py`.
    """

    SANS = "NotoSansSC-Regular"
    SANS_MEDIUM = "NotoSansSC-Medium"
    SANS_SEMIBOLD = "NotoSansSC-SemiBold"
    SANS_BOLD = "NotoSansSC-Bold"
    SERIF = "NotoSerifSC-Regular"
    SERIF_BOLD = "NotoSerifSC-Bold"

    @property
    def strong(self) -> Face:
        """The face of emphasis: Sans Bold, also inside Song, because Song Bold is for fixed titles only."""
        return Face.SERIF_BOLD if self is Face.SERIF_BOLD else Face.SANS_BOLD


class Align(Enum):
    """Where a line stands in its width."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    JUSTIFY = "justify"


class Ink(Enum):
    """Papers are black on white; white letters stand on black bars only."""

    BLACK = "0 g"
    WHITE = "1 g"


SMALLEST = 7.5
"""No letter on any paper is smaller (pt): the caption of a letter's QR code; everything else is 8 or larger."""


@dataclass(frozen=True, slots=True)
class Style:
    """A face in a size. `size`, `leading` (baseline to baseline) and `tracking` (added to every letter) in pt."""

    face: Face
    size: float
    leading: float
    tracking: float = 0.0

    def __post_init__(self) -> None:
        if self.size < SMALLEST:
            raise ValueError(f"{self.size} pt is too small to read")

    def with_face(self, face: Face) -> Style:
        """The same size in another face."""
        return replace(self, face=face)

    def sized(self, size: float) -> Style:
        """The same face in another size, leading and tracking in proportion."""
        factor = size / self.size
        return replace(self, size=size, leading=self.leading * factor, tracking=self.tracking * factor)

    @property
    def bold(self) -> Style:
        """The same size in the face of emphasis."""
        return self.with_face(self.face.strong)


TITLE = Style(Face.SERIF_BOLD, 22, 28, tracking=3)
LIST_TITLE = Style(Face.SERIF_BOLD, 16, 20, tracking=1.5)
LETTER_TITLE = Style(Face.SERIF_BOLD, 16, 20, tracking=1)
LETTER = Style(Face.SERIF, 12, 19.6)
CONSENT = Style(Face.SERIF, 10.5, 15.6)
POSTER_TITLE = Style(Face.SERIF_BOLD, 46, 56, tracking=10)
POSTER = Style(Face.SERIF, 14, 21.6)
HEAD = Style(Face.SANS_BOLD, 10.5, 14.5)
FACT = Style(Face.SANS, 9.5, 14.5)
SMALL = Style(Face.SANS, 9, 13)
TABLE = Style(Face.SANS, 8.5, 11.5)
NOTE = Style(Face.SANS, 8, 11)
CAPTION = Style(Face.SANS, 7.5, 10)
NUMBER = Style(Face.SANS_MEDIUM, 10.5, 14.5)
STATUS = Style(Face.SANS_BOLD, 22, 26, tracking=1.5)
FIGURE = Style(Face.SANS_BOLD, 19, 23)
