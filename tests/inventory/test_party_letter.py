"""The letters to third parties, read back from the paper: for every kind of firm, every route, before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from string import Formatter

import pytest

from desktop.documents.document import PORTRAIT
from desktop.documents.window_letter import ADDRESS, FOLDS, VISIBLE
from desktop.errors import OwnerError
from desktop.inventory import store, store_hand, store_parties
from desktop.inventory.party_letter import letter_texts, letter_words, make_letter
from desktop.inventory.records import GroupKind
from desktop.inventory.records_parties import ANSWER_DAYS, Asks, PartyKind
from desktop.inventory.store_hand import Party
from desktop.session import Session
from desktop.shop import store as shop_store
from desktop.shop.records import Closing, Route
from tests.documents import reading
from tests.inventory.paper_shop import SHOP, add_party, fill_in

LAW = "依照《个人信息保护法》第二十一条，委托合同终止的，受托人应当将个人信息返还或者予以删除，不得保留。"
FORBIDDEN = re.compile("视为|逾期|法律责任|追究|尊敬的|务必|立即|彻底|永久删除|！|条号|请核实|\\{|\\}|None")
PLACES = {"party", "reason", "what", "people", "answer_by", "custodian_name", "custodian_phone"}


@pytest.fixture
def party(session: Session) -> int:
    fill_in(session)
    return add_party(session)


def said(session: Session, party: int, kind: PartyKind, asks: Asks) -> str:
    store_parties.choose(session.vault, party, kind, asks)
    words = letter_words(session, store.source(session.vault, party), store_parties.request(session.vault, party))
    return "".join((words.title, words.greeting, *words.paragraphs)).replace("**", "")


@pytest.mark.parametrize("asks", Asks)
@pytest.mark.parametrize("kind", PartyKind)
def test_each_firm_gets_one_page_that_names_law_and_day(
    session: Session, party: int, kind: PartyKind, asks: Asks, tmp_path: Path
) -> None:
    words = said(session, party, kind, asks)
    path = tmp_path / "函.pdf"
    made = make_letter(session, party, path)
    request = store_parties.request(session.vault, party)
    assert (request.made_on, request.sha256) == (session.today, made.sha256)
    assert request.answer_by == session.today + timedelta(days=ANSWER_DAYS)
    for text in reading.texts(path):
        plain = re.sub(r"\s", "", text)
        for sentence in (LAW, "约5,902人", "2026年12月6日前", "0999-5550100", "回执", SHOP.name, "第1页共1页"):
            assert sentence in plain, sentence
        assert not FORBIDDEN.search(plain)
    assert LAW in words
    assert ("返还。" in words) is (asks is Asks.RETURN)
    assert "删除。" in words


def test_the_accountant_gives_vouchers_back_and_destroys_none(session: Session, party: int) -> None:
    words = said(session, party, PartyKind.ACCOUNTANT, Asks.RETURN)
    assert "会计凭证、账簿、报表和电子账套全部交还本店" in words
    assert "还在保存期限内的，请不要销毁" in words
    assert "请先把上述信息完整导出" not in words
    assert "敏感信息" in said(session, party, PartyKind.CARE, Asks.RETURN)
    assert "由贵方依法办理，不在此列" in said(session, party, PartyKind.PLATFORM, Asks.DELETE)


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("route", Route)
def test_every_route_says_how_the_shop_ends(session: Session, route: Route, over: bool) -> None:
    last = session.today + timedelta(days=-3 if over else 9)
    fill_in(session, route, last)
    platform = said(session, add_party(session), PartyKind.PLATFORM, Asks.DELETE)
    assert "此后不再使用贵方平台上的店铺" in platform
    assert "关闭。这里" not in platform, "whether the platform closes the shop is for the shop to say"
    words = said(session, add_party(session), PartyKind.TILL, Asks.RETURN)
    assert ("本店已于" in words or "股东已于" in words) is over
    assert ("注销" in words) is (route is Route.DEREGISTRATION)
    assert ("保管人郑虚构" in words) is (route is Route.DEREGISTRATION)


def test_only_the_address_shows_in_the_window_and_the_seal_has_room(
    session: Session, party: int, tmp_path: Path
) -> None:
    path = tmp_path / "函.pdf"
    make_letter(session, party, path)
    inked = reading.ink(path, (VISIBLE.left, VISIBLE.top, VISIBLE.right, VISIBLE.bottom))
    assert inked is not None
    assert inked.left >= ADDRESS.left - 0.3
    assert ADDRESS.top - 0.3 <= inked.top < inked.bottom <= ADDRESS.bottom + 0.3
    seal = reading.ink(path, (PORTRAIT.right - 44, FOLDS[1] - 42, PORTRAIT.right, FOLDS[1] - 30))
    assert seal is None, "text reaches into the place of the seal"
    assert reading.codes(path) == []


@pytest.mark.parametrize("place", ["", "样例市云溪区示范路88号"])
def test_a_letter_without_an_address_is_handed_over(session: Session, place: str, tmp_path: Path) -> None:
    fill_in(session)
    saved = store_hand.save_party(session.vault, Party("样例代账公司", place, GroupKind.ACCOUNTING))
    path = tmp_path / "函.pdf"
    make_letter(session, saved, path)
    assert all(place in text for text in reading.texts(path))
    assert "约" not in said(session, saved, PartyKind.ACCOUNTANT, Asks.RETURN), "nobody has counted"


def test_an_address_that_no_window_holds_is_refused(session: Session, tmp_path: Path) -> None:
    fill_in(session)
    saved = store_hand.save_party(session.vault, Party("样例公司", "样例市云溪区示范路" * 12, GroupKind.MARKETING))
    with pytest.raises(OwnerError):
        make_letter(session, saved, tmp_path / "函.pdf")
    assert store_parties.request(session.vault, saved).made_on is None
    assert list(tmp_path.glob("*.p*")) == []


def test_without_shop_or_dates_there_is_no_letter(session: Session, tmp_path: Path) -> None:
    saved = add_party(session)
    with pytest.raises(OwnerError):
        make_letter(session, saved, None)
    fill_in(session)
    late = Closing(Route.DEREGISTRATION, date(2026, 11, 1), date(2026, 12, 11), date(2026, 12, 18), date(2026, 11, 1))
    shop_store.save_closing(session.vault, late)
    assert make_letter(session, saved, None).data.startswith(b"%PDF")


def test_a_name_with_asterisks_stays_a_name(session: Session) -> None:
    fill_in(session)
    saved = store_hand.save_party(session.vault, Party("甲**乙公司", "", GroupKind.MARKETING))
    words = letter_words(session, store.source(session.vault, saved), store_parties.request(session.vault, saved))
    assert words.greeting == "甲乙公司："
    assert all(paragraph.count("**") in (0, 2) for paragraph in words.paragraphs)


def texts_of_the_file() -> Iterator[str]:
    for group in ("opening", "point", "after"):
        for item in letter_texts()[group]:
            yield item["text"]


def test_the_file_knows_no_other_place_and_each_sentence_names_what_it_rests_on() -> None:
    for text in texts_of_the_file():
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= PLACES
        assert not FORBIDDEN.search(re.sub(r"\{\w+\}", "", text)), text
    assert all(item["articles"] for group in ("opening", "point") for item in letter_texts()[group])
    known = {kind.value for kind in PartyKind} | {"return", "custodian", *(route.value for route in Route)}
    for group in ("opening", "point", "after"):
        for item in letter_texts()[group]:
            assert {name.lstrip("!") for name in item["when"]} <= known
    reasons = {f"{route.value}{ending}" for route in Route for ending in ("", "_over")}
    assert reasons == set(letter_texts()["reason"])
