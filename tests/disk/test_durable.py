"""Under a final name there is all of a file or nothing, and a copy was asked of the drive."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.disk import durable
from desktop.disk.faults import fault
from desktop.disk.records import Problem
from desktop.disk.windows_api import windows_error
from desktop.errors import OwnerError


def test_the_file_is_there_when_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "案卷.vault"
    with durable.write_beside(path) as file:
        file.write(b"first")
        assert not path.exists()
    assert path.read_bytes() == b"first"
    assert path.stat().st_mode & 0o777 == 0o600
    with durable.write_beside(path) as file:
        file.write(b"second")
        assert path.read_bytes() == b"first"
    assert path.read_bytes() == b"second"
    assert os.listdir(tmp_path) == ["案卷.vault"]


def test_the_name_of_what_is_beside_says_nothing(tmp_path: Path) -> None:
    with durable.path_beside(tmp_path / "张三.7z", suffix=".7z") as temp:
        assert temp.suffix == ".7z"
        assert "张三" not in temp.name
        temp.write_bytes(b"pack")
    assert os.listdir(tmp_path) == ["张三.7z"]


def test_a_fault_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), durable.write_beside(path) as file:
        file.write(b"new")
        _ = 1 // 0
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_an_answer_of_the_system_becomes_three_sentences(tmp_path: Path) -> None:
    with pytest.raises(OwnerError) as caught, durable.write_beside(tmp_path / "nowhere" / "a"):
        pass
    assert len(caught.value.sentences()) == 3


def test_a_taken_name_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(OwnerError), durable.write_beside(path, replace=False) as file:
        file.write(b"new")
    assert path.read_bytes() == b"old"
    late = tmp_path / "late"
    with pytest.raises(OwnerError), durable.write_beside(late, replace=False) as file:
        late.write_bytes(b"somebody was faster")
    assert late.read_bytes() == b"somebody was faster"
    assert sorted(os.listdir(tmp_path)) == ["a", "late"]


def test_a_copy_is_read_back(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(os.urandom(5 << 20))
    steps = list(durable.copying(source, tmp_path / "copy"))
    assert sum(step.bytes for step in steps) == 2 * (5 << 20)
    assert (tmp_path / "copy").read_bytes() == source.read_bytes()
    assert durable.digest_from_drive(tmp_path / "copy").bytes == 5 << 20


def test_a_drive_that_gives_back_something_else(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(bytes(100_000))
    steps = durable.copying(source, tmp_path / "copy")
    next(steps)
    (beside,) = tmp_path.glob(".~closeout-*")
    with beside.open("r+b") as file:
        file.write(b"!")
    with pytest.raises(OwnerError):
        list(steps)
    assert os.listdir(tmp_path) == ["source"]


def test_killed_in_the_middle_leaves_no_final_name_and_can_be_cleaned(tmp_path: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
from desktop.disk import durable
with durable.write_beside(Path({str(tmp_path)!r}) / "final") as file:
    file.write(b"invented customer" * 1000); file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(durable.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / "final").exists()
    assert durable.remove_leftovers(tmp_path) == 1
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (32, Problem.IN_USE),
        (112, Problem.FULL),
        (5, Problem.NO_PERMISSION),
        (19, Problem.READ_ONLY),
        (1117, Problem.DEVICE_ERROR),
    ],
)
def test_answers_of_windows(number: int, problem: Problem) -> None:
    assert fault(windows_error(number)).problem is problem
