"""Persons one by one, joins to be looked at, and the list of what is wrong in the data; long lists in pieces."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from desktop.inventory import fields, store
from desktop.inventory.records import Record, RecordGroup, Subject
from desktop.inventory.records_people import Doubt, Mark, Marked, PersonSeen, Place, Tie
from desktop.inventory.register import Known, birthday, keys_of
from desktop.inventory.store_joins import READ_AT_ONCE, add_facts, as_known, facts_of
from desktop.vault.vault import Vault

AT_ONCE = 250
ROWS_AT_ONCE = 1000
CHILD_AGE = 14
"""Under fourteen the parents decide (PIPL 31)."""
MOST_FOUND = 50
IDENTIFYING = frozenset((fields.NAME, fields.MEMBER_NO, fields.ID_NUMBER, fields.MOBILE, fields.LANDLINE))
_DECEASED = ("已故", "去世", "过世", "病故", "身故", "亡故", "已死亡", "逝世")


def doubts(vault: Vault) -> Iterator[list[tuple[int, Doubt]]]:
    """In pieces: persons whose rows may be about two, but for those of whom the owner has said that they are one."""
    last = 0
    while ids := [int(row[0]) for row in vault.rows(
        "SELECT id FROM subject WHERE id > ? AND joined_to IS NULL ORDER BY id LIMIT ?", (last, AT_ONCE)
    )]:  # fmt: skip
        sql = """SELECT subject_id, value FROM subject_key WHERE subject_id BETWEEN ? AND ?
                 AND subject_id NOT IN (SELECT subject_id FROM join_settled)"""
        keys: dict[int, list[str]] = {}
        for subject_id, value in vault.rows(sql, (last + 1, ids[-1])):
            keys.setdefault(subject_id, []).append(value)
        last = ids[-1]
        found = ((subject_id, _doubt(keys.get(subject_id, ()))) for subject_id in ids)
        yield [(subject_id, doubt) for subject_id, doubt in found if doubt is not None]


def person(vault: Vault, subject_id: int) -> Generator[None, None, PersonSeen | None]:
    """A person with every place, or None of one that is in no row any more; read in pieces.

    Somebody may stand in ten thousand sales: read in one go they would hold the window for 0.15 s.
    """
    subject = store.subject(vault, subject_id)
    ids = store.record_ids_of(vault, subject.id) if subject else []
    gathered = _Gathered(vault)
    for at in range(0, len(ids), READ_AT_ONCE):
        gathered.add(store.records_by_id(vault, ids[at : at + READ_AT_ONCE]))
        yield
    clusters = list(gathered.clusters.values())
    if subject is None or not clusters:
        return None
    facts = [as_known(cluster.facts) for cluster in clusters]
    places = []
    for cluster, says in zip(clusters, facts, strict=True):
        places.append(_place(vault, cluster, says, [one for one in facts if one is not says]))
        yield
    keys = [str(row[0]) for row in vault.rows("SELECT value FROM subject_key WHERE subject_id = ?", (subject.id,))]
    settled = vault.value("SELECT 1 FROM join_settled WHERE subject_id = ?", (subject.id,))
    return PersonSeen(subject, tuple(places), None if settled else _doubt(keys))


@dataclass(slots=True)
class _Cluster:
    """Rows of one table that say the same of their person."""

    group: RecordGroup
    record_ids: list[int] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)


class _Gathered:
    """The rows of a person, put together as they are read."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.clusters: dict[tuple[int, str, str, str], _Cluster] = {}
        self._groups: dict[int, RecordGroup] = {}
        self._types: dict[int, tuple[str, ...]] = {}
        self._told: dict[tuple[int, tuple[str, ...]], Known] = {}

    def add(self, rows: Iterable[Record]) -> None:
        """More rows, in their order."""
        vault, types, told = self._vault, self._types, self._told
        for row in rows:
            if row.group_id not in types:
                self._groups[row.group_id] = store.group(vault, row.group_id)
                types[row.group_id] = tuple(column.field_type for column in store.columns(vault, row.group_id))
            # Somebody may stand in thousands of sales, and each says the same of him.
            pairs = zip(types[row.group_id], row.cells, strict=False)
            key = (row.group_id, tuple(cell for field_type, cell in pairs if field_type in IDENTIFYING))
            says = told.get(key) or told.setdefault(key, facts_of(vault, [row], types))
            which = (row.group_id, says.name, says.member_no, says.id_number)
            cluster = self.clusters.get(which) or self.clusters.setdefault(which, _Cluster(self._groups[row.group_id]))
            cluster.record_ids.append(row.id)
            add_facts(cluster.facts, types[row.group_id], row)


def settle(vault: Vault, subject_id: int) -> None:
    """The owner says that all rows of a person are about one."""
    with vault.change() as change:
        change.execute("INSERT OR IGNORE INTO join_settled VALUES (?, ?)", (subject_id, change.time))
        change.note("inventory.join_right", f"subject:{subject_id}")


def search(vault: Vault, text: str) -> tuple[int, ...]:
    """Persons of this name, or with this phone, ID or member number."""
    wanted = text.strip()
    if not wanted:
        return ()
    sql = """SELECT id FROM subject
             WHERE joined_to IS NULL AND (substr(name, 1, ?) = ? OR mobile = ? OR id_number = ? OR member_no = ?)
             AND EXISTS (SELECT 1 FROM appearance WHERE subject_id = subject.id) ORDER BY id LIMIT ?"""
    values = (len(wanted), wanted, wanted, wanted.upper(), wanted, MOST_FOUND)
    return tuple(int(row[0]) for row in vault.rows(sql, values))


def marked(vault: Vault, today: date) -> Iterator[list[Marked]]:
    """The quality list in pieces."""
    yield from _faults(vault)
    yield from _minors(vault, today)
    yield from _deceased(vault)


def _faults(vault: Vault) -> Iterator[list[Marked]]:
    group_id = 0
    while (group_id := vault.value("SELECT min(group_id) FROM fault WHERE group_id > ?", (group_id,))) is not None:
        sql = """SELECT sum(field_type <> 'name'), sum(field_type = 'name') FROM fault WHERE group_id = ?"""
        wrong, twice = vault.rows(sql, (group_id,))[0]
        source_id = store.group(vault, group_id).source_id
        found = ((Mark.WRONG_NUMBER, wrong), (Mark.TWICE, twice))
        yield [Marked(mark, int(count), source_id=source_id) for mark, count in found if count]


def _minors(vault: Vault, today: date) -> Iterator[list[Marked]]:
    try:
        born_after = today.replace(year=today.year - CHILD_AGE)
    except ValueError:  # 29 February
        born_after = today.replace(year=today.year - CHILD_AGE, day=28)
    last, newest = 0, int(vault.value("SELECT coalesce(max(id), 0) FROM subject"))
    while last < newest:
        sql = """SELECT id FROM subject WHERE id > ? AND id <= ? AND birth_date > ? AND joined_to IS NULL
                 AND EXISTS (SELECT 1 FROM appearance WHERE subject_id = subject.id)"""
        rows = vault.rows(sql, (last, last + ROWS_AT_ONCE, born_after.isoformat()))
        yield [Marked(Mark.MINOR, 1, subject_id=int(row[0])) for row in rows]
        last += ROWS_AT_ONCE


def _deceased(vault: Vault) -> Iterator[list[Marked]]:
    """Rows in which a cell says that the person has died."""
    last, newest = 0, int(vault.value("SELECT coalesce(max(id), 0) FROM record"))
    seen: set[int] = set()
    says = " OR ".join("instr(cells, ?)" for _ in _DECEASED)
    sql = f"SELECT subject_id FROM record WHERE id > ? AND id <= ? AND subject_id IS NOT NULL AND ({says})"  # noqa: S608
    while last < newest:
        found = []
        for row in vault.rows(sql, (last, last + ROWS_AT_ONCE, *_DECEASED)):
            subject = store.subject(vault, int(row[0]))
            if subject is not None and subject.id not in seen:
                seen.add(subject.id)
                found.append(Marked(Mark.DECEASED, 1, subject_id=subject.id))
        yield found
        last += ROWS_AT_ONCE


def _doubt(keys: list[str] | tuple[str, ...]) -> Doubt | None:
    """What the keys of a person say against its being one."""
    with_name = [key[1:].partition("|") for key in keys if key[0] == "p"]
    has_id = any(key[0] == "i" for key in keys)
    if has_id:
        return Doubt.TWO_NAMES if len({name for _, _, name in with_name}) > 1 else None
    if sum(key[0] == "m" for key in keys) > 1:
        return Doubt.TWO_CARDS
    return Doubt.TWO_PHONES if len({phone for phone, _, _ in with_name}) > 1 else None


def _place(vault: Vault, cluster: _Cluster, says: Known, others: list[Known]) -> Place:
    group = cluster.group
    source = store.source(vault, group.source_id)
    own, theirs = _keys(says), {key for other in others for key in _keys(other)}
    shared = {key[0] for key in own if key in theirs}
    tie = next((tie for tie in Tie if tie.value in shared), Tie.NOTHING)
    subject = Subject(
        0, says.name, says.mobile, says.id_number, says.member_no, birthday(says), says.address, says.postcode
    )
    return Place(
        group.id, source.name, source.place, group.part, tuple(cluster.record_ids), subject, tie,
    )  # fmt: skip


def _keys(known: Known) -> list[str]:
    return [key for side in keys_of(known, "") for key in side]


def entries(vault: Vault, subject_id: int) -> int:
    """In how many rows a person stands."""
    return int(vault.value("SELECT count(*) FROM appearance WHERE subject_id = ?", (subject_id,)))


def born_after(vault: Vault, day: str) -> dict[int, int]:
    """How many persons born after a day (ISO text) appear in each group; groups without any are left out."""
    sql = """SELECT group_id, count(DISTINCT subject_id) AS born FROM appearance
             WHERE subject_id IN (SELECT id FROM subject WHERE birth_date > ? AND joined_to IS NULL)
             GROUP BY group_id"""
    return {row["group_id"]: row["born"] for row in vault.rows(sql, (day,))}
