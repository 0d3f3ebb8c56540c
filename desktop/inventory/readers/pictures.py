"""Pictures and scanned pages. Reading them needs a component that the program can be given (RapidOCR).

Its models lie inside its package; it loads nothing from anywhere. It is asked for by importing it, and it counts as
there only after it has read a test picture: a package without its models finds nothing, and says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from desktop.inventory.readers.child import in_child
from desktop.inventory.readers.content import Given, whole
from desktop.inventory.readers.residue import blocks
from desktop.inventory.readers.shapes import Text, Unreadable
from desktop.words import Sentence, say

Engine: TypeAlias = Callable[[Any], Any]
PACKAGES = ("rapidocr", "rapidocr_onnxruntime")
LONGEST = 180.0
"""Seconds for one picture."""


def ready() -> bool:
    """Whether pictures can be read at all; the test picture is read in the child."""
    return any(find_spec(package) is not None for package in PACKAGES)


def picture() -> Sentence:
    """Why a picture was not read, and what to do."""
    return say("It is a picture. Look at it yourself and say what it shows.")


def scanned() -> Sentence:
    """Why a scanned PDF file was not read, and what to do."""
    return say("Its pages are pictures without text. Look at them yourself and say what they show.")


def read_picture(given: Given) -> Text:
    """The words in a picture. Raises `Unreadable` when the component is not there, or does not pass its test."""
    if not ready():
        raise Unreadable(picture())
    return Text("", blocks(_lines(given)))


def _lines(given: Given) -> Iterator[str]:
    source = given if isinstance(given, Path) else whole(given)
    with closing(in_child(words, source, "", LONGEST)) as messages:
        for message in messages:
            yield from message.decode().split("\n")


def words(source: Path | bytes, _: str) -> Iterator[bytes]:
    """One message: the lines of a picture. Runs in the child."""
    yield words_of(str(source) if isinstance(source, Path) else source).encode("utf-8", "replace")


def words_of(image: Any) -> str:
    """The lines of a picture, from top to bottom. Raises `Unreadable` when the component fails its test."""
    engine = _engine()
    if engine is None:
        raise Unreadable(picture())
    return "\n".join(_texts(engine(image)))


@cache
def _engine() -> Engine | None:
    for package in PACKAGES:
        if find_spec(package) is None:
            continue
        engine: Engine = import_module(package).RapidOCR()
        if "138" in "".join(_texts(engine(_test_picture()))):
            return engine
    return None


def _texts(result: Any) -> list[str]:
    if hasattr(result, "txts"):
        return [str(text) for text in result.txts or ()]
    found = result[0] if isinstance(result, tuple) else None
    return [str(item[1]) for item in found or ()]


def _test_picture() -> Any:
    """White paper with 138 on it, drawn with Pillow's own letters."""
    from PIL import Image, ImageDraw

    paper = Image.new("RGB", (160, 64), "white")
    ImageDraw.Draw(paper).text((16, 4), "13800", fill="black", font_size=44)
    return import_module("numpy").asarray(paper)
