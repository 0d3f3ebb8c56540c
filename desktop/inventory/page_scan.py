"""The panel that takes what is to be scanned: a folder, whole drives, the usual places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from desktop.disk.records import Volume
from desktop.disk.volumes import drives
from desktop.errors import OwnerError
from desktop.inventory import store_fence
from desktop.inventory.looking_again import places_again
from desktop.inventory.page_words import drive_words, shortened
from desktop.inventory.store import shown_name
from desktop.jobs.job import Job, Progress
from desktop.jobs.runner import JobRunner
from desktop.ui.blocks import SidePanel
from desktop.ui.forms import FileDrop
from desktop.ui.page import Page
from desktop.ui.widgets import Button, CheckBox, Label, clear, column, row
from desktop.words import say, tr


class ScanPanel(QObject):
    """`start(folders)` scans; `leave_out()` opens what is left out. Drives are looked for while the panel stands."""

    def __init__(
        self, page: Page, looker: JobRunner, start: Callable[[Sequence[Path]], object], leave_out: Callable[[], object]
    ) -> None:
        self.panel = panel = SidePanel(tr("Scan computer"))
        super().__init__(panel)
        self._page, self._looker, self._start = page, looker, start
        self._boxes: list[tuple[CheckBox, Path]] = []
        self._drive_boxes: list[tuple[CheckBox, Path]] = []
        drop = FileDrop(tr("Drag a folder here"), tr("Choose a folder"), folder=True, many=False, slim=True)
        drop.chosen.connect(lambda paths: start(paths[:1]))
        panel.add(drop, Label(tr("Files are only read, never changed."), "small", wrap=True))
        self._add_usual()
        if page.session.vault.fact("practice_folder") is None:  # practice never looks at the owner's own files
            self._add_drives()
            looker.succeeded.connect(self._found)
            looker.failed.connect(self._failed)
            self.look_for_drives()
        self._add_left_out(leave_out)
        panel.foot.addWidget(Button(tr("Scan the ticked ones"), "primary", on=self._go))

    @Slot()
    def look_for_drives(self) -> None:
        """Ask the machine again: a stick may have been plugged in."""
        if self._looker.busy:
            return
        self._again.setEnabled(False)

        def look() -> Job[tuple[Volume, ...]]:
            yield Progress(0)
            return drives()

        self._looker.start(say("Looking for drives"), look())

    @property
    def drives(self) -> dict[str, CheckBox]:
        """The boxes of the drives, by their words."""
        return {box.text(): box for box, _ in self._drive_boxes}

    def ticked(self) -> list[Path]:
        """What is ticked, without what lies in something else that is ticked."""
        chosen = [path for box, path in (*self._drive_boxes, *self._boxes) if box.isChecked()]
        return [path for path in chosen if not any(other in path.parents for other in chosen)]

    def _add_usual(self) -> None:
        for folder in places_again(self._page.session):
            box = _box(shortened(shown_name(str(folder)), True), folder)
            box.setChecked(True)
            self._boxes.append((box, folder))
        if self._boxes:
            head = Label(tr("Usual places on this PC"), "h3")
            self.panel.add(8, head, *(box for box, _ in self._boxes))

    def _add_drives(self) -> None:
        self._again = Button(tr("Refresh"), "link", icon="refresh", on=self.look_for_drives)
        self._again.setAccessibleName(tr("Look for drives again"))
        self._list = column(gap=0)
        head = row(Label(tr("Whole drives"), "h3"), None, self._again)
        self.panel.add(8)
        self.panel.body.addLayout(head)
        long = tr("A whole drive can take hours. You can stop it at any time and go on later.")
        self.panel.add(Label(long, "small", wrap=True))
        self._list.addWidget(Label(tr("Looking for drives"), "small"))
        self.panel.body.addLayout(self._list)

    def _add_left_out(self, leave_out: Callable[[], object]) -> None:
        count = store_fence.count(self._page.session.vault)
        words = tr("Left out, as you decided: {n}", n=count) if count else tr("Everything is searched but the system.")
        self.panel.add(8, Label(tr("Left out of the search"), "h3"), Label(words, "small", wrap=True))
        self.panel.body.addLayout(row(Button(tr("Leave something out"), "link", on=leave_out), None))

    @Slot(object)
    def _found(self, found: object) -> None:
        assert isinstance(found, tuple)
        self._again.setEnabled(True)
        ticked = {path for box, path in self._drive_boxes if box.isChecked()}
        clear(self._list)
        self._drive_boxes = []
        for volume in found:
            box = _box(drive_words(volume), volume.mount_point)
            box.setChecked(volume.mount_point in ticked)
            self._drive_boxes.append((box, volume.mount_point))
            self._list.addWidget(box)

    @Slot(object)
    def _failed(self, error: object) -> None:
        self._again.setEnabled(True)
        if not isinstance(error, OwnerError):
            assert isinstance(error, BaseException)
            raise error
        self._page.show_error(error)

    def _go(self) -> None:
        self._start(self.ticked())


def _box(words: str, path: Path) -> CheckBox:
    box = CheckBox(words)
    box.setToolTip(shown_name(str(path)))
    return box
