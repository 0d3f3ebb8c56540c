"""Where the files that are not code lie: in a checkout, in a wheel, and in a frozen program."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    here = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    for root in ([Path(frozen) / "resources"] if frozen else []) + [here.parent / "resources", here / "_resources"]:
        if (root / "rules").is_dir():
            return root
    raise FileNotFoundError("resources")


def resource(*parts: str) -> Path:
    """The path of a resource, e.g. `resource("rules", "retention-rules.toml")`."""
    return _root().joinpath(*parts)
