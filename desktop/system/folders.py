"""Where the program keeps its own files on this PC."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def data_folder(environment: Mapping[str, str] | None = None) -> Path:
    r"""Cases and settings: %LOCALAPPDATA%\PharmacyCloseout or $XDG_DATA_HOME/pharmacy-closeout. Made when missing."""
    return _made(_base(environment or os.environ, "XDG_DATA_HOME", ".local/share"))


def log_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The local log and reports of crashes. Made when missing."""
    if sys.platform == "win32":
        return _made(data_folder(environment) / "Logs")
    return _made(_base(environment or os.environ, "XDG_STATE_HOME", ".local/state"))


def cache_folder(environment: Mapping[str, str] | None = None) -> Path:
    """What can be made again at any time. Never anything about customers. Made when missing."""
    if sys.platform == "win32":
        return _made(data_folder(environment) / "Cache")
    return _made(_base(environment or os.environ, "XDG_CACHE_HOME", ".cache"))


def documents_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where this user keeps documents, to be offered when a place is asked for; the home folder when there is none."""
    env = environment or os.environ
    home = Path(env.get("USERPROFILE") or env.get("HOME") or Path.home())
    for name in ("Documents", "文档", "我的文档"):
        if (home / name).is_dir():
            return home / name
    return home


def _base(env: Mapping[str, str], variable: str, fallback: str) -> Path:
    if sys.platform == "win32":
        local = env.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(local) / "PharmacyCloseout"
    chosen = env.get(variable, "")
    home = Path(env.get("HOME") or Path.home())
    # The XDG specification: a relative path is to be ignored.
    return (Path(chosen) if chosen.startswith("/") else home / fallback) / "pharmacy-closeout"


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
