"""What another rule file says otherwise, in words: new, gone, longer, shorter, another basis, status or certainty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from desktop.classification.decide import ASK_FIRST
from desktop.classification.periods import EVENTS
from desktop.inventory.records import GROUP_NAMES, GroupKind
from desktop.rules.local import length
from desktop.rules.records import Basis, CertaintyOfRule, RetentionRule, RuleBook, Status, Term
from desktop.words import Sentence, say


class Kind(StrEnum):
    """What became of a rule. In the order in which an owner wants to know it: what keeps less comes first."""

    GONE = "gone"
    SHORTER = "shorter"
    LONGER = "longer"
    NEW = "new"
    OTHER = "other"


KIND_NAMES: dict[Kind, Sentence] = {
    Kind.GONE: say("Gone"),
    Kind.SHORTER: say("Shorter"),
    Kind.LONGER: say("Longer"),
    Kind.NEW: say("New"),
    Kind.OTHER: say("Said otherwise"),
}
STATUS_NAMES: dict[Status, Sentence] = {
    Status.READ: say("read in the original"),
    Status.READ_SECOND_HAND: say("read second-hand"),
    Status.KNOWN_ONLY: say("not read yet"),
}
CERTAINTY_NAMES: dict[CertaintyOfRule, Sentence] = {
    CertaintyOfRule.HIGH: say("High"),
    CertaintyOfRule.MEDIUM: say("Medium"),
    CertaintyOfRule.LOW: say("Low"),
}
ACTION_NAMES: dict[str, Sentence] = {
    "delete": say("delete"),
    "destroy": say("destroy when it is over"),
    "destroy_now": say("destroy before closing"),
    "destroy_witnessed": say("destroy when it is over, with a witness"),
    "destroy_media": say("destroy with its carrier"),
    "keep_or_destroy": say("the custodian decides when it is over"),
    "offer_copy_then_delete": say("offer a copy, then delete"),
    "notify_guardian_then_delete": say("tell the guardian, then delete"),
    "follow_original": say("follow the original"),
    "stay": say("stay with the company"),
    "seal": say("seal"),
    "seal_by_custodian": say("sealed by the custodian"),
    "seal_and_report": say("seal and report to the regulator"),
    "ask_regulator": say("ask the regulator first"),
    "never": say("never destroy"),
}
YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule (or hold, question, policy) that is not what it was; `name` is the law's or the file's own word."""

    kind: Kind
    id: str
    name: str
    details: tuple[Sentence, ...]
    local: bool = False
    less: bool = False
    """It protects or keeps less than before: shown loudly."""


def differences(before: RuleBook, after: RuleBook) -> tuple[Difference, ...]:
    """Everything that is not the same, what keeps less first."""
    found = [*_rules(before, after), *_holds(before, after), *_questions(before, after), *_policy(before, after)]
    return tuple(sorted(found, key=lambda d: (not d.less, list(Kind).index(d.kind))))


def _rules(before: RuleBook, after: RuleBook) -> list[Difference]:
    old, new = ({rule.id: rule for rule in book.retention} for book in (before, after))
    gone = [_gone(rule) for id_, rule in old.items() if id_ not in new]
    come = [_new(rule) for id_, rule in new.items() if id_ not in old]
    changed = [_changed(old[id_], rule) for id_, rule in new.items() if id_ in old and old[id_] != rule]
    return [*gone, *come, *changed]


def _gone(rule: RetentionRule) -> Difference:
    said = say("So far: {period}", period=keeping(rule))
    return Difference(Kind.GONE, rule.id, rule.name, (said, *_for(rule.applies_to)), rule.local, less=True)


def _new(rule: RetentionRule) -> Difference:
    rests = tuple(say("Rests on {law}", law=basis.citation) for basis in rule.basis)
    return Difference(Kind.NEW, rule.id, rule.name, (keeping(rule), *_for(rule.applies_to), *rests), rule.local)


def _changed(old: RetentionRule, new: RetentionRule) -> Difference:
    one, two = rank(old), rank(new)
    details = [
        *_period(old, new), *_reach(old, new), *_bases(old.basis, new.basis), *_certainty(old, new), *_acts(old, new),
    ]  # fmt: skip
    if not details:
        details.append(say("Its name or a note has other words."))
    kind = Kind.SHORTER if two < one else Kind.LONGER if two > one else Kind.OTHER
    less = two < one or _other_terms(old, new) or _reaches_less(old, new) or _guards_less(old, new)
    return Difference(kind, new.id, new.name, tuple(details), new.local or old.local, less)


def _other_terms(old: RetentionRule, new: RetentionRule) -> bool:
    """Whether a term is gone that nothing replaces: as long, and counted from the same."""
    kept = {(t.counted_from, length(t)) for t in (*new.terms, *new.terms_if_no_expiry)}
    return not new.permanent and any(
        not any(start == term.counted_from and span >= length(term) for start, span in kept)
        for term in (*old.terms, *old.terms_if_no_expiry)
    )


def _reaches_less(old: RetentionRule, new: RetentionRule) -> bool:
    """Whether a rule that keeps may apply to less than before; nobody can tell what other conditions come to."""
    fewer = set(old.applies_to) - set(new.applies_to) or set(old.fields) - set(new.fields)
    return old.keeps and (bool(fewer) or any(condition not in old.conditions for condition in new.conditions))


def _guards_less(old: RetentionRule, new: RetentionRule) -> bool:
    """Whether nobody has to be asked any more, or what was sensitive is no longer."""
    asked = old.on_expiry in ASK_FIRST and new.on_expiry not in ASK_FIRST
    return asked or (old.sensitive and not new.sensitive)


def rank(rule: RetentionRule) -> float:
    """How long a rule keeps, in days, whatever it counts from; nothing for one that deletes."""
    if rule.permanent:
        return inf
    spans = [length(term) for term in (*rule.terms, *rule.terms_if_no_expiry)]
    return max((*spans, rule.recommended_years * YEAR), default=0.0)


def keeping(rule: RetentionRule) -> Sentence:
    """For how long a rule keeps."""
    if rule.permanent:
        return say("kept for good")
    spans = [_term(term) for term in _longest((*rule.terms, *rule.terms_if_no_expiry))]
    if rule.recommended_years:
        spans.append(say("{n} years advised", n=rule.recommended_years))
    if not spans:
        return say("nothing is kept: {act}", act=ACTION_NAMES.get(rule.default_action, say("delete")))
    return say("{period}, the latest day counts", period=_listed(spans)) if len(spans) > 1 else spans[0]


def _longest(terms: Iterable[Term]) -> list[Term]:
    """Of terms that are counted from the same event only the longest matters."""
    found: dict[str, Term] = {}
    for term in sorted(terms, key=length):
        found[term.counted_from] = term
    return list(found.values())


def _term(term: Term) -> Sentence:
    units = ((say("{n} years", n=term.years), term.years), (say("{n} months", n=term.months), term.months),
             (say("{n} days", n=term.days), term.days))  # fmt: skip
    period = _listed([words for words, number in units if number])
    return say("{period} from: {event}", period=period, event=EVENTS.get(term.counted_from, say("Last record")))


def _period(old: RetentionRule, new: RetentionRule) -> list[Sentence]:
    one, two = ((r.permanent, r.terms, r.terms_if_no_expiry, r.recommended_years, r.default_action) for r in (old, new))
    if one == two:
        return []
    if keeping(old) == keeping(new):
        return [say("A shorter term beside it is not the same; for how long it is kept stays as it was.")]
    return [say("{before}, from now on {after}", before=keeping(old), after=keeping(new))]


def _for(kinds: Iterable[str]) -> tuple[Sentence, ...]:
    names = kind_names(kinds)
    return (say("For: {kinds}", kinds=names),) if names else ()


def kind_names(kinds: Iterable[str]) -> Sentence | None:
    """What an owner calls these kinds of record group; None for none."""
    known = [GROUP_NAMES[GroupKind(kind)] for kind in kinds if kind in GroupKind.__members__.values()]
    return _listed(known) if known else None


def _reach(old: RetentionRule, new: RetentionRule) -> list[Sentence]:
    said = []
    if names := kind_names(kind for kind in new.applies_to if kind not in old.applies_to):
        said.append(say("Now also for: {kinds}", kinds=names))
    if names := kind_names(kind for kind in old.applies_to if kind not in new.applies_to):
        said.append(say("No longer for: {kinds}", kinds=names))
    if old.conditions != new.conditions:
        said.append(say("Other answers decide whether it applies."))
    if old.fields != new.fields:
        said.append(say("Other columns bring it in."))
    return said


def _bases(old: Sequence[Basis], new: Sequence[Basis]) -> list[Sentence]:
    said = []
    one, two = ({(basis.law, basis.article): basis for basis in bases} for bases in (old, new))
    said += [say("Rests on {law}", law=basis.citation) for key, basis in two.items() if key not in one]
    said += [say("No longer rests on {law}", law=basis.citation) for key, basis in one.items() if key not in two]
    for key in one.keys() & two.keys():
        before, after = one[key], two[key]
        if before.status is not after.status:
            said.append(
                say("{law}: {before}, from now on {after}", law=after.citation,
                    before=STATUS_NAMES[before.status], after=STATUS_NAMES[after.status])
            )  # fmt: skip
        if before.quote != after.quote:
            said.append(say("{law}: other words are quoted", law=after.citation))
        if before.effective != after.effective:
            said.append(say("{law}: in force since {day}", law=after.citation, day=after.effective))
        if before.article_verified != after.article_verified and before.status is after.status:
            said.append(say("Rests on {law}", law=after.citation))
    return said


def _certainty(old: RetentionRule, new: RetentionRule) -> list[Sentence]:
    if old.certainty is new.certainty:
        return []
    one, two = CERTAINTY_NAMES[old.certainty], CERTAINTY_NAMES[new.certainty]
    return [say("How sure it is: {before}, from now on {after}", before=one, after=two)]


def _acts(old: RetentionRule, new: RetentionRule) -> list[Sentence]:
    said = []
    pairs = ((old.after_closing, new.after_closing), (old.on_expiry, new.on_expiry))
    for one, two in dict.fromkeys(pairs):
        if one != two:
            names = [ACTION_NAMES.get(act, say("seal")) for act in (one, two)]
            said.append(say("What is done: {before}, from now on {after}", before=names[0], after=names[1]))
    if (old.sensitive, old.identity_needed, old.split_identity) != (
        new.sensitive, new.identity_needed, new.split_identity,
    ):  # fmt: skip
        said.append(say("How sensitive it is, or whether names are needed, is said otherwise."))
    return said


def _holds(before: RuleBook, after: RuleBook) -> list[Difference]:
    old, new = ({hold.id: hold for hold in book.holds} for book in (before, after))
    about = (say("A reason to hold a destruction back."),)
    gone = [Difference(Kind.GONE, h.id, h.name, about, less=True) for i, h in old.items() if i not in new]
    come = [Difference(Kind.NEW, h.id, h.name, about) for i, h in new.items() if i not in old]
    same = [Difference(Kind.OTHER, h.id, h.name, about) for i, h in new.items() if i in old and old[i] != h]
    return [*gone, *come, *same]


def _questions(before: RuleBook, after: RuleBook) -> list[Difference]:
    old, new = ({question.id: question for question in book.questions} for book in (before, after))
    about = (say("A question that only you can answer."),)
    gone = [Difference(Kind.GONE, i, str(q.text), about) for i, q in old.items() if i not in new]
    come = [Difference(Kind.NEW, i, str(q.text), about) for i, q in new.items() if i not in old]
    same = [Difference(Kind.OTHER, i, str(q.text), about) for i, q in new.items() if i in old and old[i] != q]
    return [*gone, *come, *same]


def _policy(before: RuleBook, after: RuleBook) -> list[Difference]:
    one, two = before.policy, after.policy
    years = one.fallback_years_when_expiry_unknown, two.fallback_years_when_expiry_unknown
    found = []
    if years[0] != years[1]:
        said = say("Expiry of the product unknown: {before} years, from now on {after} years",
                   before=years[0], after=years[1])  # fmt: skip
        kind = Kind.SHORTER if years[1] < years[0] else Kind.LONGER
        found.append(
            Difference(kind, "policy", "fallback_years_when_expiry_unknown", (said,), less=years[1] < years[0])
        )
    if set(one.closing_rules) != set(two.closing_rules):
        said = say("Other rules apply only because the shop closes.")
        found.append(Difference(Kind.OTHER, "policy", "closing_rules", (said,)))
    return found


def _listed(parts: Sequence[Sentence]) -> Sentence:
    words = parts[-1]
    for part in reversed(parts[:-1]):
        words = say("{first}, {rest}", first=part, rest=words)
    return words
