"""Painting shared by widgets, table cells, rail and pictures: words, bars, rings, hairlines."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen

from desktop.ui.theme import colour, font, px, theme

MIDDLE_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def draw_words(painter: QPainter, box: QRectF, words: str, size: int, weight: int = 400, middle: bool = False) -> None:
    """One line of words, elided to the box; set the pen first."""
    painter.setFont(font(size, weight))
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    fitted = theme().metrics(size, weight).elidedText(words, mode, int(box.width()) + 1)
    painter.drawText(box, MIDDLE_LEFT | Qt.TextFlag.TextSingleLine, fitted)


def draw_bar(painter: QPainter, box: QRectF, part: float) -> None:
    """A progress bar with round ends, `part` from 0 to 1."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = box.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("track"))
    painter.drawRoundedRect(box, radius, radius)
    if part > 0:
        clip = QPainterPath()
        clip.addRoundedRect(box, radius, radius)
        painter.setClipPath(clip)
        filled = QRectF(box)
        filled.setWidth(max(box.height(), box.width() * min(1.0, part)))
        painter.setBrush(colour("accent"))
        painter.drawRoundedRect(filled, radius, radius)
    painter.restore()


def focus_ring(painter: QPainter, box: QRect, radius: int = 8) -> None:
    """The ring around what has the keyboard."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour("accent"), px(2)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), px(radius), px(radius))
    painter.restore()


def hairline(painter: QPainter, x: int, y: int, width: int, shade: QColor | None = None) -> None:
    """One exact pixel: drawLine under antialiasing blurs to two."""
    painter.fillRect(x, y, width, 1, shade or colour("line"))


def text_width(metrics: QFontMetrics, words: str) -> int:
    """Width of a line of words, never short by a fraction."""
    return metrics.horizontalAdvance(words) + 1
