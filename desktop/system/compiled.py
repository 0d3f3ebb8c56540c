"""Saves the start what PySide does anew at every start and nobody waits for: about a quarter of the way to a window.

PySide carries the part of itself that explains wrong calls as Python text inside its library. Python keeps what it has
compiled from files in `__pycache__`; these texts are compiled each time, with large regular expressions that only a
wrong call needs. Here the texts are compiled once and kept, and the expressions are compiled when they are first used.
"""

from __future__ import annotations

import builtins
import marshal
import os
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import CodeType
from typing import Any, TypeAlias

_EMBEDDED = "shibokensupport/"
"""What the names of the embedded texts begin with."""

_Kept: TypeAlias = dict[str, tuple[int, int, CodeType]]
"""Name of a text -> its length in bytes, its CRC-32, what it compiles to."""

_compile_text: Any = builtins.compile
_compile_pattern: Any = re.compile


@contextmanager
def kept_compiled(folder: Path) -> Iterator[None]:
    """While PySide is imported for the first time: its embedded texts are compiled once and kept in `folder`.

    A text that is no longer the same is compiled again, and so is everything when the file cannot be read, is damaged,
    or is of another Python. Without a folder that can be written to, all is as if this were not here.
    """
    file = folder / f"embedded-{sys.implementation.cache_tag}-{sys.hexversion:x}.bin"
    kept, fresh = _read(file), {}

    def compile_once(source: Any, filename: Any, *rest: Any, **more: Any) -> Any:
        if not (isinstance(filename, str) and filename.startswith(_EMBEDDED) and isinstance(source, bytes)):
            return _compile_text(source, filename, *rest, **more)
        length, check, code = kept.get(filename, (0, 0, None))
        if code is None or length != len(source) or check != zlib.crc32(source):
            code = _compile_text(source, filename, *rest, **more)
            fresh[filename] = len(source), zlib.crc32(source), code
        return code

    # PySide's loader has no other seam: it calls compile() by name, and its texts call re.compile().
    builtins.compile, re.compile = compile_once, _compile_later
    try:
        yield
    finally:
        builtins.compile, re.compile = _compile_text, _compile_pattern
    if fresh:
        _write(file, {**kept, **fresh})


def _compile_later(pattern: Any, flags: Any = 0) -> Any:
    asking = sys._getframe(1).f_code.co_filename  # noqa: SLF001 - logging finds its caller like this too
    if asking.startswith(_EMBEDDED):
        return _Later(pattern, flags)
    return _compile_pattern(pattern, flags)


class _Later:
    """A regular expression whose methods compile it when they are called."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._pattern, self._flags = pattern, flags

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            return getattr(_compile_pattern(self._pattern, self._flags), method)(*given, **named)

        return call


def _read(file: Path) -> _Kept:
    """What was kept. Damaged bytes would bring marshal down, so their CRC-32 stands before them."""
    try:
        held = file.read_bytes()
    except OSError:
        return {}
    if len(held) < 5 or int.from_bytes(held[:4], "big") != zlib.crc32(held[4:]):
        return {}
    kept: _Kept = marshal.loads(held[4:])  # noqa: S302 - the user's own, as everything in a __pycache__
    return kept


def _write(file: Path, kept: _Kept) -> None:
    beside, held = file.with_suffix(f".{os.getpid()}"), marshal.dumps(kept)
    try:
        beside.write_bytes(zlib.crc32(held).to_bytes(4, "big") + held)
        os.replace(beside, file)
    except OSError:  # a full or protected drive: the next start takes a little longer, nothing else
        with suppress(OSError):
            beside.unlink()
