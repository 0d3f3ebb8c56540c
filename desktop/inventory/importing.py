"""Importing a table: first a preview that stores nothing, then the import, which can be cut off at any moment."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TypeVar

from desktop.errors import OwnerError
from desktop.inventory import parts, store_hand, store_reading
from desktop.inventory.columns import Vocabulary
from desktop.inventory.copies import mark_copies
from desktop.inventory.parts import why_closed
from desktop.inventory.records import Imported, PartMapping, Preview, SourceState
from desktop.inventory.taking_in import Reader, file_facts
from desktop.jobs.job import Job, Progress
from desktop.rules.records import RuleBook
from desktop.session import Session
from desktop.vault.vault import Vault
from desktop.words import Sentence, say

R = TypeVar("R")
CHECKED_AT_ONCE = 500


def preview(path: Path, rules: RuleBook, mapping: Sequence[PartMapping] = ()) -> Preview:
    """What importing a file would do: columns, kind, masked samples, faults of its first rows. Nothing is stored."""
    return parts.preview(path, Vocabulary.with_own_words(rules), mapping)


def import_table(session: Session, path: Path, mapping: Sequence[PartMapping] = ()) -> Job[Imported]:
    """Import all tables of a file, as recognised or as the owner has said in `mapping` (one for each table).

    Run again after a crash or a stop it reads the file anew and ends with the same rows. Raises `OwnerError` for a
    file that cannot be read; it is listed as 未能读取 then. An imported file counts as checked by the owner.
    """
    path = path.absolute()
    yield Progress(0, None, path.name, say("Reading the file"))
    try:
        facts = yield from _progress(file_facts(path), path, say("bytes"))
    except OSError as error:
        raise _not_read(path, why_closed(error).reason) from error
    vault = session.vault
    register = store_reading.read_register(vault)
    reader = Reader(vault, Vocabulary.with_own_words(session.rules), register)
    known = store_reading.source_id(vault, path)
    taken = yield from _progress(reader.take_in(facts, SourceState.CHECKED, mapping, known), path, say("rows"))
    if taken.state is not SourceState.CHECKED:
        store_reading.add_simple(vault, [(facts, taken.state, taken.reason)])
    if taken.reason is not None:
        raise _not_read(path, taken.reason)
    if taken.state is SourceState.NO_PERSONAL_DATA:
        raise OwnerError(
            say("Nothing about customers was recognised in {name}.", name=path.name),
            meaning=say("The file is listed as read; nothing was imported from it."),
            todo=say("If it does hold customers' data, tell in the preview what its columns are."),
        )
    mark_copies(vault)
    people = sum(group.people for group in taken.groups)
    return Imported(taken.source_id, len(taken.groups), taken.records, people, taken.faults)


def dismiss(vault: Vault, source_id: int, reason: str) -> Job[None]:
    """Mark a file as a false alarm; then its rows leave the case, in small steps. Run again it goes on."""
    store_hand.mark_dismissed(vault, source_id, reason)
    for done in store_reading.throw_away(vault, source_id):
        yield Progress(done, None, "", say("Taking it out of the list"), say("rows"))
    store_hand.drop_groups(vault, source_id)


def check_all(vault: Vault, source_ids: Sequence[int]) -> Job[None]:
    """The owner agrees with what was recognised in these files. Stopped, those so far stay checked."""
    for start in range(0, len(source_ids), CHECKED_AT_ONCE):
        store_hand.check(vault, source_ids[start : start + CHECKED_AT_ONCE])
        yield Progress(start, len(source_ids), "", say("Marking as checked"), say("files"))


def _progress(steps: Generator[int, None, R], path: Path, unit: Sentence) -> Job[R]:
    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        yield Progress(done, None, path.name, say("Reading the file"), unit)


def _not_read(path: Path, reason: Sentence) -> OwnerError:
    return OwnerError(
        say("{name} could not be read.", name=path.name),
        meaning=reason,
        todo=say("It stands under unreadable files: say there what it is, or why it is no customer data."),
    )
