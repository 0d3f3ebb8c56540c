"""A case of ten thousand people, its pages opened and used, and how long the window's thread was held at a time."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop import numbers
from desktop.classification.records import Disposition
from desktop.erasure import store as erasure
from desktop.handover import store as handover
from desktop.handover.packing import packs_needed, write_pack
from desktop.handover.page import HandoverPage
from desktop.inventory import store as inventory
from desktop.jobs.runner import JobRunner
from desktop.notices import store as notices
from desktop.notices.page import NoticesPage
from desktop.notices.recipients import channel_for
from desktop.notices.records import NoticeKind
from desktop.session import Session
from desktop.shop.records import Route
from desktop.wizard.case_view import CaseView
from desktop.wizard.overview import overview
from desktop.wizard.steps import STEPS
from desktop.words import say
from tests.notices.case import Who, add_members, add_people, add_prescriptions, new_case

CODE = "GTMUK12XFLQMN4755XLTCKNJ"
REAL = ("notices", "handover", "erasure", "certificate")
"""The steps whose gates are asked; those before them count as done."""
STEPS_HERE = tuple(step if step.key in REAL else replace(step, open_points=lambda _session: []) for step in STEPS)


def make(folder: Path, people: int, route: Route) -> Session:
    """A case of so many people, all but a few with letters that were made."""
    session = new_case(folder, route=route)
    streets = ("虚构街", "范本路", "样例巷", "演练道")
    ids = add_people(
        session,
        [
            Who(
                f"何{chr(0x4E00 + n % 2000)}{chr(0x5000 + n // 2000)}",
                "" if n % 23 == 11 else f"199{n:08d}",
                "" if n % 9 == 7 else f"样例市{streets[n % 4]}{n % 199 + 1}号{n % 9 + 1}幢{n % 2402}室",
                f"{n % 1000:06d}",
            )
            for n in range(people)
        ],
    )
    gone = Disposition.TRANSFER if route is Route.MERGER else Disposition.DELETE
    add_members(session, folder / "会员资料.xlsx", ids, balances=("0", "12.50", "0", "0"), disposition=gone)
    add_members(session, folder / "会员资料_旧.xlsx", ids[: people * 2 // 3])
    add_prescriptions(session, folder / "处方登记.csv", ids[: people // 3])
    add_prescriptions(session, folder / "处方登记旧.csv", ids[people // 3 : people // 2], until=date(2029, 1, 1))
    _number(session, NoticeKind.TRANSFER if route is Route.MERGER else NoticeKind.DELETION, people - 40)
    notices.settle_balances(session.vault, people)
    return session


def _number(session: Session, kind: NoticeKind, count: int) -> None:
    """What the job does a hundred at a time, in one go."""
    with session.vault.change() as change:
        code, series = session.vault.case_code, numbers.Kind.NOTICE_LETTER
        rows = [
            (change.new_number(series, code), f"{n:04d}", who.id, kind.value, channel_for(who).value, change.time)
            for n, who in enumerate(inventory.subjects(session.vault))
            if n < count
        ]
        change.executemany(
            "INSERT INTO notice (number, token, subject_id, kind, channel, made) VALUES (?,?,?,?,?,?)", rows
        )
        change.note("notices.numbered", "notices", count=len(rows))


class Stopwatch(QObject):
    """The longest time for which the thread worked between two ticks, in ms of its own processor time."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._tick)
        self._last = 0.0
        self.longest: dict[str, float] = {}
        self._name = ""

    def during(self, name: str, act: Callable[[], object], over: Callable[[], bool]) -> None:
        """Do something and go on until it is over."""
        _turns(4)
        self._name, self._last = name, time.thread_time()
        self._timer.start()
        act()
        self._tick()
        _turns(10)
        until = time.monotonic() + 60
        while not over():
            assert time.monotonic() < until, name
            _turns(1)
        _turns(10)
        self._timer.stop()

    def _tick(self) -> None:
        now = time.thread_time()
        held = (now - self._last) * 1000
        self.longest[self._name] = max(held, self.longest.get(self._name, 0.0))
        self._last = time.thread_time()


def _turns(count: int) -> None:
    for _ in range(count):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        time.sleep(0.002)


def measure(folder: Path, people: int, route: Route) -> dict[str, float]:
    """Open every page of the real steps and let a job end in it; ms of the window's thread by what was done."""
    session = make(folder, people, route)
    jobs = JobRunner()
    for step in STEPS:
        step.make_page(session, jobs).deleteLater()  # importing modules is not what is measured
    for reading in (reading for step in STEPS for reading in step.readings()):
        session.once(reading)  # as the door of the case does
    view = CaseView(session, jobs, STEPS_HERE, overview, at=0)
    view.resize(1366, 768)
    view.show()
    watch = Stopwatch()
    gc.collect()
    gc.freeze()  # as the program does when its window stands; what the tests around have made is none of its

    def quiet() -> bool:
        return not jobs.busy and view.is_up_to_date

    try:
        watch.during("open notices", lambda: view.go_to("notices"), quiet)
        page = cast(NoticesPage, view.page)
        assert page.people.table.model.rowCount() == people
        watch.during("list of messages made", lambda: page.messages.make_list(folder), quiet)
        assert notices.files(session.vault)
        watch.during("open handover", lambda: view.go_to("handover"), quiet)
        packs = cast(HandoverPage, view.page)
        job = write_pack(session, packs_needed(session)[0], folder, CODE)
        written = packs.packs._finished
        watch.during("pack written", lambda: packs.run(say("Write the pack"), job, written), quiet)
        assert handover.verified_groups(session.vault)
        watch.during("open erasure", lambda: view.go_to("erasure"), quiet)
        assert erasure.current_plan(session.vault)
        watch.during("open certificate", lambda: view.go_to("certificate"), quiet)
        watch.during("something of step 1 saved", lambda: change_shop(session, view), quiet)
        watch.during("back to the notices", lambda: view.go_to("notices"), quiet)
        return watch.longest
    finally:
        gc.unfreeze()
        view.retire()
        jobs.wait()
        view.deleteLater()
        session.vault.close()


def change_shop(session: Session, view: CaseView) -> None:
    """Something is saved that may change who is told what."""
    with session.vault.change() as change:
        change.note("shop.saved", "shop")
    view.page.changed.emit()


def main() -> None:
    """Print what was measured on each way out of business that makes a difference: `held MS WHAT`."""
    qt = QApplication(sys.argv[:1])
    folder, people = Path(sys.argv[1]), int(sys.argv[2])
    for route in (Route.DEREGISTRATION, Route.MERGER):
        place = folder / route.value
        place.mkdir()
        for name, held in measure(place, people, route).items():
            print(f"held {held:.1f} {name} ({route.value})", flush=True)
    del qt


if __name__ == "__main__":
    main()
