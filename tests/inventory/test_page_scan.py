"""What is scanned, by clicks: drives that come and go, the usual places, and what is left out with its reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.disk.records import Medium, Volume
from desktop.inventory import page_scan, store, store_fence
from desktop.inventory.page import InventoryPage
from desktop.inventory.page_words import drive_words
from desktop.inventory.records import SourceState
from desktop.jobs.runner import JobRunner
from desktop.session import Session
from desktop.ui.blocks import MessageBar
from desktop.ui.forms import TextField
from desktop.ui.widgets import CheckBox, Label
from desktop.words import tr, use
from tests.inventory import files
from tests.inventory.test_page import click, press, wait

NOTE = f"患者：王建国，电话 {files.mobile(7)}\n"
DISK = Volume(
    Path("/"), "/dev/sda2", "ext4:1", "ext4", "", 237 * 2**30, 2**30, False, False, True, Medium.SSD,
)  # fmt: skip


class Drives:
    """What is plugged in: a fake at the edge of the machine."""

    def __init__(self, *plugged: Volume) -> None:
        self.plugged = plugged

    def __call__(self) -> tuple[Volume, ...]:
        return self.plugged


@pytest.fixture
def stick(tmp_path: Path) -> Volume:
    place = tmp_path / "media" / "备份"
    place.mkdir(parents=True)
    (place / "便条.txt").write_text(NOTE, "utf-8")
    return replace(
        DISK, mount_point=place, label="备份", size=7 * 2**30, removable=True, is_system=False, medium=Medium.USB_FLASH
    )


@pytest.fixture
def drives(monkeypatch: pytest.MonkeyPatch) -> Drives:
    found = Drives(DISK)
    monkeypatch.setattr(page_scan, "drives", found)
    return found


@pytest.fixture
def page(qtbot: QtBot, session: Session, drives: Drives) -> InventoryPage:
    page = InventoryPage(session, JobRunner())
    page.key = "inventory"
    qtbot.addWidget(page)
    page.resize(1134, 660)
    page.show()
    page.refresh()
    return page


def boxes(page: InventoryPage) -> dict[str, CheckBox]:
    assert page.panel is not None
    return {box.text(): box for box in list[CheckBox](page.panel.findChildren(CheckBox))}


def said(page: InventoryPage) -> str:
    """All words of the page and its panel."""
    return "\n".join(label.text() for label in list[Label](page.findChildren(Label)) if label.isVisible())


def test_a_stick_that_is_plugged_in_appears_and_is_scanned(
    qtbot: QtBot, page: InventoryPage, session: Session, drives: Drives, stick: Volume
) -> None:
    click(page._choices["scan"])
    disk, words = drive_words(DISK), drive_words(stick)
    qtbot.waitUntil(lambda: disk in boxes(page), timeout=5000)
    assert words not in boxes(page)
    assert not boxes(page)[disk].isChecked(), "a whole drive takes long: nobody scans it unasked"
    drives.plugged = (DISK, stick)
    press(page, "Refresh")
    qtbot.waitUntil(lambda: words in boxes(page), timeout=5000)
    for box in boxes(page).values():
        box.setChecked(box.text() == words)
    press(page, "Refresh")
    qtbot.waitUntil(lambda: not page._looker.busy, timeout=5000)
    assert [text for text, box in boxes(page).items() if box.isChecked()] == [words], "a tick outlives a refresh"
    press(page, "Scan the ticked ones")
    wait(qtbot, page)
    (source,) = store.sources(session.vault)
    assert (source.path, source.state) == (stick.mount_point / "便条.txt", SourceState.FOUND)


def test_what_lies_in_a_drive_that_is_ticked_is_not_scanned_twice(
    qtbot: QtBot, page: InventoryPage, drives: Drives, stick: Volume, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_home / "Desktop").mkdir()
    drives.plugged = (replace(stick, mount_point=own_home),)
    chosen: list[Path] = []
    monkeypatch.setattr(page, "start_scan", chosen.extend)
    page.ask_for_folder()
    qtbot.waitUntil(lambda: drive_words(stick) in boxes(page), timeout=5000)
    boxes(page)[drive_words(stick)].setChecked(True)
    press(page, "Scan the ticked ones")
    assert own_home in chosen
    assert own_home / "Desktop" not in chosen


@pytest.mark.parametrize(
    ("more", "zh", "en"),
    [
        ({}, "本机系统盘：固态硬盘，237 GB", "This computer: Solid-state drive, 237 GB"),
        ({"mount_point": Path("E:\\"), "label": "备份", "medium": Medium.USB_FLASH, "size": 7 * 2**30},
         "备份（E 盘）：U 盘，7.0 GB", "备份 (drive E): USB stick, 7.0 GB"),
        ({"mount_point": Path("Z:\\"), "medium": Medium.NETWORK, "size": 0}, "Z 盘：网络盘", "Drive Z: Network drive"),
        ({"mount_point": Path("/media/x/a\udcff")}, "a?：固态硬盘，237 GB", "a?: Solid-state drive, 237 GB"),
    ],
)  # fmt: skip
def test_a_drive_is_told_by_name_kind_and_size(more: dict[str, object], zh: str, en: str) -> None:
    volume = replace(DISK, **more)  # type: ignore[arg-type]
    assert drive_words(volume) == zh
    use("en")
    try:
        assert drive_words(volume) == en
    finally:
        use("zh_CN")


def test_practice_never_offers_the_drives_of_this_pc(
    qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path
) -> None:
    with session.vault.change() as change:
        change.set("practice_folder", str(tmp_path))
        change.note("test.practice", "case")
    click(page._choices["scan"])
    qtbot.wait(300)
    assert drive_words(DISK) not in boxes(page)
    assert tr("Whole drives") not in said(page)


def test_a_folder_is_left_out_by_clicks_told_beside_its_place_and_taken_back(
    qtbot: QtBot, page: InventoryPage, session: Session, own_home: Path
) -> None:
    private = own_home / "Desktop" / "家里的照片"
    private.mkdir(parents=True)
    (private / "便条.txt").write_text(NOTE, "utf-8")
    (own_home / "Desktop" / "便条.txt").write_text(NOTE, "utf-8")
    page._tabs.show_tab("places")
    press(page, "Leave something out")
    assert page.panel is not None
    what, reason = list[TextField](page.panel.findChildren(TextField))
    what.setText(str(private))
    press(page, "Leave it out")
    assert page.shown_error is not None
    assert store_fence.count(session.vault) == 0
    reason.setText("只有家里人的照片")
    press(page, "Leave it out")
    assert store_fence.exclusions(session.vault)[0].reason == "只有家里人的照片"
    beside = page._places._missing["members"]
    assert beside.isVisible()
    assert beside.text().replace("\u200b", "") == f"不查找：{private}（只有家里人的照片）"
    assert not page._places._missing["till"].isVisible()
    assert said(page).count("只有家里人的照片") == 3, "beside the place, in the list below, in the panel"
    page.start_scan([own_home / "Desktop"])
    wait(qtbot, page)
    bars = [bar.accessibleName() for bar in list[MessageBar](page.findChildren(MessageBar)) if bar.isVisible()]
    assert any("按您的决定，有 1 处没有查找" in words for words in bars)
    assert len(store.sources(session.vault)) == 1
    page.open_left_out()
    assert "遇到并跳过：1 个文件夹" in said(page)
    press(page, "Search it again")
    assert store_fence.count(session.vault) == 0
    assert not page._places._missing["members"].isVisible()
    page.start_scan([own_home / "Desktop"])
    wait(qtbot, page)
    assert len(store.sources(session.vault)) == 2


def test_the_page_says_what_is_never_searched(page: InventoryPage) -> None:
    page._tabs.show_tab("places")
    assert "从不查找：操作系统自己的文件夹" in said(page)
    page.ask_for_folder()
    assert "除了操作系统自己的文件夹，都会查找。" in said(page)
