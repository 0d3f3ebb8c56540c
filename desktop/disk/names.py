"""Names that say nothing, of the length of the name whose place they take, so that they fill its directory slot; and
the form of a name by which every file can be opened.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from desktop.disk.windows import extended

_LONGEST = 240
_AWKWARD = re.compile(r"(?:.*[ .]|(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?)$", re.IGNORECASE | re.DOTALL)
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def reachable(path: Path, windows: bool = sys.platform == "win32") -> Path:
    r"""The path by which a file can be opened whatever it is called: on Windows the \\?\ form, where it takes one.

    Without it Windows finds no path of more than 259 characters, takes the blank or the dot off the end of a name, and
    reads CON, NUL and the like as devices. Everywhere else the path stays as it is: not every library knows the form.
    """
    if not windows or ".." in path.parts or not _is_awkward(path):
        return path
    return Path(extended(path.absolute()))


def is_plain(path: Path) -> bool:
    r"""Whether a library that takes only usual paths will find it: written as text, and without the \\?\ form."""
    return is_text(path) and not str(path).startswith("\\\\?\\")


def _is_awkward(path: Path) -> bool:
    # Room for what the system adds while it lists a folder.
    return len(str(path)) > _LONGEST or any(_AWKWARD.match(part) for part in path.parts)


def is_text(path: Path) -> bool:
    """Whether a path can be written as text: on Linux a name may hold any bytes, on Windows half a character."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def fillers(name: str, token: str) -> Iterator[str]:
    """Endless names of the same length as `name`, the same ones for the same token.

    Equal in UTF-8 bytes (ext4, XFS) and in UTF-16 units (NTFS, exFAT), so that the slot is filled on any of them.
    A byte that is not UTF-8 (a lone surrogate here) becomes one ASCII letter.
    """
    for attempt in count():
        yield _filler(name, random.Random(f"{token}/{attempt}".encode("utf-8", "surrogatepass")))


def _filler(name: str, chance: random.Random) -> str:
    return "".join(_same_width(character, chance) for character in name)


def _same_width(character: str, chance: random.Random) -> str:
    point = ord(character)
    if point < 0x80 or 0xDC80 <= point <= 0xDCFF:
        return chance.choice(_LETTERS)
    if point < 0x800:
        return chr(chance.randint(0x430, 0x44F))
    if point < 0x10000:
        return chr(chance.randint(0x4E00, 0x9FA5))
    return chr(chance.randint(0x20000, 0x2A6D6))
