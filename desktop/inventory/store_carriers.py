"""What the case keeps of paper and devices besides their description: the number on the label, a small picture."""

from __future__ import annotations

from desktop import numbers
from desktop.vault.vault import Change, Vault

MOST_BYTES = 400_000
"""A picture is shrunk before it comes here; what is larger was not."""


def label_number(vault: Vault, source_id: int) -> str:
    """The number on the label of paper or a device, "" while it has none."""
    return str(vault.value("SELECT number FROM carrier_label WHERE source_id = ?", (source_id,)) or "")


def give_numbers(vault: Vault, source_ids: tuple[int, ...]) -> tuple[str, ...]:
    """A number for each, given once and kept: the label that is printed again says the same."""
    with vault.change(late=True) as change:
        given = tuple(number_for(change, vault.case_code, source_id) for source_id in source_ids)
        change.note("inventory.labels_numbered", "source", sources=sorted(source_ids))
    return given


def number_for(change: Change, case_code: str, source_id: int) -> str:
    """The number of paper or a device inside a running change; it is drawn if there is none yet."""
    found = change.rows("SELECT number FROM carrier_label WHERE source_id = ?", (source_id,))
    if found:
        return str(found[0]["number"])
    number = change.new_number(numbers.Kind.BOX, case_code)
    change.execute("INSERT INTO carrier_label VALUES (?, ?)", (source_id, number))
    return number


def photo(vault: Vault, source_id: int) -> bytes:
    """The small picture as JPEG, b"" without one."""
    return bytes(vault.value("SELECT jpeg FROM carrier_photo WHERE source_id = ?", (source_id,)) or b"")


def with_photo(vault: Vault) -> frozenset[int]:
    """The sources that have a picture."""
    return frozenset(int(row[0]) for row in vault.rows("SELECT source_id FROM carrier_photo"))


def save_photo(vault: Vault, source_id: int, jpeg: bytes) -> None:
    """Keep a shrunk picture inside the case, in place of the one before; b"" takes it away."""
    if len(jpeg) > MOST_BYTES:
        raise ValueError(len(jpeg))
    with vault.change() as change:
        change.execute("DELETE FROM carrier_photo WHERE source_id = ?", (source_id,))
        if jpeg:
            change.execute("INSERT INTO carrier_photo VALUES (?, ?)", (source_id, jpeg))
        change.note("inventory.photo_kept" if jpeg else "inventory.photo_removed", f"source:{source_id}")
