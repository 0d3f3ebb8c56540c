"""Chinese lines: what may not begin or end one, what stays together, and that nothing is lost."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.documents.breaks import CLOSING, NO_END, NO_START, OPENING
from desktop.documents.faces import Align, Face
from desktop.documents.lines import AIR, STRETCH, Line, Run, marked, paragraph, single

HAN = "停业告知信药店顾客您好个人信息保护法依照第删除封存处方会员资料手机号码出生日期积分和联系记录"
PIECES = st.one_of(
    st.text(HAN, min_size=1, max_size=12),
    st.sampled_from([*sorted(CLOSING | OPENING), "……", "——", "·"]),
    st.sampled_from(["2026年11月30日", "12条", "第四十七条", "5,902人", "XH-7KQ4-003-T", "SSD", "U", "37%", "30℃"]),
)
PARAGRAPHS = st.lists(PIECES, min_size=1, max_size=30).map("".join)
LETTER = (
    "二、封存。您的处方依照《药品经营和使用质量监督管理办法》第四十二条须保留不少于五年，现在不能删除。本店停止使用处方，"
    "只作封存保管，最晚至2031年11月30日，到期销毁；届时有投诉、诉讼、检查没有了结的，了结后销毁。保管人郑虚构，"
    "电话0999-5550123。处方属于敏感个人信息，封存是依法保存所必需；一旦泄露，可能让他人得知您的用药情况（包括慢病），"
    "所以封箱上锁，启封必须登记。您可以做的：2026年12月11日前，要求查阅、复制、更正“个人信息”，我们最迟三十天内答复。"
)


def measure(text: str, face: Face) -> list[float]:
    """Han and Chinese marks are one em wide, everything else half."""
    return [0.5 if ord(character) < 0x2000 else 1.0 for character in text]


def broken(text: str, width: float, *, indent: float = 0.0, align: Align = Align.JUSTIFY) -> tuple[Line, ...]:
    return paragraph((Run(text, Face.SERIF),), width, measure, indent=indent, align=align)


def total(line: Line) -> float:
    """The width of a line added up from its characters, with the right half of a last mark left out."""
    width = sum(w + a for span in line.spans for w, a in zip(measure(span.text, span.face), span.after, strict=True))
    return width - (0.5 if line.text[-1] in CLOSING else 0.0)


def runs_of_marks_too_long(text: str, width: float) -> bool:
    """Whether marks that may not part are longer than a line: then no rule can be kept."""
    longest, run = 0, 0
    for before, after in itertools.pairwise(text):
        run = run + 1 if after in NO_START or before in NO_END else 0
        longest = max(longest, run)
    return longest + 12 > width


@settings(max_examples=400, deadline=None)
@given(PARAGRAPHS, st.integers(16, 60), st.sampled_from([Align.JUSTIFY, Align.LEFT]), st.sampled_from([0.0, 2.0]))
def test_no_line_begins_or_ends_with_a_forbidden_mark(text: str, width: int, align: Align, indent: float) -> None:
    lines = broken(text, width, indent=indent, align=align)
    assert "".join(line.text for line in lines) == text
    for place, line in enumerate(lines):
        room = width - (indent if place == 0 else 0)
        assert line.width <= room + 1e-6
        assert all(-1.001 <= after <= AIR + STRETCH + 1e-6 for span in line.spans for after in span.after)
    if runs_of_marks_too_long(text, width):
        return
    for before, after in itertools.pairwise(lines):
        assert after.text[0] not in NO_START
        assert before.text[-1] not in NO_END


@pytest.mark.parametrize("width", range(12, 72))
def test_a_real_letter_at_sixty_widths(width: int) -> None:
    lines = broken(LETTER, width, indent=2)
    assert "".join(line.text for line in lines) == LETTER
    for before, after in itertools.pairwise(lines):
        assert after.text[0] not in NO_START
        assert before.text[-1] not in NO_END
        for whole in ("第四十七条", "第四十二条", "0999-5550123", "2031年", "11月", "30日", "2026年", "12月", "11日"):
            assert not splits(before.text, after.text, whole)
        if width > 30:
            assert not splits(before.text, after.text, "2031年11月30日")
            assert not splits(before.text, after.text, "2026年12月11日")
    shown = [character for character in lines[-1].text if character not in CLOSING | OPENING]
    assert len(shown) > 2


def splits(before: str, after: str, whole: str) -> bool:
    """Whether the break between two lines goes through `whole`."""
    return any(before.endswith(whole[:cut]) and after.startswith(whole[cut:]) for cut in range(1, len(whole)))


@pytest.mark.parametrize("width", range(20, 60, 3))
def test_justified_lines_are_all_as_wide_as_the_paragraph(width: int) -> None:
    lines = broken(LETTER, width)
    for line in lines[:-1]:
        assert line.width == pytest.approx(width)
        assert total(line) + min(line.x, 0) == pytest.approx(width)
    assert lines[-1].width <= width


def test_marks_beside_marks_are_half_wide_and_hang_at_both_ends() -> None:
    def after(text: str) -> tuple[float, ...]:
        return single((Run(text, Face.SANS),), measure).spans[0].after

    assert after("法》，依") == (0, -0.5, 0, 0)
    assert after("法》（依") == (0, -0.5, 0, 0)
    assert after("店（《法") == (-0.5, 0, 0, 0)
    assert after("。”") == (-0.5, 0)
    assert single((Run("完。", Face.SANS),), measure).width == 1.5
    first = broken("《个人信息保护法》规定的义务应当履行", 12)[0]
    assert first.x == -0.5
    assert first.width <= 12


def test_air_stands_between_han_and_latin_but_not_beside_marks() -> None:
    def gaps(text: str) -> list[float]:
        return [round(after, 2) for after in single((Run(text, Face.SANS),), measure).spans[0].after]

    assert gaps("共12人") == [AIR, 0, AIR, 0]
    assert gaps("（12）") == [0, 0, 0, 0]
    assert gaps("共 12人") == [0, 0, 0, AIR, 0]
    assert gaps("U盘") == [AIR, 0]


def test_emphasis_changes_the_face_and_nothing_else() -> None:
    runs = marked("**一、删除。**会员资料和**联系记录**，删除。", Face.SERIF)
    assert [run.face for run in runs] == [Face.SANS_BOLD, Face.SERIF, Face.SANS_BOLD, Face.SERIF]
    lines = paragraph(runs, 8, measure)
    assert "".join(line.text for line in lines) == "一、删除。会员资料和联系记录，删除。"
    faces = {character: span.face for line in lines for span in line.spans for character in span.text}
    assert faces["联"] is Face.SANS_BOLD
    assert faces["员"] is Face.SERIF
    plain = paragraph((Run("一、删除。会员资料和联系记录，删除。", Face.SERIF),), 8, measure)
    assert [line.text for line in plain] == [line.text for line in lines]


def test_a_word_longer_than_a_line_is_cut_rather_than_lost() -> None:
    text = "摘要" + "0123456789ABCDEF" * 4 + "。"
    lines = broken(text, 10)
    assert "".join(line.text for line in lines) == text
    assert all(line.width <= 10 for line in lines)
    assert lines[-1].text != "。"


def test_spaces_vanish_at_the_ends_of_lines_only() -> None:
    text = "执行人　陈范文　监销人　周样本　批准人　林示例"
    for width in range(5, 20):
        lines = broken(text, width, align=Align.LEFT)
        assert all(line.text == line.text.strip() for line in lines)
        assert "".join(line.text for line in lines).replace("　", "") == text.replace("　", "")


def test_nothing_gives_no_lines() -> None:
    assert paragraph((), 10, measure) == ()
    assert single((), measure).spans == ()


def test_a_line_is_never_short_without_need() -> None:
    dice = random.Random(1)
    for _ in range(60):
        text = "".join(dice.choice(HAN) for _ in range(dice.randint(20, 200)))
        lines = broken(text, 20, align=Align.LEFT)
        assert len(lines) == -(-len(text) // 20)
