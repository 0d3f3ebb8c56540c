"""The letters as files: whose, what they say, what they must never say, and that a second run changes nothing."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest

from desktop.errors import OwnerError
from desktop.jobs.job import run_to_end
from desktop.notices import store
from desktop.notices.audience import waiting_problems
from desktop.notices.facts import gather
from desktop.notices.gate import open_points
from desktop.notices.letters import make_letters, make_messages, make_poster, preview
from desktop.notices.recipients import addressees
from desktop.notices.records import Channel, FileKind, NoticeKind
from desktop.numbers import read_number
from desktop.session import Session
from desktop.shop import store as shop_store
from desktop.shop.records import Person, Role
from tests.notices.case import TODAY, Who, add_members, add_people
from tests.notices.conftest import PEOPLE
from tests.notices.stage import RARE, UYGHUR


def pages(path: Path) -> list[str]:
    """The text of every page as pdftotext gives it, without white space."""
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True).stdout.decode("utf-8")
    return ["".join(page.split()) for page in text.split("\f")[:-1]]


def pages_of_pdfium(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return ["".join(document[place].get_textpage().get_text_range().split()) for place in range(len(document))]


@pytest.fixture
def letters(session: Session, tmp_path: Path) -> list[str]:
    batch = run_to_end(make_letters(session, tmp_path))
    assert batch.letters == 5
    assert not batch.problems
    return pages(batch.files[0].path)


def test_everyone_with_an_address_gets_one_letter_in_the_order_of_the_round(letters: list[str]) -> None:
    by_address = sorted((p for p in PEOPLE if p.address), key=lambda p: (p.postcode, p.address))
    assert len(letters) == 5
    for page, who in zip(letters, by_address, strict=True):
        assert f"{who.name}收" in page or f"{who.name}的监护人收" in page
        assert who.address in page


def test_both_readers_give_back_the_rare_names(session: Session, tmp_path: Path) -> None:
    path = run_to_end(make_letters(session, tmp_path)).files[0].path
    for read in (pages(path), pages_of_pdfium(path)):
        text = "".join(read)
        for name in ("䶮㛃", "李𠅤", UYGHUR):
            assert f"{name}顾客，您好：" in text
    assert set(RARE) <= {who.name for who in PEOPLE}


def test_a_letter_says_what_is_kept_only_to_those_it_is_kept_of(letters: list[str]) -> None:
    with_prescription = [page for page in letters if "您的处方依照" in page]
    assert len(with_prescription) == 2
    for page in with_prescription:
        assert (
            "二、封存。您的处方依照《药品经营和使用质量监督管理办法》第四十二条须保留不少于五年，现在不能删除。"
            "本店停止使用处方，只作封存保管，最晚至2031年11月30日，到期销毁；届时有投诉、诉讼、检查没有了结的，了结后销毁。"
            "保管人郑虚构，电话0999-5550123。处方属于敏感个人信息，封存是依法保存所必需；一旦泄露，可能让他人得知您的用药情况，"
            "所以加密保存，启封必须登记。"
        ) in page
    for page in letters:
        assert "含麻黄碱药品登记依照《药品经营质量管理规范》关于记录保存的规定" in page, (
            "whose paper it is, nobody knows"
        )
        assert ("封存的处方，到期前" in page) == ("您的处方依照" in page)


def test_words_of_deletion_and_rights(letters: list[str]) -> None:
    for page in letters:
        assert (
            "一、删除。会员资料（姓名、手机号码、出生日期、积分、储值余额、过敏史、身份证号码），将于2026年12月28日前删除。"
            in page
        )
        assert (
            "删除以前，您都可以来店或来电，要求查阅、复制、更正、补充、转移、删除您的信息，限制处理，撤回同意；"
            "我们会核对您的身份。" in page
        )
        assert "我们最迟三十天内答复，答复以前不删除您所要的信息；不能照办的，会说明理由。" in page


def test_balance_is_told_to_those_who_have_one(letters: list[str]) -> None:
    told = [page for page in letters if "没有退的储值余额，请电话联系办理" in page]
    rich = [who for place, who in enumerate(PEOPLE) if place % 2 and who.address]
    assert len(told) == len(rich) == 2
    assert all(any(f"{who.name}" in page for who in rich) for page in told)


def test_a_child_is_addressed_through_the_guardian(letters: list[str]) -> None:
    child = next(page for page in letters if "苗小例" in page)
    assert "苗小例的监护人，您好：" in child
    assert "苗小例的监护人收" in child
    assert sum("的监护人，您好" in page for page in letters) == 1
    assert ["本信所说的您的信息，是指您所监护的这位顾客的信息。" in page for page in letters] == [
        "苗小例" in page for page in letters
    ]


def test_no_letter_holds_anything_of_another_person(letters: list[str]) -> None:
    for page in letters:
        named = [who for who in PEOPLE if who.name in page]
        assert len(named) == 1
        for other in PEOPLE:
            if other is not named[0]:
                assert other.name not in page
                assert not other.mobile or other.mobile not in page
                assert not other.address or other.address not in page


def test_no_letter_promises_or_threatens(letters: list[str]) -> None:
    for page in letters:
        assert not re.search("视为同意|逾期不|具有法律效力|尊敬的|！", page)


def test_numbers_are_checked_and_never_doubled(session: Session, tmp_path: Path) -> None:
    first = run_to_end(make_letters(session, tmp_path))
    before = {(n.subject_id, n.number, n.token) for n in store.notices(session.vault)}
    second = run_to_end(make_letters(session, tmp_path))
    after = {(n.subject_id, n.number, n.token) for n in store.notices(session.vault)}
    assert before == after
    assert len({number for _, number, _ in after}) == len(PEOPLE)
    assert all(read_number(number) is not None for _, number, _ in after)
    assert pages(first.files[0].path) == pages(second.files[0].path)


def test_stopped_in_the_middle_it_goes_on_with_the_same_numbers(session: Session, tmp_path: Path) -> None:
    job = make_letters(session, tmp_path)
    for _ in range(2):
        next(job)
    job.close()
    given = {(n.subject_id, n.number) for n in store.notices(session.vault)}
    assert given
    assert not list(tmp_path.glob("*.pdf")), "nothing half-written under a final name"
    run_to_end(make_letters(session, tmp_path))
    assert given == {(n.subject_id, n.number) for n in store.notices(session.vault)}


def test_channels(session: Session, tmp_path: Path) -> None:
    run_to_end(make_letters(session, tmp_path))
    found = store.summary(session.vault)
    assert (found.people, found.letters, found.messages, found.poster_only) == (7, 5, 1, 1)


def test_a_missing_fact_stops_the_letters_and_is_named(session: Session, tmp_path: Path) -> None:
    shop_store.save_person(session.vault, Person(Role.CUSTODIAN, "郑虚构", "股东", ""))
    with pytest.raises(OwnerError) as caught:
        run_to_end(make_letters(session, tmp_path))
    assert "保管人电话" in str(caught.value)
    assert not list(tmp_path.glob("*.pdf"))


def test_preview_is_the_page_of_that_person(session: Session, tmp_path: Path) -> None:
    path = run_to_end(make_letters(session, tmp_path)).files[0].path
    facts = gather(session)
    person = next(p for p in addressees(session, facts) if p.subject.name == "䶮㛃")
    notice = store.notice_of(session.vault, person.subject.id)
    shown = tmp_path / "shown.pdf"
    shown.write_bytes(preview(session, facts, person, notice))
    assert sorted(pages(shown)[0]) == sorted(next(page for page in pages(path) if "䶮㛃" in page))


def test_the_files_are_remembered_for_their_destruction(session: Session, tmp_path: Path) -> None:
    run_to_end(make_letters(session, tmp_path))
    run_to_end(make_messages(session, tmp_path))
    files = store.files(session.vault)
    assert {f.kind for f in files} == {FileKind.LETTERS, FileKind.MESSAGES}
    assert all(f.path.stat().st_size == f.size for f in files)


def test_kind_and_channel_of_each_notice(session: Session, tmp_path: Path) -> None:
    run_to_end(make_letters(session, tmp_path))
    assert {n.kind for n in store.notices(session.vault)} == {NoticeKind.DELETION}
    assert [n.channel for n in store.notices(session.vault)].count(Channel.LETTER) == 5


def test_a_letter_that_cannot_be_printed_is_left_out_and_named(session: Session, tmp_path: Path) -> None:
    odd = Who("私\ue000用字", "", "样例市范本路99号", "000009")
    long = Who("地址太长", "", "样例省样例市云溪区虚构街道" * 9, "000009")
    ids = add_people(session, [odd, long])
    add_members(session, tmp_path / "又一份.xlsx", ids)
    batch = run_to_end(make_letters(session, tmp_path))
    assert batch.letters == 5
    assert [problem.subject_id for problem in batch.problems] == ids
    assert not any(who.name in page for who in (odd, long) for page in pages(batch.files[0].path))
    bad = {problem.subject_id for problem in waiting_problems(session)}
    store.mark_sent(session.vault, Channel.LETTER, TODAY, TODAY, without=bad)
    assert store.unsent(session.vault)[Channel.LETTER] == 2
    assert "problems" in [point.target for point in open_points(session)]
    for person in ids:
        store.mark_told(session.vault, person, TODAY, TODAY)
    assert "problems" not in [point.target for point in open_points(session)]
    assert Channel.LETTER not in store.unsent(session.vault)


def test_no_notice_promises_a_day_of_deletion_that_is_over(session: Session, tmp_path: Path) -> None:
    closing = shop_store.read_closing(session.vault)
    assert closing is not None
    shop_store.save_closing(session.vault, replace(closing, erasure_day=session.today - timedelta(days=1)))
    for make in (
        lambda: run_to_end(make_letters(session, tmp_path)),
        lambda: run_to_end(make_messages(session, tmp_path)),
        lambda: make_poster(session, tmp_path),
    ):
        with pytest.raises(OwnerError):
            make()
    assert not list(tmp_path.glob("*.pdf"))
    assert not store.files(session.vault)
    shop_store.save_closing(session.vault, replace(closing, erasure_day=session.today))
    assert run_to_end(make_letters(session, tmp_path)).letters
