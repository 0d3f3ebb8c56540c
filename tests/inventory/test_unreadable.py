"""What cannot be read is listed as 未能读取 with its reason, on page and paper, and tried again by every scan."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.inventory import scanning, store, walking
from desktop.inventory.listing import write_list
from desktop.inventory.page_lines import FindingLines
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.shapes import Form
from desktop.inventory.records import SourceState
from desktop.inventory.scanning import scan
from desktop.inventory.walking import walk
from desktop.jobs.job import run_to_end
from desktop.rules.records import RuleBook
from desktop.session import Session
from desktop.ui.cells import Row, words_of
from desktop.vault.vault import Vault
from desktop.words import tr, zh
from tests.documents import reading
from tests.fakes import FixedClock
from tests.inventory import files
from tests.inventory.conftest import CHEAP, CODE, PASSPHRASE

NOTE = f"患者：王建国，电话 {files.mobile(7)}\n"
NOBODY = 65534


def reasons(session: Session) -> dict[str, str]:
    """The reason of every file and folder that is listed as unreadable, as the page shows it."""
    lines = FindingLines(session)
    for _ in lines.read():
        pass
    shown = [" ".join(map(words_of, line.cells)) for line in lines if isinstance(line, Row)]
    known = [s for s in store.sources(session.vault) if s.state is SourceState.UNREADABLE]
    for source in known:
        assert any(tr("Could not be read") in words and str(source.reason) in words for words in shown)
    return {source.name: zh(source.reason) for source in known if source.reason is not None}


def on_paper(session: Session, path: Path) -> str:
    write_list(session, path, "示例药店")
    return "".join(reading.pdfium_text(path).split())


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that a user with few rights can come to, with the program's own folders in it."""
    folder = Path(tempfile.mkdtemp(prefix="closeout-nobody-", dir="/tmp"))
    folder.chmod(0o755)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    yield folder
    shutil.rmtree(folder)


@contextmanager
def few_rights(folder: Path) -> Iterator[None]:
    """As a user to whom the system refuses things: root is refused nothing and becomes nobody for a while."""
    if os.geteuid():
        yield
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_files_and_folders_without_permission(place: Path, rules: RuleBook) -> None:
    clock = FixedClock()
    vault = Vault.create(place / "case" / "shop.case", PASSPHRASE, CODE, clock, derivation=CHEAP)
    session, folder = Session(vault, rules, clock), place / "店"
    private, closed = folder / "私人.txt", folder / "会计的"
    closed.mkdir(parents=True)
    for path in (folder / "便条.txt", private, closed / "便条.txt"):
        path.write_text(NOTE, "utf-8")
    (place / "warm").mkdir()
    (place / "warm" / "便条.txt").write_text(NOTE, "utf-8")
    run_to_end(scan(session, place / "warm"))  # nobody may not load what Python has not loaded yet
    private.chmod(0)
    closed.chmod(0)
    with few_rights(place):
        done = run_to_end(scan(session, folder))
    assert (done.with_data, done.unreadable) == (1, 2)
    told = reasons(session)
    assert set(told) == {"私人.txt", "会计的"}
    assert all("不允许" in reason for reason in told.values())
    words = on_paper(session, place / "a.pdf")
    assert "未能读取" in words
    assert "会计的" in words
    for path in (private, closed):
        path.chmod(0o700)
    with few_rights(place):
        done = run_to_end(scan(session, folder))
    assert (done.unchanged, done.with_data, done.unreadable) == (1, 2, 0)
    assert reasons(session) == {}
    vault.close()


@pytest.mark.parametrize("number", [32, 33])
def test_a_file_that_another_program_holds_open(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """As Windows answers (sharing violation, locked region), when a file is opened or while it is read."""
    folder = tmp_path / "店"
    folder.mkdir()
    till = folder / "till.mdf"
    till.write_text(NOTE, "utf-8")

    def held(given: Path) -> Form:
        if given == till:
            error = PermissionError(13, "held")
            error.winerror = number  # type: ignore[attr-defined,unused-ignore]
            raise error
        return form_of(given)

    with monkeypatch.context() as patch:
        patch.setattr(scanning, "form_of", held)
        assert run_to_end(scan(session, folder)).unreadable == 1
    assert "正在使用" in reasons(session)["till.mdf"]
    assert "till.mdf" in on_paper(session, tmp_path / "a.pdf")
    assert run_to_end(scan(session, folder)).with_data == 1


def test_a_file_in_a_cloud_is_told_and_never_fetched(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "OneDrive"
    folder.mkdir()
    (folder / "会员.csv").write_text(NOTE, "utf-8")
    real = walking._attributes
    size = (folder / "会员.csv").stat().st_size

    def offline(state: os.stat_result) -> int:
        return 0x400000 if stat.S_ISREG(state.st_mode) and state.st_size == size else real(state)

    def fetched(*_: object) -> None:
        raise AssertionError("it was opened, and so fetched")

    with monkeypatch.context() as patch:
        patch.setattr(walking, "_attributes", offline)
        for name in ("form_of", "file_facts", "head_of"):
            patch.setattr(scanning, name, fetched)
        assert run_to_end(scan(session, folder)).unreadable == 1
        assert run_to_end(scan(session, folder)).unreadable == 1
    assert "云" in reasons(session)["会员.csv"] or "网盘" in reasons(session)["会员.csv"]
    assert run_to_end(scan(session, folder)).with_data == 1


def test_a_drive_with_a_fault(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "店"
    folder.mkdir()
    (folder / "便条.txt").write_text(NOTE, "utf-8")

    def torn(given: Path) -> Form:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(scanning, "form_of", torn)
        run_to_end(scan(session, folder))
    assert "出错" in reasons(session)["便条.txt"]


# ---- junctions and loops


def test_a_junction_leads_nowhere_and_a_cloud_folder_is_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attributes as Windows gives them: a junction is a folder that is no link to Python and leads elsewhere."""
    marks = {"联接": 0x410, "OneDrive": 0x410 | 0x1000}
    numbers = {}
    for name in (*marks, "普通"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "便条.txt").write_text(NOTE, "utf-8")
        numbers[(tmp_path / name).stat().st_ino] = marks.get(name, 0x10)
    monkeypatch.setattr(walking, "_WINDOWS", True)
    monkeypatch.setattr(walking, "_attributes", lambda state: numbers.get(state.st_ino, 0))
    assert {seen.path.parent.name for seen in walk(tmp_path)} == {"OneDrive", "普通"}


def test_links_that_lead_to_each_other_end(session: Session, tmp_path: Path) -> None:
    first, second = tmp_path / "店" / "一", tmp_path / "店" / "二"
    for place in (first, second):
        place.mkdir(parents=True)
    (first / "去二").symlink_to(second)
    (second / "去一").symlink_to(first)
    (second / "自己").symlink_to(second / "自己")
    (second / "便条.txt").write_text(NOTE, "utf-8")
    done = run_to_end(scan(session, tmp_path / "店"))
    assert (done.files, done.with_data, done.unreadable) == (1, 1, 0)
