"""Tab 告知对象: everyone with channel and state; the very page a person gets stands beside the table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame

from desktop.inventory.mask import mask_name
from desktop.notices import store
from desktop.notices.audience import Audience, not_numbered, waiting_problems
from desktop.notices.letters import Batch, make_letters, preview
from desktop.notices.records import CHANNEL_NAMES, NOTICE_NAMES, Addressee, Channel, Notice
from desktop.ui import marks
from desktop.ui.blocks import EmptyState
from desktop.ui.cells import Column, Link, Row, State, Text, TwoLine
from desktop.ui.drawing import Drawing
from desktop.ui.fields import DateField
from desktop.ui.table import Table
from desktop.ui.widgets import Button, Label, column, row
from desktop.vault.vault import Vault
from desktop.words import say, spoken_date, tr

if TYPE_CHECKING:
    from desktop.notices.page import NoticesPage
    from desktop.ui.preview import PdfView


class PeopleTab(QFrame):
    """The table of people, the letters as one batch, and what was sent."""

    def __init__(self, page: NoticesPage) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        self._chosen = 0
        self._bad: frozenset[int] = frozenset()
        self._folder = Path()
        self._drawn = (0, "")
        self._view: PdfView | None = None
        self.summary = Label("", "name", wrap=True)
        self.make = Button(tr("Make the letters"), "primary", icon="mail", on=self._ask_folder)
        self.day = DateField()
        self.mark = Button(tr("Letters sent on this day"), icon="check", small=True)
        page.when(self.mark.clicked, self._mark_sent)
        self.told = Button(tr("Told in person"), icon="check", small=True)
        page.when(self.told.clicked, self._told)
        self.table = Table(
            [
                Column(tr("Customer"), 144),
                Column(tr("Channel"), 96),
                Column(tr("Number"), 138),
                Column(tr("State"), 172, stretch=2),
                Column("", 60),
            ],
            tr("People to be told"),
            rows_shown=5,
        )
        self.table.set_empty(
            EmptyState("users", tr("Nobody to be told yet"), tr("Read in customers in step 2, decide in step 3."))
        )
        self.table.selected.connect(self._select)
        self.table.offered.connect(self._select)
        self._place = column(gap=0)
        self._drawing = Drawing(self)
        self._drawing.failed.connect(page.show_error)
        bar = row(self.make, None, self.day, self.mark, self.told, gap=8)
        self._body = row(self.table, self._place, gap=12)
        self._body.setStretch(0, 8)
        self._body.setStretch(1, 5)
        box = column(self.summary, bar, self._body, gap=10)
        box.setStretch(2, 1)
        self.setLayout(box)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the letter stands below the table instead of beside it."""
        super().resizeEvent(event)
        below = QBoxLayout.Direction.TopToBottom if self._page.narrow else QBoxLayout.Direction.LeftToRight
        self._body.setDirection(below)

    def show_people(self, told: Audience) -> None:
        """The table anew."""
        session = self._page.session
        vault, counts = session.vault, told.by_channel
        self.summary.setText(
            tr(
                "{n} people: {letters} by letter, {messages} by text message, {poster} by the public notice alone",
                n=len(told.everyone),
                letters=counts[Channel.LETTER],
                messages=counts[Channel.SMS],
                poster=counts[Channel.POSTER],
            )
        )
        self._bad = frozenset(problem.subject_id for problem in waiting_problems(session))
        self.table.show_rows(cast("Sequence[Row]", _Rows(vault, told.everyone, self._bad)))
        if self.day.value() is None:
            self.day.set_value(session.today)
        unsent = store.unsent(vault).get(Channel.LETTER, 0)
        self.mark.setEnabled(unsent > 0)
        # One button is filled: letters are made first, then posted; after that the foot leads on.
        to_make = not_numbered(session)[Channel.LETTER] > 0
        self.make.set_role("primary" if to_make else "secondary")
        self.mark.set_role("primary" if unsent and not to_make else "secondary")
        self.told.setEnabled(self._chosen in self._bad)
        self.make.setEnabled(bool(told.everyone) and vault.frozen_since is None)

    def show_preview(self) -> None:
        """The letter of the chosen person, drawn when it is looked at."""
        told = self._page.audience
        letters = [p for p in told.everyone if p.channel is Channel.LETTER] if told else []
        person = next((p for p in letters if p.subject.id == self._chosen), letters[0] if letters else None)
        if person is None or told is None:
            return
        facts = told.facts
        wanted = (person.subject.id, facts.digest)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        notice = store.notice_for(self._page.session.vault, person.subject.id, person.kind)

        self._drawing.wish(
            partial(preview, self._page.session, facts, person, notice),
            lambda pdf: self._viewer().show_bytes(pdf, tr(NOTICE_NAMES[person.kind])),
        )

    def _viewer(self) -> PdfView:
        if self._view is None:
            from desktop.ui.preview import PdfView

            self._view = PdfView()
            self._place.addWidget(self._view)
        return self._view

    def _select(self, key: str) -> None:
        self._chosen = int(key)
        self.show_preview()
        problem = self._page.audience.problems.get(self._chosen) if self._page.audience else None
        self.told.setEnabled(problem is not None)
        if problem is not None:
            self._page.say("warn", problem.sentence)

    def _ask_folder(self) -> None:
        self._page.to_folder(tr("Folder for the letters"), self.make_letters)

    def make_letters(self, folder: Path) -> None:
        """Write all letters into this folder."""
        self._folder = folder
        self._page.run(say("Make the letters"), make_letters(self._page.session, folder), self._made)

    def _made(self, batch: Batch) -> None:
        self._drawn = (0, "")
        self._page.did_change()
        self._page.say(
            "ok",
            say("Letters made: {n}. They lie in {folder}.", n=batch.letters, folder=str(self._folder)),
            say("Print them at 100 %, fold along the marks, post them, then enter the day here."),
            *(problem.sentence for problem in batch.problems[:3]),
        )

    def _mark_sent(self) -> None:
        session = self._page.session
        day = self.day.value()
        if day is None:
            return
        bad = {problem.subject_id for problem in waiting_problems(session)}
        store.mark_sent(session.vault, Channel.LETTER, day, session.today, without=bad)
        self._page.did_change()

    def _told(self) -> None:
        day = self.day.value()
        if day is not None:
            store.mark_told(self._page.session.vault, self._chosen, day, self._page.session.today)
            self._page.did_change()


class _Rows(Sequence[Row]):
    """Rows read when the table asks for them: fifty thousand people cost nothing."""

    def __init__(self, vault: Vault, everyone: Sequence[Addressee], bad: frozenset[int]) -> None:
        self._vault, self._everyone, self._bad = vault, everyone, bad
        self._made: dict[int, Row] = {}
        self._places: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._everyone)

    def place(self, key: str) -> int | None:
        """Where a person stands, without making the rows before."""
        if self._places is None:
            self._places = {str(person.subject.id): place for place, person in enumerate(self._everyone)}
        return self._places.get(key)

    def __getitem__(self, place: int) -> Row:  # type: ignore[override]  # tables ask for one row at a time
        if place not in self._made:
            self._made[place] = self._row(self._everyone[place])
        return self._made[place]

    def _row(self, person: Addressee) -> Row:
        notice = store.notice_for(self._vault, person.subject.id, person.kind)
        return Row(
            str(person.subject.id),
            (
                TwoLine(mask_name(person.subject.name) or tr("no name"), tr(NOTICE_NAMES[person.kind])),
                Text(tr(CHANNEL_NAMES[person.channel])),
                Text(notice.number if notice else "—", "text2"),
                self._state(person, notice),
                Link(tr("Look")),
            ),
        )

    def _state(self, person: Addressee, notice: Notice | None) -> State:
        if person.subject.id in self._bad:
            return marks.standing("ask", tr("Cannot be printed"))
        if notice is None:
            return marks.standing("todo", tr("Not made yet"))
        if notice.returned_on is not None:
            return marks.standing("ask", tr("Came back {day}", day=spoken_date(notice.returned_on)))
        if notice.sent_on is not None:
            return marks.standing("done", tr("Sent {day}", day=spoken_date(notice.sent_on)))
        if person.channel is Channel.POSTER:
            return marks.standing("waiting", tr("By the public notice"))
        return marks.standing("waiting", tr("Made, not sent"))
