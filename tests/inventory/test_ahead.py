"""Searching ahead changes nothing but the time: the same finds in the same order, whatever fails or changes."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.inventory import ahead, store
from desktop.inventory.ahead import Ahead, Upcoming, packed, unpacked
from desktop.inventory.readers.shapes import Block, Unreadable
from desktop.inventory.scanning import resume, scan
from desktop.inventory.sifting import Gathered, sift_file
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.inventory import files

FILES = 14


@pytest.fixture(autouse=True)
def worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "WORTH_STARTING", 0)
    monkeypatch.setattr(ahead, "WORTH_IT", 1)
    monkeypatch.setattr(ahead, "MOST_AHEAD", 3)


@pytest.fixture
def texts(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "文件"
    folder.mkdir()
    paths = []
    for n in range(FILES):
        body = [f"第 {k} 行，没有别的" for k in range(4000)]
        for k in range(0, 4000, 370):
            body[k] = f"患者{files.person_name(n * 20 + k)}，电话{files.mobile(n * 20 + k)}"
        path = folder / f"日志{n:02}.log"
        path.write_text("\n".join(body), ("utf-8", "gb18030", "utf-16")[n % 3])
        paths.append(path)
    files.write_csv(folder / "会员.csv", files.MEMBER_HEADER, files.members(300))
    return paths


def upcoming(path: Path) -> Upcoming:
    state = path.stat()
    return Upcoming(path, state.st_size, str(state.st_mtime_ns))


def test_blocks_pass_the_line_as_they_are() -> None:
    blocks = [Gathered(1, "", ()), Gathered(7, "患者\n\ud800😀", (7, 4_000_000_000_000)), Block(9, "x")]
    assert list(unpacked(packed(blocks))) == [*blocks[:2], Gathered(9, "x", ())]


def test_what_is_found_ahead_is_what_is_found_here(texts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MOST_AHEAD", FILES)
    with Ahead(map(upcoming, texts), 2) as found:
        until = time.monotonic() + 60
        while len(found._tasks) < FILES and time.monotonic() < until:
            time.sleep(0.05)
        monkeypatch.setattr(ahead, "sift_file", lambda path: iter(()))
        for path in texts:
            assert list(found.search(path)) == list(sift_file(path))
            found.passed(path)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead-")]


def test_what_a_file_is_need_not_be_asked_twice(texts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MOST_AHEAD", FILES + 1)
    table = texts[0].parent / "会员.csv"
    with Ahead(map(upcoming, [*texts, table]), 2) as found:
        until = time.monotonic() + 60
        while len(found._tasks) < FILES + 1 and time.monotonic() < until:
            time.sleep(0.05)
        assert [found.is_text(path) for path in (texts[0], texts[0], table)] == [True, True, False]
        assert list(found.search(texts[0])) == list(sift_file(texts[0]))
        texts[1].write_text("name,mobile\n" * 40, "utf-8")
        assert not found.is_text(texts[1])
        assert not found.is_text(texts[0].parent / "another.txt")


def test_files_that_are_passed_over_hold_nobody_up(texts: list[Path]) -> None:
    with Ahead(map(upcoming, texts), 2) as found:
        for path in texts[:-1]:
            found.passed(path)
        assert list(found.search(texts[-1])) == list(sift_file(texts[-1]))


def test_a_file_that_changes_meanwhile_is_searched_here(texts: list[Path]) -> None:
    with Ahead(map(upcoming, texts), 1) as found:
        list(found.search(texts[0]))
        texts[1].write_text(f"患者{files.person_name(9)}，电话{files.mobile(9)}\n", "utf-8")
        assert files.mobile(9) in "".join(block.text for block in found.search(texts[1]))
        os.remove(texts[2])
        with pytest.raises(FileNotFoundError):
            list(found.search(texts[2]))


def test_a_text_that_turns_out_to_be_none_is_refused_as_ever(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes("好的，今天没有什么\n".encode() * 9000 + b"\xff\xfe\x81 \x80\x82 " * 30_000)
    with Ahead([upcoming(path)], 1) as found, pytest.raises(Unreadable) as ours:
        list(found.search(path))
    with pytest.raises(Unreadable) as plain:
        list(sift_file(path))
    assert ours.value.reason == plain.value.reason


def test_a_process_that_dies_costs_nothing_but_time(texts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "sifted", dying)
    with Ahead(map(upcoming, texts[:2]), 2) as found:
        for path in texts[:2]:
            assert list(found.search(path)) == list(sift_file(path))
            found.passed(path)


def dying(source: Path | bytes, _: str) -> Iterator[bytes]:
    assert isinstance(source, Path)
    yield ahead.TEXT
    yield packed([next(sift_file(source))])
    os._exit(3)


def content(session: Session) -> list[tuple[object, ...]]:
    sql = """SELECT source.name, line, cells, subject.name, mobile FROM record
             JOIN record_group ON record_group.id = group_id JOIN source ON source.id = source_id
             LEFT JOIN subject ON subject.id = subject_id ORDER BY record.id"""
    return [tuple(row) for row in session.vault.rows(sql)]


@pytest.mark.parametrize("workers", [0, 2])
def test_a_scan_is_the_same_and_goes_on_where_it_was_stopped(
    session: Session, texts: list[Path], monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr(ahead, "processes", lambda: workers)
    job = scan(session, texts[0].parent)
    for progress in job:
        if progress.done >= 5:
            break
    job.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead-")]
    run_to_end(resume(session))
    assert store.half_read(session.vault) == ()
    rows = content(session)
    about = [row for row in rows if str(row[0]).endswith(".log")]
    assert about == [
        (path.name, k + 1, *about[at][2:4], files.mobile(n * 20 + k))
        for at, (n, path, k) in enumerate((n, path, k) for n, path in enumerate(texts) for k in range(0, 4000, 370))
    ]
    assert len(rows) == len(about) + 300
