"""How hard a passphrase is to guess. Length counts more than odd characters (NIST SP 800-63B 5.1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from desktop.words import Sentence, say

LEAST = 10
"""Characters below which a passphrase is refused."""
ENOUGH_BITS, GOOD_BITS = 45.0, 65.0


@dataclass(frozen=True, slots=True)
class Strength:
    """`part` 0 to 1 for the bar, whether it may be used, and what to say."""

    part: float
    enough: bool
    words: Sentence


def strength(passphrase: str) -> Strength:
    """Judge a passphrase by a cautious count of bits: repeats and runs add almost nothing."""
    guess = sum(_bits(passphrase, n) for n in range(len(passphrase)))
    part = min(1.0, guess / 80)
    if not passphrase:
        return Strength(0.0, False, say("At least 10 characters. Several words are easier to remember than signs."))
    length = sum(2 if ord(c) >= 0x2E80 else 1 for c in passphrase)
    if length < LEAST:
        return Strength(part, False, say("Too short: at least 10 characters, a Chinese character counts as two."))
    if guess < ENOUGH_BITS:
        return Strength(part, False, say("Too easy to guess: make it longer, without repeats."))
    if guess < GOOD_BITS:
        return Strength(part, True, say("Good enough. A longer one is better."))
    return Strength(part, True, say("Strong."))


def _bits(text: str, n: int) -> float:
    sign = text[n]
    if n and abs(ord(sign) - ord(text[n - 1])) <= 1:
        return 0.6
    if sign in text[max(0, n - 12) : n]:
        return 1.5
    if ord(sign) >= 0x2E80:
        return log2(1500)
    if sign.isdigit():
        return log2(10)
    return log2(26) if sign.isalpha() and sign.islower() else log2(40)
