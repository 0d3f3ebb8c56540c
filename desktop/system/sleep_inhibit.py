"""The PC does not fall asleep while a job runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

# What asks the system is loaded when a job runs: together it would be a twentieth of the program's start.
if TYPE_CHECKING:
    import ctypes

_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001


@contextmanager
def awake(reason: str = "Pharmacy Closeout") -> Iterator[bool]:
    """Keep the PC awake inside the block; gives False where this system has no way to ask for it.

    Must be left in the thread that entered it (Windows keeps the wish per thread).
    """
    if sys.platform == "win32":
        import ctypes

        with _awake_on_windows(getattr(ctypes, "WinDLL")("kernel32")) as granted:  # noqa: B009 - not known on Linux
            yield granted
    else:
        with _awake_on_linux(reason) as granted:
            yield granted


@contextmanager
def _awake_on_windows(kernel32: ctypes.CDLL) -> Iterator[bool]:
    import ctypes

    kernel32.SetThreadExecutionState.argtypes = [ctypes.c_uint32]
    granted = bool(kernel32.SetThreadExecutionState(_CONTINUOUS | _SYSTEM_REQUIRED))
    try:
        yield granted
    finally:
        kernel32.SetThreadExecutionState(_CONTINUOUS)


@contextmanager
def _awake_on_linux(reason: str) -> Iterator[bool]:
    """systemd-inhibit holds the wish while the program it runs lives: `cat`, until its input is closed."""
    import shutil
    import subprocess

    program = shutil.which("systemd-inhibit")
    if program is None:
        yield False
        return
    command = [program, "--what=sleep:idle", f"--who={reason}", f"--why={reason}", "cat"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet) as helper:
        try:
            yield helper.poll() is None
        finally:
            if helper.stdin:
                helper.stdin.close()
            try:
                helper.wait(timeout=5)
            except subprocess.TimeoutExpired:
                helper.kill()
