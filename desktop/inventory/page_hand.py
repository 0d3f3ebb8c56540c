"""Panels for what the owner enters by hand: paper, devices, third parties and their answers."""

from __future__ import annotations

from datetime import date

from desktop.errors import OwnerError
from desktop.inventory import store, store_hand
from desktop.inventory.page_words import kind_choice
from desktop.inventory.records import GroupKind, PartyAnswer, RecordGroup, Source, SourceKind
from desktop.inventory.store_hand import Carrier, Party
from desktop.ui.blocks import SidePanel
from desktop.ui.forms import Choice, DateField, Form, TextArea, TextField
from desktop.ui.page import Page
from desktop.ui.widgets import Button, Label
from desktop.words import Sentence, say, tr

_PARTY_ANSWERS: dict[PartyAnswer, Sentence] = {
    PartyAnswer.NONE: say("No answer yet"),
    PartyAnswer.RETURNED: say("Has returned the data"),
    PartyAnswer.DELETED: say("Has deleted the data"),
    PartyAnswer.REFUSED: say("Has refused"),
}


class CarrierPanel:
    """Paper or a device: what, how many, where, from when to when."""

    def __init__(self, page: Page, source_id: int | None = None) -> None:
        self._page = page
        self._id = source_id
        self.panel = SidePanel(tr("Paper and devices"))
        self._type = Choice([(SourceKind.PAPER.value, tr("Paper")), (SourceKind.DEVICE.value, tr("Device"))])
        self._name, self._place = TextField(), TextField()
        self._kind = kind_choice(GroupKind.PRESCRIPTION)
        self._quantity, self._unit = TextField("1"), TextField(tr("boxes"))
        self._from, self._to = DateField(), DateField()
        self._serial, self._people, self._note = TextField(), TextField(), TextArea()
        form = self.form = Form()
        form.add("type", tr("What it is"), self._type)
        form.add("name", tr("What it is called"), self._name, tr("For example: prescriptions of 2024."))
        form.add("kind", tr("What kind of records"), self._kind)
        form.add("quantity", tr("How many"), self._quantity, half=True)
        form.add("unit", tr("Unit"), self._unit, half=True)
        form.add("place", tr("Where it is"), self._place)
        form.add("from", tr("Records from"), self._from)
        form.add("to", tr("Records until"), self._to)
        form.add("people", tr("People in it, if counted"), self._people)
        form.add("serial", tr("Serial number, for devices"), self._serial)
        form.add("note", tr("Note"), self._note)
        self.panel.add(form)
        if source_id is not None:
            self._show(store.source(page.session.vault, source_id), store.groups_of(page.session.vault, source_id))
            self.panel.foot.addWidget(Button(tr("Remove"), on=lambda: page.attempt(self._remove)))
        save = Button(tr("Save"), "primary", on=lambda: page.attempt(self._save))
        self.panel.foot.addWidget(save)

    def _show(self, source: Source, groups: tuple[RecordGroup, ...]) -> None:
        self._type.choose(source.kind.value)
        for field, text in ((self._name, source.name), (self._place, source.place), (self._unit, source.unit)):
            field.setText(text)
        self._quantity.setText(str(source.quantity))
        self._from.set_value(source.period_from)
        self._to.set_value(source.period_to)
        self._serial.setText(source.serial)
        self._note.setText(source.note)
        if groups:
            self._kind.choose(groups[0].kind.value)
            self._people.setText("" if groups[0].people is None else str(groups[0].people))

    def _save(self) -> None:
        quantity, people = _count(self._quantity.text() or "1"), self._people.text().strip()
        carrier = Carrier(
            SourceKind(self._type.key() or SourceKind.PAPER), self._name.text(), self._place.text(),
            GroupKind(self._kind.key() or GroupKind.UNKNOWN), quantity, self._unit.text() or tr("boxes"),
            self._from.value(), self._to.value(), self._serial.text(), _count(people) if people else None,
            note=self._note.text(),
        )  # fmt: skip
        store_hand.save_carrier(self._page.session.vault, carrier, self._id)
        self._page.close_panel()
        self._page.did_change()

    def _remove(self) -> None:
        assert self._id is not None
        store_hand.remove_by_hand(self._page.session.vault, self._id)
        self._page.close_panel()
        self._page.did_change()


class PartyPanel:
    """A firm that holds customers' data for the shop, and what it has answered."""

    def __init__(self, page: Page, source_id: int | None = None) -> None:
        self._page = page
        self._id = source_id
        self.panel = SidePanel(tr("Third party"))
        self._name, self._contact, self._phone = TextField(), TextField(), TextField()
        self._kind = kind_choice(GroupKind.MARKETING)
        self._people, self._note = TextField(), TextArea()
        self._answer = Choice([(answer.value, tr(words)) for answer, words in _PARTY_ANSWERS.items()])
        self._day = DateField()
        form = self.form = Form()
        form.add("name", tr("Name of the firm"), self._name, tr("Text messages, delivery, till software, accounting."))
        form.add("kind", tr("What kind of records"), self._kind)
        form.add("contact", tr("Contact"), self._contact)
        form.add("phone", tr("Phone"), self._phone)
        form.add("people", tr("People in it, if counted"), self._people)
        form.add("note", tr("Note"), self._note)
        self.panel.add(form)
        if source_id is not None:
            self._show(store.source(page.session.vault, source_id), store.groups_of(page.session.vault, source_id))
        self.panel.foot.addWidget(Button(tr("Save"), "primary", on=lambda: page.attempt(self._save)))

    def _show(self, source: Source, groups: tuple[RecordGroup, ...]) -> None:
        for field, text in ((self._name, source.name), (self._contact, source.contact), (self._phone, source.phone)):
            field.setText(text)
        self._note.setText(source.note)
        if groups:
            self._kind.choose(groups[0].kind.value)
            self._people.setText("" if groups[0].people is None else str(groups[0].people))
        answers = Form()
        answers.add("answer", tr("What the firm has answered"), self._answer)
        answers.add("day", tr("Day of the answer"), self._day)
        self._answer.choose(source.party_answer.value)
        self._day.set_value(source.party_answered_on)
        self.panel.add(8, Label(tr("Its answer"), "h3"), answers)
        self.panel.add(Button(tr("Save the answer"), small=True, on=lambda: self._page.attempt(self._save_answer)))
        self.panel.foot.addWidget(Button(tr("Remove"), on=lambda: self._page.attempt(self._remove)))

    def _save(self) -> None:
        people = self._people.text().strip()
        party = Party(
            self._name.text(), "", GroupKind(self._kind.key() or GroupKind.UNKNOWN), self._contact.text(),
            self._phone.text(), _count(people) if people else None, note=self._note.text(),
        )  # fmt: skip
        store_hand.save_party(self._page.session.vault, party, self._id)
        self._page.close_panel()
        self._page.did_change()

    def _save_answer(self) -> None:
        assert self._id is not None
        answer = PartyAnswer(self._answer.key() or PartyAnswer.NONE)
        day: date | None = self._day.value()
        store_hand.set_party_answer(self._page.session.vault, self._id, answer, day)
        self._page.close_panel()
        self._page.did_change()

    def _remove(self) -> None:
        assert self._id is not None
        store_hand.remove_by_hand(self._page.session.vault, self._id)
        self._page.close_panel()
        self._page.did_change()


def _count(text: str) -> int:
    digits = text.strip().replace(",", "").replace("，", "")
    if not digits.isdecimal():
        raise OwnerError(
            say("{text} is no number.", text=text.strip()), meaning=say("Nothing has been saved."),
            todo=say("Enter a whole number."),
        )  # fmt: skip
    return int(digits)
