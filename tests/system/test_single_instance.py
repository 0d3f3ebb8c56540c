"""One writer per case, across processes, and free again after any end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.system import single_instance
from desktop.system.single_instance import CaseInUse

ROOT = Path(single_instance.__file__).parents[2]
HOLDS = """
import sys, time
from pathlib import Path
from desktop.system.single_instance import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return tmp_path / "药店.case"


def other(case: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(case)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_program_is_told_who_has_it(case: Path) -> None:
    with other(case) as process:
        with pytest.raises(CaseInUse) as caught:
            single_instance.hold(case)
        assert caught.value.holder.pid == process.pid
        assert caught.value.holder.since
        assert len(caught.value.sentences()) == 3
        process.communicate("")
    single_instance.hold(case).release()


def test_within_one_program_too(case: Path) -> None:
    with single_instance.hold(case):
        with pytest.raises(CaseInUse) as caught:
            single_instance.hold(case)
        assert caught.value.holder.pid == os.getpid()
    assert list(case.parent.iterdir()) == []


def test_killed_holders_hold_nothing(case: Path) -> None:
    with other(case) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    lock = single_instance.hold(case)
    lock.release()
    lock.release()


def test_a_lock_file_full_of_nonsense_is_no_obstacle(case: Path) -> None:
    case.with_name(case.name + ".lock").write_bytes(b"\xff nonsense")
    single_instance.hold(case).release()


def test_many_at_once_let_exactly_one_in(case: Path) -> None:
    code = HOLDS.replace("sys.stdin.read()", "time.sleep(0.2)")
    command = [sys.executable, "-c", code, str(case)]
    quiet = subprocess.DEVNULL
    run = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=quiet) for _ in range(4)]
    held = [process.communicate()[0] for process in run]
    # Those that came later may have found it free again; nobody else was let in meanwhile.
    assert held.count(b"held\n") >= 1
    assert all(answer in (b"held\n", b"") for answer in held)
    assert list(case.parent.iterdir()) == []
