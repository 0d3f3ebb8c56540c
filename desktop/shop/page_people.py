"""One card per duty: who, how to reach them, and their own PIN."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from desktop.shop.records import ROLE_NAMES, ROLES_WITH_PIN, Person, Role
from desktop.ui import marks
from desktop.ui.forms import Form, PinField, TextField
from desktop.ui.widgets import BadgeView, Button, Card, Label, column, row
from desktop.words import Sentence, say, tr

DUTIES: dict[Role, Sentence] = {
    Role.OWNER: say("Decides and answers for it: approves the destruction with a PIN of their own."),
    Role.OPERATOR: say("Works with this program and carries things out. May be the owner."),
    Role.WITNESS: say("Watches the destruction and approves it with a PIN of their own. Neither owner nor operator."),
    Role.CUSTODIAN: say("Keeps what the law keeps after the shop is gone; customers can call them."),
}


def show_text(field: TextField, text: str) -> None:
    """Show a stored value, but never under the hands of someone who is typing."""
    if field.text() != text and not field.hasFocus():
        field.setText(text)


class PersonCard(QFrame):
    """Signals: `edited` after a change of name, post or phone; `pin_given` with a complete PIN."""

    edited = Signal()
    pin_given = Signal(str)

    def __init__(self, role: Role) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.role = role
        self.form = Form()
        self.name, self.post, self.phone = TextField(), TextField(), TextField()
        self.form.add("name", tr("Name"), self.name, half=True)
        self.form.add("phone", tr("Phone"), self.phone, half=True)
        self.form.add("post", tr("Position"), self.post, half=True)
        for field in (self.name, self.post, self.phone):
            field.done.connect(self.edited)
        card = Card(gap=10)
        head = Label(tr(ROLE_NAMES[role]), "h3")
        card.body.addWidget(head)
        card.body.addWidget(Label(tr(DUTIES[role]), "small", wrap=True))
        card.body.addWidget(self.form)
        self.pin = PinField()
        self.pin_button = Button(tr("Set PIN"), small=True, on=self._give_pin)
        self.pin_state = BadgeView(marks.standing("todo", tr("No PIN yet")))
        if role in ROLES_WITH_PIN:
            box = row(self.pin, self.pin_button, gap=8)
            box.setStretch(0, 1)
            holder = QFrame()
            holder.setObjectName("clear")
            holder.setLayout(box)
            holder.setFocusProxy(self.pin)
            self.form.add(
                "pin", tr("PIN"), holder, tr("4 to 8 digits that only this person knows; 6 are better."), half=True
            )
            self.pin.done.connect(self._give_pin)
            card.body.addLayout(row(self.pin_state, None))
        self.setLayout(column(card))

    def _give_pin(self) -> None:
        if self.pin.text():
            self.pin_given.emit(self.pin.text())

    def person(self) -> Person:
        """As it stands in the fields."""
        return Person(self.role, self.name.text(), self.post.text(), self.phone.text())

    def show_person(self, someone: Person | None) -> None:
        """As it stands in the case."""
        known = someone or Person(self.role, "", "", "")
        for field, text in ((self.name, known.name), (self.post, known.post), (self.phone, known.phone)):
            show_text(field, text)
        self.pin_state.set_badge(
            marks.standing("done", tr("PIN is set")) if known.has_pin else marks.standing("todo", tr("No PIN yet"))
        )
        self.pin_button.set_words(tr("Change PIN") if known.has_pin else tr("Set PIN"))
