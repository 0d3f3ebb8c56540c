"""Every file below a folder, once: links are not followed, loops end, folders that cannot be opened are listed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
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


def walk(folder: Path, leave_out: frozenset[Path] = frozenset()) -> Iterator[Seen]:
    """The regular files below a folder in a fixed order, each once. `leave_out`: files and folders not to touch."""
    waiting = [folder]
    been: set[tuple[int, int]] = set()
    while waiting:
        place = waiting.pop()
        try:
            mark = place.stat()
            if (mark.st_dev, mark.st_ino) in been and mark.st_ino:
                continue
            been.add((mark.st_dev, mark.st_ino))
            with os.scandir(place) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            yield Seen(place, 0, "", closed=True)
            continue
        folders: list[Path] = []
        for entry in found:
            path = Path(entry.path)
            if path in leave_out or path in _NOT_FILES or entry.name.startswith(_PART):
                continue
            seen = _look(entry, path, folders)
            if seen is not None:
                yield seen
        waiting.extend(reversed(folders))


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
