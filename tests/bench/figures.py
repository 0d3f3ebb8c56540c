"""How a benchmark says what it measured: a ratio, its limit, and the machine it was measured on."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; `limit` is the most (or, with `at_least`, the least) it may be."""

    name: str
    value: float
    limit: float
    unit: str = "x"
    at_least: bool = False
    note: str = ""

    @property
    def good(self) -> bool:
        """Whether it keeps its limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<="
        verdict = "ok  " if self.good else "FAIL"
        return f"{verdict} {self.name}: {self.value:.2f} {self.unit} (limit {sign} {self.limit:g}) {self.note}".rstrip()


def machine() -> str:
    """The machine in one line."""
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    return f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load}"
