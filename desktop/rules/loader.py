"""Reads resources/rules in one pass and reports every fault of every file at once, with its line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from desktop.disk.records import Assurance, Medium
from desktop.resources import resource
from desktop.rules import retention as law
from desktop.rules.questions import questions
from desktop.rules.records import (
    AssessmentField,
    AssessmentForm,
    AssessmentHeading,
    FieldType,
    HeaderPattern,
    Level,
    MilestoneRule,
    PlaceRule,
    ProposedDays,
    RuleBook,
    Statute,
    SystemRule,
)
from desktop.rules.source import Entry, RuleFaults, RuleSource, unique
from desktop.words import say

STEPS = ("shop", "inventory", "classification", "notices", "handover", "erasure", "certificate")
FIELD_KINDS = ("text", "impact", "likelihood")
OF_A_FILE = tuple(each for each in Assurance if each not in (Assurance.PURGE, Assurance.DESTROY))
"""What may be said of one file; the two others are said of whole carriers."""
DATES = ("last_trading_day", "request_until", "erasure_day", "collect_until")


def load(folder: Path | None = None, own_headers: Path | None = None) -> RuleBook:
    """The rule book of a folder (resources/rules); `own_headers` is the owner's extension, read before the shipped one.

    Raises `RuleFaults` with every fault in every file.
    """
    folder = folder or resource("rules")
    main = folder / "retention-rules.toml"
    content = main.read_bytes() if main.is_file() else None
    rules = RuleSource.read(main, content)
    names = ("fields", "questions", "statutes", "assessment", "usual-places", "timeline", "media-methods")
    files = {name: RuleSource.read(folder / f"{name}.toml") for name in names}
    headers = [(path, RuleSource(path.name)) for path in (own_headers, folder / "headers.tsv") if path]

    words = law.vocabulary(rules)
    fields = _fields(files["fields"])
    field_ids = [field.id for field in fields] + files["fields"].lost
    asked = questions(files["questions"], words.kinds, field_ids)
    retention = law.retention(rules, asked, field_ids, words)
    book = RuleBook(
        as_of=rules.table("").day("as_of"),
        digest=hashlib.sha256(content or b"").hexdigest(),
        policy=law.policy(rules, [rule.id for rule in retention]),
        group_kinds=words.kinds,
        retention=retention,
        holds=law.holds(rules),
        fields=fields,
        headers=tuple(
            pattern
            for path, source in headers
            for pattern in _headers(source, path, field_ids, needed=path != own_headers)
        ),
        places=_places(files["usual-places"]),
        system=_system(files["usual-places"]),
        questions=asked,
        statutes=_statutes(files["statutes"]),
        assessment=_assessment(files["assessment"]),
        milestones=_milestones(files["timeline"]),
        proposed=_proposed(files["timeline"]),
        vocabulary=words,
        text=content or b"",
    )
    _check_media(files["media-methods"])
    sources = (rules, *files.values(), *(source for _, source in headers))
    faults = [fault for source in sources for fault in source.faults]
    if faults:
        raise RuleFaults(faults)
    return book


def _fields(source: RuleSource) -> tuple[FieldType, ...]:
    entries = source.tables("field")
    unique(entries)
    return tuple(
        FieldType(
            e.text("id"),
            e.words("name"),
            e.flag("statutory", None),
            e.flag("strict", None),
            e.text("note", ""),
            e.flag("identifies", None),
            e.flag("health", None),
        )
        for e in entries
    )


def _headers(source: RuleSource, path: Path, field_ids: Sequence[str], *, needed: bool) -> list[HeaderPattern]:
    source.take(path)
    patterns = []
    for number, line in enumerate(source.lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        field_type, tab, pattern = line.partition("\t")
        if not tab or not pattern:
            source.fault(number, say("this line cannot be read"))
        elif field_type not in field_ids and field_type != "-":
            source.fault(number, say("{key}: {value} is not known", key="field", value=field_type))
        else:
            try:
                re.compile(pattern)
            except re.error:
                source.fault(number, say("this line cannot be read"))
            patterns.append(HeaderPattern("" if field_type == "-" else field_type, pattern))
    if needed and not patterns and not source.faults:
        source.fault(1, say("the file is empty"))
    return patterns


def _places(source: RuleSource) -> tuple[PlaceRule, ...]:
    entries = source.tables("place")
    unique(entries)
    return tuple(
        PlaceRule(e.text("id"), e.words("name"), e.words("hint"), e.texts("windows"), e.texts("linux")) for e in entries
    )


def _system(source: RuleSource) -> tuple[SystemRule, ...]:
    entries = source.tables("system")
    unique(entries)
    names = ("windows", "linux", "windows_but", "linux_but")
    return tuple(SystemRule(e.text("id"), e.words("name"), *(e.texts(name, ()) for name in names)) for e in entries)


def _statutes(source: RuleSource) -> tuple[Statute, ...]:
    entries = source.tables("statute")
    unique(entries, "key")
    return tuple(Statute(e.text("key"), e.one_of("step", STEPS), law.basis(e)) for e in entries)


def _milestones(source: RuleSource) -> tuple[MilestoneRule, ...]:
    entries = source.tables("milestone")
    unique(entries, "key")
    return tuple(
        MilestoneRule(
            e.text("key"),
            e.one_of("from", DATES),
            e.whole("days"),
            e.words("name"),
            e.text("basis", ""),
            e.flag("required", None),
            e.texts("routes"),
            e.texts("forms"),
        )
        for e in entries
    )


def _proposed(source: RuleSource) -> ProposedDays:
    e = source.table("proposal")
    return ProposedDays(
        e.number("request_days", None), e.number("collect_days", None), e.number("erasure_after_trading", None)
    )


def _assessment(source: RuleSource) -> AssessmentForm:
    headings, fields = source.tables("heading"), source.tables("field")
    for entries in (headings, fields):
        unique(entries)
    ids = [str(e.values.get("id")) for e in headings]
    impacts, likelihoods, risks = (_levels(source.tables(name)) for name in ("impact", "likelihood", "risk"))
    matrix = source.table("matrix")
    rows = tuple(matrix.texts(level.id, None) for level in impacts)
    for level, row in zip(impacts, rows, strict=True):
        if len(row) != len(likelihoods) or any(risk not in [r.id for r in risks] for risk in row):
            matrix.fault(say("the row {id} does not fit", id=level.id), level.id)
    return AssessmentForm(
        tuple(AssessmentHeading(e.text("id"), e.words("text"), e.text("basis")) for e in headings),
        tuple(
            AssessmentField(e.text("id"), e.one_of("heading", ids), e.one_of("kind", FIELD_KINDS), e.words("name"))
            for e in fields
        ),
        impacts,
        likelihoods,
        risks,
        rows,
    )


def _levels(entries: Sequence[Entry]) -> tuple[Level, ...]:
    unique(entries)
    return tuple(Level(e.text("id"), e.words("name"), e.words("hint") if "hint" in e.values else None) for e in entries)


def _check_media(source: RuleSource) -> None:
    """What `disk` will read from this file is there: a case is not opened with half of it."""
    source.table("").text("version")
    media = source.tables("medium")
    unique(media)
    for e in media:
        e.one_of("id", tuple(Medium))
        e.one_of("best", OF_A_FILE)
        e.words("words")
        e.words("advice")
    found = {e.values.get("id") for e in media}
    for medium in Medium:
        if media and medium not in found:
            source.fault(1, say("{key} is missing", key=medium.value))
    for e in source.tables("sync"):
        e.text("name")
        e.some_texts("starts")
    places = source.table("protected")
    places.some_texts("linux")
    places.some_texts("windows")
