"""The lines of a text that may speak of people, picked out fast; only these are read word by word.

What `recognise.find` finds in a whole text it finds in the lines picked out, with the same line numbers. One thing is
left out on purpose: mailboxes of firms on lines that hold nothing else, of which documentation is full.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from desktop.inventory import sweep
from desktop.inventory.addresses import BEFORE_NUMBER
from desktop.inventory.readers.kinds import looks_utf16
from desktop.inventory.readers.shapes import Block, Unreadable
from desktop.inventory.readers.text import MOST_BROKEN, encoding_of
from desktop.inventory.recognise import HEALTH_WORDS, NEAR, PRIVATE_HOSTS
from desktop.words import say

PIECE = 128 * 1024
"""Bytes looked at together: what is computed on the way stays in the processor's cache."""
LONGEST = 256 * 1024
"""Bytes of one line that are looked at together; a longer one is cut between two words."""
_PEOPLE_WORDS = (
    "微信", "姓名", "姓 ", "姓\t", "姓\u3000", "患者", "顾客", "会员", "购药", "收货", "收件", "联系", "持卡", "客户",
    "尊敬", "贵宾", "卡号", "身份", "证件", "医保", "社保", "会保", "疗保", "农合", "住址", "地址", "家住", "现住",
    "住在", "送货", "送到", "送至", "寄到", "寄往", "家在",
)  # fmt: skip
_PRIVATE = re.compile(PRIVATE_HOSTS.pattern.encode("ascii"), re.IGNORECASE)
_CUT = re.compile(rb"[\x00-\x1f !-,/:-?\[-^`{-~]")
"""Where a piece may be cut: at a sign that is no part of a number, an address or a character."""
_A, _B = 40503, 9973


def _table(words: Iterable[str]) -> npt.NDArray[np.bool_]:
    table = np.zeros(65536, np.bool_)
    for word in words:
        table[(ord(word[0]) * _A + ord(word[1]) * _B) & 0xFFFF] = True
    return table


_TRIGGERS = _table((*_PEOPLE_WORDS, *(word for word in HEALTH_WORDS)))
_BEFORE_NUMBER = np.zeros(65536, np.bool_)
_BEFORE_NUMBER[[ord(sign) for sign in BEFORE_NUMBER]] = True


@dataclass(frozen=True, slots=True)
class Gathered(Block):
    """Lines from different places of a text, put together: `numbers` has the number of each in the file."""

    numbers: tuple[int, ...]


def sift(blocks: Iterable[Block], *, homes: bool = True) -> Iterator[Block]:
    """The lines of text blocks that may speak of people. Every block comes, were it empty: it shows how far one is.

    `homes`: whether the number of a house alone is enough.
    """
    for block in blocks:
        yield _picked(block.text.encode("utf-8", "replace"), block.text, block.line, homes)


def sift_file(path: Path) -> Iterator[Block]:
    """The same for a text file, from its bytes. Raises `Unreadable` where it turns out to be no text, and OSError."""
    line = 1
    encoding = ""
    broken = characters = 0
    for piece in pieces(path):
        if piece.isascii():
            yield _picked(piece, None, line)
        else:
            encoding = encoding or _decodable(path)
            text = piece.decode(encoding, "replace")
            broken += text.count("\ufffd")
            characters += len(text)
            if broken > max(20, characters * MOST_BROKEN):
                raise Unreadable(say("The file is no text, and its kind is not known."))
            yield _picked(piece, text, line)
        line += piece.count(b"\n")


def pieces(path: Path) -> Iterator[bytes]:
    """A text file in pieces of about `PIECE` bytes that end with a line; UTF-16 as UTF-8."""
    with path.open("rb") as file:
        head = file.read(PIECE)
        if wide := "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else looks_utf16(head):
            file.seek(0)
            yield from _narrowed(file, codecs.getincrementaldecoder(wide)("replace"))
            return
        piece = head.removeprefix(codecs.BOM_UTF8)
        while piece:
            if not piece.endswith(b"\n"):
                piece += file.readline(LONGEST)
            rest = b""
            if len(piece) >= LONGEST and not piece.endswith(b"\n"):
                # One line without end: it is cut where no number is torn.
                cut = [found.end() for found in _CUT.finditer(piece, len(piece) - 400)]
                piece, rest = (piece[: cut[-1]], piece[cut[-1] :]) if cut else (piece, b"")
            yield piece
            piece = rest + file.read(PIECE)


def _narrowed(file: BinaryIO, decoder: codecs.IncrementalDecoder) -> Iterator[bytes]:
    rest = ""
    while chunk := file.read(PIECE):
        rest += decoder.decode(chunk)
        if cut := rest.rfind("\n") + 1:
            yield rest[:cut].encode("utf-8", "replace")
            rest = rest[cut:]
        elif len(rest) > LONGEST:
            yield rest.encode("utf-8", "replace")
            rest = ""
    if rest:
        yield rest.encode("utf-8", "replace")


def _decodable(path: Path) -> str:
    encoding = encoding_of(path)
    return "utf-8" if encoding.startswith("utf") else encoding


def _picked(data: bytes, text: str | None, line: int, homes: bool = True) -> Block:
    """The lines of a piece that may speak of people, each with the end of the line before it where that is near."""
    block = sweep.ground(data)
    starts = [found.starts for found in sweep.numbers(block)]
    starts += [sweep.short_ids(block), sweep.landlines(block), _words(block.data)]
    starts.append(np.array([m.start() for m in _PRIVATE.finditer(block.raw)] if b"@" in data else [], np.intp))
    at = np.concatenate(starts)
    spoken = _triggers(text, homes) if text is not None else None
    if not at.size and (spoken is None or not spoken.size):
        return Gathered(line, "", ())
    text = data.decode("ascii") if text is None else text
    rows = text.split("\n")
    marks = np.zeros(len(rows) + 1, np.int32)
    ends = np.flatnonzero(block.data == 10)[len(sweep.PAD) :]
    # Words up to `NEAR` characters before a number speak for it, be it from the line above.
    _mark(marks, ends, at, 4 * NEAR)
    if spoken is not None and spoken.size:
        _mark(marks, _line_ends(text), spoken, 2)
    chosen = np.flatnonzero(np.cumsum(marks)[: len(rows)] > 0).tolist()
    return Gathered(line, "\n".join([rows[place] for place in chosen]), tuple([line + place for place in chosen]))


def _mark(marks: npt.NDArray[np.int32], ends: sweep.Places, at: sweep.Places, before: int) -> None:
    last = len(marks) - 2
    np.add.at(marks, np.minimum(np.searchsorted(ends, at - before), last), 1)
    np.add.at(marks, np.minimum(np.searchsorted(ends, at), last) + 1, -1)


def _words(data: sweep.Bytes) -> sweep.Places:
    """Where wx or wechat stands, in letters of any size."""
    small = data | np.uint8(32)
    double = small[:-2] == ord("w")
    double &= (small[1:-1] == ord("x")) | ((small[1:-1] == ord("e")) & (small[2:] == ord("c")))
    return np.asarray(np.flatnonzero(double), np.intp)


def _wide(text: str) -> npt.NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le", "replace"), np.uint16)


def _triggers(text: str, homes: bool) -> sweep.Places:
    """Where a word may stand that names people or illness, or a house its number. Places count in units of UTF-16."""
    units = _wide(text)
    pairs = units[:-1] * np.uint16(_A) + units[1:] * np.uint16(_B)  # what overflows is not wanted, as in `_table`
    words = np.flatnonzero(_TRIGGERS[pairs])
    if not homes:
        return np.asarray(words, np.intp)
    digit = (units[1:] - np.uint16(0x30) < 10) | (units[1:] - np.uint16(0xFF10) < 10)
    at = np.flatnonzero(digit & (units[:-1] >= 0x4E00))
    return np.concatenate((words, at[_BEFORE_NUMBER[units[at]]]))


def _line_ends(text: str) -> sweep.Places:
    return np.asarray(np.flatnonzero(_wide(text) == 10), np.intp)
