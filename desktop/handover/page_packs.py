"""Tab 封存包: where to and which pack; the code sheet first, then its code typed back, then the pack is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFrame

from desktop import numbers
from desktop.disk.records import Volume
from desktop.disk.volumes import removable_drives
from desktop.documents.code_sheet import CodeSheet, Purpose, code_sheet_data, save_code_sheet
from desktop.errors import OwnerError
from desktop.handover import store
from desktop.handover.contents import packs_needed
from desktop.handover.packing import numbered, recheck, write_pack
from desktop.handover.records import Pack, PackKind, PackSpec, PackState
from desktop.handover.sheet_place import refuse_beside_pack
from desktop.inventory import store as inventory
from desktop.inventory.records import GROUP_NAMES
from desktop.jobs.runner import JobState
from desktop.shop import store as shop_store
from desktop.system.folders import documents_folder
from desktop.ui import marks
from desktop.ui.blocks import EmptyState, SidePanel
from desktop.ui.cells import Column, Link, Number, Row, State, Text, TwoLine
from desktop.ui.fields import Choice, TextField
from desktop.ui.progress import ProgressCard
from desktop.ui.table import Table
from desktop.ui.widgets import Button, Label, column, row
from desktop.words import Sentence, say, spoken_date, tr

if TYPE_CHECKING:
    from desktop.handover.page import HandoverPage

STAGES = (say("Packing"), say("Reading back from the drive"), say("Opening with the code"))
OTHER = "folder"


class PacksTab(QFrame):
    """The code lives in this widget only, from the sheet to the written pack; it is stored nowhere."""

    def __init__(self, page: HandoverPage) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._page = page
        drive = page.session.vault.fact("practice_drive")
        self._folder: Path | None = Path(drive) if drive else None
        self._drives: dict[str, Volume] = {}
        self._spec: PackSpec | None = None
        self._code = ""
        self._specs: tuple[PackSpec, ...] = ()
        self.place = Choice(placeholder=tr("Where the packs go"))
        self.place.chosen.connect(self._place_chosen)
        self.look = Button(tr("Look for drives"), icon="refresh", small=True, on=self.show_drives)
        self.other = Button(tr("A folder"), icon="folder-open", small=True, on=self._ask_folder)
        self.where = Label("", "small", wrap=True)
        self.start = Button(tr("Make the next pack"), "primary", icon="box")
        page.when(self.start.clicked, self.begin_next)
        self.stop = Button(tr("Stop"), small=True, on=page.jobs.stop)
        self.progress = ProgressCard(stages=STAGES, stop=self.stop)
        self.progress.hide()
        self.table = Table(
            [
                Column(tr("Pack"), 150, stretch=2),
                Column(tr("Records"), 70, right=True),
                Column(tr("Falls due"), 110),
                Column(tr("State"), 170, stretch=2),
                Column("", 80),
            ],
            tr("Packs"),
            rows_shown=4,
        )
        self.table.set_empty(
            EmptyState("box", tr("Nothing to pack"), tr("No file has to be sealed or transferred by its decision."))
        )
        self.table.offered.connect(lambda key: page.attempt(lambda: self._offered(key)))
        choose = row(self.place, self.look, self.other, None, self.start, gap=8)
        box = column(choose, self.where, self.progress, self.table, gap=10)
        box.setStretch(3, 1)
        self.setLayout(box)
        self.show_drives()

    # ---- showing

    def show_drives(self) -> None:
        """Real removable drives with size, free space and file system; a folder of the PC can be chosen too."""
        self._drives = {volume.key or str(volume.mount_point): volume for volume in removable_drives()}
        options = [(key, _drive_words(volume)) for key, volume in self._drives.items()]
        if self._folder is not None:
            options.append((OTHER, str(self._folder)))
        self.place.set_options(options)
        if self._folder is not None:
            self.place.choose(OTHER)
        self.where.setText(
            tr("Use a USB drive and keep a second copy elsewhere; the code sheet never lies beside it.")
            if options
            else tr("No removable drive is plugged in. Plug one in, or choose a folder.")
        )

    def show_packs(self) -> None:
        """What is still to be written, and what there is."""
        vault = self._page.session.vault
        self._specs = packs_needed(self._page.session)
        rows = [self._needed(place, spec) for place, spec in enumerate(self._specs)]
        outdated = store.outdated_packs(vault)
        rows += [self._written(pack, outdated=pack.id in outdated) for pack in store.packs(vault)]
        self.table.show_rows(rows)
        self._lead(not self._code)
        self.start.setEnabled(bool(self._specs) and not self._page.jobs.busy)
        if not self._page.jobs.busy:
            self.progress.hide()

    def show_job(self, state: JobState) -> None:
        """Stages, bar and time of the pack that is being written."""
        self.progress.show()
        number = self._spec.number if self._spec else ""
        self.progress.show_state(state, head=number, place=self._page_folder_words())

    def has_code(self) -> bool:
        """Whether a pack is on its way between its code sheet and its end."""
        return bool(self._code)

    def _needed(self, place: int, spec: PackSpec) -> Row:
        kind = tr("Transfer pack") if spec.kind is PackKind.TRANSFER else tr("Seal pack")
        name = TwoLine(kind, self._content(spec.group_ids))
        state = marks.standing("todo", tr("Still to be written"))
        return Row(f"need:{place}", (name, Number(spec.records), Text(_due(spec)), state, Link(tr("Make"))))

    def _written(self, pack: Pack, *, outdated: bool) -> Row:
        held = {entry.group_id for entry in store.entries(self._page.session.vault, pack.id)}
        state: State = {
            PackState.BUILDING: marks.standing("running", tr("Being written")),
            PackState.VERIFIED: marks.standing("done", tr("Read back and opened")),
            PackState.DAMAGED: marks.standing("failed", tr("Damaged or missing")),
        }[pack.state]
        if outdated:
            state = marks.standing("todo", tr("Holds an earlier state"))
        name = TwoLine(pack.number, self._content(tuple(sorted(held))))
        return Row(f"pack:{pack.id}", (name, Number(pack.records), Text(_due(pack)), state, Link(tr("Check"))))

    def _content(self, group_ids: tuple[int, ...]) -> str:
        groups = [inventory.group(self._page.session.vault, i) for i in group_ids]
        return "、".join(dict.fromkeys(tr(GROUP_NAMES[group.kind]) for group in groups))

    # ---- making a pack

    def use_folder(self, folder: Path) -> None:
        """Write packs into this folder."""
        self._folder = folder
        self.show_drives()

    def begin_next(self) -> None:
        """The numbers and the code of the next pack; its sheet is shown to be printed."""
        self._begin(0)

    def _begin(self, place: int) -> None:
        if self._target() is None:
            raise OwnerError(
                say("It is not chosen where the pack goes."), todo=say("Choose a drive or a folder first.")
            )
        spec = self._specs[place]
        self._spec = numbered(self._page.session, spec)
        self._code = numbers.new_code()
        self._open_sheet_panel()

    def _open_sheet_panel(self) -> None:
        assert self._spec is not None
        panel = SidePanel(tr("Code sheet {sheet}", sheet=self._spec.code_sheet))
        panel.closed.connect(self._forget)
        self.typed = TextField(tr("Type or scan the code"))
        self.confirm = Button(tr("Write the pack"), "primary", icon="check")
        self.confirm.setEnabled(False)
        self._page.when(self.confirm.clicked, self._check_and_write)
        self.print_sheet = Button(tr("Print the code sheet"), icon="printer", on=self._print)
        self.save_sheet = Button(tr("Save it on another drive"), icon="usb", small=True, on=self._ask_sheet_file)
        panel.add(
            Label(tr("1 Print the sheet. It is the only key: without it nobody opens the pack."), wrap=True),
            self.print_sheet,
            self.save_sheet,
            12,
            Label(tr("2 Type the code from the paper, so that we know it can be read."), wrap=True),
            self.typed,
            12,
            Label(tr("3 Fold the sheet, seal it in an envelope, keep it away from the pack."), wrap=True),
        )
        panel.foot.addWidget(self.confirm)
        self._page.open_panel(panel)
        self._lead(False)

    def sheet_out(self) -> None:
        """The sheet is on paper or on another drive: now its code can be typed back."""
        self.confirm.setEnabled(True)
        self.typed.setFocus()

    def save_sheet_to(self, path: Path) -> None:
        """Save the sheet; refused beside the pack."""
        target = self._target()
        assert target is not None
        refuse_beside_pack(path, target)
        save_code_sheet(path, self._sheet())
        self.sheet_out()

    def _sheet(self) -> CodeSheet:
        assert self._spec is not None
        session = self._page.session
        shop = shop_store.read_shop(session.vault)
        number = numbers.read_number(self._spec.code_sheet)
        assert number is not None
        purpose = Purpose.TRANSFER_PACK if self._spec.kind is PackKind.TRANSFER else Purpose.SEAL_PACK
        return CodeSheet(
            purpose, shop.name if shop else "", number, self._code, self._spec.number, session.today,
            practice=session.vault.practice,
        )  # fmt: skip

    def _print(self) -> None:
        from desktop.ui.preview import PdfView

        self._sheet_view = PdfView()
        self._sheet_view.show_bytes(code_sheet_data(self._sheet()), tr("Code sheet"))
        self._sheet_view.printed.connect(self.sheet_out)
        self._sheet_view.print_now()

    def _ask_sheet_file(self) -> None:
        assert self._spec is not None
        name = f"{self._spec.code_sheet}.pdf"
        path, _ = QFileDialog.getSaveFileName(self, tr("Save it on another drive"), name, "PDF (*.pdf)")
        if path:
            self._page.attempt(lambda: self.save_sheet_to(Path(path)))

    def _check_and_write(self) -> None:
        reading = numbers.read_code(self.typed.text())
        if reading.code != self._code:
            groups = "、".join(str(group) for group in reading.wrong_groups)
            raise OwnerError(
                say("Group {groups} of the code is not right.", groups=groups)
                if groups
                else say("This is the code of another sheet."),
                meaning=say("No pack has been written yet."),
                todo=say("Compare with the sheet and type it again."),
            )
        self.write()

    def write(self) -> None:
        """Write the pack whose code has been typed back."""
        target = self._target()
        assert target is not None
        assert self._spec is not None
        job = write_pack(self._page.session, self._spec, target, self._code)
        if self._page.run(say("Write the pack"), job, self._finished, on_end=self._ended):
            self._page.close_panel()

    def _finished(self, pack: Pack) -> None:
        self._code = ""
        self._page.did_change()
        self._page.say(
            "ok", say("The pack {number} is written, read back from the drive and opened.", number=pack.number)
        )

    def _ended(self) -> None:
        """After a stop or a full drive the printed sheet is still good: the same pack can be written with it."""
        self.progress.hide()
        self._page.refresh()
        if self._code:
            self._open_sheet_panel()
            self.sheet_out()

    def _forget(self) -> None:
        self._code = ""
        self._lead(True)

    def _lead(self, leads: bool) -> None:
        """One filled button at a time: while a code sheet is open, its panel has it."""
        self.start.set_role("primary" if leads else "secondary")

    # ---- checking a pack

    def _offered(self, key: str) -> None:
        kind, _, rest = key.partition(":")
        if kind == "need":
            self._begin(int(rest))
            return
        pack = store.pack(self._page.session.vault, int(rest))
        self._page.run(say("Check the pack"), recheck(self._page.session, pack), self._checked)

    def _checked(self, pack: Pack) -> None:
        self._page.did_change()
        if pack.state is PackState.VERIFIED:
            self._page.say("ok", say("The pack {number} is as it was written.", number=pack.number))
            return
        self._page.say(
            "error",
            say("The pack {number} is damaged or missing", number=pack.number),
            say("What it held counts as not sealed."),
            say("If the originals are still there, write it again on another drive."),
        )

    # ---- where to

    def _place_chosen(self, key: str) -> None:
        if key != OTHER:
            self._folder = None

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder for the packs"), str(documents_folder()))
        if chosen:
            self.use_folder(Path(chosen))

    def _target(self) -> Path | None:
        if self._folder is not None:
            return self._folder
        volume = self._drives.get(self.place.key())
        return volume.mount_point if volume else None

    def _page_folder_words(self) -> str:
        volume = self._drives.get(self.place.key())
        return volume.label if volume else (self._folder.name if self._folder else "")


def _drive_words(volume: Volume) -> str:
    free = f"{volume.free / 2**30:.1f}"
    name = volume.label or str(volume.mount_point)
    words: Sentence = say("{name}: {free} GB free, {system}", name=name, free=free, system=volume.file_system)
    if volume.read_only:
        words = say("{name}: write-protected", name=name)
    return tr(words)


def _due(item: Pack | PackSpec) -> str:
    if item.kind is PackKind.TRANSFER:
        return "—"
    return spoken_date(item.falls_due) if item.falls_due else tr("for good")
