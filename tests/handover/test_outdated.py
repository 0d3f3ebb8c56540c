"""A pack holds what was there when it was written: what was read or decided anew since is not packed."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from desktop.classification.records import Disposition
from desktop.handover import store
from desktop.handover.gate import open_points
from desktop.handover.packing import packs_needed, write_pack
from desktop.inventory import store as inventory
from desktop.inventory.records import GroupKind, SourceKind
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.handover.conftest import CODE
from tests.notices.case import add_group, add_source, decide


def pack_all(session: Session, folder: Path) -> None:
    while specs := packs_needed(session):
        run_to_end(write_pack(session, specs[0], folder, CODE))


def register(session: Session) -> tuple[int, int]:
    """Source and group of the register that is kept until 2031."""
    source = next(s for s in inventory.sources(session.vault, SourceKind.FILE) if s.name == "处方登记.csv")
    return source.id, inventory.groups_of(session.vault, source.id)[0].id


def read_again(session: Session, source: int, group: int, data: bytes, more: int = 0) -> None:
    """What a second search does with a file that is another one now."""
    path = inventory.source(session.vault, source).path
    assert path is not None
    path.write_bytes(data)
    with session.vault.change() as change:
        digest = hashlib.sha256(data).hexdigest()
        change.execute("UPDATE source SET size = ?, sha256 = ? WHERE id = ?", (len(data), digest, source))
        change.execute("UPDATE record_group SET records = records + ? WHERE id = ?", (more, group))
        change.note("test.read_again", f"source:{source}")


def test_a_file_that_was_read_again_is_not_packed(session: Session, stick: Path) -> None:
    pack_all(session, stick)
    source, group = register(session)
    assert group in store.verified_groups(session.vault)
    first = store.packs(session.vault)[-1]
    read_again(session, source, group, b"another register", more=3)
    assert group not in store.verified_groups(session.vault)
    assert store.outdated_packs(session.vault) == {first.id}
    said = [point.sentence.text for point in open_points(session)]
    assert said[0].startswith("Packs to write again"), said
    assert [(spec.group_ids, spec.records) for spec in packs_needed(session)] == [((group,), 6)]
    pack_all(session, stick)
    assert group in store.verified_groups(session.vault)
    assert not any("Packs" in point.sentence.text for point in open_points(session))
    new = store.packs(session.vault)[-1]
    assert (new.records, new.number != first.number) == (6, True)


def test_the_same_bytes_with_another_count_are_not_packed(session: Session, stick: Path) -> None:
    """Read by another way, the same file may turn out to hold more records than the list of the pack says."""
    pack_all(session, stick)
    source, group = register(session)
    path = inventory.source(session.vault, source).path
    assert path is not None
    read_again(session, source, group, path.read_bytes(), more=1)
    assert group not in store.verified_groups(session.vault)


def test_a_longer_period_is_packed_anew(session: Session, stick: Path) -> None:
    """The day on the outside of the old pack would have it destroyed too early."""
    pack_all(session, stick)
    _, group = register(session)
    decide(session, group, Disposition.SEAL, rule="RX-GEN", until=date(2036, 11, 30))
    assert group not in store.verified_groups(session.vault)
    assert packs_needed(session)[0].falls_due == date(2036, 11, 30)


def test_a_sheet_written_out_is_bound_to_its_workbook(session: Session, shop_folder: Path, stick: Path) -> None:
    path = shop_folder / "总表.xlsx"
    path.write_bytes(b"workbook")
    source = add_source(session, path.name, path=path)
    columns = (("姓名", "name"), ("药品", "medicine"))
    kept = add_group(
        session, source, GroupKind.PRESCRIPTION, part="处方", columns=columns, rows=[(None, ("虚构甲", "阿莫西林"))]
    )
    other = add_group(session, source, GroupKind.MEMBERSHIP, part="会员", columns=columns, rows=[(None, ("乙", ""))])
    decide(session, kept, Disposition.SEAL, rule="RX-GEN", until=date(2029, 6, 30))
    decide(session, other, Disposition.DELETE)
    pack_all(session, stick)
    assert kept in store.verified_groups(session.vault)
    read_again(session, source, kept, b"workbook with another cell")
    assert kept not in store.verified_groups(session.vault)


def test_packs_of_earlier_versions_are_compared_by_the_file_in_them(session: Session, stick: Path) -> None:
    pack_all(session, stick)
    source, group = register(session)
    with session.vault.change() as change:
        change.execute("UPDATE pack_entry SET basis = ''")
        change.note("test.earlier", "packs")
    assert group in store.verified_groups(session.vault)
    read_again(session, source, group, b"another register")
    assert group not in store.verified_groups(session.vault)
