"""The keys of a case, in the small file beside it.

    passphrase ── Argon2id ──┐
                             ├── unwraps ── case key ── unwraps ── database key ── opens ── the SQLCipher file
    recovery code ─ Argon2id ┘

Either secret opens the case; changing one re-wraps 32 bytes and never touches the database. A new database key (used
when the customers' rows are given up for good) is wrapped by the same case key.
Wrapping is AES-256-GCM (NIST SP 800-38D), derivation is Argon2id (RFC 9106). Every wrap is bound to its use and to
everything else that the file says about the case; the one around the database key is asked at every opening. A file of
format 1 bound only the case and the use: it opens, and what a change seals anew is bound to all of it. The SHA-256 at
the end tells damage from a wrong passphrase; it keeps nobody from changing the file, the wraps do.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop import numbers
from desktop.disk.durable import write_beside
from desktop.errors import OwnerError
from desktop.words import say

FORMAT = 2
KEY_BYTES = 32
NONCE_BYTES = 12
SALT_BYTES = 16
MOST_BYTES = 1 << 16
"""A key file is a kilobyte; what is longer is none, and is not read to its end."""
MOST_MEMORY, MOST_ITERATIONS, MOST_LANES = 512 * 1024, 16, 8
"""The largest cost that is paid (KiB, turns, threads): a made-up file must not take the PC's memory or its day."""


class WrongSecret(OwnerError):
    """The passphrase or the recovery code does not open this case."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """The cost of Argon2id, stored beside the file so that it can be raised later (memory in KiB)."""

    memory: int = 64 * 1024
    iterations: int = 3
    lanes: int = 2

    @property
    def payable(self) -> bool:
        """Whether Argon2id can be asked for it, and this PC is not brought to its knees."""
        return (
            1 <= self.lanes <= MOST_LANES
            and 8 * self.lanes <= self.memory <= MOST_MEMORY
            and 1 <= self.iterations <= MOST_ITERATIONS
        )

    def derive(self, secret: str, salt: bytes) -> bytes:
        """32 bytes from a secret."""
        kdf = Argon2id(
            salt=salt, length=KEY_BYTES, iterations=self.iterations, lanes=self.lanes, memory_cost=self.memory
        )
        return kdf.derive(secret.encode("utf-8"))


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key sealed under another key. `format` says to what it is bound, see `KeyFile.bound`."""

    nonce: bytes
    sealed: bytes
    format: int = FORMAT

    @classmethod
    def seal(cls, key: bytes, under: bytes, bound_to: bytes) -> Wrapped:
        """Seal `key`; it opens only under the same key and for the same use."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return cls(nonce, AESGCM(under).encrypt(nonce, key, bound_to))

    def open(self, under: bytes, bound_to: bytes) -> bytes:
        """The sealed key; `InvalidTag` if `under` is not the right one."""
        return AESGCM(under).decrypt(self.nonce, self.sealed, bound_to)


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
        """The case key, from either secret. Raises `WrongSecret`, or `OwnerError` when the file was changed."""
        name, slot, secret = (
            ("passphrase", self.passphrase, passphrase)
            if passphrase is not None
            else ("recovery", self.recovery, recovery_code)
        )
        try:
            derived = self.derivation.derive(secret or "", slot.salt)
            case_key = slot.wrapped.open(derived, self.bound(name, slot.wrapped.format))
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
        try:
            self.database_key(case_key)
        except InvalidTag:
            raise OwnerError(
                say("The key file was changed after the program had written it."),
                meaning=say("The secret is right. The case stays closed, nothing in it has changed."),
                todo=say("Take the key file from a backup; it belongs to the same case."),
            ) from None
        return case_key

    def bound(self, use: str, format_: int = FORMAT) -> bytes:
        """What a wrap is sealed together with: its use, and all that the file says about the case and the cost."""
        if format_ == 1:
            return f"{self.case_id}:{use}".encode()
        cost = self.derivation
        header = [format_, self.case_id, self.case_code, self.practice, cost.memory, cost.iterations, cost.lanes, use]
        return json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()

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
        return self.database.open(case_key, self.bound(f"database:{self.database_key_id}", self.database.format))

    def with_secret(
        self, case_key: bytes, *, passphrase: str | None = None, recovery_code: str | None = None
    ) -> KeyFile:
        """The same case key behind a new passphrase or a new recovery code."""
        made = self
        if self.database.format < FORMAT:
            made = self.with_database_key(case_key, self.database_key(case_key), self.database_key_id)
        if passphrase is not None:
            return replace(made, passphrase=self.slot("passphrase", passphrase, case_key))
        return replace(made, recovery=self.slot("recovery", recovery_code or "", case_key))

    def with_new_database_key(self, case_key: bytes) -> tuple[KeyFile, bytes]:
        """A fresh database key and the key file that knows it instead of the old one."""
        fresh = secrets.token_bytes(KEY_BYTES)
        return self.with_database_key(case_key, fresh, f"K-{int(self.database_key_id[2:]) + 1:02d}"), fresh

    def with_database_key(self, case_key: bytes, key: bytes, key_id: str) -> KeyFile:
        """The same file around this database key."""
        wrapped = Wrapped.seal(key, case_key, self.bound(f"database:{key_id}"))
        return replace(self, database_key_id=key_id, database=wrapped)

    def slot(self, name: str, secret: str, case_key: bytes) -> Slot:
        """The case key behind a secret of this case: "passphrase" or "recovery"."""
        salt = secrets.token_bytes(SALT_BYTES)
        return Slot(salt, Wrapped.seal(case_key, self.derivation.derive(secret, salt), self.bound(name)))

    def save(self, path: Path) -> None:
        """Write it beside, flush, rename."""
        with write_beside(path) as file:
            file.write(self.as_bytes())

    def as_bytes(self) -> bytes:
        """What stands in the file."""
        return json.dumps(_to_json(self), indent=1).encode()

    @classmethod
    def load(cls, path: Path) -> KeyFile:
        """Read it; a file that is missing or damaged is said in plain words."""
        try:
            with path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
            if len(content) > MOST_BYTES:
                raise ValueError(len(content))
            return _from_json(json.loads(content.decode("utf-8")))
        except FileNotFoundError:
            raise OwnerError(
                say("The key file {name} is missing.", name=path.name),
                meaning=say("Without it the case cannot be opened; the case itself is not damaged."),
                todo=say("Put the key file back beside the case, for example from the backup."),
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
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
    empty = Wrapped(b"", b"")
    blank = KeyFile(case_id, case_code, practice, derivation, Slot(b"", empty), Slot(b"", empty), "", empty)
    keys = replace(
        blank,
        passphrase=blank.slot("passphrase", passphrase, case_key),
        recovery=blank.slot("recovery", recovery_code, case_key),
    )
    return keys.with_database_key(case_key, database_key, "K-01"), case_key


def _to_json(keys: KeyFile) -> dict[str, Any]:
    def wrapped(w: Wrapped) -> dict[str, str | int]:
        return {"nonce": w.nonce.hex(), "sealed": w.sealed.hex(), "bound": w.format}

    cost = keys.derivation
    content = {
        "format": FORMAT,
        "case_id": keys.case_id,
        "case_code": keys.case_code,
        "practice": keys.practice,
        "derivation": {"name": "argon2id", "memory": cost.memory, "iterations": cost.iterations, "lanes": cost.lanes},
        "passphrase": {"salt": keys.passphrase.salt.hex(), **wrapped(keys.passphrase.wrapped)},
        "recovery": {"salt": keys.recovery.salt.hex(), **wrapped(keys.recovery.wrapped)},
        "database": {"id": keys.database_key_id, **wrapped(keys.database)},
    }
    return content | {"sha256": _digest(content)}


def _digest(content: Mapping[str, Any]) -> str:
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()


def _from_json(data: Mapping[str, Any]) -> KeyFile:
    """Raises ValueError, KeyError, TypeError or AttributeError for what the program never writes."""
    format_ = _whole(data["format"])
    if format_ > FORMAT:
        raise OwnerError(
            say("This case was written by a newer version of the program."),
            meaning=say("It has not been opened and nothing in it has changed."),
            todo=say("Install the newest version on this PC and open the case with it."),
        )
    if format_ == FORMAT and data["sha256"] != _digest({key: data[key] for key in data if key != "sha256"}):
        raise ValueError(data["sha256"])
    cost = data["derivation"]
    derivation = Derivation(_whole(cost["memory"]), _whole(cost["iterations"]), _whole(cost["lanes"]))
    case_id, code, practice, key_id = data["case_id"], data["case_code"], data["practice"], data["database"]["id"]
    if not (
        format_ >= 1
        and cost["name"] == "argon2id"
        and derivation.payable
        and len(bytes.fromhex(case_id)) == 16
        and isinstance(code, str)
        and len(code) == 4
        and set(code) <= set(numbers.ALPHABET)
        and isinstance(practice, bool)
        and key_id == f"K-{int(key_id[2:]):02d}"
    ):
        raise ValueError(case_id)

    def wrapped(d: Mapping[str, Any]) -> Wrapped:
        bound = _whole(d.get("bound", 1))
        if not 1 <= bound <= format_:
            raise ValueError(bound)
        return Wrapped(_bytes(d["nonce"], NONCE_BYTES), _bytes(d["sealed"], KEY_BYTES + 16), bound)

    def slot(d: Mapping[str, Any]) -> Slot:
        return Slot(_bytes(d["salt"], SALT_BYTES), wrapped(d))

    return KeyFile(
        case_id, code, practice, derivation, slot(data["passphrase"]), slot(data["recovery"]), key_id,
        wrapped(data["database"]),
    )  # fmt: skip


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value


def _bytes(text: str, length: int) -> bytes:
    found = bytes.fromhex(text)
    if len(found) != length:
        raise ValueError(length)
    return found
