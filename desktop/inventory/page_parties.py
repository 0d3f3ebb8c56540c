"""Third parties: the tab with their requests, and the panel in which one is entered, asked and its answer taken in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from desktop.inventory import party_letter, store, store_hand, store_parties
from desktop.inventory.listing import ANSWER_NAMES
from desktop.inventory.page_hand import whole_number
from desktop.inventory.page_words import kind_choice
from desktop.inventory.records import GroupKind, PartyAnswer, SourceKind
from desktop.inventory.records_parties import (
    PARTY_NAMES,
    USUAL_GROUP,
    WAY_NAMES,
    Asks,
    PartyKind,
    PartyLine,
    SendWay,
    Stage,
    usual_ask,
)
from desktop.inventory.store_hand import Party
from desktop.jobs.job import Job, Progress
from desktop.shop.store import read_route
from desktop.ui import marks
from desktop.ui.blocks import EmptyState, SidePanel
from desktop.ui.cells import Column, Link, Row, State, Text, TwoLine
from desktop.ui.forms import Choice, DateField, Form, TextArea, TextField
from desktop.ui.page import Page
from desktop.ui.table import Table
from desktop.ui.widgets import Button, Label, clear, column, frame, row
from desktop.words import Sentence, say, spoken_date, tr

ASK_NAMES: dict[Asks, Sentence] = {
    Asks.RETURN: say("Return it, then delete the rest"),
    Asks.DELETE: say("Delete it"),
}
VERIFY: dict[PartyKind, Sentence] = {
    PartyKind.TILL: say("Please verify in the contract who holds the data after it ends: a till in the cloud, or your"
                        " PC."),
    PartyKind.SMS: say("Please verify: the platform may have to keep logs of its network for some time."),
    PartyKind.PLATFORM: say("Please verify: what the platform collects from its own users is its own affair. Ask it"
                            " about what it does for you."),
    PartyKind.COURIER: say("Please verify: couriers keep waybills for a time that their own rules set."),
    PartyKind.ACCOUNTANT: say("Accounting vouchers must be kept: have them given back, never deleted."),
    PartyKind.CARE: say("Please verify whether the platform works for you or has its own consent of the patients."),
    PartyKind.CLOUD: say("Please verify how long the provider keeps backups after an account is closed."),
    PartyKind.OTHER: say("Please verify in the contract whether it works for you or for itself."),
}  # fmt: skip


class PartiesTab(QFrame):
    """Every third party with how far its request has come; a letter takes the table's place while it is looked at."""

    def __init__(self, page: Page, open_party: Callable[[int | None], object]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        self.table = Table(
            [
                Column(tr("Third party"), 170, stretch=2),
                Column(tr("What is asked"), 130, stretch=1),
                Column(tr("Letter to it"), 150, stretch=1),
                Column(tr("Answer"), 150, stretch=1),
                Column("", 90),
            ],
            tr("Requests to third parties"),
        )
        add = Button(tr("Enter a third party"), on=lambda: open_party(None))
        line = tr("Till software, text messages, delivery, accounting: who else has your customers' data?")
        self.table.set_empty(EmptyState("building", tr("No third parties yet"), line, add))
        for signal in (self.table.offered, self.table.opened):
            signal.connect(lambda key: open_party(int(key.partition(":")[2])))
        self.reminder = Label(kind="small", tone="warn", wrap=True)
        self._list = frame("clear", column(self.reminder, self.table, gap=8))
        self._letter = frame("clear")
        self._letter.setLayout(column(gap=8))
        self._letter.hide()
        box = column(self._list, self._letter, gap=0)
        self.setLayout(box)

    def show_lines(self) -> int:
        """Read the requests from the case; gives how many answers are overdue."""
        today = self._page.session.today
        lines = store_parties.lines(self._page.session.vault)
        self.table.replace_rows([_row(line, self._page) for line in lines])
        late = [line for line in lines if line.stage(today) is Stage.OVERDUE]
        self.reminder.setVisible(bool(late))
        self.reminder.setText(reminder(late))
        return len(late)

    def show_letter(self, source_id: int) -> None:
        """Make the letter anew and show it; where something is missing the page says so."""

        def made() -> Job[party_letter.MadeLetter]:
            yield Progress(0, None, "", say("Writing the letter"))
            return party_letter.make_letter(self._page.session, source_id, None)

        name = store.source(self._page.session.vault, source_id).name
        self._page.run(say("Make a letter"), made(), lambda letter: self._show(name, letter), self._page.refresh)

    def _show(self, name: str, made: party_letter.MadeLetter) -> None:
        from desktop.ui.preview import PdfView  # QtPdf takes long to load

        self._page.close_panel()
        self._page.did_change()
        layout = self._letter.layout()
        assert layout is not None
        clear(layout)
        view = PdfView()
        view.trouble.connect(self._page.show_error)
        back = Button(tr("Back to the third parties"), icon="arrow-left", on=self.close_letter)
        save = Button(tr("Save as PDF"), icon="download", on=view.save_as)
        print_ = Button(tr("Print"), "primary", icon="printer", on=view.print_now)
        layout.addWidget(frame("clear", row(back, Label(name, "h3"), None, save, print_, gap=12)))
        layout.addWidget(view)
        view.show_bytes(made.data, tr("Letter to {name}", name=name))
        self._list.hide()
        self._letter.show()

    def close_letter(self) -> None:
        """Back to the table."""
        self._letter.hide()
        self._list.show()


def reminder(late: list[PartyLine]) -> str:
    """A reminder, not a bar: the step goes on without the answers, the certificate will name those that are missing."""
    if len(late) == 1:
        return tr("{name} has not answered in time. Call once more. You can go on; without an answer the certificate"
                  " says so.", name=late[0].source.name)  # fmt: skip
    if late:
        return tr("{n} third parties have not answered in time. Call them once more. You can go on; without an answer"
                  " the certificate says so.", n=len(late))  # fmt: skip
    return ""


def _row(line: PartyLine, page: Page) -> Row:
    request, source = line.request, line.source
    made = tr("Sent on {day}", day=spoken_date(request.sent_on)) if request.sent_on else (
        tr("Made, not sent yet") if request.made_on else tr("Letter not made yet"))  # fmt: skip
    return Row(
        f"party:{source.id}",
        (
            TwoLine(source.name, tr(PARTY_NAMES[request.party])), Text(tr(ASK_NAMES[request.asks]), "text2", wrap=True),
            Text(made, "text2", wrap=True), _standing(line, page), Link(tr("Open")),
        ),
    )  # fmt: skip


def _standing(line: PartyLine, page: Page) -> State:
    today = page.session.today
    stage = line.stage(today)
    if stage is Stage.ANSWERED:
        refused = line.source.party_answer is PartyAnswer.REFUSED
        return marks.standing("failed" if refused else "done", tr(ANSWER_NAMES[line.source.party_answer]), wrap=True)
    if stage is Stage.OVERDUE:
        return marks.standing("todo", tr("{n} days overdue", n=line.days_over(today)), wrap=True)
    if stage is Stage.WAITING and line.request.due is not None:
        return marks.standing("waiting", tr("asked for by {day}", day=spoken_date(line.request.due)), wrap=True)
    return marks.standing("todo", tr("To be asked"))


class PartyPanel:
    """A firm that holds customers' data for the shop: who it is, what is asked of it, what it has answered."""

    def __init__(self, page: Page, show_letter: Callable[[int], object], source_id: int | None = None) -> None:
        self._page, self._show_letter, self._id = page, show_letter, source_id
        self.panel = SidePanel(tr("Third party"))
        self._name, self._address = TextField(), TextField()
        self._contact, self._phone = TextField(), TextField()
        self._people, self._note = TextField(), TextArea()
        self._party = Choice([(kind.value, tr(words)) for kind, words in PARTY_NAMES.items()])
        self._asks = Choice([(asks.value, tr(words)) for asks, words in ASK_NAMES.items()])
        self._verify = Label(kind="small", tone="warn", wrap=True)
        self._kind = kind_choice(USUAL_GROUP[PartyKind.OTHER])
        self._build_form()
        self._party.choose(PartyKind.OTHER.value)
        self._asks.choose(usual_ask(PartyKind.OTHER).value)
        if source_id is not None:
            self._show(source_id)
            self._add_request(source_id)
            self.panel.foot.addWidget(Button(tr("Remove"), on=lambda: self._page.attempt(self._remove)))
        self._tell_verify()
        self._party.chosen.connect(lambda _: self._party_chosen())
        self.panel.foot.addWidget(Button(tr("Save"), "primary", on=lambda: page.attempt(self._save)))

    def _build_form(self) -> None:
        form = self.form = Form()
        form.add("name", tr("Name of the firm"), self._name, tr("Text messages, delivery, till software, accounting."))
        form.add("party", tr("What it does for the shop"), self._party)
        form.add("asks", tr("What is asked of it"), self._asks)
        form.add_wide(self._verify)
        form.add("kind", tr("What kind of records"), self._kind)
        form.add("address", tr("Its address"), self._address, tr("For the window of the envelope; may stay empty."))
        form.add("contact", tr("Contact"), self._contact)
        form.add("phone", tr("Phone"), self._phone)
        form.add("people", tr("People in it, if counted"), self._people)
        form.add("note", tr("Note"), self._note)
        self.panel.add(form)

    def _show(self, source_id: int) -> None:
        vault = self._page.session.vault
        source, request = store.source(vault, source_id), store_parties.request(vault, source_id)
        for field, text in (
            (self._name, source.name), (self._address, source.place), (self._contact, source.contact),
            (self._phone, source.phone),
        ):  # fmt: skip
            field.setText(text)
        self._note.setText(source.note)
        self._party.choose(request.party.value)
        self._asks.choose(request.asks.value)
        for group in store.groups_of(vault, source_id)[:1]:
            self._kind.choose(group.kind.value)
            self._people.setText("" if group.people is None else str(group.people))

    def _add_request(self, source_id: int) -> None:
        """What was sent, and what came back: each is saved by itself, whenever it happens."""
        vault, today = self._page.session.vault, self._page.session.today
        source, request = store.source(vault, source_id), store_parties.request(vault, source_id)
        self._sent_day, self._way = DateField(), Choice([(way.value, tr(words)) for way, words in WAY_NAMES.items()])
        self._sent_day.set_value(request.sent_on or today)
        self._way.choose((request.sent_way or SendWay.MAIL).value)
        sending = Form()
        sending.add("sent", tr("Sent on"), self._sent_day, half=True)
        sending.add("way", tr("How"), self._way, half=True)
        self.panel.add(8, Label(tr("The letter"), "h3"))
        if party_letter.no_request_needed(read_route(vault)):
            line = tr("In a share sale the company stays in charge: only ask firms with which you stop working.")
            self.panel.add(Label(line, "small", wrap=True))
        if request.made_on is not None and request.answer_by is not None:
            line = tr("Made on {day}; it asks for an answer by {until}.", day=spoken_date(request.made_on),
                      until=spoken_date(request.answer_by))  # fmt: skip
            self.panel.add(Label(line, "small", wrap=True))
        show = Button(
            tr("Make and show the letter"), small=True, icon="mail", on=lambda: self._page.attempt(self._make)
        )
        save = Button(tr("It has been sent"), small=True, on=lambda: self._page.attempt(self._save_sent))
        self.panel.add(show, sending, save)
        self._answer = Choice([(answer.value, tr(words)) for answer, words in ANSWER_NAMES.items()])
        self._day, self._proof, self._answer_note = DateField(), TextField(), TextField()
        self._answer.choose(source.party_answer.value)
        self._day.set_value(source.party_answered_on or today)
        self._proof.setText(request.proof)
        self._answer_note.setText(request.note)
        answers = Form()
        answers.add("answer", tr("What the firm has answered"), self._answer)
        answers.add("day", tr("Day of the answer"), self._day)
        answers.add(
            "proof", tr("Where its written answer is kept"), self._proof, tr("For example: stamped slip, binder 2.")
        )
        answers.add("answer_note", tr("Note on the answer"), self._answer_note)
        self.panel.add(8, Label(tr("Its answer"), "h3"), answers)
        self.panel.add(Button(tr("Save the answer"), small=True, on=lambda: self._page.attempt(self._save_answer)))

    def _party_chosen(self) -> None:
        party = PartyKind(self._party.key())
        self._asks.choose(usual_ask(party).value)
        if self._id is None:
            self._kind.choose(USUAL_GROUP[party].value)
        self._tell_verify()

    def _tell_verify(self) -> None:
        self._verify.setText(tr(VERIFY[PartyKind(self._party.key() or PartyKind.OTHER)]))

    def _store(self) -> int:
        vault, people = self._page.session.vault, self._people.text().strip()
        party = Party(
            self._name.text(), self._address.text(), GroupKind(self._kind.key() or GroupKind.UNKNOWN),
            self._contact.text(), self._phone.text(), whole_number(people) if people else None, note=self._note.text(),
        )  # fmt: skip
        if vault.frozen_since is None:  # later only the request and its answer are taken in
            self._id = store_hand.save_party(vault, party, self._id)
        assert self._id is not None
        kind, asks = PartyKind(self._party.key()), Asks(self._asks.key())
        known = store_parties.request(vault, self._id)
        if (known.party, known.asks) != (kind, asks):
            store_parties.choose(vault, self._id, kind, asks)
        return self._id

    def _save(self) -> None:
        changed = self._id is not None and self._answer_changed(self._id)
        self._store()
        if changed:  # the large button loses nothing that stands in the panel
            self._save_answer()
            return
        self._page.close_panel()
        self._page.did_change()

    def _answer_changed(self, source_id: int) -> bool:
        vault = self._page.session.vault
        known = (
            store.source(vault, source_id).party_answer.value, store_parties.request(vault, source_id).proof,
            store_parties.request(vault, source_id).note,
        )  # fmt: skip
        return known != (self._answer.key(), self._proof.text().strip(), self._answer_note.text().strip())

    def _make(self) -> None:
        source_id = self._store()
        self._show_letter(source_id)

    def _save_sent(self) -> None:
        assert self._id is not None
        session = self._page.session
        way = SendWay(self._way.key())
        store_parties.sent(session.vault, self._id, self._sent_day.value(), way, session.today)
        self._page.close_panel()
        self._page.did_change()

    def _save_answer(self) -> None:
        assert self._id is not None
        session = self._page.session
        store_parties.answered(
            session.vault, self._id, PartyAnswer(self._answer.key()), self._day.value(),
            note=self._answer_note.text(), proof=self._proof.text(), today=session.today,
        )  # fmt: skip
        self._page.close_panel()
        self._page.did_change()

    def _remove(self) -> None:
        assert self._id is not None
        assert store.source(self._page.session.vault, self._id).kind is SourceKind.THIRD_PARTY
        store_hand.remove_by_hand(self._page.session.vault, self._id)
        self._page.close_panel()
        self._page.did_change()
