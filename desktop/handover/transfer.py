"""What may be handed to the recipient: whom, and which fields. Everything else is left out.

Merger and division (PIPL 22): everyone, without what the recipient has no purpose for. Every other route (PIPL 23, 29):
only who has consented, only the items they ticked. Silence is no consent, and what is not ticked is not given.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from xlsxwriter import Workbook

from desktop.classification import store as classification
from desktop.classification.records import Disposition
from desktop.inventory import store as inventory
from desktop.inventory.records import Column, RecordGroup
from desktop.notices import store as notices
from desktop.notices.messages import harmless
from desktop.notices.records import ConsentState
from desktop.notices.texts import table
from desktop.notices.wording import all_items
from desktop.session import Reading, Session
from desktop.shop import store as shop_store
from desktop.shop.records import Route


@dataclass(frozen=True, slots=True)
class Allowed:
    """The rule of one case. `everyone`: no consent is needed; `fields` are each person's ticked field types."""

    everyone: bool
    fields: Mapping[int, frozenset[str]]
    never: frozenset[str]
    columns: Mapping[int, tuple[Column, ...]]

    @property
    def digest(self) -> str:
        """Changes as soon as somebody consents or withdraws: the pack must then be written anew."""
        people = sorted((person, sorted(fields)) for person, fields in self.fields.items())
        groups = sorted((group, [c.header for c in columns]) for group, columns in self.columns.items())
        return hashlib.sha256(repr((self.everyone, people, groups)).encode("utf-8")).hexdigest()

    def heads(self, group_id: int) -> tuple[str, ...]:
        """The headers of what is given of a group."""
        return tuple(column.header for column in self.columns[group_id])

    def may(self, subject_id: int | None, field_type: str) -> bool:
        """Whether this field of this person may be given."""
        if field_type in self.never:
            return False
        if self.everyone:
            return True
        return subject_id is not None and field_type in self.fields.get(subject_id, frozenset())


def handed_over(session: Session) -> tuple[RecordGroup, ...]:
    """Groups that are confirmed to be transferred, on routes that transfer anything."""
    if shop_store.read_route(session.vault) is Route.SHARE_SALE:
        return ()
    wanted = {
        d.group_id
        for d in classification.decisions(session.vault)
        if d.disposition is Disposition.TRANSFER and d.confirmed
    }
    return tuple(group for group in inventory.groups(session.vault) if group.id in wanted)


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to hand over: the digest of the rule, and how many rows of each group."""

    digest: str
    rows: Mapping[int, int]


def allowed(session: Session) -> Allowed:
    """Who and what may be handed over now."""
    return session.once(ALLOWED)


def offered(session: Session) -> Offered:
    """What there is to hand over now."""
    return session.once(OFFERED)


def _offered(session: Session) -> Offered:
    rule = allowed(session)
    counts = {group.id: sum(1 for _ in rows_of(session, group, rule)) for group in handed_over(session)}
    return Offered(rule.digest, counts)


def _allowed(session: Session) -> Allowed:
    items = {item.id: frozenset(item.fields) for item in all_items()}
    fields = {
        consent.subject_id: frozenset().union(*(items[i] for i in consent.items if i in items))
        for consent in notices.consents(session.vault)
        if consent.state is ConsentState.YES
    }
    never = frozenset(table("kinds")["transfer"]["never"])
    everyone = shop_store.read_route(session.vault) is Route.MERGER
    given = frozenset().union(*fields.values()) if fields else frozenset()
    columns = {
        group.id: tuple(
            column
            for column in inventory.columns(session.vault, group.id)
            if column.field_type not in never and (everyone or column.field_type in given)
        )
        for group in handed_over(session)
    }
    return Allowed(everyone, fields, never, columns)


def rows_of(session: Session, group: RecordGroup, rule: Allowed) -> Iterator[tuple[str, ...]]:
    """The rows of a group as they may be given: nobody who did not consent, blank where a field was not ticked."""
    columns = rule.columns[group.id]
    if not columns:
        return
    for record in inventory.records(session.vault, group.id):
        if not rule.everyone and record.subject_id not in rule.fields:
            continue
        cells = tuple(
            harmless(record.cells[c.position]) if rule.may(record.subject_id, c.field_type) else "" for c in columns
        )
        if any(cells):
            yield cells


def people_in_transfer(session: Session) -> int:
    """How many people are handed over."""
    rule = allowed(session)
    groups = [group.id for group in handed_over(session)]
    inside = inventory.subjects_in(session.vault, groups)
    return len(inside) if rule.everyone else len(inside & set(rule.fields))


def workbook(rows: Iterable[Iterable[str]]) -> bytes:
    """The same rows as XLSX; every cell is text."""
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with Workbook(target, options) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell)
    return target.getvalue()


_UNTOUCHED = (
    "handover.", "certificate.", "notices.numbered", "notices.file_", "notices.sent", "notices.told_",
    "notices.poster_", "notices.request_", "notices.waiting_", "notices.waiver_", "notices.balances_",
)  # fmt: skip
ALLOWED = Reading(_allowed, regardless=_UNTOUCHED)
OFFERED = Reading(_offered, regardless=_UNTOUCHED)
