"""What a search does not enter: the system's own folders, and what the owner has named. A walk tells what it met.

A search that begins inside a folder of the system enters it: whoever asks for it wants to know. What the owner has
named stays left out wherever a search begins, until the owner takes it back.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from pathlib import Path
from types import MappingProxyType

from desktop.errors import OwnerError
from desktop.words import Sentence, say

SYSTEM = 0
"""In the place of an exclusion's id: left out because it belongs to the system."""
_ANYTHING = "*?.[]! "
_OPEN = MappingProxyType[str, tuple[str, ...]]({})
_NOBODY = MappingProxyType[str, int]({})
_UNMARKED = MappingProxyType[str, bytes]({})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Met by a walk and not looked into: a folder, or (`files` > 0) so many files of the folder `place`.

    `by` is the id of the owner's exclusion, or `SYSTEM`.
    """

    place: str
    by: int
    files: int = 0


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What the owner wants left out: a folder or file written out in full, or a name with * and ?, and why.

    `folders` and `files`: how much of it the searches have met.
    """

    id: int
    pattern: str
    reason: str
    folders: int = 0
    files: int = 0

    @property
    def place(self) -> Path | None:
        """The folder or file, None for a name."""
        return Path(self.pattern) if _is_place(self.pattern) else None


@dataclass(frozen=True, slots=True)
class Fence:
    """`system`: folders with what is looked at in them all the same; `places`: paths to exclusions; `names`: patterns.

    `marks`: for folders of which single files are left out, and for all under "": what tells a folder that was looked
    through with another fence from one that was looked through with this. Paths are as `os.path.normcase` has them.
    """

    system: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _OPEN)
    places: Mapping[str, int] = field(default_factory=lambda: _NOBODY)
    names: tuple[tuple[re.Pattern[str], int], ...] = ()
    marks: Mapping[str, bytes] = field(default_factory=lambda: _UNMARKED)
    parents: frozenset[str] = frozenset()
    """The folders in which something of `system` or `places` lies."""
    any_name: re.Pattern[str] | None = None
    """All `names` in one."""

    def around(self, folder: str) -> int | None:
        """By whose wish nothing is searched that begins at this folder: it, or a folder above it, is left out."""
        path = Path(folder)
        for one in (path, *path.parents):
            by = self.places.get(os.path.normcase(one))
            if by is None and one.name:
                by = self._named(one.name)
            if by is not None:
                return by
        return None

    def concerns(self, folder: str) -> bool:
        """Whether anything in a folder can be left out: for most folders that is all that has to be asked."""
        if self.any_name is not None:
            return True
        folded = os.path.normcase(folder)
        return folded in self.parents or (folded[1:2] == ":" and "?" + folded[1:] in self.parents)

    def why(self, path: str, name: str) -> int | None:
        """Why a file or folder is left out: an exclusion's id, or `SYSTEM`; None when it is not."""
        folded = os.path.normcase(path)
        by = self.places.get(folded)
        if by is None and self._of_system(folded) is not None:
            return SYSTEM
        return self._named(name) if by is None else by

    def mark(self, folder: str) -> bytes:
        """Which of a folder's files are left out by the owner's wish, as bytes; none where none can be."""
        if not self.marks:
            return b""
        return self.marks.get("", b"") + self.marks.get(os.path.normcase(folder), b"")

    def kept(self, path: str) -> tuple[str, ...]:
        """What is looked at all the same in a folder of the system."""
        return self._of_system(os.path.normcase(path)) or ()

    def _of_system(self, folded: str) -> tuple[str, ...] | None:
        kept = self.system.get(folded)
        # What every drive of Windows has at its top stands in the rules without a letter.
        return self.system.get("?" + folded[1:]) if kept is None and folded[1:2] == ":" else kept

    def _named(self, name: str) -> int | None:
        if self.any_name is None or not self.any_name.match(name):
            return None
        return next((by for pattern, by in self.names if pattern.match(name)), None)


NO_FENCE = Fence()


def fence(system: Mapping[str, tuple[str, ...]], exclusions: Sequence[Exclusion]) -> Fence:
    """The fence of a search. `system`: as `usual.system_folders` has it."""
    places = {os.path.normcase(one.place): one.id for one in exclusions if one.place is not None}
    names = tuple((_pattern(one.pattern), one.id) for one in exclusions if one.place is None)
    marks: dict[str, bytes] = {}
    for one in sorted(exclusions, key=lambda one: one.pattern):
        folder = "" if one.place is None else os.path.normcase(one.place.parent)
        marks[folder] = marks.get(folder, b"") + one.pattern.encode("utf-8", "surrogatepass") + b"\0"
    folded = {os.path.normcase(place): kept for place, kept in system.items()}
    parents = frozenset(os.path.dirname(place) for place in (*folded, *places))
    every = "|".join(pattern.pattern for pattern, _ in names)
    return Fence(folded, places, names, marks, parents, re.compile(every, re.IGNORECASE) if every else None)


def understood(typed: str) -> str:
    """What an owner typed or chose, as it is kept. Raises `OwnerError` for what cannot be left out."""
    text = typed.strip().strip('"“”').strip()
    if not text:
        raise _wrong(say("What to leave out has not been entered."), say("Choose a folder, or write such as *.log."))
    if not _is_place(text):
        if not text.strip(_ANYTHING):
            raise _wrong(say("That would leave out everything."), say("Name only what holds no customer data."))
        return text
    path = Path(os.path.expanduser(text))
    if not path.is_absolute() or ".." in path.parts:
        raise _wrong(say("The place is not written out in full."), say("Choose the folder, or write its full path."))
    if path == path.parent:
        raise _wrong(say("That would leave out a whole drive."), say("Scan only the drives that are to be searched."))
    if {"*", "?"} & set(path.name) and not os.path.lexists(path):
        raise _wrong(
            say("A folder is named without * and ?."), say("Write only the name, such as *.log, or only the folder.")
        )
    return str(path)


def ad_hoc(typed: Iterable[str]) -> tuple[Exclusion, ...]:
    """Exclusions for one look without a case, as they were typed; folders may be relative. Raises `OwnerError`."""
    full = (os.path.abspath(text) if _is_place(text) or os.path.isdir(text) else text for text in typed)
    return tuple(Exclusion(number, understood(text), "") for number, text in enumerate(full, 1))


def _is_place(text: str) -> bool:
    return "/" in text or "\\" in text or text.startswith("~") or bool(re.match(r"[A-Za-z]:", text))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(translate(text), re.IGNORECASE)


def _wrong(happened: Sentence, todo: Sentence) -> OwnerError:
    return OwnerError(happened, meaning=say("Nothing has been saved."), todo=todo)
