"""One subject for one person, whatever was read first; different persons stay apart."""

from __future__ import annotations

import itertools

import pytest

from desktop.inventory.digits import IdState, check_character, id_state
from desktop.inventory.register import Register
from desktop.inventory.tables import Person
from tests.inventory.files import id_number

ID, OTHER = id_number(1), id_number(2)
NAMED = Person(name="王建国", mobile="19900000001")
CARD = Person(member_no="H1", mobile="19900000001")
MEMBER = Person(name="王建国", mobile="19900000001", member_no="H1")
PATIENT = Person(name="王建国", id_number=ID)
BRIDGE = Person(name="王建国", mobile="19900000001", id_number=ID)


def register() -> Register:
    return Register((), (), 0)


@pytest.mark.parametrize("order", list(itertools.permutations((NAMED, CARD, MEMBER, PATIENT, BRIDGE))))
def test_the_order_of_files_does_not_matter(order: tuple[Person, ...]) -> None:
    persons = register()
    found = [persons.join(person, "t") for person in order]
    assert len({persons.kept(subject) for subject in found if subject is not None}) == 1


def test_two_id_numbers_are_two_persons() -> None:
    persons = register()
    first = persons.join(Person(name="王建国", mobile="19900000001", id_number=ID), "t")
    second = persons.join(Person(name="王建国", mobile="19900000001", id_number=OTHER), "t")
    assert first != second


def test_a_family_on_one_phone_stays_a_family() -> None:
    persons = register()
    first = persons.join(Person(name="王建国", mobile="19900000001"), "t")
    second = persons.join(Person(name="李丽", mobile="19900000001"), "t")
    assert first != second


def test_a_slip_in_the_number_does_not_make_a_second_person() -> None:
    persons = register()
    first = persons.join(Person(name="王建国", mobile="19900000001", id_number=ID), "t")
    slip = ID[:-1] + ("1" if ID[-1] != "1" else "2")
    assert persons.join(Person(name="王建国", mobile="19900000001", id_number=slip), "t") == first


def test_bare_names_join_within_one_table_only() -> None:
    persons = register()
    first = persons.join(Person(name="王建国"), "a")
    assert persons.join(Person(name="王建国"), "a") == first
    assert persons.join(Person(name="王建国"), "b") != first
    assert register().join(Person(name="王建国"), "") is None


def test_masked_values_name_nobody() -> None:
    assert register().join(Person(name="王**", mobile="199****0001"), "t") is None


def apart(*people: Person) -> int:
    """How many persons these are to the register."""
    persons = register()
    found = [persons.join(person, "t") for person in people]
    return len({persons.kept(subject) for subject in found if subject is not None})


@pytest.mark.parametrize("mobile", ["13800138000", "13900139000", "13333333333", "13800000000", "13812345678"])
def test_a_number_typed_for_want_of_one_joins_nobody(mobile: str) -> None:
    assert apart(*(Person(mobile=mobile, member_no=f"H{n}") for n in range(50))) == 50
    assert apart(*(Person(name="王伟", mobile=mobile, member_no=f"H{n}") for n in range(50))) == 50
    assert apart(Person(mobile=mobile)) == 0


def test_a_placeholder_with_a_name_does_not_reach_into_another_table() -> None:
    persons, somebody = register(), Person(name="王伟", mobile="13800138000")
    assert persons.join(somebody, "a") == persons.join(somebody, "a") != persons.join(somebody, "b")


def test_a_mobile_alone_does_not_overrule_cards_and_birthdays() -> None:
    cards = [Person(mobile="19900000001", member_no=f"H{n}") for n in range(3)]
    assert apart(*cards) == 3
    years = [Person(mobile="19900000001", birth_date=f"{year}-05-05") for year in (1945, 1970, 2015)]
    assert apart(*years) == 3
    assert apart(Person(mobile="19900000001", birth_date="1970年5月5日"), years[1], Person(mobile="19900000001")) == 1
    # A second card under the same name stays the same person's.
    assert apart(NAMED, MEMBER, Person(name="王建国", mobile="19900000001", member_no="H2")) == 1


def test_a_mobile_of_very_many_people_is_nobodys() -> None:
    persons = register()
    named = [Person(name=f"王{'甲乙丙丁戊己庚辛壬癸子丑寅卯'[n]}", mobile="19900000001") for n in range(14)]
    for person in named:
        persons.join(person, "t")
    assert persons.join(Person(mobile="19900000001"), "t") is None
    assert persons.join(Person(mobile="19900000001", member_no="H1"), "t") == 15


def test_what_a_spreadsheet_left_of_an_id_number_counts_with_the_name() -> None:
    cut, whole = ID[:15] + "000", Person(name="王建国", id_number=ID)
    left = Person(name="王建国", id_number=cut)
    for order in itertools.permutations((whole, left, Person(name="王建国", id_number=ID, mobile="19900000001"))):
        assert apart(*order) == 1
    assert apart(whole, Person(name="李丽", id_number=cut)) == 2
    assert apart(whole, left, Person(name="王建国", id_number=OTHER)) == 2
    assert apart(left, Person(name="王建国", id_number=OTHER[:15] + "000")) == 2


def test_a_cut_off_number_whose_check_character_fits_by_chance_is_no_other_person() -> None:
    rest = next(
        first + "000"
        for first in (f"99010119700101{n}" for n in range(10))
        if id_state(first + "000") is IdState.VALID
    )  # fmt: skip
    number = rest[:15] + "12" + check_character(rest[:15] + "12")
    assert apart(Person(name="王建国", id_number=rest), Person(name="王建国", id_number=number)) == 1
    assert apart(Person(name="李丽", id_number=rest), Person(name="王建国", id_number=number)) == 2


def test_two_whole_numbers_that_begin_alike_stay_two_persons() -> None:
    first = ID[:15] + "12" + check_character(ID[:15] + "12")
    second = ID[:15] + "34" + check_character(ID[:15] + "34")
    assert apart(Person(name="王建国", id_number=first), Person(name="王建国", id_number=second)) == 2


def test_the_short_number_is_the_long_ones_person() -> None:
    assert ID[6:8] == "19"
    short = Person(name="王建国", id_number=ID[:6] + ID[8:17])
    assert apart(PATIENT, short) == apart(short, PATIENT) == 1
    assert apart(Person(id_number=ID), Person(id_number=short.id_number)) == 1
    assert apart(Person(id_number=OTHER), Person(id_number=short.id_number)) == 2
