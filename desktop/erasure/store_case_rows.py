# ruff: noqa: S608 - the statements hold ids that are integers, and no text
"""The case's own customer rows: how many there are, and the SQL that removes them.

The one place where a room touches the tables of the others: at the very end, when what they held is to be gone. Whoever
has an open request or hold keeps their rows. What stays: counts, kinds, digests, numbers of papers, the journal, and
what the owner gave as reasons: decisions, exceptions and the assessment must stay provable.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from desktop.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class CaseRows:
    """What the case itself holds about customers, those on hold left out."""

    people: int
    records: int


def case_rows(vault: Vault, held: Collection[int]) -> CaseRows:
    """Count what would be removed."""
    stay = json.dumps(sorted(held))
    outside = "NOT IN (SELECT value FROM json_each(?))"
    people = vault.value(
        "SELECT count(*) FROM subject WHERE joined_to IS NULL "
        f"AND EXISTS (SELECT 1 FROM appearance WHERE subject_id = subject.id) AND id {outside}",
        (stay,),
    )
    records = vault.value(
        f"SELECT count(*) FROM record WHERE subject_id IS NULL OR subject_id {outside}",
        (stay,),
    )
    return CaseRows(int(people), int(records))


def removal(held: Collection[int], open_sources: Collection[int]) -> tuple[str, ...]:
    """The statements, in an order that the foreign keys allow. Running them again changes nothing.

    `open_sources` are files that are still there: their names are needed until they are gone.
    """
    gone = f"NOT IN ({_ids(held)})"
    done = f"kind = 'file' AND id NOT IN ({_ids(open_sources)})"
    emptied = f"SELECT id FROM source WHERE {done}"
    return (
        f"UPDATE notice SET subject_id = NULL WHERE subject_id {gone}",
        f"UPDATE request SET subject_id = NULL WHERE subject_id {gone}",
        f"UPDATE legal_hold SET subject_id = NULL WHERE subject_id {gone}",
        "UPDATE legal_hold SET note = '' WHERE lifted IS NOT NULL",
        f"DELETE FROM consent WHERE subject_id {gone}",
        f"DELETE FROM appearance WHERE subject_id {gone}",
        f"DELETE FROM record WHERE subject_id IS NULL OR subject_id {gone}",
        f"DELETE FROM subject_key WHERE subject_id {gone}",
        f"UPDATE subject SET joined_to = NULL WHERE id IN ({_ids(held)})",
        f"DELETE FROM subject WHERE id {gone}",
        "DELETE FROM reading",
        "UPDATE record_column SET sample = ''",
        "UPDATE finding SET sample = ''",
        "DELETE FROM fault",
        "DELETE FROM carrier_photo",
        f"UPDATE record_group SET name = 'G' || id, part = '' WHERE source_id IN ({emptied})",
        f"UPDATE source SET name = 'F' || id, place = '', path = NULL, note = '', reason = '' WHERE {done}",
        "UPDATE item SET label = '', place = '', path = NULL WHERE kind = 'file' AND state = 'done'",
        "UPDATE scan SET folder = ''",
        "DELETE FROM folder_seen",
        "UPDATE request SET result = '' WHERE subject_id IS NULL",
        # data/007-name.csv becomes data/007: the register asks which groups lie in a pack, never under what name.
        "UPDATE pack_entry SET name = substr(name, 1, instr(name, '-') - 1) WHERE instr(name, '-') > 0",
    )


def _ids(numbers: Iterable[int]) -> str:
    return ",".join(str(int(number)) for number in sorted(numbers)) or "0"
