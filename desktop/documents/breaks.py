"""Where a Chinese line may end: the classes of characters and the words that stay together.

Sources: GB/T 15834-2011 (marks that may not begin or end a line, marks side by side), the project's rules for figures,
dates and articles of law.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

CLOSING = frozenset("，。、；：！？）》」』】”’")
"""Marks whose ink is in the left half of their square."""
OPENING = frozenset("（《「『【“‘")
"""Marks whose ink is in the right half of their square."""
NO_START = CLOSING | frozenset("…—%℃·％‰°～•,.;:!?)]}")
NO_END = OPENING | frozenset("([{￥¥$第")
LONG_LINE = 30
"""From this many em on a date stays whole; in shorter lines it may break after 年 or 月."""

_UNITS = "年月日号条款项目章节页人张箱册份件组个行台部块本盒袋支瓶片粒元角分天时秒岁次遍处期位只层楼室幢栋级万亿"
_NUMERALS = "〇零一二三四五六七八九十百千万亿两"
_FIGURES = re.compile(rf"[0-9][0-9,.:/\-]*[{_UNITS}]")
_ARTICLES = re.compile(rf"第[{_NUMERALS}0-9]+[条款项章节页部分期]")
_NUMERAL_RUNS = re.compile(rf"[{_NUMERALS}]{{2,}}")
_DATES = re.compile(r"[0-9]{4}年[0-9]{1,2}月(?:[0-9]{1,2}日)?|[0-9]{1,2}月[0-9]{1,2}日")
_DOUBLED = re.compile(r"…{2,}|—{2,}|～{2,}")
_RARE = re.compile("[\U00010000-\U0010ffff]+")
_WORDS = re.compile(r"[!-~]+(?:[‐‑‒–][!-~]+)*")


class Sort(IntEnum):
    """What a character is, as far as the space around it goes."""

    OTHER = 0
    HAN = 1
    LATIN = 2
    CLOSING = 3
    OPENING = 4
    SPACE = 5


class _Sorts(dict[str, Sort]):
    """The sort of every character met so far."""

    def __missing__(self, character: str) -> Sort:
        sort = self[character] = _sort(character)
        return sort


def _sort(character: str) -> Sort:
    code = ord(character)
    if character in CLOSING:
        return Sort.CLOSING
    if character in OPENING:
        return Sort.OPENING
    if character in " \u3000\t":
        return Sort.SPACE
    if 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF or 0xF900 <= code <= 0xFAFF or character == "〇":
        return Sort.HAN
    if (character.isascii() and (character.isalnum() or character in "%+#@&$*")) or 0xC0 <= code < 0x250:
        return Sort.LATIN
    return Sort.OTHER


_SORTS = _Sorts()
_MIXED = frozenset({(Sort.HAN, Sort.LATIN), (Sort.LATIN, Sort.HAN)})


def sorts(text: str) -> list[Sort]:
    """The sort of each character."""
    return list(map(_SORTS.__getitem__, text))


def break_places(text: str, line_width: float) -> list[bool]:
    """For each place before character i: whether a line of `line_width` em may end there. Place 0 is never one."""
    allowed = [False] + [
        not (text[i] in NO_START or _SORTS[text[i]] is Sort.SPACE or text[i - 1] in NO_END) for i in range(1, len(text))
    ]
    for match in _WORDS.finditer(text):
        _keep(allowed, match.start(), match.end())
    for pattern in (_FIGURES, _ARTICLES, _NUMERAL_RUNS, _DOUBLED, *([_DATES] if line_width > LONG_LINE else [])):
        for match in pattern.finditer(text):
            _keep(allowed, match.start(), match.end())
    return allowed


def forced_place(text: str, start: int, end: int) -> int:
    """Where to cut a word that is longer than a whole line: as far right in (start, end] as the marks permit."""
    for place in range(end, start, -1):
        if place < len(text) and text[place] not in NO_START and text[place - 1] not in NO_END:
            return place
    return end


def adjustments(kinds: Sequence[Sort], widths: Sequence[float], air: float) -> list[float]:
    """What is added between character i and i + 1 (em) when both stand in one line: air, or half a mark taken away."""
    gaps = [0.0] * len(kinds)
    for i, pair in enumerate(pairwise(kinds)):
        this, following = pair
        if this is following and this < Sort.CLOSING:
            continue
        if pair in _MIXED:
            gaps[i] += air
        elif this is Sort.CLOSING and following in (Sort.CLOSING, Sort.OPENING) and widths[i] > 0.9:
            gaps[i] -= 0.5
        elif i and this is Sort.OPENING and following is Sort.OPENING and widths[i] > 0.9:
            gaps[i - 1] -= 0.5
    return gaps


def stretchable(text: str) -> list[bool]:
    """Whether the line may be widened between character i and i + 1: not inside words, figures and doubled marks.

    Rare characters (above U+FFFF) stand solid, too: readers would take a gap beside them for a space.
    """
    result = [True] * len(text)
    for match in _RARE.finditer(text):
        for place in range(max(match.start() - 1, 0), match.end()):
            result[place] = False
    for pattern in (_WORDS, _DOUBLED):
        for match in pattern.finditer(text):
            for place in range(match.start(), match.end() - 1):
                result[place] = False
    return result


def _keep(allowed: list[bool], start: int, end: int) -> None:
    for place in range(start + 1, end):
        allowed[place] = False
