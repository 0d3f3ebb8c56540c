"""The command line: what it says is Chinese like the rest, and its exit codes are those of its help."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import __main__ as program
from desktop import __version__

ROOT = Path(program.__file__).parents[1]
OURS = r"pharmacy-closeout|practice|verify|scan|open|foo|--[a-z]+|-h|\[|\]|JSON|\*\.log"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "desktop", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        env=os.environ | {"LC_ALL": "en_US.UTF-8", "PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip


def english(text: str) -> list[str]:
    """Words of no command and no option."""
    return re.findall(r"[A-Za-z]{2,}", re.sub(OURS, " ", text))


def test_it_tells_its_version() -> None:
    told = run("--version")
    assert (told.returncode, told.stdout, told.stderr) == (0, f"pharmacy-closeout {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments", [["-h"], ["practice", "--help"], ["scan", "-h"], ["verify", "-h"], ["open", "-h"]]
)
def test_its_help_is_chinese(arguments: list[str]) -> None:
    told = run(*arguments)
    assert told.returncode == 0
    assert told.stdout.startswith("用法：pharmacy-closeout")
    assert english(told.stdout) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["practice"], "还缺：--to"),
        (["practice", "--to"], "--to：后面要写明是什么"),
        (["scan"], "还缺：路径"),
        (["foo"], "命令：没有 'foo' 这一项，可以写 'open', 'practice', 'scan', 'verify'"),
        (["verify", "一", "二"], "看不懂：二"),
        (["--version=3"], "--version：后面不能带 '3'"),
        (["--=3"], "--=3 没有写全，可能是 --help, --version"),
    ],
)
def test_a_command_that_cannot_be_understood_is_said_in_chinese(arguments: list[str], said: str) -> None:
    told = run(*arguments)
    assert told.returncode == program.UNUSABLE
    usage, error = told.stderr.splitlines()
    assert usage.startswith("用法：pharmacy-closeout")
    assert error == said
    assert english(told.stderr) == []


def test_what_is_translated_is_what_argparse_says() -> None:
    source = Path(argparse.__file__).read_text("utf-8")
    assert [text for text in program.OF_ARGPARSE if f"'{text}'" not in source] == []


def test_its_exit_codes_are_those_of_its_own_help(tmp_path: Path) -> None:
    assert program.__doc__ is not None
    assert re.findall(r"\b([012]) [a-z]", program.__doc__) == ["0", str(program.CHANGED), str(program.UNUSABLE)]
    assert run("scan", str(tmp_path)).returncode == 0
    assert run("scan", str(tmp_path / "gone")).returncode == program.UNUSABLE
    assert run("verify", str(tmp_path / "gone")).returncode == program.UNUSABLE
    (tmp_path / "taken").write_bytes(b"")
    assert run("practice", "--to", str(tmp_path / "taken")).returncode == program.CHANGED
