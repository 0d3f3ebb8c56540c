"""Copies and backups: the same file twice, or an older one in a folder of backups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.inventory import store, store_hand
from desktop.inventory.grouping import is_backup_place
from desktop.inventory.records import GroupKind, RecordGroup, Source, SourceKind, SourceState
from desktop.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Copy:
    """A group that is a copy of another one."""

    group_id: int
    copy_of: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group with what its being a copy is judged by."""

    group: RecordGroup
    sha256: str
    backup_place: bool
    headers: tuple[str, ...]


def find_copies(candidates: Sequence[Candidate]) -> tuple[Copy, ...]:
    """Which groups are copies of which.

    The same content twice: the one in a place of backups, else the later one, is the copy. In a place of backups the
    same columns are enough: it is an older version. An original is never itself a copy, so one always stays.
    A backup whose original is gone is no copy: what must be kept is kept in it.
    """
    originals = [c for c in candidates if not c.backup_place]
    copies: list[Copy] = []
    for place, candidate in enumerate(candidates):
        # Without a place of backups it is the earlier ones that may be the original.
        pool = originals if candidate.backup_place else [c for c in candidates[:place] if not c.backup_place]
        same = next((o for o in pool if _same_content(o, candidate)), None)
        if same is None and candidate.backup_place and candidate.headers:
            same = next((o for o in originals if o.headers == candidate.headers), None)
        if same is not None:
            copies.append(Copy(candidate.group.id, same.group.id))
    copied = {copy.group_id for copy in copies}
    return tuple(copy for copy in copies if copy.copy_of not in copied)


def mark_copies(vault: Vault) -> int:
    """Find the copies among all groups that the owner has not settled otherwise, and mark them. How many are new."""
    groups = sorted(store.groups(vault), key=lambda group: group.id)
    # Only files with groups: a drive has a hundred thousand without.
    sources = {number: store.source(vault, number) for number in dict.fromkeys(group.source_id for group in groups)}
    groups = [group for group in groups if sources[group.source_id].kind is SourceKind.FILE]
    candidates = [_candidate(vault, group, sources[group.source_id]) for group in groups]
    known = {group.id: group for group in groups}
    fresh = [
        copy
        for copy in find_copies(candidates)
        if known[copy.group_id].copy_of != copy.copy_of
        and sources[known[copy.group_id].source_id].state is SourceState.FOUND
    ]
    store_hand.set_copies(vault, [(copy.group_id, copy.copy_of) for copy in fresh])
    return len(fresh)


def _candidate(vault: Vault, group: RecordGroup, source: Source) -> Candidate:
    headers = tuple(column.header for column in store.columns(vault, group.id) if column.header)
    path = source.path
    place = is_backup_place(f"{path.stem} {path.parent.name}") if path else False
    if group.kind is GroupKind.CORRESPONDENCE:
        headers = ()
    return Candidate(group, source.sha256, place, headers)


def _same_content(original: Candidate, other: Candidate) -> bool:
    return bool(original.sha256) and original.sha256 == other.sha256 and original.group.part == other.group.part
