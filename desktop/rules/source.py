"""A rule file with its line numbers, and the faults found in it. TOML itself forgets where a value stood."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from desktop.errors import OwnerError
from desktop.words import Sentence, say

_HEADER = re.compile(r"^\s*\[(\[)?\s*([A-Za-z0-9_.-]+)\s*\]?\]")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")
_LINE = re.compile(r"at line (\d+)")
_TABLE = re.compile(r"^\[\[?[A-Za-z0-9_.-]+\]\]?\s*(#.*)?$")
_ID = re.compile(r'^id\s*=\s*"([^"]*)"')
LONGEST = 2_000
"""No text of a rule has more letters; an id has at most `LONGEST_NAME`."""
LONGEST_NAME = 60
SHOWN = 8
"""So many faults stand in the sentence; `RuleFaults.faults` has all."""


@dataclass(frozen=True, slots=True)
class RuleFault:
    """One thing that is wrong in a rule file, and where."""

    file: str
    line: int
    what: Sentence

    @property
    def words(self) -> Sentence:
        """Where and what."""
        return say("{file}, line {line}: {what}", file=self.file, line=str(self.line), what=self.what)


class RuleFaults(OwnerError):
    """The rule files cannot be used. `faults` holds every fault of every file, in the order of file and line."""

    def __init__(self, faults: Sequence[RuleFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
        words = self.faults[0].words
        for fault in self.faults[1:SHOWN]:
            words = say("{before}; {next}", before=words, next=fault.words)
        super().__init__(
            say("The rule files have {n} faults. {faults}", n=len(self.faults), faults=words),
            meaning=say("The case keeps the rules it had; nothing has been changed."),
            todo=say("Install the program again, or give the list of faults to whoever made the file."),
        )


@dataclass(slots=True)
class Entry:
    """One table of a file with the line it begins on. Its `text`, `flag` … check and note faults instead of raising."""

    source: RuleSource
    values: Mapping[str, Any]
    line: int
    lines: Mapping[str, int]

    def fault(self, what: Sentence, key: str = "") -> None:
        """Note a fault at the line of a key, or at the head of the table."""
        self.source.fault(self.lines.get(key, self.line), what)

    def _value(self, key: str, kind: type, words: Sentence, default: Any) -> Any:
        if key not in self.values:
            if default is None:
                self.fault(say("{key} is missing", key=key))
                return None
            return default
        value = self.values[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fault(say("{key} must be {kind}", key=key, kind=words), key)
            return default
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text; one without default must be there and not be empty."""
        value = self._value(key, str, say("a text"), default)
        if value == "" and default is None and key != "article":
            self.fault(say("{key} is empty", key=key), key)
        text = str(value or "")
        if len(text) > (LONGEST_NAME if key == "id" else LONGEST):
            self.fault(say("{key} is too long", key=key), key)
        if any((ord(letter) < 32 and letter != "\n") or ord(letter) == 127 for letter in text):
            self.fault(say("{key} holds characters that cannot be printed", key=key), key)
        return text

    def only(self, known: Collection[str]) -> None:
        """Note a fault for every key that means nothing here: a key with a slip in it would be passed over."""
        for key in self.values:
            if key not in known:
                self.fault(say("{key} means nothing here", key=key), key)

    def words(self, key: str) -> Sentence:
        """An English sentence whose Chinese stands in words/zh_CN/rules.json."""
        return Sentence(self.text(key))

    def flag(self, key: str, default: bool | None = False) -> bool:
        """Yes or no."""
        return bool(self._value(key, bool, say("true or false"), default))

    def number(self, key: str, default: int | None = 0) -> int:
        """A whole number, not negative."""
        value = self._value(key, int, say("a number"), default)
        if value is not None and value < 0:
            self.fault(say("{key} must not be negative", key=key), key)
        return int(value or 0)

    def whole(self, key: str) -> int:
        """A whole number that may be negative."""
        return int(self._value(key, int, say("a number"), None) or 0)

    def texts(self, key: str, default: tuple[str, ...] | None = ()) -> tuple[str, ...]:
        """A list of texts."""
        value = self._value(key, list, say("a list"), default)
        if value is None or not all(isinstance(item, str) for item in value):
            if value is not None:
                self.fault(say("{key} must be {kind}", key=key, kind=say("a list of texts")), key)
            return ()
        return tuple(value)

    def one_of(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """A text out of a list."""
        value = self.text(key, default)
        if value and value not in allowed:
            self.fault(say("{key}: {value} is not known", key=key, value=value), key)
        return value

    def day(self, key: str) -> date:
        """A date written as 2026-11-21."""
        value = self.text(key)
        try:
            return date.fromisoformat(value)
        except ValueError:
            if value:
                self.fault(say("{key} must be {kind}", key=key, kind=say("a date such as 2026-11-21")), key)
            return date.min

    def some_texts(self, key: str) -> tuple[str, ...]:
        """A list of texts that must be there and not be empty."""
        values = self.texts(key, None)
        if self.values.get(key) == []:
            self.fault(say("{key} is empty", key=key), key)
        return values

    def inner(self, key: str) -> list[Entry]:
        """The inline tables of a list, each at the line where it stands."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(say("{key} must be {kind}", key=key, kind=say("a list of tables")), key)
            return []
        start = self.lines.get(key, self.line)
        at = self.source.inner_lines(start, len(value))
        return [Entry(self.source, item, line, {}) for item, line in zip(value, at, strict=True)]


@dataclass(slots=True)
class RuleSource:
    """A TOML file that was read: its tables with their lines, and the faults noted so far."""

    name: str
    lines: list[str] = field(default_factory=list)
    data: Mapping[str, Any] = field(default_factory=dict)
    faults: list[RuleFault] = field(default_factory=list)
    heads: dict[str, list[tuple[int, dict[str, int]]]] = field(default_factory=dict)
    readable: bool = True
    """What is missing in a file that could not be read at all is no fault of its own."""
    lost: list[str] = field(default_factory=list)
    """Ids of tables that could not be read: to name one of them is no fault of its own."""

    @classmethod
    def read(cls, path: Path, content: bytes | None = None) -> RuleSource:
        """Read a file; what cannot be read at all is a fault like any other."""
        source = cls(path.name)
        text = source.take(path, content)
        try:
            source.data = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            source.data = source._read_in_parts(error)
        source._find_heads()
        return source

    def _read_in_parts(self, first: Exception) -> Mapping[str, Any]:
        """What can be read of a file with slips in it, table by table, so that all of them are told at once."""
        kept: list[str] = []
        for start, part in self._parts():
            try:
                tomllib.loads("\n".join(part))
                kept += part
            except (ValueError, RecursionError) as error:
                self.fault(start + _line_of(error, len(part)) - 1, say("this line cannot be read"))
                self.lost += [found[1] for line in part if (found := _ID.match(line))]
                kept += [""] * len(part)
        self.lines = kept
        try:
            return tomllib.loads("\n".join(kept))
        except (ValueError, RecursionError):
            self.give_up(_line_of(first, len(self.lines)), say("this line cannot be read"))
            return {}

    def _parts(self) -> Iterator[tuple[int, list[str]]]:
        """The number of the first line of every table, and its lines."""
        heads = [number for number, line in enumerate(self.lines, 1) if number > 1 and _TABLE.match(line)]
        for start, end in pairwise((1, *heads, len(self.lines) + 1)):
            yield start, self.lines[start - 1 : end - 1]

    def take(self, path: Path, content: bytes | None = None) -> str:
        """The text of the file; "" with a fault for one that is not there or is no text."""
        text = ""
        try:
            content = path.read_bytes() if content is None else content
            text = content.decode("utf-8")
        except OSError:
            self.give_up(1, say("the file is missing"))
        except UnicodeDecodeError as error:
            self.give_up(error.object.count(b"\n", 0, error.start) + 1, say("the file is not UTF-8"))
        self.lines = text.splitlines()
        return text

    def fault(self, line: int, what: Sentence) -> None:
        """Note a fault."""
        if self.readable:
            self.faults.append(RuleFault(self.name, line, what))

    def give_up(self, line: int, what: Sentence) -> None:
        """Note the one fault of a file that says nothing."""
        self.fault(line, what)
        self.readable = False

    def tables(self, name: str, *, needed: bool = True) -> list[Entry]:
        """Every [[name]] in order; none at all is a fault where they are needed."""
        value = self.data.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(1, say("{key} must be {kind}", key=name, kind=say("a list of tables")))
            return []
        if not value and needed:
            self.fault(1, say("{key} is missing", key=f"[[{name}]]"))
        heads = self.heads.get(name, [])
        return [
            Entry(self, item, *(heads[place] if place < len(heads) else (1, {}))) for place, item in enumerate(value)
        ]

    def table(self, name: str) -> Entry:
        """The [name] table; the head of the file for ""."""
        value = self.data if not name else self.data.get(name)
        if not isinstance(value, Mapping):
            self.fault(1, say("{key} is missing", key=f"[{name}]"))
            value = {}
        line, keys = (self.heads.get(name) or [(1, {})])[0]
        if not name:
            keys = {key.split(".")[0]: found[0][0] for key, found in reversed(self.heads.items()) if key} | keys
        return Entry(self, value, line, keys)

    def inner_lines(self, start: int, count: int) -> list[int]:
        """The lines of the inline tables of a list that begins at `start`: one per line, or all on the same."""
        at: list[int] = []
        for number, line in enumerate(self.lines[start:], start + 1):
            if len(at) == count or _HEADER.match(line) or (_KEY.match(line) and not line.startswith((" ", "\t"))):
                break
            if line.lstrip().startswith("{"):
                at.append(number)
        return at[:count] if len(at) >= count else [start] * count

    def _find_heads(self) -> None:
        keys: dict[str, int] = {}
        self.heads[""] = [(1, keys)]
        for number, line in enumerate(self.lines, 1):
            if head := _HEADER.match(line):
                keys = {}
                self.heads.setdefault(head[2], []).append((number, keys))
            elif (key := _KEY.match(line)) and not line.startswith((" ", "\t", "{")):
                keys.setdefault(key[1], number)


def _line_of(error: Exception, last: int) -> int:
    """Where TOML stumbled; at the end of what was read where it does not say."""
    found = _LINE.search(str(error))
    return int(found[1]) if found else max(last, 1)


def unique(entries: Sequence[Entry], key: str = "id") -> None:
    """Note a fault for every id that stands twice."""
    seen: dict[str, int] = {}
    for entry in entries:
        value = entry.values.get(key)
        if not isinstance(value, str):
            continue
        if value in seen:
            entry.fault(say("{value} stands twice, first in line {line}", value=value, line=seen[value]), key)
        seen.setdefault(value, entry.lines.get(key, entry.line))
