"""Large texts of a scan are searched ahead, by processes of their own, while this one takes in what was found before.

Nothing else changes by it: files come in their order, whatever is ready first; nothing is written but by the scan; and
a process that fails, or a file that has changed meanwhile, costs only that the text is searched here.
"""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from queue import Empty, Full, Queue
from typing import NamedTuple

from desktop.disk.names import reachable
from desktop.inventory.readers.child import in_child, patience
from desktop.inventory.readers.delimited import delimiter_of
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.shapes import Block, Form, Unreadable
from desktop.inventory.sifting import Gathered, sift_file

WORTH_IT = 64 * 1024
"""Bytes from which handing a file over costs less than searching it."""
WORTH_STARTING = 16 * 1024 * 1024
"""Bytes of such files from which it pays to start the processes."""
MOST_AHEAD = 12
"""Files whose finds may wait in memory, and `MOST_WAITING` messages of each, of about `MESSAGE` characters."""
MOST_WAITING = 8
MESSAGE = 256 * 1024
BLOCKS_AT_ONCE = 8
PATIENT = 5.0
_HEAD = struct.Struct("<QII")
_END = b""
TEXT = b"t"
"""The first message about a file that is running text: nobody has to look at its beginning again."""


class Upcoming(NamedTuple):
    """A file as the walk met it: bytes, and time of writing in nanoseconds as text."""

    path: Path
    size: int
    modified: str


def processes() -> int:
    """How many processes search: one for each of two cores; on a single core there is nothing to win."""
    return 2 if (os.cpu_count() or 1) >= 2 else 0


def sifted(source: Path | bytes, _: str) -> Iterator[bytes]:
    """`TEXT` and the blocks of `sift_file`, several in a message; nothing for other files. Runs in the child."""
    assert isinstance(source, Path)
    source = reachable(source)
    if form_of(source) is not Form.TEXT or delimiter_of(source):
        return
    yield TEXT
    blocks = sift_file(source)
    while some := list(islice(blocks, BLOCKS_AT_ONCE)):
        yield packed(some)


def packed(blocks: Iterable[Block]) -> bytes:
    """Blocks as bytes: the line of each, how many numbers of lines, how many bytes of text; then these."""
    parts: list[bytes] = []
    for block in blocks:
        numbers = block.numbers if isinstance(block, Gathered) else ()
        text = block.text.encode("utf-8", "surrogatepass")
        parts += [_HEAD.pack(block.line, len(numbers), len(text)), struct.pack(f"<{len(numbers)}Q", *numbers), text]
    return b"".join(parts)


def unpacked(message: bytes) -> Iterator[Block]:
    """The blocks of a message."""
    at = 0
    while at < len(message):
        line, count, size = _HEAD.unpack_from(message, at)
        at += _HEAD.size
        numbers = struct.unpack_from(f"<{count}Q", message, at)
        at += 8 * count
        yield Gathered(line, message[at : at + size].decode("utf-8", "surrogatepass"), numbers)
        at += size


@dataclass(slots=True, eq=False)
class _Task:
    """One file being searched ahead. An empty message ends it; `failed`: what is missing has to be searched here."""

    file: Upcoming
    messages: Queue[bytes] = field(default_factory=lambda: Queue(MOST_WAITING))
    failed: bool = False
    dropped: bool = False
    text: bool | None = None
    """Whether it is running text; None until its first message has been taken."""

    def put(self, message: bytes) -> bool:
        """Hand a message over, as soon as there is room; False when nobody wants it any more."""
        while not self.dropped:
            try:
                self.messages.put(message, timeout=0.1)
                return True
            except Full:
                continue
        return False


class Ahead:
    """Searches the texts among the files of a scan, in their order, a little ahead of it. Use it in `with`."""

    def __init__(self, files: Iterable[Upcoming], workers: int | None = None) -> None:
        worth = [file for file in files if file.size >= WORTH_IT]
        wanted = processes() if workers is None else workers
        self._todo = iter(worth)
        self._tasks: dict[Path, _Task] = {}
        self._done: set[Path] = set()
        """Files that the scan has come to by itself."""
        self._lock = threading.Condition()
        self._over = not wanted or sum(file.size for file in worth) < WORTH_STARTING
        count = 0 if self._over else wanted
        self._threads = [threading.Thread(target=self._work, name=f"ahead-{n}", daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._over = True
            for task in self._tasks.values():
                task.dropped = True
            self._lock.notify_all()
        for thread in self._threads:
            # One whose process hangs is not waited for: it ends with it.
            thread.join(PATIENT)

    def search(self, path: Path) -> Iterator[Block]:
        """`sift_file`, from what was found ahead where that is still true."""
        done = 0
        task = self._task(path)
        if task is not None and self._told(task):
            while message := self._next(task):
                for block in unpacked(message):
                    done += 1
                    yield block
            if done and not task.failed:
                return
        yield from islice(sift_file(reachable(path)), done, None)

    def is_text(self, path: Path) -> bool:
        """Whether a file is known to be running text and no table, without looking at it."""
        task = self._task(path)
        return task is not None and self._told(task)

    def passed(self, path: Path) -> None:
        """The scan is through with a file: what was found ahead in it is let go."""
        with self._lock:
            self._done.add(path)
            task = self._tasks.pop(path, None)
            if task is not None:
                task.dropped = True
            self._lock.notify_all()

    def _task(self, path: Path) -> _Task | None:
        with self._lock:
            self._done.add(path)
            return self._tasks.get(path)

    def _told(self, task: _Task) -> bool:
        if task.text is None:
            task.text = self._next(task) == TEXT
        return task.text and _is_still(task.file)

    def _next(self, task: _Task) -> bytes:
        """The next message; an empty one at the end, or when whoever searches has died."""
        while True:
            try:
                return task.messages.get(timeout=1.0)
            except Empty:
                if not any(thread.is_alive() for thread in self._threads):
                    task.failed = True
                    return _END

    def _take(self) -> _Task | None:
        with self._lock:
            while not self._over:
                if len(self._tasks) >= MOST_AHEAD:
                    self._lock.wait()
                    continue
                file = next(self._todo, None)
                if file is None:
                    return None
                if file.path not in self._done:
                    self._tasks[file.path] = task = _Task(file)
                    return task
        return None

    def _work(self) -> None:
        while task := self._take():
            try:
                with closing(in_child(sifted, task.file.path, "", patience(task.file.size))) as messages:
                    for message in messages:
                        if not task.put(message):
                            break
            except (Unreadable, OSError):
                # Whatever it was, the scan meets it again when it searches the rest, and says so.
                task.failed = True
            except RuntimeError:
                # No process starts on this PC, or it has a fault: the scan does without.
                task.failed = True
                task.put(_END)
                return
            task.put(_END)


def _is_still(file: Upcoming) -> bool:
    try:
        state = reachable(file.path).stat()
    except OSError:
        return False
    return (state.st_size, str(state.st_mtime_ns)) == (file.size, file.modified)
