"""Drives as they can turn out, for the edge of the machine: a plain hard disk, and one that fails at a chosen step."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.disk.linux_file import LinuxFile, LinuxMachine
from desktop.disk.machine import Held
from desktop.disk.records import InPlace, Medium


class HardDisk(LinuxMachine):
    """The real steps on real files, on a drive that is said to be a spinning one which writes in place.

    `fail_at` names a step ("write", "flush", "read", "extents", "rename", "truncate", "unlink", "sync_folders",
    "flush_all", "churn", "hold"); it answers with `number` (errno) from its `after`-th call on. `steps` is the order
    of the calls. `lies`: the step answers well and does nothing ("write"). `keep_names` as on NTFS and exFAT.
    """

    def __init__(
        self, fail_at: str = "", number: int = 0, after: int = 1, lies: str = "", keep_names: bool = False
    ) -> None:
        super().__init__()
        self.fail_at, self.number, self.after, self.lies, self.keep_names = fail_at, number, after, lies, keep_names
        self.steps: list[str] = []

    def step(self, name: str) -> bool:
        """Note a step; raises when it is the one that fails; False when it is to do nothing."""
        self.steps.append(name)
        if name == self.fail_at and self.steps.count(name) >= self.after:
            raise OSError(self.number, os.strerror(self.number))
        return name != self.lies

    def hold(self, path: Path) -> LinuxFile:
        self.step("hold")
        held = super().hold(path)
        ground = replace(
            held.ground, medium=Medium.SPINNING, in_place=InPlace(True, False), slots_keep_names=self.keep_names
        )
        held.__class__ = FileOnHardDisk
        held.ground = ground
        held.disk = self  # type: ignore[attr-defined]
        return held

    def flush_all(self, files: Sequence[Held]) -> None:
        self.step("flush_all")
        super().flush_all(files)

    def sync_folders(self) -> None:
        self.step("sync_folders")
        super().sync_folders()

    def churn(self, folder: Path, names: Sequence[str]) -> None:
        self.step("churn")
        super().churn(folder, names)

    def names_here(self, path: Path, names: Iterable[str]) -> list[str]:
        self.step("names_here")
        return super().names_here(path, names)


class FileOnHardDisk(LinuxFile):
    """A real file whose steps are noted."""

    disk: HardDisk

    def read_into(self, offset: int, buffer: memoryview) -> int:
        self.disk.step("read")
        return super().read_into(offset, buffer)

    def write(self, offset: int, data: memoryview) -> None:
        if self.disk.step("write"):
            super().write(offset, data)

    def flush(self) -> None:
        self.disk.step("flush")
        super().flush()

    def drop_cache(self) -> bool:
        self.disk.step("drop_cache")
        super().drop_cache()
        return True

    def rename(self, name: str) -> bool:
        self.disk.step("rename")
        return super().rename(name)

    def truncate(self) -> None:
        self.disk.step("truncate")
        super().truncate()

    def unlink(self) -> None:
        self.disk.step("unlink")
        super().unlink()
