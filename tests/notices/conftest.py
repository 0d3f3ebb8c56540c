"""A case with people told in every way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.session import Session
from tests.notices.case import Who, add_members, add_paper, add_people, add_prescriptions, new_case
from tests.notices.stage import UYGHUR

PEOPLE = (
    Who("何虚构", "19900000001", "样例省样例市云溪区虚构街道范本路8号3幢2单元501室", "000001"),
    Who("䶮㛃", "19900000002", "样例省样例市云溪区范本路9号", "000002"),
    Who("李𠅤", "19900000003", "样例省样例市云溪区范本路10号", "000001"),
    Who("𬱖堃", "19900000004"),
    Who(UYGHUR, "19900000005", "样例省样例市云溪区范本路12号", ""),
    Who("苗小例", "", "样例省样例市云溪区范本路13号", "000003", born=date(2015, 3, 4)),
    Who("无址无号"),
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Seven people: five with an address, one with a mobile only, one with neither."""
    made = new_case(tmp_path)
    ids = add_people(made, PEOPLE)
    add_members(made, tmp_path / "会员资料.xlsx", ids, balances=("0", "12.50"))
    add_prescriptions(made, tmp_path / "处方登记.csv", ids[:2])
    add_paper(made, "含麻黄碱登记本")
    yield made
    made.vault.close()
