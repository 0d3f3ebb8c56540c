"""The two papers with the worst they can be given: read back letter by letter, nothing lies over anything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
import pytest

from desktop.classification import assessment, papers, propose, store
from desktop.documents.document import LANDSCAPE, PORTRAIT
from desktop.inventory.records import GroupKind as K
from desktop.rules.records import Basis, Status
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import Role
from tests.classification.cases import add_group, new_session
from tests.shop.cases import PEOPLE, SHOP

MM = 25.4 / 72
GROUPS = 300
FORTY = "二〇二六年度解放路总店与河东分店会员储值积分兑换及慢病随访用药记录明细汇总表（终）"
LATIN = "W" * 40
REASON = "当地药监部门书面要求继续保存，" * 60
KINDS = (K.MEMBERSHIP, K.PRESCRIPTION, K.SALE, K.COMPLAINT, K.MARKETING, K.EPIDEMIC_REGISTER)


@dataclass(frozen=True, slots=True)
class Letter:
    """One printed character, mm from the top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def letters(pdf: bytes) -> list[list[Letter]]:
    """Every character of every page that leaves ink."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        high, text = page.get_height(), page.get_textpage()
        words = text.get_text_range()
        found = []
        for number in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(number)
            if right - left > 0.01 and top - bottom > 0.01:
                found.append(
                    Letter(words[number : number + 1], *(v * MM for v in (left, high - top, right, high - bottom)))
                )
        pages.append(found)
    document.close()
    return pages


def over_each_other(page: list[Letter]) -> list[tuple[Letter, Letter]]:
    """Pairs of letters that share more than a hair of paper."""
    slack, found = 0.25, []
    ordered = sorted(page, key=lambda one: one.top)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.top > one.bottom - slack:
                break
            if one.left < other.right - slack and other.left < one.right - slack and other.bottom - other.top > slack:
                found.append((one, other))
    return found


def raw_text(pdf: bytes) -> str:
    """With its line ends."""
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def plain(pdf: bytes) -> str:
    return raw_text(pdf).replace("\r", "").replace("\n", "")


def check(pdf: bytes) -> None:
    """Inside the type area on every page, and nothing over anything else."""
    for number, page in enumerate(letters(pdf)):
        assert page
        area = LANDSCAPE if max(one.right for one in page) > 210 else PORTRAIT
        high = 210 if area is LANDSCAPE else 297
        for one in page:
            inside = area.left - 1.6 <= one.left and one.right <= area.right + 1.6 and 10 <= one.top <= high - 10
            assert inside, (number, one)
        assert not over_each_other(page), number


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = new_session(tmp_path / "shop.case")
    vault = made.vault
    shop.save_shop(vault, replace(SHOP, name=FORTY, address=FORTY))
    for someone in PEOPLE:
        if someone.role is not Role.WITNESS:
            shop.save_person(vault, replace(someone, name=FORTY, post=FORTY))
    yield made
    vault.close()


def worst(session: Session) -> None:
    """Three hundred groups with long names; every decision rests on twelve articles, some have a long reason."""
    vault = session.vault
    for number in range(GROUPS):
        name = (LATIN if number % 50 == 7 else FORTY)[:-3] + f"{number:03}"
        add_group(
            vault,
            name,
            "file",
            KINDS[number % len(KINDS)],
            99_999_999,
            99_999_999,
            date(2025, 3, 1),
            ("name", "medicine"),
        )
    for question, value in (("narcotics", "no"), ("online", "no"), ("devices", "none"), ("prepaid", "no")):
        store.give_answer(vault, question, None, value)
    propose.propose_now(session)
    basis = tuple(
        Basis(
            f"药品经营和使用质量监督管理办法（第{n}号令）",
            "第四十二条第一款第（二）项",
            True,
            "按规定保存不少于五年。",
            date(2024, 1, 1),
            Status.READ,
        )
        for n in "一二三四五六七八九十百千"
    )
    store.put_back(
        vault,
        [
            replace(one, basis=basis, owner_reason=REASON if number % 60 == 1 else "")
            for number, one in enumerate(store.decisions(vault))
        ],
    )


def test_three_hundred_groups_of_long_names_with_twelve_articles_each(session: Session) -> None:
    worst(session)
    pdf = papers.write_table(session)
    check(pdf)
    assert raw_text(pdf).count("99,999,999") >= 2 * GROUPS, "no number is broken in two"
    text = plain(pdf)
    for number in range(GROUPS):
        assert f"{number:03}" in text
    assert text.count(FORTY[:37]) >= GROUPS - 10
    assert text.count("（第千号令）》第四十二条第一款第（二）项") >= GROUPS - 60, "the twelfth article of each"
    assert text.count("书面要求") == 60 * GROUPS // 60, "not one word of the long reasons is lost"


def test_the_report_holds_forty_characters_and_long_texts(session: Session) -> None:
    worst(session)
    for field, value in (("impact", "high"), ("likelihood", "medium"), ("residual", "low")):
        assessment.save(session, field, value)
    for field in ("purpose", "necessity", "risks", "measures", "assessor"):
        assessment.save(session, field, f"{FORTY}。{LATIN}。" * (1 if field == "assessor" else 30))
    pdf = papers.write_assessment(session)
    check(pdf)
    assert plain(pdf).count(LATIN) == 4 * 30 + 1


def test_an_act_is_named_once_with_all_its_articles(session: Session) -> None:
    group = add_group(session.vault, "处方", "file", K.PRESCRIPTION, newest=date(2025, 3, 1))
    store.give_answer(session.vault, "narcotics", None, "no")
    propose.propose_now(session)
    made = store.decision(session.vault, group)
    assert made is not None
    first = made.basis[0]
    more = (replace(first, article="第一条"), replace(first, article="第九条", article_verified=False), first)
    store.put_back(session.vault, [replace(made, basis=(first, *more))])
    text = plain(papers.write_table(session))
    assert f"《{first.law}》{first.article}、第一条。" in text
    assert "第九条" not in text.partition("法条原文")[0], "a number nobody has verified is not printed"


def test_the_picture_on_paper_says_people_and_records(session: Session) -> None:
    vault = session.vault
    add_group(vault, "短信平台", "third_party", K.MARKETING, 3100, 3100, fields=("mobile",))
    add_group(vault, "处方（纸质）", "paper", K.PRESCRIPTION, 12, None, date(2025, 12, 31))
    add_group(vault, FORTY * 4, "file", K.MARKETING, 5, 5, fields=("mobile",))
    propose.propose_now(session)
    pdf = papers.write_table(session)
    check(pdf)
    first = "".join(one.text for one in letters(pdf)[0])
    assert "3,100人，3,100条" in first
    assert "人数不详，12条" in first
    document = pypdfium2.PdfDocument(pdf)
    kinds = [thing.type for thing in document[0].get_objects()]
    curved = [thing for thing in document[0].get_objects() if thing.type == raw.FPDF_PAGEOBJ_PATH and _bends(thing)]
    assert len(curved) >= 2, "bands are vectors"
    assert raw.FPDF_PAGEOBJ_IMAGE not in kinds
    document.close()


def _bends(path: pypdfium2.PdfObject) -> bool:
    segments = (raw.FPDFPath_GetPathSegment(path, n) for n in range(raw.FPDFPath_CountSegments(path)))
    return any(raw.FPDFPathSegment_GetType(one) == raw.FPDF_SEGMENT_BEZIERTO for one in segments)
