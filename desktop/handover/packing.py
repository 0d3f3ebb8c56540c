"""Writing a pack: beside its name, flushed, read back from the drive, opened with its code, renamed, journalled.

Only what has gone that whole way is called verified, and only what is verified lets its originals be destroyed. Killed
at any time there is no half pack under a final name; the next run starts afresh.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop import numbers
from desktop.classification import store as classification
from desktop.disk.durable import digesting, flush_file, full_disk_guard, path_beside, remove_leftovers
from desktop.disk.volumes import volume_of
from desktop.errors import OwnerError
from desktop.handover import archive, store
from desktop.handover.archive import CannotOpen, Digest, Part
from desktop.handover.bag import MANIFEST, BagFacts, Item, tag_files
from desktop.handover.contents import Content, contents, packs_needed
from desktop.handover.records import Pack, PackEntry, PackKind, PackSpec, PackState
from desktop.handover.transfer import allowed
from desktop.handover.words import basis_words, due_words, group_words, period_words
from desktop.jobs.job import Job, Progress
from desktop.session import Session
from desktop.shop import store as shop_store
from desktop.shop.records import Role
from desktop.words import say

__all__ = ["abandon_unfinished", "numbered", "packs_needed", "recheck", "write_pack"]

ENDING = ".7z"
_BYTES_A_ROW = 100
_OVERHEAD = 1 << 20
"""Room for headers and tag files, bytes."""


@dataclass(frozen=True, slots=True)
class _Written:
    """What the archive was given: the payload for its index, every file for the test."""

    items: tuple[Item, ...]
    entries: tuple[PackEntry, ...]
    all_files: dict[str, Digest]
    manifest: str


def numbered(session: Session, spec: PackSpec) -> PackSpec:
    """The same pack with the numbers that stand on its file and on its code sheet."""
    if spec.number:
        return spec
    number, sheet = store.draw_numbers(session.vault)
    return replace(spec, number=number, code_sheet=sheet)


def write_pack(session: Session, spec: PackSpec, folder: Path, code: str) -> Job[Pack]:
    """Write, read back, open, record. `code` is the 24 characters of the code sheet; it is not kept anywhere.

    Raises OwnerError when a file has changed since it was read, when the drive is full or fails, or when the pack does
    not open as it must; then nothing is left on the drive.
    """
    assert numbers.read_code(code).code == code
    spec = numbered(session, spec)
    wanted = contents(session, spec)
    bases = _bases(session, spec, wanted)
    _check_sources(wanted)
    _check_room(folder, sum(content.size for content in wanted))
    path = folder / f"{spec.number}{ENDING}"
    _clear(session, spec.number)
    remove_leftovers(folder)
    pack_id = store.begin(session.vault, spec, path)
    total = 3 * sum(map(_weight, wanted))
    with path_beside(path, replace=False, suffix=ENDING) as temp:
        written = yield from _write(session, spec, pack_id, wanted, bases, temp, code, total)
        with full_disk_guard():
            flush_file(temp)
        reading, read, size = digesting(temp), 0, temp.stat().st_size
        while True:
            try:
                read += next(reading).bytes
            except StopIteration as end:
                copied = end.value
                break
            # A third of the way each: the archive is a little larger than what went in.
            done = (total + total * min(read, size) // size) // 3
            yield Progress(done, total, stage=say("Reading back from the drive"), unit=say("bytes"))
        yield Progress(2 * total // 3, total, stage=say("Opening with the code"), unit=say("bytes"))
        _compare(temp, code, written)
        yield Progress(total, total, stage=say("Opening with the code"), unit=say("bytes"))
    basis = allowed(session).digest if spec.kind is PackKind.TRANSFER else ""
    return store.finish(session.vault, pack_id, copied.bytes, copied.sha256, written.manifest, written.entries, basis)


def recheck(session: Session, pack: Pack, code: str = "") -> Job[Pack]:
    """Is the pack still what was written? With its code every entry is opened too. Gives the pack with its new state.

    Raises OwnerError when the drive is not there or the code is not the pack's: that says nothing about the pack.
    """
    if not pack.path.parent.is_dir():
        raise OwnerError(
            say("The drive with the pack {number} is not plugged in.", number=pack.number),
            meaning=say("Nothing is known about the pack."),
            todo=say("Plug the drive in and check again."),
        )
    yield Progress(0, pack.size, unit=say("bytes"))
    if not pack.path.is_file():
        return store.mark_damaged(session.vault, pack.id, "missing")
    reading = digesting(pack.path)
    done = 0
    while True:
        try:
            done += next(reading).bytes
        except StopIteration as end:
            found = end.value
            break
        yield Progress(min(done, pack.size), pack.size, stage=say("Reading back from the drive"), unit=say("bytes"))
    if found.sha256 != pack.sha256:
        return store.mark_damaged(session.vault, pack.id, "changed")
    if code:
        _open_whole(pack, code)
    return store.mark_checked(session.vault, pack.id)


def abandon_unfinished(session: Session) -> tuple[Pack, ...]:
    """Throw away what a crash cut short. Its code sheet is void: whoever holds it shreds it."""
    return _clear(session, "")


def _clear(session: Session, keep: str) -> tuple[Pack, ...]:
    cut_short = tuple(p for p in store.packs(session.vault) if p.state is PackState.BUILDING)
    for pack in cut_short:
        if pack.path.parent.is_dir():
            # Whole but never recorded: nobody can say that it was verified, so it is written again.
            with full_disk_guard():
                pack.path.unlink(missing_ok=True)
            remove_leftovers(pack.path.parent)
        if pack.number != keep:
            store.abandon(session.vault, pack)
    return tuple(pack for pack in cut_short if pack.number != keep)


def _bases(session: Session, spec: PackSpec, wanted: Sequence[Content]) -> dict[int, str]:
    """The state of each group that goes in, as the case has it before the first byte is read."""
    seals = spec.kind is PackKind.SEAL
    return {
        group.id: store.state_of(
            content.source, group, classification.decision(session.vault, group.id) if seals else None
        )
        for content in wanted
        for group in content.groups
    }


def _write(
    session: Session, spec: PackSpec, pack_id: int, wanted: Sequence[Content], bases: Mapping[int, str], temp: Path,
    code: str, total: int,
) -> Generator[Progress, None, _Written]:  # fmt: skip
    items: list[Item] = []
    entries: list[PackEntry] = []
    seen: dict[str, Digest] = {}
    done = 0
    by_name = {content.name: content for content in wanted}
    with full_disk_guard(), archive.create(temp, code) as pack:
        yield Progress(0, total, stage=say("Packing"), unit=say("bytes"))
        for part, digest in archive.write(pack, _parts(wanted)):
            content = by_name[part.name]
            if content.sha256 and digest.sha256 != content.sha256:
                raise changed_file(content.source.name)
            seen[part.name] = digest
            items.append(_item(session, content, digest))
            entries += [
                PackEntry(
                    pack_id, content.source.id, group.id, part.name, digest.size, digest.sha256, count, bases[group.id]
                )
                for group, count in zip(content.groups, content.records, strict=True)
            ]
            done += _weight(content)
            yield Progress(done, total, content.source.name, say("Packing"), say("bytes"))
        tags = tag_files(items, _bag_facts(session, spec))
        for part, digest in archive.write(pack, [Part(name, None, data, len(data)) for name, data in tags.items()]):
            seen[part.name] = digest
    return _Written(tuple(items), tuple(entries), seen, hashlib.sha256(tags[MANIFEST]).hexdigest())


def _weight(content: Content) -> int:
    """Bytes for the progress: what is made when its turn comes is guessed by its rows."""
    return content.size or _BYTES_A_ROW * max(1, sum(content.records))


def _parts(wanted: Sequence[Content]) -> Iterator[Part]:
    for content in wanted:
        data = content.make() if content.make else b""
        yield Part(content.name, content.path, data, content.size or len(data))


def _compare(temp: Path, code: str, written: _Written) -> None:
    """Open what the drive holds with the code, decrypt every entry, compare with what went in."""
    try:
        found = archive.contents(temp, code)
    except CannotOpen as error:
        raise _bad_drive() from error
    if found != written.all_files:
        raise _bad_drive()


def _open_whole(pack: Pack, code: str) -> None:
    try:
        archive.contents(pack.path, code)
    except CannotOpen as error:
        raise OwnerError(
            say("The pack {number} does not open with this code.", number=pack.number),
            meaning=say("The file itself is unchanged since it was written."),
            todo=say("Take the code sheet {sheet} and type the code again.", sheet=pack.code_sheet),
        ) from error


def _check_sources(wanted: Sequence[Content]) -> None:
    for content in wanted:
        if content.path is None:
            continue
        try:
            size = content.path.stat().st_size
        except OSError as error:
            raise OwnerError(
                say("{name} is no longer where it was.", name=content.source.name),
                meaning=say("No pack has been written."),
                todo=say("Put the file back, or read it in again in step 2."),
            ) from error
        if content.sha256 and size != content.size:
            raise changed_file(content.source.name)


def changed_file(name: str) -> OwnerError:
    """A file that is not what the inventory read."""
    return OwnerError(
        say("{name} has changed since it was read in.", name=name),
        meaning=say("No pack has been written: it would hold something else than the inventory says."),
        todo=say("Read the file in again in step 2, confirm its group in step 3, then pack again."),
    )


def _check_room(folder: Path, size: int) -> None:
    volume = volume_of(folder)
    limit = volume.max_file_bytes
    if volume.read_only:
        raise OwnerError(say("The drive is write-protected."), todo=say("Use another drive, or unlock this one."))
    if limit is not None and size + _OVERHEAD > limit:
        raise OwnerError(
            say("This drive cannot hold files of 4 GB or more."),
            meaning=say("No pack has been written."),
            todo=say("Use a drive formatted with exFAT or NTFS."),
        )
    if size + _OVERHEAD > volume.free:
        raise OwnerError(
            say("There is not enough room on the drive for the pack."),
            meaning=say("No pack has been written."),
            todo=say("Free some space on it or use another drive."),
        )


def _bad_drive() -> OwnerError:
    return OwnerError(
        say("The pack read back from the drive is not what was written."),
        meaning=say("It was thrown away; the originals are unharmed."),
        todo=say("Use another drive. This one may be damaged."),
    )


def _bag_facts(session: Session, spec: PackSpec) -> BagFacts:
    shop = shop_store.read_shop(session.vault)
    keeper = shop_store.person(session.vault, Role.CUSTODIAN)
    recipient = shop_store.read_recipient(session.vault)
    name, phone = (keeper.name, keeper.phone) if keeper else ("", "")
    if spec.kind is PackKind.TRANSFER and recipient is not None:
        name, phone = recipient.name, recipient.phone
    return BagFacts(
        spec.number, shop.name if shop else "", name, phone, due_words(spec.falls_due, spec.kind), session.today
    )


def _item(session: Session, content: Content, digest: Digest) -> Item:
    return Item(
        name=content.name,
        size=digest.size,
        sha256=digest.sha256,
        content=group_words(content.groups),
        records=sum(content.records),
        period=period_words(content.groups),
        basis=basis_words(session, content.groups),
        falls_due=_due_words_of(session, content),
        original=content.source.path.name if content.source.path else content.source.name,
    )


def _due_words_of(session: Session, content: Content) -> str:
    """The last day of what a file of the pack holds."""
    made = [classification.decision(session.vault, group.id) for group in content.groups]
    days = [d.until for d in made if d is not None]
    known = [day for day in days if day is not None]
    return due_words(max(known) if known and len(known) == len(days) else None, PackKind.SEAL)
