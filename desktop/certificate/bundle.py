"""The evidence bundle: a BagIt folder that anyone can check without this program.

What carries the manifest's digest (the certificate and the list that covers it) lies beside the payload, so nothing has
to contain its own digest. The folder is built under a temporary name and renamed when all of it is there.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from desktop import __version__, numbers
from desktop.certificate import store
from desktop.certificate.document import write_certificate
from desktop.certificate.evidence_file import evidence_json, journal_json
from desktop.certificate.facts import gather, rows_digest
from desktop.certificate.records import Certificate, CertificateStatus, Facts
from desktop.certificate.register_paper import write_register
from desktop.certificate.verify import (
    BAG_INFO,
    BAGIT,
    EVIDENCE,
    JOURNAL,
    MANIFEST,
    PAYLOAD,
    RULES,
    SCHEMA,
    TAG_MANIFEST,
    verify,
)  # fmt: skip
from desktop.clock import local_time
from desktop.disk.durable import copying, flush_folder, full_disk_guard, write_beside
from desktop.erasure.gate import open_points
from desktop.errors import OwnerError
from desktop.jobs.job import Job, Progress
from desktop.resources import resource
from desktop.session import Session
from desktop.words import say, zh

PREFIX, PART = ".~closeout-", ".part"
"""A bundle's name while it is being built."""


def make(session: Session, folder: Path, *, reason: str = "") -> Job[Certificate]:
    """Make the certificate and its bundle in `folder`. A later one needs a `reason` and supersedes the one before.

    Raises `OwnerError` while something is still to be done, when a reason is missing, or when the drive fails; a number
    that was drawn and not used stays unused.
    """
    vault = session.vault
    before = store.latest(vault)
    if open_points(session):
        raise OwnerError(
            say("Something is still to be done or to be explained under Erasure."),
            meaning=say("No certificate was made."),
            todo=say("Print the progress sheet if you need a paper now."),
        )
    if before is not None and not reason.strip():
        raise OwnerError(
            say("A certificate is never changed: a new one replaces it and says why."),
            todo=say("Write the reason in a few words."),
        )
    with vault.change(late=True) as change:
        number = change.new_number(numbers.Kind.CERTIFICATE, vault.case_code)
        register = change.new_number(numbers.Kind.REGISTER, vault.case_code)
        change.note("certificate.begun", f"certificate:{number}", register=register)
        made = local_time(change.time).isoformat(timespec="minutes")
    facts = gather(
        session, number=number, register_number=register, made=made,
        supersedes=before.number if before else "", reason=reason.strip(),
    )  # fmt: skip
    target = folder / zh("Evidence bundle {number}", number=number)
    manifest = yield from _build(session, facts, target)
    done = Certificate(
        number, register, facts.status, made, manifest, target, facts.supersedes, facts.reason, rows_digest(facts.rows)
    )
    with vault.change(late=True) as change:
        store.save(change, done)
        change.note(
            "certificate.made", f"certificate:{number}", status=facts.status.value, manifest=manifest,
            supersedes=facts.supersedes, destroyed=facts.totals.destroyed, exceptions=facts.totals.exceptions,
        )  # fmt: skip
    return done


def progress_sheet(session: Session) -> bytes:
    """销毁进度单: the state of this day as a PDF without bundle."""
    vault = session.vault
    with vault.change(late=True) as change:
        number = change.new_number(numbers.Kind.PROGRESS_SHEET, vault.case_code)
        change.note("certificate.progress", f"paper:{number}")
        made = local_time(change.time).isoformat(timespec="minutes")
    facts = gather(session, number=number, register_number=number, made=made)
    return write_certificate(None, replace(facts, status=CertificateStatus.UNFINISHED), "").data


def _build(session: Session, facts: Facts, target: Path) -> Job[str]:
    """Everything under a temporary name, then the folder's own."""
    building = target.with_name(f"{PREFIX}{facts.number}{PART}")
    with full_disk_guard():
        _remove_leftovers(target.parent, session.vault.case_code)
        (building / PAYLOAD).mkdir(parents=True)
    try:
        yield Progress(0, 5, zh("Journal"), say("Writing the evidence bundle"), say("files"))
        lines, last = _write_journal(session, building / JOURNAL)
        _write(building / EVIDENCE, [evidence_json(session, facts, lines, last)])
        yield Progress(2, 5, zh("Disposal register"), say("Writing the evidence bundle"), say("files"))
        _write(building / SCHEMA, [resource("certificate", "evidence.schema.json").read_bytes()])
        _write(building / RULES, [session.rules.text])
        write_register(building / PAYLOAD / f"{zh('Disposal register')}-{facts.register_number}.pdf", facts)
        yield Progress(3, 5, zh("Destruction certificate"), say("Writing the evidence bundle"), say("files"))
        manifest = _write_manifest(building, facts)
        yield Progress(4, 5, zh("Destruction certificate"), say("Checking what was written"), say("files"))
        report = verify(building, expected=manifest)
        assert report.sound, [check.name.text for check in report.checks if not check.sound]
        with full_disk_guard():
            building.rename(target)
        flush_folder(target.parent)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return manifest


def _remove_leftovers(folder: Path, case: str) -> None:
    """What a run that was cut short left of the certificates of this case, which no other program has open now."""
    for path in folder.glob(f"{PREFIX}*{PART}"):
        text = path.name.removeprefix(PREFIX).removesuffix(PART)
        number = numbers.read_number(text)
        if number is None or str(number) != text or number.case != case or number.kind is not numbers.Kind.CERTIFICATE:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)


def _write_journal(session: Session, path: Path) -> tuple[int, str]:
    count, last = 0, ""

    def lines() -> Iterator[bytes]:
        nonlocal count, last
        for line in session.vault.journal():
            count, last = line.seq, line.digest
            yield from journal_json(iter((line,)))

    _write(path, lines())
    return count, last


def _write_manifest(folder: Path, facts: Facts) -> str:
    """The payload's manifest, then what lies beside it: certificate, instructions, and the list that covers them."""
    payload = sorted(path for path in (folder / PAYLOAD).rglob("*") if path.is_file())
    manifest = _listing(folder, payload)
    _write(folder / MANIFEST, [manifest])
    digest = hashlib.sha256(manifest).hexdigest()
    sizes = sum(path.stat().st_size for path in payload)
    _write(folder / BAGIT, [b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"])
    info = (
        f"Source-Organization: {facts.shop.name}\nExternal-Identifier: {facts.number}\n"
        f"Bagging-Date: {facts.made[:10]}\nBag-Software-Agent: Pharmacy Closeout {__version__}\n"
        f"Payload-Oxum: {sizes}.{len(payload)}\n"
    )
    _write(folder / BAG_INFO, [info.encode("utf-8")])
    guide = resource("certificate", "how-to-check.txt").read_text(encoding="utf-8")
    text = guide.replace("{number}", facts.number).replace("{digest}", digest.upper())
    _write(folder / f"{zh('How to check')}.txt", [b"\xef\xbb\xbf", text.replace("\n", "\r\n").encode("utf-8")])
    write_certificate(folder / f"{zh('Destruction certificate')}-{facts.number}.pdf", facts, digest)
    tags = sorted(path for path in folder.iterdir() if path.is_file())
    _write(folder / TAG_MANIFEST, [_listing(folder, tags)])
    return digest


def _listing(folder: Path, files: Iterable[Path]) -> bytes:
    lines = []
    for path in files:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines).encode("utf-8")


def _write(path: Path, parts: Iterable[bytes]) -> None:
    with write_beside(path, secret=False) as file:
        for part in parts:
            file.write(part)


# -- copies


def export(session: Session, number: str, place: Path) -> Job[Path]:
    """Copy a bundle to a folder or drive, read every file back, verify the copy. Raises `OwnerError`.

    The copy is built under a temporary name; one that is there already under the final name is only verified.
    """
    made = store.certificate(session.vault, number)
    assert made is not None
    source, target = made.folder, place / made.folder.name
    files = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else []
    total = sum(path.stat().st_size for path in files)
    if not target.exists():
        yield from _copy(files, source, target, total)
    yield Progress(2 * total, 2 * total, target.name, say("Checking what was written"), say("bytes"))
    report = verify(target, expected=made.manifest_sha256)
    if not report.sound:
        raise OwnerError(
            say("The copy of the evidence bundle is not what was written."),
            meaning=say("The bundle on this PC is unharmed."),
            todo=say("Take another drive, or remove the folder there and export again."),
        )
    with session.vault.change(late=True) as change:
        store.save_copy(change, number, str(place))
        change.note("certificate.exported", f"certificate:{number}", manifest=made.manifest_sha256, files=len(files))
    return target


def _copy(files: list[Path], source: Path, target: Path, total: int) -> Iterator[Progress]:
    part = target.with_name(f"{PREFIX}{target.name}{PART}")
    shutil.rmtree(part, ignore_errors=True)  # of a run that was cut short, with half a file in it
    done = 0
    try:
        for path in files:
            there = part / path.relative_to(source)
            with full_disk_guard():
                there.parent.mkdir(parents=True, exist_ok=True)
            for step in copying(path, there, replace=True):
                done += step.bytes
                yield Progress(done, 2 * total, path.name, say("Copying and reading back"), say("bytes"))
        with full_disk_guard():
            part.rename(target)
        flush_folder(target.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)
