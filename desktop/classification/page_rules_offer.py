"""What a rule file was found to be: its faults with their lines, or what it would change, to be taken or left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QWidget

from desktop.classification.page_panel import quote
from desktop.classification.page_words import group_name, until_words
from desktop.classification.records import DISPOSITION_NAMES, Decision, Disposition
from desktop.classification.rule_file import Effect, Examined, Offer
from desktop.classification.rule_file_differences import KIND_NAMES, Difference, Kind
from desktop.rules.records import RuleBook
from desktop.ui.blocks import EmptyState, Segmented, SidePanel
from desktop.ui.cells import Column, Row, State, Text, Tone, TwoLine
from desktop.ui.forms import TextField
from desktop.ui.table import Table
from desktop.ui.widgets import BadgeView, Button, IconView, Label, column, frame, row
from desktop.words import tr

ICONS: dict[Kind, str] = {
    Kind.GONE: "x",
    Kind.SHORTER: "chevron-down",
    Kind.LONGER: "chevron-up",
    Kind.NEW: "plus",
    Kind.OTHER: "pen",
}


def kind_badge(difference: Difference) -> State:
    """What became of a rule; what keeps less stands out."""
    tone: Tone = "danger" if difference.less else "accent"
    icon = "alert" if difference.less else ICONS[difference.kind]
    return State(tr(KIND_NAMES[difference.kind]), icon, tone, "danger" if difference.less else "text")


class FaultsView(QFrame):
    """Every fault of a file with its line."""

    def __init__(self, examined: Examined, leave: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._examined = examined
        head = tr("{name} has {n} faults and was not taken.", name=examined.name, n=len(examined.faults))
        self.table = Table([Column(tr("Line"), 60), Column(tr("What is wrong"), 300, stretch=1)], tr("Faults"))
        self.table.show_rows(
            [
                Row(str(number), (Text(str(fault.line)), Text(tr(fault.what), wrap=True)))
                for number, fault in enumerate(examined.faults)
            ]
        )
        words = tr("The case keeps the rules it had. Give this list to whoever made the file.")
        self.copy = Button(tr("Copy the list"), icon="copy", small=True, on=self._copy)
        buttons = row(self.copy, Button(tr("Close the list"), "link", small=True, on=leave), None)
        self.setLayout(column(_head("alert", "danger", head), Label(words, "second", wrap=True), self.table, buttons))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(tr(fault.words) for fault in self._examined.faults))


class OfferView(QFrame):
    """What other rules would change. `take(reason)` and `leave()` end it; `show(panel)` shows one rule at the side."""

    def __init__(
        self, offer: Offer, take: Callable[[str], object], leave: Callable[[], object],
        show: Callable[[SidePanel], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("clear")
        self._offer, self._show = offer, show
        self.rules = self._rules_table()
        self.groups, self._filled = _groups_table(), False
        choices = [
            ("rules", tr("Rules: {n}", n=len(offer.differences))),
            ("groups", tr("In this case: {n}", n=len(offer.effects))),
        ]
        self.switch = Segmented(choices, "rules")
        self.switch.changed.connect(self._arrange)
        self.reason = TextField(tr("Why, in a few words"))
        self.take = Button(tr("Take these rules"), "primary", on=lambda: take(self.reason.text()))
        foot = row(self.reason, self.take, Button(tr("Leave it"), "link", on=leave), gap=10)
        foot.setStretch(0, 1)
        head = row(_head("scale", "accent", _title(offer)), self.switch, gap=12)
        head.setStretch(0, 1)
        box = column(head, *self._warnings(), self.rules, self.groups, foot, gap=10)
        box.setStretch(box.indexOf(self.rules), 1)
        box.setStretch(box.indexOf(self.groups), 1)
        self.setLayout(box)
        self._arrange()

    def _arrange(self, _key: str = "") -> None:
        rules = self.switch.current() == "rules"
        if not rules and not self._filled:  # hundreds of rows are made when somebody wants to see them
            self.groups.show_rows([_effect_row(effect) for effect in self._offer.effects])
            self._filled = True
        self.rules.setVisible(rules)
        self.groups.setVisible(not rules)

    def _warnings(self) -> list[QWidget]:
        offer, said = self._offer, []
        less = sum(one.less for one in offer.differences)
        asked = sum(one.asked_again for one in offer.effects)
        if less:
            said.append(tr("Gone, or keeping less than before: {n}. Look at these first.", n=less))
        shorter = sum(one.less for one in offer.effects)
        if shorter:
            said.append(tr("{n} record groups of this case would be deleted or kept for a shorter time.", n=shorter))
        if offer.older:
            said.append(tr("This file is older than the rules of the case."))
        warned: list[QWidget] = [Label(_joined(said), "small", tone="danger", wrap=True)] if said else []
        plain = []
        if not offer.dated:
            plain.append(tr("What it means for this case cannot be said before the last trading day is entered."))
        elif asked:
            plain.append(tr("You will be asked to confirm {n} decisions again.", n=asked))
        plain.append(tr("What is sealed or destroyed already stays as it is."))
        return [*warned, Label(_joined(plain), "small", wrap=True)]

    def _rules_table(self) -> Table:
        columns = [
            Column(tr("What became of it"), 120),
            Column(tr("Rule"), 200, stretch=3),
            Column(tr("What is different"), 200, stretch=4),
        ]
        table = Table(columns, tr("What is different"), rows_shown=2)
        table.set_empty(EmptyState("check", tr("The rules say the same"), tr("Only notes or the file's name differ.")))
        table.show_rows([_difference_row(number, one) for number, one in enumerate(self._offer.differences)])
        table.selected.connect(self._selected)
        table.opened.connect(self._selected)
        return table

    def _selected(self, key: str) -> None:
        self._show(difference_panel(self._offer.differences[int(key)], self._offer.rules))


def _joined(sentences: Sequence[str]) -> str:
    """Sentences one after the other, as the language writes them."""
    return reduce(lambda first, second: tr("{first} {second}", first=first, second=second), sentences)


def difference_panel(difference: Difference, rules: RuleBook) -> SidePanel:
    """Everything that is different about one rule, and the words it rests on."""
    panel = SidePanel(tr("What is different"))
    panel.add(Label(difference.name, "name", wrap=True), Label(difference.id, "small"))
    panel.add(frame("clear", row(BadgeView(kind_badge(difference)), None)))
    for sentence in difference.details:
        panel.add(Label(tr(sentence), "body", wrap=True))
    rule = next((rule for rule in rules.retention if rule.id == difference.id), None)
    if rule is not None:
        panel.add_quotes([quote(basis) for basis in rule.basis])
    return panel


def _title(offer: Offer) -> str:
    day = offer.rules.as_of
    if offer.name:
        return tr("What {name} would change (state of the law: {day})", name=offer.name, day=day)
    return tr("What this would change (state of the law: {day})", day=day)


def _difference_row(number: int, one: Difference) -> Row:
    name = f"{one.id} · {tr('local')}" if one.local else one.id
    said = tr(one.details[0]) if one.details else ""
    if len(one.details) > 1:
        said = tr("{what} (and {n} more)", what=said, n=len(one.details) - 1)
    return Row(str(number), (kind_badge(one), TwoLine(one.name, name), Text(said, wrap=True)))


def _groups_table() -> Table:
    columns = [
        Column(tr("Record group"), 180, stretch=3),
        Column(tr("So far"), 150),
        Column(tr("From now on"), 150),
        Column("", 150, stretch=1),
    ]
    table = Table(columns, tr("Record groups that would be decided otherwise"), rows_shown=2)
    table.set_empty(EmptyState("check", tr("Nothing changes in this case"), tr("Every decision stays as it is.")))
    return table


def _effect_row(effect: Effect) -> Row:
    if effect.own_lost:
        note = State(tr("Your own change is dropped"), "alert", "danger", "danger", wrap=True)
    elif effect.less:
        note = State(tr("Kept for a shorter time"), "alert", "danger", "danger", wrap=True)
    elif effect.asked_again:
        note = State(tr("Asked again"), "question", "warn", "warn", wrap=True)
    else:
        note = State("")
    name = Text(group_name(effect.group), wrap=True)
    return Row(str(effect.group.id), (name, Text(_way(effect.before)), Text(_way(effect.after)), note))


def _way(made: Decision) -> str:
    name = tr(DISPOSITION_NAMES[made.disposition])
    if made.disposition in (Disposition.UNDECIDED, Disposition.DELETE):
        return name
    return tr("{way} until {day}", way=name, day=until_words(made)) if made.until else f"{name} · {until_words(made)}"


def _head(icon: str, tone: str, words: str) -> QFrame:
    box = row(IconView(icon, tone, 20), Label(words, "h3", wrap=True), gap=10)
    box.setStretch(1, 1)
    return frame("clear", box)
