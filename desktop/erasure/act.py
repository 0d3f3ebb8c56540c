"""The act: only what the approved plan names, each item once, every step committed before the next.

For each batch: STARTED is committed; the files are overwritten and read back; that is committed before their names are
given up; then the results with their journal lines. Running it again after a crash, a power cut or a stop goes on from
what is committed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from desktop.classification import store as classification
from desktop.disk import overwrite
from desktop.disk.records import Assurance, BytesDone, Evidence, Overwritten, Target
from desktop.erasure import methods, store
from desktop.erasure.approval import assert_unchanged, missing_approvals
from desktop.erasure.evidence import Overwriting, Renewal, as_json, from_json
from desktop.erasure.planning import Ground, held_people, unsealed
from desktop.erasure.records import Item, ItemKind, ItemState, Outcome, Plan, Result
from desktop.erasure.store_case_rows import removal
from desktop.errors import OwnerError
from desktop.handover import store as handover
from desktop.handover.contents import packs_needed
from desktop.handover.packing import recheck
from desktop.handover.records import Pack, PackState
from desktop.inventory import store as inventory
from desktop.jobs.job import Job, Progress
from desktop.notices import store as notices
from desktop.session import Session
from desktop.vault.renewal import renew
from desktop.vault.vault import FROZEN
from desktop.words import Sentence, say

NOT_SEALED = say("What must be kept of it lies in no sound pack: write the pack again under Handover.")
COMPARE = say("Comparing")
OVERWRITE = say("Overwriting and reading back")
REMOVE = say("Renaming and deleting")
STAGES = (COMPARE, OVERWRITE, REMOVE)
WEIGHT = 64 * 1024
"""What a file costs beside its bytes, in bytes: names and folders take time too."""
RESULTS_AT_ONCE = 50
"""Results in one transaction: well under 50 ms."""
_RESULT_OF = {
    Assurance.DESTROY: (ItemState.DONE, Result.DESTROYED),
    Assurance.PURGE: (ItemState.DONE, Result.DESTROYED),
    Assurance.CLEAR: (ItemState.DONE, Result.DESTROYED),
    Assurance.DELETED_RESIDUE: (ItemState.DONE, Result.DELETED_RESIDUE),
    Assurance.NOT_DESTROYED: (ItemState.FAILED, Result.NOT_DESTROYED),
    Assurance.UNCONFIRMED: (ItemState.FAILED, Result.UNCONFIRMED),
}


@dataclass(frozen=True, slots=True)
class _File:
    """One file of the plan with all its rows: it is erased once."""

    items: tuple[Item, ...]
    target: Target

    @property
    def cost(self) -> int:
        """Share of the bar."""
        return overwrite.work(self.target) + WEIGHT


def erase(session: Session, ground: Ground | None = None) -> Job[Outcome]:
    """Destroy what the approved plan names. Resume is running it again.

    Files first; the case's own customer rows once nothing else that the shop does itself is waiting. Raises
    `PlanChanged` or an `OwnerError` before anything is touched when plan, approvals or waiting period do not allow it.
    """
    yield from _look_at_packs(session)
    plan = begin(session, ground)
    _set_back_what_waited(session)
    yield from _files(session)
    yield from _case(session)
    return outcome(session, plan)


def begin(session: Session, ground: Ground | None = None) -> Plan:
    """Check that everything allows it and close what the plan rests on. Once begun, only approvals are asked again."""
    vault = session.vault
    plan = store.current_plan(vault)
    if plan is None or missing_approvals(session, plan):
        raise OwnerError(
            say("Owner and witness have not both approved this plan."),
            meaning=say("Nothing has been destroyed."),
            todo=say("Both enter their PIN for the same check code."),
        )
    if vault.frozen_since is not None:
        return plan
    waiting = notices.waiting(vault, session.today)
    if not waiting.over and waiting.waiver is None:
        raise OwnerError(
            say("The waiting period after the public notice is not over yet."),
            meaning=say("Nothing has been destroyed."),
            todo=say("Wait until it is over, or give the reason for going on earlier under Notices."),
        )
    assert_unchanged(session, plan, ground)
    with vault.change() as change:
        change.set(FROZEN, change.time)
        change.note("erasure.begun", f"plan:{plan.id}", digest=plan.digest, items=plan.items)
    return plan


def outcome(session: Session, plan: Plan) -> Outcome:
    """How the plan stands."""
    rows = [item for item in store.items(session.vault) if not item.planned.on_hold]
    counted = [item.result for item in rows if item.state is ItemState.DONE]
    failed = sum(item.state is ItemState.FAILED for item in rows)
    residue = counted.count(Result.DELETED_RESIDUE)
    return Outcome(len(counted) - residue, residue, failed, plan.items - len(counted) - failed)


# -- files


def _files(session: Session) -> Iterator[Progress]:
    vault = session.vault
    files = {file.target.token: file for file in _gather(store.unfinished_files(vault))}
    scale = _Scale(sum(file.cost for file in files.values()))
    done = 0
    for batch in overwrite.batches([file.target for file in files.values()]):
        asked = [files[target.token] for target in batch]
        chosen = _let_go(session, asked)
        done += sum(file.cost for file in asked if file not in chosen)
        if not chosen:
            continue
        with vault.change(late=True) as change:
            store.mark_started(change, [item.id for file in chosen for item in file.items])
            change.note("erasure.started", f"item:{chosen[0].items[0].id}", files=len(chosen))
        label = chosen[0].items[0].planned.label
        yield scale.progress(done, label, COMPARE)
        done = yield from _batch(session, chosen, done, scale)


def _let_go(session: Session, files: Sequence[_File]) -> list[_File]:
    """Without those that a hold or request has caught since approval, and those whose sealed copy is not safe any more.

    What was half overwritten is finished.
    """
    vault = session.vault
    held = classification.held_groups(vault) | inventory.groups_with(vault, held_people(session))
    loose = unsealed(session)
    causes = {}
    for file in (file for file in files if not file.target.begun):
        groups = {item.planned.group_id for item in file.items}
        if groups & held:
            causes[file.target.token] = say("A request or hold has come in since the plan was approved.")
        elif _with_the_file(session, file) & loose:
            causes[file.target.token] = NOT_SEALED
    if not causes:
        return list(files)
    with vault.change(late=True) as change:
        for file in files:
            for item in file.items if file.target.token in causes else ():
                store.finish(
                    change, item.id, state=ItemState.FAILED, result=Result.NOT_DESTROYED, method="", evidence="",
                    number="", cause=causes[file.target.token],
                )  # fmt: skip
                change.note("erasure.item_held", f"item:{item.id}")
    return [file for file in files if file.target.token not in causes]


def _with_the_file(session: Session, file: _File) -> frozenset[int]:
    """Every group in a file, also those that have no row of the plan."""
    source = file.items[0].planned.source_id
    if source is None:
        return frozenset()
    return frozenset(group.id for group in inventory.groups_of(session.vault, source))


def _look_at_packs(session: Session) -> Iterator[Progress]:
    """Read every pack again before the originals go. One that is missing or altered is void from now on.

    Raises `OwnerError` before erasure begins; later the files wait whose records lay in it.
    """
    vault, begun = session.vault, session.vault.frozen_since is not None
    if begun and not store.unfinished_files(vault):
        return
    needed = store.sealed_in_plan(vault)
    for pack in handover.packs(vault):
        held = {entry.group_id for entry in handover.entries(vault, pack.id)}
        if pack.state is not PackState.VERIFIED or not held & needed:
            continue
        if pack.path.parent.is_dir():
            found = yield from _read_pack(session, pack)
            if found.state is PackState.DAMAGED and not begun:
                raise _pack_is_void(pack.number)
        elif not begun:
            _assert_received(session, pack)


def _read_pack(session: Session, pack: Pack) -> Job[Pack]:
    work = recheck(session, pack)
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            found: Pack = end.value
            return found
        yield replace(step, item=pack.number, stage=COMPARE)


def _pack_is_void(number: str) -> OwnerError:
    return OwnerError(
        say("The pack {number} is damaged or missing", number=number),
        meaning=say("Nothing has been destroyed. What the pack held counts as not sealed."),
        todo=say("Write it again under Handover; then both approve the new plan."),
    )


def _assert_received(session: Session, pack: Pack) -> None:
    """A pack out of reach lets its originals go only when somebody has signed for it."""
    known = next((receipt for receipt in handover.receipts(session.vault) if receipt.pack_id == pack.id), None)
    if known is None:
        raise OwnerError(
            say("The drive with the pack {number} is not plugged in.", number=pack.number),
            meaning=say("Nothing has been destroyed: the pack is read once more before its originals go."),
            todo=say("Plug the drive in and begin again; or, where somebody has it in custody, enter under Handover who"
                     " signed for it."),
        )  # fmt: skip
    with session.vault.change(late=True) as change:
        change.note("erasure.pack_in_custody", f"pack:{pack.number}", received=known.received_on.isoformat())


def _set_back_what_waited(session: Session) -> None:
    """Files that waited for their pack are taken up again once it is there."""
    ready = waited(session)
    if ready:
        retry(session, ready)


def waited(session: Session) -> tuple[int, ...]:
    """Items that waited for a sound pack and wait no longer."""
    rows = [item for item in store.items(session.vault) if item.state is ItemState.FAILED and item.cause == NOT_SEALED]
    if not rows:
        return ()
    loose = unsealed(session)
    files = {group.source_id for group in inventory.groups(session.vault) if group.id in loose}
    return tuple(item.id for item in rows if item.planned.source_id not in files)


@dataclass(frozen=True, slots=True)
class _Scale:
    """The bar in units that people read: kilobytes for little, megabytes for much."""

    total: int

    def progress(self, done: int, label: str, stage: Sentence) -> Progress:
        """A report with `done` bytes of cost behind it."""
        size, unit = (1 << 20, say("MB")) if self.total >= 64 << 20 else (1 << 10, say("KB"))
        return Progress(-(-done // size), -(-self.total // size), label, stage, unit)


def _gather(items: Sequence[Item]) -> Iterator[_File]:
    """The rows of one file together, begun ones first."""
    first_row: dict[Path | None, int] = {}
    for item in items:
        first_row.setdefault(item.planned.path, item.id)
    begun = {item.planned.path for item in items if item.state is ItemState.STARTED}

    def place(item: Item) -> tuple[bool, int]:
        return item.planned.path not in begun, first_row[item.planned.path]

    for _, group in groupby(sorted(items, key=place), key=place):
        rows = tuple(group)
        first = rows[0]
        assert first.planned.path is not None
        is_begun = first.planned.path in begun
        before = from_json(first.evidence) if is_begun and first.evidence else None
        target = Target(
            first.planned.path, first.planned.expected_size, first.planned.expected_sha256 or None,
            f"plan-{first.plan_id}-item-{first.id}", first.planned.volume_key, is_begun,
            before.measured if isinstance(before, Overwriting) else None,
        )  # fmt: skip
        yield _File(rows, target)


def _batch(session: Session, chosen: Sequence[_File], done: int, scale: _Scale) -> Job[int]:
    """Erase one batch: commit what is overwritten before the names go, then the results."""
    work, place, spent = overwrite.erase([file.target for file in chosen], session.clock), 0, done
    edges = [chosen[0].cost + done]
    for file in chosen[1:]:
        edges.append(edges[-1] + file.cost)
    stage = OVERWRITE
    try:
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                evidence: tuple[Evidence, ...] = end.value
                break
            if isinstance(step, BytesDone):
                spent = min(spent + step.bytes, edges[-1])
                while place < len(edges) - 1 and spent >= edges[place]:
                    place += 1
            else:
                _save_overwritten(session, chosen, step)
                stage = REMOVE
            yield scale.progress(spent, chosen[place].items[0].planned.label, stage)
    finally:
        work.close()
    # From here to the last result nothing is yielded: a stop would leave finished files without their result.
    for first in range(0, len(chosen), RESULTS_AT_ONCE):
        here = slice(first, first + RESULTS_AT_ONCE)
        _save_results(session, chosen[here], evidence[here])
    yield scale.progress(edges[-1], chosen[-1].items[0].planned.label, REMOVE)
    return edges[-1]


def _save_overwritten(session: Session, chosen: Sequence[_File], step: Overwritten) -> None:
    by_token = {file.target.token: file for file in chosen}
    for first in range(0, len(step.evidence), RESULTS_AT_ONCE):
        part = step.evidence[first : first + RESULTS_AT_ONCE]
        kept = {
            item.id: as_json(Overwriting(evidence))
            for target, evidence in part
            for item in by_token[target.token].items
        }
        with session.vault.change(late=True) as change:
            store.save_overwritten(change, kept)
            change.note("erasure.overwritten", f"item:{min(kept)}", files=len(part))


def _save_results(session: Session, files: Sequence[_File], evidence: Sequence[Evidence]) -> None:
    with session.vault.change(late=True) as change:
        count = store.evidence_count(change)
        for file, measured in zip(files, evidence, strict=True):
            number = file.items[0].evidence_no
            if not number:
                count += 1
                number = f"E-{count:03d}"
            state, result = _RESULT_OF[measured.assurance]
            cause = _cause(measured) if state is ItemState.FAILED else None
            text = as_json(Overwriting(measured))
            for item in file.items:
                store.finish(
                    change, item.id, state=state, result=result, method=methods.OVERWRITE, evidence=text, number=number,
                    cause=cause,
                )  # fmt: skip
                change.note(
                    "erasure.item_done" if state is ItemState.DONE else "erasure.item_failed", f"item:{item.id}",
                    result=result.value, evidence=number, bytes=measured.bytes, path=measured.path_digest,
                    problem=measured.problem.value if measured.problem else "",
                )  # fmt: skip


def _cause(measured: Evidence) -> Sentence:
    return measured.errors[0] if measured.errors else say("The drive gave no reason.")


# -- the case itself


def _case(session: Session) -> Iterator[Progress]:
    """The customer rows of the case, last: nothing else that the shop itself destroys may still be waiting."""
    rows = store.items(session.vault)
    own = next((item for item in rows if item.planned.kind is ItemKind.CASE_ROWS), None)
    if own is None or own.state in (ItemState.DONE, ItemState.FAILED) or not _case_is_next(rows):
        return
    if own.state is ItemState.PLANNED and needed_for_packs(session):
        return
    vault = session.vault
    with vault.change(late=True) as change:
        store.mark_started(change, [own.id])
        change.note("erasure.started", f"item:{own.id}", files=0)
    yield Progress(0, 1, own.planned.label, OVERWRITE, say("case(s)"))
    open_sources = {item.planned.source_id for item in rows if _still_there(item)}
    before = vault.keys.database_key_id
    statements = removal(held_people(session), {source for source in open_sources if source is not None})
    measured = renew(vault, statements, "erasure.case_rows_removed", records=own.planned.records)
    finish_case(session, own, Renewal(
        before, vault.keys.database_key_id, own.planned.records, store.backups_made(vault), measured
    ))  # fmt: skip
    yield Progress(1, 1, own.planned.label, REMOVE, say("case(s)"))


def needed_for_packs(session: Session) -> bool:
    """Whether a pack is still to be written, perhaps out of the case's rows; exceptions that are explained stay out."""
    explained = {item.planned.group_id for item in store.items(session.vault) if item.explained}
    loose = unsealed(session) - explained
    return bool(loose) and any(loose.intersection(spec.group_ids) for spec in packs_needed(session))


def _case_is_next(rows: Sequence[Item]) -> bool:
    return not any(
        item.state in (ItemState.PLANNED, ItemState.STARTED) and not item.explained
        for item in rows
        if item.planned.kind in (ItemKind.FILE, ItemKind.PAPER, ItemKind.DEVICE) and not item.planned.on_hold
    )


def _still_there(item: Item) -> bool:
    return item.planned.kind is ItemKind.FILE and item.state is not ItemState.DONE


def finish_case(session: Session, own: Item, evidence: Renewal, *, backups_gone: bool = False) -> None:
    """The result of the case's own rows. While a backup with the old key is left, nothing is confirmed."""
    if evidence.backups and not backups_gone:
        state, result = ItemState.FAILED, Result.UNCONFIRMED
        words = say("Backups of the case are left: {n}. Their key still opens them.", n=evidence.backups)
        cause: Sentence | None = words
    else:
        clear = bool(evidence.measured) and all(one.assurance.destroyed for one in evidence.measured)
        state, result, cause = ItemState.DONE, Result.DESTROYED if clear else Result.DELETED_RESIDUE, None
    with session.vault.change(late=True) as change:
        number = own.evidence_no or f"E-{store.evidence_count(change) + 1:03d}"
        store.finish(
            change, own.id, state=state, result=result, method=methods.RENEW, evidence=as_json(evidence), number=number,
            cause=cause,
        )  # fmt: skip
        change.note(
            "erasure.item_done" if state is ItemState.DONE else "erasure.item_failed", f"item:{own.id}",
            result=result.value, evidence=number, records=evidence.rows_removed, key=evidence.old_key,
        )  # fmt: skip


def retry(session: Session, item_ids: Sequence[int]) -> None:
    """Failed items wait again; the next run of `erase` takes them up."""
    vault = session.vault
    with vault.change(late=True) as change:
        for item_id in item_ids:
            store.set_back(change, item_id)
            change.note("erasure.retried", f"item:{item_id}")


def with_group(items: Sequence[Item], item: Item) -> tuple[Item, ...]:
    """The item with the others of the same file: they stand and fall together."""
    if item.planned.kind is not ItemKind.FILE:
        return (item,)
    return tuple(other for other in items if other.planned.path == item.planned.path)
