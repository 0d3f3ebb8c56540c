"""A photo made small: upright, bare of what the camera wrote into it, refused when it is no picture."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from desktop.errors import OwnerError
from desktop.ui.photo import LONGEST, MOST_BYTES, PhotoView, shrunk

MAKER, PLACE = "样机甲乙", "30.12345"
ORIENTATION, MAKE, DATE = 0x0112, 0x010F, 0x0132


def phone_photo(path: Path, width: int = 2400, height: int = 1600) -> Path:
    """A noisy picture, its left half dark, lying on its side, with particulars and a comment."""
    noise = np.random.default_rng(7).integers(0, 60, (height // 8, width // 8, 3), dtype=np.uint8)
    noise[:, width // 16 :] += 190
    image = Image.fromarray(noise).resize((width, height))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE], exif[DATE] = 6, f"{MAKER} SECRETPHONE", "2026:01:02 03:04:05"
    exif.get_ifd(0x8825)[1] = PLACE
    image.save(path, "JPEG", quality=90, exif=exif, comment=b"SECRETCOMMENT")
    return path


def test_only_the_picture_is_left(tmp_path: Path, qtbot: QtBot) -> None:
    path = phone_photo(tmp_path / "IMG_0001.jpg")
    assert b"SECRETPHONE" in path.read_bytes()
    jpeg = shrunk(path)
    for trace in (b"SECRETPHONE", b"SECRETCOMMENT", b"Exif", b"2026:01:02", PLACE.encode()):
        assert trace not in jpeg
    image = Image.open(io.BytesIO(jpeg))
    assert image.size == (853, LONGEST), "turned upright and shrunk"
    assert not image.getexif()
    grey = np.asarray(image.convert("L"), dtype=float)
    top, bottom = grey[:600].mean(), grey[680:].mean()
    assert top < 90 < 150 < bottom, "what lay at the left stands at the top"
    assert len(jpeg) <= MOST_BYTES


def test_a_small_picture_is_not_blown_up_and_png_becomes_jpeg(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "klein.png"
    Image.new("RGBA", (40, 30), (255, 0, 0, 0)).save(path, pnginfo=None)
    image = Image.open(io.BytesIO(shrunk(path)))
    assert (image.format, image.size) == ("JPEG", (40, 30))
    assert image.getpixel((5, 5)) == (255, 255, 255), "what was see-through is white"


@pytest.mark.qt_log_ignore("JPEG")  # the decoder says by itself what it thinks of half a file
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.jpg", b""),
        ("文.jpg", "没有图片".encode()),
        ("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
        ("半.jpg", b"\xff\xd8\xff\xe0"),
        ("动.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(tmp_path: Path, qtbot: QtBot, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(OwnerError):
        shrunk(path)
    with pytest.raises(OwnerError):
        shrunk(tmp_path / "gibt es nicht.jpg")


def test_the_view_shows_and_forgets(tmp_path: Path, qtbot: QtBot) -> None:
    view = PhotoView("照片")
    qtbot.addWidget(view)
    view.show_jpeg(shrunk(phone_photo(tmp_path / "a.jpg", 800, 600)))
    assert view.isVisible()
    assert not view.pixmap().isNull()
    view.show_jpeg(b"")
    assert not view.isVisible()
