"""The chain: whatever is changed, taken out or put in is found and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop.vault.journal import JournalFault, JournalLine, chained, check


def chain(length: int) -> list[JournalLine]:
    lines: list[JournalLine] = []
    for number in range(length):
        last = lines[-1] if lines else None
        lines.append(chained(last, f"2026-11-21T02:00:{number:02d}+00:00", "owner", "act", f"source:{number}", "{}"))
    return lines


def test_a_whole_chain_has_no_fault() -> None:
    assert check(chain(30), expected_last=30) == []


CHANGES: tuple[Callable[[JournalLine], JournalLine], ...] = (
    lambda line: replace(line, time="else"),
    lambda line: replace(line, actor="else"),
    lambda line: replace(line, act="else"),
    lambda line: replace(line, object="else"),
    lambda line: replace(line, detail="else"),
)


@given(st.integers(1, 20), st.sampled_from(CHANGES))
def test_a_changed_line_is_named(seq: int, change: Callable[[JournalLine], JournalLine]) -> None:
    lines = chain(20)
    lines[seq - 1] = change(lines[seq - 1])
    assert JournalFault(seq, "changed") in check(lines, expected_last=20)


@given(st.integers(1, 20))
def test_a_removed_line_is_named(seq: int) -> None:
    lines = chain(20)
    del lines[seq - 1]
    assert JournalFault(seq, "removed") in check(lines, expected_last=20)


@given(st.integers(2, 20))
def test_a_line_rewritten_with_a_fitting_digest_breaks_the_chain(seq: int) -> None:
    lines = chain(20)
    forged = chained(replace(lines[seq - 2], digest="f" * 64), "t", "owner", "forged", "x", "{}")
    lines[seq - 1] = forged
    assert check(lines, expected_last=20)


def test_lines_after_the_last_known_one_are_inserted() -> None:
    assert check(chain(21), expected_last=20) == [JournalFault(21, "inserted")]
