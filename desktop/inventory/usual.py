"""The usual places on this PC: where a scan looks first; and the system's own folders, which it does not enter."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from desktop.rules.records import PlaceRule, RuleBook

_VARIABLE = re.compile(r"%(\w+)%")


def usual_folders(
    rules: RuleBook, environment: Mapping[str, str] | None = None, platform: str = sys.platform
) -> tuple[Path, ...]:
    """The folders of the rule file that exist here, each once, none that lies inside another."""
    found: list[Path] = []
    for place in rules.places:
        for folder in folders_of(place, environment, platform):
            if folder.is_dir() and folder not in found:
                found.append(folder)
    return tuple(folder for folder in found if not any(other in folder.parents for other in found))


def folders_of(
    place: PlaceRule, environment: Mapping[str, str] | None = None, platform: str = sys.platform
) -> tuple[Path, ...]:
    """Where a scan looks for one usual place, whether the folders are there or not."""
    known = os.environ if environment is None else environment
    patterns = place.windows if platform == "win32" else place.linux
    return tuple(folder for folder in (_filled(pattern, known) for pattern in patterns) if folder is not None)


def system_folders(
    rules: RuleBook, environment: Mapping[str, str] | None = None, platform: str = sys.platform
) -> dict[str, tuple[str, ...]]:
    """The folders and files of the rule file that belong to the system, each with what is looked at in it all the same.

    `?:` at the beginning stands for whatever drive it is.
    """
    known = os.environ if environment is None else environment
    found: dict[str, tuple[str, ...]] = {}
    for rule in rules.system:
        windows = platform == "win32"
        kept = [_filled(pattern, known) for pattern in (rule.windows_but if windows else rule.linux_but)]
        for pattern in rule.windows if windows else rule.linux:
            place = _filled(pattern, known)
            if place is not None:
                found[str(place)] = tuple(str(one) for one in kept if one is not None and place in one.parents)
    return found


def _filled(pattern: str, known: Mapping[str, str]) -> Path | None:
    if pattern.startswith("~"):
        return Path(known["HOME"] + pattern[1:]) if known.get("HOME") else None
    if any(name not in known for name in _VARIABLE.findall(pattern)):
        return None
    return Path(_VARIABLE.sub(lambda match: known[match[1]], pattern))
