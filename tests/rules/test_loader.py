# ruff: noqa: E501 - one header after the other
"""The shipped rules load; broken ones are told all at once, each with file and line."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from desktop.resources import resource
from desktop.rules.loader import load
from desktop.rules.records import Status
from desktop.rules.source import RuleFaults
from desktop.words import catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped rules that may be spoilt."""
    return Path(shutil.copytree(resource("rules"), tmp_path / "rules"))


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first occurrence; gives the line it stood on."""
    file = folder / name
    text = file.read_text("utf-8")
    assert old in text, old
    file.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(folder: Path) -> set[tuple[str, int]]:
    with pytest.raises(RuleFaults) as caught:
        load(folder)
    return {(fault.file, fault.line) for fault in caught.value.faults}


def test_the_shipped_rules_are_whole() -> None:
    rules = load()
    assert len(rules.retention) == 47
    assert len(rules.holds) == 4
    assert len(rules.places) >= 14
    assert rules.hold("HOLD-REQUEST").one_person_only
    assert rules.digest == hashlib.sha256(resource("rules", "retention-rules.toml").read_bytes()).hexdigest()
    assert {statute.step for statute in rules.statutes} == {
        "shop", "inventory", "classification", "notices", "handover", "erasure", "certificate",
    }  # fmt: skip


def test_an_article_whose_number_is_not_verified_says_so() -> None:
    rules = load()
    online = rules.rule("SALE-ONLINE").basis[0]
    assert (online.article, online.article_verified, online.status) == ("第十五条", False, Status.KNOWN_ONLY)
    assert online.citation.endswith("（条号待核）")
    assert online.printed == "《药品网络销售监督管理办法（市场监管总局令第58号）》"
    known_only = [b for rule in rules.retention for b in rule.basis if b.status is Status.KNOWN_ONLY and b.article]
    known_only += [s.basis for s in rules.statutes if s.basis.status is Status.KNOWN_ONLY]
    assert known_only
    assert not any(b.article_verified for b in known_only), "read nowhere: its number is printed nowhere"
    assert rules.rule("SALE-ONLINE").to_verify
    assert not rules.rule("LAB-CONTRACT").to_verify
    assert rules.rule("LAB-CONTRACT").basis[0].citation == "《劳动合同法》第五十条"


def test_every_sentence_of_the_rules_has_its_chinese() -> None:
    rules, known = load(), catalogue()
    said = [rule.short for rule in rules.retention] + [hold.short for hold in rules.holds]
    said += [field.name for field in rules.fields] + [m.name for m in rules.milestones]
    said += [words for place in rules.places for words in (place.name, place.hint)]
    said += [question.text for question in rules.questions]
    said += [choice.text for question in rules.questions for choice in question.choices]
    form = rules.assessment
    said += [h.text for h in form.headings] + [f.name for f in form.fields]
    said += [level.name for level in (*form.impacts, *form.likelihoods, *form.risks)]
    said += [level.hint for level in form.impacts if level.hint]
    assert [sentence.text for sentence in said if sentence.text not in known] == []


def test_the_matrix_is_that_of_the_standard() -> None:
    form = load().assessment
    # legal-basis 6.3, GB/T 39335-2020 table D.5
    expected = {
        "severe": "medium high severe severe",
        "high": "medium medium high severe",
        "medium": "low medium medium high",
        "low": "low low medium medium",
    }
    for impact, row in expected.items():
        for likelihood, risk in zip(("low", "medium", "high", "very_high"), row.split(), strict=True):
            assert form.risk(impact, likelihood).id == risk


def test_all_faults_at_once_with_file_and_line(folder: Path) -> None:
    law = "retention-rules.toml"
    kind = spoil(folder, law, 'applies_to = ["care_file"]\ncontains_pi', 'applies_to = ["care_fil"]\ncontains_pi')
    action = spoil(folder, law, 'on_expiry = "keep_or_destroy"', 'on_expiry = "burn"')
    twice = spoil(folder, law, 'id = "PI-PIA"', 'id = "RX-GEN"')
    answer = spoil(folder, "questions.toml", 'answers = ["yes"] }', 'answers = ["perhaps"] }')
    header = spoil(folder, "headers.tsv", "postcode\t邮编", "postcod\t邮编")
    place = spoil(folder, "usual-places.toml", 'name = "Video surveillance"', "nam = 1")
    found = faults(folder)
    assert {(law, kind), (law, action), (law, twice)} <= found
    assert ("questions.toml", answer) in found
    assert ("headers.tsv", header) in found
    assert any(file == "usual-places.toml" and abs(line - place) <= 2 for file, line in found)


def test_a_rule_without_basis_is_a_fault(folder: Path) -> None:
    file = folder / "retention-rules.toml"
    text = file.read_text("utf-8")
    at = text.index('id = "CCTV"')
    start = text.index("basis = [", at)
    end = text.index("\n]\n", start)
    file.write_text(text[:start] + "basis = [" + text[end:], "utf-8")
    line = text[:start].count("\n") + 1
    assert ("retention-rules.toml", line) in faults(folder)


def test_questions_that_come_after_themselves_are_a_fault(folder: Path) -> None:
    line = spoil(
        folder,
        "questions.toml",
        'id = "register-ephedrine"',
        'id = "register-ephedrine"\nafter = { question = "register-split", answers = ["split"] }',
    )
    assert ("questions.toml", line + 1) in faults(folder)


def test_a_line_that_cannot_be_read_and_a_missing_file(folder: Path) -> None:
    line = spoil(folder, "fields.toml", 'name = "Landline"', "name = Landline")
    (folder / "assessment.toml").unlink()
    found = faults(folder)
    assert ("fields.toml", line) in found
    assert ("assessment.toml", 1) in found


TABLES = {
    "retention-rules.toml": {
        "[[rule]]",
        "[[legal_hold]]",
        "[policy]",
        "[actions]",
        "[count_from]",
        "group_kinds",
        "as_of",
    },
    "fields.toml": {"[[field]]"},
    "questions.toml": {"[[question]]"},
    "statutes.toml": {"[[statute]]"},
    "assessment.toml": {"[[heading]]", "[[field]]", "[[impact]]", "[[likelihood]]", "[[risk]]", "[matrix]"},
    "usual-places.toml": {"[[place]]"},
    "timeline.toml": {"[[milestone]]", "[proposal]"},
    "media-methods.toml": {"[[medium]]", "[[sync]]", "[protected]", "version"},
}


def told(folder: Path, file: str) -> list[tuple[int, str]]:
    """What is said of one file, in English."""
    with pytest.raises(RuleFaults) as caught:
        load(folder)
    words = [
        (fault.line, dict(fault.what.values), fault.what.text) for fault in caught.value.faults if fault.file == file
    ]
    return [(line, text.format(**values)) for line, values, text in words]


@pytest.mark.parametrize("name", [*TABLES, "headers.tsv"])
def test_every_file_must_be_there_and_be_text(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    (folder / name).unlink()
    assert told(folder, name) == [(1, "the file is missing")]
    (folder / name).write_bytes(b"# a\n# b\n# \xff\n" + whole)
    assert told(folder, name) == [(3, "the file is not UTF-8")]


@pytest.mark.parametrize("name", TABLES)
def test_a_file_that_says_nothing_is_a_fault_for_all_that_it_should_say(folder: Path, name: str) -> None:
    for content in (b"", b"# nothing\n"):
        (folder / name).write_bytes(content)
        found = {words for line, words in told(folder, name) if line == 1}
        assert {f"{key} is missing" for key in TABLES[name]} <= found


def test_headers_that_say_nothing_are_a_fault(folder: Path) -> None:
    for content in (b"", b"# nothing\n\n"):
        (folder / "headers.tsv").write_bytes(content)
        assert told(folder, "headers.tsv") == [(1, "the file is empty")]


def test_media_methods_with_half_of_it_missing(folder: Path) -> None:
    name = "media-methods.toml"
    medium = spoil(folder, name, 'id = "ssd"', 'id = "sdd"')
    best = spoil(folder, name, 'best = "deleted_residue"\nwords = "USB stick', 'best = "purge"\nwords = "USB stick')
    starts = spoil(folder, name, 'starts = ["onedrive"]', "starts = []")
    found = told(folder, name)
    assert (1, "ssd is missing") in found
    assert {medium, best, starts} <= {line for line, _ in found}


def test_the_sentence_names_every_file(folder: Path) -> None:
    for name in ("headers.tsv", "media-methods.toml", "statutes.toml", "usual-places.toml"):
        (folder / name).unlink()
    with pytest.raises(RuleFaults) as caught:
        load(folder)
    assert str(caught.value).startswith(
        "规则文件有 4 处错误。headers.tsv 第 1 行：文件不在；media-methods.toml 第 1 行：文件不在；"
        "statutes.toml 第 1 行：文件不在；usual-places.toml 第 1 行：文件不在"
    )


def test_a_duplicate_id_names_both_lines(folder: Path) -> None:
    first = (folder / "retention-rules.toml").read_text("utf-8").split('id = "RX-GEN"')[0].count("\n") + 1
    spoil(folder, "retention-rules.toml", 'id = "RX-TOX"', 'id = "RX-GEN"')
    with pytest.raises(RuleFaults) as caught:
        load(folder)
    assert any(str(first) in str(fault.what) and "RX-GEN" in str(fault.what) for fault in caught.value.faults)


def test_own_headers_come_before_the_shipped_ones(tmp_path: Path) -> None:
    own = tmp_path / "headers.tsv"
    own.write_text("mobile\t^联系码$\n", "utf-8")
    assert load(own_headers=own).headers[0].pattern == "^联系码$"
    own.write_text("nonsense\t(\n", "utf-8")
    with pytest.raises(RuleFaults):
        load(own_headers=own)
    own.write_text("# none yet\n", "utf-8")
    assert load(own_headers=own).headers == load().headers


@pytest.mark.parametrize(
    ("header", "field_type"),
    [
        ("姓名", "name"), ("患者", "name"), ("psnname", "name"), ("手机号", "mobile"), ("身份证号", "id_number"), ("certno", "id_number"),
        ("出生日期", "birth_date"), ("brdy", "birth_date"), ("会员卡号", "member_no"), ("处方号", "prescription"), ("日期", "date"),
        ("诊断", "diagnosis"), ("diagname", "diagnosis"), ("药品", "medicine"), ("数量", ""), ("金额", ""), ("积分", "amount"),
        ("储值余额", "amount"), ("邮编", "postcode"), ("地址", "address"), ("医师", "doctor"), ("psnno", "si_card_no"), ("gend", "gender"),
        ("有效期至", "product_expiry"), ("生产日期", ""), ("药师", "staff"), ("mdtrtid", "prescription"), ("setlid", "mi_settle"),
        ("流水号", None),
    ],
)  # fmt: skip
def test_headers_are_recognised(header: str, field_type: str | None) -> None:
    import re

    hit = next((p.field_type for p in load().headers if re.search(p.pattern, header)), None)
    assert hit == field_type
