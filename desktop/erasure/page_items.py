"""The panels of single items: entering what was destroyed by hand, an answer, an exception; trying again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from desktop.erasure import hand, methods
from desktop.erasure.page_words import name_of, place_of
from desktop.erasure.records import DESTINATION_NAMES, Destination, Explanation, Item, ItemKind, ItemState, Work
from desktop.inventory.records import PartyAnswer
from desktop.inventory.records_parties import PartyLine
from desktop.ui.blocks import SidePanel
from desktop.ui.forms import Choice, DateField, FileDrop, Form, TextArea, TextField
from desktop.ui.widgets import Button, CheckBox, Hairline, Label
from desktop.words import Sentence, say, tr

ANSWERS: tuple[tuple[PartyAnswer, Sentence], ...] = (
    (PartyAnswer.DELETED, say("It has deleted the data")),
    (PartyAnswer.RETURNED, say("It has returned the data")),
    (PartyAnswer.REFUSED, say("It refuses")),
    (PartyAnswer.NONE, say("No answer")),
)


class WorkPanel(SidePanel):
    """Paper or a device, destroyed by hand."""

    def __init__(self, item: Item, witness: str, today: date, save: Callable[[Work], object]) -> None:
        super().__init__(tr("Destroyed by hand"))
        self._save = save
        self._photo: Path | None = None
        self._device = item.planned.kind is ItemKind.DEVICE
        self.add(Label(name_of(item), "name", wrap=True), Label(place_of(item), "small", wrap=True))
        self.form = Form()
        self.method = Choice([(m.id, tr(m.name)) for m in methods.methods_for(item.planned.kind)])
        self.method.choose(item.planned.method)
        self.day = DateField()
        self.day.set_value(today)
        self.witness = TextField()
        self.witness.setText(witness)
        self.form.add("method", tr("Method"), self.method)
        self.form.add("day", tr("Day"), self.day)
        self.form.add("witness", tr("Witness"), self.witness, tr("Watched, and is not the operator."))
        self.texts: dict[str, TextField] = {}
        if not self._device:
            self._text("pages", tr("Pages, if counted"))
        self._text("weight", tr("Weight in kg"))
        if self._device:
            self._text("maker", tr("Maker"))
            self._text("model", tr("Model"))
            self._text("serial", tr("Serial number"))
            self._text("capacity", tr("Capacity"))
        self.where = Choice([(key.value, tr(words)) for key, words in DESTINATION_NAMES.items()])
        self.where.choose(Destination.DISPOSED.value)
        self.form.add("where", tr("What became of the remains"), self.where)
        self._text("company", tr("Company, if one did it"))
        self._text("handover_no", tr("Its receipt number"))
        self._text("certificate_no", tr("Its certificate number"))
        self.add(self.form)
        drop = FileDrop(tr("Photo"), tr("Choose a photo"), pattern="*.jpg *.jpeg *.png *.heic", many=False)
        drop.chosen.connect(self._take_photo)
        self.photo_words = Label(tr("Only its digest is kept; keep the photo with the papers."), "small", wrap=True)
        self.add(drop, self.photo_words)
        self.enter = Button(tr("Enter as destroyed"), "primary", on=self._enter)
        self.foot.addWidget(self.enter)

    def _text(self, key: str, words: str) -> None:
        self.texts[key] = TextField()
        self.form.add(key, words, self.texts[key])

    def _take_photo(self, files: list[Path]) -> None:
        self._photo = files[0] if files else None
        self.photo_words.setText(tr("Photo: {name}", name=files[0].name) if files else "")

    def _enter(self) -> None:
        self.form.clear_errors()
        day, pages, weight = self.day.value(), self._number("pages", 1), self._number("weight", 1000)
        if day is None:
            self.form.show_error("day", say("Enter the day."))
            return
        if pages == -1 or weight == -1:
            self.form.show_error("pages" if pages == -1 else "weight", say("Enter a number, or leave it empty."))
            return

        def text(key: str) -> str:
            return self.texts[key].text().strip() if key in self.texts else ""

        self._save(
            Work(
                self.method.key(), day, self.witness.text(), pages, weight, self._photo, text("maker"), text("model"),
                text("serial"), text("capacity"), Destination(self.where.key()), text("company"), text("handover_no"),
                text("certificate_no"),
            )
        )  # fmt: skip

    def _number(self, key: str, times: int) -> int | None:
        """None when empty, -1 when it is no number."""
        typed = self.texts[key].text().strip().replace(",", "") if key in self.texts else ""
        if not typed:
            return None
        try:
            value = round(float(typed) * times)
        except ValueError:
            return -1
        return value if value > 0 else -1


class AnswerPanel(SidePanel):
    """A third party's answer, whenever it comes."""

    def __init__(
        self, item: Item, today: date, save: Callable[[PartyAnswer, date, bool, str], object],
        explain: Callable[[], object], known: PartyLine | None = None,
    ) -> None:  # fmt: skip
        """`known` is what the inventory has taken in already: it stands there to be confirmed."""
        super().__init__(tr("Answer of the third party"))
        self._save = save
        self.add(Label(name_of(item), "name", wrap=True))
        self.add(
            Label(tr("Only a written answer that says returned or deleted confirms anything."), "small", wrap=True)
        )
        self.form = Form()
        self.answer = Choice([(key.value, tr(words)) for key, words in ANSWERS])
        self.answer.choose(PartyAnswer.DELETED.value)
        self.written = CheckBox(tr("The answer is in writing"))
        self.day = DateField()
        self.day.set_value(today)
        self.reference = TextField()
        if known is not None and known.source.party_answer is not PartyAnswer.NONE:
            self.answer.choose(known.source.party_answer.value)
            self.day.set_value(known.source.party_answered_on or today)
            self.reference.setText(known.request.proof)
            self.written.setChecked(bool(known.request.proof))
        self.form.add("answer", tr("What it says"), self.answer)
        self.form.add_wide(self.written)
        self.form.add("day", tr("Day of the answer"), self.day)
        self.form.add("reference", tr("Its number or file"), self.reference)
        self.add(self.form)
        if item.planned.kind is ItemKind.THIRD_PARTY:
            self.add(Hairline(), Button(tr("No answer yet: enter an exception"), "link", on=explain))
        self.enter = Button(tr("Enter the answer"), "primary", on=self._enter)
        self.foot.addWidget(self.enter)

    def _enter(self) -> None:
        self.form.clear_errors()
        day = self.day.value()
        if day is None:
            self.form.show_error("day", say("Enter the day."))
            return
        self._save(PartyAnswer(self.answer.key()), day, self.written.isChecked(), self.reference.text().strip())


class ExplainPanel(SidePanel):
    """What was not destroyed: cause, next step, date and person; and trying again where the program can."""

    def __init__(
        self, item: Item, person: str, save: Callable[[Explanation], object], retry: Callable[[], object] | None,
        other: tuple[str, Callable[[], object]] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(tr("Not destroyed"))
        self._save, self._cause = save, hand.default_cause(item)
        self.add(Label(name_of(item), "name", wrap=True), Label(place_of(item), "small", wrap=True))
        self.add(Label(tr(self._cause), "body", wrap=True))
        if retry is not None:
            self.again = Button(tr("Try again"), icon="refresh", on=retry)
            self.add(self.again, Hairline())
        if other is not None:
            self.add(Button(other[0], on=other[1]), Hairline())
        self.add(Label(tr("Or leave it as an exception. It stands on the certificate."), "small", wrap=True))
        self.form = Form()
        self.step = TextArea()
        self.step.setPlainText(item.next_step)
        self.day = DateField()
        self.day.set_value(item.next_day)
        self.person = TextField()
        self.person.setText(item.next_person or person)
        self.form.add("step", tr("What happens next"), self.step, tr("One sentence, without names of customers."))
        self.form.add("day", tr("Until when"), self.day)
        self.form.add("person", tr("Who does it"), self.person)
        self.add(self.form)
        self.enter = Button(tr("Enter as exception"), "primary", on=self._enter)
        self.foot.addWidget(self.enter)

    def _enter(self) -> None:
        self.form.clear_errors()
        day = self.day.value()
        if day is None:
            self.form.show_error("day", say("Enter the day."))
            return
        self._save(Explanation(self._cause, self.step.text().strip(), day, self.person.text().strip()))


def can_retry(item: Item) -> bool:
    """The program can try again itself."""
    return item.state is ItemState.FAILED and item.planned.kind is ItemKind.FILE
