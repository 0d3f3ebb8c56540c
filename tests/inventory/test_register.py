"""One subject for one person, whatever was read first; different persons stay apart."""

from __future__ import annotations

import itertools

import pytest

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
