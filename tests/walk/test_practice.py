"""The practice case without a window, from the command line, checked by someone who knows only what was made."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from desktop.practice.shop import COMPUTER, Truth, make_shop
from tests.walk import truths
from tests.walk.outsider import Finished


class Walked:
    """One walk of the command line, its folder, its temporary folder and its home."""

    def __init__(self, base: Path) -> None:
        self.temp, self.home = base / "temp", base / "home"
        for folder in (self.temp, self.home):
            folder.mkdir()
        self.finished = Finished(base / "practice")
        self.truth: Truth = make_shop(base / "twin" / COMPUTER, date.today())
        environment = {**os.environ, "TMPDIR": str(self.temp), "HOME": str(self.home), "LANG": "C.UTF-8"}
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            environment[name] = str(self.home / name)
        command = [sys.executable, "-m", "desktop", "practice", "--to", str(self.finished.folder)]
        self.run = subprocess.run(command, capture_output=True, text=True, env=environment)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    return Walked(tmp_path_factory.mktemp("walk"))


def test_it_walks_every_step_and_says_so(walked: Walked) -> None:
    assert walked.run.returncode == 0, walked.run.stdout + walked.run.stderr
    for number in "1234567":
        assert any(line.startswith(number) for line in walked.run.stdout.splitlines())
    assert walked.run.stderr == ""


def test_the_papers_of_the_inventory_are_made_and_named(walked: Walked) -> None:
    truths.papers_of_the_inventory(walked.finished, walked.run.stdout)


def test_everybody_in_the_files_was_found_and_told(walked: Walked) -> None:
    assert f"共 {walked.truth.people} 人" in walked.run.stdout
    truths.everybody_was_told(walked.finished, walked.truth)


def test_the_register_counts_what_the_shop_really_held(walked: Walked) -> None:
    truths.register_counts_the_shop(walked.finished, walked.truth)


def test_the_certificate_prints_the_sums_of_its_register(walked: Walked) -> None:
    truths.certificate_prints_the_sums(walked.finished, walked.truth)


def test_the_pack_opens_with_7z_and_holds_every_prescription(walked: Walked, tmp_path: Path) -> None:
    truths.packs_open_and_hold_everything(walked.finished, walked.truth, tmp_path)


def test_the_code_is_on_its_sheet_and_nowhere_beside_the_pack(walked: Walked) -> None:
    truths.codes_are_on_their_sheets_only(walked.finished)


def test_what_had_to_go_is_gone_and_the_harmless_file_is_untouched(walked: Walked) -> None:
    truths.what_had_to_go_is_gone(walked.finished, walked.truth)


def test_no_customer_is_left_outside_packs_and_printed_letters(walked: Walked) -> None:
    truths.nobody_is_left(walked.finished, walked.truth, (walked.temp, walked.home))


def test_the_case_itself_forgot_everybody(walked: Walked, tmp_path: Path) -> None:
    truths.the_case_forgot_everybody(walked.finished, walked.truth, tmp_path)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    run = subprocess.run(
        [sys.executable, "-m", "desktop", "practice", "--to", str(tmp_path)], capture_output=True, text=True
    )
    assert run.returncode == 1
    assert "里有东西" in run.stdout
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
