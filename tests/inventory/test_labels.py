"""Labels read back from the paper: text by two readers, codes by a decoder from a hard black picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.documents.faces import NOTE
from desktop.documents.labels import LEFT, PITCH, TOP, Offset, Strip
from desktop.errors import OwnerError
from desktop.inventory import store, store_carriers, store_hand
from desktop.inventory.labels import LINE_WIDTH, Decided, fitting, make_labels
from desktop.inventory.records import GroupKind, SourceKind
from desktop.numbers import read_number, read_scan, scan_text
from desktop.session import Session
from tests.documents import reading
from tests.inventory.paper_shop import CUSTOMER, SHOP, add_carriers, fill_in


@pytest.fixture
def carriers(session: Session) -> tuple[int, int, int]:
    fill_in(session)
    return add_carriers(session)


def number(session: Session, source_id: int) -> str:
    return store_carriers.label_number(session.vault, source_id)


def test_every_piece_has_its_label_and_the_code_holds_the_number_alone(
    session: Session, carriers: tuple[int, int, int], tmp_path: Path
) -> None:
    path = tmp_path / "标签.pdf"
    made = make_labels(session, path)
    assert made.labels == 3 + 1 + 1
    reading.check(path)
    boxes, sheets, phone = (number(session, source_id) for source_id in carriers)
    scans = reading.codes(path)
    expected = [boxes, boxes, boxes, sheets, phone]
    assert sorted(scans) == sorted(scan_text(read) for one in expected if (read := read_number(one)))
    for scan in scans:
        understood = read_scan(scan)
        assert understood is not None
        assert (understood.number.case, understood.parts) == (session.vault.case_code, ())
    for text in reading.texts(path):
        for words in (
            "1/3箱",
            "2/3箱",
            "3/3箱",
            "1,200张",
            "1部",
            "处方2021至2026",
            "处方柜",
            "没有填位置",
            "待定",
            boxes,
        ):
            assert words in text.replace(" ", ""), words


def test_no_label_names_a_customer_or_the_shop(
    session: Session, carriers: tuple[int, int, int], tmp_path: Path
) -> None:
    path = tmp_path / "标签.pdf"
    make_labels(session, path)
    assert store.source(session.vault, carriers[0]).name.startswith(CUSTOMER)
    for text in reading.texts(path):
        assert CUSTOMER not in text
        assert SHOP.name not in text


def test_what_was_decided_stands_in_the_strip(session: Session, carriers: tuple[int, int, int], tmp_path: Path) -> None:
    path = tmp_path / "标签.pdf"
    boxes, sheets, _ = carriers
    decided = (
        Decided(boxes, Strip.BLACK, "封存", "至 2031-11-30"),
        Decided(sheets, Strip.HATCHED, "待销毁", "2026-12-18"),
    )
    make_labels(session, path, decided=decided)
    for text in reading.texts(path):
        assert text.replace(" ", "").count("封存至2031-11-30") == 3 or text.count("封存") == 3
        assert ("待销毁" in text, text.count("待定")) == (True, 1)


def test_a_label_printed_again_bears_the_same_number(session: Session, carriers: tuple[int, int, int]) -> None:
    make_labels(session, None)
    first = [number(session, source_id) for source_id in carriers]
    make_labels(session, None, chosen=carriers[:1])
    assert [number(session, source_id) for source_id in carriers] == first
    assert len(set(first)) == 3
    store_hand.remove_by_hand(session.vault, carriers[0])
    (later,) = store_carriers.give_numbers(session.vault, (add_carriers(session)[0],))
    assert later not in first, "a number is never used twice"


def test_a_partly_used_sheet_begins_where_the_owner_says(
    session: Session, carriers: tuple[int, int, int], tmp_path: Path
) -> None:
    path = tmp_path / "标签.pdf"
    make_labels(session, path, chosen=carriers[2:], start=4, offset=Offset(0.5, -0.5))
    inked = reading.ink(path, (0, 0, 210, 297))
    assert inked is not None
    assert inked.left == pytest.approx(LEFT + PITCH + 0.5 + 3, abs=0.4)
    assert inked.top == pytest.approx(TOP + 38.1 - 0.5 + 3, abs=0.4)
    full = make_labels(session, None, chosen=carriers[:1], start=20)
    assert full.labels == 3
    assert full.data.count(b"/Type /Page ") + full.data.count(b"/Type /Page\n") >= 2


def test_a_long_place_is_cut_and_the_cut_shows() -> None:
    shown = fitting("二楼储物间靠窗的那个旧铁皮柜子最下面一层", NOTE, LINE_WIDTH)
    assert shown.endswith("…")
    assert 8 <= len(shown) <= 13
    assert fitting("处方柜", NOTE, LINE_WIDTH) == "处方柜"


def test_without_paper_there_is_nothing_to_label(session: Session) -> None:
    fill_in(session)
    store_hand.save_party(session.vault, store_hand.Party("样例短信平台", "", GroupKind.MARKETING))
    with pytest.raises(OwnerError):
        make_labels(session, None)
    assert not session.vault.value("SELECT count(*) FROM paper_series")
    assert not store.sources(session.vault, SourceKind.PAPER)
