"""Step 1: the shop, the way it ends, its dates, its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from desktop.documents.save import save_beside
from desktop.errors import OwnerError
from desktop.jobs.job import Job, Progress
from desktop.shop import credit_code, store
from desktop.shop.calendar_file import calendar_file
from desktop.shop.page_people import PersonCard, show_text
from desktop.shop.page_timeline import DatesLine, TimelineView
from desktop.shop.records import (
    LEGAL_FORM_NAMES,
    ROLES_WITH_PIN,
    ROUTES_WITH_RECIPIENT,
    Closing,
    LegalForm,
    Recipient,
    Role,
    Route,
    Shop,
)
from desktop.shop.timeline import milestones, proposed_dates
from desktop.system.folders import documents_folder
from desktop.ui.blocks import LawQuote, Tabs
from desktop.ui.forms import Choice, DateField, Form, Radios, TextArea, TextField
from desktop.ui.page import Page
from desktop.ui.widgets import Button, Card, Label, column, frame, row
from desktop.words import Sentence, say, spoken_date, tr

ROUTE_WORDS: dict[Route, tuple[Sentence, Sentence]] = {
    Route.DEREGISTRATION: (
        say("The shop closes for good and its licence is cancelled"),
        say("For example: the lease ends, the owner retires, nobody carries on."),
    ),
    Route.ASSET_SALE: (
        say("Somebody takes over the shop with goods and shelves"),
        say("For example: a neighbour buys the stock and opens under a licence of their own."),
    ),
    Route.SHARE_SALE: (
        say("The company stays, its shares are sold"),
        say("For example: a chain becomes the shareholder, the company and its licence stay the same."),
    ),
    Route.MERGER: (
        say("The company merges with another or is divided"),
        say("For example: two companies of the same family become one."),
    ),
    Route.OPERATOR_CHANGE: (
        say("A sole trader's shop gets another operator"),
        say("For example: father hands his sole-trader shop to his daughter."),
    ),
}


class ShopPage(Page):
    """Who closes, how, when, and who is responsible. Every field is kept as soon as it is left."""

    def build(self) -> None:
        """Five tabs, so that nothing has to be scrolled for."""
        self._tabs = Tabs()
        self._tabs.add("shop", tr("The pharmacy"), self._shop_tab())
        self._tabs.add("route", tr("How and when"), self._route_tab())
        self._tabs.add("timeline", tr("Timetable"), self._timeline_tab())
        self._tabs.add("people", tr("People"), self._people_tab())
        self._tabs.add("recipient", tr("Recipient"), self._recipient_tab())
        self.content.addWidget(self._tabs, 1)

    # ---- the tabs

    def _shop_tab(self) -> QWidget:
        self._shop_form = Form()
        self._fields = {key: TextField() for key in ("name", "credit_code", "licence_no", "address", "phone")}
        self._legal_form = Choice([(form.value, tr(LEGAL_FORM_NAMES[form])) for form in LegalForm])
        add = self._shop_form.add
        add("name", tr("Shop name"), self._fields["name"], tr("As on the business licence."))
        add(
            "credit_code",
            tr("Unified social credit code"),
            self._fields["credit_code"],
            tr("18 characters."),
            half=True,
        )
        add("legal_form", tr("Legal form"), self._legal_form, half=True)
        add("licence_no", tr("Pharmacy licence number"), self._fields["licence_no"], half=True)
        add("phone", tr("Phone"), self._fields["phone"], tr("Customers will see it on letters and notices."), half=True)
        add("address", tr("Address"), self._fields["address"])
        for field in self._fields.values():
            self.when(field.done, self._save_shop)
        self._fields["credit_code"].textEdited.connect(lambda _: self._judge_code(typing=True))
        self._legal_form.chosen.connect(lambda _: self.attempt(self._save_shop))
        for key in tuple(self._shop_form.keys()):
            self._target(key, "shop", self._shop_form.field(key))
        return _card(self._shop_form)

    def _route_tab(self) -> QWidget:
        options = [(route.value, tr(words), tr(example)) for route, (words, example) in ROUTE_WORDS.items()]
        self._route = Radios(options, tr("How the shop ends"))
        self._route.chosen.connect(lambda key: self.attempt(partial(self._choose_route, key)))
        self._dates = Form()
        keys = ("last_trading_day", "collect_until", "request_until", "erasure_day")
        self._days = {key: DateField() for key in keys}
        add = self._dates.add
        add("last_trading_day", tr("Last trading day"), self._days["last_trading_day"],
            tr("The other days are proposed from it."), half=True)  # fmt: skip
        add("collect_until", tr("Medicines and balances to be collected until"), self._days["collect_until"], half=True)
        add("request_until", tr("Customers may ask for their data until"), self._days["request_until"], half=True)
        add("erasure_day", tr("Data deleted by"), self._days["erasure_day"], half=True)
        for key, field in self._days.items():
            self.when(field.done, partial(self._save_day, key))
            self._target(key, "route", self._dates.field(key))
        self._again = Button(tr("Propose the days again"), small=True, icon="refresh", on=self._propose)
        self._target("route", "route", self._route)
        head = Label(tr("What happens to the shop?"), "h3")
        body = column(head, self._route, 8, self._dates, row(self._again, None), gap=10)
        return _card(frame("clear", body))

    def _timeline_tab(self) -> QWidget:
        self._timeline, self._line = TimelineView(), DatesLine()
        self._to_calendar = Button(
            tr("Save for the calendar"), small=True, icon="calendar", on=lambda: self.attempt(self._ask_for_calendar)
        )
        about = Label(
            tr("A phone or a mail program opens the file and reminds you the day before. No names stand in it."),
            "small", wrap=True,
        )  # fmt: skip
        save = row(about, self._to_calendar, gap=16)
        save.setStretch(0, 1)
        self._dated = frame("clear", column(save, self._line, 4, self._timeline, gap=10))
        self._no_dates = Label(
            tr("Choose how the shop ends and enter the last trading day first."), "second", wrap=True
        )
        return _card(frame("clear", column(self._no_dates, self._dated)))

    def _ask_for_calendar(self) -> None:
        name = str(documents_folder() / f"{tr('Timetable')}.ics")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save for the calendar"), name, "iCalendar (*.ics)")
        if chosen:
            self.save_calendar(Path(chosen))

    def save_calendar(self, path: Path) -> None:
        """Write the timetable as a calendar file; when that fails nothing stands under that name."""
        vault, closing = self.session.vault, store.read_closing(self.session.vault)
        if closing is None:
            return
        target = path if path.suffix.lower() == ".ics" else path.with_name(path.name + ".ics")
        dates = milestones(self.session.rules, store.read_shop(vault), closing)
        now = self.session.clock.now()
        save_beside(target, calendar_file(dates, self.session.today, now, vault.keys.case_id))
        self.say("ok", say("Saved as {name}.", name=target.name))

    def _people_tab(self) -> QWidget:
        self._cards = {role: PersonCard(role) for role in Role}
        box = column(gap=12)
        for role, card in self._cards.items():
            self.when(card.edited, partial(self._save_person, role))
            card.pin_given.connect(partial(self._set_pin, role))
            self._target(f"person:{role.value}", "people", card.form.field("name"))
            self._target(f"phone:{role.value}", "people", card.form.field("phone"))
            if role in ROLES_WITH_PIN:
                self._target(f"pin:{role.value}", "people", card.form.field("pin"))
            box.addWidget(card)
        box.addStretch(1)
        return frame("clear", box)

    def _recipient_tab(self) -> QWidget:
        self._recipient_form = Form()
        self._recipient_note = Label("", "second", wrap=True)
        self._to = {key: TextField() for key in ("name", "contact", "phone", "address", "method", "retention")}
        self._recipient_purpose = TextArea(lines=2)
        add = self._recipient_form.add
        add("recipient_name", tr("Who receives the records"), self._to["name"], half=True)
        add("recipient_phone", tr("Phone"), self._to["phone"], half=True)
        add("recipient_contact", tr("Contact person"), self._to["contact"], half=True)
        add("recipient_address", tr("Address"), self._to["address"], half=True)
        add("recipient_purpose", tr("What for"), self._recipient_purpose, tr("Customers read this sentence."))
        add("recipient_method", tr("In which way"), self._to["method"], half=True)
        add("recipient_retention", tr("For how long"), self._to["retention"], half=True)
        for field in self._to.values():
            self.when(field.done, self._save_recipient)
        self.when(self._recipient_purpose.done, self._save_recipient)
        for key in tuple(self._recipient_form.keys()):
            self._target(key, "recipient", self._recipient_form.field(key))
        return _card(frame("clear", column(self._recipient_note, self._recipient_form, gap=12)))

    def _target(self, name: str, tab: str, widget: QWidget) -> None:
        def open_tab() -> QWidget:
            self._tabs.show_tab(tab)
            return widget

        self.target(name, open_tab)

    # ---- showing

    def refresh(self) -> None:
        """Show what the case holds; what someone is typing stays."""
        vault = self.session.vault
        shop, closing, route = store.read_shop(vault), store.read_closing(vault), store.read_route(vault)
        if shop is not None:
            for key, field in self._fields.items():
                show_text(field, getattr(shop, key))
            self._legal_form.choose(shop.legal_form.value)
        self._judge_code()
        if route is not None:
            self._route.choose(route.value)
        for key, day in self._days.items():
            value = getattr(closing, key) if closing else None
            if not day.line.hasFocus() and not day.is_wrong() and day.value() != value and closing:
                day.set_value(value)
        self._again.setEnabled(closing is not None)
        self._no_dates.setVisible(closing is None)
        self._dated.setVisible(closing is not None)
        if closing is not None:
            dates = milestones(self.session.rules, shop, closing)
            self._timeline.show_dates(dates, self.session.today)
            self._line.show_dates(dates, self.session.today)
        for role, card in self._cards.items():
            card.show_person(store.person(vault, role))
        self._show_recipient(route)

    def _show_recipient(self, route: Route | None) -> None:
        needed = route in ROUTES_WITH_RECIPIENT
        self._recipient_note.setText(
            tr("Customers must be told who receives their records; most of them must agree one by one.")
            if needed
            else tr("Nobody receives records on this route, unless a customer wishes it. You can leave this empty.")
        )
        recipient = store.read_recipient(self.session.vault)
        if recipient is not None:
            for key, field in self._to.items():
                show_text(field, getattr(recipient, key))
            if self._recipient_purpose.text() != recipient.purpose and not self._recipient_purpose.hasFocus():
                self._recipient_purpose.setText(recipient.purpose)

    def basis(self) -> Sequence[LawQuote]:
        """The law's words behind this step."""
        return [
            LawQuote(
                s.basis.quote, tr("{law}, in force {day}", law=s.basis.citation, day=spoken_date(s.basis.effective))
            )
            for s in self.session.rules.of_step("shop")
        ]

    # ---- saving

    def _judge_code(self, *, typing: bool = False) -> None:
        text = self._fields["credit_code"].text()
        fault = credit_code.fault(text) if text else None
        short = typing and len(credit_code.tidy(text)) < credit_code.LENGTH
        self._shop_form.show_error("credit_code", fault if fault and not short else "")

    def _save_shop(self) -> None:
        texts = {key: field.text() for key, field in self._fields.items()}
        form = LegalForm(self._legal_form.key() or LegalForm.COMPANY.value)
        store.save_shop(self.session.vault, Shop(**texts, legal_form=form))
        self.did_change()

    def _choose_route(self, key: str) -> None:
        store.choose_route(self.session.vault, Route(key))
        self._save_day("last_trading_day")

    def _save_day(self, key: str) -> None:
        if self._days[key].is_wrong():
            self._dates.show_error(key, say("This is not a date."))
            return
        self._dates.show_error(key, "")
        route, last_day = store.read_route(self.session.vault), self._days["last_trading_day"].value()
        closing = store.read_closing(self.session.vault)
        if route is None or last_day is None:
            self.did_change()
            return
        if closing is None:
            self._save_proposed(route)
            return
        chosen = {name: field.value() or getattr(closing, name) for name, field in self._days.items()}
        try:
            store.save_closing(self.session.vault, Closing(route, **chosen))
        except OwnerError as error:
            self._dates.show_error(key, error.happened)
            raise
        self.did_change()

    def _propose(self) -> None:
        route = store.read_route(self.session.vault)
        if route is not None:
            self.attempt(lambda: self._save_proposed(route))

    def _save_proposed(self, route: Route) -> None:
        last_day = self._days["last_trading_day"].value()
        assert last_day is not None
        days = proposed_dates(self.session.rules, last_day, self.session.today)
        closing = Closing(route, last_day, days.request_until, days.erasure_day, days.collect_until)
        store.save_closing(self.session.vault, closing)
        self.did_change()

    def _save_person(self, role: Role) -> None:
        card = self._cards[role]
        try:
            store.save_person(self.session.vault, replace(card.person(), has_pin=False))
        except OwnerError as error:
            card.form.show_error("name", error.happened)
            raise
        card.form.clear_errors()
        self.did_change()

    def _set_pin(self, role: Role, pin: str) -> None:
        vault = self.session.vault

        def work() -> Job[None]:
            yield Progress(0, 1)
            store.set_pin(vault, role, pin)

        self._cards[role].pin.clear()
        self.run(say("Set a PIN"), work(), on_done=lambda _: self.did_change())

    def _save_recipient(self) -> None:
        texts = {key: field.text() for key, field in self._to.items()}
        store.save_recipient(self.session.vault, Recipient(**texts, purpose=self._recipient_purpose.text()))
        self.did_change()


def _card(body: QWidget) -> QFrame:
    card = Card(margins=(20, 16))
    card.body.addWidget(body)
    holder = column(card, gap=0)
    holder.addStretch(1)
    return frame("clear", holder)
