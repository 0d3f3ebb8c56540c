"""Step 5: packs on a drive, boxes with a seal, the lists that are signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from desktop.handover import store
from desktop.handover.contents import to_box
from desktop.handover.packing import abandon_unfinished
from desktop.handover.page_boxes import BoxesTab
from desktop.handover.page_lists import ListsTab
from desktop.handover.page_packs import PacksTab
from desktop.handover.records import PackState
from desktop.jobs.runner import JobState
from desktop.ui.blocks import LawQuote, Tabs
from desktop.ui.page import Page
from desktop.words import say, spoken_date, tr


class HandoverPage(Page):
    """Three tabs: electronic packs, paper boxes, lists."""

    def build(self) -> None:
        """The tabs."""
        self.packs, self.boxes, self.lists = PacksTab(self), BoxesTab(self), ListsTab(self)
        self.tabs = Tabs()
        self.tabs.add("packs", tr("Packs"), self.packs)
        self.tabs.add("boxes", tr("Paper and boxes"), self.boxes)
        self.tabs.add("lists", tr("Lists to sign"), self.lists)
        self.tabs.changed.connect(lambda _: self.lists.show_preview() if self.tabs.current() == "lists" else None)
        self.content.addWidget(self.tabs, 1)
        places: dict[str, tuple[str, QWidget]] = {
            "packs": ("packs", self.packs.table),
            "pack": ("packs", self.packs.table),
            "box": ("boxes", self.boxes.table),
            "list": ("lists", self.lists.make),
        }
        for name, (tab, widget) in places.items():
            self.target(name, self._opener(tab, widget))
        self.target("custodian", lambda: self._to("shop", "person:custodian"))
        self.target("group", lambda: self._to("classification", "table"))

    def refresh(self) -> None:
        """Show what the case holds; what a crash cut short is said and thrown away."""
        self._throw_away_half_packs()
        self.packs.show_packs()
        self.boxes.show_boxes()
        self.lists.show_lists()
        boxes = len(to_box(self.session))
        self.tabs.set_words("boxes", tr("Paper and boxes {n}", n=boxes))
        if self.tabs.current() == "lists":
            self.lists.show_preview()

    def jump(self, target: str) -> None:
        """Gate sentences name boxes as box:12 and packs as pack:3."""
        kind, _, rest = target.partition(":")
        super().jump(target)
        if kind == "box" and rest:
            self.boxes.choose(rest)
        if kind == "pack" and rest:
            self.packs.table.select(target)

    def basis(self) -> Sequence[LawQuote]:
        """The law's words behind this step."""
        return [
            LawQuote(
                s.basis.quote, tr("{law}, in force {day}", law=s.basis.citation, day=spoken_date(s.basis.effective))
            )
            for s in self.session.rules.of_step("handover")
        ]

    def job_moved(self, state: JobState) -> None:
        """The pack that is being written, shown large."""
        self.packs.show_job(state)

    def _throw_away_half_packs(self) -> None:
        half = [pack for pack in store.packs(self.session.vault) if pack.state is PackState.BUILDING]
        if not half or self.jobs.busy or self.packs.has_code():
            return
        if self.attempt(lambda: abandon_unfinished(self.session)):
            self.say(
                "warn",
                say("Writing the pack {number} was cut short; it has been thrown away.", number=half[0].number),
                say("The originals are unharmed."),
                say("Shred the code sheet {sheet} and write the pack again.", sheet=half[0].code_sheet),
            )

    def _opener(self, tab: str, widget: QWidget) -> Callable[[], QWidget]:
        def opened() -> QWidget:
            self.tabs.show_tab(tab)
            return widget

        return opened

    def _to(self, step: str, place: str) -> None:
        self.jump_requested.emit(step, place)
