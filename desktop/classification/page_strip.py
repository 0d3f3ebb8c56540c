"""The tab for keeping a table without identity: what goes, what stays, who would stand out, and the word for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from desktop.classification import store_strip, strip_writing
from desktop.classification.page_words import group_name
from desktop.classification.records_strip import StrippedFile
from desktop.classification.reidentification import STILL_PERSONAL, Report, Standing
from desktop.classification.stripping import ALLOWED, ROLE_REASONS, WAY_NAMES, StripPlan, Way
from desktop.inventory.records import RecordGroup
from desktop.rules.stripping import load_stripping
from desktop.ui.blocks import EmptyState
from desktop.ui.cells import State
from desktop.ui.forms import Choice, Form, TextField
from desktop.ui.page import Page
from desktop.ui.widgets import BadgeView, Button, Card, Label, clear, column, frame, row
from desktop.words import say, tr

LONGEST_STEPS = 3
"""So many ways to make it coarser are offered at a time."""


@dataclass(frozen=True, slots=True)
class StripActs:
    """What the tab asks of the page: each begins a job."""

    choose: Callable[[int], object]
    check: Callable[[int, StripPlan], object]
    write: Callable[[int, StripPlan, Path, str], object]


@dataclass(frozen=True, slots=True)
class Shown:
    """A written file with what its word hangs on today."""

    file: StrippedFile
    name: str
    standing: Standing


class StripView(QFrame):
    """Choose a table, look at the columns, check, write. The page runs the jobs and shows what they found."""

    def __init__(self, acts: StripActs) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._acts = acts
        self._group: int | None = None
        self._plan: StripPlan | None = None
        self._found: Report | None = None
        self._names: dict[int, str] = {}
        self.ways: dict[int, Choice] = {}
        self.table = Choice(placeholder=tr("Choose a table"))
        self.table.chosen.connect(lambda key: self._acts.choose(int(key)))
        head = Form()
        head.add("table", tr("Which table"), self.table)
        intro = Label(tr("Keep sales figures without anybody's name, for taxes or for yourself. The table itself goes"
                         " its own way as decided: this changes nothing about that."), "body", wrap=True)  # fmt: skip
        self._nothing = EmptyState(
            "list", tr("No table to choose from"), tr("Import a table in step 2 first; only its rows can be checked.")
        )
        self._columns = Card(gap=10)
        self._result = Card(gap=10)
        self._files = Card(gap=10)
        self._form_card = frame("clear", column(head, gap=0))
        parts = (intro, self._nothing, self._form_card, self._columns, self._result, self._files)
        box = column(*parts, gap=12)
        box.addStretch(1)
        self.setLayout(box)
        for card in (self._columns, self._result, self._files):
            card.hide()

    def show_tables(self, groups: Sequence[RecordGroup], files: Sequence[Shown]) -> None:
        """What can be chosen, and what was written."""
        self._names = {group.id: _table_name(group) for group in groups}
        keys = [(str(group_id), name) for group_id, name in self._names.items()]
        if [self.table.itemData(n) for n in range(self.table.count())] != [key for key, _ in keys]:
            self.table.set_options(keys)
        self._nothing.setVisible(not groups)
        self._form_card.setVisible(bool(groups))
        clear(self._files.body)
        if files:
            self._files.body.addWidget(Label(tr("Files without identity"), "h3"))
        for shown in files:
            self._files.body.addWidget(_file_line(shown))
        self._files.setVisible(bool(files))

    def show_plan(self, group_id: int, plan: StripPlan) -> None:
        """What is proposed for the columns of a table; nothing is checked yet."""
        self._group, self._plan, self._found = group_id, plan, None
        self.table.choose(str(group_id))
        clear(self._columns.body)
        self.ways = {}
        form = Form()
        for one in plan.columns:
            choice = Choice([(way.value, tr(WAY_NAMES[way])) for way in ALLOWED[one.role]])
            choice.choose(one.way.value)
            choice.setEnabled(len(ALLOWED[one.role]) > 1)
            choice.chosen.connect(partial(self._way_chosen, one.position))
            self.ways[one.position] = choice
            name = one.header or tr("Column {n}", n=one.position + 1)
            form.add(str(one.position), name, choice, tr(ROLE_REASONS[one.role]), half=True)
        self.rest = Choice([("out", tr("Leave them out")), ("kept", tr("Keep them; then it is only de-identified"))])
        self.rest.choose("out" if plan.leave_out else "kept")
        self.rest.chosen.connect(self._rest_chosen)
        form.add("rest", tr("Rows that stand out"), self.rest)
        self.check = Button(tr("Check who would stand out"), icon="search", on=self._check)
        title = Label(tr("What leaves the table"), "h3")
        self._columns.body.addWidget(title)
        self._columns.body.addWidget(form)
        self._columns.body.addLayout(row(self.check, None, gap=10))
        self._columns.show()
        self._result.hide()

    def show_report(self, plan: StripPlan, found: Report, standing: Standing) -> None:
        """What the check found, what helps, and what the file may be called."""
        self._plan, self._found = plan, found
        clear(self._result.body)
        self._result.body.addWidget(Label(tr("Who would stand out"), "h3"))
        self._result.body.addWidget(Label(_count_words(found), "body", wrap=True))
        if found.rows_out:
            self._add_examples(found)
            self._add_steps(found)
            if plan.leave_out:
                words = tr("Left out, {n} rows remain in the file.", n=found.rows - found.rows_out)
                self._result.body.addWidget(Label(words, "body", wrap=True))
        remaining = found.rows - found.rows_out if plan.leave_out else found.rows
        if remaining:
            self._add_word(standing)
        self.purpose = TextField(tr("For example: sales figures for the tax office"))
        form = Form()
        form.add("purpose", tr("What it is needed for"), self.purpose)
        self.save = Button(tr("Write the file"), icon="download", on=self._ask_file)
        self.save.setEnabled(remaining > 0)
        self._result.body.addWidget(form)
        self._result.body.addLayout(row(self.save, None, gap=10))
        self._result.show()

    def _add_word(self, standing: Standing) -> None:
        self._result.body.addLayout(row(Label(tr("It may be called"), "name"), _word(standing), None, gap=10))
        for lacking in standing.lacks:
            self._result.body.addWidget(Label(tr(lacking), "small", wrap=True))
        if not standing.anonymous:
            self._result.body.addWidget(Label(tr(STILL_PERSONAL), "small", tone="warn", wrap=True))

    def _add_examples(self, found: Report) -> None:
        shown = "；".join("、".join(cell or "—" for cell in cells) for cells in found.examples)
        self._result.body.addWidget(Label(tr("For example: {rows}", rows=shown), "small", wrap=True))

    def _add_steps(self, found: Report) -> None:
        self.steps: list[Button] = []
        if not found.steps:
            words = tr("Making a column coarser does not help here: leave these rows out.")
            self._result.body.addWidget(Label(words, "small", wrap=True))
        for step in found.steps[:LONGEST_STEPS]:
            words = tr("{column}: {way}", column=step.header, way=WAY_NAMES[step.way])
            button = Button(words, small=True, on=partial(self._take_step, step.position, step.way))
            self.steps.append(button)
            left = Label(tr("standing out after that: {n}", n=step.rows_left), "small")
            self._result.body.addLayout(row(button, left, None, gap=10))

    def _take_step(self, position: int, way: Way) -> None:
        assert self._plan is not None
        assert self._group is not None
        plan = self._plan.with_way(position, way)
        self.show_plan(self._group, plan)
        self._check()

    def _way_chosen(self, position: int, way: str) -> None:
        assert self._plan is not None
        self._plan = self._plan.with_way(position, Way(way))
        self._result.hide()

    def _rest_chosen(self, key: str) -> None:
        assert self._plan is not None
        self._plan = StripPlan(self._plan.columns, key == "out")
        self._result.hide()

    def _check(self) -> None:
        assert self._plan is not None
        assert self._group is not None
        self._acts.check(self._group, self._plan)

    def _ask_file(self) -> None:
        assert self._group is not None
        name = f"{tr('Sales without identity')}.csv"
        path, _ = QFileDialog.getSaveFileName(self, tr("Write the file"), name, "CSV (*.csv)")
        if path:
            self.write_to(Path(path))

    def write_to(self, path: Path) -> None:
        """Write under this name what was checked."""
        assert self._plan is not None
        assert self._group is not None
        target = path if path.suffix.lower() == ".csv" else path.with_name(path.name + ".csv")
        self._acts.write(self._group, self._plan, target, self.purpose.text())


def _table_name(group: RecordGroup) -> str:
    name = group_name(group)
    return tr("{name} · {n} rows", name=f"{name} · {group.part}" if group.part else name, n=group.records)


def _count_words(found: Report) -> str:
    if not found.rows_out:
        words = say(
            "{rows} rows, {groups} groups that look alike. In each there are at least {n} people: nobody stands out.",
            rows=found.rows, groups=found.groups, n=found.smallest,
        )  # fmt: skip
        return tr(words)
    words = say(
        "{rows} rows, {groups} groups that look alike. {out} rows stand out: fewer than {least} people look like them."
        " Whoever knows one of these people could read the rest of the row.",
        rows=found.rows, groups=found.groups, out=found.rows_out, least=found.limit,
    )  # fmt: skip
    return tr(words)


def _word(standing: Standing) -> QWidget:
    if standing.anonymous:
        return BadgeView(State(tr(standing.word), "check", "accent"))
    return BadgeView(State(tr(standing.word), "alert", "warn"))


def _file_line(shown: Shown) -> QWidget:
    file = shown.file
    words = tr(
        "{name}: {rows} rows, {left} left out, at least {n} people alike, digest {digest}",
        name=f"{shown.name} → {file.path.name}", rows=file.rows, left=file.left_out, n=file.smallest,
        digest=file.sha256[:8].upper(),
    )  # fmt: skip
    lines: list[QWidget] = [Label(words, "body", wrap=True)]
    if not shown.standing.anonymous:
        why = "".join(tr(sentence) for sentence in shown.standing.lacks)
        lines.append(Label(why, "small", wrap=True))
        lines.append(
            Label(tr("It is destroyed in step 6 together with the copies on this PC, unless the company goes on."),
                  "small", wrap=True)
        )  # fmt: skip
    head = frame("clear", row(_word(shown.standing), None, gap=10))
    return frame("clear", column(head, *lines, gap=4))


class StripTab:
    """Runs the jobs of the tab in its page, and shows what they found."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.view = StripView(StripActs(self.choose, self.check, self.write))

    def show(self) -> None:
        """What can be chosen, and what was written, as the case stands."""
        vault = self._page.session.vault
        groups = strip_writing.can_be_stripped(self._page.session) if vault.frozen_since is None else ()
        names = {group.id: group_name(group) for group in groups}
        written = store_strip.files(vault)
        going = store_strip.tables_going(vault) if written else frozenset()
        files = [
            Shown(file, names.get(file.group_id, ""), store_strip.standing(vault, file, going)) for file in written
        ]
        self.view.show_tables(groups, files)

    def choose(self, group_id: int) -> None:
        """Look at the columns of a table."""
        job = strip_writing.survey(self._page.session, group_id, load_stripping())
        self._page.run(say("Look at the columns"), job, on_done=partial(self.view.show_plan, group_id))

    def check(self, group_id: int, plan: StripPlan) -> None:
        """Who would stand out."""
        job = strip_writing.check(self._page.session, group_id, plan, load_stripping())
        self._page.run(say("Check who would stand out"), job, on_done=partial(self._checked, group_id, plan))

    def _checked(self, group_id: int, plan: StripPlan, found: Report) -> None:
        standing = strip_writing.standing_if_written(self._page.session, group_id, plan, found)
        self.view.show_report(plan, found, standing)

    def write(self, group_id: int, plan: StripPlan, path: Path, purpose: str) -> None:
        """Write what was checked."""
        job = strip_writing.write(self._page.session, group_id, plan, load_stripping(), path, purpose)
        self._page.run(say("Write the file without identity"), job, on_done=lambda _: self._page.did_change())
