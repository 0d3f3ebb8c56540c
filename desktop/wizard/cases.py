"""Opening and making cases, as jobs: deriving a key takes a third of a second, which the window must not wait for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.app import ENDING
from desktop.clock import Clock
from desktop.jobs.job import Job, Progress
from desktop.words import Sentence, say

if TYPE_CHECKING:  # SQLCipher and the rules are loaded in the job, not before the first window
    from desktop.session import Session
    from desktop.system.keyring_store import KeyringStore
    from desktop.vault.backup import Backup
    from desktop.vault.key import Derivation
    from desktop.vault.vault import Vault

RECOVERY_CHECKED = "recovery_checked"
"""Fact of a case: the day on which the owner typed the recovery code back."""
SHEET, SHEET_MADE = "recovery_sheet", "recovery_sheet_made"
"""Facts of a case: the number of the sheet that is valid, and of the one that was made last."""


@dataclass(frozen=True, slots=True)
class PracticeCase:
    """Where the practice case lies and its invented passphrase."""

    path: Path
    passphrase: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """Whether this PC can keep the key of the open case, whether it does, and a sentence that says so."""

    usable: bool
    kept: bool
    words: Sentence


class Cases:
    """Makes sessions. `make_practice` writes an invented shop into a temporary folder and gives its case."""

    def __init__(
        self, clock: Clock, folder: Path, make_practice: Callable[[], Job[PracticeCase]] | None = None,
        derivation: Derivation | None = None, keyring: Callable[[], KeyringStore] | None = None,
    ) -> None:  # fmt: skip
        """`folder` is proposed for new cases; `derivation` is the cost of the key, cheaper in tests.

        `keyring` gives the keyring of this PC; asking the system for it can take its time, so only jobs call it.
        """
        self.clock = clock
        self.folder = folder
        self._make_practice = make_practice
        self._derivation = derivation
        self._given_keyring = keyring

    def create(self, path: Path, shop: str, passphrase: str, code: str) -> Job[Session]:
        """A new case, open."""
        yield Progress(0, None, stage=say("Making the key"))
        from desktop.vault.vault import Vault

        vault = Vault.create(path, passphrase, code, self.clock, derivation=self._derivation)
        try:
            with vault.change() as change:
                change.set("shop_name", shop)
                change.note("case.named", f"case:{vault.case_code}")
            return self._session(vault)
        except BaseException:
            self._take_back(vault)
            raise

    def take_back(self, session: Session) -> None:
        """Close and remove a new case that nobody has had yet."""
        self._take_back(session.vault)

    def open(self, path: Path, *, passphrase: str | None = None, code: str | None = None) -> Job[Session]:
        """A case opened with either secret."""
        yield Progress(0, None, stage=say("Checking the case"))
        from desktop.vault.vault import Vault

        return self._session(Vault.open(path, self.clock, passphrase=passphrase, recovery_code=code))

    def open_remembered(self, path: Path) -> Job[Session]:
        """A case opened with what the keyring of this PC keeps."""
        yield Progress(0, None, stage=say("Checking the case"))
        from desktop.vault.remembered import open_remembered

        return self._session(open_remembered(path, self.clock, self._keyring()))

    def restore(
        self, backup: Path, target: Path, *, passphrase: str | None = None, code: str | None = None
    ) -> Job[Session]:
        """A backup put at `target`, open."""
        yield Progress(0, None, stage=say("Copying the backup and checking every page"))
        from desktop.vault.backup import restore

        return self._session(restore(backup, target, self.clock, passphrase=passphrase, recovery_code=code))

    def practice(self) -> Job[Session]:
        """A fresh practice case, open."""
        if self._make_practice is None:
            raise AssertionError("no practice case")
        made = yield from self._make_practice()
        return (yield from self.open(made.path, passphrase=made.passphrase))

    def check(self, session: Session, passphrase: str) -> Job[None]:
        """Whether the passphrase is the one of an open case; raises WrongSecret."""
        yield Progress(0)
        session.vault.keys.unlock(passphrase=passphrase)

    def new_passphrase(self, session: Session, passphrase: str) -> Job[None]:
        """Another passphrase for an open case."""
        yield Progress(0)
        session.vault.set_passphrase(passphrase)

    def change_passphrase(self, session: Session, old: str, new: str) -> Job[None]:
        """Another passphrase, after the old one was shown to be known; raises WrongSecret."""
        yield from self.check(session, old)
        session.vault.set_passphrase(new)

    def set_code(self, session: Session, code: str) -> Job[None]:
        """The code of a sheet that is kept by now; the sheet before it is void."""
        yield Progress(0)
        session.vault.set_recovery_code(code)
        self.note_recovery_checked(session)

    def back_up(self, session: Session, folder: Path) -> Job[Backup]:
        """A copy of the case in a folder or on a drive, opened and checked."""
        yield Progress(0)
        from desktop.vault.backup import backing_up

        return (yield from backing_up(session.vault, folder))

    def keeping(self, session: Session) -> Job[Keeping]:
        """Whether this PC can and does remember the open case."""
        yield Progress(0)
        from desktop.vault.remembered import is_remembered

        if session.vault.practice:
            return Keeping(False, False, say("A practice case is not remembered: it opens by itself."))
        store = self._keyring()
        state = store.available()
        if not state.usable:
            return Keeping(False, False, state.words)
        words = say("Whoever can use your account on this PC can then open the case without typing anything.")
        return Keeping(True, is_remembered(session.vault, store), words)

    def keep(self, session: Session, on: bool) -> Job[bool]:
        """Let this PC remember the open case, or forget it; gives what was asked for."""
        yield Progress(0)
        from desktop.vault import remembered

        (remembered.remember if on else remembered.forget)(session.vault, self._keyring())
        return on

    def new_code(self, session: Session) -> Job[str]:
        """Another recovery code for an open case; the sheet before it is void."""
        yield Progress(0)
        from desktop import numbers

        code = numbers.new_code()
        session.vault.set_recovery_code(code)
        return code

    def sheet(self, session: Session, shop: str, code: str) -> Job[bytes]:
        """The recovery sheet as a PDF in memory: it never touches the disk unless the owner saves it."""
        yield Progress(0)
        from desktop.documents.code_sheet import CodeSheet, Purpose, code_sheet_data
        from desktop.numbers import Kind, read_number

        vault = session.vault
        with vault.change(late=True) as change:
            text = change.new_number(Kind.RECOVERY_SHEET, vault.case_code)
            change.set(SHEET_MADE, text)
            change.note("case.recovery_sheet_made", f"paper:{text}")
        number = read_number(text)
        assert number is not None
        replaced = read_number(vault.fact(SHEET) or "")
        sheet = CodeSheet(
            Purpose.CASE, shop, number, code, vault.case_code, session.today, replaced, practice=vault.practice
        )
        return code_sheet_data(sheet)

    def recovery_checked(self, session: Session) -> bool:
        """Whether the recovery code has been typed back once; a practice case needs none."""
        return session.vault.practice or session.vault.fact(RECOVERY_CHECKED) is not None

    def note_recovery_checked(self, session: Session) -> None:
        """Remember that the sheet is at hand and legible."""
        with session.vault.change(late=True) as change:
            change.set(RECOVERY_CHECKED, session.today.isoformat())
            change.set(SHEET, session.vault.fact(SHEET_MADE) or "")
            change.note("case.recovery_checked", f"case:{session.vault.case_code}")

    def _take_back(self, vault: Vault) -> None:
        from desktop.vault.exchange import take_back

        vault.close()
        take_back(vault.path)

    def _keyring(self) -> KeyringStore:
        if self._given_keyring is not None:
            return self._given_keyring()
        from desktop.system.keyring_store import KeyringStore

        return KeyringStore()

    def _session(self, vault: object) -> Session:
        from desktop.rules.loader import load
        from desktop.session import Session
        from desktop.vault.vault import Vault
        from desktop.wizard.steps import STEPS, load_pages

        assert isinstance(vault, Vault)
        try:
            session = Session(vault, load(), self.clock)
            load_pages()
            for reading in (reading for step in STEPS for reading in step.readings()):
                session.once(reading)  # here no click waits for it
            return session
        except BaseException:
            vault.close()
            raise


def proposed_path(folder: Path, shop: str) -> Path:
    """A free name for a new case, from the shop's name without characters that file systems refuse."""
    plain = "".join(c for c in shop.strip() if c not in '<>:"/\\|?*' and c.isprintable())[:40].strip(" .") or "case"
    path, number = folder / f"{plain}{ENDING}", 2
    while path.exists():
        path, number = folder / f"{plain} {number}{ENDING}", number + 1
    return path
