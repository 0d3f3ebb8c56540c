"""What is known about a drive, and what was measured while a file was overwritten."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

from desktop.words import Sentence, say


class Medium(StrEnum):
    """What a drive is made of. UNKNOWN when the system does not say so reliably (virtual disks, USB bridges)."""

    SPINNING = "spinning"
    SSD = "ssd"
    USB_FLASH = "usb_flash"
    SD_CARD = "sd_card"
    NETWORK = "network"
    RAM = "ram"
    UNKNOWN = "unknown"

    @property
    def words(self) -> Sentence:
        """The medium as the owner calls it."""
        return _MEDIUM_WORDS[self]


_MEDIUM_WORDS = {
    Medium.SPINNING: say("Hard disk"),
    Medium.SSD: say("Solid-state drive"),
    Medium.USB_FLASH: say("USB stick"),
    Medium.SD_CARD: say("Memory card"),
    Medium.NETWORK: say("Network drive"),
    Medium.RAM: say("Working memory"),
    Medium.UNKNOWN: say("Drive of unknown kind"),
}


class Assurance(StrEnum):
    """What was achieved: the words of NIST SP 800-88 Rev. 2 for media, or less.

    CLEAR for a file means: overwritten in place on a medium that writes in place, all of it read back as zeros.
    """

    DESTROY = "destroy"
    PURGE = "purge"
    CLEAR = "clear"
    DELETED_RESIDUE = "deleted_residue"
    NOT_DESTROYED = "not_destroyed"
    UNCONFIRMED = "unconfirmed"

    @property
    def destroyed(self) -> bool:
        """May be counted as destroyed. "Deleted, residue not excluded" never may."""
        return self in (Assurance.DESTROY, Assurance.PURGE, Assurance.CLEAR)

    @property
    def words(self) -> Sentence:
        """The result in one word for the register."""
        return _ASSURANCE_WORDS[self]


_ASSURANCE_WORDS = {
    Assurance.DESTROY: say("Destroyed"),
    Assurance.PURGE: say("Destroyed"),
    Assurance.CLEAR: say("Destroyed"),
    Assurance.DELETED_RESIDUE: say("Deleted, residue cannot be ruled out"),
    Assurance.NOT_DESTROYED: say("Not destroyed"),
    Assurance.UNCONFIRMED: say("Not confirmed"),
}


class ReadBack(StrEnum):
    """Whether what was written was read again and found to be zeros."""

    OK = "ok"
    FAILED = "failed"
    NOT_DONE = "not_done"


class Problem(StrEnum):
    """Why a file could not be erased, or what was left of it."""

    CHANGED = "changed"
    MISSING = "missing"
    IN_USE = "in_use"
    NO_PERMISSION = "no_permission"
    READ_ONLY = "read_only"
    LINKED = "linked"
    PROTECTED = "protected"
    NOT_A_FILE = "not_a_file"
    MOVED = "moved"
    DEVICE_ERROR = "device_error"
    FULL = "full"
    NAME_LEFT = "name_left"
    NOT_ZERO = "not_zero"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Volume:
    """One mounted file system. Sizes in bytes; `key` stays the same when it is mounted again."""

    mount_point: Path
    device: str
    key: str
    file_system: str
    label: str
    size: int
    free: int
    removable: bool
    read_only: bool
    is_system: bool
    medium: Medium

    @property
    def max_file_bytes(self) -> int | None:
        """The largest file that fits by the file system's own rules (FAT32: 4 GiB - 1), or None."""
        return 2**32 - 1 if self.file_system in ("vfat", "fat", "fat32", "msdos") else None


@dataclass(frozen=True, slots=True)
class InPlace:
    """Does writing to a file reach the very blocks that held its content?

    `measured`: the file's own extents were read; otherwise it follows from how the file system is made.
    """

    provable: bool
    measured: bool
    reason: Sentence | None = None


@dataclass(frozen=True, slots=True)
class MediaVerdict:
    """What overwriting will achieve for one file, said before anything is done."""

    medium: Medium
    file_system: str
    in_place: InPlace
    sync_service: str
    best: Assurance
    words: Sentence
    advice: Sentence


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured while one file was erased. Holds neither path nor name.

    Sizes in bytes; `extents_*` are SHA-256 of the file's block list, "" where the system does not tell it;
    `extents_kept`: every block of before was still the file's after writing; times in UTC, ISO 8601.
    """

    path_digest: str
    bytes: int
    block_bytes: int
    extents_before: str
    extents_after: str
    extents_kept: bool | None
    passes: int
    read_back: ReadBack
    cache_dropped: bool
    method: str
    medium: Medium
    started: str
    ended: str
    problem: Problem | None
    errors: tuple[Sentence, ...]
    assurance: Assurance
    sha256_before: str

    def as_json(self) -> str:
        """For the vault and the evidence bundle."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        plain["errors"] = [[error.text, dict(error.values)] for error in self.errors]
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Evidence:
        """The inverse of `as_json`. Raises ValueError, KeyError or TypeError for anything else."""
        plain = json.loads(text)
        plain["read_back"] = ReadBack(plain["read_back"])
        plain["medium"] = Medium(plain["medium"])
        plain["problem"] = Problem(plain["problem"]) if plain["problem"] else None
        plain["assurance"] = Assurance(plain["assurance"])
        plain["errors"] = tuple(Sentence(words, tuple(values.items())) for words, values in plain["errors"])
        return cls(**plain)


@dataclass(frozen=True, slots=True)
class Target:
    """One file that an approved plan names, as it was when the plan was made.

    `size` in bytes; `sha256` of the content, None only for the program's own files; `token` is unique for the item and
    the same on every resume: the name a file bears on its way out comes from it. `volume_key` is the volume it lay on
    ("" = not compared). `begun` and `overwritten` repeat what the journal knows of an interrupted run.
    """

    path: Path
    size: int
    sha256: str | None
    token: str
    volume_key: str = ""
    begun: bool = False
    overwritten: Evidence | None = None


@dataclass(frozen=True, slots=True)
class BytesDone:
    """Bytes written, read or copied since the last report."""

    bytes: int


@dataclass(frozen=True, slots=True)
class Overwritten:
    """These files hold zeros now and were read back. To be committed before the erasure goes on to their names."""

    evidence: tuple[tuple[Target, Evidence], ...]


def path_digest(path: Path) -> str:
    """SHA-256 of the path's bytes: names an item in evidence without naming a person."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()
