"""The impact assessment (个人信息保护影响评估) in its short form: prefilled, judged by the matrix, checked for gaps."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.classification import store
from desktop.classification.propose import groups_to_decide
from desktop.classification.records import DISPOSITION_NAMES, AssessmentAnswer, Disposition
from desktop.inventory.records import GROUP_NAMES
from desktop.rules.records import AssessmentForm, Level, Sensitivity
from desktop.session import Session
from desktop.shop.records import ROUTE_NAMES, Role
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


def missing(session: Session) -> list[str]:
    """The ids of fields that nobody has filled in."""
    values = filled(session)
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
    decisions = {made.group_id: made for made in store.decisions(session.vault)}
    kinds = list(dict.fromkeys(zh(GROUP_NAMES[group.kind]) for group in groups))
    sensitive = [g for g in groups if g.id in decisions and decisions[g.id].sensitivity is Sensitivity.STATUTORY]
    ways = [
        f"{zh(DISPOSITION_NAMES[way])} {count}"
        for way in Disposition
        if (count := sum(made.disposition is way for made in decisions.values()))
    ]
    owner = person(session.vault, Role.OWNER)
    texts = {
        "purpose": zh(
            say(
                "{route}. {groups} record groups, {records} records ({kinds}); {sensitive} sensitive groups. {ways}.",
                route=ROUTE_NAMES[closing.route] if closing else "",
                groups=len(groups),
                records=sum(group.records for group in groups),
                kinds="、".join(kinds),
                sensitive=len(sensitive),
                ways="、".join(ways),
            )
        ),
        "necessity": zh(
            say(
                "The shop stops its services, so what no law keeps is deleted (PIPL 47). What a law keeps is sealed:"
                " stored and protected, not used in any other way, until its period ends."
            )
        ),
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
