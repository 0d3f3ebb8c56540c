"""Packs for real: written, opened with the tool that everyone has, damaged, cut short, on a full drive."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest
from py7zr import compressor
from py7zr.helpers import calculate_key

from desktop.classification.records import Disposition
from desktop.disk.durable import PREFIX
from desktop.errors import OwnerError
from desktop.handover import store
from desktop.handover.archive import CannotOpen, contents, key_of
from desktop.handover.packing import abandon_unfinished, numbered, packs_needed, recheck, write_pack
from desktop.handover.page_packs import STAGES
from desktop.handover.records import Pack, PackKind, PackState
from desktop.inventory import store as inventory
from desktop.inventory.records import GroupKind
from desktop.jobs.job import run_to_end
from desktop.session import Session
from desktop.vault.vault import Vault
from tests.fakes import FixedClock
from tests.handover.conftest import CODE
from tests.notices.case import RULES, add_group, add_source, decide

OTHER_CODE = "N4755XLTCKNJGTMUK12XFLQM"


def pack_first(session: Session, folder: Path) -> Pack:
    return run_to_end(write_pack(session, packs_needed(session)[0], folder, CODE))


def unpack(pack: Pack, to: Path) -> Path:
    """With stock 7-Zip, as whoever finds the stick in ten years would."""
    subprocess.run(["7z", "x", f"-p{CODE}", f"-o{to}", str(pack.path)], check=True, capture_output=True)
    return to


def test_one_pack_for_what_falls_due_within_twelve_months(session: Session) -> None:
    specs = packs_needed(session)
    assert [(s.kind, s.falls_due, s.records) for s in specs] == [
        (PackKind.SEAL, date(2029, 6, 30), 3),
        (PackKind.SEAL, date(2031, 11, 30), 3),
    ]


def test_neighbouring_days_share_a_pack_and_a_year_later_does_not(session: Session, shop_folder: Path) -> None:
    for name, until in (("甲", date(2029, 7, 1)), ("乙", date(2030, 6, 29)), ("丙", date(2030, 6, 30))):
        path = shop_folder / f"{name}.csv"
        path.write_text(name)
        group = add_group(session, add_source(session, path.name, path=path), GroupKind.PRESCRIPTION, records=1)
        decide(session, group, Disposition.SEAL, rule="RX-GEN", until=until)
    assert [s.falls_due for s in packs_needed(session)] == [date(2030, 6, 29), date(2030, 6, 30), date(2031, 11, 30)]
    assert [s.records for s in packs_needed(session)] == [5, 1, 3]


def test_stock_7z_opens_it_and_sha256sum_agrees(session: Session, stick: Path, tmp_path: Path) -> None:
    pack = pack_first(session, stick)
    assert pack.state is PackState.VERIFIED
    assert pack.path.name == f"{pack.number}.7z"
    assert pack.sha256 == hashlib.sha256(pack.path.read_bytes()).hexdigest()
    listed = subprocess.run(["7z", "l", "-pwrong", str(pack.path)], check=False, capture_output=True)
    assert listed.returncode != 0
    assert "处方".encode() not in listed.stdout + pack.path.read_bytes()
    folder = unpack(pack, tmp_path / "十年后")
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "-c", "--strict", name], cwd=folder, check=True, capture_output=True)
    original = next((tmp_path / "店里").glob("处方2024*")).read_bytes()
    packed = next((folder / "data").iterdir())
    assert packed.name == "001-处方2024䶮.csv"
    assert packed.read_bytes() == original
    assert hashlib.sha256((folder / "manifest-sha256.txt").read_bytes()).hexdigest() == pack.manifest_sha256


@pytest.mark.parametrize("salt", [b"", b"16 bytes of salt"])
@pytest.mark.parametrize("cycles", [0, 3, 8, 9, 19, 63])
def test_the_key_is_the_one_that_the_library_would_derive(cycles: int, salt: bytes) -> None:
    password = CODE.encode("utf-16-le")
    assert key_of(password, cycles, salt, "sha256") == calculate_key(password, cycles, salt, "sha256")
    assert vars(compressor)["calculate_key"] is key_of


def test_progress_goes_to_its_end_in_three_thirds(session: Session, stick: Path, shop_folder: Path) -> None:
    """Also when a part of the pack is made on the way and nobody knows its size before."""
    book = shop_folder / "两张表.xlsx"
    book.write_bytes(b"PK")
    source = add_source(session, book.name, path=book)
    rows = [(None, (f"RX{n}", "阿莫西林")) for n in range(40)]
    kept = add_group(
        session, source, GroupKind.PRESCRIPTION, part="处方", columns=(("处方号", ""), ("药品", "")), rows=rows
    )
    decide(session, kept, Disposition.SEAL, rule="RX-GEN", until=date(2029, 6, 30))
    decide(session, add_group(session, source, GroupKind.MEMBERSHIP, part="会员", records=3), Disposition.DELETE)
    steps = list(write_pack(session, packs_needed(session)[0], stick, CODE))
    parts = [step.done / step.total for step in steps if step.total]
    assert len(parts) == len(steps)
    assert parts == sorted(parts)
    assert parts[0] == 0.0
    assert parts[-1] == 1.0
    begins = {stage.text: next(step for step in steps if step.stage == stage) for stage in STAGES}
    assert begins["Opening with the code"].done == 2 * (begins["Packing"].total or 0) // 3
    assert max(step.done for step in steps if step.stage == STAGES[0]) == (begins["Packing"].total or 0) // 3


def test_the_bag_says_what_it_is(session: Session, stick: Path, tmp_path: Path) -> None:
    pack = pack_first(session, stick)
    folder = unpack(pack, tmp_path / "out")
    assert (folder / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    size = sum(f.stat().st_size for f in (folder / "data").iterdir())
    assert f"Payload-Oxum: {size}.1" in (folder / "bag-info.txt").read_text()
    readme = (folder / "说明.txt").read_bytes().decode("utf-8-sig")
    assert pack.number in readme
    assert "7-Zip" in readme
    assert "郑虚构" in readme
    assert "{" not in readme
    index = (folder / "index.csv").read_bytes().decode("utf-8-sig")
    assert "《药品经营和使用质量监督管理办法》第四十二条" in index
    assert "2029-06-30" in index
    on_disk = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    tags = {line.split("  ")[1] for line in (folder / "tagmanifest-sha256.txt").read_text().splitlines()}
    payload = {line.split("  ")[1] for line in (folder / "manifest-sha256.txt").read_text().splitlines()}
    assert on_disk == tags | payload | {"tagmanifest-sha256.txt"}


def test_entries_and_verified_groups(session: Session, stick: Path) -> None:
    needed = {g for spec in packs_needed(session) for g in spec.group_ids}
    while specs := packs_needed(session):
        pack = run_to_end(write_pack(session, specs[0], stick, CODE))
        assert {e.group_id for e in store.entries(session.vault, pack.id)} == set(specs[0].group_ids)
    assert store.verified_groups(session.vault) == needed
    assert len(list(stick.iterdir())) == 2


def test_only_the_sheet_that_must_be_kept_goes_into_the_pack(
    session: Session, shop_folder: Path, stick: Path, tmp_path: Path
) -> None:
    path = shop_folder / "总表.xlsx"
    path.write_bytes(b"workbook" * 50)
    source = add_source(session, path.name, path=path)
    columns = (("姓名", "name"), ("药品", "medicine"))
    kept = add_group(
        session, source, GroupKind.PRESCRIPTION, part="处方", columns=columns, rows=[(None, ("=虚构甲", "阿莫西林"))]
    )
    gone = add_group(
        session, source, GroupKind.MEMBERSHIP, part="会员", columns=columns, rows=[(None, ("不该在包里", "x"))]
    )
    decide(session, kept, Disposition.SEAL, rule="RX-GEN", until=date(2029, 6, 1))
    decide(session, gone, Disposition.DELETE)
    pack = pack_first(session, stick)
    folder = unpack(pack, tmp_path / "out")
    names = sorted(p.name for p in (folder / "data").iterdir())
    assert names == ["001-处方2024䶮.csv", "002-总表-处方.csv"]
    text = (folder / "data" / names[1]).read_bytes()
    assert text.decode("utf-8-sig").splitlines() == ["姓名,药品", "=虚构甲,阿莫西林"], "evidence is not edited"
    assert all("不该在包里".encode() not in p.read_bytes() for p in folder.rglob("*") if p.is_file())


def test_a_file_that_changed_since_it_was_read_is_refused(session: Session, shop_folder: Path, stick: Path) -> None:
    path = next(shop_folder.glob("处方2024*"))
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"!")
    with pytest.raises(OwnerError, match="处方2024"):
        pack_first(session, stick)
    path.write_bytes(data + b"!")
    with pytest.raises(OwnerError, match="处方2024"):
        pack_first(session, stick)
    path.unlink()
    with pytest.raises(OwnerError, match="处方2024"):
        pack_first(session, stick)
    assert not list(stick.iterdir())
    assert not store.verified_groups(session.vault)


def test_stop_leaves_nothing_and_the_next_run_begins_afresh(session: Session, stick: Path) -> None:
    spec = numbered(session, packs_needed(session)[0])
    steps = sum(1 for _ in write_pack(session, spec, stick, CODE))
    run = packs_needed(session)
    for stop_after in range(1, steps):
        again = numbered(session, run[0])
        job = write_pack(session, again, stick, CODE)
        for _ in range(stop_after):
            next(job)
        job.close()
        assert [p.name for p in stick.iterdir()] == [f"{spec.number}.7z"]
    done = run_to_end(write_pack(session, numbered(session, run[0]), stick, CODE))
    assert done.state is PackState.VERIFIED
    assert not packs_needed(session)


def test_damage_of_any_byte_is_found(session: Session, stick: Path) -> None:
    pack = pack_first(session, stick)
    data = pack.path.read_bytes()
    chance = random.Random(6)
    for place in [0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(6))]:
        broken = bytearray(data)
        broken[place] ^= 1 << chance.randrange(8)
        pack.path.write_bytes(broken)
        assert run_to_end(recheck(session, pack, CODE)).state is PackState.DAMAGED
        assert pack.id not in {p.id for p in store.packs(session.vault) if p.state is PackState.VERIFIED}
        pack.path.write_bytes(data)
        assert run_to_end(recheck(session, pack, CODE)).state is PackState.VERIFIED


def test_a_missing_pack_is_needed_again(session: Session, stick: Path) -> None:
    before = len(packs_needed(session))
    pack = pack_first(session, stick)
    assert len(packs_needed(session)) == before - 1
    pack.path.unlink()
    assert run_to_end(recheck(session, pack)).state is PackState.DAMAGED
    assert len(packs_needed(session)) == before


def test_a_wrong_code_and_a_missing_drive_say_nothing_about_the_pack(session: Session, stick: Path) -> None:
    pack = pack_first(session, stick)
    with pytest.raises(OwnerError, match=pack.number):
        run_to_end(recheck(session, pack, OTHER_CODE))
    with pytest.raises(CannotOpen):
        contents(pack.path, OTHER_CODE)
    stick.rename(stick.with_name("拔掉"))
    with pytest.raises(OwnerError, match=pack.number):
        run_to_end(recheck(session, pack))
    assert store.packs(session.vault)[0].state is PackState.VERIFIED


def test_the_code_is_nowhere_in_the_case(session: Session, stick: Path) -> None:
    pack_first(session, stick)
    tables = [row[0] for row in session.vault.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in tables:
        for row in session.vault.rows(f"SELECT * FROM {name}"):
            assert not any(CODE in str(cell) for cell in row)


@pytest.fixture
def small_drive(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.fail("this test mounts a small drive and needs root")
    place = tmp_path / "small"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def grow(session: Session, path: Path, size: int) -> None:
    """Make a prescription register large, as if it had been read in like that."""
    data = os.urandom(size)
    path.write_bytes(data)
    source = inventory.source_of(session.vault, path)
    assert source is not None
    with session.vault.change() as change:
        change.execute(
            "UPDATE source SET size = ?, sha256 = ? WHERE id = ?", (size, hashlib.sha256(data).hexdigest(), source.id)
        )
        change.note("test.grown", "source")


def test_a_full_drive_is_said_before_anything_is_written(
    session: Session, shop_folder: Path, small_drive: Path
) -> None:
    grow(session, shop_folder / "处方2024䶮.csv", 3 << 20)
    with pytest.raises(OwnerError, match="放不下"):
        pack_first(session, small_drive)
    assert not list(small_drive.iterdir())


def test_a_drive_that_fills_up_while_it_is_written(session: Session, shop_folder: Path, small_drive: Path) -> None:
    grow(session, shop_folder / "处方2024䶮.csv", 800_000)
    spec = numbered(session, packs_needed(session)[0])
    job = write_pack(session, spec, small_drive, CODE)
    next(job)
    (small_drive / "film.mp4").write_bytes(bytes(1_500_000))
    with pytest.raises(OwnerError):
        run_to_end(job)
    assert [p.name for p in small_drive.iterdir()] == ["film.mp4"]
    assert not store.verified_groups(session.vault)
    (small_drive / "film.mp4").unlink()
    pack = run_to_end(write_pack(session, spec, small_drive, CODE))
    assert (pack.number, pack.state) == (spec.number, PackState.VERIFIED), "the printed code sheet is still good"


def _pack_in_child(case: Path, folder: Path) -> None:
    vault = Vault.open(case, FixedClock(), passphrase="correct horse")
    session = Session(vault, RULES, FixedClock())
    run_to_end(write_pack(session, packs_needed(session)[0], folder, CODE))


@pytest.mark.parametrize("seed", range(10))
def test_killed_at_any_moment_there_is_no_half_pack(
    session: Session, shop_folder: Path, stick: Path, seed: int
) -> None:
    grow(session, shop_folder / "处方2024䶮.csv", 12 << 20)
    case = session.vault.path
    session.vault.close()
    child = get_context("spawn").Process(target=_pack_in_child, args=(case, stick))
    child.start()
    _kill_while_it_packs(child.pid or 0, stick, random.Random(seed))
    child.join(30)
    child.close()
    vault = Vault.open(case, FixedClock(), passphrase="correct horse")
    try:
        again = Session(vault, RULES, FixedClock())
        for pack in store.packs(vault):
            if pack.state is PackState.VERIFIED:
                assert contents(pack.path, CODE)
        abandon_unfinished(again)
        named = {p.name for p in stick.iterdir()}
        assert named == {f"{p.number}.7z" for p in store.packs(vault)}, "no half pack, no leftover"
        while specs := packs_needed(again):
            run_to_end(write_pack(again, specs[0], stick, CODE))
        assert all(p.state is PackState.VERIFIED for p in store.packs(vault))
        vault.check_journal()
    finally:
        vault.close()


def _kill_while_it_packs(pid: int, stick: Path, chance: random.Random) -> None:
    """Wait until the pack is begun, then a random while, then kill."""
    end = time.monotonic() + 30
    while not list(stick.glob(f"{PREFIX}*")) and time.monotonic() < end:
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.3))
    os.kill(pid, signal.SIGKILL)
