"""The key file: two secrets, one key, and nothing in it that opens the case."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import OwnerError
from desktop.vault.key import Derivation, KeyFile, WrongSecret, new_key_file

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


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"format": 9}', b"[1]"])
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
