"""Step 7: make the certificate, look at it, print it, export the evidence bundle, check any bundle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.certificate import bundle, store
from desktop.certificate.closing import is_current, last_words
from desktop.certificate.gate import close_case
from desktop.certificate.page_verify import VerifyView, report_bar
from desktop.certificate.records import STATUS_NAMES, Certificate
from desktop.certificate.verify import Report, find_bundle, verify
from desktop.clock import local_time
from desktop.disk.volumes import removable_drives
from desktop.erasure.gate import open_points as erasure_points
from desktop.erasure.residue import PRACTICE_NOTE, practice_residue
from desktop.inventory.looking_again import LookedAgain, in_words, look_again, places_again
from desktop.jobs.job import Job, Progress
from desktop.ui.blocks import BigChoice, EmptyState, LawQuote, Tabs, bullet
from desktop.ui.forms import TextField
from desktop.ui.page import Page
from desktop.ui.theme import px
from desktop.ui.widgets import Button, clear, column, frame, row
from desktop.words import say, spoken_date, tr

if TYPE_CHECKING:  # QtPdf is slow to load
    from desktop.ui.preview import PdfView

SIDE = 356
"""Width of the list of documents at 100 % text."""


class CertificatePage(Page):
    """Documents with their preview at the left and what can be done with them at the right; a tab that checks."""

    def build(self) -> None:
        """Two tabs."""
        self._view: PdfView | None = None
        self._shown = ""
        self._files: dict[str, Path] = {}
        self._choices: dict[str, BigChoice] = {}
        self._tabs = Tabs()
        self._tabs.add("papers", tr("Documents"), self._papers_tab())
        self._verify_view = VerifyView(self._verify)
        self._tabs.add("verify", tr("Verify"), self._verify_view)
        self.content.addWidget(self._tabs, 1)
        self.target("make", lambda: self._open("papers", self._make))
        self.target("export", lambda: self._open("papers", self._export))
        self.target("verify", lambda: self._open("verify", self._verify_view.drop.button))

    def _papers_tab(self) -> QWidget:
        self._empty = EmptyState(
            "document",
            tr("No certificate yet"),
            tr("It says what was destroyed, what is sealed and what is left, just as it went."),
        )
        self._preview_place = column(gap=0)
        self._preview = frame("clear", self._preview_place)
        self._list = column(gap=8)
        self._make = Button(tr("Make the certificate"), "primary", icon="document", on=self._make_certificate)
        self._reason = TextField(tr("Why a new certificate is made"))
        self._reason.setAccessibleName(tr("Why a new certificate is made"))
        self._again = Button(tr("Read the places once more"), icon="search", on=self._look_again)
        self._progress = Button(tr("Print a progress sheet"), icon="document", on=self._progress_sheet)
        self._print = Button(tr("Print"), "primary", icon="printer", on=lambda: self._viewer().print_now())
        self._save = Button(tr("Save as PDF"), icon="download", on=lambda: self._viewer().save_as())
        self._export = Button(tr("Export the evidence bundle to a USB drive"), icon="usb", on=self._export_to_drive)
        self._export_folder = Button(tr("Export to a folder"), "link", on=self._export_to_folder)
        self._result = column(gap=0)
        side = frame(
            "clear",
            column(
                self._list, self._reason, self._make, self._again, self._progress,
                row(self._print, self._save, gap=8), self._export, self._export_folder, None, self._result, gap=10,
            ),
        )  # fmt: skip
        side.setFixedWidth(px(SIDE))
        left = column(self._empty, self._preview, gap=0)
        line = row(left, side, gap=20)
        line.setStretch(0, 1)
        self._note = bullet("flask", tr(PRACTICE_NOTE), "warn")
        box = column(self._note, line, gap=8)
        box.setStretch(1, 1)
        return frame("clear", box)

    def _open(self, tab: str, widget: QWidget) -> QWidget:
        self._tabs.show_tab(tab)
        return widget

    # -- showing

    def refresh(self) -> None:
        """Show the latest certificate, or what stands in its way."""
        made = store.latest(self.session.vault)
        current = made is not None and is_current(self.session, made)
        points = erasure_points(self.session)
        self._make.setVisible(not current)
        self._make.setEnabled(not points)
        self._make.set_words(tr("Make a new certificate") if made else tr("Make the certificate"))
        self._reason.setVisible(made is not None and not current)
        self._progress.setVisible(not current and bool(points))
        self._again.setVisible(not current and not points and store.last_look(self.session.vault) is None)
        for button in (self._print, self._save, self._export, self._export_folder):
            button.setVisible(made is not None)
        self._note.setVisible(practice_residue(self.session.vault))
        self._empty.setVisible(made is None and not self._files)
        self._preview.setVisible(made is not None or bool(self._files))
        if made is not None:
            self._show_documents(made)
            self._show_copies(made, current)

    def _show_documents(self, made: Certificate) -> None:
        folder = made.folder
        papers = {
            "certificate": (sorted(folder.glob("*.pdf")), tr("Destruction certificate"), _status_words(made)),
            "register": (
                sorted((folder / "data").glob("*.pdf")),
                tr("Disposal register"),
                tr("Row by row, with its basis"),
            ),
        }
        self._files = {key: found[0] for key, (found, _, _) in papers.items() if found}
        clear(self._list)
        self._choices = {}
        for key, (found, name, line) in papers.items():
            choice = BigChoice(
                "document", name, line if found else tr("The file is not there any more"), on=self._chooser(key)
            )
            self._choices[key] = choice
            self._list.addWidget(choice)
        note = tr("For outsiders: it can be checked without this program")
        self._list.addWidget(BigChoice("archive", tr("Evidence bundle"), note, on=lambda: self._verify_own(made)))
        if self._files:
            self._choose(self._shown if self._shown in self._files else next(iter(self._files)))

    def _chooser(self, key: str) -> Callable[[], object]:
        return lambda: self._choose(key)

    def _choose(self, key: str) -> None:
        if key not in self._files:
            return
        for name, choice in self._choices.items():
            choice.set_chosen(name == key)
        if self.isVisible() or self._view is not None:
            self._viewer().show_file(self._files[key])
        self._shown = key

    def showEvent(self, event: QShowEvent) -> None:
        """The preview is made when it is first seen: QtPdf is slow to load."""
        super().showEvent(event)
        if self._shown and self._view is None:
            self._choose(self._shown)

    def _viewer(self) -> PdfView:
        if self._view is None:
            from desktop.ui.preview import PdfView

            self._view = PdfView()
            self._view.trouble.connect(self.show_error)
            self._preview_place.addWidget(self._view)
        return self._view

    def _show_copies(self, made: Certificate, is_now: bool) -> None:
        copies = store.copies(self.session.vault, made.number)
        # Whatever leads on is the one filled button: a new certificate, printing, or the end of the case.
        self._print.set_role("primary" if is_now and not copies else "secondary")
        clear(self._result)
        if copies:
            when = local_time(copies[-1].made)
            self._result.addWidget(report_bar(None, tr("Exported and read back on {day}", day=spoken_date(when))))

    def basis(self) -> Sequence[LawQuote]:
        """Why proof is needed."""
        return [
            LawQuote(
                s.basis.quote, tr("{law}, in force {day}", law=s.basis.citation, day=spoken_date(s.basis.effective))
            )
            for s in self.session.rules.of_step("certificate")
        ]

    # -- doing

    def _make_certificate(self) -> None:
        folder = self.session.vault.path.parent
        job = bundle.make(self.session, folder, reason=self._reason.text())
        self.run(say("Make the certificate"), job, lambda _: self._made(), self.refresh)

    def _look_again(self) -> None:
        """Before the certificate is made: what it says about what is left rests on a search of its own."""
        job = look_again(self.session, places_again(self.session))
        self.run(say("Look again"), job, self._looked, self.refresh)

    def _looked(self, done: LookedAgain) -> None:
        self.did_change()
        name = done.with_data[0].name if done.with_data else ""
        self.say("warn" if done.with_data else "ok", *in_words(done, name))

    def _made(self) -> None:
        self._shown = "certificate"
        self.did_change()
        self.say("ok", say("The certificate is made. Print it, sign and seal it, then export the bundle."))

    def _progress_sheet(self) -> None:
        def job() -> Job[bytes]:
            yield Progress(0)
            return bundle.progress_sheet(self.session)

        def show(data: bytes) -> None:
            self._empty.hide()
            self._preview.show()
            self._viewer().show_bytes(data, f"{tr('Progress sheet')}.pdf")
            self._print.show()
            self._save.show()

        self.run(say("Make the progress sheet"), job(), show)

    def _export_to_drive(self) -> None:
        drives = removable_drives()
        if not drives:
            self.say(
                "warn",
                say("No USB drive is plugged in."),
                say("Plug one in and press the button again, or export to a folder."),
            )
            return
        if len(drives) == 1:
            self._export_to(drives[0].mount_point)
            return
        answers = [(str(drive.mount_point), f"{drive.label} {drive.mount_point}") for drive in drives[:3]]
        self.say("ask", say("Which drive?"), answers=answers, on=lambda key: self._export_to(Path(key)))

    def _export_to_folder(self) -> None:
        found = QFileDialog.getExistingDirectory(self, tr("Export to a folder"))
        if found:
            self._export_to(Path(found))

    def _export_to(self, place: Path) -> None:
        made = store.latest(self.session.vault)
        assert made is not None
        self.run(say("Export the evidence bundle"), bundle.export(self.session, made.number, place), self._exported)

    def _exported(self, target: Path) -> None:
        self.did_change()
        self.say(
            "ok", say("Exported to {place} and read back. Keep it with the printed certificate.", place=str(target))
        )

    def _verify_own(self, made: Certificate) -> None:
        self._tabs.show_tab("verify")
        self._verify(made.folder, made.manifest_sha256)

    def _verify(self, path: Path, expected: str) -> None:
        known = {made.number: made.manifest_sha256 for made in store.certificates(self.session.vault)}

        def job() -> Job[Report]:
            yield Progress(0)
            folder = find_bundle(path)
            report = verify(folder, expected=expected or None)
            if not expected and report.number in known:
                report = verify(folder, expected=known[report.number])
            return report

        self.run(say("Check an evidence bundle"), job(), self._verify_view.show_report)

    def finish(self) -> None:
        """结束案卷."""
        close_case(self.session)
        self.changed.emit()
        self.closing_asked.emit(last_words(self.session))


def _status_words(made: Certificate) -> str:
    return tr("{status}; to be signed and sealed", status=STATUS_NAMES[made.status])
