"""What the case keeps about requests to third parties: made, sent, answered. Late events are taken in at any time."""

from __future__ import annotations

from datetime import date, timedelta

from desktop.errors import OwnerError
from desktop.inventory import store
from desktop.inventory.records import PartyAnswer, SourceKind
from desktop.inventory.records_parties import (
    ANSWER_DAYS,
    Asks,
    PartyKind,
    PartyLine,
    PartyRequest,
    SendWay,
    usual_ask,
)
from desktop.vault.vault import Row, Vault
from desktop.words import say


def lines(vault: Vault) -> tuple[PartyLine, ...]:
    """Every third party with its request, in the order of the sources."""
    known = {int(row["source_id"]): _request(row) for row in vault.rows("SELECT * FROM party_request")}
    return tuple(
        PartyLine(source, known.get(source.id) or _blank(source.id))
        for source in store.sources(vault, SourceKind.THIRD_PARTY)
    )


def line_of(vault: Vault, source_id: int | None) -> PartyLine | None:
    """One third party with its request; None for what is no third party."""
    return next((line for line in lines(vault) if line.source.id == source_id), None)


def request(vault: Vault, source_id: int) -> PartyRequest:
    """The request to one third party; an empty one while nothing has been entered."""
    row = vault.row("SELECT * FROM party_request WHERE source_id = ?", (source_id,))
    return _request(row) if row else _blank(source_id)


def choose(vault: Vault, source_id: int, party: PartyKind, asks: Asks) -> None:
    """What kind of firm it is, and what is asked of it."""
    with vault.change(late=True) as change:
        sql = """INSERT INTO party_request (source_id, party, asks) VALUES (?, ?, ?)
                 ON CONFLICT (source_id) DO UPDATE SET party = excluded.party, asks = excluded.asks"""
        change.execute(sql, (source_id, party, asks))
        change.note("inventory.party_asked", f"source:{source_id}", party=party.value, asks=asks.value)


def answer_day(made_on: date) -> date:
    """The day that a letter made on this day names."""
    return made_on + timedelta(days=ANSWER_DAYS)


def made(vault: Vault, source_id: int, day: date, sha256: str) -> None:
    """The letter was made; a later one of the same firm takes its place."""
    _assert_there(vault, source_id)
    with vault.change(late=True) as change:
        sql = "UPDATE party_request SET made_on = ?, answer_by = ?, sha256 = ? WHERE source_id = ?"
        change.execute(sql, (day.isoformat(), answer_day(day).isoformat(), sha256, source_id))
        change.note("inventory.party_letter_made", f"source:{source_id}", sha256=sha256)


def sent(vault: Vault, source_id: int, day: date | None, way: SendWay, today: date) -> None:
    """The request went out. Raises `OwnerError` without a day, and for one that has not come yet."""
    if day is None or day > today:
        raise OwnerError(
            say("The day of sending is missing, or has not come yet."),
            meaning=say("Nothing has been saved."),
            todo=say("Enter the day on which the letter went out."),
        )
    _assert_there(vault, source_id)
    with vault.change(late=True) as change:
        sql = "UPDATE party_request SET sent_on = ?, sent_way = ? WHERE source_id = ?"
        change.execute(sql, (day.isoformat(), way, source_id))
        change.note("inventory.party_letter_sent", f"source:{source_id}", day=day.isoformat(), way=way.value)


def answered(
    vault: Vault, source_id: int, answer: PartyAnswer, day: date | None, *, note: str, proof: str, today: date
) -> None:
    """What the firm has answered, on which day, and where its answer is kept. Late answers are taken in."""
    if day is None or day > today:
        raise OwnerError(
            say("The day of the answer is missing, or has not come yet."),
            meaning=say("Nothing has been saved."),
            todo=say("Enter the day on which it answered, or on which you asked again in vain."),
        )
    _assert_there(vault, source_id)
    with vault.change(late=True) as change:
        sql = "UPDATE source SET party_answer = ?, party_answered_on = ? WHERE id = ? AND kind = 'third_party'"
        change.execute(sql, (answer, day.isoformat(), source_id))
        sql = "UPDATE party_request SET note = ?, proof = ? WHERE source_id = ?"
        change.execute(sql, (note.strip(), proof.strip(), source_id))
        change.note("inventory.party_answer", f"source:{source_id}", answer=answer.value, proof=bool(proof.strip()))


def _assert_there(vault: Vault, source_id: int) -> None:
    """A request that nobody has chosen a kind for is one to another firm."""
    if vault.row("SELECT 1 FROM party_request WHERE source_id = ?", (source_id,)) is None:
        blank = _blank(source_id)
        choose(vault, source_id, blank.party, blank.asks)


def _blank(source_id: int) -> PartyRequest:
    return PartyRequest(source_id, PartyKind.OTHER, usual_ask(PartyKind.OTHER))


def _request(row: Row) -> PartyRequest:
    return PartyRequest(
        row["source_id"], PartyKind(row["party"]), Asks(row["asks"]), _day(row["made_on"]), _day(row["answer_by"]),
        row["sha256"], _day(row["sent_on"]), SendWay(row["sent_way"]) if row["sent_way"] else None, row["note"],
        row["proof"],
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
