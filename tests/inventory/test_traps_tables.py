"""Traps in tables, each as a file that is read the whole way: what is found in it, and what is not. Cf. `TRAPS`."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.inventory import fields, store
from desktop.inventory.columns import Vocabulary
from desktop.inventory.looking import UNREADABLE, Sight, look
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.inventory import files, formats
from tests.inventory.test_formats import read

ROWS = 40


def sights(path: Path, vocabulary: Vocabulary) -> dict[str, list[Sight]]:
    """What is found in a file, by kind."""
    found: dict[str, list[Sight]] = {}
    for sight in look([path], vocabulary):
        found.setdefault(sight.kind, []).append(sight)
    return found


def distinct(path: Path, vocabulary: Vocabulary, kind: str) -> int:
    return sum(sight.distinct for sight in sights(path, vocabulary).get(kind, []))


def table(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    return files.write_csv(path, header, rows, "gb18030")


def test_clear_numbers_beside_their_masked_copies(session: Session, vocabulary: Vocabulary, tmp_path: Path) -> None:
    def hidden(number: str) -> str:
        return f"{number[:3]}****{number[7:]}"

    rows = [[f"H{n:05}", files.person_name(n), files.mobile(n), hidden(files.mobile(n))] for n in range(ROWS)]
    path = table(tmp_path / "x" / "会员.csv", ["会员卡号", "姓名", "手机", "手机_脱敏"], rows)
    found = {sight.column: sight for sight in sights(path, vocabulary)[fields.MOBILE]}
    assert (found["手机"].distinct, found["手机"].confidence) == (ROWS, "high")
    assert found["手机_脱敏"].confidence != "high"
    run_to_end(scan(session, tmp_path / "x"))
    assert {person.mobile for person in store.subjects(session.vault)} == {files.mobile(n) for n in range(ROWS)}


def test_a_copy_in_which_all_is_masked_names_nobody(session: Session, tmp_path: Path) -> None:
    rows = [[files.person_name(n)[0] + "**", f"199****{n:04}", "9901**********12"] for n in range(ROWS)]
    table(tmp_path / "x" / "会员.csv", ["姓名", "手机", "身份证号"], rows)
    run_to_end(scan(session, tmp_path / "x"))
    (source,) = store.sources(session.vault)
    assert {finding.field_type for finding in store.findings(session.vault, source.id)} >= {fields.NAME, fields.MOBILE}
    # Nobody is joined by stars: as many people as rows at most, and no number that could be taken for a whole one.
    assert not [p for p in store.subjects(session.vault) if p.mobile or p.id_number]


def test_rows_that_do_not_fit_their_header(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # A list of staff pasted under the headers of members: everything stands one column further on.
    rows = [[f"E{n:03}", "营业员", files.person_name(n), files.mobile(n * n), files.id_number(n)] for n in range(ROWS)]
    path = table(tmp_path / "member.csv", ["会员卡号", "姓名", "手机", "身份证号", "积分"], rows)
    found = sights(path, vocabulary)
    by_column = {sight.column: sight for kind in (fields.MOBILE, fields.ID_NUMBER) for sight in found[kind]}
    number, mobile, empty = by_column["积分"], by_column["身份证号"], by_column["手机"]
    assert (mobile.kind, mobile.distinct, mobile.confidence) == (fields.MOBILE, ROWS, "medium")
    assert (number.kind, number.distinct, number.confidence) == (fields.ID_NUMBER, ROWS, "medium")
    # What its header promises is told as well, as the little that it is worth.
    assert (empty.confidence, empty.sample) == ("low", "")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_breaks_of_every_kind_in_cells(end: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    lines = ["姓名,备注,手机"]
    lines += [f'{files.person_name(n)},"第一行{end}第二行",{files.mobile(n)}' for n in range(ROWS)]
    (tmp_path / "a.csv").write_bytes("\r\n".join(lines).encode("gb18030"))
    (mobile,) = sights(tmp_path / "a.csv", vocabulary)[fields.MOBILE]
    assert (mobile.column, mobile.distinct) == ("手机", ROWS)


def test_both_numbers_of_a_register_are_found(tmp_path: Path, vocabulary: Vocabulary) -> None:
    header = ["购药人姓名", "购药人身份证", "患者姓名", "患者身份证号", "药品名称", "数量"]
    rows = [
        [files.person_name(n), files.id_number(n), files.person_name(n + 50), files.id_number(n + 50), "新康泰克", "2"]
        for n in range(ROWS)
    ]
    path = table(tmp_path / "含麻黄碱登记.csv", header, rows)
    assert distinct(path, vocabulary, fields.ID_NUMBER) == 2 * ROWS


def test_a_certificate_number_of_three_kinds(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # mdtrt_cert_no: an e-token, an ID number or a card, as the type beside it says.
    rnd = random.Random(4)

    def row(n: int) -> list[str]:
        token = "".join(rnd.choices("0123456789ABCDEF", k=32))
        card = f"A{n:08}"
        return [f"M{n:06}", f"0{n % 3 + 1}", (token, files.id_number(n), card)[n % 3], "12.50"]

    header = ["mdtrt_id", "mdtrt_cert_type", "mdtrt_cert_no", "medfee_sumamt"]
    path = table(tmp_path / "mdtrt.csv", header, [row(n) for n in range(90)])
    found = sights(path, vocabulary)
    assert "mdtrt_cert_no" in {s.column for kind in ("si_card_no", fields.ID_NUMBER) for s in found.get(kind, [])}
    assert sum(s.distinct for s in found[fields.ID_NUMBER]) == 30


@pytest.mark.parametrize(
    ("header", "field_type"),
    [
        ("USERNAME", fields.NAME), ("CARDHOLDER", fields.NAME), ("CUSTOMERNAME", fields.NAME),
        ("刷卡姓名", fields.NAME), ("真实名字", fields.NAME), ("HZXM", fields.NAME),
        ("handset", fields.MOBILE), ("LXDH", fields.MOBILE), ("购药人电话", fields.MOBILE),
        ("certificate_code", fields.ID_NUMBER), ("IDENTITYNO", fields.ID_NUMBER), ("SFZ", fields.ID_NUMBER),
        ("mem_card_id", fields.MEMBER_NO), ("customer_code", fields.MEMBER_NO), ("VIP编号", fields.MEMBER_NO),
        ("刷卡卡号", "si_card_no"), ("CBD", "si_card_no"), ("CBRYLX", "si_card_no"), ("YBKH", "si_card_no"),
        ("ZDCONT", fields.DIAGNOSIS), ("GKYYXX", fields.DIAGNOSIS), ("ALLERGY", "allergy"), ("MB", "chronic"),
        ("CFNO", fields.PRESCRIPTION), ("presc_no", fields.PRESCRIPTION), ("处方影像", fields.PRESCRIPTION),
        ("wechat_union_id", "wechat_id"), ("微信昵称", "wechat_id"),
        ("HFJL", "other_personal"), ("拼音简码", "other_personal"), ("nickname", "other_personal"),
        ("register_ip", "other_personal"), ("address_snapshot", fields.ADDRESS),
        ("DOCTOR", "doctor"), ("HFRY", "staff"), ("结账人", "staff"), ("pharmacist_id", "staff"),
    ],
)  # fmt: skip
def test_headers_that_real_till_software_has(header: str, field_type: str, vocabulary: Vocabulary) -> None:
    assert vocabulary.field_type(header) == field_type


def test_what_numbers_goods_is_nobodys(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rnd = random.Random(6)
    header = ["WAREID", "MAKENO", "YPMC", "YPGG", "SCCJ", "PZWH", "追溯码", "有效期至"]
    rows = [
        [
            f"{rnd.randrange(10**10, 10**11)}", f"{20240000000 + n}", "六味地黄丸", "200丸", "甲药业",
            f"国药准字Z{n:08}", f"8{rnd.randrange(10**19):019}", "2027-01-02",
        ]
        for n in range(ROWS)
    ]  # fmt: skip
    assert not sights(table(tmp_path / "库存.csv", header, rows), vocabulary).keys() & vocabulary.direct
    codes = "\n".join(f"追溯码：{row[6]} 已上传，批号{row[1]}" for row in rows)
    (tmp_path / "上传.log").write_text(codes, "utf-8")
    assert sights(tmp_path / "上传.log", vocabulary) == {}


def test_a_header_decides_where_names_are_rare(tmp_path: Path, vocabulary: Vocabulary) -> None:
    names = ["买买提", "尼玛", "王", "禚某", "Mary", "阿依古丽·买买提", "次仁", "𬴂䶮"]
    rows = [[names[n % len(names)], files.mobile(n)] for n in range(ROWS)]
    (found,) = sights(table(tmp_path / "a.csv", ["会员姓名", "手机"], rows), vocabulary)[fields.NAME]
    assert (found.column, found.total, found.distinct) == ("会员姓名", ROWS, len(names))


def test_medicines_called_like_people_are_none(tmp_path: Path, vocabulary: Vocabulary) -> None:
    goods = ["马应龙", "王老吉", "何首乌", "石斛", "白云山", "金银花", "田七", "黄连素", "六味地黄丸", "板蓝根颗粒"]
    rows = [[goods[n % len(goods)], f"{n % 30}.50", str(n)] for n in range(ROWS)]
    for header in (["品名", "单价", "数量"], ["xx", "yy", "zz"]):
        assert sights(table(tmp_path / "a.csv", header, rows), vocabulary) == {}


def test_a_list_that_begins_with_a_person_who_left_no_number(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # Without a header the first row is one like all others, also when no digit stands in it.
    rows = [[files.person_name(n), files.mobile(n) if n else "未留", "解放路"] for n in range(ROWS)]
    path = table(tmp_path / "名单.csv", rows[0], rows[1:])
    found = sights(path, vocabulary)
    assert {sight.column for kind in found.values() for sight in kind} == {None}
    assert found[fields.NAME][0].total == ROWS


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("会员.et", formats.xls([files.MEMBER_HEADER, *files.members(5)]), "Sheet1"),
        ("会员.xlt", files.html_table(files.MEMBER_HEADER, files.members(5)).encode("gb18030"), ""),
        ("会员.dat", formats.members_dbf(5), ""),
        ("会员.txt", formats.members_dbf(5), ""),
    ],
)
def test_other_endings_than_their_form_has(name: str, data: bytes, part: str) -> None:
    assert len(read((name, data))[0][part]) == 6


def test_a_letter_of_wps(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "信.wps").write_bytes(formats.doc(formats.SENTENCE))
    assert distinct(tmp_path / "信.wps", vocabulary, fields.ID_NUMBER) == 1


def test_what_is_not_read_stands_beside_what_is(tmp_path: Path, vocabulary: Vocabulary) -> None:
    locked = formats.seven_zipped({"a.csv": b"x"}, "secret")
    plain = files.csv_text(files.MEMBER_HEADER, files.members(9)).encode("gb18030")
    (tmp_path / "a.zip").write_bytes(formats.zipped({"锁.7z": locked, "会员.csv": plain}))
    found = sights(tmp_path / "a.zip", vocabulary)
    assert found[fields.MOBILE][0].distinct == 9
    assert "锁.7z" in found[UNREADABLE][0].reason
