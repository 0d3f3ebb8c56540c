"""What the owner wants left out of the search: kept with its reason, told everywhere, and taken back again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop.__main__ import main
from desktop.certificate.summary import limits
from desktop.errors import OwnerError
from desktop.inventory import store, store_fence
from desktop.inventory.columns import Vocabulary
from desktop.inventory.fence import Exclusion, Fence, fence
from desktop.inventory.listing import write_list
from desktop.inventory.listing_book import write_book
from desktop.inventory.looking import LEFT_OUT, look
from desktop.inventory.looking_again import in_words, look_again
from desktop.inventory.scanning import scan
from desktop.inventory.usual import system_folders
from desktop.inventory.walking import Tally, walk
from desktop.jobs.job import run_to_end
from desktop.rules.records import RuleBook
from desktop.session import Session
from desktop.vault.vault import FROZEN
from tests.certificate import stage
from tests.documents import reading
from tests.inventory import files

NOTE = "患者：王建国，电话 {}\n"
WHY = "只有家里人的照片"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "店里的电脑"
    for number, name in enumerate(("柜台", "照片", "照片/旧的")):
        (place / name).mkdir(parents=True)
        (place / name / "便条.txt").write_text(NOTE.format(files.mobile(number)), "utf-8")
        (place / name / "运行.log").write_text(NOTE.format(files.mobile(10 + number)), "utf-8")
    return place


def names(session: Session, folder: Path) -> set[str]:
    return {os.path.relpath(s.path, folder) for s in store.sources(session.vault) if s.path and not s.gone}


def test_a_folder_is_left_out_with_all_that_is_in_it(session: Session, folder: Path) -> None:
    store_fence.leave_out(session.vault, str(folder / "照片"), WHY)
    done = run_to_end(scan(session, folder))
    assert names(session, folder) == {"柜台/便条.txt", "柜台/运行.log"}
    assert (done.files, done.kept_out) == (2, 1)
    (kept,) = store_fence.exclusions(session.vault)
    assert (kept.pattern, kept.reason, kept.folders, kept.files) == (str(folder / "照片"), WHY, 1, 0)
    again = run_to_end(scan(session, folder))
    assert (again.unchanged, again.gone, again.kept_out) == (2, 0, 1)


def test_names_are_left_out_wherever_they_are(session: Session, folder: Path) -> None:
    store_fence.leave_out(session.vault, " *.LOG ", "程序自己的日志")
    done = run_to_end(scan(session, folder))
    assert {name for name in names(session, folder) if name.endswith("log")} == set()
    assert (done.files, done.kept_out) == (3, 3)
    # Unchanged folders are not looked through again; what is left out in them stays counted.
    run_to_end(scan(session, folder))
    (kept,) = store_fence.exclusions(session.vault)
    assert (kept.folders, kept.files) == (0, 3)
    (folder / "照片" / "旧的" / "运行.log").unlink()
    run_to_end(scan(session, folder / "照片"))
    assert store_fence.exclusions(session.vault)[0].files == 2


def test_a_single_file_is_left_out(session: Session, folder: Path) -> None:
    run_to_end(scan(session, folder / "照片"))
    store_fence.leave_out(session.vault, str(folder / "柜台" / "便条.txt"), WHY)
    run_to_end(scan(session, folder))
    assert "柜台/便条.txt" not in names(session, folder)
    assert "柜台/运行.log" in names(session, folder)
    assert store_fence.exclusions(session.vault)[0].files == 1


def test_what_was_read_before_stays_and_what_is_taken_back_is_read(session: Session, folder: Path) -> None:
    run_to_end(scan(session, folder))
    before = {source.id: source for source in store.sources(session.vault)}
    by_folder = store_fence.leave_out(session.vault, str(folder / "照片"), WHY)
    by_name = store_fence.leave_out(session.vault, "*.log", WHY)
    (folder / "柜台" / "新的.log").write_text(NOTE.format(files.mobile(20)), "utf-8")
    done = run_to_end(scan(session, folder))
    assert (done.gone, done.moved) == (0, 0)
    assert {source.id: source for source in store.sources(session.vault)} == before
    store_fence.take_back(session.vault, by_name)
    assert run_to_end(scan(session, folder)).with_data == 1, "its folder is as it was: the fence is not"
    store_fence.take_back(session.vault, by_folder)
    anew = store_fence.leave_out(session.vault, "*.没有", WHY)
    (kept,) = store_fence.exclusions(session.vault)
    assert (kept.id, kept.folders, kept.files) == (anew, 0, 0), "what others met is not its own"
    run_to_end(scan(session, folder / "柜台"))
    assert session.vault.value("SELECT count(*) FROM left_out_met") == 0, "also of places that it did not come to"
    assert run_to_end(scan(session, folder)).kept_out == 0
    assert len(names(session, folder)) == 7


def test_a_search_that_begins_in_it_reads_nothing_and_says_so(session: Session, folder: Path) -> None:
    run_to_end(scan(session, folder))
    store_fence.leave_out(session.vault, str(folder / "照片"), WHY)
    done = run_to_end(scan(session, folder / "照片" / "旧的"))
    assert (done.files, done.gone, done.kept_out) == (0, 0, 1)
    assert len(names(session, folder)) == 6


@pytest.mark.parametrize("typed", ["", "  ", "*", "*.*", "?*", "/", "./照片", "照片/旧的", "/home/../etc", "/店/*.log"])
def test_what_cannot_be_left_out_is_refused_with_a_sentence(session: Session, typed: str) -> None:
    with pytest.raises(OwnerError):
        store_fence.leave_out(session.vault, typed, WHY)
    assert store_fence.count(session.vault) == 0


def test_without_a_reason_nothing_is_left_out(session: Session, folder: Path) -> None:
    with pytest.raises(OwnerError, match="还没有写为什么"):
        store_fence.leave_out(session.vault, str(folder), " ")
    store_fence.leave_out(session.vault, str(folder / "照片"), WHY)
    store_fence.leave_out(session.vault, str(folder / "照片"), "另一个原因")
    assert [one.reason for one in store_fence.exclusions(session.vault)] == ["另一个原因"]
    lines = [line for line in session.vault.journal() if line.act == "inventory.left_out"]
    assert len(lines) == 2
    # The journal leaves the shop with the evidence; the list, not the journal, names places.
    assert not any("照片" in line.detail + line.object for line in lines)


def test_a_name_that_is_no_text_can_be_left_out(session: Session, folder: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/\xd5\xd5\xc6\xac"))
    odd.mkdir()
    (odd / "便条.txt").write_text(NOTE.format(files.mobile(30)), "utf-8")
    store_fence.leave_out(session.vault, str(odd), WHY)
    assert run_to_end(scan(session, folder)).kept_out == 1
    assert store_fence.exclusions(session.vault)[0].pattern == str(odd)


# ---- the system's own


@pytest.fixture
def system(session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Fence:
    bars = {str(folder / "照片"): (str(folder / "照片" / "旧的"),), str(folder / "柜台" / "运行.log"): ()}
    monkeypatch.setattr(store_fence, "system_folders", lambda _: bars)
    return fence(bars, ())


def test_the_system_is_not_entered_but_told(session: Session, folder: Path, system: Fence) -> None:
    done = run_to_end(scan(session, folder))
    assert names(session, folder) == {"柜台/便条.txt", "照片/旧的/便条.txt", "照片/旧的/运行.log"}
    assert done.kept_out == 0, "nobody decided that"
    assert store_fence.system_met(session.vault) == (str(folder / "柜台"), str(folder / "照片"))
    assert run_to_end(scan(session, folder)).unchanged == 3


def test_a_search_that_begins_in_the_system_enters_it(folder: Path, system: Fence) -> None:
    tally = Tally()
    found = {one.path.name for one in walk(folder / "照片", fence=system, tally=tally)}
    assert found == {"便条.txt", "运行.log"}
    assert tally.kept_out == []


def test_the_owner_can_leave_out_what_would_be_kept_of_the_system(folder: Path, system: Fence) -> None:
    bars = fence(system.system, (Exclusion(1, str(folder / "照片" / "旧的"), WHY),))
    assert {one.path.parent.name for one in walk(folder, fence=bars)} == {"柜台"}


def test_windows_itself_but_not_its_print_queue(rules: RuleBook) -> None:
    bars = system_folders(rules, {"SYSTEMROOT": "C:/Windows"}, "win32")
    assert "C:/Windows/System32/spool" in bars["C:/Windows"]
    drive = fence(bars, ())
    assert drive.why("?:/pagefile.sys", "pagefile.sys") == 0
    assert drive.why("D:/pagefile.sys", "pagefile.sys") == 0
    assert drive.why("D:/药店/pagefile.sys", "pagefile.sys") is None
    assert drive.why("C:/Program Files", "Program Files") is None


def test_linux_itself_but_not_what_is_plugged_in(rules: RuleBook) -> None:
    bars = fence(system_folders(rules, {"HOME": "/home/shop"}, "linux"), ())
    assert bars.why("/usr", "usr") == 0
    assert bars.kept("/run") == ("/run/media",)
    for place in ("/var/lib/mysql", "/home", "/opt", "/srv", "/media", "/usr/local"):
        assert bars.why(place, Path(place).name) is None


# ---- told


@pytest.fixture
def told(session: Session, folder: Path, system: Fence) -> Session:
    store_fence.leave_out(session.vault, str(folder / "照片" / "旧的"), WHY)
    store_fence.leave_out(session.vault, "*.log", "程序自己的日志")
    run_to_end(scan(session, folder))
    return session


def test_the_list_names_what_was_left_out_and_why(told: Session, folder: Path, tmp_path: Path) -> None:
    write_list(told, tmp_path / "a.pdf", "示例药店")
    words = "".join(reading.pdfium_text(tmp_path / "a.pdf").split())
    for part in ("没有查找", WHY, "*.log", "程序自己的日志", "属于操作系统", "1个文件夹", "1个文件"):
        assert part in words, part
    write_book(told, tmp_path / "a.xlsx", "示例药店")
    rows = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("没有查找").to_python()
    assert [row[2] for row in rows[1:]] == [WHY, "程序自己的日志", "属于操作系统，不存放药店的记录。"]
    assert rows[1][1] == str(folder / "照片" / "旧的")


def test_looking_again_keeps_to_it_and_says_so(told: Session, folder: Path) -> None:
    with told.vault.change() as change:
        change.set(FROZEN, change.time)
        change.note("test.erasure_begun", "case")
    done = run_to_end(look_again(told, [folder]))
    assert (done.files, done.kept_out) == (1, 1)
    assert any("left out" in sentence.text for sentence in in_words(done, ""))


def test_the_certificate_says_that_something_was_left_out() -> None:
    assert "没有查找" not in limits(stage.complete())
    more = stage.facts(stage.good_rows() + stage.kept_rows(), left_out=2)
    assert "按本店的决定，有2处没有查找" in limits(more)


def test_the_command_leaves_out_what_it_is_told_to(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    arguments = ["scan", "柜台", "照片", "--json", "--exclude", "照片/旧的", "--exclude", "*.log"]
    assert main(arguments) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["path"] for line in found if line["kind"] == "mobile"} == {"柜台/便条.txt", "照片/便条.txt"}
    out = {(line["path"], line["total"]) for line in found if line["kind"] == LEFT_OUT}
    assert out == {("柜台", 1), ("照片", 1), ("照片/旧的", 0)}
    assert main(["scan", ".", "--exclude", "*"]) == 2


def test_a_file_that_is_named_and_left_out_is_told(folder: Path, vocabulary: Vocabulary) -> None:
    bars = fence({}, (Exclusion(1, "*.log", ""),))
    (sight,) = look([folder / "柜台" / "运行.log"], vocabulary, bars)
    assert (sight.kind, sight.total) == (LEFT_OUT, 1)


def test_nothing_is_left_out_unasked(folder: Path) -> None:
    tally = Tally()
    assert len(list(walk(folder, tally=tally))) == 6
    assert tally.kept_out == []
