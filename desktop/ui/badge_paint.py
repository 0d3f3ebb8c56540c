"""Painting of badges, one function for the widget, the table cell and the picture of flows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.ui import icons
from desktop.ui.cells import Badge, Pill, State, Tag
from desktop.ui.paint import MIDDLE_LEFT, draw_words, text_width
from desktop.ui.theme import colour, font, px, theme

PILL_COLOURS = {  # shape -> fill, border, ink
    "slate": ("slatetint", "slateline", "text"),
    "tint": ("tint", "tintline", "accent"),
    "outlined": ("", "edge", "text"),
    "dashed": ("", "edge", "text"),
    "warn": ("warntint", "warnline", "warn"),
}


def badge_size(badge: Badge) -> QSize:
    """How much room a badge takes at the present text size."""
    match badge:
        case Tag(shape="plain"):
            return QSize(_width(badge.text, 13, 500), px(24))
        case Tag():
            return QSize(_width(badge.text, 13, 500) + px(16), px(24))
        case Pill():
            return QSize(_width(badge.text, 14, 500) + px(10 + 16 + 8 + 12), px(28))
        case State():
            lead = px(26) if badge.icon else 0
            return QSize(_width(badge.text, 14, 400) + lead, max(px(24), theme().metrics(14).height()))


def draw_badge(painter: QPainter, at: QPointF, badge: Badge, room: int = 0) -> None:
    """Draw a badge with its left edge at `at.x()` and its middle at `at.y()`; `room` px is what there is in width."""
    size = badge_size(badge)
    width = min(size.width(), room) if room else size.width()
    box = QRectF(at.x(), at.y() - size.height() / 2, width, size.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    match badge:
        case Tag():
            _draw_tag(painter, box, badge)
        case Pill():
            _draw_pill(painter, box, badge)
        case State():
            _draw_state(painter, box, badge)
    painter.restore()


def _draw_tag(painter: QPainter, box: QRectF, tag: Tag) -> None:
    inner = box.adjusted(0.6, 0.6, -0.6, -0.6)
    ink = colour("text2")
    if tag.shape == "filled":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("text2"))
        painter.drawRoundedRect(inner, px(4), px(4))
        ink = colour("surface")
    elif tag.shape == "outlined":
        painter.setPen(QPen(colour("text2"), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inner, px(4), px(4))
    painter.setPen(ink)
    painter.setFont(font(13, 500))
    pad = 0 if tag.shape == "plain" else px(8)
    painter.drawText(box.adjusted(pad, -1, 0, -1), MIDDLE_LEFT, tag.text)


def _draw_pill(painter: QPainter, box: QRectF, pill: Pill) -> None:
    fill, border, ink = PILL_COLOURS[pill.shape]
    inner = box.adjusted(0.6, 0.6, -0.6, -0.6)
    pen = QPen(colour(border), 1.2)
    if pill.shape == "dashed":
        pen.setDashPattern([3, 2.2])
    painter.setPen(pen)
    painter.setBrush(colour(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, inner.height() / 2, inner.height() / 2)
    side = px(16)
    icons.draw(
        painter, pill.icon, QRectF(int(box.x()) + px(10), int(box.center().y() - side / 2), side, side), colour(ink)
    )
    painter.setPen(colour(ink))
    painter.setFont(font(14, 500))
    painter.drawText(box.adjusted(px(10) + side + px(6), 0, 0, 0), MIDDLE_LEFT, pill.text)


def _draw_state(painter: QPainter, box: QRectF, state: State) -> None:
    lead = 0
    if state.icon:
        side = px(16)
        icons.draw(
            painter, state.icon, QRectF(int(box.x()), int(box.center().y() - side / 2), side, side), colour(state.tone)
        )
        lead = px(26)
    painter.setPen(colour(state.word_tone))
    draw_words(painter, box.adjusted(lead, 0, 0, 0), state.text, 14)


def _width(words: str, size: int, weight: int) -> int:
    return text_width(theme().metrics(size, weight), words)
