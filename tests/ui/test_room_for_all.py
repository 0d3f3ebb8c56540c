"""Nothing is cut: verdicts in tables, streams at their nodes."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.ui.cells import Column, Pill, Row, State, TwoLine
from desktop.ui.flow_picture import FlowPicture, Source, Stream, Target
from desktop.ui.table import Table
from desktop.ui.theme import theme

VERDICT = "盘的类型不明：覆写后无法证明。按固态硬盘对待：整盘擦除或物理销毁。"


def test_rows_grow_with_a_verdict_that_needs_three_lines_and_shrink_again(qtbot: QtBot) -> None:
    table = Table(
        [Column("要销毁什么", 200, stretch=1), Column("能做到什么程度", 150, stretch=1)], "计划", rows_shown=3
    )
    qtbot.addWidget(table)
    table.resize(460, 400)
    table.show_rows(
        [Row(str(n), (TwoLine("会员资料.xlsx", "店里的电脑"), State(VERDICT, "bin", wrap=True))) for n in (1, 2)]
    )
    table.show()

    line = theme().metrics(14).height()
    qtbot.waitUntil(lambda: table.view.rowHeight(0) >= 3 * line)
    assert table.view.rowHeight(1) == table.view.rowHeight(0)
    high = table.view.rowHeight(0)
    table.resize(1200, 400)
    qtbot.waitUntil(lambda: table.view.rowHeight(0) < high)


def test_a_node_has_room_for_all_its_streams_though_people_are_in_several(qtbot: QtBot) -> None:
    picture = FlowPicture()
    qtbot.addWidget(picture)
    picture.show_flows(
        [Source("a", "会员资料.xlsx", 300, "300 人"), Source("b", "会员资料_旧.xlsx", 200, "200 人")],
        [Target("delete", Pill("删除", "bin", "slate"), "slate", 305, "305 人")],
        [Stream("a", "delete", 300, "300"), Stream("b", "delete", 200, "200")],
    )
    assert picture._held() == ([300, 200], [500])
