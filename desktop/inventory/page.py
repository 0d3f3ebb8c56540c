"""Step 2: what customer data there is, and where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.inventory import fields, store, store_findings
from desktop.inventory.importing import CHECKED_AT_ONCE, check_all, import_table, preview
from desktop.inventory.labels import make_labels
from desktop.inventory.looking_again import LookedAgain, in_words, look_again
from desktop.inventory.page_findings import CheckPanel, findings_table
from desktop.inventory.page_hand import CarrierPanel
from desktop.inventory.page_import import ImportView
from desktop.inventory.page_left_out import LeftOutPanel
from desktop.inventory.page_lines import FindingLines, LineFeed
from desktop.inventory.page_list import ListTab
from desktop.inventory.page_parties import PartiesTab, PartyPanel
from desktop.inventory.page_people import PeopleTab
from desktop.inventory.page_places import Places
from desktop.inventory.page_scan import ScanPanel
from desktop.inventory.page_words import shortened
from desktop.inventory.records import Imported, PartMapping, Preview, ScanResult, SourceKind, SourceState
from desktop.inventory.scanning import resume, scan, unfinished
from desktop.jobs.job import Job, Progress, run_to_end
from desktop.jobs.runner import JobRunner, JobState
from desktop.ui.blocks import BigChoice, EmptyState, LawQuote, MessageBar, SidePanel, Tabs
from desktop.ui.forms import FileDrop
from desktop.ui.page import Page
from desktop.ui.progress import Bar
from desktop.ui.table import Table
from desktop.ui.widgets import Button, Card, Label, column, frame, row
from desktop.words import say, spoken_date, tr, zh

TABLES = "*.csv *.tsv *.txt *.xlsx *.xlsm *.xls *.ods *.docx *.html *.htm"
SHOWN_COUNTS = ("mobile", "id_number", "prescription", "diagnosis", "medicine")


class InventoryPage(Page):
    """Four ways in, what was found, the usual places, the list to print."""

    def build(self) -> None:
        """The choices above, the running scan, the tabs; the import preview takes their place while it is open."""
        self._choices = {
            "import": BigChoice("table", tr("Import tables"), tr("Till and member exports"), on=self.ask_for_table),
            "scan": BigChoice("monitor", tr("Scan computer"), tr("A folder or a whole drive"), on=self.ask_for_folder),
            "hand": BigChoice("box", tr("Paper and devices"), "", on=lambda: self.open_hand(None)),
            "party": BigChoice("building", tr("Third parties"), "", on=lambda: self.open_party(None)),
        }  # fmt: skip
        self._scan_head, self._scan_files = Label(kind="name"), Label(kind="small")
        self._scan_counts = Label(kind="small")
        self._scan_bar = Bar(6)
        self._scan_card = Card(margins=(18, 12), gap=8)
        self._scan_card.body.addWidget(self._scan_head)
        self._scan_card.body.addWidget(self._scan_bar)
        self._scan_card.body.addLayout(row(self._scan_files, None, self._scan_counts, gap=12))
        self._scan_card.hide()
        cut_off = say("Reading was cut off the last time. What was read is safe.")
        self._cut_off = MessageBar("ask", [cut_off], [("go", tr("Go on reading"))])
        self._cut_off.answered.connect(lambda _: self.attempt(self._resume))
        self._cut_off.hide()
        self._table = findings_table()
        self._lines = FindingLines(self.session)
        self._feed = LineFeed(self.session, self._show_lines, self)
        start = Button(tr("Choose a folder to scan"), on=self.ask_for_folder)
        line = tr("Import an export of the till, or have a folder scanned. Nothing is changed in your files.")
        self._table.set_empty(EmptyState("search", tr("Nothing recorded yet"), line, start))
        self._table.offered.connect(self.open_row)
        self._table.opened.connect(self.open_row)
        self._all_right = Button(
            tr("Mark {n} sure ones as checked", n=0), icon="check", on=lambda: self.attempt(self._check_sure)
        )
        self._labels = Button(tr("Labels to print"), icon="qr", on=lambda: self.open_labels(None))
        self._places = Places(self, self.open_left_out)
        self._parties = PartiesTab(self, self.open_party)
        self._tabs = Tabs()
        self._tabs.add("findings", tr("Findings"), self._findings_tab())
        self._people = PeopleTab(self, self.open_row)
        self._tabs.add("people", tr("Customers"), self._people)
        self._tabs.add("places", tr("Usual places"), self._places)
        self._tabs.add("parties", tr("Third parties"), self._parties)
        self._tabs.add("list", tr("List of personal data"), ListTab(self))
        self._tabs.changed.connect(lambda key: self._people.read() if key == "people" else None)
        self._looker = JobRunner(self)
        self._import = ImportView(self.session.rules, self._import_now, self.close_import, self._look_again)
        self._corrected: tuple[Path, tuple[PartMapping, ...]] | None = None
        self._agreed: tuple[Path, tuple[PartMapping, ...]] | None = None
        self._looking = False
        self._import.hide()
        self._main = self._main_column()
        self.content.addWidget(self._main, 1)
        self.content.addWidget(self._import, 1)
        self.setAcceptDrops(True)
        self.target("places", self._show_places)
        self.target("scan", self._choices["scan"])
        self.target("parties", self._show_parties)
        self.target("findings", self._table)

    def refresh(self) -> None:
        """Read the case."""
        self._feed.read()
        counts = store_findings.by_hand(self.session.vault)
        by_hand = counts.get(SourceKind.PAPER, 0) + counts.get(SourceKind.DEVICE, 0)
        parties = counts.get(SourceKind.THIRD_PARTY, 0)
        self._choices["hand"].set_line(tr("{n} recorded", n=by_hand))
        late = self._parties.show_lines()
        words = tr("{n} recorded, {late} overdue", n=parties, late=late) if late else tr("{n} recorded", n=parties)
        self._choices["party"].set_line(words)
        self._labels.setVisible(by_hand > 0)
        self._tabs.set_words("parties", tr("Third parties {n}", n=parties) if parties else tr("Third parties"))
        if self._tabs.current() == "people":
            self._people.read()
        self._places.show_answers()
        total = len(self.session.rules.places)
        answered = self._places.answered()
        self._tabs.set_words("places", tr("Usual places {done}/{total}", done=answered, total=total))
        running = self.jobs.state is not None and self.jobs.state.owner == self.key
        self._scan_card.setVisible(running)
        self._choices["scan"].set_chosen(running)
        self._cut_off.setVisible(not self.jobs.busy and unfinished(self.session.vault))

    @property
    def table(self) -> Table:
        """The findings."""
        return self._table

    @property
    def reading(self) -> bool:
        """Whether the order of very many findings is still being read."""
        return self._feed.busy

    def _show_lines(self, lines: FindingLines) -> None:
        """The order has been read; rows are read when they come into sight."""
        same = lines.heads == self._lines.heads
        self._lines = lines
        if same:
            self._table.replace_rows(lines)
        else:
            self._table.show_rows(lines)
        self._tabs.set_words("findings", tr("Findings {n}", n=lines.sources))
        self._all_right.setVisible(len(lines.sure) > 1)
        self._all_right.set_words(tr("Mark {n} sure ones as checked", n=len(lines.sure)))

    def basis(self) -> Sequence[LawQuote]:
        """The law's words behind this step."""
        return [
            LawQuote(
                s.basis.quote, tr("{law}, in force {day}", law=s.basis.citation, day=spoken_date(s.basis.effective))
            )
            for s in self.session.rules.of_step("inventory")
        ]

    def jump(self, target: str) -> None:
        """Also to a file: `source:12` selects its row and opens its panel."""
        if target.startswith("source:"):
            self.close_import()
            self._tabs.show_tab("findings")
            self._table.select(target)
            self.open_row(target)
            return
        super().jump(target)

    def job_moved(self, state: JobState) -> None:
        """The live counts of a scan."""
        self._scan_card.show()
        self._choices["scan"].set_chosen(True)
        self._scan_head.setText(f"{state.progress.stage or state.name} {shortened(state.progress.item, self.narrow)}")
        done, total = state.progress.done, state.progress.total
        words = tr("{done} of {total} files", done=done, total=total) if total else tr("{n} files", n=done)
        self._scan_files.setText(words)
        self._scan_bar.setVisible(state.part is not None)
        self._scan_bar.set_part(state.part or 0.0)
        seen = store.recognised(self.session.vault)
        counts = [
            f"{fields.field_name(name, self.session.rules)} {seen[name]:,}"
            for name in SHOWN_COUNTS[: 2 if self.narrow else None]
            if seen.get(name)
        ]
        self._scan_counts.setText("　".join((tr("Recognised:"), *counts)) if counts else "")

    # ---- the ways in

    def ask_for_table(self) -> None:
        """Open the panel that takes a table."""
        panel = SidePanel(tr("Import tables"))
        drop = FileDrop(tr("Drag a table here"), tr("Choose a file"), pattern=TABLES, many=False, slim=True)
        drop.chosen.connect(lambda paths: self.open_preview(paths[0]))
        hint = tr("First you see what is recognised. Nothing is imported before you agree.")
        panel.add(drop, Label(hint, "small", wrap=True))
        self.open_panel(panel)

    def ask_for_folder(self) -> None:
        """Open the panel that takes a folder or a drive; usual places that are there are ticked."""
        self.open_panel(ScanPanel(self, self._looker, self.start_scan, self.open_left_out).panel)

    def open_left_out(self) -> None:
        """Open the panel of what is left out of the search."""
        self.open_panel(LeftOutPanel(self, self.open_left_out).panel)

    def start_scan(self, folders: Sequence[Path]) -> None:
        """Scan folders, one after the other. After erasure has begun they are only looked at again."""
        if folders and self.session.vault.frozen_since is not None:
            if self.run(say("Look again"), look_again(self.session, folders), self._looked, self._over):
                self.close_panel()
            return
        if folders and self.run(say("Scan the computer"), _scan_all(self, folders), self._scanned, self._over):
            self.close_panel()
            self.clear_message()
            self._tabs.show_tab("findings")
            self.refresh()

    def _resume(self) -> None:
        if self.run(say("Go on reading"), resume(self.session), self._scanned, self._over):
            self.clear_message()
            self.refresh()

    def open_preview(self, path: Path) -> None:
        """Look at a file before it is imported."""

        def look() -> Job[Preview]:
            yield Progress(0, None, store.shown_name(path.name), say("Reading the file"))
            return preview(path, self.session.rules)

        self.run(say("Look at the file"), look(), self._show_preview, self.refresh)

    def open_hand(self, source_id: int | None) -> None:
        """Open the form for paper and devices."""
        self.open_panel(CarrierPanel(self, self.open_labels, source_id).panel)

    def open_party(self, source_id: int | None) -> None:
        """Open the form for a third party."""
        self._tabs.show_tab("parties")
        self._parties.close_letter()
        self.open_panel(PartyPanel(self, self._parties.show_letter, source_id).panel)

    def open_labels(self, source_id: int | None) -> None:
        """Open the panel that prints the labels of all paper and devices, or of one."""
        from desktop.ui.label_panel import LabelPanel  # QtPdf takes long to load

        chosen = None if source_id is None else (source_id,)
        panel = LabelPanel(
            self, lambda start, offset: make_labels(self.session, None, chosen=chosen, start=start, offset=offset).data,
            zh("Labels"),
        )  # fmt: skip
        self.open_panel(panel)
        self.attempt(panel.show_sheets)

    def open_row(self, key: str) -> None:
        """Open what belongs to a row."""
        if not key.startswith("source:"):
            return
        source = store.source(self.session.vault, int(key.partition(":")[2]))
        if source.kind is SourceKind.THIRD_PARTY:
            self.open_party(source.id)
        elif source.kind is not SourceKind.FILE:
            self.open_hand(source.id)
        elif source.state is not SourceState.DISMISSED:
            self.open_panel(CheckPanel(self, source.id, self._correct_columns).panel)

    def close_import(self) -> None:
        """Back from the import preview."""
        self._import.hide()
        self._main.show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths and paths[0].is_dir():
            self.start_scan([path for path in paths if path.is_dir()])
        elif paths:
            self.open_preview(paths[0])

    # ---- inside

    def _main_column(self) -> QFrame:
        choices = row(*self._choices.values(), gap=12)
        for place in range(len(self._choices)):
            choices.setStretch(place, 1)
        holder = column(choices, self._scan_card, self._cut_off, self._tabs, gap=12)
        holder.setStretch(3, 1)
        return frame("clear", holder)

    def _findings_tab(self) -> QFrame:
        box = column(self._table, row(None, self._labels, self._all_right, gap=8), gap=8)
        box.setStretch(0, 1)
        return frame("clear", box)

    def _show_parties(self) -> QWidget:
        self.close_import()
        self._tabs.show_tab("parties")
        return self._parties.table

    def _show_places(self) -> QWidget | None:
        self.close_import()
        self._tabs.show_tab("places")
        return self._places.first_open() or self._places

    def _show_preview(self, found: Preview) -> None:
        self.close_panel()
        self._import.show_preview(found)
        self._main.hide()
        self._import.show()

    def _correct_columns(self, source_id: int) -> None:
        path = store.source(self.session.vault, source_id).path
        if path is not None:
            self.open_preview(path)

    def _look_again(self, path: Path, mapping: tuple[PartMapping, ...]) -> None:
        """Look at a file with its corrected columns; of corrections made meanwhile the last one counts."""
        self._corrected = (path, mapping)
        if not self.jobs.busy:
            self._look_corrected()

    def _look_corrected(self) -> None:
        self._looking = False
        if self._agreed is not None:
            agreed, self._agreed, self._corrected = self._agreed, None, None
            self._import_now(*agreed)
        if self._corrected is None:
            return
        (path, mapping), self._corrected = self._corrected, None

        def look() -> Job[Preview]:
            yield Progress(0, None, store.shown_name(path.name), say("Reading the file"))
            return preview(path, self.session.rules, mapping)

        self._looking = self.run(say("Look at the file"), look(), self._import.show_samples, self._look_corrected)

    def _import_now(self, path: Path, mapping: tuple[PartMapping, ...]) -> None:
        if self._looking:
            self._agreed = (path, mapping)  # the look at the corrected columns is nearly through
            return
        job = import_table(self.session, path, mapping)
        self.run(say("Import a table"), job, self._imported, self._over)

    def _imported(self, done: Imported) -> None:
        self.close_import()
        self.did_change()
        self.say("ok", say("{records} records of {people} people imported. Things to look at: {faults}.",
                           records=done.records, people=done.people, faults=done.faults))  # fmt: skip

    def _scanned(self, done: ScanResult) -> None:
        self.did_change()
        words = say("{files} files looked at. With customer data, new or changed: {found}. Unreadable: {unreadable}.",
                    files=done.files, found=done.with_data, unreadable=done.unreadable)  # fmt: skip
        more = []
        if done.gone:
            more.append(say("{n} files are no longer there: marked in the list.", n=done.gone))
        if done.moved:
            more.append(say("{n} files have another name or place now. What you said still holds.", n=done.moved))
        if done.kept_out:
            more.append(say("{n} places were left out, as you decided.", n=done.kept_out))
        self.say("ok", words, *more)

    def _over(self) -> None:
        """A job has ended: show what it left in the case. What it said about itself stays."""
        self.refresh()
        self.changed.emit()

    def _looked(self, done: LookedAgain) -> None:
        """What is left after erasing; the journal has it."""
        self.did_change()
        name = shortened(store.shown_name(str(done.with_data[0])), self.narrow) if done.with_data else ""
        self.say("warn" if done.with_data else "ok", *in_words(done, name))

    def _check_sure(self) -> None:
        job = check_all(self.session.vault, self._lines.sure)
        if len(self._lines.sure) > CHECKED_AT_ONCE:
            self.run(say("Mark files as checked"), job, None, self.did_change)
        else:
            run_to_end(job)
            self.did_change()

    def retire(self) -> None:
        super().retire()
        self._looker.blockSignals(True)
        self._looker.wait()
        self._feed.stop()
        self._people.stop()


def _scan_all(page: InventoryPage, folders: Sequence[Path]) -> Job[ScanResult]:
    results = []
    for folder in folders:
        results.append((yield from scan(page.session, folder)))
    return ScanResult(
        sum(r.files for r in results), sum(r.unchanged for r in results), sum(r.with_data for r in results),
        sum(r.unreadable for r in results), sum(r.left_out for r in results), sum(r.gone for r in results),
        sum(r.moved for r in results), sum(r.kept_out for r in results),
    )  # fmt: skip
