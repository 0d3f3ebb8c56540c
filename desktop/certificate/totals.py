"""The sums: from the register's rows alone, so that paper, evidence and rows cannot disagree."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from desktop.certificate.records import Amount, Carrier, CertificateStatus, Fate, RegisterRow, Totals
from desktop.words import zh

Patterns = Sequence[tuple[frozenset[int], int]]
_ACTED = (Fate.DESTROYED, Fate.CONFIRMED, Fate.RESIDUE)


def totals(rows: Sequence[RegisterRow], patterns: Patterns) -> Totals:
    """The sums of the status bar and the five figures. `patterns` tell how people overlap between groups."""
    wanted = [row for row in rows if not row.fate.is_kept]
    gone = [row for row in wanted if row.fate in (Fate.DESTROYED, Fate.CONFIRMED)]
    acted = [row for row in wanted if row.fate in _ACTED]
    return Totals(
        planned=len(wanted),
        destroyed=len(gone),
        confirmed=_count(rows, Fate.CONFIRMED),
        residue=_count(rows, Fate.RESIDUE),
        exceptions=sum(row.fate.is_exception for row in rows),
        open=_count(rows, Fate.OPEN),
        records_destroyed=_records(gone),
        records_residue=_records([row for row in wanted if row.fate is Fate.RESIDUE]),
        people=distinct_people(
            patterns,
            {row.group_id for row in acted if row.group_id is not None},
            everyone=any(row.carrier_kind is Carrier.CASE_ROWS for row in acted),
        ),
        people_unknown=sum(row.people is None for row in acted),
        paper_destroyed=_amounts([row for row in gone if row.carrier_kind is Carrier.PAPER]),
        media_destroyed=sum(row.quantity for row in gone if row.carrier_kind is Carrier.DEVICE),
        groups_sealed=_count(rows, Fate.SEALED),
        groups_transferred=_count(rows, Fate.TRANSFERRED),
    )


def status(rows: Sequence[RegisterRow], sums: Totals) -> CertificateStatus:
    """全部销毁 only without residue and exceptions. Every entrusted party has a row, so each has confirmed in writing.

    未完成 while something is still to be done; an exception without next step, day and person is still to be done.
    """
    loose = any(row.exempt is not None and not row.exempt.complete for row in rows)
    if sums.open or loose:
        return CertificateStatus.UNFINISHED
    return CertificateStatus.EXCEPTIONS if sums.residue or sums.exceptions else CertificateStatus.ALL


def distinct_people(patterns: Patterns, groups: Collection[int], *, everyone: bool) -> int:
    """Distinct people in any of the groups; `everyone` when the case's own rows are among what was acted on."""
    return sum(people for inside, people in patterns if everyone or not inside.isdisjoint(groups))


def _count(rows: Sequence[RegisterRow], fate: Fate) -> int:
    return sum(row.fate is fate for row in rows)


def _records(rows: Sequence[RegisterRow]) -> int:
    own = (Carrier.FILE, Carrier.CASE_ROWS)
    unit = zh("record(s)")
    return sum(row.quantity for row in rows if row.carrier_kind in own and row.unit == unit)


def _amounts(rows: Sequence[RegisterRow]) -> tuple[Amount, ...]:
    """The quantity of each unit, pages first."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.unit] = sums.get(row.unit, 0) + row.quantity
    pages = zh("page(s)")
    return tuple(Amount(sums[unit], unit) for unit in sorted(sums, key=lambda unit: (unit != pages, -sums[unit], unit)))
