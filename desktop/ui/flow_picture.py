"""How many people go which way: sources at the left, destinations at the right, thickness true to the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolTip

from desktop.ui.badge_paint import badge_size, draw_badge
from desktop.ui.cells import Pill
from desktop.ui.paint import draw_words, focus_ring, text_width
from desktop.ui.theme import colour, px, theme

Look: TypeAlias = Literal["slate", "accent", "hatched", "outlined"]
LABEL_ROOM, TWO_LINES, PILL_ROOM, NODE = 26, 40, 38, 10
WIDEST_NAME = 130
FADED = 0.3
"""How much is left of what was not picked."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from: a name and how many people, in words and as a number; `under` says how many records."""

    key: str
    name: str
    people: int
    words: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where records go: a pill, how its flows look, how many people, and `under` that how many records."""

    key: str
    pill: Pill
    look: Look
    people: int
    words: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """How many people go from one source to one target; `words` is its tooltip.

    With `records` but nobody known it is drawn as a dashed line.
    """

    source: str
    target: str
    people: int
    words: str
    records: int = 0


@dataclass(frozen=True, slots=True)
class Picked:
    """A band (both), a source or a target: their keys, None for any."""

    source: str | None
    target: str | None


class FlowPicture(QFrame):
    """Flows on one scale; only the room for a label has a minimum. The table beside it says the same in words.

    `picked` is emitted with a `Picked` when a band, a source or a target is clicked, or chosen with the arrows and
    Enter; with None for the one that is marked already.
    """

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._sources: tuple[Source, ...] = ()
        self._targets: tuple[Target, ...] = ()
        self._streams: tuple[Stream, ...] = ()
        self._paths: list[tuple[QPainterPath, Stream]] = []
        self._boxes: list[tuple[QRectF, Picked]] = []
        self._marked: Picked | None = None
        self._at = -1
        theme().changed.connect(self.update)

    def show_flows(self, sources: Sequence[Source], targets: Sequence[Target], streams: Sequence[Stream]) -> None:
        """Show these; streams without people and records are left out."""
        self._sources, self._targets = tuple(sources), tuple(targets)
        self._streams = tuple(s for s in streams if s.people > 0 or s.records > 0)
        self._at = -1
        self.setAccessibleName("; ".join(s.words for s in self._streams))
        self.updateGeometry()
        self.update()

    def mark(self, picked: Picked | None) -> None:
        """Show one band, source or target plainly and the others faded; None shows all alike."""
        self._marked = picked
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

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._under(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._under(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(None if found == self._marked else found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = [Picked(stream.source, stream.target) for stream in self._streams]
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left) and ways:
            step = 1 if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Right) else -1
            self._at = (self._at + step) % len(ways) if self._at >= 0 or step > 0 else len(ways) - 1
            self.setAccessibleDescription(self._streams[self._at].words)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and 0 <= self._at < len(ways):
            self.picked.emit(None if ways[self._at] == self._marked else ways[self._at])
        else:
            super().keyPressEvent(event)

    def _under(self, at: QPointF) -> Picked | None:
        """What is under the mouse: a band, or a source or target with its words."""
        for path, stream in reversed(self._paths):
            if path.contains(at):
                return Picked(stream.source, stream.target)
        return next((picked for box, picked in self._boxes if box.contains(at)), None)

    def _is_faded(self, source: str | None, target: str | None) -> bool:
        marked = self._marked
        if marked is None:
            return False
        return (marked.source is not None and source is not None and marked.source != source) or (
            marked.target is not None and target is not None and marked.target != target
        )

    def _least(self) -> int:
        return max(len(self._sources) * px(LABEL_ROOM), len(self._targets) * px(PILL_ROOM + 4)) + px(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale()
        left = self._places(self._held()[0], self._label_room(), scale)
        right = self._places(self._held()[1], px(PILL_ROOM + 4), scale)
        x_left, x_right = self._edges()
        self._paths, self._boxes = [], []
        self._paint_streams(painter, scale, left, right, x_left, x_right)
        for place, source in zip(left, self._sources, strict=True):
            self._paint_source(painter, source, place, x_left)
        for place, target in zip(right, self._targets, strict=True):
            self._paint_target(painter, target, place, x_right)
        painter.setOpacity(1.0)
        if self.hasFocus() and self._at < 0:
            focus_ring(painter, self.rect())
        painter.end()

    def _label_room(self) -> int:
        """The height of a source's label: two lines where all fit, so that records stand under people."""
        high = px(TWO_LINES) * len(self._sources)
        return px(TWO_LINES if high <= self.height() - px(8) else LABEL_ROOM)

    def _source_words(self, source: Source) -> tuple[str, str]:
        """What stands beside the name, and under it."""
        if not source.under or self._label_room() >= px(TWO_LINES):
            return source.words, source.under
        return f"{source.words} · {source.under}", ""

    def _edges(self) -> tuple[int, int]:
        big, small = theme().metrics(15, 500), theme().metrics(14)
        right = max((max(text_width(big, t.words), text_width(small, t.under)) for t in self._targets), default=0)
        names = max((text_width(small, s.name) for s in self._sources), default=0)
        words = max((max(text_width(small, w) for w in self._source_words(s)) for s in self._sources), default=0)
        left = max(px(150), min(names, px(WIDEST_NAME)) + px(16) + words)
        end = self.width() - px(10) - self._pill_room() - right - px(22)
        return min(left, max(px(150), end - px(120))), end

    def _pill_room(self) -> int:
        pills = (badge_size(t.pill).width() for t in self._targets)
        return max(px(98), max(pills, default=0) + px(12))

    def _scale(self) -> float:
        """Pixels per person: as much as fits at both sides once every label has its room."""
        best = 0.0
        high = self.height() - px(8)
        sources, targets = self._held()
        for numbers, room in ((sources, self._label_room()), (targets, px(PILL_ROOM + 4))):
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
            painter.setOpacity(FADED if self._is_faded(stream.source, stream.target) else 1.0)
            _paint_ribbon(painter, path, looks[stream.target], known=stream.people > 0)
            if self.hasFocus() and 0 <= self._at < len(self._streams) and stream is self._streams[self._at]:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(colour("accent"), px(2)))
                painter.drawPath(path)
            self._paths.append((_wide_enough(path, start, end, thick), stream))

    def _paint_source(self, painter: QPainter, source: Source, place: QRectF, x: int) -> None:
        painter.setOpacity(FADED if self._is_faded(source.key, None) else 1.0)
        middle = place.center().y()
        beside, under = self._source_words(source)
        lines, size = [line for line in (beside, under) if line], theme().metrics(14)
        words = max((text_width(size, line) for line in lines), default=0) + 2
        box = QRectF(0, middle - px(14), x - px(8), px(28))
        painter.setPen(colour("text"))
        draw_words(painter, box.adjusted(0, 0, -words - px(8), 0), source.name, 14, 400)
        painter.setPen(colour("text2"))
        step = px(19)
        for number, line in enumerate(lines):
            wide, top = text_width(size, line), middle - px(14) + step * (number - (len(lines) - 1) / 2)
            draw_words(painter, QRectF(box.right() - wide, top, wide, px(28)), line, 14)
        _node(painter, QRectF(x, place.y(), place.width(), place.height()), colour("slate"))
        self._boxes.append((QRectF(0, middle - px(14), x + px(NODE), px(28)), Picked(source.key, None)))

    def _paint_target(self, painter: QPainter, target: Target, place: QRectF, x: int) -> None:
        painter.setOpacity(FADED if self._is_faded(None, target.key) else 1.0)
        middle = place.center().y()
        shade = colour("accent") if target.look in ("accent", "outlined") else colour("slate")
        _node(painter, QRectF(x, place.y(), place.width(), place.height()), shade)
        left = x + px(NODE) + px(10)
        draw_badge(painter, QPointF(left, middle), target.pill)
        words, up = left + self._pill_room(), px(9) if target.under else 0
        box = QRectF(words, middle - px(14), self.width() - words, px(28))
        painter.setPen(colour("text"))
        draw_words(painter, box.translated(0, -up), target.words, 15, 500)
        painter.setPen(colour("text2"))
        draw_words(painter, box.translated(0, px(10)), target.under, 14)
        self._boxes.append((QRectF(x, middle - px(19), self.width() - x, px(38)), Picked(None, target.key)))


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


def _wide_enough(path: QPainterPath, start: QPointF, end: QPointF, thick: float) -> QPainterPath:
    """What a click meets: a band of one pixel is met a little beside it too."""
    spare = max(0.0, px(8) - thick) / 2
    return _ribbon(start - QPointF(0, spare), end - QPointF(0, spare), thick + 2 * spare) if spare else path


def _paint_ribbon(painter: QPainter, path: QPainterPath, look: Look, *, known: bool = True) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    shade = QColor(colour("accent" if look in ("accent", "outlined") else "slate"))
    if not known:
        painter.setPen(QPen(shade, 1.3, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    elif look == "outlined":
        painter.setPen(QPen(shade, 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    elif look == "hatched":
        painter.setBrush(QBrush(shade, Qt.BrushStyle.BDiagPattern))
    else:
        shade.setAlphaF(0.26)
        painter.setBrush(shade)
    painter.drawPath(path)
