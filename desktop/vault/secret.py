"""PINs: kept only as Argon2id hashes (RFC 9106), never as text."""

from __future__ import annotations

import hmac
import secrets

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id


def hash_pin(pin: str) -> str:
    """`salt$hash` in hex, to be stored."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_derive(pin, salt).hex()}"


def pin_matches(pin: str, stored: str) -> bool:
    """Whether the PIN is the one behind the stored hash."""
    salt, digest = stored.split("$")
    return hmac.compare_digest(_derive(pin, bytes.fromhex(salt)), bytes.fromhex(digest))


def _derive(pin: str, salt: bytes) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=3, lanes=2, memory_cost=64 * 1024).derive(pin.encode("utf-8"))
