"""What the window and the paper say about each place: one line for a source, put together from what the case knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.inventory import fields, store, store_findings
from desktop.inventory.records import Finding, RecordGroup, Source, SourceKind, SourceState
from desktop.rules.records import RuleBook, Sensitivity
from desktop.vault.vault import Vault
from desktop.words import Sentence

SHOWN_FIELDS = 3
SHOWN_SAMPLES = 2
_MOST_TELLING = ("name", "mobile", "id_number", "diagnosis", "bank_card", "medicine", "chronic", "allergy", "member_no")
_LEAST_TELLING = ("date", "amount", "gender", "age", "postcode", "staff", "doctor", "product_expiry", "other_personal")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source as a row: what is in it, how much, how sensitive, a masked sample."""

    source: Source
    groups: tuple[RecordGroup, ...]
    contents: tuple[Sentence, ...]
    """Names of the most telling field types."""
    records: int
    people: int | None
    sensitivity: Sensitivity | None
    """None where nothing is known of the fields."""
    samples: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether the owner still has to look at it."""
        unnamed = self.source.state is SourceState.UNREADABLE and not self.groups
        unsettled = self.source.state is SourceState.CHECKED and not all(group.settled for group in self.groups)
        return self.source.state is SourceState.FOUND or unnamed or unsettled


def source_lines(vault: Vault, rules: RuleBook) -> tuple[SourceLine, ...]:
    """All sources but those in which nothing was found, files first by folder, then paper, devices, third parties."""
    found = store.all_findings(vault)
    groups: dict[int, list[RecordGroup]] = {}
    for group in store.groups(vault):
        groups.setdefault(group.source_id, []).append(group)
    order = {kind: place for place, kind in enumerate(SourceKind)}
    lines = [
        _line(source, groups.get(source.id, []), found.get(source.id, ()), rules)
        for source in store.sources(vault)
        if source.state is not SourceState.NO_PERSONAL_DATA
    ]
    return tuple(sorted(lines, key=lambda line: (order[line.source.kind], line.source.place)))


def lines_of(vault: Vault, rules: RuleBook, source_ids: Sequence[int]) -> tuple[SourceLine, ...]:
    """The lines of some sources, in the order given; those that are gone from the case meanwhile are left out."""
    lines, known = [], store_findings.known(vault, source_ids)
    for source_id in source_ids:
        if source_id not in known:
            continue
        source = store.source(vault, source_id)
        dismissed = source.state is SourceState.DISMISSED
        groups = [] if dismissed else list(store.groups_of(vault, source_id))
        lines.append(_line(source, groups, store.findings(vault, source_id), rules))
    return tuple(lines)


def _rank(field_type: str) -> int:
    if field_type in _MOST_TELLING:
        return _MOST_TELLING.index(field_type)
    return len(_MOST_TELLING) + (field_type in _LEAST_TELLING)


def _line(source: Source, groups: list[RecordGroup], found: Sequence[Finding], rules: RuleBook) -> SourceLine:
    types = list(dict.fromkeys(name for group in groups for name in group.field_types if name))
    telling = sorted(types, key=_rank)[:SHOWN_FIELDS]
    by_type = {finding.field_type: finding for finding in found}
    samples = [by_type[name].sample for name in telling if name in by_type and by_type[name].sample]
    people = None if any(group.people is None for group in groups) else sum(group.people or 0 for group in groups)
    return SourceLine(
        source, tuple(groups), tuple(fields.field_name(name, rules) for name in telling),
        sum(group.records for group in groups), people if groups else None,
        fields.sensitivity(types, rules) if types else None, tuple(samples[:SHOWN_SAMPLES]),
    )  # fmt: skip
