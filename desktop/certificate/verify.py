"""Checking an evidence bundle: was anything changed since the certificate was made, and where. Needs no case.

`sound` means that nothing was changed (相符), no more: whether it is true is for those who signed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from desktop.certificate.schema import faults as schema_faults
from desktop.errors import OwnerError
from desktop.resources import resource
from desktop.vault import journal
from desktop.vault.journal import JournalLine
from desktop.words import Sentence, say

PAYLOAD = "data"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
EVIDENCE = "data/证据.json"
SCHEMA = "data/证据格式.schema.json"
JOURNAL = "data/日志.jsonl"
RULES = "data/保存规则.toml"
_SCAN = re.compile(rb"PC1:(XH-[0-9A-Z-]+):(\d{8}):([AEU]):([0-9A-Fa-f]{64})")
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_SHOWN = 12
"""Places named in one check; a ruined bundle needs no longer list."""

Fault = Sentence


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was compared. `where` names what does not fit; empty means 相符."""

    name: Sentence
    where: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether everything fits."""
        return not self.where


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of a bundle found. `number` is the certificate's, "" when it cannot be read."""

    folder: Path
    number: str
    manifest_sha256: str
    checks: tuple[Check, ...]

    @property
    def sound(self) -> bool:
        """相符: nothing was changed."""
        return all(check.sound for check in self.checks)

    def as_json(self) -> str:
        """For `pharmacy-closeout verify --json`."""
        plain = {
            "number": self.number,
            "manifest_sha256": self.manifest_sha256,
            "sound": self.sound,
            "checks": [
                {"name": check.name.text, "sound": check.sound, "where": [str(fault) for fault in check.where]}
                for check in self.checks
            ],
        }
        return json.dumps(plain, ensure_ascii=False, indent=1)


def find_bundle(path: Path) -> Path:
    """The bundle's folder for anything dropped in: the folder, a file inside it, or a folder that holds just one.

    Raises `OwnerError` when there is none.
    """
    for place in (path, path.parent, path.parent.parent):
        if (place / MANIFEST).is_file() or (place / TAG_MANIFEST).is_file():
            return place
    inside = [file.parent for file in sorted(path.glob(f"*/{TAG_MANIFEST}"))] if path.is_dir() else []
    if len(inside) == 1:
        return inside[0]
    raise OwnerError(
        say("There is no evidence bundle at this place."),
        todo=say("Choose the folder that holds manifest-sha256.txt."),
    )


def verify(folder: Path, *, expected: str | None = None) -> Report:
    """Check a bundle. `expected` is the digest from the paper or the case, 64 hex in any case.

    Raises `OwnerError` when the folder holds no bundle; everything else is a check that does not fit.
    """
    if not folder.is_dir():
        raise OwnerError(say("There is no evidence bundle at this place."))
    manifest = _read(folder / MANIFEST)
    digest = hashlib.sha256(manifest).hexdigest() if manifest is not None else ""
    scans = _scans(folder)
    evidence = _evidence(folder)
    lines, unreadable = _journal(folder)
    checks = (
        Check(say("All files are there, and no others"), tuple(_complete(folder))),
        Check(say("The listed files are unchanged"), tuple(_digests(folder, MANIFEST))),
        Check(say("Certificate and notes beside them are unchanged"), tuple(_digests(folder, TAG_MANIFEST))),
        Check(say("The certificate belongs to this bundle"), tuple(_belongs(scans, digest, expected, evidence))),
        Check(say("The journal is whole"), tuple(_chain(lines, unreadable, evidence))),
        Check(say("The evidence has its form"), tuple(_form(evidence))),
        Check(say("The totals add up with the register"), tuple(_sums(evidence))),
        Check(say("Every row has its journal line"), tuple(_lines_of_rows(evidence, lines))),
    )
    number = scans[0][0] if scans else ""
    return Report(folder, number, digest, checks)


# -- files


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _listed(folder: Path, name: str) -> tuple[dict[str, str], list[Fault]]:
    """Name → digest of a manifest, and the lines that are none."""
    data = _read(folder / name)
    if data is None:
        return {}, [say("{file} is missing or cannot be read", file=name)]
    listed: dict[str, str] = {}
    faults: list[Fault] = []
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        found = _LINE.fullmatch(line)
        if found and _inside(found[2]) and found[2] not in listed:
            listed[found[2]] = found[1]
        elif line:
            faults.append(say("{file}, line {n}: not readable", file=name, n=number))
    return listed, faults


def _inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and ".." not in parts and not name.startswith("/") and "\\" not in name


def _complete(folder: Path) -> Iterator[Fault]:
    payload, _ = _listed(folder, MANIFEST)
    tags, _ = _listed(folder, TAG_MANIFEST)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink()}
    listed = set(payload) | set(tags) | {TAG_MANIFEST}
    needed = {MANIFEST, BAGIT, BAG_INFO, EVIDENCE, SCHEMA, JOURNAL, RULES}
    for name in sorted((listed | needed) - there)[:_SHOWN]:
        yield say("{file} is missing", file=name)
    for name in sorted(there - listed)[:_SHOWN]:
        yield say("{file} does not belong here", file=name)
    for name in sorted(needed - listed)[:_SHOWN]:
        yield say("{file} is in no list", file=name)


def _digests(folder: Path, name: str) -> Iterator[Fault]:
    listed, faults = _listed(folder, name)
    yield from faults[:_SHOWN]
    for file, wanted in listed.items():
        path = folder / file
        if path.is_symlink() or not path.is_file():
            yield say("{file} is missing", file=file)
            continue
        try:
            with path.open("rb") as opened:
                found = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError:
            yield say("{file} is missing or cannot be read", file=file)
            continue
        if found != wanted:
            yield say("{file} was changed", file=file)


def _scans(folder: Path) -> list[tuple[str, str, str, str]]:
    """Number, day, status and digest that each certificate in the folder says of itself."""
    found = []
    for path in sorted(folder.glob("*.pdf")):
        data = _read(path) or b""
        for hit in _SCAN.finditer(data):
            number, day, status, digest = (part.decode("ascii") for part in hit.groups())
            found.append((number, day, status, digest.lower()))
    return found


def _belongs(
    scans: list[tuple[str, str, str, str]], digest: str, expected: str | None, evidence: Mapping[str, Any] | None
) -> Iterator[Fault]:
    if len(set(scans)) != 1:
        yield say("There must be exactly one certificate; found: {n}", n=len(set(scans)))
        return
    number, day, status, named = scans[0]
    if named != digest:
        yield say("The certificate names another digest than this bundle has")
    if expected is not None and re.sub(r"\s", "", expected).lower() != digest:
        yield say("The digest that was given is not the one of this bundle")
    said = _part(evidence, "certificate")
    if (said.get("number"), str(said.get("made", ""))[:10].replace("-", ""), said.get("status")) != (
        number,
        day,
        status,
    ):
        yield say("Number, day or status differ between certificate and evidence")


# -- the journal


def _journal(folder: Path) -> tuple[list[JournalLine], list[Fault]]:
    data = _read(folder / JOURNAL)
    lines: list[JournalLine] = []
    faults: list[Fault] = []
    for number, text in enumerate((data or b"").decode("utf-8", "replace").splitlines(), 1):
        try:
            lines.append(JournalLine(**json.loads(text)))
        except (ValueError, TypeError):
            faults.append(say("Journal, line {n}: not readable", n=number))
    return lines, faults


def _chain(lines: list[JournalLine], unreadable: list[Fault], evidence: Mapping[str, Any] | None) -> Iterator[Fault]:
    yield from unreadable[:_SHOWN]
    said = _part(evidence, "journal")
    wanted = said.get("lines")
    last = wanted if isinstance(wanted, int) else 0
    words: dict[str, Callable[[int], Sentence]] = {
        "changed": lambda n: say("Journal, line {n}: changed", n=n),
        "removed": lambda n: say("Journal, line {n}: removed", n=n),
        "inserted": lambda n: say("Journal, line {n}: inserted", n=n),
    }
    try:
        found = journal.check(sorted(lines, key=lambda line: line.seq), expected_last=last)
    except TypeError:
        yield say("Journal, line {n}: not readable", n=0)
        return
    for fault in found[:_SHOWN]:
        yield words[fault.what](fault.seq)
    if [line.seq for line in lines] != sorted({line.seq for line in lines}):
        yield say("The journal's lines are not in their order")
    if not lines or lines[-1].digest != said.get("digest"):
        yield say("The journal does not end where the evidence says")


# -- the evidence


def _evidence(folder: Path) -> Mapping[str, Any] | None:
    data = _read(folder / EVIDENCE)
    try:
        plain = json.loads(data) if data is not None else None
    except ValueError:
        return None
    return plain if isinstance(plain, dict) else None


def _part(evidence: Mapping[str, Any] | None, name: str) -> Mapping[str, Any]:
    part = evidence.get(name) if evidence else None
    return part if isinstance(part, dict) else {}


def _form(evidence: Mapping[str, Any] | None) -> Iterator[Fault]:
    if evidence is None:
        yield say("{file} is missing or cannot be read", file=EVIDENCE)
        return
    schema = json.loads(resource("certificate", "evidence.schema.json").read_text(encoding="utf-8"))
    for place in schema_faults(evidence, schema)[:_SHOWN]:
        yield say("Evidence, {place}: not as its form says", place=place)


def _sums(evidence: Mapping[str, Any] | None) -> Iterator[Fault]:
    said = _part(evidence, "totals")
    rows = [row for row in (evidence or {}).get("rows", []) if isinstance(row, dict)]
    fates = [row.get("fate") for row in rows]
    exceptions = fates.count("not_destroyed") + fates.count("unconfirmed")
    kept = fates.count("sealed") + fates.count("transferred")
    own = [row for row in rows if row.get("carrier_kind") in ("file", "case_rows") and row.get("unit") == "条"]
    wanted = {
        "planned": len(rows) - kept,
        "destroyed": fates.count("destroyed") + fates.count("confirmed"),
        "confirmed": fates.count("confirmed"),
        "residue": fates.count("deleted_residue"),
        "exceptions": exceptions,
        "open": fates.count("open"),
        "groups_sealed": fates.count("sealed"),
        "groups_transferred": fates.count("transferred"),
        "records_destroyed": _quantity(own, "destroyed", "confirmed"),
        "records_residue": _quantity(own, "deleted_residue"),
        "media_destroyed": _quantity(
            [row for row in rows if row.get("carrier_kind") == "device"], "destroyed", "confirmed"
        ),
    }
    for name, value in wanted.items():
        if said.get(name) != value:
            yield say(
                "{name}: the evidence says {said}, its rows add up to {sum}",
                name=name,
                said=str(said.get(name)),
                sum=value,
            )
    status = _part(evidence, "certificate").get("status")
    if status == "A" and (exceptions or wanted["residue"] or wanted["open"]):
        yield say("The status says more than the rows bear out")
    if [row.get("serial") for row in rows] != list(range(1, len(rows) + 1)):
        yield say("The rows are not numbered one after the other")


def _quantity(rows: list[dict[str, Any]], *fates: str) -> int:
    return sum(row["quantity"] for row in rows if row.get("fate") in fates and isinstance(row.get("quantity"), int))


def _lines_of_rows(evidence: Mapping[str, Any] | None, lines: list[JournalLine]) -> Iterator[Fault]:
    """Each row that was acted on has exactly one line of success in the journal, with the same result and number."""
    done: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        if line.act == "erasure.item_done":
            done.setdefault(line.object, []).append(_detail(line))
    expected = set()
    for row in (evidence or {}).get("rows", []):
        if not isinstance(row, dict) or row.get("fate") not in ("destroyed", "confirmed", "deleted_residue"):
            continue
        name = f"item:{row.get('item_id')}"
        expected.add(name)
        found = done.get(name, [])
        same = len(found) == 1 and (found[0].get("result"), found[0].get("evidence")) == (
            row["fate"],
            row.get("number"),
        )
        if not same:
            yield say("Register row {n}: no matching journal line", n=str(row.get("serial")))
    for name in sorted(set(done) - expected)[:_SHOWN]:
        yield say("The journal has a result that is in no row: {name}", name=name)


def _detail(line: JournalLine) -> dict[str, Any]:
    try:
        plain = json.loads(line.detail)
    except ValueError:
        return {}
    return plain if isinstance(plain, dict) else {}
