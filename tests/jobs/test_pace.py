"""The time left: none at first, calm afterwards, said in minutes."""

from __future__ import annotations

import pytest

from desktop.jobs.job import Progress
from desktop.jobs.pace import Pace, spoken
from desktop.words import tr


def test_nothing_is_guessed_before_it_has_settled() -> None:
    pace = Pace(0.0)
    assert pace.left(Progress(0, 100), 0.0) is None
    assert pace.left(Progress(10, 100), 1.0) is None


def test_steady_work_gives_the_true_time() -> None:
    pace = Pace(0.0)
    left = None
    for second in range(11):
        left = pace.left(Progress(second * 10, 200), float(second))
    assert left == pytest.approx(10.0)


def test_one_slow_item_does_not_throw_the_guess_about() -> None:
    pace = Pace(0.0)
    for second in range(30):
        pace.left(Progress(second * 10, 1000), float(second))
    before = pace.left(Progress(300, 1000), 30.0)
    after = pace.left(Progress(301, 1000), 32.0)
    assert before is not None
    assert after is not None
    assert after < before * 1.2


def test_without_a_total_nobody_knows() -> None:
    pace = Pace(0.0)
    assert [pace.left(Progress(n), float(n)) for n in range(5)] == [None] * 5


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(12.0, "剩不到 1 分钟"), (61.0, "剩约 1 分钟"), (390.0, "剩约 6 分钟"), (7300.0, "剩约 2 小时")],
)
def test_said_as_people_say_it(seconds: float, words: str) -> None:
    sentence = spoken(seconds)
    assert sentence is not None
    assert tr(sentence) == words


def test_unknown_is_not_said() -> None:
    assert spoken(None) is None
