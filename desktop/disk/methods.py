"""Media methods as data: what overwriting achieves on a medium, names of sync folders, places out of bounds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from desktop.disk.records import Assurance, Medium
from desktop.resources import resource
from desktop.words import Sentence


@dataclass(frozen=True, slots=True)
class MediumMethod:
    """What a file overwritten in place on this medium may be called, in a word and in two sentences."""

    best: Assurance
    words: Sentence
    advice: Sentence


@dataclass(frozen=True, slots=True)
class SyncService:
    """A service that copies folders elsewhere; `starts` in lower case."""

    name: str
    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MediaMethods:
    """The content of media-methods.toml."""

    version: str
    by_medium: tuple[tuple[Medium, MediumMethod], ...]
    sync: tuple[SyncService, ...]
    protected_linux: tuple[str, ...]
    protected_windows: tuple[str, ...]

    def of(self, medium: Medium) -> MediumMethod:
        """The method for a medium; the loader has seen to it that there is one."""
        return dict(self.by_medium)[medium]


class MethodsFault(Exception):
    """The file is not what the program expects; `faults` lists all of them."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


def load(path: Path) -> MediaMethods:
    """Read the file. Raises MethodsFault with every fault at once."""
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise MethodsFault([f"{path.name}: {error}"]) from error
    faults: list[str] = []
    media = _media(_tables(plain, "medium", faults), faults)
    services = _services(_tables(plain, "sync", faults), faults)
    places = plain.get("protected", {})
    linux, windows = _strings(places, "linux", "protected", faults), _strings(places, "windows", "protected", faults)
    version = plain.get("version")
    if not isinstance(version, str):
        faults.append("version: text expected")
    if faults:
        raise MethodsFault(faults)
    return MediaMethods(str(version), media, services, linux, windows)


@cache
def methods() -> MediaMethods:
    """The program's own media methods."""
    return load(resource("rules", "media-methods.toml"))


def _media(rows: list[dict[str, object]], faults: list[str]) -> tuple[tuple[Medium, MediumMethod], ...]:
    found: dict[Medium, MediumMethod] = {}
    for number, row in enumerate(rows, 1):
        where = f"medium {number}"
        try:
            medium, best = Medium(str(row.get("id"))), Assurance(str(row.get("best")))
        except ValueError as error:
            faults.append(f"{where}: {error}")
            continue
        words, advice = row.get("words"), row.get("advice")
        if not isinstance(words, str) or not isinstance(advice, str):
            faults.append(f"{where}: words and advice expected")
        elif best in (Assurance.PURGE, Assurance.DESTROY):
            faults.append(f"{where}: {best} is said of whole carriers, never of a file")
        elif medium in found:
            faults.append(f"{where}: {medium} twice")
        else:
            found[medium] = MediumMethod(best, Sentence(words), Sentence(advice))
    faults.extend(f"medium {medium} missing" for medium in Medium if medium not in found)
    return tuple(found.items())


def _services(rows: list[dict[str, object]], faults: list[str]) -> tuple[SyncService, ...]:
    found = []
    for number, row in enumerate(rows, 1):
        name = row.get("name")
        if not isinstance(name, str):
            faults.append(f"sync {number}: name expected")
            continue
        starts = _strings(row, "starts", f"sync {number}", faults)
        found.append(SyncService(name, tuple(start.casefold() for start in starts)))
    return tuple(found)


def _tables(plain: dict[str, object], key: str, faults: list[str]) -> list[dict[str, object]]:
    rows = plain.get(key)
    if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
        return cast(list[dict[str, object]], rows)
    faults.append(f"{key}: tables expected")
    return []


def _strings(row: object, key: str, where: str, faults: list[str]) -> tuple[str, ...]:
    values = row.get(key) if isinstance(row, dict) else None
    if isinstance(values, list) and values and all(isinstance(value, str) for value in values):
        return tuple(values)
    faults.append(f"{where}: {key}: list of texts expected")
    return ()
