"""Files whose names are no text, or cannot be said to Windows as they are: found, read, shown, listed, planned."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from desktop.disk.names import reachable
from desktop.inventory import store
from desktop.inventory.columns import Vocabulary
from desktop.inventory.listing import write_list
from desktop.inventory.listing_book import write_book
from desktop.inventory.looking import UNREADABLE, look
from desktop.inventory.page import InventoryPage
from desktop.inventory.records import SourceState
from desktop.inventory.scanning import scan
from desktop.inventory.store import shown_name
from desktop.jobs.job import run_to_end
from desktop.jobs.runner import JobRunner
from desktop.session import Session
from tests.documents import reading
from tests.inventory import files, formats

NOTE = f"患者：王建国，电话 {files.mobile(7)}\n"
GBK = os.fsdecode("会员资料".encode("gb18030"))
NO_TEXT = os.fsdecode(b"\xff\xff\xff")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("会员资料.xlsx", "会员资料.xlsx"),
        (f"{GBK}.xlsx", "会员资料.xlsx"),
        (f"/店/{GBK}/{NO_TEXT}/a.csv", "/店/会员资料/???/a.csv"),
        (f"会员{NO_TEXT[0]}.txt", "会员?.txt"),
        ("\ud83d.txt", "?.txt"),
        ("\ud83d\udc80\udc80.txt", "???.txt"),
        ("a\nb\u202ecod.txt", "a?b?cod.txt"),
        ("两\u3000格 名.txt", "两\u3000格 名.txt"),
        ("", ""),
    ],
)
def test_a_name_is_shown_as_far_as_it_can_be(name: str, shown: str) -> None:
    assert shown_name(name) == shown
    assert shown_name(shown) == shown


def files_of_every_form(folder: Path) -> dict[str, Path]:
    """One file of every form, each with a name that is no text in a folder that is none."""
    place = folder / NO_TEXT / GBK
    place.mkdir(parents=True)
    rows = [["会员卡号", "姓名", "手机"], *([f"H{n}", files.person_name(n), files.mobile(n)] for n in range(30))]
    text = "\n".join(",".join(row) for row in rows)
    made = {
        ".csv": text.encode("gb18030"), ".txt": NOTE.encode(), ".xls": formats.xls(rows), ".ods": formats.ods(rows),
        ".pdf": formats.pdf([text]), ".dbf": formats.members_dbf(30), ".sql": formats.sql(),
        ".json": formats.json_file(), ".xml": formats.xml_file(), ".doc": formats.doc(text), ".rtf": formats.rtf(text),
        ".ppt": formats.ppt(text), ".pptx": formats.pptx(text), ".msg": formats.msg("x", text, {}),
        ".eml": formats.eml({"a.csv": text.encode()}), ".zip": formats.zipped({"a.csv": text.encode()}),
        ".7z": formats.seven_zipped({"a.csv": text.encode()}), ".tar": formats.tarred({"a.csv": text.encode()}),
        ".mdb": formats.jet4(rows), ".html": files.html_table(rows[0], rows[1:]).encode(),
    }  # fmt: skip
    paths = {}
    for ending, data in made.items():
        paths[ending] = place / f"{GBK}{NO_TEXT}{ending}"
        paths[ending].write_bytes(data)
    paths[".xlsx"] = files.write_xlsx(place / f"{GBK}{NO_TEXT}.xlsx", {"Sheet1": rows})
    paths[".docx"] = files.write_docx(place / f"{GBK}{NO_TEXT}.docx", [NOTE])
    paths[".db"] = formats.sqlite_file(place / f"{GBK}{NO_TEXT}.db")
    return paths


def test_every_form_is_read_under_a_name_that_is_no_text(tmp_path: Path, vocabulary: Vocabulary) -> None:
    paths = files_of_every_form(tmp_path)
    found: dict[str, set[str]] = {}
    for sight in look([tmp_path], vocabulary):
        found.setdefault(Path(sight.path).suffix, set()).add(sight.kind)
    missing = {ending for ending in paths if "mobile" not in found.get(ending, set())}
    assert missing == set()
    assert {ending for ending, kinds in found.items() if UNREADABLE in kinds} <= {".mdb"}


def test_such_names_go_through_the_case_the_page_and_the_papers(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "店"
    made = files_of_every_form(folder)
    run_to_end(scan(session, folder))
    known = {source.path: source for source in store.sources(session.vault)}
    assert set(known) == set(made.values())
    assert {source.name for source in known.values()} == {f"会员资料???{ending}" for ending in made}
    assert run_to_end(scan(session, folder)).unchanged == len(made)
    page = InventoryPage(session, JobRunner())
    qtbot.addWidget(page)
    page.refresh()
    for number in (made[".xlsx"], made[".txt"]):
        page.open_row(f"source:{known[number].id}")
        assert page.panel is not None
    page.open_preview(made[".csv"])
    qtbot.waitUntil(lambda: not page.jobs.busy, timeout=20_000)
    assert page._import._head.text() == "会员资料???.csv"
    write_list(session, tmp_path / "a.pdf", "示例药店")
    assert "会员资料???.xlsx" in "".join(reading.pdfium_text(tmp_path / "a.pdf").split())
    write_book(session, tmp_path / "a.xlsx", "示例药店")
    rows = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("电子文件").to_python()
    assert "会员资料???.dbf" in [row[1] for row in rows]


# ---- what Windows takes only in its long form


def test_every_path_is_opened_in_the_form_that_windows_takes_whatever_its_length() -> None:
    long = Path("/店") / ("很长的名字" * 40) / "会员 .xls."
    assert reachable(long, windows=False) is long
    assert str(reachable(long, windows=True)) == f"\\\\?\\{long}"
    for name in ("会员.xls ", "会员.", "NUL", "com1.txt", "d" * 240):
        assert str(reachable(Path("/店") / name, windows=True)).startswith("\\\\?\\"), name
    for name in ("会员.xls", "CONTACT.csv", "null.txt", ".hidden", "COM10.txt"):
        assert reachable(Path("/店") / name, windows=True) == Path("/店") / name
    odd = Path("a/../b.")
    assert reachable(odd, windows=True) is odd, "Windows takes .. only in its short form"


def test_no_reader_opens_a_path_as_it_came(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vocabulary: Vocabulary
) -> None:
    """The long form stands for another place here, and only there the files are."""
    real, shown = tmp_path / "真的", tmp_path / "电脑"
    paths = files_of_every_form(real)
    shown.mkdir()

    def elsewhere(path: Path, windows: bool = False) -> Path:
        return real / path.relative_to(shown) if path.is_relative_to(shown) else path

    for room in ("walking", "parts", "taking_in", "scanning", "looking", "ahead"):
        monkeypatch.setattr(f"desktop.inventory.{room}.reachable", elsewhere)
    monkeypatch.setattr("desktop.inventory.walking._BY_HANDLE", False)
    done = run_to_end(scan(session, shown))
    assert (done.files, done.with_data) == (len(paths), len(paths))
    known = {source.path: source for source in store.sources(session.vault)}
    assert set(known) == {shown / path.relative_to(real) for path in paths.values()}
    assert all(source.state is SourceState.FOUND for source in known.values())
    assert run_to_end(scan(session, shown)).unchanged == len(paths)
    told = {sight.path for sight in look([shown / NO_TEXT], vocabulary) if sight.kind == "mobile"}
    assert len(told) == len(paths)


def test_three_hundred_folders_deep(session: Session, tmp_path: Path) -> None:
    folder = place = tmp_path / "店"
    place.mkdir()
    handle = os.open(place, os.O_RDONLY)
    for _ in range(300):
        os.mkdir("一层备份", dir_fd=handle)
        deeper = os.open("一层备份", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = deeper
        place /= "一层备份"
    file = os.open("便条.txt", os.O_WRONLY | os.O_CREAT, dir_fd=handle)
    os.write(file, NOTE.encode())
    os.close(file)
    os.close(handle)
    assert len(os.fsencode(place)) > 3900
    run_to_end(scan(session, folder))
    (source,) = store.sources(session.vault)
    assert source.state is SourceState.FOUND
    write_list(session, tmp_path / "a.pdf", "示例药店")
    words = "".join(reading.pdfium_text(tmp_path / "a.pdf").split())
    assert "便条.txt" in words
    assert words.count("一层备份") < 60, "cut in its middle: in full it would fill a sheet"
