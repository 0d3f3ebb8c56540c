"""Fonts inside a PDF: two-byte codes, a subset of the outlines, and a map back to the text that search and copy use.

ReportLab's own way splits every string over one-byte subsets and writes characters above U+FFFF wrongly into the map
(they need a surrogate pair, ISO 32000-1 9.10.3). One composite font per file avoids both, and makes setting faster.
"""

from __future__ import annotations

import hashlib
import struct

from desktop.documents.faces import Face
from desktop.documents.fonts import FontFile, Fonts
from desktop.documents.objects import ObjectStore, Ref

_BLOCK = 100


class _Codes(dict[str, str]):
    """The four hexadecimal digits of each character used so far; a new character gets the next code."""

    def __missing__(self, character: str) -> str:
        code = self[character] = f"{len(self) + 1:04X}"
        return code


class EmbeddedFont:
    """One font file as far as one PDF uses it. `name` is its name in the page resources."""

    def __init__(self, font: FontFile, name: str) -> None:
        self.font = font
        self.name = name
        self.codes = _Codes()

    def encode(self, text: str) -> str:
        """The text as hexadecimal codes, without the angle brackets."""
        return "".join(map(self.codes.__getitem__, text))

    def write(self, store: ObjectStore) -> Ref:
        """Add the font with the characters used so far."""
        outlines = self.font.outlines
        characters = list(self.codes)
        subset = outlines.makeSubset([ord(character) for character in characters])
        tag = _tag(subset)
        family = outlines.name.decode("ascii")
        base = f"/{tag}+{family}"
        widths = " ".join(f"{round(outlines.charWidths[ord(character)])}" for character in characters)
        descriptor = store.add(
            f"<< /Type /FontDescriptor /FontName {base} /Flags 4 /ItalicAngle 0 /StemV 80 "
            f"/FontBBox [{' '.join(str(round(edge)) for edge in outlines.bbox)}] /Ascent {round(outlines.ascent)} "
            f"/Descent {round(outlines.descent)} /CapHeight {round(outlines.capHeight)} "
            f"/FontFile2 {store.add_stream(subset, f'/Length1 {len(subset)}')} >>"
        )
        descendant = store.add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont {base} /DW 1000 /W [1 [{widths}]] "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/CIDToGIDMap {store.add_stream(self._glyph_map())} /FontDescriptor {descriptor} >>"
        )
        return store.add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont {base} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant}] /ToUnicode {store.add_stream(to_unicode(characters))} >>"
        )

    def _glyph_map(self) -> bytes:
        """Code to glyph of the subset: two characters that look alike share one glyph there."""
        glyphs = {0: 0}
        mapped = [0]
        for character in self.codes:
            original = self.font.outlines.charToGlyph[ord(character)]
            mapped.append(glyphs.setdefault(original, len(glyphs)))
        return struct.pack(f">{len(mapped)}H", *mapped)


class EmbeddedFonts:
    """All fonts of one PDF."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self._embedded: dict[FontFile, EmbeddedFont] = {}

    def segments(self, text: str, face: Face) -> list[tuple[EmbeddedFont, int, int]]:
        """Which font draws which stretch [start, end) of `text`; characters above U+FFFF stand in their own."""
        chosen = self.fonts.chosen(text, face)
        if chosen.count(chosen[0]) == len(chosen) and max(text) <= "\uffff":
            return [(self.embedded(chosen[0]), 0, len(chosen))]
        result, start = [], 0
        kinds = [(font, character > "\uffff") for font, character in zip(chosen, text, strict=True)]
        for place in range(1, len(kinds) + 1):
            if place == len(kinds) or kinds[place] != kinds[start]:
                result.append((self.embedded(chosen[start]), start, place))
                start = place
        return result

    def embedded(self, font: FontFile) -> EmbeddedFont:
        """The font as this PDF embeds it."""
        known = self._embedded.get(font)
        if known is None:
            known = self._embedded[font] = EmbeddedFont(font, f"F{len(self._embedded) + 1}")
        return known

    def write(self, store: ObjectStore) -> str:
        """Add all fonts; returns the font dictionary of the page resources."""
        used = [(font.name, font.write(store)) for font in self._embedded.values() if font.codes]
        return f"<< {' '.join(f'/{name} {ref}' for name, ref in used)} >>"


def to_unicode(characters: list[str]) -> bytes:
    """The map from code (1, 2 …) to text: UTF-16BE, in blocks of at most a hundred as the format demands."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for start in range(0, len(characters), _BLOCK):
        block = characters[start : start + _BLOCK]
        lines.append(f"{len(block)} beginbfchar")
        lines += [
            f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>"
            for code, character in enumerate(block, start + 1)
        ]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


def _tag(subset: bytes) -> str:
    """Six capital letters that mark a subset; from its content, so that the same paper gives the same tag."""
    number = int.from_bytes(hashlib.sha256(subset).digest()[:8], "big")
    letters = []
    for _ in range(6):
        number, letter = divmod(number, 26)
        letters.append(chr(ord("A") + letter))
    return "".join(letters)
