"""Who may be handed over, and with what: silence is no consent, what is not ticked is not given."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop.classification.records import Disposition
from desktop.errors import OwnerError
from desktop.handover import store
from desktop.handover.lists import make_transfer_list
from desktop.handover.packing import packs_needed, write_pack
from desktop.handover.records import PackKind
from desktop.jobs.job import run_to_end
from desktop.notices import store as notices
from desktop.notices.letters import make_letters
from desktop.notices.records import NoticeKind
from desktop.session import Session
from desktop.shop.records import Route
from tests.handover.conftest import CODE, PEOPLE
from tests.notices.case import TODAY, add_members, add_people, new_case


def case(folder: Path, route: Route) -> Session:
    made = new_case(folder, route=route)
    ids = add_people(made, PEOPLE)
    add_members(made, folder / "会员资料.xlsx", ids, disposition=Disposition.TRANSFER, balances=("0", "=1+1"))
    run_to_end(make_letters(made, folder))
    return made


@pytest.fixture
def asset_sale(tmp_path: Path) -> Iterator[Session]:
    made = case(tmp_path, Route.ASSET_SALE)
    yield made
    made.vault.close()


def answer(session: Session, person: int, *items: str, yes: bool = True, no: bool = False, signed: bool = True) -> None:
    notice = notices.notice_of(session.vault, person)
    assert notice is not None
    assert notice.kind is NoticeKind.CONSENT
    notices.record_answer(
        session.vault, notice.number, yes=yes, no=no, items=items, signed=signed, day=TODAY, today=TODAY
    )


def given(session: Session, stick: Path, out: Path) -> tuple[list[list[str]], bytes]:
    """The rows of the CSV in the transfer pack and everything in the unpacked folder."""
    spec = next(s for s in packs_needed(session) if s.kind is PackKind.TRANSFER)
    pack = run_to_end(write_pack(session, spec, stick, CODE))
    subprocess.run(["7z", "x", f"-p{CODE}", f"-o{out}", str(pack.path)], check=True, capture_output=True)
    table = next((out / "data").glob("*.csv")).read_bytes()
    book = CalamineWorkbook.from_path(next((out / "data").glob("*.xlsx"))).get_sheet_by_index(0).to_python()
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert [[str(cell) for cell in row] for row in book] == rows
    return rows, table


def test_without_any_yes_there_is_no_transfer_pack(asset_sale: Session) -> None:
    answer(asset_sale, 1, "contact", yes=False, no=True)
    answer(asset_sale, 2, "contact", yes=True, no=True)
    answer(asset_sale, 3)
    answer(asset_sale, 4, "contact", signed=False)
    assert not packs_needed(asset_sale)
    found = notices.consent_counts(asset_sale.vault)
    assert (found.asked, found.yes, found.no, found.withdrawn, found.silent) == (6, 0, 4, 0, 2)


def test_only_who_consented_and_only_what_they_ticked(asset_sale: Session, tmp_path: Path) -> None:
    answer(asset_sale, 1, "contact", "birth")
    answer(asset_sale, 2, "contact", "points", "allergy")
    rows, table = given(asset_sale, tmp_path, tmp_path / "out")
    assert rows[0] == ["姓名", "手机", "出生日期", "积分", "储值余额", "过敏史"]
    assert rows[1:] == [
        ["虚构1", "19900000001", "1980-01-01", "", "", ""],
        ["虚构2", "19900000002", "", "12", "'=1+1", "过敏2"],
    ]
    assert "身份证号".encode() not in table
    for person in PEOPLE[2:]:
        assert person.name.encode() not in table


def test_a_withdrawal_asks_for_a_new_pack_without_that_person(asset_sale: Session, tmp_path: Path) -> None:
    for person in (1, 2):
        answer(asset_sale, person, "contact")
    given(asset_sale, tmp_path, tmp_path / "first")
    assert not packs_needed(asset_sale)
    notices.withdraw_consent(asset_sale.vault, 2, TODAY, TODAY)
    rows, _ = given(asset_sale, tmp_path, tmp_path / "second")
    assert rows[1:] == [["虚构1", "19900000001"]]
    found = notices.consent_counts(asset_sale.vault)
    assert found.asked == found.yes + found.no + found.withdrawn + found.silent
    assert (found.yes, found.withdrawn, found.silent) == (1, 1, 4)


def test_in_a_merger_everyone_goes_without_identity_numbers(tmp_path: Path) -> None:
    session = case(tmp_path, Route.MERGER)
    rows, _ = given(session, tmp_path, tmp_path / "out")
    assert [row[0] for row in rows[1:]] == [who.name for who in PEOPLE]
    assert "身份证号" not in rows[0]
    make_transfer_list(session, tmp_path / "移交清单.pdf")
    text = subprocess.run(["pdftotext", str(tmp_path / "移交清单.pdf"), "-"], check=True, capture_output=True)
    plain = "".join(text.stdout.decode("utf-8").split())
    assert "身份证号码等接收方用不到的信息不在包内" in plain
    assert "同意的人" not in plain, "PIPL 22 asks nobody"
    session.vault.close()


def test_in_a_share_sale_nothing_is_handed_over(tmp_path: Path) -> None:
    session = case(tmp_path, Route.SHARE_SALE)
    assert not packs_needed(session)
    assert {n.kind for n in notices.notices(session.vault)} == {NoticeKind.CHANGE}
    session.vault.close()


def test_the_transfer_list_counts_what_was_said(asset_sale: Session, tmp_path: Path) -> None:
    with pytest.raises(OwnerError):
        make_transfer_list(asset_sale, None)
    answer(asset_sale, 1, "contact")
    answer(asset_sale, 2, yes=False, no=True)
    given(asset_sale, tmp_path, tmp_path / "out")
    made, _ = make_transfer_list(asset_sale, tmp_path / "移交清单.pdf")
    text = subprocess.run(["pdftotext", str(tmp_path / "移交清单.pdf"), "-"], check=True, capture_output=True)
    plain = "".join(text.stdout.decode("utf-8").split())
    assert made.number in plain
    assert "征求6人：同意1人，不同意1人，撤回0人，没有答复4人；移交1人，1条" in plain
    assert not any(who.name in plain for who in PEOPLE)
    pack = store.packs(asset_sale.vault)[0]
    store.save_receipt(asset_sale.vault, pack.id, date(2026, 12, 20), "范康例")
    assert store.receipts(asset_sale.vault)[0].received_by == "范康例"
