"""The usual places on this PC: where a scan looks first."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from desktop.rules.records import RuleBook

_VARIABLE = re.compile(r"%(\w+)%")


def usual_folders(
    rules: RuleBook, environment: Mapping[str, str] | None = None, platform: str = sys.platform
) -> tuple[Path, ...]:
    """The folders of the rule file that exist here, each once, none that lies inside another."""
    known = os.environ if environment is None else environment
    found: list[Path] = []
    for place in rules.places:
        for pattern in place.windows if platform == "win32" else place.linux:
            folder = _filled(pattern, known)
            if folder is not None and folder.is_dir() and folder not in found:
                found.append(folder)
    return tuple(folder for folder in found if not any(other in folder.parents for other in found))


def _filled(pattern: str, known: Mapping[str, str]) -> Path | None:
    if pattern.startswith("~"):
        return Path(known["HOME"] + pattern[1:]) if known.get("HOME") else None
    if any(name not in known for name in _VARIABLE.findall(pattern)):
        return None
    return Path(_VARIABLE.sub(lambda match: known[match[1]], pattern))
