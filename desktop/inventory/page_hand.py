"""The panel for paper and devices: what, how many, where, a small picture, a label."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop.errors import OwnerError
from desktop.inventory import store, store_carriers, store_hand
from desktop.inventory.page_words import kind_choice
from desktop.inventory.records import GroupKind, RecordGroup, Source, SourceKind
from desktop.inventory.store_hand import Carrier
from desktop.jobs.job import Job, Progress
from desktop.ui.blocks import SidePanel
from desktop.ui.forms import Choice, DateField, Form, TextArea, TextField
from desktop.ui.page import Page
from desktop.ui.photo import PATTERN, PhotoView, shrunk
from desktop.ui.widgets import Button, Label
from desktop.words import say, tr


class CarrierPanel:
    """Paper or a device: what, how many, where, from when to when. `label` prints the label of one that is saved."""

    def __init__(self, page: Page, label: Callable[[int], object], source_id: int | None = None) -> None:
        self._page = page
        self._id = source_id
        self._jpeg: bytes | None = None
        """A picture chosen now, b"" for none from now on; None while the one in the case stays."""
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
        self._add_photo()
        if source_id is not None:
            self._show(store.source(page.session.vault, source_id), store.groups_of(page.session.vault, source_id))
            self.panel.foot.addWidget(Button(tr("Print its label"), icon="qr", on=lambda: label(source_id)))
            self.panel.foot.addWidget(Button(tr("Remove"), on=lambda: page.attempt(self._remove)))
        save = Button(tr("Save"), "primary", on=lambda: page.attempt(self._save))
        self.panel.foot.addWidget(save)

    def _add_photo(self) -> None:
        self.photo = PhotoView(tr("Photo"))
        choose = Button(tr("Choose a photo"), small=True, icon="camera", on=self._ask_for_photo)
        self._no_photo = Button(tr("Take the photo away"), "link", icon="x", on=lambda: self._show_photo(b""))
        hint = tr("It is kept small inside the case, without the place and time that phones write into photos. Erased"
                  " with the customers' records at the end.")  # fmt: skip
        self.panel.add(Label(tr("Photo"), "h3"), self.photo, self._no_photo, choose, Label(hint, "small", wrap=True))
        kept = store_carriers.photo(self._page.session.vault, self._id) if self._id is not None else b""
        self._show_photo(kept)
        self._jpeg = None

    def _show_photo(self, jpeg: bytes) -> None:
        self._jpeg = jpeg
        self.photo.show_jpeg(jpeg)
        self._no_photo.setVisible(bool(jpeg))

    def _ask_for_photo(self) -> None:
        pattern = tr("Photos {pattern}", pattern=f"({PATTERN})")
        name, _ = QFileDialog.getOpenFileName(self.panel, tr("Choose a photo"), "", pattern)
        if name:
            self.take_photo(Path(name))

    def take_photo(self, path: Path) -> None:
        """Make a photo small and show it; it is kept with the rest when that is saved."""

        def made_small() -> Job[bytes]:
            yield Progress(0, None, "", say("Making the photo small"))
            return shrunk(path)

        self._page.run(say("Take in a photo"), made_small(), self._photo_taken, self._page.refresh)

    def _photo_taken(self, jpeg: bytes) -> None:
        if self._page.panel is self.panel:  # else the panel was closed meanwhile, and with it the wish
            self._show_photo(jpeg)

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
        quantity, people = whole_number(self._quantity.text() or "1"), self._people.text().strip()
        carrier = Carrier(
            SourceKind(self._type.key() or SourceKind.PAPER), self._name.text(), self._place.text(),
            GroupKind(self._kind.key() or GroupKind.UNKNOWN), quantity, self._unit.text() or tr("boxes"),
            self._from.value(), self._to.value(), self._serial.text(), whole_number(people) if people else None,
            note=self._note.text(),
        )  # fmt: skip
        saved = store_hand.save_carrier(self._page.session.vault, carrier, self._id)
        if self._jpeg is not None and (self._jpeg or self._id is not None):
            store_carriers.save_photo(self._page.session.vault, saved, self._jpeg)
        self._page.close_panel()
        self._page.did_change()

    def _remove(self) -> None:
        assert self._id is not None
        store_hand.remove_by_hand(self._page.session.vault, self._id)
        self._page.close_panel()
        self._page.did_change()


def whole_number(text: str) -> int:
    """A number as it was typed. Raises `OwnerError` for anything else."""
    digits = text.strip().replace(",", "").replace("，", "")
    if not digits.isdecimal():
        raise OwnerError(
            say("{text} is no number.", text=text.strip()), meaning=say("Nothing has been saved."),
            todo=say("Enter a whole number."),
        )  # fmt: skip
    return int(digits)
