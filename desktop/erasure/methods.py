"""How each kind of carrier is destroyed, what is said of it before, and the words for what it achieved (达到的程度).

The words follow NIST SP 800-88 Rev. 2 and ISO/IEC 21964 and never say more: Clear for files only with "these files
only", Purge for a whole device, Destroy for devices and discs; paper names its level and no NIST word, because NIST
asks for 1 × 5 mm.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.erasure.records import ItemKind, Promise, Result
from desktop.words import Sentence, say

OVERWRITE = "overwrite"
WRITTEN = "written"
RENEW = "renew"
PAPER_DEFAULT = "P-4"
DEVICE_DEFAULT = "E-4"


@dataclass(frozen=True, slots=True)
class Method:
    """`name` is what is done, `verdict` what it will achieve, `degree` the printed word, `result` how it counts."""

    id: str
    kind: ItemKind
    name: Sentence
    verdict: Sentence
    promise: Promise
    degree: Sentence
    result: Result
    by_company: bool = False


RESIDUE = say("Deleted, residue cannot be excluded")

_PIECES = say("Small pieces that are hard to put together again. Weigh it and take a photo.")
_CHIPS = say("Cut chips cannot be connected to any reader. Take a photo.")

METHODS = (
    Method(
        OVERWRITE, ItemKind.FILE, say("Overwrite once, read back"), say("Ordinary recovery programs find nothing."),
        Promise.PROVABLE, say("Cleared (Clear), these files only"), Result.DESTROYED,
    ),
    Method(
        "P-3", ItemKind.PAPER, say("Shredding, P-3"), _PIECES, Promise.PROVABLE,
        say("Destroyed physically, {level}", level="P-3"), Result.DESTROYED,
    ),
    Method(
        "P-4", ItemKind.PAPER, say("Shredding, P-4"), _PIECES, Promise.PROVABLE,
        say("Destroyed physically, {level}", level="P-4"), Result.DESTROYED,
    ),
    Method(
        "P-5", ItemKind.PAPER, say("Shredding, P-5"), _PIECES, Promise.PROVABLE,
        say("Destroyed physically, {level}", level="P-5"), Result.DESTROYED,
    ),
    Method(
        "paper-burnt", ItemKind.PAPER, say("Burnt by a specialist company"), say("Ash does not come back."),
        Promise.PROVABLE, say("Destroyed physically, {level}", level=say("burnt")), Result.DESTROYED, by_company=True,
    ),
    Method(
        "E-4", ItemKind.DEVICE, say("Crushing, E-4"), _CHIPS, Promise.PROVABLE,
        say("Destroyed physically, {level} (Destroy)", level="E-4"), Result.DESTROYED,
    ),
    Method(
        "H-4", ItemKind.DEVICE, say("Crushing the hard disk, H-4"), say("The platters are in pieces. Take a photo."),
        Promise.PROVABLE, say("Destroyed physically, {level} (Destroy)", level="H-4"), Result.DESTROYED,
    ),
    Method(
        "O-4", ItemKind.DEVICE, say("Cutting the disc, O-4"), say("The disc is in pieces. Take a photo."),
        Promise.PROVABLE, say("Destroyed physically, {level} (Destroy)", level="O-4"), Result.DESTROYED,
    ),
    Method(
        "purge", ItemKind.DEVICE, say("Whole drive erased by its own command, checked"),
        say("The whole drive is cleared, spare areas too."), Promise.PROVABLE,
        say("Cleared (Purge), whole device"), Result.DESTROYED,
    ),
    Method(
        "reset", ItemKind.DEVICE, say("Reset to factory settings"),
        say("A reset cannot be checked from outside: residue may remain."), Promise.RESIDUE_POSSIBLE,
        RESIDUE, Result.DELETED_RESIDUE,
    ),
    Method(
        WRITTEN, ItemKind.THIRD_PARTY, say("Wait for the written answer"),
        say("Their machines cannot be seen from here; their written answer counts."), Promise.OTHER_PARTY,
        say("Confirmed in writing by the other party, not verifiable by the shop"), Result.CONFIRMED,
    ),
    Method(
        RENEW, ItemKind.CASE_ROWS, say("New file under a new key, the old one overwritten"),
        say("The old key is destroyed, so the old file opens no more."), Promise.PROVABLE,
        say("Crypto-erased, key destroyed"), Result.DESTROYED,
    ),
)  # fmt: skip


def method(method_id: str) -> Method:
    """The method of that id."""
    return next(m for m in METHODS if m.id == method_id)


def methods_for(kind: ItemKind) -> tuple[Method, ...]:
    """The methods that fit a kind of carrier."""
    return tuple(m for m in METHODS if m.kind is kind)
