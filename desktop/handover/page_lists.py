"""Tab 清单: 封存清单 and 移交清单 to be printed and signed; the receipt of the recipient."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFrame

from desktop.errors import OwnerError
from desktop.handover import store
from desktop.handover.lists import make_seal_list, make_transfer_list, seal_basis, transfer_basis
from desktop.handover.records import ListKind, Pack, PackKind, PackState
from desktop.ui.blocks import EmptyState, Segmented
from desktop.ui.fields import DateField, TextField
from desktop.ui.widgets import Button, Card, Label, column, row
from desktop.words import say, spoken_date, tr, zh

if TYPE_CHECKING:
    from desktop.handover.page import HandoverPage
    from desktop.ui.preview import PdfView


class ListsTab(QFrame):
    """The list stands as it will be printed; printing or saving it is what the gate waits for."""

    def __init__(self, page: HandoverPage) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        self._shown = ""
        self._view: PdfView | None = None
        self.kind = Segmented(
            [(ListKind.SEAL.value, tr("Seal list")), (ListKind.TRANSFER.value, tr("Transfer list"))],
            ListKind.SEAL.value,
        )
        self.kind.changed.connect(lambda _: self._change_kind())
        self.make = Button(tr("Print the list"), icon="printer")
        page.when(self.make.clicked, self._print)
        self.save = Button(tr("Save as PDF"), icon="download", small=True, on=self._ask_file)
        self.state = Label("", "small", wrap=True)
        self._empty = EmptyState(
            "document", tr("Nothing is shown yet"), tr("The list is drawn when you print or save it.")
        )
        self._place = column(self._empty, gap=0)
        self.receipt = Card(gap=8)
        self.received_by, self.received_on = TextField(tr("Who signed")), DateField()
        self.received = Button(tr("Receipt is signed"), icon="check", small=True)
        page.when(self.received.clicked, self._receive)
        self.signed = Label("", "name")
        line = row(self.signed, self.received_by, self.received_on, self.received, gap=8)
        line.setStretch(1, 1)
        self.receipt.body.addLayout(line)
        box = column(row(self.kind, self.state, None, self.save, self.make, gap=8), self.receipt, self._place, gap=10)
        box.setStretch(2, 1)
        self.setLayout(box)

    def show_lists(self) -> None:
        """Whether the list on paper is still right, and the receipt."""
        vault = self._page.session.vault
        kind = ListKind(self.kind.current())
        basis = seal_basis(self._page.session) if kind is ListKind.SEAL else transfer_basis(self._page.session)
        made = [entry for entry in store.lists(vault) if entry.kind is kind]
        if not made:
            self.state.setText(tr("Not made yet"))
        elif store.list_basis(vault, kind) == basis:
            self.state.setText(tr("{number} is made and still right", number=made[-1].number))
        else:
            self.state.setText(tr("{number} is no longer right: make it again", number=made[-1].number))
        self._show_receipt()

    def _show_receipt(self) -> None:
        """Who signed for the newest pack of this list; the custodian's word counts where a drive is out of reach."""
        seals = self.kind.current() == ListKind.SEAL.value
        self.signed.setText(tr("The custodian signed:") if seals else tr("The recipient signed:"))
        packs = self._listed()
        self.receipt.setVisible(bool(packs))
        known = {receipt.pack_id: receipt for receipt in store.receipts(self._page.session.vault)}
        if packs and packs[-1].id in known:
            self.received_by.setText(known[packs[-1].id].received_by)
            self.received_on.set_value(known[packs[-1].id].received_on)
        elif self.received_on.value() is None:
            self.received_on.set_value(self._page.session.today)

    def _listed(self) -> list[Pack]:
        kind = PackKind.SEAL if self.kind.current() == ListKind.SEAL.value else PackKind.TRANSFER
        packs = store.packs(self._page.session.vault)
        return [pack for pack in packs if pack.kind is kind and pack.state is PackState.VERIFIED]

    def show_preview(self) -> None:
        """Nothing is drawn before it is asked for: a list that is drawn has a number."""

    def save_to(self, path: Path) -> None:
        """Make the list and save it; it is shown too."""
        self._make(path)
        self._page.did_change()
        self._page.say("ok", say("The list is saved. Print it twice: one for the custodian, one for the owner."))

    def _make(self, path: Path | None) -> bytes:
        session = self._page.session
        made = make_seal_list if ListKind(self.kind.current()) is ListKind.SEAL else make_transfer_list
        _, data = made(session, path)
        shown = path.read_bytes() if path is not None else data
        self._viewer().show_bytes(shown, self._title())
        return shown

    def _print(self) -> None:
        self._make(None)
        self._page.did_change()
        self._viewer().print_now()

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("Save as PDF"), f"{self._title()}.pdf", "PDF (*.pdf)")
        if path:
            self._page.attempt(lambda: self.save_to(Path(path)))

    def _title(self) -> str:
        return zh("Seal list") if ListKind(self.kind.current()) is ListKind.SEAL else zh("Transfer list")

    def _receive(self) -> None:
        vault, day = self._page.session.vault, self.received_on.value()
        packs = self._listed()
        if day is None or not packs:
            return
        if day > self._page.session.today:
            raise OwnerError(say("That day has not come yet."), todo=say("Enter today or an earlier day."))
        for pack in packs if packs[-1].kind is PackKind.SEAL else packs[-1:]:  # the custodian takes all of them
            store.save_receipt(vault, pack.id, day, self.received_by.text())
        self._page.did_change()
        self._page.say("ok", say("Receipt of {day} entered.", day=spoken_date(day)))

    def _change_kind(self) -> None:
        self.received_by.clear()
        self.received_on.set_value(None)
        if self._view is not None:
            self._view.clear()
        self.show_lists()

    def _viewer(self) -> PdfView:
        if self._view is None:
            from desktop.ui.preview import PdfView

            self._view = PdfView()
            self._empty.hide()
            self._place.addWidget(self._view)
        return self._view
