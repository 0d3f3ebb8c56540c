"""Scanning again: what is unchanged costs nothing, and nothing that changed is missed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.inventory import store, store_hand
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.shapes import Form
from desktop.inventory.records import Source, SourceState
from desktop.inventory.scanning import scan
from desktop.inventory.walking import Folder, KnownFolder, Tally, changed
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.inventory import files

NOTE = "患者：王建国，电话 19900000000\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = files.shop_folder(tmp_path / "店里的电脑")
    for number in range(3):
        (place / f"{number}").mkdir()
        (place / f"{number}" / "便条.txt").write_text(NOTE.replace("00000000", f"0000000{number}"), "utf-8")
    return place


@pytest.fixture
def scanned(session: Session, folder: Path) -> Session:
    run_to_end(scan(session, folder))
    return session


def source(session: Session, path: Path) -> Source:
    found = store.source_of(session.vault, path)
    assert found is not None
    return found


def in_place(path: Path, text: str) -> None:
    """Other contents of the same length, with the time of writing set back."""
    before = path.stat()
    assert len(text.encode()) == before.st_size
    with path.open("r+b") as file:
        file.write(text.encode())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def prints(session: Session) -> dict[str, str]:
    return dict(tuple(row) for row in session.vault.rows("SELECT path, print FROM folder_seen"))


def test_unchanged_folders_are_not_asked_about(scanned: Session, folder: Path) -> None:
    marks = {place: KnownFolder(mark, 0, 0) for place, mark in prints(scanned).items()}
    assert all(one.print for one in marks.values())
    assert list(changed(folder, frozenset(), marks, Tally())) == [None] * len(marks)
    (folder / "1" / "便条.txt").write_text("别的\n", "utf-8")
    met = [one.path.name for one in changed(folder, frozenset(), marks, Tally()) if isinstance(one, Folder)]
    assert met == ["1"]
    assert run_to_end(scan(scanned, folder)).unchanged == 10


def test_a_new_file_is_read(scanned: Session, folder: Path) -> None:
    (folder / "2" / "新的.txt").write_text("患者：李秀英，电话 19900000009\n", "utf-8")
    done = run_to_end(scan(scanned, folder))
    assert (done.unchanged, done.with_data) == (11, 1)
    assert source(scanned, folder / "2" / "新的.txt").state is SourceState.FOUND


def test_other_contents_of_the_same_size_and_time_are_read(scanned: Session, folder: Path) -> None:
    path = folder / "1" / "便条.txt"
    before = source(scanned, path).sha256
    in_place(path, NOTE.replace("00000000", "00000077"))
    assert run_to_end(scan(scanned, folder)).with_data == 1
    assert source(scanned, path).sha256 != before
    assert [s.mobile for s in store.subjects(scanned.vault) if s.mobile.endswith("77")] == ["19900000077"]


def test_a_thorough_scan_trusts_no_time(scanned: Session, folder: Path) -> None:
    path = folder / "1" / "便条.txt"
    in_place(path, NOTE.replace("00000000", "00000077"))
    state = path.stat()
    # As on a drive that keeps no time of change: the case believes that nothing happened.
    met = next(one for one in changed(folder / "1", frozenset(), {}, Tally()) if isinstance(one, Folder))
    with scanned.vault.change() as change:
        change.execute("UPDATE folder_seen SET print = ? WHERE path = ?", (met.print, str(folder / "1")))
        change.execute("UPDATE source SET changed = ? WHERE path = ?", (str(state.st_ctime_ns), str(path)))
        change.note("test.times", "scan")
    assert run_to_end(scan(scanned, folder)).with_data == 0
    assert run_to_end(scan(scanned, folder, thorough=True)).with_data == 1


def test_times_alone_make_no_file_a_new_one(scanned: Session, folder: Path) -> None:
    path = folder / "1" / "便条.txt"
    store_hand.check(scanned.vault, [source(scanned, path).id])
    path.chmod(0o600)
    assert run_to_end(scan(scanned, folder)).unchanged == 11
    os.utime(path, (1, 1))
    assert run_to_end(scan(scanned, folder)).unchanged == 11
    assert source(scanned, path).state is SourceState.CHECKED
    marks = prints(scanned)
    run_to_end(scan(scanned, folder))
    assert prints(scanned) == marks


def test_a_renamed_file_and_a_moved_folder_keep_what_was_said(scanned: Session, folder: Path) -> None:
    vault = scanned.vault
    old = source(scanned, folder / "1" / "便条.txt")
    store_hand.check(vault, [old.id])
    (folder / "1" / "便条.txt").rename(folder / "1" / "旧便条.txt")
    (folder / "2").rename(folder / "二")
    rows = [tuple(row) for row in vault.rows("SELECT * FROM record")]
    done = run_to_end(scan(scanned, folder))
    assert (done.moved, done.gone, done.with_data) == (2, 0, 0)
    new = source(scanned, folder / "1" / "旧便条.txt")
    assert (new.id, new.name, new.state) == (old.id, "旧便条.txt", SourceState.CHECKED)
    assert source(scanned, folder / "二" / "便条.txt").place == str(folder / "二")
    assert [tuple(row) for row in vault.rows("SELECT * FROM record")] == rows
    assert str(folder / "2") not in prints(scanned)


def test_removed_files_and_folders_are_marked_and_may_come_back(scanned: Session, folder: Path) -> None:
    path, other, nothing = folder / "1" / "便条.txt", folder / "2" / "便条.txt", folder / "进货价目.csv"
    kept = path.read_bytes()
    for one in (path, other, nothing):
        one.unlink()
    (folder / "2").rmdir()
    done = run_to_end(scan(scanned, folder))
    assert done.gone == 3
    assert source(scanned, path).gone
    assert source(scanned, other).gone
    assert store.source_of(scanned.vault, nothing) is None
    assert not source(scanned, folder / "0" / "便条.txt").gone
    assert run_to_end(scan(scanned, folder)).gone == 0
    path.write_bytes(kept)
    assert run_to_end(scan(scanned, folder)).with_data == 0
    assert not source(scanned, path).gone


def test_what_could_not_be_opened_is_tried_again(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real = folder / "1" / "便条.txt", form_of

    def refused(given: Path) -> Form:
        if given == path:
            raise PermissionError(13, "no")
        return real(given)

    with monkeypatch.context() as patch:
        patch.setattr("desktop.inventory.scanning.form_of", refused)
        assert run_to_end(scan(session, folder)).unreadable == 2
    assert prints(session)[str(folder / "1")] == ""
    assert source(session, path).state is SourceState.UNREADABLE
    assert run_to_end(scan(session, folder)).with_data == 1
    assert source(session, path).state is SourceState.FOUND
    assert prints(session)[str(folder / "1")]


def test_a_scan_that_was_stopped_remembers_no_folder_as_read(session: Session, folder: Path) -> None:
    job = scan(session, folder)
    for _ in range(12):
        next(job)
    job.close()
    assert set(prints(session).values()) == {""}
    assert run_to_end(scan(session, folder)).files == 11
    assert store.subject_count(session.vault) > 60 - 1
