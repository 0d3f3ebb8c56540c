"""Traps in bytes: numbers glued, wide, torn and wrong, in files of every encoding and form. Cf. `TRAPS`."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest

from desktop.inventory import fields
from desktop.inventory.columns import Vocabulary
from desktop.inventory.looking import look
from tests.inventory import files, formats
from tests.inventory.test_formats import read

ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
CARD = "6228480402564890018"
ID = files.id_number(7)
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def counted(path: Path, vocabulary: Vocabulary) -> dict[str, int]:
    """How many different values of each kind of number are found in a file."""
    found = dict.fromkeys((fields.MOBILE, fields.ID_NUMBER, fields.BANK_CARD), 0)
    for sight in look([path], vocabulary):
        if sight.kind in found:
            found[sight.kind] += sight.distinct
    return {kind: count for kind, count in found.items() if count}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_numbers_glued_to_what_stands_around_them(encoding: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    lines = [
        f"卡号{CARD}元",
        f"找张三{files.mobile(1)}拿药",
        f"𬴂{files.mobile(2)}䶮",
        f"身份证{ID}的顾客",
        f"手机{files.mobile(3).translate(WIDE)}，证件{files.id_number(8).translate(WIDE)}",
        f"电话 {files.mobile(4)[:3]}-{files.mobile(4)[3:7]}-{files.mobile(4)[7:]}",
        f"证件 {files.id_number(9)[:6]} {files.id_number(9)[6:14]} {files.id_number(9)[14:]}",
        f"sfz{files.id_number(10).lower()},tel:{files.mobile(5)};",
    ]
    path = tmp_path / "记录.txt"
    path.write_bytes("\n".join([*lines, "今天到货的药都放在二号柜台后面，请按批号整理。" * 3]).encode(encoding))
    assert counted(path, vocabulary) == {fields.MOBILE: 5, fields.ID_NUMBER: 4, fields.BANK_CARD: 1}


TEXTS = [
    "王建国",
    "会员：张三，电话 19900000001",
    "𬴂䶮 镕喆",
    "plain ASCII only and nothing else",
    "处方、病历、过敏史。" * 50,
    "1\t2\t阿莫西林\n",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("text", TEXTS)
def test_every_encoding_is_told_by_its_bytes(encoding: str, text: str) -> None:
    tables, texts, _ = read(("a.txt", text.encode(encoding)))
    cells = [cell for rows in tables.values() for row in rows for cell in row]
    assert "".join([*texts.values(), *cells]).strip() == text.replace("\t", "").strip()


def test_logs_full_of_codes_that_only_look_like_people(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rnd = random.Random(8)
    lines = []
    for n in range(2000):
        serial = 13_000_000_000 + rnd.randrange(6_999_999_999)
        lines.append(f"2024-01-02 10:20:{n % 60:02} [{rnd.getrandbits(96):024x}] 流水号={serial} 金额={n % 300}.50")
        lines.append(f"trace={rnd.getrandbits(64):016x}-{serial}ab order_no:{serial} 0.{serial}")
        lines.append(f"追溯码8{rnd.randrange(10**19):019} 单号 {serial}{n:06} <noreply{n}@till.example.com>")
    path = tmp_path / "till.log"
    path.write_text("\n".join(lines), "utf-8")
    assert counted(path, vocabulary) == {}


def passing(length: int, start: str, n: int) -> str:
    """Digits with Luhn's digit at their end."""
    body = f"{start}{n:0{length - 1 - len(start)}}"
    total = sum(sum(divmod(2 * int(digit), 10)) for digit in body[-1::-2]) + sum(int(digit) for digit in body[-2::-2])
    return body + str(-total % 10)


@pytest.mark.parametrize(
    ("length", "start", "found"),
    [(19, "62", True), (17, "62", True), (16, "62", True), (16, "4", True),
     (17, "41", False), (18, "35", False), (19, "53", False), (20, "62", False)],
)  # fmt: skip
def test_cards_by_length_and_beginning(
    length: int, start: str, found: bool, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    path = tmp_path / "退款.txt"
    path.write_text("\n".join(f"退款到银行卡{passing(length, start, n)}元" for n in range(1, 31)), "utf-8")
    assert counted(path, vocabulary) == ({fields.BANK_CARD: 30} if found else {})


@pytest.mark.parametrize("header", [["流水号", "金额"], ["xx", "yy"], None])
def test_a_file_that_holds_only_serial_numbers(
    header: list[str] | None, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    # Random ones: four in ten do not begin like a mobile.
    rnd = random.Random(9)
    rows = [[f"1{rnd.randrange(10**10):010}", f"{n % 90}.50"] for n in range(400)]
    files.write_csv(tmp_path / "a.csv", header or rows[0], rows)
    assert counted(tmp_path / "a.csv", vocabulary) == {}


def test_damaged_numbers_are_told_and_masked(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = [[files.person_name(n), float(files.id_number(n)[:15] + "000")] for n in range(40)]
    path = files.write_xlsx(tmp_path / "a.xlsx", {"x": [["姓名", "身份证号"], *rows]})
    found = [sight for sight in look([path], vocabulary) if sight.kind.startswith(fields.ID_NUMBER)]
    assert {sight.column for sight in found} == {"身份证号"}
    # With one number in eleven the check character fits by chance.
    assert sum(sight.total for sight in found) == 40
    assert all("*" * 10 in sight.sample for sight in found)


def test_a_mobile_that_a_spreadsheet_shows_as_a_power_of_ten(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # Saved as CSV from a narrow column: 1.99E+10. The number is lost; the column is told all the same.
    rows = [[files.person_name(n), "1.99E+10"] for n in range(40)]
    files.write_csv(tmp_path / "a.csv", ["姓名", "手机"], rows)
    (found,) = [sight for sight in look([tmp_path / "a.csv"], vocabulary) if sight.kind == fields.MOBILE]
    assert found.confidence == "low"


def shared_strings(texts: list[str], at_most: int) -> bytes:
    """Excel 97's table of strings, cut into records of `at_most` bytes wherever a text happens to stand: a text that
    goes on in the next record begins there with a byte that says again how wide its characters are ([MS-XLS] 2.5.293).
    """
    records: list[bytes] = []
    now = bytearray(struct.pack("<II", len(texts), len(texts)))
    for text in texts:
        if len(now) + 5 > at_most:
            records.append(bytes(now))
            now = bytearray()
        now += struct.pack("<HB", len(text), 1)
        for sign in text:
            if len(now) + 2 > at_most:
                records.append(bytes(now))
                now = bytearray(b"\x01")
            now += sign.encode("utf-16-le")
    records.append(bytes(now))
    kinds = [0x00FC] + [0x003C] * (len(records) - 1)
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in zip(kinds, records, strict=True))


def book_of_shared(texts: list[str], at_most: int) -> bytes:
    """An Excel 97 workbook with one column, all of whose cells stand in the table of strings."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0600))
    sheet += record(0x0200, struct.pack("<IIHHH", 0, len(texts), 0, 1, 0))
    sheet += b"".join(record(0x00FD, struct.pack("<HHHI", n, 0, 0, n)) for n in range(len(texts)))
    sheet += record(0x000A, b"")
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600))
    begin += record(0x0042, struct.pack("<H", 1200))
    strings, name = shared_strings(texts, at_most), b"\x06\0Sheet1"
    at = len(begin) + 4 + 6 + len(name) + len(strings) + 4
    whole = begin + record(0x0085, struct.pack("<IH", at, 0) + name) + strings + record(0x000A, b"") + sheet
    return formats.compound({"Workbook": whole.ljust(4096, b"\0")})


@pytest.mark.parametrize("at_most", [8224, 501, 500])
def test_long_texts_torn_between_the_records_of_an_old_workbook(at_most: int) -> None:
    texts = ["备注", *(f"患者{files.person_name(n)}电话{files.mobile(n)}复诊，嘱其按时服药。" * 3 for n in range(200))]
    assert [row[0] for row in read(("a.xls", book_of_shared(texts, at_most)))[0]["Sheet1"]] == texts
