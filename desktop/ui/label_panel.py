"""The panel from which sheets of labels are printed: where the first one goes, how crooked the printer feeds."""

from __future__ import annotations

from collections.abc import Callable

from desktop.documents.labels import PER_SHEET, Offset
from desktop.errors import OwnerError
from desktop.jobs.job import Job, Progress
from desktop.ui.forms import Form, TextField
from desktop.ui.page import Page
from desktop.ui.panel import SidePanel
from desktop.ui.preview import PdfView
from desktop.ui.theme import px
from desktop.ui.widgets import Button, Label, row
from desktop.words import say, tr

MOST_OFFSET = 10.0
"""mm: a printer that is off by more has the wrong paper in it."""


class LabelPanel(SidePanel):
    """Shows the sheets as they will come out; `make` draws them from the first place (0 to 20) and the correction.

    They are drawn in a job: fonts are loaded and numbers given out for it.
    """

    def __init__(self, page: Page, make: Callable[[int, Offset], bytes], file_name: str) -> None:
        super().__init__(tr("Labels to print"))
        self._page, self._make, self._name = page, make, file_name
        self.start, self.right, self.down = TextField("1"), TextField("0"), TextField("0")
        self.start.setText("1")
        form = self.form = Form()
        hint = tr("1 is the upper left one. For sheets that are partly used.")
        form.add("start", tr("First free label on the sheet"), self.start, hint)
        form.add("x", tr("Move right, mm"), self.right, half=True)
        form.add("y", tr("Move down, mm"), self.down, half=True)
        paper = tr("A4 label sheets, 3 × 7 labels of 63.5 × 38.1 mm. Print at 100 %, first a test on plain paper.")
        self.view = PdfView(slim=True)
        self.view.setMinimumHeight(px(300))
        self.view.trouble.connect(page.show_error)
        again = Button(
            tr("Show with these settings"), small=True, icon="refresh", on=lambda: page.attempt(self.show_sheets)
        )
        self.add(Label(paper, "small", wrap=True), form, again, self.view)
        save = Button(tr("Save as PDF"), icon="download", on=self.view.save_as)
        print_ = Button(tr("Print"), "primary", icon="printer", on=self.view.print_now)
        self.foot.addLayout(row(save, print_, gap=8))

    def show_sheets(self) -> None:
        """Draw the sheets anew. Raises `OwnerError` for settings that cannot be."""
        offset = Offset(_millimetres(self.right.text()), _millimetres(self.down.text()))
        start = _place(self.start.text())

        def drawn() -> Job[bytes]:
            yield Progress(0, None, "", say("Drawing the labels"))
            return self._make(start, offset)

        self._page.run(say("Draw labels"), drawn(), self._show, self._page.refresh)

    def _show(self, pdf: bytes) -> None:
        if self._page.panel is self:  # else it was closed meanwhile
            self.view.show_bytes(pdf, self._name)


def _place(text: str) -> int:
    typed = text.strip() or "1"
    if typed.isdecimal() and 1 <= int(typed) <= PER_SHEET:
        return int(typed) - 1
    raise OwnerError(
        say("A sheet has labels 1 to {n}.", n=PER_SHEET), meaning=say("The sheets are as they were."),
        todo=say("Enter the number of the first free label."),
    )  # fmt: skip


def _millimetres(text: str) -> float:
    """Steps of half a millimetre: printers are not more exact."""
    typed = text.strip().replace("，", ".").replace(",", ".").replace("−", "-").replace("－", "-") or "0"
    try:
        value = round(float(typed) * 2) / 2
    except (ValueError, OverflowError):
        value = MOST_OFFSET + 1
    if abs(value) <= MOST_OFFSET:
        return value
    raise OwnerError(
        say("{text} is no correction in millimetres.", text=text.strip()), meaning=say("The sheets are as they were."),
        todo=say("Enter a number from -10 to 10, such as 0.5 or -1."),
    )  # fmt: skip
