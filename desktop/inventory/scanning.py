"""Scanning folders: every file read like an imported one, unchanged ones left alone, nothing skipped in silence."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

from desktop.inventory import store, store_reading
from desktop.inventory.columns import Vocabulary
from desktop.inventory.copies import mark_copies
from desktop.inventory.parts import why_closed
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.shapes import Form, Unreadable
from desktop.inventory.records import ScanResult, SourceState
from desktop.inventory.store_reading import FileFacts
from desktop.inventory.taking_in import Reader, file_facts
from desktop.inventory.walking import Seen, Tally, changed
from desktop.jobs.job import Job, Progress
from desktop.session import Session
from desktop.system.folders import data_folder
from desktop.vault.vault import Vault
from desktop.words import Sentence, say

LISTED_AT_ONCE = 2000
WRITTEN_AT_ONCE = 100
WRITTEN_AFTER = 0.3
"""Seconds after which files without records are written, even if few: what is shown live comes from the case."""
Simple = tuple[FileFacts, SourceState, Sentence | None]


@dataclass(slots=True)
class _Counts:
    files: int = 0
    unchanged: int = 0
    with_data: int = 0
    unreadable: int = 0
    left_out: int = 0

    def result(self) -> ScanResult:
        return ScanResult(self.files, self.unchanged, self.with_data, self.unreadable, self.left_out)


@dataclass(slots=True)
class _Waiting:
    """Files without records, waiting to be written together."""

    vault: Vault
    files: list[Simple] = field(default_factory=list)
    since: float = field(default_factory=time.monotonic)

    def add(self, facts: FileFacts, state: SourceState, reason: Sentence | None) -> None:
        self.files.append((facts, state, reason))
        if len(self.files) >= WRITTEN_AT_ONCE or time.monotonic() - self.since > WRITTEN_AFTER:
            self.write()

    def write(self) -> None:
        store_reading.add_simple(self.vault, self.files)
        self.files = []
        self.since = time.monotonic()


def scan(session: Session, folder: Path) -> Job[ScanResult]:
    """Read every file below a folder into the case.

    Files that are in the case and have not changed (size and time, else content) are left as they are, with all that
    the owner has said about them. Stopped or cut off, it goes on when it is run again.
    """
    folder = folder.absolute()
    vault = session.vault
    scan_id = store_reading.begin_scan(vault, folder)
    yield Progress(0, None, str(folder), say("Looking for files"), say("files"))
    leave_out = own_files(vault)
    found: list[Seen] = []
    stamps, same, told = store.stamps(vault), Tally(), 0
    for seen in changed(folder, leave_out, stamps, same):
        if seen is not None:
            found.append(seen)
        if (listed := len(found) + same.unchanged) - told >= LISTED_AT_ONCE:
            told = listed
            yield Progress(listed, None, str(folder), say("Looking for files"), say("files"))
    counts, waiting = _Counts(files=len(found) + same.unchanged, unchanged=same.unchanged), _Waiting(vault)
    reader = Reader(vault, Vocabulary.with_own_words(session.rules), store_reading.read_register(vault))
    for done, seen in enumerate(found):
        yield Progress(done, len(found), store.shown_name(str(seen.path)), say("Scanning"), say("files"))
        for _ in _one(seen, stamps, reader, waiting, counts):
            yield Progress(done, len(found), store.shown_name(str(seen.path)), say("Scanning"), say("files"))
    waiting.write()
    yield Progress(len(found), len(found), str(folder), say("Comparing copies"), say("files"))
    mark_copies(vault)
    store_reading.finish_scan(vault, scan_id, counts.files, counts.unreadable)
    return counts.result()


def unfinished(vault: Vault) -> bool:
    """Whether reading was cut off somewhere, so that `resume` has something to do."""
    return bool(store.half_read(vault)) or any(run.finished is None for run in store.scans(vault))


def resume(session: Session) -> Job[ScanResult]:
    """Go on with what was cut off: files that were half read, then folders that were not scanned to the end.

    A file that is gone meanwhile is listed as unreadable, and the owner says what it was.
    """
    vault = session.vault
    counts, waiting = _Counts(), _Waiting(vault)
    reader = Reader(vault, Vocabulary.with_own_words(session.rules), store_reading.read_register(vault))
    for source in store.half_read(vault):
        assert source.path is not None
        yield Progress(counts.files, None, source.name, say("Reading the file"), say("files"))
        counts.files += 1
        try:
            state = source.path.stat()
            seen = Seen(source.path, state.st_size, str(state.st_mtime_ns))
        except OSError as error:
            for _ in store_reading.throw_away(vault, source.id):
                yield Progress(counts.files, None, source.name, say("Reading the file"), say("files"))
            waiting.add(FileFacts(source.path, 0, "", ""), SourceState.UNREADABLE, why_closed(error).reason)
            continue
        for _ in _one(seen, {}, reader, waiting, counts):
            yield Progress(counts.files, None, source.name, say("Reading the file"), say("files"))
    waiting.write()
    for run in store.scans(vault):
        if run.finished is None:
            done = yield from scan(session, run.folder)
            counts.files += done.files
            counts.with_data += done.with_data
            counts.unreadable += done.unreadable
            counts.unchanged += done.unchanged
    mark_copies(vault)
    return counts.result()


def own_files(vault: Vault) -> frozenset[Path]:
    """The case's own files, and the program's folder: never read, never listed."""
    case = vault.path.absolute()
    beside = case.parent.glob(f"{case.name}*") if case.parent.is_dir() else ()
    return frozenset([*beside, data_folder()])


def _one(
    seen: Seen, stamps: dict[str, tuple[int, int]], reader: Reader, waiting: _Waiting, counts: _Counts
) -> Generator[int, None, None]:
    known = store.digest(reader.vault, seen.path)
    bare = FileFacts(seen.path, seen.size, seen.modified, "")
    if seen.closed or seen.remote:
        counts.unreadable += 1
        waiting.add(bare, SourceState.UNREADABLE, _why_not(seen))
        return
    if known and stamps.get(store.path_text(seen.path)) == (seen.size, int(seen.modified)):
        counts.unchanged += 1
        return
    try:
        if form_of(seen.path) is Form.IRRELEVANT:
            counts.left_out += 1
            return
        facts = yield from file_facts(seen.path)
        if known == facts.sha256:
            counts.unchanged += 1
            return
    except OSError as error:
        counts.unreadable += 1
        waiting.add(bare, SourceState.UNREADABLE, why_closed(error).reason)
        return
    source_id = store_reading.source_id(reader.vault, seen.path)
    taken = yield from reader.take_in(facts, SourceState.FOUND, (), source_id)
    if taken.state is SourceState.FOUND:
        counts.with_data += 1
        return
    counts.unreadable += taken.state is SourceState.UNREADABLE
    waiting.add(facts, taken.state, taken.reason)


def _why_not(seen: Seen) -> Sentence:
    if seen.remote:
        return say("The file lies in a cloud only. Have it fetched to this PC, then scan again.")
    return Unreadable(say("Windows or Linux does not allow this program to open the folder.")).reason
