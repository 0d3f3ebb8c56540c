"""Boxes, the list that is signed, where a code sheet may lie, and what keeps the erasure closed."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from desktop.errors import OwnerError
from desktop.handover import store
from desktop.handover.gate import open_points
from desktop.handover.lists import make_seal_list, seal_rows
from desktop.handover.packing import packs_needed, recheck, write_pack
from desktop.handover.records import ListKind
from desktop.handover.sheet_place import refuse_beside_pack
from desktop.jobs.job import run_to_end
from desktop.numbers import read_number
from desktop.session import Session
from tests.handover.conftest import CODE, PEOPLE
from tests.notices.case import TODAY, add_paper, new_case


def targets(session: Session) -> list[str]:
    return [point.target for point in open_points(session)]


def pack_all(session: Session, folder: Path) -> None:
    while specs := packs_needed(session):
        run_to_end(write_pack(session, specs[0], folder, CODE))


def test_the_gate_opens_only_when_everything_lies_safe(session: Session, stick: Path, tmp_path: Path) -> None:
    paper = add_paper(session, "含麻黄碱登记本")
    source = session.vault.value("SELECT source_id FROM record_group WHERE id = ?", (paper,))
    assert targets(session) == ["packs", f"box:{paper}"]
    pack_all(session, stick)
    assert targets(session) == [f"box:{paper}"]
    box = store.save_box(session.vault, paper, source, "0206", "2号柜下层", date(2031, 10, 31), TODAY)
    assert read_number(box.number) is not None
    assert targets(session) == ["list"]
    assert store.verified_groups(session.vault) >= {paper}
    make_seal_list(session, tmp_path / "封存清单.pdf")
    assert not open_points(session)
    store.save_box(session.vault, paper, source, "0207", "2号柜下层", date(2031, 10, 31), TODAY)
    assert targets(session) == ["list"], "another seal: the list on paper is no longer right"
    first = store.lists(session.vault)[0]
    second, _ = make_seal_list(session, None)
    assert second.number != first.number
    again, _ = make_seal_list(session, None)
    assert again.number == second.number, "printing it once more is no new list"
    assert store.list_basis(session.vault, ListKind.SEAL)


def test_a_damaged_pack_closes_the_gate_again(session: Session, stick: Path) -> None:
    pack_all(session, stick)
    make_seal_list(session, None)
    assert not open_points(session)
    pack = store.packs(session.vault)[0]
    pack.path.write_bytes(b"broken")
    run_to_end(recheck(session, pack))
    assert targets(session) == [f"pack:{pack.id}", "packs"]
    pack.path.unlink()
    pack_all(session, stick)
    assert targets(session) == ["list"]


def test_without_a_custodian_it_stays_closed(tmp_path: Path) -> None:
    session = new_case(tmp_path, duties=())
    assert not open_points(session), "nothing to seal, nobody needed"
    add_paper(session, "登记本")
    assert "custodian" in targets(session)
    session.vault.close()


def test_a_box_needs_seal_and_place(session: Session) -> None:
    paper = add_paper(session, "登记本")
    with pytest.raises(OwnerError):
        store.save_box(session.vault, paper, 1, "", "2号柜", None, TODAY)
    assert not store.boxes(session.vault)


def test_the_seal_list_in_the_words_of_the_law(session: Session, stick: Path, tmp_path: Path) -> None:
    paper = add_paper(session, "含麻黄碱登记本")
    source = session.vault.value("SELECT source_id FROM record_group WHERE id = ?", (paper,))
    store.save_box(session.vault, paper, source, "0206", "2号柜下层", date(2031, 10, 31), TODAY)
    pack_all(session, stick)
    made, _ = make_seal_list(session, tmp_path / "封存清单.pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "封存清单.pdf"), "-"], check=True, capture_output=True
    )
    plain = "".join(text.stdout.decode("utf-8").split())
    for words in (
        "停止使用，只作存储和必要的安全保护（《个人信息保护法》第四十七条第二款）",
        "钥匙由郑虚构保管，口令由林示例另行保管。",
        "监管部门、司法机关依法查阅、调取的，核对证件和文书后办理。",
        "除依法查阅、调取外不提供给他人",
        "一式两份，保管人、负责人各一份",
        "封条0206",
        "2册",
        made.number,
    ):
        assert words in plain
    assert len(seal_rows(session)) == 3
    for pack in store.packs(session.vault):
        assert pack.number in plain
        assert f"{pack.sha256[:4].upper()}…{pack.sha256[-4:].upper()}" in plain
    assert not any(who.name in plain for who in PEOPLE)
    assert CODE not in plain


def test_a_code_sheet_never_lies_beside_its_pack(tmp_path: Path) -> None:
    packs, other = tmp_path / "packs", tmp_path / "other"
    (packs / "below").mkdir(parents=True)
    other.mkdir()
    for place in (packs, packs / "below", tmp_path):
        with pytest.raises(OwnerError):
            refuse_beside_pack(place / "KL.pdf", packs)
    refuse_beside_pack(other / "KL.pdf", packs)
