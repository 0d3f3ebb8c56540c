"""The order of the steps, what each fault turns into, and what an interrupted run leaves to the next one."""

import errno
import os
from collections.abc import Generator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from desktop.disk import overwrite, volumes
from desktop.disk.machine import ChangedFile, Machine, Refused
from desktop.disk.methods import methods
from desktop.disk.names import fillers
from desktop.disk.records import Assurance, BytesDone, Evidence, Overwritten, Problem, ReadBack, Target
from tests.disk.drives import HardDisk

SECRET = b"invented customer, 19900001234; " * 300


def target_of(path: Path, **more: object) -> Target:
    size, digest = overwrite.expected(path)
    return replace(Target(path, size, digest, f"item-{path.name}"), **more)  # type: ignore[arg-type]


def run(targets: Sequence[Target], machine: Machine | None = None) -> tuple[Evidence, ...]:
    steps = overwrite.erase(targets, machine=machine or HardDisk())
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return tuple(end.value)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "members.csv"
    path.write_bytes(SECRET)
    return path


def test_steps_come_in_the_order_that_reaches_the_old_blocks(secret: Path) -> None:
    disk = HardDisk(keep_names=True)
    (evidence,) = run([target_of(secret)], disk)
    order = [step for step in disk.steps if step not in ("read", "write")]
    assert order == [
        "hold",
        "flush_all",
        "flush",
        "drop_cache",
        "rename",
        "truncate",
        "unlink",
        "sync_folders",
        "churn",
    ]
    assert disk.steps.index("write") < disk.steps.index("flush")
    assert evidence.assurance is Assurance.CLEAR
    assert evidence.read_back is ReadBack.OK
    assert evidence.extents_kept in (True, None)
    assert (evidence.bytes, evidence.block_bytes) == (len(SECRET), 12288)
    assert not list(secret.parent.iterdir())


def test_zeros_reach_to_the_end_of_the_last_block(secret: Path) -> None:
    (evidence,) = run([target_of(secret)], HardDisk(fail_at="truncate", number=errno.EIO))
    (left,) = secret.parent.iterdir()
    assert evidence.problem is Problem.NAME_LEFT
    assert evidence.assurance is Assurance.NOT_DESTROYED
    assert len(left.name) == len("members.csv")
    assert left.name != "members.csv"
    assert left.read_bytes() == bytes(12288)


def test_a_batch_gives_evidence_in_order_and_commits_before_names_go(tmp_path: Path) -> None:
    paths = []
    for number in range(40):
        paths.append(tmp_path / f"{number}.txt")
        paths[-1].write_bytes(SECRET[number:])
    targets = [target_of(path) for path in paths]
    steps = overwrite.erase(targets, machine=HardDisk())
    done = 0
    committed: tuple[tuple[Target, Evidence], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    while not evidence:
        try:
            step = next(steps)
        except StopIteration as end:
            evidence = end.value
            break
        if isinstance(step, BytesDone):
            done += step.bytes
        else:
            committed = step.evidence
            assert [path.name for path in sorted(tmp_path.iterdir())] == sorted(path.name for path in paths)
            assert all(not any(path.read_bytes()) for path in paths)
    assert [target for target, _ in committed] == targets
    assert [one.bytes for one in evidence] == [target.size for target in targets]
    assert len({one.path_digest for one in evidence}) == 40
    assert done >= sum(overwrite.work(target) for target in targets)
    assert not list(tmp_path.iterdir())


def test_batches_hold_few_files_and_few_bytes() -> None:
    sizes = [10] * 2000 + [70 << 20, 10, 40 << 20, 40 << 20]
    targets = [Target(Path(f"/x/{number}"), size, None, str(number)) for number, size in enumerate(sizes)]
    groups = list(overwrite.batches(targets, limit=900))
    assert [len(group) for group in groups[:3]] == [900, 900, 200]
    assert [sum(target.size for target in group) for group in groups[3:]] == [70 << 20, (40 << 20) + 10, 40 << 20]
    assert [target for group in groups for target in group] == targets


def test_large_files_report_often(tmp_path: Path) -> None:
    path = tmp_path / "big"
    path.write_bytes(os.urandom(1 << 20) * 40)
    steps = [step for step in overwrite.erase([target_of(path)], machine=HardDisk()) if isinstance(step, BytesDone)]
    assert max(step.bytes for step in steps) <= 20 << 20
    assert sum(step.bytes for step in steps) == 3 * (40 << 20)


def test_a_changed_file_is_held_back(secret: Path) -> None:
    target = target_of(secret)
    secret.write_bytes(SECRET[:-1] + b"!")
    with pytest.raises(ChangedFile):
        overwrite.check(target)
    (evidence,) = run([target])
    assert (evidence.problem, evidence.assurance) == (Problem.CHANGED, Assurance.NOT_DESTROYED)
    assert secret.read_bytes() == SECRET[:-1] + b"!"
    secret.write_bytes(SECRET + b"one more")
    (evidence,) = run([target])
    assert evidence.problem is Problem.CHANGED
    assert secret.read_bytes() == SECRET + b"one more"


def test_check_touches_nothing(secret: Path) -> None:
    before = secret.stat()
    overwrite.check(target_of(secret))
    assert secret.read_bytes() == SECRET
    assert secret.stat().st_mtime_ns == before.st_mtime_ns


def test_missing_is_not_confirmed(tmp_path: Path) -> None:
    (evidence,) = run([Target(tmp_path / "gone", 5, "0" * 64, "t")])
    assert (evidence.problem, evidence.assurance) == (Problem.MISSING, Assurance.UNCONFIRMED)


def test_a_file_open_elsewhere_is_left_alone(secret: Path) -> None:
    target = target_of(secret)
    with secret.open("rb"):
        (evidence,) = run([target])
    assert (evidence.problem, evidence.assurance) == (Problem.IN_USE, Assurance.NOT_DESTROYED)
    assert secret.read_bytes() == SECRET


def test_another_volume_at_the_place_is_left_alone(secret: Path) -> None:
    target = target_of(secret, volume_key="ext4:0")
    (evidence,) = run([target])
    assert evidence.problem is Problem.MOVED
    assert secret.read_bytes() == SECRET
    (evidence,) = run([target_of(secret, volume_key=volumes.volume_of(secret).key)])
    assert evidence.assurance is Assurance.CLEAR


@pytest.mark.parametrize("step", ["write", "flush", "read", "hold"])
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_fault_before_the_name_goes_keeps_the_file_and_is_never_green(secret: Path, step: str, number: int) -> None:
    # The file is read once for the comparison: the second read is the read-back.
    (evidence,) = run([target_of(secret)], HardDisk(step, number, after=2 if step == "read" else 1))
    assert evidence.assurance is Assurance.NOT_DESTROYED
    assert evidence.problem is not None
    assert evidence.errors
    assert secret.exists()


@pytest.mark.parametrize("step", ["rename", "truncate", "unlink", "sync_folders", "churn"])
@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES, errno.EROFS])
def test_a_fault_with_the_name_is_never_green(secret: Path, step: str, number: int) -> None:
    (evidence,) = run([target_of(secret)], HardDisk(step, number, keep_names=True))
    assert not evidence.assurance.destroyed
    assert evidence.problem is not None
    assert evidence.errors
    for left in secret.parent.iterdir():
        assert not any(left.read_bytes())


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}" for number in range(5)]
    for path in paths:
        path.write_bytes(SECRET)
    targets = [target_of(path) for path in paths]
    paths[2].unlink()
    paths[2].symlink_to(paths[3])
    results = [evidence.assurance for evidence in run(targets)]
    assert results == [Assurance.CLEAR] * 2 + [Assurance.NOT_DESTROYED] + [Assurance.CLEAR] * 2


def test_a_drive_that_does_not_write_is_found_out(secret: Path) -> None:
    (evidence,) = run([target_of(secret)], HardDisk(lies="write"))
    assert (evidence.problem, evidence.read_back) == (Problem.NOT_ZERO, ReadBack.FAILED)
    assert evidence.assurance is Assurance.NOT_DESTROYED
    assert secret.read_bytes() == SECRET


def test_a_common_flush_that_fails_is_repeated_file_by_file(tmp_path: Path) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        path.write_bytes(SECRET)
    disk = HardDisk("flush_all", errno.EIO)
    assert {evidence.assurance for evidence in run([target_of(path) for path in paths], disk)} == {Assurance.CLEAR}
    assert disk.steps.count("flush") == 2


def test_an_unknown_drive_is_never_called_destroyed(secret: Path) -> None:
    volume = volumes.volume_of(secret)
    evidence = overwrite.erase_one(target_of(secret))
    expected = methods().of(volume.medium).best
    assert evidence.assurance in (expected, Assurance.DELETED_RESIDUE)
    assert evidence.assurance is Assurance.CLEAR or evidence.errors
    assert not secret.exists()


def test_the_programs_own_file_goes_without_comparing(secret: Path) -> None:
    assert overwrite.erase_own(secret).read_back is ReadBack.OK
    assert not secret.exists()


# --- interrupted runs -------------------------------------------------------------------------------------------------


def until(steps: Generator[object, None, object], kind: type) -> object:
    return next(step for step in steps if isinstance(step, kind))


def test_resume_finishes_a_half_overwritten_file(secret: Path) -> None:
    target = target_of(secret)
    with secret.open("r+b") as file:
        file.write(bytes(5000))
    (refused,) = run([target])
    assert refused.problem is Problem.CHANGED
    (evidence,) = run([replace(target, begun=True)])
    assert evidence.assurance is Assurance.CLEAR
    assert not secret.exists()


def test_resume_does_not_take_another_file_for_a_half_overwritten_one(secret: Path) -> None:
    target = target_of(secret, begun=True)
    secret.write_bytes(bytes(reversed(SECRET)))
    (evidence,) = run([target])
    assert evidence.problem is Problem.CHANGED
    assert secret.exists()


def test_resume_finds_the_file_under_the_name_it_was_given(secret: Path) -> None:
    target = target_of(secret)
    run([target], HardDisk("truncate", errno.EIO))
    (renamed,) = secret.parent.iterdir()
    assert renamed.name in islice(fillers("members.csv", target.token), 8)
    (evidence,) = run([replace(target, begun=True)])
    assert evidence.assurance is Assurance.CLEAR
    assert not list(secret.parent.iterdir())


def test_resume_leaves_a_strange_file_alone_that_bears_the_given_name(secret: Path) -> None:
    target = target_of(secret)
    stranger = secret.with_name(next(fillers("members.csv", target.token)))
    stranger.write_bytes(b"somebody else's")
    secret.unlink()
    (evidence,) = run([replace(target, begun=True)])
    assert evidence.assurance is Assurance.DELETED_RESIDUE
    assert stranger.read_bytes() == b"somebody else's"


def test_stopped_after_the_commit_the_result_is_the_same(secret: Path) -> None:
    target = target_of(secret)
    steps = overwrite.erase([target], machine=HardDisk())
    committed = until(steps, Overwritten)
    assert isinstance(committed, Overwritten)
    steps.close()
    known = committed.evidence[0][1]
    assert secret.exists()
    (evidence,) = run([replace(target, begun=True, overwritten=known)])
    assert evidence.assurance is Assurance.CLEAR
    # Gone altogether: only what had been committed can say that it was overwritten.
    (evidence,) = run([replace(target, begun=True, overwritten=known)])
    assert evidence == known
    (evidence,) = run([replace(target, begun=True)])
    assert evidence.assurance is Assurance.DELETED_RESIDUE


def test_gone_on_another_volume_is_not_confirmed(secret: Path) -> None:
    target = target_of(secret, begun=True, volume_key="ext4:0")
    secret.unlink()
    (evidence,) = run([target])
    assert evidence.assurance is Assurance.UNCONFIRMED


def test_closing_the_generator_lets_go_of_every_descriptor(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}").write_bytes(SECRET)
    before = len(os.listdir("/proc/self/fd"))
    steps = overwrite.erase([target_of(path) for path in tmp_path.iterdir()], machine=HardDisk())
    until(steps, Overwritten)
    steps.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_evidence_survives_the_way_through_json(secret: Path) -> None:
    (evidence,) = run([target_of(secret)], HardDisk("rename", errno.EIO))
    assert Evidence.from_json(evidence.as_json()) == evidence
    assert "members" not in evidence.as_json()


def test_refusals_say_what_to_do(secret: Path) -> None:
    target = target_of(secret)
    secret.unlink()
    with pytest.raises(Refused) as caught:
        overwrite.check(target)
    assert caught.value.problem is Problem.MISSING
    assert caught.value.todo is not None
