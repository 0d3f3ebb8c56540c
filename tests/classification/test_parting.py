"""What can be taken out of its file and kept on its own: the rows of a sheet, never the words of a text."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from desktop.classification.parting import can_be_parted
from desktop.inventory import store as inventory
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from tests.classification.cases import new_session
from tests.inventory import files


def test_a_sheet_can_be_taken_out_of_its_file_and_a_comment_beside_it_cannot(tmp_path: Path) -> None:
    session = new_session(tmp_path / "shop.case")
    folder = tmp_path / "x"
    folder.mkdir()
    book = xlsxwriter.Workbook(str(folder / "店.xlsx"))
    sheet = book.add_worksheet("处方")
    for place, row in enumerate([files.PRESCRIPTION_HEADER, *files.prescriptions(5)]):
        sheet.write_row(place, 0, row)
    sheet.write_comment("C3", f"患者说过敏，电话 {files.mobile(77)}")
    book.close()
    run_to_end(scan(session, folder))
    groups = {group.part: group for group in inventory.groups(session.vault)}
    assert can_be_parted(session.vault, [groups["处方"]])
    # Of the comment only the number is in the case; written out on its own its words would be lost.
    assert not can_be_parted(session.vault, [groups["处方"], groups["处方 › 批注"]])
    session.vault.close()
