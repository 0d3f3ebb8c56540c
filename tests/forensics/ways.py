"""Ways to get rid of files: ours, a mutant of ours that cuts the file first, and what others use."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from desktop.disk import overwrite, volumes
from desktop.disk.linux_file import LinuxFile, LinuxMachine
from desktop.disk.records import Evidence, Target
from tests.forensics.image import run

T = TypeVar("T")
Way = Callable[[Sequence[Path]], tuple[Evidence, ...]]


class CutsFirst(LinuxMachine):
    """The mutant: gives the blocks back before it writes."""

    def hold(self, path: Path) -> LinuxFile:
        held = super().hold(path)
        os.ftruncate(held.descriptor, 0)
        os.fsync(held.descriptor)
        return held


def ours(files: Sequence[Path]) -> tuple[Evidence, ...]:
    return _erase(files, LinuxMachine, compare=True)


def cuts_first(files: Sequence[Path]) -> tuple[Evidence, ...]:
    return _erase(files, CutsFirst, compare=False)


def _erase(files: Sequence[Path], machine: type[LinuxMachine], compare: bool) -> tuple[Evidence, ...]:
    targets = [_target(file) for file in files]
    if not compare:
        targets = [replace(target, sha256=None) for target in targets]
    found: list[Evidence] = []
    for batch in overwrite.batches(targets):
        found.extend(to_end(overwrite.erase(batch, machine=machine())))
    return tuple(found)


def _target(file: Path) -> Target:
    size, digest = overwrite.expected(file)
    return Target(file, size, digest, f"token of {file.name}", volumes.volume_of(file).key)


def rm(files: Sequence[Path]) -> tuple[Evidence, ...]:
    run("rm", "-f", *map(str, files))
    return ()


def shred(files: Sequence[Path]) -> tuple[Evidence, ...]:
    run("shred", "-n1", "-u", *map(str, files))
    return ()


def bleachbit(files: Sequence[Path]) -> tuple[Evidence, ...]:
    run("bleachbit", "--shred", *map(str, files))
    return ()


WAYS: dict[str, Way] = {"rm": rm, "shred": shred, "bleachbit": bleachbit, "cuts first": cuts_first, "ours": ours}


def to_end(steps: Generator[object, None, T]) -> T:
    """What a generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: T = end.value
            return found
