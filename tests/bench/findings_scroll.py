"""Two hundred thousand findings in the real page: how long the window's thread works for one frame of scrolling.

Counted is the processor time of that thread, from the turn of the wheel to the painted picture, so that other programs
on the machine do not count.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from desktop.inventory.gate import open_points
from desktop.inventory.page import InventoryPage
from desktop.jobs.runner import JobRunner
from desktop.rules.loader import load
from desktop.session import Session
from desktop.ui.theme import theme
from desktop.vault.key import Derivation
from desktop.vault.vault import Vault
from desktop.wizard.steps import load_pages
from tests.bench.figures import Figure
from tests.fakes import FixedClock

FINDINGS = 200_000
IN_A_FOLDER = 200
AT_ONCE = 20_000
TURNS, JUMPS = 400, 150
CODE = "GTMUK12XFLQMN4755XLTCKNJ"


def measure() -> Iterator[Figure]:
    """A case with as many files in a thousand folders, each with one group and one finding."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    theme()
    load_pages()  # as the job does that opens a case
    with tempfile.TemporaryDirectory() as home:
        derivation = Derivation(memory=64, iterations=1, lanes=1)
        vault = Vault.create(Path(home) / "case" / "scroll.case", "bench", CODE, FixedClock(), derivation=derivation)
        _fill(vault)
        session = Session(vault, load(), FixedClock())
        gc.collect()
        gc.freeze()  # what other measures in this process have left: the program has no such heap to search
        page = InventoryPage(session, JobRunner())
        page.key = "inventory"
        page.resize(1134, 660)
        page.show()
        app.processEvents()
        waits = [_timed(page.refresh)]
        while page.reading:
            waits.append(_timed(app.processEvents))
        waits.append(_timed(app.processEvents))
        frames = _scroll(page)
        gate = _timed(lambda: open_points(session))
        page.retire()
        page.close()
        vault.close()
    note = f"({FINDINGS} findings, {len(frames)} frames, {page.width()}x{page.height()}, load {os.getloadavg()[0]:.1f})"
    yield Figure("scrolling, a frame, median", statistics.median(frames), 16.7, unit="ms", note=note)
    yield Figure("scrolling, a frame, worst", max(frames), 50.0, unit="ms", note=note)
    yield Figure("showing the findings, longest hold of the window", max(waits), 50.0, unit="ms")
    yield Figure("asking what is still open", gate, 50.0, unit="ms")


def _fill(vault: Vault) -> None:
    draw = random.Random(3)
    kinds = [("membership", "mobile", "199****0000"), ("prescription", "id_number", "9901**********12X")]
    for first in range(1, FINDINGS + 1, AT_ONCE):
        numbers = range(first, first + AT_ONCE)
        with vault.change() as change:
            change.executemany(
                """INSERT INTO source (id, kind, name, place, state, path, size, sha256, quantity, unit, added)
                   VALUES (?, 'file', ?, ?, 'found', ?, 4000, 'x', 1, 'file', '')""",
                [(n, f"会员资料{n}.xlsx", f"D:\\店里\\{n // IN_A_FOLDER:04}", f"/x/{n}") for n in numbers],
            )
            change.executemany(
                """INSERT INTO record_group (source_id, kind, name, records, people, field_types, settled)
                   VALUES (?, ?, 'a', ?, 3, ?, ?)""",
                [(n, kinds[n % 2][0], draw.randrange(900), f'["name","{kinds[n % 2][1]}"]', n % 3 > 0)
                 for n in numbers],
            )  # fmt: skip
            change.executemany(
                "INSERT INTO finding VALUES (?, ?, 9, 3, 'high', 'Its columns say so.', ?)",
                [(n, *kinds[n % 2][1:]) for n in numbers],
            )
            change.note("bench.filled", "case", files=AT_ONCE)


def _scroll(page: InventoryPage) -> list[float]:
    """Milliseconds a frame: turns of the wheel, then jumps with the thumb to anywhere."""
    view = page.table.view
    bar, middle = view.verticalScrollBar(), QPointF(view.viewport().rect().center())
    frames = []
    for turn in range(TURNS):
        by = QPoint(0, -120 if turn < TURNS * 3 // 4 else 240)
        wheel = QWheelEvent(
            middle, view.viewport().mapToGlobal(middle), QPoint(), by, Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        frames.append(_timed(lambda event=wheel: _painted(lambda: QApplication.sendEvent(view.viewport(), event))))  # type: ignore[misc]
    draw = random.Random(5)
    places = [draw.randrange(bar.maximum()) for _ in range(JUMPS)]
    frames += [_timed(lambda at=place: _painted(lambda: bar.setValue(at))) for place in places]  # type: ignore[misc]
    assert bar.value() == places[-1]
    assert bar.maximum() > FINDINGS
    return frames


def _painted(act: Callable[[], object]) -> None:
    act()
    QApplication.processEvents()


def _timed(act: Callable[[], object]) -> float:
    """Milliseconds of this thread."""
    began = time.thread_time()
    act()
    return (time.thread_time() - began) * 1000
