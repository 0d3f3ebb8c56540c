"""The journal (日志、留痕): append-only, each line chained to the one before by SHA-256.

A line's digest covers its number, time, actor, act, object, detail and the digest before it, as canonical JSON.
It names objects by id and never holds a customer's name or number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

START = "0" * 64


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One act. `time` is UTC in ISO 8601; `detail` is canonical JSON."""

    seq: int
    time: str
    actor: str
    act: str
    object: str
    detail: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class JournalFault:
    """A line that does not fit: its number and what is wrong with it ("changed", "removed", "inserted")."""

    seq: int
    what: str


def canonical(detail: Mapping[str, object]) -> str:
    """JSON with sorted keys and no spaces, the form that is hashed."""
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def line_digest(seq: int, time: str, actor: str, act: str, object_: str, detail: str, previous: str) -> str:
    """SHA-256 of a line, hex."""
    body = json.dumps([seq, time, actor, act, object_, detail, previous], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def chained(last: JournalLine | None, time: str, actor: str, act: str, object_: str, detail: str) -> JournalLine:
    """The line that follows `last`."""
    seq, previous = (last.seq + 1, last.digest) if last else (1, START)
    return JournalLine(
        seq, time, actor, act, object_, detail, previous, line_digest(seq, time, actor, act, object_, detail, previous)
    )


def check(lines: Iterable[JournalLine], *, expected_last: int) -> list[JournalFault]:
    """Every line that was changed, removed or inserted. `lines` come in the order of `seq`."""
    faults: list[JournalFault] = []
    seq, digest = 0, START
    for line in lines:
        faults += [JournalFault(missing, "removed") for missing in range(seq + 1, line.seq)]
        own = line_digest(line.seq, line.time, line.actor, line.act, line.object, line.detail, line.previous)
        if own != line.digest:
            faults.append(JournalFault(line.seq, "changed"))
        elif line.seq == seq + 1 and line.previous != digest:
            faults.append(JournalFault(line.seq, "inserted" if line.seq > 1 else "changed"))
        seq, digest = line.seq, line.digest
    faults += [JournalFault(missing, "removed") for missing in range(seq + 1, expected_last + 1)]
    faults += [JournalFault(extra, "inserted") for extra in range(expected_last + 1, seq + 1)]
    return faults
