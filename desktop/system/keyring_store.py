"""The system's keyring, if there is one. Convenience only: without it the passphrase is asked for."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Protocol

from desktop.words import Sentence, say

_SERVICE = "pharmacy-closeout"
_WEAK = ("null", "fail", "plaintext")


class Backend(Protocol):
    """What is used of a keyring backend."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep."""
        ...

    def get_password(self, service: str, username: str) -> str | None:
        """Give back."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget."""
        ...


@dataclass(frozen=True, slots=True)
class Keyring:
    """Whether this PC can keep a secret for the user, and how to say so."""

    usable: bool
    words: Sentence


class KeyringStore:
    """Secrets by case id. Every method answers instead of raising: no keyring is a normal state of a PC."""

    def __init__(self, backend: Backend | None = None) -> None:
        self._backend = backend if backend is not None else _system_backend()

    def available(self) -> Keyring:
        """Whether secrets can be kept here."""
        if self._backend is None:
            return Keyring(False, say("This PC offers no safe place for the passphrase; it is asked for each time."))
        return Keyring(True, say("This PC can keep the passphrase for this user."))

    def remember(self, case_id: str, secret: bytes) -> bool:
        """Keep a secret and read it back; False when that did not work."""
        if self._backend is None:
            return False
        try:
            self._backend.set_password(_SERVICE, case_id, base64.b64encode(secret).decode("ascii"))
        except _errors():
            return False
        return self.recall(case_id) == secret

    def recall(self, case_id: str) -> bytes | None:
        """The secret, or None when there is none or the user did not unlock the keyring."""
        if self._backend is None:
            return None
        try:
            text = self._backend.get_password(_SERVICE, case_id)
            return None if text is None else base64.b64decode(text, validate=True)
        except _errors():
            return None

    def forget(self, case_id: str) -> bool:
        """Remove the secret; True when none is kept afterwards."""
        if self._backend is None:
            return True
        try:
            if self._backend.get_password(_SERVICE, case_id) is not None:
                self._backend.delete_password(_SERVICE, case_id)
            return self._backend.get_password(_SERVICE, case_id) is None
        except _errors():
            return False


def _system_backend() -> Backend | None:
    """The real one; None for the stand-ins that keep nothing or keep it in clear."""
    import keyring
    import keyring.backends.fail

    backend = keyring.get_keyring()
    kind = f"{type(backend).__module__}.{type(backend).__name__}".casefold()
    if isinstance(backend, keyring.backends.fail.Keyring) or any(word in kind for word in _WEAK):
        return None
    return backend


def _errors() -> tuple[type[Exception], ...]:
    import keyring.errors

    return (keyring.errors.KeyringError, OSError, RuntimeError, binascii.Error)
