"""A process of its own for readers whose libraries may crash, burst or hold on to the machine.

The libraries for workbooks and PDF files end the whole program where memory fails, and let nothing else run while they
load. Behind this door such a file costs a sentence, not the case: the process ends and the next file gets a new one.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TypeAlias

from desktop.inventory.readers.shapes import Unreadable, damaged
from desktop.words import Sentence, say

MOST_MEMORY = 3 * 1024**3
PATIENCE = 30.0
"""Seconds without a word; for large files more: see `patience`."""
NAME = "closeout-reader"
IDLE = 30.0
"""Seconds after which a process that nobody needs ends itself; what a library holds is freed with it."""
STARTING = 60.0
"""Seconds that a process may take to start on a slow PC."""
_KEPT = 3
"""One for each process that `ahead` searches with, and one for workbooks and the like."""
_WORK, _MORE, _STOP = b"w", b"+", b"-"
_DATA, _END, _REFUSED, _BUG = b"d", b"e", b"r", b"b"

Work: TypeAlias = Callable[[Path | bytes, str], Iterator[bytes]]
"""What the child does: a function of a module, with a file or its bytes and one word; gives messages."""


def patience(size: int) -> float:
    """Seconds that a file of this size (bytes) may take to say its next word."""
    return PATIENCE + size / 500_000


class _Helper:
    """A child process and the line to it. One job at a time."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._line, other = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_serve, args=(other,), name=NAME, daemon=True)
        self._process.start()
        other.close()
        self._ready = False

    def run(self, work: Work, given: Path | bytes, word: str, wait: float) -> Iterator[bytes]:
        """The messages of a job. Raises `Unreadable`: refused, crashed, or without a word for too long."""
        try:
            self._greet()
            self._line.send_bytes(_WORK)
        except (EOFError, ConnectionError) as error:
            raise _Asleep from error
        try:
            self._line.send((work, given, word))
            while True:
                if not self._line.poll(wait):
                    raise _too_long()
                message = self._line.recv_bytes()
                kind = message[:1]
                if kind == _DATA:
                    self._line.send_bytes(_MORE)
                    yield message[1:]
                elif kind == _END:
                    return
                elif kind == _REFUSED:
                    reason = self._line.recv()
                    assert isinstance(reason, Sentence)
                    raise Unreadable(reason)
                else:
                    raise RuntimeError(message[1:].decode())
        except (EOFError, ConnectionError) as error:
            raise _Crashed from error

    def _greet(self) -> None:
        """Wait until the process has started: one that cannot is no fault of the file."""
        if self._ready:
            return
        try:
            self._ready = self._line.poll(STARTING) and self._line.recv_bytes() == _WORK
        except (EOFError, ConnectionError):
            self._ready = False
        if not self._ready:
            raise RuntimeError("the reader's process does not start")

    def halt(self) -> bool:
        """End a job half-way; whether the process is ready for another."""
        try:
            self._line.send_bytes(_STOP)
            while self._line.poll(1.0):
                kind = self._line.recv_bytes()[:1]
                if kind == _REFUSED:
                    self._line.recv()
                if kind != _DATA:
                    return True
        except (EOFError, OSError):
            return False
        return False

    def alive(self) -> bool:
        """Whether the process can take a job."""
        return self._process.is_alive()

    def end(self) -> None:
        """End the process at once; it holds nothing that could be lost."""
        with suppress(OSError):
            self._line.close()
        self._process.kill()
        self._process.join(5)


class _Crashed(Exception):
    """The process is gone: the system ended it, or its library did."""


class _Asleep(_Crashed):
    """The process was gone before it was given any work."""


class _Idle:
    """Processes that wait for the next file: to start one takes longer than to read a small workbook."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Helper] = []

    def take(self) -> _Helper:
        with self._lock:
            while self._waiting:
                helper = self._waiting.pop()
                if helper.alive():
                    return helper
                helper.end()
        return _Helper()

    def give_back(self, helper: _Helper) -> None:
        with self._lock:
            if len(self._waiting) < _KEPT:
                self._waiting.append(helper)
                return
        helper.end()


_IDLE = _Idle()
"""Belongs to the operating system's process as its children do; holds nothing of any file."""


def in_child(work: Work, given: Path | bytes, word: str = "", wait: float = PATIENCE) -> Generator[bytes, None, None]:
    """Do work in a process of its own and give its messages as they come. Raises `Unreadable`.

    Left half-way, the work is ended. `wait`: seconds without a message after which it is given up.
    """
    helper = _IDLE.take()
    ready = False
    try:
        try:
            yield from helper.run(work, given, word, wait)
        except _Asleep:
            # It had ended for want of work, just when there was some.
            helper.end()
            helper = _Helper()
            yield from helper.run(work, given, word, wait)
        ready = True
    except _Crashed as crash:
        raise damaged() from crash
    except Unreadable as refused:
        ready = refused.reason != _too_long().reason
        raise
    except GeneratorExit:
        ready = helper.halt()
        raise
    finally:
        if ready:
            _IDLE.give_back(helper)
        else:
            helper.end()


def _too_long() -> Unreadable:
    return Unreadable(say("Reading the file took too long; it is probably damaged."))


def _serve(line: Connection) -> None:
    _limit()
    with suppress(EOFError, OSError):
        line.send_bytes(_WORK)
        while line.poll(IDLE):
            # A stop that came after the end of the last job is nobody's.
            if line.recv_bytes() == _WORK:
                work, given, word = line.recv()
                _answer(line, work, given, word)


def _answer(line: Connection, work: Work, given: Path | bytes, word: str) -> None:
    out = _Out(line)
    last, reason = _END, None
    try:
        for message in work(given, word):
            if not out.send(_DATA + message):
                return
    except Unreadable as refused:
        last, reason = _REFUSED, refused.reason
    except MemoryError:
        last, reason = _REFUSED, damaged().reason
    except _LineGone:
        raise
    except OSError:
        last, reason = _REFUSED, say("The drive reports an error while the file is read.")
    except BaseException as bug:  # noqa: BLE001 - the other process raises it again
        if type(bug).__name__ == "PanicException":
            # What a library written in Rust says when a file breaks its assumptions.
            last, reason = _REFUSED, damaged().reason
        else:
            # Only its kind: the text of an exception could hold what stands in the file.
            last = _BUG + type(bug).__name__.encode()
    if out.send(last) and reason is not None:
        line.send(reason)


class _LineGone(OSError):
    """The other process is gone."""


class _Out:
    """Messages to the program, one ahead: the next one is made while the last one is being used."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._waiting = False

    def send(self, message: bytes) -> bool:
        """Send a message; False when no more are wanted."""
        try:
            if self._waiting and self._line.recv_bytes() == _STOP:
                self._line.send_bytes(_END)
                return False
            self._line.send_bytes(message)
        except (OSError, EOFError) as error:
            raise _LineGone from error
        self._waiting = True
        return True


def _limit() -> None:
    """A bound for memory where the system knows one; what a library prints when it dies goes nowhere."""
    # Threads for matrices, which nobody here has: to start them takes as long as half of the library does.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
