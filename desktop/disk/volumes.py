"""Which drive a path lies on, what its medium allows, and which places are out of bounds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop.disk import linux, windows
from desktop.disk.faults import owner_error
from desktop.disk.methods import methods
from desktop.disk.records import Assurance, InPlace, MediaVerdict, Medium, Volume
from desktop.words import Sentence, say

_PROGRAM = Path(__file__).resolve().parent.parent


def volume_of(path: Path) -> Volume:
    """The volume of a path, or of the nearest folder above it that exists. Raises OwnerError when there is none."""
    place = Path(os.path.abspath(path))
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    try:
        return windows.volume(place) if sys.platform == "win32" else linux.volume(linux.mount_of(place))
    except OSError as error:
        raise owner_error(error) from error


def removable_drives() -> tuple[Volume, ...]:
    """The removable drives that are plugged in and mounted, the one with most free space first."""
    found = windows.removable() if sys.platform == "win32" else _removable_on_linux()
    return tuple(sorted(found, key=lambda volume: -volume.free))


def drives() -> tuple[Volume, ...]:
    """Every drive as its owner knows it: that of the system first, then fixed ones, then removable and network drives.

    May take as long as a sleeping disk takes to turn again.
    """
    found = windows.drives() if sys.platform == "win32" else linux.drives()

    def order(volume: Volume) -> tuple[bool, bool, bool, str]:
        return not volume.is_system, volume.removable, volume.medium is Medium.NETWORK, str(volume.mount_point)

    return tuple(sorted(found, key=order))


def verdict(path: Path) -> MediaVerdict:
    """What overwriting would achieve for a file, said before anything is done. The file is only read."""
    volume = volume_of(path)
    try:
        in_place = _in_place(path)
    except OSError:
        in_place = InPlace(False, False, say("The drive does not tell where the file lies."))
    service = sync_service(path)
    method = methods().of(volume.medium)
    best, words = method.best, method.words
    if in_place.reason is not None:
        best, words = Assurance.DELETED_RESIDUE, in_place.reason
    elif service and best is Assurance.CLEAR:
        best = Assurance.DELETED_RESIDUE
        words = say("The folder is copied elsewhere by {name}; those copies are out of reach from here", name=service)
    advice = method.advice
    if service:
        advice = say("Delete the file in {name} as well, with its old versions and its recycle bin.", name=service)
    elif in_place.reason is not None and method.best is Assurance.CLEAR:
        advice = say("Have the whole drive erased by encryption or block erase, or destroy it.")
    return MediaVerdict(volume.medium, volume.file_system, in_place, service, best, words, advice)


def sync_service(path: Path) -> str:
    """The service that copies this folder elsewhere, by the names of the folders above, or ""."""
    parts = [part.casefold() for part in path.parts[1:]]
    for service in methods().sync:
        if any(part.startswith(service.starts) for part in parts):
            return service.name
    return ""


def protected(path: Path) -> Sentence | None:
    """Why this must never be erased, or None: system and program folders, drive roots, mount points, home folders."""
    if not path.is_absolute() or ".." in path.parts:
        return say("The place of this file is not written out in full.")
    real = Path(os.path.realpath(path))
    for place in (path, real):
        # Only folders: a layered file system gives a file another device number than its folder.
        if place == place.parent or (os.path.isdir(place) and os.path.ismount(place)):
            return say("This is a whole drive.")
        if place == Path.home() or place.parent in _homes():
            return say("This is a whole user folder.")
        if _below(place, _system_places()):
            return say("This belongs to the operating system.")
        if _below(place, _program_places()):
            return say("This belongs to the program itself.")
    return None


def _in_place(path: Path) -> InPlace:
    if sys.platform == "win32":
        return windows.file_in_place(path)
    from desktop.disk.linux_file import file_in_place

    return file_in_place(path)


def _removable_on_linux() -> list[Volume]:
    found: dict[str, Volume] = {}
    for mount in linux.mounts():
        if not mount.source.startswith("/dev/") or mount.source in found:
            continue
        try:
            volume = linux.volume(mount)
        except OSError:
            continue
        if volume.removable and not volume.is_system:
            found[mount.source] = volume
    return list(found.values())


def _homes() -> tuple[Path, ...]:
    return (Path.home().parent,) if sys.platform == "win32" else (Path("/home"),)


def _system_places() -> list[Path]:
    known = methods()
    places = known.protected_windows if sys.platform == "win32" else known.protected_linux
    filled = [os.path.expandvars(place) for place in places]
    return [Path(place) for place in filled if "%" not in place]


def _program_places() -> list[Path]:
    places = [_PROGRAM, Path(sys.prefix)]
    if getattr(sys, "frozen", False):
        places.append(Path(sys.executable).resolve().parent)
    return [place for place in places if place != place.parent]


def _below(path: Path, places: list[Path]) -> bool:
    folded = os.path.normcase(path)
    return any(
        folded == os.path.normcase(place) or folded.startswith(os.path.normcase(place) + os.sep) for place in places
    )
