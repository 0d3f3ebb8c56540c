"""Step 1 by clicks and keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop import words
from desktop.jobs.runner import JobRunner
from desktop.rules.loader import load
from desktop.session import Session
from desktop.shop import gate, store
from desktop.shop.page import ShopPage
from desktop.shop.records import Person, Role, Route
from desktop.ui.blocks import MessageBar
from desktop.ui.forms import DateField, TextField
from tests.fakes import FixedClock
from tests.shop.cases import fill_in, new_vault


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    clock = FixedClock()
    vault = new_vault(tmp_path / "shop.case", clock)
    yield Session(vault, load(), clock)
    vault.close()


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> ShopPage:
    made = ShopPage(session, JobRunner())
    qtbot.addWidget(made)
    made.resize(1134, 660)
    made.show()
    made.refresh()
    return made


def enter(qtbot: QtBot, field: TextField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    field.insert(text)  # keys of QTest know ASCII only
    qtbot.keyClick(field, Qt.Key.Key_Return)


def enter_day(qtbot: QtBot, field: DateField, text: str) -> None:
    enter(qtbot, field.line, text)


def test_what_is_typed_is_in_the_case_without_a_save_button(page: ShopPage, qtbot: QtBot, session: Session) -> None:
    enter(qtbot, page._fields["name"], "康宁大药房")
    enter(qtbot, page._fields["credit_code"], "9111 0000 7109 2503 24")
    shop = store.read_shop(session.vault)
    assert shop is not None
    assert (shop.name, shop.credit_code) == ("康宁大药房", "911100007109250324")


def test_a_mistyped_code_is_said_at_the_field_and_in_the_gate(page: ShopPage, qtbot: QtBot, session: Session) -> None:
    enter(qtbot, page._fields["credit_code"], "911100007109250325")
    field = page._shop_form.field("credit_code")
    assert field._error.isVisible()
    assert "credit_code" in {point.target for point in gate.open_points(session)}
    enter(qtbot, page._fields["credit_code"], "911100007109250324")
    assert not field._error.isVisible()


def test_the_route_by_click_and_the_other_days_follow(page: ShopPage, qtbot: QtBot, session: Session) -> None:
    page._tabs.show_tab("route")
    qtbot.mouseClick(page._route.button(Route.ASSET_SALE.value), Qt.MouseButton.LeftButton)
    assert store.read_route(session.vault) is Route.ASSET_SALE
    enter_day(qtbot, page._days["last_trading_day"], "2026-12-31")
    closing = store.read_closing(session.vault)
    assert closing is not None
    assert closing.last_trading_day == date(2026, 12, 31)
    assert closing.erasure_day > closing.request_until >= closing.last_trading_day
    assert page._days["erasure_day"].value() == closing.erasure_day
    page._tabs.show_tab("timeline")
    assert page._timeline.isVisible()


def test_an_erasure_before_the_last_request_is_refused_with_words(
    page: ShopPage, qtbot: QtBot, session: Session
) -> None:
    fill_in(session.vault)
    page.refresh()
    page._tabs.show_tab("route")
    enter_day(qtbot, page._days["erasure_day"], "2027-01-02")
    closing = store.read_closing(session.vault)
    assert closing is not None
    assert closing.erasure_day == date(2027, 1, 31)
    assert page.findChildren(MessageBar)
    assert page._dates.field("erasure_day")._error.isVisible()


def test_the_witness_is_refused_at_the_card(page: ShopPage, qtbot: QtBot, session: Session) -> None:
    store.save_person(session.vault, Person(Role.OPERATOR, "李芳", "", ""))
    page.refresh()
    page._tabs.show_tab("people")
    enter(qtbot, page._cards[Role.WITNESS].name, "李 芳")
    assert store.person(session.vault, Role.WITNESS) is None
    assert page._cards[Role.WITNESS].form.field("name")._error.isVisible()
    enter(qtbot, page._cards[Role.WITNESS].name, "周敏")
    assert store.person(session.vault, Role.WITNESS) == Person(Role.WITNESS, "周敏", "", "")
    assert not page._cards[Role.WITNESS].form.field("name")._error.isVisible()


def test_a_pin_is_set_in_the_background(page: ShopPage, qtbot: QtBot, session: Session) -> None:
    store.save_person(session.vault, Person(Role.OWNER, "王建国", "", ""))
    page.refresh()
    page._tabs.show_tab("people")
    card = page._cards[Role.OWNER]
    card.pin.setFocus()
    qtbot.keyClicks(card.pin.focusProxy() or card.pin, "246810")
    with qtbot.waitSignal(page.changed, timeout=10_000):
        qtbot.mouseClick(card.pin_button, Qt.MouseButton.LeftButton)
    store.check_pin(session.vault, Role.OWNER, "246810")
    assert card.pin.text() == ""
    qtbot.waitUntil(lambda: not page.jobs.busy)


def test_every_gate_sentence_has_a_place_to_jump_to(page: ShopPage, session: Session) -> None:
    store.choose_route(session.vault, Route.ASSET_SALE)
    for point in gate.open_points(session):
        page.jump(point.target)
        assert page.focusWidget() is not None
    targets = {point.target for point in gate.open_points(session)}
    assert {t for t in targets if t not in page._targets} == set()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_it_fits_into_the_smallest_window(session: Session, qtbot: QtBot, language: str) -> None:
    fill_in(session.vault)
    words.use(language)
    try:
        page = ShopPage(session, JobRunner())
        qtbot.addWidget(page)
        page.refresh()
        hint = page.minimumSizeHint()
        assert hint.width() <= 828
        assert hint.height() <= 560
    finally:
        words.use("zh_CN")
