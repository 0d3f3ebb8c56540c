"""The SQL of files without identity, and the word they may bear as the case stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from desktop.classification import store
from desktop.classification.parting import unparted
from desktop.classification.records import ANONYMISED, DISPOSITION_NAMES, GOING, Decision, Disposition
from desktop.classification.records_strip import StrippedFile
from desktop.classification.reidentification import Standing
from desktop.inventory import store as inventory
from desktop.vault.vault import Row, Vault
from desktop.words import Sentence


@dataclass(frozen=True, slots=True)
class Written:
    """What a job wrote, and what came of reading it again."""

    size: int
    sha256: str
    book_size: int
    book_sha256: str
    rows: int
    left_out: int
    blanked: int
    smallest: int
    standing_out: int
    persons_found: int


def files(vault: Vault, group_id: int | None = None) -> tuple[StrippedFile, ...]:
    """Every file without identity that was written in full, the oldest first."""
    sql = "SELECT * FROM stripped_file WHERE checked IS NOT NULL AND (?1 IS NULL OR group_id = ?1) ORDER BY id"
    return tuple(_file(row) for row in vault.rows(sql, (group_id,)))


def begin(vault: Vault, group_id: int, path: Path, *, least: int, links: bool, purpose: str) -> int:
    """The intent, before anything is written under that name."""
    with vault.change() as change:
        change.execute("DELETE FROM stripped_file WHERE path = ?", (inventory.path_text(path),))
        made = change.execute(
            "INSERT INTO stripped_file (group_id, path, least, links, purpose, begun) VALUES (?, ?, ?, ?, ?, ?)",
            (group_id, inventory.path_text(path), least, int(links), purpose, change.time),
        )
        change.note("classification.strip_begun", f"group:{group_id}", file=made, least=least, links=links)
    return made


def finish(vault: Vault, file_id: int, written: Written) -> None:
    """The file is there and was read again. Where nobody can be recognised, the group counts as made anonymous."""
    with vault.change() as change:
        change.execute(
            "UPDATE stripped_file SET size = ?, sha256 = ?, book_size = ?, book_sha256 = ?, row_count = ?,"
            " left_out = ?, blanked = ?, smallest = ?, standing_out = ?, persons_found = ?, checked = ? WHERE id = ?",
            (
                written.size, written.sha256, written.book_size, written.book_sha256, written.rows, written.left_out,
                written.blanked, written.smallest, written.standing_out, written.persons_found, change.time, file_id,
            ),
        )  # fmt: skip
        change.note(
            "classification.stripped", f"stripped:{file_id}", sha256=written.sha256, book=written.book_sha256,
            rows=written.rows, left_out=written.left_out, smallest=written.smallest,
            standing_out=written.standing_out, persons_found=written.persons_found,
        )  # fmt: skip


def keep_stripped(vault: Vault, group_id: int, reason: str) -> None:
    """The group's disposition becomes 匿名化: its rows without identity stay, the table itself goes as before."""
    made = store.decision(vault, group_id)
    if made is None or made.disposition is not Disposition.DELETE:
        return
    with vault.change() as change:
        change.execute(
            "UPDATE decision SET disposition = ?, owner_reason = ? WHERE group_id = ?",
            (Disposition.ANONYMISE.value, reason, group_id),
        )
        change.note("classification.changed", f"group:{group_id}", before="delete", after="anonymise")


def standing(vault: Vault, file: StrippedFile, going: Collection[int] | None = None) -> Standing:
    """What the word of a file hangs on today; `going` are the groups of which nothing stays, where they are known."""
    goes = file.group_id in (tables_going(vault) if going is None else going)
    return Standing(file.links, file.standing_out, file.persons_found, goes, bool(file.checked))


def tables_going(vault: Vault) -> frozenset[int]:
    """Groups that are confirmed to be deleted, each copy of them too, and that nothing holds back or seals along."""
    stuck = store.held_groups(vault) | inventory.groups_with(vault, store.held_subjects(vault))
    stuck |= {entry.group_id for entry in unparted(vault)}
    ways = {made.group_id: made for made in store.decisions(vault)}
    groups = inventory.groups(vault)
    staying = {
        group.copy_of or group.id
        for group in groups
        if group.id in stuck
        or not group.settled
        or group.id not in ways
        or not ways[group.id].confirmed
        or ways[group.id].disposition not in GOING
    }
    return frozenset(group.id for group in groups if (group.copy_of or group.id) not in staying)


def anonymous_groups(vault: Vault) -> frozenset[int]:
    """Groups of which a file exists that may bear the word 匿名化 as the case stands."""
    clean = {file.group_id for file in files(vault) if file.clean}
    return tables_going(vault) & clean if clean else frozenset()


def name_of(made: Decision, proven: Collection[int]) -> Sentence:
    """What a disposition is called: 匿名化 only for `proven` groups (`anonymous_groups`), else 去标识化."""
    anonymous = made.disposition is Disposition.ANONYMISE and made.group_id in proven
    return ANONYMISED if anonymous else DISPOSITION_NAMES[made.disposition]


def still_personal(vault: Vault) -> tuple[StrippedFile, ...]:
    """Files that are only de-identified, so that they have to go like letters and lists; not where the table stays."""
    written = files(vault)
    if not written:
        return ()
    ways = {made.group_id: made.disposition for made in store.decisions(vault)}
    going = tables_going(vault)
    return tuple(
        file
        for file in written
        if ways.get(file.group_id) is not Disposition.KEEP and not standing(vault, file, going).anonymous
    )


def _file(row: Row) -> StrippedFile:
    return StrippedFile(
        id=row["id"], group_id=row["group_id"], path=inventory.path_from(row["path"]), size=row["size"],
        sha256=row["sha256"], book_size=row["book_size"], book_sha256=row["book_sha256"], rows=row["row_count"],
        left_out=row["left_out"], blanked=row["blanked"], least=row["least"], smallest=row["smallest"],
        standing_out=row["standing_out"], links=bool(row["links"]), persons_found=row["persons_found"],
        purpose=row["purpose"], checked=row["checked"] or "",
    )  # fmt: skip
