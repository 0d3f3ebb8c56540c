"""The plan: which carriers go, by which method, with what result to expect. Nothing here touches a file.

A row stands for one record group on one carrier. What may not go stays in the list, on hold, with the reason; what is
sealed leaves its copy on the PC to be destroyed once the sealed one has been verified.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from desktop.classification import store as classification
from desktop.classification import store_strip
from desktop.classification.records import Decision, Disposition
from desktop.classification.records_strip import StrippedFile
from desktop.disk import volumes
from desktop.disk.records import MediaVerdict
from desktop.erasure import methods, store
from desktop.erasure.records import ItemKind, PlannedItem, Promise
from desktop.erasure.store_case_rows import CaseRows, case_rows
from desktop.handover import store as handover
from desktop.inventory import store as inventory
from desktop.inventory.records import GroupKind, RecordGroup, Source, SourceKind, SourceState
from desktop.notices import store as notices
from desktop.notices.records import FileKind, NoticeFile
from desktop.session import Session
from desktop.shop.records import Route
from desktop.shop.store import read_route
from desktop.vault.exchange import key_path
from desktop.words import Sentence, say, zh

COPY_RULE = "DEL-BACKUP"
"""The rule for a copy of what is kept elsewhere."""
_KINDS = {
    SourceKind.FILE: ItemKind.FILE,
    SourceKind.PAPER: ItemKind.PAPER,
    SourceKind.DEVICE: ItemKind.DEVICE,
    SourceKind.THIRD_PARTY: ItemKind.THIRD_PARTY,
}
_UNTOUCHED = (SourceState.NO_PERSONAL_DATA, SourceState.DISMISSED, SourceState.READING)
_DEFAULT_METHOD = {
    ItemKind.FILE: methods.OVERWRITE,
    ItemKind.PAPER: methods.PAPER_DEFAULT,
    ItemKind.DEVICE: methods.DEVICE_DEFAULT,
    ItemKind.THIRD_PARTY: methods.WRITTEN,
}
_CARRIER_WORDS = {
    ItemKind.PAPER: say("Paper"),
    ItemKind.DEVICE: say("Device"),
    ItemKind.THIRD_PARTY: say("Third party"),
}


class Ground(Protocol):
    """What the plan asks of the drives."""

    def verdict(self, path: Path) -> MediaVerdict:
        """What overwriting a file would achieve."""
        ...

    def protected(self, path: Path) -> Sentence | None:
        """Why a path is out of bounds, or None."""
        ...

    def volume_key(self, path: Path) -> str:
        """Which drive a path lies on."""
        ...


class Drives:
    """The drives of this PC."""

    def verdict(self, path: Path) -> MediaVerdict:
        """What overwriting a file would achieve."""
        return volumes.verdict(path)

    def protected(self, path: Path) -> Sentence | None:
        """Why a path is out of bounds, or None."""
        return volumes.protected(path)

    def volume_key(self, path: Path) -> str:
        """Which drive a path lies on."""
        return volumes.volume_of(path).key


@dataclass(frozen=True, slots=True)
class World:
    """All that the plan rests on. `kept_safe` are the groups with a verified sealed or transferred copy."""

    sources: tuple[Source, ...]
    groups: tuple[RecordGroup, ...]
    decisions: Mapping[int, Decision]
    hold_words: Mapping[int, Sentence]
    held_people_in: Collection[int]
    kept_safe: frozenset[int]
    never: frozenset[Path]
    notice_files: tuple[NoticeFile, ...]
    """Letters and lists that the program itself wrote outside the case: they name customers too."""
    case: CaseRows
    going_on: bool = False
    """The company goes on (share sale): whoever works for it goes on working for it."""
    stripped: tuple[StrippedFile, ...] = ()
    """Tables that are only de-identified: still personal information (PIPL 73), so they go too."""

    def of(self, source: Source) -> tuple[RecordGroup, ...]:
        """The groups of a source."""
        return tuple(group for group in self.groups if group.source_id == source.id)


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan that is not frozen: its rows, its digest, its distinct people and how they overlap."""

    items: tuple[PlannedItem, ...]
    digest: str
    people: int | None
    patterns: tuple[tuple[frozenset[int], int], ...]


def draft(session: Session, ground: Ground | None = None) -> tuple[PlannedItem, ...]:
    """The rows of the plan as the case stands now."""
    return plan_rows(look_around(session), ground or Drives())


def full_draft(session: Session, ground: Ground | None = None) -> Draft:
    """The plan as it would be frozen now. Raises `OwnerError` when a drive is gone."""
    world = look_around(session)
    rows = plan_rows(world, ground or Drives())
    held = held_people(session)
    patterns = _patterns(session, world, held)
    people = sum(count for _, count in patterns)
    return Draft(rows, digest(session.vault.case_code, rows), people or None, patterns)


def held_people(session: Session) -> frozenset[int]:
    """Whoever has a hold or an open request: their rows stay."""
    return classification.held_subjects(session.vault) | notices.subjects_with_open_requests(session.vault)


def unsealed(session: Session) -> frozenset[int]:
    """Groups in files that must be kept or handed over, and lie in no verified pack as they are now."""
    vault = session.vault
    safe = handover.verified_groups(vault) | handover.transferred_groups(vault)
    files = {source.id for source in inventory.sources(vault, SourceKind.FILE)}
    in_files = {group.id for group in inventory.groups(vault) if group.source_id in files}
    wanted = {d.group_id for d in classification.decisions(vault) if d.confirmed and _kept(d)}
    return frozenset(wanted & in_files) - safe


def look_around(session: Session) -> World:
    """Read everything the plan rests on."""
    vault = session.vault
    groups = tuple(inventory.groups(vault))
    held = held_people(session)
    holds = {
        hold.group_id: say("{hold}: may not be destroyed yet.", hold=session.rules.hold(hold.hold_rule).short)
        for hold in classification.open_holds(vault)
        if hold.group_id is not None
    }
    never = {vault.path, key_path(vault.path)} | {pack.path for pack in handover.packs(vault)}
    return World(
        sources=tuple(inventory.sources(vault)),
        groups=groups,
        decisions={decision.group_id: decision for decision in classification.decisions(vault)},
        hold_words=holds,
        held_people_in=inventory.groups_with(vault, held),
        kept_safe=handover.verified_groups(vault) | handover.transferred_groups(vault),
        never=frozenset(never),
        notice_files=tuple(file for file in notices.files(vault) if file.kind is not FileKind.POSTER),
        case=case_rows(vault, held),
        going_on=read_route(vault) is Route.SHARE_SALE,
        stripped=store_strip.still_personal(vault),
    )


def plan_rows(world: World, ground: Ground) -> tuple[PlannedItem, ...]:
    """The rows: files first, then paper, devices, third parties, and the case's own rows at the end."""
    order = {kind: place for place, kind in enumerate(_KINDS)}
    rows: list[PlannedItem] = []
    for source in sorted(world.sources, key=lambda source: (order[source.kind], source.id)):
        if source.state in _UNTOUCHED:
            continue
        rows += _file_rows(world, source, ground) if source.kind is SourceKind.FILE else _other_rows(world, source)
    known = {row.path for row in rows}
    written = [_notice_item(file, ground) for file in world.notice_files if file.path not in known]
    written += [item for file in world.stripped for item in _stripped_items(world, file, ground)]
    files = sum(row.kind is ItemKind.FILE for row in rows)
    return (*rows[:files], *written, *rows[files:], _case_item(world))


def digest(case_code: str, rows: tuple[PlannedItem, ...]) -> str:
    """SHA-256 of the rows' canonical JSON, hex: what both people approve and what the job compares."""
    plain = [[*map(str, _facts(row))] for row in rows]
    body = json.dumps([case_code, plain], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _facts(row: PlannedItem) -> tuple[object, ...]:
    return (
        row.kind.value, row.source_id, row.group_id, row.label, row.place, row.path, row.expected_size,
        row.expected_sha256, row.people, row.records, row.quantity, row.unit, row.rule_id, row.sealed_copy, row.method,
        row.promise.value, store.sentence_as_json(row.medium), store.sentence_as_json(row.verdict), row.volume_key,
    )  # fmt: skip


# -- why something may not go


def _obstacle(world: World, source: Source, group: RecordGroup) -> Sentence | None:
    decision = world.decisions.get(group.id)
    if not group.settled or group.kind is GroupKind.UNKNOWN:
        return say("What this holds is not settled yet: say so under Inventory.")
    if decision is None or decision.disposition is Disposition.UNDECIDED or not decision.confirmed:
        return say("What happens to this is not decided yet: do so under Classification.")
    if decision.disposition is Disposition.KEEP:
        return say("Stays with the company, which goes on.")
    if group.id in world.hold_words:
        return world.hold_words[group.id]
    if group.id in world.held_people_in:
        return say("Someone in it has an open request or hold: settle that first.")
    if _kept(decision) and source.kind is SourceKind.FILE and group.id not in world.kept_safe:
        return say("The copy to be kept is not packed and tested yet.")
    return None


def _stays(world: World, group: RecordGroup) -> bool:
    """Whether nothing is to be done with it: the company goes on and keeps it."""
    decision = world.decisions.get(group.id)
    return decision is not None and decision.confirmed and decision.disposition is Disposition.KEEP


def _kept(decision: Decision) -> bool:
    return decision.disposition in (Disposition.SEAL, Disposition.TRANSFER)


# -- rows


def _file_rows(world: World, source: Source, ground: Ground) -> list[PlannedItem]:
    assert source.path is not None
    groups = world.of(source)
    forbidden = _forbidden(world, source.path, ground)
    if not groups:
        if source.state is not SourceState.UNREADABLE:
            return []
        unread = forbidden or say("Cannot be opened: say under Inventory what it is.")
        return [_row(source, None, "", unread, Promise.ON_HOLD, say("Drive of unknown kind"))]
    obstacles = {group.id: _obstacle(world, source, group) for group in groups}
    blocked = any(words is not None for words in obstacles.values())
    in_pack = any(_kept(world.decisions[g.id]) for g in groups if g.id in world.decisions)
    look = None if forbidden else ground.verdict(source.path)
    medium = look.medium.words if look else say("Drive of unknown kind")
    rows = []
    for group in (group for group in groups if not _stays(world, group)):
        rule = COPY_RULE if in_pack else world.decisions[group.id].rule_id if group.id in world.decisions else ""
        words = forbidden or obstacles[group.id]
        if words is None and blocked:
            words = say("The same file holds something that may not go yet.")
        if words is not None or look is None:
            assert words is not None
            rows.append(_row(source, group, rule, words, Promise.ON_HOLD, medium, many=len(groups) > 1))
            continue
        promise, verdict = _promise(look)
        row = _row(source, group, rule, verdict, promise, medium, many=len(groups) > 1)
        rows.append(replace(row, sealed_copy=in_pack, volume_key=ground.volume_key(source.path)))
    return rows


def _forbidden(world: World, path: Path, ground: Ground) -> Sentence | None:
    if path in world.never:
        return say("This belongs to the case itself and is never destroyed here.")
    return ground.protected(path)


def _other_rows(world: World, source: Source) -> list[PlannedItem]:
    kind = _KINDS[source.kind]
    chosen = methods.method(_DEFAULT_METHOD[kind])
    medium = _CARRIER_WORDS[kind]
    groups = world.of(source)
    if not groups:
        if source.kind is SourceKind.PAPER:
            loose = say("What this holds is not settled yet: say so under Inventory.")
            return [_row(source, None, "", loose, Promise.ON_HOLD, medium)]
        if world.going_on:
            return []
        return [_row(source, None, COPY_RULE, chosen.verdict, chosen.promise, medium)]
    rows = []
    for group in groups:
        decision = world.decisions.get(group.id)
        if decision is not None and decision.confirmed and _kept(decision) and group.id not in world.hold_words:
            continue
        if _stays(world, group):
            continue
        words = _obstacle(world, source, group)
        rule = decision.rule_id if decision else ""
        promise = Promise.ON_HOLD if words else chosen.promise
        rows.append(_row(source, group, rule, words or chosen.verdict, promise, medium, many=len(groups) > 1))
    return rows


def _row(
    source: Source, group: RecordGroup | None, rule: str, verdict: Sentence, promise: Promise, medium: Sentence, *,
    many: bool = False,
) -> PlannedItem:  # fmt: skip
    kind = _KINDS[source.kind]
    part = (group.part or group.name) if group and many else ""
    is_file = kind is ItemKind.FILE
    return PlannedItem(
        kind=kind,
        source_id=source.id,
        group_id=group.id if group else None,
        label=f"{source.name} · {part}" if part else source.name,
        place=source.place,
        path=source.path,
        expected_size=source.size,
        expected_sha256=source.sha256,
        people=group.people if group else None,
        records=group.records if group else 0,
        quantity=1 if is_file else source.quantity,
        unit=zh("file(s)") if is_file else source.unit,
        rule_id=rule,
        sealed_copy=False,
        method=_DEFAULT_METHOD[kind],
        promise=promise,
        medium=medium,
        verdict=verdict,
    )


def _promise(look: MediaVerdict) -> tuple[Promise, Sentence]:
    promise = Promise.PROVABLE if look.best.destroyed else Promise.RESIDUE_POSSIBLE
    if look.best.destroyed:
        return promise, say("{what}; ordinary tools find nothing.", what=look.words)
    return promise, say("{what}. {advice}", what=look.words, advice=look.advice)


def _notice_item(file: NoticeFile, ground: Ground) -> PlannedItem:
    return _written_item(file.path, file.size, file.sha256, file.notices, ground)


def _written_item(
    path: Path, size: int, sha256: str, records: int, ground: Ground, *, group_id: int | None = None,
    obstacle: Sentence | None = None,
) -> PlannedItem:  # fmt: skip
    """A file that the program itself wrote outside the case."""
    look = ground.verdict(path)
    promise, verdict = _promise(look)
    stays = ground.protected(path) or obstacle
    return PlannedItem(
        kind=ItemKind.FILE, source_id=None, group_id=group_id, label=path.name, place=str(path.parent),
        path=path, expected_size=size, expected_sha256=sha256, people=None, records=records,
        quantity=1, unit=zh("file(s)"), rule_id=COPY_RULE, sealed_copy=False, method=methods.OVERWRITE,
        promise=Promise.ON_HOLD if stays else promise, medium=look.medium.words, verdict=stays or verdict,
        volume_key=ground.volume_key(path),
    )  # fmt: skip


def _stripped_items(world: World, file: StrippedFile, ground: Ground) -> list[PlannedItem]:
    """A table that is only de-identified and the workbook beside it; a hold on the table they were made from counts."""
    carriers = ((file.path, file.size, file.sha256), (file.book, file.book_size, file.book_sha256))
    return [
        _written_item(path, size, sha256, 0, ground, group_id=file.group_id,
                      obstacle=world.hold_words.get(file.group_id))
        for path, size, sha256 in carriers
    ]  # fmt: skip


def _case_item(world: World) -> PlannedItem:
    chosen = methods.method(methods.RENEW)
    return PlannedItem(
        kind=ItemKind.CASE_ROWS, source_id=None, group_id=None, label=zh("Customer data in this case"),
        place=zh("Case file"), path=None, expected_size=0, expected_sha256="", people=world.case.people,
        records=world.case.records, quantity=1, unit=zh("case(s)"), rule_id=COPY_RULE, sealed_copy=False,
        method=chosen.id, promise=chosen.promise, medium=say("Case file"), verdict=chosen.verdict,
    )  # fmt: skip


def _patterns(session: Session, world: World, held: frozenset[int]) -> tuple[tuple[frozenset[int], int], ...]:
    """For every set of groups, how many people are in exactly these. Held people are left out."""
    inside: dict[int, set[int]] = {}
    for group in world.groups:
        for subject in inventory.subjects_in(session.vault, [group.id]):
            inside.setdefault(subject, set()).add(group.id)
    counted: dict[frozenset[int], int] = {}
    for subject, groups in inside.items():
        if subject not in held:
            key = frozenset(groups)
            counted[key] = counted.get(key, 0) + 1
    loose = (world.case.people or 0) - sum(counted.values())
    if loose > 0:
        counted[frozenset()] = loose
    return tuple(sorted(counted.items(), key=lambda pair: sorted(pair[0])))
