"""Files with long paths and names that are no text, from the plan to the certificate: erased, and told on paper."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.certificate import bundle
from desktop.certificate.verify import verify
from desktop.erasure import act, store
from desktop.erasure.plan_paper import write_plan
from desktop.inventory.records import GroupKind
from desktop.inventory.store import path_text, shown_name
from desktop.jobs.job import run_to_end
from tests.documents import reading
from tests.erasure.stage import GROUND, Shelf, new_session, signed

GBK = os.fsdecode("会员资料".encode("gb18030"))
LONG = Path(*["一层又一层的备份文件夹" * 3] * 30)


@pytest.mark.parametrize("inside", [Path(GBK), LONG, LONG / GBK], ids=["bytes", "long", "both"])
def test_from_the_plan_to_the_certificate(tmp_path: Path, inside: Path) -> None:
    session = new_session(tmp_path / "case" / "shop.case")
    shelf = Shelf(session, tmp_path / "店")
    plain, _ = shelf.file("会员.csv", b"x" * 4000, GroupKind.MEMBERSHIP, "DEL-MEMBER", people=shelf.people(3))
    odd = tmp_path / "店" / inside / f"{GBK}.csv"
    odd.parent.mkdir(parents=True)
    plain.rename(odd)
    with session.vault.change() as change:
        sql = "UPDATE source SET path = ?, name = ?, place = ? WHERE path = ?"
        change.execute(sql, (path_text(odd), shown_name(odd.name), shown_name(str(odd.parent)), str(plain)))
        change.note("test.renamed", "source")
    signed(session)
    write_plan(session, tmp_path / "plan.pdf")
    assert "会员资料.csv" in "".join(reading.pdfium_text(tmp_path / "plan.pdf").split())
    run_to_end(act.erase(session, GROUND))
    assert not odd.exists()
    assert list(odd.parent.iterdir()) == []
    assert all(item.result is not None and not item.open for item in store.items(session.vault))
    done = run_to_end(bundle.make(session, tmp_path / "out"))
    assert verify(done.folder, expected=done.manifest_sha256).sound
    session.vault.close()
