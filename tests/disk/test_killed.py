"""Killed at any moment and started again: every file ends overwritten and gone, exactly once, no other touched."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from desktop.disk import overwrite
from desktop.disk.records import Evidence, Overwritten, ReadBack, Target

ROOT = Path(overwrite.__file__).parents[2]
SECRET = b"GUKEMARK invented customer "
FILES = 300


class Notes:
    """A journal as the vault keeps one, in its simplest form: lines that are on the disk before the work goes on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.begun: set[str] = set()
        self.overwritten: dict[str, Evidence] = {}
        self.done: list[tuple[str, Evidence]] = []
        held = path.read_text() if path.exists() else ""
        whole = held[: held.rfind("\n") + 1]
        if whole != held:  # killed within a line: what a vault does not find committed is not there
            path.write_text(whole)
        for line in whole.splitlines():
            self._take(*json.loads(line))

    def add(self, *lines: tuple[str, str, str]) -> None:
        with self._path.open("a") as file:
            file.write("".join(json.dumps(line) + "\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        for line in lines:
            self._take(*line)

    def _take(self, what: str, token: str, evidence: str) -> None:
        if what == "begun":
            self.begun.add(token)
        elif what == "overwritten":
            self.overwritten[token] = Evidence.from_json(evidence)
        else:
            self.done.append((token, Evidence.from_json(evidence)))


def work(folder: Path, plan: list[Target], notes: Notes) -> None:
    done = {token for token, _ in notes.done}
    left = [
        replace(target, begun=target.token in notes.begun, overwritten=notes.overwritten.get(target.token))
        for target in plan
        if target.token not in done
    ]
    for batch in overwrite.batches(left, limit=40):
        notes.add(*(("begun", target.token, "") for target in batch))
        steps = overwrite.erase(batch)
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                pairs = zip(batch, end.value, strict=True)
                notes.add(*(("done", target.token, evidence.as_json()) for target, evidence in pairs))
                break
            if isinstance(step, Overwritten):
                notes.add(*(("overwritten", target.token, evidence.as_json()) for target, evidence in step.evidence))


def content(number: int) -> bytes:
    return SECRET * (1 + number * 7 % 900) + b"%d" % number


def plan_of(folder: Path) -> list[Target]:
    """As it was approved: from the numbers, not from what is there now."""
    paths = [folder / f"member-{number:03d}.csv" for number in range(FILES)]
    contents = [content(number) for number in range(FILES)]
    return [
        Target(path, len(data), sha256(data).hexdigest(), path.name) for path, data in zip(paths, contents, strict=True)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_killed_and_started_again(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    for number, target in enumerate(plan_of(folder)):
        target.path.write_bytes(content(number))
    bystander = folder / "kept.csv"
    bystander.write_bytes(SECRET)
    chance = random.Random(seed)
    in_the_middle = 0
    for life in range(8):
        with subprocess.Popen([sys.executable, "-m", "tests.disk.test_killed", str(tmp_path)], cwd=ROOT,
                              stdout=subprocess.PIPE) as child:  # fmt: skip
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            while life == 0 and not (tmp_path / "notes").exists():
                time.sleep(0.0002)  # the first one dies at its first batch, however fast the drive is
            time.sleep(chance.uniform(0, 0.001 * 2**life))
            child.send_signal(signal.SIGKILL)
        notes = Notes(tmp_path / "notes")
        in_the_middle += bool(notes.begun) and len(notes.done) < FILES
        for token, evidence in notes.done:
            assert evidence.read_back is ReadBack.OK
            assert not (folder / token).exists()
    assert in_the_middle
    notes = Notes(tmp_path / "notes")
    work(folder, plan_of(folder), notes)
    assert sorted(token for token, _ in notes.done) == [target.token for target in plan_of(folder)]
    assert all(evidence.read_back is ReadBack.OK and evidence.problem is None for _, evidence in notes.done)
    assert os.listdir(folder) == ["kept.csv"]
    assert bystander.read_bytes() == SECRET


if __name__ == "__main__":
    place = Path(sys.argv[1])
    print("ready", flush=True)
    work(place / "shop", plan_of(place / "shop"), Notes(place / "notes"))
