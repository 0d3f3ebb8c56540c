"""Cells that are not what their column was taken for: what comes late, what is squeezed in, what stands beside."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from desktop.inventory import fields, store
from desktop.inventory.columns import Vocabulary
from desktop.inventory.looking import Sight, look
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.session import Session
from tests.inventory import files

HEADER = ["单号", "商品", "备注"]
LATE, FILLED = 1100, 20


def note(n: int) -> str:
    return f"顾客{files.person_name(n)}电话{files.mobile(n)}身份证{files.id_number(n)}"


def late_rows() -> list[list[str]]:
    return [[str(n), "阿莫西林", "" if n < LATE else note(n)] for n in range(LATE + FILLED)]


def seen(path: Path, vocabulary: Vocabulary) -> dict[str, list[Sight]]:
    found: dict[str, list[Sight]] = {}
    for sight in look([path], vocabulary):
        found.setdefault(sight.kind, []).append(sight)
    return found


def counted(path: Path, vocabulary: Vocabulary, kind: str) -> int:
    return sum(sight.distinct for sight in seen(path, vocabulary).get(kind, []))


def table(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    return files.write_csv(path, header, rows)


def test_a_note_that_is_empty_for_a_thousand_rows_is_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = late_rows()
    book = files.write_xlsx(tmp_path / "销售.xlsx", {"一月": [HEADER, *rows]})
    lines = tmp_path / "销售.jsonl"
    records = (json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in rows)
    lines.write_text("\n".join(records), "utf-8")
    base = sqlite3.connect(tmp_path / "销售.db")
    base.execute("CREATE TABLE sale (单号 TEXT, 商品 TEXT, 备注 TEXT)")
    base.executemany("INSERT INTO sale VALUES (?, ?, ?)", rows)
    base.commit()
    base.close()
    for path in (table(tmp_path / "销售.csv", HEADER, rows), book, lines, tmp_path / "销售.db"):
        assert counted(path, vocabulary, fields.ID_NUMBER) == FILLED, path.suffix
        assert counted(path, vocabulary, fields.MOBILE) == FILLED, path.suffix


def test_the_scan_takes_late_notes_into_the_case(tmp_path: Path, session: Session) -> None:
    table(tmp_path / "pc" / "销售.csv", HEADER, late_rows())
    run_to_end(scan(session, tmp_path / "pc"))
    assert {person.mobile for person in store.subjects(session.vault)} == {
        files.mobile(n) for n in range(LATE, LATE + FILLED)
    }


def test_a_spare_column_put_to_use_late_is_found(tmp_path: Path, vocabulary: Vocabulary) -> None:
    def row(n: int) -> list[str]:
        return [files.person_name(n), files.mobile(n), files.id_number(n) if n >= LATE else "0"]

    rows = [row(n) for n in range(LATE + FILLED)]
    path = table(tmp_path / "会员.csv", ["姓名", "手机", "EXT_STR4"], rows)
    assert counted(path, vocabulary, fields.ID_NUMBER) == FILLED


def test_numbers_squeezed_into_a_column_of_something_else(tmp_path: Path, vocabulary: Vocabulary) -> None:
    def row(n: int) -> list[str]:
        second = files.mobile(n + 300)
        phone = f"{files.mobile(n)}/{second}" if n % 2 else f'"{files.mobile(n)}\n备用{second}"'
        talk = f"家属{files.person_name(n)}电话{files.mobile(n + 600)}身份证{files.id_number(n)}"
        return [
            files.person_name(n),
            phone if n < 20 else files.mobile(n),
            f"东门路{n}号 {files.mobile(n + 900)}",
            talk,
        ]

    path = table(tmp_path / "会员.csv", ["姓名", "手机号", "收货地址", "回访记录"], [row(n) for n in range(100)])
    assert counted(path, vocabulary, fields.ID_NUMBER) == 100
    # 80 alone in their column; 40 two by two; 100 in the addresses, 100 in the talks.
    assert counted(path, vocabulary, fields.MOBILE) == 80 + 40 + 200


def test_a_few_mobiles_among_codes_are_found_and_serial_numbers_are_not(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = [[str(n), "布洛芬", files.mobile(n) if n % 50 == 0 else "0.1g"] for n in range(1000)]
    assert counted(table(tmp_path / "库存.csv", ["单号", "商品", "规格"], rows), vocabulary, fields.MOBILE) == 20
    serial = [[f"{13_000_000_000 + n}", "布洛芬", f"{10_500_000_000 + n * 99_991_111}"] for n in range(1000)]
    rows = [[*row, files.mobile(n)] for n, row in enumerate(serial)]
    found = seen(table(tmp_path / "流水.csv", ["流水号", "商品", "djh", "手机"], rows), vocabulary)
    assert [(sight.column, sight.distinct) for sight in found[fields.MOBILE]] == [("手机", 1000)]


def test_cells_to_the_right_of_all_columns_are_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = [[files.person_name(n), files.mobile(n)] + [files.id_number(n)] * (n >= LATE) for n in range(LATE + FILLED)]
    assert counted(table(tmp_path / "会员.csv", ["姓名", "手机"], rows), vocabulary, fields.ID_NUMBER) == FILLED


def test_what_stands_beside_a_column_is_counted_with_it(tmp_path: Path, session: Session) -> None:
    rows = [[files.person_name(n), files.mobile(n), f"东门路{n}号 {files.mobile(n + 500)}"] for n in range(100)]
    table(tmp_path / "pc" / "会员.csv", ["姓名", "手机", "收货地址"], rows)
    run_to_end(scan(session, tmp_path / "pc"))
    source = store.sources(session.vault)[0]
    found = {finding.field_type: finding for finding in store.findings(session.vault, source.id)}
    assert (found[fields.MOBILE].total, found[fields.MOBILE].distinct) == (200, 200)
