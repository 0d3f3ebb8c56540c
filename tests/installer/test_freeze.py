"""What goes into the frozen program, and what Windows gets."""

from __future__ import annotations

import ast
import colorsys as this_module
import hashlib
import re
import struct
import zipfile
from pathlib import Path

import pytest

from installer import freeze
from installer.windows import wheels, windows_python

ROOT = Path(__file__).resolve().parent.parent.parent
ICONS = ROOT / "resources" / "icons" / "app"


@pytest.mark.parametrize(
    ("place", "source", "goes_in"),
    [
        ("PySide6/Qt/lib/libQt6Core.so.6", "/venv/PySide6/Qt/lib/libQt6Core.so.6", True),
        ("PySide6/Qt/lib/libQt6Qml.so.6", "/venv/PySide6/Qt/lib/libQt6Qml.so.6", False),
        ("libQt6Quick.so.6", "PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt6Pdf.dll", "C:/venv/PySide6/Qt6Pdf.dll", True),
        ("PySide6\\opengl32sw.dll", "C:/venv/PySide6/opengl32sw.dll", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/venv/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", "/venv/libqvnc.so", False),
        ("PySide6/plugins/platforms/qwindows.dll", "C:/venv/qwindows.dll", True),
        ("PySide6/plugins/tls/qschannelbackend.dll", "C:/venv/qschannelbackend.dll", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "/venv/libqgtk3.so", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", "/venv/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", "/venv/qtbase_de.qm", False),
        ("libxcb-cursor.so.0", "/usr/lib/x86_64-linux-gnu/libxcb-cursor.so.0", False),
        ("libpython3.11.so.1.0", "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", True),
        ("sqlcipher3/_sqlite3.so", "/venv/sqlcipher3/_sqlite3.so", True),
        ("api-ms-win-core-file-l1-1-0.dll", "C:/Windows/api-ms-win-core-file-l1-1-0.dll", False),
    ],
)
def test_what_goes_in(place: str, source: str, goes_in: bool) -> None:
    assert freeze.kept((place, source, "BINARY")) is goes_in


def test_nothing_that_the_program_imports_stays_out() -> None:
    imported: set[str] = set()
    for file in (ROOT / "desktop").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    assert {"numpy", "py7zr"} <= imported
    assert not imported & set(freeze.EXCLUDED)


def test_every_package_brings_its_licence() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    here = {folder for _, folder in freeze.licences()}
    for line in re.findall(r"^([A-Za-z0-9._-]+)==[^\n]*", lock, re.MULTILINE):
        folder = "licences/Qt" if line.startswith(("pyside6", "shiboken6")) else f"licences/{line}"
        on_this_system = line not in {"brotlicffi", "pywin32-ctypes"}
        assert not on_this_system or folder in here, line
    assert {"licences", "licences/fonts", "licences/Python"} <= here
    assert all(Path(file).is_file() for file, _ in freeze.licences())


@pytest.mark.parametrize(
    ("text", "numbers"), [("0.1.0", (0, 1, 0, 0)), ("1.2.3rc4", (1, 2, 3, 4)), ("2", (2, 0, 0, 0))]
)
def test_version_in_four_numbers(text: str, numbers: tuple[int, int, int, int]) -> None:
    assert freeze.version_numbers(text) == numbers


def test_windows_gets_what_holds_there() -> None:
    entries = wheels.wanted()
    names = {entry.partition("==")[0] for entry in entries}
    assert {"pywin32-ctypes", "pefile", "pyinstaller", "sqlcipher3", "pyside6-addons", "pyppmd", "psutil"} <= names
    assert not names & {"pyside6", "jeepney", "secretstorage", "macholib", "brotlicffi", "pytest", "uv"}
    assert all(re.fullmatch(r"\S+==\S+( +--hash=sha256:[0-9a-f]{64})+", entry) for entry in entries)


def test_wheels_are_unpacked_without_what_is_never_loaded(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "one-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("PySide6/Qt6WebEngineCore.dll", "x")
        wheel.writestr("one/__init__.py", "")
        wheel.writestr("one-1.data/platlib/two.pyd", "x")
        wheel.writestr("one-1.data/scripts/three.exe", "x")
    assert wheels.unpack(tmp_path, tmp_path / "to") == 2
    assert (tmp_path / "to" / "two.pyd").is_file()


def test_a_wheel_cannot_write_elsewhere(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("../out.txt", "x")
    with pytest.raises(AssertionError):
        wheels.unpack(tmp_path, tmp_path / "to")
    assert not (tmp_path / "out.txt").exists()


def test_another_python_is_refused(tmp_path: Path) -> None:
    for name in windows_python.recorded():
        (tmp_path / name).write_bytes(b"other")
    with pytest.raises(SystemExit, match=r"not the recorded one: .*python\.exe"):
        windows_python.compare(tmp_path)


def test_only_a_source_that_the_catalogue_names_is_trusted(tmp_path: Path) -> None:
    source = Path(this_module.__file__).read_bytes()
    named = b"\x04\x20" + hashlib.sha256(source).digest()
    assert windows_python.trusted_source("colorsys.pyc", b"..." + named + b"...") == source
    assert windows_python.trusted_source("colorsys.pyc", b"") is None
    assert windows_python.trusted_source("no_such_module.pyc", named) is None


@pytest.mark.parametrize("name", ["program", "case"])
def test_icons_hold_every_size(name: str) -> None:
    data = (ICONS / f"{name}.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", data)
    sizes = []
    for number in range(count):
        wide, high, _, _, _, bits, length, place = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        assert (kind, bits, wide) == (1, 32, high)
        assert place + length <= len(data)
        sizes.append(wide or 256)
    assert sizes == [16, 20, 24, 32, 40, 48, 64, 256]


def test_texts_of_the_package_name_what_there_is() -> None:
    debian = ROOT / "installer" / "linux" / "debian"
    ending = re.search(r'^ENDING = "(.+)"$', (ROOT / "desktop" / "app.py").read_text("utf-8"), re.MULTILINE)
    assert ending, "the scripts read the ending of case files there"
    assert "fonts-hanazono" in (debian / "control.in").read_text("utf-8")
    kind = "application/x-pharmacy-closeout-case"
    for name in ("pharmacy-closeout.desktop", "mime.xml.in", "metainfo.xml.in"):
        assert kind in (debian / name).read_text("utf-8")
