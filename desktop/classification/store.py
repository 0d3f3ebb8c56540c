"""All SQL of this room: decisions, holds, answers, the impact assessment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from desktop.classification.changes import Destination, check_change
from desktop.classification.records import (
    Answer,
    AssessmentAnswer,
    Decision,
    Disposition,
    LegalHold,
    OwnerChange,
)
from desktop.classification.sensitivity import highest
from desktop.errors import OwnerError
from desktop.rules.records import Basis, Sensitivity, Status
from desktop.shop.records import Route
from desktop.shop.store import read_recipient, read_route
from desktop.vault.vault import Change, Row, Vault
from desktop.words import Sentence

INPUTS = "classification_inputs"
_WRITE = "INSERT OR REPLACE INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


# -- decisions


def decisions(vault: Vault) -> tuple[Decision, ...]:
    """Every decision, in the order of the groups."""
    return tuple(_decision(row) for row in vault.rows("SELECT * FROM decision ORDER BY group_id"))


def decision(vault: Vault, group_id: int) -> Decision | None:
    """What is decided about one group."""
    row = vault.row("SELECT * FROM decision WHERE group_id = ?", (group_id,))
    return _decision(row) if row else None


def write_proposals(vault: Vault, proposed: Iterable[Decision], inputs: str = "") -> int:
    """Write proposals over those that are there; gives how many changed. What is the same stays confirmed.

    A change of the owner's stays where it still keeps everything that the new proposal keeps. `inputs` is remembered
    once all are written, so that the gate can tell when they are out of date.
    """
    before = {made.group_id: made for made in decisions(vault)}
    changed = [one for one in merged(vault, proposed) if one != before.get(one.group_id)]
    if not changed and vault.fact(INPUTS) == inputs:
        return 0
    with vault.change() as change:
        put(change, changed, inputs)
        digest = changed[0].rules_digest if changed else ""
        change.note("classification.proposed", "decisions", groups=len(changed), rules=digest)
    return len(changed)


def merged(vault: Vault, proposed: Iterable[Decision]) -> list[Decision]:
    """Proposals as they would stand beside what the owner has confirmed and changed."""
    before = {made.group_id: made for made in decisions(vault)}
    way_out = destination(vault)
    return [_merged(before.get(one.group_id), one, way_out) for one in proposed]


def put(change: Change, made: Iterable[Decision], inputs: str = "") -> None:
    """Write decisions as they are, and what they rest on if they are all of them."""
    change.executemany(_WRITE, map(_values, made))
    if inputs:
        change.set(INPUTS, inputs)


def inputs(vault: Vault) -> str:
    """What the proposals rest on, as it was when they were last made."""
    return vault.fact(INPUTS) or ""


def confirm(vault: Vault, group_ids: Iterable[int]) -> int:
    """The owner agrees. What is still undecided cannot be agreed to; gives how many were confirmed."""
    wanted = set(group_ids)
    ready = [d for d in decisions(vault) if d.group_id in wanted and not d.confirmed]
    ready = [d for d in ready if d.disposition is not Disposition.UNDECIDED]
    if not ready:
        return 0
    with vault.change() as change:
        change.executemany("UPDATE decision SET confirmed = 1 WHERE group_id = ?", [(d.group_id,) for d in ready])
        change.note("classification.confirmed", "decisions", groups=[d.group_id for d in ready])
    return len(ready)


def decisions_of(vault: Vault, group_ids: Iterable[int]) -> tuple[Decision, ...]:
    """What is decided about these groups; those about which nothing is decided are left out."""
    found = (vault.row("SELECT * FROM decision WHERE group_id = ?", (group_id,)) for group_id in group_ids)
    return tuple(_decision(row) for row in found if row)


def change_decision(vault: Vault, group_id: int, wanted: OwnerChange) -> None:
    """Decide otherwise, with a reason. Protection may be raised; what the law keeps is never shortened."""
    change_decisions(vault, [(group_id, wanted)])


def change_decisions(vault: Vault, wanted: Sequence[tuple[int, OwnerChange]]) -> None:
    """Decide several groups otherwise, all or none; a journal line for each."""
    way_out = destination(vault)
    changes = []
    for group_id, wish in wanted:
        made = decision(vault, group_id)
        if made is None:
            raise ValueError(group_id)
        check_change(made, wish, way_out)
        changes.append((made, wish))
    if not changes:
        return
    with vault.change() as change:
        for made, wish in changes:
            change.execute(
                "UPDATE decision SET disposition = ?, until = ?, permanent = ?, sensitivity = ?, owner_reason = ?,"
                " confirmed = 1 WHERE group_id = ?",
                (
                    wish.disposition.value,
                    wish.until.isoformat() if wish.until else None,
                    int(wish.permanent),
                    wish.sensitivity.value,
                    wish.reason.strip(),
                    made.group_id,
                ),
            )
            change.note(
                "classification.changed",
                f"group:{made.group_id}",
                before=made.disposition.value,
                after=wish.disposition.value,
                until=str(wish.until or ""),
                sensitivity=wish.sensitivity.value,
            )


def put_back(vault: Vault, before: Sequence[Decision]) -> None:
    """Take changes back: these groups are decided as they were; a journal line for each."""
    if not before:
        return
    with vault.change() as change:
        for made in before:
            change.execute(_WRITE, _values(made))
            change.note(
                "classification.taken_back",
                f"group:{made.group_id}",
                after=made.disposition.value,
                until=str(made.until or ""),
                sensitivity=made.sensitivity.value,
            )


def destination(vault: Vault) -> Destination:
    """Where records could be handed over to: nowhere without a recipient, or where the company itself goes on."""
    recipient, route = read_recipient(vault), read_route(vault)
    if route is Route.SHARE_SALE:
        return Destination.COMPANY
    if recipient is None or not recipient.name:
        return Destination.NONE
    return Destination.SUCCESSOR if route is Route.MERGER else Destination.RECIPIENT


def _merged(before: Decision | None, proposed: Decision, destination: Destination) -> Decision:
    if before is None:
        return proposed
    if before.owner_reason:
        level = highest((before.sensitivity, proposed.sensitivity))
        kept = OwnerChange(before.disposition, before.until, level, before.owner_reason, before.permanent)
        try:
            check_change(proposed, kept, destination, stripped=before.disposition is Disposition.ANONYMISE)
        except OwnerError:
            return proposed
        return replace(
            proposed,
            disposition=kept.disposition,
            until=kept.until,
            permanent=kept.permanent,
            sensitivity=kept.sensitivity,
            owner_reason=kept.reason,
            confirmed=before.confirmed,
        )
    same = replace(proposed, confirmed=before.confirmed)
    return same if _agreed(before, same) else proposed


def _agreed(before: Decision, same: Decision) -> bool:
    """Whether the owner has agreed to this already: other rules that decide the same are no other decision."""
    if before.rules_digest != same.rules_digest:
        before = replace(before, rules_digest=same.rules_digest, rule_ids=same.rule_ids)
    return same == before


# -- holds


def open_holds(vault: Vault) -> tuple[LegalHold, ...]:
    """Holds that have not been lifted."""
    return tuple(_hold(row) for row in vault.rows("SELECT * FROM legal_hold WHERE lifted IS NULL ORDER BY id"))


def held_groups(vault: Vault) -> frozenset[int]:
    """Groups of which nothing may be destroyed."""
    return frozenset(hold.group_id for hold in open_holds(vault) if hold.group_id is not None)


def held_subjects(vault: Vault) -> frozenset[int]:
    """Persons of whom nothing may be destroyed."""
    return frozenset(hold.subject_id for hold in open_holds(vault) if hold.subject_id is not None)


def place_hold(
    vault: Vault, hold_rule: str, *, group_id: int | None = None, subject_id: int | None = None, note: str = ""
) -> int:
    """Stop the destruction of one group or one person's records. Taken in at any time, also after erasure has begun."""
    if (group_id is None) == (subject_id is None):
        raise ValueError("a hold is on one group or one person")
    with vault.change(late=True) as change:
        made = change.execute(
            "INSERT INTO legal_hold (hold_rule, group_id, subject_id, note, placed) VALUES (?, ?, ?, ?, ?)",
            (hold_rule, group_id, subject_id, note, change.time),
        )
        change.note("classification.hold_placed", f"hold:{made}", rule=hold_rule, group=group_id, subject=subject_id)
    return made


def lift_hold(vault: Vault, hold_id: int) -> None:
    """The matter is settled, perhaps long after erasure has begun."""
    with vault.change(late=True) as change:
        change.execute("UPDATE legal_hold SET lifted = ? WHERE id = ? AND lifted IS NULL", (change.time, hold_id))
        change.note("classification.hold_lifted", f"hold:{hold_id}")


# -- answers and assessment


def answers(vault: Vault) -> tuple[Answer, ...]:
    """Everything the owner has answered."""
    rows = vault.rows("SELECT question, group_id, value FROM question_answer ORDER BY question, group_id")
    return tuple(Answer(row["question"], row["group_id"], row["value"]) for row in rows)


def give_answer(vault: Vault, question: str, group_id: int | None, value: str) -> None:
    """Keep an answer; it can be changed until erasure begins."""
    with vault.change() as change:
        change.execute("DELETE FROM question_answer WHERE question = ? AND group_id IS ?", (question, group_id))
        change.execute("INSERT INTO question_answer VALUES (?, ?, ?)", (question, group_id, value))
        change.note("classification.answered", f"question:{question}", group=group_id, value=value)


def take_back(vault: Vault, question: str, group_id: int | None) -> None:
    """Forget an answer, so that it is asked again."""
    with vault.change() as change:
        change.execute("DELETE FROM question_answer WHERE question = ? AND group_id IS ?", (question, group_id))
        change.note("classification.answer_taken_back", f"question:{question}", group=group_id)


def assessment(vault: Vault) -> tuple[AssessmentAnswer, ...]:
    """The fields of the impact assessment that are filled in."""
    rows = vault.rows("SELECT field, value FROM assessment ORDER BY field")
    return tuple(AssessmentAnswer(row["field"], row["value"]) for row in rows)


def save_assessment(vault: Vault, given: Iterable[AssessmentAnswer]) -> None:
    """Keep fields of the impact assessment."""
    rows = [(answer.field, answer.value.strip()) for answer in given]
    with vault.change() as change:
        change.executemany(
            "INSERT INTO assessment VALUES (?, ?) ON CONFLICT (field) DO UPDATE SET value = excluded.value", rows
        )
        change.note("classification.assessment_saved", "assessment", fields=[field for field, _ in rows])


# -- rows


def _decision(row: Row) -> Decision:
    return Decision(
        group_id=row["group_id"],
        disposition=Disposition(row["disposition"]),
        until=_day(row["until"]),
        permanent=bool(row["permanent"]),
        counted_from=_day(row["counted_from"]),
        rule_id=row["rule_id"],
        rule_ids=_rule_ids(row["rule_ids"]),
        basis=_bases(row["basis"]),
        sensitivity=Sensitivity(row["sensitivity"]),
        to_verify=bool(row["to_verify"]),
        explanation=_sentence(row["explanation"]),
        rules_digest=row["rules_digest"],
        confirmed=bool(row["confirmed"]),
        owner_reason=row["owner_reason"],
        kept_by_law=bool(row["kept_by_law"]),
        least_until=_day(row["least_until"]),
        must_go=bool(row["must_go"]),
        least_sensitivity=Sensitivity(row["least_sensitivity"]),
    )


def _values(made: Decision) -> tuple[object, ...]:
    basis = [
        [b.law, b.article, b.article_verified, b.quote, b.effective.isoformat(), b.status.value] for b in made.basis
    ]
    return (
        made.group_id,
        made.disposition.value,
        made.until.isoformat() if made.until else None,
        int(made.permanent),
        made.counted_from.isoformat() if made.counted_from else None,
        made.rule_id,
        json.dumps(made.rule_ids),
        json.dumps(basis, ensure_ascii=False),
        made.sensitivity.value,
        int(made.to_verify),
        _written(made.explanation),
        made.rules_digest,
        int(made.confirmed),
        made.owner_reason,
        made.least_until.isoformat() if made.least_until else None,
        int(made.kept_by_law),
        int(made.must_go),
        made.least_sensitivity.value,
    )


@lru_cache(maxsize=512)
def _rule_ids(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


@lru_cache(maxsize=512)
def _bases(stored: str) -> tuple[Basis, ...]:
    """Groups under one rule rest on the same provisions: hundreds of them are read once."""
    return tuple(_basis(item) for item in json.loads(stored))


def _basis(item: list[str | bool]) -> Basis:
    law, article, verified, quote, effective, status = item
    return Basis(
        str(law), str(article), bool(verified), str(quote), date.fromisoformat(str(effective)), Status(str(status))
    )


def _written(sentence: Sentence) -> str:
    values = [[name, value.isoformat() if isinstance(value, date) else value] for name, value in sentence.values]
    return json.dumps([sentence.text, values], ensure_ascii=False)


@lru_cache(maxsize=512)
def _sentence(stored: str) -> Sentence:
    text, values = json.loads(stored)
    return Sentence(text, tuple((name, _day(value) if name == "day" else value) for name, value in values))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _hold(row: Row) -> LegalHold:
    return LegalHold(
        row["id"], row["hold_rule"], row["group_id"], row["subject_id"], row["note"], row["placed"], row["lifted"]
    )
