"""Window letters, measured in millimetres on the printed page."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.documents.document import Document, Furniture
from desktop.documents.faces import LETTER, LETTER_TITLE, Align
from desktop.documents.window_letter import (
    ADDRESS,
    VISIBLE,
    Address,
    address_block,
    fold_marks,
    letter_labels,
    letter_number,
    letterhead,
)
from tests.documents import reading

SHOP = "样例市样例区非常非常长的名字安和大药房连锁有限责任公司云溪区虚构街道第十二分店"
UYGHUR = "阿卜杜热合曼江·买买提吐尔逊江·艾合买提尼亚孜阿訇"
ADDRESSES = [
    Address("000000", "样例省样例市云溪区虚构街道范本路8号3幢2单元501室", "何虚构"),
    Address("", "样例市", "䶮㛃𠅤𬱖"),
    Address("000000", "样例省样例市云溪区虚构街道范本路8号3幢2单元501室", UYGHUR),
    Address(
        "000000", "样例维吾尔自治区样例州虚构县虚构镇虚构村虚构花园三期12幢2单元501室虚构物业收发室转交样本大厦", UYGHUR
    ),
    Address("000000", "样例省样例市云溪区虚构街道范本路8号虚构花园三期12幢2单元501室虚构物业收发室转交样本", "何虚构"),
]


def letter(path: Path, to: Address) -> None:
    with Document(path, Furniture(SHOP, "告知信", "XJ-7KQ4-00412-H"), title="告知信") as paper:
        sheet = paper.sheet(header=False)
        letterhead(sheet, SHOP, "样例市云溪区示范路12号　电话 0999-5550100")
        fold_marks(sheet)
        letter_labels(sheet, "2026年10月28日")
        letter_number(sheet, "XJ-7KQ4-00412-H", "PC1:XJ-7KQ4-00412-H:4T0K")
        sheet.text(108.45, 89, "关于停业和您的个人信息处理的告知信", LETTER_TITLE, align=Align.CENTRE)
        sheet.paragraph(28, 99, 160.9, "您好：" * 40, LETTER)
        assert address_block(sheet, to)


@pytest.mark.parametrize("to", ADDRESSES, ids=range(len(ADDRESSES)))
def test_the_window_shows_the_address_and_nothing_else(tmp_path: Path, to: Address) -> None:
    path = tmp_path / "letter.pdf"
    letter(path, to)
    zone = (VISIBLE.left, VISIBLE.top, VISIBLE.right, VISIBLE.bottom)
    shown = reading.ink(path, zone)
    assert shown is not None
    assert shown.left >= ADDRESS.left - 0.1
    assert shown.top >= ADDRESS.top
    assert shown.right <= ADDRESS.right
    assert shown.bottom <= ADDRESS.bottom
    for text in reading.texts(path):
        assert to.name in text
        assert to.address in text
        assert to.postcode in text
        assert "收" in text
    assert reading.codes(path) == ["PC1:XJ-7KQ4-00412-H:4T0K"]


def test_the_fold_marks_stand_where_the_sheet_is_folded(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    letter(path, ADDRESSES[0])
    for y in (105.0, 148.5, 210.0):
        mark = reading.ink(path, (0, y - 4, 20, y + 4))
        assert mark is not None
        assert (mark.left, (mark.top + mark.bottom) / 2) == pytest.approx((5, y), abs=0.2)
        assert mark.right <= 10.2
    assert reading.ink(path, (0, 0, 4.9, 297)) is None


def test_the_letterhead_ends_above_the_window(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    letter(path, ADDRESSES[0])
    head = reading.ink(path, (0, 0, 210, 30))
    assert head is not None
    assert head.bottom <= 22
    assert head.top >= 11.5


def test_an_address_that_does_not_fit_is_refused() -> None:
    sheet = Document(None, Furniture(SHOP, "告知信"), title="告知信").sheet()
    before = sheet.content()
    assert not address_block(sheet, Address("000000", "样例省" * 40, "何虚构"))
    assert not address_block(sheet, Address("000000", "样例省样例市", "何虚构" * 20))
    assert sheet.content() == before


def test_the_zones_are_those_of_the_standard() -> None:
    """Window 25 ± 2 / 30 ± 1.5, 100 × 40 or 100 × 50; the sheet shifts by 10 and 5 mm: the address keeps 1 and 2 mm."""
    assert (VISIBLE.left, VISIBLE.top) == (25 - 2 - 10, 30 - 1.5 - 5)
    assert (VISIBLE.right, VISIBLE.bottom) == (25 + 2 + 100, 30 + 1.5 + 50)
    assert (ADDRESS.left, ADDRESS.top) == (25 + 2 + 1, 30 + 1.5 + 2)
    assert (ADDRESS.right, ADDRESS.bottom) == (25 - 2 - 10 + 100 - 2, 30 - 1.5 - 5 + 40 - 2)
