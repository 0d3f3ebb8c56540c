"""Words and badges that the table, the panel and the picture share."""

from __future__ import annotations

from datetime import date

from desktop.classification.records import ANONYMISED, DISPOSITION_NAMES, GOING, Decision, Disposition
from desktop.inventory.records import GROUP_NAMES, RecordGroup, Source
from desktop.rules.records import Sensitivity
from desktop.ui import marks
from desktop.ui.cells import Pill, Tag
from desktop.words import Sentence, say, spoken_date, tr

SENSITIVITY_NAMES: dict[Sensitivity, Sentence] = {
    Sensitivity.STATUTORY: say("By law"),
    Sensitivity.STRICT: say("Strict"),
    Sensitivity.GENERAL: say("General"),
}
_KEYS: dict[Disposition, marks.Disposition] = {
    Disposition.DELETE: "delete",
    Disposition.ANONYMISE: "anonymise",
    Disposition.SEAL: "seal",
    Disposition.TRANSFER: "transfer",
    Disposition.KEEP: "stay",
    Disposition.UNDECIDED: "open",
}


def tag(level: Sensitivity) -> Tag:
    """法定、从严 or 一般."""
    return marks.sensitivity(level.value, tr(SENSITIVITY_NAMES[level]))


def pill(way: Disposition, *, proven: bool = False) -> Pill:
    """Where it goes; `proven`: a check has shown that it may be called 匿名化."""
    if way is Disposition.ANONYMISE and proven:
        return marks.disposition(_KEYS[way], tr(ANONYMISED))
    return marks.disposition(_KEYS[way], tr("Stays") if way is Disposition.KEEP else tr(DISPOSITION_NAMES[way]))


def group_name(group: RecordGroup) -> str:
    """The owner's name for it, else what kind it is."""
    return group.name or tr(GROUP_NAMES[group.kind])


def people_words(people: int | None) -> str:
    """12 人, or 人数不详."""
    return tr("people unknown") if people is None else tr("{n} people", n=people)


def record_words(records: int) -> str:
    """60,210 条."""
    return tr("{count} records", count=records)


def place_words(group: RecordGroup, source: Source | None) -> str:
    """Where it lies and how many people are in it."""
    name = source.name if source else ""
    parts = [part for part in (name if name != group.name else tr(GROUP_NAMES[group.kind]), group.part) if part]
    return " · ".join((*parts, people_words(group.people)))


def until_words(made: Decision) -> str:
    """保存到: a day, for good, or at once."""
    if made.disposition is Disposition.UNDECIDED:
        return "—"
    if made.disposition in GOING:
        return tr("At once")
    if made.permanent:
        return tr("For good")
    if made.disposition is Disposition.TRANSFER:
        return tr("Needs consent")
    return day_words(made.until)


def day_words(day: date | None) -> str:
    """2031年12月31日, as it is said everywhere in the window; a dash for no day."""
    return spoken_date(day) if day else "—"
