"""Folders, keyring, log, crash report, staying awake."""

import ctypes
import logging
import re
import sys
from pathlib import Path

import pytest

from desktop.system import crash, folders, log, sleep_inhibit
from desktop.system.keyring_store import KeyringStore
from tests.fakes import Drawer

PERSONAL = [
    "张三",
    "19900001234",
    "99010119000101123X",
    "/home/zhang/会员.csv",
    r"C:\Users\李四\a.xlsx",
    "a@example.com",
]


def test_folders_follow_the_system(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CACHE_HOME": "not/absolute"}
    assert folders.data_folder(env) == tmp_path / "data" / "pharmacy-closeout"
    assert folders.cache_folder(env) == tmp_path / ".cache" / "pharmacy-closeout"
    assert folders.log_folder(env) == tmp_path / ".local" / "state" / "pharmacy-closeout"
    assert folders.data_folder(env).stat().st_mode & 0o077 == 0
    assert folders.documents_folder(env) == tmp_path
    (tmp_path / "文档").mkdir()
    assert folders.documents_folder(env) == tmp_path / "文档"


def test_folders_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    env = {"LOCALAPPDATA": str(tmp_path)}
    assert folders.data_folder(env) == tmp_path / "PharmacyCloseout"
    assert folders.log_folder(env).parent == tmp_path / "PharmacyCloseout"


def test_a_secret_is_kept_and_forgotten() -> None:
    drawer = Drawer()
    store = KeyringStore(drawer)
    secret = bytes(range(256))
    assert store.available().usable
    assert store.remember("case-1", secret)
    assert store.recall("case-1") == secret
    assert store.recall("case-2") is None
    assert store.forget("case-1")
    assert drawer.kept == {}
    assert store.forget("case-1")


def test_a_locked_keyring_is_an_answer_not_a_fault() -> None:
    store = KeyringStore(Drawer(locked=True))
    assert not store.remember("c", b"s")
    assert store.recall("c") is None
    assert not store.forget("c")


def test_no_keyring_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    import keyring.backends.fail

    monkeypatch.setattr(keyring, "get_keyring", keyring.backends.fail.Keyring)
    store = KeyringStore()
    assert not store.available().usable
    assert not store.remember("c", b"s")
    assert store.recall("c") is None
    assert store.forget("c")


@pytest.fixture
def logged(tmp_path: Path) -> Path:
    return tmp_path / "log.txt"


@pytest.mark.logs_warning
def test_the_log_names_nobody(logged: Path) -> None:
    logger = log.start(logged.parent)
    logging.getLogger().warning("the root logger is somebody else's")
    for text in PERSONAL:
        logger.info("item 17 of 300: %s", text)
        logger.info("opened %s for %d bytes", text, len(text))
        try:
            raise ValueError(text)
        except ValueError as error:
            logger.exception("step failed: %s", error)
    log.stop()
    written = logged.read_text("utf-8")
    for text in PERSONAL:
        assert text not in written
    assert "item 17 of 300" in written
    assert "[ValueError]" in written
    assert not re.search(r"[\u4e00-\u9fff]|\d{7}|example", written)


def test_a_crash_report_names_places_in_the_code_and_nobody(tmp_path: Path) -> None:
    try:
        try:
            (tmp_path / "会员-张三.csv").read_bytes()
        except OSError as error:
            raise KeyError("19900001234") from error
    except KeyError as error:
        text = crash.details(type(error), error, error.__traceback__, "1.0")
        path = crash.report(type(error), error, error.__traceback__, tmp_path, "1.0")
    assert "tests/system/test_machine.py" in text
    assert "builtins.KeyError" in text
    assert "after builtins.FileNotFoundError" in text
    assert "1.0" in text
    for secret in ("张三", "19900001234", str(tmp_path)):
        assert secret not in text
    assert path.read_text("utf-8") == text


def test_staying_awake_never_stands_in_the_way() -> None:
    with sleep_inhibit.awake() as granted:
        assert granted in (True, False)


def test_windows_is_asked_to_stay_awake_and_released() -> None:
    class Kernel32:
        def __init__(self) -> None:
            self.states: list[int] = []

            def state(flags: int) -> int:
                self.states.append(flags)
                return 1

            self.SetThreadExecutionState = state

    fake = Kernel32()
    with pytest.raises(ZeroDivisionError), sleep_inhibit._awake_on_windows(fake):  # type: ignore[arg-type]
        _ = 1 // 0
    assert fake.states == [0x80000001, 0x80000000]
    assert ctypes.sizeof(ctypes.c_uint32) == 4
