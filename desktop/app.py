"""The program itself: its names, where it keeps its own files, and its log without personal data."""

from __future__ import annotations

import re
from pathlib import Path

from desktop import __version__
from desktop.resources import resource

NAME = "pharmacy-closeout"
SETTINGS = "settings.json"
ENDING = ".case"
"""How the name of a case ends; the installers read it here."""

__all__ = ["ENDING", "NAME", "SETTINGS", "__version__", "rules_until", "settings_file"]


def settings_file(data_folder: Path) -> Path:
    """Where language, look and recent cases are remembered."""
    return data_folder / SETTINGS


def rules_until() -> str:
    """The day up to which the rules were checked, read from the head of the file: the first window must not wait."""
    with resource("rules", "retention-rules.toml").open(encoding="utf-8") as file:
        for line in file:
            if found := re.match(r'as_of\s*=\s*"?([0-9-]{10})', line):
                return found.group(1)
    return ""
