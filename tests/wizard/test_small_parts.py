"""Standings, settings, waits and names of new cases: the parts of the window without a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from desktop.gates import OpenPoint
from desktop.session import Session
from desktop.wizard import settings as file_of_settings
from desktop.wizard import waits
from desktop.wizard.cases import proposed_path
from desktop.wizard.help import help_text
from desktop.wizard.settings import Recent, Settings
from desktop.wizard.standing import State, current, standings
from desktop.wizard.steps import STEPS, Step
from desktop.words import say, tr, zh
from tests.ui.demo import DemoSession, DemoVault

POINT = OpenPoint(say("Not started"), "x")
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def steps(*open_points: int) -> tuple[Step, ...]:
    def gate(count: int) -> Callable[[Session], list[OpenPoint]]:
        return lambda _session: [POINT] * count

    return tuple(replace(step, open_points=gate(n)) for step, n in zip(STEPS, open_points, strict=True))


def look(session: DemoSession, *open_points: int, running: str = "") -> list[State]:
    return [s.state for s in standings(steps(*open_points), cast(Any, session), running)]


def test_the_first_step_that_is_not_done_is_open_and_the_rest_not_started() -> None:
    states = look(DemoSession(), 0, 3, 0, 0, 0, 0, 0)
    assert states == [State.DONE, State.OPEN] + [State.NOT_STARTED] * 5


def test_later_gates_are_not_even_asked() -> None:
    def asked(_session: object) -> list[OpenPoint]:
        raise AssertionError

    made = (*steps(1, 0, 0, 0, 0, 0, 0)[:1], *(replace(s, open_points=asked) for s in STEPS[1:]))
    assert current(standings(made, cast(Any, DemoSession()))) == 0


def test_a_running_job_shows_on_its_step() -> None:
    assert look(DemoSession(), 0, 2, 0, 0, 0, 0, 0, running="inventory")[1] == State.RUNNING


def test_once_erasure_has_begun_what_the_plan_rests_on_is_locked() -> None:
    session = DemoSession(DemoVault(frozen_since="2027-01-08T06:22:00+00:00"))
    states = look(session, 0, 1, 0, 0, 0, 2, 0)
    assert states == [State.LOCKED] * 5 + [State.OPEN, State.NOT_STARTED]


def test_all_done_stands_at_the_last() -> None:
    assert current(standings(steps(0, 0, 0, 0, 0, 0, 0), cast(Any, DemoSession()))) == 6


@pytest.mark.parametrize(("count", "words"), [(1, "还差 1 项"), (3, "还差 3 项")])
def test_the_rail_says_how_many_are_left(count: int, words: str) -> None:
    assert tr(standings(steps(count, 0, 0, 0, 0, 0, 0), cast(Any, DemoSession()))[0].words) == words


def test_every_step_has_its_words_in_chinese() -> None:
    for step in STEPS:
        for sentence in (step.name, step.promise, step.purpose, step.skip):
            assert any(ord(c) > 0x2E80 for c in zh(sentence)), sentence


def test_every_step_has_help() -> None:
    for key in ("first", *(step.key for step in STEPS)):
        assert len(help_text(key)) > 100, key


def test_settings_come_back_as_they_went(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "settings.json"
    recent = (Recent("/a", "Shop", 2, 4, "2026-11-20T17:42"),)
    kept = Settings("en", "dark", 125, 3, recent, 2, NOW.isoformat(), (1200, 800))
    file_of_settings.save(file, kept)
    assert file_of_settings.load(file) == kept
    assert [p.name for p in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"recent": [{"x": 1}]}', '{"size": "big"}', '{"percent": "x"}'])
def test_damaged_settings_give_the_usual_ones(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(text)
    assert file_of_settings.load(file) == Settings()


def test_impossible_values_are_not_taken(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"language": "xx", "mode": "pink", "percent": 999, "idle_minutes": 0}')
    assert file_of_settings.load(file) == Settings()


def test_recent_cases_are_kept_once_and_newest_first() -> None:
    kept = Settings()
    for n in range(8):
        kept = kept.with_recent(Recent(f"/{n % 6}", "", 0, 0, "2026-11-20T17:42"))
    assert [r.path for r in kept.recent] == ["/1", "/0", "/5", "/4", "/3"]
    assert [r.path for r in kept.without("/0").recent] == ["/1", "/5", "/4", "/3"]


def test_waits_grow_and_end() -> None:
    assert [waits.wait_after(n) for n in (0, 3, 4, 5, 6, 50)] == [0, 0, 10, 20, 40, 900]


def test_the_wait_runs_down_survives_a_restart_and_is_forgotten_after_the_right_one() -> None:
    kept = Settings()
    for _ in range(5):
        kept = waits.after_wrong(kept, NOW)
    assert waits.seconds_left(kept, NOW) == 20
    assert waits.seconds_left(kept, NOW + timedelta(seconds=12)) == 8
    assert waits.seconds_left(kept, NOW + timedelta(seconds=21)) == 0
    assert waits.seconds_left(kept, NOW - timedelta(days=3)) == 20
    assert waits.seconds_left(waits.after_right(kept), NOW) == 0


def test_a_new_case_gets_a_free_and_harmless_name(tmp_path: Path) -> None:
    assert proposed_path(tmp_path, "康宁/大:药?房 ").name == "康宁大药房.case"
    (tmp_path / "康宁.case").touch()
    assert proposed_path(tmp_path, "康宁").name == "康宁 2.case"
    assert proposed_path(tmp_path, "...").name == "case.case"
