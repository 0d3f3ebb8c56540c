"""Reads resources/rules in one pass and reports every fault of every file at once, with its line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

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
    MethodRule,
    MilestoneRule,
    PlaceRule,
    ProposedDays,
    RuleBook,
    Statute,
)
from desktop.rules.source import Entry, RuleFaults, RuleSource, unique
from desktop.words import say

STEPS = ("shop", "inventory", "classification", "notices", "handover", "erasure", "certificate")
FIELD_KINDS = ("text", "impact", "likelihood")
DATES = ("last_trading_day", "request_until", "erasure_day", "collect_until")


def load(folder: Path | None = None, own_headers: Path | None = None) -> RuleBook:
    """The rule book of a folder (resources/rules); `own_headers` is the owner's extension, read before the shipped one.

    Raises `RuleFaults` with every fault in every file.
    """
    folder = folder or resource("rules")
    main = folder / "retention-rules.toml"
    content = main.read_bytes() if main.is_file() else b""
    rules = RuleSource.read(main, content if main.is_file() else None)
    names = ("fields", "questions", "statutes", "assessment", "usual-places", "timeline")
    files = {name: RuleSource.read(folder / f"{name}.toml") for name in names}
    headers = [RuleSource(path.name) for path in (own_headers, folder / "headers.tsv") if path]
    media = folder / "media-methods.toml"
    methods = RuleSource.read(media) if media.is_file() else RuleSource(media.name)

    kinds = law.group_kinds(rules)
    fields = _fields(files["fields"])
    field_ids = [field.id for field in fields]
    asked = questions(files["questions"], kinds, field_ids)
    retention = law.retention(rules, asked, field_ids)
    book = RuleBook(
        as_of=rules.table("").day("as_of"),
        digest=hashlib.sha256(content).hexdigest(),
        policy=law.policy(rules, [rule.id for rule in retention]),
        group_kinds=kinds,
        retention=retention,
        holds=law.holds(rules),
        fields=fields,
        headers=tuple(
            pattern
            for source, path in zip(headers, [p for p in (own_headers, folder / "headers.tsv") if p], strict=True)
            for pattern in _headers(source, path, field_ids)
        ),
        places=_places(files["usual-places"]),
        questions=asked,
        statutes=_statutes(files["statutes"]),
        assessment=_assessment(files["assessment"]),
        milestones=_milestones(files["timeline"]),
        proposed=_proposed(files["timeline"]),
        methods=_methods(methods),
    )
    faults = [fault for source in (rules, *files.values(), *headers, methods) for fault in source.faults]
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


def _headers(source: RuleSource, path: Path, field_ids: Sequence[str]) -> list[HeaderPattern]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        source.fault(1, say("the file is missing"))
        return []
    patterns = []
    for number, line in enumerate(lines, 1):
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
    return patterns


def _places(source: RuleSource) -> tuple[PlaceRule, ...]:
    entries = source.tables("place")
    unique(entries)
    return tuple(
        PlaceRule(e.text("id"), e.words("name"), e.words("hint"), e.texts("windows"), e.texts("linux")) for e in entries
    )


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


def _methods(source: RuleSource) -> tuple[MethodRule, ...]:
    entries = source.tables("method")
    unique(entries)
    return tuple(
        MethodRule(e.text("id"), e.text("name"), e.text("carrier"), e.text("achieves"), e.text("printed"))
        for e in entries
    )
