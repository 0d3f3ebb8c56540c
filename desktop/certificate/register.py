"""The rows of the register: one record group under one rule on one carrier, destroyed, kept, or an exception.

No file name and no customer stands in a row: carriers are named by kind and medium, groups by what they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desktop.certificate.records import Carrier, Exempt, Fate, MediaLine, RegisterRow
from desktop.classification import store as classification
from desktop.classification.periods import beginning
from desktop.classification.records import Decision, Disposition
from desktop.clock import local_time
from desktop.disk.records import Evidence, ReadBack
from desktop.erasure import methods
from desktop.erasure import store as erasure
from desktop.erasure.evidence import Handiwork, Overwriting, Renewal, WrittenAnswer, from_json
from desktop.erasure.hand import default_cause
from desktop.erasure.planning import COPY_RULE
from desktop.erasure.records import DESTINATION_NAMES, Destination, Item, ItemKind, ItemState, Result
from desktop.handover import store as handover
from desktop.handover.records import Box, ListKind, Pack, PackKind, PackState
from desktop.inventory import store as inventory
from desktop.inventory.records import GROUP_NAMES, GroupKind, PartyAnswer, RecordGroup, Source, SourceKind
from desktop.notices.facts import leading, rule_of
from desktop.rules.records import RuleBook, Sensitivity
from desktop.session import Session
from desktop.shop.records import Person, Role, Route
from desktop.shop.store import person, read_route
from desktop.vault.vault import Vault
from desktop.words import zh

_FATES = {
    Result.DESTROYED: Fate.DESTROYED,
    Result.CONFIRMED: Fate.CONFIRMED,
    Result.DELETED_RESIDUE: Fate.RESIDUE,
    Result.NOT_DESTROYED: Fate.NOT_DESTROYED,
    Result.UNCONFIRMED: Fate.UNCONFIRMED,
}
_MINORS = {"age_under_14", "guardian"}
_INSURANCE = {"mi_settle", "si_card_no"}
_NOBODY = Person(Role.OWNER, "", "", "")
_QUOTE_FITS = 30
"""Longer quotations stay on the screen: the register names the article."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What the rows are made from."""

    rules: RuleBook
    items: tuple[Item, ...]
    groups: Mapping[int, RecordGroup]
    sources: Mapping[int, Source]
    decisions: Mapping[int, Decision]
    boxes: Mapping[int, Box]
    packed: Mapping[int, Pack]
    transferred: Mapping[int, Pack]
    verified: frozenset[int]
    seal_list: str
    """The number of the list of what is sealed, once one was made."""
    search_until: date | None
    """By when a lost pack is to be found: thirty days after it was missed."""
    custodian: str
    going_on: bool
    """The company goes on (share sale): nothing may lean on its closing."""


def register_rows(session: Session) -> tuple[RegisterRow, ...]:
    """Every row, numbered: what was to be destroyed in the plan's order, then what is sealed, then what went over."""
    case = _look(session)
    rows = [_item_row(case, item) for item in case.items]
    rows += _sealed_rows(case)
    rows += _lost_rows(case)
    rows += _transferred_rows(case)
    return tuple(replace(row, serial=place) for place, row in enumerate(rows, 1))


def media_lines(session: Session, rows: Sequence[RegisterRow]) -> tuple[MediaLine, ...]:
    """The devices and discs that were dealt with by hand, with make, number and where they went."""
    items = {item.id: item for item in erasure.items(session.vault)}
    lines = []
    for row in rows:
        item = items.get(row.item_id or 0)
        if item is None or row.carrier_kind is not Carrier.DEVICE or not item.evidence:
            continue
        done = from_json(item.evidence)
        if not isinstance(done, Handiwork):
            continue
        where = zh(DESTINATION_NAMES[Destination(done.destination)])
        line = MediaLine(
            row.serial, row.carrier, done.maker, done.model, done.serial, done.capacity, row.method, where,
            done.company, done.handover_no, done.certificate_no,
        )  # fmt: skip
        lines.append(line)
    return tuple(lines)


def _look(session: Session) -> _Case:
    vault = session.vault
    packed: dict[int, Pack] = {}
    transferred: dict[int, Pack] = {}
    for pack in handover.packs(vault):
        if pack.state is PackState.VERIFIED:
            for entry in handover.entries(vault, pack.id):
                (packed if pack.kind is PackKind.SEAL else transferred)[entry.group_id] = pack
    return _Case(
        rules=session.rules,
        items=erasure.items(vault),
        groups={group.id: group for group in inventory.groups(vault)},
        sources={source.id: source for source in inventory.sources(vault)},
        decisions={decision.group_id: decision for decision in classification.decisions(vault)},
        boxes={box.group_id: box for box in handover.boxes(vault)},
        packed=packed,
        transferred=transferred,
        verified=handover.verified_groups(vault),
        seal_list=next((made.number for made in reversed(handover.lists(vault)) if made.kind is ListKind.SEAL), ""),
        search_until=_search_until(vault),
        custodian=(person(vault, Role.CUSTODIAN) or person(vault, Role.OWNER) or _NOBODY).name,
        going_on=read_route(vault) is Route.SHARE_SALE,
    )


# -- what was to be destroyed


def _item_row(case: _Case, item: Item) -> RegisterRow:
    planned = item.planned
    group = case.groups.get(planned.group_id or 0)
    source = case.sources.get(planned.source_id or 0)
    fate = _fate(item)
    quantity, unit = _quantity(item)
    how = _how(item, fate)
    types = set(group.field_types) if group else set()
    decision = case.decisions.get(planned.group_id or 0)
    is_case = planned.kind is ItemKind.CASE_ROWS
    dated = group is None or group.period_to is not None
    begun = beginning(decision, case.rules, dated=dated) if decision and planned.rule_id != COPY_RULE else None
    return RegisterRow(
        serial=0, item_id=item.id, group_id=planned.group_id, carrier_kind=Carrier(planned.kind.value),
        time=_stamp(item), group=_group_name(item, group), rule_id=planned.rule_id or "—",
        period_from=_first(group, source)[0], period_to=_first(group, source)[1],
        counted_from=begun.day if begun else None, event=zh(begun.event) if begun else "", carrier=_carrier(item),
        place=_place(item), quantity=quantity, unit=unit, people=planned.people,
        disposition=_disposition(item, fate), basis=_basis(case, item, decision), keep_until=None, permanent=False,
        method=how.method, verification=how.verification, degree=how.degree, brief=how.brief, number=item.evidence_no,
        sensitive=is_case or (decision is not None and decision.sensitivity is Sensitivity.STATUTORY),
        minors=bool(types & _MINORS), insurance=bool(types & _INSURANCE) or _is(group, GroupKind.INSURANCE),
        copy=planned.rule_id == COPY_RULE, fate=fate, exempt=_exempt(item, fate), witness=_witness(item),
    )  # fmt: skip


def _fate(item: Item) -> Fate:
    if item.state is ItemState.DONE:
        return _FATES[item.result] if item.result else Fate.OPEN
    if item.explained or item.planned.on_hold or item.state is ItemState.FAILED:
        return _FATES[item.result] if item.result else Fate.NOT_DESTROYED
    return Fate.OPEN


def _quantity(item: Item) -> tuple[int, str]:
    planned = item.planned
    done = from_json(item.evidence) if item.evidence else None
    if planned.kind is ItemKind.PAPER and isinstance(done, Handiwork) and done.pages:
        return done.pages, zh("page(s)")
    if planned.kind in (ItemKind.FILE, ItemKind.CASE_ROWS):
        return (planned.records, zh("record(s)")) if planned.records else (1, zh("file(s)"))
    if planned.kind is ItemKind.THIRD_PARTY and planned.records:
        return planned.records, zh("record(s)")
    if planned.kind is ItemKind.DEVICE:
        return planned.quantity or 1, zh("piece(s)")
    return planned.quantity or 1, planned.unit or zh("item(s)")


@dataclass(frozen=True, slots=True)
class _How:
    """Method, verification and degree as printed on the certificate; `brief` for the register's column."""

    method: str
    verification: str
    degree: str
    brief: str = ""


def _how(item: Item, fate: Fate) -> _How:
    if fate is Fate.OPEN:
        return _How(zh(methods.method(item.planned.method).name), "—", zh("Not done yet"))
    if fate.is_exception:
        degree = zh("Not destroyed") if fate is Fate.NOT_DESTROYED else zh("Not confirmed")
        return _How(zh(methods.method(item.planned.method).name), "—", degree)
    done = from_json(item.evidence)
    residue = zh(methods.RESIDUE) if fate is Fate.RESIDUE else ""
    match done:
        case Overwriting():
            return _overwriting(done.measured, residue)
        case Renewal():
            key = done.old_key[:4].upper()
            degree = residue or zh(methods.method(methods.RENEW).degree)
            brief = residue or zh("Crypto-erased, key {key}", key=key)
            return _How(zh("Key {key} destroyed", key=key), zh("new file opened and checked"), degree, brief)
        case Handiwork():
            return _by_hand(done)
        case WrittenAnswer():
            returned = done.answer == PartyAnswer.RETURNED.value
            asked = zh("Asked in writing to return") if returned else zh("Asked in writing to delete")
            degree = zh(methods.method(methods.WRITTEN).degree)
            return _How(asked, zh("written answer received"), degree, zh("written answer received"))


def _overwriting(measured: Evidence, residue: str) -> _How:
    degree = residue or zh(methods.method(methods.OVERWRITE).degree)
    if measured.passes and measured.read_back is ReadBack.OK:
        brief = residue or zh("Overwritten once, read back clean")
        return _How(zh("Overwritten in place once"), zh("all of it read back, nothing left"), degree, brief)
    if measured.passes:
        return _How(zh("Overwritten in place once"), zh("not read back"), degree, degree)
    return _How(zh("File deleted"), zh("not applicable"), degree, degree)


def _by_hand(done: Handiwork) -> _How:
    chosen = methods.method(done.method)
    seen = [zh("witness present")] + ([zh("photo taken")] if done.photo_sha256 else [])
    if done.certificate_no:
        seen.append(zh("company's certificate {number}", number=done.certificate_no))
    brief = [zh(chosen.name)] + ([zh("{n} kg", n=f"{done.weight_grams / 1000:g}")] if done.weight_grams else [])
    return _How(zh(chosen.name), "，".join(seen), zh(chosen.degree), "，".join(brief))


def _disposition(item: Item, fate: Fate) -> str:
    if fate is Fate.OPEN:
        return zh("Waiting")
    if fate is Fate.NOT_DESTROYED:
        return zh("Not destroyed")
    if fate is Fate.UNCONFIRMED:
        return zh("Not confirmed")
    return zh("Destroy") if item.planned.kind in (ItemKind.PAPER, ItemKind.DEVICE) else zh("Delete")


def _place(item: Item) -> str:
    """The medium as it was measured, else as it was planned."""
    done = from_json(item.evidence) if item.evidence else None
    return zh(done.measured.medium.words) if isinstance(done, Overwriting) else zh(item.planned.medium)


def _carrier(item: Item) -> str:
    match item.planned.kind:
        case ItemKind.FILE:
            return zh("Computer file")
        case ItemKind.CASE_ROWS:
            return zh("Case database")
        case ItemKind.PAPER:
            return zh("Paper, {n}{unit}", n=item.planned.quantity, unit=item.planned.unit)
        case ItemKind.DEVICE:
            return f"{item.planned.label} {item.planned.quantity}{item.planned.unit}"
        case _:
            return item.planned.label


def _group_name(item: Item, group: RecordGroup | None) -> str:
    if item.planned.kind is ItemKind.CASE_ROWS:
        return zh("Customer records imported into the case")
    if group is None:
        if item.planned.kind is ItemKind.FILE and item.planned.source_id is None:
            return zh("Letters and lists for the notices")
        return zh(GROUP_NAMES[GroupKind.UNKNOWN]) if item.planned.on_hold else zh(GROUP_NAMES[GroupKind.BACKUP])
    name = zh(GROUP_NAMES[group.kind])
    return zh("{group} (copy)", group=name) if item.planned.sealed_copy else name


def _exempt(item: Item, fate: Fate) -> Exempt | None:
    if not fate.is_exception:
        return None
    return Exempt(zh(default_cause(item)), item.next_step, item.next_day, item.next_person)


def _witness(item: Item) -> str:
    done = from_json(item.evidence) if item.evidence and item.state is ItemState.DONE else None
    return done.witness if isinstance(done, Handiwork) else ""


def _stamp(item: Item) -> str:
    if item.state is not ItemState.DONE or not item.ended:
        return ""
    done = from_json(item.evidence)
    match done:
        case Handiwork():
            return done.done_on.isoformat()
        case WrittenAnswer():
            return done.answered_on.isoformat()
    return local_time(item.ended).isoformat(timespec="minutes")


# -- what is kept


def _sealed_rows(case: _Case) -> Iterator[RegisterRow]:
    for group_id, group in sorted(case.groups.items()):
        decision = case.decisions.get(group_id)
        wanted = decision is not None and decision.confirmed and decision.disposition is Disposition.SEAL
        along = group_id in case.packed and not wanted
        if (wanted and (group_id in case.verified or group_id in case.boxes)) or along:
            yield _sealed_row(case, group, decision, along=along)


def _sealed_row(case: _Case, group: RecordGroup, decision: Decision | None, *, along: bool) -> RegisterRow:
    box, pack = case.boxes.get(group.id), case.packed.get(group.id)
    if along or decision is None:
        basis = zh("In one file with records that must be kept and not separable: sealed with them")
        until = _last_beside(case, group)
    else:
        basis, until = _citation(case, decision), decision.until
        if box and box.falls_due:
            until = box.falls_due
    source = case.sources[group.source_id]
    carrier = zh("Encrypted pack") if pack else zh("Paper, {n}{unit}", n=source.quantity, unit=source.unit)
    where = case.seal_list or (pack.number if pack else box.number if box else "—")
    when = pack.verified if pack else ""
    day = local_time(when).isoformat(timespec="minutes") if when else box.sealed_on.isoformat() if box else ""
    return _kept(case, group, decision, Fate.SEALED, carrier, zh("Seal"), basis, until, where, day)


def _lost_rows(case: _Case) -> Iterator[RegisterRow]:
    """What must be kept, lies in no sound pack, and has left the computer: an exception, never nothing."""
    gone = {item.planned.group_id for item in case.items if item.state is ItemState.DONE}
    for group_id, group in sorted(case.groups.items()):
        decision = case.decisions.get(group_id)
        if decision is None or not decision.confirmed or decision.disposition is not Disposition.SEAL:
            continue
        is_file = case.sources[group.source_id].kind is SourceKind.FILE
        if not is_file or group_id in case.verified or group_id not in gone:
            continue
        row = _kept(
            case, group, decision, Fate.UNCONFIRMED, zh("Encrypted pack"), zh("Not confirmed"),
            _citation(case, decision), decision.until, "—", "",
        )  # fmt: skip
        cause = zh("Must be kept, but its pack is damaged or missing and the original is destroyed")
        step = zh("Look for another copy of the pack and check it")
        yield replace(row, exempt=Exempt(cause, step, case.search_until, case.custodian))


def _search_until(vault: Vault) -> date | None:
    missed = handover.last_damage(vault)
    return local_time(missed).date() + timedelta(days=30) if missed else None


def _last_beside(case: _Case, group: RecordGroup) -> date | None:
    """The last day of what must be kept in the same file, as the letters said; None where it is kept for good."""
    beside = [
        made
        for other in case.groups.values()
        if other.source_id == group.source_id
        and (made := case.decisions.get(other.id)) is not None
        and made.disposition is Disposition.SEAL
    ]
    days = [made.until for made in beside if made.until is not None]
    return max(days) if days and len(days) == len(beside) else None


def _transferred_rows(case: _Case) -> Iterator[RegisterRow]:
    for group_id, pack in sorted(case.transferred.items()):
        decision = case.decisions.get(group_id)
        basis = _citation(case, decision) if decision else "—"
        day = local_time(pack.verified).isoformat(timespec="minutes") if pack.verified else ""
        carrier, number = zh("Encrypted pack"), pack.number
        yield _kept(
            case, case.groups[group_id], decision, Fate.TRANSFERRED, carrier, zh("Transfer"), basis, None, number, day
        )


def _kept(
    case: _Case, group: RecordGroup, decision: Decision | None, fate: Fate, carrier: str, disposition: str, basis: str,
    until: date | None, number: str, day: str,
) -> RegisterRow:  # fmt: skip
    source = case.sources[group.source_id]
    types = set(group.field_types)
    is_file = source.kind is SourceKind.FILE
    counted = is_file or (group.records and not source.quantity)
    begun = beginning(decision, case.rules, dated=group.period_to is not None) if decision else None
    return RegisterRow(
        serial=0, item_id=None, group_id=group.id,
        carrier_kind=Carrier.FILE if is_file else Carrier(source.kind.value), time=day,
        group=zh(GROUP_NAMES[group.kind]), rule_id=decision.rule_id if decision else "—",
        period_from=_first(group, source)[0], period_to=_first(group, source)[1],
        counted_from=begun.day if begun else None, event=zh(begun.event) if begun else "", carrier=carrier, place="",
        quantity=group.records if counted else source.quantity, unit=zh("record(s)") if counted else source.unit,
        people=group.people, disposition=disposition, basis=basis, keep_until=until,
        permanent=decision.permanent if decision and fate is Fate.SEALED else False, method="—", verification="—",
        degree="—", number=number,
        sensitive=decision is not None and decision.sensitivity is Sensitivity.STATUTORY,
        minors=bool(types & _MINORS), insurance=bool(types & _INSURANCE) or _is(group, GroupKind.INSURANCE),
        copy=False, fate=fate,
    )  # fmt: skip


# -- words


def _basis(case: _Case, item: Item, decision: Decision | None) -> str:
    if item.planned.kind is ItemKind.THIRD_PARTY:
        return zh("PIPL 21: to be returned or deleted, not to be kept")
    if item.planned.rule_id == COPY_RULE:
        if case.going_on:
            return zh("PIPL 19: the copy goes, it is not needed any more")
        return zh("PIPL 47 (1)(2): the copy goes, no statutory period")
    if decision is None or not decision.basis:
        return zh("Not decided")
    rule = case.rules.rule(item.planned.rule_id) if item.planned.rule_id else None
    if rule is not None and rule.keeps and decision.until is not None:
        over = _citation(case, decision, quoted=False)
        return zh("{basis}, period over since {day}", basis=over, day=decision.until)
    if rule is None or rule.keeps or rule.default_action == "destroy_now":
        return _citation(case, decision)
    return zh("{basis}, no statutory period", basis=_citation(case, decision, quoted=False))


def _citation(case: _Case, decision: Decision, *, quoted: bool = True) -> str:
    """The provision that sets the period, as in letters and lists: its number only where it was verified."""
    if not decision.basis:
        return zh("Not decided")
    first = leading(decision.basis, rule_of(case.rules, decision))
    law = first.law.split("（", 1)[0]
    name = law if "》" in law or law.startswith("GB") else f"《{law}》"
    article = first.article.replace("（", "").replace("）", "") if first.article_verified else ""
    quote = first.quote.rstrip("。") if quoted and article and len(first.quote) <= _QUOTE_FITS else ""
    if not article:
        return zh("{law} on keeping records", law=name) if decision.disposition is Disposition.SEAL else name
    return f"{name}{article}：{quote}" if quote else f"{name}{article}"


def _first(group: RecordGroup | None, source: Source | None) -> tuple[date | None, date | None]:
    for one in (group, source):
        if one is not None and (one.period_from or one.period_to):
            return one.period_from, one.period_to
    return None, None


def _is(group: RecordGroup | None, kind: GroupKind) -> bool:
    return group is not None and group.kind is kind


def short_time(stamp: str) -> str:
    """18日09:12 of a local stamp, the day alone where there is no hour, — where there is nothing."""
    if not stamp:
        return "—"
    moment = datetime.fromisoformat(stamp)
    return f"{moment:%m-%d %H:%M}" if "T" in stamp else f"{moment:%m-%d}"
