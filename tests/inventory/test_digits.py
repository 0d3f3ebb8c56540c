"""Numbers that name a person, by their own rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.inventory import digits
from desktop.inventory.digits import IdState, check_character, id_state, plain
from tests.inventory.files import id_number


def test_the_example_of_the_standard() -> None:
    # GB 11643-1999, annex: 11010519491231002X and 440524188001010014.
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("11010519491231002X", IdState.VALID),
        ("110105194912310021", IdState.WRONG_CHECK),
        ("11010519490231002X", IdState.WRONG_DATE),
        ("11010519000229002X", IdState.WRONG_DATE),
        ("170105194912310020", IdState.WRONG_AREA),
        ("110105194912310000", IdState.DAMAGED),
        ("110105491231002", IdState.VALID),
        ("110105491331002", IdState.NOT_ONE),
        ("1101051949123100", IdState.NOT_ONE),
        ("", IdState.NOT_ONE),
        ("二" * 18, IdState.NOT_ONE),
    ],
)
def test_states_of_an_id_number(number: str, state: IdState) -> None:
    assert id_state(number) is state


def test_full_width_spaced_and_small_x() -> None:
    assert plain("１１０１０５１９４９１２３１００２Ｘ") == "11010519491231002X"
    assert plain("110105 19491231 002x") == "11010519491231002X"


@given(st.integers(0, 8999), st.integers(0, 16), st.integers(1, 9))
def test_every_single_slip_is_noticed(n: int, place: int, change: int) -> None:
    number = id_number(n)
    slip = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert not digits.is_id(slip)


@pytest.mark.parametrize("number", ["13812345678", "+8613812345678", "8613812345678", "19900000000", "17400000000"])
def test_mobiles(number: str) -> None:
    assert digits.is_mobile(number)


@pytest.mark.parametrize("number", ["12812345678", "1381234567", "138123456789", "03812345678", ""])
def test_no_mobiles(number: str) -> None:
    assert not digits.is_mobile(number)


def test_bank_cards() -> None:
    assert digits.is_bank_card("6228480402564890018")
    assert not digits.is_bank_card("6228480402564890019")
    # Nineteen digits that satisfy Luhn are no card unless they begin as cards of here do.
    foreign = next(number for last in range(10) if digits.luhn(number := f"912848040256489001{last}"))
    assert not digits.is_bank_card(foreign)
    assert not digits.is_bank_card("0000000000000000")
