"""The case file: encrypted, checked at open, one writer, no change without a journal line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from desktop import numbers
from desktop.errors import OwnerError
from desktop.resources import resource
from desktop.system.single_instance import CaseInUse
from desktop.vault import backup, database, renewal, schema
from desktop.vault.database import DamagedCase
from desktop.vault.exchange import key_path
from desktop.vault.key import WrongSecret
from desktop.vault.vault import FROZEN, Frozen, Vault
from tests.fakes import FixedClock
from tests.vault.conftest import CHEAP, CODE, PASSPHRASE

MARKER = "何虚构19900001234"


def add(vault: Vault, name: str = MARKER) -> int:
    with vault.change() as change:
        new = change.execute(
            "INSERT INTO subject (name, mobile, id_number, member_no, address, postcode)"
            " VALUES (?, '', '', '', '', '')",
            (name,),
        )
        change.note("test.added", f"subject:{new}")
    return new


def test_it_opens_with_the_passphrase_and_with_the_recovery_code(vault: Vault, case_path: Path) -> None:
    add(vault)
    vault.close()
    secrets: tuple[dict[str, Any], ...] = ({"passphrase": PASSPHRASE}, {"recovery_code": CODE})
    for secret in secrets:
        again = Vault.open(case_path, FixedClock(), **secret)
        assert again.value("SELECT name FROM subject") == MARKER
        again.close()


def test_a_wrong_passphrase_changes_nothing_and_leaves_the_case_free(vault: Vault, case_path: Path) -> None:
    vault.close()
    before = case_path.read_bytes()
    with pytest.raises(WrongSecret):
        Vault.open(case_path, FixedClock(), passphrase="wrong")
    assert case_path.read_bytes() == before
    Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE).close()


def test_the_settings_that_erasure_rests_on_are_in_force(vault: Vault) -> None:
    assert {name: vault.value(f"PRAGMA {name}") for name in database.SETTINGS} == database.SETTINGS
    assert vault.value("PRAGMA journal_mode") == "wal"
    assert vault.value("PRAGMA cipher_version").startswith("4.")


def test_no_plain_text_in_the_file_its_log_or_the_temp_folder(vault: Vault, case_path: Path, own_home: Path) -> None:
    add(vault)
    vault.rows("SELECT DISTINCT name FROM subject ORDER BY name DESC")
    files = [file for folder in (case_path.parent, own_home) for file in folder.rglob("*") if file.is_file()]
    assert any(file.name.endswith("-wal") and file.stat().st_size for file in files)
    for file in files:
        content = file.read_bytes()
        assert MARKER.encode() not in content, file
        assert not content.startswith(b"SQLite format 3"), file


def test_a_change_without_a_journal_line_is_undone(vault: Vault) -> None:
    with pytest.raises(AssertionError), vault.change() as change:
        change.execute("DELETE FROM meta")
    assert vault.fact("case_code") == vault.case_code


def test_a_change_that_fails_is_undone_with_its_journal_line(vault: Vault) -> None:
    lines = len(list(vault.journal()))
    with pytest.raises(ZeroDivisionError), vault.change() as change:
        change.note("test.note", "x")
        _ = 1 / 0
    assert len(list(vault.journal())) == lines


def test_after_erasure_has_begun_only_late_changes_are_taken(vault: Vault) -> None:
    with vault.change(late=True) as change:
        change.set(FROZEN, change.time)
        change.note("erasure.begun", "plan:1")
    with pytest.raises(Frozen):
        add(vault)
    with vault.change(late=True) as change:
        change.note("notices.answer", "request:1")


def test_the_journal_is_append_only_in_the_database_too(vault: Vault) -> None:
    for sql in ("UPDATE journal SET actor = 'x'", "DELETE FROM journal"):
        with pytest.raises(sqlcipher.DatabaseError), vault.change() as change:
            change.execute(sql)


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE journal SET detail = '{}' || detail WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 3",
    ],
)
def test_a_tampered_journal_is_found_at_open_and_the_line_is_named(vault: Vault, case_path: Path, forgery: str) -> None:
    add(vault), add(vault)
    with vault.alone() as db:
        db.executescript("DROP TRIGGER journal_is_not_changed; DROP TRIGGER journal_is_not_shortened;")
        db.execute(forgery)
    vault.close()
    with pytest.raises(OwnerError, match="日志") as found:
        Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE)
    assert "日志被人动过：第" in str(found.value)


@pytest.mark.parametrize("where", [30, 4096 + 100, -200])
def test_a_damaged_file_is_told_in_plain_words(vault: Vault, case_path: Path, where: int) -> None:
    add(vault)
    vault.close()
    content = bytearray(case_path.read_bytes())
    content[where] ^= 0xFF
    case_path.write_bytes(content)
    with pytest.raises(DamagedCase) as damaged:
        Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE)
    assert "案卷文件坏了" in str(damaged.value)


@pytest.mark.parametrize("left", [0, 1, 4095])
def test_a_case_cut_to_less_than_a_page_is_damaged_and_stays_as_it_is(vault: Vault, case_path: Path, left: int) -> None:
    vault.close()
    held = case_path.read_bytes()[:left]
    case_path.write_bytes(held)
    with pytest.raises(DamagedCase):
        Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE)
    assert case_path.read_bytes() == held
    assert not case_path.with_name(f"{case_path.name}-wal").exists()


def test_a_thread_that_is_gone_leaves_no_connection(vault: Vault) -> None:
    def job() -> None:
        add(vault)

    for _ in range(3):
        once = threading.Thread(target=job)
        once.start()
        once.join()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(40):
        once = threading.Thread(target=job)
        once.start()
        once.join()
    assert len(os.listdir("/proc/self/fd")) <= before
    assert vault.value("SELECT count(*) FROM subject") == 43


@pytest.mark.parametrize("secret", ["passphrase", "recovery_code"])
def test_when_the_journal_cannot_be_written_the_old_secrets_stay(vault: Vault, case_path: Path, secret: str) -> None:
    pages = vault.value("PRAGMA page_count")
    vault.value(f"PRAGMA max_page_count = {pages}")  # SQLite says "full", as on a drive without room
    while True:
        try:
            add(vault, "x" * 3000)
        except OwnerError:
            break
    before = key_path(case_path).read_bytes()
    for _ in range(30):  # until not even a line of the journal fits in what is left of a page
        try:
            if secret == "passphrase":
                vault.set_passphrase("another one")
            else:
                vault.set_recovery_code("ABCDEFGHJKMNPQRSTUVWXYZ2")
        except OwnerError:
            break
        before = key_path(case_path).read_bytes()
    else:
        pytest.fail("there was always room")
    assert key_path(case_path).read_bytes() == before
    assert sorted(file.name for file in case_path.parent.iterdir() if "closeout" in file.name) == []


def test_a_link_to_an_open_case_does_not_open_it_twice(vault: Vault, case_path: Path) -> None:
    link = case_path.with_name("link.case")
    link.symlink_to(case_path)
    with pytest.raises(CaseInUse):
        Vault.open(link, FixedClock(), passphrase=PASSPHRASE)


def test_a_missing_case_and_a_missing_key_file_are_told_apart(vault: Vault, case_path: Path) -> None:
    vault.close()
    key_path(case_path).rename(case_path.with_name("aside"))
    with pytest.raises(OwnerError, match="找不到钥匙文件"):
        Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE)
    with pytest.raises(OwnerError, match="找不到案卷文件"):
        Vault.open(case_path.with_name("other.case"), FixedClock(), passphrase=PASSPHRASE)


def test_a_second_program_gets_a_clear_sentence(vault: Vault, case_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from desktop.vault.vault import Vault; from desktop.clock import SystemClock\n"
        "from desktop.errors import OwnerError\n"
        "try: Vault.open(Path(sys.argv[1]), SystemClock(), passphrase='x')\n"
        "except OwnerError as error: print(type(error).__name__, error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(case_path)], capture_output=True, text=True, env=os.environ, check=True
    )
    assert run.stdout.startswith("CaseInUse")


def test_a_newer_case_is_refused(vault: Vault, case_path: Path) -> None:
    with vault.alone() as db:
        db.execute("PRAGMA user_version = 9999")
    vault.close()
    with pytest.raises(OwnerError, match="更新版本"):
        Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE)


def test_every_schema_file_is_one_transaction_with_its_number(tmp_path: Path) -> None:
    numbers_ = [number for number, _ in schema.schema_files()]
    assert numbers_ == list(range(1, len(numbers_) + 1))
    db = database.connect(tmp_path / "x.case", bytes(32))
    assert schema.bring_up_to_date(db, tmp_path / "x.case") == numbers_
    assert schema.bring_up_to_date(db, tmp_path / "x.case") == []
    db.close()


def test_an_older_case_is_copied_before_it_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "resources"
    shutil.copytree(resource("schema"), folder / "schema")
    path = tmp_path / "x.case"
    db = database.connect(path, bytes(32))
    schema.bring_up_to_date(db, path)
    number = schema.newest() + 1
    (folder / "schema" / f"{number:04d}_later.sql").write_text("CREATE TABLE later (x TEXT) STRICT;")
    monkeypatch.setattr(schema, "resource", lambda *parts: folder.joinpath(*parts))
    assert schema.bring_up_to_date(db, path) == [number]
    assert schema.version(db) == number
    db.close()
    assert path.with_name(f"x.case.before-{number:04d}").stat().st_size > 0


def test_paper_numbers_are_never_used_twice(vault: Vault) -> None:
    given = []
    for _ in range(3):
        with vault.change() as change:
            given.append(change.new_number(numbers.Kind.BOX, vault.case_code))
            change.note("test.numbered", given[-1])
    assert len(set(given)) == 3
    assert all(numbers.read_number(number) for number in given)


def test_a_new_passphrase_counts_at_once(vault: Vault, case_path: Path) -> None:
    vault.set_passphrase("another one")
    vault.close()
    with pytest.raises(WrongSecret):
        Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE)
    Vault.open(case_path, FixedClock(), passphrase="another one").close()


SECOND = (
    "import sys; from pathlib import Path\n"
    "from desktop.vault.vault import Vault; from desktop.clock import SystemClock\n"
    "from desktop.errors import OwnerError\n"
    "try: Vault.open(Path(sys.argv[1]), SystemClock(), passphrase='correct horse'); print('open')\n"
    "except OwnerError as error: print(type(error).__name__)"
)


def second_program(path: Path) -> str:
    run = subprocess.run(
        [sys.executable, "-c", SECOND, str(path)], capture_output=True, text=True, env=os.environ, check=True
    )
    return run.stdout.strip()


def another_name(case_path: Path) -> Path:
    """A hard link to the case and its key file, in another folder."""
    other = case_path.parent / "副本" / "other.case"
    other.parent.mkdir(exist_ok=True)
    for file, name in ((case_path, other), (key_path(case_path), key_path(other))):
        name.unlink(missing_ok=True)
        name.hardlink_to(file)
    return other


def test_a_case_with_two_names_opens_once(vault: Vault, case_path: Path) -> None:
    other = another_name(case_path)
    assert second_program(other) == "CaseInUse"
    vault.close()
    again = Vault.open(other, FixedClock(), passphrase=PASSPHRASE)
    assert second_program(case_path) == "CaseInUse"
    again.close()
    assert second_program(case_path) == "open"


def test_the_lock_follows_the_case_into_its_new_file(vault: Vault, case_path: Path, own_home: Path) -> None:
    before = case_path.stat().st_ino
    renewal.move_to_new_key(vault)
    assert case_path.stat().st_ino != before
    assert second_program(another_name(case_path)) == "CaseInUse"
    vault.close()
    assert not list((own_home / "data").rglob("*.lock"))


DIES = (
    "import os, sys; from pathlib import Path\n"
    "from desktop.vault.vault import Vault; from desktop.clock import SystemClock\n"
    "vault = Vault.open(Path(sys.argv[1]), SystemClock(), passphrase='correct horse')\n"
    "with vault.change() as change: change.set('late', 'yes'); change.note('test.late', 'x')\n"
    "os._exit(0)"
)


def test_what_a_dead_program_left_beside_one_name_is_not_lost_under_another(vault: Vault, case_path: Path) -> None:
    vault.close()
    other = another_name(case_path)
    subprocess.run([sys.executable, "-c", DIES, str(case_path)], env=os.environ, check=True)
    for _ in range(2):
        with pytest.raises(WrongSecret):
            Vault.open(case_path, FixedClock(), passphrase="wrong")
        with pytest.raises(OwnerError, match="另一个名字打开的") as told:
            Vault.open(other, FixedClock(), passphrase=PASSPHRASE)
        assert str(case_path) in str(told.value)
    Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE).close()
    again = Vault.open(other, FixedClock(), passphrase=PASSPHRASE)
    assert again.fact("late") == "yes"
    again.close()


NO_RIGHT = """
import os, sys, tempfile
from pathlib import Path
from desktop.clock import SystemClock
from desktop.errors import OwnerError
from desktop.vault.key import Derivation
from desktop.vault.vault import Vault

def told(act):
    try:
        act().close()
        print("open")
    except OwnerError as error:
        print(error.happened)

with tempfile.TemporaryDirectory(dir="/tmp") as folder:
    os.environ["HOME"], os.environ["XDG_DATA_HOME"] = folder, folder
    case = Path(folder, "shop", "shop.case")
    Vault.create(case, "x", "GTMUK12XFLQMN4755XLTCKNJ", SystemClock(), derivation=Derivation(64, 1, 1)).close()
    case.chmod(0o444)
    told(lambda: Vault.open(case, SystemClock(), passphrase="x"))
    case.chmod(0o644)
    case.parent.chmod(0o555)
    told(lambda: Vault.open(case, SystemClock(), passphrase="x"))
    told(lambda: Vault.create(case.with_name("b.case"), "x", "x", SystemClock()))
    told(lambda: Vault.create(case.parent / "new" / "b.case", "x", "x", SystemClock()))
    case.parent.chmod(0o755)
    told(lambda: Vault.open(case, SystemClock(), passphrase="x"))
"""


def test_a_file_or_folder_without_the_right_to_write_is_said_at_once() -> None:
    root = Path(database.__file__).parents[2]
    as_anyone = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []  # rights stop no root
    command = [*as_anyone, sys.executable, "-c", NO_RIGHT]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    lines = run.stdout.splitlines()
    assert lines[0].startswith("案卷和它所在的文件夹写不进去")
    assert lines[1:] == ["当前账户没有权限修改这个文件或它所在的文件夹。"] * 3 + ["open"]


def far_down(folder: Path) -> Path:
    """A path that the system takes and SQLite does not."""
    while len(os.fsencode(folder)) < database.LONGEST_PATH:
        folder = folder / ("深" * 30)
    return folder / "shop.case"


def test_a_path_too_long_for_the_database_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    path = far_down(tmp_path)
    with pytest.raises(database.OutOfReach, match="太长"):
        Vault.create(path, PASSPHRASE, CODE, FixedClock(), derivation=CHEAP)
    assert list(path.parent.iterdir()) == []
    with pytest.raises(OwnerError, match="不接受这样的文件名"):
        Vault.create(tmp_path / f"{'长' * 90}.case", PASSPHRASE, CODE, FixedClock(), derivation=CHEAP)


def test_a_case_moved_too_far_down_says_so_and_stays_whole(vault: Vault, case_path: Path) -> None:
    vault.close()
    path = far_down(case_path.parent / "深处")
    path.parent.mkdir(parents=True)
    for file, target in ((case_path, path), (key_path(case_path), key_path(path))):
        shutil.copy(file, target)
    with pytest.raises(database.OutOfReach):
        Vault.open(path, FixedClock(), passphrase=PASSPHRASE)
    assert path.read_bytes() == case_path.read_bytes()


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OwnerError):
        Vault.create(tmp_path / "file" / "shop.case", PASSPHRASE, CODE, FixedClock(), derivation=CHEAP)
    with pytest.raises(database.OutOfReach, match="找不到放案卷的文件夹"):
        database.connect(tmp_path / "gone" / "shop.case", bytes(32))
    with pytest.raises(database.OutOfReach, match="写不进去"):
        database.connect(tmp_path, bytes(32))


def test_a_backup_too_far_down_is_said(vault: Vault, tmp_path: Path) -> None:
    path = far_down(tmp_path)
    path.parent.mkdir(parents=True)
    with pytest.raises(OwnerError, match="副本写不进去"):
        backup.back_up(vault, path.parent)
    assert list(path.parent.iterdir()) == []


DYING = """
import os, signal, sys
from pathlib import Path
from desktop.vault.vault import Vault
from tests.fakes import FixedClock
vault = Vault.open(Path(sys.argv[1]), FixedClock(), passphrase="correct horse")
for number in range(40):
    with vault.change() as change:
        change.note("test.act", f"thing:{number}", filling="x" * 300)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("harm", ["none", "gone", "cut", "one bit"])
def test_changes_that_are_missing_after_a_crash_are_told_once_and_noted(
    vault: Vault, case_path: Path, harm: str
) -> None:
    vault.close()
    killed = subprocess.run([sys.executable, "-c", DYING, str(case_path)], env=os.environ | {"PYTHONPATH": "."})
    assert killed.returncode == -signal.SIGKILL
    log = case_path.with_name(case_path.name + "-wal")
    data = log.read_bytes()
    if harm == "gone":
        log.unlink()
    elif harm == "cut":
        log.write_bytes(data[: len(data) // 2])
    elif harm == "one bit":
        log.write_bytes(data[:6000] + bytes([data[6000] ^ 1]) + data[6001:])
    if harm != "none":
        with pytest.raises(WrongSecret):
            Vault.open(case_path, FixedClock(), passphrase="wrong")
        with pytest.raises(OwnerError, match="最后的改动少了") as told:
            Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE)
        assert "-wal" in str(told.value.meaning)
    opened = Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE)
    acts = [line.act for line in opened.journal()]
    opened.close()
    assert (acts.count("test.act") == 40) == (harm == "none")
    assert acts.count("case.changes_missing") == (harm != "none")
    again = Vault.open(case_path, FixedClock(), passphrase=PASSPHRASE)
    assert [line.act for line in again.journal()] == acts
    again.close()
