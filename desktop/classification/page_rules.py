"""The tab for the rules of the case: which are in force, another file, local rules, and what was taken when and why."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.classification import rule_file, store_rules
from desktop.classification.page_local_rule import LocalRulePanel
from desktop.classification.page_rules_offer import FaultsView, OfferView
from desktop.classification.rule_file import Examined, Offer
from desktop.classification.rule_file_differences import keeping, kind_names
from desktop.clock import local_time
from desktop.errors import OwnerError
from desktop.jobs.job import Job
from desktop.rules.records import RetentionRule
from desktop.ui.file_drop import FileDrop
from desktop.ui.page import Page
from desktop.ui.widgets import Button, Card, Hairline, Label, clear, column, frame, row
from desktop.words import say, tr

SHOWN = 6
"""So many changes of the rules are listed; the journal has all."""


class RulesTab:
    """Belongs to the page of this room; `view` is what it shows."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._box = column(gap=12)
        self.view = frame("clear", self._box)
        self._examined: Examined | None = None

    # ---- showing

    def refresh(self) -> None:
        """Show the rules as they are, or what was found in a file."""
        clear(self._box)
        found = self._examined
        if found is None:
            self._show_standing()
        elif found.offer is not None:
            self._box.addWidget(
                OfferView(found.offer, partial(self._take, found.offer), self.leave, self._page.open_panel), 1
            )
        else:
            self._box.addWidget(FaultsView(found, self.leave), 1)

    def _show_standing(self) -> None:
        open_now = self._page.session.vault.frozen_since is None
        self._box.addWidget(self._in_force(open_now=open_now))
        if open_now:
            drop = FileDrop(
                tr("Another rule file: put it here. What it would change is shown before anything happens."),
                tr("Choose a rule file"), pattern="TOML (*.toml)", many=False,
            )  # fmt: skip
            drop.chosen.connect(lambda paths: self.load(paths[0]))
            self._box.addWidget(drop)
        self._box.addWidget(self._local(open_now=open_now))
        if history := self._history():
            self._box.addWidget(history)
        self._box.addStretch(1)

    def _in_force(self, *, open_now: bool) -> QWidget:
        session = self._page.session
        rules, program = session.rules, session.program_rules
        card = Card(gap=6)
        words = tr("State of the law: {day}", day=rules.as_of)
        counts = tr(
            "Rules of the law: {n}, local ones: {m}", n=len(rules.retention) - len(rules.local), m=len(rules.local)
        )
        own = rules.digest != program.digest
        where = tr("This case has rules of its own.") if own else tr("These are the rules that came with the program.")
        digest = rules.digest.upper()
        card.body.addWidget(Label(tr("Rules in force"), "h3"))
        card.body.addWidget(Label(f"{words} · {counts}", "body", wrap=True))
        card.body.addWidget(Label(where, "small", wrap=True))
        card.body.addWidget(
            Label(tr("Digest {first} … {last}, as on every decision and on the certificate",
                     first=digest[:8], last=digest[-8:]), "small", wrap=True)
        )  # fmt: skip
        if own and program.as_of > rules.as_of:
            words = tr("The program brings newer rules, of {day}. Compare them.", day=program.as_of)
            card.body.addWidget(Label(words, "small", tone="warn", wrap=True))
        if open_now and program.digest not in (rules.digest, self._without_local()):
            back = Button(tr("Compare with the program's rules"), small=True, icon="undo", on=self._back)
            card.body.addLayout(row(back, None))
        return card

    def _without_local(self) -> str:
        """The program's digest while only local rules make the difference: there is nothing to go back to."""
        session = self._page.session
        same = all(rule in session.rules.retention for rule in session.program_rules.retention)
        count = len(session.rules.retention) - len(session.rules.local)
        return session.program_rules.digest if same and count == len(session.program_rules.retention) else ""

    def _local(self, *, open_now: bool) -> QWidget:
        card = Card(gap=8)
        add = Button(tr("Add a local rule"), small=True, icon="plus", on=self.open_form)
        head = row(Label(tr("Local rules"), "h3"), None, gap=8)
        if open_now:
            head.addWidget(add)
        card.body.addLayout(head)
        local = self._page.session.rules.local
        if not local:
            words = tr("None. If a local authority or an insurance agreement asks for more than the law, add it here.")
            card.body.addWidget(Label(words, "small", wrap=True))
        for rule in local:
            card.body.addWidget(Hairline())
            card.body.addWidget(self._local_line(rule, open_now=open_now))
        return card

    def _local_line(self, rule: RetentionRule, *, open_now: bool) -> QWidget:
        kinds = kind_names(rule.applies_to)
        said = tr("{kinds}: {period}", kinds=kinds or "—", period=keeping(rule))
        texts = column(
            Label(rule.name, "name", wrap=True), Label(said, "small", wrap=True),
            Label("；".join(basis.citation for basis in rule.basis), "small", wrap=True), gap=2,
        )  # fmt: skip
        line = row(texts, gap=12)
        line.setStretch(0, 1)
        if open_now:
            line.addWidget(Button(tr("Take it out"), "link", small=True, on=partial(self._take_out, rule.id)))
        return frame("clear", line)

    def _history(self) -> QWidget | None:
        taken = store_rules.history(self._page.session.vault)
        if not taken:
            return None
        card = Card(gap=6)
        card.body.addWidget(Label(tr("Changes of the rules"), "h3"))
        for one in taken[:SHOWN]:
            said = tr("{day}: {reason}", day=local_time(one.time), reason=one.reason)
            card.body.addWidget(Label(f"{said} ({one.name})" if one.name else said, "small", wrap=True))
        return card

    # ---- doing

    def load(self, path: Path) -> None:
        """Look into a file."""
        self._look(rule_file.examine(self._page.session, path))

    def open_form(self) -> None:
        """Ask for a local rule."""
        session = self._page.session
        self._page.open_panel(LocalRulePanel(session.rules, rule_file.next_local_id(session), self._add))

    def leave(self) -> None:
        """The case keeps its rules."""
        self._examined = None
        self._page.close_panel()
        self._page.clear_message()
        self.refresh()

    def _add(self, rule: RetentionRule) -> None:
        self._look(rule_file.examine_local(self._page.session, rule))

    def _take_out(self, rule_id: str) -> None:
        self._look(rule_file.without(self._page.session, rule_id))

    def _back(self) -> None:
        self._look(rule_file.back_to_program(self._page.session))

    def _look(self, job: Job[Examined]) -> None:
        self._page.clear_message()
        self._page.run(say("Read the rule file"), job, on_done=self._found)

    def _found(self, examined: Examined) -> None:
        if examined.faults and not examined.name:
            raise OwnerError(
                examined.faults[0].what,
                meaning=say("The case keeps the rules it had; nothing has been changed."),
                todo=say("Change the local rule, or leave it."),
            )
        self._page.close_panel()
        self._examined = examined
        self.refresh()

    def _take(self, offer: Offer, reason: str) -> None:
        session = self._page.session
        self._page.run(say("Take the rules"), rule_file.take(session, offer, reason), on_done=self._taken)

    def _taken(self, asked: int) -> None:
        self._examined = None
        self._page.close_panel()
        self._page.did_change()
        self.refresh()
        if asked:
            self._page.say("ok", say("The new rules count."), say("{n} decisions wait to be confirmed again.", n=asked))
        else:
            self._page.say("ok", say("The new rules count."), say("No confirmed decision has changed."))
