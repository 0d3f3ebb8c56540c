"""Pictures and scanned pages. Reading them needs a part that the program can be given (RapidOCR, see `make ocr`).

Its models lie inside its package; it loads nothing from anywhere. It counts as there only after it has read a line that
is drawn for it: a package without its models finds nothing, and says nothing. All of it runs in the reader's process.
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from desktop.inventory.readers.child import in_child
from desktop.inventory.readers.content import Given, opened, whole
from desktop.inventory.readers.shapes import Block, Text, Unreadable, damaged, too_large
from desktop.resources import resource
from desktop.words import Sentence, say, zh

if TYPE_CHECKING:
    from PIL.Image import Image

Engine: TypeAlias = Callable[[Any], Any]
PACKAGE = "rapidocr_onnxruntime"
LONGEST = 180.0
"""Seconds for one picture or page."""
MOST_PIXELS = 120_000_000
"""Three bytes each when it is laid out. A page at 600 dpi has 35 million."""
MOST_FRAMES = 200
LONGEST_SIDE = 3200
SMALLEST = 40
"""Pixels: an icon with a shorter side shows no one's data, were it legible."""
TEST_LINE = "药店闭店助手 13800138000"
_KINDS = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP")
"""Read by Pillow itself. For others it would start programs."""
_FONT = "NotoSansSC-Regular.ttf"
_SAME_LINE = 0.6
"""Part of a line's height that the middles of two pieces of it may differ by."""


class Eyes(StrEnum):
    """Whether pictures can be read on this PC."""

    READY = "ready"
    MISSING = "missing"
    BROKEN = "broken"
    """Installed, but the line that is drawn for it was not read."""


def eyes() -> Eyes:
    """Whether pictures can be read; where the part is installed it is tried, once while the program runs."""
    if not installed():
        return Eyes.MISSING
    return Eyes.READY if _passes() else Eyes.BROKEN


def installed() -> bool:
    """Whether the part lies here. That says nothing about whether it works."""
    return find_spec(PACKAGE) is not None


@cache
def _passes() -> bool:
    try:
        with closing(in_child(self_test, b"", "", LONGEST)) as messages:
            seen = b"".join(messages).decode("utf-8", "replace")
            return "".join(seen.split()) == "".join(TEST_LINE.split())
    except Unreadable:
        return False


def blind(state: Eyes) -> Sentence:
    """Why a picture was not read, and what to do."""
    if state is Eyes.BROKEN:
        return say(
            "It is a picture, and the part for reading pictures does not work. Install it anew, or look yourself."
        )
    return say("It is a picture; reading it needs the part for pictures (OCR). Install it, or look yourself.")


def blind_pages(state: Eyes, count: int | str) -> Sentence:
    """Why so many pages of a PDF file were not read, and what to do."""
    if state is Eyes.BROKEN:
        return say("{n} pages are pictures, and the part for reading them does not work. Install it anew.", n=count)
    return say("{n} pages are pictures; reading them needs the part for pictures (OCR). Install it, or look.", n=count)


def curable() -> tuple[str, ...]:
    """Patterns (of SQL's LIKE) of what stands at files in the case that can be read once the part is there."""
    reasons = [told for state in (Eyes.MISSING, Eyes.BROKEN) for told in (blind(state), blind_pages(state, "%"))]
    # Plain, or inside of another sentence, in the language that the window then spoke.
    forms = [form for reason in reasons for form in (reason.text.replace("{n}", "%"), str(reason), zh(reason))]
    return tuple(dict.fromkeys(f"%{form}%" for form in forms))


def is_icon(given: Given) -> bool:
    """Whether a picture says of itself, in its first bytes, that it is too small to show anybody's data."""
    with opened(given) as file:
        head = file.read(26)
    sides: list[int] = []
    if head.startswith(b"\x89PNG") and head[12:16] == b"IHDR" and len(head) >= 24:
        sides += struct.unpack(">II", head[16:24])
    elif head.startswith(b"GIF8") and len(head) >= 10:
        sides += struct.unpack("<HH", head[6:10])
    elif head.startswith(b"BM") and len(head) >= 26:
        sides += map(abs, struct.unpack("<ii", head[18:26]))
    return 0 < min(sides, default=0) < SMALLEST


def read_picture(given: Given) -> Text:
    """The words in a picture. Raises `Unreadable` when the part is not there, or does not pass its test."""
    if (state := eyes()) is not Eyes.READY:
        raise Unreadable(blind(state))
    return Text("", _blocks(given))


def _blocks(given: Given) -> Iterator[Block]:
    """A block for each page: looking at one takes seconds, and one can stop between two."""
    source = given if isinstance(given, Path) else whole(given)
    first = 1
    with closing(in_child(words, source, "", LONGEST)) as messages:
        for message in messages:
            text = message.decode() + "\n"
            yield Block(first, text)
            first += text.count("\n")


# --- what runs in the child ------------------------------------------------------------------------------------


def self_test(_: Path | bytes, __: str) -> Iterator[bytes]:
    """One message: what is read of `TEST_LINE`, drawn in the program's own letters."""
    from PIL import Image, ImageDraw, ImageFont

    paper = Image.new("RGB", (720, 96), "white")
    letters = ImageFont.truetype(str(resource("fonts", _FONT)), 40)
    ImageDraw.Draw(paper).text((24, 20), TEST_LINE, font=letters, fill="black")
    yield words_of(_pixels(paper)).encode("utf-8", "replace")


def words(source: Path | bytes, _: str) -> Iterator[bytes]:
    """The lines of a picture; one message for each of its pages, as pictures of fax and scanner programs have them."""
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # counted below, with a sentence
    try:
        with Image.open(source if isinstance(source, Path) else io.BytesIO(source), formats=_KINDS) as picture:
            for number, frame in enumerate(ImageSequence.Iterator(picture)):
                if number >= MOST_FRAMES or frame.width * frame.height > MOST_PIXELS:
                    raise too_large()
                if min(frame.size) >= SMALLEST and (number == 0 or picture.format == "TIFF"):
                    yield words_of(_pixels(ImageOps.exif_transpose(frame))).encode("utf-8", "replace")
    except UnidentifiedImageError as error:
        raise Unreadable(say("It is a picture of a kind that cannot be read here. Look at it yourself.")) from error
    except (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
        # What Pillow throws at pictures that break the rules of their kind.
        raise damaged() from error


def words_of(image: Any) -> str:
    """The lines of a picture (rows of pixels, blue first), from top to bottom. Raises `Unreadable` without the part."""
    engine = _engine()
    try:
        found = engine(image)
    except Exception as error:  # each of its libraries has errors of its own, of no common kind
        raise Unreadable(say("The part for reading pictures stumbled over it. Look at it yourself.")) from error
    pieces = found[0] if isinstance(found, tuple) else None
    return "\n".join(_in_lines([_piece(corners, str(text)) for corners, text, *_ in pieces or ()]))


@cache
def _engine() -> Engine:
    # It may take all processors but one: the till goes on beside it.
    processors = max(1, (os.cpu_count() or 2) - 1)
    try:
        import_module("onnxruntime").disable_telemetry_events()  # on Windows it would tell the system what it does
        engine: Engine = import_module(PACKAGE).RapidOCR(intra_op_num_threads=processors, inter_op_num_threads=1)
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        raise Unreadable(blind(Eyes.BROKEN if installed() else Eyes.MISSING)) from error
    return engine


def _pixels(picture: Image) -> Any:
    """Rows of pixels as the part wants them: blue, green, red; what is transparent is white."""
    from PIL import Image

    numpy = import_module("numpy")
    if picture.mode not in ("RGB", "L"):
        clear = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    picture = picture.convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    least = max(picture.size) // 2
    if min(picture.size) < least:
        # The part enlarges every picture until its shorter side is long enough: a strip would become enormous.
        paper = Image.new("RGB", (max(picture.width, least), max(picture.height, least)), "white")
        paper.paste(picture)
        picture = paper
    return numpy.ascontiguousarray(numpy.asarray(picture)[:, :, ::-1])


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of words: the middle of its left end, its slope, its height, all in pixels."""

    x: float
    y: float
    slope: float
    height: float
    text: str


def _piece(corners: Sequence[Sequence[float]], text: str) -> _Piece:
    (left, top), (right, right_top), _, (_, bottom) = corners
    return _Piece(left, (top + bottom) / 2, (right_top - top) / max(1.0, right - left), max(1.0, bottom - top), text)


def _in_lines(pieces: list[_Piece]) -> Iterator[str]:
    """Pieces side by side are one line, also on paper that lies a little askew: 姓名： and 王建国 belong together."""
    slopes = sorted(piece.slope for piece in pieces if abs(piece.slope) < 0.3)
    slope = slopes[len(slopes) // 2] if slopes else 0.0
    line: list[_Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.y - slope * piece.x):
        if line and (piece.y - slope * piece.x) - (line[0].y - slope * line[0].x) > _SAME_LINE * line[0].height:
            yield " ".join(piece.text for piece in sorted(line, key=lambda piece: piece.x))
            line = []
        line.append(piece)
    if line:
        yield " ".join(piece.text for piece in sorted(line, key=lambda piece: piece.x))
