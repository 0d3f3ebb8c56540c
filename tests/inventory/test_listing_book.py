"""The list as a workbook, read back by another library; and on paper, section by section."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook

from desktop.errors import OwnerError
from desktop.inventory import store_carriers, store_hand, store_parties
from desktop.inventory.labels import make_labels
from desktop.inventory.listing import write_list
from desktop.inventory.listing_book import write_book
from desktop.inventory.records import GroupKind, PartyAnswer, SourceKind
from desktop.inventory.records_parties import Asks, PartyKind, SendWay
from desktop.inventory.scanning import scan
from desktop.inventory.store_hand import Carrier, Party
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.documents import reading
from tests.inventory import files, formats
from tests.inventory.paper_shop import SHOP, add_carriers, add_party, fill_in

NAMES = ["概况", "电子文件", "纸质", "设备", "第三方", "未能读取", "没有查找"]
FORMULA = '=HYPERLINK("http://x.invalid","看")'
Rows = Mapping[str, Sequence[Sequence[object]]]


def read(path: Path) -> Rows:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.fixture
def book(session: Session, tmp_path: Path) -> Path:
    fill_in(session)
    run_to_end(scan(session, files.shop_folder(tmp_path / "店")))
    boxes, _, _ = add_carriers(session)
    make_labels(session, None)
    store_carriers.save_photo(session.vault, boxes, b"a small picture")
    party, today = add_party(session), session.today
    store_parties.choose(session.vault, party, PartyKind.SMS, Asks.DELETE)
    store_parties.sent(session.vault, party, today, SendWay.MAIL, today)
    store_parties.answered(
        session.vault, party, PartyAnswer.DELETED, today, note="备份已清", proof="回函1件", today=today
    )
    path = tmp_path / "清单" / "个人信息清单.xlsx"
    path.parent.mkdir()
    write_book(session, path, SHOP.name)
    assert [file.name for file in path.parent.iterdir()] == [path.name], "nothing is left beside it"
    return path


def test_every_sheet_says_what_the_case_knows(session: Session, book: Path) -> None:
    sheets = read(book)
    assert list(sheets) == NAMES
    overview = {row[0]: row[1] for row in sheets["概况"]}
    assert overview["药店"] == SHOP.name
    assert overview["案卷"] == session.vault.case_code
    assert (overview["不重复的顾客（人）"], overview["纸质（处）"], overview["第三方（家）"]) == (60, 2, 1)
    assert overview["未能读取（个文件）"] == len(sheets["未能读取"]) - 1 > 0
    members = next(row for row in sheets["电子文件"] if row[1] == "会员资料.xlsx")
    assert (members[6], members[7]) == (60, 60)
    by_name = {row[2]: row for row in sheets["纸质"]}
    assert list(by_name["散的登记表"][4:6]) == [1200, "张"]
    photos = [row[10] for row in sheets["纸质"][1:]]
    assert sorted(photos, key=str) == ["—", "有"]
    assert re.fullmatch(r"FX-.{4}-\d{3}-.", str(sheets["设备"][1][1]))
    assert sheets["设备"][1][9] == "例0007"
    party = sheets["第三方"][1]
    assert party[2] == "短信平台"
    assert party[7] == f"{session.today.isoformat()} 邮寄"
    assert list(party[9:13]) == ["已删除", session.today.isoformat(), "回函1件", "备份已清"]


def test_samples_are_masked_and_no_customer_is_named(book: Path) -> None:
    with zipfile.ZipFile(book) as packed:
        everything = "".join(packed.read(name).decode("utf-8") for name in packed.namelist())
    for n in range(60):
        assert files.mobile(n) not in everything
        assert files.person_name(n) not in everything
    assert "****" in everything


def test_what_begins_like_a_formula_is_text(session: Session, tmp_path: Path) -> None:
    fill_in(session)
    note = "\x07备注\x1b"
    store_hand.save_carrier(
        session.vault, Carrier(SourceKind.PAPER, FORMULA, "+86", GroupKind.SALE, 1, "箱", note=note)
    )
    store_hand.save_party(session.vault, Party("@甲公司", "", GroupKind.SALE, "-1", "=1+1"))
    path = tmp_path / "清单.xlsx"
    write_book(session, path, f"&R{FORMULA}")
    sheets = read(path)
    assert [sheets["纸质"][1][place] for place in (2, 6, 11)] == [FORMULA, "+86", "备注"]
    assert [sheets["第三方"][1][place] for place in (1, 5, 6)] == ["@甲公司", "-1", "=1+1"]
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            text = packed.read(name).decode("utf-8")
            assert "<f>" not in text
            assert "<hyperlink" not in text
            if name.startswith("xl/worksheets/sheet"):
                assert "&amp;&amp;R" in text, "an & in a shop's name is no command of the page foot"


def test_it_prints_on_a4_across_with_the_heads_on_every_page(book: Path) -> None:
    with zipfile.ZipFile(book) as packed:
        sheets = [packed.read(name).decode("utf-8") for name in packed.namelist() if "worksheets/sheet" in name]
        names = packed.read("xl/workbook.xml").decode("utf-8")
    assert len(sheets) == len(NAMES)
    for text in sheets:
        assert 'orientation="landscape"' in text
        assert 'paperSize="9"' in text
        assert 'fitToHeight="0"' in text
        assert 'state="frozen"' in text
        assert 'topLeftCell="A2"' in text
        assert "<cols>" in text
    assert names.count("_xlnm.Print_Titles") == len(NAMES)


def test_an_empty_case_says_so_and_a_folder_that_is_not_there_leaves_nothing(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "leer.xlsx"
    write_book(session, path, "")
    sheets = read(path)
    assert all(sheets[name][1][1] == "没有登记" for name in NAMES[1:])
    with pytest.raises(OwnerError):
        write_book(session, tmp_path / "fehlt" / "a.xlsx", "")
    path.unlink()
    assert not [file for file in tmp_path.iterdir() if file.suffix != "" and "case" not in file.name]


def test_an_older_list_stays_until_the_new_one_is_whole(session: Session, book: Path) -> None:
    before = book.read_bytes()
    book.parent.chmod(0o500)
    try:
        if not _may_write(book.parent):
            with pytest.raises(OwnerError):
                write_book(session, book, SHOP.name)
            assert book.read_bytes() == before
    finally:
        book.parent.chmod(0o700)
    write_book(session, book, SHOP.name)
    assert list(read(book)) == NAMES


def _may_write(folder: Path) -> bool:
    """Whether the permission binds at all: it does not bind root."""
    try:
        (folder / "probe").touch()
    except PermissionError:
        return False
    (folder / "probe").unlink()
    return True


def test_the_paper_has_a_section_for_each_kind_and_counts_nothing_that_nobody_counted(
    session: Session, book: Path, tmp_path: Path
) -> None:
    path = tmp_path / "清单.pdf"
    write_list(session, path, SHOP.name)
    reading.check(path)
    for text in reading.texts(path):
        plain = text.replace(" ", "").replace("\u3000", "")
        for words in ("一、电子文件", "二、纸质", "三、设备", "四、第三方", "五、未能读取", "已删除", "清点人（签名）",
                      SHOP.name, f"案卷{session.vault.case_code}", "客服0999-5550155"):  # fmt: skip
            assert words in plain, words
        assert "1,200张" in plain
        assert not re.search(r"处方不详0", plain)


def test_a_long_list_goes_on_over_sheets_and_loses_no_row(session: Session, tmp_path: Path) -> None:
    fill_in(session)
    for n in range(70):
        kind = SourceKind.PAPER if n < 45 else SourceKind.DEVICE
        carrier = Carrier(kind, f"第{n:02d}号", "储物间的铁皮柜子" * (n % 4), GroupKind.SALE, 1, "箱")
        store_hand.save_carrier(session.vault, carrier)
    path = tmp_path / "清单.pdf"
    write_list(session, path, SHOP.name)
    reading.check(path)
    for text in reading.texts(path):
        plain = text.replace(" ", "")
        assert all(f"第{n:02d}号" in plain for n in range(70))
        assert "第1至" in plain
        assert "至70行" in plain
        assert plain.count("清点人（签名）") == 1
    with PdfDocument(path) as pdf:
        for number in range(len(pdf)):
            below = reading.ink(path, (20, 186, 277, 192), number)
            assert below is None, f"sheet {number + 1}: something stands between the table and the foot"


def test_a_file_of_which_a_part_could_not_be_read_stands_there_with_its_reason(
    session: Session, tmp_path: Path
) -> None:
    fill_in(session)
    folder = tmp_path / "店"
    folder.mkdir()
    table = files.write_csv(tmp_path / "a.csv", files.MEMBER_HEADER, files.members(4)).read_bytes()
    (folder / "会员.zip").write_bytes(
        formats.zipped({"会员.csv": table, "旧.7z": formats.seven_zipped({"a": b"b"}, "x")})
    )
    run_to_end(scan(session, folder))
    book, paper = tmp_path / "清单.xlsx", tmp_path / "清单.pdf"
    write_book(session, book, SHOP.name)
    write_list(session, paper, SHOP.name)
    sheets = read(book)
    told = [row for row in sheets["未能读取"] if row[1] == "会员.zip"]
    assert len(told) == 1
    assert str(told[0][3]).startswith("部分未能读取：")
    assert "密码" in str(told[0][3])
    assert ["部分未能读取（个文件）", 1] in [list(row) for row in sheets["概况"]]
    assert [row[6] for row in sheets["电子文件"][1:]] == [4], "and what was read is counted once"
    for text in reading.texts(paper):
        plain = text.replace(" ", "").replace("\u3000", "").replace("\n", "")
        assert "二、未能读取" in plain
        assert "部分未能读取" in plain
        assert "密码" in plain
