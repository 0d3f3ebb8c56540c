"""A photo made small: what a phone wrote into it (place, time, device) is left behind, only the picture goes on.

Decoding takes its time with large pictures: call `shrunk` from a job, not from the window's thread.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPixmap
from PySide6.QtWidgets import QLabel

from desktop.errors import OwnerError
from desktop.ui.theme import px
from desktop.words import say

PATTERN = "*.jpg *.jpeg *.png *.bmp"
FORMS = frozenset({"jpeg", "png", "bmp"})
LONGEST = 1280
"""Pixels on the longer side: enough to know a box and to read what is written on it."""
MOST_BYTES = 350_000
MOST_FILE = 60 << 20
_QUALITIES = (82, 70, 55, 40)
_MOST_PIXELS = 120_000_000


def shrunk(path: Path) -> bytes:
    """The picture as a small JPEG, upright, without anything but its pixels. Raises `OwnerError` for what is none."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unusable(path.name) from error
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    whole = reader.size()
    form = bytes(reader.format().data()).decode("ascii", "replace")
    if size > MOST_FILE or form not in FORMS or not whole.isValid() or whole.width() * whole.height() > _MOST_PIXELS:
        raise _unusable(path.name)
    if max(whole.width(), whole.height()) > LONGEST:
        reader.setScaledSize(whole.scaled(QSize(LONGEST, LONGEST), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise _unusable(path.name)
    return _as_jpeg(_bare(image))


def _bare(image: QImage) -> QImage:
    """The pixels alone, on white: texts and profiles that the file carried stay behind."""
    bare = QImage(image.size(), QImage.Format.Format_RGB32)
    bare.fill(Qt.GlobalColor.white)
    painter = QPainter(bare)
    painter.drawImage(0, 0, image)
    painter.end()
    return bare


def _as_jpeg(image: QImage) -> bytes:
    """The best quality that stays small."""
    data = b""
    for quality in _QUALITIES:
        block = QByteArray()
        buffer = QBuffer(block)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "JPEG", quality)  # type: ignore[call-overload]  # the stub knows bytes only
        buffer.close()
        data = bytes(block.data())
        if len(data) <= MOST_BYTES:
            break
    return data


class PhotoView(QLabel):
    """A small picture in a panel."""

    WIDTH, HEIGHT = 280, 150

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_jpeg(self, jpeg: bytes) -> None:
        """Show it; nothing for b""."""
        picture = QPixmap()
        if jpeg and picture.loadFromData(jpeg):
            small = picture.scaled(
                px(self.WIDTH), px(self.HEIGHT), Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )  # fmt: skip
            self.setPixmap(small)
            self.show()
        else:
            self.clear()
            self.hide()


def _unusable(name: str) -> OwnerError:
    return OwnerError(
        say("{name} cannot be used as a photo.", name=name),
        meaning=say("No photo has been kept; the rest is as it was."),
        todo=say("Choose a JPEG or PNG picture. iPhones: take it again with the setting for most compatible pictures."),
    )
