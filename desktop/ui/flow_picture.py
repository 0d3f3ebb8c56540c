"""How many people go which way: sources at the left, destinations at the right, thickness true to the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolTip

from desktop.ui.badge_paint import badge_size, draw_badge
from desktop.ui.cells import Pill
from desktop.ui.paint import draw_words
from desktop.ui.theme import colour, px, theme

Look: TypeAlias = Literal["slate", "accent", "hatched", "outlined"]
LABEL_ROOM, PILL_ROOM, NODE = 26, 38, 10


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from: a name and how many people, in words and as a number."""

    key: str
    name: str
    people: int
    words: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where records go: a pill, how its flows look, and how many people."""

    key: str
    pill: Pill
    look: Look
    people: int
    words: str


@dataclass(frozen=True, slots=True)
class Stream:
    """How many people go from one source to one target; `words` is its tooltip."""

    source: str
    target: str
    people: int
    words: str


class FlowPicture(QFrame):
    """Flows on one scale; only the room for a label has a minimum. The table beside it says the same in words."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._sources: tuple[Source, ...] = ()
        self._targets: tuple[Target, ...] = ()
        self._streams: tuple[Stream, ...] = ()
        self._paths: list[tuple[QPainterPath, Stream]] = []
        theme().changed.connect(self.update)

    def show_flows(self, sources: Sequence[Source], targets: Sequence[Target], streams: Sequence[Stream]) -> None:
        """Show these; streams without people are left out."""
        self._sources, self._targets = tuple(sources), tuple(targets)
        self._streams = tuple(s for s in streams if s.people > 0)
        self.setAccessibleName("; ".join(s.words for s in self._streams))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(700), max(self._least(), px(170)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(520), self._least())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = QPointF(event.pos())
            words = next((stream.words for path, stream in reversed(self._paths) if path.contains(at)), "")
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def _least(self) -> int:
        return max(len(self._sources) * px(LABEL_ROOM), len(self._targets) * px(PILL_ROOM + 4)) + px(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale()
        left = self._places(self._held()[0], px(LABEL_ROOM), scale)
        right = self._places(self._held()[1], px(PILL_ROOM + 4), scale)
        x_left, x_right = self._edges()
        self._paths = []
        self._paint_streams(painter, scale, left, right, x_left, x_right)
        for place, source in zip(left, self._sources, strict=True):
            self._paint_source(painter, source, place, x_left)
        for place, target in zip(right, self._targets, strict=True):
            self._paint_target(painter, target, place, x_right)
        painter.end()

    def _edges(self) -> tuple[int, int]:
        words = max((theme().metrics(15, 500).horizontalAdvance(t.words) for t in self._targets), default=0)
        return px(150), self.width() - px(10) - self._pill_room() - words - px(22)

    def _pill_room(self) -> int:
        pills = (badge_size(t.pill).width() for t in self._targets)
        return max(px(98), max(pills, default=0) + px(12))

    def _scale(self) -> float:
        """Pixels per person: as much as fits at both sides once every label has its room."""
        best = 0.0
        high = self.height() - px(8)
        sources, targets = self._held()
        for numbers, room in ((sources, px(LABEL_ROOM)), (targets, px(PILL_ROOM + 4))):
            low, top = 0.0, high / max(1, sum(numbers))
            for _ in range(30):
                middle = (low + top) / 2
                used = sum(max(room, n * middle + px(6)) for n in numbers)
                low, top = (middle, top) if used <= high else (low, middle)
            best = low if best == 0.0 else min(best, low)
        return best

    def _held(self) -> tuple[list[int], list[int]]:
        """How thick the nodes are, in people: a person in several groups comes in several streams, and all must fit."""
        sources = [max(s.people, sum(x.people for x in self._streams if x.source == s.key)) for s in self._sources]
        targets = [max(t.people, sum(x.people for x in self._streams if x.target == t.key)) for t in self._targets]
        return sources, targets

    def _places(self, numbers: Sequence[int], room: int, scale: float) -> list[QRectF]:
        """One node (without x) per number, each in the middle of its room."""
        rooms = [max(float(room), n * scale + px(6)) for n in numbers]
        spare = max(0.0, self.height() - px(8) - sum(rooms)) / max(1, len(rooms))
        spare = min(spare, px(14))
        y, places = float(px(4)), []
        for number, high in zip(numbers, rooms, strict=True):
            thick = max(2.0, number * scale)
            places.append(QRectF(0, y + (high - thick) / 2, px(NODE), thick))
            y += high + spare
        return places

    def _paint_streams(
        self, painter: QPainter, scale: float, left: list[QRectF], right: list[QRectF], x_left: int, x_right: int
    ) -> None:
        used_left = {s.key: p.y() for s, p in zip(self._sources, left, strict=True)}
        used_right = {t.key: p.y() for t, p in zip(self._targets, right, strict=True)}
        looks = {t.key: t.look for t in self._targets}
        order = {t.key: n for n, t in enumerate(self._targets)}
        for stream in sorted(self._streams, key=lambda s: order[s.target]):
            thick = max(1.5, stream.people * scale)
            start = QPointF(x_left + px(NODE), used_left[stream.source])
            end = QPointF(x_right, used_right[stream.target])
            path = _ribbon(start, end, thick)
            used_left[stream.source] += thick
            used_right[stream.target] += thick
            _paint_ribbon(painter, path, looks[stream.target])
            self._paths.append((path, stream))

    def _paint_source(self, painter: QPainter, source: Source, place: QRectF, x: int) -> None:
        middle = place.center().y()
        words = theme().metrics(14).horizontalAdvance(source.words) + 2
        painter.setPen(colour("text"))
        box = QRectF(0, middle - px(14), x - px(8), px(28))
        draw_words(painter, box.adjusted(0, 0, -words - px(8), 0), source.name, 14, 400)
        painter.setPen(colour("text2"))
        draw_words(painter, QRectF(box.right() - words, box.y(), words, box.height()), source.words, 14)
        _node(painter, QRectF(x, place.y(), place.width(), place.height()), colour("slate"))

    def _paint_target(self, painter: QPainter, target: Target, place: QRectF, x: int) -> None:
        middle = place.center().y()
        shade = colour("accent") if target.look in ("accent", "outlined") else colour("slate")
        _node(painter, QRectF(x, place.y(), place.width(), place.height()), shade)
        left = x + px(NODE) + px(10)
        draw_badge(painter, QPointF(left, middle), target.pill)
        painter.setPen(colour("text"))
        words = self._pill_room()
        draw_words(
            painter, QRectF(left + words, middle - px(14), self.width() - left - words, px(28)), target.words, 15, 500
        )


def _node(painter: QPainter, box: QRectF, shade: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawRoundedRect(box, 2, 2)


def _ribbon(start: QPointF, end: QPointF, thick: float) -> QPainterPath:
    bend = (end.x() - start.x()) * 0.5
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
    path.lineTo(end + QPointF(0, thick))
    path.cubicTo(end + QPointF(-bend, thick), start + QPointF(bend, thick), start + QPointF(0, thick))
    path.closeSubpath()
    return path


def _paint_ribbon(painter: QPainter, path: QPainterPath, look: Look) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    shade = QColor(colour("accent" if look in ("accent", "outlined") else "slate"))
    if look == "outlined":
        painter.setPen(QPen(shade, 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    elif look == "hatched":
        painter.setBrush(QBrush(shade, Qt.BrushStyle.BDiagPattern))
    else:
        shade.setAlphaF(0.26)
        painter.setBrush(shade)
    painter.drawPath(path)
