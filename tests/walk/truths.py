"""What must be true of every finished walk: without a window, by clicks, or killed on the way."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook

from desktop.clock import SystemClock
from desktop.numbers import read_scan
from desktop.practice.shop import COMPUTER, Truth
from desktop.practice.walk import PRINTED
from desktop.vault.exchange import key_path
from desktop.vault.vault import Vault
from tests.documents import reading
from tests.erasure.stage import everything_said
from tests.walk.outsider import Finished, all_text, text_of, traces, unpacked


def everybody_was_told(finished: Finished, truth: Truth) -> None:
    """Every person in the files was told in one of three ways."""
    told = finished.evidence["notices"]
    assert told["people"] == truth.people
    assert told["letters"] + told["messages"] + told["poster_only"] == truth.people


def papers_of_the_inventory(finished: Finished, said: str) -> None:
    """Labels, letter and list are made, named in what the walk says, and say what the shop entered."""
    printed = finished.folder / PRINTED
    for name in ("标签.pdf", "给第三方的函.pdf", "个人信息清单.pdf", "个人信息清单.xlsx"):
        assert (printed / name).is_file()
        assert name in said
    scans = [read_scan(code) for code in reading.codes(printed / "标签.pdf")]
    assert len(scans) == 6, "three books, two boxes, a phone"
    assert len({scan.number.serial for scan in scans if scan is not None}) == 3
    letter = "".join(text_of(printed / "给第三方的函.pdf").split())
    assert "短信平台：" in letter
    assert "《个人信息保护法》第二十一条" in letter
    sealed = "".join(text_of(printed / "标签（写明处置）.pdf").split())
    assert (sealed.count("封存"), sealed.count("待销毁")) == (2, 4)
    book = CalamineWorkbook.from_path(str(printed / "个人信息清单.xlsx"))
    assert book.sheet_names == ["概况", "电子文件", "纸质", "设备", "第三方", "未能读取", "没有查找"]
    assert len(book.get_sheet_by_name("纸质").to_python()) == 3


def register_counts_the_shop(finished: Finished, truth: Truth) -> None:
    """Quantities, people and dates of the register are those of the files."""
    rows = finished.evidence["rows"]
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


def certificate_prints_the_sums(finished: Finished, truth: Truth) -> None:
    """The figures on paper are the sums of the register's rows."""
    rows = finished.evidence["rows"]
    fates = [row["fate"] for row in rows]
    planned = sum(fate not in ("sealed", "transferred") for fate in fates)
    done = sum(fate in ("destroyed", "confirmed") for fate in fates)
    paper = "".join(text_of(finished.certificate).split())
    assert f"应销毁{planned}项" in paper
    assert f"已销毁{done}项" in paper
    residue, undone = fates.count("deleted_residue"), fates.count("not_destroyed") + fates.count("unconfirmed")
    # A zero is said only where nothing else is left open.
    assert (f"已删除但不能排除残留{residue}项" in paper) == (residue > 0)
    assert (f"例外{undone}项" in paper) == (undone > 0 or not residue)
    assert f"{truth.people}人" in paper
    assert ("全部销毁" in paper) == (done == planned)
    register = "".join(text_of(finished.register).split())
    for row in rows:
        assert row["rule_id"] in register


def packs_open_and_hold_everything(finished: Finished, truth: Truth, scratch: Path) -> None:
    """Stock 7-Zip opens every pack with the code of its sheet, and every prescription is in one."""
    codes = finished.secrets["pack_codes"]
    held = ""
    assert finished.packs
    for pack in finished.packs:
        assert subprocess.run(["7z", "l", "-pwrong", str(pack)], capture_output=True).returncode != 0
        folder = unpacked(pack, codes[pack.stem], scratch / pack.stem)
        check = subprocess.run(["sha256sum", "--quiet", "-c", "manifest-sha256.txt"], cwd=folder, capture_output=True)
        assert check.returncode == 0, check.stdout + check.stderr
        held += all_text(folder)
    missing = [number for number in truth.prescription_numbers if number not in held]
    assert missing == []


def codes_are_on_their_sheets_only(finished: Finished) -> None:
    """The code stands on its sheet, and nothing beside the pack holds it."""
    for number, code in finished.secrets["pack_codes"].items():
        sheets = ["".join(text_of(file).split()) for file in (finished.folder / "口令单（另放）").glob("*.pdf")]
        assert any(number in sheet and all(code[at : at + 4] in sheet for at in range(0, 24, 4)) for sheet in sheets)
    beside = [file for file in (finished.folder / "U盘甲").rglob("*") if file.is_file()]
    assert traces(beside, list(finished.secrets["pack_codes"].values())) == []


def what_had_to_go_is_gone(finished: Finished, truth: Truth) -> None:
    """Every file with personal data is gone; the file without any has not been touched."""
    twin, shop = truth.folder, finished.folder / COMPUTER
    gone = [*truth.files, truth.unreadable]
    assert [file for file in gone if (shop / file.relative_to(twin)).exists()] == []
    harmless = shop / truth.harmless.relative_to(twin)
    assert harmless.read_bytes() == truth.harmless.read_bytes()


def nobody_is_left(finished: Finished, truth: Truth, places: Sequence[Path]) -> None:
    """Outside packs and printed letters no name and no number is left, and nothing half-written."""
    files = sorted({file for place in (finished.folder, *places) for file in place.rglob("*") if file.is_file()})
    letters = [file for file in files if file.parent.name == "打印出来的" and file.name.startswith("告知信")]
    assert letters
    assert traces(letters, truth.markers)
    rest = [file for file in files if file not in letters]
    assert any(file.suffix == ".case" for file in rest)
    assert traces(rest, truth.markers) == []
    assert [file for file in rest if file.name.startswith(".~") or file.suffix == ".part"] == []


def the_case_forgot_everybody(finished: Finished, truth: Truth, scratch: Path) -> None:
    """With its passphrase, too: no table of the case holds a name or a number any more."""
    case = next(finished.folder.glob("*.case"))
    copy = scratch / "opened" / case.name
    copy.parent.mkdir(parents=True)
    for file, target in ((case, copy), (key_path(case), key_path(copy))):
        shutil.copy(file, target)
    vault = Vault.open(copy, SystemClock(), passphrase=finished.secrets["passphrase"])
    said = everything_said(vault)
    vault.close()
    assert said["pack_entry"]
    assert [(table, marker) for table, text in said.items() for marker in truth.markers if marker in text] == []


def all_true(finished: Finished, truth: Truth, places: Sequence[Path], scratch: Path) -> None:
    """Everything at once."""
    everybody_was_told(finished, truth)
    register_counts_the_shop(finished, truth)
    certificate_prints_the_sums(finished, truth)
    packs_open_and_hold_everything(finished, truth, scratch)
    codes_are_on_their_sheets_only(finished)
    what_had_to_go_is_gone(finished, truth)
    nobody_is_left(finished, truth, places)
    the_case_forgot_everybody(finished, truth, scratch)
