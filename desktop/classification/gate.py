"""What is still open before customers can be told: questions, decisions, the impact assessment."""

from __future__ import annotations

from desktop.classification import assessment
from desktop.classification.propose import decided, groups_to_decide, open_questions, out_of_date
from desktop.classification.records import Disposition
from desktop.gates import OpenPoint
from desktop.session import Session
from desktop.words import Sentence, say


def open_points(session: Session) -> list[OpenPoint]:
    """Plain sentences, each with its row or field; empty when the step is done."""
    groups = groups_to_decide(session)
    if not groups:
        return [OpenPoint(say("There is nothing to decide about yet: list the data in step 2."), "table")]
    if out_of_date(session):
        return [OpenPoint(say("The data has changed: look at the proposals again."), "propose")]
    questions = open_questions(session)
    points = []
    if questions:  # one sentence for all of them: a row of links that read alike helps nobody
        first = questions[0]
        target = f"question:{first.id}:{first.group_id or ''}"
        points.append(OpenPoint(_questions(first.group_name, len(questions)), target))
    asked = {question.group_id for question in questions}
    names = {group.id: group.name for group in groups}
    unconfirmed = 0
    for made in decided(session):
        if made.group_id not in names or made.confirmed:
            continue
        if made.disposition is not Disposition.UNDECIDED:
            unconfirmed += 1
        elif made.group_id not in asked and not made.rule_ids:
            points.append(
                OpenPoint(say("What '{name}' is has to be settled in step 2.", name=names[made.group_id]),
                          f"group:{made.group_id}")
            )  # fmt: skip
    if unconfirmed:
        points.append(OpenPoint(say("{n} decisions are not confirmed yet.", n=unconfirmed), "confirm"))
    if gaps := assessment.missing(session):
        points.append(OpenPoint(say("Impact assessment: {n} fields are empty.", n=len(gaps)), f"assessment:{gaps[0]}"))
    return points


def _questions(group_name: str, count: int) -> Sentence:
    if count > 1:
        return say("{n} questions have no answer.", n=count)
    if group_name:
        return say("A question about '{name}' has no answer.", name=group_name)
    return say("A question about the shop has no answer.")
