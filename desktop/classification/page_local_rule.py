"""The form for a local rule: for what, for how long, and where it is written."""

from __future__ import annotations

from collections.abc import Callable

from desktop.classification.periods import EVENTS
from desktop.inventory.records import GROUP_NAMES, GroupKind
from desktop.rules.local import NOT_BY_THEMSELVES, local_rule
from desktop.rules.records import MUST_GO, Basis, RetentionRule, RuleBook, Status, Term
from desktop.rules.retention import MOST_YEARS
from desktop.ui.blocks import SidePanel
from desktop.ui.forms import Choice, DateField, Form, TextArea, TextField
from desktop.ui.widgets import Button, CheckBox, Label
from desktop.words import Sentence, say, tr

STARTS = ("record_date", "fiscal_year_end_next", "product_expiry", "contract_end")
"""What a local rule may be counted from here; a file may name any other event."""
NAME_LETTERS = 60


class LocalRulePanel(SidePanel):
    """`save(rule)` is called with a rule that is complete, and not yet checked against the law."""

    def __init__(self, rules: RuleBook, rule_id: str, save: Callable[[RetentionRule], object]) -> None:
        super().__init__(tr("A local rule"))
        self._id, self._save = rule_id, save
        words = tr("For what a local authority or an insurance agreement asks beyond the law. It can only be longer.")
        self.add(Label(words, "small", wrap=True))
        kinds = [(kind, tr(GROUP_NAMES[GroupKind(kind)])) for kind in _kinds(rules)]
        self.kind = Choice(kinds, placeholder=tr("Choose"))
        self.years = TextField(longest=3)
        self.start = Choice([(start, tr(EVENTS.get(start, say("Last record")))) for start in STARTS])
        self.law, self.article, self.day = TextField(longest=NAME_LETTERS), TextField(longest=NAME_LETTERS), DateField()
        self.words = TextArea(lines=2)
        self.seen = CheckBox(tr("I have the text in hand"))
        self.form = Form()
        self.form.add("kind", tr("Which records"), self.kind)
        self.form.add("years", tr("How many years"), self.years)
        self.form.add("start", tr("Counted from"), self.start)
        self.form.add("law", tr("Where it is written"), self.law, tr("The name of the document or the agreement"))
        self.form.add("article", tr("Number or article"), self.article, tr("May stay empty"))
        self.form.add("day", tr("Since when"), self.day)
        self.form.add("words", tr("The words in it"), self.words)
        self.form.add_wide(self.seen)
        self.add(self.form)
        self.button = Button(tr("See what it changes"), on=self._check)
        self.foot.addWidget(self.button)

    def _check(self) -> None:
        self.form.clear_errors()
        wrong = self._wrong()
        for key, sentence in wrong:
            self.form.show_error(key, sentence)
        if not wrong:
            self._save(self.rule())

    def _wrong(self) -> list[tuple[str, Sentence]]:
        years = self.years.text().strip()
        number = int(years) if years.isascii() and years.isdigit() else 0
        checks = (
            ("kind", bool(self.kind.key()), say("Choose which records.")),
            ("years", 0 < number <= MOST_YEARS, say("Enter a number from 1 to {n}.", n=MOST_YEARS)),
            ("law", bool(self.law.text().strip()), say("A local rule without a source cannot be taken.")),
            ("day", self.day.value() is not None, say("Enter the day.")),
            ("words", bool(self.words.text().strip()), say("Copy the sentence that asks for it.")),
        )
        return [(key, sentence) for key, right, sentence in checks if not right]

    def rule(self) -> RetentionRule:
        """What was filled in."""
        law, article, day = self.law.text().strip(), self.article.text().strip(), self.day.value()
        status = Status.READ if self.seen.isChecked() else Status.KNOWN_ONLY
        assert day is not None
        verified = not article or status is Status.READ
        basis = Basis(law, article, verified, " ".join(self.words.text().split()), day, status)
        term = Term(int(self.years.text()), 0, 0, self.start.key())
        return local_rule(self._id, law, (self.kind.key(),), (term,), (basis,))


def _kinds(rules: RuleBook) -> list[str]:
    """Kinds of group that a local rule may keep: not what is a copy, nor what the law orders to be destroyed."""
    must_go = {kind for rule in rules.retention if rule.default_action == MUST_GO for kind in rule.applies_to}
    return [kind for kind in rules.group_kinds if kind not in NOT_BY_THEMSELVES and kind not in must_go]
