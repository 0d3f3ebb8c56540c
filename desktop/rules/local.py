"""Local rules: what a province, an insurance agreement or a regulator asks beyond the law. They lengthen only.

They stand in the rule file of the case as [[local_rule]], beside the rules of the law, which they cannot replace.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from desktop.rules.records import (
    MUST_GO,
    Basis,
    CertaintyOfRule,
    RetentionRule,
    Status,
    Term,
    Vocabulary,
)
from desktop.rules.retention import bases, terms
from desktop.rules.source import Entry, RuleSource, unique
from desktop.words import say

LOCAL = ("id", "name", "applies_to", "terms", "basis", "notes")
"""What a [[local_rule]] may say. That nothing else fits in is what makes it unable to shorten anything."""
NOT_BY_THEMSELVES = ("backup", "unknown")
"""Kinds that are decided by what they are a copy of, or not at all."""
DAYS_A_YEAR = 365.25
_LATER_THAN_THE_RECORD = ("fiscal_year_end_next", "contract_end")
_HEAD = "[[local_rule]]"


def local_rules(
    source: RuleSource, statutory: Sequence[RetentionRule], words: Vocabulary, *, strict: bool = True
) -> tuple[RetentionRule, ...]:
    """Every local rule. One that does not lengthen anything is a fault while it is new (`strict`): the law may outgrow
    it later, and then it does no harm.
    """
    entries = source.tables("local_rule", needed=False)
    unique(entries)
    made = tuple(_rule(entry, words) for entry in entries)
    for entry, rule in zip(entries, made, strict=True):
        _check(entry, rule, statutory, strict=strict)
    return made


def _rule(e: Entry, words: Vocabulary) -> RetentionRule:
    e.only(LOCAL)
    kinds = e.some_texts("applies_to")
    for kind in kinds:
        if kind not in words.kinds:
            e.fault(say("{key}: {value} is not known", key="applies_to", value=kind), "applies_to")
    return local_rule(e.text("id"), e.text("name"), kinds, terms(e, "terms", words), bases(e), e.text("notes", ""))


def local_rule(
    rule_id: str, name: str, kinds: tuple[str, ...], spans: tuple[Term, ...], basis: tuple[Basis, ...], notes: str = ""
) -> RetentionRule:
    """A rule that says for which kinds of group, for how long, and on what it rests; not checked yet."""
    return RetentionRule(
        id=rule_id,
        name=name,
        short=say("Asked for locally: {name}", name=name),
        applies_to=kinds,
        conditions=(),
        fields=(),
        terms=spans,
        terms_if_no_expiry=(),
        permanent=False,
        default_action="",
        after_closing="seal",
        on_expiry="destroy_witnessed",
        recommended_years=0,
        applies_if="",
        identity_needed=True,
        split_identity=False,
        sensitive=False,
        basis=basis,
        certainty=CertaintyOfRule.LOW if any(b.status is Status.KNOWN_ONLY for b in basis) else CertaintyOfRule.HIGH,
        conflicts="",
        notes=notes,
        local=True,
    )


def _check(e: Entry, rule: RetentionRule, statutory: Sequence[RetentionRule], *, strict: bool) -> None:
    if rule.id in {law.id for law in statutory}:
        e.fault(say("{id} is a rule of the law: a local rule stands beside it and cannot replace it", id=rule.id), "id")
    if not rule.terms:
        e.fault(say("{id} must say for how long", id=rule.id), "terms")
    if len(rule.name) > 60:
        e.fault(say("{key} is too long", key="name"), "name")
    for kind in rule.applies_to:
        if kind in NOT_BY_THEMSELVES:
            e.fault(say("copies and what is not known cannot be kept by a local rule"), "applies_to")
    if not strict or not rule.terms:
        return
    for law in statutory:
        kinds = set(rule.applies_to) & set(law.applies_to)
        if kinds and law.default_action == MUST_GO:
            e.fault(say("the law orders this to be destroyed: {rule}", rule=law.name), "applies_to")
        always = kinds - {kind for condition in law.conditions for kind in condition.kinds}
        if always and all(covers(law, term) for term in rule.terms):
            what = say("the law keeps it as long already, a local rule can only be longer: {rule}", rule=law.name)
            e.fault(what, "terms")


def covers(law: RetentionRule, term: Term) -> bool:
    """Whether a rule keeps at least as long as a term, whenever the records were made."""
    return law.permanent or any(_as_long(other, term) for other in law.terms)


def _as_long(law: Term, local: Term) -> bool:
    if law.counted_from == local.counted_from:
        return length(law) >= length(local)
    if "product_expiry" in (law.counted_from, local.counted_from):
        return False
    if local.counted_from not in _LATER_THAN_THE_RECORD:
        return length(law) >= length(local)
    return local.counted_from == "fiscal_year_end_next" and length(law) >= length(local) + DAYS_A_YEAR


def length(term: Term) -> float:
    """How long a term is, in days."""
    return term.years * DAYS_A_YEAR + term.months * DAYS_A_YEAR / 12 + term.days


# -- as text


def as_text(rule: RetentionRule) -> str:
    """A local rule as it stands in a rule file."""
    spans = ", ".join(map(_term, rule.terms))
    lines = [
        _HEAD,
        f"id = {_quoted(rule.id)}",
        f"name = {_quoted(rule.name)}",
        f"applies_to = [{', '.join(map(_quoted, rule.applies_to))}]",
        f"terms = [{spans}]",
        "basis = [",
        *(f"  {_basis(one)}," for one in rule.basis),
        "]",
        f"notes = {_quoted(rule.notes)}",
    ]
    return "\n".join(lines) + "\n"


def _term(term: Term) -> str:
    units = (("years", term.years), ("months", term.months), ("days", term.days))
    said = [f"{unit} = {n}" for unit, n in units if n]
    return "{ " + ", ".join((*said, f"from = {_quoted(term.counted_from)}")) + " }"


def _basis(basis: Basis) -> str:
    doubted = not basis.article_verified and (basis.status is not Status.KNOWN_ONLY or not basis.article)
    article = basis.article + ("（条号待核）" if doubted else "")
    values = (
        ("law", basis.law), ("article", article), ("quote", basis.quote), ("effective", basis.effective.isoformat()),
        ("status", basis.status.value),
    )  # fmt: skip
    return "{ " + ", ".join(f"{key} = {_quoted(value)}" for key, value in values) + " }"


def _quoted(text: str) -> str:
    """A string of TOML: the escapes of JSON are among its own."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def with_local(text: bytes, rules: Sequence[RetentionRule]) -> bytes:
    """A rule file with local rules added at its end."""
    if not rules:
        return text
    return text.rstrip() + b"\n\n" + "\n".join(map(as_text, rules)).encode()


def without_local(text: bytes, rule_id: str) -> bytes:
    """A rule file without one of its local rules."""
    lines = text.decode().splitlines()
    heads = [number for number, line in enumerate(lines) if re.match(r"\[\[?[A-Za-z0-9_.-]+\]", line)]
    kept = lines[: heads[0]] if heads else lines
    for start, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        part = lines[start:end]
        if not (part[0].startswith(_HEAD) and any(_says(line, rule_id) for line in part)):
            kept += part
    return "\n".join(kept).rstrip().encode() + b"\n"


def _says(line: str, rule_id: str) -> bool:
    found = re.match(r"id\s*=\s*(.*)$", line)
    return found is not None and found[1].startswith((_quoted(rule_id), f"'{rule_id}'"))
