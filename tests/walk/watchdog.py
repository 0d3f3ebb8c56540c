"""How long the window's thread could not take a click, measured while jobs run, and what kept it from it.

A timer of 5 ms ticks in the watched thread. The time between two ticks, less the 5 ms, is the time in which a click
would have waited. Three things can make it long:

* the thread itself works (a page reads the case, a table is laid out), or waits for a lock or for the disk;
* a thread of the same program holds Python's lock (a job inside a long call that does not let go of it);
* the machine has given the processor to other programs.

Only the last is not the program's doing, and the kernel knows it: `/proc/self/task/<id>/schedstat` counts, for every
thread, the nanoseconds that it was ready to run and had no processor. What the watched thread waited like this during
a gap is taken off. While the watched thread waits for Python's lock it is not ready to run, but the thread that holds
the lock may be, so the longest such wait of another thread is taken off too - but never below the time for which the
watched thread was seen working, which is its own processor time (`time.thread_time`). A gap that is left is the
program's own. Where the kernel does not count, the processor time of the whole process bounds the gap instead.

What other virtual machines took of a core that is lent to several (`steal` in `/proc/stat`, in ticks of 10 ms) is taken
off likewise. Such a core also does less in a second: the same loop was seen to take 11 ms and
18 ms of processor time within a minute. Right after a late tick a small loop is timed and compared with the fastest
time it ever took here; what is left of the gap is divided by that.

What the thread was doing is seen by a second thread that looks at its stack whenever a tick is late.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

EVERY = 0.005
"""Seconds between two ticks of the watch."""
TICK = 1 / os.sysconf("SC_CLK_TCK")
"""Seconds of a tick of the kernel."""
LATE = 0.03
"""Seconds after which the second thread looks."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One wait: how long a click would have waited, how much of it is the program's own, what was seen meanwhile."""

    job: str
    seconds: float
    own: float
    busy: float
    """Processor time of the watched thread."""
    stack: str

    def __str__(self) -> str:
        return f"{self.own * 1000:.0f} ms of {self.seconds * 1000:.0f} ms during {self.job or 'nothing'}\n{self.stack}"


@dataclass(frozen=True, slots=True)
class _Reading:
    at: float
    busy: float
    process: float
    waits: dict[int, int]
    stolen: list[int]
    """Ticks of each core that went to other virtual machines."""


class Watchdog(QObject):
    """Watches the thread in which it is made, from `start` to `stop`; keeps the gaps that began while `job()` says one.

    `job` gives the name of what runs now, or an empty text.
    """

    def __init__(self, job: Callable[[], str]) -> None:
        super().__init__()
        self._job = job
        self._thread = threading.get_ident()
        self._native = threading.get_native_id()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(int(EVERY * 1000))
        self._timer.timeout.connect(self._tick)
        self._looker: threading.Thread | None = None
        self._stop = threading.Event()
        self._last: _Reading | None = None
        self._running = ""
        self._stack = ""
        self._fastest = min(_loop() for _ in range(60))
        self.worst: dict[str, Gap] = {}
        self.jobs: set[str] = set()
        self.ticks = 0

    def start(self) -> None:
        """Begin. What the tests around have made is kept from the search for garbage: the program has no such heap."""
        gc.freeze()
        self._stop.clear()
        self._last = None
        self._looker = threading.Thread(target=self._look, name="watchdog", daemon=True)
        self._looker.start()
        self._timer.start()

    def stop(self) -> None:
        """End; the gap at hand is not counted."""
        gc.unfreeze()
        self._timer.stop()
        self._stop.set()
        if self._looker is not None:
            self._looker.join()
            self._looker = None
        self._last = None

    @property
    def longest(self) -> Gap | None:
        """The gap with the longest time of the program's own."""
        return max(self.worst.values(), key=lambda gap: gap.own, default=None)

    def begin(self) -> None:
        """A job begins now: what its thread's turn did before is not during a job."""
        self._last, self._running = self._read(), self._job()

    def _tick(self) -> None:
        now, before, running = self._read(), self._last, self._running
        job = self._job()
        self._last, self._running = now, job
        self.ticks += 1
        if job:
            self.jobs.add(job)
        stack, self._stack = self._stack, ""
        if before is None or not (running or job):
            return
        seconds = now.at - before.at - EVERY
        if seconds <= LATE:
            return
        gap = self._judge(job or running, seconds, before, now, stack)
        known = self.worst.get(gap.job)
        if known is None or known.own < gap.own:
            self.worst[gap.job] = gap

    def _judge(self, job: str, seconds: float, before: _Reading, now: _Reading, stack: str) -> Gap:
        busy = now.busy - before.busy
        if now.waits:
            waited = {t: (w - before.waits.get(t, w)) / 1e9 for t, w in now.waits.items()}
            others = max((w for t, w in waited.items() if t != self._native), default=0.0)
            own = max(busy, seconds - waited.get(self._native, 0.0) - others)
        else:
            own = min(seconds, now.process - before.process)
        lost = max((n - b for n, b in zip(now.stolen, before.stolen, strict=False)), default=0) * TICK
        took = min(_loop() for _ in range(3))
        self._fastest = min(self._fastest, took)
        return Gap(job, seconds, max(0.0, min(own, seconds - lost)) * self._fastest / took, busy, stack)

    def _read(self) -> _Reading:
        return _Reading(time.monotonic(), time.thread_time(), time.process_time(), _waits(), _stolen())

    def _look(self) -> None:
        looker = threading.get_ident()
        while not self._stop.wait(0.01):
            last = self._last
            if last is None or time.monotonic() - last.at < LATE or self._stack:
                continue
            frames = sys._current_frames()
            parts = [("the window's thread", frames.get(self._thread))]
            parts += [("another thread", f) for t, f in frames.items() if t not in (self._thread, looker)]
            shown = [f"-- {who}\n" + "".join(traceback.format_stack(frame)[-9:]) for who, frame in parts if frame]
            self._stack = "".join(shown)


def _loop() -> float:
    """Seconds of processor time that some plain work takes now."""
    began, total = time.thread_time(), 0
    for number in range(4000):
        total += number * number % 7
    return time.thread_time() - began


def _waits() -> dict[int, int]:
    """Nanoseconds that each thread of this process was ready to run and had no processor."""
    found = {}
    try:
        for task in os.listdir("/proc/self/task"):
            found[int(task)] = int(Path(f"/proc/self/task/{task}/schedstat").read_bytes().split()[1])
    except (OSError, IndexError):  # a thread ended meanwhile, or the kernel does not count
        pass
    return found


def _stolen() -> list[int]:
    try:
        lines = Path("/proc/stat").read_text(encoding="ascii").splitlines()
    except OSError:
        return []
    return [int(line.split()[8]) for line in lines if line.startswith("cpu") and line[3].isdigit()]
