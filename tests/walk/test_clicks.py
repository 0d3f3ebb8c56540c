"""The whole way by clicks: from the first window to the certificate and the end of the case, looked at on the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.practice.case import PASSPHRASE
from desktop.practice.shop import COMPUTER, Truth, make_shop
from desktop.ui.theme import theme
from desktop.wizard.case_view import CaseView
from desktop.wizard.first import FirstView
from desktop.wizard.recovery import RecoveryView
from desktop.wizard.window import Window
from tests.bench import loop
from tests.documents.reading import codes
from tests.walk import program, truths
from tests.walk.album import Album
from tests.walk.hand import Hand
from tests.walk.outsider import Finished, traces
from tests.walk.owner import STEPS, Owner
from tests.walk.watchdog import Watchdog

LIMIT = loop.LIMIT / 1000
"""Seconds for which a click may wait while a job runs."""


class Walker:
    """One walk with everything that watches it."""

    def __init__(self, qtbot: QtBot, home: Path, base: Path) -> None:
        self.qtbot, self.home = qtbot, home
        self.truth: Truth = make_shop(base / "twin" / COMPUTER, date.today())
        self.album = Album(base / "pictures")
        self.leaks: list[tuple[str, Path, str]] = []
        self.worst: dict[str, str] = {}
        self.jobs: set[str] = set()
        self.start()

    def start(self) -> None:
        """The program, started."""
        self.window: Window = program.window()
        self.qtbot.addWidget(self.window)
        self.hand = Hand(self.window)
        self.owner = Owner(self.hand, self.look)
        self.dog = Watchdog(self.running)
        self.window.jobs.started.connect(self.dog.begin)
        self.dog.start()

    def stop(self) -> None:
        """The program, closed by its owner; nothing of it is left but the files."""
        self.dog.stop()
        self.jobs |= set(self.dog.jobs)
        self.worst |= {gap.job: str(gap) for gap in self.dog.worst.values() if gap.own > LIMIT}
        self.window.close()
        self.hand.rest()

    def running(self) -> str:
        """What runs now."""
        state = self.window.jobs.state
        return state.name.text if state is not None else ""

    def look(self, name: str) -> None:
        """Take a picture; when a step begins or is done, of all its tabs, and then look for what must be nowhere."""
        self.dog.stop()
        step = self.hand.step
        if name == "done":
            self.album.page(self.hand, step)
            self.search(step)
        else:
            self.album.take(self.hand, f"{step}-{name}")
        self.dog.start()

    def search(self, when: str) -> None:
        """No name and no number of a customer in the case, its log, the temporary folder, the home."""
        folder = self.owner.folder
        own = [file for file in folder.iterdir() if file.is_file()]
        around = [f for f in self.home.rglob("*") if f.is_file() and folder not in f.parents]
        assert any(file.name.endswith("-wal") for file in own)
        self.leaks += [(when, *found) for found in traces([*own, *around], self.truth.markers)]


def test_from_the_first_window_to_the_end_of_the_case(qtbot: QtBot, own_home: Path, tmp_path: Path) -> None:
    walker = Walker(qtbot, own_home, tmp_path)
    walker.album.take(walker.hand, "first")
    walker.owner.practise()
    folder = walker.owner.folder
    assert walker.hand.step == "inventory"
    walker.hand.click(walker.hand.view.rail.items()[0])
    walker.look("done")
    walker.hand.press("Next")
    walker.owner.walk(until="notices")
    walker.stop()

    walker.start()
    (case,) = folder.glob("*.case")
    walker.owner.open(case, PASSPHRASE)
    assert walker.hand.step == "notices"
    walker.owner.walk()
    assert isinstance(walker.window.view, FirstView)
    walker.stop()

    assert walker.leaks == []
    assert {"Scan the computer", "Make the letters", "Write the pack", "Destroying"} <= walker.jobs
    assert seen_again(walker.worst) == {}
    truths.all_true(Finished(folder), walker.truth, (own_home,), tmp_path / "unpacked")
    pictures = {picture.stem for picture in walker.album.taken}
    assert len(pictures) == len(walker.album.taken)
    for step in STEPS:
        for look in ("zh-light", "zh-dark", "en-light", "en-dark"):
            assert any(step in name and name.endswith(look) for name in pictures), (step, look)


def seen_again(worst: dict[str, str]) -> dict[str, str]:
    """Waits that are the program's: those of a shared machine are not met in the same job three times in a row."""
    for _ in range(2):
        if worst:
            waited = loop.waits()
            worst = {job: gap for job, gap in worst.items() if waited.get(job, 0.0) > loop.LIMIT}
    return worst


@pytest.mark.parametrize("passphrase", ["seven green lamps under a bridge 7"])
def test_a_new_case_with_its_recovery_sheet(qtbot: QtBot, tmp_path: Path, passphrase: str) -> None:
    window = program.window()
    qtbot.addWidget(window)
    hand = Hand(window)
    hand.press("New case")
    hand.enter("Name of the pharmacy", "样例市云溪大药房")
    hand.enter("Passphrase", passphrase)
    hand.enter("The same passphrase once more", passphrase)
    hand.press("Make the case")
    hand.wait_for_job()
    hand.wait_for_view(RecoveryView)
    go_on = hand.button("Go on")
    assert go_on is not None
    assert not go_on.isEnabled()
    sheet = tmp_path / "printed.pdf"
    hand.print_into(lambda: hand.press("Print"), sheet)
    hand.wait(go_on.isEnabled, "the sheet being printed")
    (scanned,) = codes(sheet)
    hand.enter("Type group {n} of the sheet, five characters", scanned)
    hand.press("Go on")
    view = hand.wait_for_view(CaseView)
    assert hand.step == "shop"
    assert view.foot.links()
    assert not view.foot.next_button.isEnabled()
    assert not theme().dark
    window.close()
