"""Certificate and register on paper, read back: what is printed is what was counted."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from desktop.certificate.document import scan_code, write_certificate
from desktop.certificate.records import Facts
from desktop.certificate.register_paper import write_register
from tests.certificate import stage


def text_of(path: Path) -> list[str]:
    document = pdfium.PdfDocument(path)
    try:
        pages = [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    finally:
        document.close()
    return [re.sub(r"\s", "", page.replace("￾", "")) for page in pages]


def drawn(path: Path, facts: Facts) -> list[str]:
    write_certificate(path, facts, stage.MANIFEST)
    return text_of(path)


def test_everything_destroyed(tmp_path: Path) -> None:
    facts = stage.complete()
    pages = drawn(tmp_path / "a.pdf", facts)
    first = pages[0]
    assert "全部销毁" in first
    assert "应销毁10项，已销毁10项（其中1项凭受托方书面确认），例外0项" in first
    for figure in ("61,480条", "6,317人", "1,874页", "3件", "3组"):
        assert figure in first
    assert "例外无。" in first
    assert stage.MANIFEST.upper() in first
    assert "本证明由本店自行出具" in first
    assert "摘要用于发现改动，不代替签名和盖章" in first
    assert "固态硬盘" not in first, "only the limits that apply"
    assert all(number in page for page in pages for number in ("第", "共"))
    assert len(pages) == 4


def test_exceptions_stand_first_with_cause_step_date_and_person(tmp_path: Path) -> None:
    first = drawn(tmp_path / "b.pdf", stage.with_exceptions())[0]
    assert "有例外" in first
    assert "已删除但不能排除残留1项，例外2项" in first
    assert "例外2项：未销毁1项，未确认1项" in first
    for words in (
        "坏扇区37处，不能覆写",
        "加封（封条0231），物理销毁",
        "2026年12月28日",
        "陈范文",
        "没有回函，是否删除不明",
    ):
        assert words in first
    assert "文件级删除不等于介质清除" in first


def test_a_stopped_erasure_has_another_title_and_no_digest(tmp_path: Path) -> None:
    first = drawn(tmp_path / "c.pdf", stage.unfinished())[0]
    assert "个人信息销毁进度单" in first
    assert "证明" not in first.replace("不是证明", "").replace("本证明", "")
    assert "未做1项" in first
    assert "证据包摘要" not in first


def test_practice_papers_say_so_on_every_page_and_have_no_seal_place(tmp_path: Path) -> None:
    facts = stage.facts(stage.good_rows() + stage.kept_rows(), practice=True)
    pages = drawn(tmp_path / "d.pdf", facts)
    assert all("演练" in page for page in pages)
    assert "盖章处" not in pages[0]


@pytest.mark.parametrize("make", [stage.complete, stage.with_exceptions, stage.awkward])
def test_figures_on_paper_equal_the_totals_and_nothing_leaves_its_frame(tmp_path: Path, make: object) -> None:
    assert callable(make)
    facts: Facts = make()
    path = tmp_path / "e.pdf"
    first = drawn(path, facts)[0]
    sums = facts.totals
    for words in (
        f"应销毁{sums.planned}项",
        f"已销毁{sums.destroyed}项",
        f"例外{sums.exceptions}项",
        f"{sums.records_destroyed:,}条",
        f"{sums.people:,}人",
    ):
        assert words in first
    document = pdfium.PdfDocument(path)
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        words = page.get_textpage()
        for place in range(words.count_rects()):
            left, bottom, right, top = words.get_rect(place)
            assert 20 < left < right < width - 20, (number, words.get_text_bounded(left, bottom, right, top))
            assert 20 < bottom < top < height - 20
    document.close()


def test_a_superseding_certificate_names_the_earlier_one_and_why(tmp_path: Path) -> None:
    first = drawn(tmp_path / "f.pdf", stage.awkward())[0]
    assert "取代XH-7KQ4-002-7，原因：短信平台补来书面回函，另有一个文件补做" in first
    assert "所告知的期限未满即销毁，原因：房东要求十二月底以前交房" in first
    assert "䶮㛃𠅤𬱖" in first


def test_the_code_holds_number_day_status_and_digest() -> None:
    assert scan_code(stage.complete(), stage.MANIFEST) == f"PC1:XH-7KQ4-003-T:20261218:A:{stage.MANIFEST.upper()}"
    assert scan_code(stage.with_exceptions(), stage.MANIFEST).split(":")[3] == "E"


def test_the_register_has_every_row_and_its_page_sums(tmp_path: Path) -> None:
    path = tmp_path / "r.pdf"
    write_register(path, stage.with_exceptions())
    text = "".join(text_of(path))
    for row in stage.with_exceptions().rows:
        assert f"{row.quantity:,}{row.unit}" in text
        assert row.rule_id in text
    assert "例外1：坏扇区37处，不能覆写" in text
    assert sum(map(int, re.findall(r"销毁(\d+)项", text))) == 10
    assert sum(map(int, re.findall(r"封存(\d+)项", text))) == 3
    for field in ("规则文件2026-11-21版", "9C41⋯07E2", "药店闭店助手0.1.0", "0999-5550102", "敏感", "起算日",
                  "2026-11-30最后一张处方", "2027-01-01会计年度终了后的第一天"):  # fmt: skip
        assert field in text


def test_the_media_list_names_each_device(tmp_path: Path) -> None:
    path = tmp_path / "m.pdf"
    write_register(path, stage.complete())
    last = text_of(path)[-1]
    for words in (
        "介质清单",
        "金士顿",
        "例0007、例0008",
        "32GB",
        "交专业公司：样例物资公司，J-018，Z-2026-118",
        "不详",
    ):
        assert words in last
