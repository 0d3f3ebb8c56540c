"""All SQL of the erasure room: the plan, its approvals, its items and what came of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from desktop.erasure.records import (
    Approval,
    Explanation,
    Item,
    ItemKind,
    ItemState,
    Plan,
    PlannedItem,
    Promise,
    Result,
)
from desktop.inventory.store import path_from, path_text
from desktop.vault.vault import Change, Row, Vault
from desktop.words import Sentence

PLANNED_COLUMNS = (
    "kind", "source_id", "group_id", "label", "place", "path", "expected_size", "expected_sha256", "people", "records",
    "quantity", "unit", "rule_id", "sealed_copy", "method", "promise", "medium", "verdict", "volume_key",
)  # fmt: skip


# -- reading


def current_plan(vault: Vault) -> Plan | None:
    """The plan that was frozen last, or None."""
    row = vault.row("SELECT * FROM plan ORDER BY id DESC LIMIT 1")
    return Plan(row["id"], row["digest"], row["made"], row["items"], row["people"]) if row else None


def items(vault: Vault) -> tuple[Item, ...]:
    """Every row of the current plan, in its order."""
    found = vault.rows("SELECT * FROM item WHERE plan_id = (SELECT max(id) FROM plan) ORDER BY id")
    return tuple(_item(row) for row in found)


def item(vault: Vault, item_id: int) -> Item | None:
    """One row of the plan."""
    row = vault.row("SELECT * FROM item WHERE id = ?", (item_id,))
    return _item(row) if row else None


def unfinished_files(vault: Vault) -> tuple[Item, ...]:
    """Files still to be erased, those an interrupted run had begun first."""
    found = vault.rows(
        "SELECT * FROM item WHERE plan_id = (SELECT max(id) FROM plan) AND kind = 'file' AND promise <> 'on_hold' "
        "AND state IN ('planned', 'started') ORDER BY state DESC, id"
    )
    return tuple(_item(row) for row in found)


def sealed_in_plan(vault: Vault) -> frozenset[int]:
    """Groups in files that the plan destroys because a sealed copy is kept, with all that lies in the same files."""
    found = vault.rows(
        "SELECT DISTINCT e.group_id AS g FROM pack_entry e JOIN item i ON i.source_id = e.source_id "
        "WHERE i.plan_id = (SELECT max(id) FROM plan) AND i.kind = 'file' AND i.promise <> 'on_hold' "
        "AND i.state IN ('planned', 'started')"
    )
    return frozenset(int(row["g"]) for row in found)


def approvals(vault: Vault) -> tuple[Approval, ...]:
    """Who has approved the current plan, for which digest."""
    found = vault.rows("SELECT * FROM approval WHERE plan_id = (SELECT max(id) FROM plan) ORDER BY approved_at, role")
    return tuple(Approval(row["role"], row["name"], row["digest"], row["approved_at"]) for row in found)


def approved_pins(vault: Vault) -> dict[str, str]:
    """By role, which PIN an approval was given with; empty in approvals of earlier versions."""
    found = vault.rows("SELECT role, pin FROM approval WHERE plan_id = (SELECT max(id) FROM plan)")
    return {row["role"]: row["pin"] for row in found}


def people_patterns(vault: Vault) -> tuple[tuple[frozenset[int], int], ...]:
    """How many people are in exactly these groups; see `people_pattern` in the schema."""
    found = vault.rows("SELECT groups, people FROM people_pattern")
    return tuple((frozenset(json.loads(row["groups"])), int(row["people"])) for row in found)


def backups_made(vault: Vault) -> int:
    """How many backups of the case were written: each holds the old key."""
    return int(vault.value("SELECT count(*) FROM journal WHERE act = 'case.backed_up'"))


# -- writing: each is part of a transaction that its caller opens and journals


def save_plan(
    change: Change, digest: str, planned: Sequence[PlannedItem], people: int | None,
    patterns: Iterable[tuple[frozenset[int], int]],
) -> int:  # fmt: skip
    """Freeze a plan in place of the one before; its approvals go with it."""
    change.execute("DELETE FROM approval")
    change.execute("DELETE FROM item")
    count = sum(not one.on_hold for one in planned)
    plan_id = change.execute(
        "INSERT INTO plan (digest, made, items, people) VALUES (?,?,?,?)", (digest, change.time, count, people)
    )
    change.execute("DELETE FROM plan WHERE id <> ?", (plan_id,))
    places = ",".join("?" * (len(PLANNED_COLUMNS) + 1))
    change.executemany(
        f"INSERT INTO item (plan_id, {', '.join(PLANNED_COLUMNS)}) VALUES ({places})",  # noqa: S608 - constants
        ((plan_id, *_planned_values(one)) for one in planned),
    )
    change.execute("DELETE FROM people_pattern")
    change.executemany(
        "INSERT INTO people_pattern VALUES (?, ?)", ((json.dumps(sorted(groups)), n) for groups, n in patterns)
    )
    return plan_id


def drop_approvals(change: Change) -> None:
    """The plan is not what was approved any more."""
    change.execute("DELETE FROM approval")


def save_approval(change: Change, plan_id: int, approval: Approval, pin: str = "") -> None:
    """One person's approval of one digest. `pin` tells which PIN was given (`shop.store.pin_mark`), not what it is."""
    change.execute(
        "INSERT OR REPLACE INTO approval (plan_id, role, name, digest, approved_at, pin) VALUES (?,?,?,?,?,?)",
        (plan_id, approval.role, approval.name, approval.digest, approval.approved_at, pin),
    )


def mark_started(change: Change, item_ids: Sequence[int]) -> None:
    """The intent: what is found in this state after a crash is done again."""
    change.executemany(
        "UPDATE item SET state = 'started', started = CASE started WHEN '' THEN ? ELSE started END WHERE id = ?",
        [(change.time, item_id) for item_id in item_ids],
    )


def save_overwritten(change: Change, evidence: Mapping[int, str]) -> None:
    """The content is gone and read back, the name not yet: kept so that a resumed run can prove it."""
    change.executemany("UPDATE item SET evidence = ? WHERE id = ?", [(text, i) for i, text in evidence.items()])


def evidence_count(change: Change) -> int:
    """How many evidence numbers were given out."""
    found = "SELECT count(DISTINCT evidence_no) FROM item WHERE evidence_no <> ''"
    return int(change.rows(found)[0][0])


def finish(
    change: Change, item_id: int, *, state: ItemState, result: Result, method: str, evidence: str, number: str,
    cause: Sentence | None,
) -> None:  # fmt: skip
    """What came of an item. `number` is its evidence number; the groups of one file share it."""
    change.execute(
        "UPDATE item SET state = ?, result = ?, method_done = ?, evidence = ?, evidence_no = ?, cause = ?, ended = ?, "
        "started = CASE started WHEN '' THEN ? ELSE started END, next_step = '', next_day = NULL, next_person = '' "
        "WHERE id = ?",
        (state.value, result.value, method, evidence, number, _sentence_json(cause), change.time, change.time, item_id),
    )


def set_back(change: Change, item_id: int) -> None:
    """Try again: a failed item waits once more, its explanation is void."""
    change.execute(
        "UPDATE item SET state = 'planned', result = NULL, cause = NULL, evidence = '', next_step = '', "
        "next_day = NULL, next_person = '' WHERE id = ? AND state = 'failed'",
        (item_id,),
    )


def save_explanation(change: Change, item_id: int, explanation: Explanation, result: Result) -> None:
    """An exception with its cause, next step, day and person."""
    change.execute(
        "UPDATE item SET cause = ?, next_step = ?, next_day = ?, next_person = ?, result = coalesce(result, ?) "
        "WHERE id = ?",
        (
            _sentence_json(explanation.cause),
            explanation.next_step,
            explanation.next_day.isoformat(),
            explanation.next_person,
            result.value,
            item_id,
        ),
    )


# -- rows and values


def sentence_from_json(text: str) -> Sentence:
    """The inverse of what is stored: `[text, {places}]`."""
    words, values = json.loads(text)
    return Sentence(words, tuple((name, _value(value)) for name, value in values.items()))


def sentence_as_json(sentence: Sentence) -> str:
    """A sentence with its places, in no language."""
    return json.dumps(_sentence_plain(sentence), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sentence_json(sentence: Sentence | None) -> str | None:
    return None if sentence is None else sentence_as_json(sentence)


def _sentence_plain(sentence: Sentence) -> list[object]:
    return [sentence.text, {name: _plain(value) for name, value in sentence.values}]


def _plain(value: object) -> object:
    if isinstance(value, Sentence):
        return _sentence_plain(value)
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value if isinstance(value, int) else str(value)


def _value(value: object) -> object:
    if isinstance(value, list):
        return Sentence(value[0], tuple((name, _value(inner)) for name, inner in value[1].items()))
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value


def _planned_values(one: PlannedItem) -> tuple[object, ...]:
    return (
        one.kind.value, one.source_id, one.group_id, one.label, one.place, path_text(one.path) if one.path else None,
        one.expected_size, one.expected_sha256, one.people, one.records, one.quantity, one.unit, one.rule_id,
        int(one.sealed_copy), one.method, one.promise.value, sentence_as_json(one.medium),
        sentence_as_json(one.verdict), one.volume_key,
    )  # fmt: skip


def _planned(row: Row) -> PlannedItem:
    return PlannedItem(
        kind=ItemKind(row["kind"]), source_id=row["source_id"], group_id=row["group_id"], label=row["label"],
        place=row["place"], path=path_from(row["path"]) if row["path"] else None, expected_size=row["expected_size"],
        expected_sha256=row["expected_sha256"], people=row["people"], records=row["records"], quantity=row["quantity"],
        unit=row["unit"], rule_id=row["rule_id"], sealed_copy=bool(row["sealed_copy"]), method=row["method"],
        promise=Promise(row["promise"]), medium=sentence_from_json(row["medium"]),
        verdict=sentence_from_json(row["verdict"]), volume_key=row["volume_key"],
    )  # fmt: skip


def _item(row: Row) -> Item:
    return Item(
        id=row["id"], plan_id=row["plan_id"], planned=_planned(row), state=ItemState(row["state"]),
        result=Result(row["result"]) if row["result"] else None, method_done=row["method_done"],
        evidence=row["evidence"], evidence_no=row["evidence_no"],
        cause=sentence_from_json(row["cause"]) if row["cause"] else None, started=row["started"], ended=row["ended"],
        next_step=row["next_step"], next_day=date.fromisoformat(row["next_day"]) if row["next_day"] else None,
        next_person=row["next_person"],
    )  # fmt: skip
