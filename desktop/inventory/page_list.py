"""The tab 个人信息清单: the list to read, print and save, as PDF and as a workbook."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame

from desktop.inventory.listing import list_data
from desktop.inventory.listing_book import write_book
from desktop.jobs.job import Job, Progress
from desktop.shop.store import read_shop
from desktop.system.folders import documents_folder
from desktop.ui.blocks import EmptyState
from desktop.ui.page import Page
from desktop.ui.widgets import Button, Label, clear, column, row
from desktop.words import say, tr

LIST_NAME = "个人信息清单"
BOOK_NAME = "个人信息清单.xlsx"


class ListTab(QFrame):
    """Words, two buttons, and the list once it is made."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        words = Label(tr("The list names every place with its contents and counts; no customer."), wrap=True)
        book = Button(tr("Save as an Excel workbook"), icon="table", on=self._ask_for_place)
        show = Button(tr("Show the list"), icon="document", on=self.show_list)
        nothing = EmptyState("document", tr("No list yet"), tr("Make it to read, print or save it."))
        self._place = column(nothing, gap=0)
        head = row(words, book, show, gap=12)
        head.setStretch(0, 1)
        box = column(head, self._place, gap=12)
        box.setStretch(1, 1)
        self.setLayout(box)

    def show_list(self) -> None:
        """Make the PDF and show it."""
        session, shop = self._page.session, self._shop()

        def made() -> Job[bytes]:
            yield Progress(0, None, "", say("Writing the list"))
            return list_data(session, shop)

        self._page.run(say("Make the list of personal data"), made(), self._show, self._page.refresh)

    def _show(self, pdf: bytes) -> None:
        from desktop.ui.preview import PdfView  # QtPdf takes long to load

        clear(self._place)
        view = PdfView()
        view.trouble.connect(self._page.show_error)
        self._place.addWidget(view, 1)
        save = Button(tr("Save as PDF"), icon="download", on=view.save_as)
        print_ = Button(tr("Print"), icon="printer", on=view.print_now)
        self._place.addLayout(row(None, save, print_, gap=8, margins=(0, 8, 0, 0)))
        view.show_bytes(pdf, LIST_NAME)

    def save_book(self, path: Path) -> None:
        """Write the workbook where the owner wants it; when that fails nothing stands under that name."""
        target = path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx")
        session, shop = self._page.session, self._shop()

        def written() -> Job[str]:
            yield Progress(0, None, "", say("Writing the list"))
            write_book(session, target, shop)
            return target.name

        self._page.run(
            say("Make the list of personal data"), written(),
            lambda name: self._page.say("ok", say("Saved as {name}.", name=name)), self._page.refresh,
        )  # fmt: skip

    def _ask_for_place(self) -> None:
        proposed = str(documents_folder() / BOOK_NAME)
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as an Excel workbook"), proposed, "Excel (*.xlsx)")
        if chosen:
            self.save_book(Path(chosen))

    def _shop(self) -> str:
        shop = read_shop(self._page.session.vault)
        return shop.name if shop else ""
