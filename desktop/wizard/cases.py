"""Opening and making cases, as jobs: deriving a key takes a third of a second, which the window must not wait for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.clock import Clock
from desktop.jobs.job import Job, Progress
from desktop.words import say

if TYPE_CHECKING:  # SQLCipher and the rules are loaded in the job, not before the first window
    from desktop.session import Session
    from desktop.vault.key import Derivation

ENDING = ".case"
RECOVERY_CHECKED = "recovery_checked"
"""Fact of a case: the day on which the owner typed the recovery code back."""


@dataclass(frozen=True, slots=True)
class PracticeCase:
    """Where the practice case lies and its invented passphrase."""

    path: Path
    passphrase: str


class Cases:
    """Makes sessions. `make_practice` writes an invented shop into a temporary folder and gives its case."""

    def __init__(
        self, clock: Clock, folder: Path, make_practice: Callable[[], Job[PracticeCase]] | None = None,
        derivation: Derivation | None = None,
    ) -> None:  # fmt: skip
        """`folder` is proposed for new cases; `derivation` is the cost of the key, cheaper in tests."""
        self.clock = clock
        self.folder = folder
        self._make_practice = make_practice
        self._derivation = derivation

    def create(self, path: Path, shop: str, passphrase: str, code: str) -> Job[Session]:
        """A new case, open."""
        yield Progress(0, None, stage=say("Making the key"))
        from desktop.vault.vault import Vault

        vault = Vault.create(path, passphrase, code, self.clock, derivation=self._derivation)
        with vault.change() as change:
            change.set("shop_name", shop)
            change.note("case.named", f"case:{vault.case_code}")
        return self._session(vault)

    def open(self, path: Path, *, passphrase: str | None = None, code: str | None = None) -> Job[Session]:
        """A case opened with either secret."""
        yield Progress(0, None, stage=say("Checking the case"))
        from desktop.vault.vault import Vault

        return self._session(Vault.open(path, self.clock, passphrase=passphrase, recovery_code=code))

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
            change.note("case.recovery_sheet_made", f"paper:{text}")
        number = read_number(text)
        assert number is not None
        sheet = CodeSheet(Purpose.CASE, shop, number, code, vault.case_code, session.today, practice=vault.practice)
        return code_sheet_data(sheet)

    def recovery_checked(self, session: Session) -> bool:
        """Whether the recovery code has been typed back once; a practice case needs none."""
        return session.vault.practice or session.vault.fact(RECOVERY_CHECKED) is not None

    def note_recovery_checked(self, session: Session) -> None:
        """Remember that the sheet is at hand and legible."""
        with session.vault.change(late=True) as change:
            change.set(RECOVERY_CHECKED, session.today.isoformat())
            change.note("case.recovery_checked", f"case:{session.vault.case_code}")

    def _session(self, vault: object) -> Session:
        from desktop.rules.loader import load
        from desktop.session import Session
        from desktop.vault.vault import Vault

        assert isinstance(vault, Vault)
        try:
            return Session(vault, load(), self.clock)
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
