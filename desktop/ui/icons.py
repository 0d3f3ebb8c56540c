"""Icons: own SVG drawings in `currentColor`, rendered in a token colour at the screen's own pixel ratio."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.resources import resource
from desktop.ui.theme import colour, px


def pixmap(name: str, token: str = "text2", size: int = 18, ratio: float = 0.0) -> QPixmap:
    """The icon as a picture: `size` px at 100 % text, in the colour of `token`."""
    return _rendered(name, colour(token).name(), px(size), ratio or _screen_ratio())


def icon(name: str, token: str = "text2", size: int = 18, air: int = 0, enabled: bool = True) -> QIcon:
    """The icon of a button as it is now: in the colour of `token`, grey while disabled; `air` px to the words."""
    made = QIcon()
    picture = _with_air(pixmap(name, token if enabled else "distext", size), px(air))
    made.addPixmap(picture, QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled)
    return made


def _with_air(picture: QPixmap, air: int) -> QPixmap:
    if not air:
        return picture
    ratio = picture.devicePixelRatio()
    wider = QPixmap(picture.width() + round(air * ratio), picture.height())
    wider.fill(Qt.GlobalColor.transparent)
    wider.setDevicePixelRatio(ratio)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return wider


def draw(painter: QPainter, name: str, at: QRectF, shade: QColor) -> None:
    """Draw the icon into a rectangle, crisp at any pixel ratio."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(at.topLeft(), _rendered(name, shade.name(), round(at.width()), ratio))


def _screen_ratio() -> float:
    screens = QGuiApplication.screens()
    return max((s.devicePixelRatio() for s in screens), default=1.0)


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def _rendered(name: str, shade: str, size: int, ratio: float) -> QPixmap:
    """Cached by what it shows; a theme switch asks for another shade, so nothing goes stale."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", shade).encode()))
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
