"""The named places of the texts, for one person or for the whole shop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from desktop.classification.records import Disposition
from desktop.notices.facts import Facts, GroupFact, duty, harm_words, numeral, short_day
from desktop.notices.records import Addressee, NoticeKind
from desktop.notices.texts import Setting, table
from desktop.shop.records import Role, Route
from desktop.words import spoken_date

_POINTS = "积分"
_SAID_IF_FILLED = (
    "deleted", "anonymised", "transferred", "transferred_sensitive", "asked_sensitive", "sealed_sensitive", "along",
    "along_until", "along_sensitive", "paper_sensitive", "withheld",
)  # fmt: skip
"""Places that are conditions too: a sentence that holds them is said only where there is something to say."""


@dataclass(frozen=True, slots=True)
class ConsentItem:
    """One thing to be ticked on the 回执; `fields` are the field types it allows to be handed over."""

    id: str
    name: str
    sensitive: bool
    fields: tuple[str, ...]


def for_person(facts: Facts, person: Addressee) -> Setting:
    """What this person's notice says: only of records this person is in."""
    setting = _setting(facts, person.group_ids, consent=person.kind is NoticeKind.CONSENT, whole_shop=False)
    flags = set(setting.flags)
    flags |= {"balance"} if person.balance else set()
    flags |= {"guardian"} if person.guardian else set()
    return Setting(setting.places, frozenset(flags))


def for_everyone(facts: Facts) -> Setting:
    """What the public notice says: every kind the shop has, nobody's name."""
    setting = _setting(facts, facts.every_id(), consent=False, whole_shop=True)
    return Setting(setting.places, setting.flags | ({"balance"} if facts.balances else set()))


def consent_items(facts: Facts, group_ids: Iterable[int]) -> tuple[ConsentItem, ...]:
    """What can be ticked: items of which the groups to be transferred hold something."""
    held = {name for fact in facts.chosen(group_ids, Disposition.TRANSFER) for name in fact.group.field_types}
    return tuple(item for item in all_items() if held & set(item.fields))


def all_items() -> tuple[ConsentItem, ...]:
    """Every item that a 回执 may ask for."""
    return tuple(
        ConsentItem(i["id"], i["name"], bool(i["sensitive"]), tuple(i["fields"])) for i in table("kinds")["item"]
    )


def nouns(groups: Iterable[GroupFact], *, with_fields: bool = True) -> str:
    """会员资料（姓名、手机号码、积分）和联系记录: each kind once, with the columns of all its groups."""
    fields: dict[str, dict[str, None]] = {}
    for fact in groups:
        fields.setdefault(fact.words, {}).update(dict.fromkeys(fact.fields))
    names = [f"{noun}（{'、'.join(words)}）" if words and with_fields else noun for noun, words in fields.items()]
    return f"{'、'.join(names[:-1])}和{names[-1]}" if len(names) > 1 else "".join(names)


def _setting(facts: Facts, group_ids: tuple[int, ...], *, consent: bool, whole_shop: bool) -> Setting:
    sealed = facts.chosen(group_ids, Disposition.SEAL)
    kept = {fact.words for fact in sealed}
    along = tuple(f for f in facts.groups if f.beside and f.group.id in set(group_ids) and f.words not in kept)
    staying = kept | {fact.words for fact in along}
    deleted = tuple(f for f in facts.chosen(group_ids, Disposition.DELETE) if f.words not in staying)
    transferred = facts.chosen(group_ids, Disposition.TRANSFER)
    if consent:
        deleted += tuple(f for f in transferred if f.words not in staying)
    anonymised = tuple(f for f in facts.chosen(group_ids, Disposition.ANONYMISE) if f.words not in staying)
    withheld = _withheld_words()
    unknown = () if whole_shop else _paper_of_unknown_people(facts, kept)
    same_kind = tuple(f for f in facts.groups if f.words in kept and f.decision.disposition is Disposition.SEAL)
    places = _shop_places(facts) | _recipient_places(facts)
    items = consent_items(facts, group_ids)
    places |= {
        "deleted": nouns(deleted),
        "deleted_nouns": nouns(deleted, with_fields=False),
        "anonymised": nouns(anonymised, with_fields=False),
        "transferred": nouns(replace(f, fields=_without(f.fields, withheld)) for f in transferred),
        "transferred_nouns": nouns(transferred, with_fields=False),
        "withheld": "、".join(dict.fromkeys(w for f in transferred for w in f.fields if w in withheld)),
        "transferred_sensitive": nouns((f for f in transferred if f.sensitive), with_fields=False),
        "held": nouns(f for f in facts.groups if f.group.id in set(group_ids)),
        "asked_items": "，".join(item.name for item in items),
        "asked_sensitive": "、".join(item.name for item in items if item.sensitive),
        "handing_over": table("kinds")["handing_over"].get(facts.closing.route.value, "") if facts.closing else "",
    }
    places |= _paper_places(unknown) | _sealed_places(same_kind) | _along_places(facts, along)
    flags = {name for name in _SAID_IF_FILLED if places[name]}
    flags |= {"points"} if any(_POINTS in f.fields for f in facts.groups if f.group.id in set(group_ids)) else set()
    flags |= {name for name, present in (("sealed", sealed), ("paper_kinds", unknown)) if present}
    flags |= {"paper_only"} if unknown and not any(f.electronic for f in unknown) else set()
    flags |= {"one_kind"} if len(kept) == 1 and _last_day(same_kind) else set()
    flags |= {"recipient"} if facts.recipient else set()
    if facts.closing:
        flags |= {"closed"} if facts.today > facts.closing.last_trading_day else set()
        flags |= {"collected"} if facts.today > facts.closing.collect_until else set()
        flags |= {"requests_over"} if facts.today > facts.closing.request_until else set()
        flags.add("change" if facts.closing.route is Route.SHARE_SALE else facts.closing.route.value)
    return Setting(places, frozenset(flags))


def _along_places(facts: Facts, along: tuple[GroupFact, ...]) -> dict[str, str]:
    """What goes along with kept records of the same file, with which, until when; empty where there is no such thing.

    The certificate says the same of them: sealed with what cannot be parted from them, not deleted.
    """
    beside = {number for fact in along for number in fact.beside}
    kept = tuple(f for f in facts.groups if f.group.id in beside)
    last = _last_day(kept) if kept else None
    return {
        "along": nouns(along),
        "along_with": nouns(kept, with_fields=False),
        "along_until": spoken_date(last, "zh_CN") if last else "",
        "along_sensitive": nouns((f for f in along if f.sensitive), with_fields=False),
        "along_harm": "、".join(dict.fromkeys(harm_words(f.group.kind) for f in along if f.sensitive)),
    }


def _paper_of_unknown_people(facts: Facts, kept: set[str]) -> tuple[GroupFact, ...]:
    """Sealed records of which nobody knows whose they are, of kinds the letter does not name anyway."""
    return tuple(
        f for f in facts.groups
        if f.decision.disposition is Disposition.SEAL and not f.people_known and f.words not in kept
    )  # fmt: skip


def _withheld_words() -> frozenset[str]:
    """What a recipient never gets, in the words of letters: the packs leave these columns out (个保法6)."""
    kinds = table("kinds")
    return frozenset(kinds["fields"][field] for field in kinds["transfer"]["never"] if field in kinds["fields"])


def _without(fields: tuple[str, ...], withheld: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in fields if word not in withheld)


def _paper_places(unknown: tuple[GroupFact, ...]) -> dict[str, str]:
    """Sealed records that may hold this person too: their basis, and why sensitive ones are kept (个保法30)."""
    said = _sealed_places(unknown)
    return {
        "paper_kinds": _kept_clause(unknown, one=False),
        "paper_nouns": said["sealed_nouns"],
        "paper_sensitive": said["sensitive_nouns"],
        "paper_harm": said["harm"],
        "paper_guard": said["safeguard"],
    }


def _sealed_places(sealed: tuple[GroupFact, ...]) -> dict[str, str]:
    sensitive = [f for f in sealed if f.sensitive]
    guard = table("kinds")["safeguard"]
    ways = {f.electronic for f in sealed}
    last = _last_day(sealed)
    return {
        "sealed_kinds": _kept_clause(sealed, one=len({f.words for f in sealed}) == 1 and last is not None),
        "sealed_nouns": "、".join(dict.fromkeys(f.words for f in sealed)),
        "sealed_until": spoken_date(last, "zh_CN") if last else "",
        "sealed_sensitive": "x" if sensitive else "",
        "sensitive_nouns": "、".join(dict.fromkeys(f.words for f in sensitive)),
        "harm": "、".join(dict.fromkeys(harm_words(f.group.kind) for f in sensitive)),
        "safeguard": guard["both" if len(ways) > 1 else "electronic" if True in ways else "paper"],
    }


def _last_day(groups: Iterable[GroupFact]) -> date | None:
    """The last of the last days; None when one is kept for good or a day is not known."""
    days = [f.decision.until for f in groups]
    return max((d for d in days if d is not None), default=None) if None not in days else None


def _kept_clause(groups: tuple[GroupFact, ...], *, one: bool) -> str:
    """处方依照《…》第四十二条须保留不少于五年，最晚至…: every kind once. Empty where a basis or a day is missing."""
    clause = table("kinds")["clause"]
    parts = []
    for noun in dict.fromkeys(f.words for f in groups):
        same = [f for f in groups if f.words == noun]
        lead = max(same, key=lambda f: (f.decision.permanent, f.decision.until or date.min))
        last = _last_day(f for f in same if not f.decision.permanent)
        if not lead.basis or (last is None and not lead.decision.permanent):
            return ""
        form = "one" if one else "many_permanent" if lead.decision.permanent else "many"
        until = spoken_date(last, "zh_CN") if last else ""
        parts.append(clause[form].format(noun=noun, basis=lead.basis, period=lead.period, until=until))
    return "；".join(parts)


def _shop_places(facts: Facts) -> dict[str, str]:
    shop, closing = facts.shop, facts.closing
    contact = duty(facts.people, Role.OPERATOR) or duty(facts.people, Role.OWNER)
    custodian = duty(facts.people, Role.CUSTODIAN)
    last = closing.last_trading_day if closing else None
    days = {
        "last": last,
        "erasure": closing.erasure_day if closing else None,
        "request": closing.request_until if closing else None,
        "collect": closing.collect_until if closing else None,
    }
    full = {
        "last": "last_trading_day",
        "erasure": "erasure_day",
        "request": "request_until",
        "collect": "collect_until",
    }
    places = {full[key]: spoken_date(day, "zh_CN") if day else "" for key, day in days.items()}
    places |= {f"{key}_short": short_day(day, last or day) if day else "" for key, day in days.items()}
    places["last_short"] = short_day(last, last) if last else ""
    return places | {
        "shop_name": shop.name if shop else "",
        "shop_phone": shop.phone if shop else "",
        "shop_address": shop.address if shop else "",
        "contact_name": contact.name if contact else "",
        "custodian_name": custodian.name if custodian else "",
        "custodian_phone": custodian.phone if custodian else "",
        "answer_days": numeral(int(table("kinds")["terms"]["answer_days"])),
    }


def _recipient_places(facts: Facts) -> dict[str, str]:
    r = facts.recipient
    return {
        "recipient_name": r.name if r else "",
        "recipient_contact": r.contact if r else "",
        "recipient_phone": r.phone if r else "",
        "recipient_address": r.address if r else "",
        "recipient_purpose": r.purpose if r else "",
        "recipient_method": r.method if r else "",
        "recipient_retention": r.retention if r else "",
    }
