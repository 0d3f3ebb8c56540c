"""The sequence of Windows calls, against a kernel32 that writes them down. Says nothing about a real Windows."""

from pathlib import Path, PureWindowsPath
from typing import cast

import pytest

from desktop.disk import overwrite, volumes, windows
from desktop.disk import windows_api as w
from desktop.disk.records import Assurance, Evidence, Medium, Problem, Target
from desktop.disk.windows_file import WindowsMachine
from tests.disk.recorded import RecordedKernel32

PLACE = cast("Path", PureWindowsPath("C:\\店\\members.csv"))
CONTENT = b"invented customer " * 1000


@pytest.fixture(autouse=True)
def windows_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "protected", lambda path: None)
    monkeypatch.setattr("desktop.disk.records.os.fsencode", lambda path: str(path).encode())


def shop(**more: object) -> RecordedKernel32:
    api = RecordedKernel32(**more)  # type: ignore[arg-type]
    api.add("C:\\店", attributes=w.DIRECTORY)
    api.add(str(PLACE), CONTENT)
    return api


def erase(api: RecordedKernel32) -> Evidence:
    target = Target(PLACE, len(CONTENT), None, "token")
    steps = overwrite.erase([target], machine=WindowsMachine(api))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            evidence: Evidence = end.value[0]
            return evidence


def test_the_order_of_the_calls() -> None:
    api = shop()
    evidence = erase(api)
    calls = [call for call in api.calls if "\\\\.\\" not in call]
    interesting = [call for call in calls if call.split()[0] not in ("close", "read")]
    assert interesting[:8] == [
        "open folder share=3",
        "open C:\\店\\members.csv share=0",
        f"write {len(CONTENT)}",
        f"write {20480 - len(CONTENT)}",
        "flush",
        "open C:\\店\\members.csv share=0 unbuffered",
        "rename",
        "cut",
    ]
    assert interesting[8] == "delete"
    assert calls.index("read") > calls.index("flush")
    assert evidence.assurance is Assurance.CLEAR
    assert evidence.extents_kept is True
    assert list(api.nodes) == ["C:\\店"]


@pytest.mark.parametrize(
    ("call", "number", "problem"),
    [
        ("write", 1117, Problem.DEVICE_ERROR),
        ("flush", 1117, Problem.DEVICE_ERROR),
        ("write", 112, Problem.FULL),
        ("open", 32, Problem.IN_USE),
    ],
)
def test_faults_keep_the_file(call: str, number: int, problem: Problem) -> None:
    api = shop()
    api.refuse = {call: number}
    evidence = erase(api)
    assert (evidence.problem, evidence.assurance) == (problem, Assurance.NOT_DESTROYED)
    assert str(PLACE) in api.nodes


def test_a_name_that_cannot_go_is_not_green() -> None:
    api = shop()
    api.refuse = {"delete": 5}
    evidence = erase(api)
    assert (evidence.problem, evidence.assurance) == (Problem.NAME_LEFT, Assurance.NOT_DESTROYED)


def test_marked_read_only() -> None:
    api = shop()
    api.nodes[str(PLACE)].attributes = w.READONLY
    assert erase(api).problem is Problem.READ_ONLY
    assert bytes(api.nodes[str(PLACE)].content) == CONTENT


@pytest.mark.parametrize(("attributes", "links"), [(w.REPARSE_POINT, 1), (0, 2)])
def test_links(attributes: int, links: int) -> None:
    api = shop()
    api.nodes[str(PLACE)].attributes, api.nodes[str(PLACE)].links = attributes, links
    assert erase(api).problem is Problem.LINKED
    assert bytes(api.nodes[str(PLACE)].content) == CONTENT


def test_a_junction_on_the_way() -> None:
    api = shop()
    api.nodes["C:\\店"].attributes |= w.REPARSE_POINT
    assert erase(api).problem is Problem.LINKED
    assert bytes(api.nodes[str(PLACE)].content) == CONTENT


def test_alternate_streams_go_first() -> None:
    api = shop()
    stream = api.nodes[str(PLACE)].streams[":note"] = bytearray(b"invented customer")
    assert erase(api).assurance is Assurance.CLEAR
    assert not any(stream)
    assert api.calls.index("write 17") < api.calls.index(f"write {len(CONTENT)}")


@pytest.mark.parametrize("attributes", [w.COMPRESSED, w.SPARSE, w.ENCRYPTED])
def test_what_moves_when_written_is_not_called_destroyed(attributes: int) -> None:
    api = shop()
    api.nodes[str(PLACE)].attributes = attributes
    assert erase(api).assurance is Assurance.DELETED_RESIDUE


def test_restore_points_keep_older_contents() -> None:
    api = shop()
    api.shadow_copies = True
    assert erase(api).assurance is Assurance.DELETED_RESIDUE
    assert not windows.in_place("C:\\", api).provable


@pytest.mark.parametrize(
    ("bus", "seek_penalty", "type_of_drive", "medium"),
    [
        (11, 1, 3, Medium.SPINNING),
        (11, 0, 3, Medium.SSD),
        (17, 0, 3, Medium.SSD),
        (7, 1, 2, Medium.USB_FLASH),
        (7, 1, 3, Medium.SPINNING),
        (12, 0, 2, Medium.SD_CARD),
        (14, 1, 3, Medium.UNKNOWN),
        (11, 1, 4, Medium.NETWORK),
        (11, 1, 6, Medium.RAM),
    ],
)
def test_media(bus: int, seek_penalty: int, type_of_drive: int, medium: Medium) -> None:
    api = shop(bus=bus, seek_penalty=seek_penalty)
    api.type_of_drive = type_of_drive
    assert windows.medium("C:\\", api) is medium


def test_refs_writes_elsewhere() -> None:
    assert not windows.in_place("C:\\", shop(file_system="ReFS")).provable


def test_long_paths_and_shares() -> None:
    assert windows.extended(PureWindowsPath("C:\\a. ")) == "\\\\?\\C:\\a. "  # type: ignore[arg-type]
    assert windows.extended(PureWindowsPath("\\\\nas\\s\\a")) == "\\\\?\\UNC\\nas\\s\\a"  # type: ignore[arg-type]
