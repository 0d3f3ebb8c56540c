"""What the program remembers about itself on this PC: language, look, waiting time, recent cases. No customer data."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from desktop.words import LANGUAGES, spoken_date

LOG = logging.getLogger(__name__)
IDLE_MINUTES = range(1, 61)
MOST_RECENT = 5


@dataclass(frozen=True, slots=True)
class Recent:
    """A case opened lately: where it lies and what the first window says about it."""

    path: str
    title: str
    step: int
    left: int
    opened: str
    """Local time, ISO without zone."""

    @property
    def when(self) -> datetime:
        """When it was open last."""
        return datetime.fromisoformat(self.opened)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `wrong_tries` counts wrong passphrases since the last right one, for the growing waits."""

    language: str = "zh_CN"
    mode: str = "system"
    percent: int = 100
    idle_minutes: int = 10
    recent: tuple[Recent, ...] = ()
    wrong_tries: int = 0
    wrong_since: str = ""
    size: tuple[int, int] = field(default=(1366, 768))
    remembered: tuple[str, ...] = ()
    """Cases for which the button is offered that opens without typing; the key itself lies in the keyring."""

    def with_recent(self, case: Recent) -> Settings:
        """The same with this case in front."""
        others = tuple(r for r in self.recent if r.path != case.path)
        return replace(self, recent=(case, *others)[:MOST_RECENT])

    def with_remembered(self, path: str, on: bool) -> Settings:
        """The same with a case that this PC remembers, or no longer does."""
        others = tuple(p for p in self.remembered if p != path)
        return replace(self, remembered=(path, *others) if on else others)

    def without(self, path: str) -> Settings:
        """The same without a case that is gone."""
        return replace(self, recent=tuple(r for r in self.recent if r.path != path))


def load(file: Path) -> Settings:
    """The settings in a file; the usual ones where the file is missing or damaged."""
    try:
        return _read(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        LOG.info("settings not readable: %s", type(error).__name__)
        return Settings()


def save(file: Path, settings: Settings) -> None:
    """Write the settings beside, then rename. A full disk costs the settings, never the work."""
    beside = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(asdict(settings), ensure_ascii=False, indent=1), encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        LOG.info("settings not saved: %s", type(error).__name__)


def _read(found: Mapping[str, Any]) -> Settings:
    usual = Settings()
    language = found.get("language")
    minutes = int(found.get("idle_minutes", usual.idle_minutes))
    return Settings(
        language=language if language in LANGUAGES else usual.language,
        mode=str(found.get("mode", usual.mode)) if found.get("mode") in ("system", "light", "dark") else usual.mode,
        percent=int(found.get("percent", 100)) if found.get("percent") in (100, 125, 150) else 100,
        idle_minutes=minutes if minutes in IDLE_MINUTES else usual.idle_minutes,
        recent=tuple(Recent(**each) for each in found.get("recent", ())),
        wrong_tries=max(0, int(found.get("wrong_tries", 0))),
        wrong_since=str(found.get("wrong_since", "")),
        size=(int(found.get("size", usual.size)[0]), int(found.get("size", usual.size)[1])),
        remembered=tuple(str(path) for path in found.get("remembered", ())),
    )


def spoken_day(day: str) -> str:
    """The day of the rules as days are said everywhere; what is no day stays as it is."""
    try:
        return spoken_date(date.fromisoformat(day))
    except ValueError:
        return day
