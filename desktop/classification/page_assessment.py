"""The form of the impact assessment: three statutory headings, words prefilled, levels chosen, risk by the matrix."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QWidget

from desktop.classification.assessment import risk
from desktop.rules.records import AssessmentField, AssessmentForm, Level
from desktop.ui.cells import State, Tone
from desktop.ui.forms import Choice, Field, Form, TextArea, TextField
from desktop.ui.widgets import BadgeView, Card, Label, column, row
from desktop.words import tr

TONES: dict[str, tuple[str, Tone]] = {
    "low": ("check", "accent"),
    "medium": ("circle-half", "text2"),
    "high": ("alert", "warn"),
    "severe": ("alert", "danger"),
}
SHORT_TEXTS = ("assessor",)


class AssessmentView(QFrame):
    """`save(field, value)` is called when a field is left."""

    def __init__(self, form: AssessmentForm, save: Callable[[str, str], object]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._rules, self._save = form, save
        self._forms: dict[str, Form] = {}
        self._texts: dict[str, TextArea | TextField] = {}
        self._levels: dict[str, Choice] = {}
        box = column(gap=12)
        for heading in form.headings:
            part = Form()
            for field in form.fields:
                if field.heading == heading.id:
                    self._add(part, field)
            card = Card(gap=12)
            card.body.addWidget(Label(tr(heading.text), "h3", wrap=True))
            card.body.addWidget(Label(heading.basis, "small", wrap=True))
            card.body.addWidget(part)
            if heading.id == "impact":
                self._before = BadgeView(State(""))
                card.body.addLayout(row(Label(tr("Risk today"), "name"), self._before, None))
            if heading.id == "measures":
                self._after = BadgeView(State(""))
                card.body.addLayout(row(Label(tr("Risk that remains"), "name"), self._after, None))
            self._forms[heading.id] = part
            box.addWidget(card)
        box.addStretch(1)
        self.setLayout(box)

    def field(self, field_id: str) -> Field:
        """The field to jump to."""
        return next(form.field(field_id) for form in self._forms.values() if field_id in tuple(form.keys()))

    def widget(self, field_id: str) -> QWidget:
        """The widget of a field."""
        return self._levels.get(field_id) or self._texts[field_id]

    def _add(self, part: Form, field: AssessmentField) -> None:
        if field.kind == "text":
            text: TextArea | TextField = TextField() if field.id in SHORT_TEXTS else TextArea(lines=3)
            text.done.connect(lambda: self._save(field.id, text.text()))
            self._texts[field.id] = text
            part.add(field.id, tr(field.name), text)
            return
        levels = self._rules.impacts if field.kind == "impact" else self._rules.likelihoods
        choice = Choice([(level.id, _level_words(level)) for level in levels], placeholder=tr("Choose"))
        choice.chosen.connect(partial(self._save, field.id))
        self._levels[field.id] = choice
        part.add(field.id, tr(field.name), choice)

    def show_values(self, values: dict[str, str]) -> None:
        """Show what is filled in, and what follows from it."""
        for field_id, text in self._texts.items():
            value = values.get(field_id, "")
            if text.text() != value and not text.hasFocus():
                text.setText(value)
        for field_id, choice in self._levels.items():
            choice.choose(values.get(field_id, ""))
        found = risk(self._rules, values)
        self._before.set_badge(_risk_badge(found.before))
        self._after.set_badge(_risk_badge(found.after))


def _level_words(level: Level) -> str:
    return f"{tr(level.name)}: {tr(level.hint)}" if level.hint else tr(level.name)


def _risk_badge(level: Level | None) -> State:
    if level is None:
        return State(tr("Choose the levels first"), "circle", "text3", "text2")
    icon, tone = TONES.get(level.id, ("circle", "text2"))
    return State(tr(level.name), icon, tone)
