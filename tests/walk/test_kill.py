"""Killed during the scan, during packing, during erasure: whoever opens the case again goes on from there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from desktop.practice.shop import COMPUTER, Truth, make_shop
from tests.walk import truths
from tests.walk.outsider import Finished, traces


@dataclass(frozen=True, slots=True)
class Death:
    """The job during which the program is killed, its step, the share of the job and the seconds (each from 0 to the
    most) after which it is. Where a second death in the same job is to follow, the first leaves something to do.
    """

    step: str
    job: str
    share: float
    seconds: float


DEATHS = (
    Death("inventory", "Scan the computer", 0.4, 0.0),
    Death("inventory", "Scan the computer|Go on reading", 0.9, 0.1),
    Death("handover", "Write the pack", 0.3, 0.0),
    Death("handover", "Write the pack", 0.6, 0.1),
    Death("erasure", "Destroying", 0.02, 0.0),
    Death("erasure", "Destroying", 0.9, 0.05),
    Death("erasure", "Destroying@case(s)", 0.0, 0.05),  # the customers' rows in the case itself
)


class Mortal:
    """A walk in one process after the other, all over the same folders."""

    def __init__(self, base: Path, seed: int) -> None:
        self.rng = random.Random(seed)
        self.home, self.temp = base / "home", base / "temp"
        for folder in (self.home, self.temp):
            folder.mkdir(parents=True)
        self.truth: Truth = make_shop(base / "twin" / COMPUTER, date.today())
        self.case: Path | None = None

    def live(self, death: Death | None) -> str:
        """Walk on until death, or to the end; gives the step at which the window stood."""
        command = [sys.executable, "-m", "tests.walk.program"]
        if self.case is not None:
            command += ["--case", str(self.case)]
        if death is not None:
            moment = self.rng.uniform(0.0, death.share), self.rng.uniform(0.0, death.seconds)
            command += ["--die", death.job, *(f"{number:.3f}" for number in moment)]
        names = ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
        folders = {name: str(self.home / name) for name in names}
        environment = {**os.environ, **folders, "HOME": str(self.home), "TMPDIR": str(self.temp)}
        run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
        said = dict(line.split(" ", 1) for line in run.stdout.splitlines() if line.startswith(("case ", "at ")))
        assert "at" in said, run.stdout + run.stderr
        assert run.returncode == (0 if death is None else -signal.SIGKILL), (death, run.stdout + run.stderr)
        (self.case,) = Path(said["case"]).glob("*.case")
        return said["at"]

    @property
    def folder(self) -> Path:
        """Where the case lies."""
        assert self.case is not None
        return self.case.parent

    def leaks(self) -> list[tuple[Path, str]]:
        """Customers in what a killed program has left: the case, its -wal, the temporary folder, the home."""
        own = [file for file in self.folder.iterdir() if file.is_file()]
        around = [f for place in (self.home, self.temp) for f in place.rglob("*") if f.is_file()]
        return traces([*own, *(f for f in around if self.folder not in f.parents)], self.truth.markers)


def walk_through(base: Path, seed: int) -> None:
    """Die at every place, stand up again each time, and arrive."""
    mortal = Mortal(base, seed)
    stood: list[str] = []
    for death in DEATHS:
        stood.append(mortal.live(death))
        assert mortal.leaks() == []
    at = mortal.live(None)
    # The first life begins where the practice case begins; each other one where the one before was killed.
    assert [*stood, at] == ["inventory", *(death.step for death in DEATHS)]
    truths.all_true(Finished(mortal.folder), mortal.truth, (mortal.home, mortal.temp), base / "unpacked")


def test_killed_seven_times_and_still_the_same_result(tmp_path: Path) -> None:
    walk_through(tmp_path, seed=20261121)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(6))
def test_killed_at_many_moments(tmp_path: Path, seed: int) -> None:
    walk_through(tmp_path, seed)
