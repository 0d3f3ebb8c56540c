"""A workbook is there in full or not at all, and why not is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop.documents.book import new_book
from desktop.errors import OwnerError


def write(path: Path, cell: str) -> None:
    with new_book(path) as book:
        book.add_worksheet("一").write_string(0, 0, cell)


def test_what_was_begun_and_failed_leaves_the_older_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    write(path, "先前")
    with pytest.raises(ZeroDivisionError), new_book(path) as book:
        book.add_worksheet("一")
        _ = 1 / 0
    assert CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python() == [["先前"]]
    assert [file.name for file in tmp_path.iterdir()] == ["表.xlsx"]


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(OwnerError):
        write(tmp_path / "没有这个文件夹" / "表.xlsx", "x")
    assert list(tmp_path.iterdir()) == []


def test_text_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    write(path, '=HYPERLINK("http://x.invalid")')
    assert CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python() == [
        ['=HYPERLINK("http://x.invalid")']
    ]
