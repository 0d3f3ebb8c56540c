"""Labels that say what was decided; the box bears the number of its label."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.classification import store as classification
from desktop.classification.records import Disposition
from desktop.documents.labels import Strip
from desktop.handover import store
from desktop.handover.labels import decided
from desktop.handover.page import HandoverPage
from desktop.inventory import store_carriers
from desktop.inventory.labels import make_labels
from desktop.inventory.records import GroupKind, SourceKind
from desktop.jobs.runner import JobRunner
from desktop.session import Session
from desktop.ui.label_panel import LabelPanel
from tests.documents import reading
from tests.notices.case import TODAY, add_group, add_paper, add_source, decide


def paper(session: Session, disposition: Disposition, *, until: date | None = None, confirmed: bool = True) -> int:
    """A box whose decision is this; gives the source."""
    source = add_source(session, "登记本", kind=SourceKind.PAPER, quantity=1, unit="册")
    group = add_group(session, source, GroupKind.MEMBERSHIP, records=3)
    decide(session, group, disposition, until=until, confirmed=confirmed)
    return source


def source_of(session: Session, group: int) -> int:
    return int(session.vault.value("SELECT source_id FROM record_group WHERE id = ?", (group,)))


@pytest.mark.parametrize(
    ("disposition", "strip", "heading", "side"),
    [
        (Disposition.SEAL, Strip.BLACK, "封存", "至 2031-10-31"),
        (Disposition.DELETE, Strip.HATCHED, "待销毁", "2026-12-28"),
        (Disposition.TRANSFER, Strip.DASHED, "移交", ""),
    ],
)
def test_each_decision_has_its_strip(
    session: Session, disposition: Disposition, strip: Strip, heading: str, side: str
) -> None:
    source = paper(session, disposition, until=date(2031, 10, 31) if disposition is Disposition.SEAL else None)
    (one,) = decided(session)
    assert (one.source_id, one.strip, one.heading, one.side) == (source, strip, heading, side)


def test_what_is_not_confirmed_or_on_hold_is_undecided(session: Session, tmp_path: Path) -> None:
    paper(session, Disposition.DELETE, confirmed=False)
    held = paper(session, Disposition.DELETE)
    (one,) = decided(session)
    assert one.source_id == held
    group = int(session.vault.value("SELECT id FROM record_group WHERE source_id = ?", (held,)))
    classification.place_hold(session.vault, "complaint", group_id=group)
    assert decided(session) == ()
    path = tmp_path / "标签.pdf"
    make_labels(session, path, decided=decided(session))
    assert all(text.count("待定") == 2 and "待销毁" not in text for text in reading.texts(path))


def test_what_is_kept_decides_for_the_whole_carrier(session: Session) -> None:
    source = paper(session, Disposition.DELETE)
    group = add_group(session, source, GroupKind.PRESCRIPTION, records=3)
    decide(session, group, Disposition.SEAL, rule="REG-EPHEDRINE", until=date(2030, 1, 31))
    (one,) = decided(session)
    assert (one.strip, one.side) == (Strip.BLACK, "至 2030-01-31")


def test_a_box_bears_the_number_of_its_label(session: Session) -> None:
    source = source_of(session, group := add_paper(session, "含麻黄碱登记本"))
    make_labels(session, None)
    label = store_carriers.label_number(session.vault, source)
    box = store.save_box(session.vault, group, source, "0206", "2号柜", date(2031, 10, 31), TODAY)
    assert box.number == label
    again = store.save_box(session.vault, group, source, "0207", "2号柜", date(2031, 10, 31), TODAY)
    assert again.number == label


def test_a_box_sealed_before_its_label_gives_it_the_number(session: Session) -> None:
    source = source_of(session, group := add_paper(session, "含麻黄碱登记本"))
    box = store.save_box(session.vault, group, source, "0206", "2号柜", date(2031, 10, 31), TODAY)
    make_labels(session, None)
    assert store_carriers.label_number(session.vault, source) == box.number


def test_labels_are_printed_where_boxes_are_sealed(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    add_paper(session, "含麻黄碱登记本")
    page = HandoverPage(session, JobRunner())
    page.key = "handover"
    qtbot.addWidget(page)
    page.resize(1134, 660)
    page.show()
    page.refresh()
    page.tabs.show_tab("boxes")
    page.boxes.labels.click()
    qtbot.waitUntil(lambda: not page.jobs.busy, timeout=20_000)
    panel = page.panel
    assert isinstance(panel, LabelPanel)
    qtbot.waitUntil(lambda: panel.view.document.pageCount() == 1, timeout=5_000)
    path = tmp_path / "标签.pdf"
    panel.view.save_to(path)
    assert all(text.count("封存") == 2 for text in reading.texts(path))
    page.close_panel()
