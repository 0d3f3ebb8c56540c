"""The impact assessment (个人信息保护影响评估) in its short form: prefilled, judged by the matrix, checked for gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.classification import store
from desktop.classification.propose import decided, groups_to_decide
from desktop.classification.records import DISPOSITION_NAMES, AssessmentAnswer, Decision, Disposition
from desktop.inventory.records import GROUP_NAMES, RecordGroup
from desktop.rules.records import AssessmentForm, Level, Sensitivity
from desktop.session import Session
from desktop.shop.records import ROUTE_NAMES, Closing, Role, Route
from desktop.shop.store import person, read_closing
from desktop.words import say, zh


@dataclass(frozen=True, slots=True)
class Risk:
    """The risk before and after the measures; None while a level is missing."""

    before: Level | None
    after: Level | None


def filled(session: Session) -> dict[str, str]:
    """Every field: what the owner wrote, else what the inventory says. Levels are a judgement, so never prefilled."""
    values = prefilled(session)
    values.update({answer.field: answer.value for answer in store.assessment(session.vault) if answer.value})
    return values


def missing(session: Session, values: Mapping[str, str] | None = None) -> list[str]:
    """The ids of fields that nobody has filled in; `values` are what `filled` gave, where it was asked already."""
    values = filled(session) if values is None else values
    return [field.id for field in session.rules.assessment.fields if not values.get(field.id)]


def risk(form: AssessmentForm, values: dict[str, str]) -> Risk:
    """Impact by likelihood (GB/T 39335-2020, table D.5), today and after the measures."""

    def level(likelihood: str) -> Level | None:
        impact = values.get("impact")
        known = likelihood in [one.id for one in form.likelihoods] and impact in [one.id for one in form.impacts]
        return form.risk(str(impact), likelihood) if known else None

    return Risk(level(values.get("likelihood", "")), level(values.get("residual", "")))


def save(session: Session, field: str, value: str) -> None:
    """Keep one field."""
    if field not in [known.id for known in session.rules.assessment.fields]:
        raise ValueError(field)
    store.save_assessment(session.vault, [AssessmentAnswer(field, value)])


def prefilled(session: Session) -> dict[str, str]:
    """Chinese texts from the inventory and the decisions, for the fields that are words."""
    closing, groups = read_closing(session.vault), groups_to_decide(session)
    decisions = {made.group_id: made for made in decided(session)}
    owner = person(session.vault, Role.OWNER)
    texts = {
        "purpose": _purpose(closing, groups, decisions),
        "necessity": _necessity(closing) + _handing_over(closing, decisions),
        "risks": zh(
            say(
                "Leaked or lost files, paper or drives could show who takes which medicine, and serve fraud."
                " Deleting too early would take away records that customers or authorities need."
            )
        ),
        "measures": zh(
            say(
                "Encrypted case file, PINs of two people, sealed packs that are read back before anything is destroyed,"
                " destruction watched by a witness and recorded item by item, a named custodian."
            )
        ),
        "assessor": owner.name if owner else "",
    }
    return {field: text for field, text in texts.items() if text}


def _purpose(closing: Closing | None, groups: Sequence[RecordGroup], decisions: Mapping[int, Decision]) -> str:
    """What is handled, and what for. Empty, so that it counts as missing, while nothing is there to be counted."""
    if closing is None or not groups or not decisions:
        return ""
    kinds = list(dict.fromkeys(zh(GROUP_NAMES[group.kind]) for group in groups))
    sensitive = [g for g in groups if g.id in decisions and decisions[g.id].sensitivity is Sensitivity.STATUTORY]
    ways = [
        f"{zh(DISPOSITION_NAMES[way])} {count}"
        for way in Disposition
        if (count := sum(made.disposition is way for made in decisions.values()))
    ]
    return zh(
        say(
            "{route}. {groups} record groups, {records} records ({kinds}); {sensitive} sensitive groups. {ways}.",
            route=ROUTE_NAMES[closing.route],
            groups=len(groups),
            records=sum(group.records for group in groups),
            kinds="、".join(kinds),
            sensitive=len(sensitive),
            ways="、".join(ways),
        )
    )


def _handing_over(closing: Closing | None, decisions: Mapping[int, Decision]) -> str:
    """What goes to a recipient is a processing of its own to be weighed (PIPL 55(3)): by consent, or by succession."""
    if closing is None or all(made.disposition is not Disposition.TRANSFER for made in decisions.values()):
        return ""
    if closing.route is Route.MERGER:
        return zh(say("What goes over in the merger or division: the recipient takes over the duties (PIPL 22)."))
    return zh(say("The recipient gets only what each customer agreed to separately and ticked (PIPL 23, 29)."))


def _necessity(closing: Closing | None) -> str:
    """Why: a company whose shares are sold stops nothing, so that it may not lean on its closing (PIPL 47(1)(2))."""
    if closing is not None and closing.route is Route.SHARE_SALE:
        return zh(
            say(
                "The company goes on and stays in charge: what it still needs and what a law keeps stay with it. Only"
                " what has to go anyway is deleted."
            )
        )
    return zh(
        say(
            "The shop stops its services, so what no law keeps is deleted (PIPL 47). What a law keeps is sealed:"
            " stored and protected, not used in any other way, until its period ends."
        )
    )
