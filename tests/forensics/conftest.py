"""The table of this run, printed at its end and kept in build/forensics.txt."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest

from tests.forensics.marks import Left

HEAD = (
    "file system",
    "way",
    "sectors before",
    "sectors",
    "slots",
    "free",
    "journal",
    "photorec",
    "tsk",
    "fls",
    "ext4magic",
)
ROWS: list[tuple[str, ...]] = []
_KEPT = Path(__file__).resolve().parents[2] / "build" / "forensics.txt"


@pytest.fixture(autouse=True, scope="session")
def drives_are_given_back_when_ended() -> Iterator[None]:
    """Being told to end (a time limit) unwinds like any other fault, so that mounts and loop devices go."""

    def end(number: int, frame: object) -> None:
        sys.exit(f"ended by signal {number}")

    before = signal.signal(signal.SIGTERM, end)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def note() -> object:
    """Put one line into the table."""

    def add(kind: str, way: str, before: int, left: Left) -> None:
        ROWS.append((kind, way, str(before), *("-" if cell is None else str(cell) for cell in astuple(left))))

    return add


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not ROWS:
        return
    widths = [max(len(row[column]) for row in (HEAD, *ROWS)) for column in range(len(HEAD))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (HEAD, *ROWS)
    ]
    terminalreporter.section("what is left after each way")
    terminalreporter.write_line("\n".join(lines))
    _KEPT.parent.mkdir(exist_ok=True)
    _KEPT.write_text("\n".join(lines) + "\n", encoding="utf-8")
