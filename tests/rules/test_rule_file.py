"""A rule file for a case: all faults at once with their lines, local rules that only lengthen, rubbish refused."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import OwnerError
from desktop.resources import resource
from desktop.rules.loader import load
from desktop.rules.local import as_text, local_rule, with_local, without_local
from desktop.rules.records import Basis, RetentionRule, RuleBook, Status, Term
from desktop.rules.rule_file import MOST_BYTES, added, book_of, newer, read, taken_out
from desktop.rules.source import RuleFault, RuleFaults
from desktop.words import catalogue

TODAY = date(2026, 11, 21)
NAME = "新规则.toml"
LOCAL = """
[[local_rule]]
id = "LOCAL-1"
name = "某市医保协议"
applies_to = ["insurance"]
terms = [{ years = 12, from = "record_date" }]
basis = [
  { law = "某市医保服务协议", article = "第九条", quote = "资料保存十二年", effective = "2026-01-01", status = "F" },
]
"""


@cache
def program() -> RuleBook:
    return load()


def shipped() -> str:
    return resource("rules", "retention-rules.toml").read_text("utf-8")


def told(text: str, *, in_force: RuleBook | None = None) -> list[tuple[int, str]]:
    """Line and words (in Chinese) of every fault."""
    with pytest.raises(RuleFaults) as caught:
        newer(NAME, text.encode(), in_force or program(), program(), TODAY)
    assert {fault.file for fault in caught.value.faults} == {NAME}
    return [(fault.line, str(fault.what)) for fault in caught.value.faults]


def line_of(text: str, words: str) -> int:
    return text[: text.rindex(words)].count("\n") + 1


def test_the_shipped_file_is_its_own_successor() -> None:
    book = newer(NAME, shipped().encode(), program(), program(), TODAY)
    assert book == program()
    assert hashlib.sha256(book.text).hexdigest() == book.digest


def test_a_newer_file_with_a_question_of_its_own() -> None:
    text = shipped().replace('as_of = "2026-11-21"', 'as_of = "2026-11-20"')
    text = text.replace(
        'terms = [{ years = 5, from = "dispense_date" }]', 'terms = [{ years = 8, from = "dispense_date" }]', 1
    )
    text += """
[[question]]
id = "toxic"
scope = "case"
kinds = ["prescription"]
text = "店里有毒性药品处方吗？"
choices = [{ value = "yes", text = "有" }, { value = "no", text = "没有" }]
"""
    book = newer(NAME, text.encode(), program(), program(), TODAY)
    assert book.as_of == date(2026, 11, 20)
    assert book.rule("RX-GEN").terms == (Term(8, 0, 0, "dispense_date"),)
    assert [q.id for q in book.questions] == [*(q.id for q in program().questions), "toxic"]
    assert book.fields == program().fields


SPOILT = (
    ('id = "RX-TOX"', 'id = "RX-GEN"', "出现了两次"),
    ('applies_to = ["care_file"]\ncontains_pi', 'applies_to = ["care_fil"]\ncontains_pi', "care_fil"),
    ('effective = "1988-12-27"', 'effective = "1988-13-27"', "日期"),
    ('on_expiry = "keep_or_destroy"', 'on_expiry = "burn"', "burn"),
    ('"2007-05-01", status = "F2"', '"2007-05-01", status = "X"', "status"),
    ("terms = [{ months = 6", "terms = [{ mnths = 6", "mnths"),
    ("terms = [{ days = 30", "terms = [{ days = 99999", "100"),
    ('child_rule = "DEL-CHILD"', 'child_rule = "DEL-MEMBER"', "DEL-CHILD"),
    ('short = "Video: thirty days"', 'shrt = "Video: thirty days"', "shrt"),
    ('as_of = "2026-11-21"', 'as_of = "2027-01-01"', "还没有到"),
    ('id = "HOLD-UNSETTLED"', 'id = "HOLD-OTHER"', "HOLD-UNSETTLED"),
)  # fmt: skip


def test_all_faults_at_once_each_with_its_line_in_chinese() -> None:
    text, lines = shipped(), []
    for old, new, _ in SPOILT:
        assert old in text, old
        text = text.replace(old, new, 1)
    at = text.index('id = "DEL-MARKETING"')
    start = text.index("basis = [", at)
    text = text[:start] + "basis = []" + text[text.index("\n]\n", start) + 2 :]
    text += """
[[question]]
id = "one"
scope = "case"
kinds = ["sale"]
after = { question = "two", answers = ["yes"] }
text = "一？"
choices = [{ value = "yes", text = "是" }, { value = "no", text = "否" }]

[[question]]
id = "two"
scope = "case"
kinds = ["sale"]
after = { question = "one", answers = ["yes"] }
text = "二？"
choices = [{ value = "yes", text = "是" }, { value = "no", text = "否" }]
"""
    found = told(text)
    for _, new, word in SPOILT:
        lines.append((line_of(text, new.split("\n")[0]), word))
    lines.append((line_of(text, "basis = []"), "没有写依据"))
    lines.append((line_of(text, 'after = { question = "two"'), "绕回"))
    lines.append((line_of(text, 'after = { question = "one"'), "绕回"))
    lines[10] = (1, "HOLD-UNSETTLED")
    for line, word in lines:
        assert any(line == there and word in words for there, words in found), (line, word, found)
    assert len(found) <= len(lines) + 4, found
    assert not [words for _, words in found if words in catalogue()], "said in English"


def test_slips_of_the_pen_are_all_told_and_name_no_rule_that_is_only_misspelt() -> None:
    text = shipped()
    text = text.replace('confidence = "high"', 'confidence = "high', 1)
    text = text.replace('id = "DEL-DEFAULT"\nname', 'id = "DEL-DEFAULT"\nname name', 1)
    text = text.replace('short = "Video: thirty days"', "short = Video", 1)
    found = told(text)
    wanted = [line_of(text, 'confidence = "high\n'), line_of(text, "name name"), line_of(text, "short = Video")]
    assert sorted(wanted) == [line for line, _ in found]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('basis = [\n  { law = "某市医保服务协议"', 'basis = []\nrest = [\n  { law = "某市医保服务协议"', "没有写依据"),
        ("years = 12", "years = 5", "只能更长"),
        ("years = 12", "years = 2", "只能更长"),
        ('id = "LOCAL-1"', 'id = "RX-GEN"', "法定规则的编号"),
        ('["insurance"]', '["insurance", "epidemic_register"]', "法律要求销毁"),
        ('["insurance"]', '["backup"]', "副本"),
        ('["insurance"]', '["insurances"]', "insurances"),
        ("terms = [{", 'default_action = "delete"\nterms = [{', "default_action"),
        ("terms = [{", "permanent = true\nterms = [{", "permanent"),
        ("[{ years = 12, from = \"record_date\" }]", "[]", "没有写保存多久"),
    ],
)  # fmt: skip
def test_a_local_rule_that_shortens_or_rests_on_nothing_is_refused(old: str, new: str, word: str) -> None:
    assert old in LOCAL
    assert any(word in words for _, words in told(LOCAL.replace(old, new, 1)))
    assert any(word in words for _, words in told(shipped() + LOCAL.replace(old, new, 1)))


def test_local_rules_come_alone_stay_with_a_newer_file_and_can_be_taken_out() -> None:
    alone = newer("本地.toml", LOCAL.encode(), program(), program(), TODAY)
    assert [rule.id for rule in alone.local] == ["LOCAL-1"]
    assert len(alone.retention) == len(program().retention) + 1
    assert alone.digest == hashlib.sha256(alone.text).hexdigest() != program().digest
    later = shipped().replace('as_of = "2026-11-21"', 'as_of = "2026-11-20"')
    kept = newer(NAME, later.encode(), alone, program(), TODAY)
    assert kept.local == alone.local
    assert kept.as_of == date(2026, 11, 20)
    assert taken_out("LOCAL-1", alone, program()) == program()
    assert not taken_out("LOCAL-1", kept, program()).local
    with pytest.raises(RuleFaults):
        newer("本地.toml", LOCAL.encode(), alone, program(), TODAY)


def test_the_local_rule_of_the_readme_is_one() -> None:
    lines = (resource("rules").parents[1] / "README.md").read_text("utf-8").splitlines()
    start = lines.index("    [[local_rule]]")
    text = "\n".join(lines[start : lines.index("    ]", start) + 1])
    assert newer("README.toml", text.encode(), program(), program(), TODAY).local


def test_a_local_rule_that_the_law_has_caught_up_with_stays_and_does_no_harm() -> None:
    alone = newer("本地.toml", LOCAL.encode(), program(), program(), TODAY)
    old = 'terms = [{ years = 5, from = "record_date" }]'
    assert old in shipped()
    longer = shipped().replace(old, 'terms = [{ years = 50, from = "record_date" }]')
    assert newer(NAME, longer.encode(), alone, program(), TODAY).local == alone.local


TEXTS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"], include_characters=' "\\'), min_size=1, max_size=40
).filter(str.strip)


@st.composite
def own_rules(draw: st.DrawFn) -> RetentionRule:
    status = draw(st.sampled_from(list(Status)))
    article = draw(st.sampled_from(["", "第九条", "穗医保〔2026〕3号"]))
    basis = Basis(
        draw(TEXTS), article, not article or status is not Status.KNOWN_ONLY, draw(TEXTS), date(2026, 1, 1), status
    )
    term = Term(draw(st.integers(51, 99)), draw(st.integers(0, 11)), draw(st.integers(0, 20)), "record_date")
    kinds = draw(st.lists(st.sampled_from(["sale", "membership", "insurance"]), min_size=1, unique=True))
    return local_rule(
        f"LOCAL-{draw(st.integers(1, 9))}", draw(TEXTS), tuple(kinds), (term,), (basis,), draw(TEXTS | st.just(""))
    )


@given(own_rules())
@settings(max_examples=60, deadline=None)
def test_a_local_rule_is_written_and_read_without_loss(rule: RetentionRule) -> None:
    book = added([rule], program(), program())
    assert book.local == (rule,)
    assert newer("", as_text(rule).encode(), program(), program(), TODAY) == book
    assert without_local(with_local(program().text, [rule]), rule.id) == program().text


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_whatever_is_in_a_file_it_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(RuleFaults) as caught:
        newer(NAME, content, program(), program(), TODAY)
    assert all(fault.line >= 1 and str(fault.what) for fault in caught.value.faults)


@given(
    st.integers(0, 46_000), st.integers(1, 300), st.sampled_from(["", "x", "\n", "[", '"', "= ", "}", "99999999999"])
)
@settings(max_examples=60, deadline=None)
def test_a_spoilt_file_is_either_understood_or_refused_with_lines(at: int, gone: int, put: str) -> None:
    text = shipped()
    text = text[:at] + put + text[at + gone :]
    faults: tuple[RuleFault, ...] = ()
    try:
        book = newer(NAME, text.encode(), program(), program(), TODAY)
    except RuleFaults as found:
        book, faults = program(), found.faults
    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in faults)
    assert book.rule(book.policy.default_rule)
    assert all(rule.basis for rule in book.retention)


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b"a = " + b"[" * 100_000, b"a.b." * 2_000 + b"c = 1", b"years = 1" + b"0" * 6_000, b"x = 1\n" * 2],
)
def test_what_would_make_a_reader_stumble_is_a_fault(content: bytes) -> None:
    with pytest.raises(RuleFaults):
        newer(NAME, content, program(), program(), TODAY)


def test_questions_without_end_are_a_fault() -> None:
    text = shipped()
    for number in range(12):
        text += f"""
[[question]]
id = "q{number}"
scope = "case"
kinds = ["sale"]
text = "？"
choices = [{{ value = "yes", text = "是" }}, {{ value = "no", text = "否" }}]
"""
    assert any("太多" in words for _, words in told(text))


def test_a_question_that_the_program_counts_on_keeps_its_answers() -> None:
    text = (
        shipped()
        + """
[[question]]
id = "backup-original"
scope = "group"
kinds = ["backup"]
text = "？"
choices = [{ value = "a", text = "是" }, { value = "b", text = "否" }]
"""
    )
    assert any("backup-original" in words for _, words in told(text))


def test_too_large_and_rubbish_are_a_sentence(tmp_path: Path) -> None:
    large, rubbish, gone = tmp_path / "大.toml", tmp_path / "照片.toml", tmp_path / "无.toml"
    large.write_bytes(b"# \xe8\xa7\x84\n" * 1_000_000)
    rubbish.write_bytes(bytes(range(1, 256)) * 50)
    for path, word in ((large, "太大"), (rubbish, "不是文字"), (gone, "读不了"), (tmp_path, "读不了")):
        with pytest.raises(OwnerError) as caught:
            read(path)
        said = [str(sentence) for sentence in caught.value.sentences()]
        assert word in said[0]
        assert "案卷继续使用原来的规则" in said[1]
    rubbish.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    with pytest.raises(OwnerError):
        read(rubbish)
    rubbish.write_bytes(shipped().encode("gb18030"))
    with pytest.raises(RuleFaults, match="不是 UTF-8"):
        newer(rubbish.name, read(rubbish), program(), program(), TODAY)
    assert large.stat().st_size > 5_000_000 > MOST_BYTES
    fine = tmp_path / "规则.toml"
    fine.write_bytes(b"\xef\xbb\xbf" + shipped().replace("\n", "\r\n").encode())
    book = book_of(fine.name, read(fine), program(), today=TODAY)
    assert book.retention == program().retention
