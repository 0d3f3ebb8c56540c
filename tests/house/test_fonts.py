"""The fonts that the program ships, and the characters they must have."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from installer.fonts import FACES, TARGET, kept_characters

RARE_NAMES = "䶮㛃犇堃𬱖𫖯"


def characters(name: str) -> set[int]:
    """Code points that a font has a glyph for."""
    with TTFont(TARGET / name, lazy=True) as font:
        return set(font.getBestCmap())


@pytest.mark.parametrize("name", [face.file for face in FACES if not face.cut])
def test_whole_fonts_have_the_rare_characters_of_names(name: str) -> None:
    assert {ord(char) for char in RARE_NAMES} <= characters(name)
    assert len(characters(name)) > 30_000


@pytest.mark.parametrize("name", [face.file for face in FACES if face.cut])
def test_cut_fonts_have_what_headings_use(name: str) -> None:
    whole = characters(name.rpartition("-")[0] + "-Regular.ttf")
    assert kept_characters() & whole == characters(name) & whole
    assert {ord(char) for char in "销毁证明处置登记簿０１２"} <= characters(name)


def test_licence_lies_beside_them() -> None:
    text = (TARGET / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert text.startswith("Copyright")
