"""After erasing: the folders are read again in full, nothing is taken into the case, and the journal has the counts."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.inventory import store
from desktop.inventory.looking_again import look_again
from desktop.inventory.page import InventoryPage
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.jobs.runner import JobRunner
from desktop.session import Session
from desktop.ui.blocks import MessageBar
from desktop.ui.forms import FileDrop
from desktop.vault.vault import FROZEN
from desktop.words import tr
from tests.inventory import files

WITH_DATA = ("会员资料.xlsx", "处方登记.csv", "销售流水.csv", "致顾客的信.docx", "备忘.txt", "会员资料_旧.xlsx")


def freeze(session: Session) -> None:
    with session.vault.change() as change:
        change.set(FROZEN, change.time)
        change.note("test.erasure_begun", "case")


def test_what_is_left_is_found_and_after_it_has_gone_there_is_nothing(session: Session, tmp_path: Path) -> None:
    folder = files.shop_folder(tmp_path / "店")
    run_to_end(scan(session, folder))
    freeze(session)
    before = store.sources(session.vault)
    found = run_to_end(look_again(session, [folder]))
    assert sorted(path.name for path in found.with_data) == sorted(WITH_DATA)
    assert (found.files, found.unreadable) == (8, 1)
    for path in found.with_data:
        path.unlink()
    done = run_to_end(look_again(session, [folder]))
    assert (done.files, done.with_data) == (2, ())
    assert store.sources(session.vault) == before
    last = list(session.vault.journal())[-1]
    assert (last.act, '"with_data":0' in last.detail.replace(" ", "")) == ("inventory.looked_again", True)


def test_scanning_after_erasing_looks_again_from_the_page(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "空"
    folder.mkdir()
    (folder / "价目.txt").write_text("阿莫西林胶囊 12.50\n", "utf-8")
    freeze(session)
    page = InventoryPage(session, JobRunner())
    page.key = "inventory"
    qtbot.addWidget(page)
    page.show()
    for expected in ("No customer data was found in them.", ""):
        page.ask_for_folder()
        assert page.panel is not None
        (drop,) = list[FileDrop](page.panel.findChildren(FileDrop))
        drop.take([folder])
        qtbot.waitUntil(lambda: not page.jobs.busy, timeout=10_000)
        bars = [bar for bar in list[MessageBar](page.findChildren(MessageBar)) if bar.isVisible()]
        words = " ".join(bar.accessibleName() for bar in bars)
        assert (tr("No customer data was found in them.") in words) is bool(expected)
        (folder / "便条.txt").write_text("患者：王建国，电话 19900000000\n", "utf-8")
    assert store.sources(session.vault) == ()
