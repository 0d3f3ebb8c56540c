"""A case with records of every kind of fate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.session import Session
from tests.notices.case import Who, add_members, add_people, add_prescriptions, new_case

CODE = "GTMUK12XFLQMN4755XLTCKNJ"
PEOPLE = tuple(Who(f"虚构{n}", f"1990000{n:04d}", f"样例市范本路{n}号", "000000") for n in range(1, 7))


@pytest.fixture
def shop_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "店里"
    folder.mkdir()
    return folder


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def session(tmp_path: Path, shop_folder: Path) -> Iterator[Session]:
    """Six people, a member table to be deleted, two prescription registers that fall due in different years."""
    made = new_case(tmp_path)
    ids = add_people(made, PEOPLE)
    add_members(made, shop_folder / "会员资料.xlsx", ids)
    add_prescriptions(made, shop_folder / "处方登记.csv", ids[:3], until=date(2031, 11, 30))
    add_prescriptions(made, shop_folder / "处方2024䶮.csv", ids[3:], until=date(2029, 6, 30))
    yield made
    made.vault.close()
