"""Scanning folders: every file read like an imported one, unchanged ones left alone, nothing skipped in silence.

What is unchanged, from the cheapest look to the dearest:

1. A folder in which names, sizes and times are those of the last scan: none of its files is asked about.
2. A file of another folder with the same size and the same times.
3. A file with the same size and time of writing, of which some other time differs (on Linux a write that sets the time
   back, or a new name or right): its head, the first 64 KiB, is read and compared.
4. A file with another size or time: it is read in full, and if its digest is the known one nothing else is done.

A thorough scan trusts no time: of every known file the head is read. After erasure has begun the case takes nothing in
any more; then `looking_again` reads every file in full, because what is said of what is left must rest on no clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop.disk.names import reachable
from desktop.inventory import store, store_fence, store_folders, store_pictures, store_reading, store_words
from desktop.inventory.ahead import Ahead, Upcoming
from desktop.inventory.columns import OWN_WORDS, Vocabulary
from desktop.inventory.copies import mark_copies
from desktop.inventory.fence import SYSTEM, Fence, LeftOut
from desktop.inventory.parts import Search, why_closed
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.shapes import Form, Unreadable
from desktop.inventory.records import ScanResult, SourceState
from desktop.inventory.store_folders import KnownFile
from desktop.inventory.store_reading import FileFacts
from desktop.inventory.taking_in import Reader, file_facts
from desktop.inventory.walking import Folder, KnownFolder, Seen, Tally, changed, head_of
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
    gone: int = 0
    moved: int = 0
    kept_out: int = 0
    closed: int = 0
    """Of the unreadable ones: those that could not be opened, and are tried again by every scan."""

    def result(self) -> ScanResult:
        return ScanResult(
            self.files, self.unchanged, self.with_data, self.unreadable, self.left_out, self.gone, self.moved,
            self.kept_out,
        )  # fmt: skip


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


def scan(session: Session, folder: Path, *, thorough: bool = False) -> Job[ScanResult]:
    """Read every file below a folder into the case.

    Files that are in the case and have not changed are left as they are, with all that the owner has said about them;
    so are files that only have another name or place. Files that are gone stay in the list, marked. Stopped or cut off,
    it goes on when it is run again. `thorough`: see above.
    """
    folder = folder.absolute()
    vault = session.vault
    scan_id = store_reading.begin_scan(vault, folder)
    yield Progress(0, None, str(folder), say("Looking for files"), say("files"))
    store_pictures.read_again(vault)
    for found in store_words.read_again(vault, data_folder() / OWN_WORDS):
        yield Progress(found, None, str(folder), say("Looking for files"), say("files"))
    run = _Run(vault, folder, thorough, store_fence.fence_of(session))
    for listed in run.list_files():
        yield Progress(listed, None, str(folder), say("Looking for files"), say("files"))
    counts, waiting = run.counts, _Waiting(vault)
    if run.waiting:
        reader = Reader(vault, Vocabulary.with_own_words(session.rules), store_reading.read_register(vault))
        with Ahead([Upcoming(s.path, s.size, s.modified) for s, _ in run.waiting if not s.closed | s.remote]) as ahead:
            reader.search = Search(ahead.search, ahead.is_text)
            for done, (seen, known) in enumerate(run.waiting):
                name = store.shown_name(str(seen.path))
                yield Progress(done, len(run.waiting), name, say("Scanning"), say("files"))
                for _ in run.one(seen, known, reader, waiting):
                    yield Progress(done, len(run.waiting), name, say("Scanning"), say("files"))
                ahead.passed(seen.path)
        waiting.write()
    all_done = len(run.waiting)
    for _ in run.remember():
        yield Progress(all_done, all_done, str(folder), say("Comparing copies"), say("files"))
    yield Progress(all_done, all_done, str(folder), say("Comparing copies"), say("files"))
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
            state = reachable(source.path).stat()
            seen = Seen(source.path, state.st_size, str(state.st_mtime_ns))
        except OSError as error:
            for _ in store_reading.throw_away(vault, source.id):
                yield Progress(counts.files, None, source.name, say("Reading the file"), say("files"))
            waiting.add(FileFacts(source.path, 0, "", ""), SourceState.UNREADABLE, why_closed(error).reason)
            continue
        for _ in _read(seen, None, reader, waiting, counts):
            yield Progress(counts.files, None, source.name, say("Reading the file"), say("files"))
    waiting.write()
    for run in store.scans(vault):
        if run.finished is None:
            done = yield from scan(session, run.folder)
            counts.files += done.files
            counts.with_data += done.with_data
            counts.unreadable += done.unreadable
            counts.unchanged += done.unchanged
            counts.kept_out += done.kept_out
    mark_copies(vault)
    return counts.result()


def own_files(vault: Vault) -> frozenset[Path]:
    """The case's own files, and the program's folder: never read, never listed."""
    case = vault.path.absolute()
    beside = case.parent.glob(f"{case.name}*") if case.parent.is_dir() else ()
    return frozenset([*beside, data_folder()])


class _Run:
    """One scan: what is to be read, what is gone, and what to remember of each folder."""

    def __init__(self, vault: Vault, folder: Path, thorough: bool, fence: Fence) -> None:
        self.counts = _Counts()
        self.waiting: list[tuple[Seen, KnownFile | None]] = []
        self._vault = vault
        self._folder = folder
        self._thorough = thorough
        self._fence = fence
        self._kept_out: list[LeftOut] = []
        self._before = store_folders.folders(vault)
        self._met: dict[str, Folder] = {}
        self._gone: dict[int, KnownFile] = {}
        self._by_digest: dict[str, KnownFile] = {}
        self._moved: list[tuple[int, FileFacts]] = []
        self._reopened: list[KnownFile] = []
        self._same: list[tuple[int, FileFacts]] = []
        self._again: set[str] = set()
        """Folders in which something has to be tried again the next time."""
        self._left_out: dict[str, int] = {}
        self._lost: list[str] = []

    def list_files(self) -> Iterator[int]:
        """Walk, and put aside what has to be looked at; yields files met so far, now and then."""
        tally, told = Tally(), 0
        closed: list[Seen] = []
        leave_out = own_files(self._vault)
        known = {} if self._thorough else self._before
        for met in changed(self._folder, leave_out, known, tally, self._fence):
            if isinstance(met, Folder):
                self._met[str(met.path)] = met
                self.counts.files += len(met.files)
            elif met is not None:
                closed.append(met)
            if (listed := self.counts.files + tally.unchanged) - told >= LISTED_AT_ONCE:
                told = listed
                yield listed
        counts = self.counts
        counts.files += tally.unchanged + tally.left_out + len(closed)
        counts.unchanged, counts.left_out = tally.unchanged, tally.left_out
        self._kept_out = tally.kept_out
        counts.kept_out = sum(one.by != SYSTEM for one in tally.kept_out)
        self.waiting = [(seen, None) for seen in closed]
        self._again = {str(seen.path.parent) for seen in closed}
        fresh = {place: KnownFolder("", 0, 0) for place in self._met if place not in self._before}
        yield from store_folders.remember(self._vault, fresh, ())
        for number, folder in enumerate(self._met.values()):
            self._compare(folder, tally)
            if number % 50 == 0:
                yield counts.files
        self._find_lost(tally)
        self._by_digest = {one.sha256: one for one in self._gone.values() if one.size and one.sha256}

    def _compare(self, folder: Folder, tally: Tally) -> None:
        known = store_folders.files_in(self._vault, folder.path)
        for seen in folder.files:
            one = known.pop(str(seen.path), None)
            if one is not None and not self._thorough and _untouched(seen, one):
                self.counts.unchanged += 1
            else:
                self.waiting.append((seen, one))
        for one in known.values():
            if self._fence.why(str(one.path), one.path.name) is not None:
                continue  # what was read before it was left out stays as it is
            if str(one.path) not in tally.folders:
                self._gone[one.id] = one
            elif one.path not in tally.closed:
                self._reopened.append(one)

    def _find_lost(self, tally: Tally) -> None:
        """Folders of earlier scans that are no longer there, with all that was in them."""
        closed = {*tally.closed, *(Path(one.place) for one in tally.kept_out if not one.files)}
        for place in self._before.keys() - tally.folders:
            path = Path(place)
            if path.is_relative_to(self._folder) and closed.isdisjoint((path, *path.parents)):
                self._lost.append(place)
                self._gone.update((one.id, one) for one in store_folders.files_in(self._vault, path).values())

    def one(self, seen: Seen, known: KnownFile | None, reader: Reader, waiting: _Waiting) -> Generator[int, None, None]:
        """Look at one file more closely, and read it where that is needed."""
        place = str(seen.path.parent)
        before = self.counts.closed, self.counts.left_out
        if known is not None and known.sha256 and _same_times(seen, known) and not seen.remote and not known.gone:
            try:
                head = head_of(seen.path)
            except OSError:
                head = ""
            if head and head == known.head:
                self._keep(known, FileFacts(seen.path, seen.size, seen.modified, known.sha256, head, seen.changed))
                return
        facts = yield from _read(seen, known, reader, waiting, self.counts, self._take_moved)
        if known is not None and facts is not None:
            self._keep(known, facts)
        if self.counts.closed > before[0]:
            self._again.add(place)
        self._left_out[place] = self._left_out.get(place, 0) + self.counts.left_out - before[1]

    def _keep(self, known: KnownFile, facts: FileFacts) -> None:
        self.counts.unchanged += 1
        self._same.append((known.id, facts))

    def _take_moved(self, facts: FileFacts) -> bool:
        """Whether a new file is one that is gone from where it was."""
        old = self._by_digest.pop(facts.sha256, None)
        if old is None:
            return False
        del self._gone[old.id]
        self._moved.append((old.id, facts))
        self.counts.moved += 1
        return True

    def remember(self) -> Iterator[int]:
        """Keep what the next scan compares with."""
        yield from store_folders.move(self._vault, self._moved)
        yield from store_folders.same_again(self._vault, self._same)
        yield from store_folders.now_open(self._vault, self._reopened)
        for new in store_folders.mark_gone(self._vault, list(self._gone.values())):
            self.counts.gone += new
            yield new
        unsettled = {place: KnownFolder("", 0, 0) for place in self._again if place in self._before}
        seen = unsettled | {
            place: KnownFolder("" if place in self._again else met.print, len(met.files), self._left_out.get(place, 0))
            for place, met in self._met.items()
        }
        yield from store_folders.remember(self._vault, seen, self._lost)
        yield from store_fence.remember(self._vault, self._folder, self._kept_out, {*self._met, *self._lost})


def _same_times(seen: Seen, known: KnownFile) -> bool:
    return (seen.size, seen.modified) == (known.size, known.modified)


def _untouched(seen: Seen, known: KnownFile) -> bool:
    same = bool(known.sha256) and _same_times(seen, known) and seen.changed == known.changed
    return same and not known.gone and not seen.remote


def _read(
    seen: Seen, known: KnownFile | None, reader: Reader, waiting: _Waiting, counts: _Counts,
    moved: Callable[[FileFacts], bool] = lambda _: False,
) -> Generator[int, None, FileFacts | None]:  # fmt: skip
    """Read a file into the case. Its facts where it holds what it held, else None."""
    bare = FileFacts(seen.path, seen.size, seen.modified, "")
    if seen.closed or seen.remote:
        counts.unreadable += 1
        counts.closed += 1
        waiting.add(bare, SourceState.UNREADABLE, _why_not(seen))
        return None
    try:
        if not reader.search.is_text(seen.path) and form_of(reachable(seen.path)) is Form.IRRELEVANT:
            counts.left_out += 1
            return None
        facts = yield from file_facts(seen.path)
    except OSError as error:
        counts.unreadable += 1
        counts.closed += 1
        waiting.add(bare, SourceState.UNREADABLE, why_closed(error).reason)
        return None
    if known is not None and known.sha256 == facts.sha256:
        return facts
    if known is None and moved(facts):
        return None
    source_id = store_reading.source_id(reader.vault, seen.path)
    taken = yield from reader.take_in(facts, SourceState.FOUND, (), source_id)
    if taken.state is SourceState.FOUND:
        counts.with_data += 1
        return None
    counts.unreadable += taken.state is SourceState.UNREADABLE
    waiting.add(facts, taken.state, taken.reason)
    return None


def _why_not(seen: Seen) -> Sentence:
    if seen.remote:
        return say("The file lies in a cloud only. Have it fetched to this PC, then scan again.")
    return Unreadable(say("Windows or Linux does not allow this program to open the folder.")).reason
