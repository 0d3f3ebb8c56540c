"""All SQL of the certificate room: the certificates that were made and the copies of their bundles."""

from __future__ import annotations

import json
from pathlib import Path

from desktop.certificate.records import BundleCopy, Certificate, CertificateStatus, LastLook
from desktop.clock import local_time
from desktop.vault.vault import Change, Row, Vault

CLOSED = "case_closed"
"""The fact that the case was ended, with its time."""


def certificates(vault: Vault) -> tuple[Certificate, ...]:
    """Every certificate that was made, the oldest first."""
    return tuple(_certificate(row) for row in vault.rows("SELECT * FROM certificate ORDER BY rowid"))


def certificate(vault: Vault, number: str) -> Certificate | None:
    """The certificate of that number."""
    row = vault.row("SELECT * FROM certificate WHERE number = ?", (number,))
    return _certificate(row) if row else None


def latest(vault: Vault) -> Certificate | None:
    """The certificate that no later one supersedes."""
    row = vault.row("SELECT * FROM certificate ORDER BY rowid DESC LIMIT 1")
    return _certificate(row) if row else None


def copies(vault: Vault, number: str) -> tuple[BundleCopy, ...]:
    """Where copies of a bundle were written."""
    found = vault.rows("SELECT * FROM bundle_copy WHERE number = ? ORDER BY id", (number,))
    return tuple(BundleCopy(row["number"], row["place"], row["made"]) for row in found)


def last_look(vault: Vault) -> LastLook | None:
    """The last reading of the places after the last act of erasure, as the journal has it."""
    row = vault.row(
        "SELECT time, detail FROM journal WHERE act = 'inventory.looked_again' AND seq > "
        "(SELECT coalesce(max(seq), 0) FROM journal WHERE act = 'erasure.item_done') ORDER BY seq DESC LIMIT 1"
    )
    if row is None:
        return None
    seen = json.loads(row["detail"])
    day = local_time(row["time"]).date().isoformat()
    return LastLook(day, seen["files"], seen["with_data"], seen["unreadable"])


def save(change: Change, made: Certificate) -> None:
    """Keep a certificate. There is no way to change one."""
    change.execute(
        "INSERT INTO certificate (number, register_number, status, made, manifest_sha256, folder, supersedes, reason, "
        "rows_digest) VALUES (?,?,?,?,?,?,?,?,?)",
        (
            made.number, made.register_number, made.status.value, made.made, made.manifest_sha256, str(made.folder),
            made.supersedes, made.reason, made.rows_digest,
        ),
    )  # fmt: skip


def save_copy(change: Change, number: str, place: str) -> None:
    """Remember that a copy was written and checked."""
    change.execute("INSERT INTO bundle_copy (number, place, made) VALUES (?,?,?)", (number, place, change.time))


def _certificate(row: Row) -> Certificate:
    return Certificate(
        row["number"], row["register_number"], CertificateStatus(row["status"]), row["made"], row["manifest_sha256"],
        Path(row["folder"]), row["supersedes"], row["reason"], row["rows_digest"],
    )  # fmt: skip
