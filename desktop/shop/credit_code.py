"""统一社会信用代码: 18 characters with a check character (GB 32100-2015)."""

from __future__ import annotations

import unicodedata

from desktop.numbers import ALPHABET
from desktop.words import Sentence, say

LENGTH = 18


def tidy(typed: str) -> str:
    """As it is stored: half-width, upper case, without spaces and hyphens."""
    text = unicodedata.normalize("NFKC", typed).upper()
    return "".join(character for character in text if not character.isspace() and character not in "-—_")


def check_character(body: str) -> str:
    """The 18th character for the first 17: weights 3^0, 3^1 … modulo 31 (GB 32100-2015, 5.2)."""
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return ALPHABET[-total % 31]


def fault(typed: str) -> Sentence | None:
    """What is wrong with a code, or None."""
    code = tidy(typed)
    if not code:
        return say("The credit code is missing.")
    foreign = next((character for character in code if character not in ALPHABET), None)
    if foreign is not None:
        return say("{character} does not occur in a credit code (no I, O, S, V, Z).", character=foreign)
    if len(code) != LENGTH:
        return say("A credit code has 18 characters; these are {n}.", n=len(code))
    if check_character(code[:-1]) != code[-1]:
        return say("The last character does not fit the others: one of them is mistyped.")
    return None
