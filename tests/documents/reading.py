"""How tests read a paper back: with two independent readers, with rendered pictures and with a decoder for codes."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

MM = 72 / 25.4


def poppler_text(path: Path) -> str:
    """What pdftotext finds."""
    return subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True).stdout.decode()


def pdfium_text(path: Path) -> str:
    """What pdfium finds (the reader inside Chrome and Qt)."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def texts(path: Path) -> tuple[str, str]:
    """The text by both readers, line ends taken out: a paragraph is one text, wherever its lines end."""
    return (
        poppler_text(path).replace("\n", "").replace("\f", ""),
        pdfium_text(path).replace("\r", "").replace("\n", ""),
    )


def check(path: Path) -> None:
    """qpdf finds nothing wrong with the file."""
    subprocess.run(["qpdf", "--check", "--warning-exit-0", str(path)], check=True, capture_output=True)
    subprocess.run(["qpdf", "--check", str(path)], check=True, capture_output=True)


def picture(path: Path, page: int = 0, dpi: int = 200) -> Image.Image:
    """A page as a grey picture."""
    document = pypdfium2.PdfDocument(path)
    try:
        image: Image.Image = document[page].render(scale=dpi / 72, grayscale=True).to_pil()
        return image
    finally:
        document.close()


def codes(path: Path, page: int = 0) -> list[str]:
    """The QR codes of a page at 200 dpi in pure black, as a poor printer gives them."""
    hard = picture(path, page).point(lambda value: 255 if value > 127 else 0)
    return [found.text for found in zxingcpp.read_barcodes(hard)]


@dataclass(frozen=True, slots=True)
class Ink:
    """A rectangle that a page really blackens, mm from the top left."""

    left: float
    top: float
    right: float
    bottom: float


def ink(path: Path, zone: tuple[float, float, float, float], page: int = 0, dpi: int = 200) -> Ink | None:
    """The extent of what is printed inside `zone` (left, top, right, bottom in mm); None if it is empty."""
    scale = dpi / 25.4
    left, top, right, bottom = (round(edge * scale) for edge in zone)
    part = picture(path, page, dpi).crop((left, top, right, bottom)).point(lambda value: 255 if value < 200 else 0)
    found = part.getbbox()
    if found is None:
        return None
    return Ink(*((edge + offset) / scale for edge, offset in zip(found, (left, top, left, top), strict=True)))
