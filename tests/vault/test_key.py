"""The key file: two secrets, one key, and nothing in it that opens the case."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import OwnerError
from desktop.vault import key
from desktop.vault.key import Derivation, KeyFile, Slot, Wrapped, WrongSecret, new_key_file

CHEAP = Derivation(memory=64, iterations=1, lanes=1)
CODE = "GTMUK12XFLQMN4755XLTCKNJ"


def made() -> tuple[KeyFile, bytes]:
    return new_key_file("ab" * 16, "7KQ4", "correct horse", CODE, practice=False, derivation=CHEAP)


def test_both_secrets_unwrap_the_same_key() -> None:
    keys, case_key = made()
    assert keys.unlock(passphrase="correct horse") == case_key
    assert keys.unlock(recovery_code=CODE) == case_key


@pytest.mark.parametrize("secret", ["", "correct horse ", "Correct horse", CODE])
def test_a_wrong_passphrase_says_so(secret: str) -> None:
    keys, _ = made()
    with pytest.raises(WrongSecret) as wrong:
        keys.unlock(passphrase=secret)
    assert "口令不对" in str(wrong.value)


def test_a_new_passphrase_keeps_the_database_key() -> None:
    keys, case_key = made()
    changed = keys.with_secret(case_key, passphrase="a new one")
    assert changed.database == keys.database
    assert changed.unlock(passphrase="a new one") == case_key
    assert changed.unlock(recovery_code=CODE) == case_key
    with pytest.raises(WrongSecret):
        changed.unlock(passphrase="correct horse")


def test_a_new_database_key_is_another_key_under_another_name() -> None:
    keys, case_key = made()
    renewed, fresh = keys.with_new_database_key(case_key)
    assert renewed.database_key_id == "K-02"
    assert renewed.database_key(case_key) == fresh != keys.database_key(case_key)


def test_it_is_saved_and_read_back(tmp_path: Path) -> None:
    keys, _ = made()
    keys.save(tmp_path / "a.case.key")
    assert KeyFile.load(tmp_path / "a.case.key") == keys


def test_the_file_holds_neither_key_nor_secret(tmp_path: Path) -> None:
    keys, case_key = made()
    keys.save(tmp_path / "a.case.key")
    text = (tmp_path / "a.case.key").read_text()
    assert case_key.hex() not in text
    assert keys.database_key(case_key).hex() not in text
    assert "correct horse" not in text
    assert CODE not in text


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"format": 0}', b"[1]", b"[" * 9000])
def test_a_damaged_key_file_is_told_in_plain_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.case.key").write_bytes(content)
    with pytest.raises(OwnerError) as damaged:
        KeyFile.load(tmp_path / "a.case.key")
    assert "a.case.key 坏了" in str(damaged.value)


def test_the_real_cost_is_at_least_fifty_milliseconds() -> None:
    import time

    began = time.process_time()
    Derivation().derive("x", b"0" * 16)
    assert time.process_time() - began >= 0.05


NAME = "a.case.key"


def written(tmp_path: Path, keys: KeyFile, forge: Callable[[dict[str, Any]], None], *, summed: bool = True) -> Path:
    """The key file as someone changed it, who knows how its sum is made (`summed`) or does not."""
    keys.save(tmp_path / NAME)
    data = json.loads((tmp_path / NAME).read_text())
    forge(data)
    if summed and "sha256" in data:
        data["sha256"] = key._digest({name: data[name] for name in data if name != "sha256"})
    (tmp_path / NAME).write_text(json.dumps(data))
    return tmp_path / NAME


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory", 10**18), ("memory", 2**31), ("memory", key.MOST_MEMORY + 1), ("memory", 0), ("memory", -8),
        ("memory", 7), ("memory", 64.0), ("memory", True), ("iterations", 0), ("iterations", -1), ("iterations", 10**9),
        ("lanes", 0), ("lanes", 10**6), ("lanes", "1"), ("name", "md5"),
    ],
)  # fmt: skip
def test_a_cost_that_nobody_can_pay_is_damage(tmp_path: Path, name: str, value: object) -> None:
    keys, _ = made()
    with pytest.raises(OwnerError, match="坏了"):
        KeyFile.load(written(tmp_path, keys, lambda data: data["derivation"].update({name: value})))


@pytest.mark.parametrize(
    "change",
    [
        {"case_id": None}, {"case_id": ""}, {"case_id": 7}, {"case_code": None}, {"case_code": "1IIO"},
        {"case_code": []}, {"practice": 1}, {"practice": None}, {"format": True}, {"derivation": []},
        {"passphrase": []},
        {"recovery": {"salt": "", "nonce": "", "sealed": ""}}, {"database": {"id": "K-1"}}, {"database": None},
    ],
)  # fmt: skip
def test_what_the_program_never_writes_is_damage(tmp_path: Path, change: dict[str, Any]) -> None:
    keys, _ = made()
    with pytest.raises(OwnerError, match="坏了"):
        KeyFile.load(written(tmp_path, keys, lambda data: data.update(change)))


def test_a_file_too_large_for_a_key_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / NAME).open("wb") as file:
        file.truncate(1 << 40)  # takes no room on the drive
    with pytest.raises(OwnerError, match="坏了"):
        KeyFile.load(tmp_path / NAME)


def test_a_file_of_a_newer_program_says_so(tmp_path: Path) -> None:
    keys, _ = made()
    with pytest.raises(OwnerError, match="更新版本"):
        KeyFile.load(written(tmp_path, keys, lambda data: data.update(format=key.FORMAT + 1)))


def test_a_flipped_bit_is_damage_and_no_wrong_passphrase(tmp_path: Path) -> None:
    keys, _ = made()
    flipped = bytes([keys.passphrase.wrapped.sealed[0] ^ 1]) + keys.passphrase.wrapped.sealed[1:]
    with pytest.raises(OwnerError, match="坏了"):
        KeyFile.load(
            written(tmp_path, keys, lambda data: data["passphrase"].update(sealed=flipped.hex()), summed=False)
        )


HEADER = [{"case_code": "7KQ5"}, {"practice": True}, {"case_id": "cd" * 16}]


@pytest.mark.parametrize("change", HEADER)
@pytest.mark.parametrize("secret", [{"passphrase": "correct horse"}, {"recovery_code": CODE}])
def test_no_line_of_the_header_can_be_exchanged(tmp_path: Path, change: dict[str, Any], secret: dict[str, str]) -> None:
    keys, case_key = made()
    with pytest.raises(OwnerError, match="坏了"):
        KeyFile.load(written(tmp_path, keys, lambda data: data.update(change), summed=False))
    forged = KeyFile.load(written(tmp_path, keys, lambda data: data.update(change)))
    with pytest.raises(WrongSecret):
        forged.unlock(**secret)
    with pytest.raises(WrongSecret):
        forged.accept(case_key)


def test_a_wrap_cannot_be_made_older(tmp_path: Path) -> None:
    def older(data: dict[str, Any]) -> None:
        data.update(format=1, case_code="7KQ5")
        del data["sha256"]
        for name in ("passphrase", "recovery", "database"):
            del data[name]["bound"]

    keys, _ = made()
    with pytest.raises(WrongSecret):
        KeyFile.load(written(tmp_path, keys, older)).unlock(passphrase="correct horse")


def old_file(tmp_path: Path) -> tuple[KeyFile, bytes]:
    """A key file as format 1 wrote it: its wraps are bound to the case and the use alone."""
    keys, case_key = made()

    def slot(name: str, secret: str) -> Slot:
        wrapped = Wrapped.seal(case_key, CHEAP.derive(secret, b"0" * 16), f"{keys.case_id}:{name}".encode())
        return Slot(b"0" * 16, replace(wrapped, format=1))

    database = Wrapped.seal(keys.database_key(case_key), case_key, f"{keys.case_id}:database:K-01".encode())
    keys = replace(
        keys, passphrase=slot("passphrase", "correct horse"), recovery=slot("recovery", CODE),
        database=replace(database, format=1),
    )  # fmt: skip

    def as_it_was(data: dict[str, Any]) -> None:
        data["format"] = 1
        del data["sha256"]
        for name in ("passphrase", "recovery", "database"):
            del data[name]["bound"]

    return KeyFile.load(written(tmp_path, keys, as_it_was)), case_key


def test_an_older_file_opens_and_the_next_change_binds_its_header(tmp_path: Path) -> None:
    old, case_key = old_file(tmp_path)
    assert old.unlock(passphrase="correct horse") == old.unlock(recovery_code=CODE) == case_key
    changed = old.with_secret(case_key, passphrase="a new one")
    changed.save(tmp_path / NAME)
    assert KeyFile.load(tmp_path / NAME) == changed
    assert changed.unlock(passphrase="a new one") == changed.unlock(recovery_code=CODE) == case_key
    assert changed.database_key(case_key) == old.database_key(case_key)
    forged = KeyFile.load(written(tmp_path, changed, lambda data: data.update(case_code="7KQ5")))
    with pytest.raises(OwnerError, match="改动过"):  # the recovery code opens its own wrap, which is still the old one
        forged.unlock(recovery_code=CODE)
    assert changed.with_new_database_key(case_key)[0].database.format == key.FORMAT
