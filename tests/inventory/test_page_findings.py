"""The tab of findings by clicks: rows read when they are seen, live counts, stop and go on, false alarms."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.inventory import store, store_hand
from desktop.inventory.page import InventoryPage
from desktop.inventory.page_lines import FindingLines
from desktop.inventory.records import GroupKind, SourceKind, SourceState
from desktop.inventory.scanning import scan
from desktop.inventory.store_hand import Carrier, Party
from desktop.inventory.summary import source_lines
from desktop.jobs.job import run_to_end
from desktop.jobs.runner import JobRunner
from desktop.session import Session
from desktop.ui.cells import Group, Row
from desktop.ui.forms import FileDrop, TextField
from desktop.ui.widgets import Button
from desktop.words import tr
from tests.inventory import files


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> InventoryPage:
    page = InventoryPage(session, JobRunner())
    page.key = "inventory"
    qtbot.addWidget(page)
    page.resize(1134, 660)
    page.show()
    page.refresh()
    return page


def press(page: InventoryPage, words: str) -> None:
    buttons = list[Button](page.findChildren(Button))
    button = next(button for button in buttons if button.text() == tr(words) and button.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def drop(page: InventoryPage, folder: Path) -> None:
    page.ask_for_folder()
    assert page.panel is not None
    (place,) = list[FileDrop](page.panel.findChildren(FileDrop))
    place.take([folder])


def fill(session: Session, count: int) -> None:
    """Many files in folders of fifty, each with one group and one finding."""
    with session.vault.change() as change:
        change.executemany(
            """INSERT INTO source (id, kind, name, place, state, path, quantity, unit, added)
               VALUES (?, 'file', ?, ?, 'found', ?, 1, 'file', '')""",
            [(n, f"{n:06}.xlsx", f"D:/{n // 50:04}", f"/x/{n}") for n in range(1, count + 1)],
        )
        change.executemany(
            """INSERT INTO record_group (source_id, kind, name, records, people, field_types, settled)
               VALUES (?, 'membership', 'a', 7, 3, '["name"]', 1)""",
            [(n,) for n in range(1, count + 1)],
        )
        change.executemany(
            "INSERT INTO finding VALUES (?, 'mobile', 9, 3, 'high', '', '199****0000')",
            [(n,) for n in range(1, count + 1)],
        )
        change.note("test.filled", "case")


def recounted(session: Session) -> dict[str, int]:
    sql = "SELECT field_type, sum(total) FROM finding GROUP BY field_type"
    return {str(name): int(total) for name, total in session.vault.rows(sql)}


def test_lazy_rows_are_the_lines_of_the_case(session: Session, tmp_path: Path) -> None:
    run_to_end(scan(session, files.shop_folder(tmp_path / "店")))
    party = Party("短信公司", "", GroupKind.MARKETING)
    store_hand.save_party(session.vault, party)
    store_hand.save_carrier(session.vault, Carrier(SourceKind.PAPER, "处方", "", GroupKind.PRESCRIPTION, 2, "箱"))
    unsure = next(one.id for one in store.groups(session.vault) if one.name == "备忘")
    with session.vault.change() as change:
        change.execute("UPDATE record_group SET settled = 0 WHERE id = ?", (unsure,))
        change.note("test.unsure", f"group:{unsure}")
    lines = FindingLines(session)
    for _ in lines.read():
        pass
    full = source_lines(session.vault, session.rules)
    rows = [line for line in lines if isinstance(line, Row)]
    assert [row.key for row in rows] == [f"source:{one.source.id}" for one in full]
    heads = [(n, line) for n, line in enumerate(lines) if isinstance(line, Group)]
    assert tuple(n for n, _ in heads) == lines.heads
    total = sum(one.records for one in full if one.source.place.endswith("店"))
    shop = next(line for _, line in heads if line.text.endswith("店"))
    count = lines.heads[1] - lines.heads[0] - 1
    assert shop.note == tr("{files} files • {records} records", files=count, records=total)
    assert [lines.place(line.key) for line in lines] == list(range(len(lines)))
    assert lines.place("source:99999") is None
    assert len(lines.sure) == sum(
        1 for one in full
        if one.source.state is SourceState.FOUND and all(group.settled for group in one.groups)
    )  # fmt: skip


def test_very_many_are_read_in_pieces_and_reached_by_key(qtbot: QtBot, page: InventoryPage, session: Session) -> None:
    fill(session, 30_000)
    page.refresh()
    assert page.reading
    qtbot.waitUntil(lambda: not page.reading, timeout=20_000)
    assert page.table.model.rowCount() == 30_000 + 601
    page.jump("source:29999")
    assert page.table.selected_key() == "source:29999"
    index = page.table.view.currentIndex()
    assert page.table.view.viewport().rect().contains(page.table.view.visualRect(index).center())
    heads = page.table.view.verticalHeader()
    assert heads.sectionSize(0) < heads.sectionSize(1)
    page.close_panel()
    press(page, page._all_right.text())
    qtbot.waitUntil(lambda: not page.jobs.busy and not page.reading, timeout=20_000)
    assert session.vault.value("SELECT count(*) FROM source WHERE state = 'checked'") == 30_000
    assert not page._all_right.isVisible()


def test_live_counts_are_the_findings(session: Session, tmp_path: Path) -> None:
    folder = files.shop_folder(tmp_path / "店")
    run_to_end(scan(session, folder))
    assert store.recognised(session.vault) == recounted(session) != {}
    files.write_csv(folder / "处方登记.csv", files.PRESCRIPTION_HEADER, files.prescriptions(45), "gb18030")
    run_to_end(scan(session, folder))
    assert store.recognised(session.vault) == recounted(session)


def test_counts_move_while_scanning_and_a_stopped_scan_goes_on(
    qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path
) -> None:
    folder = files.shop_folder(tmp_path / "店")
    for number in range(30):
        files.write_csv(folder / f"销售{number:02}.csv", files.SALE_HEADER, files.sales(900 + number, 40))
    drop(page, folder)
    qtbot.waitUntil(lambda: tr("Recognised:") in page._scan_counts.text(), timeout=20_000)
    assert page._scan_card.isVisible()
    first = page._scan_counts.text()
    qtbot.waitUntil(lambda: page._scan_counts.text() != first, timeout=20_000)
    page.jobs.stop()
    qtbot.waitUntil(lambda: not page.jobs.busy, timeout=20_000)
    assert not page._scan_card.isVisible()
    read = session.vault.value("SELECT count(*) FROM source WHERE state = 'found'")
    assert 0 < read < 36
    press(page, "Go on reading")
    qtbot.waitUntil(lambda: not page.jobs.busy, timeout=60_000)
    assert session.vault.value("SELECT count(*) FROM source WHERE state = 'found'") == 36


def test_a_false_alarm_needs_a_reason(qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path) -> None:
    run_to_end(scan(session, files.shop_folder(tmp_path / "店")))
    page.refresh()
    source = next(one for one in store.sources(session.vault) if one.name == "备忘.txt")
    page.jump(f"source:{source.id}")
    press(page, "No customer data")
    qtbot.waitUntil(lambda: not page.jobs.busy)
    assert page.shown_error is not None
    assert page.panel is not None
    reason = list[TextField](page.panel.findChildren(TextField))[-1]
    reason.setText("供货商的电话")
    press(page, "No customer data")
    qtbot.waitUntil(lambda: not page.jobs.busy)
    known = store.source(session.vault, source.id)
    assert (known.state, str(known.reason)) == (SourceState.DISMISSED, "供货商的电话")
    row = next(line for line in page._lines if line.key == f"source:{source.id}")
    assert isinstance(row, Row)
    assert row.dim


def test_a_file_that_is_gone_says_so(qtbot: QtBot, page: InventoryPage, session: Session, tmp_path: Path) -> None:
    folder = files.shop_folder(tmp_path / "店")
    run_to_end(scan(session, folder))
    (folder / "备忘.txt").unlink()
    run_to_end(scan(session, folder))
    page.refresh()
    qtbot.waitUntil(lambda: not page.reading, timeout=20_000)
    row = next(line for line in page._lines if isinstance(line, Row) and page.table.model.place(line.key) is not None
               and "备忘.txt" in str(line.cells[0]))  # fmt: skip
    assert tr("No longer there") in str(row.cells[1])
