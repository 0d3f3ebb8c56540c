"""The tab 个人信息清单: the list to read, print and save, as PDF and as a workbook."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame

from desktop.inventory.listing import write_list
from desktop.inventory.listing_book import write_book
from desktop.shop.store import read_shop
from desktop.system.folders import cache_folder, documents_folder
from desktop.ui.blocks import EmptyState
from desktop.ui.page import Page
from desktop.ui.widgets import Button, Label, clear, column, row
from desktop.words import say, tr

LIST_NAME = "个人信息清单.pdf"
BOOK_NAME = "个人信息清单.xlsx"


class ListTab(QFrame):
    """Words, two buttons, and the list once it is made."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        words = Label(tr("The list names every place with its contents and counts; no customer."), wrap=True)
        book = Button(tr("Save as an Excel workbook"), icon="table", on=self._ask_for_place)
        show = Button(tr("Show the list"), icon="document", on=lambda: page.attempt(self.show_list))
        nothing = EmptyState("document", tr("No list yet"), tr("Make it to read, print or save it."))
        self._place = column(nothing, gap=0)
        head = row(words, book, show, gap=12)
        head.setStretch(0, 1)
        box = column(head, self._place, gap=12)
        box.setStretch(1, 1)
        self.setLayout(box)

    def show_list(self) -> None:
        """Make the PDF and show it."""
        from desktop.ui.preview import PdfView  # QtPdf takes long to load

        path = cache_folder() / LIST_NAME
        write_list(self._page.session, path, self._shop())
        clear(self._place)
        view = PdfView()
        view.trouble.connect(self._page.show_error)
        self._place.addWidget(view, 1)
        save = Button(tr("Save as PDF"), icon="download", on=view.save_as)
        print_ = Button(tr("Print"), icon="printer", on=view.print_now)
        self._place.addLayout(row(None, save, print_, gap=8, margins=(0, 8, 0, 0)))
        view.show_bytes(path.read_bytes(), path.stem)
        path.unlink()

    def save_book(self, path: Path) -> None:
        """Write the workbook where the owner wants it. Raises `OwnerError`; then nothing stands under that name."""
        target = path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx")
        write_book(self._page.session, target, self._shop())
        self._page.say("ok", say("Saved as {name}.", name=target.name))

    def _ask_for_place(self) -> None:
        proposed = str(documents_folder() / BOOK_NAME)
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as an Excel workbook"), proposed, "Excel (*.xlsx)")
        if chosen:
            self._page.attempt(lambda: self.save_book(Path(chosen)))

    def _shop(self) -> str:
        shop = read_shop(self._page.session.vault)
        return shop.name if shop else ""
