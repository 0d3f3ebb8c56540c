"""Tab 答复与请求: a letter's number opens what came back; requests with the days that are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from desktop import numbers
from desktop.errors import OwnerError
from desktop.inventory import store as inventory
from desktop.inventory.mask import mask_name
from desktop.inventory.store_search import with_number
from desktop.notices import store
from desktop.notices.records import CONSENT_NAMES, REQUEST_NAMES, Consent, Notice, NoticeKind, Request, RequestKind
from desktop.notices.wording import all_items
from desktop.ui import marks
from desktop.ui.blocks import EmptyState, SidePanel
from desktop.ui.cells import Column, Link, Row, State, Text, TwoLine
from desktop.ui.fields import Choice, DateField, TextArea, TextField
from desktop.ui.forms import Form
from desktop.ui.table import Table
from desktop.ui.widgets import Button, CheckBox, Label, column, row
from desktop.words import say, spoken_date, tr

if TYPE_CHECKING:
    from desktop.notices.page import NoticesPage


class AnswersTab(QFrame):
    """Enter by number or by a scanner that types it; the table counts the days."""

    def __init__(self, page: NoticesPage) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        self.number = TextField(tr("Number of the letter, typed or scanned"))
        self.open = Button(tr("Open the letter"), icon="search", small=True)
        page.when(self.open.clicked, self._open)
        page.when(self.number.done, self._open)
        self.add = Button(tr("Request without a letter"), icon="plus", small=True)
        page.when(self.add.clicked, self._request_panel)
        self.counts = Label("", "small", wrap=True)
        self.table = Table(
            [
                Column(tr("Request"), 130, stretch=2),
                Column(tr("Received"), 110),
                Column(tr("To be answered by"), 110),
                Column(tr("State"), 160, stretch=2),
                Column("", 60),
            ],
            tr("Requests"),
            rows_shown=4,
        )
        self.table.set_empty(
            EmptyState("message", tr("No requests yet"), tr("Enter each one on the day it comes; it must be answered."))
        )
        self.table.offered.connect(self._answer_panel)
        self.table.opened.connect(self._answer_panel)
        bar = row(self.number, self.open, self.add, gap=8)
        bar.setStretch(0, 1)
        box = column(bar, self.counts, self.table, gap=10)
        box.setStretch(2, 1)
        self.setLayout(box)

    def show_answers(self) -> None:
        """Requests and the sums of consent."""
        vault, today = self._page.session.vault, self._page.session.today
        counts = store.consent_counts(vault)
        self.counts.setVisible(counts.asked > 0)
        self.counts.setText(
            tr(
                "Asked {asked}: {yes} agree, {no} do not, {gone} withdrawn, {silent} silent. Silence is no consent.",
                asked=counts.asked,
                yes=counts.yes,
                no=counts.no,
                gone=counts.withdrawn,
                silent=counts.silent,
            )
        )
        self.table.show_rows([self._row(request, (request.due_on - today).days) for request in store.requests(vault)])

    def _row(self, request: Request, left: int) -> Row:
        state: State
        if request.answered_on is not None:
            state = marks.standing("done", tr("Answered {day}", day=spoken_date(request.answered_on)))
        elif left < 0:
            state = marks.standing("ask", tr("{n} days late", n=-left))
        else:
            state = marks.standing("waiting", tr("{n} days left", n=left))
        who = self._who(request.subject_id)
        link = Link(tr("Answer")) if request.answered_on is None else Text("")
        name = TwoLine(tr(REQUEST_NAMES[request.kind]), who)
        days = (Text(spoken_date(request.received_on)), Text(spoken_date(request.due_on)))
        return Row(str(request.id), (name, *days, state, link))

    def _who(self, subject_id: int | None) -> str:
        subject = inventory.subject(self._page.session.vault, subject_id) if subject_id is not None else None
        return mask_name(subject.name) if subject else tr("not in the case")

    def _open(self) -> None:
        typed = self.number.text().strip()
        if not typed:
            return
        scan = numbers.read_scan(typed)
        read = scan.number if scan else numbers.read_number(typed)
        notice = store.notice_by_number(self._page.session.vault, str(read)) if read else None
        if notice is None or (scan is not None and scan.parts[:1] != (notice.token,)):
            raise store.unknown_number()
        self.number.setText("")
        self._letter_panel(notice)

    def _letter_panel(self, notice: Notice) -> None:
        panel = SidePanel(notice.number)
        panel.add(Label(self._who(notice.subject_id), "name", wrap=True))
        day = DateField()
        day.set_value(self._page.session.today)
        form = Form()
        form.add("day", tr("Day"), day)
        panel.add(form)
        if notice.kind is NoticeKind.CONSENT:
            self._consent_part(panel, notice, day)
        kinds = Choice([(kind.value, tr(words)) for kind, words in REQUEST_NAMES.items()])
        kinds.choose(RequestKind.SEE.value)
        request = Button(tr("Enter the request"), small=True)
        self._page.when(request.clicked, lambda: self._add(kinds.key(), day, notice.subject_id))
        returned = Button(tr("The letter came back"), small=True)
        self._page.when(returned.clicked, lambda: self._returned(notice, day))
        panel.add(8, kinds, request, 8, returned)
        self._page.open_panel(panel)

    def _consent_part(self, panel: SidePanel, notice: Notice, day: DateField) -> None:
        yes, no = CheckBox(tr("Agrees is ticked")), CheckBox(tr("Does not agree is ticked"))
        signed = CheckBox(tr("It is signed (by the guardian for a child)"))
        items = {item.id: CheckBox(item.name) for item in all_items()}
        save = Button(tr("Enter the answer"), small=True)

        def entered() -> None:
            ticked = [key for key, box in items.items() if box.isChecked()]
            self._consent(notice, day, yes.isChecked(), no.isChecked(), ticked, signed.isChecked())

        self._page.when(save.clicked, entered)
        panel.add(Label(tr("As it stands on the slip:"), "small"), yes, *items.values(), no, signed, save, 8)
        if notice.subject_id is not None:
            withdraw = Button(tr("Consent is withdrawn"), small=True)
            self._page.when(withdraw.clicked, lambda: self._withdraw(notice.subject_id or 0, day))
            panel.add(withdraw)

    def _request_panel(self) -> None:
        panel = SidePanel(tr("Request without a letter"))
        day = DateField()
        day.set_value(self._page.session.today)
        kinds = Choice([(kind.value, tr(words)) for kind, words in REQUEST_NAMES.items()])
        kinds.choose(RequestKind.SEE.value)
        who = TextField("19900000000")
        who.setAccessibleName(tr("Who asks"))
        form = Form()
        form.add("who", tr("Who asks"), who, tr("Mobile, identity or card number. Empty if not in the case."))
        form.add("kind", tr("Request"), kinds)
        form.add("day", tr("Received"), day)
        save = Button(tr("Enter the request"), small=True)
        self._page.when(save.clicked, lambda: self._add(kinds.key(), day, self._asking(who.text())))
        panel.add(form, Label(tr("Nothing of this person is destroyed before the answer."), "small", wrap=True))
        panel.foot.addWidget(save)
        self._page.open_panel(panel)

    def _answer_panel(self, key: str) -> None:
        request = next((r for r in store.requests(self._page.session.vault) if str(r.id) == key), None)
        if request is None or request.answered_on is not None:
            return
        panel = SidePanel(tr(REQUEST_NAMES[request.kind]))
        day, result = DateField(), TextArea()
        day.set_value(self._page.session.today)
        form = Form()
        form.add("day", tr("Answered on"), day)
        form.add("result", tr("What was done, or why not"), result)
        save = Button(tr("Enter the answer"), small=True)
        self._page.when(save.clicked, lambda: self._answer(request, day, result.text()))
        panel.add(Label(self._who(request.subject_id), "name", wrap=True), form)
        panel.foot.addWidget(save)
        self._page.open_panel(panel)

    def _asking(self, number: str) -> int | None:
        """The person who stands at the counter; None for someone of whom the case knows nothing."""
        if not number.strip():
            return None
        found = with_number(self._page.session.vault, number)
        if len(found) == 1:
            return found[0].id
        if found:
            raise OwnerError(
                say("{n} people share this number.", n=len(found)),
                todo=say("Enter the identity number or the card number instead."),
            )
        raise OwnerError(
            say("Nobody in the case has this number."),
            todo=say("Check it, or leave it empty if this person is not in the case."),
        )

    # ---- writing

    def _add(self, kind: str, day: DateField, subject_id: int | None) -> None:
        session = self._page.session
        if (received := day.value()) is not None:
            store.add_request(session.vault, RequestKind(kind), received, session.today, subject_id)
            self._done()

    def _answer(self, request: Request, day: DateField, result: str) -> None:
        session = self._page.session
        if (answered := day.value()) is not None:
            store.answer_request(session.vault, request.id, answered, result, session.today)
            self._done()

    def _returned(self, notice: Notice, day: DateField) -> None:
        session = self._page.session
        if (back := day.value()) is not None:
            store.mark_returned(session.vault, notice.number, back, session.today)
            self._done()

    def _consent(self, notice: Notice, day: DateField, yes: bool, no: bool, items: list[str], signed: bool) -> None:
        session = self._page.session
        if (given := day.value()) is None:
            return
        made: Consent = store.record_answer(
            session.vault, notice.number, yes=yes, no=no, items=items, signed=signed, day=given, today=session.today
        )
        self._done()
        self._page.say("ok", CONSENT_NAMES[made.state])

    def _withdraw(self, subject_id: int, day: DateField) -> None:
        session = self._page.session
        if (withdrawn := day.value()) is not None:
            store.withdraw_consent(session.vault, subject_id, withdrawn, session.today)
            self._done()

    def _done(self) -> None:
        self._page.close_panel()
        self._page.did_change()
