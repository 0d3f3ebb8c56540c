"""Every sentence of the program has one Chinese translation, and every translation a sentence."""

from __future__ import annotations

import ast
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from tests.house.sources import ROOT, place, python_files, strings, tree

CATALOGUES = tuple(sorted((ROOT / "resources" / "words" / "zh_CN").glob("*.json")))
SPEAKERS = {"say", "tr", "zh"}


def pairs(file: Path) -> list[tuple[str, str]]:
    """All pairs of a catalogue in their order, a key that stands twice twice."""
    read = json.loads(file.read_text("utf-8"), object_pairs_hook=list)
    assert all(isinstance(chinese, str) for _, chinese in read), f"{file.name} is not flat"
    return [(english, chinese) for english, chinese in read]


def catalogue() -> dict[str, str]:
    """Every translation."""
    return dict(pair for file in CATALOGUES for pair in pairs(file))


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Every call of say, tr or zh outside the module that defines them."""
    for file in python_files("desktop"):
        if place(file) == "desktop/words.py":
            continue
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKERS:
                yield file, node


def literals(node: ast.expr) -> list[str]:
    """The fixed texts that an expression can be: itself, or either branch of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return []


def sentences_of_the_rules() -> Iterator[str]:
    """Every text in the rule files: what is said to the owner stands there in English."""

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from texts(inner)

    for file in (ROOT / "resources" / "rules").glob("*.toml"):
        yield from texts(tomllib.loads(file.read_text("utf-8")))


def places(text: str) -> set[str]:
    """The named places of a sentence."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_sentence_has_its_chinese() -> None:
    known = catalogue()
    faults = [
        f"{place(file, node)}: {text!r}"
        for file, node in calls()
        for text in literals(node.args[0])
        if text not in known
    ]
    assert not faults


def test_sentences_are_written_out_where_they_are_said() -> None:
    faults = []
    for file, node in calls():
        first = node.args[0] if node.args else None
        assert isinstance(node.func, ast.Name)
        wrong = first is None or isinstance(first, ast.JoinedStr | ast.BinOp)
        # tr and zh also take a Sentence; say makes one, and its text must be there to be found.
        if wrong or (node.func.id == "say" and first is not None and not literals(first)):
            faults.append(f"{place(file, node)}: {ast.unparse(node):.80}")
    assert not faults


def test_named_places_are_filled() -> None:
    faults = []
    for file, node in calls():
        if any(keyword.arg is None for keyword in node.keywords):
            continue
        given = {keyword.arg for keyword in node.keywords}
        for text in literals(node.args[0]):
            if places(text) != given:
                faults.append(
                    f"{place(file, node)}: {text!r} has {sorted(places(text))}, gets {sorted(map(str, given))}"
                )
    assert not faults


def test_no_translation_without_a_sentence() -> None:
    used = {str(node.value) for file in python_files("desktop") for node in strings(file)} | set(
        sentences_of_the_rules()
    )
    faults = [f"{file.name}: {english!r}" for file in CATALOGUES for english, _ in pairs(file) if english not in used]
    assert not faults


def test_one_sentence_has_one_translation() -> None:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for file in CATALOGUES:
        seen = [english for english, _ in pairs(file)]
        assert len(seen) == len(set(seen)), f"{file.name} has a sentence twice"
        for english, chinese in pairs(file):
            found[english].add(chinese)
    assert not {english: sorted(chinese) for english, chinese in found.items() if len(chinese) > 1}


def test_both_sides_have_the_same_places() -> None:
    assert not [english for english, chinese in catalogue().items() if places(english) != places(chinese)]


def test_chinese_is_written_as_chinese() -> None:
    faults = []
    for english, chinese in catalogue().items():
        text = chinese.strip()
        if not text or text != chinese or "..." in text or ("请" in text and text.endswith(("!", "！"))):
            faults.append(f"{english!r}: {chinese!r}")
    assert not faults
