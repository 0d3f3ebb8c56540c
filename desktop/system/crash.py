"""A bug's report: which lines of the program, which kind of error, which versions. No text that could name a person."""

from __future__ import annotations

import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from desktop.system.log import scrub

_PROGRAM = Path(__file__).resolve().parent.parent.parent


def details(kind: type[BaseException], error: BaseException, trace: TracebackType | None, version: str = "") -> str:
    """The report as text to copy: the places in the code, the error's kind, and its text scrubbed."""
    lines = [
        f"Pharmacy Closeout {version}".rstrip(),
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, {platform.machine()}",
        "",
    ]
    lines += [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    lines.append(f"{kind.__module__}.{kind.__qualname__}: {scrub(str(error))}")
    causes = [cause for cause in (error.__cause__, error.__context__) if cause is not None]
    lines += [f"after {type(cause).__module__}.{type(cause).__qualname__}" for cause in causes[:1]]
    return "\n".join(lines) + "\n"


def report(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None, folder: Path, version: str = ""
) -> Path:
    """Write the report into a folder and give its path. Raises OSError."""
    path = folder / f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
    path.write_text(details(kind, error, trace, version), encoding="utf-8")
    return path


def _place(filename: str) -> str:
    """Inside the program or a library only, so that no user's folder name gets into a report."""
    path = Path(filename)
    if path.is_relative_to(_PROGRAM):
        return path.relative_to(_PROGRAM).as_posix()
    return path.name
