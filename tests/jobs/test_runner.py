"""Jobs in their own thread: progress, result, stop between units, errors, never two at once."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytestqt.qtbot import QtBot

from desktop.errors import OwnerError
from desktop.jobs.job import Job, Progress
from desktop.jobs.runner import JobRunner, JobState, emit_is_sound
from desktop.words import say

NAME = say("items")


@pytest.fixture
def runner(qapp: object) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    made.wait()


def counting(units: int, pause: float = 0.0, seen: list[int] | None = None) -> Job[int]:
    """Counts, and remembers how far it came."""
    try:
        for n in range(units):
            time.sleep(pause)
            if seen is not None:
                seen.append(n)
            yield Progress(n + 1, units)
    finally:
        if seen is not None:
            seen.append(-1)
    return units


def test_the_result_arrives_in_the_windows_thread(runner: JobRunner, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []
    runner.succeeded.connect(lambda _result: threads.append(threading.current_thread()))
    with qtbot.waitSignal(runner.succeeded) as caught:
        runner.start(NAME, counting(3))
    assert caught.args == [3]
    assert threads == [threading.main_thread()]
    assert not runner.busy


def test_the_work_is_done_in_another_thread(runner: JobRunner, qtbot: QtBot) -> None:
    def job() -> Job[threading.Thread]:
        yield Progress(1)
        return threading.current_thread()

    with qtbot.waitSignal(runner.succeeded) as caught:
        runner.start(NAME, job())
    assert caught.args is not None
    assert caught.args[0] is not threading.main_thread()


def test_a_job_gives_pythons_lock_back_soon(runner: JobRunner, qtbot: QtBot) -> None:
    """The window takes the lock dozens of times in a repaint; with Python's usual turns of 5 ms each wait is one."""
    before = sys.getswitchinterval()
    ended = threading.Event()

    def busy() -> Job[None]:
        while not ended.is_set():
            sum(n * n % 7 for n in range(20_000))
            yield Progress(0)

    runner.start(NAME, busy())
    qtbot.waitUntil(lambda: runner.state is not None)
    waits = []
    for _ in range(40):
        began = time.perf_counter()
        time.sleep(0)  # lets go of the lock and asks for it again
        waits.append(time.perf_counter() - began)
    ended.set()
    with qtbot.waitSignal(runner.ended):
        pass
    assert sorted(waits)[len(waits) // 2] < before / 2
    assert sys.getswitchinterval() == before


def test_at_most_five_reports_a_second(runner: JobRunner, qtbot: QtBot) -> None:
    states: list[JobState] = []
    runner.progressed.connect(states.append)
    begun = time.monotonic()
    with qtbot.waitSignal(runner.ended):
        runner.start(NAME, counting(400, 0.002))
    assert len(states) <= (time.monotonic() - begun) * 5 + 2
    assert states[-1].progress.done == 400
    assert states[-1].part == 1.0


def test_stop_takes_effect_between_units_and_closes_the_generator(runner: JobRunner, qtbot: QtBot) -> None:
    seen: list[int] = []
    runner.start(NAME, counting(10_000, 0.005, seen))
    qtbot.waitUntil(lambda: len(seen) > 3)
    with qtbot.waitSignal(runner.stopped):
        runner.stop()
    assert seen[-1] == -1
    assert len(seen) < 9_000


def test_an_error_arrives_as_it_is(runner: JobRunner, qtbot: QtBot) -> None:
    error = OwnerError(say("No case has been chosen yet."))

    def job() -> Job[None]:
        yield Progress(1)
        raise error

    with qtbot.waitSignal(runner.failed) as caught:
        runner.start(NAME, job())
    assert caught.args == [error]
    assert not runner.busy


def test_a_second_job_is_refused_with_the_name_of_the_first(runner: JobRunner, qtbot: QtBot) -> None:
    seen: list[int] = []
    runner.start(NAME, counting(1000, 0.005))
    second = counting(1, 0.0, seen)
    with pytest.raises(OwnerError) as refused:
        runner.start(say("Practice"), second)
    assert "项" in str(refused.value)
    assert seen == []
    with qtbot.waitSignal(runner.ended):
        runner.stop()


def test_the_next_job_can_start_from_the_end_of_the_last(runner: JobRunner, qtbot: QtBot) -> None:
    results: list[int] = []
    runner.succeeded.connect(results.append)
    runner.ended.connect(lambda: runner.start(NAME, counting(5)) if len(results) == 1 else None)
    runner.start(NAME, counting(2))
    qtbot.waitUntil(lambda: len(results) == 2)
    assert results == [2, 5]
    qtbot.waitUntil(lambda: not runner.busy)


def test_what_is_around_is_entered_and_left_in_the_jobs_thread(qtbot: QtBot) -> None:
    marks: list[tuple[str, bool]] = []

    @contextmanager
    def around() -> Iterator[None]:
        marks.append(("in", threading.current_thread() is threading.main_thread()))
        yield
        marks.append(("out", threading.current_thread() is threading.main_thread()))

    runner = JobRunner(around=around)
    with qtbot.waitSignal(runner.ended):
        runner.start(NAME, counting(1))
    assert marks == [("in", False), ("out", False)]


def test_waiting_ends_the_job_after_its_unit(runner: JobRunner) -> None:
    seen: list[int] = []
    runner.start(NAME, counting(100_000, 0.002, seen))
    runner.wait()
    assert not runner.busy
    assert seen[-1:] in ([-1], [])


def test_signals_leave_pythons_objects_alone(runner: JobRunner) -> None:
    """PySide6 6.12.0 under Python 3.11 loses a reference of True at each emit and aborts after about 570."""
    assert emit_is_sound(runner)
