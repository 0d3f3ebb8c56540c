"""What the owner wants left out of the search, kept in the case with the reason; and where the searches met it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from pathlib import Path

from desktop.errors import OwnerError
from desktop.inventory.fence import SYSTEM, Exclusion, Fence, LeftOut, fence, understood
from desktop.inventory.store import path_from, path_text, shown_name
from desktop.inventory.usual import system_folders
from desktop.session import Session
from desktop.vault.vault import Vault
from desktop.words import say

AT_ONCE = 1000


def exclusions(vault: Vault) -> tuple[Exclusion, ...]:
    """What is left out by the owner's wish, the oldest first, with what the searches have met of it."""
    rows = vault.rows("SELECT id, pattern, reason, folders, files FROM exclusion ORDER BY id")
    return tuple(Exclusion(row[0], str(path_from(row[1])), row[2], row[3], row[4]) for row in rows)


def count(vault: Vault) -> int:
    """How many folders and kinds of files are left out."""
    return int(vault.value("SELECT count(*) FROM exclusion"))


def system_met(vault: Vault) -> tuple[str, ...]:
    """The system's own folders that a search came to and did not enter, as they are shown."""
    rows = vault.rows("SELECT place FROM left_out_met WHERE exclusion_id = ? ORDER BY place", (SYSTEM,))
    return tuple(shown_name(str(path_from(row[0]))) for row in rows)


def fence_of(session: Session) -> Fence:
    """What a search of this case does not enter."""
    return fence(system_folders(session.rules), exclusions(session.vault))


def leave_out(vault: Vault, typed: str, reason: str) -> int:
    """Leave something out from now on. What was read there before stays in the list. Its id.

    Raises `OwnerError` without a reason, and for what cannot be left out.
    """
    pattern = understood(typed)
    if not reason.strip():
        raise OwnerError(
            say("Why it is left out has not been entered."), meaning=say("Nothing has been saved."),
            todo=say("Write in a few words how you know that no customer data is in it."),
        )  # fmt: skip
    with vault.change() as change:
        text = path_text(Path(pattern)) if _is_no_text(pattern) else pattern
        found = change.rows("SELECT id FROM exclusion WHERE pattern = ?", (text,))
        if found:
            new = int(found[0][0])
            change.execute("UPDATE exclusion SET reason = ? WHERE id = ?", (reason.strip(), new))
        else:
            sql = "INSERT INTO exclusion (pattern, reason, added) VALUES (?, ?, ?)"
            new = change.execute(sql, (text, reason.strip(), change.time))
        kind = "name" if Exclusion(new, pattern, "").place is None else "place"
        change.note("inventory.left_out", f"exclusion:{new}", kind=kind)
    return new


def take_back(vault: Vault, exclusion_id: int) -> None:
    """Leave it out no longer: the next search reads it."""
    with vault.change() as change:
        change.execute("DELETE FROM exclusion WHERE id = ?", (exclusion_id,))
        change.note("inventory.left_out_no_more", f"exclusion:{exclusion_id}")


def remember(vault: Vault, root: Path, met: Sequence[LeftOut], looked_through: Container[str]) -> Iterator[int]:
    """Keep what a search met and did not look into. Yields after each transaction.

    Folders are met by every search that comes by; files only where a folder is looked through, because it was new or
    had changed. What stands in the case of other places stays.
    """
    known = {SYSTEM, *(one.id for one in exclusions(vault))}
    old = [
        (by, place)
        for by, place, files in vault.rows("SELECT exclusion_id, place, files FROM left_out_met")
        if by not in known
        or (str(path_from(place)) in looked_through if files else path_from(place).is_relative_to(root))
    ]
    for start in range(0, len(old), AT_ONCE):
        gone = old[start : start + AT_ONCE]
        with vault.change() as change:
            change.executemany("DELETE FROM left_out_met WHERE exclusion_id = ? AND place = ?", gone)
            change.note("inventory.left_out_forgotten", "scan", places=len(gone))
        yield len(gone)
    for start in range(0, len(met), AT_ONCE):
        rows = [(one.by, path_text(Path(one.place)), one.files) for one in met[start : start + AT_ONCE]]
        with vault.change() as change:
            change.executemany("INSERT OR REPLACE INTO left_out_met VALUES (?, ?, ?)", rows)
            change.note("inventory.left_out_met", "scan", places=len(rows), files=sum(row[2] for row in rows))
        yield len(rows)
    if old or met:
        _count(vault)


def _count(vault: Vault) -> None:
    """Keep the sums with the exclusions: the page asks for them at every turn."""
    with vault.change() as change:
        change.execute(
            """UPDATE exclusion SET
               folders = (SELECT count(*) FROM left_out_met WHERE exclusion_id = exclusion.id AND files = 0),
               files = (SELECT coalesce(sum(files), 0) FROM left_out_met WHERE exclusion_id = exclusion.id)"""
        )
        change.note("inventory.left_out_counted", "scan")


def _is_no_text(pattern: str) -> bool:
    return pattern.encode("utf-8", "replace").decode() != pattern
