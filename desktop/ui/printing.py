"""Printing a PDF page by page: pages are drawn in a worker thread, so that the window stays alive."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QSize, Signal, Slot
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions, QPdfPageRenderer
from PySide6.QtPrintSupport import QPrinter

DOTS_PER_INCH = 300
"""Enough for a QR code of 20 mm and for the smallest print of a letter."""


class PrintRun(QObject):
    """Prints pages one after the other; `moved(done, total)` after each, `ended(ok)` at last."""

    moved = Signal(int, int)
    ended = Signal(bool)

    def __init__(
        self, document: QPdfDocument, printer: QPrinter, pages: list[int], parent: QObject | None = None
    ) -> None:
        """`pages` counts from 0."""
        super().__init__(parent)
        self._document, self._printer, self._pages = document, printer, pages
        self._done = 0
        self._painter = QPainter()
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.setDocument(document)
        self._renderer.pageRendered.connect(self._rendered)

    def start(self) -> None:
        """Begin; False in `ended` when the printer cannot be opened."""
        self._printer.setFullPage(True)
        if not self._pages or not self._painter.begin(self._printer):
            self.ended.emit(False)
            return
        self._ask()

    def stop(self) -> None:
        """Stop after the page at hand; what the printer already has is printed."""
        self._pages = self._pages[: self._done]

    def _ask(self) -> None:
        points = self._document.pagePointSize(self._pages[self._done])
        dots = QSize(round(points.width() / 72 * DOTS_PER_INCH), round(points.height() / 72 * DOTS_PER_INCH))
        self._renderer.requestPage(self._pages[self._done], dots, QPdfDocumentRenderOptions())

    @Slot(int, QSize, QImage, QPdfDocumentRenderOptions, int)
    def _rendered(self, number: int, size: QSize, image: QImage, options: object, request: int) -> None:
        if self._done < len(self._pages):
            if self._done:
                self._printer.newPage()
            self._painter.drawImage(self._placed(number), image)
            self._done += 1
            self.moved.emit(self._done, len(self._pages))
        if self._done < len(self._pages):
            self._ask()
        elif self._painter.isActive():
            self._painter.end()
            self.ended.emit(True)

    def _placed(self, number: int) -> QRect:
        """The page in its true size, from the corner of the sheet; shrunk only where the sheet is smaller."""
        points = self._document.pagePointSize(number)
        dots = self._printer.resolution() / 72
        wanted = QSize(round(points.width() * dots), round(points.height() * dots))
        sheet = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        if wanted.width() > sheet.width() + 2 or wanted.height() > sheet.height() + 2:
            wanted = sheet.size()
        return QRect(0, 0, wanted.width(), wanted.height())
