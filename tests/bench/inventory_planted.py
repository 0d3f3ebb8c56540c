"""What was planted where: what a search of the corpus is scored against."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.inventory_people import Invented

DRUGS = ("阿莫西林胶囊", "硝苯地平控释片", "二甲双胍片", "板蓝根颗粒", "布洛芬缓释胶囊", "连花清瘟胶囊")


@dataclass(slots=True)
class Planted:
    """What was planted in a file: values by field type, and whom each row is about (number of the person, or -1)."""

    path: Path
    table: bool
    values: dict[str, set[str]] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)
    """For running text: line → person."""

    def plant(self, field_type: str, value: str) -> None:
        """Remember a value."""
        if value:
            self.values.setdefault(field_type, set()).add(value)


@dataclass(slots=True)
class Apart:
    """What is scored by its own name, so that a miss is seen: files, and the share that has to be found of them.

    `damaged`: so many values must be told as damaged; nothing of them can be found.
    """

    name: str
    least: float
    files: list[Planted]
    damaged: int = 0


@dataclass(slots=True)
class Corpus:
    """The folder, its people, and what is planted where. `noise`: files without anybody."""

    folder: Path
    people: list[Invented]
    strangers: list[Invented]
    """Staff, and those whom suppliers send: they stand in lists, and are no customers."""
    planted: list[Planted]
    apart: list[Apart]
    noise: list[Path]
    pictures: list[Planted]
    """Photos and scans: how much is read of them is measured by itself."""

    def size(self) -> int:
        """Bytes in all files."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
