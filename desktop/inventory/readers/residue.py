"""Text picked out of bytes whose structure is unknown or gone: freed pages, memo files, Access databases.

Nothing here is certain. Runs of characters are taken in the three ways in which such programs write them: GBK, UTF-8,
UTF-16. Fields that stand back to back are set apart, because a mobile and an ID number without a gap are neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from desktop.inventory.readers.content import Given, opened
from desktop.inventory.readers.shapes import BLOCK, Block, Text

CHUNK = 1024 * 1024
_CARRY = 8 * 1024
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00|[\x00-\xff][\x4e-\x9f]|[\x00-\x1f]\x30|[\x00-\x5e]\xff){3,2000}+")
_NARROW = re.compile(
    rb"(?:[\x20-\x7e\t]|[\xe3-\xe9\xef][\x80-\xbf]{2}|[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x81-\xfe][0-9][\x81-\xfe][0-9])"
    rb"{4,2000}+"
)
_LONG = re.compile(r"[0-9]{18,}[Xx]?")
_ID = re.compile(r"[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def read_residue(given: Given, part: str = "") -> Text:
    """All text that can be picked out of a file."""
    return Text(part, blocks(picked(_chunks(given))))


def picked(chunks: Iterable[bytes]) -> Iterator[str]:
    """Lines of text out of bytes; neighbouring chunks are seen as one."""
    rest = b""
    for chunk in chunks:
        data = rest + chunk
        # Cut where no text stands, so that no number is torn.
        cut = max(data.rfind(b"\0\0\0", -_CARRY), 0) or max(data.rfind(b"\0", -_CARRY), 0) or len(data)
        rest = data[cut:]
        yield from _lines(data[:cut])
    yield from _lines(rest)


def _lines(data: bytes) -> Iterator[str]:
    for match in _NARROW.finditer(data):
        text = _decoded(match[0])
        if _says_something(text):
            yield spread(text)
    for match in _WIDE.finditer(data):
        text = match[0].decode("utf-16-le", "replace")
        if _is_common(text):
            yield spread(text)


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Lines gathered into blocks."""
    words: list[str] = []
    first, size = 1, 0
    for line in lines:
        words.append(line)
        size += len(line) + 1
        if size > BLOCK // 2:
            yield Block(first, "\n".join(words) + "\n")
            first, size, words = first + len(words), 0, []
    if words:
        yield Block(first, "\n".join(words) + "\n")


def spread(text: str) -> str:
    """Digits that run into each other, set apart where an ID number or a mobile can be told."""
    return _LONG.sub(_apart, text)


def _apart(match: re.Match[str]) -> str:
    run, at, parts = match[0], 0, []
    while at < len(run):
        found = _next(run, at)
        if found is None:
            break
        parts += [run[at : found.start()], found[0]]
        at = found.end()
    parts.append(run[at:])
    return " ".join(part for part in parts if part)


def _next(run: str, at: int) -> re.Match[str] | None:
    """The next ID number with a right check digit, or mobile; a mobile gives way to an ID number that covers it."""
    mobile: re.Match[str] | None = None
    for start in range(at, len(run) - 10):
        if mobile is not None and start >= mobile.end():
            break
        number = _ID.match(run, start)
        if number is not None and _checks(number[0]):
            return number
        mobile = mobile or _MOBILE.match(run, start)
        if mobile is not None and mobile.start() == at:
            break
    return mobile


def _checks(number: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _says_something(text: str) -> bool:
    return len(text) >= 4 and (any("\u4e00" <= sign <= "\u9fff" for sign in text) or any(map(str.isdigit, text)))


def _is_common(text: str) -> bool:
    """Whether letters are those that people write; bytes read the wrong way make rare ones."""
    if all(sign < "\u0080" for sign in text):
        return True
    common = len(text.encode("gb2312", "ignore").decode("gb2312"))
    return common >= 0.8 * len(text)


def _chunks(given: Given) -> Iterator[bytes]:
    with opened(given) as file:
        while chunk := file.read(CHUNK):
            yield chunk
