"""The panel of what is left out of the search: what, why, how much was met; added with a reason, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame

from desktop.inventory import store_fence
from desktop.inventory.fence import Exclusion
from desktop.inventory.page_words import listed
from desktop.inventory.store import shown_name
from desktop.rules.records import RuleBook
from desktop.ui.blocks import SidePanel
from desktop.ui.forms import Form, TextField
from desktop.ui.page import Page
from desktop.ui.widgets import Button, Hairline, Label, column, frame, row
from desktop.words import tr


class LeftOutPanel:
    """What is left out already, and a form for more. `again()` shows the panel anew after a change."""

    def __init__(self, page: Page, again: Callable[[], object]) -> None:
        self._page, self._again = page, again
        self.panel = SidePanel(tr("Left out of the search"))
        hint = tr("What is left out stands in the list of personal data with your reason, and the certificate says so.")
        self.panel.add(Label(hint, "small", wrap=True), 4)
        self.what, self.reason = TextField(), TextField()
        form = Form()
        form.add("what", tr("Folder, or names of files"), self.what, tr("A folder in full, or names such as *.log."))
        self.panel.add(form)
        choose = Button(tr("Choose a folder"), small=True, icon="folder-open", on=self._ask_for_folder)
        self.panel.body.addLayout(row(choose, None))
        form = Form()
        hint = tr("For example: it holds only photos of my family.")
        form.add("reason", tr("Why there is no customer data in it"), self.reason, hint)
        self.panel.add(4, form, 8)
        left_out = store_fence.exclusions(page.session.vault)
        if left_out:
            self.panel.add(Label(tr("Left out already"), "h3"))
        for one in left_out:
            self.panel.add(Hairline(), self._line(one))
        self.panel.add(Hairline(), Label(never_words(page.session.rules), "small", wrap=True))
        self.panel.foot.addWidget(Button(tr("Leave it out"), "primary", on=lambda: page.attempt(self._save)))

    def _line(self, one: Exclusion) -> QFrame:
        back = Button(tr("Search it again"), "link", on=lambda: self._page.attempt(lambda: self._take_back(one.id)))
        met = Label(met_words(one), "small", wrap=True)
        last = row(met, back, gap=8)
        last.setStretch(0, 1)
        what = Label(breakable(shown_name(one.pattern)), "smallname", wrap=True)
        return frame("clear", column(what, Label(one.reason, "small", wrap=True), last, gap=2))

    def _ask_for_folder(self) -> None:
        found = QFileDialog.getExistingDirectory(self.panel, tr("Choose a folder"))
        if found:
            self.what.setText(str(Path(found)))

    def _save(self) -> None:
        store_fence.leave_out(self._page.session.vault, self.what.text(), self.reason.text())
        self._show_again()

    def _take_back(self, exclusion_id: int) -> None:
        store_fence.take_back(self._page.session.vault, exclusion_id)
        self._show_again()

    def _show_again(self) -> None:
        self._page.did_change()
        self._again()


def breakable(path: str) -> str:
    """A path that may go on in the next line after each of its folders."""
    return re.sub(r"([/\\])", "\\1\u200b", path)


def met_words(one: Exclusion) -> str:
    """How much of it the searches came to."""
    if one.folders and one.files:
        return tr("Folders not searched: {folders}, files not read: {files}", folders=one.folders, files=one.files)
    if one.folders:
        return tr("Folders not searched: {n}", n=one.folders)
    return tr("Files not read: {n}", n=one.files) if one.files else tr("No search has met it yet.")


def never_words(rules: RuleBook) -> str:
    """What no search enters, whoever asks."""
    system = listed(tr(rule.name) for rule in rules.system)
    return tr("Never searched: {what}, and what this program keeps.", what=system)
