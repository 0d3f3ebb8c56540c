"""What somebody, or bad luck, can put in the way between the plan and the act. Canaries stay untouched."""

import os
import threading
from pathlib import Path

import pytest

from desktop.disk import overwrite, volumes
from desktop.disk.machine import Refused
from desktop.disk.records import Assurance, Problem, Target
from tests.disk.drives import HardDisk
from tests.disk.test_overwrite import SECRET, run, target_of


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "canary"
    path.write_bytes(SECRET)
    return path


def test_a_link_in_place_of_the_file(tmp_path: Path, canary: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(SECRET)
    target = target_of(victim)
    victim.unlink()
    victim.symlink_to(canary)
    (evidence,) = run([target])
    assert evidence.problem is Problem.LINKED
    assert canary.read_bytes() == SECRET


def test_a_link_in_place_of_a_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "same-name").write_bytes(SECRET)
    target = target_of(inside / "same-name")
    inside.rename(tmp_path / "away")
    inside.symlink_to(outside)
    (evidence,) = run([target])
    assert evidence.problem is Problem.LINKED
    assert (outside / "same-name").read_bytes() == SECRET


def test_swapping_while_it_runs_never_reaches_the_canary(tmp_path: Path, canary: Path) -> None:
    """Another thread swaps file and link all the time; both have the same content, so digests cannot help."""
    place, link, real = tmp_path / "place", tmp_path / "link", tmp_path / "real"
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            real.write_bytes(SECRET)
            os.replace(real, place)
            if not link.is_symlink():
                link.symlink_to(canary)
            os.replace(link, place)

    place.write_bytes(SECRET)
    target = target_of(place)
    thread = threading.Thread(target=swap)
    thread.start()
    try:
        results = [run([target])[0] for _ in range(300)]
    finally:
        stop.set()
        thread.join()
    assert canary.read_bytes() == SECRET
    assert canary.stat().st_nlink == 1
    assert any(evidence.problem for evidence in results)


def test_a_second_name_for_something_outside(tmp_path: Path, canary: Path) -> None:
    name = tmp_path / "name"
    os.link(canary, name)
    (evidence,) = run([target_of(name)])
    assert evidence.problem is Problem.LINKED
    assert canary.read_bytes() == SECRET


@pytest.mark.parametrize(
    "name",
    [
        b"line\nbreak",
        "turned\u202egpj.exe".encode(),
        b"not-utf8-\xff\xfe",
        "长" * 85,
        b" space ",
        b"-rf",
        b"a",
        "𠅤𬱖.txt",
    ],
)
def test_strange_names(tmp_path: Path, name: bytes | str) -> None:
    path = tmp_path / os.fsdecode(name if isinstance(name, bytes) else name.encode())
    path.write_bytes(SECRET)
    (evidence,) = run([target_of(path)], HardDisk(keep_names=True))
    assert evidence.assurance is Assurance.CLEAR
    assert not os.listdir(os.fsencode(tmp_path))


def test_a_path_longer_than_the_system_takes_at_once(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    path = tmp_path
    for _ in range(30):
        os.mkdir("f" * 200, dir_fd=here)
        below = os.open("f" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here, path = below, path / ("f" * 200)
    descriptor = os.open("deep", os.O_WRONLY | os.O_CREAT, dir_fd=here)
    os.write(descriptor, SECRET)
    os.close(descriptor)
    (evidence,) = run([Target(path / "deep", len(SECRET), None, "deep")])
    assert evidence.assurance in (Assurance.CLEAR, Assurance.NOT_DESTROYED)
    left = os.listdir(here)
    os.close(here)
    assert left == ([] if evidence.assurance is Assurance.CLEAR else ["deep"])
    assert bool(left) == bool(evidence.errors)


def test_a_growing_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "growing"
    path.write_bytes(SECRET)
    target = target_of(path)

    class Growing(HardDisk):
        def step(self, name: str) -> bool:
            if name == "drop_cache":
                with path.open("ab") as file:
                    file.write(b"more" * 5000)
            return super().step(name)

    (evidence,) = run([target], Growing())
    assert evidence.assurance is Assurance.NOT_DESTROYED
    assert path.read_bytes().endswith(b"more")


def test_a_sparse_file_costs_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.write(SECRET)
        file.truncate(5 << 30)
        file.seek(3 << 30)
        file.write(SECRET)
    disk = HardDisk()
    (evidence,) = run([Target(path, 5 << 30, None, "sparse")], disk)
    assert evidence.assurance is Assurance.CLEAR
    assert disk.steps.count("write") < 10
    assert not path.exists()


@pytest.mark.parametrize("kind", ["folder", "pipe", "socket"])
def test_what_is_no_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    else:
        os.mknod(path, 0o600 | (0o010000 if kind == "pipe" else 0o140000))
    (evidence,) = run([Target(path, 0, None, "t")])
    assert evidence.problem is Problem.NOT_A_FILE
    assert path.exists()


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "/usr/bin/env", "/proc/self/mem", "/dev/null", "relative", "/tmp/../etc/passwd"]
)
def test_places_out_of_bounds(path: str) -> None:
    with pytest.raises(Refused) as caught:
        overwrite.check(Target(Path(path), 0, None, "t"))
    assert caught.value.problem is Problem.PROTECTED


def test_whole_places_are_out_of_bounds(tmp_path: Path) -> None:
    program = Path(overwrite.__file__)
    for place in (Path("/"), Path("/proc"), Path.home(), Path("/home/somebody"), program, program.parent):
        assert volumes.protected(place) is not None, place
    assert volumes.protected(tmp_path / "file") is None


def test_a_link_to_a_system_folder_is_the_system_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc")
    assert volumes.protected(tmp_path / "link" / "passwd") is not None


def test_attributes_go_too(tmp_path: Path) -> None:
    path = tmp_path / "noted"
    path.write_bytes(SECRET)
    os.setxattr(path, "user.note", b"invented customer")
    disk = HardDisk("unlink", 5)
    run([target_of(path)], disk)
    (left,) = tmp_path.iterdir()
    assert os.listxattr(left) == []
