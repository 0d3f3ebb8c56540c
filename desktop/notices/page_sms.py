"""Tab 短信: the list for people without an address, counted as the carriers count."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QFrame

from desktop.inventory.mask import mask_mobile
from desktop.notices import store
from desktop.notices.audience import Audience
from desktop.notices.letters import make_messages
from desktop.notices.messages import Message
from desktop.notices.records import Channel, NoticeFile
from desktop.ui.blocks import EmptyState
from desktop.ui.cells import Column, Number, Row, Text
from desktop.ui.fields import DateField
from desktop.ui.table import Table
from desktop.ui.widgets import Button, Label, column, row
from desktop.words import say, tr

if TYPE_CHECKING:
    from desktop.notices.page import NoticesPage


class MessagesTab(QFrame):
    """Numbers, text, parts; written as XLSX and CSV for whoever sends them."""

    def __init__(self, page: NoticesPage) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        self._folder = Path()
        self.summary = Label("", "name", wrap=True)
        self.make = Button(tr("Make the list"), icon="download", on=self._ask_folder)
        self.day = DateField()
        self.mark = Button(tr("Messages sent on this day"), icon="check", small=True)
        page.when(self.mark.clicked, self._mark_sent)
        self.table = Table(
            [
                Column(tr("Mobile"), 110),
                Column(tr("Text"), 300, stretch=1),
                Column(tr("Length"), 60, right=True),
                Column(tr("Parts"), 60, right=True),
            ],
            tr("Text messages"),
            rows_shown=5,
        )
        self.table.set_empty(
            EmptyState("message", tr("No text messages needed"), tr("Everyone has an address, or no mobile number."))
        )
        box = column(self.summary, row(self.make, None, self.day, self.mark, gap=8), self.table, gap=10)
        box.setStretch(2, 1)
        self.setLayout(box)

    def show_messages(self, told: Audience) -> None:
        """The texts as they will be sent; numbers masked."""
        session, messages = self._page.session, told.messages
        self.table.show_rows(cast("Sequence[Row]", _Rows(messages)))
        self.summary.setText(
            tr("{n} messages, {parts} parts in all", n=len(messages), parts=sum(m.parts for m in messages))
        )
        if self.day.value() is None:
            self.day.set_value(session.today)
        self.make.setEnabled(bool(messages) and session.vault.frozen_since is None)
        self.mark.setEnabled(store.unsent(session.vault).get(Channel.SMS, 0) > 0)

    def make_list(self, folder: Path) -> None:
        """Write the list into this folder."""
        self._folder = folder
        self._page.run(say("Make the list of text messages"), make_messages(self._page.session, folder), self._made)

    def _ask_folder(self) -> None:
        self._page.to_folder(tr("Folder for the list"), self.make_list)

    def _made(self, files: tuple[NoticeFile, ...]) -> None:
        self._page.did_change()
        self._page.say(
            "ok",
            say("The list is saved as XLSX and CSV: {n} messages.", n=files[0].notices),
            say("It lies in {folder}. Give it to your SMS service, then enter the day here.", folder=str(self._folder)),
        )

    def _mark_sent(self) -> None:
        day = self.day.value()
        if day is not None:
            store.mark_sent(self._page.session.vault, Channel.SMS, day, self._page.session.today)
            self._page.did_change()


class _Rows(Sequence[Row]):
    """Rows made when the table asks for them."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._messages = messages

    def __len__(self) -> int:
        return len(self._messages)

    def place(self, key: str) -> int | None:
        """Where a message stands."""
        return int(key) if int(key) < len(self._messages) else None

    def __getitem__(self, place: int) -> Row:  # type: ignore[override]  # tables ask for one row at a time
        one = self._messages[place]
        cells = (Text(mask_mobile(one.mobile)), Text(one.text, wrap=True), Number(len(one.text)), Number(one.parts))
        return Row(str(place), cells)
