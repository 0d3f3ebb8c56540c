"""What the notices of this case say: who is in which records, what is deleted, kept, transferred, and why.

Everything is computed from the decisions; nothing is typed a second time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop.classification import store as classification
from desktop.classification.parting import unparted
from desktop.classification.records import Decision, Disposition
from desktop.inventory import store as inventory
from desktop.inventory.records import Column, GroupKind, RecordGroup, SourceKind, Subject
from desktop.notices.texts import table
from desktop.rules.records import Basis, RetentionRule, RuleBook, Sensitivity
from desktop.session import Session
from desktop.shop import store as shop_store
from desktop.shop.records import Closing, Person, Recipient, Role, Route, Shop
from desktop.words import spoken_date

_BALANCE = re.compile(r"余额|储值|预存|预付|balance", re.IGNORECASE)
_POINTS = re.compile(r"积分|points", re.IGNORECASE)
_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
_DOUBT = re.compile(r"[（(][^）)]*待核[^）)]*[）)]")
_KEEPS = re.compile("保存|保留|保管")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class GroupFact:
    """A record group as the notices see it. `people_known` False: nobody can say whose records are in it."""

    group: RecordGroup
    decision: Decision
    words: str
    fields: tuple[str, ...]
    basis: str
    period: str
    sensitive: bool
    electronic: bool
    people_known: bool
    beside: tuple[int, ...] = ()
    """Groups that must be kept, in the same file, from which it cannot be parted: it is sealed with them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that notices are made from. `members` maps a person to the groups they are in."""

    shop: Shop | None
    closing: Closing | None
    people: tuple[Person, ...]
    recipient: Recipient | None
    today: date
    groups: tuple[GroupFact, ...]
    members: Mapping[int, tuple[int, ...]]
    balances: frozenset[int]
    digest: str

    def chosen(self, ids: Iterable[int], disposition: Disposition) -> tuple[GroupFact, ...]:
        """The groups among `ids` with that disposition, in the order of the inventory."""
        wanted = set(ids)
        return tuple(g for g in self.groups if g.group.id in wanted and g.decision.disposition is disposition)

    def every_id(self) -> tuple[int, ...]:
        """The ids of all decided groups."""
        return tuple(g.group.id for g in self.groups)


def gather(session: Session) -> Facts:
    """Read the case once. People who occur only in staff records are not customers and are left out."""
    vault = session.vault
    groups = {g.id: g for g in inventory.groups(vault) if g.kind is not GroupKind.STAFF}
    decisions = {d.group_id: d for d in classification.decisions(vault) if d.disposition is not Disposition.UNDECIDED}
    decided = {i: g for i, g in groups.items() if i in decisions}
    kinds = {source.id: source.kind for source in inventory.sources(vault)}
    members: dict[int, set[int]] = {}
    known: set[int] = set()
    for group in decided.values():
        people = inventory.subjects_in(vault, (group.id,))
        kept = _kept_original(group, groups, decisions)
        if people:
            known.update((group.id, kept))
        for subject_id in people:
            members.setdefault(subject_id, set()).add(kept)
    beside = {one.group_id: one.kept for one in unparted(vault)}
    facts = tuple(
        replace(_group_fact(session, group, decisions[i], kinds[group.source_id], i in known), beside=beside.get(i, ()))
        for i, group in decided.items()
    )
    shop, closing = shop_store.read_shop(vault), shop_store.read_closing(vault)
    everyone, recipient = tuple(shop_store.people(vault)), shop_store.read_recipient(vault)
    sorted_members = {person: tuple(sorted(ids)) for person, ids in members.items()}
    digest = hashlib.sha256(repr((shop, closing, everyone, recipient, facts)).encode("utf-8")).hexdigest()
    return Facts(
        shop, closing, everyone, recipient, session.today, facts, sorted_members,
        frozenset(_balances(session, decided.values())), digest,
    )  # fmt: skip


def duty(people: Iterable[Person], role: Role) -> Person | None:
    """The person with that duty."""
    return next((person for person in people if person.role is role), None)


def under_age(subject: Subject, day: date) -> bool:
    """Whether the person is under fourteen (PIPL 31): by date of birth, else by the resident number."""
    born = subject.birth_date or _born(subject.id_number)
    if born is None:
        return False
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return age < int(table("kinds")["terms"]["guardian_below"])


def _born(id_number: str) -> date | None:
    if not re.fullmatch(r"\d{17}[\dXx]", id_number):
        return None
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def _kept_original(group: RecordGroup, groups: Mapping[int, RecordGroup], decisions: Mapping[int, Decision]) -> int:
    """The group a person is told about: the original of a copy when the original is kept, else the group itself."""
    decision = decisions.get(group.copy_of) if group.copy_of is not None and group.copy_of in groups else None
    return decision.group_id if decision and decision.disposition is Disposition.SEAL else group.id


def _group_fact(
    session: Session, group: RecordGroup, decision: Decision, kind: SourceKind, people_known: bool
) -> GroupFact:
    words = _kind_words(group.kind)
    rule = rule_of(session.rules, decision)
    fields = _field_words(inventory.columns(session.vault, group.id)) if words["named"] else ()
    return GroupFact(
        group=group,
        decision=decision,
        words=str(words["noun"]),
        fields=fields,
        basis=basis_words(decision.basis, rule),
        period=_period_words(decision, rule),
        sensitive=decision.sensitivity is Sensitivity.STATUTORY,
        electronic=kind is SourceKind.FILE,
        people_known=people_known,
    )


def _kind_words(kind: GroupKind) -> dict[str, object]:
    entry = table("kinds")["kinds"].get(kind.value) or table("kinds")["kinds"]["unknown"]
    return {"noun": entry["noun"], "named": entry.get("field_words", False), "harm": entry["harm"]}


def harm_words(kind: GroupKind) -> str:
    """What a leak of such records would tell others (PIPL 30)."""
    return str(_kind_words(kind)["harm"])


def _field_words(columns: Iterable[Column]) -> tuple[str, ...]:
    known = table("kinds")["fields"]
    found: dict[str, None] = {}
    for column in columns:
        word = known.get(column.field_type, "")
        if column.field_type == "amount":
            word = _amount_word(column.header)
        if word:
            found[word] = None
    return tuple(found)


def _amount_word(header: str) -> str:
    if _POINTS.search(header):
        return "积分"
    return "储值余额" if _BALANCE.search(header) else "消费金额"


def leading(basis: Sequence[Basis], rule: RetentionRule | None) -> Basis:
    """The provision that sets the period, then any that says to keep, then one with a verified article."""
    years = _months(rule) // 12
    period = re.compile(f"(?<!\\d){years}年|{numeral(years)}年") if years else None

    def weight(b: Basis) -> tuple[bool, bool, bool]:
        verified = b.article_verified and bool(b.article)
        return (period is not None and period.search(b.quote) is not None, _KEEPS.search(b.quote) is not None, verified)

    return max(basis, key=weight)


def basis_words(basis: tuple[Basis, ...], rule: RetentionRule | None) -> str:
    """《…》第四十二条. Without a verified number the act's name stands alone: nothing unverified is printed."""
    if not basis:
        return ""
    best = leading(basis, rule)
    clause = table("kinds")["clause"]
    law = _BRACKETS.sub("", best.law).strip("《》 ")
    if not (best.article_verified and best.article):
        return str(clause["law_without_article"].format(law=law))
    return str(clause["law"].format(law=law, article=_DOUBT.sub("", best.article).strip()))


def rule_of(rules: RuleBook, decision: Decision) -> RetentionRule | None:
    """The rule that decided; None for a rule that this program's file no longer has."""
    return next((rule for rule in rules.retention if rule.id == decision.rule_id), None)


def _months(rule: RetentionRule | None) -> int:
    return max((term.years * 12 + term.months for term in rule.terms), default=0) if rule else 0


def _period_words(decision: Decision, rule: RetentionRule | None) -> str:
    clause = table("kinds")["clause"]
    if decision.permanent:
        return str(clause["permanent"])
    months = _months(rule)
    if months and months % 12 == 0:
        return str(clause["at_least"].format(years=numeral(months // 12)))
    return str(clause["at_least_months"].format(months=numeral(months)) if months else clause["no_term"])


def numeral(number: int) -> str:
    """A number below a hundred in Chinese: 五, 十, 三十."""
    tens, ones = divmod(number, 10)
    if number >= 100:
        return str(number)
    head = "" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones or not tens else "")


def _balances(session: Session, groups: Iterable[RecordGroup]) -> set[int]:
    """People with money on their card: a number above zero in a column of balances."""
    result: set[int] = set()
    for group in groups:
        places = [c.position for c in inventory.columns(session.vault, group.id) if _BALANCE.search(c.header)]
        if not places or group.copy_of is not None:
            continue
        for record in inventory.records(session.vault, group.id):
            if record.subject_id is not None and any(
                _amount(record.cells[p]) > 0 for p in places if p < len(record.cells)
            ):
                result.add(record.subject_id)
    return result


def _amount(cell: str) -> float:
    found = re.search(r"-?\d+(?:\.\d+)?", cell.replace(",", "").replace("，", ""))
    return float(found[0]) if found else 0.0


def short_day(day: date, beside: date | None) -> str:
    """11月28日 in the year of the other date, else with its own year."""
    text = spoken_date(day, "zh_CN")
    return text.partition("年")[2] if beside is not None and beside.year == day.year else text


def route_flag(route: Route) -> str:
    """The condition that a route sets in a text."""
    return "change" if route is Route.SHARE_SALE else str(route.value)
