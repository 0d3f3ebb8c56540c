"""The installed command, from outside: `pharmacy-closeout scan PATH --json` over a folder of everything."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.inventory import fields
from desktop.rules.records import RuleBook
from tests.inventory import files, formats

TYPES: dict[str, type | tuple[type, ...]] = {
    "path": str, "kind": str, "column": (str, type(None)), "where": str, "distinct": int, "total": int,
    "confidence": str, "sample": str,
}  # fmt: skip
BESIDE = {"unreadable", "left_out", "id_number_damaged"}
"""Kinds that are no field types: what could not be read, what was not looked at, ID numbers that cannot be right."""
CARD = "6228480402564890018"
ADDRESS = "江宁市人民路{n}号{n}栋{n}室"
LAST = 700
HEALTH = ["姓名", "手机", "诊断", "过敏史", "用法", "标签", "备注", "回访记录"]


@dataclass(frozen=True, slots=True)
class Outside:
    """Where the command is run: a home of its own, and a folder to be looked at."""

    home: Path
    folder: Path

    def environment(self, **more: str) -> dict[str, str]:
        """What the command sees of the machine."""
        own = {"HOME": str(self.home), "XDG_DATA_HOME": str(self.home / "data"), "LOCALAPPDATA": str(self.home)}
        return {**os.environ, **own, **more}

    def command(self, *arguments: str | Path) -> list[str]:
        """The command line."""
        command = shutil.which("pharmacy-closeout", path=str(Path(sys.executable).parent))
        assert command is not None
        return [command, *map(str, arguments)]

    def run(self, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[bytes]:
        """Run it to its end."""
        return subprocess.run(
            self.command(*arguments), capture_output=True, env=self.environment(**more), cwd=self.home, check=False
        )

    def lines(self, *arguments: str | Path) -> list[dict[str, object]]:
        """Its findings; it must have ended well."""
        done = self.run("scan", *(arguments or [self.folder]), "--json")
        assert (done.returncode, done.stderr) == (0, b"")
        return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    (tmp_path / "home").mkdir()
    (tmp_path / "pc").mkdir()
    return Outside(tmp_path / "home", tmp_path / "pc")


def talk(n: int) -> list[str]:
    """A row in which names and numbers stand where nobody looks for them."""
    name, phone = files.person_name(n), files.mobile(n + 300)
    spaced = f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    return [
        name, files.mobile(n), f"患者{name}高血压", f"青霉素，{name} {phone}", f"{name}每日一次 {spaced}",
        f"{name} 慢病", f"女儿{files.person_name(n + 1)}电话{spaced}",
        f"{ADDRESS.format(n=n)}，微信：wx_{n:05}abc，{name}@163.com",
    ]  # fmt: skip


def everything(folder: Path) -> None:
    """A file of each form that the readers know."""
    files.shop_folder(folder / "药店")
    rows = [talk(n) for n in range(60)]
    files.write_csv(folder / "健康.csv", HEALTH, rows, "gb18030")
    files.write_csv(folder / "无表头.csv", [files.person_name(0), "未留", "女"], [
        [files.person_name(n), files.mobile(n), "男"] for n in range(1, 40)
    ])  # fmt: skip
    files.write_xlsx(folder / "健康.xlsx", {"名单": [HEALTH, *rows]})
    table = files.csv_text(files.MEMBER_HEADER, files.members(20)).encode("gb18030")
    talks = "\n".join(f"{row[0]} {row[1]} {row[-1]} 卡{CARD} 证件{files.id_number(n)}" for n, row in enumerate(rows))
    made = {
        "a.txt": talks.encode(), "b.txt": talks.encode("utf-16"), "a.doc": formats.doc(talks),
        "b.doc": formats.rtf(talks), "a.ppt": formats.ppt(formats.SENTENCE), "a.pptx": formats.pptx(formats.SENTENCE),
        "a.pdf": formats.pdf(["Tel 19900000001"]), "till.bak": b"TAPE\0\0" + bytes(90) + talks.encode("gb18030"),
        "a.eml": formats.eml({"会员.csv": table}), "a.msg": formats.msg("x", talks, {"会员.csv": table}),
        "a.zip": formats.zipped({"b.zip": formats.zipped({"会员.csv": table}), "记录.txt": talks.encode()}),
        "a.7z": formats.seven_zipped({"会员.csv": table}), "a.dbf": formats.members_dbf(9), "a.sql": formats.sql(),
        "a.fpt": formats.fpt([talks[:400]]), "a.json": formats.json_file(), "a.xml": formats.xml_file(),
        "a.mdb": formats.jet4([["H1", *row[:2]] for row in rows]),
        "a.xls": formats.xls([HEALTH, *rows]), "a.ods": formats.ods([HEALTH, *rows]),
        "a.html": files.html_table(HEALTH, rows).encode(), "锁.7z": formats.seven_zipped({"a.csv": table}, "secret"),
        "空.csv": b"", "零.xlsx": bytes(3000), "till.exe": b"MZ\x90\0", "x.dat": bytes(range(256)) * 40,
    }  # fmt: skip
    for name, data in made.items():
        (folder / name).write_bytes(data)
    formats.deleted(folder / "till.db", 90)
    os.symlink(folder, folder / "loop")


def whole_values() -> Iterator[str]:
    """Everything that must not be printed in full."""
    for n in range(LAST):
        yield files.mobile(n)
        yield files.id_number(n)
        if n < 100:
            yield files.person_name(n)
            yield ADDRESS.format(n=n)
            yield f"wx_{n:05}abc"
            yield f"{files.person_name(n)}@163.com"
    yield CARD


def test_every_line_is_a_finding(outside: Outside, rules: RuleBook) -> None:
    everything(outside.folder)
    found = outside.lines()
    known = {field.id for field in rules.fields} | BESIDE | {"staff", "doctor", "supplier", "date"}
    for line in found:
        assert {name for name, kind in TYPES.items() if not isinstance(line.get(name), kind)} == set(), line
        assert line["kind"] in known
        assert line["confidence"] in ("high", "medium", "low")
        assert 0 <= int(str(line["distinct"])) <= int(str(line["total"])), line
        assert Path(str(line["path"])).is_relative_to(outside.folder)
        assert line["column"] is None or line["column"], line
        assert "\n" not in str(line["sample"])
    read = {Path(str(line["path"])).name for line in found if line["kind"] in (fields.MOBILE, fields.ID_NUMBER)}
    there = {path.name for path in outside.folder.rglob("*") if path.is_file() and not path.is_symlink()}
    nothing = {"空.csv", "till.exe", "进货价目.csv"}
    unread = {Path(str(line["path"])).name for line in found if line["kind"] == "unreadable"}
    assert there - read - unread == nothing
    assert {"锁.7z", "零.xlsx", "x.dat", "加密的旧表.xlsx"} <= unread
    assert not read & {"loop"}


@pytest.mark.parametrize("form", [["--json"], []])
def test_nobody_is_named_and_no_number_is_whole(form: list[str], outside: Outside) -> None:
    everything(outside.folder)
    done = outside.run("scan", outside.folder, *form)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode("utf-8")
    assert text.count("\n") > 60
    assert [value for value in whole_values() if value in text] == []
    # Nor with blanks between the digits.
    close = re.sub(r"(?<=\d)[ .\-](?=\d)", "", text)
    assert [value for value in whole_values() if value.isdigit() and value in close] == []


def test_nothing_is_stored_or_changed(outside: Outside) -> None:
    files.shop_folder(outside.folder / "药店")
    formats.in_use(outside.folder / "till.db", 30)

    def state() -> dict[Path, tuple[bytes, int]]:
        return {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in outside.folder.rglob("*") if p.is_file()}

    before = state()
    outside.lines()
    assert state() == before
    assert [path for path in outside.home.rglob("*") if not path.is_dir()] == []


ODD = [
    "a b.csv",
    "-x.csv",
    "“引号”'.csv",
    "$(date).csv",
    "两\n行.csv",
    "制\t表.csv",
    "😀𬴂.csv",
    "长" * 80 + ".csv",
    "会员.CSV",
]


def test_odd_names_of_files(outside: Outside) -> None:
    rows = [[files.person_name(n), files.mobile(n)] for n in range(20)]
    for name in ODD:
        files.write_csv(outside.folder / name, ["姓名", "手机"], rows)
    os.rename(outside.folder / "会员.CSV", os.path.join(os.fsencode(outside.folder), b"\xbb\xe1\xd4\xb1.csv"))
    found = [line for line in outside.lines() if line["kind"] == fields.MOBILE]
    names = {str(line["path"]).removeprefix(f"{outside.folder}{os.sep}") for line in found}
    assert len(found) == len(names) == len(ODD)
    # A name in GBK is told as Chinese; signs that would break or turn a line stand as "?".
    assert names == {re.sub(r"[\n\t]", "?", name) for name in ODD[:-1]} | {"会员.csv"}
    plain = outside.run("scan", outside.folder)
    assert plain.returncode == 0
    assert len([line for line in plain.stdout.decode("utf-8").splitlines() if "\tmobile\t" in line]) == len(ODD)


def test_named_one_by_one_and_twice(outside: Outside) -> None:
    rows = [[files.person_name(n), files.mobile(n)] for n in range(20)]
    for name in ODD[:-1]:
        files.write_csv(outside.folder / name, ["姓名", "手机"], rows)
    found = outside.lines(*(outside.folder / name for name in ODD[:-1]))
    assert len([line for line in found if line["kind"] == fields.MOBILE]) == len(ODD) - 1


def test_what_is_not_there_is_told_and_the_rest_is_read(outside: Outside) -> None:
    files.write_csv(outside.folder / "会员.csv", files.MEMBER_HEADER, files.members(20))
    for missing in ("gone.csv", "gone/deeper/会员.csv", "会员.csv/会员.csv", "长" * 200 + ".csv"):
        done = outside.run("scan", outside.folder / missing, outside.folder, "--json")
        found = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
        assert (done.returncode, done.stderr) == (2, b""), missing
        assert [line["kind"] for line in found].count("unreadable") == 1
        assert fields.MOBILE in {line["kind"] for line in found}


def test_a_file_that_cannot_be_read_is_a_finding_and_no_failure(outside: Outside) -> None:
    files.write_encrypted(outside.folder / "锁.xlsx")
    (line,) = outside.lines(outside.folder / "锁.xlsx")
    assert (line["kind"], line["distinct"], line["total"], line["sample"]) == ("unreadable", 0, 0, "")
    assert outside.lines() == [line]


def test_an_empty_folder_has_no_findings(outside: Outside) -> None:
    assert outside.lines() == []


def test_a_file_that_vanishes_meanwhile(outside: Outside) -> None:
    header, rows = ["姓名", "手机"], [[files.person_name(n), files.mobile(n)] for n in range(20)]
    files.write_csv(outside.folder / "a.csv", header, rows)
    files.write_csv(outside.folder / "b.csv", files.MEMBER_HEADER, files.members(9_000) * 20)
    files.write_csv(outside.folder / "c.csv", header, rows)
    files.write_csv(outside.folder / "d" / "e.csv", header, rows)
    command = outside.command("scan", outside.folder, "--json")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=outside.environment()) as going:
        assert going.stdout is not None
        assert going.stderr is not None
        first = json.loads(going.stdout.readline())
        (outside.folder / "c.csv").unlink()
        shutil.rmtree(outside.folder / "d")
        found = [first, *map(json.loads, going.stdout)]
        errors = going.stderr.read()
    assert (going.returncode, errors) == (0, b"")
    by_name: dict[str, set[str]] = {}
    for line in found:
        by_name.setdefault(Path(line["path"]).name, set()).add(line["kind"])
    assert by_name["c.csv"] == {"unreadable"}
    assert by_name["d"] == {"unreadable"}
    assert {line["reason"] for line in found if line["kind"] == "unreadable"} == {"文件已经不在原处。"}
    assert fields.MOBILE in by_name["b.csv"]


def test_a_reader_that_has_seen_enough(outside: Outside) -> None:
    files.shop_folder(outside.folder)
    command = outside.command("scan", outside.folder, "--json")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=outside.environment()) as going:
        assert going.stdout is not None
        assert going.stderr is not None
        assert json.loads(going.stdout.readline())
        going.stdout.close()
        assert going.stderr.read() == b""


def test_findings_are_utf_8_whatever_the_terminal_speaks(outside: Outside) -> None:
    # A Chinese Windows speaks GBK to a file, in which this name and this header cannot be written.
    rows = [[files.person_name(n), files.mobile(n)] for n in range(20)]
    files.write_csv(outside.folder / "😀.csv", ["姓名", "手机😀"], rows)
    for form in (["--json"], []):
        done = outside.run("scan", outside.folder, *form, PYTHONIOENCODING="gbk")
        assert (done.returncode, done.stderr) == (0, b"")
        assert fields.MOBILE in done.stdout.decode("utf-8" if form else "gbk")
    found = outside.run("scan", outside.folder, "--json", PYTHONIOENCODING="gbk").stdout.decode("utf-8").splitlines()
    assert "手机😀" in {json.loads(line)["column"] for line in found}
