"""The keys of a case, in the small file beside it.

    passphrase ── Argon2id ──┐
                             ├── unwraps ── case key ── unwraps ── database key ── opens ── the SQLCipher file
    recovery code ─ Argon2id ┘

Either secret opens the case; changing one re-wraps 32 bytes and never touches the database. A new database key (used
when the customers' rows are given up for good) is wrapped by the same case key.
Wrapping is AES-256-GCM (NIST SP 800-38D) bound to the case and the slot; derivation is Argon2id (RFC 9106).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.disk.durable import write_beside
from desktop.errors import OwnerError
from desktop.words import say

FORMAT = 1
KEY_BYTES = 32


class WrongSecret(OwnerError):
    """The passphrase or the recovery code does not open this case."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """The cost of Argon2id, stored beside the file so that it can be raised later (memory in KiB)."""

    memory: int = 64 * 1024
    iterations: int = 3
    lanes: int = 2

    def derive(self, secret: str, salt: bytes) -> bytes:
        """32 bytes from a secret."""
        kdf = Argon2id(
            salt=salt, length=KEY_BYTES, iterations=self.iterations, lanes=self.lanes, memory_cost=self.memory
        )
        return kdf.derive(secret.encode("utf-8"))


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key sealed under another key."""

    nonce: bytes
    sealed: bytes

    @classmethod
    def seal(cls, key: bytes, under: bytes, bound_to: str) -> Wrapped:
        """Seal `key`; it opens only under the same key and for the same use."""
        nonce = secrets.token_bytes(12)
        return cls(nonce, AESGCM(under).encrypt(nonce, key, bound_to.encode()))

    def open(self, under: bytes, bound_to: str) -> bytes:
        """The sealed key; `InvalidTag` if `under` is not the right one."""
        return AESGCM(under).decrypt(self.nonce, self.sealed, bound_to.encode())


@dataclass(frozen=True, slots=True)
class Slot:
    """The case key as one secret opens it."""

    salt: bytes
    wrapped: Wrapped


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What lies in `<case>.key`: nothing in it opens the case without a secret."""

    case_id: str
    case_code: str
    practice: bool
    derivation: Derivation
    passphrase: Slot
    recovery: Slot
    database_key_id: str
    database: Wrapped

    def unlock(self, *, passphrase: str | None = None, recovery_code: str | None = None) -> bytes:
        """The case key, from either secret. Raises `WrongSecret`."""
        name, slot, secret = (
            ("passphrase", self.passphrase, passphrase)
            if passphrase is not None
            else ("recovery", self.recovery, recovery_code)
        )
        try:
            return slot.wrapped.open(self.derivation.derive(secret or "", slot.salt), f"{self.case_id}:{name}")
        except InvalidTag:
            if name == "passphrase":
                raise WrongSecret(
                    say("The passphrase is not right."),
                    meaning=say("The case stays closed, nothing in it has changed."),
                    todo=say("Check capital letters and the input method, then try again, or use the recovery code."),
                ) from None
            raise WrongSecret(
                say("The recovery code does not belong to this case."),
                meaning=say("The case stays closed, nothing in it has changed."),
                todo=say("Compare the case number on the recovery sheet with this case: {code}.", code=self.case_code),
            ) from None

    def accept(self, case_key: bytes) -> None:
        """Whether a remembered case key is still the key of this case. Raises `WrongSecret`."""
        try:
            self.database_key(case_key)
        except (InvalidTag, ValueError):  # another key, or not a key at all
            raise WrongSecret(
                say("What this PC remembers does not open this case."),
                meaning=say("The case stays closed, nothing in it has changed."),
                todo=say("Type the passphrase; afterwards this PC can remember it anew."),
            ) from None

    def database_key(self, case_key: bytes) -> bytes:
        """The raw SQLCipher key."""
        return self.database.open(case_key, f"{self.case_id}:database:{self.database_key_id}")

    def with_secret(
        self, case_key: bytes, *, passphrase: str | None = None, recovery_code: str | None = None
    ) -> KeyFile:
        """The same case key behind a new passphrase or a new recovery code."""
        if passphrase is not None:
            return replace(self, passphrase=_slot(self.derivation, passphrase, case_key, f"{self.case_id}:passphrase"))
        return replace(self, recovery=_slot(self.derivation, recovery_code or "", case_key, f"{self.case_id}:recovery"))

    def with_new_database_key(self, case_key: bytes) -> tuple[KeyFile, bytes]:
        """A fresh database key and the key file that knows it instead of the old one."""
        fresh = secrets.token_bytes(KEY_BYTES)
        key_id = f"K-{int(self.database_key_id[2:]) + 1:02d}"
        wrapped = Wrapped.seal(fresh, case_key, f"{self.case_id}:database:{key_id}")
        return replace(self, database_key_id=key_id, database=wrapped), fresh

    def save(self, path: Path) -> None:
        """Write it beside, flush, rename."""
        with write_beside(path) as file:
            file.write(json.dumps(_to_json(self), indent=1).encode())

    @classmethod
    def load(cls, path: Path) -> KeyFile:
        """Read it; a file that is missing or damaged is said in plain words."""
        try:
            return _from_json(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise OwnerError(
                say("The key file {name} is missing.", name=path.name),
                meaning=say("Without it the case cannot be opened; the case itself is not damaged."),
                todo=say("Put the key file back beside the case, for example from the backup."),
            ) from None
        except (ValueError, KeyError, TypeError):
            raise OwnerError(
                say("The key file {name} is damaged.", name=path.name),
                meaning=say("Without it the case cannot be opened; the case itself is not damaged."),
                todo=say("Take the key file from a backup; it belongs to the same case."),
            ) from None


def new_key_file(
    case_id: str, case_code: str, passphrase: str, recovery_code: str, *, practice: bool, derivation: Derivation
) -> tuple[KeyFile, bytes]:
    """A new case's key file and its case key."""
    case_key, database_key = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES)
    return (
        KeyFile(
            case_id,
            case_code,
            practice,
            derivation,
            _slot(derivation, passphrase, case_key, f"{case_id}:passphrase"),
            _slot(derivation, recovery_code, case_key, f"{case_id}:recovery"),
            "K-01",
            Wrapped.seal(database_key, case_key, f"{case_id}:database:K-01"),
        ),
        case_key,
    )


def _slot(derivation: Derivation, secret: str, case_key: bytes, bound_to: str) -> Slot:
    salt = secrets.token_bytes(16)
    return Slot(salt, Wrapped.seal(case_key, derivation.derive(secret, salt), bound_to))


def _to_json(keys: KeyFile) -> dict[str, Any]:
    def wrapped(w: Wrapped) -> dict[str, str]:
        return {"nonce": w.nonce.hex(), "sealed": w.sealed.hex()}

    cost = keys.derivation
    return {
        "format": FORMAT,
        "case_id": keys.case_id,
        "case_code": keys.case_code,
        "practice": keys.practice,
        "derivation": {"name": "argon2id", "memory": cost.memory, "iterations": cost.iterations, "lanes": cost.lanes},
        "passphrase": {"salt": keys.passphrase.salt.hex(), **wrapped(keys.passphrase.wrapped)},
        "recovery": {"salt": keys.recovery.salt.hex(), **wrapped(keys.recovery.wrapped)},
        "database": {"id": keys.database_key_id, **wrapped(keys.database)},
    }


def _from_json(data: Mapping[str, Any]) -> KeyFile:
    def wrapped(d: Mapping[str, str]) -> Wrapped:
        return Wrapped(bytes.fromhex(d["nonce"]), bytes.fromhex(d["sealed"]))

    if data["format"] != FORMAT or data["derivation"]["name"] != "argon2id":
        raise ValueError(data["format"])
    cost = data["derivation"]
    return KeyFile(
        data["case_id"],
        data["case_code"],
        bool(data["practice"]),
        Derivation(int(cost["memory"]), int(cost["iterations"]), int(cost["lanes"])),
        Slot(bytes.fromhex(data["passphrase"]["salt"]), wrapped(data["passphrase"])),
        Slot(bytes.fromhex(data["recovery"]["salt"]), wrapped(data["recovery"])),
        data["database"]["id"],
        wrapped(data["database"]),
    )
