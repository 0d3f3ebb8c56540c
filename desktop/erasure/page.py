"""Step 6: the plan that two people approve, the destruction as it runs, what came of each item, late answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.erasure import act, hand, store
from desktop.erasure.approval import approving, counting, freezing
from desktop.erasure.page_approval import ApprovalPanel
from desktop.erasure.page_items import AnswerPanel, ExplainPanel, WorkPanel, can_retry
from desktop.erasure.page_words import (
    BY_HAND,
    is_waiting,
    needs_attention,
    plan_row,
    result_row,
)
from desktop.erasure.plan_paper import write_plan
from desktop.erasure.records import Explanation, Item, ItemKind, ItemState, Outcome, Plan, Work
from desktop.erasure.residue import PRACTICE_NOTE, practice_residue
from desktop.inventory import store_parties as parties
from desktop.inventory.records import PartyAnswer
from desktop.jobs.runner import JobState
from desktop.shop import store as shop
from desktop.shop.records import Role
from desktop.ui import marks
from desktop.ui.blocks import EmptyState, LawQuote, SidePanel, TabBar, bullet
from desktop.ui.cells import Column
from desktop.ui.page import Page
from desktop.ui.progress import ProgressCard
from desktop.ui.table import Table
from desktop.ui.theme import px
from desktop.ui.widgets import BadgeView, Button, Label, column, frame, row
from desktop.words import say, spoken_date, tr

if TYPE_CHECKING:  # QtPdf is slow to load
    from desktop.ui.preview import PdfView

ERASE = say("Destroying")


class ErasurePage(Page):
    """Three faces: the plan with its approvals, the printed plan, and the results."""

    def build(self) -> None:
        """Make the three faces; `refresh` shows the one that fits."""
        self._looked_at: str | None = None
        self._tried_at: str | None = None
        self._usual_head: tuple[str, str] | None = None
        self._view: PdfView | None = None
        self._items: tuple[Item, ...] = ()
        self._plan_face = self._build_plan()
        self._paper_face = self._build_paper()
        self._result_face = self._build_results()
        for face in (self._plan_face, self._paper_face, self._result_face):
            self.content.addWidget(face, 1)
            face.hide()
        self.target("plan", self._plan_table)
        self.target("approve", self._to_panel)
        self.target("begin", self._to_panel)
        self.target("run", self._go_on)
        self.target("item", self._result_table)

    # -- the three faces

    def _build_plan(self) -> QWidget:
        self._sum = Label("", "name")
        legend = [
            BadgeView(marks.standing("achieved", tr("can be done"))),
            BadgeView(marks.standing("residue", tr("residue possible"))),
            BadgeView(marks.standing("other_party", tr("up to the other party"))),
            BadgeView(marks.standing("on_hold", tr("on hold"))),
        ]
        self._print = Button(tr("Print the plan"), icon="printer", small=True, on=self._show_paper)
        self._open_approval = Button(tr("Approve"), "primary", small=True, on=self._show_panel)
        columns = [
            Column(tr("What is destroyed, and where"), 200, stretch=3),
            Column(tr("Persons"), 64, right=True),
            Column(tr("Method"), 110, stretch=1),
            Column(tr("What that achieves"), 190, stretch=3),
        ]
        self._plan_table = Table(columns, tr("The plan"), rows_shown=5)
        self._plan_table.set_empty(
            EmptyState("list", tr("No plan yet"), tr("It is made from your decisions, drive by drive."))
        )
        self._legend = frame("clear", row(*legend, gap=14))
        bar = row(self._sum, self._legend, None, self._open_approval, self._print, gap=14)
        return frame("clear", column(bar, self._plan_table, gap=12))

    def _build_paper(self) -> QWidget:
        self._paper_place = column(gap=0)
        back = Button(tr("Back to the plan"), icon="arrow-left", small=True, on=self._hide_paper)
        self._print_now = Button(tr("Print"), icon="printer", small=True, on=lambda: self._viewer().print_now())
        save = Button(tr("Save as PDF"), icon="download", small=True, on=lambda: self._viewer().save_as())
        return frame("clear", column(row(back, None, save, self._print_now, gap=8), self._paper_place, gap=12))

    def _build_results(self) -> QWidget:
        self._stop = Button(tr("Stop"), icon="stop", on=self.jobs.stop)
        self._card = ProgressCard(act.STAGES, stop=self._stop)
        self._go_on = Button(tr("Go on destroying"), "primary", icon="play", on=self._erase)
        self._tabs = TabBar()
        for key in ("all", "failed", "waiting"):
            self._tabs.add(key, "")
        self._tabs.changed.connect(lambda _: self._show_results())
        columns = [
            Column(tr("Item"), 200, stretch=3),
            Column(tr("Persons"), 64, right=True),
            Column(tr("Result"), 170, stretch=3),
            Column(tr("Time"), 52),
            Column("", 64),
        ]
        self._result_table = Table(columns, tr("What came of each item"), rows_shown=4)
        self._result_table.set_empty(EmptyState("check-circle", tr("Nothing here"), tr("No item is in this state.")))
        self._result_table.offered.connect(self._open_item)
        self._result_table.opened.connect(self._open_item)
        bar = row(self._tabs, None, self._go_on, gap=12)
        self._note = bullet("flask", tr(PRACTICE_NOTE), "warn")
        return frame("clear", column(self._card, bar, self._note, self._result_table, gap=12))

    # -- showing

    def refresh(self) -> None:
        """Show the plan before erasure, the results after it has begun."""
        self._items = store.items(self.session.vault)
        plan = store.current_plan(self.session.vault)
        begun = self.session.vault.frozen_since is not None
        on_paper = self._paper_face.isVisibleTo(self) and not begun
        self._result_face.setVisible(begun)
        self._plan_face.setVisible(not begun and not on_paper)
        if begun:
            self._refresh_results()
            return
        self._refresh_plan(plan)
        if self._stamp() not in (self._looked_at, self._tried_at) and not self.jobs.busy:
            self.run(say("Look at every drive of the plan"), freezing(self.session), self._looked, self._tried)

    def _stamp(self) -> str:
        return self.session.vault.fact("journal_last") or ""

    def _tried(self) -> None:
        """What cannot be looked at now is not tried again by itself, only when the page is opened again."""
        self._tried_at = self._stamp()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._tried_at = None

    def _looked(self, _plan: Plan) -> None:
        self._looked_at = self._stamp()
        self.refresh()
        self.changed.emit()

    def _refresh_plan(self, plan: Plan | None) -> None:
        self._plan_table.show_rows([plan_row(item) for item in self._items])
        self._print.setEnabled(plan is not None)
        self._open_approval.setVisible(self.narrow or self.panel is None)
        if plan is None:
            self._sum.setText(tr("Looking at the drives"))
            return
        people = tr("number of people unknown") if plan.people is None else tr("{n} people", n=plan.people)
        self._sum.setText(f"{tr('{n} items', n=plan.items)} · {people}")
        if isinstance(self.panel, ApprovalPanel) or (self.panel is None and not self.narrow):
            self._show_panel()
        self._fit_legend()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The legend gives way first: each row says the same in words."""
        super().resizeEvent(event)
        self._fit_legend()

    def _fit_legend(self) -> None:
        self._spare_plan()
        beside = self.panel.width() if self.panel is not None else 0
        others = (self._sum, self._legend, self._print, self._open_approval)
        shown = [one.sizeHint().width() for one in others if one is self._legend or not one.isHidden()]
        self._legend.setVisible(sum(shown) + px(130) <= self.width() - beside)

    def _spare_plan(self) -> None:
        """Where the panel lies over the page, the plan ends beside it: what is approved is seen whole, row by row."""
        covered = self.panel.width() - px(12) if self.panel is not None and self.narrow else 0
        layout = self._plan_face.layout()
        assert layout is not None
        if layout.contentsMargins().right() != covered:
            layout.setContentsMargins(0, 0, covered, 0)

    def _refresh_results(self) -> None:
        if isinstance(self.panel, ApprovalPanel):
            self.close_panel()
        running = self._running_here()
        self._card.setVisible(running)
        self._note.setVisible(not running and practice_residue(self.session.vault))
        counted = [item for item in self._items if not item.planned.on_hold]
        failed = sum(needs_attention(item) for item in self._items)
        waiting = sum(is_waiting(item) for item in self._items)
        self._tabs.set_words("all", tr("All {n}", n=len(counted)))
        self._tabs.set_words("failed", tr("Not done {n}", n=failed))
        self._tabs.set_words("waiting", tr("Waiting {n}", n=waiting))
        by_job = [item for item in self._items if is_waiting(item) and item.planned.kind is ItemKind.FILE]
        ready = bool(by_job) or self._case_is_next() or bool(act.waited(self.session))
        self._go_on.setVisible(not running and ready)
        self._show_results()
        if running:
            self._usual_head = self._usual_head or (self._purpose.text(), self._skip.text())
            self.set_head(
                say("Destroying by the plan that two people approved."),
                say(
                    "You can stop: the item in hand is finished, and later it goes on from here; so after a power cut."
                ),
            )

    def _case_is_next(self) -> bool:
        own = [item for item in self._items if item.planned.kind is ItemKind.CASE_ROWS and is_waiting(item)]
        hands = [item for item in self._items if item.planned.kind in BY_HAND and is_waiting(item)]
        return bool(own) and not hands and not act.needed_for_packs(self.session)

    def _show_results(self) -> None:
        chosen = {"failed": needs_attention, "waiting": is_waiting}.get(self._tabs.current())
        shown = [item for item in self._items if chosen is None or chosen(item)]
        running = self._running_here()

        def order(item: Item) -> tuple[int, int]:
            started = item.state is ItemState.STARTED and running
            return (0 if started else 1 if needs_attention(item) else 3 if is_waiting(item) else 2), item.id

        self._result_table.show_rows([result_row(item, running=running) for item in sorted(shown, key=order)])

    def _running_here(self) -> bool:
        return self.jobs.state is not None and self.jobs.state.name.text == ERASE.text

    def job_moved(self, state: JobState) -> None:
        """Show the running card and the rows as they change."""
        if state.name.text != ERASE.text or self.session.vault.frozen_since is None:
            return
        self._items = store.items(self.session.vault) if len(self._items) < 500 else self._items
        self._refresh_results()
        self._result_face.show()
        self._plan_face.hide()
        plan = store.current_plan(self.session.vault)
        done = sum(item.state is ItemState.DONE for item in self._items)
        total = plan.items if plan else len(self._items)
        head = tr("Item {n} of {total}", n=min(done + 1, total), total=total)
        self._card.show_state(state, head=head, aside=tr("Check code {code}", code=plan.check_code if plan else ""))

    def basis(self) -> Sequence[LawQuote]:
        """The law behind destruction and its witnesses."""
        return [
            LawQuote(
                s.basis.quote, tr("{law}, in force {day}", law=s.basis.citation, day=spoken_date(s.basis.effective))
            )
            for s in self.session.rules.of_step("erasure")
        ]

    # -- the plan: panel and paper

    def open_panel(self, panel: SidePanel) -> None:
        """The panel's own button is the filled one while it is open."""
        super().open_panel(panel)
        self._fit_legend()
        self._go_on.set_role("secondary")

    def close_panel(self) -> None:
        """The way back to the approvals stays in sight."""
        super().close_panel()
        if hasattr(self, "_go_on"):
            self._go_on.set_role("primary")
        if hasattr(self, "_open_approval"):
            self._open_approval.setVisible(True)
            self._fit_legend()

    def _show_panel(self) -> None:
        vault = self.session.vault
        plan = store.current_plan(vault)
        if plan is None:
            return
        people = {person.role: person for person in shop.people(vault)}
        given = counting(self.session, plan)
        if isinstance(self.panel, ApprovalPanel) and self.panel.shows(plan, people, given):
            return
        typed = self.panel.sentence.text() if isinstance(self.panel, ApprovalPanel) else ""
        panel = ApprovalPanel(plan, people, given, self._approve, self._erase)
        panel.sentence.setText(typed)
        self.open_panel(panel)
        self._open_approval.setVisible(False)

    def _to_panel(self) -> QWidget | None:
        if not isinstance(self.panel, ApprovalPanel):
            self._show_panel()
        if not isinstance(self.panel, ApprovalPanel):
            return None
        return next(iter(self.panel.pins.values()), self.panel.sentence)

    def _approve(self, role: Role, pin: str) -> None:
        self.run(say("Checking the PIN"), approving(self.session, role, pin), lambda _: self._approved(), self.refresh)

    def _approved(self) -> None:
        self._looked_at = self._stamp()
        self.did_change()

    def _erase(self) -> None:
        self.close_panel()
        self.run(ERASE, act.erase(self.session), self._ended, self._after)

    def _ended(self, outcome: Outcome) -> None:
        if outcome.failed:
            self.say("warn", say("{n} items were not done. Each row says why and what to do.", n=outcome.failed))
        elif outcome.residue:
            words = say("{n} items are deleted, but residue may remain on the drive.", n=outcome.residue)
            self.say("warn", words, say("Have that drive erased as a whole or destroyed, then nothing is left open."))
        elif outcome.waiting:
            self.say("ok", say("The files are done. Left: {n} items by hand or by others.", n=outcome.waiting))
        else:
            self.say("ok", say("Everything in the plan is done. Go on to the certificate."))

    def _after(self) -> None:
        if self._usual_head is not None:
            self.set_head(*self._usual_head)
            self._usual_head = None
        self.refresh()
        self.changed.emit()

    def _viewer(self) -> PdfView:
        if self._view is None:
            from desktop.ui.preview import PdfView

            self._view = PdfView()
            self._view.trouble.connect(self.show_error)
            self._paper_place.addWidget(self._view)
        return self._view

    def _show_paper(self) -> None:
        def show() -> None:
            self._viewer().show_bytes(write_plan(self.session, None).data, f"{tr('Erasure plan')}.pdf")
            self._plan_face.hide()
            self._paper_face.show()

        self.attempt(show)

    def _hide_paper(self) -> None:
        self._paper_face.hide()
        self.refresh()

    # -- single items

    def jump(self, target: str) -> None:
        """An item's sentence opens its panel."""
        if target.startswith("item:"):
            self._tabs.show_tab("all")
            self._result_table.select(target)
            self._open_item(target)
        else:
            super().jump(target)

    def _open_item(self, key: str) -> None:
        item = store.item(self.session.vault, int(key.partition(":")[2]))
        if item is None or item.state is ItemState.DONE:
            return
        if item.planned.on_hold or item.state is ItemState.FAILED:
            self._open_explain(item)
        elif item.planned.kind in BY_HAND:
            witness = shop.person(self.session.vault, Role.WITNESS)
            name = witness.name if witness else ""
            self.open_panel(WorkPanel(item, name, self.session.today, lambda work: self._mark_done(item, work)))
        elif item.planned.kind is ItemKind.THIRD_PARTY:
            self._open_answer(item)

    def _open_answer(self, item: Item) -> None:
        self.open_panel(
            AnswerPanel(
                item,
                self.session.today,
                lambda answer, day, written, reference: self._take_answer(item, answer, day, written, reference),
                lambda: self._open_explain(item),
                known=parties.line_of(self.session.vault, item.planned.source_id),
            )
        )

    def _open_explain(self, item: Item) -> None:
        operator = shop.person(self.session.vault, Role.OPERATOR)
        other = None
        if item.planned.kind is ItemKind.THIRD_PARTY:
            other = (tr("Enter a new answer"), lambda: self._open_answer(item))
        elif item.planned.kind is ItemKind.CASE_ROWS:
            other = (tr("All backups are destroyed now"), lambda: self._backups_gone(item))
        retry = (lambda: self._retry(item)) if can_retry(item) else None
        name = operator.name if operator else ""
        self.open_panel(ExplainPanel(item, name, lambda words: self._explain(item, words), retry, other))

    def _mark_done(self, item: Item, work: Work) -> None:
        self._store(lambda: hand.mark_done(self.session, item.id, work))

    def _take_answer(self, item: Item, answer: PartyAnswer, day: date, written: bool, reference: str) -> None:
        self._store(
            lambda: hand.take_answer(self.session, item.id, answer, day, in_writing=written, reference=reference)
        )

    def _explain(self, item: Item, words: Explanation) -> None:
        self._store(lambda: hand.explain(self.session, item.id, words))

    def _backups_gone(self, item: Item) -> None:
        self._store(lambda: hand.backups_destroyed(self.session, item.id))

    def _retry(self, item: Item) -> None:
        together = act.with_group(self._items, item)
        self._store(lambda: act.retry(self.session, [one.id for one in together]))
        self._erase()

    def _store(self, write: Callable[[], object]) -> None:
        if self.attempt(write):
            self.close_panel()
            self.did_change()
