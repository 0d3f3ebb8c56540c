"""Colours: complete in light and dark, readable, and written down in one place only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from desktop.resources import resource
from desktop.ui.theme import SCALES, WEIGHTS, Theme, contrast, font, theme, tokens

ROOT = Path(__file__).resolve().parents[2]
GROUNDS = ("canvas", "surface", "rail", "tint")
TEXT_PAIRS = [
    *[(ink, ground) for ink in ("text", "text2", "accent") for ground in GROUNDS],
    *[("text3", ground) for ground in ("canvas", "surface", "rail")],
    *[("warn", ground) for ground in ("canvas", "surface", "rail", "warntint")],
    *[("danger", ground) for ground in ("surface", "canvas", "dangertint")],
    ("onaccent", "accentfill"), ("onaccent", "accenthover"), ("onaccent", "accentpress"),
    ("ondanger", "dangerfill"), ("ondanger", "dangerhover"), ("distext", "disbg"), ("surface", "text2"),
    ("text", "slatetint"), ("text", "sunken"), ("text2", "sunken"), ("text", "warntint"), ("text", "dangertint"),
]  # fmt: skip
SHAPE_PAIRS = [("edge", "surface"), ("edge", "canvas"), ("accent", "surface"), ("slate", "surface")]


@pytest.fixture
def look(qapp: QApplication) -> Theme:
    return theme()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_every_text_can_be_read(mode: str, ink: str, ground: str) -> None:
    table = tokens()[mode]
    assert contrast(QColor(table[ink]), QColor(table[ground])) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), SHAPE_PAIRS)
def test_every_shape_that_means_something_can_be_seen(mode: str, line: str, ground: str) -> None:
    table = tokens()[mode]
    assert contrast(QColor(table[line]), QColor(table[ground])) >= 3.0


def test_black_on_white_is_21() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21.0)


def test_light_and_dark_have_the_same_tokens() -> None:
    tables = tokens()
    assert tables["light"].keys() == tables["dark"].keys()


def test_every_token_of_the_sheet_is_known() -> None:
    sheet = resource("style", "app.qss").read_text("utf-8")
    assert set(re.findall(r"@(\w+)@", sheet)) <= tokens()["light"].keys()


def test_colours_stand_in_one_place_only() -> None:
    files = [*ROOT.glob("desktop/ui/*.py"), *ROOT.glob("desktop/wizard/*.py"), *ROOT.glob("desktop/*/page*.py")]
    files += [*ROOT.glob("resources/style/*.qss"), *ROOT.glob("resources/icons/*.svg")]
    assert not [f.name for f in files if re.search(r"#[0-9A-Fa-f]{6}\b", f.read_text("utf-8"))]


def test_switching_changes_palette_and_sheet(look: Theme, qapp: QApplication) -> None:
    look.set_mode("dark")
    dark = qapp.palette().color(QPalette.ColorRole.Window)
    assert dark == QColor(tokens()["dark"]["canvas"])
    assert tokens()["dark"]["surface"] in qapp.styleSheet()
    look.set_mode("light")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(tokens()["light"]["canvas"])
    assert "@" not in qapp.styleSheet()


def test_text_size_reaches_measures_fonts_and_sheet(look: Theme, qapp: QApplication) -> None:
    look.set_mode("light")
    for percent in SCALES:
        look.set_percent(percent)
        assert look.px(40) == 40 * percent // 100
        assert look.font(20, 600).pixelSize() == 20 * percent // 100
    assert "font-size: 23px" in qapp.styleSheet()
    look.set_percent(100)
    assert "font-size: 15px" in qapp.styleSheet()


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_the_bundled_font_is_used(look: Theme, weight: int) -> None:
    info = QFontInfo(font(15, weight))
    assert info.family().startswith("Noto Sans SC")
    assert info.weight() == weight


def test_the_weights_of_the_window_are_shipped() -> None:
    assert all(resource("fonts", f"NotoSansSC-{w}.ttf").is_file() for w in WEIGHTS)
