"""Every file below a folder, once: links are not followed, loops end, folders that cannot be opened are listed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

_NOT_FILES = frozenset(map(Path, ("/proc", "/sys", "/dev", "/run/lock", "/run/user")))
"""What Linux shows as files although no drive holds it."""
_PART = ".~closeout-"
_OFFLINE = 0x1000 | 0x40000 | 0x400000
"""Windows: OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA_ACCESS. Reading such a file would fetch it from a cloud."""
_REPARSE = 0x400


@dataclass(frozen=True, slots=True)
class Seen:
    """A file, or (`closed`) a folder that cannot be opened, or (`remote`) a file that lies in a cloud only."""

    path: Path
    size: int
    modified: str
    closed: bool = False
    remote: bool = False


_HAS_CLOUDS = os.name == "nt"
Stamps = Mapping[str, tuple[int, int]]
"""By path as text: size and time of change of every file that was read."""


@dataclass(slots=True)
class Tally:
    """How many files were met that are as they were."""

    unchanged: int = 0


def changed(folder: Path, leave_out: frozenset[Path], known: Stamps, tally: Tally) -> Iterator[Seen | None]:
    """As `walk`, without files that are known and unchanged: these are only counted. None after each folder.

    Most files of most scans are unchanged, so they cost one look at the folder's entry and nothing else.
    """
    waiting = [folder]
    been: set[tuple[int, int]] = set()
    while waiting:
        place = waiting.pop()
        found = _entries(place, been, known)
        if found is None:
            yield Seen(place, 0, "", closed=True)
            continue
        folders: list[Path] = []
        tally.unchanged += found[1]
        for entry in sorted(found[0], key=attrgetter("name")):
            path = Path(entry.path)
            if path in leave_out or path in _NOT_FILES or entry.name.startswith(_PART):
                continue
            seen = _look(entry, path, folders)
            if seen is not None:
                yield seen
        waiting.extend(reversed(folders))
        yield None


def walk(folder: Path, leave_out: frozenset[Path] = frozenset()) -> Iterator[Seen]:
    """The regular files below a folder in a fixed order, each once. `leave_out`: files and folders not to touch."""
    return (seen for seen in changed(folder, leave_out, {}, Tally()) if seen is not None)


def _entries(place: Path, been: set[tuple[int, int]], known: Stamps) -> tuple[list[os.DirEntry[str]], int] | None:
    """The entries of a folder that are not as they were, and how many are; None if it cannot be opened.

    None of a folder that was seen before (a loop). What is not in this loop costs nothing for an unchanged file.
    """
    others: list[os.DirEntry[str]] = []
    same = 0
    try:
        mark = place.stat()
        if (mark.st_dev, mark.st_ino) in been and mark.st_ino:
            return [], 0
        been.add((mark.st_dev, mark.st_ino))
        with os.scandir(place) as entries:
            for entry in entries:
                stamp = known.get(entry.path)
                if stamp is not None and entry.is_file(follow_symlinks=False):
                    try:
                        state = entry.stat(follow_symlinks=False)
                    except OSError:
                        others.append(entry)
                        continue
                    if (state.st_size, state.st_mtime_ns) == stamp and not (_HAS_CLOUDS and _is_remote(state)):
                        same += 1
                        continue
                others.append(entry)
    except OSError:
        return None
    return others, same


def _is_remote(state: os.stat_result) -> bool:
    return bool(getattr(state, "st_file_attributes", 0) & _OFFLINE)


def _look(entry: os.DirEntry[str], path: Path, folders: list[Path]) -> Seen | None:
    try:
        state = entry.stat(follow_symlinks=False)
    except OSError:
        return Seen(path, 0, "", closed=True)
    attributes = getattr(state, "st_file_attributes", 0)
    if stat.S_ISDIR(state.st_mode):
        # A junction is a folder with a reparse point that leads elsewhere.
        if not (attributes & _REPARSE and not attributes & _OFFLINE):
            folders.append(path)
        return None
    if not stat.S_ISREG(state.st_mode):
        return None
    return Seen(path, state.st_size, str(state.st_mtime_ns), remote=bool(attributes & _OFFLINE))
