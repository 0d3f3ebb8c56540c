"""What goes into which pack, decided before anything is written.

A pack holds what falls due within twelve months, so that nothing is kept years beyond its own day. A file goes in as
it is; of a workbook with sheets that are not to be kept only the sheets that are, as CSV. What cannot be parted goes in
whole with what must be kept (拆不开的随必须保存的封存).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from desktop.classification import store as classification
from desktop.classification.parting import can_be_parted
from desktop.classification.records import Decision, Disposition
from desktop.handover import store
from desktop.handover.bag import csv_bytes, payload_name
from desktop.handover.records import PackKind, PackSpec
from desktop.handover.transfer import Allowed, allowed, offered, rows_of, workbook
from desktop.inventory import store as inventory
from desktop.inventory.records import RecordGroup, Source, SourceKind
from desktop.session import Session


@dataclass(frozen=True, slots=True)
class SealedGroup:
    """A group that must be sealed, with its decision and its carrier."""

    group: RecordGroup
    decision: Decision
    source: Source


@dataclass(frozen=True, slots=True)
class Content:
    """One file of a pack: an original on the disk, or bytes that are made when their turn comes.

    `records` counts the records of each group it carries; `sha256` is what the original was when it was read.
    """

    name: str
    source: Source
    groups: tuple[RecordGroup, ...]
    path: Path | None
    make: Callable[[], bytes] | None
    size: int
    sha256: str
    records: tuple[int, ...]


def sealed(session: Session) -> tuple[SealedGroup, ...]:
    """Every group that is confirmed to be sealed."""
    groups = {group.id: group for group in inventory.groups(session.vault)}
    sources = {source.id: source for source in inventory.sources(session.vault)}
    return tuple(
        SealedGroup(groups[d.group_id], d, sources[groups[d.group_id].source_id])
        for d in classification.decisions(session.vault)
        if d.disposition is Disposition.SEAL and d.confirmed and d.group_id in groups
    )


def to_pack(session: Session) -> tuple[SealedGroup, ...]:
    """Sealed groups in files that no verified pack holds yet as they are now."""
    done = store.verified_groups(session.vault)
    return tuple(s for s in sealed(session) if s.source.kind is SourceKind.FILE and s.group.id not in done)


def lost(session: Session) -> tuple[SealedGroup, ...]:
    """Sealed groups that no verified pack holds and nothing can be packed from: erasure has taken the original.

    Only another copy of the pack brings them back.
    """
    if session.vault.frozen_since is None:
        return ()
    open_groups = to_pack(session)
    carriers: dict[int, list[RecordGroup]] = {}
    for entry in open_groups:
        carriers.setdefault(entry.source.id, []).append(entry.group)
    return tuple(s for s in open_groups if not _can_be_packed(session, s.source, tuple(carriers[s.source.id])))


def _can_be_packed(session: Session, source: Source, groups: tuple[RecordGroup, ...]) -> bool:
    if _must_be_parted(session, source, groups):
        return not store.rows_removed(session.vault)
    return source.path is not None and source.path.is_file()


def to_box(session: Session) -> tuple[SealedGroup, ...]:
    """Sealed groups on paper (or a device): they go into boxes with a seal."""
    return tuple(s for s in sealed(session) if s.source.kind is not SourceKind.FILE)


def without_last_day(groups: Iterable[SealedGroup]) -> tuple[SealedGroup, ...]:
    """Sealed groups of which nobody knows until when: they cannot be packed before that is settled."""
    return tuple(s for s in groups if s.decision.until is None and not s.decision.permanent)


def packs_needed(session: Session) -> tuple[PackSpec, ...]:
    """The packs still to write: one per twelve months, one for what is kept for good, one for the recipient."""
    gone = {s.group.id for s in lost(session)}
    groups = tuple(s for s in to_pack(session) if s.group.id not in gone)
    blocked = {s.source.id for s in without_last_day(groups)}
    carriers: dict[int, list[SealedGroup]] = {}
    for entry in groups:
        if entry.source.id not in blocked:
            carriers.setdefault(entry.source.id, []).append(entry)
    for_good = [c for c in carriers.values() if any(s.decision.permanent for s in c)]
    dated = sorted((c for c in carriers.values() if not any(s.decision.permanent for s in c)), key=_due)
    specs = [_spec(bundle, _due(bundle[-1])) for bundle in _within_a_year(dated)]
    if for_good:
        specs.append(_spec(for_good, None))
    transfer = transfer_needed(session)
    return (*specs, transfer) if transfer else tuple(specs)


def transfer_needed(session: Session) -> PackSpec | None:
    """The pack for the recipient, if there is anything that may be handed over and is not yet in a pack."""
    there = offered(session)
    wanted = tuple(i for i, count in there.rows.items() if count)
    same = store.transfer_basis(session.vault) == there.digest
    if same and store.transferred_groups(session.vault).issuperset(wanted):
        return None
    return PackSpec(PackKind.TRANSFER, None, wanted, sum(there.rows.values())) if wanted else None


def contents(session: Session, spec: PackSpec) -> tuple[Content, ...]:
    """The files of a pack in their order, with their names in it."""
    if spec.kind is PackKind.TRANSFER:
        return tuple(_numbered(_transfer_contents(session, spec)))
    wanted = set(spec.group_ids)
    carriers: dict[int, list[SealedGroup]] = {}
    for entry in sealed(session):
        if entry.group.id in wanted:
            carriers.setdefault(entry.source.id, []).append(entry)
    return tuple(_numbered(content for carrier in carriers.values() for content in _seal_contents(session, carrier)))


def _within_a_year(carriers: list[list[SealedGroup]]) -> Iterator[list[list[SealedGroup]]]:
    """Carriers in the order of their last days, cut wherever twelve months are over."""
    bundle: list[list[SealedGroup]] = []
    for carrier in carriers:
        if bundle and _due(carrier) >= _a_year_after(_due(bundle[0])):
            yield bundle
            bundle = []
        bundle.append(carrier)
    if bundle:
        yield bundle


def _a_year_after(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _due(carrier: list[SealedGroup]) -> date:
    """The last of the last days on a carrier: it cannot go earlier than that."""
    return max(s.decision.until for s in carrier if s.decision.until is not None)


def _spec(bundle: list[list[SealedGroup]], due: date | None) -> PackSpec:
    groups = [s.group for carrier in bundle for s in carrier]
    return PackSpec(PackKind.SEAL, due, tuple(sorted(g.id for g in groups)), sum(g.records for g in groups))


def _seal_contents(session: Session, carrier: list[SealedGroup]) -> Iterator[Content]:
    source = carrier[0].source
    groups = tuple(s.group for s in carrier)
    if _must_be_parted(session, source, groups):
        for group in groups:
            yield _extracted(session, source, group)
        return
    assert source.path is not None
    yield Content(
        source.path.name, source, groups, source.path, None, source.size, source.sha256,
        tuple(g.records for g in groups),
    )  # fmt: skip


def _must_be_parted(session: Session, source: Source, kept: tuple[RecordGroup, ...]) -> bool:
    """Whether the file also holds records that are not to be kept, and its kept sheets are in the case row by row."""
    others = [g for g in inventory.groups_of(session.vault, source.id) if g.id not in {k.id for k in kept}]
    decisions = [classification.decision(session.vault, g.id) for g in others]
    if all(d is not None and d.disposition is Disposition.SEAL for d in decisions):
        return False
    return can_be_parted(session.vault, kept)


def _extracted(session: Session, source: Source, group: RecordGroup) -> Content:
    def make() -> bytes:
        heads = [column.header for column in inventory.columns(session.vault, group.id)]
        rows = inventory.records(session.vault, group.id)
        return csv_bytes((heads, *(record.cells for record in rows)))

    stem = Path(source.path.name if source.path else source.name).stem
    return Content(f"{stem}-{group.part or group.name}.csv", source, (group,), None, make, 0, "", (group.records,))


def _transfer_contents(session: Session, spec: PackSpec) -> Iterator[Content]:
    rule = allowed(session)
    for group_id in spec.group_ids:
        group = inventory.group(session.vault, group_id)
        source = inventory.source(session.vault, group.source_id)
        count = sum(1 for _ in rows_of(session, group, rule))
        stem = f"{Path(source.name).stem}-{group.part}" if group.part else Path(source.name).stem
        yield Content(f"{stem}.csv", source, (group,), None, _maker(session, group, rule, csv_bytes), 0, "", (count,))
        yield Content(f"{stem}.xlsx", source, (group,), None, _maker(session, group, rule, workbook), 0, "", (0,))


def _maker(
    session: Session, group: RecordGroup, rule: Allowed, form: Callable[[Iterable[Iterable[str]]], bytes]
) -> Callable[[], bytes]:
    return lambda: form((rule.heads(group.id), *rows_of(session, group, rule)))


def _numbered(found: Iterable[Content]) -> Iterator[Content]:
    for serial, content in enumerate(found, 1):
        yield replace(content, name=payload_name(serial, content.name))
