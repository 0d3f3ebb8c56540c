"""Step 4: who is told what, the public notice, text messages, answers and requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.notices import store
from desktop.notices.audience import Audience, audience
from desktop.notices.facts import Facts
from desktop.notices.page_answers import AnswersTab
from desktop.notices.page_people import PeopleTab
from desktop.notices.page_poster import PosterTab
from desktop.notices.page_sms import MessagesTab
from desktop.notices.records import Channel
from desktop.shop.records import Route
from desktop.system.folders import documents_folder
from desktop.ui.blocks import LawQuote, Tabs
from desktop.ui.page import Page
from desktop.words import say, spoken_date, tr

MENDED_IN: dict[str, tuple[str, str]] = {
    "shop_name": ("shop", "name"),
    "shop_phone": ("shop", "phone"),
    "shop_address": ("shop", "address"),
    "contact_name": ("shop", "person:operator"),
    "last_trading_day": ("shop", "last_trading_day"),
    "erasure_day": ("shop", "last_trading_day"),
    "request_until": ("shop", "last_trading_day"),
    "collect_until": ("shop", "last_trading_day"),
    "custodian_name": ("shop", "person:custodian"),
    "custodian_phone": ("shop", "phone:custodian"),
    "sealed_kinds": ("classification", "table"),
    "sealed_until": ("classification", "table"),
    "asked_items": ("classification", "table"),
}
"""Where a fact that a text lacks is entered; the recipient's fields have the same names in step 1."""


class NoticesPage(Page):
    """Four tabs over one reading of the case."""

    def build(self) -> None:
        """The tabs; each shows what the page has read."""
        self.audience: Audience | None = None
        self._asked = False
        self.people, self.poster = PeopleTab(self), PosterTab(self)
        self.messages, self.answers = MessagesTab(self), AnswersTab(self)
        self.tabs = Tabs()
        self.tabs.add("people", tr("Who is told"), self.people)
        self.tabs.add("poster", tr("Public notice"), self.poster)
        self.tabs.add("messages", tr("Text messages"), self.messages)
        self.tabs.add("answers", tr("Answers and requests"), self.answers)
        self.tabs.changed.connect(lambda _: self._show_tab())
        self.content.addWidget(self.tabs, 1)
        places: dict[str, tuple[str, QWidget]] = {
            "letters": ("people", self.people.make),
            "problems": ("people", self.people.table),
            "sent": ("people", self.people.mark),
            "messages": ("messages", self.messages.make),
            "poster": ("poster", self.poster.day),
            "requests": ("answers", self.answers.number),
        }
        for name, (tab, widget) in places.items():
            self.target(name, self._opener(tab, widget))
        self.target("balances", self._ask_again)

    def jump(self, target: str) -> None:
        """facts:<place> names what a text lacks: it is mended in the step where it is entered."""
        kind, _, place = target.partition(":")
        if kind == "facts":
            step, field = MENDED_IN.get(place, ("shop", place))
            self.jump_requested.emit(step, field)
            return
        super().jump(target)

    def refresh(self) -> None:
        """Show what the case says in every tab."""
        told = self.audience = audience(self.session)
        self.tabs.set_words("people", tr("Who is told {n}", n=len(told.everyone)))
        self.tabs.set_words("messages", tr("Text messages {n}", n=told.by_channel[Channel.SMS]))
        waiting = len(store.open_requests(self.session.vault))
        self.tabs.set_words(
            "answers", tr("Answers and requests: {n} open", n=waiting) if waiting else tr("Answers and requests")
        )
        self.people.show_people(told)
        self.messages.show_messages(told)
        self.answers.show_answers()
        self.poster.show_state()
        if self.has_job:  # its result is shown first, so that no click waits for the drawing, too
            QTimer.singleShot(0, self, self._show_tab)
        else:
            self._show_tab()
        self._ask_for_balances()

    def basis(self) -> Sequence[LawQuote]:
        """The law's words behind this step."""
        return [
            LawQuote(
                s.basis.quote, tr("{law}, in force {day}", law=s.basis.citation, day=spoken_date(s.basis.effective))
            )
            for s in self.session.rules.of_step("notices")
        ]

    def to_folder(self, name: str, then: Callable[[Path], object]) -> None:
        """Ask for a folder, then write there."""
        chosen = QFileDialog.getExistingDirectory(self, name, str(documents_folder()))
        if chosen:
            self.attempt(lambda: then(Path(chosen)))

    @property
    def facts(self) -> Facts | None:
        """What the texts are filled with; None before the case has been read."""
        return self.audience.facts if self.audience is not None else None

    def _show_tab(self) -> None:
        """Previews are drawn only for the tab that is looked at."""
        if self._retired:
            return
        if self.tabs.current() == "poster":
            self.poster.show_preview()
        elif self.tabs.current() == "people":
            self.people.show_preview()

    def _opener(self, tab: str, widget: QWidget) -> Callable[[], QWidget]:
        def opened() -> QWidget:
            self.tabs.show_tab(tab)
            return widget

        return opened

    def _ask_for_balances(self) -> None:
        facts = self.facts
        if facts is None or not facts.balances or self._asked:
            return
        if store.balances_settled(self.session.vault, len(facts.balances)):
            return
        if facts.closing is not None and facts.closing.route is Route.SHARE_SALE:
            return
        self._asked = True
        self.say(
            "ask",
            say("People with a balance on their card: {n}. Are all of them refunded?", n=len(facts.balances)),
            answers=[("yes", tr("All refunded")), ("later", tr("Not yet"))],
            on=self._balances_answered,
        )

    def _ask_again(self) -> None:
        """The question goes with the next change of the case; whoever follows the gate's sentence is asked again."""
        self._asked = False
        self._ask_for_balances()

    def _balances_answered(self, answer: str) -> None:
        self.clear_message()
        if answer == "yes" and self.facts is not None:
            store.settle_balances(self.session.vault, len(self.facts.balances))
            self.did_change()

    def job_moved(self, state: Any) -> None:
        """The strip shows these jobs; they are short."""
