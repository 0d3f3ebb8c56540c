"""Everything the vault knows about notices, answers and requests. All SQL of this room is here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from desktop import numbers
from desktop.errors import OwnerError
from desktop.notices.records import (
    Channel,
    Consent,
    ConsentCounts,
    ConsentState,
    FileKind,
    Notice,
    NoticeFile,
    NoticeKind,
    NoticeSummary,
    Poster,
    Request,
    RequestKind,
    WaitingPeriod,
    Waiver,
)
from desktop.notices.texts import table
from desktop.shop import store as shop_store
from desktop.shop.records import Role
from desktop.vault.vault import Change, Row, Vault
from desktop.words import say

_BALANCES = "balances_settled"
_PROMISED = "requests_promised_until"


# -- notices


def notices(vault: Vault, channel: Channel | None = None) -> tuple[Notice, ...]:
    """All notices, or those of one channel, in the order of their numbers."""
    if channel is None:
        return tuple(map(_notice, vault.rows("SELECT * FROM notice ORDER BY id")))
    return tuple(map(_notice, vault.rows("SELECT * FROM notice WHERE channel = ? ORDER BY id", (channel.value,))))


def notice_by_number(vault: Vault, number: str) -> Notice | None:
    """The notice with that number."""
    row = vault.row("SELECT * FROM notice WHERE number = ?", (number,))
    return _notice(row) if row else None


def notice_of(vault: Vault, subject_id: int) -> Notice | None:
    """The last notice made for a person."""
    row = vault.row("SELECT * FROM notice WHERE subject_id = ? ORDER BY id DESC LIMIT 1", (subject_id,))
    return _notice(row) if row else None


def notice_for(vault: Vault, subject_id: int, kind: NoticeKind) -> Notice | None:
    """The notice of a kind to a person."""
    row = vault.row("SELECT * FROM notice WHERE subject_id = ? AND kind = ?", (subject_id, kind.value))
    return _notice(row) if row else None


def people_numbered(vault: Vault) -> frozenset[tuple[int, str]]:
    """Person and kind of every notice: `numbered` without the notices, for counting in large cases."""
    return frozenset(map(tuple, vault.each("SELECT subject_id, kind FROM notice WHERE subject_id IS NOT NULL")))


def letters_waiting(vault: Vault, subject_ids: Iterable[int]) -> frozenset[int]:
    """Those of these people who have a letter that is not marked as sent."""
    sql = "SELECT 1 FROM notice WHERE subject_id = ? AND channel = 'letter' AND sent_on IS NULL"
    return frozenset(person for person in subject_ids if vault.row(sql, (person,)))


def numbered(vault: Vault) -> dict[tuple[int, NoticeKind], Notice]:
    """The notices by person and kind: whoever is in here never gets a second number."""
    rows = vault.each("SELECT * FROM notice WHERE subject_id IS NOT NULL")
    return {(int(row["subject_id"]), NoticeKind(row["kind"])): _notice(row) for row in rows}


def add_notices(vault: Vault, people: Sequence[tuple[int, NoticeKind, Channel]]) -> None:
    """Give numbers to people who have none for this kind yet. One transaction: keep `people` to a hundred or so."""
    with vault.change() as change:
        made = 0
        for subject_id, kind, channel in people:
            known = change.rows("SELECT 1 FROM notice WHERE subject_id = ? AND kind = ?", (subject_id, kind.value))
            if known:
                continue
            series = numbers.Kind.CONSENT_LETTER if kind is NoticeKind.CONSENT else numbers.Kind.NOTICE_LETTER
            number = change.new_number(series, vault.case_code)
            change.execute(
                "INSERT INTO notice (number, token, subject_id, kind, channel, made) VALUES (?,?,?,?,?,?)",
                (number, numbers.random_part(), subject_id, kind.value, channel.value, change.time),
            )
            made += 1
        change.note("notices.numbered", "notices", count=made)


def set_channel(vault: Vault, notice_id: int, channel: Channel) -> None:
    """The person's address or mobile became known, or was taken away, before the notice went out."""
    with vault.change() as change:
        change.execute("UPDATE notice SET channel = ? WHERE id = ? AND sent_on IS NULL", (channel.value, notice_id))
        change.note("notices.channel_changed", f"notice:{notice_id}", channel=channel.value)


def mark_sent(vault: Vault, channel: Channel, day: date, today: date, without: Collection[int] = ()) -> int:
    """All notices of a channel not yet marked went out on `day`, except to these people; gives their number."""
    _not_later(day, today)
    with vault.change(late=True) as change:
        rows = change.rows("SELECT id, subject_id FROM notice WHERE channel = ? AND sent_on IS NULL", (channel.value,))
        sent = [(day.isoformat(), row["id"]) for row in rows if row["subject_id"] not in without]
        change.executemany("UPDATE notice SET sent_on = ? WHERE id = ?", sent)
        _keep_promise(vault, change)
        change.note("notices.sent", f"channel:{channel.value}", count=len(sent), day=day.isoformat())
    return len(sent)


def mark_told(vault: Vault, subject_id: int, day: date, today: date) -> None:
    """A person whose letter cannot be printed was told in another way: by hand, by telephone."""
    _not_later(day, today)
    with vault.change(late=True) as change:
        change.execute(
            "UPDATE notice SET sent_on = ? WHERE subject_id = ? AND sent_on IS NULL", (day.isoformat(), subject_id)
        )
        _keep_promise(vault, change)
        change.note("notices.told_in_person", f"subject:{subject_id}", day=day.isoformat())


def mark_returned(vault: Vault, number: str, day: date, today: date) -> Notice:
    """A letter came back. Raises OwnerError for a number that is not one of this case's letters."""
    _not_later(day, today)
    notice = notice_by_number(vault, number)
    if notice is None or notice.channel is not Channel.LETTER:
        raise unknown_number()
    if notice.sent_on is None or day < notice.sent_on:
        raise OwnerError(
            say("This letter is not marked as sent on that day or before."),
            todo=say("Check the day, or mark the letters as sent first."),
        )
    with vault.change(late=True) as change:
        change.execute("UPDATE notice SET returned_on = ? WHERE id = ?", (day.isoformat(), notice.id))
        change.note("notices.returned", f"notice:{notice.id}", number=notice.number, day=day.isoformat())
    found = notice_by_number(vault, number)
    assert found is not None
    return found


# -- files written outside the case


def files(vault: Vault) -> tuple[NoticeFile, ...]:
    """Letters, lists and posters that were written to folders. Those with personal data are to be destroyed too."""
    return tuple(
        NoticeFile(
            FileKind(row["kind"]), Path(row["path"]), int(row["size"]), row["sha256"], int(row["notices"]),
            row["made"], row["basis"],
        )
        for row in vault.rows("SELECT * FROM notice_file ORDER BY made, path")
    )  # fmt: skip


def save_file(vault: Vault, kind: FileKind, path: Path, size: int, sha256: str, count: int, basis: str) -> NoticeFile:
    """A file with notices was written."""
    with vault.change() as change:
        change.execute(
            "INSERT OR REPLACE INTO notice_file (path, kind, size, sha256, notices, made, basis) "
            "VALUES (?,?,?,?,?,?,?)",
            (str(path), kind.value, size, sha256, count, change.time, basis),
        )
        change.note("notices.file_written", f"file:{kind.value}", sha256=sha256, notices=count)
        made = change.time
    return NoticeFile(kind, path, size, sha256, count, made, basis)


# -- the public notice and the waiting period


def poster(vault: Vault) -> Poster | None:
    """The public notice, if it has been made."""
    row = vault.row("SELECT * FROM poster ORDER BY made DESC, number DESC LIMIT 1")
    return Poster(row["number"], _day(row["posted_on"]), row["places"]) if row else None


def new_poster(vault: Vault) -> Poster:
    """The public notice with its number; made once."""
    if (known := poster(vault)) is not None:
        return known
    with vault.change() as change:
        number = change.new_number(numbers.Kind.POSTER, vault.case_code)
        change.execute("INSERT INTO poster (number, made) VALUES (?, ?)", (number, change.time))
        change.note("notices.poster_made", f"poster:{number}")
    return Poster(number, None, "")


def put_up(vault: Vault, day: date, places: str, today: date) -> Poster:
    """The public notice hangs since `day` at these places. Raises OwnerError for a later day or no place."""
    _not_later(day, today)
    if not places.strip():
        raise OwnerError(
            say("It is not said where the public notice hangs."), todo=say("Name every place, e.g. the shop door.")
        )
    known = new_poster(vault)
    with vault.change() as change:
        change.execute(
            "UPDATE poster SET posted_on = ?, places = ? WHERE number = ?",
            (day.isoformat(), places.strip(), known.number),
        )
        change.execute("UPDATE notice SET sent_on = ? WHERE channel = 'poster' AND sent_on IS NULL", (day.isoformat(),))
        _keep_promise(vault, change)
        change.note("notices.poster_put_up", f"poster:{known.number}", day=day.isoformat())
    return Poster(known.number, day, places.strip())


def waiting(vault: Vault, today: date) -> WaitingPeriod:
    """Thirty days from the public notice, and not before the last day for requests (消保条例21, 22; PIPL 45).

    The last day that people were told counts, also when an earlier one has been entered since.
    """
    shown, closing = poster(vault), shop_store.read_closing(vault)
    began = shown.posted_on if shown else None
    ends = None
    if began is not None:
        ends = began + timedelta(days=int(table("kinds")["terms"]["poster_days"]))
        if closing is not None:
            ends = max(ends, closing.request_until)
        ends = max(ends, _promised(vault) or ends)
    return WaitingPeriod(began, ends, ends is not None and today > ends, waiver(vault))


def _promised(vault: Vault) -> date | None:
    """The last day for requests that stands in what went out."""
    return _day(vault.fact(_PROMISED))


def _keep_promise(vault: Vault, change: Change) -> None:
    closing, before = shop_store.read_closing(vault), _promised(vault)
    if closing is not None and (before is None or before < closing.request_until):
        change.set(_PROMISED, closing.request_until.isoformat())


def waiver(vault: Vault) -> Waiver | None:
    """The owner's decision to go on early, if there is one."""
    row = vault.row("SELECT reason, approved_at FROM waiver")
    return Waiver(row["reason"], row["approved_at"]) if row else None


def waive(vault: Vault, reason: str, pin: str) -> Waiver:
    """Go on before the waiting period is over: a reason and the owner's PIN. It stands on the certificate."""
    if len(reason.strip()) < 4:
        raise OwnerError(
            say("There is no reason yet."),
            todo=say("Say in one sentence why you cannot wait; it is printed on the certificate."),
        )
    shop_store.check_pin(vault, Role.OWNER, pin)
    with vault.change() as change:
        change.execute(
            "INSERT OR REPLACE INTO waiver (id, reason, approved_at) VALUES (1, ?, ?)", (reason.strip(), change.time)
        )
        change.note("notices.waiting_waived", "waiver")
        return Waiver(reason.strip(), change.time)


def withdraw_waiver(vault: Vault) -> None:
    """Wait after all."""
    with vault.change() as change:
        change.execute("DELETE FROM waiver")
        change.note("notices.waiver_withdrawn", "waiver")


def balances_settled(vault: Vault, people: int) -> bool:
    """Whether the owner has said it of that many people: who turned up with a balance since then is asked about."""
    return int(vault.fact(_BALANCES) or 0) >= people


def settle_balances(vault: Vault, people: int) -> None:
    """The balances of that many people are refunded, or taken over with the shop."""
    with vault.change(late=True) as change:
        change.set(_BALANCES, str(people))
        change.note("notices.balances_settled", "balances", people=people)


# -- requests


def requests(vault: Vault) -> tuple[Request, ...]:
    """All requests, the open ones by their due day first."""
    return tuple(map(_request, vault.rows("SELECT * FROM request ORDER BY answered_on IS NOT NULL, due_on, id")))


def open_requests(vault: Vault) -> tuple[Request, ...]:
    """Requests that nobody has answered yet."""
    return tuple(request for request in requests(vault) if request.answered_on is None)


def subjects_with_open_requests(vault: Vault) -> frozenset[int]:
    """People whose records must stay until they are answered."""
    return frozenset(r.subject_id for r in open_requests(vault) if r.subject_id is not None)


def add_request(vault: Vault, kind: RequestKind, received: date, today: date, subject_id: int | None) -> Request:
    """Someone asked; it must be answered within the days that the rule file names (GB/T 35273-2020 8.7)."""
    _not_later(received, today)
    due = received + timedelta(days=int(table("kinds")["terms"]["answer_days"]))
    with vault.change(late=True) as change:
        key = change.execute(
            "INSERT INTO request (subject_id, kind, received_on, due_on) VALUES (?,?,?,?)",
            (subject_id, kind.value, received.isoformat(), due.isoformat()),
        )
        change.note("notices.request_received", f"request:{key}", kind=kind.value, due=due.isoformat())
    return Request(key, subject_id, kind, received, due, None, "")


def answer_request(vault: Vault, request_id: int, day: date, result: str, today: date) -> None:
    """What was answered, and when. A refusal needs its reason (PIPL 50)."""
    _not_later(day, today)
    if not result.strip():
        raise OwnerError(
            say("It is not said what was answered."),
            todo=say("Write in a few words what was done, or why it was refused."),
        )
    row = vault.row("SELECT received_on FROM request WHERE id = ?", (request_id,))
    if row is None or day < date.fromisoformat(row["received_on"]):
        raise OwnerError(say("The answer cannot be earlier than the request."), todo=say("Check the day."))
    with vault.change(late=True) as change:
        change.execute(
            "UPDATE request SET answered_on = ?, result = ? WHERE id = ?", (day.isoformat(), result.strip(), request_id)
        )
        change.note("notices.request_answered", f"request:{request_id}", day=day.isoformat())


# -- consent


def consents(vault: Vault) -> tuple[Consent, ...]:
    """The answers that came in; whoever is not in here has said nothing."""
    return tuple(
        Consent(int(row["subject_id"]), ConsentState(row["state"]), _day(row["given_on"]), _items(row["fields"]))
        for row in vault.rows("SELECT * FROM consent ORDER BY subject_id")
    )


def consent_counts(vault: Vault) -> ConsentCounts:
    """How many were asked and what they said. Silence is counted on its own and is never a yes."""
    asked = int(vault.value("SELECT count(*) FROM notice WHERE kind = 'consent' AND subject_id IS NOT NULL"))
    rows = vault.rows("SELECT state, count(*) AS n FROM consent GROUP BY state")
    said = {ConsentState(row["state"]): int(row["n"]) for row in rows}
    yes, no = said.get(ConsentState.YES, 0), said.get(ConsentState.NO, 0)
    withdrawn = said.get(ConsentState.WITHDRAWN, 0)
    return ConsentCounts(asked, yes, no, withdrawn, asked - yes - no - withdrawn)


def record_answer(
    vault: Vault, number: str, *, yes: bool, no: bool, items: Iterable[str], signed: bool, day: date, today: date
) -> Consent:
    """A 回执 as it came back. Both or neither box ticked, nothing ticked under yes, or no signature: not consented."""
    _not_later(day, today)
    notice = notice_by_number(vault, number)
    if notice is None or notice.kind is not NoticeKind.CONSENT or notice.subject_id is None:
        raise unknown_number()
    ticked = tuple(sorted(set(items)))
    agreed = yes and not no and bool(ticked) and signed
    state = ConsentState.YES if agreed else ConsentState.NO
    _save_consent(vault, notice.subject_id, state, day, ticked if agreed else ())
    return Consent(notice.subject_id, state, day, ticked if agreed else ())


def withdraw_consent(vault: Vault, subject_id: int, day: date, today: date) -> None:
    """A person takes the consent back, at any time (PIPL 15)."""
    _not_later(day, today)
    if not vault.value("SELECT 1 FROM consent WHERE subject_id = ? AND state = 'yes'", (subject_id,)):
        raise OwnerError(say("This person has not consented."), todo=say("There is nothing to withdraw."))
    _save_consent(vault, subject_id, ConsentState.WITHDRAWN, day, ())


def _save_consent(vault: Vault, subject_id: int, state: ConsentState, day: date, items: tuple[str, ...]) -> None:
    with vault.change(late=True) as change:
        change.execute(
            "INSERT INTO consent (subject_id, state, given_on, fields) VALUES (?,?,?,?) ON CONFLICT (subject_id) "
            "DO UPDATE SET state = excluded.state, given_on = excluded.given_on, fields = excluded.fields",
            (subject_id, state.value, day.isoformat(), ",".join(items)),
        )
        change.note("notices.consent_recorded", f"subject:{subject_id}", state=state.value, items=len(items))


# -- sums


def summary(vault: Vault) -> NoticeSummary:
    """The counts for the certificate. One person is counted once, however many notices they got."""
    rows = vault.rows("SELECT channel, count(*) AS n FROM notice GROUP BY channel")
    by_channel = {Channel(row["channel"]): int(row["n"]) for row in rows}
    people = vault.value("SELECT count(DISTINCT coalesce(subject_id, -id)) FROM notice")
    shown = poster(vault)
    every = requests(vault)
    return NoticeSummary(
        posted_on=shown.posted_on if shown else None,
        people=int(people),
        letters=by_channel.get(Channel.LETTER, 0),
        messages=by_channel.get(Channel.SMS, 0),
        poster_only=by_channel.get(Channel.POSTER, 0),
        sent=int(
            vault.value(
                "SELECT count(DISTINCT coalesce(subject_id, -id)) FROM notice"
                " WHERE sent_on IS NOT NULL AND returned_on IS NULL AND channel <> 'poster'"
            )
        ),
        returned=int(vault.value("SELECT count(*) FROM notice WHERE returned_on IS NOT NULL")),
        requests=len(every),
        requests_answered=sum(request.answered_on is not None for request in every),
        waiver=waiver(vault),
    )


def unsent(vault: Vault) -> dict[Channel, int]:
    """How many notices of each channel are made and not yet marked as sent."""
    rows = vault.rows("SELECT channel, count(*) AS n FROM notice WHERE sent_on IS NULL GROUP BY channel")
    return {Channel(row["channel"]): int(row["n"]) for row in rows}


def each_notice(vault: Vault) -> Iterator[Notice]:
    """All notices one by one."""
    return map(_notice, vault.each("SELECT * FROM notice ORDER BY id"))


def _notice(row: Row) -> Notice:
    subject = row["subject_id"]
    return Notice(
        int(row["id"]), row["number"], None if subject is None else int(subject), NoticeKind(row["kind"]),
        Channel(row["channel"]), row["made"], _day(row["sent_on"]), _day(row["returned_on"]), row["token"],
    )  # fmt: skip


def _request(row: Row) -> Request:
    subject = row["subject_id"]
    return Request(
        int(row["id"]), None if subject is None else int(subject), RequestKind(row["kind"]),
        date.fromisoformat(row["received_on"]), date.fromisoformat(row["due_on"]), _day(row["answered_on"]),
        row["result"],
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _items(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",") if part)


def _not_later(day: date, today: date) -> None:
    if day > today:
        raise OwnerError(say("That day has not come yet."), todo=say("Enter today or an earlier day."))


def unknown_number() -> OwnerError:
    """A number that is not on any letter of this case."""
    return OwnerError(
        say("No letter of this case has that number."),
        meaning=say("Nothing has been entered."),
        todo=say("Compare the number with the letter: it stands beside the address."),
    )
