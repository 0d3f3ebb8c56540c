"""Credit code, timeline, people, PINs, gate: on a real case file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import OwnerError
from desktop.numbers import ALPHABET
from desktop.rules.loader import load
from desktop.rules.records import RuleBook
from desktop.session import Session
from desktop.shop import credit_code, gate, store
from desktop.shop.records import Closing, LegalForm, Person, Recipient, Role, Route, Shop
from desktop.shop.timeline import milestones, next_milestone, proposed_dates
from desktop.vault.vault import FROZEN, Frozen, Vault
from tests.fakes import FixedClock
from tests.shop.cases import CLOSING, SHOP, new_vault


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    vault = new_vault(tmp_path / "shop.case", clock)
    yield Session(vault, load(), clock)
    vault.close()


@pytest.fixture
def vault(session: Session) -> Vault:
    return session.vault


# -- credit code


def test_codes_of_well_known_bodies_fit() -> None:
    # China Mobile, Peking University: published codes, so that the check is not only the inverse of itself.
    assert credit_code.fault("911100007109250324") is None
    assert credit_code.fault("12100000400002259P") is None


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_every_body_has_one_check_character(body: str) -> None:
    code = body + credit_code.check_character(body)
    assert credit_code.fault(code) is None
    assert credit_code.fault(f" {code[:2].lower()}-{code[2:]} ") is None


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_single_slip_is_found(body: str, place: int, wrong: str) -> None:
    code = body + credit_code.check_character(body)
    slipped = code[:place] + wrong + code[place + 1 :]
    assert (credit_code.fault(slipped) is None) == (slipped == code)


@pytest.mark.parametrize(
    "typed", ["", "91110000710925032", "9111000071092503245", "91110000710925032O", "911100007109250325"]
)
def test_faults_are_said(typed: str) -> None:
    assert credit_code.fault(typed) is not None


# -- timeline


def test_insurance_ninety_and_notice_thirty_days_before() -> None:
    found = {m.key: m for m in milestones(load(), SHOP, CLOSING)}
    assert found["insurance"].day == date(2026, 10, 2)  # 3号令: three months before, T-90
    assert found["notice"].day == date(2026, 12, 1)  # 消保条例 21: thirty days before
    assert found["notice"].required
    assert found["notice"].basis
    assert [m.day for m in milestones(load(), SHOP, CLOSING)] == sorted(m.day for m in found.values())


def test_the_route_and_the_legal_form_decide_what_is_on_the_line() -> None:
    def keys(route: Route, form: LegalForm) -> set[str]:
        return {m.key for m in milestones(load(), replace(SHOP, legal_form=form), replace(CLOSING, route=route))}

    assert "creditors" in keys(Route.DEREGISTRATION, LegalForm.COMPANY)
    assert "creditors" not in keys(Route.DEREGISTRATION, LegalForm.SOLE_TRADER)
    assert "transfer" in keys(Route.ASSET_SALE, LegalForm.COMPANY)
    assert "transfer" not in keys(Route.SHARE_SALE, LegalForm.COMPANY)


def test_a_share_sale_ends_and_deletes_nothing() -> None:
    """The company goes on: PIPL 17(2) alone, no insurance agreement to end, no deletion that must be done."""
    found = [m.key for m in milestones(load(), SHOP, replace(CLOSING, route=Route.SHARE_SALE)) if m.required]
    assert found == ["change"]


def test_the_next_date_is_the_first_that_has_not_passed() -> None:
    following = next_milestone(load(), SHOP, CLOSING, date(2026, 12, 2))
    assert following is not None
    assert following.day >= date(2026, 12, 2)
    assert next_milestone(load(), SHOP, CLOSING, date(2030, 1, 1)) is None


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_proposed_dates_can_always_be_saved(last_day: date, today: date) -> None:
    proposed = proposed_dates(load_once(), last_day, today)
    assert proposed.erasure_day > proposed.request_until >= max(last_day, today)


def load_once() -> RuleBook:
    return _RULES


_RULES = load()


# -- store


def test_what_was_entered_comes_back(vault: Vault) -> None:
    store.save_shop(vault, replace(SHOP, credit_code=" 9111 0000 7109 2503 24 "))
    store.save_closing(vault, CLOSING)
    store.save_recipient(vault, Recipient("新康药房", "李店长", "19900000009", "", "继续服务", "接收会员资料", "三年"))
    assert store.read_shop(vault) == SHOP
    assert store.read_closing(vault) == CLOSING
    recipient = store.read_recipient(vault)
    assert recipient is not None
    assert recipient.name == "新康药房"


def test_nothing_is_deleted_while_customers_may_still_ask(vault: Vault) -> None:
    with pytest.raises(OwnerError):
        store.save_closing(vault, replace(CLOSING, erasure_day=date(2027, 1, 1)))
    assert store.read_closing(vault) is None


@pytest.mark.parametrize("acting", [Role.OPERATOR, Role.OWNER])
@pytest.mark.parametrize("witness_first", [True, False])
@pytest.mark.parametrize("name", ["王建国", "王 建国", "王　建国"])
def test_the_witness_is_never_the_one_who_acts(vault: Vault, acting: Role, witness_first: bool, name: str) -> None:
    first, second = (Role.WITNESS, acting) if witness_first else (acting, Role.WITNESS)
    store.save_person(vault, Person(first, "王建国", "", ""))
    with pytest.raises(OwnerError):
        store.save_person(vault, Person(second, name, "", ""))
    assert store.person(vault, second) is None


def test_nor_the_same_phone(vault: Vault) -> None:
    store.save_person(vault, Person(Role.OPERATOR, "王建国", "", "19900000001"))
    with pytest.raises(OwnerError):
        store.save_person(vault, Person(Role.WITNESS, "王老师", "", "199 0000 0001"))


def test_one_person_may_be_owner_operator_and_custodian(vault: Vault) -> None:
    for role in (Role.OWNER, Role.OPERATOR, Role.CUSTODIAN):
        store.save_person(vault, Person(role, "王建国", "", "19900000001"))
    assert [person.role for person in store.people(vault)] == [Role.OWNER, Role.OPERATOR, Role.CUSTODIAN]


def test_pins_are_checked_and_never_stored_as_they_are(vault: Vault) -> None:
    store.save_person(vault, Person(Role.OWNER, "王建国", "", ""))
    store.set_pin(vault, Role.OWNER, "246810")
    assert store.person(vault, Role.OWNER) == Person(Role.OWNER, "王建国", "", "", has_pin=True)
    store.check_pin(vault, Role.OWNER, "２４６８１０")
    stored = vault.value("SELECT pin_hash FROM duty WHERE role = 'owner'")
    assert "246810" not in stored


def test_wrong_pins_wait_longer_each_time_and_are_journalled(vault: Vault, clock: FixedClock) -> None:
    store.save_person(vault, Person(Role.OWNER, "王建国", "", ""))
    store.set_pin(vault, Role.OWNER, "246810")
    waits = []
    for _ in range(6):
        with pytest.raises(store.WrongPin) as caught:
            store.check_pin(vault, Role.OWNER, "135790")
        waits.append(caught.value.wait)
        clock.go_on(minutes=61)
    assert waits == [0, 0, 30, 60, 300, 900]
    assert sum(line.act == "shop.pin_wrong" for line in vault.journal()) == 6


def test_during_a_wait_not_even_the_right_pin_is_tried(vault: Vault, clock: FixedClock) -> None:
    store.save_person(vault, Person(Role.OWNER, "王建国", "", ""))
    store.set_pin(vault, Role.OWNER, "246810")
    for _ in range(3):
        with pytest.raises(store.WrongPin):
            store.check_pin(vault, Role.OWNER, "135790")
    with pytest.raises(store.WrongPin) as caught:
        store.check_pin(vault, Role.OWNER, "246810")
    assert "30" in str(caught.value)
    clock.go_on(minutes=1)
    store.check_pin(vault, Role.OWNER, "246810")
    assert vault.value("SELECT failed FROM duty WHERE role = 'owner'") == 0


@pytest.mark.parametrize("pin", ["123", "123456789", "12ab56", "", "111111"])
def test_pins_that_are_no_pins(vault: Vault, pin: str) -> None:
    store.save_person(vault, Person(Role.OWNER, "王建国", "", ""))
    with pytest.raises(OwnerError):
        store.set_pin(vault, Role.OWNER, pin)


def test_two_people_never_share_a_pin_and_a_new_person_starts_without(vault: Vault) -> None:
    store.save_person(vault, Person(Role.OWNER, "王建国", "", ""))
    store.save_person(vault, Person(Role.WITNESS, "周敏", "", ""))
    store.set_pin(vault, Role.OWNER, "246810")
    with pytest.raises(OwnerError):
        store.set_pin(vault, Role.WITNESS, "246810")
    store.set_pin(vault, Role.WITNESS, "135790")
    store.save_person(vault, Person(Role.WITNESS, "周 敏", "会计", ""))
    assert store.person(vault, Role.WITNESS) == Person(Role.WITNESS, "周 敏", "会计", "", has_pin=True)
    store.save_person(vault, Person(Role.WITNESS, "陈立", "", ""))
    assert store.person(vault, Role.WITNESS) == Person(Role.WITNESS, "陈立", "", "")


def test_no_name_no_pin(vault: Vault) -> None:
    with pytest.raises(OwnerError):
        store.set_pin(vault, Role.OWNER, "246810")
    with pytest.raises(OwnerError):
        store.check_pin(vault, Role.OWNER, "246810")


def test_once_erasure_has_begun_the_shop_is_closed_and_pins_are_still_checked(vault: Vault) -> None:
    store.save_person(vault, Person(Role.OWNER, "王建国", "", ""))
    store.set_pin(vault, Role.OWNER, "246810")
    with vault.change() as change:
        change.set(FROZEN, change.time)
        change.note("test.frozen", "case")
    refused: list[Callable[[], None]] = [
        lambda: store.save_shop(vault, SHOP),
        lambda: store.save_closing(vault, CLOSING),
        lambda: store.save_person(vault, Person(Role.WITNESS, "周敏", "", "")),
        lambda: store.set_pin(vault, Role.OWNER, "111222"),
    ]
    for act in refused:
        with pytest.raises(Frozen):
            act()
    with pytest.raises(store.WrongPin):
        store.check_pin(vault, Role.OWNER, "135790")
    store.check_pin(vault, Role.OWNER, "246810")


# -- gate


def test_the_gate_names_every_gap_until_there_is_none(session: Session) -> None:
    vault = session.vault
    assert {point.target for point in gate.open_points(session)} == {
        "name", "credit_code", "address", "phone", "route",
        "person:owner", "person:operator", "person:witness", "person:custodian",
    }  # fmt: skip
    store.save_shop(vault, SHOP)
    store.choose_route(vault, Route.DEREGISTRATION)
    assert "last_trading_day" in {point.target for point in gate.open_points(session)}
    store.save_closing(vault, CLOSING)
    for role, name in (
        (Role.OWNER, "王建国"),
        (Role.OPERATOR, "李芳"),
        (Role.WITNESS, "周敏"),
        (Role.CUSTODIAN, "王建国"),
    ):
        store.save_person(vault, Person(role, name, "", ""))
    assert {point.target for point in gate.open_points(session)} == {"pin:owner", "pin:witness", "phone:custodian"}
    store.set_pin(vault, Role.OWNER, "246810")
    store.set_pin(vault, Role.WITNESS, "135790")
    store.save_person(vault, Person(Role.CUSTODIAN, "王建国", "", "19900000001"))
    assert gate.open_points(session) == []
    store.choose_route(vault, Route.ASSET_SALE)
    assert [point.target for point in gate.open_points(session)] == ["recipient_name"]
    closing = store.read_closing(vault)
    assert closing is not None
    assert closing.route is Route.ASSET_SALE


def test_a_wrong_code_is_kept_and_named(session: Session) -> None:
    store.save_shop(session.vault, replace(SHOP, credit_code="911100007109250325"))
    shop = store.read_shop(session.vault)
    assert shop is not None
    assert shop.credit_code == "911100007109250325"
    assert "credit_code" in {point.target for point in gate.open_points(session)}


def test_the_journal_holds_no_names(session: Session) -> None:
    store.save_shop(session.vault, SHOP)
    store.save_person(session.vault, Person(Role.OWNER, "王建国", "经理", "19900000001"))
    written = " ".join(line.detail + line.object for line in session.vault.journal())
    assert "王建国" not in written
    assert "19900000001" not in written


def test_closing_is_one_row(vault: Vault) -> None:
    store.save_closing(vault, CLOSING)
    store.save_closing(vault, replace(CLOSING, route=Route.MERGER))
    assert store.read_closing(vault) == Closing(Route.MERGER, *_days(CLOSING))
    assert isinstance(store.read_shop(vault), Shop | None)


def _days(closing: Closing) -> tuple[date, date, date, date]:
    return closing.last_trading_day, closing.request_until, closing.erasure_day, closing.collect_until
