"""Whether a certificate still says what is the case."""

from __future__ import annotations

from desktop.certificate.facts import rows_digest
from desktop.certificate.records import Certificate
from desktop.certificate.register import register_rows
from desktop.session import Session


def is_current(session: Session, made: Certificate) -> bool:
    """Whether nothing has changed in the register since the certificate was made."""
    return made.rows_digest == rows_digest(register_rows(session))
