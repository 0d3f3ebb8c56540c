"""What the repository must not hold, and what must agree in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import desktop
from installer.lock import LOCKS, STAMP, wanted
from tests.house.sources import ROOT, place, tracked

PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
# Put together here, so that this file does not hold them.
FORBIDDEN = tuple(
    "".join(parts)
    for parts in (
        ("../", "shared"),
        ("/.", "library"),
        ("fa", "rm-"),
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("registry.", "npmjs"),
        ("deb.", "debian.org"),
        ("security.", "debian.org"),
    )
)
BINARY = {".ttf", ".png", ".ico", ".bmp", ".pdf", ".7z", ".xlsx", ".docx"}
LARGE = 16_000_000


def pins(name: str) -> set[tuple[str, Version, str]]:
    """Package, version and marker of every line of a lock file."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)([^\\\n]*)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    return {(canonicalize_name(package), Version(version), marker.strip(" ;")) for package, version, marker in found}


def test_no_names_of_places_that_only_some_machines_have() -> None:
    faults = []
    for file in tracked():
        if file.suffix in BINARY or file.is_symlink():
            continue
        text = file.read_text("utf-8")
        faults += [f"{place(file)}: {word}" for word in FORBIDDEN if word in text]
    assert not faults


def test_no_file_is_huge() -> None:
    assert not [place(file) for file in tracked() if file.stat().st_size > LARGE]


@pytest.mark.parametrize(("name", "extras"), LOCKS.items())
def test_lock_belongs_to_pyproject(name: str, extras: tuple[str, ...]) -> None:
    first = (ROOT / name).read_text("utf-8").partition("\n")[0]
    assert first == STAMP + wanted(PYPROJECT, extras), f"{name} is older than pyproject.toml: make lock"
    locked = pins(name)
    asked = PROJECT["dependencies"] + [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    for requirement in map(Requirement, asked):
        name_asked = canonicalize_name(requirement.name)
        assert [v for package, v, _ in locked if package == name_asked and v in requirement.specifier], requirement


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_a_digest_for_everything(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    entries = re.split(r"\n(?=\S)", text)[1:]
    assert len(entries) == len(pins(name))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_locks_agree_with_each_other() -> None:
    program = pins("requirements.lock")
    assert program <= pins("requirements-test.lock")
    assert program <= pins("requirements-build.lock")


def test_changelog_names_the_version() -> None:
    assert f"## [{desktop.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_readme_tells_every_target_and_its_pictures_are_there() -> None:
    made = (ROOT / "Makefile").read_text("utf-8")
    declared = re.findall(r"^\.PHONY: help ((?:.|\\\n)*?)\n\n", made, re.MULTILINE)
    targets = {word for words in declared for word in words.replace("\\\n", " ").split()}
    assert {"run", "test", "full", "clean"} <= targets
    told = (ROOT / "README.md").read_text("utf-8")
    assert [target for target in sorted(targets) if f"make {target}" not in told] == []
    for picture in re.findall(r"!\[[^]]+\]\(([^)]+)\)", told):
        assert (ROOT / picture).is_file(), picture


def test_wheel_holds_program_and_resources() -> None:
    packed = {Path(file.distribution_path).as_posix() for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    for file in tracked():
        path = file.relative_to(ROOT).as_posix()
        if path.startswith("desktop/"):
            assert path in packed
        elif path.startswith("resources/"):
            assert "desktop/_resources/" + path.removeprefix("resources/") in packed
    assert not [path for path in packed if not path.startswith("desktop/")]
