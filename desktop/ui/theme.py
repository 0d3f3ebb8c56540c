"""How the window looks: colour tokens, type, text size, light and dark, applied to the whole application at once.

Sizes in the code are px at 96 dpi and 100 % text; `px` turns them into what the present text size asks for.
The look belongs to the QApplication, as its palette and its style do: there is one window system, so there is one look.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from typing import Literal, TypeAlias, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from desktop.resources import resource

Mode: TypeAlias = Literal["system", "light", "dark"]
MODES: tuple[Mode, ...] = ("system", "light", "dark")
SCALES = (100, 125, 150)
FAMILIES = (
    "Noto Sans SC",
    "Noto Sans SC Medium",
    "Microsoft YaHei",
    "PingFang SC",
    "HanaMinA",
    "HanaMinB",
    "SimSun-ExtB",
)
WEIGHTS = ("Regular", "SemiBold")
LATER = "Medium"
"""The weight that the first window does not show; it is loaded when it is first asked for, or after that window."""

_PALETTE = {
    QPalette.ColorRole.Window: "canvas",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "canvas",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "onaccent",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Highlight: "accentfill",
    QPalette.ColorRole.HighlightedText: "onaccent",
    QPalette.ColorRole.Accent: "accentfill",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "edge",
    QPalette.ColorRole.Shadow: "edge",
}


def tokens() -> dict[str, dict[str, str]]:
    """The colour tables {"light": {token: hex}, "dark": {token: hex}}."""
    read = json.loads(resource("style", "tokens.json").read_text(encoding="utf-8"))
    return {mode: dict(read[mode]) for mode in ("light", "dark")}


class Theme(QObject):
    """The look of the application. `changed` is emitted after a switch of mode or text size."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.mode: Mode = "system"
        self.percent = 100
        self.dark = False
        self._complete = False
        self._app = app
        self._tables = tokens()
        self._sheet = resource("style", "app.qss").read_text(encoding="utf-8")
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[int, int], QFont] = {}
        self._metrics: dict[tuple[int, int], QFontMetrics] = {}
        for weight in WEIGHTS:
            _load_font(weight)
        if os.environ.get("QT_STYLE_OVERRIDE", "").lower() != "fusion":  # asked for from outside it costs nothing
            app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    def set_mode(self, mode: Mode) -> None:
        """Light, dark, or as the system says."""
        if mode != self.mode:
            self.mode = mode
            self._apply()

    def set_percent(self, percent: int) -> None:
        """Text size: 100, 125 or 150 per cent. Everything that was laid out with `px` is to be built again."""
        if percent not in SCALES:
            raise ValueError(percent)
        if percent != self.percent:
            self.percent = percent
            self._apply()

    def colour(self, token: str) -> QColor:
        """The colour of a token in the present mode."""
        return self._colours[token]

    def px(self, size: float) -> int:
        """A measure of the drawings in device-independent pixels of the present text size."""
        return max(1, int(size * self.percent / 100 + 0.5)) if size > 1 else int(size)

    def font(self, size: int, weight: int = 400) -> QFont:
        """The interface font; do not change what is handed out."""
        key = (size, weight)
        if key not in self._fonts:
            if weight == 500:
                self.load_later()
            font = QFont(list(FAMILIES))
            font.setPixelSize(self.px(size))
            font.setWeight(QFont.Weight(weight))
            self._fonts[key] = font
        return self._fonts[key]

    def load_later(self) -> None:
        """Load the weight that the first window can do without."""
        if not self._complete:
            self._complete = True
            _load_font(LATER)

    def metrics(self, size: int, weight: int = 400) -> QFontMetrics:
        """The metrics of `font(size, weight)`."""
        key = (size, weight)
        if key not in self._metrics:
            self._metrics[key] = QFontMetrics(self.font(size, weight))
        return self._metrics[key]

    def _system_changed(self) -> None:
        if self.mode == "system":
            self._apply()

    def _apply(self) -> None:
        system_dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self.dark = self.mode == "dark" or (self.mode == "system" and system_dark)
        table = self._tables["dark" if self.dark else "light"]
        self._colours = {token: QColor(value) for token, value in table.items()}
        self._fonts.clear()
        self._metrics.clear()
        self._app.setFont(self.font(15))
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(self._filled_sheet(table))
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, token in _PALETTE.items():
            palette.setColor(role, self.colour(token))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("distext"))
        return palette

    def _filled_sheet(self, table: dict[str, str]) -> str:
        def colour(match: re.Match[str]) -> str:
            return table[match[1]]

        def size(match: re.Match[str]) -> str:
            return f"{self.px(int(match[1]))}px"

        return re.sub(r"\b(\d+)px", size, re.sub(r"@(\w+)@", colour, self._sheet))


def _load_font(weight: str) -> None:
    QFontDatabase.addApplicationFont(str(resource("fonts", f"NotoSansSC-{weight}.ttf")))


@cache
def theme() -> Theme:
    """The look of the running application, made on first use. A first window asks for it 1,400 times."""
    return Theme(cast(QApplication, QApplication.instance()))


def colour(token: str) -> QColor:
    """The colour of a token now."""
    return theme().colour(token)


def px(size: float) -> int:
    """A measure at the present text size."""
    return theme().px(size)


def font(size: int, weight: int = 400) -> QFont:
    """The interface font in one of the sizes and weights of the type scale."""
    return theme().font(size, weight)


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(shade: QColor) -> float:
    parts = (shade.redF(), shade.greenF(), shade.blueF())
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return float(0.2126 * r + 0.7152 * g + 0.0722 * b)
