"""The program as `desktop.__main__` puts it together, for walks; and a walk alone in a process that can be killed.

`python -m tests.walk.program [--case FILE] [--watch] [--die JOB PART SECONDS]` prints the step at which it stands,
then walks to the end. With --die the process ends itself by SIGKILL while a job of that name runs: after the first unit
that brings it to PART of its way, and so many seconds later, wherever its threads are then, at the latest when the job
ends. JOB@UNIT waits for units of that kind. With --watch the longest wait of every job is printed at the end, in ms.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from desktop import app
from desktop.__main__ import _make_practice
from desktop.clock import SystemClock
from desktop.jobs.job import Job, Progress
from desktop.practice.case import PASSPHRASE
from desktop.system import folders
from desktop.wizard.cases import Cases
from desktop.wizard.window import About, Window
from desktop.words import Sentence
from tests.walk.hand import Hand, no_plugin_words
from tests.walk.owner import Owner
from tests.walk.watchdog import Watchdog

SIZE = 1366, 768


def window() -> Window:
    """A window of the program, shown, over the folders that the environment names."""
    clock = SystemClock()

    def cases() -> Cases:
        return Cases(clock, folders.documents_folder(), _make_practice)

    made = Window(cases, clock, app.settings_file(folders.data_folder()), About(app.__version__, app.rules_until()))
    made.resize(*SIZE)
    made.show()
    made.activateWindow()
    return made


def _doomed(job: Job[Any], unit: str, part: float, seconds: float) -> Generator[Progress, None, Any]:
    """The same job, in whose course the process dies."""
    armed = False
    while True:
        try:
            progress = next(job)
        except StopIteration as end:
            if armed:
                os.kill(os.getpid(), signal.SIGKILL)
            return end.value
        fits = not unit or (progress.unit is not None and progress.unit.text == unit)
        if not armed and fits and progress.total and progress.done >= part * progress.total:
            armed = True
            print(
                "dying in",
                progress.stage.text if progress.stage else "",
                progress.done,
                "of",
                progress.total,
                flush=True,
            )
            if not seconds:
                os.kill(os.getpid(), signal.SIGKILL)
            threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL)).start()
        yield progress


def _let_die(shown: Window, jobs: str, part: float, seconds: float) -> None:
    start = shown.jobs.start
    names, _, unit = jobs.partition("@")

    def started(name: Sentence, job: Job[Any], owner: str = "") -> None:
        doomed = name.text in names.split("|")
        start(name, _doomed(job, unit, part, seconds) if doomed else job, owner)

    shown.jobs.start = started  # type: ignore[method-assign]


def main() -> None:
    """Walk alone."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--case", type=Path)
    reader.add_argument("--watch", action="store_true")
    reader.add_argument("--die", nargs=3, metavar=("JOB", "PART", "SECONDS"))
    chosen = reader.parse_args()
    logging.basicConfig(level=logging.WARNING)
    qt = QApplication(sys.argv[:1])
    with no_plugin_words():
        shown = window()
        sys.excepthook = sys.__excepthook__
        owner = Owner(Hand(shown))
        if chosen.case is None:
            owner.practise()
        else:
            owner.open(chosen.case, PASSPHRASE)
        print("case", owner.folder, flush=True)
        print("at", owner.hand.step, flush=True)
        if chosen.die:
            _let_die(shown, chosen.die[0], float(chosen.die[1]), float(chosen.die[2]))
        dog = Watchdog(lambda: state.name.text if (state := shown.jobs.state) else "")
        if chosen.watch:
            dog.start()
            shown.jobs.started.connect(dog.begin)
        owner.walk()
        dog.stop()
        for gap in dog.worst.values():
            print("waited", round(gap.own * 1000), gap.job, flush=True)
            print(gap, file=sys.stderr)
        print("end", flush=True)
        shown.close()
    del qt


if __name__ == "__main__":
    main()
