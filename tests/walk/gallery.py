"""Pictures of the real program: every page of the practice case at every step, the dialogs, and all papers.

The owner walks by clicks while the album is filled; papers are drawn page by page as a printer would get them.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from PySide6.QtCore import QCoreApplication, QSize, Qt

from desktop.certificate import bundle
from desktop.classification import papers as decided
from desktop.erasure.plan_paper import write_plan
from desktop.inventory import store as inventory
from desktop.inventory.labels import make_labels
from desktop.inventory.listing import write_list
from desktop.inventory.party_letter import make_letter
from desktop.inventory.records import SourceKind
from desktop.practice.case import SHOP
from desktop.practice.walk import PRINTED, SHEETS
from desktop.wizard.first import FirstView
from desktop.wizard.recovery import RecoveryView
from desktop.words import tr
from tests.walk import program
from tests.walk.album import USUAL, Album
from tests.walk.hand import Hand
from tests.walk.owner import Owner

SIZES = (USUAL, QSize(1024, 700))
DOTS = 100
"""Per inch."""
MOST_PAGES = 3
"""Of a paper: the 271 letters look alike."""
FORMATS = {(210, 297): "a4", (297, 210): "a4-landscape", (297, 420): "a3", (420, 297): "a3-landscape"}


class Gallery:
    """Pictures of one walk, and of what it prints."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.album = Album(folder, sizes=SIZES, patient=True)
        self.taken: list[Path] = []
        self.hand = Hand(program.window())
        self.owner = Owner(self.hand, self.look)

    def walk(self) -> list[Path]:
        """Everything; gives the pictures."""
        self._doors()
        self.owner.practise()
        self.hand.click(self.hand.view.rail.items()[0])
        self.look("done")
        self.hand.press("Next")
        self.hand.press("Legal basis")
        self.look("legal-basis")
        self.hand.press("Help F1")
        self.look("help")
        self.hand.press("Close", self.hand.view.page.panel)
        self.owner.walk()
        self.hand.window.close()
        return [*self.album.taken, *self.taken]

    def look(self, name: str) -> None:
        """Every look of a page that is done, and its papers; else what stands there now."""
        step = self.hand.step
        if name != "done":
            self.album.take(self.hand, f"{step}-{name}")
            if name == "approve-owner":  # what is erased loses its name: the plan is printed before
                self._papers("plan")
            return
        self.album.page(self.hand, step)
        self._papers(step)

    # ---- before a case

    def _doors(self) -> None:
        hand, album = self.hand, self.album
        album.take(hand, "first")
        for words, name in (("Open a case", "open"), ("New case", "new")):
            hand.press(words)
            album.take(hand, f"door-{name}")
            if name == "open":
                hand.press("Back")
                hand.wait_for_view(FirstView)
        passphrase = "seven green lamps under a bridge 7"
        hand.enter("Name of the pharmacy", SHOP.name)
        hand.enter("Passphrase", passphrase)
        hand.enter("The same passphrase once more", passphrase)
        hand.press("Make the case")
        hand.wait_for_job()
        view = hand.wait_for_view(RecoveryView)
        album.take(hand, "door-recovery")
        sheet = Path(tempfile.mkdtemp()) / f"{tr('Recovery sheet')}.pdf"
        view.preview.save_to(sheet)
        self._paper(sheet, "recovery-sheet")
        hand.window.close()
        self.hand.window = program.window()

    # ---- papers

    def _papers(self, step: str) -> None:
        session = self.hand.view.page.session
        scratch = Path(tempfile.mkdtemp())
        made = {
            "inventory": ("inventory-list", "labels", "third-party-letter"),
            "classification": ("classification-table", "impact-assessment"),
            "plan": ("plan",),
            "erasure": ("progress-sheet",),
        }.get(step, ())
        for name in made:
            file = scratch / f"{name}.pdf"
            match name:
                case "inventory-list":
                    write_list(session, file, SHOP.name)
                case "labels":
                    make_labels(session, file)
                case "third-party-letter":
                    make_letter(session, inventory.sources(session.vault, SourceKind.THIRD_PARTY)[0].id, file)
                case "classification-table":
                    decided.write_table(session, file)
                case "impact-assessment":
                    decided.write_assessment(session, file)
                case "plan":
                    write_plan(session, file)
                case _:
                    file.write_bytes(bundle.progress_sheet(session))
            self._paper(file, name)
        found = {
            "notices": {"letters": "告知信*.pdf", "poster": "公告*.pdf"},
            "handover": {"seal-list": f"{tr('Seal list')}*.pdf"},
        }.get(step, {})
        for name, form in found.items():
            self._paper(next((self.owner.folder / PRINTED).glob(form)), name)
        if step == "handover":
            self._paper(next((self.owner.folder / SHEETS).iterdir()), "code-sheet")
        if step == "certificate":
            self._paper(next(self.owner.folder.rglob("销毁证明-*.pdf")), "certificate")
            self._paper(next(self.owner.folder.rglob("处置登记簿-*.pdf")), "register")

    def _paper(self, pdf: Path, name: str) -> None:
        """One picture for each of the first pages; papers are Chinese and light whatever the window is."""
        with pypdfium2.PdfDocument(pdf) as document:
            sizes = [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in document]
        for number, size in enumerate(sizes[:MOST_PAGES], 1):
            look = FORMATS.get((size[0], size[1]), f"{size[0]}x{size[1]}mm")
            target = self.folder / f"paper-{name}-{number}-{look}-zh-light"
            subprocess.run(
                ["pdftoppm", "-r", str(DOTS), "-png", "-singlefile", "-f", str(number), "-l", str(number), pdf, target],
                check=True,
            )
            self.taken.append(target.with_suffix(".png"))


@contextmanager
def own_home() -> Iterator[Path]:
    """The program's folders lie in a folder of their own meanwhile."""
    names = ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    before = {name: os.environ.get(name) for name in names}
    with tempfile.TemporaryDirectory() as home:
        for name in names:
            (Path(home) / name).mkdir(mode=0o700)
            os.environ[name] = str(Path(home) / name)
        tempfile.tempdir = None
        try:
            yield Path(home)
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
            tempfile.tempdir = None


def take_all(folder: Path) -> list[Path]:
    """All pictures of a walk into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    with own_home():
        return Gallery(folder.absolute()).walk()
