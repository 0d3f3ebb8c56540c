"""Step 3: where every record group goes, why, and until when; the questions; the impact assessment; the papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.classification import assessment, papers, propose, store, store_strip
from desktop.classification.flows import Flows, Members, flows, members
from desktop.classification.many import BATCH, Step, Weighed, change_many, take_back
from desktop.classification.page_assessment import AssessmentView
from desktop.classification.page_many import ManyPanel, refusal_sentences
from desktop.classification.page_panel import ChangePanel, PanelActs, basis_panel, quote
from desktop.classification.page_question import QuestionBar
from desktop.classification.page_rules import RulesTab
from desktop.classification.page_strip import StripTab
from desktop.classification.page_table import GroupTable, Line, Only
from desktop.classification.page_words import people_words, pill, record_words
from desktop.classification.records import DISPOSITION_NAMES, Decision, Disposition, OwnerChange, Question
from desktop.inventory import store as inventory
from desktop.inventory.records import RecordGroup, Source
from desktop.jobs.job import run_to_end
from desktop.ui.blocks import LawQuote, Segmented, Tabs
from desktop.ui.flow_picture import FlowPicture, Look, Picked, Stream, Target
from desktop.ui.flow_picture import Source as FlowSource
from desktop.ui.page import Page
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
        self._proven: frozenset[int] = frozenset()
        self._groups: dict[int, RecordGroup] = {}
        self._decisions: dict[int, Decision] = {}
        self._members: Members = {}
        self._members_of: tuple[tuple[int, int, int | None], ...] = ()
        self._sources: dict[int, Source] = {}
        self._counted: Flows | None = None
        self._undo: list[tuple[Step, ...]] = []
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
        self._rules = RulesTab(self)
        self._tabs.add("rules", tr("Rules"), self._rules.view)
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
        self._picture.picked.connect(self._pick)
        self._list = GroupTable(self._change_many, self._take_back)
        self._list.unfiltered.connect(lambda: self._picture.mark(None))
        self._table = self._list.table
        self._table.selected.connect(self._row_selected)
        self._table.opened.connect(self._row_selected)
        box = column(self._question_place, bar, self._picture_card, self._list, gap=10)
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
            self._list.show_all()
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
        self._decisions = {made.group_id: made for made in propose.decided(self.session)}
        self._sources = {source.id: source for source in propose.sources(self.session)}
        self._read_members()
        counted = self._counted = flows(self.session, self._members)
        self._summary.setText(
            tr("{groups} record groups, {people} people", groups=counted.groups, people=counted.people)
        )
        held, self._proven = store.held_groups(vault), store_strip.anonymous_groups(vault)
        self._list.show_lines(
            [
                Line(group, self._decisions.get(group.id), self._sources.get(group.source_id), group.id in held,
                     group.id in self._proven)
                for group in self._groups.values()
            ],
            frozen=vault.frozen_since is not None,
        )  # fmt: skip
        self._list.set_undo(bool(self._undo) and vault.frozen_since is None)
        self._show_picture(counted)
        self._show_question()
        waiting = [group for group in self._unconfirmed() if group in self._groups]
        self._confirm_all.setEnabled(bool(waiting) and vault.frozen_since is None)
        self._confirm_all.set_words(tr("Confirm all {n}", n=len(waiting)) if waiting else tr("All confirmed"))
        values = assessment.filled(self.session)
        self._assessment.show_values(values)
        gaps = len(assessment.missing(self.session, values))
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

    def _show_picture(self, counted: Flows) -> None:
        def name(source: str) -> str:
            return source or tr("{n} more sources", n=counted.others)

        self._picture.show_flows(
            [
                FlowSource(key, name(key), people, people_words(people or None), record_words(counted.records(key)))
                for key, people in counted.by_source
            ],
            [
                Target(way.value, pill(way), LOOKS[way], people, people_words(people or None),
                       record_words(counted.records(way=way)))
                for way, people in counted.by_disposition
            ],
            [
                Stream(flow.source, flow.disposition.value, flow.people,
                       tr("{source} to {way}: {people}, {records}", source=name(flow.source),
                          people=people_words(flow.people or None), records=record_words(flow.records),
                          way=DISPOSITION_NAMES[flow.disposition]), flow.records)
                for flow in counted.flows
            ],
        )  # fmt: skip

    @Slot(object)
    def _pick(self, picked: Picked | None) -> None:
        """A band of the picture was clicked: the table shows what it stands for."""
        self._picture.mark(picked)
        if picked is None or self._counted is None:
            self._list.set_only(None)
            return
        way = Disposition(picked.target) if picked.target is not None else None
        name = None if picked.source is None else picked.source or tr("{n} more sources", n=self._counted.others)
        words = " → ".join(part for part in (name, str(DISPOSITION_NAMES[way]) if way else None) if part)
        sources = None if picked.source is None else self._counted.sources(picked.source)
        self._list.set_only(Only(sources, way, words))
        if self._list.isHidden():
            self._switch.choose("table")

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
        self._list.setVisible(both or asked == "table" or not self._groups)

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
            basis_panel(group, made, self.session.rules, store.open_holds(vault), self._acts, frozen=frozen,
                        proven=group_id in self._proven)
        )  # fmt: skip

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
        self._undo.append(run_to_end(change_many(self.session.vault, [(group_id, wish)])))
        self._selected = group_id
        self.did_change()
        self._show_panel(group_id)

    def _change_many(self) -> None:
        ticked = [self._decisions[group] for group in self._list.ticked() if group in self._decisions]
        if ticked:
            way_out = store.destination(self.session.vault)
            self.open_panel(
                ManyPanel(self._groups, ticked, way_out, lambda found: self.attempt(lambda: self._write(found)))
            )

    def _write(self, found: Weighed) -> None:
        """Few are changed here and now, many by a job."""
        job = change_many(self.session.vault, found.changes)
        if len(found.changes) <= BATCH:
            self._written(found, run_to_end(job))
        else:
            self.run(say("Change record groups"), job, on_done=partial(self._written, found))

    def _written(self, found: Weighed, steps: tuple[Step, ...]) -> None:
        self._undo.append(steps)
        self._list.untick()
        self.close_panel()
        self.did_change()
        told = refusal_sentences(found.refused, self._groups)
        self.say("warn" if told else "ok", say("{n} record groups are changed.", n=len(steps)), *told)

    def _take_back(self) -> None:
        self.attempt(self._take_back_last)

    def _take_back_last(self) -> None:
        if not self._undo:
            return
        steps = self._undo[-1]
        job = take_back(self.session.vault, steps)
        if len(steps) <= BATCH:
            self._taken_back(len(steps), run_to_end(job))
        else:
            self.run(say("Take changes back"), job, on_done=partial(self._taken_back, len(steps)))

    def _taken_back(self, wanted: int, done: int) -> None:
        self._undo.pop()
        self._again()
        left = wanted - done
        more = [say("Decided anew since, so left alone: {n}.", n=left)] if left else []
        self.say("ok", say("{n} record groups are as they were before.", n=done), *more)

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
        if key == "rules":
            self._rules.refresh()

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
