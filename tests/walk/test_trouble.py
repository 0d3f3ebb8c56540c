"""What goes wrong in a pharmacy: the page says what happened and what to do, and nothing is lost or half-written."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.clock import SystemClock
from desktop.errors import OwnerError
from desktop.handover import store as handover
from desktop.inventory import store as inventory
from desktop.practice import walk
from desktop.practice.case import CASE, DRIVE, OWNER_PIN, PASSPHRASE, WITNESS_PIN, make_case
from desktop.practice.shop import make_shop
from desktop.rules.loader import load
from desktop.session import Session
from desktop.shop.records import Role
from desktop.vault.vault import Vault
from desktop.wizard.case_view import CaseView
from desktop.wizard.doors import NewCase, OpenCase
from desktop.wizard.window import Window
from tests.conftest import Mount
from tests.walk import program
from tests.walk.hand import Hand
from tests.walk.owner import Owner


class Desk:
    """A window over a practice case that was walked, without a window, up to a step."""

    def __init__(self, qtbot: QtBot, folder: Path, steps: int) -> None:
        """`steps` of the walk are done: 0 leaves the case at the inventory."""
        self.folder = folder
        clock = SystemClock()
        made = make_case(folder, clock)
        vault = Vault.open(made.path, clock, passphrase=made.passphrase)
        going = walk.Walk(Session(vault, load(), clock), made, walk.Folders.below(folder))
        for step in (walk._inventory, walk._classification, walk._notices, walk._handover)[:steps]:
            list(step(going))
        vault.close()
        self.window: Window = program.window()
        qtbot.addWidget(self.window)
        self.hand = Hand(self.window)
        self.owner = Owner(self.hand)

    @property
    def case(self) -> Path:
        """The case file."""
        return self.folder / CASE

    def enter(self) -> None:
        """Open the case."""
        self.owner.open(self.case, PASSPHRASE)

    def try_to_open(self, passphrase: str) -> str:
        """Type a passphrase and press; gives what the door says then."""
        if not isinstance(self.window.view, OpenCase):
            self.hand.press("Open a case")
        door = self.hand.wait_for_view(OpenCase)
        self.hand.into_file(lambda: self.hand.press("Choose a file", door), self.case)
        self.hand.enter("Passphrase", passphrase)
        self.hand.press("Open", door)
        self.hand.wait_for_job()
        assert isinstance(self.window.view, OpenCase)
        return self.error()

    def error(self) -> str:
        """The one error that the window shows: more than one sentence, the last of which says what to do."""
        self.hand.rest()
        (said,) = self.hand.errors()
        assert said.count("。") >= 2, said
        return said

    @property
    def vault(self) -> Vault:
        """The open case."""
        assert self.window.session is not None
        return self.window.session.vault


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_wrong_passphrase_opens_nothing_and_harms_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(qtbot, tmp_path / "practice", 0)
    before = digest(desk.case)
    assert "口令" in desk.try_to_open("虚构的药店 演练口令 2025")
    assert digest(desk.case) == before
    desk.hand.enter("Passphrase", PASSPHRASE)
    desk.hand.press("Open")
    desk.hand.wait_for_job()
    desk.hand.wait_for_view(CaseView)
    desk.window.close()


def test_a_damaged_case_says_so_and_is_left_as_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(qtbot, tmp_path / "practice", 0)
    whole = desk.case.read_bytes()
    middle = len(whole) // 2
    spoilt = bytes(byte ^ 0x5A for byte in whole[middle : middle + 64])
    desk.case.write_bytes(whole[:middle] + spoilt + whole[middle + 64 :])
    before = digest(desk.case)
    said = desk.try_to_open(PASSPHRASE)
    assert "备份" in said
    assert digest(desk.case) == before
    desk.window.close()


def test_a_case_that_is_open_elsewhere_stays_closed_here(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(qtbot, tmp_path / "practice", 0)
    held = (
        "import sys; from pathlib import Path; from desktop.clock import SystemClock\n"
        "from desktop.vault.vault import Vault\n"
        f"vault = Vault.open(Path({str(desk.case)!r}), SystemClock(), passphrase={PASSPHRASE!r})\n"
        "print('open', flush=True); sys.stdin.read(); vault.close()\n"
    )
    with subprocess.Popen([sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        desk.try_to_open(PASSPHRASE)
        other.communicate()
    desk.hand.enter("Passphrase", PASSPHRASE)
    desk.hand.press("Open")
    desk.hand.wait_for_job()
    desk.hand.wait_for_view(CaseView)
    desk.window.close()


def _taken_back(hand: Hand, place: Path) -> bool:
    return not list(place.iterdir()) and len(hand.errors()) == 1


def test_a_new_case_without_room_is_said_and_leaves_nothing(qtbot: QtBot, tmp_path: Path, mount: Mount) -> None:
    window = program.window()
    qtbot.addWidget(window)
    hand = Hand(window)
    hand.press("New case")
    door = hand.wait_for_view(NewCase)
    for kib in (12, 300, 600):  # room for no log, for no tables, for no recovery sheet
        place = tmp_path / str(kib)
        mount(place, f"{kib}k")
        with qtbot.waitSignal(window.entrance.runner.ended, timeout=20_000):
            door.ready.emit("样例药店", place / "shop.case", PASSPHRASE)
        # The largest of them has room for a case, and only its sheet finds none: then it is taken back.
        qtbot.waitUntil(partial(_taken_back, hand, place), timeout=20_000)
        (said,) = hand.errors()
        assert "空间" in said
        assert window.view is door
    window.close()


def test_a_practice_without_room_leaves_nothing_half_written(tmp_path: Path, mount: Mount) -> None:
    for kib in (8, 40, 100, 150, 300, 500):
        mount(tmp_path / str(kib), f"{kib}k")
        with pytest.raises(OwnerError, match="空间"):
            make_case(tmp_path / str(kib) / "practice", SystemClock())
        assert list((tmp_path / str(kib) / "practice").iterdir()) == []


def test_a_full_disk_during_the_scan_loses_nothing(qtbot: QtBot, tmp_path: Path, mount: Mount) -> None:
    place = tmp_path / "small"
    mount(place, "8m")
    desk = Desk(qtbot, place / "practice", 0)
    desk.enter()
    stuffing = place / "stuffing"
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    stuffing.write_bytes(bytes(free - 64 * 1024))
    desk.owner._scan()
    desk.error()
    stuffing.unlink()
    desk.owner.do("inventory")
    assert inventory.subject_count(desk.vault) == make_shop(tmp_path / "twin", date.today()).people
    desk.window.close()


def test_a_full_drive_while_packing_and_wrong_pins(qtbot: QtBot, tmp_path: Path, mount: Mount) -> None:
    desk = Desk(qtbot, tmp_path / "practice", 3)
    drive = desk.folder / DRIVE
    mount(drive, "64k")
    desk.enter()
    assert desk.hand.step == "handover"
    with pytest.raises(AssertionError, match="。"):
        desk.owner._write_a_pack()
    desk.error()
    assert list(drive.iterdir()) == []
    mount(drive, "8m")
    panel = desk.hand.view.page.panel
    assert panel is not None
    desk.hand.enter("Type or scan the code", desk.owner.code_of_sheet(-1), panel)
    desk.hand.press("Write the pack", panel)
    desk.hand.wait_for_job()
    assert [file.suffix for file in drive.iterdir()] == [".7z"]
    assert len(handover.packs(desk.vault)) == 1
    desk.owner.walk(until="erasure")
    _try_wrong_pins(desk)
    desk.window.close()


def _try_wrong_pins(desk: Desk) -> None:
    desk.hand.wait_for_job()
    desk.hand.click(desk.hand.view.foot.links()[0])
    for pin in ("000000", WITNESS_PIN):
        desk.owner.give_pin(Role.OWNER, pin)
        assert "PIN" in desk.error() or "密码" in desk.error()
    desk.owner.give_pin(Role.OWNER, OWNER_PIN)
    assert desk.hand.errors() == []
    targets = [point.target for point in desk.hand.view.standings[desk.hand.view.at].open_points]
    assert targets == ["approve:witness"]


NOT_WORKBOOKS = {
    "half a workbook": b"PK\x03\x04" + bytes(400),
    "something else in an old one's shell": b"\xd0\xcf\x11\xe0" * 200,
}


@pytest.mark.parametrize("content", NOT_WORKBOOKS.values(), ids=NOT_WORKBOOKS)
def test_a_spreadsheet_that_is_not_one(qtbot: QtBot, tmp_path: Path, content: bytes) -> None:
    desk = Desk(qtbot, tmp_path / "practice", 0)
    desk.enter()
    file = tmp_path / "会员.xlsx"
    file.write_bytes(content)
    _import(desk, file)
    desk.error()
    go = desk.hand.button("Import")
    assert go is not None
    assert not go.isEnabled()
    desk.hand.press("Do not import")
    assert inventory.sources(desk.vault) == ()
    assert file.read_bytes() == content
    desk.window.close()


def test_a_text_under_the_name_of_a_spreadsheet_is_called_a_text(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(qtbot, tmp_path / "practice", 0)
    desk.enter()
    file = tmp_path / "会员.xlsx"
    file.write_bytes("这里没有表格".encode())
    _import(desk, file)
    (said,) = desk.hand.messages()
    assert "不是表格" in said
    assert inventory.sources(desk.vault) == ()
    desk.window.close()


def test_a_file_that_the_drive_cannot_read(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(qtbot, tmp_path / "practice", 0)
    desk.enter()
    file = tmp_path / "会员.csv"
    file.symlink_to("/proc/self/mem")  # opens well, and every read is an error of the drive
    _import(desk, file)
    desk.error()
    assert inventory.sources(desk.vault) == ()
    desk.window.close()


def _import(desk: Desk, file: Path) -> None:
    desk.hand.press("Import tables")
    panel = desk.hand.view.page.panel
    desk.hand.into_file(lambda: desk.hand.press("Choose a file", panel), file)
    desk.hand.wait_for_job()
