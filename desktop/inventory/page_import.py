"""The import preview: what each column is taken for, with samples and faults; corrected, then imported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFrame

from desktop.inventory import fields
from desktop.inventory.columns import TESTS
from desktop.inventory.page_words import kind_choice
from desktop.inventory.records import Confidence, GroupKind, PartMapping, PartPreview, Preview
from desktop.inventory.store import shown_name
from desktop.rules.records import RuleBook
from desktop.ui.blocks import MessageBar
from desktop.ui.cells import Column, Link, Row, State, Text
from desktop.ui.forms import Choice, Form
from desktop.ui.table import Table
from desktop.ui.widgets import Button, Label, clear, column, frame, row
from desktop.words import Sentence, say, tr

SHOWN_FAULTS = 5
INSTEAD = say("Save it as a new XLSX or CSV with the software it comes from; or scan its folder and say what is in it.")
_CONFIDENCE: dict[Confidence, Sentence] = {
    Confidence.HIGH: say("Sure"),
    Confidence.MEDIUM: say("Fairly sure"),
    Confidence.LOW: say("Not certain"),
}


class ImportView(QFrame):
    """A file before it is imported. `accepted(path, mapping)` when the owner agrees, `cancelled()` else.

    `corrected(path, mapping)` when a column was corrected: whoever looks again hands the result to `show_samples`.
    """

    def __init__(
        self, rules: RuleBook, accepted: Callable[[Path, tuple[PartMapping, ...]], object],
        cancelled: Callable[[], object], corrected: Callable[[Path, tuple[PartMapping, ...]], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("clear")
        self._rules = rules
        self._accepted = accepted
        self._corrected = corrected
        self._preview: Preview | None = None
        self._parts: list[_PartView] = []
        self._head, self._line = Label(kind="h2"), Label(kind="second", wrap=True)
        self._body = column(gap=12)
        self.go = Button(tr("Import"), "primary", icon="download", on=self._go)
        words = column(self._head, self._line, gap=2)
        head = row(words, Button(tr("Do not import"), on=cancelled), self.go, gap=12)
        head.setStretch(0, 1)
        self.setLayout(column(head, self._body, None, gap=12))

    def show_preview(self, preview: Preview) -> None:
        """Show a file."""
        self._preview = preview
        self._parts = []
        clear(self._body)
        self._head.setText(shown_name(preview.path.name))
        if preview.unreadable is not None:
            self._line.setText("")
            self._body.addWidget(
                MessageBar("error", (tr("This file cannot be read."), tr(preview.unreadable), tr(INSTEAD)))
            )
        elif not preview.parts:
            self._line.setText("")
            what = say("It is running text, not a table. People mentioned in it are recognised when it is imported.")
            self._body.addWidget(MessageBar("ask", (tr(what),)))
        else:
            self._line.setText(tr("Look at what each column is taken for. Click a row to correct it."))
        for part in preview.parts:
            view = _PartView(part, self._rules, self._look_again)
            self._parts.append(view)
            self._body.addWidget(view)
        self.go.setEnabled(preview.unreadable is None)

    def show_samples(self, preview: Preview) -> None:
        """The same file as corrected: what each column holds now, and what is wrong in it."""
        if self._preview is None or preview.path != self._preview.path:
            return
        seen = {part.part: part for part in preview.parts}
        for view in self._parts:
            if view.name in seen:
                view.show_samples(seen[view.name])

    def part(self, number: int) -> _PartView:
        """The view of one table."""
        return self._parts[number]

    def _go(self) -> None:
        if self._preview is not None:
            self._accepted(self._preview.path, tuple(view.mapping() for view in self._parts))

    def _look_again(self) -> None:
        if self._preview is not None:
            self._corrected(self._preview.path, tuple(view.mapping() for view in self._parts))


class _PartView(QFrame):
    def __init__(self, part: PartPreview, rules: RuleBook, corrected: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.name = part.part
        self._part = part
        self._rules = rules
        self._corrected = corrected
        self._guessed = [column.field_type for column in part.columns]
        self._types = [column.field_type for column in part.columns]
        self.kind = kind_choice(part.kind.kind)
        form = Form()
        form.add("kind", part.part or tr("What kind of records"), self.kind, tr(part.kind.reason))
        self.table = Table(
            [
                Column(tr("Column"), 120, stretch=1), Column(tr("Taken for"), 110, stretch=1),
                Column(tr("Masked sample"), 130, stretch=1), Column(tr("How sure, and why"), 180, stretch=3),
                Column("", 80),
            ],
            tr("Columns"), rows_shown=6,
        )  # fmt: skip
        self.table.offered.connect(self.correct)
        self.table.opened.connect(self.correct)
        options = [(field.id, tr(field.name)) for field in rules.fields]
        self.choice = Choice([("", tr(fields.field_name("", rules))), *options])
        self.choice.chosen.connect(self._chosen)
        self._question = Label("", "name")
        self._correction = frame("clear", row(self._question, self.choice, None, gap=12))
        self._correction.hide()
        self._place = -1
        self._faults = column(gap=4)
        self.setLayout(column(form, self._correction, self.table, self._faults, gap=8))
        self._show_faults()
        self._show()

    def mapping(self) -> PartMapping:
        """What the owner agrees to."""
        return PartMapping(self._part.part, tuple(self._types), GroupKind(self.kind.key() or GroupKind.UNKNOWN))

    def correct(self, key: str) -> None:
        """Ask what a column is."""
        self._place = int(key)
        header = self._part.columns[self._place].header or tr("column {n}", n=self._place + 1)
        self._question.setText(tr("{header} is", header=header))
        self.choice.choose(self._types[self._place])
        self._correction.show()
        self.choice.setFocus()

    def _chosen(self, key: str) -> None:
        if self._place >= 0:
            self._types[self._place] = key
            self._show()
            self._corrected()

    def show_samples(self, part: PartPreview) -> None:
        """What the columns hold as they are taken now."""
        self._part = part
        self._show()
        self._show_faults()

    def _show(self) -> None:
        rows = []
        for place, column_ in enumerate(self._part.columns):
            own = self._types[place] != self._guessed[place]
            sample = next((cells[place] for cells in self._part.rows if place < len(cells) and cells[place]), "")
            guessed = say("{sure}: {why}", sure=_CONFIDENCE[column_.confidence], why=column_.reason)
            said: Sentence = say("You said so.")
            if own and column_.total and self._types[place] in TESTS:
                passed, total = column_.passed, column_.total
                said = say("You said so. Values that fit: {passed} of {total}.", passed=passed, total=total)
            why = tr(said if own else guessed)
            sure = own or column_.confidence is Confidence.HIGH
            state = State(why, "check" if sure else "question", "accent" if sure else "warn", wrap=True)
            header = column_.header or tr("column {n}", n=place + 1)
            name = tr(fields.field_name(self._types[place], self._rules))
            rows.append(
                Row(str(place), (
                    Text(header, weight=500), Text(name), Text(column_.sample or sample, "text2"), state,
                    Link(tr("Correct")),
                ))
            )  # fmt: skip
        self.table.show_rows(rows)

    def _show_faults(self) -> None:
        clear(self._faults)
        faults = self._part.faults
        for fault in faults[:SHOWN_FAULTS]:
            words = tr("Line {line}: {what}", line=fault.line, what=fault.what)
            self._faults.addWidget(Label(words, "small", tone="warn", wrap=True))
        if len(faults) > SHOWN_FAULTS:
            more = tr("and {n} more; nothing is left out", n=len(faults) - SHOWN_FAULTS)
            self._faults.addWidget(Label(more, "small"))
