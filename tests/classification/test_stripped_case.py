"""A table of sales loses its identity in a real case: file, journal, decision, plan of destruction, paper."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from desktop.classification import papers, propose, store, store_strip, strip_writing
from desktop.classification.records import Disposition
from desktop.classification.records_strip import StrippedFile
from desktop.classification.stripping import StripPlan, Way
from desktop.erasure import planning
from desktop.erasure.records import PlannedItem
from desktop.errors import OwnerError
from desktop.inventory import store as inventory
from desktop.jobs.job import run_to_end
from desktop.rules.stripping import load_stripping
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import Route
from desktop.words import zh
from tests.classification.sales import HEADER, IDENTITY, imported, sales
from tests.erasure.stage import GROUND

RULES = load_stripping()
COMPARED = ("销售时间", "性别", "年龄", "商品名称")
RECENT = date(2026, 3, 1)


def surveyed(session: Session, group: int) -> StripPlan:
    return run_to_end(strip_writing.survey(session, group, RULES))


def written(session: Session, group: int, plan: StripPlan, path: Path) -> StrippedFile:
    return run_to_end(strip_writing.write(session, group, plan, RULES, path, "报税"))


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def planned(session: Session) -> dict[str, PlannedItem]:
    return {item.label: item for item in planning.draft(session, GROUND)}


def seen(cells: list[str]) -> tuple[str, ...]:
    """What others may know of a row, made coarser by hand."""
    age = int(cells[6]) // 10 * 10
    return cells[1][:7], cells[5], f"{age}–{age + 9}", cells[7]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "").replace("\n", "")


def test_old_sales_are_kept_without_identity_and_the_table_goes(session: Session, tmp_path: Path) -> None:
    rows = sales(600, 60)
    group = imported(session, tmp_path, rows)
    assert store.decisions(session.vault)[0].disposition is Disposition.DELETE
    plan = surveyed(session, group)
    found = run_to_end(strip_writing.check(session, group, plan, RULES))
    assert found.rows_out > 0
    assert len(found.examples) <= 5
    target = tmp_path / "out" / "销售.csv"
    target.parent.mkdir()
    file = written(session, group, plan, target)

    # by hand, with nothing of the program: persons who look alike in what others may know
    header = next(csv.reader(io.StringIO(target.read_bytes().decode("utf-8-sig"))))
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert header == ["销售时间", "性别", "年龄", "商品名称", "数量", "金额"]
    lines = read(target)
    alike = Counter(tuple(line[name] for name in COMPARED) for line in lines)
    assert min(alike.values()) >= 5
    people: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for cells in rows:
        people[seen(cells)].add(cells[2])
    assert file.smallest == min(len(people[key]) for key in alike) >= 5
    assert file.rows == len(lines) == sum(len(people[seen(cells)]) >= 5 for cells in rows)
    assert file.left_out == found.rows_out == 600 - file.rows
    assert not [line for line in lines if line["商品名称"] == "罕见病专用药"]
    assert sum(float(line["金额"]) for line in lines) > 0
    _holds_nobody(rows, target)

    assert file.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert file.book_sha256 == hashlib.sha256(file.book.read_bytes()).hexdigest()
    (line,) = [entry for entry in session.vault.journal() if entry.act == "classification.stripped"]
    assert json.loads(line.detail)["sha256"] == file.sha256
    assert store.decisions(session.vault)[0].disposition is Disposition.ANONYMISE
    assert zh(store_strip.standing(session.vault, file).word) == "匿名化"
    plan_now = planned(session)
    assert "销售流水.csv" in plan_now
    assert not plan_now["销售流水.csv"].on_hold
    assert not {"销售.csv", "销售.xlsx"} & set(plan_now)


def _holds_nobody(rows: list[list[str]], target: Path) -> None:
    """No identifying value in the bytes of the file, nor in those of the workbook beside it."""
    with zipfile.ZipFile(target.with_suffix(".xlsx")) as book:
        data = target.read_bytes() + b"".join(book.read(name) for name in book.namelist())
    values = {cells[at] for cells in rows for at in (0, *IDENTITY)}
    assert [value for value in values if value.encode() in data] == []


def test_sealed_sales_are_only_de_identified_and_the_file_goes_as_well(session: Session, tmp_path: Path) -> None:
    group = imported(session, tmp_path, sales(600, 60, RECENT))
    (made,) = store.decisions(session.vault)
    assert made.disposition is Disposition.SEAL
    file = written(session, group, surveyed(session, group), tmp_path / "统计.csv")
    standing = store_strip.standing(session.vault, file)
    assert zh(standing.word) == "只是去标识化"
    assert file.clean
    assert [zh(sentence)[:2] for sentence in standing.lacks] == ["原表"]
    assert store.decisions(session.vault) == (made,)
    items = planned(session)
    for path in (file.path, file.book):
        item = items[path.name]
        assert item.path == path
        assert item.expected_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert not item.on_hold
    store.place_hold(session.vault, "HOLD-DISPUTE", group_id=group)
    assert planned(session)[file.path.name].on_hold


def test_a_company_that_goes_on_keeps_the_file_with_the_table(session: Session, tmp_path: Path) -> None:
    shop.choose_route(session.vault, Route.SHARE_SALE)
    group = imported(session, tmp_path, sales(300, 60, RECENT))
    file = written(session, group, surveyed(session, group), tmp_path / "统计.csv")
    assert not store_strip.standing(session.vault, file).anonymous
    assert file.path.name not in planned(session)


def test_a_serial_number_that_stays_keeps_the_word_away(session: Session, tmp_path: Path) -> None:
    group = imported(session, tmp_path, sales(600, 60))
    plan = surveyed(session, group).with_way(0, Way.KEPT)
    file = written(session, group, plan, tmp_path / "统计.csv")
    assert (file.links, file.clean) == (True, False)
    assert not store_strip.standing(session.vault, file).anonymous
    assert store.decisions(session.vault)[0].disposition is Disposition.DELETE
    assert file.path.name in planned(session)


def test_rows_that_stand_out_can_be_kept_but_the_word_goes(session: Session, tmp_path: Path) -> None:
    group = imported(session, tmp_path, sales(600, 60))
    plan = replace(surveyed(session, group), leave_out=False)
    file = written(session, group, plan, tmp_path / "统计.csv")
    assert (file.rows, file.left_out) == (600, 0)
    assert file.standing_out > 0
    assert not store_strip.standing(session.vault, file).anonymous


def test_the_word_goes_when_the_original_stays_after_all(session: Session, tmp_path: Path) -> None:
    group = imported(session, tmp_path, sales(600, 60))
    file = written(session, group, surveyed(session, group), tmp_path / "统计.csv")
    assert store_strip.anonymous_groups(session.vault) == {group}
    assert "匿名化" in text_of(papers.write_table(session))
    store.place_hold(session.vault, "HOLD-DISPUTE", group_id=group)
    assert store_strip.anonymous_groups(session.vault) == frozenset()
    paper = text_of(papers.write_table(session))
    assert "匿名化" not in paper
    assert "去标识化" in paper
    assert not store_strip.standing(session.vault, file).anonymous


@pytest.mark.parametrize("stripped_is_the_copy", [True, False])
def test_a_copy_that_stays_keeps_the_word_away(session: Session, tmp_path: Path, stripped_is_the_copy: bool) -> None:
    rows = sales(100, 20)
    group = imported(session, tmp_path, rows)
    other = imported(session, tmp_path, [*rows, *sales(5, 5, RECENT)], "销售流水2.csv")
    with session.vault.change() as change:
        change.execute("UPDATE record_group SET copy_of = NULL")
        change.note("test.no_copy", "groups")
    store.confirm(session.vault, [group])
    assert group in store_strip.tables_going(session.vault)
    copy, of = (group, other) if stripped_is_the_copy else (other, group)
    with session.vault.change() as change:
        change.execute("UPDATE record_group SET copy_of = ? WHERE id = ?", (of, copy))
        change.note("test.copy", f"group:{copy}")
    assert group not in store_strip.tables_going(session.vault)


def test_proposing_again_keeps_what_was_made_anonymous(session: Session, tmp_path: Path) -> None:
    group = imported(session, tmp_path, sales(600, 60))
    written(session, group, surveyed(session, group), tmp_path / "统计.csv")
    imported(session, tmp_path, sales(50, 50, RECENT), "另一张.csv")
    made = store.decision(session.vault, group)
    assert made is not None
    assert made.disposition is Disposition.ANONYMISE
    assert made.confirmed
    assert propose.propose_now(session) == 0


def test_every_row_that_stands_out_leaves_nothing_to_write(session: Session, tmp_path: Path) -> None:
    group = imported(session, tmp_path, sales(4, 4))
    with pytest.raises(OwnerError, match="一行也留不下来"):
        written(session, group, surveyed(session, group), tmp_path / "统计.csv")
    assert not (tmp_path / "统计.csv").exists()
    assert store_strip.files(session.vault) == ()


@pytest.mark.parametrize("name", ["销售流水.csv", "统计.txt"])
def test_the_file_never_takes_the_place_of_another(session: Session, tmp_path: Path, name: str) -> None:
    group = imported(session, tmp_path, sales(60, 10))
    before = (tmp_path / "销售流水.csv").read_bytes()
    with pytest.raises(OwnerError, match="不能用这个文件名"):
        written(session, group, surveyed(session, group), tmp_path / name)
    assert (tmp_path / "销售流水.csv").read_bytes() == before


def test_stopped_half_way_nothing_stands_under_the_name(session: Session, tmp_path: Path) -> None:
    group = imported(session, tmp_path, sales(6000, 60))
    folder = tmp_path / "out"
    folder.mkdir()
    job = strip_writing.write(session, group, surveyed(session, group), RULES, folder / "统计.csv", "报税")
    for step in job:
        if step.item == "统计.csv":
            break
    job.close()
    assert list(folder.iterdir()) == []
    assert store_strip.files(session.vault) == ()
    file = written(session, group, surveyed(session, group), folder / "统计.csv")
    assert file.rows > 0


def test_persons_are_found_when_the_file_is_read_again(session: Session, tmp_path: Path) -> None:
    bad = tmp_path / "漏.csv"
    bad.write_text("销售时间,商品\n2018-03,感冒灵\n2018-03,联系 19900001234\n", "utf-8-sig")
    good = tmp_path / "好.csv"
    good.write_text("销售时间,商品\n2018-03,感冒灵\n", "utf-8-sig")
    assert run_to_end(strip_writing.persons_in(session, [good])) == frozenset()
    assert run_to_end(strip_writing.persons_in(session, [good, bad])) == {"mobile"}
    assert run_to_end(strip_writing.persons_in(session, [tmp_path / "没有.csv"])) == {"unreadable"}


def test_formulas_in_the_table_are_text_in_the_file(session: Session, tmp_path: Path) -> None:
    rows = sales(600, 60)
    for cells in rows:
        cells[7] = "=1+1"
    group = imported(session, tmp_path, rows)
    written(session, group, surveyed(session, group), tmp_path / "统计.csv")
    assert {line["商品名称"] for line in read(tmp_path / "统计.csv")} == {"'=1+1"}


def test_the_columns_of_the_table_are_still_there(session: Session, tmp_path: Path) -> None:
    group = imported(session, tmp_path, sales(60, 10))
    assert tuple(column.header for column in inventory.columns(session.vault, group)) == HEADER
    assert [found.id for found in strip_writing.can_be_stripped(session)] == [group]
