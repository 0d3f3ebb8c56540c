"""Fonts: a rare character finds a font, a missing one is named, nothing becomes a box."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.documents.document import Document, Furniture
from desktop.documents.embed import to_unicode
from desktop.documents.faces import FACT, TITLE, Face, Style
from desktop.documents.fonts import Fonts, describe, installed_fonts, system_fonts
from desktop.errors import OwnerError
from desktop.resources import resource

RARE = "䶮㛃𠅤𬱖犇堃"
DEEP = "𠀋𡈽𪚥"  # Extension B: no bundled face has them, the system font does
UNKNOWN = "\U000e0101"


@pytest.mark.parametrize("face", list(Face))
def test_every_face_draws_rare_names(face: Face) -> None:
    fonts = installed_fonts()
    assert fonts.missing(RARE) == ()
    assert all(0.5 <= width <= 1.1 for width in fonts.widths(RARE, face))
    assert len({font.path for font in fonts.chosen(RARE, face)}) >= 1


def test_bold_lacks_what_only_names_need_and_another_weight_helps() -> None:
    fonts = installed_fonts()
    assert fonts.draws("关于停业和您的个人信息处理的告知信", Face.SERIF_BOLD)
    assert not fonts.draws("𬱖", Face.SERIF_BOLD)
    assert fonts.chosen("𬱖", Face.SERIF_BOLD)[0].path.name == "NotoSerifSC-Regular.ttf"
    assert fonts.chosen("𬱖", Face.SANS_BOLD)[0].path.name == "NotoSansSC-Medium.ttf"


def test_the_system_fonts_are_asked_last() -> None:
    assert system_fonts(), "fonts-hanazono is part of the set-up"
    fonts = installed_fonts()
    assert fonts.missing(DEEP) == ()
    assert {font.path.name for font in fonts.chosen(DEEP, Face.SERIF)} <= {"HanaMinA.ttf", "HanaMinB.ttf"}
    alone = Fonts(resource("fonts"), ())
    assert alone.missing("何" + DEEP + "何\n") == tuple(DEEP)


def test_a_missing_character_is_named() -> None:
    fonts = Fonts(resource("fonts"), ())
    with pytest.raises(OwnerError) as caught:
        fonts.require("何虚构", "何𪚥构")
    assert "U+2A6A5" in str(caught.value)
    assert "𪚥" in str(caught.value)
    assert "何" not in str(caught.value)
    assert describe("\ue863") == "U+E863"


def test_private_characters_are_never_drawn() -> None:
    """Old Chinese Windows wrote 䶮 as U+E863; a font that draws something else there would print a wrong name."""
    assert installed_fonts().missing("何\ue863") == ("\ue863",)
    assert installed_fonts().missing("何\x07" + UNKNOWN) == ("\x07", UNKNOWN)


def test_a_paper_with_a_missing_character_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    with (
        pytest.raises(OwnerError, match="U\\+2A6A5"),
        Document(path, Furniture("样例药房", "样例"), title="样例", fonts=Fonts(resource("fonts"), ())) as paper,
    ):
        sheet = paper.sheet()
        sheet.text(28, 30, "样例", TITLE)
        sheet.text(28, 40, "何𪚥", FACT)
    assert list(tmp_path.iterdir()) == []


def test_the_map_back_to_text_uses_pairs_and_short_blocks() -> None:
    characters = ["𠅤", *(chr(0x4E00 + place) for place in range(250))]
    lines = to_unicode(characters).decode("ascii").splitlines()
    assert "<0001> <D840DD64>" in lines
    blocks = [int(line.split()[0]) for line in lines if line.endswith("beginbfchar")]
    assert blocks == [100, 100, 51]


def test_letters_too_small_to_read_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError):
        Style(Face.SANS, 7, 9)
