"""Proposals, answers, changes, holds, gate and papers on a real case file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from desktop.classification import assessment, gate, papers, propose, store
from desktop.classification.flows import flows
from desktop.classification.records import Disposition, OwnerChange
from desktop.errors import OwnerError
from desktop.inventory.records import GroupKind as K
from desktop.rules.records import Sensitivity
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import Recipient, Role, Route
from desktop.vault.vault import FROZEN, Frozen
from tests.classification.cases import add_group, fill_inventory, new_session

ANSWERS = {
    "narcotics": "no", "online": "no", "devices": "none", "prepaid": "no", "register-ephedrine": "no",
    "papers-inside": "none",
    "device-inside": "no",
}  # fmt: skip
SEAL, DELETE = Disposition.SEAL, Disposition.DELETE
LATER = date(2040, 1, 1)


def answer_all(session: Session) -> None:
    propose.propose_now(session)
    while questions := propose.open_questions(session):
        asked = questions[0]
        propose.answer(session, asked.id, asked.group_id, ANSWERS[asked.id])


def wish(
    disposition: Disposition = SEAL, until: date | None = LATER, level: Sensitivity = Sensitivity.STATUTORY,
    reason: str = "当地药监要求", permanent: bool = False,
) -> OwnerChange:  # fmt: skip
    return OwnerChange(disposition, until, level, reason, permanent)


# -- proposals and answers


def test_the_whole_step_from_nothing_to_an_empty_gate(session: Session) -> None:
    assert [point.target for point in gate.open_points(session)] == ["table"]
    ids = fill_inventory(session.vault)
    assert [point.target for point in gate.open_points(session)] == ["propose"]
    propose.propose_now(session)
    asked = {question.id for question in propose.open_questions(session)}
    assert asked == set(ANSWERS) - {"device-inside"}, "nobody knows yet what the old phone is"
    targets = [point.target for point in gate.open_points(session)]
    assert "question:narcotics:" in targets
    answer_all(session)
    found = {d.group_id: d for d in store.decisions(session.vault)}
    assert [found[i].disposition.value for i in ids] == [
        "delete", "seal", "seal", "delete", "seal", "delete", "delete", "undecided",
    ]  # fmt: skip
    assert found[ids[1]].until == date(2031, 11, 15)
    assert found[ids[4]].until == date(2030, 12, 31)
    assert {point.target for point in gate.open_points(session)} == {
        f"group:{ids[7]}", "confirm", "assessment:impact",
    }  # fmt: skip
    with session.vault.change() as change:
        change.execute("UPDATE record_group SET kind = 'marketing', settled = 1 WHERE id = ?", (ids[7],))
        change.note("test.settled", "group")
    assert [point.target for point in gate.open_points(session)] == ["propose"]
    answer_all(session)
    assert store.confirm(session.vault, ids) == 8
    for field, value in (("impact", "high"), ("likelihood", "medium"), ("residual", "low")):
        assessment.save(session, field, value)
    assert gate.open_points(session) == []


def test_proposing_again_changes_nothing_and_keeps_what_is_confirmed(session: Session) -> None:
    ids = fill_inventory(session.vault)
    answer_all(session)
    store.confirm(session.vault, ids)
    before, lines = store.decisions(session.vault), session.vault.value("SELECT count(*) FROM journal")
    assert propose.propose_now(session) == 0
    assert store.decisions(session.vault) == before
    assert session.vault.value("SELECT count(*) FROM journal") == lines


def test_another_answer_unconfirms_what_it_changes_and_nothing_else(session: Session) -> None:
    ids = fill_inventory(session.vault)
    answer_all(session)
    store.confirm(session.vault, ids)
    propose.answer(session, "online", None, "yes")
    unconfirmed = {d.group_id for d in store.decisions(session.vault) if not d.confirmed}
    assert unconfirmed == {ids[2], ids[7]}


def test_questions_for_the_shop_come_once_and_first(session: Session) -> None:
    fill_inventory(session.vault)
    propose.propose_now(session)
    asked = propose.open_questions(session)
    assert [q.id for q in asked].count("narcotics") == 1
    assert next(q for q in asked if q.id == "narcotics").groups == 2
    assert [q.group_id is None for q in asked] == sorted([q.group_id is None for q in asked], reverse=True)


def test_answers_that_do_not_exist_are_refused(session: Session) -> None:
    ids = fill_inventory(session.vault)
    for question, group, value in (
        ("narcotics", None, "perhaps"),
        ("narcotics", ids[1], "yes"),
        ("prepaid", None, "no"),
    ):
        with pytest.raises(ValueError):
            propose.answer(session, question, group, value)
    assert store.answers(session.vault) == ()


def test_an_answer_can_be_taken_back_and_is_asked_again(session: Session) -> None:
    fill_inventory(session.vault)
    answer_all(session)
    store.take_back(session.vault, "narcotics", None)
    assert propose.out_of_date(session)
    propose.propose_now(session)
    assert [q.id for q in propose.open_questions(session)] == ["narcotics"]


def test_files_without_personal_data_and_false_alarms_are_left_alone(session: Session) -> None:
    add_group(session.vault, "进货价目.csv", "file", K.SALE, state="no_personal_data")
    add_group(session.vault, "误报.txt", "file", K.UNKNOWN, state="dismissed")
    kept = add_group(session.vault, "短信平台", "third_party", K.MARKETING)
    propose.propose_now(session)
    assert [d.group_id for d in store.decisions(session.vault)] == [kept]


def test_a_child_among_the_people_makes_the_list_sensitive(session: Session) -> None:
    group = add_group(session.vault, "名单", "file", K.MARKETING, fields=("name",))
    with session.vault.change() as change:
        child = change.execute(
            "INSERT INTO subject (name, mobile, id_number, member_no, birth_date, address, postcode)"
            " VALUES ('小童', '', '', '', '2013-01-01', '', '')"
        )
        row = change.execute(
            "INSERT INTO record (group_id, line, subject_id, cells) VALUES (?, 1, ?, '[]')", (group, child)
        )
        change.execute("INSERT INTO appearance VALUES (?, ?, ?)", (child, group, row))
        change.note("test.child", f"group:{group}")
    propose.propose_now(session)
    made = store.decision(session.vault, group)
    assert made is not None
    assert made.sensitivity is Sensitivity.STATUTORY
    assert "DEL-CHILD" in made.rule_ids


def test_without_a_last_trading_day_nothing_is_computed(tmp_path: Path) -> None:
    from tests.classification.law import rules
    from tests.fakes import FixedClock
    from tests.shop.cases import new_vault

    vault = new_vault(tmp_path / "empty.case", FixedClock())
    session = Session(vault, rules(), vault.clock)
    with pytest.raises(OwnerError):
        propose.propose_now(session)
    vault.close()


def test_many_groups_are_written_in_small_transactions(session: Session) -> None:
    for number in range(120):
        add_group(session.vault, f"表 {number}", "file", K.COMPLAINT, newest=date(2026, 1, 1))
    steps = list(propose.propose(session))
    assert len(steps) == 3
    assert len(store.decisions(session.vault)) == 120
    assert not propose.out_of_date(session)


# -- changes: may raise, never lower


@pytest.fixture
def decided(session: Session) -> list[int]:
    ids = fill_inventory(session.vault)
    answer_all(session)
    return ids


def test_a_period_can_be_lengthened_with_a_reason(session: Session, decided: list[int]) -> None:
    store.change_decision(session.vault, decided[1], wish())
    made = store.decision(session.vault, decided[1])
    assert made is not None
    assert (made.until, made.owner_reason, made.confirmed) == (LATER, "当地药监要求", True)
    propose.propose_now(session)
    assert store.decision(session.vault, decided[1]) == made


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (1, wish(reason="  ")),
        (1, wish(until=date(2031, 11, 14))),
        (1, wish(until=None)),
        (1, wish(DELETE, None)),
        (1, wish(level=Sensitivity.STRICT)),
        (1, wish(Disposition.UNDECIDED)),
        (1, wish(Disposition.ANONYMISE)),
        (1, wish(Disposition.TRANSFER)),
        (0, wish(Disposition.TRANSFER)),
        (0, wish(until=None)),
        (0, wish(level=Sensitivity.GENERAL)),
        (3, wish()),
        (3, wish(Disposition.TRANSFER)),
        (7, wish(DELETE, None)),
        (7, wish(Disposition.TRANSFER)),
    ],
)
def test_what_the_store_refuses(session: Session, decided: list[int], row: int, change: OwnerChange) -> None:
    before = store.decision(session.vault, decided[row])
    with pytest.raises(OwnerError):
        store.change_decision(session.vault, decided[row], change)
    assert store.decision(session.vault, decided[row]) == before


def test_epidemic_registers_must_go_whatever_the_owner_wants(session: Session, decided: list[int]) -> None:
    made = store.decision(session.vault, decided[3])
    assert made is not None
    assert made.must_go
    store.place_hold(session.vault, "HOLD-REGULATOR", group_id=decided[3])
    assert store.held_groups(session.vault) == {decided[3]}


def test_members_may_be_handed_over_only_where_there_is_a_recipient(session: Session, decided: list[int]) -> None:
    shop.choose_route(session.vault, Route.ASSET_SALE)
    shop.save_recipient(session.vault, Recipient("新康药房", "李店长", "19900000009", "", "继续服务", "接收", "三年"))
    store.change_decision(session.vault, decided[0], wish(Disposition.TRANSFER, None))
    assert "单独同意、逐项勾选" in assessment.prefilled(session)["necessity"], (
        "PIPL 55(3), 23: providing is weighed too"
    )
    made = store.decision(session.vault, decided[0])
    assert made is not None
    assert made.disposition is Disposition.TRANSFER
    with pytest.raises(OwnerError):
        store.change_decision(session.vault, decided[1], wish(Disposition.TRANSFER))
    shop.choose_route(session.vault, Route.MERGER)
    store.change_decision(session.vault, decided[1], wish(Disposition.TRANSFER))


def test_a_change_that_no_longer_keeps_enough_falls_back_to_the_proposal(session: Session, decided: list[int]) -> None:
    store.change_decision(session.vault, decided[2], wish(until=date(2032, 1, 1)))
    propose.answer(session, "devices", None, "implants")
    made = store.decision(session.vault, decided[2])
    assert made is not None
    assert made.permanent
    assert made.owner_reason == ""
    assert not made.confirmed


def test_what_is_undecided_may_be_kept_but_never_confirmed(session: Session, decided: list[int]) -> None:
    assert store.confirm(session.vault, [decided[7]]) == 0
    store.change_decision(session.vault, decided[7], wish())
    propose.propose_now(session)
    made = store.decision(session.vault, decided[7])
    assert made is not None
    assert made.disposition is SEAL


# -- holds


def test_holds_are_placed_and_lifted_and_journalled(session: Session, decided: list[int]) -> None:
    hold = store.place_hold(session.vault, "HOLD-DISPUTE", group_id=decided[0])
    assert [(h.id, h.group_id, h.lifted) for h in store.open_holds(session.vault)] == [(hold, decided[0], None)]
    store.lift_hold(session.vault, hold)
    assert store.open_holds(session.vault) == ()
    acts = [line.act for line in session.vault.journal()]
    assert "classification.hold_placed" in acts
    assert "classification.hold_lifted" in acts
    with pytest.raises(ValueError):
        store.place_hold(session.vault, "HOLD-DISPUTE")


def test_after_erasure_began_only_holds_are_placed_and_lifted(session: Session, decided: list[int]) -> None:
    with session.vault.change() as change:
        change.set(FROZEN, change.time)
        change.note("test.frozen", "case")
    for act in (
        lambda: store.confirm(session.vault, decided),
        lambda: store.change_decision(session.vault, decided[1], wish()),
        lambda: store.give_answer(session.vault, "narcotics", None, "yes"),
        lambda: assessment.save(session, "impact", "high"),
    ):
        with pytest.raises(Frozen):
            act()
    hold = store.place_hold(session.vault, "HOLD-REGULATOR", group_id=decided[0])
    store.lift_hold(session.vault, hold)
    assert store.open_holds(session.vault) == ()


# -- assessment, flows, papers


def test_words_are_prefilled_and_levels_never(session: Session, decided: list[int]) -> None:
    assert set(assessment.missing(session)) == {"impact", "likelihood", "residual"}
    values = assessment.filled(session)
    assert "8" in values["purpose"]
    assert values["assessor"] == "王建国"
    assessment.save(session, "purpose", "自己写的")
    assert assessment.filled(session)["purpose"] == "自己写的"
    with pytest.raises(ValueError):
        assessment.save(session, "nonsense", "x")


def test_risk_follows_the_matrix(session: Session) -> None:
    form = session.rules.assessment
    found = assessment.risk(form, {"impact": "high", "likelihood": "high", "residual": "low"})
    assert found.before is not None
    assert found.after is not None
    assert (found.before.id, found.after.id) == ("high", "medium")
    assert assessment.risk(form, {"impact": "high"}) == assessment.Risk(None, None)


def test_flows_count_every_group_once(session: Session, decided: list[int]) -> None:
    counted = flows(session)
    assert counted.groups == 8
    assert counted.people == 11380
    assert sum(flow.records for flow in counted.flows) == 71662
    assert dict(counted.by_disposition)[DELETE] == 7428
    assert sum(people for _, people in counted.by_source) == 11380


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")


def test_the_printed_table_says_what_was_decided_and_why(session: Session, decided: list[int]) -> None:
    text = text_of(papers.write_table(session))
    for expected in (
        "分类处置表",
        "康宁大药房",
        "会员资料.xlsx",
        "2031-11-15",
        "第四十二条",
        "立即",
        "请核实",
        "王建国",
    ):
        assert expected in text, expected
    assert session.rules.digest[:16] in text


def test_the_report_has_the_three_statutory_headings(session: Session, decided: list[int], tmp_path: Path) -> None:
    assessment.save(session, "impact", "high")
    assessment.save(session, "likelihood", "medium")
    pdf = papers.write_assessment(session, tmp_path / "report.pdf")
    assert pdf == (tmp_path / "report.pdf").read_bytes()
    text = text_of(pdf)
    for expected in ("是否合法、正当、必要", "对个人权益的影响及安全风险", "与风险程度相适应", "第五十六条", "【中】"):
        assert expected in text, expected


def test_practice_papers_carry_the_band(tmp_path: Path) -> None:
    session = new_session(tmp_path / "practice.case", practice=True)
    fill_inventory(session.vault)
    propose.propose_now(session)
    assert "演练" in text_of(papers.write_table(session))
    session.vault.close()


def test_long_names_and_many_groups_stay_inside_the_columns(session: Session) -> None:
    for number in range(60):
        name = f"二〇二六年度全部门店会员储值与积分兑换明细汇总表最终修订版第{number}稿.xlsx"
        add_group(session.vault, name, "file", K.ACCOUNTING, 1_000_000, 999_999, date(2026, 1, 1))
    propose.propose_now(session)
    propose.answer(session, "accounts", store.decisions(session.vault)[0].group_id, "mixed")
    document = pypdfium2.PdfDocument(papers.write_table(session))
    assert len(document) > 3
    assert text_of(papers.write_table(session)).count("第59稿") >= 1


def test_no_names_of_people_reach_the_journal(session: Session, decided: list[int]) -> None:
    store.change_decision(session.vault, decided[1], wish(reason="王建国说的"))
    written = " ".join(line.detail + line.object for line in session.vault.journal())
    assert "王建国" not in written
    owner = shop.person(session.vault, Role.OWNER)
    assert owner is not None
    assert replace(owner, post="").name == "王建国"


def test_a_share_sale_keeps_the_members_and_cites_no_closing(session: Session, decided: list[int]) -> None:
    closing = shop.read_closing(session.vault)
    assert closing is not None
    assert "第四十七条" in assessment.prefilled(session)["necessity"]
    assert "移交" not in assessment.prefilled(session)["necessity"]
    shop.save_closing(session.vault, replace(closing, route=Route.SHARE_SALE))
    assert propose.out_of_date(session)
    propose.propose_now(session)
    made = {one.group_id: one for one in store.decisions(session.vault)}
    assert made[decided[0]].disposition is Disposition.KEEP
    assert made[decided[3]].disposition is Disposition.DELETE, "the epidemic register goes anyway"
    kept = made[decided[1]]
    assert (kept.disposition, kept.kept_by_law) == (Disposition.KEEP, True), "the prescriptions stay in use"
    assert kept.until is not None
    back = OwnerChange(Disposition.KEEP, kept.least_until, Sensitivity.STATUTORY, "照旧")
    store.change_decision(
        session.vault, decided[1], replace(back, disposition=Disposition.SEAL, until=date(2040, 1, 1))
    )
    store.change_decision(session.vault, decided[1], back)
    table = text_of(papers.write_table(session))
    assert "继续由公司管理" in table
    assert "第四十七条第一款第（二）项" not in table
    assert "停止提供" not in table
    report = text_of(papers.write_assessment(session))
    assert "停止提供服务" not in report
    assert "公司继续经营" in report
    with pytest.raises(OwnerError):
        store.change_decision(
            session.vault, decided[1], OwnerChange(Disposition.KEEP, None, Sensitivity.STATUTORY, "想")
        )


def test_an_empty_assessment_prints_no_empty_brackets(tmp_path: Path) -> None:
    session = new_session(tmp_path / "leer.case")
    report = text_of(papers.write_assessment(session))
    session.vault.close()
    assert "未填写" in report
    for rubbish in ("（）", "。。", "()"):
        assert rubbish not in report
