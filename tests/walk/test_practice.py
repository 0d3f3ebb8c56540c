"""The practice case without a window, from the command line, checked by someone who knows only what was made."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from desktop.practice.shop import COMPUTER, Truth, make_shop
from tests.walk.outsider import Finished, all_text, text_of, traces, unpacked


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


def test_everybody_in_the_files_was_found_and_told(walked: Walked) -> None:
    assert f"共 {walked.truth.people} 人" in walked.run.stdout
    told = walked.finished.evidence["notices"]
    assert told["people"] == walked.truth.people
    assert told["letters"] + told["messages"] + told["poster_only"] == walked.truth.people


def test_the_register_counts_what_the_shop_really_held(walked: Walked) -> None:
    truth = walked.truth
    rows = walked.finished.evidence["rows"]
    kept = {row["rule_id"]: row for row in rows if row["disposition"] == "封存" and row["carrier_kind"] == "file"}
    gone = [row for row in rows if row["disposition"] == "删除"]
    assert (kept["RX-GEN"]["quantity"], kept["RX-GEN"]["people"]) == (truth.prescriptions, truth.prescription_people)
    assert kept["RX-GEN"]["keep_until"] == str(truth.last_prescription.replace(year=truth.last_prescription.year + 5))
    assert kept["SALE-DRUG"]["quantity"] == truth.sales
    assert kept["SALE-DRUG"]["keep_until"] == str(truth.last_sale.replace(year=truth.last_sale.year + 5))
    counted = {(row["rule_id"], row["quantity"]) for row in gone}
    assert ("DEL-MEMBER", truth.members) in counted
    for copied in (truth.old_members, truth.prescriptions, truth.sales):
        assert ("DEL-BACKUP", copied) in counted


def test_the_certificate_prints_the_sums_of_its_register(walked: Walked) -> None:
    rows = walked.finished.evidence["rows"]
    fates = [row["fate"] for row in rows]
    planned = sum(fate not in ("sealed", "transferred") for fate in fates)
    done = sum(fate in ("destroyed", "confirmed") for fate in fates)
    paper = "".join(text_of(walked.finished.certificate).split())
    assert f"应销毁{planned}项" in paper
    assert f"已销毁{done}项" in paper
    assert f"例外{fates.count('not_destroyed') + fates.count('unconfirmed')}项" in paper
    assert f"{walked.truth.people}人" in paper
    assert ("全部销毁" in paper) == (done == planned)
    register = "".join(text_of(walked.finished.register).split())
    for row in rows:
        assert row["rule_id"] in register


def test_the_pack_opens_with_7z_and_holds_every_prescription(walked: Walked, tmp_path: Path) -> None:
    codes = walked.finished.secrets["pack_codes"]
    held = ""
    assert walked.finished.packs
    for pack in walked.finished.packs:
        assert subprocess.run(["7z", "l", "-pwrong", str(pack)], capture_output=True).returncode != 0
        folder = unpacked(pack, codes[pack.stem], tmp_path / pack.stem)
        check = subprocess.run(["sha256sum", "--quiet", "-c", "manifest-sha256.txt"], cwd=folder, capture_output=True)
        assert check.returncode == 0, check.stdout + check.stderr
        held += all_text(folder)
    missing = [number for number in walked.truth.prescription_numbers if number not in held]
    assert missing == []


def test_the_code_is_on_its_sheet_and_nowhere_beside_the_pack(walked: Walked) -> None:
    for number, code in walked.finished.secrets["pack_codes"].items():
        sheets = ["".join(text_of(file).split()) for file in (walked.finished.folder / "口令单（另放）").glob("*.pdf")]
        assert any(number in sheet and all(code[at : at + 4] in sheet for at in range(0, 24, 4)) for sheet in sheets)
    beside = [file for file in (walked.finished.folder / "U盘甲").rglob("*") if file.is_file()]
    assert traces(beside, list(walked.finished.secrets["pack_codes"].values())) == []


def test_what_had_to_go_is_gone_and_the_harmless_file_is_untouched(walked: Walked) -> None:
    twin, shop = walked.truth.folder, walked.finished.folder / COMPUTER
    gone = [*walked.truth.files, walked.truth.unreadable]
    assert [file for file in gone if (shop / file.relative_to(twin)).exists()] == []
    harmless = shop / walked.truth.harmless.relative_to(twin)
    assert harmless.read_bytes() == walked.truth.harmless.read_bytes()


def test_no_customer_is_left_outside_packs_and_printed_letters(walked: Walked) -> None:
    places = [walked.finished.folder, walked.temp, walked.home]
    files = [file for place in places for file in place.rglob("*") if file.is_file()]
    letters = [file for file in files if file.parent.name == "打印出来的" and file.name.startswith("告知信")]
    assert letters
    assert traces(letters, walked.truth.markers)
    rest = [file for file in files if file not in letters]
    assert any(file.suffix == ".closeout" for file in rest)
    assert traces(rest, walked.truth.markers) == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    run = subprocess.run(
        [sys.executable, "-m", "desktop", "practice", "--to", str(tmp_path)], capture_output=True, text=True
    )
    assert run.returncode == 1
    assert "里有东西" in run.stdout
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
