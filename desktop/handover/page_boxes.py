"""Tab 纸质封存: every paper source that must be kept gets a box number, a seal and a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from desktop.documents.labels import Offset
from desktop.handover import store
from desktop.handover.contents import SealedGroup, to_box
from desktop.handover.labels import decided
from desktop.handover.records import Box
from desktop.inventory.labels import carriers, make_labels
from desktop.inventory.records import GROUP_NAMES
from desktop.ui import marks
from desktop.ui.blocks import EmptyState
from desktop.ui.cells import Column, Row, Text, TwoLine
from desktop.ui.fields import DateField, TextField
from desktop.ui.forms import Field
from desktop.ui.table import Table
from desktop.ui.widgets import Button, Card, Label, column, row
from desktop.words import spoken_date, tr, zh

if TYPE_CHECKING:
    from desktop.handover.page import HandoverPage


class BoxesTab(QFrame):
    """The table at the top, the chosen box below."""

    def __init__(self, page: HandoverPage) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        self._groups: dict[str, SealedGroup] = {}
        self._chosen = ""
        self.table = Table(
            [
                Column(tr("Paper"), 160, stretch=2),
                Column(tr("Quantity"), 80),
                Column(tr("Falls due"), 110),
                Column(tr("Box"), 130),
                Column(tr("Seal and place"), 130, stretch=1),
                Column(tr("State"), 150),
            ],
            tr("Paper to be sealed"),
            rows_shown=2,
        )
        self.table.set_empty(
            EmptyState("box", tr("No paper to be sealed"), tr("No paper has to be kept by its decision."))
        )
        self.table.selected.connect(self.choose)
        self.head = Label(tr("Choose a row, then enter the seal."), "h3", wrap=True)
        self.seal, self.position, self.day = TextField("0206"), TextField(tr("Cabinet 2, lower shelf")), DateField()
        fields = row(
            Field(tr("Number of the seal"), self.seal, ""), Field(tr("Place"), self.position, ""),
            Field(tr("Sealed on"), self.day, ""), gap=12,
        )  # fmt: skip
        for place, share in enumerate((2, 3, 3)):  # one line, so that the button is in sight in the smallest window
            fields.setStretch(place, share)
        self.save = Button(tr("Box is sealed"), icon="check")
        page.when(self.save.clicked, self._save)
        card = Card(gap=10)
        card.body.addWidget(self.head)
        card.body.addLayout(fields)
        self.labels = Button(tr("Labels to print"), icon="qr", on=self.open_labels)
        card.body.addLayout(row(self.labels, None, self.save))
        box = column(self.table, card, gap=12)
        box.setStretch(0, 1)
        self.setLayout(box)

    def show_boxes(self) -> None:
        """What must be boxed, and what is."""
        vault = self._page.session.vault
        boxes = {box.group_id: box for box in store.boxes(vault)}
        self._groups = {str(entry.group.id): entry for entry in to_box(self._page.session)}
        self.table.show_rows([self._row(entry, boxes.get(entry.group.id)) for entry in self._groups.values()])
        if self._chosen not in self._groups:
            waiting = [key for key, entry in self._groups.items() if entry.group.id not in boxes]
            self.choose(waiting[0] if waiting else "")
        self.save.setEnabled(self._chosen in self._groups and vault.frozen_since is None)
        self.labels.setVisible(bool(carriers(self._page.session)))

    def open_labels(self) -> None:
        """Labels of all paper and devices, with what has been decided about each."""
        from desktop.ui.label_panel import LabelPanel  # QtPdf takes long to load

        session = self._page.session

        def sheets(start: int, offset: Offset) -> bytes:
            return make_labels(session, None, decided=decided(session), start=start, offset=offset).data

        panel = LabelPanel(self._page, sheets, zh("Labels"))
        self._page.open_panel(panel)
        self._page.attempt(panel.show_sheets)

    def choose(self, key: str) -> None:
        """Show one box in the form."""
        self._chosen = key
        entry = self._groups.get(key)
        if entry is None:
            return
        self.head.setText(entry.source.name)
        box = next((b for b in store.boxes(self._page.session.vault) if str(b.group_id) == key), None)
        self.seal.setText(box.seal_no if box else "")
        self.position.setText(box.position if box else "")
        self.day.set_value(box.sealed_on if box else self._page.session.today)
        self.save.setEnabled(self._page.session.vault.frozen_since is None)

    def _row(self, entry: SealedGroup, box: Box | None) -> Row:
        source = entry.source
        due = entry.decision.until
        return Row(
            str(entry.group.id),
            (
                TwoLine(source.name, tr(GROUP_NAMES[entry.group.kind])),
                Text(f"{source.quantity:,}{source.unit}" if source.quantity else "—"),
                Text(spoken_date(due) if due else tr("for good")),
                Text(box.number if box else "—", "text2"),
                Text(f"{box.seal_no} · {box.position}" if box else "—", "text2"),
                marks.standing("done", tr("Sealed")) if box else marks.standing("todo", tr("Still to be sealed")),
            ),
        )

    def _save(self) -> None:
        entry, day = self._groups.get(self._chosen), self.day.value()
        if entry is None or day is None:
            return
        store.save_box(
            self._page.session.vault, entry.group.id, entry.source.id, self.seal.text(), self.position.text(),
            entry.decision.until, day,
        )  # fmt: skip
        self._chosen = ""
        self._page.did_change()
