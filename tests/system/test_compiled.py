"""What PySide compiles at every start is compiled once, and nothing is different for it."""

from __future__ import annotations

import builtins
import re
import subprocess
import sys
from pathlib import Path

from desktop.system.compiled import kept_compiled

PROGRAM = """
import builtins, sys
from pathlib import Path
from desktop.system.compiled import kept_compiled
compiled = []
plain = builtins.compile
def counted(source, filename, *rest, **more):
    compiled.append(str(filename))
    return plain(source, filename, *rest, **more)
import desktop.system.compiled
desktop.system.compiled._compile_text = counted
with kept_compiled(Path(sys.argv[1])):
    from PySide6.QtCore import QTimer
try:
    QTimer.singleShot("wrong", "in", "four", "places")
except TypeError as error:
    print(error, file=sys.stderr)
print(sum(name.startswith("shibokensupport/") for name in compiled))
"""


def start(folder: Path) -> tuple[int, str]:
    """How many embedded texts were compiled, and what a wrong call is answered."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(folder)], capture_output=True, text=True, check=True)
    return int(done.stdout), done.stderr


def test_the_second_start_compiles_nothing_and_explains_wrong_calls_as_before(tmp_path: Path) -> None:
    first, said = start(tmp_path)
    second, again = start(tmp_path)
    assert first > 5
    assert second == 0
    assert "Supported signatures:" in said
    assert "msec: int" in said
    assert again == said


def test_a_damaged_or_missing_file_is_made_again(tmp_path: Path) -> None:
    start(tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for damaged in (b"", whole[:1000], whole[:500] + b"\0\0\0\0" + whole[504:]):
        file.write_bytes(damaged)
        assert start(tmp_path)[0] > 5
        assert file.read_bytes() == whole
        assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.touch()
    assert start(file / "under it")[0] > 5


def test_outside_and_for_everybody_else_nothing_is_changed(tmp_path: Path) -> None:
    compile_text, compile_pattern = builtins.compile, re.compile
    with kept_compiled(tmp_path):
        assert isinstance(re.compile("a+b"), re.Pattern)
        assert eval(compile("1 + 1", "text", "eval")) == 2
    assert (builtins.compile, re.compile) == (compile_text, compile_pattern)
    assert list(tmp_path.iterdir()) == []
