"""Icons: every one draws, in its colour, crisp at every pixel ratio."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from desktop.resources import resource
from desktop.ui import icons
from desktop.ui.theme import colour

NAMES = sorted(f.stem for f in resource("icons").glob("*.svg"))


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_draws_inside_its_box(qapp: QApplication, name: str) -> None:
    picture = icons.pixmap(name, "accent", 24, 2.0).toImage()
    places = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
    inked = [at for at in places if picture.pixelColor(*at).alpha() > 128]
    assert inked
    edges = {0, picture.width() - 1}
    assert not [at for at in inked if at[0] in edges or at[1] in edges]


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_takes_the_colour_it_is_given(name: str) -> None:
    source = resource("icons", f"{name}.svg").read_text("utf-8")
    assert 'stroke="currentColor"' in source
    assert 'stroke-width="1.75"' in source
    assert 'viewBox="0 0 24 24"' in source


def test_the_pixel_ratio_gives_more_pixels_of_the_same_size(qapp: QApplication) -> None:
    coarse, fine = icons.pixmap("lock", "text", 18, 1.0), icons.pixmap("lock", "text", 18, 1.5)
    assert (coarse.width(), fine.width()) == (18, 27)
    assert fine.deviceIndependentSize().width() == 18


def test_the_colour_is_the_tokens(qapp: QApplication) -> None:
    picture = icons.pixmap("circle-full", "warn", 16, 1.0).toImage()
    assert picture.pixelColor(8, 8).name() == colour("warn").name()
