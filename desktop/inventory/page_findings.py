"""The tab 发现: every place with customer data, grouped by folder; and the panel in which the owner checks one."""

from __future__ import annotations

from collections.abc import Callable

from desktop.inventory import fields, store, store_hand
from desktop.inventory.importing import dismiss
from desktop.inventory.page_words import kind_choice, listed, tag
from desktop.inventory.records import GROUP_NAMES, GroupKind, SourceKind, SourceState
from desktop.inventory.summary import SourceLine
from desktop.ui import marks
from desktop.ui.blocks import SidePanel
from desktop.ui.cells import Cell, Column, Group, Link, Number, Row, Text
from desktop.ui.forms import Choice, Form, TextField
from desktop.ui.page import Page
from desktop.ui.table import Table
from desktop.ui.widgets import Button, Label
from desktop.words import Sentence, say, tr

_ICONS = {SourceKind.PAPER: "box", SourceKind.DEVICE: "phone", SourceKind.THIRD_PARTY: "building"}
_HEADS: dict[SourceKind, Sentence] = {
    SourceKind.PAPER: say("Paper"),
    SourceKind.DEVICE: say("Devices"),
    SourceKind.THIRD_PARTY: say("Third parties"),
}
SHOWN_FAULTS = 6


def findings_table() -> Table:
    """The empty table."""
    return Table(
        [
            Column(tr("File"), 190, stretch=2),
            Column(tr("What is in it"), 150, stretch=2),
            Column(tr("Entries"), 60, right=True),
            Column(tr("Sensitive"), 70),
            Column(tr("Masked sample"), 150, stretch=2),
            Column("", 112),
        ],
        tr("Findings"),
    )


def head_row(key: str, kind: SourceKind, place: str, count: int, records: int) -> Group:
    """The head of a folder, or of what was entered by hand."""
    if kind is SourceKind.FILE:
        return Group(key, place, tr("{files} files • {records} records", files=count, records=records))
    return Group(key, tr(_HEADS[kind]), tr("{n} entries", n=count), _ICONS[kind])


def source_row(line: SourceLine) -> Row:
    """One place with customer data."""
    source = line.source
    kinds = [tr(GROUP_NAMES[kind]) for kind in dict.fromkeys(group.kind for group in line.groups)]
    contents = listed(line.contents) if line.contents else listed(kinds)
    if source.kind is not SourceKind.FILE:
        name = f"{source.name} {source.quantity} {source.unit}" if source.unit else source.name
        sample: Cell = Text(source.place if source.kind is not SourceKind.THIRD_PARTY else source.contact, "text2")
        if source.kind is SourceKind.THIRD_PARTY:
            name = source.name
    else:
        name = source.name
        sample = Text("　".join(line.samples), "text2")
    if source.state is SourceState.UNREADABLE and not line.groups:
        contents, sample = tr("Could not be read"), Text(str(source.reason or ""), "text2")
    if source.gone:
        contents = tr("No longer there")
    if source.state is SourceState.DISMISSED:
        contents, sample = tr("False alarm"), Text(str(source.reason or ""), "text2")
    icon = _ICONS.get(source.kind, "file")
    number: Cell = Number(line.records) if line.records else Text("")
    cells: tuple[Cell, ...] = (
        Text(name, weight=500, icon=icon, elide="middle"), Text(contents, "text2"), number, tag(line.sensitivity),
        sample, _offer(line),
    )  # fmt: skip
    return Row(f"source:{source.id}", cells, dim=source.state is SourceState.DISMISSED)


def _offer(line: SourceLine) -> Cell:
    if line.open:
        return Link(tr("Check"))
    if line.source.kind is not SourceKind.FILE:
        return Link(tr("Change"))
    if line.source.state is SourceState.DISMISSED:
        return Text("")
    return marks.standing("done", tr("Checked"))


class CheckPanel:
    """The panel for one file: what was recognised and why; agree, correct, or say that it is a false alarm."""

    def __init__(self, page: Page, source_id: int, remap: Callable[[int], object]) -> None:
        self._page = page
        self._id = source_id
        self._remap = remap
        self._choices: dict[int, Choice] = {}
        self._named: Choice | None = None
        self._reason = TextField()
        self.panel = SidePanel(store.source(page.session.vault, source_id).name)
        self._fill()

    def _fill(self) -> None:
        vault = self._page.session.vault
        source = store.source(vault, self._id)
        groups = store.groups_of(vault, self._id)
        panel = self.panel
        if source.reason is not None and source.state is not SourceState.DISMISSED:
            # Also of a file that was read in part: what in it was not.
            panel.add(Label(str(source.reason), wrap=True), 4)
        if source.gone:
            gone = say("The last scan did not find it there any more. If its drive is not plugged in, plug it in and"
                       " scan again.")  # fmt: skip
            panel.add(Label(str(gone), wrap=True), 4)
        for group in groups:
            people = tr("{n} people", n=group.people) if group.people is not None else tr("People: not known")
            if group.part:
                panel.add(Label(group.part, "h3"))
            panel.add(Label(tr("{records} records, {people}", records=group.records, people=people), "small"))
            choice = kind_choice(group.kind)
            self._choices[group.id] = choice
            form = Form()
            form.add("kind", tr("What kind of records"), choice)
            panel.add(form)
            if group.copy_of is not None:
                original = store.source(vault, store.group(vault, group.copy_of).source_id).name
                panel.add(Label(tr("It looks like a copy of {name}.", name=original), "small", wrap=True))
            self._add_faults(group.id)
        if not groups:
            self._named = kind_choice(None)
            form = Form()
            form.add("kind", tr("What is in it, as far as you know"), self._named)
            panel.add(form)
        self._add_findings()
        form = Form()
        hint = tr("For example: it is a list of suppliers.")
        form.add("reason", tr("If it is no customer data: why"), self._reason, hint)
        panel.add(4, form, Button(tr("No customer data"), small=True, on=self._dismiss))
        if source.state is not SourceState.UNREADABLE and source.path is not None:
            panel.add(Button(tr("Correct the columns"), "link", icon="table", on=lambda: self._remap(self._id)))
        agree = tr("It is right") if groups else tr("That is what it is")
        panel.foot.addWidget(Button(agree, "primary", icon="check", on=lambda: self._page.attempt(self._agree)))

    def _add_faults(self, group_id: int) -> None:
        faults = store.faults(self._page.session.vault, group_id)
        for fault in faults[:SHOWN_FAULTS]:
            self.panel.add(
                Label(tr("Line {line}: {what}", line=fault.line, what=fault.what), "small", tone="warn", wrap=True)
            )
        if len(faults) > SHOWN_FAULTS:
            self.panel.add(Label(tr("and {n} more; nothing is left out", n=len(faults) - SHOWN_FAULTS), "small"))

    def _add_findings(self) -> None:
        rules = self._page.session.rules
        for finding in store.findings(self._page.session.vault, self._id):
            head = tr("{what}: {n}", what=fields.field_name(finding.field_type, rules), n=finding.total)
            self.panel.add(Label(head, "smallname"))
            self.panel.add(Label(f"{finding.sample}　{finding.reason}", "small", wrap=True))

    def _agree(self) -> None:
        vault = self._page.session.vault
        if self._named is not None:
            store_hand.name_unreadable(vault, self._id, GroupKind(self._named.key() or GroupKind.UNKNOWN))
        for group_id, choice in self._choices.items():
            kind = GroupKind(choice.key())
            if kind is not store.group(vault, group_id).kind:
                store_hand.set_kind(vault, group_id, kind)
        store_hand.check(vault, [self._id])
        self._page.close_panel()
        self._page.did_change()

    def _dismiss(self) -> None:
        job = dismiss(self._page.session.vault, self._id, self._reason.text())
        self._page.run(say("Take a false alarm out"), job, lambda _: self._page.close_panel(), self._page.did_change)
