"""Another rule file for a case: what it would change is told first; taken, it counts everywhere and harms nothing."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.classification import gate, propose, rule_file, store, store_rules
from desktop.classification.decide import decide
from desktop.classification.records import Disposition, Facts, OwnerChange
from desktop.classification.rule_file import Offer
from desktop.classification.rule_file_differences import Kind, differences
from desktop.errors import OwnerError
from desktop.inventory.records import GroupKind, RecordGroup
from desktop.jobs.job import run_to_end
from desktop.rules.local import local_rule
from desktop.rules.records import Basis, Condition, RetentionRule, RuleBook, Sensitivity, Status, Term
from desktop.session import Session
from desktop.vault.exchange import key_path
from desktop.vault.vault import FROZEN, Frozen, Vault
from tests.classification.cases import fill_inventory
from tests.classification.law import CLOSING, rules
from tests.classification.test_case import answer_all
from tests.classification.test_properties import all_facts, groups
from tests.fakes import FixedClock

BASIS = Basis("某市药监局通知", "第三条", True, "处方保存十年", date(2026, 1, 1), Status.READ)
DISPENSED = 'terms = [{ years = 5, from = "dispense_date" }]'


def newer(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """The shipped file of a day before, with changes."""
    text = rules().text.decode().replace('as_of = "2026-11-21"', 'as_of = "2026-11-20"')
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "新规则.toml"
    path.write_text(text, "utf-8")
    return path


def without_rule(rule_id: str) -> tuple[str, str]:
    text = rules().text.decode()
    start = text.rindex("[[rule]]", 0, text.index(f'id = "{rule_id}"'))
    return text[start : text.index("[[rule]]", start + 5)], ""


def offered(session: Session, path: Path) -> Offer:
    found = run_to_end(rule_file.examine(session, path))
    assert found.offer is not None, found.faults
    return found.offer


def local(kind: str = "prescription", years: int = 10, rule_id: str = "LOCAL-1") -> RetentionRule:
    return local_rule(rule_id, "某市药监局通知", (kind,), (Term(years, 0, 0, "record_date"),), (BASIS,))


# -- properties


@cache
def with_rules(*own: tuple[tuple[str, ...], int, str]) -> RuleBook:
    made = [
        local_rule(f"LOCAL-{number}", "某市要求", kinds, (Term(years, 0, 0, start),), (BASIS,))
        for number, (kinds, years, start) in enumerate(own)
    ]
    return replace(rules(), retention=(*rules().retention, *made))


KINDS = st.sampled_from([kind.value for kind in GroupKind])
STARTS = st.sampled_from(rules().vocabulary.starts)
OWN = st.lists(
    st.tuples(st.lists(KINDS, min_size=1, max_size=3, unique=True).map(tuple), st.integers(1, 99), STARTS),
    min_size=1, max_size=2,
)  # fmt: skip


@given(groups(), all_facts(), OWN)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_local_rules_never_give_an_earlier_day(
    group: RecordGroup, facts: Facts, own: list[tuple[tuple[str, ...], int, str]]
) -> None:
    book = with_rules(*own)
    before, after = decide(group, rules(), CLOSING, facts), decide(group, book, CLOSING, facts)
    if before.disposition is Disposition.SEAL:
        assert after.disposition is Disposition.SEAL or (
            after.disposition is Disposition.UNDECIDED and any("product_expiry" in start for _, _, start in own)
        ), "only a question about an expiry may come up"
    if before.must_go:
        assert (after.disposition, after.until) == (before.disposition, before.until)
    if after.disposition is Disposition.SEAL and before.disposition is Disposition.SEAL and not after.permanent:
        assert before.until is not None
        assert after.until is not None
        assert after.until >= before.until
    if before.permanent and after.disposition is not Disposition.UNDECIDED:
        assert after.permanent
    if before.disposition is Disposition.UNDECIDED and after.disposition is Disposition.DELETE:
        assert after.until is not None
        assert after.until < facts.as_of
    levels = list(Sensitivity)
    assert after.least_sensitivity is before.least_sensitivity or levels.index(after.least_sensitivity) >= 0


def test_a_local_rule_cannot_keep_what_the_law_orders_to_be_destroyed(session: Session, ids: list[int]) -> None:
    book = with_rules((("epidemic_register",), 30, "record_date"))
    made = store.decision(session.vault, ids[3])
    assert made is not None
    assert made.must_go
    group = next(g for g in propose.groups_to_decide(session) if g.id == ids[3])
    facts = next(one.facts for one in propose.known(session, CLOSING) if one.group.id == ids[3])
    assert decide(group, book, CLOSING, facts).disposition is Disposition.DELETE


# -- what is different, in words


def test_every_difference_is_named_and_what_keeps_less_comes_first(session: Session, tmp_path: Path) -> None:
    path = newer(
        tmp_path,
        without_rule("CCTV"),
        ('terms = [{ years = 2, from = "dispense_date" }, { years = 5, from = "dispense_date" }]',
         'terms = [{ years = 2, from = "dispense_date" }]'),
        (DISPENSED, 'terms = [{ years = 8, from = "dispense_date" }]'),
        ('article = "第五十六条", quote', 'article = "第五十七条", quote'),
        ('id = "PI-NETLOG"', 'id = "PI-NETLOG-2"'),
        ('effective = "1988-12-27", status = "F"', 'effective = "1988-12-27", status = "K"'),
        ('confidence = "low"', 'confidence = "medium"'),
    )  # fmt: skip
    offer = offered(session, path)
    found = {one.id: one for one in offer.differences}
    assert found["CCTV"].kind is Kind.GONE
    assert found["RX-PSY2"].kind is Kind.SHORTER
    assert found["RX-GEN"].kind is Kind.LONGER
    assert found["PI-NETLOG-2"].kind is Kind.NEW
    assert (found["PI-NETLOG"].kind, found["PI-NETLOG"].less) == (Kind.GONE, True)
    assert found["PI-PIA"].kind is Kind.OTHER
    assert [one.less for one in offer.differences] == sorted((one.less for one in offer.differences), reverse=True)
    words = {id_: "；".join(map(str, one.details)) for id_, one in found.items()}
    assert "原来：5 年（起算：最后一张处方）；现在：8 年（起算：最后一张处方）" in words["RX-GEN"]
    assert "不再依据：《个人信息保护法》第五十六条" in words["PI-PIA"]
    assert "原来“看过原文”，现在“还没见到原文”" in words["RX-TOX"]
    assert "用于：监控录像" in words["CCTV"] or "用于" in words["CCTV"]
    assert "把握程度：原来“低”，现在“中”" in words["STAFF-HEALTH"]
    assert offer.older
    assert differences(rules(), rules()) == ()


def test_a_term_that_is_dropped_beside_a_longer_one_is_loud(session: Session) -> None:
    rule = rules().rule("SALE-ONLINE")
    assert len(rule.terms) > 1
    for gone in range(len(rule.terms)):
        terms = tuple(term for place, term in enumerate(rule.terms) if place != gone)
        others = tuple(replace(rule, terms=terms) if one is rule else one for one in rules().retention)
        assert differences(rules(), replace(rules(), retention=others))[0].less


@pytest.mark.parametrize(
    ("rule_id", "changes", "less"),
    [
        ("RX-GEN", {"conditions": ()}, False),
        ("RX-TOX", {"conditions": (Condition(("prescription",), "narcotics", ("yes",)),)}, True),
        ("RX-GEN", {"applies_to": ("prescription",), "conditions": ()}, True),
        ("RX-NARC", {"on_expiry": "destroy"}, True),
        ("RX-REVIEW", {"on_expiry": "destroy"}, False),
        ("DEL-MEMBER", {"applies_to": ()}, False),
        ("DEL-MEMBER", {"sensitive": False}, True),
        ("RX-GEN", {"notes": "改了说明"}, False),
    ],
)
def test_what_may_keep_or_guard_less_is_loud(rule_id: str, changes: dict[str, Any], less: bool) -> None:
    rule = rules().rule(rule_id)
    others = tuple(replace(rule, **changes) if one is rule else one for one in rules().retention)
    (found,) = differences(rules(), replace(rules(), retention=others))
    assert (found.less, bool(found.details)) == (less, True)


# -- taking


def test_nothing_counts_before_it_is_taken_and_everything_after(
    session: Session, ids: list[int], tmp_path: Path
) -> None:
    lines = session.vault.value("SELECT count(*) FROM journal")
    before = {made.group_id: made for made in store.decisions(session.vault)}
    offer = offered(session, newer(tmp_path, (DISPENSED, 'terms = [{ years = 8, from = "dispense_date" }]')))
    assert session.rules is rules()
    assert {made.group_id: made for made in store.decisions(session.vault)} == before
    assert session.vault.value("SELECT count(*) FROM journal") == lines
    assert [effect.group.id for effect in offer.effects] == [ids[1], ids[4]]
    assert all(effect.asked_again and not effect.less for effect in offer.effects)
    with pytest.raises(OwnerError, match="原因"):
        run_to_end(rule_file.take(session, offer, " "))
    assert run_to_end(rule_file.take(session, offer, "省局通知")) == 2
    assert session.rules == offer.rules
    after = {made.group_id: made for made in store.decisions(session.vault)}
    assert {made.rules_digest for made in after.values()} == {offer.rules.digest}
    assert after[ids[1]].until == date(2034, 11, 15)
    assert {made.group_id for made in after.values() if not made.confirmed} == {ids[1], ids[4], ids[7]}
    for group in set(ids) - {ids[1], ids[4]}:
        assert replace(after[group], rules_digest=before[group].rules_digest) == before[group]
    assert not propose.out_of_date(session)
    assert "confirm" in {point.target for point in gate.open_points(session)}
    last = list(session.vault.journal())[-1]
    assert (last.act, last.object) == ("rules.taken", f"rules:{offer.rules.digest}")
    detail = json.loads(last.detail)
    assert (detail["before"], detail["asked_again"], detail["longer"]) == (rules().digest, [ids[1], ids[4]], 1)
    assert "省局通知" not in last.detail
    taken = store_rules.history(session.vault)[0]
    assert (taken.name, taken.reason, taken.digest) == ("新规则.toml", "省局通知", offer.rules.digest)


def test_the_case_carries_its_rules_to_another_pc(session: Session, ids: list[int], tmp_path: Path) -> None:
    run_to_end(rule_file.take(session, offered(session, newer(tmp_path)), "更新"))
    wanted, path = session.rules, session.vault.path
    session.vault.close()
    there = tmp_path / "another pc" / path.name
    there.parent.mkdir()
    shutil.copy(path, there)
    shutil.copy(key_path(path), key_path(there))
    again = Session(Vault.open(there, FixedClock(), passphrase="correct horse"), rules(), FixedClock())
    assert again.rules == wanted
    assert not propose.out_of_date(again)
    again.vault.close()


def test_what_the_owner_made_stricter_stays_unless_it_keeps_too_little(
    session: Session, ids: list[int], tmp_path: Path
) -> None:
    for group, until in ((ids[1], date(2033, 1, 1)), (ids[4], date(2040, 1, 1))):
        wish = OwnerChange(Disposition.SEAL, until, Sensitivity.STATUTORY, "当地要求")
        store.change_decision(session.vault, group, wish)
    offer = offered(session, newer(tmp_path, (DISPENSED, 'terms = [{ years = 8, from = "dispense_date" }]')))
    assert [(effect.group.id, effect.own_lost) for effect in offer.effects] == [(ids[1], True)]
    run_to_end(rule_file.take(session, offer, "省局通知"))
    kept = store.decision(session.vault, ids[4])
    assert kept is not None
    assert (kept.until, kept.owner_reason, kept.confirmed) == (date(2040, 1, 1), "当地要求", True)


def test_a_rule_that_goes_is_loud_and_so_is_the_group_it_kept(session: Session, ids: list[int], tmp_path: Path) -> None:
    sale = next(made for made in store.decisions(session.vault) if made.group_id == ids[2])
    changes = [without_rule(rule_id) for rule_id in sale.rule_ids]
    offer = offered(session, newer(tmp_path, *changes))
    assert {one.id for one in offer.differences if one.less} >= set(sale.rule_ids)
    effect = next(effect for effect in offer.effects if effect.group.id == ids[2])
    assert effect.less
    assert effect.after.disposition is Disposition.DELETE


def test_faults_leave_the_case_its_rules(session: Session, ids: list[int], tmp_path: Path) -> None:
    path = newer(tmp_path, ('id = "RX-TOX"', 'id = "RX-GEN"'), ('on_expiry = "keep_or_destroy"', 'on_expiry = "burn"'))
    found = run_to_end(rule_file.examine(session, path))
    assert found.offer is None
    assert len(found.faults) == 2
    assert session.rules is rules()
    with pytest.raises(OwnerError, match="用的就是这份规则"):
        path.write_bytes(rules().text)
        run_to_end(rule_file.examine(session, path))


def test_a_case_that_went_on_is_looked_at_again(session: Session, ids: list[int], tmp_path: Path) -> None:
    offer = offered(session, newer(tmp_path))
    store.give_answer(session.vault, "online", None, "yes")
    with pytest.raises(OwnerError, match="又有了变化"):
        run_to_end(rule_file.take(session, offer, "更新"))
    offer = offered(session, tmp_path / "新规则.toml")
    run_to_end(rule_file.take(session, offer, "更新"))
    with pytest.raises(OwnerError, match="又有了变化"):
        run_to_end(rule_file.take(session, offer, "更新"))


def test_what_is_confirmed_while_the_differences_are_shown_stays_confirmed(session: Session, tmp_path: Path) -> None:
    made = fill_inventory(session.vault)
    answer_all(session)
    offer = offered(session, newer(tmp_path))
    store.confirm(session.vault, made)
    assert run_to_end(rule_file.take(session, offer, "更新")) == 0
    assert sum(one.confirmed for one in store.decisions(session.vault)) == 7


def test_once_erasure_has_begun_the_rules_stay(session: Session, ids: list[int], tmp_path: Path) -> None:
    offer = offered(session, newer(tmp_path))
    with session.vault.change() as change:
        change.set(FROZEN, change.time)
        change.note("test.frozen", "case")
    with pytest.raises(Frozen):
        run_to_end(rule_file.take(session, offer, "更新"))
    with pytest.raises(Frozen):
        run_to_end(rule_file.examine(session, tmp_path / "新规则.toml"))
    assert session.rules is rules()


def test_a_local_rule_lengthens_and_can_be_taken_out_again(session: Session, ids: list[int]) -> None:
    assert rule_file.next_local_id(session) == "LOCAL-1"
    offer = run_to_end(rule_file.examine_local(session, local())).offer
    assert offer is not None
    assert [one.kind for one in offer.differences] == [Kind.NEW]
    run_to_end(rule_file.take(session, offer, "药监局要求"))
    made = store.decision(session.vault, ids[1])
    assert made is not None
    assert (made.until, made.rule_id, made.kept_by_law) == (date(2036, 11, 15), "LOCAL-1", True)
    assert str(made.explanation) == "本地要求：某市药监局通知"
    assert rule_file.next_local_id(session) == "LOCAL-2"
    assert run_to_end(rule_file.examine_local(session, local(years=3, rule_id="LOCAL-2"))).faults
    back = run_to_end(rule_file.without(session, "LOCAL-1")).offer
    assert back is not None
    assert (back.differences[0].kind, back.differences[0].less) == (Kind.GONE, True)
    assert {effect.less for effect in back.effects} == {True}
    run_to_end(rule_file.take(session, back, "通知作废"))
    assert session.rules is rules()
    assert len(store_rules.history(session.vault)) == 2


def test_back_to_the_rules_of_the_program_keeps_local_ones(session: Session, ids: list[int], tmp_path: Path) -> None:
    run_to_end(rule_file.take(session, offered(session, newer(tmp_path, without_rule("CCTV"))), "更新"))
    offer = run_to_end(rule_file.examine_local(session, local())).offer
    assert offer is not None
    run_to_end(rule_file.take(session, offer, "药监局要求"))
    back = run_to_end(rule_file.back_to_program(session)).offer
    assert back is not None
    assert [(one.id, one.kind) for one in back.differences] == [("CCTV", Kind.NEW)]
    run_to_end(rule_file.take(session, back, "还用自带的"))
    assert [rule.id for rule in session.rules.local] == ["LOCAL-1"]
    assert session.rules.as_of == rules().as_of


def test_without_the_last_trading_day_only_the_rules_are_compared(tmp_path: Path) -> None:
    from tests.shop.cases import new_vault

    vault = new_vault(tmp_path / "empty.case", FixedClock())
    session = Session(vault, rules(), FixedClock())
    offer = offered(session, newer(tmp_path, without_rule("CCTV")))
    assert not offer.dated
    assert [one.id for one in offer.differences] == ["CCTV"]
    run_to_end(rule_file.take(session, offer, "更新"))
    assert session.rules == offer.rules
    vault.close()
