"""Looking from outside: one finding a line, masked, and the owner's own headers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.errors import OwnerError
from desktop.inventory import fields
from desktop.inventory.columns import Vocabulary, own_words
from desktop.inventory.looking import UNREADABLE, look
from desktop.rules.records import RuleBook
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


@pytest.mark.parametrize("text", ['mobil = ["机主"]', 'mobile = "机主"', 'mobile = ["机主"'])
def test_own_headers_that_cannot_be_understood_are_said(text: str, tmp_path: Path, rules: RuleBook) -> None:
    path = tmp_path / "headers.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(OwnerError):
        own_words(path, rules)
