"""Where a code sheet may be saved: never beside the pack that it opens."""

from __future__ import annotations

from pathlib import Path

from desktop.disk.volumes import volume_of
from desktop.errors import OwnerError
from desktop.words import say


def refuse_beside_pack(sheet: Path, pack_folder: Path) -> None:
    """Raises OwnerError when the sheet would lie in the folder of the pack, below or above it, or on the same stick."""
    place, packs = sheet.parent.resolve(), pack_folder.resolve()
    near = place == packs or packs in place.parents or place in packs.parents
    sheet_drive, pack_drive = volume_of(place), volume_of(packs)
    same_stick = pack_drive.removable and sheet_drive.key == pack_drive.key
    if near or same_stick:
        raise OwnerError(
            say("The code sheet must not lie beside the pack."),
            meaning=say("Whoever finds the drive would have the key with it."),
            todo=say("Print the sheet, or save it on another drive."),
        )
