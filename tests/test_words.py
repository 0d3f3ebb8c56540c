"""What the window says in English counts as people do; Chinese has no plural."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from desktop import words
from desktop.words import catalogue, say, tr

ALWAYS_SEVERAL = {"names", "share"}
"""Said only of two and more."""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The window speaks English meanwhile."""
    words.use("en")
    yield
    words.use("zh_CN")


def test_one_of_something_is_said_in_the_singular() -> None:
    assert tr("{files} files • {records} records", files=1, records=2) == "1 file • 2 records"
    assert tr("{groups} record groups, {people} people", groups=1, people=1) == "1 record group, 1 person"
    assert tr("{n} files have not been checked", n=1) == "1 file has not been checked"
    assert tr("{n} usual places not answered", n="1") == "1 usual place not answered"
    assert str(say("{n} questions have no answer.", n=1)) == "1 question has no answer."


def test_any_other_number_keeps_the_plural() -> None:
    for number in (0, 2, 11, 21, 1_000):
        assert tr("{n} records", n=number) == f"{number:,} records"


def test_a_name_that_is_a_figure_changes_nothing_else() -> None:
    assert tr("{name}; {items} items, {people} people", name="1", items=3, people=2) == "1; 3 items, 2 people"


def test_every_counted_sentence_is_known_to_have_a_singular() -> None:
    counted = re.compile(r"\{n\} (?:[a-z]+ )?(?:[a-z]+s|people)\b")
    found = [sentence for sentence in catalogue() if counted.search(sentence)]
    assert len(found) > 50
    for sentence in found:
        if not ALWAYS_SEVERAL & set(sentence.split()):
            values = dict.fromkeys(re.findall(r"\{(\w+)\}", sentence), "1")
            assert tr(sentence, **values) != sentence.format(**values), sentence
