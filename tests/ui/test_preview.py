"""The preview shows real PDFs, prints them in their true size, and saves them whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from desktop.documents.document import Document, Furniture
from desktop.documents.faces import TITLE
from desktop.errors import OwnerError
from desktop.ui.preview import PdfView
from desktop.ui.widgets import Button


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "sample.pdf"
    with Document(path, Furniture("样例药房", "样张"), title="样张") as paper:
        for n in range(3):
            paper.sheet().text(60, 100, f"第{n + 1}页", TITLE)
    return path


@pytest.fixture
def view(qtbot: QtBot, pdf: Path) -> PdfView:
    made = PdfView()
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    made.show_file(pdf)
    return made


def press(view: PdfView, name: str) -> None:
    next(b for b in cast(list[Button], view.findChildren(Button)) if b.accessibleName() == name).click()


def test_pages_are_counted_and_turned(view: PdfView, qtbot: QtBot) -> None:
    assert view.document.pageCount() == 3
    qtbot.wait(50)
    press(view, "下一页")
    texts = [w.text() for w in cast(list[Button], view.findChildren(type(view._where)))]
    assert "第 2 页，共 3 页" in texts


def test_bytes_are_shown_without_a_file(view: PdfView, pdf: Path) -> None:
    view.show_bytes(pdf.read_bytes(), "sheet")
    assert view.document.pageCount() == 3


def test_what_is_not_a_pdf_is_said(view: PdfView, qtbot: QtBot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"not a pdf")
    with qtbot.waitSignal(view.trouble) as trouble:
        view.show_file(broken)
    assert trouble.args is not None
    assert isinstance(trouble.args[0], OwnerError)


def test_zoom_steps_and_names(view: PdfView) -> None:
    press(view, "放大")
    assert view._zoom.text().endswith("%")


def test_printing_keeps_pages_and_size(view: PdfView, qtbot: QtBot, tmp_path: Path) -> None:
    printed = tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(printed))
    with qtbot.waitSignal(view.printed, timeout=30_000):
        view.print_on(printer)
    pages = pypdfium2.PdfDocument(printed)
    assert len(pages) == 3
    width, height = pages[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    bitmap = pages[0].render(scale=1).to_pil().convert("L")
    ink = bitmap.point(lambda level: 255 if level < 128 else 0).getbbox()
    wanted = pypdfium2.PdfDocument(view._source)[0].render(scale=1).to_pil().convert("L")
    there = wanted.point(lambda level: 255 if level < 128 else 0).getbbox()
    assert ink is not None
    assert there is not None
    assert all(abs(a - b) <= 3 for a, b in zip(ink, there, strict=True))
    pages.close()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_is_not_there_is_said(view: PdfView, qtbot: QtBot, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "nowhere" / "x.pdf"))
    with qtbot.waitSignal(view.trouble) as trouble:
        view.print_on(printer)
    assert isinstance((trouble.args or [None])[0], OwnerError)


def test_saved_whole_or_not_at_all(view: PdfView, qtbot: QtBot, tmp_path: Path, pdf: Path) -> None:
    with qtbot.waitSignal(view.saved):
        view.save_to(tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == pdf.read_bytes()
    with qtbot.waitSignal(view.trouble):
        view.save_to(tmp_path / "missing" / "copy.pdf")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.pdf", "sample.pdf"]
