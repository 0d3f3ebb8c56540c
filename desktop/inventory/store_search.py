"""Find the person who stands at the counter: by a number that only they would know, through the indexes."""

from __future__ import annotations

import unicodedata

from desktop.inventory.records import Subject
from desktop.inventory.store import subject
from desktop.vault.vault import Vault

_COLUMNS = ("mobile", "id_number", "member_no")


def with_number(vault: Vault, typed: str) -> tuple[Subject, ...]:
    """Everyone who has this mobile, identity or card number; two people may share a telephone."""
    number = "".join(unicodedata.normalize("NFKC", typed).split()).upper()
    if not number:
        return ()
    found: dict[int, None] = {}
    for column in _COLUMNS:
        rows = vault.rows(f"SELECT id FROM subject WHERE {column} = ? AND {column} <> ''", (number,))  # noqa: S608
        found.update((int(row[0]), None) for row in rows)
    people = (subject(vault, number) for number in found)
    return tuple(dict.fromkeys(person for person in people if person is not None))
