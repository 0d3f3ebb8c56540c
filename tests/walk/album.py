"""Takes pictures of what the window shows: wherever the owner looks, and every page in its four looks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop import words
from desktop.ui.tabs import TabBar, _TabButton
from desktop.ui.theme import theme
from tests.pictures import shoot
from tests.walk.hand import Hand

USUAL = QSize(1366, 768)
PAPER_MS = 400


class Album:
    """Pictures of one window, numbered in the order in which they were taken."""

    def __init__(self, folder: Path, *, sizes: Iterable[QSize] = (USUAL,), patient: bool = False) -> None:
        """A patient one waits until papers have been drawn in the page, which happens behind the scenes."""
        self.folder, self.sizes, self.patient = folder, tuple(sizes), patient
        self.taken: list[Path] = []
        self._seen: set[tuple[str, str, bool]] = set()
        self._numbers: dict[str, int] = {}

    def take(self, hand: Hand, name: str) -> None:
        """What is shown now, in every size; each name once in a language and a mode, for some looks come often."""
        key = (name, words.language(), theme().dark)
        if key in self._seen:
            return
        self._seen.add(key)
        number = self._numbers.setdefault(name, len(self._numbers) + 1)
        window = hand.window
        before = window.size()
        for size in self.sizes:
            window.resize(size)
            hand.rest()
            if self.patient and any(type(seen).__name__ == "PdfView" for seen in hand.seen(QWidget)):
                QTest.qWait(PAPER_MS)
            self.taken.append(shoot(window, self.folder, f"{number:03d}-{name}", size))
        window.resize(before)
        hand.rest()

    def page(self, hand: Hand, name: str) -> None:
        """A page with all its tabs in four looks. Each turn of light or language costs: the fewest turns there are."""
        self._tabs(hand, name)
        hand.window.set_mode("dark")
        self._tabs(hand, name)
        hand.press("English")
        hand.wait_for_job()
        self._tabs(hand, name)
        hand.window.set_mode("light")
        self._tabs(hand, name)
        hand.press("中文")
        hand.wait_for_job()

    def _tabs(self, hand: Hand, name: str) -> None:
        bars = hand.seen(TabBar, hand.view.page)
        buttons = hand.seen(_TabButton, bars[0]) if bars else []
        if not buttons:
            self.take(hand, name)
            return
        for number, button in enumerate(buttons, 1):
            hand.click(button)
            hand.wait_for_job()
            self.take(hand, f"{name}-{number}" if len(buttons) > 1 else name)
        hand.click(buttons[0])
