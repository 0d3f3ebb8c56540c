"""The first window comes fast: it waits for no library that only a later step needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LATER = (
    "reportlab", "py7zr", "python_calamine", "keyring", "sqlcipher3", "cryptography", "segno", "xlsxwriter", "numpy",
    "PySide6.QtPdf", "PySide6.QtPdfWidgets", "PySide6.QtPrintSupport",
)  # fmt: skip

PROGRAM = """
import sys, time
begun = time.perf_counter()
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
plain = QMainWindow(); plain.show(); app.processEvents()
empty = time.perf_counter() - begun
plain.close()
begun = time.perf_counter()
from pathlib import Path
from desktop.clock import SystemClock
from desktop.wizard.cases import Cases
from desktop.wizard.window import About, Window
folder = Path(sys.argv[1])
window = Window(lambda: Cases(SystemClock(), folder), SystemClock(), folder / "settings.json", About("1"))
window.show(); app.processEvents()
print(empty, time.perf_counter() - begun, ",".join(sys.modules))
window.close()
"""


def start(folder: Path) -> tuple[float, float, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    empty, more, modules = done.stdout.split(maxsplit=2)
    return float(empty), float(more), set(modules.strip().split(","))


def test_the_first_window_waits_for_no_later_library(tmp_path: Path) -> None:
    empty, more, modules = start(tmp_path)
    print(f"empty window {empty * 1000:.0f} ms, ours on top of it {more * 1000:.0f} ms")
    assert not modules & set(LATER)
    assert not [m for m in modules if m.startswith("desktop.") and m.split(".")[1] in ("shop", "vault", "documents")]


LOADED = """
import gc
gc.freeze(); gc.enable()
from desktop.wizard.steps import load_pages
load_pages()
print(gc.isenabled(), len(gc.get_objects()))
"""


def test_no_search_for_garbage_goes_through_the_code_of_the_pages() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)
    on, objects = done.stdout.split()
    assert on == "True"
    assert int(objects) < 5000
