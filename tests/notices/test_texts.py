"""The text files themselves: every place known, every duty carried, every route filled, nothing forbidden."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop.classification.records import Disposition
from desktop.documents.document import Letters
from desktop.errors import OwnerError
from desktop.inventory.records import GroupKind
from desktop.notices.facts import Facts, numeral, under_age
from desktop.notices.messages import Message, harmless, message, parts, write_csv, write_xlsx
from desktop.notices.poster import draw_poster, poster_words
from desktop.notices.recipients import kind_for
from desktop.notices.records import NoticeKind
from desktop.notices.sheets import LetterWords, draw_person, draw_static, numbered, person_words
from desktop.notices.slip import SlipWords
from desktop.notices.texts import NoticeText, Paragraph, load, named_places, printed, table
from desktop.notices.wording import consent_items, for_everyone, for_person
from desktop.shop.records import Route
from tests.documents.reading import texts
from tests.notices.stage import (
    CARE_TO_GIVE,
    CONTACTS,
    EPHEDRINE,
    MEMBERS,
    MEMBERS_TO_GIVE,
    PEOPLE,
    PRESCRIPTIONS,
    RECIPIENT,
    SALES,
    TODAY,
    VOUCHERS,
    closing,
    facts,
    group,
    person,
    subject,
)  # fmt: skip

SALES_KEPT = group(
    9, GroupKind.SALE, "销售记录", Disposition.SEAL, basis="《药品经营质量管理规范》关于记录保存的规定",
    period="保留不少于五年", until=date(2031, 11, 30), sensitive=True,
)  # fmt: skip
ROUTES: dict[Route, Facts] = {
    Route.DEREGISTRATION: facts(MEMBERS, CONTACTS, PRESCRIPTIONS, EPHEDRINE, VOUCHERS, SALES),
    Route.ASSET_SALE: facts(MEMBERS_TO_GIVE, CARE_TO_GIVE, PRESCRIPTIONS, route=Route.ASSET_SALE, recipient=RECIPIENT),
    Route.OPERATOR_CHANGE: facts(MEMBERS_TO_GIVE, PRESCRIPTIONS, route=Route.OPERATOR_CHANGE, recipient=RECIPIENT),
    Route.MERGER: facts(MEMBERS_TO_GIVE, CARE_TO_GIVE, PRESCRIPTIONS, route=Route.MERGER, recipient=RECIPIENT),
    Route.SHARE_SALE: facts(MEMBERS, PRESCRIPTIONS, route=Route.SHARE_SALE, recipient=RECIPIENT),
}
MUST: dict[str, set[int]] = {
    "deletion": {2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 17},
    "transfer": {2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17},
    "consent": {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17},
    "poster": {2, 3, 4, 5, 6, 7, 9, 13, 14, 15, 16, 17},
}
"""What must be told, by its number in the table of notice contents: 1 and 18 (who, seal, day) stand in the layout."""
PROMISES = re.compile("视为同意|逾期不回复|逾期未|法律效力|尊敬的|彻底|永久删除|！")


def parts_of(text: NoticeText) -> tuple[Paragraph, ...]:
    return text.paragraphs + text.rows + text.after


@pytest.mark.parametrize("name", MUST)
def test_every_duty_has_its_sentence(name: str) -> None:
    carried = {item for paragraph in parts_of(load(name)) for phrase in paragraph.phrases for item in phrase.carries}
    assert carried >= MUST[name]


@pytest.mark.parametrize("name", [*MUST, "change"])
def test_every_place_is_one_that_can_be_filled(name: str) -> None:
    known = set(for_everyone(ROUTES[Route.MERGER]).places)
    for paragraph in parts_of(load(name)):
        for phrase in paragraph.phrases:
            assert set(named_places(phrase.text)) <= known
            assert not PROMISES.search(phrase.text)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("balance", [False, True])
@pytest.mark.parametrize("guardian", [False, True])
def test_every_letter_of_every_route_is_filled(route: Route, balance: bool, guardian: bool) -> None:
    case = ROUTES[route]
    kind = kind_for(case, case.every_id())
    text = load(kind.value)
    setting = for_person(case, person(case, kind=kind, balance=balance, guardian=guardian))
    shown = [*printed(text.paragraphs, setting), *printed(text.rows, setting), *printed(text.after, setting)]
    assert shown
    for paragraph in shown:
        assert "{" not in paragraph.body
        assert not re.search("，，|。。|；。|，。|（）|、、|《》", paragraph.body)
    assert any("储值余额" in paragraph.body for paragraph in shown) is balance


def test_the_route_decides_what_is_told() -> None:
    found = {route: kind_for(case, case.every_id()) for route, case in ROUTES.items()}
    assert found == {
        Route.DEREGISTRATION: NoticeKind.DELETION,
        Route.ASSET_SALE: NoticeKind.CONSENT,
        Route.OPERATOR_CHANGE: NoticeKind.CONSENT,
        Route.MERGER: NoticeKind.TRANSFER,
        Route.SHARE_SALE: NoticeKind.CHANGE,
    }


def test_points_are_renumbered_without_sealed_records() -> None:
    case = facts(MEMBERS, CONTACTS)
    shown = printed(load("deletion").paragraphs, for_person(case, person(case)))
    assert [p.head for p in shown] == ["", "一、删除。", "二、您可以做的。", "三、请您留意。"]
    assert not any("保管人" in p.body for p in shown)


def test_several_kinds_each_with_basis_and_last_day() -> None:
    case = facts(PRESCRIPTIONS, VOUCHERS)
    sealed = printed(load("deletion").paragraphs, for_person(case, person(case)))[1]
    assert sealed.body.startswith(
        "您的处方依照《药品经营和使用质量监督管理办法》第四十二条须保留不少于五年，最晚至2031年11月30日；"
        "会计凭证（退款单、发票）依照《会计档案管理办法》第十四条及附表须保留不少于三十年，最晚至2056年12月31日；"
        "现在都不能删除。本店停止使用这些信息，只作封存保管，到期销毁；"
    )
    assert "处方属于敏感个人信息" in sealed.body


@pytest.mark.parametrize("lacking", ["custodian", "recipient", "until", "basis"])
def test_what_is_missing_stops_the_notice(lacking: str) -> None:
    case = ROUTES[Route.ASSET_SALE]
    if lacking == "custodian":
        case = replace(case, people=PEOPLE[:3])
    elif lacking == "recipient":
        case = replace(case, recipient=None)
    else:
        decision = replace(PRESCRIPTIONS.decision, until=None if lacking == "until" else PRESCRIPTIONS.decision.until)
        broken = replace(PRESCRIPTIONS, decision=decision, basis="" if lacking == "basis" else PRESCRIPTIONS.basis)
        case = replace(case, groups=(MEMBERS_TO_GIVE, broken))
    text = load("consent")
    setting = for_person(case, person(case, kind=NoticeKind.CONSENT))
    with pytest.raises(OwnerError):
        for part in (text.paragraphs, text.rows, text.after):
            printed(part, setting)


@pytest.mark.parametrize("route", ROUTES)
def test_the_poster_of_every_route(route: Route) -> None:
    words = poster_words(replace(ROUTES[route], balances=frozenset({1})), "GG-7KQ4-001-L", TODAY)
    assert draw_poster(None, words, practice=False).page_count == 1
    shown = "".join(section.body for section in words.sections)
    assert not PROMISES.search(shown)
    assert ("样例市康宁大药房" in shown) == (route in (Route.ASSET_SALE, Route.OPERATOR_CHANGE, Route.MERGER))
    assert "网信部门" in shown
    assert words.band_day == "2026年11月30日（星期一）"


@pytest.mark.parametrize("route", ROUTES)
def test_messages_fit_in_one_part_and_name_nobody(route: Route) -> None:
    case = ROUTES[route]
    who = subject(name="何虚构")
    entry = message(case, person(case, who, kind=kind_for(case, case.every_id())))
    assert entry.parts == 1
    assert len(entry.text) <= 70
    assert "何虚构" not in entry.text
    assert "http" not in entry.text


@pytest.mark.parametrize("route", [Route.ASSET_SALE, Route.OPERATOR_CHANGE, Route.MERGER])
def test_only_a_shop_that_deregisters_says_so(route: Route) -> None:
    """Who has nothing to be transferred gets the letter of deletion on every route."""
    case = replace(facts(MEMBERS, PRESCRIPTIONS, route=route, recipient=RECIPIENT), today=TODAY)
    who = person(case)
    words = "".join(p.body for p in printed(load("deletion").paragraphs, for_person(case, who)))
    assert "注销" not in words
    assert load("deletion").title_going_on
    assert "停业" not in load("deletion").title_going_on + message(case, who).text


def test_a_last_day_for_requests_that_is_over_is_not_offered() -> None:
    case = replace(ROUTES[Route.DEREGISTRATION], today=closing().request_until + timedelta(days=1))
    words = "".join(p.body for p in printed(load("deletion").paragraphs, for_person(case, person(case))))
    words += "".join(section.body for section in poster_words(case, "", case.today).sections)
    words += message(case, person(case)).text
    assert "12月11日" not in words
    assert words.count("删除以前") == 2


def test_a_message_about_a_child_is_for_the_guardian() -> None:
    case = ROUTES[Route.DEREGISTRATION]
    assert "】致监护人：" in message(case, person(case, guardian=True)).text
    assert "监护人" not in message(case, person(case)).text


def test_parts_are_counted_as_carriers_count() -> None:
    assert [parts("字" * n) for n in (1, 70, 71, 134, 135)] == [1, 1, 2, 2, 3]
    assert parts("𠅤" * 35) == 1
    assert parts("𠅤" * 36) == 2


def test_lists_are_no_formulas(tmp_path: Path) -> None:
    evil = [Message(f"{start}19900000001", "=HYPERLINK(1)", 1) for start in ("=", "+", "-", "@", "\t")]
    write_csv(tmp_path / "m.csv", evil)
    write_xlsx(tmp_path / "m.xlsx", evil)
    text = (tmp_path / "m.csv").read_bytes().decode("utf-8-sig")
    for row in list(csv.reader(text.splitlines()))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row)
    book = CalamineWorkbook.from_path(tmp_path / "m.xlsx").get_sheet_by_index(0).to_python()
    assert [row[0] for row in book[1:]] == [entry.mobile for entry in evil]
    assert harmless("19900000001") == "19900000001"


def test_days_that_are_over_are_told_as_over() -> None:
    case = ROUTES[Route.DEREGISTRATION]
    late = replace(case, today=case.closing.last_trading_day + timedelta(days=3)) if case.closing else case
    for now, words in (
        (case, ("本店将于2026年11月30日", "11月28日前领取")),
        (late, ("本店已于2026年11月30日", "电话联系")),
    ):
        shown = "".join(
            p.body for p in printed(load("deletion").paragraphs, for_person(now, person(now, balance=True)))
        )
        assert all(word in shown for word in words)


def test_numerals_and_ages() -> None:
    assert [numeral(n) for n in (0, 5, 10, 15, 30, 42)] == ["零", "五", "十", "十五", "三十", "四十二"]
    assert under_age(subject(born=TODAY.replace(year=TODAY.year - 13)), TODAY)
    assert not under_age(subject(born=TODAY.replace(year=TODAY.year - 14)), TODAY)
    assert under_age(replace(subject(), id_number="999999202001019999"), TODAY)
    assert not under_age(subject(), TODAY)


def body(
    name: str, case: Facts, kind: NoticeKind = NoticeKind.DELETION, *, balance: bool = False,
    groups: tuple[int, ...] | None = None,
) -> str:  # fmt: skip
    text, setting = load(name), for_person(case, person(case, kind=kind, balance=balance, groups=groups))
    return "".join(p.body for part in (text.paragraphs, text.rows, text.after) for p in printed(part, setting))


def test_the_consent_letter_says_why_the_sensitive_rest_stays_sealed() -> None:
    """PIPL 29, 30: the necessity and the effect, of what is handed over and of what is not."""
    words = body("consent", ROUTES[Route.ASSET_SALE], NoticeKind.CONSENT)
    assert "处方属于敏感个人信息，封存是依法保存所必需；泄露会让他人得知您的用药情况" in words
    without = facts(MEMBERS_TO_GIVE, route=Route.ASSET_SALE, recipient=RECIPIENT)
    assert "封存是依法保存所必需" not in body("consent", without, NoticeKind.CONSENT)


@pytest.mark.parametrize("along", [True, False])
def test_the_heaviest_consent_letter_still_fits_on_its_page(tmp_path: Path, along: bool) -> None:
    """Three kinds kept by law, one that goes along or that nobody listed, points and a balance, for a child: one page.

    With both of them the public notice tells the latter.
    """
    kept = (PRESCRIPTIONS, replace(EPHEDRINE, people_known=True), VOUCHERS)
    beside = replace(CONTACTS, beside=(PRESCRIPTIONS.group.id,) if along else ())
    unlisted = replace(SALES_KEPT, people_known=False)
    case = facts(MEMBERS_TO_GIVE, CARE_TO_GIVE, *kept, beside, unlisted, route=Route.ASSET_SALE, recipient=RECIPIENT)
    listed = tuple(f.group.id for f in case.groups if f is not unlisted)
    who = person(case, kind=NoticeKind.CONSENT, balance=True, guardian=True, groups=listed)
    text, setting = load("consent"), for_person(case, who)
    words = LetterWords(
        kind=NoticeKind.CONSENT, title=text.title, paragraphs=printed(text.paragraphs, setting),
        rows=printed(text.rows, setting), after=printed(text.after, setting),
        slip=SlipWords(text.slip, consent_items(case, who.group_ids), RECIPIENT.name) if text.slip else None,
        shop="样例市安和大药房有限公司", sender="地址", contact="联系人", day="2026年10月28日",
    )  # fmt: skip
    path = tmp_path / "consent.pdf"
    with Letters(path, shop=words.shop, title=words.title, practice=False) as letters:
        form = letters.form()
        draw_static(form, words, practice=False)
        draw_person(letters.page(form), words, person_words(who), numbered("XJ-7KQ4-00412-H", "ABCD"))
    shown = texts(path)[0]
    for line in (
        "封存是依法保存所必需",
        "在同一个文件里" if along else "销售记录里有您的",
        "交到店里或者寄回",
        "沿线剪下",
    ):
        assert line in shown


@pytest.mark.parametrize(
    ("route", "name", "words"),
    [
        (Route.DEREGISTRATION, "deletion", "有积分的，请在11月28日前到店兑换"),
        (Route.ASSET_SALE, "consent", "兑换（同意转移积分的除外）"),
        (Route.MERGER, "transfer", "有积分的，请在11月28日前到店兑换"),
        (Route.SHARE_SALE, "change", "您的积分照旧使用"),
    ],
)
def test_whoever_may_have_points_is_told_how_to_use_them(route: Route, name: str, words: str) -> None:
    """消保条例 22, row 15 of the notice contents: also on the public notice."""
    case = ROUTES[route]
    assert words in body(name, case, NoticeKind(name))
    sections = {section.head: section.body for section in poster_words(case, "", TODAY).sections}
    assert ("积分请在2026年11月28日前到店兑换" in sections.get("积分兑换", "")) is (route is not Route.SHARE_SALE)
    none = replace(case, groups=tuple(replace(g, fields=("姓名",)) for g in case.groups))
    assert words not in body(name, none, NoticeKind(name))


def test_what_cannot_be_parted_from_kept_records_is_not_promised_to_be_deleted() -> None:
    """PIPL 47(2): the pack holds the whole file; the letter says so, with the day of what it lies beside."""
    inside = replace(MEMBERS, beside=(PRESCRIPTIONS.group.id,))
    case = facts(inside, CONTACTS, PRESCRIPTIONS)
    alone = person(case, groups=(inside.group.id,))
    for who in (person(case), alone):
        shown = printed(load("deletion").paragraphs, for_person(case, who))
        erased = "".join(p.body for p in shown if "删除" in p.head)
        along = next(p.body for p in shown if "随同封存" in p.head)
        assert "会员资料" not in erased
        assert "会员资料（姓名、手机号码、出生日期、积分）和依法须保存的处方在同一个文件里" in along
        assert "最晚至2031年11月30日" in along
        assert sum("保管人郑虚构" in p.body for p in shown) == 1
    poster = "".join(section.body for section in poster_words(case, "", TODAY).sections)
    assert "会员资料（姓名、手机号码、出生日期、积分）和它们在同一个文件里" in poster


def test_a_share_sale_ends_no_right() -> None:
    """PIPL 44 to 50: the company goes on, so its notice sets no last day for requests, as its letter does not."""
    for today in (TODAY, closing().request_until + timedelta(days=1)):
        case = replace(ROUTES[Route.SHARE_SALE], today=today)
        rights = next(s.body for s in poster_words(case, "", TODAY).sections if s.head == "您的权利")
        assert rights.startswith("您可以随时向本店查阅")
        assert "12月11日" not in rights
        assert "删除以前" not in rights


WITH_NUMBERS = replace(MEMBERS_TO_GIVE, fields=("姓名", "身份证号码", "积分"))


def test_what_no_recipient_gets_is_not_told_as_transferred() -> None:
    """The packs leave out numbers of identity cards: letter and poster of a merger say so, with the day (PIPL 17)."""
    case = facts(WITH_NUMBERS, route=Route.MERGER, recipient=RECIPIENT)
    poster = "".join(section.body for section in poster_words(case, "", TODAY).sections)
    for words in (body("transfer", case, NoticeKind.TRANSFER), poster):
        assert "会员资料（姓名、积分）转移给" in words
        assert "其中的身份证号码不转移" in words
    without = facts(MEMBERS_TO_GIVE, route=Route.MERGER, recipient=RECIPIENT)
    assert "其中的" not in body("transfer", without, NoticeKind.TRANSFER)


def test_the_poster_of_a_sale_asks_and_says_what_becomes_of_the_rest() -> None:
    """PIPL 17(1)(2), 23: the slip names what is asked; whatever is not given goes by a day."""
    case = facts(WITH_NUMBERS, PRESCRIPTIONS, route=Route.ASSET_SALE, recipient=RECIPIENT)
    told = next(s.body for s in poster_words(case, "", TODAY).sections if s.head == "转移")
    assert "身份证号码" not in told
    assert told.endswith("没有转移的，依法须保存的封存，其余于2026年12月18日前删除。")


@pytest.mark.parametrize("name", ["deletion", "transfer", "consent"])
def test_records_that_may_hold_the_person_are_told_in_every_letter(name: str) -> None:
    """PIPL 17, 30: paper that nobody listed by name is kept too, by whom, until when, and why although sensitive."""
    route = {"deletion": Route.DEREGISTRATION, "transfer": Route.MERGER, "consent": Route.ASSET_SALE}[name]
    given = MEMBERS if name == "deletion" else MEMBERS_TO_GIVE
    case = facts(given, EPHEDRINE, route=route, recipient=RECIPIENT)
    words = body(name, case, NoticeKind(name), groups=(given.group.id,))
    assert "含麻黄碱药品登记依照《药品经营质量管理规范》关于记录保存的规定须保留不少于五年" in words
    assert words.count("保管人郑虚构") == 1
    if name == "consent":
        return
    assert "含麻黄碱药品登记属于敏感个人信息，封存是依法保存所必需" in words
    assert "封存的含麻黄碱药品登记，到期前都可以向保管人查阅、复制" in words
    assert ("注销登记完成以后，请与保管人联系" in words) is (route is Route.DEREGISTRATION)
    assert "本店纸质的" in words
    unread = facts(given, replace(EPHEDRINE, electronic=True), route=route, recipient=RECIPIENT)
    assert "纸质" not in body(name, unread, NoticeKind(name), groups=(given.group.id,))


@pytest.mark.parametrize("permanent", [False, True])
def test_the_consent_letter_says_until_when_and_with_whom_things_go_along(permanent: bool) -> None:
    kept = replace(PRESCRIPTIONS, decision=replace(PRESCRIPTIONS.decision, permanent=permanent, until=None)) \
        if permanent else PRESCRIPTIONS  # fmt: skip
    along = replace(CONTACTS, beside=(kept.group.id,))
    case = facts(MEMBERS_TO_GIVE, along, kept, route=Route.ASSET_SALE, recipient=RECIPIENT)
    who = person(case, kind=NoticeKind.CONSENT, groups=(MEMBERS_TO_GIVE.group.id, along.group.id))
    row = next(p.body for p in printed(load("consent").rows, for_person(case, who)) if p.head == "随同封存")
    assert "保管人郑虚构" in row
    assert ("依法须永久保存的处方" in row) is permanent
    assert ("最晚至2031年11月30日，到期一并销毁" in row) is not permanent


def test_items_of_the_slip_are_real_fields() -> None:
    from desktop.rules.loader import load as load_rules

    known = {field.id for field in load_rules().fields}
    asked = {field for item in table("kinds")["item"] for field in item["fields"]}
    assert asked - known <= {"points", "balance", "postcode"}
