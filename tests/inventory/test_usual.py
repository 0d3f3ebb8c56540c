"""The usual places on a PC."""

from __future__ import annotations

from pathlib import Path

from desktop.inventory.usual import usual_folders
from desktop.rules.records import RuleBook


def test_folders_that_are_there_once_and_not_inside_another(tmp_path: Path, rules: RuleBook) -> None:
    for name in ("Desktop", "Documents/WeChat_Data", "下载"):
        (tmp_path / name).mkdir(parents=True)
    found = usual_folders(rules, {"HOME": str(tmp_path)}, "linux")
    assert {folder.relative_to(tmp_path).as_posix() for folder in found if tmp_path in folder.parents} == {
        "Desktop", "Documents", "下载",
    }  # fmt: skip


def test_unknown_variables_are_left_out(rules: RuleBook) -> None:
    assert all("%" not in str(folder) for folder in usual_folders(rules, {}, "win32"))
