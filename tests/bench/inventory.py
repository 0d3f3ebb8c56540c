"""The inventory on an invented shop PC: what is found, what is joined, and how fast."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from desktop.inventory import fields, store, sweep
from desktop.inventory.columns import Vocabulary
from desktop.inventory.mentions import TextRun
from desktop.inventory.parts import OpenTable, open_file
from desktop.inventory.readers import child
from desktop.inventory.readers.shapes import Unreadable
from desktop.inventory.records import Source, SourceKind
from desktop.inventory.scanning import scan
from desktop.inventory.sifting import pieces, sift_file
from desktop.inventory.tables import TableRun
from desktop.jobs.job import run_to_end
from desktop.rules.loader import load
from desktop.session import Session
from desktop.vault.key import Derivation
from desktop.vault.vault import Vault
from tests.bench.figures import Figure
from tests.bench.inventory_corpus import build
from tests.bench.inventory_planted import Apart, Corpus, Planted
from tests.fakes import FixedClock

CUSTOMERS = 50_000
MEGABYTES = 310
NUMBERS = (fields.ID_NUMBER, fields.MOBILE, fields.BANK_CARD)
ROUNDS = 3


def measure() -> Iterator[Figure]:
    """Recall, precision, register and joins, then the speed of the search in bytes; one corpus for all."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = build(Path(folder) / "pc", customers=CUSTOMERS, megabytes=MEGABYTES)
        size = f"({corpus.size() / 1e6:.0f} MB, {CUSTOMERS} customers)"
        yield from recognition(corpus, size)
        yield from by_name(corpus)
        yield from pictured(corpus)
        yield from register(corpus, Path(folder) / "case" / "bench.case", size)
        yield from speed(corpus)


def recognition(corpus: Corpus, size: str) -> Iterator[Figure]:
    """Different values in each file: found and planted, found and not planted."""
    vocabulary = Vocabulary(load())
    kinds: dict[str, Counter[str]] = {name: Counter() for name in NUMBERS}
    wrong: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for planted in (*corpus.planted, *(Planted(path, False) for path in corpus.noise)):
        found = values_of(planted.path, vocabulary)
        for name in NUMBERS:
            hit, there = found.get(name, set()), planted.values.get(name, set())
            kinds[name]["planted"] += len(there)
            kinds[name]["found"] += len(hit & there)
            wrong[planted.table]["all"] += len(hit)
            wrong[planted.table]["right"] += len(hit & there)
            if there and len(hit & there) < 0.9 * len(there):
                print(f"     {planted.path.name}: {name} {len(hit & there)} of {len(there)}", flush=True)
            if len(hit - there) > 10 + 0.02 * len(there):
                print(f"     {planted.path.name}: {name} {len(hit - there)} that nobody has planted", flush=True)
    for name, count in kinds.items():
        recall = count["found"] / count["planted"]
        yield Figure(f"recall of {name}", recall, 0.995, "", True, f"({recall:.5f} of {count['planted']})")
    for table, limit, where in ((True, 0.99, "tables"), (False, 0.90, "free text and noise")):
        count = wrong[table]
        right = count["right"] / count["all"]
        yield Figure(f"precision in {where}", right, limit, "", True, f"({right:.5f} of {count['all']}) {size}")


def by_name(corpus: Corpus) -> Iterator[Figure]:
    """What is scored by its own name: how much of it is found, and what else was taken for it."""
    vocabulary = Vocabulary(load())
    for group in corpus.apart:
        yield _scored(group, vocabulary)


def _scored(group: Apart, vocabulary: Vocabulary) -> Figure:
    found = wanted = others = 0
    for planted in group.files:
        faults = Counter[str]()
        values = values_of(planted.path, vocabulary, faults)
        if group.damaged:
            return Figure(group.name, faults[fields.ID_NUMBER] / group.damaged, group.least, "", True, f"({faults})")
        for field_type, there in planted.values.items():
            hit = values.get(field_type, set())
            right = {value for value in there if _is_among(value, hit, field_type)}
            found, wanted = found + len(right), wanted + len(there)
            others += max(0, len(hit) - len(right))
    note = f"({found} of {wanted}; {others} others)"
    return Figure(f"recall of {group.name}", found / wanted, group.least, "", True, note)


def _is_among(value: str, found: set[str], field_type: str) -> bool:
    """Whether a value was found; an address may begin or end a little elsewhere."""
    if field_type != fields.ADDRESS or value in found:
        return value in found
    return any(value in one or (one in value and len(one) > 0.7 * len(value)) for one in found)


def pictured(corpus: Corpus) -> Iterator[Figure]:
    """What is read of photos and scans, a little askew and with noise, and what reading one costs."""
    vocabulary = Vocabulary(load())
    files = {planted.path: dict[str, set[str]]() for planted in corpus.pictures}
    began = time.process_time(), _children()
    for path in files:
        files[path] = values_of(path, vocabulary)
    child._IDLE.take().end()  # only of a process that has ended does the system tell what it used
    took = time.process_time() - began[0] + _children() - began[1]
    for name, limit in ((fields.ID_NUMBER, 0.95), (fields.MOBILE, 0.95), (fields.NAME, 0.85)):
        wanted = [(p.path, value) for p in corpus.pictures for value in p.values[name]]
        hit = sum(1 for path, value in wanted if value in files[path].get(name, set()))
        yield Figure(f"recall of {name} in pictures", hit / len(wanted), limit, "", True, f"({hit} of {len(wanted)})")
    yield Figure("reading a picture", took / len(corpus.pictures), 10, "CPU-s", note=f"({len(corpus.pictures)} pages)")


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def values_of(path: Path, vocabulary: Vocabulary, faults: Counter[str] | None = None) -> dict[str, set[str]]:
    """The different values that are recognised in a file, in columns and in running text.

    `faults`: into it, how many lines of a column of each kind are said to be wrong.
    """
    found: dict[str, set[str]] = defaultdict(set)
    try:
        for part in open_file(path, vocabulary).parts:
            if isinstance(part, OpenTable):
                run = TableRun(part.columns, vocabulary.direct, part.free)
                while lines := list(islice(part.lines, 4000)):
                    _, wrong = run.take(lines)
                    if faults is not None:
                        faults.update(fault.field_type for fault in wrong)
                tallies = [*run.tallies.values(), *run.loose.values()]
            else:
                text = TextRun()
                for block in part.blocks:
                    text.take(block)
                tallies = list(text.tallies.values())
            for tally in tallies:
                found[tally.field_type].update(value.strip() for value in tally.values)
    except Unreadable:
        print(f"     {path.name}: not readable", flush=True)
    return found


def register(corpus: Corpus, case: Path, size: str) -> Iterator[Figure]:
    """The whole folder into a case: is everybody there, once, and is every row joined to the right person?"""
    vault = Vault.create(
        case, "bench", "GTMUK12XFLQMN4755XLTCKNJ", FixedClock(), derivation=Derivation(memory=64, iterations=1, lanes=1)
    )
    began = time.process_time()
    result = run_to_end(scan(Session(vault, load(), FixedClock()), corpus.folder))
    took = time.process_time() - began
    subjects = list(store.subjects(vault))
    known = {key for person in subjects for key in (person.id_number, f"{person.mobile}|{person.name}")}
    there = sum(1 for p in corpus.people if (p.id_number or "-") in known or f"{p.mobile}|{p.name}" in known)
    yield Figure("planted people in the register", there / len(corpus.people), 1.0, "", True, f"{there} {size}")
    phones = {who.mobile for who in corpus.strangers}
    taken = sum(1 for person in subjects if person.mobile in phones)
    yield Figure("staff and suppliers taken for customers", taken, 0, "", note=f"({len(phones)} of them)")
    pairs = Counter(_pairs(vault, corpus))
    together, by_subject, by_person = Counter(pairs), Counter[int](), Counter[int]()
    for (subject, person), count in pairs.items():
        by_subject[subject] += count
        by_person[person] += count
    right, joined, wanted = map(_couples, (together.values(), by_subject.values(), by_person.values()))
    score = 2 * right / (joined + wanted)
    note = f"({score:.5f}; precision {right / joined:.5f}, recall {right / wanted:.5f}, {sum(pairs.values())} rows)"
    yield Figure("pairwise F1 of joins", score, 0.995, "", True, note)
    rate = corpus.size() / 1e6 / took
    yield Figure("whole scan into a case", rate, 5, "MB/CPU-s", True, f"{result.files} files, {took:.1f} CPU-s")
    vault.close()


def _couples(counts: Iterable[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)


def _pairs(vault: Vault, corpus: Corpus) -> Iterator[tuple[int, int]]:
    """(subject, person) for every row of a planted table and every line of a planted text."""
    by_path: dict[Path | None, Source] = {s.path: s for s in store.sources(vault, SourceKind.FILE)}
    for planted in corpus.planted:
        if planted.table and max(planted.rows) < 0:
            continue  # nobody's rows
        source = by_path.get(planted.path)
        groups = [group for group in store.groups(vault) if source and group.source_id == source.id]
        if planted.table:
            del groups[1:]  # what is left of rows that were overwritten
        records = [record for group in groups for record in store.records(vault, group.id)]
        if planted.table and len(records) != len(planted.rows):
            print(f"     {planted.path.name}: {len(records)} rows, planted {len(planted.rows)}", flush=True)
            continue
        about = planted.rows if planted.table else [planted.lines.get(record.line, -1) for record in records]
        for record, person in zip(records, about, strict=True):
            if record.subject_id is not None and person >= 0:
                yield record.subject_id, person


def speed(corpus: Corpus) -> Iterator[Figure]:
    """The search in bytes, every number checked, against counting lines with eleven digits. The same files."""
    texts = [
        planted.path for planted in corpus.planted if planted.path.suffix in {".csv", ".txt", ".log", ".sql", ".json"}
    ]
    texts += corpus.noise
    size = sum(path.stat().st_size for path in texts) / 1e6
    best_ours, best_theirs, best_lines = 0.0, 0.0, 0.0
    for _ in range(ROUNDS):
        best_ours = max(best_ours, size / _searched(texts))
        best_theirs = max(best_theirs, size / _counted(texts))
    running = [
        path
        for path in texts
        if path.suffix in {".txt", ".log"} and path not in {p.path for p in corpus.planted if p.table}
    ]
    began = time.process_time()
    for path in running:
        run = TextRun()
        for block in sift_file(path):
            run.take(block)
    best_lines = sum(path.stat().st_size for path in running) / 1e6 / (time.process_time() - began)
    load_now = f"{size:.0f} MB, load {os.getloadavg()[0]:.1f}"
    yield Figure("numbers in raw bytes, checked", best_ours, 70, "MB/CPU-s", True, load_now)
    counter = Path(_counter()[0]).name
    note = f"{counter} -c: {best_theirs:.0f} MB/CPU-s"
    yield Figure(f"numbers in raw bytes / {counter} -c", best_ours / best_theirs, 0.2, "x", True, note)
    yield Figure("running text to mentions of people", best_lines, 30, "MB/CPU-s", True)


def _searched(texts: list[Path]) -> float:
    began = time.process_time()
    for path in texts:
        different: dict[str, set[bytes]] = {name: set() for name in NUMBERS}
        for piece in pieces(path):
            for found in sweep.numbers(sweep.ground(piece)):
                different[found.field_type].update(found.values)
    return time.process_time() - began


def _counter() -> list[str]:
    rg = shutil.which("rg")
    return [rg, "-c", "--no-mmap", "-j1", "-a"] if rg else [shutil.which("grep") or "grep", "-acE"]


def _counted(texts: list[Path]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [*_counter(), "[0-9]{11}", *map(str, texts)]
    # Not into /dev/null: there grep stops at the first match of each file.
    subprocess.run(command, stdout=subprocess.PIPE, check=True, env={**os.environ, "LC_ALL": "C"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
