"""What a scan remembers of folders and files, so that the next one knows what is new, changed, moved or gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from desktop.inventory.store import path_from, path_text, shown_name
from desktop.inventory.store_reading import FileFacts
from desktop.inventory.walking import KnownFolder
from desktop.vault.vault import Vault

T = TypeVar("T")
WRITTEN_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was when it was read. `sha256` is "" for one that could not be opened or is half read."""

    id: int
    path: Path
    size: int
    modified: str
    changed: str
    head: str
    sha256: str
    gone: bool


def folders(vault: Vault) -> dict[str, KnownFolder]:
    """Every folder that was scanned, by its path. A folder whose print is "" is looked at in full."""
    return {
        str(path_from(path)) if path.startswith("bytes:") else path: KnownFolder(mark, files, left_out)
        for path, mark, files, left_out in vault.rows("SELECT path, print, files, left_out FROM folder_seen")
    }


def files_in(vault: Vault, folder: Path) -> dict[str, KnownFile]:
    """The files of a folder that are in the case, by path."""
    sql = """SELECT id, path, size, modified, changed, head, CASE state WHEN 'reading' THEN '' ELSE sha256 END, gone
             FROM source WHERE place = ? AND path IS NOT NULL"""
    found: dict[str, KnownFile] = {}
    for source_id, text, size, modified, changed, head, sha256, gone in vault.rows(sql, (shown_name(str(folder)),)):
        path = path_from(text)
        # Two names that are no text may be shown alike.
        if path.parent == folder:
            found[str(path)] = KnownFile(source_id, path, size, modified, changed, head, sha256, bool(gone))
    return found


def remember(vault: Vault, seen: Mapping[str, KnownFolder], lost: Iterable[str]) -> Iterator[int]:
    """Keep what folders look like; forget folders that are no longer there. Yields after each transaction."""
    for batch in _batches(list(seen.items())):
        with vault.change() as change:
            change.executemany(
                "INSERT OR REPLACE INTO folder_seen VALUES (?, ?, ?, ?)",
                [(path_text(Path(path)), known.print, known.files, known.left_out) for path, known in batch],
            )
            change.note("inventory.folders_seen", "scan", folders=len(batch))
        yield len(batch)
    for gone in _batches([(path_text(Path(path)),) for path in lost]):
        with vault.change() as change:
            change.executemany("DELETE FROM folder_seen WHERE path = ?", gone)
            change.note("inventory.folders_gone", "scan", folders=len(gone))
        yield len(gone)


def same_again(vault: Vault, files: Sequence[tuple[int, FileFacts]]) -> Iterator[int]:
    """Files that hold what they held: only their times are new. Yields after each transaction."""
    for batch in _batches(files):
        with vault.change() as change:
            sql = "UPDATE source SET size = ?, modified = ?, changed = ?, head = ?, gone = '' WHERE id = ?"
            change.executemany(sql, [(*_times(facts), source_id) for source_id, facts in batch])
            change.note("inventory.files_same", "scan", files=len(batch))
        yield len(batch)


def move(vault: Vault, files: Sequence[tuple[int, FileFacts]]) -> Iterator[int]:
    """Files that have another name or place now; all that was said about them stays. Yields after each transaction."""
    for batch in _batches(files):
        with vault.change() as change:
            sql = """UPDATE source SET path = ?, name = ?, place = ?, size = ?, modified = ?, changed = ?, head = ?,
                     gone = '' WHERE id = ?"""
            change.executemany(
                sql,
                [
                    (path_text(f.path), shown_name(f.path.name), shown_name(str(f.path.parent)), *_times(f), source_id)
                    for source_id, f in batch
                ],
            )
            change.note("inventory.files_moved", "scan", files=len(batch))
        yield len(batch)


def now_open(vault: Vault, folders: Sequence[KnownFile]) -> Iterator[int]:
    """Folders that could not be opened and now can: they are no files, and leave the list of unreadable ones."""
    for batch in _batches(folders):
        with vault.change() as change:
            sql = """DELETE FROM source WHERE id = ? AND state = 'unreadable'
                     AND NOT EXISTS (SELECT 1 FROM record_group WHERE source_id = source.id)"""
            change.executemany(sql, [(one.id,) for one in batch])
            change.note("inventory.folders_open", "scan", folders=len(batch))
        yield len(batch)


def mark_gone(vault: Vault, files: Sequence[KnownFile]) -> Iterator[int]:
    """Files that are no longer there: those with data stay in the list, marked. Yields how many are newly so.

    What held no customer data leaves the list. Nothing that was read is thrown away: the file may be on a drive that
    is not plugged in, or in the recycle bin.
    """
    for batch in _batches([known for known in files if not known.gone]):
        ids = [(known.id,) for known in batch]
        with vault.change() as change:
            change.executemany("DELETE FROM source WHERE id = ? AND state = 'no_personal_data'", ids)
            change.executemany("UPDATE source SET gone = ? WHERE id = ?", [(change.time, *one) for one in ids])
            change.note("inventory.files_gone", "scan", files=len(batch))
        yield len(batch)


def _times(facts: FileFacts) -> tuple[object, ...]:
    return (facts.size, facts.modified, facts.changed, facts.head)


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + WRITTEN_AT_ONCE] for start in range(0, len(items), WRITTEN_AT_ONCE))
