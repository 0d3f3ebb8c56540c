"""Step 3: where every record group goes, why, and until when; the questions; the impact assessment; the papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.classification import assessment, papers, propose, store
from desktop.classification.flows import Flows, Members, flows, members
from desktop.classification.page_assessment import AssessmentView
from desktop.classification.page_panel import ChangePanel, PanelActs, basis_panel, quote
from desktop.classification.page_question import QuestionBar
from desktop.classification.page_rules import RulesTab
from desktop.classification.page_strip import StripTab
from desktop.classification.page_words import group_name, people_words, pill, place_words, tag, until_words
from desktop.classification.records import DISPOSITION_NAMES, Decision, Disposition, OwnerChange, Question
from desktop.inventory import store as inventory
from desktop.inventory.records import RecordGroup, Source
from desktop.jobs.job import run_to_end
from desktop.ui import marks
from desktop.ui.blocks import EmptyState, LawQuote, Segmented, Tabs
from desktop.ui.cells import Column, Row, Text, TwoLine
from desktop.ui.flow_picture import FlowPicture, Look, Stream, Target
from desktop.ui.flow_picture import Source as FlowSource
from desktop.ui.page import Page
from desktop.ui.table import Table
from desktop.ui.theme import theme
from desktop.ui.widgets import Button, Card, Label, column, frame, row
from desktop.words import say, tr

if TYPE_CHECKING:  # QtPdf is slow to load
    from desktop.ui.preview import PdfView

BOTH_HEIGHT, BOTH_WIDTH = 640, 900
"""Page size (at 100 % text) from which picture and table stand together."""
AT_ONCE = 60, 2000
"""Groups and people up to which proposals are made between two clicks, without a job."""
HOLD = "HOLD-DISPUTE"
LOOKS: dict[Disposition, Look] = {
    Disposition.DELETE: "slate",
    Disposition.ANONYMISE: "hatched",
    Disposition.SEAL: "accent",
    Disposition.TRANSFER: "outlined",
    Disposition.KEEP: "outlined",
    Disposition.UNDECIDED: "outlined",
}


class ClassificationPage(Page):
    """A table with badges, the law beside it, questions above it, a picture of where the people go."""

    def build(self) -> None:
        """Three tabs: the decisions, the assessment, the papers."""
        self._skipped = 0
        self._selected: int | None = None
        self._groups: dict[int, RecordGroup] = {}
        self._decisions: dict[int, Decision] = {}
        self._members: Members = {}
        self._members_of: tuple[tuple[int, int, int | None], ...] = ()
        self._sources: dict[int, Source] = {}
        self._acts = PanelActs(
            lambda group: self.attempt(lambda: self._confirm((group,))),
            lambda group, on: self.attempt(lambda: self._hold(group, on)),
            lambda group, wish: self.attempt(lambda: self._change(group, wish)),
            self._show_panel,
            self._edit,
        )
        self._tabs = Tabs()
        self._tabs.add("decide", tr("Where it goes"), self._decide_tab())
        self._tabs.add("assessment", tr("Impact assessment"), self._assessment_tab())
        self._strip = StripTab(self)
        self._tabs.add("strip", tr("Without identity"), self._strip.view)
        self._tabs.add("papers", tr("Papers"), self._papers_tab())
        self._tabs.changed.connect(self._tab_changed)
        self.content.addWidget(self._tabs, 1)
        self.target("table", lambda: self._open("decide", self._table))
        self.target("group", lambda: self._open("decide", self._table))
        self.target("question", lambda: self._open("decide", self._question_place))
        self.target("propose", lambda: self._open("decide", self._table))
        self.target("confirm", lambda: self._open("decide", self._confirm_all))
        for field in self.session.rules.assessment.fields:
            widget = self._assessment.widget(field.id)
            self.target(f"assessment:{field.id}", partial(self._open, "assessment", widget))

    def _decide_tab(self) -> QWidget:
        self._question_place = frame("clear", column(gap=0))
        self._summary = Label("", "name")
        self._switch = Segmented([("picture", tr("Picture")), ("table", tr("Table"))], "table")
        self._switch.changed.connect(lambda _: self._arrange())
        self._confirm_all = Button(tr("Confirm all"), icon="check", small=True)
        self._confirm_all.clicked.connect(self._confirm_everything)
        self._picture_words = Label("", "small", wrap=True)
        bar = row(self._summary, self._picture_words, self._confirm_all, self._switch, gap=16)
        bar.setStretch(1, 1)
        self._picture = FlowPicture()
        self._picture_card = Card(margins=(20, 10), gap=6)
        self._picture_card.body.addWidget(self._picture, 1)
        columns = [
            Column(tr("Record group"), 210, stretch=5),
            Column(tr("Sensitive"), 64),
            Column(tr("Disposition"), 110),
            Column(tr("Keep until"), 96),
            Column(tr("Legal basis"), 130, stretch=3),
            Column("", 34),
        ]
        self._table = Table(columns, tr("Record groups and what happens to them"), rows_shown=2)
        self._table.set_empty(
            EmptyState("list", tr("Nothing to decide yet"), tr("List files, paper and devices in step 2 first."))
        )
        self._table.selected.connect(self._row_selected)
        self._table.opened.connect(self._row_selected)
        box = column(self._question_place, bar, self._picture_card, self._table, gap=10)
        box.setStretch(2, 2)
        box.setStretch(3, 3)
        return frame("clear", box)

    def _assessment_tab(self) -> QWidget:
        self._assessment = AssessmentView(
            self.session.rules.assessment, lambda field, value: self.attempt(lambda: self._assess(field, value))
        )
        return self._assessment

    def _papers_tab(self) -> QWidget:
        self._paper = Segmented(
            [("table", tr("Classification table")), ("assessment", tr("Impact assessment report"))], "table"
        )
        self._paper.changed.connect(lambda _: self.attempt(self._show_paper))
        self._print = Button(tr("Print"), icon="printer", small=True, on=lambda: self._viewer().print_now())
        self._save = Button(tr("Save as PDF"), icon="download", small=True, on=lambda: self._viewer().save_as())
        self._preview_place = column(gap=0)
        box = column(
            row(self._paper, None, self._save, self._print, gap=8), frame("clear", self._preview_place), gap=10
        )
        box.setStretch(1, 1)
        return frame("clear", box)

    def _open(self, tab: str, widget: QWidget) -> QWidget:
        self._tabs.show_tab(tab)
        return widget

    def jump(self, target: str) -> None:
        """Gate sentences name rows as group:12 and questions as question:id:12."""
        kind, _, rest = target.partition(":")
        if kind == "group" and rest.isdigit():
            self._tabs.show_tab("decide")
            self._table.select(rest)
            self._row_selected(rest)
        if kind == "question":
            wanted = rest.rpartition(":")
            open_now = propose.open_questions(self.session)
            places = [i for i, q in enumerate(open_now) if (q.id, str(q.group_id or "")) == (wanted[0], wanted[2])]
            self._skipped = places[0] if places else 0
            self._show_question()
        super().jump(target)

    # ---- showing

    def refresh(self) -> None:
        """Make proposals where something changed, then show what the case holds."""
        vault = self.session.vault
        if vault.frozen_since is None and propose.ready(self.session) and propose.out_of_date(self.session):
            if self._small():
                propose.propose_now(self.session)
            elif not self.jobs.busy:
                self.run(
                    say("Propose what happens"),
                    propose.propose(self.session),
                    on_done=lambda _: self.did_change(),
                    on_end=self.refresh,
                )
        self._groups = {group.id: group for group in propose.groups_to_decide(self.session)}
        self._decisions = {made.group_id: made for made in store.decisions(vault)}
        self._sources = {source.id: source for source in inventory.sources(vault)}
        self._read_members()
        counted = flows(self.session, self._members)
        self._summary.setText(
            tr("{groups} record groups, {people} people", groups=counted.groups, people=counted.people)
        )
        self._table.show_rows([self._row(group) for group in self._groups.values()])
        self._show_picture(counted)
        self._show_question()
        waiting = [group for group in self._unconfirmed() if group in self._groups]
        self._confirm_all.setEnabled(bool(waiting) and vault.frozen_since is None)
        self._confirm_all.set_words(tr("Confirm all {n}", n=len(waiting)) if waiting else tr("All confirmed"))
        self._assessment.show_values(assessment.filled(self.session))
        gaps = len(assessment.missing(self.session))
        self._tabs.set_words(
            "assessment", tr("Impact assessment: {n} open", n=gaps) if gaps else tr("Impact assessment")
        )
        self._arrange()
        if self._tabs.current() == "strip":
            self._strip.show()

    def _read_members(self) -> None:
        """Who is in which group, read again when the groups changed: at once if they are few, else by a job."""
        of = tuple((group.id, group.records, group.people) for group in self._groups.values())
        if of == self._members_of:
            return
        if self._small():
            self._members, self._members_of = run_to_end(members(self.session)), of
        elif not self.jobs.busy:
            self.run(say("Count the people"), members(self.session), on_done=partial(self._take_members, of))

    def _take_members(self, of: tuple[tuple[int, int, int | None], ...], found: Members) -> None:
        self._members, self._members_of = found, of
        self.refresh()

    def basis(self) -> Sequence[LawQuote]:
        """The law's words behind this step."""
        return [quote(statute.basis) for statute in self.session.rules.of_step("classification")]

    def _small(self) -> bool:
        groups, people = AT_ONCE
        vault = self.session.vault
        return len(propose.groups_to_decide(self.session)) <= groups and inventory.subject_count(vault) <= people

    def _unconfirmed(self) -> list[int]:
        return [
            made.group_id
            for made in self._decisions.values()
            if not made.confirmed and made.disposition is not Disposition.UNDECIDED
        ]

    def _row(self, group: RecordGroup) -> Row:
        made = self._decisions.get(group.id)
        name = TwoLine(group_name(group), place_words(group, self._sources.get(group.source_id)))
        if made is None:
            blank = Text("—", "text2")
            return Row(str(group.id), (name, blank, pill(Disposition.UNDECIDED), blank, blank, Text("")))
        why = Text(tr(made.explanation), "text2", wrap=True)
        done = marks.standing("done", "") if made.confirmed else Text("")
        if group.id in store.held_groups(self.session.vault):
            done = marks.standing("on_hold", "")
        cells = (name, tag(made.sensitivity), pill(made.disposition), Text(until_words(made)), why, done)
        return Row(str(group.id), cells)

    def _show_picture(self, counted: Flows) -> None:
        def name(source: str) -> str:
            return source or tr("{n} more sources", n=counted.others)

        self._picture.show_flows(
            [FlowSource(key, name(key), people, people_words(people or None)) for key, people in counted.by_source],
            [
                Target(way.value, pill(way), LOOKS[way], people, people_words(people or None))
                for way, people in counted.by_disposition
            ],
            [
                Stream(flow.source, flow.disposition.value, flow.people,
                       tr("{source} to {way}: {n} people", source=name(flow.source), n=flow.people,
                          way=DISPOSITION_NAMES[flow.disposition]))
                for flow in counted.flows
            ],
        )  # fmt: skip

    def _show_question(self) -> None:
        layout = self._question_place.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        questions = propose.open_questions(self.session) if self.session.vault.frozen_since is None else ()
        self._question_place.setVisible(bool(questions))
        if not questions or layout is None:
            return
        place = self._skipped % len(questions)
        bar = QuestionBar(
            questions[place],
            len(questions),
            lambda value: self.attempt(partial(self._answer, questions[place], value)),
            self._later,
            beside=self._wide(),
        )
        layout.addWidget(bar)
        self.setTabOrder(bar, self._table)

    def _wide(self) -> bool:
        return self.width() * 100 >= BOTH_WIDTH * theme().percent

    def _arrange(self) -> None:
        percent = theme().percent
        both = self.height() * 100 >= BOTH_HEIGHT * percent and self._wide()
        asked = self._switch.current()
        self._switch.setVisible(not both and bool(self._groups))
        picture = bool(self._groups) and (both or asked == "picture")
        self._picture_card.setVisible(picture)
        self._picture_words.setText(tr("Thickness shows people. A person may be in several groups.") if picture else "")
        self._table.setVisible(both or asked == "table" or not self._groups)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide anew whether picture and table stand together."""
        before = event.oldSize().width() * 100 >= BOTH_WIDTH * theme().percent
        super().resizeEvent(event)
        self._arrange()
        if before != self._wide() and self._groups:
            self._show_question()

    # ---- the panel

    @Slot(str)
    def _row_selected(self, key: str) -> None:
        if key.isdigit():
            self._show_panel(int(key))

    def _show_panel(self, group_id: int) -> None:
        group, made = self._groups.get(group_id), self._decisions.get(group_id)
        if group is None or made is None:
            return
        self._selected = group_id
        vault = self.session.vault
        frozen = vault.frozen_since is not None
        self.open_panel(
            basis_panel(group, made, self.session.rules, store.open_holds(vault), self._acts, frozen=frozen)
        )

    def _edit(self, group_id: int) -> None:
        self.open_panel(ChangePanel(self._groups[group_id], self._decisions[group_id], self._acts))

    def _again(self) -> None:
        """After a change: the page, and the panel if it is open."""
        open_now = self.panel is not None and self._selected is not None
        self.did_change()
        if open_now and self._selected is not None:
            self._show_panel(self._selected)

    # ---- doing

    def _answer(self, question: Question, value: str) -> None:
        store.give_answer(self.session.vault, question.id, question.group_id, value)
        self._again()

    def _later(self) -> None:
        self._skipped += 1
        self._show_question()

    def _confirm_everything(self) -> None:
        self.attempt(lambda: self._confirm(self._unconfirmed()))

    def _confirm(self, group_ids: Sequence[int]) -> None:
        store.confirm(self.session.vault, group_ids)
        self._again()

    def _hold(self, group_id: int, on: bool) -> None:
        vault = self.session.vault
        if on:
            store.place_hold(vault, HOLD, group_id=group_id)
        else:
            for hold in store.open_holds(vault):
                if hold.group_id == group_id:
                    store.lift_hold(vault, hold.id)
        self._again()

    def _change(self, group_id: int, wish: OwnerChange) -> None:
        store.change_decision(self.session.vault, group_id, wish)
        self._selected = group_id
        self.did_change()
        self._show_panel(group_id)

    def _assess(self, field: str, value: str) -> None:
        assessment.save(self.session, field, value)
        self.did_change()

    # ---- papers

    @Slot(str)
    def _tab_changed(self, key: str) -> None:
        if key != "decide":
            self.close_panel()
        if key == "strip":
            self._strip.show()
        if key == "papers":
            self.attempt(self._show_paper)

    def _viewer(self) -> PdfView:
        from desktop.ui.preview import PdfView

        if self._preview_place.count() == 0:
            self._preview_place.addWidget(PdfView())
        viewer = self._preview_place.itemAt(0).widget()
        assert isinstance(viewer, PdfView)
        return viewer

    def _show_paper(self) -> None:
        makers: dict[str, tuple[Callable[[], bytes], str]] = {
            "table": (lambda: papers.write_table(self.session), tr("Classification table")),
            "assessment": (lambda: papers.write_assessment(self.session), tr("Impact assessment report")),
        }
        make, name = makers[self._paper.current() or "table"]
        self._viewer().show_bytes(make(), name)
