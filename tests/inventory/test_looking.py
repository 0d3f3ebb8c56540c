"""Looking from outside: one finding a line, masked, and the owner's own headers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.errors import OwnerError
from desktop.inventory import fields, store
from desktop.inventory.columns import OWN_WORDS, Vocabulary, own_words
from desktop.inventory.importing import preview
from desktop.inventory.looking import UNREADABLE, look
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.rules.records import RuleBook
from desktop.session import Session
from desktop.system.folders import data_folder
from tests.fakes import FixedClock
from tests.inventory import files


def test_a_folder_with_tables_texts_and_a_locked_file(tmp_path: Path, vocabulary: Vocabulary) -> None:
    folder = files.shop_folder(tmp_path / "pc")
    found = list(look([folder], vocabulary))
    sale = {s.kind: s for s in found if s.path.endswith("销售流水.csv")}
    assert (sale[fields.MOBILE].distinct, sale[fields.MOBILE].total) == (60, 200)
    assert sale[fields.MOBILE].column
    assert sale[fields.MOBILE].confidence == "high"
    note = {s.kind: s for s in found if s.path.endswith("备忘.txt")}
    assert note[fields.MOBILE].column is None
    assert int(note[fields.MOBILE].where) >= 1
    assert [s.kind for s in found if s.path.endswith("加密的旧表.xlsx")] == [UNREADABLE]
    assert not [s for s in found if s.path.endswith("进货价目.csv")]


def test_nothing_that_is_printed_names_a_person(tmp_path: Path, vocabulary: Vocabulary) -> None:
    folder = files.shop_folder(tmp_path / "pc")
    text = "\n".join(sight.as_json() for sight in look([folder], vocabulary))
    for n in range(60):
        assert files.mobile(n) not in text
        assert files.id_number(n) not in text


def test_the_command_prints_one_finding_a_line(tmp_path: Path) -> None:
    path = tmp_path / "会员.csv"
    rows = [[files.person_name(n), files.mobile(n)] for n in range(40)]
    path.write_text("\n".join(",".join(row) for row in [["姓名", "手机"], *rows]), encoding="gb18030")
    command = [sys.executable, "-X", "utf8", "-m", "desktop", "scan", str(path), str(tmp_path / "gone.csv"), "--json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    found = {line["kind"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert found["mobile"].items() >= {"column": "手机", "distinct": 40, "total": 40, "path": str(path)}.items()
    assert found[UNREADABLE]["path"] == str(tmp_path / "gone.csv")
    assert done.returncode == 2


def test_own_headers_count_before_the_shipped_ones(tmp_path: Path, rules: RuleBook) -> None:
    path = tmp_path / "headers.toml"
    path.write_text('mobile = ["机主(宅电)"]\nmember_no = ["档案号"]\nnot_personal = ["客户卡号"]\n', "utf-8")
    plain, own = Vocabulary(rules), Vocabulary(rules, own_words(path, rules))
    assert own.field_type("机主 宅电") == fields.MOBILE
    assert own.field_type("档案号") == fields.MEMBER_NO
    assert (plain.field_type("客户卡号"), own.field_type("客户卡号")) == (fields.MEMBER_NO, "")
    assert own.field_type("姓名") == fields.NAME


def test_the_example_of_the_readme_is_understood(tmp_path: Path, rules: RuleBook) -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    (section,) = re.findall(r"^### Headers of your own\n(.*?)^###", readme, re.DOTALL | re.MULTILINE)
    path = tmp_path / "headers.toml"
    path.write_text("\n".join(line.strip() for line in section.split("\n") if line.startswith("    ")), "utf-8")
    vocabulary = Vocabulary(rules, own_words(path, rules))
    assert [vocabulary.field_type(header) for header in ("宅电", "档案号", "柜组")] == [
        fields.MOBILE,
        fields.MEMBER_NO,
        "",
    ]


def test_without_own_headers_there_are_none(tmp_path: Path, rules: RuleBook) -> None:
    assert own_words(tmp_path / "headers.toml", rules) == {}


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('# mine\nmobil = ["机主"]\n', 2, "mobil"),
        ('\nemail = ["信箱"]\nmobile = "机主"\n', 3, "mobile"),
        ('name = ["大名"]\nmobile = [1, 2]\n', 2, "mobile"),
        ('name = ["大名"]\nmobile = ["机主"\nemail = ["信箱"]\n', 3, ""),
        ('mobile = ["机主"]\n\nmember_no = ["机主"]\n', 3, "机主"),
        ('mobile = ["机主"]\nname = ["大名",\n  ""]\n', 3, ""),
        ("mobile = [“机主”]\n", 1, ""),
        ("[mobile]\na = 1\n", 1, "mobile"),
    ],
)
def test_own_headers_that_cannot_be_understood_are_told_with_the_line(
    text: str, line: int, word: str, tmp_path: Path, rules: RuleBook
) -> None:
    path = tmp_path / "headers.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(OwnerError) as told:
        own_words(path, rules)
    assert f"第 {line} 行" in str(told.value)
    assert word in str(told.value)


def test_own_headers_saved_by_an_old_editor_are_read(tmp_path: Path, rules: RuleBook) -> None:
    path = tmp_path / "headers.toml"
    path.write_bytes('mobile = ["机主"]\r\n'.encode("gb18030"))
    assert own_words(path, rules) == {"机主": fields.MOBILE}
    path.write_bytes("mobile = []".encode("utf-16"))
    with pytest.raises(OwnerError):
        own_words(path, rules)


def odd_table(tmp_path: Path) -> Path:
    """Half of the telephones are landlines without area code: no value tells what they are."""
    rows = [[f"甲{n}", str(88001200 + n * 37) if n % 2 else files.mobile(n)] for n in range(40)]
    return files.write_csv(tmp_path / "店" / "旧表.csv", ["柜组", "机主号"], rows)


def test_own_headers_count_in_the_command_and_a_mistake_in_them_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = odd_table(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    own = data_folder() / OWN_WORDS
    command = [sys.executable, "-X", "utf8", "-m", "desktop", "scan", str(path), "--json"]

    def columns() -> dict[str, str]:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        return {line["column"]: line["kind"] for line in map(json.loads, done.stdout.splitlines())}

    assert columns().get("机主号") is None
    own.write_text('mobile = ["机主号"]\n', "utf-8")
    assert columns()["机主号"] == fields.MOBILE
    own.write_text('mobile = ["机主号"]\nmobil = []\n', "utf-8")
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    assert "第 2 行" in done.stdout


def test_own_headers_count_in_the_window(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = odd_table(tmp_path)
    own = data_folder() / OWN_WORDS
    own.write_text('mobile = ["机主号"]\n', "utf-8")
    (part,) = preview(path, session.rules).parts
    assert [column.field_type for column in part.columns] == ["", fields.MOBILE]
    run_to_end(scan(session, path.parent))
    (group,) = store.groups(session.vault)
    assert group.people == 40
    own.write_text("mobile = [机主号]\n", "utf-8")
    with pytest.raises(OwnerError, match="第 1 行"):
        preview(path, session.rules)


def test_headers_written_later_count_when_it_is_scanned_again(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = odd_table(tmp_path)
    rows = [[files.person_name(n), files.mobile(n)] for n in range(0, 18, 2)]
    files.write_csv(path.parent / "会员.csv", ["姓名", "手机"], rows)

    def people() -> dict[str, int | None]:
        return {group.name: group.people for group in store.groups(session.vault)}

    run_to_end(scan(session, path.parent))
    assert people() == {"会员": 9, "旧表": 20}
    own = data_folder() / OWN_WORDS
    own.write_text('mobile = ["机主号"]\n', "utf-8")
    began = session.clock.now().timestamp()
    os.utime(own, (began - 60, began - 60))
    assert run_to_end(scan(session, path.parent)).unchanged == 2
    os.utime(own, (began + 60, began + 60))
    assert run_to_end(scan(session, path.parent)).unchanged < 2
    assert people() == {"会员": 9, "旧表": 40}
    assert isinstance(session.clock, FixedClock)
    session.clock.go_on(minutes=2)
    run_to_end(scan(session, path.parent))
    assert run_to_end(scan(session, path.parent)).unchanged == 2
