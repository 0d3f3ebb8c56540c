"""What searches raw bytes finds what the rules define, in every encoding and form."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from desktop.inventory import fields, sweep
from desktop.inventory.mentions import TextRun
from desktop.inventory.readers.shapes import Block
from desktop.inventory.recognise import Match, find
from desktop.inventory.sifting import Gathered, pieces, sift, sift_file
from tests.inventory.files import id_number, mobile

ID = id_number(7)
NUMBERS = {fields.ID_NUMBER, fields.MOBILE, fields.BANK_CARD}
CARD = "6228480402564890018"


def swept(data: bytes) -> set[tuple[str, str]]:
    return {(f.field_type, v.decode()) for f in sweep.numbers(sweep.ground(data)) for v in f.values}


def defined(text: str) -> set[tuple[str, str]]:
    return {(m.field_type, m.value) for m in find(text) if m.field_type in NUMBERS and len(m.value) != 15}


def invented(rnd: random.Random) -> str:
    parts = [
        id_number(rnd.randrange(999)), mobile(rnd.randrange(999)), CARD, "+86" + mobile(3), "0086" + mobile(4),
        "138-1234-5678", f"{ID[:6]} {ID[6:14]} {ID[14:]}", "6228 4804 0256 4890 018", "138 1234 5678",
        "".join(chr(ord("０") + int(c)) for c in mobile(8)), ID[:17] + "x", f"tel{mobile(2)}", f"id_{mobile(2)}",
        f"a9{mobile(1)}ff", f"0.{mobile(1)}", "2024-01-02 03:04:05", f"{ID[:17]}{(int(ID[16]) + 5) % 10}",
        "4" * 16, "1" * 40, "99" + mobile(1), "𬴂", "䶮", "镕", "张三", "，", ",", "\n", " ", "\t", "：", "x", "_",
        f"{ID[:6]}\u3000{ID[6:10]} {ID[10:14]}·{ID[14:]}", f"{ID[:3]}-{ID[3:6]}-{ID[6:10]}-{ID[10:14]}-{ID[14:]}",
        "（138）1234－5678", "（138）1234-5678", "(138)1234·5678", "138.1234.5678", "138\u30001234\u30005678",
        ID + mobile(6), ID + mobile(6) + "00100", mobile(6) + ID, id_number(21) + id_number(22), "·", "（", "）",
        "会员号", "卡号：", "H00012，", "医保卡号", "A12345678，", "身份证", "3.30102E+17",
        "家住", "地址：", "文三路12号", "翠苑小区3栋2单元501室", "康宁公司", "解放路１２号", "住", "十二号",
        "患者", "12", "3", "-", ".", "86", "é",
    ]  # fmt: skip
    return "".join(rnd.choice(parts) for _ in range(rnd.randrange(1, 14)))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_nothing_that_the_rules_define_is_missed(encoding: str) -> None:
    rnd = random.Random(11)
    for _ in range(6000):
        text = invented(rnd)
        missed = defined(text) - swept(text.encode(encoding))
        assert not missed, text


def test_almost_nothing_else_is_found() -> None:
    rnd = random.Random(12)
    more = hits = 0
    for _ in range(3000):
        text = invented(rnd)
        found = swept(text.encode("utf-8"))
        hits += len(found)
        more += len(found - defined(text))
    assert hits > 1000
    assert more <= 0.02 * hits


def test_check_digits_agree_with_the_definition() -> None:
    rnd = random.Random(13)
    for _ in range(3000):
        seed = ID[:10] + f"{rnd.randrange(1, 13):02}{rnd.randrange(27, 33):02}" + f"{rnd.randrange(10000):04}"
        card = "62" + "".join(rnd.choice("0123456789") for _ in range(rnd.choice((14, 15, 16, 17))))
        for value in (seed, card):
            assert swept(value.encode()) == defined(value), value


def test_the_lines_picked_out_say_what_the_whole_text_says() -> None:
    rnd = random.Random(14)
    for round_ in range(300):
        lines = [invented(rnd) if rnd.random() < 0.2 else "plain words, 无关的字句 12.5" for _ in range(60)]
        text = "\n".join(lines)
        whole, sifted = TextRun(), TextRun()
        expected = [(e.line, e.cells) for e in whole.take(Block(5, text))]
        (picked,) = sift([Block(5, text)])
        got = [(e.line, e.cells) for e in sifted.take(picked)]
        assert got == expected, round_
        assert {t: (x.total, x.sample) for t, x in sifted.tallies.items()} == {
            t: (x.total, x.sample) for t, x in whole.tallies.items()
        }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_files_in_every_encoding_over_the_borders_of_pieces(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    lines = [f"第{n}行 记录 plain words only" for n in range(30_000)]
    wanted = {}
    for n in range(0, 30_000, 997):
        lines[n] = f"患者张三 {mobile(n % 9973)}，证件{id_number(n)}"
        wanted[n + 1] = (mobile(n % 9973), id_number(n))
    path.write_bytes("\n".join(lines).encode(encoding))
    run = TextRun()
    entries = [entry for block in sift_file(path) for entry in run.take(block)]
    assert {entry.line: entry.cells[1:3] for entry in entries} == wanted
    assert {entry.cells[0] for entry in entries} == {"张三"}


def test_one_line_without_end_is_cut_between_words(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(",".join(f'{{"n":"x","m":"{mobile(n % 9973)}"}}' for n in range(40_000)), encoding="utf-8")
    run = TextRun()
    assert sum(1 for _ in pieces(path)) >= 3
    for block in sift_file(path):
        run.take(block)
    assert run.tallies[fields.MOBILE].total == 40_000


def test_a_firms_mailbox_alone_is_nobody() -> None:
    (picked,) = sift([Block(1, "bugs to submit@bugs.debian.org\n" + "-\n" * 99 + "me: lixm@163.com")])
    assert isinstance(picked, Gathered)
    assert [m.value for m in find(picked.text) if isinstance(m, Match)] == ["lixm@163.com"]
