"""Destroying the content of files: the order of the steps is what counts, so it is written once, here.

open without truncation, following no link -> is it still the approved file? -> zeros over every block that holds it,
up to the end of the last one -> flush -> drop the cache -> read all of it back -> are these still the same blocks? ->
(the caller commits) -> random name of the same length -> cut to nothing -> unlink -> flush the folder -> fill the freed
name slots. A tool that cuts first gives the blocks back and writes its zeros elsewhere.

Everything can be repeated after a crash.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from desktop.clock import Clock, SystemClock
from desktop.disk import volumes
from desktop.disk.faults import fault
from desktop.disk.item import Item
from desktop.disk.machine import ChangedFile, Ground, Held, Machine, Refused, file_limit, this_machine
from desktop.disk.names import fillers
from desktop.disk.records import BytesDone, Evidence, Overwritten, Problem, ReadBack, Target
from desktop.jobs.job import run_to_end
from desktop.words import say

Step: TypeAlias = BytesDone | Overwritten

CHUNK = 4 << 20
BATCH_BYTES = 64 << 20
_REPORT_BYTES = 16 << 20
_REPORT_SECONDS = 0.05
_NAME_ATTEMPTS = 8
_ZEROS = bytes(CHUNK)


def erase(
    targets: Sequence[Target], clock: Clock | None = None, machine: Machine | None = None
) -> Generator[Step, None, tuple[Evidence, ...]]:
    """Erase one batch (see `batches`) and give the evidence in the order of the targets. No file's fault raises.

    After `Overwritten` the files' names are given up: commit it first. Targets of an interrupted run are handed in
    again with `begun` (and `overwritten`, if that had been committed). Closing the generator stops it.
    """
    run = _Run(machine or this_machine(), clock or SystemClock())
    items = [Item(target, run.now()) for target in targets]
    try:
        for item in items:
            yield from run.approach(item)
        for item in items:
            yield from run.overwrite(item)
        run.flush(items)
        for item in items:
            yield from run.read_back(item)
        yield run.rest()
        done = tuple((item.target, item.evidence(run.now())) for item in items if item.is_zero)
        if done:
            yield Overwritten(done)
        for item in items:
            run.remove(item)
        run.settle(items)
        return tuple(item.evidence(run.now()) for item in items)
    finally:
        run.close(items)


def batches(targets: Iterable[Target], limit: int | None = None) -> Iterator[tuple[Target, ...]]:
    """Groups for `erase`: as many files as may be open at once and 64 MiB together; a larger file goes alone."""
    most = limit or file_limit()
    group: list[Target] = []
    total = 0
    for target in targets:
        if group and (len(group) >= most or total + target.size > BATCH_BYTES):
            yield tuple(group)
            group, total = [], 0
        group.append(target)
        total += target.size
    if group:
        yield tuple(group)


def work(target: Target) -> int:
    """The bytes that BytesDone will add up to for a file: compared, written, read back."""
    return target.size * (2 if target.sha256 is None else 3)


def erase_one(target: Target, clock: Clock | None = None) -> Evidence:
    """Erase one file to the end, for callers without progress."""
    return run_to_end(erase((target,), clock))[0]


def erase_own(path: Path) -> Evidence:
    """Erase a file of the program itself, whatever it holds. Raises FileNotFoundError when it is not there."""
    return erase_one(Target(path, path.lstat().st_size, None, secrets.token_hex(8)))


def check(target: Target, machine: Machine | None = None) -> None:
    """What `erase` would find before touching anything. Raises Refused, ChangedFile among them, or returns."""
    run = _Run(machine or this_machine(), SystemClock())
    item = Item(target, run.now())
    try:
        for _ in run.approach(item):
            pass
    finally:
        run.close([item])
    if item.refusal:
        raise item.refusal


def expected(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file as it is now. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb", buffering=0) as file:
        buffer = bytearray(CHUNK)
        while count := file.readinto(buffer):
            digest.update(memoryview(buffer)[:count])
            size += count
    return size, digest.hexdigest()


def churn(folder: Path, names: Sequence[str], machine: Machine | None = None) -> None:
    """Fill the slots that removed names left in a folder, with names of the same length. Raises OSError.

    Two for each: a renamed file had a second slot, and an index grows by one name while it is renamed.
    """
    steps = machine or this_machine()
    try:
        token = secrets.token_hex(8)
        steps.churn(folder, [next(fillers(name, f"{token}/{number}")) for number, name in enumerate(list(names) * 2)])
    finally:
        if machine is None:
            steps.close()


class _Run:
    """One pass over a batch: the steps, each turning a file's fault into that file's result."""

    def __init__(self, machine: Machine, clock: Clock) -> None:
        self._machine = machine
        self._clock = clock
        self._bounds: dict[Path, Refused | None] = {}
        self._buffer = bytearray(CHUNK)
        self._bytes, self._last = 0, time.monotonic()

    def now(self) -> str:
        """UTC, ISO 8601."""
        return self._clock.now().isoformat()

    def approach(self, item: Item) -> Iterator[BytesDone]:
        """Open the file and see that it is the approved one. Nothing is written."""
        with item.faults():
            self._in_bounds(item.target.path)
            held = item.held = self._hold(item)
            if held is None:
                return
            if item.target.volume_key and held.ground.volume_key != item.target.volume_key:
                raise Refused(
                    Problem.MOVED,
                    say("Another drive is at this place now."),
                    todo=say("Plug in the right drive, then try again."),
                )
            if held.in_use():
                raise Refused(
                    Problem.IN_USE,
                    say("Another program has the file open."),
                    todo=say("Close the program that uses it, then try again."),
                )
            item.before = held.extents()
            item.ranges = held.ranges()
            if item.target.sha256 is not None and not item.renamed:
                yield from self._compare(item, held)

    def overwrite(self, item: Item) -> Iterator[BytesDone]:
        """Zeros over the stored ranges, then over the rest of the last block; never cut, never re-created."""
        held = item.held
        if held is None or item.problem:
            return
        with item.faults():
            held.wipe_attributes()
            for start, end in item.to_write():
                for place in range(start, end, CHUNK):
                    count = min(CHUNK, end - place)
                    held.write(place, memoryview(_ZEROS)[:count])
                    yield from self._report(count)
            item.passes = 1

    def flush(self, items: Sequence[Item]) -> None:
        """All on the medium. When the common flush fails, each file is asked for itself."""
        live = [item for item in items if item.held and not item.problem]
        if not live:
            return
        try:
            self._machine.flush_all([item.held for item in live if item.held])
        except OSError:
            for item in live:
                with item.faults():
                    if item.held:
                        item.held.flush()

    def read_back(self, item: Item) -> Iterator[BytesDone]:
        """All of it from the medium, and the block list again."""
        held = item.held
        if held is None or item.problem:
            return
        with item.faults():
            item.cache_dropped = held.drop_cache()
            item.read_back = ReadBack.FAILED
            for start, end in item.to_write():
                place = start
                while place < end:
                    count = self._zeros_at(held, place, min(CHUNK, end - place))
                    place += count
                    yield from self._report(count)
            item.after = held.extents()
            if held.current_size() > max(held.size, item.block_bytes):
                raise ChangedFile(
                    Problem.CHANGED,
                    say("The file grew while it was being erased."),
                    todo=say("Close the program that writes it, then check again."),
                )
            item.read_back = ReadBack.OK

    def remove(self, item: Item) -> None:
        """Give up the name. The content is gone by now, so a fault here is about the name only."""
        held = item.held
        if held is None or not item.is_zero:
            return
        with item.name_faults():
            if not item.renamed:
                any(held.rename(name) for name in islice(fillers(held.name, item.target.token), _NAME_ATTEMPTS))
        with item.name_faults():
            held.truncate()
            held.unlink()
            item.unlinked = True

    def settle(self, items: Sequence[Item]) -> None:
        """The removals on the medium; slots that keep names filled with others."""
        gone = [item for item in items if item.unlinked or item.gone]
        if not gone:
            return
        for item in gone:
            item.close()
        by_folder: dict[Path, list[str]] = {}
        for item in gone:
            if item.slots_keep_names:
                by_folder.setdefault(item.target.path.parent, []).append(item.target.path.name)
        try:
            self._machine.sync_folders()
            for folder, names in by_folder.items():
                churn(folder, names, self._machine)
        except OSError as error:
            for item in gone:
                item.unsettled(fault(error))

    def close(self, items: Sequence[Item]) -> None:
        """Let go of everything."""
        for item in items:
            item.close()
        self._machine.close()

    def _in_bounds(self, path: Path) -> None:
        if path.parent not in self._bounds:
            words = volumes.protected(path.parent / "file")
            self._bounds[path.parent] = Refused(Problem.PROTECTED, words) if words else None
        refusal = self._bounds[path.parent]
        if refusal:
            raise Refused(refusal.problem, refusal.happened)

    def _hold(self, item: Item) -> Held | None:
        path = item.target.path
        try:
            return self._machine.hold(path)
        except FileNotFoundError:
            if not item.target.begun:
                raise Refused(
                    Problem.MISSING,
                    say("The file is not at its place any more."),
                    todo=say("If it was moved, scan again. If it was deleted by hand, say so in the register."),
                ) from None
        with suppress(FileNotFoundError):
            ground = self._machine.folder_ground(path)
            if item.target.volume_key in ("", ground.volume_key):
                return self._half_gone(item, ground)
        raise Refused(
            Problem.MISSING,
            say("The drive or the folder of this file is not there."),
            todo=say("Plug in the drive, then go on."),
        )

    def _half_gone(self, item: Item, ground: Ground) -> Held | None:
        """An interrupted run had come as far as the name: find the file under the name it was given, or nothing."""
        path = item.target.path
        for name in self._machine.names_here(path, islice(fillers(path.name, item.target.token), _NAME_ATTEMPTS)):
            held = self._machine.hold(path.with_name(name))
            if self._all_zero(held):
                item.renamed = True
                return held
            held.close()
        item.vanished(ground)
        return None

    def _all_zero(self, held: Held) -> bool:
        """A file that we renamed was overwritten before; anything else is somebody else's."""
        for start, end in held.ranges():
            for place in range(start, end, CHUNK):
                view = memoryview(self._buffer)[: min(CHUNK, end - place)]
                count = held.read_into(place, view)
                if bytes(view[:count]) != _ZEROS[:count]:
                    return False
        return True

    def _compare(self, item: Item, held: Held) -> Iterator[BytesDone]:
        """Is it the file that was approved, or one that an interrupted run had begun to overwrite?"""
        target = item.target
        if held.size == target.size:
            digest = hashlib.sha256()
            place = 0
            while place < held.size:
                count = held.read_into(place, memoryview(self._buffer)[: min(CHUNK, held.size - place)])
                if count == 0:
                    break
                digest.update(memoryview(self._buffer)[:count])
                place += count
                yield from self._report(count)
            if digest.hexdigest() == target.sha256:
                item.sha256_before = digest.hexdigest()
                return
        if target.begun and self._was_begun(item, held):
            return
        raise ChangedFile(
            Problem.CHANGED,
            say("The file was changed after the plan was approved."),
            todo=say(
                "Look at the file. Put it back as it was when it was approved and try again, or leave it as an"
                " exception."
            ),
        )

    def _was_begun(self, item: Item, held: Held) -> bool:
        rounded = -(-item.target.size // held.block) * held.block
        if held.size not in (0, item.target.size, rounded):
            return False
        for start, end in item.ranges[:1]:
            view = memoryview(self._buffer)[: min(4096, end - start)]
            count = held.read_into(start, view)
            return bytes(view[:count]) == _ZEROS[:count]
        return True

    def _zeros_at(self, held: Held, place: int, length: int) -> int:
        view = memoryview(self._buffer)[:length]
        count = held.read_into(place, view)
        whole = count == CHUNK and self._buffer == _ZEROS
        if count == 0 or not (whole or bytes(view[:count]) == _ZEROS[:count]):
            raise Refused(
                Problem.NOT_ZERO,
                say("After overwriting, the drive still gave back something else."),
                todo=say("The drive is damaged or does not obey. Have it destroyed as a whole."),
            )
        return count

    def rest(self) -> BytesDone:
        """What was done since the last report."""
        done, self._bytes = self._bytes, 0
        return BytesDone(done)

    def _report(self, count: int) -> Iterator[BytesDone]:
        self._bytes += count
        now = time.monotonic()
        if self._bytes >= _REPORT_BYTES or now - self._last >= _REPORT_SECONDS:
            yield BytesDone(self._bytes)
            self._bytes, self._last = 0, now
