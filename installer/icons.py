"""Make the icons of program and case file again from their SVG: ``python installer/icons.py``.

Windows wants one .ico with several sizes (the largest as PNG, the others as bitmaps, which every reader knows),
Linux wants PNG by size, and the installer a bitmap for its first and last page.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / "resources" / "icons" / "app"
SIDE = HERE / "windows" / "side.bmp"
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
PNG_SIZES = (48, 128, 256)


def drawn(renderer: QSvgRenderer, size: int) -> QImage:
    """The drawing, this many pixels wide and high."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """The picture as PNG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def bitmap(image: QImage) -> bytes:
    """The picture as an icon's bitmap: BGRA from the bottom up, then a mask that hides nothing, since alpha says it."""
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    size = image.width()
    head = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    pixels = bytes(image.constBits())
    rows = [pixels[start : start + 4 * size] for start in range(4 * size * (size - 1), -1, -4 * size)]
    mask_row = (size + 31) // 32 * 4
    return head + b"".join(rows) + bytes(mask_row * size)


def icon(pictures: dict[int, bytes]) -> bytes:
    """An .ico file of pictures by size."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries, bodies = [], []
    for size, body in pictures.items():
        # A size of 256 is written as 0.
        entries.append(struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(body), place))
        bodies.append(body)
        place += len(body)
    return head + b"".join(entries) + b"".join(bodies)


def side(renderer: QSvgRenderer) -> QImage:
    """The strip at the left of the installer's first and last page, in the size that NSIS wants."""
    image = QImage(164, 314, QImage.Format.Format_RGB888)
    # The colour of the program's icon, so that only its shield is seen.
    image.fill("#0B6654")
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(26, 60, 112, 112))
    painter.end()
    return image


def main() -> None:
    """Write all icons."""
    application = QGuiApplication([])
    side(QSvgRenderer(str(FOLDER / "program.svg"))).save(str(SIDE), "BMP")  # type: ignore[call-overload]
    for name in ("program", "case"):
        renderer = QSvgRenderer(str(FOLDER / f"{name}.svg"))
        assert renderer.isValid()
        images = {size: drawn(renderer, size) for size in ICO_SIZES}
        forms = {size: png(image) if size == 256 else bitmap(image) for size, image in images.items()}
        (FOLDER / f"{name}.ico").write_bytes(icon(forms))
        for size in PNG_SIZES:
            (FOLDER / f"{name}-{size}.png").write_bytes(png(drawn(renderer, size)))
    del application


if __name__ == "__main__":
    main()
