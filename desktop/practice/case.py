"""A practice case with its shop: files on an invented PC, the first step filled in, everything in one folder."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from desktop import numbers
from desktop.clock import Clock, today
from desktop.disk.durable import full_disk_guard, write_beside
from desktop.practice.shop import COMPUTER, Truth, make_shop
from desktop.shop import credit_code, store
from desktop.shop.records import Closing, LegalForm, Person, Role, Route, Shop
from desktop.vault.exchange import key_path, take_back
from desktop.vault.vault import Vault

CASE = "演练药店.case"
DRIVE = "U盘甲"
"""A folder that stands for the USB drive."""
PASSPHRASE = "虚构的药店 演练口令 2026"
OWNER_PIN = "314159"
WITNESS_PIN = "271828"
SECRETS = "practice.json"
PASSING = "practice_passing"
"""Fact of a practice case whose folder the next practice clears away."""
POSTED_DAYS_AGO = 31
"""The public notice of the practice shop has been up for a month, so that nobody has to wait."""

SHOP = Shop(
    name="样例市云溪大药房",
    credit_code="",
    licence_no="样DB9990001",
    address="样例市云溪区示范路12号",
    phone="0999-5550100",
    legal_form=LegalForm.COMPANY,
)
PEOPLE = (
    Person(Role.OWNER, "林示例", "负责人", "0999-5550100"),
    Person(Role.OPERATOR, "陈范文", "店员", "0999-5550100"),
    Person(Role.WITNESS, "周样本", "执业药师", "0999-5550111"),
    Person(Role.CUSTODIAN, "郑虚构", "股东", "0999-5550123"),
)


@dataclass(frozen=True, slots=True)
class MadeCase:
    """Where the practice case lies, the secrets that open it, and what is true about its shop."""

    path: Path
    passphrase: str
    recovery_code: str
    truth: Truth


def make_case(folder: Path, clock: Clock, *, passing: bool = False) -> MadeCase:
    """Make shop and case in `folder`; the secrets lie in `practice.json`, since nothing here is anyone's.

    `passing`: the folder is the program's own and goes when the next practice begins.
    When it does not come about, for want of room for example, nothing of it stays. Raises OwnerError.
    """
    path = folder / CASE
    mine = [part for part in (folder / COMPUTER, folder / DRIVE, path, key_path(path)) if not part.exists()]
    try:
        with full_disk_guard():
            return _make_case(folder, clock, passing)
    except BaseException:
        if path in mine and key_path(path) in mine:
            take_back(path)
        for part in mine:
            shutil.rmtree(part, ignore_errors=True)
        raise


def _make_case(folder: Path, clock: Clock, passing: bool) -> MadeCase:
    day = today(clock)
    truth = make_shop(folder / COMPUTER, day)
    (folder / DRIVE).mkdir()
    path, code = folder / CASE, numbers.new_code()
    vault = Vault.create(path, PASSPHRASE, code, clock, practice=True)
    try:
        _fill_in(vault, truth)
        if passing:
            with vault.change() as change:
                change.set(PASSING, "yes")
                change.note("practice.folder_made", f"case:{vault.case_code}")
    finally:
        vault.close()
    made = MadeCase(path, PASSPHRASE, code, truth)
    save_secrets(folder, made, {})
    return made


def save_secrets(folder: Path, made: MadeCase, pack_codes: dict[str, str]) -> None:
    """Write the invented secrets; `pack_codes` maps a pack's number to the code on its sheet."""
    secrets = {
        "passphrase": made.passphrase,
        "recovery_code": made.recovery_code,
        "pins": {"owner": OWNER_PIN, "witness": WITNESS_PIN},
        "pack_codes": pack_codes,
    }
    with write_beside(folder / SECRETS) as file:
        file.write(json.dumps(secrets, ensure_ascii=False, indent=1).encode())


def _fill_in(vault: Vault, truth: Truth) -> None:
    body = "91329999MAYLX0000"
    code = body + credit_code.check_character(body)
    store.save_shop(vault, Shop(SHOP.name, code, SHOP.licence_no, SHOP.address, SHOP.phone, SHOP.legal_form))
    closed = truth.last_trading_day
    day = closed + timedelta(days=3)
    store.save_closing(
        vault,
        Closing(
            route=Route.DEREGISTRATION,
            last_trading_day=closed,
            request_until=day - timedelta(days=1),
            erasure_day=day + timedelta(days=12),
            collect_until=closed,
        ),
    )
    for someone in PEOPLE:
        store.save_person(vault, someone)
    store.set_pin(vault, Role.OWNER, OWNER_PIN)
    store.set_pin(vault, Role.WITNESS, WITNESS_PIN)
    with vault.change() as change:
        change.set("shop_name", SHOP.name)
        change.set("practice_folder", str(truth.folder))
        change.set("practice_drive", str(truth.folder.parent / DRIVE))
        change.set("practice_pins", f"{OWNER_PIN} {WITNESS_PIN}")
        change.set("practice_passphrase", PASSPHRASE)
        change.note("practice.filled_in", f"case:{vault.case_code}")
