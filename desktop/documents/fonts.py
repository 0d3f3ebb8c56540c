"""The fonts on this computer: bundled faces first, then system fonts, asked character by character.

A character that no font has is an error before anything is drawn, never a box on paper.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFile

from desktop.documents.faces import Face
from desktop.errors import OwnerError
from desktop.resources import resource
from desktop.words import say

_CHAINS: dict[Face, tuple[Face, ...]] = {
    Face.SANS: (Face.SANS_MEDIUM, Face.SERIF),
    Face.SANS_MEDIUM: (Face.SANS, Face.SERIF),
    Face.SANS_SEMIBOLD: (Face.SANS_MEDIUM, Face.SANS, Face.SERIF),
    Face.SANS_BOLD: (Face.SANS_SEMIBOLD, Face.SANS_MEDIUM, Face.SANS, Face.SERIF),
    Face.SERIF: (Face.SANS,),
    Face.SERIF_BOLD: (Face.SERIF, Face.SANS_MEDIUM, Face.SANS),
}


class FontFile:
    """One TrueType file, read when a character is first asked of it and kept."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def outlines(self) -> TTFontFile:
        """The parsed file; also makes the subset that goes into a PDF."""
        return TTFontFile(str(self.path))

    def has(self, character: str) -> bool:
        """Whether the font draws this character. Private-use characters mean something else in every font: never."""
        if unicodedata.category(character) in ("Co", "Cc", "Cs", "Cn"):
            return False
        return ord(character) in self.outlines.charToGlyph

    def width(self, character: str) -> float:
        """Advance width in em."""
        return float(self.outlines.charWidths[ord(character)]) / 1000


class _Choice(dict[str, FontFile]):
    """For one face: the font that draws each character, found once."""

    def __init__(self, chain: Sequence[FontFile]) -> None:
        super().__init__()
        self.chain = chain

    def __missing__(self, character: str) -> FontFile:
        for font in self.chain:
            if font.has(character):
                self[character] = font
                return font
        raise missing_glyph([character])


class _Widths(dict[str, float]):
    """For one face: the width of each character in em."""

    def __init__(self, choice: _Choice) -> None:
        super().__init__()
        self.choice = choice

    def __missing__(self, character: str) -> float:
        width = self[character] = self.choice[character].width(character)
        return width


class Fonts:
    """Every font a paper may use.

    `bundled` is the folder of the faces, `system` the files to ask for what the bundled ones lack, in this order.
    """

    def __init__(self, bundled: Path, system: Sequence[Path]) -> None:
        faces = {face: FontFile(bundled / f"{face.value}.ttf") for face in Face}
        others = [FontFile(path) for path in system]
        self._choices = {
            face: _Choice([faces[face], *(faces[other] for other in _CHAINS[face]), *others]) for face in Face
        }
        self._widths = {face: _Widths(choice) for face, choice in self._choices.items()}

    def widths(self, text: str, face: Face) -> list[float]:
        """Advance width of each character, em."""
        return list(map(self._widths[face].__getitem__, text))

    def chosen(self, text: str, face: Face) -> list[FontFile]:
        """The font that draws each character. Raises OwnerError naming a character that no font has."""
        return list(map(self._choices[face].__getitem__, text))

    def draws(self, text: str, face: Face) -> bool:
        """Whether `face` itself, without help from other fonts, has every character of `text`."""
        choice = self._choices[face]
        return all(choice.chain[0].has(character) for character in text)

    def missing(self, *texts: str) -> tuple[str, ...]:
        """The characters that no font has, each once, in the order they occur. Line ends are no characters."""
        found: dict[str, None] = {}
        choice = self._choices[Face.SANS]
        for character in dict.fromkeys("".join(texts)):
            if character not in choice and character != "\n" and not any(font.has(character) for font in choice.chain):
                found[character] = None
        return tuple(found)

    def require(self, *texts: str) -> None:
        """Raises OwnerError that names the characters no font has; call it before work that is long."""
        if lacking := self.missing(*texts):
            raise missing_glyph(lacking)


def missing_glyph(characters: Iterable[str]) -> OwnerError:
    """The error for characters that no font has."""
    names = "、".join(describe(character) for character in characters)
    return OwnerError(
        say("No font on this computer has these characters: {characters}.", characters=names),
        meaning=say("Nothing was printed: a paper with a box instead of a character would be wrong."),
        todo=say(
            "Check whether the character is typed as on the identity card. If it is, install a font that has it "
            "(Windows: SimSun-ExtB; Linux: fonts-hanazono) and try again."
        ),
    )


def describe(character: str) -> str:
    """䶮（U+4DAE）; a character that cannot be shown is named by its code alone."""
    code = f"U+{ord(character):04X}"
    return f"{character}（{code}）" if character.isprintable() and unicodedata.category(character) != "Co" else code


def system_fonts() -> tuple[Path, ...]:
    """The fonts with rare characters that this computer has."""
    folders = (
        Path("/usr/share/fonts/truetype/hanazono"),
        Path("/usr/share/fonts/hanazono"),
        Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
    )
    names = ("HanaMinA.ttf", "HanaMinB.ttf", "simsunb.ttf", "SimsunExtG.ttf")
    return tuple(folder / name for folder in folders for name in names if (folder / name).is_file())


@cache
def installed_fonts() -> Fonts:
    """The fonts of this computer, parsed once per run of the program."""
    return Fonts(resource("fonts"), system_fonts())
