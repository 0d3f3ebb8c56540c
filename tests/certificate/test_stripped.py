"""What was kept without identity stands on certificate and register, under the word that applies."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from desktop.certificate.document import write_certificate
from desktop.certificate.records import StrippedLine
from desktop.certificate.register_paper import write_register
from desktop.certificate.summary import stripped_words
from desktop.resources import resource
from tests.certificate import stage
from tests.certificate.test_papers import text_of

DONE = StrippedLine("销售记录", 58211, 37, 6, True, "a" * 64)
ONLY = StrippedLine("销售记录", 4100, 0, 1, False, "b" * 64)


def test_the_line_stands_on_certificate_and_register(tmp_path: Path) -> None:
    facts = replace(stage.complete(), stripped=(DONE,))
    write_certificate(tmp_path / "a.pdf", facts, stage.MANIFEST)
    write_register(tmp_path / "b.pdf", facts)
    line = "另存匿名化数据（销售记录，58,211条，看上去一样的至少6人）"
    assert line in text_of(tmp_path / "a.pdf")[0]
    pages = text_of(tmp_path / "b.pdf")
    assert [line in page for page in pages].count(True) == 1


def test_what_is_only_de_identified_is_called_so(tmp_path: Path) -> None:
    facts = replace(stage.complete(), stripped=(ONLY,))
    write_certificate(tmp_path / "a.pdf", facts, stage.MANIFEST)
    first = text_of(tmp_path / "a.pdf")[0]
    assert "匿名化" not in first
    assert "曾另存去标识化数据（销售记录，4,100条），仍是个人信息" in first


def test_both_sorts_are_told_apart_and_nothing_is_said_of_nothing() -> None:
    words = stripped_words((ONLY, DONE))
    assert words.index("匿名化") < words.index("去标识化")
    assert stripped_words(()) == ""


def test_the_schema_of_the_evidence_knows_them() -> None:
    schema = json.loads(resource("certificate", "evidence.schema.json").read_text("utf-8"))
    assert set(schema["properties"]["stripped"]["items"]["required"]) == set(StrippedLine.__dataclass_fields__)
