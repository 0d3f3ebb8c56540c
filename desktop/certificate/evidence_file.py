"""证据.json: everything the papers say, and what stands behind each row, for a reader that has only the JSON schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import cast

from desktop.certificate.records import Facts, RegisterRow
from desktop.disk.records import Evidence
from desktop.erasure import store as erasure
from desktop.erasure.records import Item
from desktop.session import Session
from desktop.vault.journal import JournalLine
from desktop.words import zh

FORMAT = "pharmacy-closeout-evidence-1"

Json = dict[str, object]


def evidence_json(session: Session, facts: Facts, journal_lines: int, journal_digest: str) -> bytes:
    """The file, UTF-8. `journal_digest` is the digest of the last journal line in the bundle."""
    items = {item.id: item for item in erasure.items(session.vault)}
    told = facts.notices
    plain: Json = {
        "format": FORMAT,
        "certificate": {
            "number": facts.number, "register_number": facts.register_number, "status": facts.status.value,
            "made": facts.made, "began": facts.began, "ended": facts.ended, "supersedes": facts.supersedes,
            "reason": facts.reason, "practice": facts.practice, "case": facts.case_code,
            "program": {"name": "Pharmacy Closeout", "version": facts.version},
        },
        "shop": asdict(facts.shop),
        "closing": asdict(facts.closing),
        "people": [
            {"role": p.role.value, "name": p.name, "post": p.post, "phone": p.phone}
            for p in (facts.owner, facts.operator, facts.witness, facts.custodian)
            if p is not None
        ],
        "plan": {
            "digest": facts.plan_digest,
            "approvals": [asdict(approval) for approval in erasure.approvals(session.vault)],
        },
        "rules": {"as_of": facts.rules_as_of.isoformat(), "file": facts.rules_name, "sha256": facts.rules_digest},
        "notices": asdict(told),
        "backups": facts.backups,
        "looked_again": asdict(facts.looked_again) if facts.looked_again is not None else None,
        "totals": asdict(facts.totals),
        "stripped": [asdict(line) for line in facts.stripped],
        "rows": [_row(row, items) for row in facts.rows],
        "media": [asdict(line) for line in facts.media],
        "journal": {"lines": journal_lines, "digest": journal_digest},
    }  # fmt: skip
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True, default=_spelled).encode("utf-8") + b"\n"


def _row(row: RegisterRow, items: Mapping[int, Item]) -> Json:
    plain = cast(Json, asdict(row))
    item = items.get(row.item_id or 0)
    plain["evidence"] = _in_words(json.loads(item.evidence)) if item is not None and item.evidence else None
    return plain


def _in_words(evidence: Json) -> Json:
    """Errors that were measured as sentences in Chinese, not as the program's own text."""
    measured = evidence.get("measured")
    for one in measured if isinstance(measured, list) else [measured] if isinstance(measured, dict) else []:
        found = Evidence.from_json(json.dumps(one))
        one["errors"] = [zh(error) for error in found.errors]
    return evidence


def _spelled(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def journal_json(lines: Iterator[JournalLine]) -> Iterator[bytes]:
    """日志.jsonl: one line of JSON for each line of the journal, as it was chained."""
    for line in lines:
        yield (
            json.dumps(asdict(line), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8") + b"\n"
        )
