"""Files whose every 512-byte sector and every name carry a mark, and counting what is left of the marks."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from tests.forensics.image import Drive, run

SECTOR_MARK = b"GUKEMARK"
NAME_MARK = "NMARK"
_SECTOR = 512


def plant(folder: Path) -> list[Path]:
    """24 files: 20 of 8 KiB, one of 6 MiB, one of 28 bytes, a PDF, a JPEG. Names with Chinese in them.

    Before them lies something else: when it is deleted, there is free space in front, as on any drive in use.
    """
    ballast(folder).write_bytes(b"something else\n" * 600_000)
    os.sync()
    folder.mkdir()
    files = [folder / f"会员{NAME_MARK}{number:02d}张三.csv" for number in range(20)]
    for number, file in enumerate(files):
        file.write_bytes(marked(number, 8192))
    extra = {"6m.dat": marked(20, 6 << 20), "28.txt": marked(21, 28), "a.pdf": _pdf(22), "b.jpg": _jpeg(23)}
    for end, content in extra.items():
        files.append(folder / f"处方{NAME_MARK}李四-{end}")
        files[-1].write_bytes(content)
    return files


def ballast(folder: Path) -> Path:
    """The file that lies before the marked ones."""
    return folder.with_name("ballast")


def marked(number: int, size: int) -> bytes:
    """Content of a size; each sector begins with the mark, the file's number and its own."""
    sectors = []
    for index in range(-(-size // _SECTOR)):
        head = SECTOR_MARK + b"%03d-%07d " % (number, index)
        sectors.append(head + b"19900001234 prescription " * 20)
    return b"".join(sector[:_SECTOR].ljust(_SECTOR, b".") for sector in sectors)[:size]


def _pdf(number: int) -> bytes:
    body = b"%PDF-1.4\n" + b"".join(b"%" + marked(number, 400) + b"\n" for _ in range(400))
    body += b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    return body + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def _jpeg(number: int) -> bytes:
    """A picture of 8 x 8 grey points, with its marks in comment segments."""
    comment = marked(number, 60000)
    segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
    tables = b"\xff\xdb\x00\x43\x00" + b"\x10" * 64
    frame = b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00"
    codes = b"\xff\xc4\x00\x14\x00\x01" + b"\0" * 15 + b"\x00" + b"\xff\xc4\x00\x14\x10\x01" + b"\0" * 15 + b"\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x2a" * 64
    jfif = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    return jfif + segment * 2 + tables + frame + codes + scan + b"\xff\xd9"


@dataclass(frozen=True)
class Left:
    """What is found on the raw image and by recovery tools. None: the tool does not know this file system."""

    sectors: int
    names_in_slots: int
    names_in_free: int
    """In blocks that a folder once had and gave back: only XFS, which does not write them once more before."""
    names_in_journal: int
    photorec: int
    tsk_recover: int | None
    fls: int | None
    ext4magic: int | None


def sectors(image: Path) -> int:
    return image.read_bytes().count(SECTOR_MARK)


def examine(drive: Drive, folder: Path) -> Left:
    """Look at an unmounted image."""
    raw = drive.image.read_bytes()
    names = names_left(drive, [NAME_MARK])
    known_to_tsk = drive.kind in ("ext4", "ntfs", "exfat")
    return Left(
        sectors=raw.count(SECTOR_MARK),
        names_in_slots=names.in_slots,
        names_in_free=names.in_free,
        names_in_journal=names.in_journal,
        photorec=_photorec(drive.image, folder / "photorec"),
        tsk_recover=_tsk_recover(drive.image, folder / "tsk") if known_to_tsk else None,
        fls=run("fls", "-r", "-d", "-p", str(drive.image)).count(NAME_MARK) if known_to_tsk else None,
        ext4magic=_ext4magic(drive.image, folder / "ext4magic") if drive.kind == "ext4" else None,
    )


@dataclass(frozen=True)
class Names:
    """Copies of names on a raw image, by where they are."""

    in_slots: int
    in_free: int
    in_journal: int


def names_left(drive: Drive, names: list[str]) -> Names:
    """Look for names, in UTF-8 and in UTF-16, on an unmounted image.

    By their first 14 characters: exFAT cuts names into pieces of 15.
    """
    raw = drive.image.read_bytes()
    marks = [name[:14].encode(code) for name in names for code in ("utf-8", "utf-16-le")]
    places = [hit.start() for mark in marks for hit in re.finditer(re.escape(mark), raw)]
    journal, free = _journal(drive), _xfs_free(drive) if drive.kind == "xfs" else []
    in_journal = sum(journal[0] <= place < journal[1] for place in places)
    in_free = sum(any(start <= place < end for start, end in free) for place in places)
    return Names(len(places) - in_journal - in_free, in_free, in_journal)


def _xfs_free(drive: Drive) -> list[tuple[int, int]]:
    """(start, end) of free space in the image, in bytes."""
    facts = _xfs_facts(drive)
    rows = re.findall(
        r"^ *(\d+) +(\d+) +(\d+) *$", run("xfs_db", "-r", "-c", "freesp -d", str(drive.image)), re.MULTILINE
    )
    starts = [((int(group) * facts["agblocks"] + int(block)), int(length)) for group, block, length in rows]
    return [(start * facts["blocksize"], (start + length) * facts["blocksize"]) for start, length in starts]


def _xfs_facts(drive: Drive) -> dict[str, int]:
    fields = "p logstart logblocks blocksize agblocks agblklog"
    text = run("xfs_db", "-r", "-c", "sb 0", "-c", fields, str(drive.image))
    return {key: int(value) for key, value in re.findall(r"^(\w+) = (\d+)$", text, re.MULTILINE)}


def _journal(drive: Drive) -> tuple[int, int]:
    """(start, end) of the journal in the image, in bytes; (0, 0) where there is none of a known shape."""
    if drive.kind == "ext4":
        blocks = [int(block) for block in run("debugfs", "-R", "blocks <8>", str(drive.image)).split()]
        return min(blocks) * 4096, (max(blocks) + 1) * 4096
    if drive.kind == "xfs":
        facts = _xfs_facts(drive)
        group, within = divmod(facts["logstart"], 1 << facts["agblklog"])
        first = (group * facts["agblocks"] + within) * facts["blocksize"]
        return first, first + facts["logblocks"] * facts["blocksize"]
    return 0, 0


def _photorec(image: Path, folder: Path) -> int:
    """Files given back that hold a mark."""
    folder.mkdir()
    search = "partition_none,options,keep_corrupted_file_no,fileopt,everything,enable,wholespace,search"
    run("photorec", "/d", str(folder / "recup"), "/cmd", str(image), search, check=False)
    return _marked_files(folder)


def _tsk_recover(image: Path, folder: Path) -> int:
    folder.mkdir()
    run("tsk_recover", str(image), str(folder))
    return _marked_files(folder)


def _ext4magic(image: Path, folder: Path) -> int:
    folder.mkdir()
    run("ext4magic", str(image), "-M", "-d", str(folder), check=False)
    return _marked_files(folder)


def _marked_files(folder: Path) -> int:
    found = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(SECTOR_MARK in path.read_bytes() or NAME_MARK in path.name for path in found)
