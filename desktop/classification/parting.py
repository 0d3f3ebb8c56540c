"""What lies in one file with records that must be kept and cannot be taken out of it: it is sealed with them.

Letters, packs and certificate ask the same question here, so that nobody is promised a deletion that cannot be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.classification import store
from desktop.classification.records import Disposition
from desktop.inventory import store as inventory
from desktop.inventory.records import RecordGroup, SourceKind
from desktop.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Unparted:
    """A group that no law keeps, and the kept groups of the same file that it goes along with."""

    group_id: int
    kept: tuple[int, ...]


def can_be_parted(vault: Vault, kept: Iterable[RecordGroup]) -> bool:
    """Whether what must be kept can be written out on its own: sheets that are in the case row by row.

    Of a running text (a comment, an attached letter) only the people it names are in the case, under no header.
    """
    return all(group.part and any(c.header for c in inventory.columns(vault, group.id)) for group in kept)


def unparted(vault: Vault) -> tuple[Unparted, ...]:
    """Every group to be deleted or anonymised that is sealed all the same, because its file cannot be parted."""
    ways = {made.group_id: made.disposition for made in store.decisions(vault)}
    files = {source.id for source in inventory.sources(vault, SourceKind.FILE)}
    carriers: dict[int, list[RecordGroup]] = {}
    for group in inventory.groups(vault):
        if group.source_id in files:
            carriers.setdefault(group.source_id, []).append(group)
    found: list[Unparted] = []
    for groups in carriers.values():
        kept = [group for group in groups if ways.get(group.id) is Disposition.SEAL]
        others = [g for g in groups if ways.get(g.id) in (Disposition.DELETE, Disposition.ANONYMISE)]
        if kept and others and not can_be_parted(vault, kept):
            found += [Unparted(group.id, tuple(k.id for k in kept)) for group in others]
    return tuple(found)
