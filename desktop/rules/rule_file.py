"""The rule file of a case: another than the program brought, or the same with local rules. Checked before it counts.

Such a file says what must be kept and deleted, and may ask further questions. What rules may speak of (kinds of record
group, actions, fields) stays as the program understands it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from desktop.errors import OwnerError
from desktop.rules import retention as law
from desktop.rules.local import local_rules, with_local, without_local
from desktop.rules.questions import questions
from desktop.rules.records import RetentionRule, RuleBook
from desktop.rules.source import RuleFaults, RuleSource
from desktop.words import Sentence, say

MOST_BYTES = 500_000
"""Ten times what the program brings: what is larger is something else."""
SCHEMA = 1
NAME = "retention-rules.toml"


def read(path: Path) -> bytes:
    """What a file holds. Raises `OwnerError` for one that is not there or cannot be a rule file."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _refused(
            say("The file {name} cannot be read.", name=path.name), say("Copy it to this PC and choose it again.")
        ) from error
    if len(content) > MOST_BYTES:
        raise _refused(
            say("{name} is too large for a rule file.", name=path.name),
            say("A rule file is a text of a few pages whose name ends in .toml. Choose that one."),
        )
    if b"\0" in content or (content and not _is_text(content)):
        raise _refused(
            say("{name} is no rule file: there is no text in it.", name=path.name),
            say("A rule file is a text of a few pages whose name ends in .toml. Choose that one."),
        )
    return content


def _is_text(content: bytes) -> bool:
    """Whether it can be text in whatever encoding: what is wrong in a text is told with its line, rubbish is not."""
    wrong = sum(byte < 32 and byte not in b"\r\n\t" for byte in content)
    return wrong * 20 <= len(content)


def book_of(
    name: str, content: bytes, program: RuleBook, *, today: date | None = None, strict: bool = True
) -> RuleBook:
    """The rules of a file, with all else that the program knows. Raises `RuleFaults` with every fault.

    `today`: a file cannot be newer than that. Not `strict` is what was taken once and is only read again.
    """
    source = RuleSource.read(Path(name), content.removeprefix(b"\xef\xbb\xbf"))
    field_ids = [field.id for field in program.fields]
    head = source.table("")
    _check_head(source, today)
    words = law.vocabulary(source, program.vocabulary)
    asked = questions(source, words.kinds, field_ids, program.questions)
    statutory = law.retention(source, asked, field_ids, words)
    local = local_rules(source, statutory, words, strict=strict)
    book = replace(
        program,
        as_of=head.day("as_of"),
        digest=hashlib.sha256(content).hexdigest(),
        policy=law.policy(source, [rule.id for rule in statutory]),
        retention=(*statutory, *local),
        holds=law.holds(source),
        questions=asked,
        text=content,
    )
    _check_needed(source, book, program)
    if source.faults:
        raise RuleFaults(source.faults)
    return book


def _check_head(source: RuleSource, today: date | None) -> None:
    head = source.table("")
    version = head.number("schema_version", None)
    if version != SCHEMA and isinstance(head.values.get("schema_version"), int):
        head.fault(say("this file is written for another version of the program"), "schema_version")
    as_of = head.values.get("as_of")
    if today is not None and isinstance(as_of, str) and as_of > today.isoformat():
        head.fault(say("{key} lies in the future", key="as_of"), "as_of")


def _check_needed(source: RuleSource, book: RuleBook, program: RuleBook) -> None:
    """What the program itself counts on: a few rules by their ids, and every kind of hold."""
    policy, ours = source.table("policy"), program.policy
    for key, mine, its in (
        ("no_rule_default", ours.default_rule, book.policy.default_rule),
        ("child_rule", ours.child_rule, book.policy.child_rule),
        ("copy_rule", ours.copy_rule, book.policy.copy_rule),
        ("stays_rule", ours.stays_rule, book.policy.stays_rule),
    ):
        found = next((rule for rule in book.retention if rule.id == its), None)
        if its and its != mine:
            policy.fault(say("{key} must be {kind}", key=key, kind=mine), key)
        elif found is not None and found.keeps:
            policy.fault(say("{id} must not keep anything", id=its), key)
    there = {hold.id for hold in book.holds} | set(source.lost)
    for hold in program.holds:
        if hold.id not in there:
            source.fault(1, say("{key} is missing", key=hold.id))


def only_local(name: str, content: bytes) -> bool:
    """Whether a file holds local rules and nothing else: they are added to what the case has."""
    data = RuleSource.read(Path(name), content.removeprefix(b"\xef\xbb\xbf")).data
    return "local_rule" in data and not data.keys() - {"local_rule"}


def newer(name: str, content: bytes, in_force: RuleBook, program: RuleBook, today: date) -> RuleBook:
    """The rules that a case would have with this file. Its local rules stay, unless the file brings the same.

    Raises `RuleFaults`.
    """
    if only_local(name, content):
        return added(_read_local(name, content, in_force), in_force, program)
    book = book_of(name, content, program, today=today)
    there = {rule.id for rule in book.retention}
    kept = [rule for rule in in_force.local if rule.id not in there]
    return book if not kept else book_of(name, with_local(book.text, kept), program, strict=False)


def _read_local(name: str, content: bytes, in_force: RuleBook) -> tuple[RetentionRule, ...]:
    source = RuleSource.read(Path(name), content.removeprefix(b"\xef\xbb\xbf"))
    law_rules = [rule for rule in in_force.retention if not rule.local]
    found = local_rules(source, law_rules, in_force.vocabulary)
    there = {rule.id for rule in in_force.local}
    for entry in source.tables("local_rule", needed=False):
        if entry.values.get("id") in there:
            entry.fault(say("{id} is among the local rules already", id=str(entry.values["id"])), "id")
    if source.faults:
        raise RuleFaults(source.faults)
    return found


def added(rules: Sequence[RetentionRule], in_force: RuleBook, program: RuleBook) -> RuleBook:
    """The rules of a case with further local rules, which were checked."""
    return book_of(NAME, with_local(in_force.text, rules), program, strict=False)


def taken_out(rule_id: str, in_force: RuleBook, program: RuleBook) -> RuleBook:
    """The rules of a case without one of its local rules."""
    text = without_local(in_force.text, rule_id)
    if hashlib.sha256(text).hexdigest() == program.digest:
        return program
    book = book_of(NAME, text, program, strict=False)
    assert {rule.id for rule in book.retention} == {rule.id for rule in in_force.retention} - {rule_id}
    return book


def _refused(happened: Sentence, todo: Sentence) -> OwnerError:
    return OwnerError(happened, meaning=say("The case keeps the rules it had; nothing has been changed."), todo=todo)
