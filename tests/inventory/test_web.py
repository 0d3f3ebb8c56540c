"""Pages that are tables under another name: as till programs, Excel and old Word save them."""

from __future__ import annotations

from base64 import encodebytes

import pytest

from desktop.inventory.readers.content import in_memory
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.shapes import Form
from tests.inventory import files
from tests.inventory.test_formats import read

ROWS = [tuple(files.MEMBER_HEADER), *(tuple(row) for row in files.members(5))]


def page(rows: list[tuple[str, ...]], cell: str, end: str) -> str:
    """A table; `cell` with the words in it, `end` of a row."""
    return "<table>" + "".join(f"<tr>{''.join(cell.format(word) for word in row)}{end}" for row in rows) + "</table>"


@pytest.mark.parametrize(
    ("cell", "end"),
    [("<td>{}", ""), ("<td>{}</td>", ""), ("<TD>{}\n", "</TR>"), ("<td><p>{}</p></td>", "</tr>"), ("<td><p>{}", "")],
)
def test_ends_of_cells_and_rows_may_be_left_out(cell: str, end: str) -> None:
    assert read(("会员.xls", page(ROWS, cell, end).encode()))[0] == {"": ROWS}


def test_a_single_file_web_page_named_xls() -> None:
    sheet = encodebytes(page(ROWS, "<td>{}</td>", "</tr>").encode("gb18030")).decode()
    data = (
        'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary="b1"\r\n\r\n'
        "--b1\r\nContent-Location: file:///C:/x/sheet001.htm\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Type: text/html; charset="gb2312"\r\n\r\n{sheet}\r\n--b1--\r\n'
    ).encode()
    assert form_of(in_memory("会员.xls", data)) is Form.MAIL
    assert read(("会员.xls", data))[0] == {"sheet001.htm": ROWS}
