"""The table: selection by key, keyboard, groups, words for screen readers, and 50,000 rows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import overload

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.ui import marks
from desktop.ui.cells import Column, Group, Link, Meter, Number, Row, Text, Tick, TwoLine, words_of
from desktop.ui.table import Table

COLUMNS = [Column("Name", 160, 1), Column("People", 60, right=True, sortable=True), Column("State", 90), Column("", 80)]


def line(n: int) -> Row:
    return Row(f"k{n}", (TwoLine(f"file {n}", "D:"), Number(n * 10), marks.standing("done", "checked"), Link("Check")))


class Lazy(Sequence[Row]):
    """Rows made when they are asked for, as a store would read them."""

    def __init__(self, count: int) -> None:
        self.rows, self.asked = count, 0

    def __len__(self) -> int:
        return self.rows

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        assert isinstance(at, int)
        if at >= self.rows:
            raise IndexError(at)
        self.asked += 1
        return line(at)


@pytest.fixture
def table(qtbot: QtBot) -> Table:
    made = Table(COLUMNS, "files")
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    return made


def test_selection_is_kept_by_key_when_rows_change(table: Table) -> None:
    table.show_rows([line(1), line(2), line(3)])
    assert table.select("k2")
    table.show_rows([line(0), line(1), line(2)])
    assert table.selected_key() == "k2"
    table.show_rows([line(7)])
    assert table.selected_key() is None


def test_moving_and_enter_tell_the_key(table: Table, qtbot: QtBot) -> None:
    table.show_rows([Group("g", "folder", "2 files"), line(1), line(2)])
    moved: list[str] = []
    table.selected.connect(moved.append)
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert table.selected_key() == "k1"
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args == [moved[-1]] == ["k2"]
    for _ in range(3):
        qtbot.keyClick(table.view, Qt.Key.Key_Up)
    assert table.selected_key() == "k1"


def test_space_and_a_click_take_what_the_row_offers(table: Table, qtbot: QtBot) -> None:
    table.show_rows([line(1), line(2)])
    table.select("k2")
    with qtbot.waitSignal(table.offered) as offered:
        qtbot.keyClick(table.view, Qt.Key.Key_Space)
    assert offered.args == ["k2"]
    at = table.view.visualRect(table.model.index(0, 3)).center()
    with qtbot.waitSignal(table.offered) as offered:
        qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert offered.args == ["k1"]


def test_a_click_elsewhere_in_the_row_offers_nothing(table: Table, qtbot: QtBot) -> None:
    table.show_rows([line(1)])
    with qtbot.assertNotEmitted(table.offered):
        qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 20))
    assert table.selected_key() == "k1"


def test_ctrl_c_copies_the_row_as_words(table: Table, qtbot: QtBot) -> None:
    table.show_rows([line(1), line(2)])
    table.select("k2")
    qtbot.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "file 2 D:\t20\tchecked\tCheck"


def test_a_screen_reader_hears_column_and_words(table: Table) -> None:
    table.show_rows([Group("g", "folder", "2 files"), line(3)])
    role = Qt.ItemDataRole.AccessibleTextRole
    assert table.model.data(table.model.index(0, 0), role) == "folder 2 files"
    assert table.model.data(table.model.index(1, 1), role) == "People: 30"
    assert table.view.accessibleName() == "files"


def test_sorting_by_a_number_column(table: Table, qtbot: QtBot) -> None:
    table.show_rows([line(2), line(10), line(1)])
    table.select("k10")
    table.model.sort(1, Qt.SortOrder.DescendingOrder)
    assert [table.model.line(n).key for n in range(3)] == ["k10", "k2", "k1"]


def test_tab_leaves_the_table(table: Table, qtbot: QtBot) -> None:
    table.show_rows([line(1), line(2)])
    table.view.setFocus()
    row = table.view.currentIndex().row()
    qtbot.keyClick(table.view, Qt.Key.Key_Tab)
    assert table.view.currentIndex().row() == row


def test_rows_have_the_height_of_their_contents(table: Table) -> None:
    table.show_rows([Group("g", "folder"), line(1)])
    assert (table.view.rowHeight(0), table.view.rowHeight(1)) == (36, 52)
    table.show_rows([Row("a", (Text("one line"),))])
    assert table.view.rowHeight(0) == 44
    table.show_rows([Row("a", (Text("verdict", wrap=True),))])
    assert table.view.rowHeight(0) == 56


def test_narrow_tables_squeeze_long_names_before_they_scroll(table: Table) -> None:
    table.show_rows([line(1)])
    table.resize(420, 300)
    widths = [table.view.columnWidth(n) for n in range(len(COLUMNS))]
    assert sum(widths) <= table.view.viewport().width()
    assert widths[3] >= 80


def test_fifty_thousand_rows_are_not_looked_at_before_they_are_seen(table: Table, qtbot: QtBot) -> None:
    lines = Lazy(50_000)
    begun = time.perf_counter()
    table.show_rows(lines)
    table.grab()
    shown = time.perf_counter() - begun
    assert lines.asked < 5_000
    begun = time.perf_counter()
    for at in range(0, 50_000, 2_500):
        table.view.scrollTo(table.model.index(at, 0))
        table.grab()
    per_page = (time.perf_counter() - begun) / 20
    print(f"50,000 rows: shown in {shown * 1000:.0f} ms, a page in {per_page * 1000:.1f} ms")
    assert shown < 0.5
    assert per_page < 0.1


def test_every_kind_of_cell_paints_and_has_words(table: Table) -> None:
    cells = (
        Text("t", icon="file", elide="middle"), TwoLine("a", "b", icon="file"), Number("不详"), Meter(3, 10, "3 / 10"),
        Link("go"), Tick(True, "yes"), marks.sensitivity("general", "g"), marks.disposition("anonymise", "a"),
        marks.standing("residue", "r", wrap=True),
    )  # fmt: skip
    wide = Table([Column(str(n)) for n in range(len(cells))], "all")
    wide.show_rows([Row("a", cells), Row("b", cells, dim=True)])
    wide.resize(1100, 200)
    image = wide.grab().toImage()
    assert image.width() == 1100
    assert [words_of(c) for c in cells] == ["t", "a b", "不详", "3 / 10", "go", "☑ yes", "g", "a", "r"]
    wide.deleteLater()
