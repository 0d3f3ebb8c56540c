"""Tab 公告: print it, say since when and where it hangs, wait, or go on early with a reason and the owner's PIN."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from desktop.jobs.job import Job, Progress
from desktop.notices import store
from desktop.notices.letters import make_poster
from desktop.notices.poster import draw_poster, poster_words
from desktop.notices.records import Waiver
from desktop.ui.drawing import Drawing
from desktop.ui.fields import DateField, PinField, TextField
from desktop.ui.forms import Form
from desktop.ui.widgets import Button, Card, Label, column, row
from desktop.words import say, tr

if TYPE_CHECKING:
    from desktop.notices.page import NoticesPage
    from desktop.ui.preview import PdfView

PRACTICE_DAYS = 31


class PosterTab(QFrame):
    """The public notice at the right, its dates at the left."""

    def __init__(self, page: NoticesPage) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        self._drawn = ""
        self._view: PdfView | None = None
        self.save = Button(tr("Save the public notice"), icon="download", on=self._ask_folder)
        self.print = Button(tr("Print"), icon="printer", on=self._print)
        self.day, self.places = DateField(), TextField(tr("Shop door, counter"))
        self.put = Button(tr("It hangs there"), icon="check")
        page.when(self.put.clicked, self._put_up)
        self.state = Label("", "name", wrap=True)
        self.hint = Label("", "small", wrap=True)
        self.form = Form()
        self.form.add("day", tr("Put up on"), self.day)
        self.form.add("places", tr("Places"), self.places)
        self.reason, self.pin = TextField(), PinField()
        self.early = Form()
        self.early.add("reason", tr("Why you cannot wait"), self.reason, tr("It is printed on the certificate."))
        self.early.add("pin", tr("Owner's PIN"), self.pin)
        self.waive = Button(tr("Go on without waiting"), small=True)
        page.when(self.waive.clicked, self._waive)
        self._early_card = Card(gap=8)
        self._early_card.body.addWidget(Label(tr("Going on before the waiting period is over"), "h3", wrap=True))
        self._early_card.body.addWidget(self.early)
        self._early_card.body.addLayout(row(None, self.waive))
        card = Card(gap=10)
        card.body.addWidget(self.state)
        card.body.addWidget(self.hint)
        card.body.addWidget(self.form)
        card.body.addLayout(row(None, self.put))
        left = column(row(self.print, self.save, None, gap=8), card, self._early_card, None, gap=12)
        self._place = column(gap=0)
        self._drawing = Drawing(self)
        self._drawing.failed.connect(page.show_error)
        box = row(left, self._place, gap=12)
        box.setStretch(0, 4)
        box.setStretch(1, 5)
        self.setLayout(box)

    def show_state(self) -> None:
        """Dates and the waiting period as the case has them."""
        session = self._page.session
        shown, period = store.poster(session.vault), store.waiting(session.vault, session.today)
        if shown is not None and shown.posted_on is not None:
            self.day.set_value(shown.posted_on)
            if not self.places.hasFocus():
                self.places.setText(shown.places)
        elif session.vault.practice and self.day.value() is None:
            self.day.set_value(session.today - timedelta(days=PRACTICE_DAYS))
        self.state.setText(self._words(period.over, period.waiver))
        practice = session.vault.practice and (shown is None or shown.posted_on is None)
        self.hint.setText(
            tr("Practice: the day is set 31 days back, so that you need not wait a month.")
            if practice
            else tr("At least 30 days, in a place that everyone sees, and not before the last day for requests.")
        )
        frozen = session.vault.frozen_since is not None
        self._early_card.setVisible(period.began_on is not None and not period.over and period.waiver is None)
        for button in (self.put, self.waive):
            button.setEnabled(not frozen)

    def show_preview(self, *, then_print: bool = False) -> None:
        """The poster as it will be printed."""
        facts, session = self._page.facts, self._page.session
        if facts is None or not facts.groups or facts.digest == self._drawn:
            return
        self._drawn = facts.digest
        shown = store.poster(session.vault)

        def draw() -> bytes:
            day = (shown.posted_on if shown else None) or session.today
            words = poster_words(facts, shown.number if shown else "", day)
            return draw_poster(None, words, practice=session.vault.practice).data

        def show(pdf: bytes) -> None:
            self._viewer().show_bytes(pdf, tr("Public notice"))
            if then_print:
                self._viewer().print_now()

        self._drawing.wish(draw, show)

    def save_to(self, folder: Path) -> None:
        """Write the poster as PDF into this folder."""
        make_poster(self._page.session, folder)
        self._drawn = ""
        self._page.did_change()
        self._page.say("ok", say("The public notice is saved in {folder}. A3: print it at 141 %.", folder=str(folder)))

    def _ask_folder(self) -> None:
        self._page.to_folder(tr("Folder for the public notice"), self.save_to)

    def _print(self) -> None:
        if not self._page.attempt(lambda: store.new_poster(self._page.session.vault)):
            return
        self._drawn = ""
        self.show_preview(then_print=True)

    def _put_up(self) -> None:
        day = self.day.value()
        if day is None:
            self.form.show_error("day", tr("Enter the day."))
            return
        self.form.clear_errors()
        store.put_up(self._page.session.vault, day, self.places.text(), self._page.session.today)
        self._page.did_change()

    def _waive(self) -> None:
        vault, reason, pin = self._page.session.vault, self.reason.text(), self.pin.text()

        def job() -> Job[Waiver]:
            yield Progress(0)
            return store.waive(vault, reason, pin)

        self._page.run(say("Check the PIN"), job(), lambda _: self._page.did_change(), on_end=self.pin.clear)

    def _words(self, over: bool, waiver: Waiver | None) -> str:
        period = store.waiting(self._page.session.vault, self._page.session.today)
        if waiver is not None:
            return tr("Going on without waiting: {reason}", reason=waiver.reason)
        if period.began_on is None or period.ends_on is None:
            return tr("The public notice is not put up yet")
        if over:
            return tr("The waiting period ended on {day}.", day=period.ends_on)
        days = (period.ends_on - self._page.session.today).days + 1
        return tr("Waiting until {day}, {n} more days", day=period.ends_on, n=days)

    def _viewer(self) -> PdfView:
        if self._view is None:
            from desktop.ui.preview import PdfView

            self._view = PdfView()
            self._place.addWidget(self._view)
        return self._view
