"""The side panel for one change of many groups: what is wanted, what the law refuses, one reason for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from desktop.classification.changes import Destination
from desktop.classification.many import Refusal, Weighed, Wish, weigh
from desktop.classification.page_words import SENSITIVITY_NAMES, group_name
from desktop.classification.records import DISPOSITION_NAMES, Decision, Disposition
from desktop.inventory.records import RecordGroup
from desktop.rules.records import Sensitivity
from desktop.ui.blocks import SidePanel
from desktop.ui.forms import Choice, DateField, Form, TextArea
from desktop.ui.widgets import Button, Label
from desktop.words import Sentence, say, tr

SAME = "same"
NAMED = 3
"""So many refused groups are named; the number of the others is said."""
OFFERED = (Disposition.SEAL, Disposition.TRANSFER, Disposition.DELETE)
RAISED = (Sensitivity.STRICT, Sensitivity.STATUTORY)


class ManyPanel(SidePanel):
    """`act(weighed)` is called with what can be done; what cannot is said beforehand, group by group."""

    def __init__(
        self,
        groups: Mapping[int, RecordGroup],
        decisions: Sequence[Decision],
        destination: Destination,
        act: Callable[[Weighed], object],
    ) -> None:
        super().__init__(tr("Change {n} together", n=len(decisions)))
        self._groups, self._decisions, self._destination, self._act = groups, decisions, destination, act
        self.add(Label(tr("A period can only be lengthened. Each group is judged by itself."), "small", wrap=True))
        ways = [(way.value, tr(DISPOSITION_NAMES[way])) for way in OFFERED]
        self.way = Choice([(SAME, tr("As it is in each")), *ways])
        self.until = DateField()
        levels = [(level.value, tr(SENSITIVITY_NAMES[level])) for level in RAISED]
        self.level = Choice([(SAME, tr("As it is in each")), *levels])
        self.reason = TextArea(lines=2)
        form = Form()
        form.add("way", tr("Where it goes"), self.way)
        form.add("until", tr("Keep at least until"), self.until, tr("Empty: each as it is. What is kept longer stays."))
        form.add("level", tr("At least this sensitive"), self.level)
        form.add("reason", tr("Why, for all of them"), self.reason)
        self.add(form)
        self.forecast = Label("", "body", wrap=True)
        self.refusals = Label("", "small", tone="warn", wrap=True)
        self.add(self.forecast, self.refusals)
        self.save = Button(tr("Change them"), on=self._save)
        self.foot.addWidget(self.save)
        for signal in (self.way.activated, self.level.activated, self.until.done, self.reason.textChanged):
            signal.connect(lambda *_: self._look())
        self._look()

    def wish(self) -> Wish:
        """What is chosen now."""
        way, level = self.way.key(), self.level.key()
        return Wish(
            None if way == SAME else Disposition(way),
            self._day(),
            None if level == SAME else Sensitivity(level),
            self.reason.text(),
        )

    def weighed(self) -> Weighed:
        """What would become of it. A reason that is not written yet refuses nothing here: it is asked for at last."""
        wish = self.wish()
        return weigh(self._decisions, Wish(wish.disposition, wish.until, wish.sensitivity, "…"), self._destination)

    def _day(self) -> date | None:
        return None if self.until.is_wrong() else self.until.value()

    def _look(self) -> None:
        found = self.weighed()
        idle = not found.changes and not found.refused
        self.forecast.setText(
            tr("Choose what shall change.")
            if idle
            else tr("Will change: {n}. Already so: {same}.", n=len(found.changes), same=len(found.same))
        )
        self.refusals.setText("\n".join(str(s) for s in refusal_sentences(found.refused, self._groups)))
        self.refusals.setVisible(bool(found.refused))
        self.save.setEnabled(bool(found.changes) and bool(self.reason.text().strip()) and not self.until.is_wrong())

    def _save(self) -> None:
        self._act(weigh(self._decisions, self.wish(), self._destination))


def refusal_sentences(refused: Sequence[Refusal], groups: Mapping[int, RecordGroup]) -> list[Sentence]:
    """Why groups stay as they are: reason by reason, with the names of the first."""
    counted = Counter(refusal.why for refusal in refused)
    sentences = []
    for why, count in counted.most_common():
        names = [group_name(groups[r.group_id]) for r in refused if r.why == why and r.group_id in groups][:NAMED]
        listed = tr(", ").join(names)
        sentences.append(
            say("Unchanged: {n} ({names}). {why}", n=count, names=listed, why=why)
            if count <= NAMED
            else say("Unchanged: {n} ({names} and others). {why}", n=count, names=listed, why=why)
        )
    return sentences
