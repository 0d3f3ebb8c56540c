"""Demonstration windows: the pages of `demo_pages` as the window shows them, without a case."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.clock import Clock, today
from desktop.gates import OpenPoint
from desktop.jobs.job import Job, Progress
from desktop.jobs.runner import JobRunner, JobState
from desktop.session import Session
from desktop.ui.page import Page
from desktop.wizard.case_view import CaseView
from desktop.wizard.cases import Cases
from desktop.wizard.first import FirstView
from desktop.wizard.overview import Overview
from desktop.wizard.settings import Recent
from desktop.wizard.steps import STEPS, Step
from desktop.wizard.strip import Strip
from desktop.wizard.window import About, Window
from desktop.words import say
from tests.fakes import FixedClock
from tests.ui.demo_pages import ClassificationDemo, ErasingDemo, InventoryDemo, PlanDemo, plain, two


@dataclass
class DemoVault:
    """As much of a vault as the window asks for."""

    practice: bool = False
    frozen_since: str | None = None
    path: Path = Path("demo.case")

    def fact(self, _key: str) -> str | None:
        """Nothing is known about a case that is not there."""
        return None

    def row(self, _sql: str, _values: Sequence[object] = ()) -> None:
        """Nor is anything in it."""


@dataclass
class DemoSession:
    """A session without a case."""

    vault: DemoVault = field(default_factory=DemoVault)
    clock: Clock = field(default_factory=FixedClock)

    @property
    def today(self) -> date:
        """The local calendar day."""
        return today(self.clock)


def _steps(number: int, page: type[Page], points: list[OpenPoint]) -> tuple[Step, ...]:
    """The real steps, with one page and its open points for show; the steps before are done."""
    made = []
    for place, step in enumerate(STEPS):
        here = points if place == number else [] if place < number else [OpenPoint(say("Not started"), "")]
        made.append(replace(step, make_page=page, open_points=_always(here)))
    return tuple(made)


def _always(points: list[OpenPoint]) -> Callable[[Session], list[OpenPoint]]:
    return lambda _session: points


def _gate(*sentences: tuple[str, str]) -> list[OpenPoint]:
    return [OpenPoint(plain(two(z, e)), f"place{n}") for n, (z, e) in enumerate(sentences)]


class _Shown(QFrame):
    """A case view over a strip, as the window has them."""

    def __init__(self, view: CaseView, strip: Strip, jobs: JobRunner) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._jobs = jobs
        self.view = view
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(view, 1)
        box.addWidget(strip)


def case_window(
    number: int,
    page: type[Page],
    points: list[OpenPoint],
    *,
    state: JobState | None = None,
    session: DemoSession | None = None,
) -> QWidget:
    """One step as the window shows it."""
    jobs = JobRunner()
    about = Overview(
        "康宁大药房",
        plain(two("注销 • 解放路店", "Deregistration • 解放路店")),
        plain(two("停业日 2026-12-31", "Closes 2026-12-31")),
        plain(two("还有 39 天", "39 days left")),
    )
    opened = session or DemoSession()
    view = CaseView(cast(Any, opened), jobs, _steps(number, page, points), lambda _s: about, number)
    if state is not None:
        view.standings = view.standings
    strip = Strip()
    strip.show_words(
        two(
            "没有正在进行的任务 • 改动随时自动写入案卷",
            "Nothing is running • every change is written to the case at once",
        )
    )
    strip.show_job(state, view.page.key, compact=False, wide=True)
    return _Shown(view, strip, jobs)


def first_window(recent: Recent | None = None) -> QWidget:
    """The first window."""
    frame_ = QFrame()
    frame_.setObjectName("canvas")
    strip = Strip()
    strip.set_left_margin(96)
    strip.set_open(False)
    strip.show_words(two("版本 1.0.0 • 规则截至 2026-11-21", "Version 1.0.0 • rules as of 2026-11-21"))
    box = QVBoxLayout(frame_)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    box.addWidget(FirstView(STEPS, recent), 1)
    box.addWidget(strip)
    return frame_


def inventory_window() -> QWidget:
    """window-2."""
    points = _gate(
        ("3 处存放处没有回答", "3 usual places not answered"),
        ("处方登记.xls 有 6 条身份证号有错", "处方登记.xls has 6 wrong ID numbers"),
        ("扫描还没有结束", "The scan is not finished"),
    )
    progress = Progress(18412, 28700, unit=say("files"), speed=plain(two("每秒 52 个", "52 per second")))
    state = JobState(plain(two("扫描 D 盘", "Scan drive D")), "x", progress, say("about {n} min left", n=6))
    return case_window(1, InventoryDemo, points, state=state)


def classification_window() -> QWidget:
    """window-3."""
    points = _gate(
        ("登记册的问题没有回答", "A question is open"),
        ("影响评估还有 1 栏没有填", "1 field of the assessment is empty"),
    )
    return case_window(2, ClassificationDemo, points)


def plan_window() -> QWidget:
    """window-4."""
    points = _gate(
        ("计划里有 21 项没有做", "21 items of the plan are not done"), ("云信通还没有答复", "云信通 has not answered")
    )
    return case_window(5, PlanDemo, points)


def erasing_window() -> QWidget:
    """window-5."""
    points = _gate(
        ("销毁还没有做完", "The erasure is not finished"),
        ("送货单.xlsx 没有做成", "送货单.xlsx failed"),
        ("云信通还没有答复", "云信通 has not answered"),
        ("第四件事还没有做", "A fourth thing is open"),
    )
    progress = Progress(8, 21, unit=say("items"), speed=say("86 MB a second"))
    state = JobState(plain(two("销毁", "Erasure")), "erasure", progress, say("about {n} min left", n=11))
    session = DemoSession(DemoVault(practice=True, frozen_since="2027-01-08T06:22:00+00:00"))
    return case_window(5, ErasingDemo, points, state=state, session=session)


def go_on_window() -> QWidget:
    """window-1 with a case begun earlier."""
    return first_window(Recent("x", two("康宁大药房（注销）", "康宁大药房 (Deregistration)"), 1, 3, "2026-11-20T17:42"))


def nothing() -> Job[Any]:
    """A practice case that is never made."""
    yield Progress(0)
    return None


def real_window(folder: Path | None = None) -> Window:
    """The real window without a case."""
    place = folder or Path(tempfile.mkdtemp())
    return Window(
        lambda: Cases(FixedClock(), place, nothing),
        FixedClock(),
        place / "settings.json",
        About("1.0.0", "2026-11-21"),
    )


WINDOWS: dict[str, Callable[[], QWidget]] = {
    "first": first_window,
    "go-on": go_on_window,
    "inventory": inventory_window,
    "classification": classification_window,
    "plan": plan_window,
    "erasing": erasing_window,
}
