"""A PDF on a desk: pages, zoom, print, save as. Import this late: QtPdf is slow to load."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Signal, Slot
from PySide6.QtGui import QPageSize, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QFrame

from desktop.errors import OwnerError
from desktop.ui.printing import PrintRun
from desktop.ui.theme import colour, px, theme
from desktop.ui.widgets import Button, Hairline, Label, column, frame, row
from desktop.words import say, tr

ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)


class PdfView(QFrame):
    """Shows a document at the width of the pane. `printed` after the printer has all pages, `saved` with the path."""

    printed = Signal()
    saved = Signal(object)
    trouble = Signal(object)
    """An OwnerError: the page shows it."""

    def __init__(self, *, slim: bool = False) -> None:
        """`slim` leaves out the zoom, for a side panel."""
        super().__init__()
        self.setObjectName("desk")
        self._slim = slim
        self._document = QPdfDocument(self)
        self._buffer: QBuffer | None = None
        self._source: Path | bytes | None = None
        self._title = ""
        self._run: PrintRun | None = None
        self._view = QPdfView(self)
        self._build()
        theme().changed.connect(self._dress)
        self._dress()

    @property
    def document(self) -> QPdfDocument:
        """The document shown."""
        return self._document

    def show_file(self, path: Path) -> None:
        """Show a PDF file."""
        self._source, self._title = path, path.name
        self._document.close()
        self._accept(self._document.load(str(path)))

    def show_bytes(self, pdf: bytes, title: str) -> None:
        """Show a PDF that is nowhere on the disk; `title` is its proposed file name."""
        self._source, self._title = pdf, title
        self._document.close()
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        self._accept(self._document.error())

    def clear(self) -> None:
        """Show nothing."""
        self._source = None
        self._document.close()
        self._tell()

    def print_now(self) -> None:
        """Ask with the system's own dialog, then print in the background."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._title)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, max(1, self._document.pageCount()))
        if dialog.exec():
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print the chosen pages on a printer."""
        first, last = printer.fromPage() or 1, printer.toPage() or self._document.pageCount()
        pages = list(range(first - 1, min(last, self._document.pageCount())))
        self._run = PrintRun(self._document, printer, pages, self)
        self._run.moved.connect(self._print_moved)
        self._run.ended.connect(self._print_ended)
        self._run.start()

    def save_as(self) -> None:
        """Ask for a place with the system's own dialog and write the file there."""
        name = self._title if self._title.endswith(".pdf") else f"{self._title}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as PDF"), name, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, target: Path) -> None:
        """Write the document beside the target, then give it its name: nothing half-written is left under it."""
        if self._source is None:
            return
        beside = target.with_name(f".{target.name}.part")
        try:
            data = self._source.read_bytes() if isinstance(self._source, Path) else self._source
            with beside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(target)
        except OSError:
            beside.unlink(missing_ok=True)
            self.trouble.emit(OwnerError(
                say("The file could not be saved there."),
                meaning=say("Nothing is lost; the document is still in the case."),
                todo=say("Choose another folder, or check whether the drive is full or write-protected."),
            ))  # fmt: skip
            return
        self.saved.emit(target)

    def _build(self) -> None:
        self._view.setDocument(self._document)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setAccessibleName(tr("Preview"))
        self._view.setMinimumHeight(px(160))
        self._where = Label(kind="small")
        self._zoom = Label(tr("Page width"), "small")
        self._back = Button("", "quiet", icon="chevron-left", name=tr("Page before"), on=lambda: self._turn(-1))
        self._on = Button("", "quiet", icon="chevron-right", name=tr("Next page"), on=lambda: self._turn(1))
        smaller = Button("", "quiet", icon="minus", name=tr("Smaller"), on=lambda: self._scale(-1))
        wider = Button("", "quiet", icon="plus", name=tr("Larger"), on=lambda: self._scale(1))
        line = Hairline(standing=18)
        items = (None, self._back, self._where, self._on, 14, line, 14, smaller, self._zoom, wider, None)
        bar = frame("deskbar", row(*items, gap=6, margins=(8, 3, 8, 3)))
        for zooming in (line, smaller, self._zoom, wider) if self._slim else ():
            zooming.hide()
        box = column(self._view, bar, gap=0)
        box.setStretch(0, 1)
        box.setContentsMargins(1, 1, 1, 1)
        self.setLayout(box)
        self._view.pageNavigator().currentPageChanged.connect(self._tell)
        self._tell()

    def _accept(self, error: QPdfDocument.Error) -> None:
        if error != QPdfDocument.Error.None_:
            self.trouble.emit(OwnerError(
                say("This document cannot be shown."), meaning=say("The case itself is unharmed."),
                todo=say("Make the document again on this page."),
            ))  # fmt: skip
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        pages = self._document.pageCount()
        at = self._view.pageNavigator().currentPage()
        self._where.setText(tr("Page {at} of {pages}", at=at + 1, pages=pages) if pages else "")
        self._back.setEnabled(at > 0)
        self._on.setEnabled(at + 1 < pages)
        fits = self._view.zoomMode() == QPdfView.ZoomMode.FitToWidth
        self._zoom.setText(tr("Page width") if fits else tr("{n} %", n=round(self._view.zoomFactor() * 100)))

    def _turn(self, by: int) -> None:
        navigator = self._view.pageNavigator()
        at = navigator.currentPage() + by
        if 0 <= at < self._document.pageCount():
            navigator.jump(at, QPointF(), navigator.currentZoom())

    def _scale(self, by: int) -> None:
        now = self._view.zoomFactor()
        if self._view.zoomMode() == QPdfView.ZoomMode.FitToWidth:
            now = self._view.viewport().width() / max(1.0, self._document.pagePointSize(0).width() * 96 / 72)
        steps = [z for z in ZOOMS if (z > now * 1.02 if by > 0 else z < now * 0.98)]
        if steps:
            self._view.setZoomMode(QPdfView.ZoomMode.Custom)
            self._view.setZoomFactor(steps[0] if by > 0 else steps[-1])
        self._tell()

    @Slot(int, int)
    def _print_moved(self, done: int, total: int) -> None:
        self._where.setText(tr("Printing page {at} of {pages}", at=done, pages=total))

    @Slot(bool)
    def _print_ended(self, went_well: bool) -> None:
        self._run = None
        self._tell()
        if went_well:
            self.printed.emit()
        else:
            self.trouble.emit(OwnerError(
                say("The printer could not be reached."), meaning=say("Nothing was printed; nothing is lost."),
                todo=say("Check the printer and print again, or save the document as PDF and print it elsewhere."),
            ))  # fmt: skip

    @Slot()
    def _dress(self) -> None:
        palette = QPalette(self._view.palette())
        for role in (QPalette.ColorRole.Dark, QPalette.ColorRole.Window, QPalette.ColorRole.Base):
            palette.setColor(role, colour("desk"))
        self._view.setPalette(palette)
