"""What lies in a pack beside the records: a bag as RFC 8493 (BagIt 1.0) describes it, and how to open it.

The 7z format checks with CRC only; the SHA-256 of every file in the manifest supplies what is missing.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desktop.documents.document import PROGRAM
from desktop.resources import resource

DATA = "data/"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
INDEX = "index.csv"
README = "说明.txt"
BOM = b"\xef\xbb\xbf"

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the payload with what the index says of it. `name` is its path in the pack."""

    name: str
    size: int
    sha256: str
    content: str
    records: int
    period: str
    basis: str
    falls_due: str
    original: str


@dataclass(frozen=True, slots=True)
class BagFacts:
    """What stands on the outside of a bag, so to speak."""

    number: str
    shop: str
    custodian: str
    phone: str
    falls_due: str
    day: date


def payload_name(serial: int, name: str) -> str:
    """data/001-会员资料.xlsx: in NFC, without characters that Windows refuses, never two alike."""
    plain = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name)).rstrip(" .") or "_"
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    if _RESERVED.match(stem):
        stem += "_"
    return f"{DATA}{serial:03d}-{stem[:_LONGEST]}{dot}{ending[:12]}"


def tag_files(items: Iterable[Item], facts: BagFacts) -> dict[str, bytes]:
    """Every file beside the payload by its name, the manifests included."""
    payload = list(items)
    oxum = f"{sum(item.size for item in payload)}.{len(payload)}"
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": _bag_info(facts, oxum),
        MANIFEST: manifest((item.sha256, item.name) for item in payload),
        INDEX: _index(payload),
        README: _readme(facts),
    }
    digests = sorted((hashlib.sha256(data).hexdigest(), name) for name, data in tags.items())
    return tags | {TAG_MANIFEST: manifest(sorted(digests, key=lambda pair: pair[1]))}


def manifest(lines: Iterable[tuple[str, str]]) -> bytes:
    """Lines of digest and name, as sha256sum reads them."""
    return "".join(f"{digest}  {name}\n" for digest, name in lines).encode("utf-8")


def csv_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as CSV in UTF-8 with BOM, so that Excel and WPS read the Chinese right."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return BOM + text.getvalue().encode("utf-8")


def _bag_info(facts: BagFacts, oxum: str) -> bytes:
    lines = (
        ("Source-Organization", facts.shop),
        ("External-Identifier", facts.number),
        ("Bagging-Date", facts.day.isoformat()),
        ("Payload-Oxum", oxum),
        ("Bag-Software-Agent", PROGRAM),
    )
    return "".join(f"{key}: {value}\n" for key, value in lines).encode("utf-8")


def _index(items: list[Item]) -> bytes:
    heads = ("序", "文件", "内容", "记录数", "起止", "依据", "期满日", "原文件名", "字节数", "SHA-256")
    rows = [
        (str(n), i.name, i.content, str(i.records), i.period, i.basis, i.falls_due, i.original, str(i.size), i.sha256)
        for n, i in enumerate(items, 1)
    ]
    return csv_bytes((heads, *rows))


def _readme(facts: BagFacts) -> bytes:
    text = resource("letters", "zh_CN", "pack-readme.txt").read_text(encoding="utf-8")
    filled = text.format(
        number=facts.number, shop=facts.shop, custodian=facts.custodian, phone=facts.phone, falls_due=facts.falls_due
    )
    return BOM + filled.replace("\n", "\r\n").encode("utf-8")
