"""The tab 顾客: one person with every place, joins to be looked at and undone, and what is wrong in the data."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame

from desktop.inventory import fields, mask, store, store_people
from desktop.inventory.records import Subject
from desktop.inventory.records_people import DOUBT_WORDS, MARK_WORDS, TIE_WORDS, Doubt, Mark, Marked, PersonSeen, Place
from desktop.inventory.store_joins import part
from desktop.ui.blocks import EmptyState, SidePanel
from desktop.ui.cells import Column, Group, Link, Number, Row, State, Text
from desktop.ui.forms import TextField
from desktop.ui.page import Page
from desktop.ui.table import Table
from desktop.ui.widgets import Button, Hairline, Label, column, row
from desktop.words import say, spoken_date, tr

AT_A_TIME = 0.008
"""Seconds of work between two turns of the window."""
MOST_SHOWN = 60
"""Persons under one heading; the heading says how many there are."""
MOST_PLACES = 40


class PeopleTab(QFrame):
    """A field to find somebody; below it the joins to be looked at and the quality list."""

    def __init__(self, page: Page, open_source: Callable[[str], object]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        self._open_source = open_source
        self._doubts: list[tuple[int, Doubt]] = []
        self._marked: list[Marked] = []
        self._found: tuple[int, ...] | None = None
        self._steps: Iterator[None] = iter(())
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self._work: Iterator[None] = iter(())
        self._worker = QTimer(self)
        self._worker.setInterval(0)
        self._worker.timeout.connect(self._work_on)
        self.wanted = TextField()
        self.wanted.setPlaceholderText(tr("Name, phone, ID number or member number"))
        self.wanted.setAccessibleName(tr("Find a customer"))
        self.wanted.returnPressed.connect(self.find)
        self.find_button = Button(tr("Find"), icon="search", on=self.find)
        self.table = Table(
            [
                Column(tr("Customer or file"), 150, stretch=2),
                Column(tr("What to look at"), 190, stretch=2),
                Column(tr("Phone, masked"), 130, stretch=1),
                Column(tr("Entries"), 70, right=True),
                Column("", 90),
            ],
            tr("Customers"),
        )
        line = tr("No join looks doubtful, no number wrong. You can find any customer by name or number.")
        self.table.set_empty(EmptyState("check-circle", tr("Nothing to look at"), line))
        self.table.offered.connect(self.open_key)
        self.table.opened.connect(self.open_key)
        bar = row(self.wanted, self.find_button, gap=8)
        bar.setStretch(0, 1)
        box = column(bar, self.table, gap=10)
        box.setStretch(1, 1)
        self.setLayout(box)

    def read(self) -> None:
        """Read the lists anew, piece by piece; what was searched for stays."""
        self._doubts, self._marked = [], []
        self._steps = self._reading()
        self._timer.start()
        self._go_on()

    def stop(self) -> None:
        """The case is being closed."""
        self._timer.stop()
        self._worker.stop()

    @property
    def reading(self) -> bool:
        """Whether the lists, or a person, are still being read."""
        return self._timer.isActive() or self._worker.isActive()

    @Slot()
    def find(self) -> None:
        """Show who has this name or number; an empty field shows the lists again."""
        text = self.wanted.text().strip()
        self._found = store_people.search(self._page.session.vault, text) if text else None
        self._show()

    def open_key(self, key: str) -> None:
        """Open the panel of a person, or of the file in which numbers are wrong."""
        kind, _, number = key.rpartition(":")
        if kind.endswith("person"):
            self.open_person(int(number))
        elif kind.endswith("source"):
            self._open_source(f"source:{number}")

    def open_person(self, subject_id: int) -> None:
        """Open the panel of a person."""
        self.follow(self._reading_person(subject_id))

    def follow(self, steps: Iterator[None]) -> None:
        """Work in steps between two turns of the window; little work is done at once. New work ends the one before."""
        self._work = steps
        self._worker.start()
        self._work_on()

    def _reading_person(self, subject_id: int) -> Iterator[None]:
        seen = yield from store_people.person(self._page.session.vault, subject_id)
        if seen is not None:
            self._page.open_panel(PersonPanel(self._page, seen, self).panel)

    @Slot()
    def _work_on(self) -> None:
        steps, more = self._work, False

        def work() -> None:
            nonlocal more
            until = time.perf_counter() + AT_A_TIME
            while more := next(steps, _THROUGH) is not _THROUGH:
                if time.perf_counter() > until:
                    return

        well = self._page.attempt(work)
        # At its end the work may have begun another.
        if steps is self._work and not (well and more):
            self._worker.stop()

    def _reading(self) -> Iterator[None]:
        session = self._page.session
        for doubts in store_people.doubts(session.vault):
            self._doubts += doubts
            yield
        for marked in store_people.marked(session.vault, session.today):
            self._marked += marked
            yield

    @Slot()
    def _go_on(self) -> None:
        until = time.perf_counter() + AT_A_TIME
        while time.perf_counter() < until:
            if next(self._steps, _THROUGH) is _THROUGH:
                self._timer.stop()
                self._show()
                return

    def _show(self) -> None:
        if self._found is not None:
            note = tr("{n} people", n=len(self._found))
            rows: list[Row | Group] = [Group("found", tr("Found"), note, "search")]
            self.table.show_rows(rows + [self._person_row("found", number, "") for number in self._found])
            return
        self.table.show_rows([*self._doubt_rows(), *(line for mark in Mark for line in self._mark_rows(mark))])

    def _doubt_rows(self) -> list[Row | Group]:
        if not self._doubts:
            return []
        head = Group("doubts", tr("Joins to be looked at"), tr("{n} people", n=len(self._doubts)), "users")
        shown = self._doubts[:MOST_SHOWN]
        return [head, *(self._person_row("doubt", number, tr(DOUBT_WORDS[doubt])) for number, doubt in shown)]

    def _mark_rows(self, mark: Mark) -> list[Row | Group]:
        lines = [one for one in self._marked if one.mark is mark]
        if not lines:
            return []
        by_file = lines[0].source_id is not None
        count = sum(one.count for one in lines)
        note = tr("{n} rows", n=count) if by_file else tr("{n} people", n=count)
        rows: list[Row | Group] = [Group(mark.value, tr(MARK_WORDS[mark]), note, "alert")]
        for one in lines[:MOST_SHOWN]:
            if one.source_id is not None:
                source = store.source(self._page.session.vault, one.source_id)
                cells = (
                    Text(source.name, weight=500, icon="file", elide="middle"),
                    Text(source.place, "text2", elide="middle"), Text(""), Number(one.count), Link(tr("Look")),
                )  # fmt: skip
                rows.append(Row(f"{mark.value}/source:{one.source_id}", cells))
            elif one.subject_id is not None:
                rows.append(self._person_row(mark.value, one.subject_id, ""))
        return rows

    def _person_row(self, where: str, subject_id: int, what: str) -> Row:
        vault = self._page.session.vault
        subject = store.subject(vault, subject_id)
        # In full only where one person is looked at.
        name = mask.mask_name(subject.name) if subject and subject.name else _name(None)
        if subject is not None and subject.birth_date is not None and not what:
            what = tr(say("Born {day}", day=spoken_date(subject.birth_date)))
        state = State(what, "question", "warn", wrap=True) if where == "doubt" else Text(what, "text2")
        phone = mask.mask_mobile(subject.mobile) if subject and subject.mobile else ""
        entries = store_people.entries(vault, subject_id)
        cells = (Text(name, weight=500), state, Text(phone, "text2"), Number(entries), Link(tr("Look")))
        return Row(f"{where}/person:{subject_id}", cells)


class PersonPanel:
    """One person: every place, what joined it to the others, and the way to take one place apart again."""

    def __init__(self, page: Page, seen: PersonSeen, tab: PeopleTab) -> None:
        self._page = page
        self._seen = seen
        self._tab = tab
        self.panel = SidePanel(_name(seen.subject))
        self._fill()

    def _fill(self) -> None:
        seen, panel = self._seen, self.panel
        for words in _facts(seen.subject):
            panel.add(Label(words, "small", wrap=True))
        if seen.doubt is not None:
            panel.add(4, Label(tr(DOUBT_WORDS[seen.doubt]), "name", tone="warn", wrap=True))
            panel.add(Label(tr("Is it one person or two? Compare what each place says."), "small", wrap=True))
        panel.add(6, Label(tr("Found in {n} places", n=len(seen.places)), "h3"))
        for number, place in enumerate(seen.places[:MOST_PLACES]):
            if number:
                panel.add(2, Hairline(), 2)
            self._add_place(place)
        if seen.doubt is not None:
            right = Button(tr("It is one person"), "primary", icon="check")
            right.clicked.connect(lambda _=False: self._page.attempt(self._settle))
            panel.foot.addWidget(right)

    def _add_place(self, place: Place) -> None:
        panel = self.panel
        panel.add(Label(f"{place.file}　{place.part}".strip("　"), "smallname", wrap=True))
        panel.add(Label(place.folder, "small", wrap=True))
        panel.add(Label("　".join(_facts(place.says, name=True)), "small", wrap=True))
        count = tr("{n} rows", n=len(place.record_ids))
        if len(self._seen.places) < 2:
            panel.add(Label(count, "small"))
            return
        panel.add(Label(tr("{count}. {why}", count=count, why=TIE_WORDS[place.tie]), "small", wrap=True))
        apart = Button(tr("This is somebody else"), small=True, icon="user")
        apart.setAccessibleName(tr("This is somebody else: {file}", file=place.file))
        apart.clicked.connect(lambda _=False: self._tab.follow(self._take_apart(place)))
        panel.add(apart)

    def _take_apart(self, place: Place) -> Iterator[None]:
        yield from part(self._page.session.vault, self._seen.subject.id, place.record_ids)
        self._page.did_change()
        sentence = say("{name}: what stands in {file} belongs to a person of its own now.",
                       name=_name(self._seen.subject), file=place.file)  # fmt: skip
        more = say("It holds until that file is read anew.")
        self._page.say("ok", sentence, more)
        self._tab.open_person(self._seen.subject.id)

    def _settle(self) -> None:
        store_people.settle(self._page.session.vault, self._seen.subject.id)
        self._page.close_panel()
        self._page.did_change()


def _name(subject: Subject | None) -> str:
    return (subject.name if subject else "") or tr("No name")


def _facts(subject: Subject, *, name: bool = False) -> list[str]:
    """What is known of a person, numbers masked: enough to tell two from each other."""
    given = (
        (say("Phone {value}", value=mask.masked(fields.MOBILE, subject.mobile)), subject.mobile),
        (say("ID number {value}", value=mask.masked(fields.ID_NUMBER, subject.id_number)), subject.id_number),
        (say("Member number {value}", value=subject.member_no), subject.member_no),
        (say("Born {day}", day=spoken_date(subject.birth_date) if subject.birth_date else ""), subject.birth_date),
        (say("Address {value}", value=subject.address), subject.address),
    )
    return ([subject.name] if name and subject.name else []) + [tr(words) for words, value in given if value]


_THROUGH = object()
