"""Numbers and codes: made, read back as people type them, and every slip found."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.numbers import (
    ALPHABET,
    GROUPS,
    Kind,
    check_character,
    code_groups,
    group_fits,
    is_practice_case,
    make_number,
    new_case_code,
    new_code,
    printed_code,
    random_part,
    read_code,
    read_number,
    read_scan,
    scan_text,
)

CODES = st.text(ALPHABET, min_size=24, max_size=24)


@pytest.mark.parametrize(
    "printed",
    [
        "XH-7KQ4-003-T",
        "DB-7KQ4-003-X",
        "XJ-7KQ4-00412-H",
        "TY-7KQ4-00087-F",
        "GG-7KQ4-001-L",
        "FC-7KQ4-001-2",
        "FX-7KQ4-017-0",
        "HF-7KQ4-001-N",
    ],
)
def test_a_number_is_read_back_as_printed(printed: str) -> None:
    number = read_number(printed)
    assert number is not None
    assert str(number) == printed
    assert str(make_number(number.kind, number.case, number.serial)) == printed
    for typed in (
        printed.lower(),
        printed.replace("-", ""),
        printed.replace("-", " "),
        "　" + printed.replace("-", "－"),
    ):
        assert read_number(typed) == number


def test_the_check_character_is_that_of_the_national_standard() -> None:
    # 91350100M000100Y43 is the worked example of GB 32100-2015; its last character is computed over the other 17.
    assert check_character("91350100M000100Y4") == "3"


def test_every_wrong_character_and_every_swap_before_the_check_character_is_caught() -> None:
    dice = random.Random(3)
    for _ in range(300):
        kind = dice.choice(list(Kind))
        case = "".join(dice.choice(ALPHABET) for _ in range(4))
        number = make_number(kind, case, dice.randrange(10**kind.serial_digits))
        plain = str(number).replace("-", "")
        for place in range(2, len(plain)):
            for other in ALPHABET.replace(plain[place], ""):
                assert read_number(plain[:place] + other + plain[place + 1 :]) is None
        for place in range(2, len(plain) - 2):
            swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
            assert swapped == plain or read_number(swapped) is None


@pytest.mark.parametrize("typed", ["", "XH", "ZZ-7KQ4-003-T", "XH-7KQ4-003", "XH-7KQ4-ABC-T", "XH-7K?4-003-T", "编号"])
def test_what_is_no_number_is_not_taken_for_one(typed: str) -> None:
    assert read_number(typed) is None


def test_a_serial_grows_wider_and_is_never_reused() -> None:
    number = make_number(Kind.BOX, "7KQ4", 1234)
    assert str(number).startswith("FX-7KQ4-1234-")
    assert read_number(str(number)) == number


def test_impossible_parts_are_refused() -> None:
    with pytest.raises(ValueError):
        make_number(Kind.BOX, "7KO4", 1)
    with pytest.raises(ValueError):
        make_number(Kind.BOX, "7KQ4", -1)


def test_only_practice_cases_begin_with_y() -> None:
    assert all(is_practice_case(new_case_code(practice=True)) for _ in range(50))
    real = [new_case_code(practice=False) for _ in range(500)]
    assert not any(is_practice_case(case) for case in real)
    assert all(len(case) == 4 and set(case) <= set(ALPHABET) for case in real)
    assert len(set(real)) > 490


def test_the_printed_groups_carry_their_check_characters() -> None:
    code = "GTMUK12XFLQMN4755XLTCKNJ"
    assert printed_code(code) == "GTMUB K12XJ FLQME N4754 5XLT8 CKNJH"
    assert read_code("gtmub-k12xj flqme n4754 5xlt8 cknjh").code == code


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    printed = printed_code(code)
    for typed in (printed, printed.lower(), printed.replace(" ", "-"), printed.replace(" ", ""), code):
        assert read_code(typed).code == code
    number = make_number(Kind.RECOVERY_SHEET, "7KQ4", 1)
    assert read_code(scan_text(number, code)).code == code
    lookalike = printed.replace("0", "O").replace("1", "I").replace("5", "S").replace("2", "Z")
    assert read_code(lookalike).code == code


@given(CODES, st.integers(1, GROUPS), st.integers(0, 4), st.sampled_from(ALPHABET))
def test_a_wrong_character_is_found_in_its_group(code: str, group: int, place: int, other: str) -> None:
    groups = [str(part) for part in code_groups(code)]
    right = groups[group - 1]
    groups[group - 1] = right[:place] + other + right[place + 1 :]
    reading = read_code(" ".join(groups))
    if groups[group - 1] == right:
        assert reading.code == code
    else:
        assert reading.code is None
        assert reading.wrong_groups == (group,)
        assert not group_fits(group, groups[group - 1])


def test_swapped_groups_show() -> None:
    dice, unseen = random.Random(5), 0
    for _ in range(2000):
        code = "".join(dice.choice(ALPHABET) for _ in range(24))
        groups = [str(part) for part in code_groups(code)]
        first, second = dice.sample(range(GROUPS), 2)
        groups[first], groups[second] = groups[second], groups[first]
        unseen += read_code("".join(groups)).code is not None
    assert unseen <= 8


def test_a_missing_character_points_to_the_group_it_is_missing_from() -> None:
    typed = "GTMUB K12X FLQME N4754 5XLT8 CKNJH"
    assert read_code(typed).wrong_groups[0] == 2
    assert read_code("GTMUB K12XJ FLQME N4754 5XLT8 CKNJH 7").wrong_groups == (6,)
    assert read_code("").wrong_groups == (1, 2, 3, 4, 5, 6)


def test_codes_are_random_and_of_the_alphabet() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {character for code in codes for character in code} == set(ALPHABET)
    assert len(random_part(4)) == 4


def test_a_scan_is_taken_apart() -> None:
    number = make_number(Kind.NOTICE_LETTER, "7KQ4", 412)
    text = scan_text(number, "4t0k")
    assert text == "PC1:XJ-7KQ4-00412-H:4T0K"
    scan = read_scan(text.lower() + "\n")
    assert scan is not None
    assert scan.number == number
    assert scan.parts == ("4T0K",)
    assert read_scan("https://example.invalid") is None
    assert read_scan("PC1:XJ-7KQ4-00412-J:4T0K") is None
    assert read_scan("PC1") is None
