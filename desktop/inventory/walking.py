"""Every file below a folder, once: links are not followed, loops end, folders that cannot be opened are listed.

Most folders of most scans are as they were. Each folder has a print over the names, sizes and times of its entries;
where the print is the known one, the folder costs one look at each entry, as it costs `find`, and nothing else.
"""

from __future__ import annotations

import os
import stat
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from desktop.disk.names import reachable
from desktop.inventory.fence import NO_FENCE, Fence, LeftOut

_NOT_FILES = frozenset(("/proc", "/sys", "/dev", "/run/lock", "/run/user"))
"""What Linux shows as files although no drive holds it."""
_PART = ".~closeout-"
_OFFLINE = 0x1000 | 0x40000 | 0x400000
"""Windows: OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA_ACCESS. Reading such a file would fetch it from a cloud."""
_REPARSE = 0x400
_HEAD = 64 * 1024
_WINDOWS = os.name == "nt"
_BY_HANDLE = os.scandir in os.supports_fd
Entries = list[tuple[str, os.stat_result]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A file, or (`closed`) a folder that cannot be opened, or (`remote`) a file that lies in a cloud only.

    `modified` and `changed`: times in nanoseconds, as text. `changed` is that of the last change of the file's entry on
    Linux; Windows tells when the file was made.
    """

    path: Path
    size: int
    modified: str
    closed: bool = False
    remote: bool = False
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is not as it was, with all its files. `print` is "" where an entry could not be looked at."""

    path: Path
    print: str
    files: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class KnownFolder:
    """A folder as it was when everything in it had been read: its print, its files, and how many of them hold no
    records.
    """

    print: str
    files: int
    left_out: int


@dataclass(slots=True)
class Tally:
    """What was met: files in folders that are as they were (`left_out`: those without records), every folder, and
    those that could not be opened.
    """

    unchanged: int = 0
    left_out: int = 0
    folders: set[str] = field(default_factory=set)
    closed: list[Path] = field(default_factory=list)
    kept_out: list[LeftOut] = field(default_factory=list)
    """What the fence kept the walk from; in folders that are as they were only the folders inside."""


def changed(
    folder: Path, leave_out: frozenset[Path], known: Mapping[str, KnownFolder], tally: Tally, fence: Fence = NO_FENCE
) -> Iterator[Folder | Seen | None]:
    """Every folder that is not as in `known`, and every folder that cannot be opened (as `Seen`).

    None after a folder that is as it was: its files are counted in `tally`. `leave_out` is passed by without a word,
    what the fence keeps out is told in `tally`.
    """
    by = fence.around(str(folder))
    if by is not None:
        tally.kept_out.append(LeftOut(str(folder), by))
        return
    waiting = [str(folder)]
    been: set[tuple[int, int]] = set()
    skipped = {str(path) for path in leave_out} | _NOT_FILES
    while waiting:
        place = waiting.pop()
        tally.folders.add(place)
        try:
            found = _met(place, been, known.get(place), tally, fence.mark(place))
        except OSError:
            tally.closed.append(Path(place))
            yield Seen(Path(place), 0, "", closed=True)
            continue
        inside, folder_met = found
        waiting += _to_enter(place, inside, skipped, fence, tally)
        if folder_met is None:
            yield None
            continue
        files = [seen for seen in folder_met.files if str(seen.path) not in skipped]
        yield Folder(folder_met.path, folder_met.print, _inside_the_fence(place, files, fence, tally))


def _to_enter(place: str, inside: list[str], skipped: set[str], fence: Fence, tally: Tally) -> Iterator[str]:
    """The folders that the walk goes on to, the last one first; what the fence keeps out is noted."""
    asked = fence.concerns(place)
    for name in sorted(inside, reverse=True):
        path = _join(place, name)
        by = fence.why(path, name) if asked else None
        if by is not None:
            tally.kept_out.append(LeftOut(path, by))
            for kept in fence.kept(path):
                unwanted = fence.around(kept)
                if unwanted is not None:
                    tally.kept_out.append(LeftOut(kept, unwanted))
                elif os.path.isdir(reachable(Path(kept))):
                    yield kept
        elif path not in skipped:
            yield path


def _inside_the_fence(place: str, files: list[Seen], fence: Fence, tally: Tally) -> tuple[Seen, ...]:
    """The files that are read; how many of the folder are not, and by whose wish, is noted."""
    if not fence.concerns(place):
        return tuple(files)
    out: Counter[int] = Counter()
    kept = []
    for seen in files:
        by = fence.why(str(seen.path), seen.path.name)
        if by is None:
            kept.append(seen)
        else:
            out[by] += 1
    tally.kept_out += [LeftOut(place, by, count) for by, count in out.items()]
    return tuple(kept)


def walk(
    folder: Path, leave_out: frozenset[Path] = frozenset(), fence: Fence = NO_FENCE, tally: Tally | None = None
) -> Iterator[Seen]:
    """The regular files below a folder in a fixed order, each once. `leave_out`: files and folders not to touch.

    What the fence keeps out is told in `tally`.
    """
    for met in changed(folder, leave_out, {}, Tally() if tally is None else tally, fence):
        if isinstance(met, Folder):
            yield from met.files
        elif met is not None:
            yield met


def head_of(path: Path) -> str:
    """A digest of the first bytes of a file: it tells most changes that leave size and time as they were, cheaply."""
    with reachable(path).open("rb") as file:
        return blake2b(file.read(_HEAD), digest_size=16).hexdigest()


def _join(place: str, name: str) -> str:
    return place + name if place.endswith(os.sep) else place + os.sep + name


def _met(
    place: str, been: set[tuple[int, int]], before: KnownFolder | None, tally: Tally, mark: bytes
) -> tuple[list[str], Folder | None]:
    """The folders inside, and the folder itself unless it is as it was. Raises OSError when it cannot be opened.

    Nothing of a folder that was seen before (a loop).
    """
    with _opened(place) as (where, state):
        if state.st_ino and (state.st_dev, state.st_ino) in been:
            return [], None
        been.add((state.st_dev, state.st_ino))
        if before is not None and before.print:
            try:
                inside, seen_print = _quick_look(where, mark)
            except OSError:
                seen_print = ""
            if seen_print == before.print:
                tally.unchanged += before.files - before.left_out
                tally.left_out += before.left_out
                return inside, None
        return _full_look(place, where, mark)


@contextmanager
def _opened(place: str) -> Iterator[tuple[str | int, os.stat_result]]:
    """What a folder is read by: its handle where the system can, which is faster and has no longest path."""
    if not _BY_HANDLE:
        where = str(reachable(Path(place)))
        yield where, os.stat(where)
        return
    handle = os.open(place, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        yield handle, os.stat(handle)
    finally:
        os.close(handle)


def _quick_look(where: str | int, mark: bytes) -> tuple[list[str], str]:
    """Names of the folders inside, and the print. This loop is what a scan of a drive costs: nothing unneeded in it."""
    inside: list[str] = []
    names: list[str] = []
    numbers: list[float] = []
    with os.scandir(where) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not (_WINDOWS and _leads_elsewhere(entry)):
                    inside.append(entry.name)
                continue
            state = entry.stat(follow_symlinks=False)
            names.append(entry.name)
            numbers += (state.st_size, state.st_mtime, state.st_ctime)
            if _WINDOWS:
                numbers.append(_attributes(state))
    return inside, _print(names, numbers, mark)


def _full_look(place: str, where: str | int, mark: bytes) -> tuple[list[str], Folder]:
    inside: list[str] = []
    found: list[tuple[str, os.stat_result | None]] = []
    with os.scandir(where) as entries:
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    if not (_WINDOWS and _leads_elsewhere(entry)):
                        inside.append(entry.name)
                    continue
                found.append((entry.name, entry.stat(follow_symlinks=False)))
            except OSError:
                found.append((entry.name, None))
    names, numbers = [name for name, _ in found], list[float]()
    for _, state in found:
        if state is not None:
            numbers += (state.st_size, state.st_mtime, state.st_ctime)
            if _WINDOWS:
                numbers.append(_attributes(state))
    whole = all(state is not None for _, state in found)
    found.sort(key=lambda one: one[0])
    seen = (_seen(place, name, state) for name, state in found if not name.startswith(_PART))
    files = tuple(one for one in seen if one is not None)
    return inside, Folder(Path(place), _print(names, numbers, mark) if whole else "", files)


def _print(names: list[str], numbers: list[float], mark: bytes) -> str:
    """What a folder looked like: names, sizes, times of change, and on Linux the time nobody can set back; and what of
    it is left out.

    In the order in which the system lists them: where that changes, a folder is looked at in full once more.
    """
    text = "\0".join(names).encode("utf-8", "surrogatepass")
    return blake2b(array("d", numbers).tobytes() + text + mark, digest_size=16).hexdigest()


def _attributes(state: os.stat_result) -> int:
    return int(getattr(state, "st_file_attributes", 0))


def _leads_elsewhere(entry: os.DirEntry[str]) -> bool:
    """A junction is a folder with a reparse point that leads elsewhere."""
    attributes = _attributes(entry.stat(follow_symlinks=False))
    return bool(attributes & _REPARSE and not attributes & _OFFLINE)


def _seen(place: str, name: str, state: os.stat_result | None) -> Seen | None:
    path = Path(_join(place, name))
    if state is None:
        return Seen(path, 0, "", closed=True)
    if not stat.S_ISREG(state.st_mode):
        return None
    remote = bool(_attributes(state) & _OFFLINE)
    return Seen(path, state.st_size, str(state.st_mtime_ns), remote=remote, changed=str(state.st_ctime_ns))
