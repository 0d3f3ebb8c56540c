"""The side panel 依据: the law's words, the sum, the hold, and the way to a stricter decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from desktop.classification.page_words import SENSITIVITY_NAMES, day_words, group_name, people_words, pill, tag
from desktop.classification.periods import beginning
from desktop.classification.records import (
    DISPOSITION_NAMES,
    GOING,
    STAYS_RULE,
    Decision,
    Disposition,
    LegalHold,
    OwnerChange,
)
from desktop.inventory.records import RecordGroup
from desktop.rules.records import Basis, HoldRule, RuleBook, Sensitivity, Status, Term
from desktop.ui.blocks import LawQuote, SidePanel, SumLine
from desktop.ui.forms import Choice, DateField, Form, TextArea
from desktop.ui.widgets import BadgeView, Button, CheckBox, Hairline, Label, frame, row
from desktop.words import spoken_date, tr

MOST_QUOTES = 3


@dataclass(frozen=True, slots=True)
class PanelActs:
    """What the panel's buttons do; each may raise OwnerError."""

    confirm: Callable[[int], object]
    hold: Callable[[int, bool], object]
    change: Callable[[int, OwnerChange], object]
    back: Callable[[int], object]
    edit: Callable[[int], object]


def quote(basis: Basis) -> LawQuote:
    """The law's words with their source."""
    source = tr("{law}, in force {day}", law=basis.citation, day=spoken_date(basis.effective))
    if basis.status is Status.KNOWN_ONLY:
        source += tr(" (not read in the original, to be verified)")
    return LawQuote(basis.quote, source)


def basis_panel(
    group: RecordGroup,
    made: Decision,
    rules: RuleBook,
    holds: tuple[LegalHold, ...],
    acts: PanelActs,
    *,
    frozen: bool,
    proven: bool = False,
) -> SidePanel:
    """Why this group is decided as it is."""
    panel = SidePanel(tr("Legal basis"))
    panel.add(Label(group_name(group), "name", wrap=True), Label(people_words(group.people), "small"))
    goes = BadgeView(pill(made.disposition, proven=proven))
    panel.add(frame("clear", row(BadgeView(tag(made.sensitivity)), goes, None, gap=10)))
    panel.add_quotes([quote(basis) for basis in made.basis[:MOST_QUOTES]])
    if made.to_verify:
        panel.add(
            Label(
                tr("Please verify: a source or an article number here is not checked."), "small", tone="warn", wrap=True
            )
        )
    if made.rule_id:
        _add_sum(panel, made, rules)
    else:
        panel.add(Label(tr(made.explanation), "body", wrap=True))
    if made.owner_reason:
        panel.add(Label(tr("Changed by you: {reason}", reason=made.owner_reason), "small", wrap=True))
    _add_hold(panel, group, holds, rules, acts)
    _add_notes(panel, made, rules)
    if not frozen:
        _add_foot(panel, group, made, acts)
    return panel


def _add_sum(panel: SidePanel, made: Decision, rules: RuleBook) -> None:
    panel.add(4, Label(tr("Until when, and how it is counted"), "h3", wrap=True))
    if made.disposition is Disposition.KEEP:
        panel.add(Label(tr(made.explanation), "body", wrap=True))
        panel.add(Label(tr("The company goes on, so nothing of this has to go, and nothing is to be done."),
                        "small", wrap=True))  # fmt: skip
        if made.until is None and not made.permanent:
            return
    if made.permanent:
        panel.add(SumLine(tr("Keep until"), tr("For good"), strong=True))
        return
    if made.counted_from is None or made.until is None:
        panel.add(SumLine(tr("Deleted"), tr("At once"), strong=True))
        panel.add(Label(tr(made.explanation), "small", wrap=True))
        return
    if (begun := beginning(made, rules)) is not None:
        panel.add(SumLine(tr(begun.event), day_words(begun.day)))
        panel.add(SumLine(tr("plus the period"), _period_words(begun.term)))
    panel.add(SumLine(tr("Keep until"), day_words(made.until), strong=True))
    if made.disposition in GOING:
        panel.add(Label(tr("This period is over, so it is deleted now."), "small", wrap=True))


def _period_words(term: Term | None) -> str:
    if term is None:
        return tr("as advised")
    if term.years:
        return tr("{n} years", n=term.years)
    return tr("{n} months", n=term.months) if term.months else tr("{n} days", n=term.days)


def _add_hold(
    panel: SidePanel, group: RecordGroup, holds: tuple[LegalHold, ...], rules: RuleBook, acts: PanelActs
) -> None:
    own = [hold for hold in holds if hold.group_id == group.id]
    panel.add(Hairline(), Label(tr("Hold the destruction"), "h3"))
    tick = CheckBox(tr("A complaint, lawsuit or inspection is not settled"))
    tick.setChecked(bool(own))
    tick.toggled.connect(partial(acts.hold, group.id))
    panel.add(tick)
    for hold in own:
        rule: HoldRule = rules.hold(hold.hold_rule)
        panel.add(Label(tr("Held until it is settled: {name}", name=rule.name), "small", wrap=True))


def _add_notes(panel: SidePanel, made: Decision, rules: RuleBook) -> None:
    others = [rules.rule(rule_id).name for rule_id in made.rule_ids if rule_id != made.rule_id]
    if others:
        panel.add(Hairline(), Label(tr("Also applies") if made.rule_id else tr("May apply"), "h3"))
        for name in others:
            panel.add(Label(name, "small", wrap=True))
    if made.rule_id:
        rule = rules.rule(made.rule_id)
        for text in (rule.conflicts, rule.notes):
            if text:
                panel.add(Label(text, "small", wrap=True))


def _add_foot(panel: SidePanel, group: RecordGroup, made: Decision, acts: PanelActs) -> None:
    panel.foot.addWidget(Label(tr("A period can only be lengthened. A change needs a reason."), "small", wrap=True))
    stricter = Button(tr("Make it stricter"), on=partial(acts.edit, group.id))
    panel.foot.addWidget(stricter)
    if made.disposition is not Disposition.UNDECIDED and not made.confirmed:
        panel.foot.addWidget(Button(tr("Confirm this one"), icon="check", on=partial(acts.confirm, group.id)))


OFFERED = (Disposition.KEEP, Disposition.SEAL, Disposition.TRANSFER, Disposition.DELETE)


class ChangePanel(SidePanel):
    """A stricter decision: where it goes, until when, how sensitive, and why."""

    def __init__(self, group: RecordGroup, made: Decision, acts: PanelActs) -> None:
        super().__init__(tr("Make it stricter"))
        self._group, self._acts = group, acts
        self.add(Label(group_name(group), "name", wrap=True))
        ways = [way for way in OFFERED if _possible(made, way)]
        self.way = Choice([(way.value, tr(DISPOSITION_NAMES[way])) for way in ways])
        self.way.choose(made.disposition.value if made.disposition in ways else ways[0].value)
        self.until = DateField()
        self.until.set_value(made.until if made.disposition is Disposition.SEAL else made.least_until)
        levels = list(Sensitivity)[list(Sensitivity).index(made.least_sensitivity) :]
        self.level = Choice([(level.value, tr(SENSITIVITY_NAMES[level])) for level in levels])
        self.level.choose(made.sensitivity.value)
        self.reason = TextArea(lines=2)
        form = Form()
        form.add("way", tr("Where it goes"), self.way)
        hint = tr("Not before {day}", day=made.least_until) if made.least_until else ""
        form.add("until", tr("Keep until"), self.until, hint)
        form.add("level", tr("How sensitive"), self.level)
        form.add("reason", tr("Why"), self.reason)
        self._made = made
        self.add(form)
        self.save = Button(tr("Change it"), on=self._save)
        self.foot.addWidget(self.save)
        self.foot.addWidget(Button(tr("Back to the basis"), "link", on=partial(acts.back, group.id)))

    def _save(self) -> None:
        way = Disposition(self.way.key())
        made = self._made
        day = {Disposition.DELETE: None, Disposition.KEEP: made.least_until}.get(way, self.until.value())
        permanent = made.permanent and way in (Disposition.SEAL, Disposition.KEEP)
        wish = OwnerChange(way, day, Sensitivity(self.level.key()), self.reason.text(), permanent)
        self._acts.change(self._group.id, wish)


def _possible(made: Decision, way: Disposition) -> bool:
    """What is offered; the store refuses the rest whoever asks."""
    if made.must_go:
        return way is Disposition.DELETE
    if way is Disposition.KEEP:
        return made.disposition is Disposition.KEEP or made.rule_id == STAYS_RULE
    return way is not Disposition.DELETE or not (made.kept_by_law or not made.rule_id)
