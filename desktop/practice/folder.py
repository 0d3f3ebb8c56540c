"""The folder of a practice case: made among the temporary files, marked as the program's own, cleared by the next one.

The owner may come back to a practice case, also after its end, so it stays until the next practice begins. Nothing else
is ever removed: a folder goes only from where the program puts such folders, under the name it gives them, and with the
mark that it left in this very folder.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from desktop.disk.durable import full_disk_guard
from desktop.practice.case import CASE
from desktop.system.single_instance import CaseInUse, hold

PREFIX = "pharmacy-closeout-practice-"
MARK = ".pharmacy-closeout-practice"


def new_folder() -> Path:
    """An empty folder for a practice case, marked. Raises OwnerError."""
    with full_disk_guard():
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        try:
            (folder / MARK).write_text(_sign(folder), encoding="utf-8")
        except OSError:
            shutil.rmtree(folder)  # without its mark nobody would clear it away
            raise
    return folder


def clear_earlier() -> int:
    """Remove the folders of earlier practice cases that nobody has open; gives how many are gone."""
    mine = [folder for folder in sorted(Path(tempfile.gettempdir()).glob(f"{PREFIX}*")) if _is_ours(folder)]
    return sum(_remove(folder) for folder in mine if not _is_open(folder))


def _sign(folder: Path) -> str:
    """The number that the file system gives this folder: a copy of the folder has another."""
    return str(folder.stat().st_ino)


def _is_ours(folder: Path) -> bool:
    mark = folder / MARK
    if folder.is_symlink() or mark.is_symlink() or not mark.is_file():
        return False
    if os.name == "posix" and folder.stat().st_uid != os.getuid():
        return False
    return mark.read_bytes() == _sign(folder).encode()


def _is_open(folder: Path) -> bool:
    try:
        hold(folder / CASE).release()
    except CaseInUse:
        return True
    return False


def _remove(folder: Path) -> bool:
    """The mark goes last: what another program has open today (a paper in its viewer) goes with the practice after."""
    for child in folder.iterdir():
        if child.name == MARK:
            continue
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child, ignore_errors=True)
        else:
            with suppress(OSError):
                child.unlink()
    if [child.name for child in folder.iterdir()] != [MARK]:
        return False
    shutil.rmtree(folder)
    return True
